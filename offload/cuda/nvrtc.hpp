// SPDX-License-Identifier: Apache-2.0
// NVRTC, the compiler of CUDA C, found and loaded when the first kernel needs it.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "offload/cuda/nvrtc_api.hpp"

namespace fulcrum::offload::cuda {

struct Nvrtc {
  NvrtcApi api{};
  int major = 0, minor = 0;
  std::string file;        // as it was opened
  std::string headers;     // the toolkit's, where they lie beside it: for cuda_fp16.h and its kin
  std::vector<int> archs;  // what it compiles for, ascending; empty where it does not say
};

// The newest NVRTC whose major version is at most `max_major`: a driver loads nothing of a later
// one. Folders of `search_path` (separated by colons) come first, then the system's, then the
// toolkits'. The first call in the process decides, and the library stays loaded. Throws
// Error(BackendUnavailable) that says what was looked for.
const Nvrtc& nvrtc(const std::string& search_path, int max_major = std::numeric_limits<int>::max());

struct CompiledCuda {
  std::string image;  // a cubin, or PTX with the final NUL
  bool is_ptx =
      false;  // where this NVRTC does not know the architecture, or the options ask for it
};

// Compiles CUDA C for the compute capability `arch` (90 is 9.0). Needs no device. `name` stands for
// the file in the compiler's messages. Throws Error(InvalidArgument) with those.
CompiledCuda compile_cuda(const Nvrtc& nvrtc, const std::string& source, const std::string& name,
                          int arch, const std::string& options);

// Words of a command line; '...' and "..." hold blanks together.
std::vector<std::string> split_options(const std::string& options);

}  // namespace fulcrum::offload::cuda
