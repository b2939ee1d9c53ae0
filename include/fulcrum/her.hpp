// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// Hermitian rank-one update of the triangle uplo: A = alpha x conj(x)' + A, A(n,n), lda >= max(1,
// n). x has n elements, incx is not 0. n == 0 or alpha == 0 returns at once. The diagonal's
// imaginary parts are not read, and become 0. Errors: Error(InvalidArgument) with the argument's
// position, value and name before anything is written; OutOfMemory likewise. May cross to an
// accelerator. Safe to call from any number of threads on disjoint outputs; the bits do not depend
// on the number of SIMD threads. Aliasing: A must not overlap x. Cost: n^2 operations, half of A
// read and written. Source: reference BLAS xHER, xHPR.
template <ComplexScalar T>
FULCRUM_API void her(Layout layout, Uplo uplo, std::int64_t n, Real<T> alpha, const T* x,
                     std::int64_t incx, T* A, std::int64_t lda, const CallOptions& options = {});

// The same of a packed triangle, stored as in spmv.
template <ComplexScalar T>
FULCRUM_API void hpr(Layout layout, Uplo uplo, std::int64_t n, Real<T> alpha, const T* x,
                     std::int64_t incx, T* Ap, const CallOptions& options = {});

// Rank-two update: A = alpha x conj(y)' + conj(alpha) y conj(x)' + A. Otherwise as
// her and hpr. Cost: 4 n^2 / 2 operations. Source: reference BLAS xHER2, xHPR2.
template <ComplexScalar T>
FULCRUM_API void her2(Layout layout, Uplo uplo, std::int64_t n, T alpha, const T* x,
                      std::int64_t incx, const T* y, std::int64_t incy, T* A, std::int64_t lda,
                      const CallOptions& options = {});
template <ComplexScalar T>
FULCRUM_API void hpr2(Layout layout, Uplo uplo, std::int64_t n, T alpha, const T* x,
                      std::int64_t incx, const T* y, std::int64_t incy, T* Ap,
                      const CallOptions& options = {});

}  // namespace fulcrum
