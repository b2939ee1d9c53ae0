// SPDX-License-Identifier: Apache-2.0
// The operands of one case: the same values at the same alignment in every process.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <new>

#include "bench/compare/cases.hpp"

namespace fulcrum::compare {

// A, B and C one behind the other from a page boundary on, each on a cache line with a spare line
// between. Fresh pages of the system's default size: no library gets huge pages that a plain
// program would not, and malloc's history plays no part.
template <class T>
class Operands {
 public:
  explicit Operands(const Case& c)
      : a_size_(static_cast<std::size_t>(c.a_size())),
        b_size_(static_cast<std::size_t>(c.b_size())),
        c_size_(static_cast<std::size_t>(c.c_size())),
        bytes_(room(a_size_) + room(b_size_) + room(c_size_)) {
    memory_ = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory_ == MAP_FAILED) throw std::bad_alloc();
    fill(a(), a_size_, 1);
    fill(b(), b_size_, 2);
    reset_c();
  }
  ~Operands() { munmap(memory_, bytes_); }
  Operands(const Operands&) = delete;
  Operands& operator=(const Operands&) = delete;

  T* a() { return at(0); }
  T* b() { return at(room(a_size_)); }
  T* c() { return at(room(a_size_) + room(b_size_)); }
  std::size_t c_bytes() const { return c_size_ * sizeof(T); }
  void reset_c() { fill(c(), c_size_, 3); }

 private:
  static std::size_t room(std::size_t elements) { return (elements * sizeof(T) + 127) / 64 * 64; }
  T* at(std::size_t offset) {
    return reinterpret_cast<T*>(static_cast<unsigned char*>(memory_) + offset);
  }

  // In [-1, 1), from the upper half of a 64-bit linear congruential generator (Knuth's MMIX).
  static void fill(T* values, std::size_t count, std::uint64_t seed) {
    std::uint64_t state = seed * 0x9E3779B97F4A7C15U;
    for (std::size_t i = 0; i < count; ++i) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      values[i] = static_cast<T>(static_cast<std::int32_t>(state >> 32)) / T{2147483648.0};
    }
  }

  std::size_t a_size_, b_size_, c_size_;
  std::size_t bytes_;
  void* memory_;
};

}  // namespace fulcrum::compare
