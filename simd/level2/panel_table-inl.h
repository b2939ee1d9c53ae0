// SPDX-License-Identifier: Apache-2.0
// The table of a target's kernels: included once per target by panels_*.cc.

// clang-format off
#if defined(FULCRUM_SIMD_LEVEL2_PANEL_TABLE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_LEVEL2_PANEL_TABLE_INL_H_
#undef FULCRUM_SIMD_LEVEL2_PANEL_TABLE_INL_H_
#else
#define FULCRUM_SIMD_LEVEL2_PANEL_TABLE_INL_H_
#endif
// clang-format on

#include "hwy/highway.h"
#include "simd/level2/triangles-inl.h"
#include "simd/level2/updates-inl.h"
#include "simd/level2/walks-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {

template <typename T>
PanelKernels<T> MakePanels() {
  return {&WalkAdd<T>,          &WalkDots<T>,     &WalkBoth<T>, &WalkUpdate<false, T>,
          &WalkUpdate<true, T>, &WalkMultiply<T>, &WalkSolve<T>};
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
