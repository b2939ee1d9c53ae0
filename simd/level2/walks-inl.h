// SPDX-License-Identifier: Apache-2.0
// Walks over the columns of a stored matrix, full, banded or packed, in panels of four: included
// once per target by panels_*.cc.
//
// Panels begin at multiples of four from the first column, and a row of a panel goes through the
// same operations whatever other rows are walked with it: parts of a matrix whose columns begin at
// multiples of four give the bits of the whole.

// clang-format off
#if defined(FULCRUM_SIMD_WALKS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_WALKS_INL_H_
#undef FULCRUM_SIMD_WALKS_INL_H_
#else
#define FULCRUM_SIMD_WALKS_INL_H_
#endif
// clang-format on

#include <algorithm>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "hwy/highway.h"
#include "simd/compat-inl.h"
#include "simd/level2/level2.hpp"
#include "simd/level2/panels-inl.h"
#include "simd/scalar.hpp"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace own = fulcrum::simd::HWY_NAMESPACE;

// Runs body.operator()<kColumns>(j) for the panels of columns [begin, end).
template <class Body>
HWY_INLINE void ForPanels(int64_t begin, int64_t end, bool ascending, Body&& body) {
  const auto rest = [&](int64_t j) FULCRUM_INLINE_LAMBDA {
    switch (end - j) {
      case 1:
        return body.template operator()<1>(j);
      case 2:
        return body.template operator()<2>(j);
      case 3:
        return body.template operator()<3>(j);
      default:
        return;
    }
  };
  const int64_t whole = end - (end - begin) % kPanel;
  if (ascending) {
    for (int64_t j = begin; j < whole; j += kPanel) body.template operator()<kPanel>(j);
    rest(whole);
  } else {
    rest(whole);
    for (int64_t j = whole; j > begin; j -= kPanel) body.template operator()<kPanel>(j - kPanel);
  }
}

// A panel's columns: where row 0 of each is or would be.
template <typename T>
struct StoredPanel {
  int64_t j;
  T* a[kPanel];
};
template <int kColumns, typename T>
HWY_INLINE StoredPanel<T> PanelOf(const Stored<T>& s, int64_t j) {
  StoredPanel<T> panel;
  panel.j = j;
  T* column = s.column(j);
  int64_t step = s.ld + s.grow * j;
  for (int c = 0; c < kColumns; ++c, column += step, step += s.grow) panel.a[c] = column;
  return panel;
}

// What WalkRows() does of a panel whose columns differ in their rows.
template <int kColumns, typename T, class Op>
HWY_INLINE void WalkCorners(const Stored<T>& s, T* const* a, int64_t j, int64_t from, int64_t to,
                            Op& op) {
  const auto begin = [&](int c) { return std::max(j + c - s.above, from); };
  const auto end = [&](int c) { return std::min(j + c + s.below + 1, to); };
  const int64_t low = begin(kColumns - 1), high = end(0);
  if (low < high) {
    op.template Rows<kColumns>(a, static_cast<size_t>(low), static_cast<size_t>(high));
    for (int c = 0; c < kColumns - 1; ++c) op.Few(c, a[c], begin(c), low);
    for (int c = 1; c < kColumns; ++c) op.Few(c, a[c], high, end(c));
  } else {
    for (int c = 0; c < kColumns; ++c) op.Few(c, a[c], begin(c), end(c));
  }
}

// Gives `op` the rows [from, to) of a panel: op.Rows<kColumns>(a, begin, end) those that all its
// columns have, op.Few(c, a, begin, end) what one of them has beside those, fewer than four or the
// whole column of a narrow band.
template <int kColumns, typename T, class Op>
HWY_INLINE void WalkRows(const Stored<T>& s, const StoredPanel<T>& panel, int64_t from, int64_t to,
                         Op& op) {
  from = std::max(from, s.first), to = std::min(to, s.last);
  if (from >= to) return;
  const int64_t j = panel.j;
  if (j + kColumns - 1 - s.above <= from && to <= j + s.below + 1) [[likely]] {
    op.template Rows<kColumns>(panel.a, static_cast<size_t>(from), static_cast<size_t>(to));
  } else {
    own::WalkCorners<kColumns>(s, panel.a, j, from, to, op);
  }
}

// y += A t
template <typename T>
struct AddRows {
  bool conj;
  T* y;
  T t[kPanel];

  template <int kColumns>
  HWY_INLINE void Rows(const T* const* a, size_t begin, size_t end) const {
    own::AddPanel<kColumns>(begin, end, conj, a, t, y);
  }
  HWY_INLINE void Few(int c, const T* a, int64_t begin, int64_t end) const {
    for (int64_t i = begin; i < end; ++i) y[i] += times(conj_if(conj, a[i]), t[c]);
  }
};

// sum = A' x
template <typename T>
struct RowDots {
  bool conj;
  const T* x;
  T sum[kPanel] = {};

  template <int kColumns>
  HWY_INLINE void Rows(const T* const* a, size_t begin, size_t end) {
    T rows[kPanel];
    own::DotPanel<kColumns>(begin, end, conj, a, x, rows);
    for (int c = 0; c < kColumns; ++c) sum[c] += rows[c];
  }
  HWY_INLINE void Few(int c, const T* a, int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) sum[c] += times(conj_if(conj, a[i]), x[i]);
  }
};

// y += A t and sum = A' x
template <typename T>
struct BothRows {
  const MirrorUse& mirror;
  const T* x;
  T* y;
  T t[kPanel];
  T sum[kPanel] = {};

  template <int kColumns>
  HWY_INLINE void Rows(const T* const* a, size_t begin, size_t end) {
    T rows[kPanel];
    own::BothPanel<kColumns>(begin, end, mirror.conj_stored, mirror.conj_mirrored, a, t, x, y,
                             rows);
    for (int c = 0; c < kColumns; ++c) sum[c] += rows[c];
  }
  HWY_INLINE void Few(int c, const T* a, int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      y[i] += times(conj_if(mirror.conj_stored, a[i]), t[c]);
      sum[c] += times(conj_if(mirror.conj_mirrored, a[i]), x[i]);
    }
  }
};

// ------------------------------ a panel's own rows

template <typename T>
HWY_INLINE Real<T> RealOf(T a) {
  if constexpr (ComplexScalar<T>) {
    return a.real();
  } else {
    return a;
  }
}

// a / d. Solutions are chains of quotients, but a reciprocal that is made of d alone has no part in
// the chain: of complex floats, by the divisor's square in double, it costs no digit.
template <typename T>
HWY_INLINE T Quotient(T a, T d) {
  if constexpr (std::is_same_v<T, std::complex<float>>) {
    const std::complex<double> x(a), y(d);
    const double scale = 1 / (y.real() * y.real() + y.imag() * y.imag());
    const double re = y.real() * scale, im = y.imag() * scale;
    if (is_near_one(x, y)) [[likely]]
      return T(std::complex<double>(x.real() * re + x.imag() * im, x.imag() * re - x.real() * im));
  }
  return divide(a, d);
}

// The triangle of a panel's own rows: element (p, q) is a[q][p]. There are all: bands that are
// narrower have no panels.
template <bool kUpper, int kColumns, typename T>
struct PanelTriangle {
  const StoredPanel<const T>& panel;
  bool conj;

  HWY_INLINE T at(int p, int q) const { return conj_if(conj, panel.a[q][panel.j + p]); }
  HWY_INLINE T diagonal(int c) const { return at(c, c); }
  // sum += (p, q) v, where there is such an element.
  HWY_INLINE void add(int p, int q, T v, T& sum) const {
    if (kUpper ? p < q : p > q) sum += times(at(p, q), v);
  }
};

// The rows of a panel outside its own.
template <bool kUpper, int kColumns, typename T, class Op>
HWY_INLINE void WalkOutside(const Stored<const T>& s, const StoredPanel<const T>& panel, Op& op) {
  own::WalkRows<kColumns>(s, panel, kUpper ? s.first : panel.j + kColumns,
                          kUpper ? panel.j : s.last, op);
}

// ------------------------------ narrow bands

// Up to so many diagonals beside one every element is a short sum of its own: panels would be
// corners alone. Sums along rows lose sooner (Zen 3, float: 5.9 ns a row of nine, panels 4.6).
inline constexpr int64_t kNarrow = 8, kNarrowRows = 5;

// Rows of a packed triangle have no stride, so that there columns alone can be narrow.
template <typename T>
HWY_INLINE bool IsNarrow(const Stored<const T>& s, bool by_columns, int64_t limit = kNarrow) {
  return s.above + s.below <= limit && (s.grow == 0 || by_columns);
}

// The sum of a(c step) x(c dir) for c from `count` down to `last`.
template <typename T>
HWY_INLINE T ShortSum(const T* a, int64_t step, const T* x, int64_t dir, int64_t count, bool conj,
                      int64_t last = 1) {
  T sum{};
  for (int64_t c = count; c >= last; --c) sum += times(conj_if(conj, a[c * step]), x[c * dir]);
  return sum;
}

// Runs body(i, a, step, dir, count) for the elements [begin, end) of a product or a solution with a
// triangle of few diagonals: element i takes those at a[c step] times x[i + c dir], c <= count, and
// the diagonal at a[0]. From the first on where the others come behind it and may be replaced.
template <typename T, class Body>
HWY_INLINE void ForNarrowRows(const Stored<const T>& s, int64_t n, int64_t begin, int64_t end,
                              bool trans, bool solve, Body&& body) {
  const bool upper = s.below < 0;
  const int64_t k = upper ? s.above : s.below, dir = upper != trans ? 1 : -1,
                step = trans ? dir : dir * s.ld;
  const bool ascending = (dir > 0) != solve;
  int64_t i = ascending ? begin : end - 1;
  const T* a = s.column(i) + i;
  for (int64_t left = end - begin; left > 0; --left) {
    body(i, a, step, dir, std::min(k, dir > 0 ? n - 1 - i : i));
    if (ascending) {
      a += s.ld + 1 + s.grow * i;
      ++i;
    } else {
      --i;
      a -= s.ld + 1 + s.grow * i;
    }
  }
}

// ------------------------------ products

template <typename T>
void WalkAdd(const Stored<const T>& s, int64_t begin, int64_t end, bool conj, T alpha, const T* x,
             T* y) {
  if (own::IsNarrow(s, false, kNarrowRows)) {
    for (int64_t i = s.first; i < s.last; ++i) {
      const int64_t from = std::max(begin, i - s.below), last = std::min(end, i + s.above + 1);
      if (from >= last) continue;
      y[i] += times(
          alpha, own::ShortSum(s.column(from - 1) + i, s.ld, x + from - 1, 1, last - from, conj));
    }
    return;
  }
  own::ForPanels(begin, end, true, [&]<int kColumns>(int64_t j) FULCRUM_INLINE_LAMBDA {
    const auto panel = own::PanelOf<kColumns>(s, j);
    AddRows<T> op{conj, y, {}};
    for (int c = 0; c < kColumns; ++c) op.t[c] = times(alpha, x[j + c]);
    own::WalkRows<kColumns>(s, panel, s.first, s.last, op);
  });
}

template <typename T>
void WalkDots(const Stored<const T>& s, int64_t begin, int64_t end, bool conj, T alpha, const T* x,
              T* y) {
  if (own::IsNarrow(s, true)) {
    for (int64_t j = begin; j < end; ++j) {
      const int64_t from = s.begin(j), last = s.end(j);
      y[j] += times(alpha,
                    own::ShortSum(s.column(j) + from - 1, 1, x + from - 1, 1, last - from, conj));
    }
    return;
  }
  own::ForPanels(begin, end, true, [&]<int kColumns>(int64_t j) FULCRUM_INLINE_LAMBDA {
    const auto panel = own::PanelOf<kColumns>(s, j);
    RowDots<T> op{conj, x};
    own::WalkRows<kColumns>(s, panel, s.first, s.last, op);
    for (int c = 0; c < kColumns; ++c) y[j + c] += times(alpha, op.sum[c]);
  });
}

template <bool kUpper, typename T>
void BothUses(const Stored<const T>& s, int64_t begin, int64_t end, const MirrorUse& use, T alpha,
              const T* x, T* y) {
  own::ForPanels(begin, end, true, [&]<int kColumns>(int64_t j) FULCRUM_INLINE_LAMBDA {
    const auto panel = own::PanelOf<kColumns>(s, j);
    BothRows<T> op{use, x, y, {}};
    for (int c = 0; c < kColumns; ++c) op.t[c] = times(alpha, x[j + c]);
    own::WalkOutside<kUpper, kColumns>(s, panel, op);
    T sum[kColumns];
    for (int c = 0; c < kColumns; ++c) sum[c] = y[j + c] + times(alpha, op.sum[c]);
    if (j >= s.first && j < s.last) {
      const PanelTriangle<kUpper, kColumns, T> stored{panel, use.conj_stored},
          mirrored{panel, use.conj_mirrored};
      for (int p = 0; p < kColumns; ++p) {
        sum[p] += use.real_diagonal ? times_real(RealOf(stored.diagonal(p)), op.t[p])
                                    : times(stored.diagonal(p), op.t[p]);
        for (int q = 0; q < kColumns; ++q) {
          stored.add(p, q, op.t[q], sum[p]);
          mirrored.add(q, p, op.t[q], sum[p]);
        }
      }
    }
    for (int c = 0; c < kColumns; ++c) y[j + c] = sum[c];
  });
}

// Column by column.
template <typename T>
void BothUsesNarrow(const Stored<const T>& s, int64_t begin, int64_t end, const MirrorUse& use,
                    T alpha, const T* x, T* y) {
  for (int64_t j = begin; j < end; ++j) {
    const T* const a = s.column(j);
    const T t = times(alpha, x[j]);
    T across{}, own{};
    for (int64_t i = s.begin(j); i < s.end(j); ++i) {
      y[i] += times(conj_if(use.conj_stored, a[i]), t);
      across += times(conj_if(use.conj_mirrored, a[i]), x[i]);
    }
    if (j >= s.first && j < s.last)
      own = use.real_diagonal ? times_real(RealOf(a[j]), t)
                              : times(conj_if(use.conj_stored, a[j]), t);
    y[j] += times(alpha, across) + own;
  }
}

template <typename T>
void WalkBoth(const Stored<const T>& s, int64_t begin, int64_t end, const MirrorUse& use, T alpha,
              const T* x, T* y) {
  (own::IsNarrow(s, true) ? BothUsesNarrow<T>
   : s.below < 0          ? BothUses<true, T>
                          : BothUses<false, T>)(s, begin, end, use, alpha, x, y);
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
