// SPDX-License-Identifier: Apache-2.0
#include "examples/saxpy_kernel.hpp"

void saxpy_blocks(const fulcrum::Block& block, float a, const float* x, float* y, std::uint64_t n) {
  for (std::uint64_t i = block.begin(n); i < block.end(n); ++i) y[i] += a * x[i];
}

// What a worker process finds in the library.
FULCRUM_EXPORT_KERNEL(saxpy, saxpy_blocks);
