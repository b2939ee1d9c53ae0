// SPDX-License-Identifier: Apache-2.0
// How many threads a product gets, and how they share the tiles of one C.
#pragma once

#include <algorithm>
#include <cstdint>

#include "simd/gemm/gemm.hpp"
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
GemmSizes sizes_of(const GemmProblem<T>& p) {
  return {p.trans_a, p.trans_b, p.m, p.n, p.k, sizeof(T)};
}

// Is anything multiplied?
template <class T>
bool is_product(const GemmProblem<T>& p) {
  return p.alpha != T{} && p.k > 0;
}

// Threads for m n k times so many operations.
inline int threads_for(double flops_of_each, std::int64_t m, std::int64_t n, std::int64_t k,
                       int threads) {
  if (threads <= 1) return 1;
  const double flops =
      flops_of_each * static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k);
  return static_cast<int>(std::clamp(flops / kFlopsPerThread, 1.0, static_cast<double>(threads)));
}

// What a product asks its rule for threads with: it shares out memory by their number, so no more
// than there can be. (The rules themselves hold for any machine.)
inline int possible(int threads) { return std::min(threads, most_threads()); }

// Threads for a pass over so many elements.
inline int threads_for_pass(double elements, double elements_of_each, int threads) {
  return static_cast<int>(
      std::clamp(elements / elements_of_each, 1.0, static_cast<double>(std::max(threads, 1))));
}

// A thread is worth waking from this many elements of an epilogue of its own on (10 us and more).
inline constexpr double kEpilogueElements = 1 << 15;

// Of an epilogue that is done after the product.
template <class T>
int epilogue_threads(const GemmProblem<T>& p, int threads) {
  return threads_for_pass(static_cast<double>(p.m) * static_cast<double>(p.n), kEpilogueElements,
                          threads);
}

// One row or column of C as a gemv.
template <class T>
GemvProblem<T> gemv_of(const GemmProblem<T>& p) {
  GemvProblem<T> v;
  v.alpha = p.alpha;
  v.beta = p.beta;
  v.y = p.c;
  if (p.n == 1) {  // C = op(A) times the column op(B)
    v.trans = p.trans_a;
    v.m = p.trans_a ? p.k : p.m;
    v.n = p.trans_a ? p.m : p.k;
    v.a = p.a;
    v.lda = p.lda;
    v.x = p.b;
    v.incx = p.trans_b ? p.ldb : 1;
  } else {  // C' = op(B)' times the row op(A)
    v.trans = !p.trans_b;
    v.m = p.trans_b ? p.n : p.k;
    v.n = p.trans_b ? p.k : p.n;
    v.a = p.b;
    v.lda = p.ldb;
    v.x = p.a;
    v.incx = p.trans_a ? 1 : p.lda;
    v.incy = p.ldc;
  }
  return v;
}

// How the threads share a problem without packing: each has its own rows or columns of C, whichever
// are more tiles.
struct TileLine {
  bool by_rows;
  std::int64_t tiles;
};
template <class T>
TileLine tile_line(const GemmKernels<T>& kernels, const GemmProblem<T>& p) {
  const std::int64_t rows = ceil_div(p.m, kernels.mr), columns = ceil_div(p.n, kernels.nr);
  return {rows >= columns, std::max(rows, columns)};
}

// Which of the inner-product kernel's sides is which: the few rows or columns are read again for
// every few of the others: those go three at a time, unless they are so few themselves that they
// are the three.
struct InnerSides {
  bool a_is_long, a_is_x;
  std::int64_t length, unit;  // of the long side, which threads share in whole units
};
template <class T>
InnerSides inner_sides(const GemmKernels<T>& kernels, const GemmProblem<T>& p) {
  const bool a_is_long = p.m > p.n;
  const bool a_is_x = (a_is_long ? p.n : p.m) > 3 ? a_is_long : !a_is_long;
  return {a_is_long, a_is_x, a_is_long ? p.m : p.n, a_is_x == a_is_long ? 3 : kernels.nr};
}

// A product this small is one thread's, and a strip of it this small lies on the stack: asking for
// memory and threads costs an eighth of an 8 x 8 x 8 product.
inline constexpr std::int64_t kTinyVolume = std::int64_t{32} * 32 * 32;
inline constexpr std::size_t kStripBytes = 8 << 10;
template <class T>
bool has_strip_on_stack(const GemmKernels<T>& kernels, const GemmProblem<T>& p) {
  return p.m * p.n * p.k <= kTinyVolume &&
         static_cast<std::size_t>(kernels.mr * p.k) * sizeof(T) <= kStripBytes;
}

// The chunks of k of the path that splits it.
struct SplitChunks {
  std::int64_t depth, count;
};
inline SplitChunks split_chunks(std::int64_t k) {
  const std::int64_t wanted = std::min(ceil_div(k, kSplitChunk), kSplitChunks);
  const std::int64_t depth = round_up(ceil_div(k, wanted), kSplitBlock);
  return {depth, ceil_div(k, depth)};
}

// The threads that a product on this path asks for: as many as its operations are worth and its
// pieces can be given to.
template <class T>
int path_threads(const GemmKernels<T>& kernels, const GemmProblem<T>& p, GemmPath path,
                 int threads) {
  const auto of_pieces = [&](std::int64_t pieces) {
    return static_cast<int>(std::min<std::int64_t>(threads_for(2, p.m, p.n, p.k, threads), pieces));
  };
  switch (path) {
    case GemmPath::Gemv:
      return useful_threads(gemv_of(p), threads);
    case GemmPath::Rank:
      return of_pieces(p.n);
    case GemmPath::Small:
    case GemmPath::Streamed:
      return of_pieces(tile_line(kernels, p).tiles);
    case GemmPath::SmallTransposed:
      if (has_strip_on_stack(kernels, p)) return 1;
      return of_pieces(ceil_div(p.m, kernels.mr) * ceil_div(p.n, kernels.nr));
    case GemmPath::Inner: {
      const InnerSides sides = inner_sides(kernels, p);
      return of_pieces(ceil_div(sides.length, sides.unit));
    }
    case GemmPath::Swapped:
      return of_pieces(ceil_div(p.n, kernels.mr));
    case GemmPath::SplitK:
      return of_pieces(split_chunks(p.k).count);
    case GemmPath::Packed:
      break;
  }
  return threads_for(2, p.m, p.n, p.k, threads);
}

}  // namespace fulcrum::simd
