// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// x and y exchange their n elements. n <= 0 returns at once; increments as in axpy. Aliasing: none.
// May cross to an accelerator. Errors: as copy. Threads and bits: as gemm. Cost: four streams.
// Source: reference BLAS xSWAP.
template <Scalar T>
FULCRUM_API void swap(std::int64_t n, T* x, std::int64_t incx, T* y, std::int64_t incy,
                      const CallOptions& options = {});

}  // namespace fulcrum
