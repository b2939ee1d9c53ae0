// SPDX-License-Identifier: Apache-2.0
// Many products of a matrix and a vector in one call: groups of products of one shape.
#pragma once

#include <cstddef>
#include <cstdint>

#include "simd/batch/batch.hpp"
#include "simd/level2/level2.hpp"

namespace fulcrum::simd {

template <class T>
bool writes(const GemvProblem<T>& p) {
  return p.m > 0 && p.n > 0 && (p.alpha != T{} || p.beta != T{1});
}

// `count` products of one shape. Either the arrays a, x and y hold a pointer for each (a and x may
// be null where they are not read), or all three are null: then matrices and vectors lie a stride
// apart, the first ones at item.a, item.x, item.y.
template <class T>
struct FULCRUM_API GemvGroup {
  GemvProblem<T> item;
  std::int64_t count = 0;
  const T* const* a = nullptr;
  const T* const* x = nullptr;
  T* const* y = nullptr;
  std::int64_t stride_a = 0, stride_x = 0, stride_y = 0;

  bool writes() const { return simd::writes(item); }
  bool strided() const { return y == nullptr; }
  auto arrays() { return std::tie(a, x, y); }
  // From one matrix or vector to the next, in the order of the problem's pointers.
  auto strides() { return std::tie(stride_a, stride_x, stride_y); }
  GemvProblem<T> at(std::int64_t index) const {
    GemvProblem<T> p = item;
    const bool pointers = !strided();
    p.a = pointers ? pointer_at(a, index) : p.a + index * stride_a;
    p.x = pointers ? pointer_at(x, index) : p.x + index * stride_x;
    p.y = pointers ? y[index] : p.y + index * stride_y;
    return p;
  }
};

// The threads that gemv_batch() asks for at most (see level1/split.hpp): a walk over the groups.
template <class T>
int useful_threads(const Level2Kernels<T>& kernels, const Batch<GemvGroup<T>>& batch, int threads);

// Computes all products with up to `threads` threads, as run_batch() shares them out; every y gets
// the bits that gemv() or gemv_complex() gives it. Throws Error(OutOfMemory) before any y is
// touched.
template <class T>
void gemv_batch(const Level2Kernels<T>& kernels, const Batch<GemvGroup<T>>& batch, int threads);

}  // namespace fulcrum::simd
