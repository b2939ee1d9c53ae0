// SPDX-License-Identifier: Apache-2.0
// The arguments of a batch as a caller wrote them, seen as groups of column-major products. Shared
// by the C++ API and the C ABI, which differ in their integers and in how they write a transpose.
#pragma once

#include <cstdint>
#include <utility>

#include "fulcrum/types.hpp"
#include "simd/gemm/batch.hpp"
#include "src/api/gemm_arguments.hpp"

namespace fulcrum::api {

// Exchanges what a group has of A and B beside its item, as gemm_problem() does in that.
template <class T>
void exchange_by_rows(Layout layout, simd::GemmGroup<T>& group) {
  if (layout == Layout::ColMajor) return;
  std::swap(group.a, group.b);
  std::swap(group.stride_a, group.stride_b);
}

// Arrays with one entry per group; a, b and c with one per product, one group after another.
template <class T, class Int, class Trans>
struct GemmGroups {
  Layout layout = Layout::ColMajor;
  const Trans *trans_a = nullptr, *trans_b = nullptr;
  const Int *m = nullptr, *n = nullptr, *k = nullptr;
  const T* alpha = nullptr;
  const T* const* a = nullptr;
  const Int* lda = nullptr;
  const T* const* b = nullptr;
  const Int* ldb = nullptr;
  const T* beta = nullptr;
  T* const* c = nullptr;
  const Int* ldc = nullptr;
  const Int* count = nullptr;
  Op (*op)(Trans) = nullptr;

  // Group i, before which there are `first` products.
  void make(std::int64_t i, std::int64_t first, simd::GemmGroup<T>& g) const {
    g.item = gemm_problem<T>(layout, op(trans_a[i]), op(trans_b[i]), m[i], n[i], k[i], alpha[i],
                             nullptr, lda[i], nullptr, ldb[i], beta[i], nullptr, ldc[i]);
    g.count = count[i];
    g.a = simd::pointers_from(a, first);
    g.b = simd::pointers_from(b, first);
    g.c = c + first;
    exchange_by_rows(layout, g);
  }

  // The first `groups` groups; refers to *this.
  simd::GemmBatch<T> batch(std::int64_t groups) const {
    return simd::batch_made_by<simd::GemmGroup<T>>(*this, groups);
  }
};

}  // namespace fulcrum::api
