// SPDX-License-Identifier: Apache-2.0
// The shape families of the crossover: one free dimension each. Those of gemm and gemv are those of
// GPU-BLOB.
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
  Routine routine{};
  std::string_view meaning;  // what is computed, in words
  std::string_view free;     // the dimension that the size p stands for: "M=N=K=p", "M=16p, N=p"
  Shape per_size, fixed;     // dimension = per_size * p + fixed

  constexpr Shape at(std::int64_t p) const {
    return {per_size.m * p + fixed.m, per_size.n * p + fixed.n, per_size.k * p + fixed.k};
  }
  // Largest p whose dimensions all stay within `limit`.
  std::int64_t largest(std::int64_t limit) const;
};

// First those that are measured unasked: 9 of products, 5 of a matrix and a vector, one each
// of two vector routines. Behind
// them one to three of every other routine that Bench can measure, as its description has
// dimensions.
std::span<const Family> families();

// Is it one of those four?
bool is_usual(Routine routine);

// The routines that have one, in their order.
std::vector<Routine> measured_routines();

// The types of elements that a routine can be measured on, real ones first; empty where it has no
// family.
std::vector<ElementType> measured_types(Routine routine);

// False where a band would have more diagonals than its matrix.
bool is_possible(const Family& family, std::int64_t p);

// Sizes from `first` to `last`, `per_octave` of them in each doubling, rounded to integers,
// strictly increasing.
std::vector<std::int64_t> log_sizes(std::int64_t first, std::int64_t last, int per_octave);

// The call of a shape as the model sees it: column-major, no transpose, tight leading dimensions,
// unit increments, beta == 0 for products (GPU-BLOB's case), all operands at `location`.
Call make_call(Routine routine, ElementType type, const Shape& shape, Location location,
               int threads);

// Bytes of all operands together, each counted once: GPU-BLOB's "total problem size".
double operand_bytes(Routine routine, ElementType type, const Shape& shape);

// Bytes that must pass through memory at least once: operands read and operands written.
double traffic_bytes(Routine routine, ElementType type, const Shape& shape);

// Bytes that measuring it takes: operands as they lie in memory, what is written three times
// (SIMD's result, an accelerator's, and the sizes of its sums' terms).
double measured_bytes(Routine routine, ElementType type, const Shape& shape);

}  // namespace fulcrum::measure
