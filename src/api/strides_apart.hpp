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

}  // namespace fulcrum::api
