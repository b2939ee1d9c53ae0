// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// C = diag(x) A for Side::Left, A diag(x) for Side::Right: rows or columns of A, which is m x n as
// C is, times the elements of x. Leading dimensions as in gemm, a negative incx as in gemv. m == 0
// or n == 0 returns at once; every element of A and x is read, so 0 times NaN is NaN. Errors:
// Error(InvalidArgument) with the argument's position, value and name before anything is written.
// May cross to an accelerator; in place on one thread. Safe to call from any number of threads on
// disjoint outputs. Aliasing: C may be A with the same leading dimension, no other overlap. Cost:
// two streams. Source: beyond the reference; oneMKL has it in batches.
template <Scalar T>
FULCRUM_API void dgmm(Layout layout, Side side, std::int64_t m, std::int64_t n, const T* A,
                      std::int64_t lda, const T* x, std::int64_t incx, T* C, std::int64_t ldc,
                      const CallOptions& options = {});

// Many of them in one call. All matrices and vectors of an operand have one shape, leading
// dimension and increment; A, x and C are arrays of `batch` pointers. Threads share the batch.
// Aliasing: no C may overlap another C, any x, or an A but its own. Errors: as dgmm, a null pointer
// in an array by its place ("A[3]"). Source: cblas_?dgmm_batch of oneMKL.
template <Scalar T>
FULCRUM_API void dgmm_batch(Layout layout, Side side, std::int64_t m, std::int64_t n,
                            const T* const* A, std::int64_t lda, const T* const* x,
                            std::int64_t incx, T* const* C, std::int64_t ldc, std::int64_t batch,
                            const CallOptions& options = {});

// The same for groups: group g has group_size[g] products with side[g], m[g] and so on. A, x and C
// hold the pointers of all groups, one group after another. All arguments of all groups are checked
// before anything is written; an error names the group's entry ("lda[2]").
template <Scalar T>
FULCRUM_API void dgmm_batch(Layout layout, const Side* side, const std::int64_t* m,
                            const std::int64_t* n, const T* const* A, const std::int64_t* lda,
                            const T* const* x, const std::int64_t* incx, T* const* C,
                            const std::int64_t* ldc, std::int64_t group_count,
                            const std::int64_t* group_size, const CallOptions& options = {});

// The same for operands at fixed distances: those of product i begin at A + i strideA, x + i
// stridex and C + i strideC (elements). strideA and stridex may be 0 (one for all products) or
// negative; strideC must keep the products' C apart, as in gemm_batch_strided. Source:
// cblas_?dgmm_batch_strided.
template <Scalar T>
FULCRUM_API void dgmm_batch_strided(Layout layout, Side side, std::int64_t m, std::int64_t n,
                                    const T* A, std::int64_t lda, std::int64_t strideA, const T* x,
                                    std::int64_t incx, std::int64_t stridex, T* C, std::int64_t ldc,
                                    std::int64_t strideC, std::int64_t batch,
                                    const CallOptions& options = {});

}  // namespace fulcrum
