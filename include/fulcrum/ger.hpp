// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// Rank-one update: A = alpha x y' + A, A(m,n), lda >= max(1, m) (RowMajor: n). x has m elements and
// y n; increments are not 0. m == 0, n == 0 or alpha == 0 returns at once. Errors:
// Error(InvalidArgument) with the argument's position, value and name before anything is written;
// OutOfMemory likewise. May cross to an accelerator. Safe to call from any number of threads on
// disjoint outputs; the bits do not depend on the number of SIMD threads. Aliasing: A must not
// overlap x or y. Cost: 2 m n operations, A read and written. Source: reference BLAS xGER.
template <RealScalar T>
FULCRUM_API void ger(Layout layout, std::int64_t m, std::int64_t n, T alpha, const T* x,
                     std::int64_t incx, const T* y, std::int64_t incy, T* A, std::int64_t lda,
                     const CallOptions& options = {});

// Of complex elements: geru is ger, gerc conjugates y. Source: reference BLAS xGERU, xGERC.
template <ComplexScalar T>
FULCRUM_API void geru(Layout layout, std::int64_t m, std::int64_t n, T alpha, const T* x,
                      std::int64_t incx, const T* y, std::int64_t incy, T* A, std::int64_t lda,
                      const CallOptions& options = {});
template <ComplexScalar T>
FULCRUM_API void gerc(Layout layout, std::int64_t m, std::int64_t n, T alpha, const T* x,
                      std::int64_t incx, const T* y, std::int64_t incy, T* A, std::int64_t lda,
                      const CallOptions& options = {});

}  // namespace fulcrum
