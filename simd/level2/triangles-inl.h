// SPDX-License-Identifier: Apache-2.0
// Products with a stored triangle, and solutions, in panels of four. Included once per target,
// after walks-inl.h.

// clang-format off
#if defined(FULCRUM_SIMD_LEVEL2_TRIANGLES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_LEVEL2_TRIANGLES_INL_H_
#undef FULCRUM_SIMD_LEVEL2_TRIANGLES_INL_H_
#else
#define FULCRUM_SIMD_LEVEL2_TRIANGLES_INL_H_
#endif
// clang-format on

#include <cstdint>

#include "hwy/highway.h"
#include "simd/level2/walks-inl.h"
#include "simd/scalar.hpp"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace own = fulcrum::simd::HWY_NAMESPACE;

// Panels in the order in which the product, in place, does not use what it has replaced, or the
// solution uses what it has.
template <bool kUpper, typename T>
void MultiplyTriangle(const Stored<const T>& s, int64_t begin, int64_t end, bool conj, bool unit,
                      const T* x, T* y) {
  own::ForPanels(begin, end, kUpper, [&]<int kColumns>(int64_t j) FULCRUM_INLINE_LAMBDA {
    const auto panel = own::PanelOf<kColumns>(s, j);
    AddRows<T> op{conj, y, {}};
    for (int c = 0; c < kColumns; ++c) op.t[c] = x[j + c];
    own::WalkOutside<kUpper, kColumns>(s, panel, op);
    if (j < s.first || j >= s.last) return;
    const PanelTriangle<kUpper, kColumns, T> triangle{panel, conj};
    for (int p = 0; p < kColumns; ++p) {
      T sum = unit ? op.t[p] : times(triangle.diagonal(p), op.t[p]);
      for (int q = 0; q < kColumns; ++q) triangle.add(p, q, op.t[q], sum);
      y[j + p] = sum;
    }
  });
}

template <bool kUpper, typename T>
void MultiplyTransposed(const Stored<const T>& s, int64_t begin, int64_t end, bool conj, bool unit,
                        const T* x, T* y) {
  own::ForPanels(begin, end, !kUpper, [&]<int kColumns>(int64_t j) FULCRUM_INLINE_LAMBDA {
    const auto panel = own::PanelOf<kColumns>(s, j);
    RowDots<T> op{conj, x};
    own::WalkOutside<kUpper, kColumns>(s, panel, op);
    const PanelTriangle<kUpper, kColumns, T> triangle{panel, conj};
    T old[kColumns];
    for (int c = 0; c < kColumns; ++c) old[c] = x[j + c];
    for (int q = 0; q < kColumns; ++q) {
      T sum = unit ? old[q] : times(triangle.diagonal(q), old[q]);
      for (int p = 0; p < kColumns; ++p) triangle.add(p, q, old[p], sum);
      y[j + q] = sum + op.sum[q];
    }
  });
}

template <bool kUpper, typename T>
void SolveTriangle(const Stored<const T>& s, int64_t begin, int64_t end, bool conj, bool unit,
                   T* x) {
  own::ForPanels(begin, end, !kUpper, [&]<int kColumns>(int64_t j) FULCRUM_INLINE_LAMBDA {
    const auto panel = own::PanelOf<kColumns>(s, j);
    const PanelTriangle<kUpper, kColumns, T> triangle{panel, conj};
    AddRows<T> op{conj, x, {}};
    T v[kColumns];
    for (int c = 0; c < kColumns; ++c) v[c] = x[j + c];
    for (int i = 0; i < kColumns; ++i) {
      const int q = kUpper ? kColumns - 1 - i : i;
      if (!unit) v[q] = own::Quotient(v[q], triangle.diagonal(q));
      op.t[q] = -v[q];
      for (int p = 0; p < kColumns; ++p) triangle.add(p, q, op.t[q], v[p]);
    }
    for (int c = 0; c < kColumns; ++c) x[j + c] = v[c];
    own::WalkOutside<kUpper, kColumns>(s, panel, op);
  });
}

template <bool kUpper, typename T>
void SolveTransposed(const Stored<const T>& s, int64_t begin, int64_t end, bool conj, bool unit,
                     T* x) {
  // What the panel before has solved is taken element by element: a vector would wait for its
  // stores, and the products with the rest need not wait for it at all. All of it is in the band,
  // which is not narrow.
  int64_t fresh = 0;
  own::ForPanels(begin, end, kUpper, [&]<int kColumns>(int64_t j) FULCRUM_INLINE_LAMBDA {
    const auto panel = own::PanelOf<kColumns>(s, j);
    RowDots<T> op{conj, x};
    own::WalkRows<kColumns>(s, panel, kUpper ? s.first : j + kColumns + fresh,
                            kUpper ? j - fresh : s.last, op);
    const PanelTriangle<kUpper, kColumns, T> triangle{panel, conj};
    T v[kColumns];
    for (int c = 0; c < kColumns; ++c) v[c] = x[j + c] - op.sum[c];
    for (int64_t p = kUpper ? -fresh : kColumns; p < (kUpper ? 0 : kColumns + fresh); ++p) {
      const T known = -x[j + p];
      for (int c = 0; c < kColumns; ++c) v[c] += times(conj_if(conj, panel.a[c][j + p]), known);
    }
    for (int i = 0; i < kColumns; ++i) {
      const int p = kUpper ? i : kColumns - 1 - i;
      if (!unit) v[p] = own::Quotient(v[p], triangle.diagonal(p));
      for (int q = 0; q < kColumns; ++q) triangle.add(p, q, -v[p], v[q]);
    }
    for (int c = 0; c < kColumns; ++c) x[j + c] = v[c];
    fresh = kColumns;
  });
}

template <typename T>
void WalkMultiply(const Stored<const T>& s, int64_t begin, int64_t end, const TriangleUse& use,
                  const T* x, T* y) {
  const bool upper = s.below < 0, conj = use.conj, unit = use.unit;
  if (own::IsNarrow(s, use.trans)) {
    own::ForNarrowRows(s, use.trans ? s.last : end, use.trans ? begin : s.first,
                       use.trans ? end : s.last, use.trans, false,
                       [&](int64_t i, const T* a, int64_t step, int64_t dir, int64_t count)
                           FULCRUM_INLINE_LAMBDA {
                             const T own = unit ? x[i] : times(conj_if(conj, *a), x[i]);
                             y[i] = own + own::ShortSum(a, step, x + i, dir, count, conj);
                           });
  } else if (use.trans) {
    (upper ? MultiplyTransposed<true, T> : MultiplyTransposed<false, T>)(s, begin, end, conj, unit,
                                                                         x, y);
  } else {
    (upper ? MultiplyTriangle<true, T> : MultiplyTriangle<false, T>)(s, begin, end, conj, unit, x,
                                                                     y);
  }
}

template <typename T>
void WalkSolve(const Stored<const T>& s, int64_t begin, int64_t end, const TriangleUse& use, T* x) {
  const bool upper = s.below < 0, conj = use.conj, unit = use.unit;
  if (own::IsNarrow(s, use.trans)) {
    // The element before comes last, and from its register: a solution is one chain of these.
    T before{};
    own::ForNarrowRows(s, s.last, begin, end, use.trans, true,
                       [&](int64_t i, const T* a, int64_t step, int64_t dir, int64_t count)
                           FULCRUM_INLINE_LAMBDA {
                             T rest = x[i] - own::ShortSum(a, step, x + i, dir, count, conj, 2);
                             if (count > 0) rest -= times(conj_if(conj, a[step]), before);
                             before = unit ? rest : own::Quotient(rest, conj_if(conj, *a));
                             x[i] = before;
                           });
  } else if (use.trans) {
    (upper ? SolveTransposed<true, T> : SolveTransposed<false, T>)(s, begin, end, conj, unit, x);
  } else {
    (upper ? SolveTriangle<true, T> : SolveTriangle<false, T>)(s, begin, end, conj, unit, x);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
