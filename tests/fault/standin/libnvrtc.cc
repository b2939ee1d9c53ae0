// SPDX-License-Identifier: Apache-2.0
// The stand-in's libnvrtc.so.13: makes of CUDA C a shared object for the host, with the C++
// compiler of this build and kernel_shim.inc. Its bytes are the cubin; for a virtual architecture
// their digits are the PTX.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "driver.hpp"
#include "kernel_abi.hpp"
#include "offload/cuda/nvrtc_api.hpp"

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX declares it nowhere

namespace cuda = fulcrum::offload::cuda;
namespace fs = std::filesystem;
using cuda::NvrtcStatus;
using standin::CallInfo;
using standin::Driver;

namespace {

constexpr int kInvalidInput = 3, kInvalidProgram = 4, kInvalidOption = 5, kCompilation = 6,
              kInternalError = 11;

constexpr std::string_view kShim =
#include "kernel_shim.inc"
    ;

struct Program {
  std::string source, name, log, object;
  int architecture = 52;
  bool real = false;  // a cubin, not PTX
};

Program& of(cuda::NvrtcProgram program) { return *reinterpret_cast<Program*>(program); }

template <class Body>
NvrtcStatus call(const char* function, Body&& body) {
  Driver& driver = Driver::get();
  const CallInfo info{.library = standin::Library::Nvrtc,
                      .function = function,
                      .needs_init = false,
                      .needs_context = false,
                      .survives_loss = true};
  return static_cast<NvrtcStatus>(driver.call(info, body));
}

// FULCRUM_STANDIN_ARCHS, a list with blanks: what it compiles for.
std::vector<int> architectures() {
  const char* text = std::getenv("FULCRUM_STANDIN_ARCHS");
  std::istringstream in(text != nullptr ? text : "75 80 86 90 100");
  return {std::istream_iterator<int>(in), std::istream_iterator<int>()};
}

// A folder that goes with what is in it.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "fulcrum-standin-XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string file(const char* name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

// The compiler of the build, else the first c++ or g++ on PATH; empty where there is none.
std::string compiler() {
  if (access(STANDIN_COMPILER, X_OK) == 0) return STANDIN_COMPILER;
  const char* const path = std::getenv("PATH");
  for (const char* name : {"c++", "g++"}) {
    std::istringstream folders(path != nullptr ? path : "/usr/bin");
    for (std::string folder; std::getline(folders, folder, ':');) {
      const std::string file = folder + "/" + name;
      if (access(file.c_str(), X_OK) == 0) return file;
    }
  }
  return {};
}

// 0 on success; what it writes to stderr is the log.
int run(const std::vector<std::string>& words, const std::string& log_file) {
  if (words[0].empty()) {
    write_file(log_file, "the stand-in has no C++ compiler: neither " STANDIN_COMPILER
                         " nor c++ or g++ on PATH");
    return ENOENT;
  }
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log_file.c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC, 0600);
  pid_t child = 0;
  const int failed =
      posix_spawn(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) {
    write_file(log_file, words[0] + " cannot be started: " + std::strerror(failed));
    return failed;
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

// A word of C, from `at` on; moves behind it.
std::string_view word_at(std::string_view text, std::size_t& at) {
  while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at])) != 0) ++at;
  const std::size_t begin = at;
  while (at < text.size() &&
         (std::isalnum(static_cast<unsigned char>(text[at])) != 0 || text[at] == '_'))
    ++at;
  return text.substr(begin, at - begin);
}

// The lines that export the kernels of preprocessed code.
std::string exports(std::string_view code) {
  std::string lines;
  const bool barrier = code.find("__syncthreads") != std::string_view::npos;
  constexpr std::string_view kGlobal = "__global__";
  for (std::size_t at = code.find(kGlobal); at != std::string_view::npos;
       at = code.find(kGlobal, at)) {
    at += kGlobal.size();
    int most = 1024;
    std::string_view word;
    for (word = word_at(code, at); word == "void" || word == "__launch_bounds__";
         word = word_at(code, at)) {
      if (word == "void") continue;
      at = std::min(code.find('(', at), code.size() - 1) + 1;
      most = std::atoi(std::string(code.substr(at, 8)).c_str());
      at = std::min(code.find(')', at), code.size() - 1) + 1;
    }
    if (word.empty()) continue;
    lines += "STANDIN_KERNEL(" + std::string(word) + ", " + std::to_string(most) + ", " +
             (barrier ? "1" : "0") + ")\n";
  }
  return lines;
}

// `extern __shared__ T name[];` becomes a pointer to the block's shared memory.
std::string with_dynamic_memory(std::string code) {
  constexpr std::string_view kExtern = "extern __shared__";
  for (std::size_t at = code.find(kExtern); at != std::string::npos; at = code.find(kExtern, at)) {
    const std::size_t end = code.find(';', at), bracket = code.find('[', at);
    if (end == std::string::npos || bracket > end) break;
    std::size_t name = bracket;
    while (name > at && std::isspace(static_cast<unsigned char>(code[name - 1])) != 0) --name;
    const std::size_t name_end = name;
    while (std::isalnum(static_cast<unsigned char>(code[name - 1])) != 0 || code[name - 1] == '_')
      --name;
    const std::size_t type_begin = at + kExtern.size();
    const std::string type = code.substr(type_begin, name - type_begin);
    const std::string identifier = code.substr(name, name_end - name);
    const std::string text = "__attribute__((unused)) " + type + "* const " + identifier +
                             " = reinterpret_cast<" + type + "*>(standin_dynamic)";
    code.replace(at, end - at, text);
    at += text.size();
  }
  return code;
}

struct Options {
  std::vector<std::string> forwarded;
  std::string standard = "-std=c++17";
};

// Takes NVRTC's options apart; false, with the log, for one that it does not have.
bool read_options(Program& program, const std::vector<std::string>& given, Options& options) {
  const auto value_of = [](const std::string& option) {
    return option.substr(std::min(option.find('='), option.size() - 1) + 1);
  };
  const auto is = [](const std::string& option, std::string_view a, std::string_view b) {
    return option.starts_with(a) || option.starts_with(b);
  };
  for (const std::string& option : given) {
    if (is(option, "--gpu-architecture=", "-arch=")) {
      const std::string value = value_of(option);
      program.real = value.starts_with("sm_");
      const std::size_t digits = value.find('_');
      program.architecture =
          digits == std::string::npos ? 0 : std::atoi(value.c_str() + digits + 1);
      const auto known = architectures();
      if (std::find(known.begin(), known.end(), program.architecture) != known.end()) continue;
      program.log = "nvrtc: error: invalid value for --gpu-architecture (-arch)\n";
      return false;
    }
    if (is(option, "-D", "-U") || option.starts_with("-I")) {
      options.forwarded.push_back(option);
    } else if (is(option, "--define-macro=", "--include-path=")) {
      options.forwarded.push_back((option.starts_with("--d") ? "-D" : "-I") + value_of(option));
    } else if (is(option, "--std=", "-std=")) {
      options.standard = "-std=" + value_of(option);
    } else if (!is(option, "--use_fast_math", "-use_fast_math") &&
               !is(option, "--fmad=", "-lineinfo")) {
      program.log = "nvrtc: error: unrecognized option " + option + " found\n";
      return false;
    }
  }
  return true;
}

// The code without comments, conditions and macros, so that what is found in it counts; no header
// of the host's is in reach, as with NVRTC.
int preprocess(const Program& program, const Options& options, const Folder& folder) {
  write_file(folder.file("in.cc"), "#line 1 \"" + program.name + "\"\n" + program.source);
  std::vector<std::string> words = {compiler(),
                                    options.standard,
                                    "-E",
                                    "-nostdinc",
                                    "-nostdinc++",
                                    "-D__CUDACC__",
                                    "-D__CUDACC_RTC__",
                                    "-D__CUDA_ARCH__=" + std::to_string(10 * program.architecture)};
  words.insert(words.end(), options.forwarded.begin(), options.forwarded.end());
  words.insert(words.end(), {"-o", folder.file("plain.cc"), folder.file("in.cc")});
  return run(words, folder.file("log"));
}

// What the same code and options gave before in this process: a compilation takes 0.3 s.
struct Compiled {
  int result;
  std::string log, object;
};
std::map<std::string, Compiled>& compiled_before() {
  static auto& all = *new std::map<std::string, Compiled>;
  return all;
}

int compile_anew(Program& program, const Options& options);

int compile(Program& program, const std::vector<std::string>& given) {
  Options options;
  program.log.clear();
  program.object.clear();
  if (!read_options(program, given, options)) return kInvalidOption;
  std::string key = program.name + '\0' + program.source;
  for (const std::string& option : given) key += '\0' + option;
  const auto before = compiled_before().find(key);
  if (before != compiled_before().end()) {
    program.log = before->second.log;
    program.object = before->second.object;
    return before->second.result;
  }
  const int result = compile_anew(program, options);
  compiled_before()[key] = {result, program.log, program.object};
  return result;
}

int compile_anew(Program& program, const Options& options) {
  const Folder folder;
  int status = preprocess(program, options, folder);
  if (status == 0) {
    const std::string code = read_file(folder.file("plain.cc"));
    write_file(folder.file("all.cc"),
               std::string(kShim) + with_dynamic_memory(code) + "\n" + exports(code));
    status = run(
        {compiler(), options.standard, "-O1", "-w", "-fPIC", "-shared", "-fvisibility=default",
         "-ffp-contract=off", "-DSTANDIN_ARCH=" + std::to_string(program.architecture),
         "-DSTANDIN_SHARED=" + std::to_string(standin::kMaxSharedBytes + standin::kSharedCanary),
         "-o", folder.file("kernel.so"), folder.file("all.cc"), "-lm"},
        folder.file("log"));
  }
  program.log = read_file(folder.file("log"));
  if (status != 0) return kCompilation;
  program.object = read_file(folder.file("kernel.so"));
  return program.object.empty() ? kInternalError : 0;
}

std::string ptx_of(const Program& program) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text = standin::kPtxLine + std::to_string(program.architecture) + "\n";
  for (const char c : program.object) {
    text += kDigits[static_cast<unsigned char>(c) >> 4];
    text += kDigits[c & 15];
  }
  return text;
}

}  // namespace

extern "C" {

// For tests, which cannot run kernels without: 1 where there is a compiler.
STANDIN_EXPORT int standin_has_compiler() { return compiler().empty() ? 0 : 1; }

STANDIN_EXPORT NvrtcStatus nvrtcVersion(int* major, int* minor) {
  return call("nvrtcVersion", [&] {
    *major = 13;
    *minor = 0;
    return 0;
  });
}

STANDIN_EXPORT const char* nvrtcGetErrorString(NvrtcStatus status) {
  switch (static_cast<int>(status)) {
    case 0:
      return "NVRTC_SUCCESS";
    case 1:
      return "NVRTC_ERROR_OUT_OF_MEMORY";
    case kInvalidInput:
      return "NVRTC_ERROR_INVALID_INPUT";
    case kInvalidProgram:
      return "NVRTC_ERROR_INVALID_PROGRAM";
    case kInvalidOption:
      return "NVRTC_ERROR_INVALID_OPTION";
    case kCompilation:
      return "NVRTC_ERROR_COMPILATION";
    case kInternalError:
      return "NVRTC_ERROR_INTERNAL_ERROR";
    default:
      return "NVRTC_ERROR unknown";
  }
}

STANDIN_EXPORT NvrtcStatus nvrtcGetNumSupportedArchs(int* count) {
  return call("nvrtcGetNumSupportedArchs", [&] {
    *count = static_cast<int>(architectures().size());
    return 0;
  });
}

STANDIN_EXPORT NvrtcStatus nvrtcGetSupportedArchs(int* archs) {
  return call("nvrtcGetSupportedArchs", [&] {
    for (const int architecture : architectures()) *archs++ = architecture;
    return 0;
  });
}

STANDIN_EXPORT NvrtcStatus nvrtcCreateProgram(cuda::NvrtcProgram* program, const char* source,
                                              const char* name, int header_count,
                                              const char* const* /*headers*/,
                                              const char* const* /*header_names*/) {
  return call("nvrtcCreateProgram", [&] {
    if (source == nullptr || header_count != 0) return kInvalidInput;
    auto* made = new Program;
    made->source = source;
    made->name = name != nullptr ? name : "default_program";
    *program = reinterpret_cast<cuda::NvrtcProgram>(made);
    return 0;
  });
}

STANDIN_EXPORT NvrtcStatus nvrtcDestroyProgram(cuda::NvrtcProgram* program) {
  return call("nvrtcDestroyProgram", [&] {
    if (program == nullptr || *program == nullptr) return kInvalidProgram;
    delete &of(*program);
    *program = nullptr;
    return 0;
  });
}

STANDIN_EXPORT NvrtcStatus nvrtcCompileProgram(cuda::NvrtcProgram program, int count,
                                               const char* const* options) {
  return call("nvrtcCompileProgram", [&] {
    return compile(of(program), std::vector<std::string>(options, options + count));
  });
}

STANDIN_EXPORT NvrtcStatus nvrtcGetProgramLogSize(cuda::NvrtcProgram program, std::size_t* bytes) {
  return call("nvrtcGetProgramLogSize", [&] {
    *bytes = of(program).log.size() + 1;
    return 0;
  });
}

STANDIN_EXPORT NvrtcStatus nvrtcGetProgramLog(cuda::NvrtcProgram program, char* log) {
  return call("nvrtcGetProgramLog", [&] {
    const std::string& text = of(program).log;
    std::memcpy(log, text.c_str(), text.size() + 1);
    return 0;
  });
}

STANDIN_EXPORT NvrtcStatus nvrtcGetCUBINSize(cuda::NvrtcProgram program, std::size_t* bytes) {
  return call("nvrtcGetCUBINSize", [&] {
    *bytes = of(program).real ? of(program).object.size() : 0;
    return 0;
  });
}

STANDIN_EXPORT NvrtcStatus nvrtcGetCUBIN(cuda::NvrtcProgram program, char* cubin) {
  return call("nvrtcGetCUBIN", [&] {
    if (!of(program).real) return kInvalidProgram;
    std::memcpy(cubin, of(program).object.data(), of(program).object.size());
    return 0;
  });
}

STANDIN_EXPORT NvrtcStatus nvrtcGetPTXSize(cuda::NvrtcProgram program, std::size_t* bytes) {
  return call("nvrtcGetPTXSize", [&] {
    *bytes = ptx_of(of(program)).size() + 1;
    return 0;
  });
}

STANDIN_EXPORT NvrtcStatus nvrtcGetPTX(cuda::NvrtcProgram program, char* ptx) {
  return call("nvrtcGetPTX", [&] {
    const std::string text = ptx_of(of(program));
    std::memcpy(ptx, text.c_str(), text.size() + 1);
    return 0;
  });
}

}  // extern "C"

// Every function has the type that the library declares.
namespace {
template <class Function, class Member>
constexpr bool same(Function*, Member cuda::NvrtcApi::*) {
  return std::is_same_v<Function*, Member>;
}
static_assert(same(&nvrtcVersion, &cuda::NvrtcApi::version) &&
              same(&nvrtcGetSupportedArchs, &cuda::NvrtcApi::get_archs) &&
              same(&nvrtcCreateProgram, &cuda::NvrtcApi::create_program) &&
              same(&nvrtcDestroyProgram, &cuda::NvrtcApi::destroy_program) &&
              same(&nvrtcCompileProgram, &cuda::NvrtcApi::compile_program) &&
              same(&nvrtcGetProgramLog, &cuda::NvrtcApi::get_log) &&
              same(&nvrtcGetCUBIN, &cuda::NvrtcApi::get_cubin) &&
              same(&nvrtcGetPTX, &cuda::NvrtcApi::get_ptx));
}  // namespace
