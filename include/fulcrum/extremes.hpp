// SPDX-License-Identifier: Apache-2.0
// The least and the largest elements beside iamax (fulcrum/iamax.hpp).
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// The index, from 0, of the first element with the least |x_i|, of complex elements |re x_i| +
// |im x_i|; -1 for n <= 0 or incx <= 0. Compared as iamax: NaN first gives 0, NaN elsewhere is
// passed over. May cross to an accelerator. Errors: as copy. Cost: one stream, and a second look
// at it up to the element found. Source: OpenBLAS i?amin.
template <Scalar T>
FULCRUM_API std::int64_t iamin(std::int64_t n, const T* x, std::int64_t incx,
                               const CallOptions& options = {});

// The index of the first largest and of the first least x_i, signs taken in; else as iamin.
template <RealScalar T>
FULCRUM_API std::int64_t imax(std::int64_t n, const T* x, std::int64_t incx,
                              const CallOptions& options = {});
template <RealScalar T>
FULCRUM_API std::int64_t imin(std::int64_t n, const T* x, std::int64_t incx,
                              const CallOptions& options = {});

// The largest and the least |x_i|, of complex elements |re x_i| + |im x_i|; 0 for n <= 0 or
// incx <= 0. NaN first gives NaN, NaN elsewhere is passed over. Else as iamin, with one look at x.
// Source: OpenBLAS ?amax, ?amin.
template <Scalar T>
FULCRUM_API Real<T> amax(std::int64_t n, const T* x, std::int64_t incx,
                         const CallOptions& options = {});
template <Scalar T>
FULCRUM_API Real<T> amin(std::int64_t n, const T* x, std::int64_t incx,
                         const CallOptions& options = {});

}  // namespace fulcrum
