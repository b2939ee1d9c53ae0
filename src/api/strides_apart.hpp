// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace fulcrum::api {

// Do matrices of `rows` x `columns`, a stride apart, keep out of each other's way? They may lie one
// behind the other, or all between two columns of the first.
constexpr bool strides_apart(std::int64_t rows, std::int64_t columns, std::int64_t ld,
                             std::int64_t stride, std::int64_t count) {
  if (count <= 1 || rows == 0 || columns == 0) return true;
  const std::int64_t distance = stride < 0 ? -stride : stride;
  if (distance >= (columns - 1) * ld + rows) return true;
  return distance >= rows && (count - 1) * distance + rows <= ld;
}

// The least leading dimension of rows x columns elements, those of a column a stride apart, in
// places of their own: columns may lie one behind the other, or all between two elements of the
// first. A stride under 1 is an error of its own.
constexpr std::int64_t least_leading(std::int64_t rows, std::int64_t columns, std::int64_t stride,
                                     std::int64_t ld) {
  if (rows == 0 || stride < 1 || (ld >= 1 && stride > (columns - 1) * ld)) return 1;
  return (rows - 1) * stride + 1;
}

}  // namespace fulcrum::api
