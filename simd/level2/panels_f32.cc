// SPDX-License-Identifier: Apache-2.0
#include "simd/table_code.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/level2/panels_f32.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h.
#include "simd/level2/panel_table-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {

FULCRUM_TABLE_CODE PanelKernels<float> MakePanelsF32() { return MakePanels<float>(); }

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "simd/dispatch.hpp"

namespace fulcrum::simd {
namespace {
HWY_EXPORT(MakePanelsF32);
}  // namespace

FULCRUM_TABLE_CODE PanelKernels<float> panel_kernels_f32(std::int64_t target) {
  return FULCRUM_TARGET_ENTRY(MakePanelsF32, target)();
}

}  // namespace fulcrum::simd
#endif  // HWY_ONCE
