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

}  // namespace fulcrum
