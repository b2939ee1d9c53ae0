// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// General product of which one triangle is computed: C = alpha op(A) op(B) + beta C in the triangle
// uplo of C(n,n); op(A) is n x k and op(B) k x n. Otherwise as gemm; the other triangle is neither
// read nor written. Errors: Error(InvalidArgument) with the argument's position, value and name
// before anything is written; OutOfMemory likewise. May cross to an accelerator. Safe to call from
// any number of threads on disjoint outputs; the bits do not depend on the number of SIMD threads.
// Aliasing: C must not overlap A or B. Cost: n^2 k operations (4 of complex elements). Source:
// reference BLAS xGEMMTR of 3.12; oneMKL and OpenBLAS call it gemmt.
template <Scalar T>
FULCRUM_API void gemmt(Layout layout, Uplo uplo, Op transA, Op transB, std::int64_t n,
                       std::int64_t k, T alpha, const T* A, std::int64_t lda, const T* B,
                       std::int64_t ldb, T beta, T* C, std::int64_t ldc,
                       const CallOptions& options = {});

}  // namespace fulcrum
