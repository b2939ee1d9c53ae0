// SPDX-License-Identifier: Apache-2.0
// How threads share the tiles of one C.
#pragma once

#include <algorithm>
#include <cstdint>

#include "simd/gemm/plan.hpp"
#include "simd/problem.hpp"
#include "simd/threads/threads.hpp"

namespace fulcrum::simd {

// A thread is worth waking from this many operations of its own on (a barrier costs 1-2 us).
inline constexpr double kFlopsPerThread = 1e6;

// Elements kept between packed buffers, so that the same column of A and B does not fall into the
// same cache set.
inline constexpr std::int64_t kStagger = 512 / 4;

// Part `index` of `count` nearly equal parts of [0, total), in whole units.
struct Range {
  std::int64_t begin, end;
};
constexpr Range part(std::int64_t total, std::int64_t unit, int index, int count) {
  const std::int64_t units = ceil_div(total, unit);
  const std::int64_t begin = units * index / count * unit, end = units * (index + 1) / count * unit;
  return {std::min(begin, total), std::min(end, total)};
}

// Where a thread has this many columns for each of k, packing A once more costs less than the lines
// of C that threads with rows of their own share at every column's border: two threads 1.70-1.73
// times as fast as one instead of 1.89 (f64 1000 x 1000 x 8, Zen 5).
inline constexpr std::int64_t kColumnsFirst = 4;

// One thread's place where all threads share the tiles of C: they stand in rows, a row of threads
// takes rows of tiles in proportion to its threads, and those share its columns. So no thread is
// left over, whatever their number. `columns_first`: as few rows of threads as keep the largest
// share within a sixteenth of the smallest possible one.
class Place {
 public:
  Place(std::int64_t row_tiles, std::int64_t column_tiles, int index, int threads,
        bool columns_first = false)
      : threads_(threads) {
    // The number of thread rows whose largest share of tiles is smallest; among equals the most,
    // because each thread of a row packs the same A.
    int rows = threads;
    std::int64_t smallest = largest_share(row_tiles, column_tiles, rows, threads);
    for (int r = threads - 1; r > 0; --r) {
      const std::int64_t share = largest_share(row_tiles, column_tiles, r, threads);
      if (share < smallest) {
        smallest = share;
        rows = r;
      }
    }
    if (columns_first) {
      int fewest = 1;
      while (fewest < rows &&
             largest_share(row_tiles, column_tiles, fewest, threads) > smallest + smallest / 16)
        ++fewest;
      rows = fewest;
    }
    const std::int64_t row = ((index + std::int64_t{1}) * rows - 1) / threads;
    first_ = static_cast<int>(threads * row / rows);
    last_ = static_cast<int>(threads * (row + 1) / rows);
    column_ = index - first_;
  }

  // Of [0, m) and of [0, n), in whole tiles.
  Range rows(std::int64_t m, std::int64_t mr) const {
    const std::int64_t tiles = ceil_div(m, mr);
    return {std::min(tiles * first_ / threads_ * mr, m),
            std::min(tiles * last_ / threads_ * mr, m)};
  }
  Range columns(std::int64_t n, std::int64_t nr) const {
    return part(n, nr, column_, last_ - first_);
  }

 private:
  // In tiles; at most, since rounding may favour a row.
  static std::int64_t largest_share(std::int64_t row_tiles, std::int64_t column_tiles, int rows,
                                    int threads) {
    const std::int64_t few = threads / rows, many = ceil_div(threads, rows);
    return std::max(ceil_div(row_tiles * few, threads) * ceil_div(column_tiles, few),
                    ceil_div(row_tiles * many, threads) * ceil_div(column_tiles, many));
  }

  int threads_, first_ = 0, last_ = 0, column_ = 0;
};

template <class T>
int useful_threads(const GemmProblem<T>& p, int threads) {
  if (threads <= 1) return 1;
  const double flops =
      2.0 * static_cast<double>(p.m) * static_cast<double>(p.n) * static_cast<double>(p.k);
  const int most = std::min(threads, most_threads());
  return static_cast<int>(std::clamp(flops / kFlopsPerThread, 1.0, static_cast<double>(most)));
}

}  // namespace fulcrum::simd
