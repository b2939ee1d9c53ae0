// SPDX-License-Identifier: Apache-2.0
// The arguments of a batch of products with diagonal matrices as a caller wrote them, seen as
// groups of column-major products. Shared by the C++ API and the C ABI, which differ in their
// integers and in how they write a side.
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"
#include "simd/matcopy/dgmm.hpp"

namespace fulcrum::api {

// By rows the transposed product: the diagonal matrix stands on the other side.
template <class T>
DgmmProblem<T> dgmm_problem(Layout layout, bool right, std::int64_t m, std::int64_t n, const T* a,
                            std::int64_t lda, const T* x, std::int64_t incx, T* c,
                            std::int64_t ldc) {
  const bool by_rows = layout == Layout::RowMajor;
  return {right != by_rows, by_rows ? n : m, by_rows ? m : n, a, lda, x, incx, c, ldc, layout};
}

// Arrays with one entry per group; a, x and c with one per product, one group after another.
template <class T, class Int, class Letter>
struct DgmmGroups {
  Layout layout = Layout::ColMajor;
  const Letter* side = nullptr;
  const Int *m = nullptr, *n = nullptr;
  const T* const* a = nullptr;
  const Int* lda = nullptr;
  const T* const* x = nullptr;
  const Int* incx = nullptr;
  T* const* c = nullptr;
  const Int* ldc = nullptr;
  const Int* count = nullptr;
  bool (*right)(Letter) = nullptr;

  // Group i, before which there are `first` products.
  void make(std::int64_t i, std::int64_t first, simd::DgmmGroup<T>& g) const {
    g.item = dgmm_problem<T>(layout, right(side[i]), m[i], n[i], nullptr, lda[i], nullptr, incx[i],
                             nullptr, ldc[i]);
    g.count = count[i];
    g.a = simd::pointers_from(a, first);
    g.x = simd::pointers_from(x, first);
    g.c = simd::pointers_from(c, first);
  }

  // The first `groups` groups; refers to *this.
  simd::Batch<simd::DgmmGroup<T>> batch(std::int64_t groups) const {
    return simd::batch_made_by<simd::DgmmGroup<T>>(*this, groups);
  }
};

}  // namespace fulcrum::api
