// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/decision.hpp"
#include "fulcrum/types.hpp"

namespace fulcrum {

// y = alpha x + y, n elements. n <= 0 or alpha == 0 returns at once; a negative increment walks its
// vector from the end; incx == 0 adds one element n times over, incy == 0 accumulates into one
// element, as the reference does. Aliasing: x and y may be the same vector with the same increment;
// no other overlap. Errors: InvalidArgument for a null vector that would be used. Threads and bits:
// as gemm. Cost: 2 n operations (8 n of complex elements), three streams. Source: reference BLAS
// xAXPY.
template <Scalar T>
FULCRUM_API void axpy(std::int64_t n, T alpha, const T* x, std::int64_t incx, T* y,
                      std::int64_t incy, const CallOptions& options = {});

// y = alpha conj(x) + y, else as axpy. Source: OpenBLAS ?axpyc.
template <ComplexScalar T>
FULCRUM_API void axpyc(std::int64_t n, T alpha, const T* x, std::int64_t incx, T* y,
                       std::int64_t incy, const CallOptions& options = {});

template <RealScalar T>
FULCRUM_API Explanation explain_axpy(std::int64_t n, T alpha, const T* x, std::int64_t incx,
                                     const T* y, std::int64_t incy,
                                     const CallOptions& options = {});

}  // namespace fulcrum
