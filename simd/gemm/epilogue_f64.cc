// SPDX-License-Identifier: Apache-2.0
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/gemm/epilogue_f64.cc"
#include "hwy/foreach_target.h"  // must come before the kernels
#include "hwy/highway.h"
#include "simd/dispatch.hpp"
#include "simd/gemm/epilogue-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
void ApplyEpilogueF64(const EpilogueList<double>& list, const EpilogueArea<double>& area) {
  ApplyList(list, area);
}
}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace fulcrum::simd {
HWY_EXPORT(ApplyEpilogueF64);
ApplyEpilogue<double> epilogue_kernel_f64(std::int64_t target) {
  return FULCRUM_TARGET_ENTRY(ApplyEpilogueF64, target);
}
}  // namespace fulcrum::simd
#endif
