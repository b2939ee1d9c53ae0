// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// B = alpha op(A): A is m x n and B m x n, or n x m where trans is Trans or ConjTrans; ConjNoTrans
// conjugates alone. Leading dimensions as in gemm. m == 0 or n == 0 returns at once; alpha == 0
// zeroes B without reading A. Errors: Error(InvalidArgument) with the argument's position, value
// and name before anything is written. May cross to an accelerator; in place on one thread. Safe to
// call from any number of threads on disjoint outputs. Aliasing: B must not overlap A. Cost: two
// streams. Source: beyond the reference; oneMKL and OpenBLAS have ?omatcopy.
template <Scalar T>
FULCRUM_API void omatcopy(Layout layout, Op trans, std::int64_t m, std::int64_t n, T alpha,
                          const T* A, std::int64_t lda, T* B, std::int64_t ldb,
                          const CallOptions& options = {});

// The same in the place of A, with ldb as the result's leading dimension. Needs m n elements of
// scratch memory unless ldb is lda and either nothing is transposed or A is square; throws
// Error(OutOfMemory) before A is touched. Otherwise as omatcopy. Source: ?imatcopy.
template <Scalar T>
FULCRUM_API void imatcopy(Layout layout, Op trans, std::int64_t m, std::int64_t n, T alpha, T* A,
                          std::int64_t lda, std::int64_t ldb, const CallOptions& options = {});

// C = alpha A + beta C, both m x n. alpha == 0 does not read A, beta == 0 writes C without reading
// it. Otherwise as omatcopy; A may be C with the same leading dimension. Cost: three streams.
// Source: beyond the reference; OpenBLAS has ?geadd.
template <Scalar T>
FULCRUM_API void geadd(Layout layout, std::int64_t m, std::int64_t n, T alpha, const T* A,
                       std::int64_t lda, T beta, T* C, std::int64_t ldc,
                       const CallOptions& options = {});

// omatcopy where the elements of a column (of a row, by rows) lie a stride apart: element (i, j) of
// A is at A[i strideA + j lda], by rows at A[i lda + j strideA], and so it is with B. Leading
// dimensions and strides of A are 1 or more, in any order of size: elements that are read may share
// a place. Those of B must not: ldb is large enough for a column, or strideB for a row, to lie
// before the next one begins. Otherwise as omatcopy. Source: beyond the reference; oneMKL has
// ?omatcopy2.
template <Scalar T>
FULCRUM_API void omatcopy2(Layout layout, Op trans, std::int64_t m, std::int64_t n, T alpha,
                           const T* A, std::int64_t lda, std::int64_t strideA, T* B,
                           std::int64_t ldb, std::int64_t strideB, const CallOptions& options = {});

// C = alpha op(A) + beta op(B), C being m x n, with the operations of omatcopy. alpha == 0 does not
// read A, beta == 0 does not read B. C may be A or B, or both, where that one is not transposed and
// has C's leading dimension; other overlaps are not allowed. Otherwise as omatcopy. Cost: three
// streams. Source: beyond the reference; oneMKL has ?omatadd.
template <Scalar T>
FULCRUM_API void omatadd(Layout layout, Op transA, Op transB, std::int64_t m, std::int64_t n,
                         T alpha, const T* A, std::int64_t lda, T beta, const T* B,
                         std::int64_t ldb, T* C, std::int64_t ldc, const CallOptions& options = {});

}  // namespace fulcrum
