// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// Hermitian rank-k update of the triangle uplo: C = alpha op(A) conj(op(A))' + beta C, alpha and
// beta real. trans is NoTrans or ConjTrans. The imaginary parts of C's diagonal are not read and
// become 0. Otherwise as syrk. Source: reference BLAS xHERK.
template <ComplexScalar T>
FULCRUM_API void herk(Layout layout, Uplo uplo, Op trans, std::int64_t n, std::int64_t k,
                      Real<T> alpha, const T* A, std::int64_t lda, Real<T> beta, T* C,
                      std::int64_t ldc, const CallOptions& options = {});

// Rank-2k: C = alpha op(A) conj(op(B))' + conj(alpha) op(B) conj(op(A))' + beta C, beta real.
// Otherwise as herk; twice the cost. Source: reference BLAS xHER2K.
template <ComplexScalar T>
FULCRUM_API void her2k(Layout layout, Uplo uplo, Op trans, std::int64_t n, std::int64_t k, T alpha,
                       const T* A, std::int64_t lda, const T* B, std::int64_t ldb, Real<T> beta,
                       T* C, std::int64_t ldc, const CallOptions& options = {});

}  // namespace fulcrum
