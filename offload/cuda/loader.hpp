// SPDX-License-Identifier: Apache-2.0
// Finds and loads the CUDA driver and cuBLAS when the program runs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fulcrum/config.hpp"
#include "offload/cuda/cuda_api.hpp"

namespace fulcrum::offload::cuda {

// The two libraries, loaded for the life of the process (never unloaded: the driver has threads of
// its own).
struct Libraries {
  DriverApi driver{};
  BlasApi blas{};
  int driver_version = 0;  // 13000 is CUDA 13.0
  int blas_major = 0, blas_minor = 0, blas_patch = 0;
  std::string driver_file, blas_file;  // as they were opened, with the folder where one was named
  std::string search_path;             // Config::cuda_library_path, for what is loaded later
  bool blas_has_64 = false;            // the routines with 64-bit sizes are all there
};

// Folders that may hold a toolkit's libraries: those of `path` (separated by colons), the system's,
// the toolkits', newest first. An empty one stands for the dynamic linker's own search.
std::vector<std::string> toolkit_folders(const std::string& path);

struct LoadResult {
  const Libraries* libraries = nullptr;  // null: there is no driver
  bool has_blas = false;                 // streams and kernels need none
  std::string problem;  // one sentence: what was looked for, where, and what was found
};

// Opens libcuda.so.1, initialises the driver (cuInit, no context) and opens the newest cuBLAS that
// the driver can serve. Folders of config.cuda_library_path (separated by colons) come first, then
// the system's own search, then the folders where drivers and toolkits are usually installed. Not
// cached: discover() calls it once.
LoadResult load_libraries(const Config& config);

// "2 CUDA_ERROR_OUT_OF_MEMORY (out of memory)", with advice where the cause is known.
std::string describe(const DriverApi& driver, Result result);
std::string describe(const BlasApi& blas, BlasStatus status);

// True for the errors after which the context, and so the device in this process, is of no more
// use.
constexpr bool is_sticky(Result result) {
  switch (result) {
    case Result::EccUncorrectable:
    case Result::NvlinkUncorrectable:
    case Result::Contained:
    case Result::IllegalAddress:
    case Result::LaunchTimeout:
    case Result::ContextIsDestroyed:
    case Result::Assert:
    case Result::HardwareStackError:
    case Result::IllegalInstruction:
    case Result::MisalignedAddress:
    case Result::InvalidAddressSpace:
    case Result::InvalidPc:
    case Result::LaunchFailed:
      return true;
    default:
      return false;
  }
}

// Why the environment would make cuBLAS round more coarsely than asked; empty where it would not.
std::string precision_override();

}  // namespace fulcrum::offload::cuda
