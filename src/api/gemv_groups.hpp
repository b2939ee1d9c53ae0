// SPDX-License-Identifier: Apache-2.0
// The arguments of a batch of products with vectors as a caller wrote them, seen as groups of
// column-major products. Shared by the C++ API and the C ABI, which differ in their integers and in
// how they write a transpose.
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"
#include "simd/level2/gemv_batch.hpp"
#include "src/api/gemv_arguments.hpp"

namespace fulcrum::api {

// Arrays with one entry per group; a, x and y with one per product, one group after another.
template <class T, class Int, class Letter>
struct GemvGroups {
  Layout layout = Layout::ColMajor;
  const Letter* trans = nullptr;
  const Int *m = nullptr, *n = nullptr;
  const T* alpha = nullptr;
  const T* const* a = nullptr;
  const Int* lda = nullptr;
  const T* const* x = nullptr;
  const Int* incx = nullptr;
  const T* beta = nullptr;
  T* const* y = nullptr;
  const Int* incy = nullptr;
  const Int* count = nullptr;
  Op (*op)(Letter) = nullptr;

  // Group i, before which there are `first` products.
  void make(std::int64_t i, std::int64_t first, simd::GemvGroup<T>& g) const {
    g.item = gemv_problem<T>(layout, op(trans[i]), m[i], n[i], alpha[i], nullptr, lda[i], nullptr,
                             incx[i], beta[i], nullptr, incy[i]);
    g.count = count[i];
    g.a = simd::pointers_from(a, first);
    g.x = simd::pointers_from(x, first);
    g.y = y + first;
  }

  // The first `groups` groups; refers to *this.
  simd::Batch<simd::GemvGroup<T>> batch(std::int64_t groups) const {
    return simd::batch_made_by<simd::GemvGroup<T>>(*this, groups);
  }
};

}  // namespace fulcrum::api
