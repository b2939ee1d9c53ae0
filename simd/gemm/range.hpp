// SPDX-License-Identifier: Apache-2.0
// Ranges of rows, columns and steps, and how they are cut.
#pragma once

#include <algorithm>
#include <cstdint>

namespace fulcrum::simd {

constexpr std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }
constexpr std::int64_t round_up(std::int64_t a, std::int64_t b) { return ceil_div(a, b) * b; }

struct Range {
  std::int64_t begin = 0, end = 0;

  std::int64_t size() const { return end - begin; }
  bool empty() const { return begin >= end; }
};

// Part `index` of `count` nearly equal parts of [0, total), in whole units.
constexpr Range part(std::int64_t total, std::int64_t unit, int index, int count) {
  const std::int64_t units = ceil_div(total, unit);
  const std::int64_t begin = units * index / count * unit, end = units * (index + 1) / count * unit;
  return {std::min(begin, total), std::min(end, total)};
}

}  // namespace fulcrum::simd
