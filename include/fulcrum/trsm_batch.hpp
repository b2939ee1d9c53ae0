// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// Many triangular systems in one call: op(A[i]) X = alpha B[i], or X op(A[i]) = alpha B[i] for
// Side::Right, for i in [0, batch); X takes the place of B[i].
//
// All matrices of an operand have one shape and one leading dimension, as trsm takes them; A and B
// are arrays of `batch` pointers. Each system follows trsm's rules and gets the bits that trsm
// gives it, for any number of threads. Errors: Error(InvalidArgument) with the argument's position
// before anything is written, a null pointer in an array by its place ("A[3]"); OutOfMemory
// likewise; BackendUnavailable when a forced backend cannot run. May cross to an accelerator.
// Aliasing: no B may overlap another B or any A; an A may serve several systems. Threads: safe to
// call from any number of threads on disjoint B. Cost: the operations of all systems. Source:
// cblas_?trsm_batch of oneMKL.
template <Scalar T>
FULCRUM_API void trsm_batch(Layout layout, Side side, Uplo uplo, Op transA, Diag diag,
                            std::int64_t m, std::int64_t n, T alpha, const T* const* A,
                            std::int64_t lda, T* const* B, std::int64_t ldb, std::int64_t batch,
                            const CallOptions& options = {});

// The same for groups of systems: group g has group_size[g] systems with side[g], m[g], alpha[g]
// and so on. A and B hold the pointers of all groups, one group after another. All arguments of all
// groups are checked before anything is written; an error names the group's entry ("lda[2]").
template <Scalar T>
FULCRUM_API void trsm_batch(Layout layout, const Side* side, const Uplo* uplo, const Op* transA,
                            const Diag* diag, const std::int64_t* m, const std::int64_t* n,
                            const T* alpha, const T* const* A, const std::int64_t* lda, T* const* B,
                            const std::int64_t* ldb, std::int64_t group_count,
                            const std::int64_t* group_size, const CallOptions& options = {});

// The same for matrices at fixed distances: those of system i begin at A + i strideA and B + i
// strideB (elements). strideA may be 0 (one matrix for all systems) or negative. strideB must keep
// the systems' B apart, either one behind the other (ColMajor: |strideB| >= (n - 1) ldb + m) or all
// of them between two columns (rows) of the first (|strideB| >= m and (batch - 1) |strideB| + m <=
// ldb; RowMajor: n for m and m for n); anything else is an error. Source:
// cblas_?trsm_batch_strided.
template <Scalar T>
FULCRUM_API void trsm_batch_strided(Layout layout, Side side, Uplo uplo, Op transA, Diag diag,
                                    std::int64_t m, std::int64_t n, T alpha, const T* A,
                                    std::int64_t lda, std::int64_t strideA, T* B, std::int64_t ldb,
                                    std::int64_t strideB, std::int64_t batch,
                                    const CallOptions& options = {});

}  // namespace fulcrum
