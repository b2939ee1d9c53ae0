// SPDX-License-Identifier: Apache-2.0
// Many products in one call: groups of products of one shape.
#pragma once

#include <cstddef>
#include <cstdint>

#include "simd/batch/batch.hpp"
#include "simd/gemm/gemm.hpp"
#include "simd/problem.hpp"

namespace fulcrum::simd {

// Is there anything to do: C has elements, and is scaled or added to?
template <class T>
bool writes(const GemmProblem<T>& p) {
  return p.m > 0 && p.n > 0 && ((p.alpha != T{0} && p.k > 0) || p.beta != T{1});
}

// `count` products of one shape. Either the arrays a, b and c hold a pointer for each (a and b may
// be null where they are not read), or all three are null: then the matrices lie a stride apart,
// the first ones at item.a, item.b and item.c.
template <class T>
struct FULCRUM_API GemmGroup {
  GemmProblem<T> item;
  std::int64_t count = 0;
  const T* const* a = nullptr;
  const T* const* b = nullptr;
  T* const* c = nullptr;
  std::int64_t stride_a = 0, stride_b = 0, stride_c = 0;

  bool writes() const { return simd::writes(item); }
  bool strided() const { return c == nullptr; }
  auto arrays() { return std::tie(a, b, c); }
  // From one matrix or vector to the next, in the order of the problem's pointers.
  auto strides() { return std::tie(stride_a, stride_b, stride_c); }
  GemmProblem<T> at(std::int64_t index) const {
    GemmProblem<T> p = item;
    const bool pointers = !strided();
    p.a = pointers ? pointer_at(a, index) : p.a + index * stride_a;
    p.b = pointers ? pointer_at(b, index) : p.b + index * stride_b;
    p.c = pointers ? c[index] : p.c + index * stride_c;
    return p;
  }
};

template <class T>
using GemmBatch = Batch<GemmGroup<T>>;

// An upper bound of the scratch memory that gemm(kernels, p, threads) takes from workspace(), in
// bytes: what has been reserved before a batch begins cannot run out in the middle of it.
template <class T>
std::size_t gemm_scratch(const GemmKernels<T>& kernels, const GemmProblem<T>& p, int threads);

// The threads that gemm_batch() asks for at most (see level1/split.hpp): a walk over the groups.
template <RealScalar T>
int useful_threads(const GemmKernels<T>& kernels, const GemmBatch<T>& batch, int threads);

// Computes all products with up to `threads` threads: each product on one thread, or, where there
// are few and large ones, one after another on all threads. Every C gets the bits that gemm() gives
// it, for any number of threads. Throws Error(OutOfMemory) before any C is touched.
template <class T>
void gemm_batch(const GemmKernels<T>& kernels, const GemmBatch<T>& batch, int threads);

}  // namespace fulcrum::simd
