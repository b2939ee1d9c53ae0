// SPDX-License-Identifier: Apache-2.0
// The table of real kernels: included once per target by level1_f32.cc and level1_f64.cc.

// clang-format off
#if defined(FULCRUM_SIMD_LEVEL1_REAL_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_LEVEL1_REAL_INL_H_
#undef FULCRUM_SIMD_LEVEL1_REAL_INL_H_
#else
#define FULCRUM_SIMD_LEVEL1_REAL_INL_H_
#endif
// clang-format on

#include <type_traits>

#include "hwy/highway.h"
#include "simd/level1/extremes-inl.h"
#include "simd/level1/level1-inl.h"
#include "simd/level1/reductions-inl.h"
#include "simd/level1/vectors-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {

template <typename T>
Level1Kernels<T> MakeLevel1() {
  Level1Kernels<T> kernels;
  kernels.axpy = &Axpy<T>;
  kernels.dot = &Dot<T>;
  kernels.scal = &Scal<T>;
  kernels.axpby = &Axpby<T>;
  kernels.copy = &Copy<T>;
  kernels.swap = &Swap<T>;
  kernels.rotate = &Rotate<T>;
  kernels.asum = &Sum<Magnitude, T>;
  kernels.sum = &Sum<Itself, T>;
  kernels.sum_squares = &SumSquares<T>;
  kernels.amax = &Amax<T>;
  kernels.amin = &Amin<T>;
  kernels.iamax = &FirstAmax<T>;
  kernels.iamin = &FirstAmin<T>;
  kernels.imax = &FirstLargest<T>;
  kernels.imin = &FirstLeast<T>;
  if constexpr (std::is_same_v<T, float>) kernels.dot_wide = &DotWide;
  return kernels;
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
