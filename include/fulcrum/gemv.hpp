// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/decision.hpp"
#include "fulcrum/types.hpp"

namespace fulcrum {

// General matrix-vector product: y = alpha op(A) x + beta y.
//
// Shapes: A is m x n; x has n elements and y has m (m and n if trans transposes); `op` as in gemm.
// lda >= max(1, m) for ColMajor, max(1, n) for RowMajor; increments are in elements, not 0, and a
// negative one walks its vector from the end as the reference does. m == 0, n == 0, or alpha == 0
// with beta == 1 returns at once; alpha == 0 reads neither A nor x; beta == 0 writes y without
// reading it. Errors, threads and bits: as gemm. Aliasing: y must not overlap A or x. Cost: 2 m n
// operations (8 m n of complex elements), one pass over A. May cross to an accelerator.
// Source: reference BLAS xGEMV; the conjugate: OpenBLAS.
template <Scalar T>
FULCRUM_API void gemv(Layout layout, Op trans, std::int64_t m, std::int64_t n, T alpha, const T* A,
                      std::int64_t lda, const T* x, std::int64_t incx, T beta, T* y,
                      std::int64_t incy, const CallOptions& options = {});

template <RealScalar T>
FULCRUM_API Explanation explain_gemv(Layout layout, Op trans, std::int64_t m, std::int64_t n,
                                     T alpha, const T* A, std::int64_t lda, const T* x,
                                     std::int64_t incx, T beta, const T* y, std::int64_t incy,
                                     const CallOptions& options = {});

}  // namespace fulcrum
