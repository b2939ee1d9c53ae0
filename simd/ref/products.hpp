// SPDX-License-Identifier: Apache-2.0
// Sums of matrix products as a specification: what most routines of levels 2 and 3 compute
// (level2.hpp and level3.hpp say it of each), element by element.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "simd/level2/problem.hpp"
#include "simd/problem.hpp"
#include "simd/ref/wide.hpp"
#include "simd/scalar.hpp"

namespace fulcrum::simd::ref {

// A number in the arithmetic W. Of real elements the imaginary part stays 0 and takes no part in
// products, so that Inf stays Inf.
template <class W>
struct Number {
  W re{0.0}, im{0.0};
};
template <class W, class T>
Number<W> number(T a) {
  if constexpr (ComplexScalar<T>) {
    return {W(a.real()), W(a.imag())};
  } else {
    return {W(a), W(0.0)};
  }
}
// |re| + |im|
template <class W>
W size_of(Number<W> a) {
  return magnitude_of(a.re) + magnitude_of(a.im);
}

// What an element of T must be, and what its error bound multiplies: the same expression of |re| +
// |im| of every operand. Each part is within that bound.
template <class T, class W>
struct Element {
  Number<W> value;
  W magnitude{0.0};

  void add(Number<W> a, Number<W> b) {
    magnitude += size_of(a) * size_of(b);
    add_product(a, b);
  }
  void add(Number<W> factor, const Element& sum) {
    magnitude += size_of(factor) * sum.magnitude;
    add_product(factor, sum.value);
  }

 private:
  void add_product(Number<W> a, Number<W> b) {
    if constexpr (ComplexScalar<T>) {
      value.re += a.re * b.re - a.im * b.im;
      value.im += a.re * b.im + a.im * b.re;
    } else {
      value.re += a.re * b.re;
    }
  }
};

enum class Kind : std::uint8_t { General, Symmetric, Hermitian, Triangular };

// op(A): a matrix of rows x columns as it is stored, with what is done to it. A vector has one
// column and `inc` between its rows.
//
// - The other triangle, what lies outside a band, a unit diagonal and the imaginary part of a
//   Hermitian diagonal are not read: they take no part, not as zeros either.
template <class T>
struct Matrix {
  const T* data = nullptr;
  std::int64_t rows = 0, columns = 0, ld = 1, inc = 1;
  bool trans = false, conj = false;
  Kind kind = Kind::General;
  Storage storage = Storage::Full;
  bool upper = false, unit = false;
  std::int64_t kl = 0, ku = 0;  // diagonals below and above the main one, of a band

  // Of the matrix as it is stored: is A(i, j), and where?
  bool stored(std::int64_t i, std::int64_t j) const {
    if (storage == Storage::Band && (j - i > ku || i - j > kl)) return false;
    return kind == Kind::General || (upper ? i <= j : i >= j);
  }
  std::int64_t index(std::int64_t i, std::int64_t j) const {
    if (storage == Storage::Band) return ku + i - j + j * ld;
    if (storage == Storage::Full) return i * inc + j * ld;
    return upper ? i + j * (j + 1) / 2 : i - j + j * (2 * rows - j + 1) / 2;
  }
  bool is_read(std::int64_t i, std::int64_t j) const {
    return stored(i, j) && !(unit && kind == Kind::Triangular && i == j);
  }

  // Of op(A): does the element take part in a product, and what is it?
  bool present(std::int64_t i, std::int64_t j) const {
    if (kind == Kind::Symmetric || kind == Kind::Hermitian) return stored(i, j) || stored(j, i);
    return trans ? stored(j, i) : stored(i, j);
  }
  T at(std::int64_t i, std::int64_t j) const {
    if (trans) std::swap(i, j);
    if (unit && kind == Kind::Triangular && i == j) return T{1};
    const bool direct = stored(i, j);
    T value = direct ? data[index(i, j)] : data[index(j, i)];
    if (kind == Kind::Hermitian) {
      if (i == j) value = real_only(value);
      value = conj_if(!direct, value);
    }
    return conj_if(conj, value);
  }
};

template <class T>
Matrix<T> general(const T* data, std::int64_t rows, std::int64_t columns, std::int64_t ld,
                  bool trans = false, bool conj = false) {
  Matrix<T> a;
  a.data = data, a.rows = rows, a.columns = columns, a.ld = ld;
  a.trans = trans, a.conj = conj;
  return a;
}
// Element i lies at first(x, n, inc)[i * inc].
template <class T>
Matrix<T> vector_of(const T* x, std::int64_t n, std::int64_t inc, bool trans = false,
                    bool conj = false) {
  Matrix<T> v = general(first(x, n, inc), n, 1, 1, trans, conj);
  v.inc = inc;
  return v;
}
template <class T>
Matrix<T> square(const T* data, std::int64_t n, std::int64_t ld, Kind kind, bool upper,
                 Storage storage = Storage::Full, std::int64_t k = 0) {
  Matrix<T> a = general(data, n, n, ld);
  a.kind = kind, a.upper = upper, a.storage = storage;
  (upper ? a.ku : a.kl) = k;
  return a;
}

// C(m,n) = the sum of alpha op(A)(m,k) op(B)(k,n) over all terms + beta C, in what of C is stored.
//
// - alpha == 0: neither A nor B is read. beta == 0: C is not read.
// - Otherwise what is present takes part even where the other factor is 0: 0 times Inf is NaN.
// - The diagonal of a Hermitian C becomes real.
// Roundings of each part in a row: at most k of every term (2 k of complex elements), and 6 more
// for products with alpha and beta and the sums of the terms; 12 where a division stands beside
// them (that of complex elements has 6: three products, two sums and itself).
template <class T>
struct Products {
  struct Term {
    T alpha;
    Matrix<T> a, b;
  };
  std::int64_t m = 0, n = 0, k = 0;
  std::vector<Term> terms;
  T beta{};
  Matrix<T> c;
  std::int64_t beside = 6;

  std::int64_t roundings() const {
    return (ComplexScalar<T> ? 2 : 1) * k * static_cast<std::int64_t>(terms.size()) + beside;
  }
};

// The elements op(A)(i, l) of m rows, or op(B)(l, i) of as many columns, one behind another for
// each i: read once, though every one is used n or m times.
template <class W>
struct Lines {
  struct Factor {
    Number<W> value;
    bool present = false;
  };
  std::vector<Factor> factors;
  std::int64_t k = 0;

  const Factor* operator[](std::int64_t i) const { return factors.data() + i * k; }
};
template <class W, class T>
Lines<W> lines(const Matrix<T>& matrix, std::int64_t count, std::int64_t k, bool rows) {
  Lines<W> result{{}, k};
  result.factors.reserve(static_cast<std::size_t>(count * k));
  for (std::int64_t i = 0; i < count; ++i) {
    for (std::int64_t l = 0; l < k; ++l) {
      const std::int64_t row = rows ? i : l, column = rows ? l : i;
      const bool present = matrix.present(row, column);
      result.factors.push_back(
          {present ? number<W>(matrix.at(row, column)) : Number<W>{}, present});
    }
  }
  return result;
}

// Element (i, j) at i + j m; those that are not stored stay empty. C itself is not written. W is
// Wide<Real<T>>, or double where all sums are exact in it.
template <class W, class T>
std::vector<Element<T, W>> evaluate(const Products<T>& p) {
  std::vector<Element<T, W>> result(static_cast<std::size_t>(p.m * p.n));
  for (const auto& [alpha, a, b] : p.terms) {
    if (alpha == T{}) continue;
    const Lines<W> rows = lines<W>(a, p.m, p.k, true), columns = lines<W>(b, p.n, p.k, false);
    for (std::int64_t j = 0; j < p.n; ++j) {
      for (std::int64_t i = 0; i < p.m; ++i) {
        if (!p.c.stored(i, j)) continue;
        Element<T, W> sum;
        for (std::int64_t l = 0; l < p.k; ++l)
          if (rows[i][l].present && columns[j][l].present)
            sum.add(rows[i][l].value, columns[j][l].value);
        result[static_cast<std::size_t>(i + j * p.m)].add(number<W>(alpha), sum);
      }
    }
  }
  for (std::int64_t j = 0; j < p.n; ++j) {
    for (std::int64_t i = 0; i < p.m; ++i) {
      if (!p.c.stored(i, j)) continue;
      Element<T, W>& e = result[static_cast<std::size_t>(i + j * p.m)];
      if (p.beta != T{}) e.add(number<W>(p.beta), number<W>(p.c.at(i, j)));
      if (p.c.kind == Kind::Hermitian && i == j) e.value.im = W(0.0);
    }
  }
  return result;
}

}  // namespace fulcrum::simd::ref
