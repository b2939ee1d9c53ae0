// SPDX-License-Identifier: Apache-2.0
// Inputs of a measurement: deterministic values in memory that is kept from one shape to the next.
#pragma once

#include <array>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <new>
#include <utility>

#include "offload/routines/description.hpp"

namespace fulcrum::measure {

// What the elements of a block are. Of complex elements: what both parts are.
enum class Values : std::uint8_t {
  Real,     // uniform in [-1, 1), all bits of the mantissa random: a product's switching activity,
            // hence its power and clock, depends on the data
  Small,    // the same times 2^-20
  Integer,  // small integers (f32: -1..1, f64: -4096..4095): a sum of up to 2^24 of their products
            // is exact in any order
  Output,   // not a number: an element that a routine forgot to write cannot pass for a result
};

// What keeps a vector's size where it is added to it 10^5 times.
inline constexpr double kSmall = 1.0 / (1 << 20);

// Element i of the stream `seed`: the same on every machine and for every length.
template <class T>
T value_at(Values values, std::uint64_t seed, std::uint64_t i);

// Memory of so many bytes, aligned to 4096 of them, that goes with its last owner. Throws
// std::bad_alloc or Error(OutOfMemory).
using Allocate = std::function<std::shared_ptr<void>(std::size_t bytes)>;
std::shared_ptr<void> allocate_pageable(std::size_t bytes);

// Memory that grows and never shrinks: ordinary pageable memory of the process, unless told
// otherwise before the first use.
template <class T>
class Block {
 public:
  explicit Block(std::uint64_t seed) : seed_(seed) {}

  // At least `n` elements, the first `n` of them filled, to be read. Only what does not hold these
  // values yet is written. Throws std::bad_alloc.
  T* get(Values values, std::int64_t n);
  // As get(), for who changes them: all are written anew, and by the next get() too.
  T* fresh(Values values, std::int64_t n);
  void allocate_with(Allocate allocate) { allocate_ = std::move(allocate); }

 private:
  std::uint64_t seed_;
  Values values_ = Values::Real;
  Allocate allocate_ = &allocate_pageable;
  std::shared_ptr<void> memory_;
  std::int64_t capacity_ = 0, filled_ = 0;
};

// Elements of memory behind an operand, from its first one on; of a vector whose increment is
// negative from its last.
std::int64_t storage(const offload::Operand& operand);

// The memory of a problem's operands, by their slots, for all routines on elements of one type.
template <class T>
struct Operands {
  class Slots {
   public:
    Block<T>& operator[](offload::Slot slot) { return blocks_[static_cast<std::size_t>(slot)]; }
    void allocate_with(const Allocate& allocate) {
      for (Block<T>& block : blocks_) block.allocate_with(allocate);
    }

   private:
    std::array<Block<T>, 3> blocks_{Block<T>(1), Block<T>(2), Block<T>(3)};
  };
  Slots in;  // what is only read
  // What is written: by SIMD, by another, and how large the terms of its sums are. The three begin
  // with the same values.
  Slots reference, out, magnitude;

  void allocate_with(const Allocate& allocate) {
    for (Slots* slots : {&in, &reference, &out, &magnitude}) slots->allocate_with(allocate);
  }
};
inline constexpr int kOutputs = 3;

}  // namespace fulcrum::measure
