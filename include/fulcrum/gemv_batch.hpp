// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// Many products of a matrix and a vector in one call: y[i] = alpha op(A[i]) x[i] + beta y[i] for i
// in [0, batch).
//
// All matrices and vectors of an operand have one shape, leading dimension and increment, as gemv
// takes them; A, x and y are arrays of `batch` pointers. Each product follows gemv's rules and gets
// the bits that gemv gives it on SIMD, for any number of threads. Errors: Error(InvalidArgument)
// with the argument's position before anything is written, a null pointer in an array by its place
// ("A[3]"); OutOfMemory likewise; BackendUnavailable when a forced backend cannot run. May cross to
// an accelerator. Aliasing: no y may overlap another y or any A or x; matrices and vectors that are
// read may be shared. Threads: safe to call from any number of threads on disjoint y. Cost: the
// reading of all A. Source: cblas_?gemv_batch of oneMKL.
template <Scalar T>
FULCRUM_API void gemv_batch(Layout layout, Op trans, std::int64_t m, std::int64_t n, T alpha,
                            const T* const* A, std::int64_t lda, const T* const* x,
                            std::int64_t incx, T beta, T* const* y, std::int64_t incy,
                            std::int64_t batch, const CallOptions& options = {});

// The same for groups of products: group g has group_size[g] products with trans[g], m[g], alpha[g]
// and so on. A, x and y hold the pointers of all groups, one group after another. All arguments of
// all groups are checked before anything is written; an error names the group's entry ("lda[2]").
template <Scalar T>
FULCRUM_API void gemv_batch(Layout layout, const Op* trans, const std::int64_t* m,
                            const std::int64_t* n, const T* alpha, const T* const* A,
                            const std::int64_t* lda, const T* const* x, const std::int64_t* incx,
                            const T* beta, T* const* y, const std::int64_t* incy,
                            std::int64_t group_count, const std::int64_t* group_size,
                            const CallOptions& options = {});

// The same for operands at fixed distances: those of product i begin at A + i strideA, x + i
// stridex and y + i stridey (elements; as always, the lowest address of a vector). strideA and
// stridex may be 0 (one for all products) or negative. stridey must keep the products' y apart,
// either one behind the other (|stridey| >= (elements of y - 1) |incy| + 1) or all of them between
// two elements of the first (stridey != 0 and (batch - 1) |stridey| < |incy|); anything else is an
// error. Source: cblas_?gemv_batch_strided.
template <Scalar T>
FULCRUM_API void gemv_batch_strided(Layout layout, Op trans, std::int64_t m, std::int64_t n,
                                    T alpha, const T* A, std::int64_t lda, std::int64_t strideA,
                                    const T* x, std::int64_t incx, std::int64_t stridex, T beta,
                                    T* y, std::int64_t incy, std::int64_t stridey,
                                    std::int64_t batch, const CallOptions& options = {});

}  // namespace fulcrum
