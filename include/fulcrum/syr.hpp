// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// Symmetric rank-one update of the triangle uplo: A = alpha x x' + A, A(n,n), lda >= max(1, n). x
// has n elements, incx is not 0. n == 0 or alpha == 0 returns at once. Errors:
// Error(InvalidArgument) with the argument's position, value and name before anything is written;
// OutOfMemory likewise. May cross to an accelerator. Safe to call from any number of threads on
// disjoint outputs; the bits do not depend on the number of SIMD threads. Aliasing: A must not
// overlap x. Cost: n^2 operations, half of A read and written. Source: reference BLAS xSYR, xSPR.
template <RealScalar T>
FULCRUM_API void syr(Layout layout, Uplo uplo, std::int64_t n, T alpha, const T* x,
                     std::int64_t incx, T* A, std::int64_t lda, const CallOptions& options = {});

// The same of a packed triangle, stored as in spmv.
template <RealScalar T>
FULCRUM_API void spr(Layout layout, Uplo uplo, std::int64_t n, T alpha, const T* x,
                     std::int64_t incx, T* Ap, const CallOptions& options = {});

// Rank-two update: A = alpha x y' + alpha y x' + A. Otherwise as
// syr and spr. Cost: 4 n^2 / 2 operations. Source: reference BLAS xSYR2, xSPR2.
template <RealScalar T>
FULCRUM_API void syr2(Layout layout, Uplo uplo, std::int64_t n, T alpha, const T* x,
                      std::int64_t incx, const T* y, std::int64_t incy, T* A, std::int64_t lda,
                      const CallOptions& options = {});
template <RealScalar T>
FULCRUM_API void spr2(Layout layout, Uplo uplo, std::int64_t n, T alpha, const T* x,
                      std::int64_t incx, const T* y, std::int64_t incy, T* Ap,
                      const CallOptions& options = {});

}  // namespace fulcrum
