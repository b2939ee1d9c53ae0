// SPDX-License-Identifier: Apache-2.0
#include "simd/table_code.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/level3/triangle_f32.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h.
#include "simd/level3/triangle-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {

FULCRUM_TABLE_CODE TriangleKernels<float> MakeTriangleF32() { return MakeTriangle<float>(); }

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "simd/dispatch.hpp"

namespace fulcrum::simd {
namespace {
HWY_EXPORT(MakeTriangleF32);
}  // namespace

FULCRUM_TABLE_CODE TriangleKernels<float> triangle_kernels_f32(std::int64_t target) {
  return FULCRUM_TARGET_ENTRY(MakeTriangleF32, target)();
}

}  // namespace fulcrum::simd
#endif  // HWY_ONCE
