// SPDX-License-Identifier: Apache-2.0
// What the routines of level 2 are made of: the columns of a stored matrix, vectors of any stride,
// and sums of them.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "simd/level2/level2.hpp"
#include "simd/scalar.hpp"
#include "simd/threads/threads.hpp"
#include "simd/threads/workspace.hpp"

namespace fulcrum::simd {

// A vector by its first element.
template <class T>
struct Strided {
  T* first = nullptr;
  std::int64_t inc = 1;

  T& operator[](std::int64_t i) const { return first[i * inc]; }
  Strided from(std::int64_t i) const { return {first + i * inc, inc}; }
};

// The stored rows [begin, end) of a column; row i lies at data[i - begin].
template <class T>
struct Column {
  T* data;
  std::int64_t begin, end;
};

template <class T>
Column<T> column_of(const Stored<T>& s, std::int64_t j) {
  return {s.column(j) + s.begin(j), s.begin(j), s.end(j)};
}

// y += alpha a over the rows of a column, and the sum of a x; `conj` conjugates a.
template <class T>
struct ColumnSums {
  const Level1Kernels<T>& kernels;

  void axpy(bool conj, T alpha, Column<const T> a, Strided<T> y) const {
    axpy(conj, a.end - a.begin, alpha, {a.data, 1}, y.from(a.begin));
  }
  void axpy(bool conj, std::int64_t n, T alpha, Strided<const T> x, Strided<T> y) const {
    if (n <= 0) return;
    if constexpr (ComplexScalar<T>) {
      (conj ? kernels.axpy_conj : kernels.axpy)(n, alpha, x.first, x.inc, y.first, y.inc);
    } else {
      kernels.axpy(n, alpha, x.first, x.inc, y.first, y.inc);
    }
  }
  T dot(bool conj, Column<const T> a, Strided<const T> x) const {
    const std::int64_t n = a.end - a.begin;
    if (n <= 0) return T{};
    const Strided<const T> part = x.from(a.begin);
    if constexpr (ComplexScalar<T>) {
      return (conj ? kernels.dot_conj : kernels.dot)(n, a.data, 1, part.first, part.inc);
    } else {
      return kernels.dot(n, a.data, 1, part.first, part.inc);
    }
  }
};

// y = beta y
template <class T>
void scale_vector(const Level1Kernels<T>& kernels, T beta, std::int64_t n, Strided<T> y) {
  if (beta == T{}) {
    for (std::int64_t i = 0; i < n; ++i) y[i] = T{};
  } else if (beta != T{1}) {
    kernels.scal(n, beta, y.first, y.inc);
  }
}

// to = from, element by element, four a turn: addresses and not copies bound a loop of one. Complex
// numbers are copied whole, where the compiler takes part after part.
template <class T>
void copy_elements(std::int64_t n, Strided<const T> from, Strided<T> to) {
  const T* x = from.first;
  T* y = to.first;
  const std::int64_t incx = from.inc, incy = to.inc;
  const auto copy = [](const T* a, T* b) { std::memcpy(b, a, sizeof(T)); };
  for (; n >= 4; n -= 4) {
    copy(x, y);
    copy(x + incx, y + incy);
    x += 2 * incx, y += 2 * incy;
    copy(x, y);
    copy(x + incx, y + incy);
    x += 2 * incx, y += 2 * incy;
  }
  for (; n > 0; --n, x += incx, y += incy) copy(x, y);
}

// Vectors of one call, gathered where they are strided and there is scratch memory. Throws
// Error(OutOfMemory) when it is made, before anything is written.
template <class T>
class Gathered {
 public:
  // `extra` elements more are there where there is scratch memory.
  Gathered(Scratch scratch, std::int64_t nx, Strided<const T> x, std::int64_t ny = 0,
           Strided<T> y = {}, bool read_y = true, std::int64_t extra = 0)
      : x_(x), y_(y), to_(y), ny_(ny) {
    const bool gather_x = x.inc != 1 && nx > 0, gather_y = ny > 0 && y.inc != 1;
    if (scratch == Scratch::None || (!gather_x && !gather_y && extra == 0)) return;
    T* free = static_cast<T*>(workspace(
        static_cast<std::size_t>((gather_x ? nx : 0) + (gather_y ? ny : 0) + extra) * sizeof(T)));
    extra_ = free;
    free += extra;
    if (gather_x) {
      copy_elements(nx, x, Strided<T>{free, 1});
      x_ = {free, 1};
      free += nx;
    }
    if (!gather_y) return;
    if (read_y) copy_elements(ny, {y.first, y.inc}, Strided<T>{free, 1});
    y_ = {free, 1};
  }
  Gathered(const Gathered&) = delete;
  Gathered& operator=(const Gathered&) = delete;

  Strided<const T> x() const { return x_; }
  Strided<T> y() const { return y_; }
  bool unit() const { return x_.inc == 1 && y_.inc == 1; }
  T* extra() const { return extra_; }
  // Puts y back where it belongs.
  void finish() const {
    if (y_.first == to_.first) return;
    copy_elements(ny_, {y_.first, y_.inc}, to_);
  }

 private:
  Strided<const T> x_;
  Strided<T> y_, to_;
  std::int64_t ny_;
  T* extra_ = nullptr;
};

// Do a triangle's rows (of its columns seen from the other side) get longer, shorter, or neither?
enum class Rows : std::uint8_t { Even, Growing, Shrinking };

// Where part `index` of `count` begins of n rows or columns, for equal areas: a multiple of `unit`.
inline std::int64_t cut(std::int64_t n, std::int64_t index, std::int64_t count, Rows rows,
                        std::int64_t unit) {
  const double share = static_cast<double>(index) / static_cast<double>(count);
  const double at = rows == Rows::Even      ? share
                    : rows == Rows::Growing ? std::sqrt(share)
                                            : 1 - std::sqrt(1 - share);
  const auto units =
      static_cast<std::int64_t>(at * static_cast<double>(n) / static_cast<double>(unit) + 0.5);
  return index == count ? n : std::min(n, units * unit);
}

// The threads that a call takes of those that it may have.
template <class Problem>
int used_threads(const Problem& p, int threads) {
  return threads <= 1 ? 1 : useful_threads(p, threads);
}

// Runs body(begin, end) on parts of n rows or columns, whose boundaries are multiples of `unit`.
template <class Body>
void over_parts(std::int64_t n, Rows rows, std::int64_t unit, int threads, Body&& body) {
  if (threads <= 1) {
    body(std::int64_t{0}, n);
    return;
  }
  parallel(threads, [&](int index, int count) {
    const std::int64_t begin = cut(n, index, count, rows, unit),
                       end = cut(n, index + 1, count, rows, unit);
    if (begin < end) body(begin, end);
  });
}

// Runs body(begin, end) over [begin, end) in windows of rows, from the first or from the last on.
template <class T, class Body>
void over_windows(std::int64_t begin, std::int64_t end, bool ascending, Body&& body) {
  const std::int64_t count = (end - begin + kWindow<T> - 1) / kWindow<T>;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t at = begin + (ascending ? i : count - 1 - i) * kWindow<T>;
    body(at, std::min(end, at + kWindow<T>));
  }
}

// One element has no increment.
template <class T>
Strided<T> strided(T* x, std::int64_t n, std::int64_t inc) {
  if (n <= 1) return {x, 1};
  return {inc < 0 ? x - (n - 1) * inc : x, inc};
}

}  // namespace fulcrum::simd
