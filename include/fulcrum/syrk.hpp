// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// Symmetric rank-k update of the triangle uplo: C = alpha op(A) op(A)' + beta C.
//
// C is n x n, op(A) n x k: A is n x k, or k x n where trans is Trans (ConjTrans is Trans for real
// types and refused for complex ones, as in the reference). Leading dimensions as in gemm. Quick
// returns, alpha == 0, k == 0 and beta == 0 as in gemm; the other triangle is neither read nor
// written. Errors: Error(InvalidArgument) with the argument's position, value and name before
// anything is written; OutOfMemory likewise. May cross to an accelerator. Safe to call from any
// number of threads on disjoint outputs; the bits do not depend on the number of SIMD threads.
// Aliasing: C must not overlap A. Cost: n^2 k operations (4 of complex elements). Source: reference
// BLAS xSYRK.
template <Scalar T>
FULCRUM_API void syrk(Layout layout, Uplo uplo, Op trans, std::int64_t n, std::int64_t k, T alpha,
                      const T* A, std::int64_t lda, T beta, T* C, std::int64_t ldc,
                      const CallOptions& options = {});

// Rank-2k: C = alpha op(A) op(B)' + alpha op(B) op(A)' + beta C. Otherwise as syrk; twice the cost.
// Source: reference BLAS xSYR2K.
template <Scalar T>
FULCRUM_API void syr2k(Layout layout, Uplo uplo, Op trans, std::int64_t n, std::int64_t k, T alpha,
                       const T* A, std::int64_t lda, const T* B, std::int64_t ldb, T beta, T* C,
                       std::int64_t ldc, const CallOptions& options = {});

}  // namespace fulcrum
