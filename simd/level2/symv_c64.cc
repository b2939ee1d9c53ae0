// SPDX-License-Identifier: Apache-2.0
#include "simd/table_code.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/level2/symv_c64.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h.
#include "simd/level2/symv-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {

FULCRUM_TABLE_CODE SymvKernels<std::complex<double>> MakeSymvC64() { return MakeHemv<double>(); }

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "simd/dispatch.hpp"

namespace fulcrum::simd {
namespace {
HWY_EXPORT(MakeSymvC64);
}  // namespace

FULCRUM_TABLE_CODE SymvKernels<std::complex<double>> symv_kernels_c64(std::int64_t target) {
  return FULCRUM_TARGET_ENTRY(MakeSymvC64, target)();
}

}  // namespace fulcrum::simd
#endif  // HWY_ONCE
