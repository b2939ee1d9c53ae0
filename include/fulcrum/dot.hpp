// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/decision.hpp"
#include "fulcrum/types.hpp"

namespace fulcrum {

// The sum over i of x[i] y[i], n elements; 0 for n <= 0. Increments as in axpy. x and y may
// overlap. The reduction tree depends on n, the increments and the SIMD target only, never on the
// threads, so the bits do not change with their number. Errors: as axpy. Cost: 2 n operations, two
// streams. Source: reference BLAS xDOT.
template <RealScalar T>
FULCRUM_API T dot(std::int64_t n, const T* x, std::int64_t incx, const T* y, std::int64_t incy,
                  const CallOptions& options = {});

// Of complex elements: the sum of x[i] y[i], and with x conjugated. Otherwise as dot. May cross to
// an accelerator. Cost: 8 n operations. Source: reference BLAS xDOTU, xDOTC.
template <ComplexScalar T>
FULCRUM_API T dotu(std::int64_t n, const T* x, std::int64_t incx, const T* y, std::int64_t incy,
                   const CallOptions& options = {});
template <ComplexScalar T>
FULCRUM_API T dotc(std::int64_t n, const T* x, std::int64_t incx, const T* y, std::int64_t incy,
                   const CallOptions& options = {});

// Of float, computed in double: the sum, and the sum plus b rounded to float once. Otherwise as
// dot. May cross to an accelerator. Source: reference BLAS DSDOT, SDSDOT.
FULCRUM_API double dsdot(std::int64_t n, const float* x, std::int64_t incx, const float* y,
                         std::int64_t incy, const CallOptions& options = {});
FULCRUM_API float sdsdot(std::int64_t n, float b, const float* x, std::int64_t incx, const float* y,
                         std::int64_t incy, const CallOptions& options = {});

template <RealScalar T>
FULCRUM_API Explanation explain_dot(std::int64_t n, const T* x, std::int64_t incx, const T* y,
                                    std::int64_t incy, const CallOptions& options = {});

}  // namespace fulcrum
