// SPDX-License-Identifier: Apache-2.0
// The operands of one case: the same values at the same alignment in every process.
#pragma once

#include <sys/mman.h>

#include <algorithm>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>
#include <vector>

#include "bench/compare/cases.hpp"

namespace fulcrum::compare {

// What the values are for. Nothing that a call works on may grow or fade over millions of them,
// and a checked result must depend on every element:
// - C = alpha A B + beta C converges, since |beta| < 1; what adds on (axpy, ger, syr) grows no
//   faster than the number of calls; scal and rotations have factors of modulus 1.
// - A triangle that multiplies or solves in place has a diagonal of modulus 1. Its other elements
//   sum up to 1/2 at most in each row and column for the checked call: its inverse is then bounded
//   by 2. For the timed ones they are 1e-10 times that: a billion calls change the result by a
//   tenth.
enum class Use : unsigned char { Checked, Timed };

template <class T>
struct RealOf {
  using type = T;
};
template <class T>
struct RealOf<std::complex<T>> {
  using type = T;
};
template <class T>
constexpr bool kIsComplex = !std::is_floating_point_v<T>;

// All operands one behind the other from a page boundary on, each on a cache line with a spare line
// between, and a page before and behind them: OpenBLAS 0.3.21 reads an element beyond what cdotu is
// given. Fresh pages of the system's default size: no library gets huge pages that a plain
// program would not, and malloc's history plays no part.
template <class T>
class Operands {
 public:
  explicit Operands(const Case& c) : operands_(c.operands()) {
    for (const Operand& o : operands_) {
      offsets_.push_back(bytes_);
      bytes_ += (static_cast<std::size_t>(o.size()) * sizeof(T) + 127) / 64 * 64;
    }
    bytes_ += 2 * kPage;
    memory_ = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory_ == MAP_FAILED) throw std::bad_alloc();
    for (std::size_t i = 0; i < operands_.size(); ++i) fill(i);
  }
  ~Operands() { munmap(memory_, bytes_); }
  Operands(const Operands&) = delete;
  Operands& operator=(const Operands&) = delete;

  const std::vector<Operand>& all() const { return operands_; }
  T* at(std::size_t i) const {
    return reinterpret_cast<T*>(static_cast<unsigned char*>(memory_) + kPage + offsets_[i]);
  }
  T* at(char name) const { return at(index(name)); }
  const Operand& operand(char name) const { return operands_[index(name)]; }

  // As at the start, for that use: what calls have written, and triangles.
  void renew(Use use) {
    const bool other = use != use_;
    use_ = use;
    for (std::size_t i = 0; i < operands_.size(); ++i) {
      if (operands_[i].rule.written || (other && operands_[i].rule.form == Form::Triangular))
        fill(i);
    }
  }

 private:
  using R = typename RealOf<T>::type;
  static constexpr std::size_t kPage = 65536;  // of any system

  std::size_t index(char name) const {
    std::size_t i = 0;
    while (i + 1 < operands_.size() && operands_[i].rule.name != name) ++i;
    return i;
  }

  void fill(std::size_t i) {
    const Operand& o = operands_[i];
    T* const values = at(i);
    randomise(reinterpret_cast<R*>(values),
              static_cast<std::size_t>(o.size()) * (kIsComplex<T> ? 2 : 1), i + 1);
    if (o.rule.form == Form::Triangular) make_triangle(o, values);
    if constexpr (kIsComplex<T>) {
      for (int j = 0; o.rule.form == Form::Hermitian && j < o.columns; ++j)
        values[o.offset(j, j)].imag(0);
    }
  }

  void make_triangle(const Operand& o, T* values) const {
    const int width = o.rule.storage == Storage::Band ? o.below + o.above : o.rows;
    const double share = 0.5 / std::max(width, 1) * (use_ == Use::Timed ? 1e-10 : 1);
    // A modulus below 1 of every element: that of complex ones is up to the root of 2.
    const R scale = static_cast<R>(kIsComplex<T> ? share * 0.7 : share);
    for (int j = 0; j < o.columns; ++j) {
      const int last = o.last_row(j);
      for (int row = o.first_row(j); row < last; ++row) {
        T& value = values[o.offset(row, j)];
        if (row != j) {
          value *= scale;
        } else if constexpr (kIsComplex<T>) {
          value = {static_cast<R>(j % 2 == 0 ? 0.8 : -0.8), static_cast<R>(0.6)};
        } else {
          value = static_cast<T>(j % 3 == 0 ? -1 : 1);
        }
      }
    }
  }

  // In [-1, 1), from the upper half of a 64-bit linear congruential generator (Knuth's MMIX).
  static void randomise(R* values, std::size_t count, std::uint64_t seed) {
    std::uint64_t state = seed * 0x9E3779B97F4A7C15U;
    for (std::size_t i = 0; i < count; ++i) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      values[i] = static_cast<R>(static_cast<std::int32_t>(state >> 32)) / R{2147483648.0};
    }
  }

  std::vector<Operand> operands_;
  std::vector<std::size_t> offsets_;
  std::size_t bytes_ = 0;
  void* memory_ = nullptr;
  Use use_ = Use::Checked;
};

// What a checked call leaves: every written operand, one behind the other, then what a function
// returns, in room for the longest.
constexpr std::size_t kReturnBytes = 16;
std::size_t result_bytes(const Case& c);

// The case's scalar as the routine takes it (the rule for complex ones: Case).
template <class T>
T scalar_of(double value) {
  if constexpr (kIsComplex<T>) {
    using R = typename RealOf<T>::type;
    if (value != 0 && value != 1) return {static_cast<R>(0.8 * value), static_cast<R>(0.6 * value)};
  }
  return static_cast<T>(value);
}

}  // namespace fulcrum::compare
