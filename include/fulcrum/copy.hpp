// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// y = x, n elements. n <= 0 returns at once; increments of any sign, 0 included, as in axpy.
// Aliasing: none. May cross to an accelerator. Errors: InvalidArgument for a null vector that would
// be used. Threads and bits: as gemm. Cost: two streams. Source: reference BLAS xCOPY.
template <Scalar T>
FULCRUM_API void copy(std::int64_t n, const T* x, std::int64_t incx, T* y, std::int64_t incy,
                      const CallOptions& options = {});

}  // namespace fulcrum
