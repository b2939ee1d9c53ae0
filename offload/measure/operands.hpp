// SPDX-License-Identifier: Apache-2.0
// Inputs of a measurement: deterministic values in memory that is kept from one shape to the next.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

namespace fulcrum::measure {

// What the elements of a block are.
enum class Values : std::uint8_t {
  Real,     // uniform in [-1, 1), all bits of the mantissa random: a product's switching activity,
            // hence its power and clock, depends on the data
  Integer,  // small integers (f32: -1..1, f64: -4096..4095): a dot of up to 2^24 of them is exact
            // in any order
  Output,   // not a number: an element that a routine forgot to write cannot pass for a result
};

// Element i of the stream `seed`: the same on every machine and for every length.
template <class T>
T value_at(Values values, std::uint64_t seed, std::uint64_t i);

// Ordinary pageable memory of the process, aligned to 4096 bytes, that grows and never shrinks.
template <class T>
class Block {
 public:
  Block(Values values, std::uint64_t seed) : values_(values), seed_(seed) {}

  // At least `n` elements, the first `n` of them filled. Only what has not been filled yet is
  // written. Throws std::bad_alloc.
  T* get(std::int64_t n);
  // As get(), all of them written anew: for blocks that a routine has changed.
  T* fresh(std::int64_t n);

 private:
  struct Free {
    void operator()(void* p) const { std::free(p); }
  };
  Values values_;
  std::uint64_t seed_;
  std::unique_ptr<T[], Free> data_;
  std::int64_t capacity_ = 0, filled_ = 0;
};

// The operands of all routines in one type. `out` and `reference` are what accelerators and SIMD
// write.
template <class T>
struct Operands {
  Block<T> a{Values::Real, 1}, b{Values::Real, 2};
  Block<T> x{Values::Integer, 3}, y{Values::Integer, 4};
  Block<T> reference{Values::Output, 5}, out{Values::Output, 5};
  Block<T> sum{Values::Real, 6},
      sum_out{Values::Real, 6};  // y of axpy, once for SIMD and once for an accelerator
};

}  // namespace fulcrum::measure
