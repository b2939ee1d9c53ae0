// SPDX-License-Identifier: Apache-2.0
// Panels of symmetric and triangular operands, made while they are packed: what lies beside the
// diagonal is copied from where it is stored, as the kernels pack any operand; a corner of the
// diagonal is put together number by number.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "simd/gemm/packed.hpp"
#include "simd/gemm/panels.hpp"
#include "simd/level3/level3.hpp"
#include "simd/level3/problem.hpp"
#include "simd/scalar.hpp"

namespace fulcrum::simd {

// A symmetric or Hermitian matrix.
template <class T>
struct SymmetricOperand {
  const T* data;
  std::int64_t ld;
  bool upper, hermitian;

  // The part strictly below (or above) the diagonal from (i, j) on.
  static constexpr bool holds(bool /*below*/) { return true; }
  Operand<T> beside(bool below, std::int64_t i, std::int64_t j) const {
    if (below != upper) return {data + i + j * ld, ld, false, false};
    return {data + j + i * ld, ld, true, hermitian};
  }
  T at(std::int64_t i, std::int64_t j) const {
    const bool stored = upper ? i <= j : i >= j;
    const T value = stored ? data[i + j * ld] : conj_if(hermitian, data[j + i * ld]);
    return hermitian && i == j ? real_only(value) : value;
  }
};

// op(A), triangular, with zeros in the other triangle.
template <class T>
struct TriangularOperand {
  Operand<T> a;
  bool lower, unit;  // of op(A)

  bool holds(bool below) const { return below == lower; }
  Operand<T> beside(bool /*below*/, std::int64_t i, std::int64_t j) const { return a.at(i, j); }
  T at(std::int64_t i, std::int64_t j) const {
    if (i == j && unit) return T{1};
    if (i != j && (i > j) != lower) return T{};
    return conj_if(a.conj, *a.at(i, j).data);
  }
};

template <class T>
TriangularOperand<T> triangular_operand(const TrmProblem<T>& p) {
  return {{p.a, p.lda, p.trans, p.conj}, p.upper == p.trans, p.unit};
}

// Which of a panel's steps of k in `depth` meet what lies before the diagonal of its rows (or
// columns) `own`, the diagonal itself, and what lies behind.
struct AcrossDiagonal {
  Range before, corner, behind;

  AcrossDiagonal(Range own, Range depth)
      : before{depth.begin, std::clamp(own.begin, depth.begin, depth.end)},
        corner{before.end, std::clamp(own.end, depth.begin, depth.end)},
        behind{corner.end, depth.end} {}
};

// Panels of rows (PackedSide::A) or columns (B) `extent` of a matrix, and of the others `depth`.
// Steps that the matrix does not hold are left as they are.
template <class T, class Matrix>
void pack_diagonal(const Panels<T>& panels, PackedSide side, const Matrix& matrix, Range extent,
                   Range depth, Real<T>* to) {
  const bool is_a = side == PackedSide::A;
  const std::int64_t width = is_a ? panels.mr() : panels.nr();
  for (Range own{extent.begin, 0}; own.begin < extent.end; own.begin += width) {
    own.end = std::min(own.begin + width, extent.end);
    const AcrossDiagonal steps(own, depth);
    const auto place = [&](Range part) {
      return to + Panels<T>::size(width, part.begin - depth.begin);
    };
    const auto beside = [&](Range part, bool below) {
      if (part.empty() || !matrix.holds(below)) return;
      if (is_a) {
        panels.pack_a(matrix.beside(below, own.begin, part.begin), own.size(), part.size(),
                      place(part));
      } else {
        panels.pack_b(matrix.beside(below, part.begin, own.begin), own.size(), part.size(),
                      place(part));
      }
    };
    beside(steps.before, is_a);
    beside(steps.behind, !is_a);
    for (std::int64_t l = steps.corner.begin; l < steps.corner.end; ++l) {
      for (std::int64_t i = 0; i < width; ++i) {
        const std::int64_t x = own.begin + i;
        const T value = x >= own.end ? T{} : is_a ? matrix.at(x, l) : matrix.at(l, x);
        Panels<T>::put(to, width, l - depth.begin, i, value);
      }
    }
    to += Panels<T>::size(width, depth.size());
  }
}

// Whether all that has been looked at are numbers. An exponent of ones alone carries into the sign.
template <class R>
class Finite {
 public:
  void look(R value) { carried_ |= (std::bit_cast<Bits>(value) & ~kSign) + kLowest; }
  explicit operator bool() const { return (carried_ & kSign) == 0; }

 private:
  using Bits = std::conditional_t<sizeof(R) == 4, std::uint32_t, std::uint64_t>;
  static constexpr Bits kSign = Bits{1} << (8 * sizeof(R) - 1);
  static constexpr Bits kLowest = Bits{1} << (std::numeric_limits<R>::digits - 1);  // exponent's

  Bits carried_ = 0;
};

// Is every element of these rows and columns a number? What a matrix does not hold is packed as
// zeros, which must not meet an Inf or NaN.
template <class T>
bool all_finite(Range rows, Range columns, const T* b, std::int64_t ldb) {
  using R = Real<T>;
  Finite<R> finite;
  for (std::int64_t j = columns.begin; j < columns.end && finite; ++j) {
    const auto* const parts = reinterpret_cast<const R*>(b + rows.begin + j * ldb);  // NOLINT
    const std::int64_t count = Panels<T>::kParts * rows.size();
    for (std::int64_t i = 0; i < count; ++i) finite.look(parts[i]);
  }
  return static_cast<bool>(finite);
}

// Copies so many rows and columns to where `rows` is the leading dimension, and says the same.
template <class T>
bool copy_finite(std::int64_t rows, std::int64_t columns, const T* b, std::int64_t ldb, T* copy) {
  using R = Real<T>;
  Finite<R> finite;
  const std::int64_t count = Panels<T>::kParts * rows;
  for (std::int64_t j = 0; j < columns; ++j) {
    const R* __restrict const from = reinterpret_cast<const R*>(b + j * ldb);  // NOLINT
    R* __restrict const to = reinterpret_cast<R*>(copy + j * rows);            // NOLINT
    for (std::int64_t i = 0; i < count; ++i) {
      to[i] = from[i];
      finite.look(from[i]);
    }
  }
  return static_cast<bool>(finite);
}

}  // namespace fulcrum::simd
