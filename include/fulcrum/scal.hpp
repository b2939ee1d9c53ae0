// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/decision.hpp"
#include "fulcrum/types.hpp"

namespace fulcrum {

// x = alpha x, n elements. n <= 0 or incx <= 0 returns at once, as the reference does. alpha == 0
// still multiplies, so NaN and Inf in x give NaN (reference BLAS 3.11 too). May cross to an
// accelerator. Errors: as axpy. Cost: n operations, two streams. Source: reference BLAS xSCAL.
template <Scalar T>
FULCRUM_API void scal(std::int64_t n, T alpha, T* x, std::int64_t incx,
                      const CallOptions& options = {});

// The same for complex elements and a real alpha, which multiplies both parts. Source: reference
// BLAS CSSCAL, ZDSCAL.
template <ComplexScalar T>
FULCRUM_API void scal(std::int64_t n, Real<T> alpha, T* x, std::int64_t incx,
                      const CallOptions& options = {});

template <RealScalar T>
FULCRUM_API Explanation explain_scal(std::int64_t n, T alpha, const T* x, std::int64_t incx,
                                     const CallOptions& options = {});

}  // namespace fulcrum
