// SPDX-License-Identifier: Apache-2.0
// The part of NVRTC, the compiler of CUDA C, that the library uses, declared by us as the driver's
// API is (cuda_api.hpp).
#pragma once

#include <cstddef>

#include "offload/cuda/cuda_api.hpp"

namespace fulcrum::offload::cuda {

// nvrtcResult: 0, or what get_error_string() tells.
enum class NvrtcStatus : unsigned { Success = 0, OutOfMemory = 1, Compilation = 6 };

using NvrtcProgram = struct NvrtcProgramOpaque*;

struct NvrtcApi {
  NvrtcStatus (*version)(int* major, int* minor);
  const char* (*get_error_string)(NvrtcStatus status);
  NvrtcStatus (*get_arch_count)(int* count);  // may be null, as get_archs
  NvrtcStatus (*get_archs)(int* archs);       // 75 is compute capability 7.5
  NvrtcStatus (*create_program)(NvrtcProgram* program, const char* source, const char* name,
                                int header_count, const char* const* headers,
                                const char* const* header_names);
  NvrtcStatus (*destroy_program)(NvrtcProgram* program);
  NvrtcStatus (*compile_program)(NvrtcProgram program, int count, const char* const* options);
  NvrtcStatus (*get_log_size)(NvrtcProgram program, std::size_t* bytes);  // with the final NUL
  NvrtcStatus (*get_log)(NvrtcProgram program, char* log);
  NvrtcStatus (*get_cubin_size)(NvrtcProgram program, std::size_t* bytes);  // may be null
  NvrtcStatus (*get_cubin)(NvrtcProgram program, char* cubin);              // may be null
  NvrtcStatus (*get_ptx_size)(NvrtcProgram program, std::size_t* bytes);    // with the final NUL
  NvrtcStatus (*get_ptx)(NvrtcProgram program, char* ptx);
};

// CUDA 11.1 brought cubins, 11.2 the list of architectures.
inline constexpr Symbol<NvrtcApi> kNvrtcSymbols[] = {
    {"nvrtcVersion", "nvrtcVersion", 0, true, kStore<&NvrtcApi::version>},
    {"nvrtcGetErrorString", "nvrtcGetErrorString", 0, true, kStore<&NvrtcApi::get_error_string>},
    {"nvrtcGetNumSupportedArchs", "nvrtcGetNumSupportedArchs", 11020, false,
     kStore<&NvrtcApi::get_arch_count>},
    {"nvrtcGetSupportedArchs", "nvrtcGetSupportedArchs", 11020, false,
     kStore<&NvrtcApi::get_archs>},
    {"nvrtcCreateProgram", "nvrtcCreateProgram", 0, true, kStore<&NvrtcApi::create_program>},
    {"nvrtcDestroyProgram", "nvrtcDestroyProgram", 0, true, kStore<&NvrtcApi::destroy_program>},
    {"nvrtcCompileProgram", "nvrtcCompileProgram", 0, true, kStore<&NvrtcApi::compile_program>},
    {"nvrtcGetProgramLogSize", "nvrtcGetProgramLogSize", 0, true, kStore<&NvrtcApi::get_log_size>},
    {"nvrtcGetProgramLog", "nvrtcGetProgramLog", 0, true, kStore<&NvrtcApi::get_log>},
    {"nvrtcGetCUBINSize", "nvrtcGetCUBINSize", 11010, false, kStore<&NvrtcApi::get_cubin_size>},
    {"nvrtcGetCUBIN", "nvrtcGetCUBIN", 11010, false, kStore<&NvrtcApi::get_cubin>},
    {"nvrtcGetPTXSize", "nvrtcGetPTXSize", 0, true, kStore<&NvrtcApi::get_ptx_size>},
    {"nvrtcGetPTX", "nvrtcGetPTX", 0, true, kStore<&NvrtcApi::get_ptx>},
};

}  // namespace fulcrum::offload::cuda
