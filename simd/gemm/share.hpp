// SPDX-License-Identifier: Apache-2.0
// How many threads a product gets, and what they share where nothing is packed.
#pragma once

#include <algorithm>
#include <cstdint>

#include "simd/gemm/bands.hpp"
#include "simd/gemm/gemm.hpp"
#include "simd/gemm/plan.hpp"
#include "simd/problem.hpp"
#include "simd/threads/threads.hpp"

namespace fulcrum::simd {

// A thread is worth waking from this many operations of its own on: 5 to 10 us, where a region
// costs 1 to 2. (Two threads take 0.6 to 0.75 of one's time at 1e6 operations, f32, f64 and
// complex.)
inline constexpr double kFlopsPerThread = 3e5;

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
inline constexpr std::int64_t kStripVolume = std::int64_t{32} * 32 * 32;
inline constexpr std::size_t kStripBytes = 8 << 10;
template <class T>
bool has_strip_on_stack(const GemmKernels<T>& kernels, const GemmProblem<T>& p) {
  return p.m * p.n * p.k <= kStripVolume &&
         static_cast<std::size_t>(kernels.mr * p.k) * sizeof(T) <= kStripBytes;
}

}  // namespace fulcrum::simd
