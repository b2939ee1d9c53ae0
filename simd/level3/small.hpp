// SPDX-License-Identifier: Apache-2.0
// What small problems of level 3 have in common, and the diagonal blocks of larger ones: they are
// computed in place, with what must be copied on the stack, and so they need no memory.
#pragma once

#include <algorithm>
#include <cstdint>

#include "simd/gemm/on_stack.hpp"
#include "simd/gemm/share.hpp"
#include "simd/level3/level3.hpp"
#include "simd/scalar.hpp"
#include "simd/threads/threads.hpp"

namespace fulcrum::simd {

// Order of the blocks that are put together in a tile on the stack: 18 KiB at most.
template <class T>
inline constexpr std::int64_t kTileOrder = sizeof(T) == 16 ? 32 : 48;

// Where an order is cut in two: in whole blocks.
constexpr std::int64_t half_of(std::int64_t n, std::int64_t block) {
  const std::int64_t blocks = (n + block - 1) / block;
  return blocks / 2 * block;
}

// So few multiply-adds, of a whole product, are computed in place: packing costs more than it
// gains.
inline constexpr std::int64_t kSmallOrder = 128;
inline bool is_small_product(std::int64_t m, std::int64_t n, std::int64_t k,
                             std::int64_t order = kSmallOrder) {
  const double most =
      static_cast<double>(order) * static_cast<double>(order) * static_cast<double>(order);
  return static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k) <= most;
}

// The threads for `flops_of_each` m n k operations of real numbers.
template <class T>
int threads_of_product(double flops_of_each, std::int64_t m, std::int64_t n, std::int64_t k,
                       int threads) {
  return threads_for(flops_of_each * (ComplexScalar<T> ? 4 : 1), m, n, k, threads);
}

// Rows, or columns, of which threads share out a small problem in whole units: tiles.
template <class T>
std::int64_t small_unit(const Level3Kernels<T>& kernels, bool rows) {
  const GemmTile tile = tile_in_place(kernels.gemm);
  return rows ? tile.mr : round_up(16, tile.nr);
}
template <class T>
int at_most_units(const Level3Kernels<T>& kernels, bool rows, std::int64_t all, int threads) {
  return static_cast<int>(
      std::min<std::int64_t>(threads, ceil_div(all, small_unit(kernels, rows))));
}

// Calls f(range) for every thread's share of [0, all) in whole units.
template <class F>
void over_shares(int threads, std::int64_t all, std::int64_t unit, const F& f) {
  if (threads <= 1) return f(Range{0, all});
  parallel(threads, [&](int index, int count) {
    const Range own = part(all, unit, index, count);
    if (!own.empty()) f(own);
  });
}

}  // namespace fulcrum::simd
