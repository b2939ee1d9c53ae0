// SPDX-License-Identifier: Apache-2.0
#include "simd/table_code.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/level2/gemv_c64.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h.
#include "simd/level2/gemv_complex-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {

FULCRUM_TABLE_CODE GemvKernels<std::complex<double>> MakeGemvC64() {
  return MakeComplexGemv<double>();
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "simd/dispatch.hpp"

namespace fulcrum::simd {
namespace {
HWY_EXPORT(MakeGemvC64);
}  // namespace

FULCRUM_TABLE_CODE GemvKernels<std::complex<double>> gemv_kernels_c64(std::int64_t target) {
  return FULCRUM_TARGET_ENTRY(MakeGemvC64, target)();
}

}  // namespace fulcrum::simd
#endif  // HWY_ONCE
