// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/decision.hpp"
#include "fulcrum/types.hpp"

namespace fulcrum {

// General matrix product: C = alpha op(A) op(B) + beta C.
//
// Shapes: op(A) is m x k, op(B) is k x n, C is m x n; `op` is the identity, the transpose, the
// conjugate transpose (Trans for real types) or the conjugate (NoTrans for real types). Leading
// dimensions count elements: ColMajor needs lda >= m (k if transA transposes), ldb >= k (n if
// transB does), ldc >= m, each at least 1; RowMajor needs lda >= k (m), ldb >= n (k), ldc >= n.
// Rules of the reference: m == 0 or n == 0 returns at once; alpha == 0 or k == 0 scales C and reads
// neither A nor B; beta == 0 writes C without reading it. NaN and Inf in what is read propagate.
// Errors: Error(InvalidArgument) with the argument's position before anything is written;
// OutOfMemory likewise; BackendUnavailable when a forced backend cannot run. Aliasing: C must not
// overlap A or B. Threads: safe to call from any number of threads on disjoint C. The same bits for
// any number of SIMD threads. Cost: 2 m n k operations, of complex elements 8 m n k. May cross to
// an accelerator. Source: reference BLAS xGEMM; the conjugate: OpenBLAS.
template <Scalar T>
FULCRUM_API void gemm(Layout layout, Op transA, Op transB, std::int64_t m, std::int64_t n,
                      std::int64_t k, T alpha, const T* A, std::int64_t lda, const T* B,
                      std::int64_t ldb, T beta, T* C, std::int64_t ldc,
                      const CallOptions& options = {});

// What gemm would choose for these arguments, both predictions term by term. No element is read;
// checks the arguments as gemm does.
template <RealScalar T>
FULCRUM_API Explanation explain_gemm(Layout layout, Op transA, Op transB, std::int64_t m,
                                     std::int64_t n, std::int64_t k, T alpha, const T* A,
                                     std::int64_t lda, const T* B, std::int64_t ldb, T beta,
                                     const T* C, std::int64_t ldc, const CallOptions& options = {});

}  // namespace fulcrum
