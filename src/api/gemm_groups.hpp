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

// Brings a group into column-major form.
template <class T>
void to_columns(Layout layout, simd::GemmGroup<T>& group) {
  to_columns(layout, group.item);
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
  bool (*transposed)(Trans) = nullptr;
  bool (*conjugated)(Trans) = nullptr;

  // Group i, before which there are `first` products.
  void make(std::int64_t i, std::int64_t first, simd::GemmGroup<T>& g) const {
    g.item = {transposed(trans_a[i]),
              transposed(trans_b[i]),
              m[i],
              n[i],
              k[i],
              alpha[i],
              nullptr,
              lda[i],
              nullptr,
              ldb[i],
              beta[i],
              nullptr,
              ldc[i]};
    if constexpr (ComplexScalar<T>) {
      g.item.conj_a = conjugated(trans_a[i]);
      g.item.conj_b = conjugated(trans_b[i]);
    }
    g.count = count[i];
    g.a = a + first;
    g.b = b + first;
    g.c = c + first;
    to_columns(layout, g);
  }

  // The first `groups` groups; refers to *this.
  simd::GemmBatch<T> batch(std::int64_t groups) const {
    return simd::batch_made_by<simd::GemmGroup<T>>(*this, groups);
  }
};

// execute_or_fall_back() for a batch: computes it in place, without scratch memory where there is
// none. All groups have been checked.
template <class T>
FULCRUM_API void execute_or_fall_back(const simd::GemmBatch<T>& batch) noexcept;

}  // namespace fulcrum::api
