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
template <Scalar T>
FULCRUM_API T dot(std::int64_t n, const T* x, std::int64_t incx, const T* y, std::int64_t incy,
                  const CallOptions& options = {});

template <Scalar T>
FULCRUM_API Explanation explain_dot(std::int64_t n, const T* x, std::int64_t incx, const T* y,
                                    std::int64_t incy, const CallOptions& options = {});

}  // namespace fulcrum
