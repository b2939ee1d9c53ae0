// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/decision.hpp"
#include "fulcrum/types.hpp"

namespace fulcrum {

// Many matrix products in one call: C[i] = alpha op(A[i]) op(B[i]) + beta C[i] for i in [0, batch).
//
// All matrices of an operand have one shape and one leading dimension, as gemm takes them; A, B and
// C are arrays of `batch` pointers. Each product follows gemm's rules for zero sizes, alpha == 0, k
// == 0, beta == 0, NaN and Inf, and gets the bits that gemm gives it, for any number of threads.
// Errors: Error(InvalidArgument) with the argument's position before anything is written, a null
// pointer in an array by its place ("A[3]"); OutOfMemory likewise; BackendUnavailable when a forced
// backend cannot run. May cross to an accelerator. Aliasing: no C may overlap another C or any A or
// B; matrices of A and B may be shared between products. Threads: safe to call from any number of
// threads on disjoint C. Cost: the operations of all products; what does not depend on the product
// is done once a group. Source: cblas_?gemm_batch of oneMKL and OpenBLAS.
template <Scalar T>
FULCRUM_API void gemm_batch(Layout layout, Op transA, Op transB, std::int64_t m, std::int64_t n,
                            std::int64_t k, T alpha, const T* const* A, std::int64_t lda,
                            const T* const* B, std::int64_t ldb, T beta, T* const* C,
                            std::int64_t ldc, std::int64_t batch, const CallOptions& options = {});

// The same for groups of products: group g has group_size[g] products with transA[g], m[g],
// alpha[g] and so on. A, B and C hold the pointers of all groups, one group after another. All
// arguments of all groups are checked before anything is written; an error names the group's entry
// ("lda[2]").
template <Scalar T>
FULCRUM_API void gemm_batch(Layout layout, const Op* transA, const Op* transB,
                            const std::int64_t* m, const std::int64_t* n, const std::int64_t* k,
                            const T* alpha, const T* const* A, const std::int64_t* lda,
                            const T* const* B, const std::int64_t* ldb, const T* beta, T* const* C,
                            const std::int64_t* ldc, std::int64_t group_count,
                            const std::int64_t* group_size, const CallOptions& options = {});

// The same for matrices at fixed distances: those of product i begin at A + i strideA, B + i
// strideB and C + i strideC (elements). strideA and strideB may be 0 (one matrix for all products)
// or negative. strideC must keep the products' C apart, either one behind the other (ColMajor:
// |strideC| >= (n - 1) ldc + m) or all of them between two columns (rows) of the first (|strideC|
// >= m and (batch - 1) |strideC| + m <= ldc; RowMajor: n for m and m for n); anything else is an
// error. Source: cblas_?gemm_batch_strided.
template <Scalar T>
FULCRUM_API void gemm_batch_strided(Layout layout, Op transA, Op transB, std::int64_t m,
                                    std::int64_t n, std::int64_t k, T alpha, const T* A,
                                    std::int64_t lda, std::int64_t strideA, const T* B,
                                    std::int64_t ldb, std::int64_t strideB, T beta, T* C,
                                    std::int64_t ldc, std::int64_t strideC, std::int64_t batch,
                                    const CallOptions& options = {});

}  // namespace fulcrum
