// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// The index, from 0, of the first element with the largest |x_i|, of complex elements |re x_i| +
// |im x_i|; -1 for n <= 0 or incx <= 0. As the reference compares, element by element from the
// first on: NaN there gives 0, NaN elsewhere is passed over. May cross to an accelerator. Errors:
// as copy. Cost: one stream, and a second look at it up to the element found. Source: reference
// BLAS IxAMAX.
template <Scalar T>
FULCRUM_API std::int64_t iamax(std::int64_t n, const T* x, std::int64_t incx,
                               const CallOptions& options = {});

}  // namespace fulcrum
