// SPDX-License-Identifier: Apache-2.0
// Many vectors in one call: groups of problems of one shape with an x that is read and a y.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "simd/batch/batch.hpp"
#include "simd/level1/level1.hpp"

namespace fulcrum::simd {

template <class T>
bool writes(const AxpyProblem<T>& p) {
  return p.n > 0 && p.alpha != T{};
}
template <class T>
bool writes(const CopyProblem<T>& p) {
  return p.n > 0;
}

// `count` problems of one shape. Either the arrays x and y hold a pointer for each (they may be
// null where nothing is written), or both are null: then vectors lie a stride apart, the first ones
// at item.x and item.y.
template <class P>
struct FULCRUM_API VectorGroup {
  using T = std::remove_pointer_t<decltype(P::y)>;

  P item;
  std::int64_t count = 0;
  const T* const* x = nullptr;
  T* const* y = nullptr;
  std::int64_t stride_x = 0, stride_y = 0;

  bool writes() const { return simd::writes(item); }
  bool strided() const { return y == nullptr; }
  auto arrays() { return std::tie(x, y); }
  // From one vector to the next, in the order of the problem's pointers.
  auto strides() { return std::tie(stride_x, stride_y); }
  P at(std::int64_t index) const {
    P p = item;
    const bool pointers = !strided();
    p.x = pointers ? pointer_at(x, index) : p.x + index * stride_x;
    p.y = pointers ? y[index] : p.y + index * stride_y;
    return p;
  }
};
template <class T>
using AxpyGroup = VectorGroup<AxpyProblem<T>>;
template <class T>
using CopyGroup = VectorGroup<CopyProblem<T>>;

// The threads that a batch asks for at most (see split.hpp): a walk over the groups.
template <class T>
int useful_threads(const Level1Kernels<T>& kernels, const Batch<AxpyGroup<T>>& batch, int threads);
template <class T>
int useful_threads(const Level1Kernels<T>& kernels, const Batch<CopyGroup<T>>& batch, int threads);

// Compute all problems with up to `threads` threads, as run_batch() shares them out; every y gets
// the bits that axpy() or copy() gives it.
template <class T>
void axpy_batch(const Level1Kernels<T>& kernels, const Batch<AxpyGroup<T>>& batch, int threads);
template <class T>
void copy_batch(const Level1Kernels<T>& kernels, const Batch<CopyGroup<T>>& batch, int threads);

}  // namespace fulcrum::simd
