// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// Banded matrix-vector product: y = alpha op(A) x + beta y.
//
// A is m x n with kl diagonals below and ku above the main one. ColMajor: A(i, j) lies at A[ku + i
// - j + j lda]; RowMajor: at A[i lda + kl + j - i]; lda >= kl + ku + 1. x, y, increments, alpha,
// beta and quick returns as in gemv. Elements of the array outside the band are not read. Errors:
// Error(InvalidArgument) with the argument's position, value and name before anything is written;
// OutOfMemory likewise. May cross to an accelerator. Safe to call from any number of threads on
// disjoint outputs; the bits do not depend on the number of SIMD threads. Aliasing: y must not
// overlap A or x. Cost: 2 n (kl + ku + 1) operations. Source: reference BLAS xGBMV.
template <Scalar T>
FULCRUM_API void gbmv(Layout layout, Op trans, std::int64_t m, std::int64_t n, std::int64_t kl,
                      std::int64_t ku, T alpha, const T* A, std::int64_t lda, const T* x,
                      std::int64_t incx, T beta, T* y, std::int64_t incy,
                      const CallOptions& options = {});

}  // namespace fulcrum
