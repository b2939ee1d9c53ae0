// SPDX-License-Identifier: Apache-2.0
// Arrays between two pages that may not be touched: a kernel that reads or writes one byte too many
// crashes.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <new>

namespace fulcrum::test {

// `size` elements that end at (or start at) a page without access. Elements are uninitialised.
template <class T>
class GuardedArray {
 public:
  enum class Touching { EndPage, BeginPage };

  explicit GuardedArray(std::int64_t size, Touching touching = Touching::EndPage) : size_(size) {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    const std::size_t bytes = static_cast<std::size_t>(size) * sizeof(T);
    const std::size_t inside = (bytes + page - 1) / page * page;
    mapped_ = inside + 2 * page;
    base_ = mmap(nullptr, mapped_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base_ == MAP_FAILED) throw std::bad_alloc();
    char* begin = static_cast<char*>(base_) + page;
    if (inside > 0 && mprotect(begin, inside, PROT_READ | PROT_WRITE) != 0) throw std::bad_alloc();
    char* first = touching == Touching::EndPage ? begin + inside - bytes : begin;
    data_ = reinterpret_cast<T*>(first);
  }
  ~GuardedArray() { munmap(base_, mapped_); }
  GuardedArray(const GuardedArray&) = delete;
  GuardedArray& operator=(const GuardedArray&) = delete;

  T* data() const { return data_; }
  std::int64_t size() const { return size_; }
  T& operator[](std::int64_t i) const { return data_[i]; }

 private:
  std::int64_t size_;
  std::size_t mapped_ = 0;
  void* base_ = nullptr;
  T* data_ = nullptr;
};

// Equal bits, NaN included.
template <class T>
bool same_bits(const T& a, const T& b) {
  using Bytes = std::array<std::byte, sizeof(T)>;
  return std::bit_cast<Bytes>(a) == std::bit_cast<Bytes>(b);
}

}  // namespace fulcrum::test
