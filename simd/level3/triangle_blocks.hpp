// SPDX-License-Identifier: Apache-2.0
// Small trmm and trsm, and the diagonal blocks of large solutions, in place on one thread: the
// order of A is halved down to blocks that are computed whole; all that lies beside them is a
// product. No zero of the other triangle is multiplied by anything but a finite number.
#pragma once

#include <algorithm>
#include <cstdint>

#include "simd/level3/diagonal.hpp"
#include "simd/level3/small.hpp"

namespace fulcrum::simd {

// Order of the blocks that are computed whole: of a solution by a kernel that loads a number for
// every multiply-add, of a product by gemm's.
inline constexpr std::int64_t kSolvedBlock = 16, kMultipliedBlock = 32;
// Columns (on the right rows) of B that a block is computed with at a time: a copy of 16 KiB.
template <class T>
inline constexpr std::int64_t kTriangleWidth = sizeof(T) == 16 ? 32 : 64;

// Is op(A) - seen from the rows or columns of B that it mixes - to be walked from the first to the
// last? A lower triangle on the left is, and an upper one on the right.
template <class T>
bool forward(const TrmProblem<T>& p) {
  const bool lower = p.upper == p.trans;
  return lower != p.right;
}

template <class T>
std::int64_t order_of(const TrmProblem<T>& p) {
  return p.right ? p.n : p.m;
}

// b = alpha b of so many rows and columns.
template <class T>
void scale(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, T* b, std::int64_t rows,
           std::int64_t columns) {
  if (p.alpha == T{1}) return;
  for (std::int64_t j = 0; j < columns; ++j) {
    if (p.alpha == T{}) {
      std::fill_n(b + j * p.ldb, rows, T{});
    } else {
      kernels.level2.level1.scal(rows, p.alpha, b + j * p.ldb, 1);
    }
  }
}

// The coefficients of a block in the order of the walk: t[s n + r], r <= s. A unit diagonal is not
// read.
template <class T>
void coefficients(const TrmProblem<T>& p, std::int64_t n, const T* a, T* t) {
  // Steps to the next element of op(A) that belongs to the same row of t, and to the next row's.
  std::int64_t along = p.right == p.trans ? p.lda : 1, down = p.right == p.trans ? 1 : p.lda;
  if (!forward(p)) {
    a += (n - 1) * (p.lda + 1);
    along = -along;
    down = -down;
  }
  for (std::int64_t s = 0; s < n; ++s) {
    const T* const row = a + s * down;
    for (std::int64_t r = 0; r < s; ++r) t[s * n + r] = conj_if(p.conj, row[r * along]);
    if (!p.unit) t[s * n + s] = conj_if(p.conj, row[s * along]);
  }
}

// The kernel on a block of a triangle and so many rows (on the left: columns) of B.
template <class T>
void by_kernel(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, std::int64_t n, const T* t,
               std::int64_t width, T* b) {
  const auto kernel = p.solve ? kernels.triangle.solve : kernels.triangle.multiply;
  const std::int64_t last = forward(p) ? 0 : n - 1, sign = forward(p) ? 1 : -1;
  if (p.right) return kernel(n, width, t, p.unit, b + last * p.ldb, sign * p.ldb);
  // Turned, so that rows are contiguous.
  OnStack<T, kMultipliedBlock * kTriangleWidth<T>> x_room;
  T* const x = x_room.data();
  transpose(kernels.gemm, n, width, b, p.ldb, x, kTriangleWidth<T>);
  kernel(n, width, t, p.unit, x + last * kTriangleWidth<T>, sign * kTriangleWidth<T>);
  transpose(kernels.gemm, width, n, x, kTriangleWidth<T>, b, p.ldb);
}

// B's place for the others from `begin` on: rows on the right, columns on the left.
template <class T>
T* beside(const TrmProblem<T>& p, T* b, std::int64_t begin) {
  return b + (p.right ? begin : begin * p.ldb);
}

// By the kernel alone, which reads the triangle alone. Not inlined into a recursion: one block on
// the stack, not one a level.
template <class T>
[[gnu::noinline]] void walk_block(const Level3Kernels<T>& kernels, const TrmProblem<T>& p,
                                  std::int64_t n, const T* a, T* b) {
  OnStack<T, kMultipliedBlock * kMultipliedBlock> t_room;
  T* const t = t_room.data();
  coefficients(p, n, a, t);
  const std::int64_t others = p.right ? p.m : p.n;
  for (std::int64_t begin = 0; begin < others; begin += kTriangleWidth<T>)
    by_kernel(kernels, p, n, t, std::min(kTriangleWidth<T>, others - begin), beside(p, b, begin));
  if (!p.solve) scale(kernels, p, b, p.right ? p.m : n, p.right ? n : p.n);
}

// A block of op(A) with zeros in the other triangle.
template <class T>
void fill_triangle(const TrmProblem<T>& p, std::int64_t n, const T* a, T* full) {
  const bool lower = p.upper == p.trans;
  std::fill_n(full, n * n, T{});
  for (std::int64_t j = 0; j < n; ++j) {
    const Range stored = lower ? Range{j + 1, n} : Range{0, j};
    T* const to = full + j * n;
    if (p.trans) {
      for (std::int64_t i = stored.begin; i < stored.end; ++i)
        to[i] = conj_if(p.conj, a[j + i * p.lda]);
    } else {
      for (std::int64_t i = stored.begin; i < stored.end; ++i)
        to[i] = conj_if(p.conj, a[i + j * p.lda]);
    }
    to[j] = p.unit ? T{1} : conj_if(p.conj, a[j + j * p.lda]);
  }
}

// Is it one block, of which a copy is made at once?
template <class T>
bool is_one_block(const TrmProblem<T>& p) {
  return order_of(p) <= kMultipliedBlock && (p.right ? p.m : p.n) <= kTriangleWidth<T>;
}

// Such a block times a copy of B. Where it is the only one B is looked at now, and left to the
// kernel that reads the triangle alone if it is not finite; else it has been looked at before.
template <class T>
[[gnu::noinline]] void multiply_block(const Level3Kernels<T>& kernels, const TrmProblem<T>& p,
                                      std::int64_t n, const T* a, T* b) {
  OnStack<T, kMultipliedBlock * kMultipliedBlock> full_room;
  T* const full = full_room.data();
  OnStack<T, kMultipliedBlock * kTriangleWidth<T>> copy_room;
  T* const copy = copy_room.data();
  fill_triangle(p, n, a, full);
  const GemmTile tile = tile_in_place(kernels.gemm);
  const bool lower = p.upper == p.trans;
  const std::int64_t others = p.right ? p.m : p.n;
  for (std::int64_t begin = 0; begin < others; begin += kTriangleWidth<T>) {
    const std::int64_t width = std::min(kTriangleWidth<T>, others - begin);
    const std::int64_t rows = p.right ? width : n, columns = p.right ? n : width;
    T* const to = beside(p, b, begin);
    if (is_one_block(p)) {
      if (!copy_finite(rows, columns, to, p.ldb, copy)) return walk_block(kernels, p, n, a, b);
    } else {
      for (std::int64_t j = 0; j < columns; ++j) std::copy_n(to + j * p.ldb, rows, copy + j * rows);
    }
    // A tile's rows (columns on the right) of the triangle at a time, without the steps that are
    // all zeros.
    const std::int64_t step = p.right ? 2 * tile.nr : tile.mr;
    for (Range own{0, 0}; own.begin < n; own.begin = own.end) {
      own.end = own.begin + next_piece(n - own.begin, step);
      const Range k = lower != p.right ? Range{0, own.end} : Range{own.begin, n};
      if (p.right) {
        product_on_stack(kernels.gemm, rows, own.size(), k.size(), p.alpha,
                         Operand<T>{copy + k.begin * rows, rows},
                         Operand<T>{full + k.begin + own.begin * n, n}, T{}, to + own.begin * p.ldb,
                         p.ldb);
      } else {
        product_on_stack(kernels.gemm, own.size(), columns, k.size(), p.alpha,
                         Operand<T>{full + own.begin + k.begin * n, n},
                         Operand<T>{copy + k.begin, rows}, T{}, to + own.begin, p.ldb);
      }
    }
  }
}

// A product has alpha in all that it adds up; a solution is of a B that has been multiplied by it.
// `walks`: the blocks of a solution, and of a product whose B is not finite.
template <class T>
void recurse(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, bool walks, std::int64_t n,
             const T* a, T* b) {
  const std::int64_t block = p.solve ? kSolvedBlock : kMultipliedBlock;
  if (n <= block) {
    return walks ? walk_block(kernels, p, n, a, b) : multiply_block(kernels, p, n, a, b);
  }
  const std::int64_t first = half_of(n, block), second = n - first;
  const T* const a22 = a + first + first * p.lda;
  T* const b2 = b + (p.right ? first * p.ldb : first);
  // The block of op(A) beside the diagonal: below it where op(A) is lower, else above it.
  const bool lower = p.upper == p.trans;
  const Operand<T> off{p.upper ? a + first * p.lda : a + first, p.lda, p.trans, p.conj};
  // What the walk comes to last gets the product of what it came to first.
  const bool second_gets = forward(p);
  T* const to = second_gets ? b2 : b;
  const Operand<T> from{second_gets ? b : b2, p.ldb};
  const T factor = p.solve ? T{-1} : p.alpha;
  const auto mix = [&] {
    if (p.right) {
      product_on_stack(kernels.gemm, p.m, lower ? first : second, lower ? second : first, factor,
                       from, off, T{1}, to, p.ldb);
    } else {
      product_on_stack(kernels.gemm, lower ? second : first, p.n, lower ? first : second, factor,
                       off, from, T{1}, to, p.ldb);
    }
  };
  // A solution walks forward; a product backward, so that it finds what it has not replaced.
  const bool first_half_first = second_gets == p.solve;
  const auto half = [&](bool front) {
    if (front) {
      recurse(kernels, p, walks, first, a, b);
    } else {
      recurse(kernels, p, walks, second, a22, b2);
    }
  };
  half(first_half_first);
  mix();
  half(!first_half_first);
}

// All of p; each thread has rows of its own where A is on the right, columns on the left.
template <class T>
void in_place(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, bool finite, int threads) {
  over_shares(threads, p.right ? p.m : p.n, small_unit(kernels, p.right), [&](Range own) {
    TrmProblem<T> part = p;
    (p.right ? part.m : part.n) = own.size();
    part.b = beside(p, p.b, own.begin);
    if (p.solve) scale(kernels, part, part.b, part.m, part.n);
    recurse(kernels, part, p.solve || !finite, order_of(p), part.a, part.b);
  });
}

}  // namespace fulcrum::simd
