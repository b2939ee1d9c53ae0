// SPDX-License-Identifier: Apache-2.0
// Operands for benchmark programs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <vector>

namespace fulcrum::bench {

// Memory on cache lines: where malloc's 16-byte alignment happens to fall moves a short dot by a
// quarter.
template <class T>
struct OnCacheLines {
  using value_type = T;
  OnCacheLines() = default;
  template <class U>
  explicit OnCacheLines(const OnCacheLines<U>&) {}
  T* allocate(std::size_t n) {
    return static_cast<T*>(::operator new (n * sizeof(T), std::align_val_t{64}));
  }
  void deallocate(T* p, std::size_t) { ::operator delete (p, std::align_val_t{64}); }
  bool operator==(const OnCacheLines&) const { return true; }
};

// The same numbers in [-0.5, 0.5) on every machine.
template <class T>
std::vector<T, OnCacheLines<T>> values(std::int64_t count) {
  std::vector<T, OnCacheLines<T>> v(static_cast<std::size_t>(count));
  std::uint32_t state = 1;
  for (T& x : v) {
    state = state * 1664525u + 1013904223u;
    x = static_cast<T>(static_cast<double>(state) / 4294967296.0 - 0.5);
  }
  return v;
}

}  // namespace fulcrum::bench
