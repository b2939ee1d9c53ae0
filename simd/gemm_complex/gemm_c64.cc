// SPDX-License-Identifier: Apache-2.0
#include "simd/table_code.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/gemm_complex/gemm_c64.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h.
#include "simd/gemm_complex/gemm_complex-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {

FULCRUM_TABLE_CODE GemmKernels<std::complex<double>> MakeGemmC64() {
  return MakeComplexGemmKernels<double>();
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "simd/dispatch.hpp"

namespace fulcrum::simd {
namespace {
HWY_EXPORT(MakeGemmC64);
}  // namespace

FULCRUM_TABLE_CODE GemmKernels<std::complex<double>> gemm_kernels_c64(std::int64_t target) {
  return FULCRUM_TARGET_ENTRY(MakeGemmC64, target)();
}

}  // namespace fulcrum::simd
#endif  // HWY_ONCE
