// SPDX-License-Identifier: Apache-2.0
// The shape families of the crossover: one free dimension each. The gemm and gemv families are
// those of GPU-BLOB.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "fulcrum/decision.hpp"

namespace fulcrum::measure {

struct Shape {
  std::int64_t m = 1, n = 1, k = 1;
  bool operator==(const Shape&) const = default;
};

struct Family {
  std::string_view name;  // "M=N=K": unique within a routine
  Routine routine = Routine::Gemm;
  std::string_view free;  // the dimension that the size p stands for: "M=N=K=p", "M=16p, N=p"
  Shape per_size, fixed;  // dimension = per_size * p + fixed

  constexpr Shape at(std::int64_t p) const {
    return {per_size.m * p + fixed.m, per_size.n * p + fixed.n, per_size.k * p + fixed.k};
  }
  // Largest p whose dimensions all stay within `limit`.
  std::int64_t largest(std::int64_t limit) const;
};

// 9 of gemm, 5 of gemv, one each of axpy and dot.
std::span<const Family> families();

// Sizes from `first` to `last`, `per_octave` of them in each doubling, rounded to integers,
// strictly increasing.
std::vector<std::int64_t> log_sizes(std::int64_t first, std::int64_t last, int per_octave);

// The call of a shape as the model sees it: column-major, no transpose, tight leading dimensions,
// unit increments, beta == 0 for gemm and gemv (GPU-BLOB's case), all operands at `location`.
Call make_call(Routine routine, ElementType type, const Shape& shape, Location location,
               int threads);

// Bytes of all operands together, each counted once: GPU-BLOB's "total problem size".
double operand_bytes(Routine routine, ElementType type, const Shape& shape);

// Bytes that must pass through memory at least once: operands read and operands written.
double traffic_bytes(Routine routine, ElementType type, const Shape& shape);

}  // namespace fulcrum::measure
