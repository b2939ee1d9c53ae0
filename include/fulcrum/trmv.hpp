// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// Triangular matrix-vector product: x = op(A) x.
//
// A is n x n, of which the triangle uplo is read, lda >= max(1, n); of a unit diagonal nothing is.
// `op` as in gemm. x has n elements, incx is not 0; n == 0 returns at once. The error is at most (n
// + 1) u |op(A)| |x|, element by element. Errors: Error(InvalidArgument) with the argument's
// position, value and name before anything is written; OutOfMemory likewise. May cross to an
// accelerator. Safe to call from any number of threads on disjoint outputs; the bits do not depend
// on the number of SIMD threads. Aliasing: x must not overlap A. Cost: n^2 operations, half a pass
// over A. Source: reference BLAS xTRMV, xTBMV, xTPMV; the conjugate: OpenBLAS.
template <Scalar T>
FULCRUM_API void trmv(Layout layout, Uplo uplo, Op trans, Diag diag, std::int64_t n, const T* A,
                      std::int64_t lda, T* x, std::int64_t incx, const CallOptions& options = {});

// The same of a band, which is not conjugated alone, with k diagonals beside the main one, lda >= k
// + 1, stored as in sbmv.
template <Scalar T>
FULCRUM_API void tbmv(Layout layout, Uplo uplo, Op trans, Diag diag, std::int64_t n, std::int64_t k,
                      const T* A, std::int64_t lda, T* x, std::int64_t incx,
                      const CallOptions& options = {});

// The same of a packed triangle, which is not conjugated alone, stored as in spmv.
template <Scalar T>
FULCRUM_API void tpmv(Layout layout, Uplo uplo, Op trans, Diag diag, std::int64_t n, const T* Ap,
                      T* x, std::int64_t incx, const CallOptions& options = {});

}  // namespace fulcrum
