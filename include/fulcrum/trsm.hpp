// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// Solves op(A) X = alpha B, or X op(A) = alpha B for Side::Right; X takes the place of B.
//
// Arguments and rules as trmm. No test for a singular matrix is made: a zero on the diagonal gives
// Inf or NaN. Elements of the diagonal divide, also where their reciprocals overflow; no block is
// inverted, so that |alpha B - op(A) X| <= (order + 3) u |op(A)| |X|, element by element, and about
// three times that for complex types, whatever the matrix. Errors: Error(InvalidArgument) with the
// argument's position, value and name before anything is written; OutOfMemory likewise. May cross
// to an accelerator. Safe to call from any number of threads on disjoint outputs; the bits do not
// depend on the number of SIMD threads. Aliasing: B must not overlap A. Cost: m n order operations
// (4 of complex elements). Source: reference BLAS xTRSM.
template <Scalar T>
FULCRUM_API void trsm(Layout layout, Side side, Uplo uplo, Op transA, Diag diag, std::int64_t m,
                      std::int64_t n, T alpha, const T* A, std::int64_t lda, T* B, std::int64_t ldb,
                      const CallOptions& options = {});

}  // namespace fulcrum
