// SPDX-License-Identifier: Apache-2.0
// Where the elements of vectors and of full, banded, packed, symmetric, Hermitian and triangular
// matrices lie, by rows or by columns, and what those that are not stored stand for.
#pragma once

#include <cstdint>

#include "tests/differential/call.hpp"

namespace fulcrum::differential {

// The place of element i of a vector.
constexpr std::size_t place(std::int64_t i, std::int64_t n, std::int64_t inc) {
  return static_cast<std::size_t>(inc < 0 ? (i - n + 1) * inc : i * inc);
}
constexpr std::size_t length(std::int64_t n, std::int64_t inc) {
  return n <= 0 ? 1 : static_cast<std::size_t>(1 + (n - 1) * (inc < 0 ? -inc : inc));
}

enum class Storage { Full, Band, Packed };
enum class Kind { General, Symmetric, Hermitian, Triangular };

struct Matrix {
  const Buffer* buffer = nullptr;
  bool by_rows = false;
  Storage storage = Storage::Full;
  Kind kind = Kind::General;
  std::int64_t rows = 0, columns = 0, ld = 1;
  std::int64_t kl = 0, ku = 0;  // Band
  char uplo = 'U';              // what is stored, of all kinds but General
  bool unit = false;            // Triangular

  bool stored(std::int64_t i, std::int64_t j) const {
    if (storage == Storage::Band && (j - i > ku || i - j > kl)) return false;
    return kind == Kind::General || (uplo == 'U' ? i <= j : i >= j);
  }
  // Read by a routine: a unit diagonal is stored, but not read.
  bool is_read(std::int64_t i, std::int64_t j) const {
    return stored(i, j) && !(kind == Kind::Triangular && unit && i == j);
  }
  std::size_t index(std::int64_t i, std::int64_t j) const;
  std::size_t size() const;  // of the buffer, in elements
  // Does the element take part in a product?
  bool present(std::int64_t i, std::int64_t j) const;
  Number at(std::int64_t i, std::int64_t j) const;
};

// Does the operation of a letter transpose? R is for conjugated alone.
constexpr bool turns(char op) { return op == 'T' || op == 'C'; }

// op(A) as letters name it.
struct Operated {
  const Matrix& a;
  char op = 'N';

  bool turned() const { return turns(op); }
  std::int64_t rows() const { return turned() ? a.columns : a.rows; }
  std::int64_t columns() const { return turned() ? a.rows : a.columns; }
  bool present(std::int64_t i, std::int64_t j) const {
    return turned() ? a.present(j, i) : a.present(i, j);
  }
  Number at(std::int64_t i, std::int64_t j) const {
    const Number value = turned() ? a.at(j, i) : a.at(i, j);
    return op == 'C' || op == 'R' ? conj(value) : value;
  }
};

}  // namespace fulcrum::differential
