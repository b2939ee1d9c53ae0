// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// The sum of x_i, of complex elements of re x_i + im x_i, a real number, as OpenBLAS has it; 0 for
// n <= 0 or incx <= 0. May cross to an accelerator. Errors: as copy. The reduction tree depends on
// n and incx only. Cost: n operations, one stream. Source: OpenBLAS ?sum.
template <Scalar T>
FULCRUM_API Real<T> sum(std::int64_t n, const T* x, std::int64_t incx,
                        const CallOptions& options = {});

}  // namespace fulcrum
