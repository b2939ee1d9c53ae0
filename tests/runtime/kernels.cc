// SPDX-License-Identifier: Apache-2.0
// The suite's host kernels. Compiled into the test, and as a shared library for who computes
// elsewhere.
#include "tests/runtime/kernels.hpp"

#include <stdexcept>

namespace fulcrum::test {

void saxpy_blocks(const Block& block, float a, const float* x, float* y, std::uint32_t n) {
  for (std::uint64_t i = block.begin(n); i < block.end(n); ++i) y[i] += a * x[i];
}

void sums_blocks(const Block& block, const std::int32_t* x, std::int32_t* sums) {
  auto* const shared = reinterpret_cast<std::int32_t*>(block.shared);
  for (std::uint32_t i = 0; i < block.size.x; ++i) shared[i] = x[block.first() + i];
  std::int32_t sum = 0;
  for (std::uint32_t i = 0; i < block.size.x; ++i) sum += shared[i];
  sums[block.index.x] = sum;
}

void places_blocks(const Block& block, std::uint32_t* out) {
  const Dim3 &grid = block.grid, &size = block.size;
  for (std::uint32_t z = 0; z < size.z; ++z) {
    for (std::uint32_t y = 0; y < size.y; ++y) {
      for (std::uint32_t x = 0; x < size.x; ++x) {
        const std::uint32_t gx = block.index.x * size.x + x, gy = block.index.y * size.y + y,
                            gz = block.index.z * size.z + z;
        const std::uint32_t at = gx + grid.x * size.x * (gy + grid.y * size.y * gz);
        out[at] = gx + 100 * gy + 10000 * gz;
      }
    }
  }
}

void mixed_blocks(const Block& block, std::int8_t a, double b, std::uint64_t c, std::int16_t d,
                  double* out) {
  if (block.index.x != 0) return;
  out[0] = a;
  out[1] = b;
  out[2] = static_cast<double>(c);
  out[3] = d;
}

void nothing_blocks(const Block& /*block*/) {}

void throws_blocks(const Block& /*block*/) { throw std::runtime_error("thrown by a kernel"); }

}  // namespace fulcrum::test

FULCRUM_EXPORT_KERNEL(saxpy, fulcrum::test::saxpy_blocks);
FULCRUM_EXPORT_KERNEL(sums, fulcrum::test::sums_blocks);
FULCRUM_EXPORT_KERNEL(places, fulcrum::test::places_blocks);
FULCRUM_EXPORT_KERNEL(mixed, fulcrum::test::mixed_blocks);
FULCRUM_EXPORT_KERNEL(nothing, fulcrum::test::nothing_blocks);
FULCRUM_EXPORT_KERNEL(throws, fulcrum::test::throws_blocks);
