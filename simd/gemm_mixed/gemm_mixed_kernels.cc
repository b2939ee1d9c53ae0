// SPDX-License-Identifier: Apache-2.0
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/gemm_mixed/gemm_mixed_kernels.cc"
#include "hwy/foreach_target.h"  // must come before the kernels
#include "hwy/highway.h"
#include "simd/dispatch.hpp"
#include "simd/gemm_mixed/gemm_mixed-inl.h"
#include "simd/runnable.hpp"

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
namespace {

// The targets that may serve in the place of `target`, best first. By their bits, which are the
// same in every Highway version while the names are not.
std::vector<std::int64_t> candidates(std::int64_t target) {
  if (target == HWY_AVX3) return {1LL << 6 /* AVX3_ZEN4 */, 1LL << 7 /* AVX3_DL */, target};
  return {target};
}

// Widened elements are multiplied by gemm's micro-kernel.
template <class T>
void use_gemm(MixedKernels<T, T, float>& kernels, const GemmKernels<float>& f32) {
  if (kernels.macro != nullptr) return;
  kernels.mr = f32.mr;
  kernels.nr = f32.nr;
  kernels.macro = f32.macro;
  kernels.macro_widened = f32.macro_columns;
}

}  // namespace

std::vector<GemmMixedKernels> gemm_mixed_kernels(std::int64_t target,
                                                 const GemmKernels<float>& f32) {
  const std::int64_t runnable = runnable_targets();
  std::vector<GemmMixedKernels> result;
  for (const std::int64_t bit : candidates(target)) {
    if (bit != target && (HWY_TARGETS & runnable & bit) == 0) continue;
    GemmMixedKernels kernels = FULCRUM_TARGET_ENTRY(MakeGemmMixed, bit)();
    kernels.name = hwy::TargetName(bit);
    kernels.f32 = f32;
    use_gemm(kernels.bf16, f32);
    use_gemm(kernels.f16, f32);
    result.push_back(kernels);
  }
  return result;
}

}  // namespace fulcrum::simd
#endif
