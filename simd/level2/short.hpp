// SPDX-License-Identifier: Apache-2.0
// The routines of level 2 beside the real gemv where they are one call of a kernel, inline: on
// vectors without gaps, in one window of rows, on one thread. The drivers, which gather, cut and
// share out, cost a product of ten elements as much as the kernel does.
#pragma once

#include <algorithm>
#include <cstdint>

#include "simd/level2/level2.hpp"

namespace fulcrum::simd {

template <class T>
bool is_short(const GemvProblem<T>& p) {
  return p.incx == 1 && p.incy == 1 && p.m <= kWindow<T> && p.alpha != T{};
}
template <class T>
bool is_short(const GbmvProblem<T>& p) {
  return p.incx == 1 && p.incy == 1 && p.m <= kWindow<T> && p.alpha != T{};
}
template <class T>
bool is_short(const SymvProblem<T>& p) {
  return p.incx == 1 && p.incy == 1 && p.n <= kWindow<T> && p.alpha != T{};
}
template <class T>
bool is_short(const TrvProblem<T>& p) {
  return p.incx == 1 && p.n <= kWindow<T>;
}
template <class T>
bool is_short(const GerProblem<T>& p) {
  return p.incx == 1 && p.incy == 1;
}
template <class T>
bool is_short(const SyrProblem<T>& p) {
  return p.incx == 1;
}
template <class T>
bool is_short(const Syr2Problem<T>& p) {
  return p.incx == 1 && p.incy == 1;
}

// y = beta y, without gaps.
template <class T>
void scale_short(const Level1Kernels<T>& kernels, T beta, std::int64_t n, T* y) {
  if (beta == T{1}) return;
  if (beta == T{}) {
    std::fill_n(y, n, T{});
  } else {
    kernels.scal(n, beta, y, 1);
  }
}

// y = alpha op(A) x + beta y of a stored A.
template <class T, class Problem>
void multiply_at_once(const Level2Kernels<T>& kernels, const Problem& p, const Stored<const T>& s) {
  scale_short(kernels.level1, p.beta, p.y_size(), p.y);
  if (p.trans) return kernels.panels.dots(s, 0, p.n, p.conj, p.alpha, p.x, p.y);
  const ColumnRange columns = columns_with(s, p.n, 0, p.m);
  if (columns.begin < columns.end)
    kernels.panels.add(s, columns.begin, columns.end, p.conj, p.alpha, p.x, p.y);
}

template <class T>
void at_once(const Level2Kernels<T>& kernels, const GemvProblem<T>& p) requires ComplexScalar<T> {
  multiply_at_once(kernels, p, stored_full(p.a, p.lda, p.m, p.n));
}
template <class T>
void at_once(const Level2Kernels<T>& kernels, const GbmvProblem<T>& p) {
  multiply_at_once(kernels, p, stored_band(p.a, p.lda, p.m, p.kl, p.ku));
}

template <class T>
void at_once(const Level2Kernels<T>& kernels, const SymvProblem<T>& p) {
  scale_short(kernels.level1, p.beta, p.n, p.y);
  kernels.panels.both(stored_triangle(p.a, p.lda, p.storage, p.upper, p.n, p.k), 0, p.n, use_of(p),
                      p.alpha, p.x, p.y);
}

template <class T>
void at_once(const Level2Kernels<T>& kernels, const TrvProblem<T>& p) {
  const Stored<const T> s = stored_triangle(p.a, p.lda, p.storage, p.upper, p.n, p.k);
  if (p.solve) return kernels.panels.solve(s, 0, p.n, use_of(p), p.x);
  kernels.panels.multiply(s, 0, p.n, use_of(p), p.x, p.x);
}

template <class T>
void at_once(const Level2Kernels<T>& kernels, const GerProblem<T>& p) {
  kernels.panels.update(stored_full(p.a, p.lda, p.m, p.n), 0, p.n, kind_of(p), p.alpha, p.x, p.y);
}
template <class T>
void at_once(const Level2Kernels<T>& kernels, const SyrProblem<T>& p) {
  kernels.panels.update(written_triangle<T>(p), 0, p.n, kind_of(p), p.alpha, p.x, p.x);
}
template <class T>
void at_once(const Level2Kernels<T>& kernels, const Syr2Problem<T>& p) {
  kernels.panels.update2(written_triangle<T>(p), 0, p.n, kind_of(p), p.alpha, p.x, p.y);
}

}  // namespace fulcrum::simd
