// SPDX-License-Identifier: Apache-2.0
// Updates of rank one and two of a stored matrix, by columns and in panels of four. Included once
// per target, after walks-inl.h.

// clang-format off
#if defined(FULCRUM_SIMD_LEVEL2_UPDATES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_LEVEL2_UPDATES_INL_H_
#undef FULCRUM_SIMD_LEVEL2_UPDATES_INL_H_
#else
#define FULCRUM_SIMD_LEVEL2_UPDATES_INL_H_
#endif
// clang-format on

#include <cstddef>
#include <cstdint>

#include "hwy/highway.h"
#include "simd/level2/walks-inl.h"
#include "simd/scalar.hpp"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace own = fulcrum::simd::HWY_NAMESPACE;

// A += x t', and with kTwo + y u', of real elements
template <bool kTwo, typename T>
struct UpdateRows {
  const T *x, *y;
  T t[kPanel], u[kPanel];

  template <int kColumns>
  HWY_INLINE void Rows(T* const* a, size_t begin, size_t end) const {
    own::UpdatePanel<kColumns, kTwo>(begin, end, a, x, t, y, u);
  }
  HWY_INLINE void Few(int c, T* a, int64_t begin, int64_t end) const {
    for (int64_t i = begin; i < end; ++i) {
      a[i] += x[i] * t[c];
      if constexpr (kTwo) a[i] += y[i] * u[c];
    }
  }
};

// The factors of column j: of x, and of y in an update of rank two.
template <typename T>
struct ColumnFactors {
  T t{}, u{};

  HWY_INLINE ColumnFactors(const UpdateKind& kind, bool two, T alpha, const T* x, const T* y,
                           int64_t j) {
    const T factor = conj_if(kind.conj_across, y[j]);
    t = kind.hermitian && !two ? times_real(RealOf(alpha), factor) : times(alpha, factor);
    if (two) u = times(conj_if(kind.hermitian, alpha), conj_if(kind.conj_across, x[j]));
  }
};

// From so many bytes on a matrix comes from memory, faster on several streams than on one.
inline constexpr int64_t kStreamedBytes = int64_t{12} << 20;
template <typename T>
HWY_INLINE bool IsStreamed(const Stored<T>& s, int64_t columns) {
  const bool general = s.below != 0 && s.above != 0;
  return s.last * (general ? columns : s.last) * static_cast<int64_t>(sizeof(T)) >= kStreamedBytes;
}

template <bool kTwo, bool kConj, typename T>
void UpdateByColumns(const Stored<T>& s, int64_t begin, int64_t end, const UpdateKind& kind,
                     T alpha, const T* x, const T* y) {
  const auto update = [&](int64_t j, const ColumnFactors<T>& by, int64_t from,
                          int64_t to) FULCRUM_INLINE_LAMBDA {
    own::UpdateColumn<kTwo, kConj>(static_cast<size_t>(to - from), by.t, by.u, x + from, y + from,
                                   s.column(j) + from);
  };
  int64_t j = begin;
#if HWY_TARGET != HWY_SCALAR
  if constexpr (ComplexScalar<T>) {
    for (const bool streamed = own::IsStreamed(s, end - begin); streamed && j + 2 <= end; j += 2) {
      const ColumnFactors<T> by0(kind, kTwo, alpha, x, y, j), by1(kind, kTwo, alpha, x, y, j + 1);
      // Of a triangle one has a row more than the other.
      const int64_t from = HWY_MAX(s.begin(j), s.begin(j + 1));
      const int64_t to = HWY_MAX(HWY_MIN(s.end(j), s.end(j + 1)), from);
      update(j, by0, s.begin(j), from);
      update(j + 1, by1, to, s.end(j + 1));
      const T t[] = {by0.t, by1.t}, u[] = {by0.u, by1.u};
      own::UpdateTwoColumns<kTwo, kConj>(static_cast<size_t>(to - from), t, u, x + from, y + from,
                                         s.column(j) + from, s.column(j + 1) + from);
      for (const int64_t c : {j, j + 1}) {
        if (kind.hermitian) s.column(c)[c] = real_only(s.column(c)[c]);
      }
    }
  }
#endif
  for (; j < end; ++j) {
    update(j, {kind, kTwo, alpha, x, y, j}, s.begin(j), s.end(j));
    if (kind.hermitian) s.column(j)[j] = real_only(s.column(j)[j]);
  }
}

// Of a triangle with its diagonal, or of all rows.
enum class Shape { Upper, Lower, General };

template <bool kTwo, Shape kShape, typename T>
void UpdateByPanels(const Stored<T>& s, int64_t begin, int64_t end, const UpdateKind& kind, T alpha,
                    const T* x, const T* y) {
  own::ForPanels(begin, end, true, [&]<int kColumns>(int64_t j) FULCRUM_INLINE_LAMBDA {
    const auto panel = own::PanelOf<kColumns>(s, j);
    UpdateRows<kTwo, T> op{x, y, {}, {}};
    for (int c = 0; c < kColumns; ++c) {
      const ColumnFactors<T> by(kind, kTwo, alpha, x, y, j + c);
      op.t[c] = by.t, op.u[c] = by.u;
    }
    if constexpr (kShape == Shape::General) {
      own::WalkRows<kColumns>(s, panel, s.first, s.last, op);
    } else {
      constexpr bool kUpper = kShape == Shape::Upper;
      own::WalkRows<kColumns>(s, panel, kUpper ? s.first : j + kColumns, kUpper ? j : s.last, op);
      for (int q = 0; q < kColumns; ++q) {
        T* const a = panel.a[q] + j;
        for (int p = 0; p < kColumns; ++p) {
          if (kUpper ? p > q : p < q) continue;
          a[p] += x[j + p] * op.t[q];
          if constexpr (kTwo) a[p] += y[j + p] * op.u[q];
        }
      }
    }
  });
}

// Are reals updated column by column, whose stores then begin where vectors lie? In panels where
// columns are so short that most of them is the rest of a vector, from memory, and for long updates
// of rank two, which load both vectors once for four columns so. (Zen 3, speed of columns over
// panels: dger of 12 to 1000 rows 1.1 to 1.8, of 2200 0.8; sger of 12 rows 0.7, of 500 1.3; dsyr2
// of 40 1.4, of 600 0.8.) Where it depends on the columns of a part, of a general matrix, both give
// the same bits.
template <bool kTwo, typename T>
HWY_INLINE bool IsUpdatedByColumns(const Stored<T>& s, int64_t columns, bool general) {
  const auto lanes = static_cast<int64_t>(hn::Lanes(hn::ScalableTag<T>()));
  if (own::IsStreamed(s, columns)) return false;
  if (lanes > kPanel) return general && s.last >= 16 * lanes;
  return !kTwo || s.last < 64 * lanes;
}

template <bool kTwo, typename T>
void WalkUpdate(const Stored<T>& s, int64_t begin, int64_t end, const UpdateKind& kind, T alpha,
                const T* x, const T* y) {
  if constexpr (ComplexScalar<T>) {
    (kind.conj ? UpdateByColumns<kTwo, true, T>
               : UpdateByColumns<kTwo, false, T>)(s, begin, end, kind, alpha, x, y);
  } else {
    const bool general = s.below != 0 && s.above != 0;
    if (own::IsUpdatedByColumns<kTwo>(s, end - begin, general))
      return own::UpdateByColumns<kTwo, false>(s, begin, end, kind, alpha, x, y);
    (general       ? UpdateByPanels<kTwo, Shape::General, T>
     : s.above > 0 ? UpdateByPanels<kTwo, Shape::Upper, T>
                   : UpdateByPanels<kTwo, Shape::Lower, T>)(s, begin, end, kind, alpha, x, y);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
