// SPDX-License-Identifier: Apache-2.0
#include "simd/table_code.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/level1/level1_c64.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h.
#include "simd/level1/complex-vectors-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {

FULCRUM_TABLE_CODE Level1Kernels<std::complex<double>> MakeLevel1C64() {
  return MakeComplexLevel1<double>();
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "simd/dispatch.hpp"

namespace fulcrum::simd {
namespace {
HWY_EXPORT(MakeLevel1C64);
}  // namespace

FULCRUM_TABLE_CODE Level1Kernels<std::complex<double>> level1_kernels_c64(std::int64_t target) {
  return FULCRUM_TARGET_ENTRY(MakeLevel1C64, target)();
}

}  // namespace fulcrum::simd
#endif  // HWY_ONCE
