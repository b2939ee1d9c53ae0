// SPDX-License-Identifier: Apache-2.0
#include "simd/table_code.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/level2/panels_f64.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h.
#include "simd/level2/panel_table-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {

FULCRUM_TABLE_CODE PanelKernels<double> MakePanelsF64() { return MakePanels<double>(); }

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "simd/dispatch.hpp"

namespace fulcrum::simd {
namespace {
HWY_EXPORT(MakePanelsF64);
}  // namespace

FULCRUM_TABLE_CODE PanelKernels<double> panel_kernels_f64(std::int64_t target) {
  return FULCRUM_TARGET_ENTRY(MakePanelsF64, target)();
}

}  // namespace fulcrum::simd
#endif  // HWY_ONCE
