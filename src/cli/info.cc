// SPDX-License-Identifier: Apache-2.0
#include "src/cli/info.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "fulcrum/config.hpp"
#include "src/cli/machine.hpp"
#include "src/cli/model.hpp"
#include "src/cli/text.hpp"

namespace fulcrum::cli {
namespace {

using json = nlohmann::ordered_json;

// Where the text of an entry starts.
constexpr std::size_t kIndent = 16;

std::string entry(std::string_view name, const std::string& value) {
  return fmt::format("  {:<{}}", name, kIndent - 2) + wrap(value, 100 - kIndent, kIndent) + "\n";
}

std::string joined(const std::vector<std::string>& parts) {
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::vector<std::string> isa_names() {
  std::vector<std::string> names;
  for (const Isa isa : available_isas()) names.emplace_back(to_string(isa));
  return names;
}

std::string isa_reason() {
  return config().isa ? "FULCRUM_ISA" : "the best that this processor has";
}

std::string origin(const OptionInfo& option) {
  return option.from_environment ? "environment" : "default";
}

json device_json(const offload::BlasDevice& device, std::size_t index) {
  const offload::DeviceInfo& info = device.info();
  return {{"backend", to_string(info.platform)},
          {"index", index},
          {"name", info.name},
          {"uuid", info.uuid},
          {"driver", info.driver},
          {"library", info.library},
          {"compute_capability", fmt::format("{}.{}", info.compute_major, info.compute_minor)},
          {"multiprocessors", info.multiprocessors},
          {"core_clock_hz", info.core_clock_hz},
          {"memory_bandwidth", info.memory_bandwidth},
          {"memory_bytes", info.memory_bytes},
          {"copy_engines", info.copy_engines},
          {"integrated", info.integrated},
          {"coherent", info.coherent},
          {"closed_because", device.closed_because()}};
}

json profiles_json() {
  json list = json::array();
  for (const auto& p : offload::bundled_profiles()) {
    list.push_back(
        {{"key", p.key}, {"name", p.name}, {"analytic", p.analytic}, {"source", p.source}});
  }
  return list;
}

json info_json(const Accelerators& accelerators, const Model& model) {
  json result = {{"version", version()},
                 {"build", to_json(this_build())},
                 {"machine", to_json(this_machine())},
                 {"simd",
                  {{"compiled", this_build().targets},
                   {"runnable", isa_names()},
                   {"chosen", to_string(active_isa())},
                   {"chosen_because", isa_reason()},
                   {"threads", num_threads()},
                   {"threads_because", threads_reason()}}},
                 {"devices", json::array()},
                 {"device_problem", accelerators.problem},
                 {"profile",
                  {{"host", model.snapshot().host.name},
                   {"host_is_analytic", model.snapshot().host.analytic},
                   {"configured", config().profile}}},
                 {"bundled_profiles", profiles_json()},
                 {"options", json::array()}};
  for (std::size_t i = 0; i < accelerators.devices.size(); ++i)
    result["devices"].push_back(device_json(*accelerators.devices[i], i));
  for (const OptionInfo& o : options()) {
    result["options"].push_back({{"variable", o.variable},
                                 {"type", o.type},
                                 {"default", o.default_value},
                                 {"value", o.value},
                                 {"origin", origin(o)},
                                 {"help", o.help}});
  }
  return result;
}

std::string simd_text() {
  const Machine machine = this_machine();
  std::vector<std::string> caches;
  for (const Cache& c : machine.caches) {
    caches.push_back(fmt::format("{} {} (processors {})", c.name,
                                 format_bytes(static_cast<double>(c.bytes)), c.shared_with));
  }
  std::string out = "Machine\n";
  out += entry("processor", machine.cpu);
  out += entry("caches", caches.empty() ? "the system does not say" : joined(caches));
  out += entry("memory", format_bytes(static_cast<double>(machine.memory_bytes)));
  out += entry("system", machine.system);
  out += "\nSIMD\n";
  out += entry("compiled", joined(this_build().targets) + " (Highway's names)");
  out += entry("runnable", joined(isa_names()));
  out += entry("chosen", fmt::format("{} ({})", to_string(active_isa()), isa_reason()));
  out += entry("threads", fmt::format("{} ({})", num_threads(), threads_reason()));
  return out;
}

std::string devices_text(const Accelerators& accelerators) {
  std::string out = "\nAccelerators\n";
  if (accelerators.devices.empty()) out += entry("none", accelerators.problem);
  for (std::size_t index = 0; index < accelerators.devices.size(); ++index) {
    const offload::BlasDevice* const device = accelerators.devices[index].get();
    const offload::DeviceInfo& d = device->info();
    out += entry(fmt::format("{} {}", to_string(d.platform), index), d.name);
    out += entry(
        "",
        fmt::format("compute {}.{}, {} multiprocessors at {:.2f} GHz, {} at {:.0f} GB/s",
                    d.compute_major, d.compute_minor, d.multiprocessors, d.core_clock_hz / 1e9,
                    format_bytes(static_cast<double>(d.memory_bytes)), d.memory_bandwidth / 1e9));
    out += entry("", fmt::format("driver {}; {}", d.driver, d.library));
    if (!d.uuid.empty()) out += entry("", d.uuid);
    if (!device->closed_because().empty()) out += entry("", "CLOSED: " + device->closed_because());
  }
  if (!accelerators.devices.empty() && !accelerators.problem.empty()) {
    out += entry("problem", accelerators.problem);
  }
  return out;
}

std::string model_text(const Model& model) {
  std::string out = "\nCost model\n";
  out += entry("this host", model.host_source());
  for (const auto& device : model.snapshot().devices) {
    out += entry("device", fmt::format("{} ({})", device.name,
                                       device.analytic ? "analytic profile" : "measured profile"));
  }
  std::vector<std::string> keys;
  for (const auto& p : offload::bundled_profiles()) keys.push_back(p.key);
  const offload::ModelState::Source source = model.source();
  out += entry("profile", !source.problem.empty() ? "not used: " + source.problem
                          : !source.file.empty()
                              ? source.file + " (fulcrum info --profile shows it)"
                              : "none: the figures are priors; fulcrum tune measures this machine");
  out += entry("bundled", joined(keys) + " (analytic: data-sheet arithmetic, not measurements)");
  return out;
}

std::string options_text() {
  TextTable table(4);
  table.add({"  variable", "value", "origin", "meaning"});
  for (const OptionInfo& o : options()) {
    table.add({"  " + std::string(o.variable), o.value.empty() ? "(empty)" : o.value, origin(o),
               std::string(o.help)});
  }
  return "\nOptions (environment variables)\n" + table.str();
}

}  // namespace

int run_info(bool json_output) {
  const Accelerators accelerators = find_accelerators();
  const Model model(accelerators);
  std::string out;
  if (json_output) {
    out = info_json(accelerators, model).dump(2) + "\n";
  } else {
    const Build build = this_build();
    out = fmt::format("fulcrum {}, built with {}, Highway {}\n\n", build.version, build.compiler,
                      build.highway);
    out += simd_text() + devices_text(accelerators) + model_text(model) + options_text();
  }
  std::fputs(out.c_str(), stdout);
  return 0;
}

}  // namespace fulcrum::cli
