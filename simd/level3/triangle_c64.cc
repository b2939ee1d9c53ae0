// SPDX-License-Identifier: Apache-2.0
#include "simd/table_code.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/level3/triangle_c64.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h.
#include "simd/level3/triangle-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {

FULCRUM_TABLE_CODE TriangleKernels<std::complex<double>> MakeTriangleC64() {
  return MakeComplexTriangle<double>();
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "simd/dispatch.hpp"

namespace fulcrum::simd {
namespace {
HWY_EXPORT(MakeTriangleC64);
}  // namespace

FULCRUM_TABLE_CODE TriangleKernels<std::complex<double>> triangle_kernels_c64(std::int64_t target) {
  return FULCRUM_TARGET_ENTRY(MakeTriangleC64, target)();
}

}  // namespace fulcrum::simd
#endif  // HWY_ONCE
