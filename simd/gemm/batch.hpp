// SPDX-License-Identifier: Apache-2.0
// Many products in one call: groups of products of one shape.
#pragma once

#include <cstddef>
#include <cstdint>

#include "simd/gemm/gemm.hpp"
#include "simd/problem.hpp"

namespace fulcrum::simd {

// `count` products of one shape. Either the arrays a, b and c hold a pointer for each, or all three
// are null: then the matrices lie a stride apart, the first ones at item.a, item.b and item.c.
template <class T>
struct GemmGroup {
  GemmProblem<T> item;
  std::int64_t count = 0;
  const T* const* a = nullptr;
  const T* const* b = nullptr;
  T* const* c = nullptr;
  std::int64_t stride_a = 0, stride_b = 0, stride_c = 0;
};

// The groups of one call. They are made one after another, as they are walked, so that no call
// needs memory for them: group(arguments, index, first, made) is group `index`, before which there
// are `first` products; it may be built in `made`. Arguments have been checked; sizes may be 0. No
// two products write one C.
template <class T>
struct FULCRUM_API GemmBatch {
  std::int64_t groups = 0;
  const GemmGroup<T>& (*group)(const void* arguments, std::int64_t index, std::int64_t first,
                               GemmGroup<T>& made) = nullptr;
  const void* arguments = nullptr;
};

// A batch of one group, which must outlive it.
template <class T>
GemmBatch<T> batch_of(const GemmGroup<T>& group) {
  const auto itself = [](const void* arguments, std::int64_t, std::int64_t,
                         GemmGroup<T>&) -> const GemmGroup<T>& {
    return *static_cast<const GemmGroup<T>*>(arguments);
  };
  return {1, itself, &group};
}

// Product `index` of a group.
template <class T>
GemmProblem<T> item_of(const GemmGroup<T>& group, std::int64_t index) {
  GemmProblem<T> p = group.item;
  const bool pointers = group.c != nullptr;
  p.a = pointers ? group.a[index] : p.a + index * group.stride_a;
  p.b = pointers ? group.b[index] : p.b + index * group.stride_b;
  p.c = pointers ? group.c[index] : p.c + index * group.stride_c;
  return p;
}

// Is there anything to do: C has elements, and is scaled or added to?
template <class T>
bool writes(const GemmProblem<T>& p) {
  return p.m > 0 && p.n > 0 && ((p.alpha != T{0} && p.k > 0) || p.beta != T{1});
}

// An upper bound of the scratch memory that gemm(kernels, p, threads) takes from workspace(), in
// bytes: what has been reserved before a batch begins cannot run out in the middle of it.
template <class T>
std::size_t gemm_scratch(const GemmKernels<T>& kernels, const GemmProblem<T>& p, int threads);

// Computes all products with up to `threads` threads: each product on one thread, or, where there
// are few and large ones, one after another on all threads. Every C gets the bits that gemm() gives
// it, for any number of threads. Throws Error(OutOfMemory) before any C is touched.
template <class T>
void gemm_batch(const GemmKernels<T>& kernels, const GemmBatch<T>& batch, int threads);

}  // namespace fulcrum::simd
