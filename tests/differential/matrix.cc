// SPDX-License-Identifier: Apache-2.0
#include "tests/differential/matrix.hpp"

#include <algorithm>
#include <utility>

namespace fulcrum::differential {

// By rows a matrix lies as its transpose does by columns: the other triangle, the bands exchanged.
std::size_t Matrix::index(std::int64_t i, std::int64_t j) const {
  std::int64_t upper = ku;
  char triangle = uplo;
  const std::int64_t n = rows;
  if (by_rows) {
    std::swap(i, j);
    upper = kl;
    triangle = uplo == 'U' ? 'L' : 'U';
  }
  switch (storage) {
    case Storage::Band:
      return static_cast<std::size_t>(upper + i - j + j * ld);
    case Storage::Packed:
      return static_cast<std::size_t>(triangle == 'U' ? i + j * (j + 1) / 2
                                                      : i - j + j * (2 * n - j + 1) / 2);
    case Storage::Full:
      break;
  }
  return static_cast<std::size_t>(i + j * ld);
}

std::size_t Matrix::size() const {
  if (storage == Storage::Packed)
    return static_cast<std::size_t>(std::max<std::int64_t>(1, rows * (rows + 1) / 2));
  const std::int64_t lines = by_rows ? rows : columns;
  return static_cast<std::size_t>(std::max<std::int64_t>(1, lines * ld));
}

bool Matrix::present(std::int64_t i, std::int64_t j) const {
  if (kind == Kind::Symmetric || kind == Kind::Hermitian) return stored(i, j) || stored(j, i);
  return stored(i, j);
}

Number Matrix::at(std::int64_t i, std::int64_t j) const {
  if (kind == Kind::Triangular && unit && i == j) return {1, 0};
  const bool direct = stored(i, j);
  Number value = buffer->before(direct ? index(i, j) : index(j, i));
  if (kind == Kind::Hermitian) {
    if (i == j) value.im = 0;
    if (!direct) value = conj(value);
  }
  return value;
}

}  // namespace fulcrum::differential
