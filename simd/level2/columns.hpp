// SPDX-License-Identifier: Apache-2.0
// What the routines of level 2 are made of: the columns of a stored matrix, vectors of any stride,
// and sums of them.
#pragma once

#include <algorithm>
#include <cstdint>

#include "simd/level2/level2.hpp"
#include "simd/scalar.hpp"
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

// Column j of a triangle of n rows: its diagonal element is the last one of an upper, the first one
// of a lower triangle.
template <class T>
Column<T> triangle_column(T* a, std::int64_t lda, Storage storage, bool upper, std::int64_t n,
                          std::int64_t k, std::int64_t j) {
  switch (storage) {
    case Storage::Packed:
      return upper ? Column<T>{a + j * (j + 1) / 2, 0, j + 1}
                   : Column<T>{a + j * n - j * (j - 1) / 2, j, n};
    case Storage::Band:
      if (upper) {
        const std::int64_t begin = std::max<std::int64_t>(0, j - k);
        return {a + j * lda + k + begin - j, begin, j + 1};
      }
      return {a + j * lda, j, std::min(n, j + k + 1)};
    case Storage::Full:
      break;
  }
  return upper ? Column<T>{a + j * lda, 0, j + 1} : Column<T>{a + j * lda + j, j, n};
}

// The diagonal element, and the column without it.
template <class T>
T& diagonal(const Column<T>& column, bool upper) {
  return column.data[upper ? column.end - column.begin - 1 : 0];
}
template <class T>
Column<T> without_diagonal(const Column<T>& column, bool upper) {
  if (upper) return {column.data, column.begin, column.end - 1};
  return {column.data + 1, column.begin + 1, column.end};
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

// Vectors of one call, gathered where they are strided and there is scratch memory. Throws
// Error(OutOfMemory) when it is made, before anything is written.
template <class T>
class Gathered {
 public:
  Gathered(Scratch scratch, std::int64_t nx, Strided<const T> x, std::int64_t ny = 0,
           Strided<T> y = {}, bool read_y = true)
      : x_(x), y_(y), to_(y), ny_(ny) {
    const bool gather_x = x.inc != 1 && nx > 0, gather_y = ny > 0 && y.inc != 1;
    if (scratch == Scratch::None || (!gather_x && !gather_y)) return;
    T* free = static_cast<T*>(
        workspace(static_cast<std::size_t>((gather_x ? nx : 0) + (gather_y ? ny : 0)) * sizeof(T)));
    if (gather_x) {
      for (std::int64_t i = 0; i < nx; ++i) free[i] = x[i];
      x_ = {free, 1};
      free += nx;
    }
    if (!gather_y) return;
    for (std::int64_t i = 0; read_y && i < ny; ++i) free[i] = y[i];
    y_ = {free, 1};
  }
  Gathered(const Gathered&) = delete;
  Gathered& operator=(const Gathered&) = delete;

  Strided<const T> x() const { return x_; }
  Strided<T> y() const { return y_; }
  // Puts y back where it belongs.
  void finish() const {
    if (y_.first == to_.first) return;
    for (std::int64_t i = 0; i < ny_; ++i) to_[i] = y_[i];
  }

 private:
  Strided<const T> x_;
  Strided<T> y_, to_;
  std::int64_t ny_;
};

// One element has no increment.
template <class T>
Strided<T> strided(T* x, std::int64_t n, std::int64_t inc) {
  if (n <= 1) return {x, 1};
  return {inc < 0 ? x - (n - 1) * inc : x, inc};
}

}  // namespace fulcrum::simd
