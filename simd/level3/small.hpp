// SPDX-License-Identifier: Apache-2.0
// What small problems of level 3 share, and the diagonal blocks of larger ones: they are computed
// in place, on one thread, with what must be copied on the stack, and so they need no memory.
#pragma once

#include <algorithm>
#include <cstdint>

#include "simd/gemm/on_stack.hpp"
#include "simd/gemm/share.hpp"
#include "simd/level3/level3.hpp"
#include "simd/scalar.hpp"

namespace fulcrum::simd {

// Order of the blocks that are put together in a tile on the stack: 18 KiB at most.
template <class T>
inline constexpr std::int64_t kTileOrder = sizeof(T) == 16 ? 32 : 48;

// Where an order is cut in two: in whole blocks.
constexpr std::int64_t half_of(std::int64_t n, std::int64_t block) {
  const std::int64_t blocks = (n + block - 1) / block;
  return blocks / 2 * block;
}

// So few multiply-adds, of a whole product, are computed on one thread, in place: packing costs
// more than it gains.
inline constexpr std::int64_t kSmallOrder = 128;
inline bool is_small_product(std::int64_t m, std::int64_t n, std::int64_t k) {
  constexpr double kMost = static_cast<double>(kSmallOrder * kSmallOrder * kSmallOrder);
  return static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k) <= kMost;
}

// The threads of a product of `flops_of_each` m n k operations of real numbers, which several share
// in the packed loop.
template <class T>
int threads_of_loop(double flops_of_each, std::int64_t m, std::int64_t n, std::int64_t k,
                    int threads) {
  if (is_small_product(m, n, k)) return 1;
  return threads_for(flops_of_each * (ComplexScalar<T> ? 4 : 1), m, n, k, threads);
}

}  // namespace fulcrum::simd
