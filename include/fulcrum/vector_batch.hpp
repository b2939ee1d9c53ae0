// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// Many sums of vectors in one call: y[i] += alpha x[i] for i in [0, batch).
//
// All vectors of an operand have one length and increment, as axpy takes them: n <= 0 and alpha ==
// 0 leave y as it is, an increment may be 0. x and y are arrays of `batch` pointers. Each sum gets
// the bits that axpy gives it on SIMD, for any number of threads. Errors: Error(InvalidArgument)
// with the argument's position before anything is written, a null pointer in an array by its place
// ("x[3]"); BackendUnavailable when a forced backend cannot run. May cross to an accelerator.
// Aliasing: no y may overlap another y or any x; vectors that are read may be shared. Threads: safe
// to call from any number of threads on disjoint y. Cost: three streams. Source: cblas_?axpy_batch
// of oneMKL.
template <Scalar T>
FULCRUM_API void axpy_batch(std::int64_t n, T alpha, const T* const* x, std::int64_t incx,
                            T* const* y, std::int64_t incy, std::int64_t batch,
                            const CallOptions& options = {});

// The same for groups of sums: group g has group_size[g] of them with n[g], alpha[g] and so on. x
// and y hold the pointers of all groups, one group after another. All arguments of all groups are
// checked before anything is written; an error names the group's entry ("group_size[2]").
template <Scalar T>
FULCRUM_API void axpy_batch(const std::int64_t* n, const T* alpha, const T* const* x,
                            const std::int64_t* incx, T* const* y, const std::int64_t* incy,
                            std::int64_t group_count, const std::int64_t* group_size,
                            const CallOptions& options = {});

// The same for vectors at fixed distances: those of sum i begin at x + i stridex and y + i stridey
// (elements; as always, the lowest address of a vector). stridex may be 0 (one x for all) or
// negative. stridey must keep the sums' y apart, either one behind the other (|stridey| >= (n - 1)
// |incy| + 1) or all of them between two elements of the first (stridey != 0 and (batch - 1)
// |stridey| < |incy|); anything else is an error. Source: cblas_?axpy_batch_strided.
template <Scalar T>
FULCRUM_API void axpy_batch_strided(std::int64_t n, T alpha, const T* x, std::int64_t incx,
                                    std::int64_t stridex, T* y, std::int64_t incy,
                                    std::int64_t stridey, std::int64_t batch,
                                    const CallOptions& options = {});

// y[i] = x[i], otherwise as axpy_batch; of an incy of 0 the last element stays. Cost: two streams.
// Source: cblas_?copy_batch.
template <Scalar T>
FULCRUM_API void copy_batch(std::int64_t n, const T* const* x, std::int64_t incx, T* const* y,
                            std::int64_t incy, std::int64_t batch, const CallOptions& options = {});
template <Scalar T>
FULCRUM_API void copy_batch(const std::int64_t* n, const T* const* x, const std::int64_t* incx,
                            T* const* y, const std::int64_t* incy, std::int64_t group_count,
                            const std::int64_t* group_size, const CallOptions& options = {});
template <Scalar T>
FULCRUM_API void copy_batch_strided(std::int64_t n, const T* x, std::int64_t incx,
                                    std::int64_t stridex, T* y, std::int64_t incy,
                                    std::int64_t stridey, std::int64_t batch,
                                    const CallOptions& options = {});

}  // namespace fulcrum
