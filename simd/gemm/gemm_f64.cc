// SPDX-License-Identifier: Apache-2.0
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/gemm/gemm_f64.cc"
#include "hwy/foreach_target.h"  // must come before the kernels
#include "hwy/highway.h"
#include "simd/dispatch.hpp"
#include "simd/gemm/gemm-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
GemmKernels<double> MakeGemmF64() { return MakeGemmKernels<double>(); }
}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fulcrum::simd {
HWY_EXPORT(MakeGemmF64);
GemmKernels<double> gemm_kernels_f64(std::int64_t target) {
  return FULCRUM_TARGET_ENTRY(MakeGemmF64, target)();
}
}  // namespace fulcrum::simd
#endif
