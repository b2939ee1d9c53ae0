// SPDX-License-Identifier: Apache-2.0
#include "examples/risky_kernel.hpp"

#include <cstdlib>

void risky_blocks(const fulcrum::Block& block, const std::int32_t* in, std::int32_t* out,
                  std::uint32_t n, std::int32_t deadly) {
  for (std::uint64_t i = block.begin(n); i < block.end(n); ++i) {
    if (in[i] == deadly) std::abort();
    out[i] = 2 * in[i];
  }
}

FULCRUM_EXPORT_KERNEL(risky, risky_blocks);
