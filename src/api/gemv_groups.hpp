// SPDX-License-Identifier: Apache-2.0
// The arguments of a batch of products with vectors as a caller wrote them, seen as groups of
// column-major products. Shared by the C++ API and the C ABI, which differ in their integers and in
// how they write a transpose.
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"
#include "simd/level2/gemv_batch.hpp"

namespace fulcrum::api {

// A row-major A is the column-major A'.
template <class T>
GemvProblem<T> gemv_problem(Layout layout, Op trans, std::int64_t m, std::int64_t n, T alpha,
                            const T* a, std::int64_t lda, const T* x, std::int64_t incx, T beta,
                            T* y, std::int64_t incy) {
  const bool by_rows = layout == Layout::RowMajor;
  return {(trans != Op::NoTrans) != by_rows,
          by_rows ? n : m,
          by_rows ? m : n,
          alpha,
          a,
          lda,
          x,
          incx,
          beta,
          y,
          incy,
          layout,
          ComplexScalar<T> && trans == Op::ConjTrans};
}

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
    g.a = a + first;
    g.x = x + first;
    g.y = y + first;
  }

  // The first `groups` groups; refers to *this.
  simd::Batch<simd::GemvGroup<T>> batch(std::int64_t groups) const {
    const auto group_of = [](const void* arguments, std::int64_t i, std::int64_t first,
                             simd::GemvGroup<T>& made) -> const simd::GemvGroup<T>& {
      static_cast<const GemvGroups*>(arguments)->make(i, first, made);
      return made;
    };
    return {groups, group_of, this};
  }
};

// For the C ABI: computes a checked batch in place, without scratch memory where there is none.
template <class T>
FULCRUM_API void execute_or_fall_back(const simd::Batch<simd::GemvGroup<T>>& batch) noexcept;

}  // namespace fulcrum::api
