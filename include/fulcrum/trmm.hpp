// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// Product with a triangular matrix: B = alpha op(A) B, or alpha B op(A) for Side::Right.
//
// B is m x n; A, of order m (n on the right), is read in its triangle uplo, and nothing of a unit
// diagonal. lda >= max(1, order), ldb as in gemm. m == 0 or n == 0 returns at once; alpha == 0
// zeroes B and reads neither. What is not stored takes no part, also where B holds Inf. Errors:
// Error(InvalidArgument) with the argument's position, value and name before anything is written;
// OutOfMemory likewise. May cross to an accelerator. Safe to call from any number of threads on
// disjoint outputs; the bits do not depend on the number of SIMD threads. Aliasing: B must not
// overlap A. Cost: m n order operations (4 of complex elements). Source: reference BLAS xTRMM.
template <Scalar T>
FULCRUM_API void trmm(Layout layout, Side side, Uplo uplo, Op transA, Diag diag, std::int64_t m,
                      std::int64_t n, T alpha, const T* A, std::int64_t lda, T* B, std::int64_t ldb,
                      const CallOptions& options = {});

}  // namespace fulcrum
