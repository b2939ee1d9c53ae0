// SPDX-License-Identifier: Apache-2.0
#include "tests/differential/families.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/differential/families_internal.hpp"

namespace fulcrum::differential {

// One call in four has huge, tiny, very sparse or special values; one in sixteen is large enough to
// cross the blocks of every level.
Maker::Maker(Random& random, Random& elements) : random_(random), elements_(elements) {
  switch (random.integer(0, 15)) {
    case 0:
      scale_ = 0x1p50L;
      break;
    case 1:
      scale_ = 0x1p-60L;
      break;
    case 2:
      special_ = true;
      break;
    case 3:
      sparse_ = true;
      break;
    default:
      break;
  }
  if (random.integer(0, 15) == 0) large_ = 150;
}

CBLAS_INT Maker::size() {
  if (size_ > 0) return size_;
  if (random_.integer(0, 11) == 0) return static_cast<CBLAS_INT>(random_.integer(0, 1));
  return static_cast<CBLAS_INT>(random_.integer(1, random_.integer(1, large_)));
}
CBLAS_INT Maker::increment() {
  static constexpr CBLAS_INT kIncrements[] = {1, 1, 1, 1, -1, 2, -2, 3, -5};
  return kIncrements[random_.integer(0, 8)];
}
char Maker::one_of(std::string_view letters) {
  return letters[static_cast<std::size_t>(
      random_.integer(0, static_cast<std::int64_t>(letters.size()) - 1))];
}

Number Maker::value(Type type) {
  const auto part = [&]() -> long double {
    if (sparse_ && elements_.integer(0, 3) != 0) return 0;
    if (special_ && elements_.integer(0, 40) == 0) {
      const long double infinity = std::numeric_limits<long double>::infinity();
      switch (elements_.integer(0, 2)) {
        case 0:
          return std::numeric_limits<long double>::quiet_NaN();
        case 1:
          return infinity;
        default:
          return -infinity;
      }
    }
    return static_cast<long double>(elements_.uniform()) * scale_;
  };
  Number value;
  value.re = part();
  if (is_complex(type)) value.im = part();
  // As the type has it.
  Scalar rounded;
  rounded.set(type, value);
  return rounded.get();
}

Scalar Maker::scalar(Type type) {
  Scalar scalar;
  switch (random_.integer(0, 5)) {
    case 0:
      scalar.set(type, {0, 0});
      break;
    case 1:
      scalar.set(type, {1, 0});
      break;
    default:
      scalar.set(type, {static_cast<long double>(random_.uniform()) * 2,
                        static_cast<long double>(random_.uniform()) * 2});
      break;
  }
  return scalar;
}

void Maker::fill(Buffer& buffer, Type type, CBLAS_INT n, CBLAS_INT inc, bool readable) {
  buffer = Buffer(type, length(n, inc));
  for (std::int64_t i = 0; readable && i < n; ++i) buffer.set(place(i, n, inc), value(type));
}

CBLAS_INT leading(Maker& maker, std::int64_t least) {
  return static_cast<CBLAS_INT>(std::max<std::int64_t>(1, least) + maker.random().integer(0, 3));
}

Matrix matrix(const Buffer& buffer, bool by_rows, std::int64_t rows, std::int64_t columns,
              std::int64_t ld) {
  Matrix a;
  a.buffer = &buffer;
  a.by_rows = by_rows;
  a.rows = rows;
  a.columns = columns;
  a.ld = ld;
  return a;
}

Matrix make_operand(Maker& maker, const Call& call, Buffer& buffer, CBLAS_INT& ld,
                    std::int64_t rows, std::int64_t columns, bool readable, Kind kind) {
  ld = leading(maker, call.row_major ? columns : rows);
  Matrix a = matrix(buffer, call.row_major, rows, columns, ld);
  a.kind = kind;
  a.uplo = call.uplo;
  a.unit = call.diag == 'U';
  make_matrix(maker, buffer, a, call.type, readable);
  return a;
}

void make_matrix(Maker& maker, Buffer& buffer, Matrix& matrix, Type type, bool readable) {
  buffer = Buffer(type, matrix.size());
  for (std::int64_t i = 0; readable && i < matrix.rows; ++i) {
    for (std::int64_t j = 0; j < matrix.columns; ++j) {
      if (!matrix.is_read(i, j)) continue;
      Number value = maker.value(type);
      if (matrix.kind == Kind::Hermitian && i == j)
        value.im = std::numeric_limits<long double>::quiet_NaN();  // not read
      buffer.set(matrix.index(i, j), value);
    }
  }
  matrix.buffer = &buffer;
}

std::string check_residual(Type type, const Operated& t, const std::vector<Number>& x,
                           const std::vector<Number>& b) {
  const auto n = static_cast<std::int64_t>(x.size());
  for (std::int64_t i = 0; i < n; ++i) {
    Sum sum(type);
    for (std::int64_t j = 0; j < n; ++j)
      if (t.present(i, j)) sum.add(t.at(i, j), x[static_cast<std::size_t>(j)]);
    Wanted want = sum.wanted();
    const Number rhs = b[static_cast<std::size_t>(i)];
    want.magnitude += magnitude(rhs);
    // b must be what T x gives, within the roundings of n products and sums.
    if (!within(type, rhs, want, 4 * n + 16))
      return "equation " + std::to_string(i) + ": " + text(rhs) +
             " was asked for, the solution gives " + text(want.value);
  }
  return {};
}

const Family& family(std::string_view name) {
  for (const auto* level :
       {&level1_families(), &level2_families(), &level3_families(), &matcopy_families()})
    if (const auto found = level->find(name); found != level->end()) return found->second;
  static const Family none;
  return none;
}

}  // namespace fulcrum::differential
