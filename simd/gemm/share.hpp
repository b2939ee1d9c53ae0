// SPDX-License-Identifier: Apache-2.0
// How threads share the tiles of one C.
#pragma once

#include <algorithm>
#include <cstdint>

#include "simd/gemm/plan.hpp"
#include "simd/problem.hpp"

namespace fulcrum::simd {

// A thread is worth waking from this many operations of its own on (a barrier costs 1-2 us).
inline constexpr double kFlopsPerThread = 1e6;

// Elements kept between packed buffers, so that the same column of A and B does not fall into the
// same cache set.
inline constexpr std::int64_t kStagger = 512 / 4;

// Part `index` of `count` nearly equal parts of [0, total), in whole units; empty for index ==
// count.
struct Range {
  std::int64_t begin, end;
};
constexpr Range part(std::int64_t total, std::int64_t unit, int index, int count) {
  const std::int64_t units = ceil_div(total, unit);
  const std::int64_t begin = units * index / count * unit;
  const std::int64_t end = index < count ? units * (index + 1) / count * unit : total;
  return {std::min(begin, total), std::min(end, total)};
}

// Threads as a grid over the tiles of C: the split whose largest share of tiles is smallest; among
// equals the one with fewest columns of threads, because each of those packs A again. Threads past
// rows x columns only help to pack.
struct Grid {
  int rows, columns;
};
constexpr Grid choose_grid(std::int64_t row_tiles, std::int64_t column_tiles, int threads) {
  Grid best{threads, 1};
  std::int64_t best_share = ceil_div(row_tiles, threads) * column_tiles;
  for (int columns = 2; columns <= threads; ++columns) {
    const int rows = threads / columns;
    const std::int64_t share = ceil_div(row_tiles, rows) * ceil_div(column_tiles, columns);
    if (share < best_share) {
      best_share = share;
      best = {rows, columns};
    }
  }
  return best;
}

template <class T>
int useful_threads(const GemmProblem<T>& p, int threads) {
  if (threads <= 1) return 1;
  const double flops =
      2.0 * static_cast<double>(p.m) * static_cast<double>(p.n) * static_cast<double>(p.k);
  return static_cast<int>(std::clamp(flops / kFlopsPerThread, 1.0, static_cast<double>(threads)));
}

}  // namespace fulcrum::simd
