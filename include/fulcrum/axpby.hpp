// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// y = alpha x + beta y, n elements. n <= 0 returns at once; alpha == 0 does not read x, beta == 0
// writes y without reading it; increments and aliasing as in axpy. May cross to an accelerator.
// Errors: as copy. Threads and bits: as gemm. Cost: 3 n operations (14 n of complex elements),
// three streams. Source: beyond the reference; oneMKL and OpenBLAS have ?axpby.
template <Scalar T>
FULCRUM_API void axpby(std::int64_t n, T alpha, const T* x, std::int64_t incx, T beta, T* y,
                       std::int64_t incy, const CallOptions& options = {});

}  // namespace fulcrum
