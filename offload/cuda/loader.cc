// SPDX-License-Identifier: Apache-2.0
#include "offload/cuda/loader.hpp"

#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <memory>
#include <system_error>
#include <vector>

#include "offload/runtime/shared_library.hpp"

namespace fulcrum::offload::cuda {
namespace {

// /usr/local/cuda-13.0/lib64 and the like, newest first.
std::vector<std::string> versioned_toolkits() {
  std::vector<std::string> folders;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/usr/local", error)) {
    const std::string name = entry.path().filename().string();
    if (name.rfind("cuda-", 0) == 0) folders.push_back(entry.path().string() + "/lib64");
  }
  std::sort(folders.rbegin(), folders.rend());
  return folders;
}

// An empty folder stands for the dynamic linker's own search.
std::vector<std::string> driver_folders(const Config& config) {
  std::vector<std::string> folders = search_folders(config.cuda_library_path);
  folders.insert(folders.end(), {"/usr/lib/wsl/lib", "/usr/local/nvidia/lib64"});
  return folders;
}

// Fills the driver's table. Returns the name of a required symbol that is missing, or null.
const char* fill_driver(void* library, DriverApi& api) {
  const auto get = reinterpret_cast<GetProcAddress>(dlsym(library, kGetProcAddress));
  for (const auto& symbol : kDriverSymbols) {
    void* function = nullptr;
    ProcAddressStatus status = ProcAddressStatus::Success;
    if (get == nullptr ||
        get(symbol.name, &function, symbol.version, kProcAddressDefault, &status) !=
            Result::Success ||
        status != ProcAddressStatus::Success) {
      function = dlsym(library, symbol.exported);
    }
    if (function == nullptr && symbol.required) return symbol.exported;
    if (function != nullptr) symbol.store(api, function);
  }
  return nullptr;
}

// Fills the table of cuBLAS, and tells whether the routines with 64-bit sizes are all there.
const char* fill_blas(void* library, BlasApi& api, bool& has_64) {
  has_64 = true;
  for (const auto& symbol : kBlasSymbols) {
    void* function = dlsym(library, symbol.exported);
    if (function == nullptr && symbol.required) return symbol.exported;
    if (function != nullptr) {
      symbol.store(api, function);
    } else if (symbol.version == kBlas64Version) {
      has_64 = false;
    }
  }
  return nullptr;
}

std::string version_text(int version) {
  return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

bool load_driver(const Config& config, Libraries& libraries, std::string& problem) {
  Attempts attempts;
  const auto fill = [&](void* library) {
    libraries.driver = {};
    return fill_driver(library, libraries.driver);
  };
  libraries.driver_file = find_library(driver_folders(config), "libcuda.so.1", fill, attempts);
  if (!libraries.driver_file.empty()) return true;
  problem = "No CUDA driver could be loaded (" + attempts.text() + ").";
  return false;
}

bool initialise_driver(Libraries& libraries, std::string& problem) {
  Result result = libraries.driver.init(0);
  const char* call = "cuInit";
  if (result == Result::Success) {
    call = "cuDriverGetVersion";
    result = libraries.driver.driver_get_version(&libraries.driver_version);
  }
  if (result == Result::Success) return true;
  problem = "The CUDA driver " + libraries.driver_file + " was loaded, but " + call +
            " failed: " + describe(libraries.driver, result) + ".";
  return false;
}

// Opens one candidate and reads its version. Leaves `libraries.blas` complete where it returns
// true.
bool try_blas(const std::string& folder, int major, Libraries& libraries, Attempts& attempts) {
  const std::string number = std::to_string(major);
  const std::string soname = "libcublas.so." + number, file = file_in(folder, soname);
  // cuBLAS needs cublasLt of its own version: from its own folder, before the linker looks
  // elsewhere. Where there is none, the linker's search or the library itself decides.
  if (!folder.empty())
    dlopen((folder + "/libcublasLt.so." + number).c_str(), RTLD_NOW | RTLD_LOCAL);
  const auto fill = [&](void* library) {
    libraries.blas = {};
    return fill_blas(library, libraries.blas, libraries.blas_has_64);
  };
  if (!open_library(folder, soname, fill, attempts)) return false;
  int* const parts[] = {&libraries.blas_major, &libraries.blas_minor, &libraries.blas_patch};
  for (int i = 0; i < 3; ++i) {
    const BlasStatus status = libraries.blas.get_property(i, parts[i]);
    if (status != BlasStatus::Success) {
      attempts.add(file,
                   "loaded, but cublasGetProperty failed: " + describe(libraries.blas, status));
      return false;
    }
  }
  libraries.blas_file = file;
  return true;
}

bool load_blas(const Config& config, Libraries& libraries, std::string& problem) {
  constexpr int kMajors[] = {13, 12, 11};
  Attempts attempts;
  const int driver_major = libraries.driver_version / 1000;
  const auto folders = toolkit_folders(config.cuda_library_path);
  for (const std::string& folder : folders) {
    for (const int major : kMajors) {
      // A library of a later major version than the driver's cannot run on it; within one it can.
      if (major > driver_major) {
        if (!folder.empty() &&
            access(file_in(folder, "libcublas.so." + std::to_string(major)).c_str(), F_OK) == 0) {
          attempts.add(file_in(folder, "libcublas.so." + std::to_string(major)),
                       "needs a driver for CUDA " + std::to_string(major) +
                           ", and this one is for " + version_text(libraries.driver_version));
        }
        continue;
      }
      if (try_blas(folder, major, libraries, attempts)) return true;
    }
  }
  problem = "The CUDA driver " + libraries.driver_file + " (CUDA " +
            version_text(libraries.driver_version) + ") works, but no cuBLAS could be loaded" +
            (driver_major < kMajors[std::size(kMajors) - 1]
                 ? std::string(": the driver is older than CUDA 11, the oldest that is served.")
                 : " (" + attempts.text() +
                       "). FULCRUM_CUDA_LIBRARY_PATH names folders to search first.");
  return false;
}

// What to do about an error, where its cause is known; starts with ": ".
const char* advice(Result result) {
  switch (result) {
    case Result::NotInitialized:
      return ": in a child of fork() the driver of the parent cannot be used";
    case Result::StubLibrary:
      return ": this is the toolkit's link-time stub, not a driver";
    case Result::DeviceUnavailable:
      return ": the device is in an exclusive compute mode and another process has it";
    case Result::NoDevice:
      return ": no GPU is visible (is CUDA_VISIBLE_DEVICES set?)";
    case Result::SystemNotReady:
      return ": is the fabric manager running?";
    case Result::SystemDriverMismatch:
      return ": the driver's library and its kernel module differ in version; reload the module or "
             "restart";
    case Result::CompatNotSupportedOnDevice:
      return ": the forward-compatibility package does not serve this GPU; remove it from the "
             "library path";
    case Result::MpsConnectionFailed:
    case Result::MpsServerNotReady:
      return ": the MPS server does not answer; look at its control daemon";
    default:
      return "";
  }
}

}  // namespace

std::vector<std::string> toolkit_folders(const std::string& path) {
  std::vector<std::string> folders = search_folders(path);
  folders.emplace_back("/usr/local/cuda/lib64");
  for (auto& folder : versioned_toolkits()) folders.push_back(std::move(folder));
  folders.emplace_back("/opt/cuda/lib64");
  return folders;
}

LoadResult load_libraries(const Config& config) {
  auto libraries = std::make_unique<Libraries>();
  libraries->search_path = config.cuda_library_path;
  LoadResult result;
  if (load_driver(config, *libraries, result.problem) &&
      initialise_driver(*libraries, result.problem)) {
    result.has_blas = load_blas(config, *libraries, result.problem);
    result.libraries = libraries.release();
  }
  return result;
}

std::string describe(const DriverApi& driver, Result result) {
  const char *name = nullptr, *text = nullptr;
  const bool known = driver.get_error_name(result, &name) == Result::Success && name != nullptr &&
                     driver.get_error_string(result, &text) == Result::Success && text != nullptr;
  const std::string number = std::to_string(static_cast<unsigned>(result));
  if (!known) return "driver error " + number + " (unknown to this driver)" + advice(result);
  return number + " " + name + " (" + text + ")" + advice(result);
}

std::string describe(const BlasApi& blas, BlasStatus status) {
  const char* text = blas.get_status_string != nullptr ? blas.get_status_string(status) : nullptr;
  return "cuBLAS status " + std::to_string(static_cast<unsigned>(status)) +
         (text != nullptr ? std::string(" (") + text + ")" : std::string());
}

std::string precision_override() {
  for (const char* variable : {"NVIDIA_TF32_OVERRIDE", "CUBLAS_EMULATE_SINGLE_PRECISION",
                               "CUBLAS_EMULATE_DOUBLE_PRECISION"}) {
    const char* value = std::getenv(variable);
    if (value == nullptr || *value == '\0' || std::string_view(value) == "0") continue;
    return std::string(variable) + "=" + value +
           " in the environment lets cuBLAS compute with fewer bits than the type asked for has: "
           "unset it, or set "
           "it to 0, to use a CUDA device.";
  }
  return {};
}

}  // namespace fulcrum::offload::cuda
