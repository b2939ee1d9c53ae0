// SPDX-License-Identifier: Apache-2.0
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/gemm/epilogue_f32.cc"
#include "hwy/foreach_target.h"  // must come before the kernels
#include "hwy/highway.h"
#include "simd/dispatch.hpp"
#include "simd/gemm/epilogue-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
void ApplyEpilogueF32(const EpilogueList<float>& list, const EpilogueArea<float>& area) {
  ApplyList(list, area);
}
}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fulcrum::simd {
HWY_EXPORT(ApplyEpilogueF32);
ApplyEpilogue<float> epilogue_kernel_f32(std::int64_t target) {
  return FULCRUM_TARGET_ENTRY(ApplyEpilogueF32, target);
}
}  // namespace fulcrum::simd
#endif
