// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// Product with a symmetric matrix: C = alpha A B + beta C, or alpha B A + beta C for Side::Right.
//
// C and B are m x n; A, of order m (n on the right), is read in its triangle uplo. Leading
// dimensions as in gemm, lda >= max(1, order). Quick returns, alpha == 0 and beta == 0 as in gemm.
// Errors: Error(InvalidArgument) with the argument's position, value and name before anything is
// written; OutOfMemory likewise. May cross to an accelerator. Safe to call from any number of
// threads on disjoint outputs; the bits do not depend on the number of SIMD threads. Aliasing: C
// must not overlap A or B. Cost: 2 m n order operations (8 of complex elements). Source: reference
// BLAS xSYMM.
template <Scalar T>
FULCRUM_API void symm(Layout layout, Side side, Uplo uplo, std::int64_t m, std::int64_t n, T alpha,
                      const T* A, std::int64_t lda, const T* B, std::int64_t ldb, T beta, T* C,
                      std::int64_t ldc, const CallOptions& options = {});

// The same of a Hermitian A, the imaginary parts of whose diagonal are not read. Source: reference
// BLAS xHEMM.
template <ComplexScalar T>
FULCRUM_API void hemm(Layout layout, Side side, Uplo uplo, std::int64_t m, std::int64_t n, T alpha,
                      const T* A, std::int64_t lda, const T* B, std::int64_t ldb, T beta, T* C,
                      std::int64_t ldc, const CallOptions& options = {});

}  // namespace fulcrum
