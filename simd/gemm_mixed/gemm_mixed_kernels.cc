// SPDX-License-Identifier: Apache-2.0
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/gemm_mixed/gemm_mixed_kernels.cc"
#include "hwy/foreach_target.h"  // must come before the kernels
#include "hwy/highway.h"
#include "simd/dispatch.hpp"
#include "simd/gemm_mixed/gemm_mixed-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
GemmMixedKernels MakeGemmMixed() { return MakeGemmMixedKernels(); }
}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fulcrum::simd {
HWY_EXPORT(MakeGemmMixed);
GemmMixedKernels gemm_mixed_kernels(std::int64_t target) {
  return FULCRUM_TARGET_ENTRY(MakeGemmMixed, target)();
}
}  // namespace fulcrum::simd
#endif
