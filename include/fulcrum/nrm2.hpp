// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// The Euclidean norm of x, n elements; 0 for n <= 0. It neither overflows nor underflows where the
// norm itself is representable: float is summed in double, and a sum of squares of double that has
// left the range is computed once more, scaled. NaN in x gives NaN, else Inf gives Inf. A negative
// increment walks x from its end, 0 takes one element n times. Relative error at most (n + 4) u,
// and about n^(1/2) u in practice. May cross to an accelerator. Errors: as copy. The reduction tree
// depends on n and incx only. Cost: 2 n operations, one stream. Source: reference BLAS xNRM2.
template <Scalar T>
FULCRUM_API Real<T> nrm2(std::int64_t n, const T* x, std::int64_t incx,
                         const CallOptions& options = {});

}  // namespace fulcrum
