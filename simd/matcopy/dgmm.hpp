// SPDX-License-Identifier: Apache-2.0
// Matrices times diagonal ones, alone and in batches: what the rest of the library calls. All
// column-major.
#pragma once

#include <cstddef>
#include <cstdint>

#include "simd/batch/batch.hpp"
#include "simd/level3/level3.hpp"

namespace fulcrum {

// C = diag(x) A, or A diag(x) with `right`; A and C are m x n. C may be A with the same leading
// dimension. All elements are read: a zero of x does not hide a NaN of A.
template <class T>
struct FULCRUM_API DgmmProblem {
  bool right = false;
  std::int64_t m = 0, n = 0;
  const T* a = nullptr;
  std::int64_t lda = 1;
  const T* x = nullptr;
  std::int64_t incx = 1;
  T* c = nullptr;
  std::int64_t ldc = 1;
  Layout layout = Layout::ColMajor;

  std::int64_t x_size() const { return right ? n : m; }
};

namespace simd {

// The threads that a call asks for (see level1/split.hpp).
template <class T>
constexpr int useful_threads(const DgmmProblem<T>& /*p*/, int /*threads*/) {
  return 1;
}

template <class T>
void dgmm(const Level3Kernels<T>& kernels, const DgmmProblem<T>& p);

// `count` products of one shape. Either the arrays a, c and x hold a pointer for each, or all three
// are null: then matrices and vectors lie a stride apart, the first ones at item.a, item.c, item.x.
template <class T>
struct FULCRUM_API DgmmGroup {
  DgmmProblem<T> item;
  std::int64_t count = 0;
  const T* const* a = nullptr;
  T* const* c = nullptr;
  const T* const* x = nullptr;
  std::int64_t stride_a = 0, stride_c = 0, stride_x = 0;

  bool writes() const { return item.m > 0 && item.n > 0; }
  bool strided() const { return c == nullptr; }
  auto arrays() { return std::tie(a, c, x); }
  // From one matrix or vector to the next, in the order of the description's operands.
  auto strides() { return std::tie(stride_a, stride_c, stride_x); }
  DgmmProblem<T> at(std::int64_t index) const {
    DgmmProblem<T> p = item;
    const bool pointers = !strided();
    p.a = pointers ? a[index] : p.a + index * stride_a;
    p.c = pointers ? c[index] : p.c + index * stride_c;
    p.x = pointers ? x[index] : p.x + index * stride_x;
    return p;
  }
};

// The threads that dgmm_batch() asks for at most: a walk over the groups.
template <class T>
int useful_threads(const Level3Kernels<T>& kernels, const Batch<DgmmGroup<T>>& batch, int threads);

// Computes all products with up to `threads` threads, as run_batch() shares them out.
template <class T>
void dgmm_batch(const Level3Kernels<T>& kernels, const Batch<DgmmGroup<T>>& batch, int threads);

}  // namespace simd
}  // namespace fulcrum
