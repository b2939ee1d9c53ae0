// SPDX-License-Identifier: Apache-2.0
#include "src/runtime/options.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <span>
#include <utility>

#include "offload/platforms.hpp"

namespace fulcrum::runtime {
namespace {

// A row of the table: what the user sees, and how a text becomes a field of Config and back. What
// is known at run time alone has an empty type (type_of()).
struct Option {
  std::string_view variable, type, default_value, help;
  bool (*set)(std::string_view text, const std::vector<Isa>& isas, Config* config);
  std::string (*get)(const Config& config);
};

std::string join(const std::vector<Isa>& isas) {
  std::string text;
  for (const Isa isa : isas) text += (text.empty() ? "" : ", ") + std::string(to_string(isa));
  return text;
}

// Values are names, in capitals or not. ASCII letters alone, whatever the program's locale is.
bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [lower](char x, char y) { return lower(x) == lower(y); });
}

bool set_backend(std::string_view text, const std::vector<Isa>&, Config* config) {
  const auto is = [&](const Backend& backend) {
    if (!same_name(backend.name(), text)) return false;
    config->backend = backend;
    return true;
  };
  if (is(Backend::Auto) || is(Backend::Simd)) return true;
  const auto platforms = offload::blas_platforms();
  return std::any_of(platforms.begin(), platforms.end(),
                     [&](const offload::BlasPlatform* platform) { return is(platform->name); });
}

bool set_isa(std::string_view text, const std::vector<Isa>& isas, Config* config) {
  for (const Isa isa : isas) {
    if (!same_name(to_string(isa), text)) continue;
    config->isa = isa;
    return true;
  }
  return false;
}

// More threads than this are a slip of the keyboard, not a machine.
constexpr int kMaxThreads = 4096;

bool set_threads(std::string_view text, const std::vector<Isa>&, Config* config) {
  int threads = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), threads);
  if (error != std::errc() || end != text.data() + text.size() || threads < 1 ||
      threads > kMaxThreads)
    return false;
  config->num_threads = threads;
  return true;
}

bool set_verbose(std::string_view text, const std::vector<Isa>&, Config* config) {
  bool calls = false, offload = false;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view level = text.substr(0, comma);
    text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
    const auto is = [level](std::string_view name) { return same_name(level, name); };
    if (!is("calls") && !is("offload") && !is("all") && !is("1") && !is("0") && !is("off"))
      return false;
    if (is("calls") || is("all") || is("1")) calls = true;
    if (is("offload") || is("all")) offload = true;
  }
  config->verbose_calls = calls;
  config->verbose_offload = offload;
  return true;
}

std::string get_verbose(const Config& config) {
  if (config.verbose_calls) return config.verbose_offload ? "calls,offload" : "calls";
  return config.verbose_offload ? "offload" : "off";
}

bool set_strict(std::string_view text, const std::vector<Isa>&, Config* config) {
  if (text != "0" && text != "1") return false;
  config->strict = text == "1";
  return true;
}

bool set_weigh(std::string_view text, const std::vector<Isa>&, Config* config) {
  std::vector<Backend> named;
  const auto platforms = offload::blas_platforms();
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view name = text.substr(0, comma);
    text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
    const auto found = std::find_if(platforms.begin(), platforms.end(), [&](const auto* platform) {
      return same_name(platform->name.name(), name);
    });
    if (found == platforms.end()) return false;
    named.push_back((*found)->name);
  }
  config->weigh = std::move(named);
  return true;
}

std::string get_weigh(const Config& config) {
  std::string text;
  for (const Backend& platform : config.weigh) {
    if (!text.empty()) text += ',';
    text += platform.name();
  }
  return text.empty() ? "none" : text;
}

constexpr Option kOptions[] = {
    {"FULCRUM_BACKEND", "", "auto", "forces the backend of every call", set_backend,
     [](const Config& c) { return std::string(to_string(c.backend)); }},
    {"FULCRUM_DEVICE", "an index or a part of the name", "any", "which accelerator",
     [](std::string_view text, const std::vector<Isa>&, Config* c) {
       c->device = text;
       return !text.empty();
     },
     [](const Config& c) { return c.device.empty() ? "any" : c.device; }},
    {"FULCRUM_WEIGH", "comma list of platforms", "none",
     "platforms that calls may be weighed against beside those that are so anyway: their devices "
     "share the host's processors, or are processes",
     set_weigh, get_weigh},
    {"FULCRUM_ISA", "one of the SIMD targets of this build and machine", "best",
     "forces the SIMD target", set_isa,
     [](const Config& c) { return c.isa ? std::string(to_string(*c.isa)) : "best"; }},
    {"FULCRUM_NUM_THREADS", "1 to 4096", "OMP_NUM_THREADS, else the processors",
     "SIMD threads of one call", set_threads,
     [](const Config& c) { return c.num_threads > 0 ? std::to_string(c.num_threads) : "default"; }},
    {"FULCRUM_VERBOSE", "comma list of calls, offload, all, off", "off",
     "prints to stderr: calls, one line per call; offload, discovery and device failures",
     set_verbose, get_verbose},
    {"FULCRUM_PROFILE", "a file, the name of a bundled profile, or none",
     "what fulcrum tune has left, else priors", "machine profile that the cost model starts from",
     [](std::string_view text, const std::vector<Isa>&, Config* c) {
       c->profile = text;
       return !text.empty();
     },
     [](const Config& c) {
       return c.profile.empty() ? "what fulcrum tune has left, else priors" : c.profile;
     }},
    {"FULCRUM_STRICT", "0 or 1", "0",
     "the C ABI aborts where a forced backend cannot run or an option is wrong", set_strict,
     [](const Config& c) { return std::string(c.strict ? "1" : "0"); }},
    {"FULCRUM_CUDA_LIBRARY_PATH", "a folder", "the system's folders",
     "where libcuda.so.1, cuBLAS and NVRTC are looked for first; ignored in set-user-ID programs",
     [](std::string_view text, const std::vector<Isa>&, Config* c) {
       c->cuda_library_path = text;
       return !text.empty();
     },
     [](const Config& c) {
       return c.cuda_library_path.empty() ? "the system's folders" : c.cuda_library_path;
     }},
    {"FULCRUM_OPENCL_LIBRARY_PATH", "a folder", "the system's folders",
     "where libOpenCL.so.1 and CLBlast are looked for first; ignored in set-user-ID programs",
     [](std::string_view text, const std::vector<Isa>&, Config* c) {
       c->opencl_library_path = text;
       return !text.empty();
     },
     [](const Config& c) {
       return c.opencl_library_path.empty() ? "the system's folders" : c.opencl_library_path;
     }},
    {"FULCRUM_WORKER", "a program", "fulcrum-worker beside the library",
     "what the platform worker runs; ignored in set-user-ID programs",
     [](std::string_view text, const std::vector<Isa>&, Config* c) {
       c->worker_program = text;
       return !text.empty();
     },
     [](const Config& c) {
       return c.worker_program.empty() ? "fulcrum-worker beside the library" : c.worker_program;
     }},
};

std::string type_of(const Option& option) {
  return option.type.empty() ? "one of " + offload::backend_names() : std::string(option.type);
}

}  // namespace

bool environment(std::string_view variable, std::string* value) {
  const std::string name(variable);
  const bool is_path = variable.ends_with("_LIBRARY_PATH") || variable == "FULCRUM_PROFILE" ||
                       variable == "FULCRUM_WORKER";
  const char* text = is_path ? secure_getenv(name.c_str()) : std::getenv(name.c_str());
  if (text == nullptr) return false;
  *value = text;
  return true;
}

ParsedOptions parse_options(Lookup lookup, const std::vector<Isa>& isas) {
  ParsedOptions parsed;
  for (const Option& option : kOptions) {
    std::string text;
    // An empty value means the default, as it does for OMP_NUM_THREADS: `VAR= command` is how a
    // shell unsets one.
    if (!lookup(option.variable, &text) || text.empty()) continue;
    if (option.set(text, isas, &parsed.config)) {
      parsed.understood.emplace_back(option.variable);
      continue;
    }
    std::string problem(option.variable);
    problem += "=";
    problem += text;
    problem += " is not understood: it takes ";
    problem += option.variable == "FULCRUM_ISA" ? join(isas) + " on this machine" : type_of(option);
    parsed.problems.push_back(std::move(problem));
  }
  return parsed;
}

std::vector<OptionInfo> describe_options(const ParsedOptions& parsed) {
  std::vector<OptionInfo> rows;
  for (const Option& option : kOptions) {
    const bool set = std::find(parsed.understood.begin(), parsed.understood.end(),
                               option.variable) != parsed.understood.end();
    rows.push_back({option.variable, option.default_value, option.help, type_of(option),
                    option.get(parsed.config), set});
  }
  return rows;
}

}  // namespace fulcrum::runtime
