// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// Symmetric matrix-vector product: y = alpha A x + beta y.
//
// A is n x n, of which the triangle uplo is read, lda >= max(1, n). x and y have n elements;
// increments, alpha, beta and quick returns as in gemv. Errors: Error(InvalidArgument) with the
// argument's position, value and name before anything is written; OutOfMemory likewise. May cross
// to an accelerator. Safe to call from any number of threads on disjoint outputs; the bits do not
// depend on the number of SIMD threads. Aliasing: y must not overlap A or x. Cost: 2 n^2
// operations, half a pass over A. Source: reference BLAS xSYMV, xSBMV, xSPMV.
template <RealScalar T>
FULCRUM_API void symv(Layout layout, Uplo uplo, std::int64_t n, T alpha, const T* A,
                      std::int64_t lda, const T* x, std::int64_t incx, T beta, T* y,
                      std::int64_t incy, const CallOptions& options = {});

// The same of a band with k diagonals beside the main one, lda >= k + 1. ColMajor: A(i, j) of the
// upper triangle lies at A[k + i - j + j lda], of the lower one at A[i - j + j lda]; RowMajor: as
// the other triangle of the transpose does.
template <RealScalar T>
FULCRUM_API void sbmv(Layout layout, Uplo uplo, std::int64_t n, std::int64_t k, T alpha, const T* A,
                      std::int64_t lda, const T* x, std::int64_t incx, T beta, T* y,
                      std::int64_t incy, const CallOptions& options = {});

// The same of a packed triangle: its columns (RowMajor: rows) one behind another, n (n + 1) / 2
// elements.
template <RealScalar T>
FULCRUM_API void spmv(Layout layout, Uplo uplo, std::int64_t n, T alpha, const T* Ap, const T* x,
                      std::int64_t incx, T beta, T* y, std::int64_t incy,
                      const CallOptions& options = {});

}  // namespace fulcrum
