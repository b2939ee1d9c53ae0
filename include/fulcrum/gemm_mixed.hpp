// SPDX-License-Identifier: Apache-2.0
// Matrix products of narrow elements, summed in wide ones.
#pragma once

#include <concepts>
#include <cstdint>

#include "fulcrum/narrow_float.hpp"
#include "fulcrum/types.hpp"

namespace fulcrum {

// The element types of A, B and C that gemm_mixed takes.
template <class TA, class TB, class TC>
concept MixedTypes = (std::same_as<TA, bfloat16> && std::same_as<TB, bfloat16> &&
                      std::same_as<TC, float>) ||
                     (std::same_as<TA, float16> && std::same_as<TB, float16> &&
                      std::same_as<TC, float>) ||
                     (std::same_as<TA, std::int8_t> && std::same_as<TB, std::int8_t> &&
                      std::same_as<TC, std::int32_t>) ||
                     (std::same_as<TA, std::uint8_t> && std::same_as<TB, std::int8_t> &&
                      std::same_as<TC, std::int32_t>);

// C = alpha op(A) op(B) + beta C with A and B narrow:
//
//   A         B         C, alpha, beta
//   bfloat16  bfloat16  float
//   float16   float16   float
//   int8_t    int8_t    int32_t; alpha and beta 0 or 1
//   uint8_t   int8_t    int32_t; alpha and beta 0 or 1
//
// Shapes, layouts, leading dimensions (in elements) and the rules for zero sizes, alpha == 0 and
// beta == 0 are gemm's.
//
// float: operands are widened exactly (subnormal numbers too), multiplied and summed in float, as
// gemm of the widened operands: |error| <= (k + c) 2^-24 (|alpha| sum |a||b| + |beta||c|). NaN and
// Inf in what is read propagate.
// bfloat16 on processors with AVX-512 BF16 (a library built with Highway 1.2 or newer, unless
// FULCRUM_ISA names another target than avx512): two products are summed before they are added,
// with the same bound, but subnormal operands count as zeros (times Inf: NaN), and products and
// sums below 2^-126 may: |error| grows by up to 2 (k + c) 2^-126 |alpha|. int32_t: sums are exact
// modulo 2^32; a sum out of range wraps around. It cannot leave the range up to k = 131071 (int8_t
// A) or 65793 (uint8_t A), without what C held.
//
// Errors: Error(InvalidArgument) with the argument's position before anything is written;
// OutOfMemory likewise; BackendUnavailable where an accelerator is forced and FULCRUM_STRICT is 1.
// Aliasing: C must not overlap A or B. Threads: safe to call from any number of threads on disjoint
// C. The same bits for any number of SIMD threads. Always computed in place: no platform has a path
// for it. Cost: 2 m n k operations and a copy of A and B in panels, in scratch memory kept per
// thread. From C and Fortran: sbgemm, gemm_bf16bf16f32, gemm_f16f16f32, and gemm_s8u8s32 with
// offsets (fulcrum/cblas.h, fulcrum/blas.h).
template <class TA, class TB, class TC>
requires MixedTypes<TA, TB, TC> FULCRUM_API void gemm_mixed(
    Layout layout, Op transA, Op transB, std::int64_t m, std::int64_t n, std::int64_t k, TC alpha,
    const TA* A, std::int64_t lda, const TB* B, std::int64_t ldb, TC beta, TC* C, std::int64_t ldc,
    const CallOptions& options = {});

}  // namespace fulcrum
