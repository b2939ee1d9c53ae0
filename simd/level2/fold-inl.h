// SPDX-License-Identifier: Apache-2.0
// Sums of the lanes of two vectors, in one: steps of a transpose by halves.

// clang-format off
#if defined(FULCRUM_SIMD_LEVEL2_FOLD_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_LEVEL2_FOLD_INL_H_
#undef FULCRUM_SIMD_LEVEL2_FOLD_INL_H_
#else
#define FULCRUM_SIMD_LEVEL2_FOLD_INL_H_
#endif
// clang-format on

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET != HWY_SCALAR && !HWY_HAVE_SCALABLE

// [a's lower half + a's upper half, b's lower half + b's upper half]
template <class D, class V>
HWY_INLINE V FoldHalves(D d, V a, V b) {
  return hn::Add(hn::ConcatLowerLower(d, b, a), hn::ConcatUpperUpper(d, b, a));
}

// In every 128-bit block the sums of a's and b's two lanes there.
template <class D, class V>
HWY_INLINE V FoldPair(D d, V a, V b) {
  return hn::Add(hn::InterleaveLower(d, a, b), hn::InterleaveUpper(d, a, b));
}

#endif

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
