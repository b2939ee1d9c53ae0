// SPDX-License-Identifier: Apache-2.0
// Operands for kernel tests: they lie against unreadable pages, or off alignment, in a window of
// NaN whose bytes are compared afterwards.
#pragma once

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "fulcrum/config.hpp"
#include "fulcrum/types.hpp"
#include "simd/problem.hpp"
#include "simd/ref/bound.hpp"
#include "tests/support/targets.hpp"

namespace fulcrum::test {

// Where an operand lies: its first byte behind an unreadable page; one element behind that; or its
// last byte before an unreadable page, so that its start takes every alignment as its size changes.
enum class Place { Front, Shifted, Back };
inline constexpr Place kPlaces[] = {Place::Front, Place::Shifted, Place::Back};

// A distance of more than 2^31 elements that the compiler does not know: with one that it knows
// Clang 14 writes the test's own y[inc] to y[1] (it drops the upper half of the constant).
inline std::int64_t beyond_32_bits() {
  static volatile std::int64_t distance = (std::int64_t{1} << 31) + 1;
  return distance;
}

// The same uniform numbers on every machine: splitmix64.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t bits() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  // In [-1, 1), with full mantissas.
  template <class T>
  T uniform() {
    return static_cast<T>(static_cast<double>(static_cast<std::int64_t>(bits())) * 0x1p-63);
  }

 private:
  std::uint64_t state_;
};

// NaN, in both parts of a complex number.
template <class T>
constexpr T nan_of() {
  constexpr auto nan = std::numeric_limits<Real<T>>::quiet_NaN();
  if constexpr (ComplexScalar<T>) {
    return {nan, nan};
  } else {
    return nan;
  }
}

// Readable memory between two unreadable pages; holds one operand at a time.
template <class T>
class Operand {
 public:
  explicit Operand(std::int64_t capacity) {
    const std::size_t bytes = static_cast<std::size_t>(capacity + 2 * kGuard) * sizeof(T);
    size_ = (bytes + kPage - 1) / kPage * kPage;
    void* p = mmap(nullptr, size_ + 2 * kPage, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) std::abort();
    map_ = static_cast<char*>(p);
    if (mprotect(map_ + kPage, size_, PROT_READ | PROT_WRITE) != 0) std::abort();
  }
  Operand(const Operand&) = delete;
  Operand& operator=(const Operand&) = delete;
  ~Operand() { munmap(map_, size_ + 2 * kPage); }

  // Makes room for `count` elements, all NaN, and NaN around them as far as memory is readable.
  T* place(std::int64_t count, Place where) {
    T* const begin = reinterpret_cast<T*>(map_ + kPage);
    T* const end = reinterpret_cast<T*>(map_ + kPage + size_);
    const std::int64_t shift = where == Place::Shifted ? 1 : 0;
    data_ = where == Place::Back ? end - count : begin + shift;
    T* const low = where == Place::Back ? data_ - kGuard : begin;
    T* const high = where == Place::Back ? end : data_ + count + kGuard;
    window_ = {low, high};
    for (T& t : window_) t = nan_of<T>();
    return data_;
  }

  // Element i of the vector of n elements with this increment that starts at the operand's lowest
  // address.
  T& at(std::int64_t i, std::int64_t n, std::int64_t inc) { return first(data_, n, inc)[i * inc]; }

  void remember() { before_.assign(window_.begin(), window_.end()); }
  // Everything as it was at remember(); the operand as it was.
  void restore() const { std::copy(before_.begin(), before_.end(), window_.begin()); }
  const T* before() const { return before_.data() + (data_ - window_.data()); }
  const T* data() const { return data_; }
  void put_back(std::int64_t index) { data_[index] = before()[index]; }
  // Of the elements and what lies around them.
  std::vector<T> contents() const { return {window_.begin(), window_.end()}; }

  // Have all bytes but those of the listed elements kept what they held at remember()? The listed
  // ones are set back on the way.
  template <class Index>
  bool only_changed(std::int64_t count, Index index) {
    for (std::int64_t i = 0; i < count; ++i) put_back(index(i));
    return unchanged();
  }
  bool unchanged() const {
    return std::memcmp(window_.data(), before_.data(), window_.size_bytes()) == 0;
  }

 private:
  static constexpr std::int64_t kGuard = 80;   // more than one vector of the widest target
  static constexpr std::size_t kPage = 65536;  // a multiple of every page size in use

  char* map_ = nullptr;
  std::size_t size_ = 0;
  T* data_ = nullptr;
  std::span<T> window_;
  std::vector<T> before_;
};

// Elements from the lowest to the highest address of a strided vector.
inline std::int64_t extent(std::int64_t n, std::int64_t inc) {
  return n == 0 ? 0 : (n - 1) * std::abs(inc) + 1;
}

template <class T>
bool same_bits(const T* a, const T* b, std::int64_t n) {
  return std::memcmp(a, b, static_cast<std::size_t>(n) * sizeof(T)) == 0;
}

// For SCOPED_TRACE: "avx512, f32".
template <class T>
std::string describe(const simd::Target& target) {
  return std::string(to_string(target.isa)) + (ComplexScalar<T> ? ", c" : ", f") +
         (sizeof(Real<T>) == 4 ? "32" : "64");
}

// Runs check.template operator()<T>(target) for the element types on every target of this machine.
template <class... T, class Check>
void for_each_kernel_of(Check&& check) {
  const auto run = [&check]<class U>(const simd::Target& target) {
    SCOPED_TRACE(describe<U>(target));
    check.template operator()<U>(target);
  };
  for (const simd::Target& target : targets()) (run.template operator()<T>(target), ...);
}
template <class Check>
void for_each_kernel(Check&& check) {
  for_each_kernel_of<float, double>(check);
}
template <class Check>
void for_each_complex_kernel(Check&& check) {
  for_each_kernel_of<std::complex<float>, std::complex<double>>(check);
}
template <class Check>
void for_each_kernel_of_all_types(Check&& check) {
  for_each_kernel_of<float, double, std::complex<float>, std::complex<double>>(check);
}

}  // namespace fulcrum::test
