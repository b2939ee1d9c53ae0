// SPDX-License-Identifier: Apache-2.0
#include "offload/cuda/nvrtc.hpp"

#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "fulcrum/error.hpp"
#include "offload/cuda/loader.hpp"
#include "offload/runtime/shared_library.hpp"
#include "simd/threads/published.hpp"

namespace fulcrum::offload::cuda {
namespace {

namespace fs = std::filesystem;

constinit std::atomic<const Nvrtc*> g_nvrtc{nullptr};

const char* fill(void* library, NvrtcApi& api) {
  for (const auto& symbol : kNvrtcSymbols) {
    void* function = dlsym(library, symbol.exported);
    if (function == nullptr && symbol.required) return symbol.exported;
    if (function != nullptr) symbol.store(api, function);
  }
  return nullptr;
}

// The folder that a library came from, links resolved; empty where it cannot be told.
fs::path folder_of(const void* function) {
  Dl_info info{};
  if (dladdr(function, &info) == 0 || info.dli_fname == nullptr) return {};
  std::error_code error;
  return fs::canonical(info.dli_fname, error).parent_path();
}

std::vector<int> supported_archs(const NvrtcApi& api) {
  int count = 0;
  if (api.get_arch_count == nullptr || api.get_archs == nullptr ||
      api.get_arch_count(&count) != NvrtcStatus::Success || count <= 0) {
    return {};
  }
  std::vector<int> archs(static_cast<std::size_t>(count));
  if (api.get_archs(archs.data()) != NvrtcStatus::Success) return {};
  std::sort(archs.begin(), archs.end());
  return archs;
}

// NVRTC opens its library of built-ins by name alone, wherever the linker happens to look: the one
// of its own version is opened before it asks.
void preload_builtins(const Nvrtc& nvrtc, const fs::path& folder) {
  if (folder.empty()) return;
  const std::string file = (folder / ("libnvrtc-builtins.so." + std::to_string(nvrtc.major) + "." +
                                      std::to_string(nvrtc.minor)))
                               .string();
  if (access(file.c_str(), F_OK) == 0) dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
}

bool try_nvrtc(const std::string& folder, const std::string& soname, Nvrtc& nvrtc,
               Attempts& attempts) {
  nvrtc = {};
  nvrtc.file = file_in(folder, soname);
  const auto take = [&](void* library) { return fill(library, nvrtc.api); };
  if (!open_library(folder, soname, take, attempts)) return false;
  const NvrtcStatus status = nvrtc.api.version(&nvrtc.major, &nvrtc.minor);
  if (status != NvrtcStatus::Success) {
    attempts.add(nvrtc.file, std::string("loaded, but nvrtcVersion failed: ") +
                                 nvrtc.api.get_error_string(status));
    return false;
  }
  const fs::path at = folder_of(reinterpret_cast<const void*>(nvrtc.api.version));
  preload_builtins(nvrtc, at);
  for (const fs::path& headers : {at / "../include", at / "../../../include"}) {
    if (at.empty() || access((headers / "cuda_fp16.h").c_str(), F_OK) != 0) continue;
    nvrtc.headers = headers.lexically_normal().string();
    break;
  }
  nvrtc.archs = supported_archs(nvrtc.api);
  return true;
}

std::unique_ptr<const Nvrtc> load(const std::string& search_path, int max_major) {
  // CUDA 11 has a name of its own for each of its first two, and one from 11.2 on.
  constexpr std::pair<const char*, int> kNames[] = {{"libnvrtc.so.13", 13},
                                                    {"libnvrtc.so.12", 12},
                                                    {"libnvrtc.so.11.2", 11},
                                                    {"libnvrtc.so.11.1", 11},
                                                    {"libnvrtc.so.11.0", 11}};
  Attempts attempts;
  Nvrtc nvrtc;
  for (const std::string& folder : toolkit_folders(search_path)) {
    for (const auto& [soname, major] : kNames) {
      if (major > max_major) continue;
      if (try_nvrtc(folder, soname, nvrtc, attempts))
        return std::make_unique<const Nvrtc>(std::move(nvrtc));
    }
  }
  throw Error(ErrorCode::BackendUnavailable, "NVRTC",
              "the compiler of CUDA C could not be loaded (" + attempts.text() +
                  "). FULCRUM_CUDA_LIBRARY_PATH names folders to search first");
}

// Ends the program on every way out.
class Program {
 public:
  Program(const Nvrtc& nvrtc, const std::string& source, const std::string& name) : nvrtc_(nvrtc) {
    check(nvrtc.api.create_program(&handle_, source.c_str(), name.c_str(), 0, nullptr, nullptr),
          "nvrtcCreateProgram");
  }
  ~Program() {
    if (handle_ != nullptr) nvrtc_.api.destroy_program(&handle_);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void compile(const std::vector<std::string>& options) {
    std::vector<const char*> words;
    words.reserve(options.size());
    for (const std::string& option : options) words.push_back(option.c_str());
    const NvrtcStatus status =
        nvrtc_.api.compile_program(handle_, static_cast<int>(words.size()), words.data());
    if (status == NvrtcStatus::Success) return;
    std::string given;
    for (const std::string& option : options) given += (given.empty() ? "" : " ") + option;
    fail("nvrtcCompileProgram", status, " (options: " + given + ")\n" + log());
  }

  CompiledCuda result() {
    std::size_t bytes = 0;
    const NvrtcApi& api = nvrtc_.api;
    if (api.get_cubin_size != nullptr && api.get_cubin != nullptr) {
      check(api.get_cubin_size(handle_, &bytes), "nvrtcGetCUBINSize");
      if (bytes > 0) {
        std::string cubin(bytes, '\0');
        check(api.get_cubin(handle_, cubin.data()), "nvrtcGetCUBIN");
        return {std::move(cubin), false};
      }
    }
    check(api.get_ptx_size(handle_, &bytes), "nvrtcGetPTXSize");
    std::string ptx(bytes, '\0');
    check(api.get_ptx(handle_, ptx.data()), "nvrtcGetPTX");
    return {std::move(ptx), true};
  }

 private:
  std::string log() const {
    std::size_t bytes = 0;
    if (nvrtc_.api.get_log_size(handle_, &bytes) != NvrtcStatus::Success || bytes <= 1) return {};
    std::string text(bytes, '\0');
    if (nvrtc_.api.get_log(handle_, text.data()) != NvrtcStatus::Success) return {};
    while (!text.empty() && (text.back() == '\0' || text.back() == '\n')) text.pop_back();
    return text;
  }
  void check(NvrtcStatus status, const char* call) const {
    if (status != NvrtcStatus::Success) fail(call, status, "");
  }
  [[noreturn]] void fail(const char* call, NvrtcStatus status, const std::string& more) const {
    throw Error(
        status == NvrtcStatus::OutOfMemory ? ErrorCode::OutOfMemory : ErrorCode::InvalidArgument,
        "NVRTC " + std::to_string(nvrtc_.major) + "." + std::to_string(nvrtc_.minor),
        std::string(call) + " failed: " + nvrtc_.api.get_error_string(status) + more);
  }

  const Nvrtc& nvrtc_;
  NvrtcProgram handle_ = nullptr;
};

bool names_architecture(const std::vector<std::string>& options) {
  return std::any_of(options.begin(), options.end(), [](const std::string& option) {
    return option.starts_with("--gpu-architecture") || option.starts_with("-arch");
  });
}

// sm_XY where NVRTC knows it and makes cubins, else the newest virtual one below, which the driver
// compiles further.
std::string architecture(const Nvrtc& nvrtc, int arch) {
  const auto& known = nvrtc.archs;
  const bool real = nvrtc.api.get_cubin != nullptr &&
                    (known.empty() || std::binary_search(known.begin(), known.end(), arch));
  int chosen = arch;
  if (!known.empty() && !real) {
    const auto above = std::upper_bound(known.begin(), known.end(), arch);
    if (above != known.begin()) chosen = *std::prev(above);
  }
  return std::string("--gpu-architecture=") + (real ? "sm_" : "compute_") + std::to_string(chosen);
}

}  // namespace

const Nvrtc& nvrtc(const std::string& search_path, int max_major) {
  return simd::published(g_nvrtc, [&] { return load(search_path, max_major); });
}

std::vector<std::string> split_options(const std::string& options) {
  std::vector<std::string> words;
  bool inside = false;
  char quote = '\0';
  for (const char c : options) {
    if (quote == '\0' && (c == ' ' || c == '\t' || c == '\n')) {
      inside = false;
    } else if (c == quote) {
      quote = '\0';
    } else {
      if (!std::exchange(inside, true)) words.emplace_back();
      if (quote == '\0' && (c == '"' || c == '\'')) {
        quote = c;
      } else {
        words.back() += c;
      }
    }
  }
  return words;
}

CompiledCuda compile_cuda(const Nvrtc& nvrtc, const std::string& source, const std::string& name,
                          int arch, const std::string& options) {
  std::vector<std::string> words = split_options(options);
  if (!names_architecture(words)) words.insert(words.begin(), architecture(nvrtc, arch));
  if (!nvrtc.headers.empty()) words.push_back("--include-path=" + nvrtc.headers);
  Program program(nvrtc, source, name + ".cu");
  program.compile(words);
  return program.result();
}

}  // namespace fulcrum::offload::cuda
