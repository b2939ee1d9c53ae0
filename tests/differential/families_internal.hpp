// SPDX-License-Identifier: Apache-2.0
// What the checks of all levels share.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

#include "tests/differential/families.hpp"
#include "tests/differential/matrix.hpp"

namespace fulcrum::differential {

using Elements = std::map<std::size_t, Wanted>;

// The first complaint.
inline std::string all_of(std::initializer_list<std::string> complaints) {
  for (const std::string& complaint : complaints)
    if (!complaint.empty()) return complaint;
  return {};
}

const std::map<std::string_view, Family>& level1_families();
const std::map<std::string_view, Family>& level2_families();
const std::map<std::string_view, Family>& level3_families();
const std::map<std::string_view, Family>& matcopy_families();

// A leading dimension of at least so many, often more.
CBLAS_INT leading(Maker& maker, std::int64_t least);

// A general matrix.
Matrix matrix(const Buffer& buffer, bool by_rows, std::int64_t rows, std::int64_t columns,
              std::int64_t ld);

// A matrix of rows x columns with a leading dimension of its own.
Matrix make_operand(Maker& maker, const Call& call, Buffer& buffer, CBLAS_INT& ld,
                    std::int64_t rows, std::int64_t columns, bool readable,
                    Kind kind = Kind::General);

// The operand's buffer, what is read of it set.
void make_matrix(Maker& maker, Buffer& buffer, Matrix& matrix, Type type, bool readable);

// Solves op(T) X = B are judged by their residual: of one right-hand side, given by where element i
// was and is.
std::string check_residual(Type type, const Operated& t, const std::vector<Number>& x,
                           const std::vector<Number>& b);

}  // namespace fulcrum::differential
