// SPDX-License-Identifier: Apache-2.0
// Many triangular systems in one call: groups of systems of one shape.
#pragma once

#include <cstddef>
#include <cstdint>

#include "simd/batch/batch.hpp"
#include "simd/level3/level3.hpp"

namespace fulcrum::simd {

template <class T>
bool writes(const TrmProblem<T>& p) {
  return p.m > 0 && p.n > 0;
}

// `count` systems of one shape (item.solve is set). Either the arrays a and b hold a pointer for
// each (a may be null where it is not read), or both are null: then the matrices lie a stride
// apart, the first ones at item.a and item.b.
template <class T>
struct FULCRUM_API TrsmGroup {
  TrmProblem<T> item;
  std::int64_t count = 0;
  const T* const* a = nullptr;
  T* const* b = nullptr;
  std::int64_t stride_a = 0, stride_b = 0;

  bool writes() const { return simd::writes(item); }
  bool strided() const { return b == nullptr; }
  auto arrays() { return std::tie(a, b); }
  // From one matrix or vector to the next, in the order of the problem's pointers.
  auto strides() { return std::tie(stride_a, stride_b); }
  TrmProblem<T> at(std::int64_t index) const {
    TrmProblem<T> p = item;
    const bool pointers = !strided();
    p.a = pointers ? pointer_at(a, index) : p.a + index * stride_a;
    p.b = pointers ? b[index] : p.b + index * stride_b;
    return p;
  }
};

// The threads that trsm_batch() asks for at most (see level1/split.hpp): a walk over the groups.
template <class T>
int useful_threads(const Level3Kernels<T>& kernels, const Batch<TrsmGroup<T>>& batch, int threads);

// Solves all systems with up to `threads` threads, as run_batch() shares them out; every B gets the
// bits that trm() gives it. Throws Error(OutOfMemory) before any B is touched.
template <class T>
void trsm_batch(const Level3Kernels<T>& kernels, const Batch<TrsmGroup<T>>& batch, int threads);

}  // namespace fulcrum::simd
