// SPDX-License-Identifier: Apache-2.0
// gemv kernels, width-agnostic: included once per target by gemv_f32.cc and gemv_f64.cc.

// clang-format off
#if defined(FULCRUM_SIMD_GEMV_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_GEMV_INL_H_
#undef FULCRUM_SIMD_GEMV_INL_H_
#else
#define FULCRUM_SIMD_GEMV_INL_H_
#endif
// clang-format on

#include <cstddef>
#include <cstdint>

#include "hwy/highway.h"
#include "simd/compat-inl.h"
#include "simd/level2/fold-inl.h"
#include "simd/level2/gemv.hpp"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace own = fulcrum::simd::HWY_NAMESPACE;

// One lane, with the target's own multiply-add: for the rows behind the last full vector where
// masks are not safe.
template <typename T>
using GemvLane = hn::CappedTag<T, 1>;

// The first `count` elements (kMasked), or a full vector.
template <bool kMasked, class D, typename T>
HWY_INLINE hn::Vec<D> GemvLoad(D d, const T* from, size_t count) {
  if constexpr (kMasked) {
    return own::LoadFirst(d, from, count);
  } else {
    return hn::LoadU(d, from);
  }
}

// y = alpha sum + beta y for one vector; beta == 0 does not read y.
template <bool kMasked, class D, typename T>
HWY_INLINE void GemvFinish(D d, hn::Vec<D> sum, T alpha, T beta, T* y, size_t count) {
  auto r = hn::Mul(hn::Set(d, alpha), sum);
  if (beta != T{0}) r = hn::MulAdd(hn::Set(d, beta), own::GemvLoad<kMasked>(d, y, count), r);
  if constexpr (kMasked) {
    own::StoreFirst(r, d, y, count);
  } else {
    hn::StoreU(r, d, y);
  }
}

// ------------------------------ y = alpha A x + beta y, y in registers

// s += a x_j for kVectors vectors of rows, the last one masked if kMasked.
template <int kVectors, bool kMasked, class D, typename T, class V>
HWY_INLINE void GemvColumn(D d, size_t count, const T* a, T xj, V& s0, V& s1, V& s2, V& s3, V& s4,
                           V& s5, V& s6, V& s7) {
  const size_t lanes = hn::Lanes(d);
  const auto x = hn::Set(d, xj);
  s0 = hn::MulAdd(x, own::GemvLoad<(kMasked && kVectors == 1)>(d, a, count), s0);
  if constexpr (kVectors > 1)
    s1 = hn::MulAdd(x, own::GemvLoad<(kMasked && kVectors == 2)>(d, a + lanes, count), s1);
  if constexpr (kVectors > 2)
    s2 = hn::MulAdd(x, own::GemvLoad<(kMasked && kVectors == 3)>(d, a + 2 * lanes, count), s2);
  if constexpr (kVectors > 3)
    s3 = hn::MulAdd(x, own::GemvLoad<(kMasked && kVectors == 4)>(d, a + 3 * lanes, count), s3);
  if constexpr (kVectors > 4)
    s4 = hn::MulAdd(x, own::GemvLoad<(kMasked && kVectors == 5)>(d, a + 4 * lanes, count), s4);
  if constexpr (kVectors > 5)
    s5 = hn::MulAdd(x, own::GemvLoad<(kMasked && kVectors == 6)>(d, a + 5 * lanes, count), s5);
  if constexpr (kVectors > 6)
    s6 = hn::MulAdd(x, own::GemvLoad<(kMasked && kVectors == 7)>(d, a + 6 * lanes, count), s6);
  if constexpr (kVectors > 7)
    s7 = hn::MulAdd(x, own::GemvLoad<(kMasked && kVectors == 8)>(d, a + 7 * lanes, count), s7);
}

// All columns for a block of kVectors vectors of rows. There are eight accumulators (two FMA ports
// x four cycles) for any block: fewer vectors take several columns at a time.
template <int kVectors, bool kMasked, class D, typename T>
void NoTransBlock(D d, size_t count, size_t n, T alpha, const T* a, size_t lda, const T* x, T beta,
                  T* y) {
  const size_t lanes = hn::Lanes(d);
  auto s0 = hn::Zero(d);
  auto s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
  size_t j = 0;
  if constexpr (kVectors == 1) {
    for (; j + 8 <= n; j += 8, a += 8 * lda) {
      const T* const b = a + 4 * lda;
      s0 = hn::MulAdd(hn::Set(d, x[j]), own::GemvLoad<kMasked>(d, a, count), s0);
      s1 = hn::MulAdd(hn::Set(d, x[j + 1]), own::GemvLoad<kMasked>(d, a + lda, count), s1);
      s2 = hn::MulAdd(hn::Set(d, x[j + 2]), own::GemvLoad<kMasked>(d, a + 2 * lda, count), s2);
      s3 = hn::MulAdd(hn::Set(d, x[j + 3]), own::GemvLoad<kMasked>(d, a + 3 * lda, count), s3);
      s4 = hn::MulAdd(hn::Set(d, x[j + 4]), own::GemvLoad<kMasked>(d, b, count), s4);
      s5 = hn::MulAdd(hn::Set(d, x[j + 5]), own::GemvLoad<kMasked>(d, b + lda, count), s5);
      s6 = hn::MulAdd(hn::Set(d, x[j + 6]), own::GemvLoad<kMasked>(d, b + 2 * lda, count), s6);
      s7 = hn::MulAdd(hn::Set(d, x[j + 7]), own::GemvLoad<kMasked>(d, b + 3 * lda, count), s7);
    }
    s0 = hn::Add(hn::Add(s0, s4), hn::Add(s2, s6));
    s1 = hn::Add(hn::Add(s1, s5), hn::Add(s3, s7));
    for (; j + 2 <= n; j += 2, a += 2 * lda) {
      s0 = hn::MulAdd(hn::Set(d, x[j]), own::GemvLoad<kMasked>(d, a, count), s0);
      s1 = hn::MulAdd(hn::Set(d, x[j + 1]), own::GemvLoad<kMasked>(d, a + lda, count), s1);
    }
    s0 = hn::Add(s0, s1);
  } else if constexpr (kVectors == 2) {
    for (; j + 4 <= n; j += 4, a += 4 * lda) {
      own::GemvColumn<2, kMasked>(d, count, a, x[j], s0, s1, s0, s0, s0, s0, s0, s0);
      own::GemvColumn<2, kMasked>(d, count, a + lda, x[j + 1], s2, s3, s0, s0, s0, s0, s0, s0);
      own::GemvColumn<2, kMasked>(d, count, a + 2 * lda, x[j + 2], s4, s5, s0, s0, s0, s0, s0, s0);
      own::GemvColumn<2, kMasked>(d, count, a + 3 * lda, x[j + 3], s6, s7, s0, s0, s0, s0, s0, s0);
    }
    s0 = hn::Add(hn::Add(s0, s2), hn::Add(s4, s6));
    s1 = hn::Add(hn::Add(s1, s3), hn::Add(s5, s7));
  } else if constexpr (kVectors <= 4) {
    for (; j + 2 <= n; j += 2, a += 2 * lda) {
      own::GemvColumn<kVectors, kMasked>(d, count, a, x[j], s0, s1, s2, s3, s0, s0, s0, s0);
      own::GemvColumn<kVectors, kMasked>(d, count, a + lda, x[j + 1], s4, s5, s6, s7, s0, s0, s0,
                                         s0);
    }
    s0 = hn::Add(s0, s4);
    s1 = hn::Add(s1, s5);
    s2 = hn::Add(s2, s6);
    s3 = hn::Add(s3, s7);
  }
  for (; j < n; ++j, a += lda) {
    own::GemvColumn<kVectors, kMasked>(d, count, a, x[j], s0, s1, s2, s3, s4, s5, s6, s7);
  }
  own::GemvFinish<kMasked && kVectors == 1>(d, s0, alpha, beta, y, count);
  if constexpr (kVectors > 1)
    own::GemvFinish<kMasked && kVectors == 2>(d, s1, alpha, beta, y + lanes, count);
  if constexpr (kVectors > 2)
    own::GemvFinish<kMasked && kVectors == 3>(d, s2, alpha, beta, y + 2 * lanes, count);
  if constexpr (kVectors > 3)
    own::GemvFinish<kMasked && kVectors == 4>(d, s3, alpha, beta, y + 3 * lanes, count);
  if constexpr (kVectors > 4)
    own::GemvFinish<kMasked && kVectors == 5>(d, s4, alpha, beta, y + 4 * lanes, count);
  if constexpr (kVectors > 5)
    own::GemvFinish<kMasked && kVectors == 6>(d, s5, alpha, beta, y + 5 * lanes, count);
  if constexpr (kVectors > 6)
    own::GemvFinish<kMasked && kVectors == 7>(d, s6, alpha, beta, y + 6 * lanes, count);
  if constexpr (kVectors > 7)
    own::GemvFinish<kMasked && kVectors == 8>(d, s7, alpha, beta, y + 7 * lanes, count);
}

// The last rows, fewer than eight vectors, in one pass over the columns. `count` rows lie in the
// last vector.
template <bool kMasked, class D, typename T>
HWY_INLINE void NoTransRest(D d, size_t vectors, size_t count, size_t n, T alpha, const T* a,
                            size_t lda, const T* x, T beta, T* y) {
  switch (vectors) {
    case 1:
      return own::NoTransBlock<1, kMasked>(d, count, n, alpha, a, lda, x, beta, y);
    case 2:
      return own::NoTransBlock<2, kMasked>(d, count, n, alpha, a, lda, x, beta, y);
    case 3:
      return own::NoTransBlock<3, kMasked>(d, count, n, alpha, a, lda, x, beta, y);
    case 4:
      return own::NoTransBlock<4, kMasked>(d, count, n, alpha, a, lda, x, beta, y);
    case 5:
      return own::NoTransBlock<5, kMasked>(d, count, n, alpha, a, lda, x, beta, y);
    case 6:
      return own::NoTransBlock<6, kMasked>(d, count, n, alpha, a, lda, x, beta, y);
    case 7:
      return own::NoTransBlock<7, kMasked>(d, count, n, alpha, a, lda, x, beta, y);
    case 8:
      return own::NoTransBlock<8, kMasked>(d, count, n, alpha, a, lda, x, beta, y);
    default:
      return;
  }
}

template <typename T>
void GemvNoTrans(int64_t m, int64_t n, T alpha, const T* a, int64_t lda, const T* x, T beta, T* y) {
  const hn::ScalableTag<T> d;
  const size_t lanes = hn::Lanes(d);
  const size_t rows = static_cast<size_t>(m), cols = static_cast<size_t>(n),
               ld = static_cast<size_t>(lda);
  size_t i = 0;
  for (; i + 8 * lanes <= rows; i += 8 * lanes)
    own::NoTransBlock<8, false>(d, 0, cols, alpha, a + i, ld, x, beta, y + i);
#if FULCRUM_MASK_IS_SAFE
  const size_t rest = rows - i, last = rest % lanes;
  if (last == 0) {
    own::NoTransRest<false>(d, rest / lanes, 0, cols, alpha, a + i, ld, x, beta, y + i);
  } else {
    own::NoTransRest<true>(d, rest / lanes + 1, last, cols, alpha, a + i, ld, x, beta, y + i);
  }
#else
  const size_t full = (rows - i) / lanes;
  own::NoTransRest<false>(d, full, 0, cols, alpha, a + i, ld, x, beta, y + i);
  const GemvLane<T> one;
  for (i += full * lanes; i < rows; ++i)
    own::NoTransBlock<1, false>(one, 1, cols, alpha, a + i, ld, x, beta, y + i);
#endif
}

// ------------------------------ y = alpha A x + beta y, A streamed

// One vector of rows of kColumns (8, 4, 2 or 1) columns added to beta y, eight in two chains.
template <int kColumns, bool kMasked, class D, typename T, class V>
HWY_INLINE void PanelStep(D d, size_t count, const T* a, const T* b, size_t lda, V x0, V x1, V x2,
                          V x3, V x4, V x5, V x6, V x7, T beta, T* y) {
  auto s = hn::Mul(x0, own::GemvLoad<kMasked>(d, a, count));
  if constexpr (kColumns > 1) s = hn::MulAdd(x1, own::GemvLoad<kMasked>(d, a + lda, count), s);
  if constexpr (kColumns > 2) {
    s = hn::MulAdd(x2, own::GemvLoad<kMasked>(d, a + 2 * lda, count), s);
    s = hn::MulAdd(x3, own::GemvLoad<kMasked>(d, a + 3 * lda, count), s);
  }
  if constexpr (kColumns > 4) {
    auto t = hn::Mul(x4, own::GemvLoad<kMasked>(d, b, count));
    t = hn::MulAdd(x5, own::GemvLoad<kMasked>(d, b + lda, count), t);
    t = hn::MulAdd(x6, own::GemvLoad<kMasked>(d, b + 2 * lda, count), t);
    t = hn::MulAdd(x7, own::GemvLoad<kMasked>(d, b + 3 * lda, count), t);
    s = hn::Add(s, t);
  }
  if (beta != T{0}) s = hn::MulAdd(hn::Set(d, beta), own::GemvLoad<kMasked>(d, y, count), s);
  if constexpr (kMasked) {
    own::StoreFirst(s, d, y, count);
  } else {
    hn::StoreU(s, d, y);
  }
}

// Rows [i, m) of kColumns columns as far as whole vectors of D (or the masked tail) go; returns the
// next row.
template <int kColumns, bool kMasked, class D, typename T>
HWY_INLINE size_t PanelRows(D d, size_t i, size_t m, T alpha, const T* a, size_t lda, const T* x,
                            T beta, T* y) {
  constexpr int k1 = kColumns > 1 ? 1 : 0, k2 = kColumns > 2 ? 2 : 0, k4 = kColumns > 4 ? 4 : 0;
  constexpr int k3 = k2 + k2 / 2, k5 = k4 + k4 / 4, k6 = k4 + k4 / 2,
                k7 = k6 + k4 / 4;  // else 0: not read
  const size_t lanes = hn::Lanes(d);
  const auto x0 = hn::Set(d, alpha * x[0]), x1 = hn::Set(d, alpha * x[k1]),
             x2 = hn::Set(d, alpha * x[k2]), x3 = hn::Set(d, alpha * x[k3]),
             x4 = hn::Set(d, alpha * x[k4]), x5 = hn::Set(d, alpha * x[k5]),
             x6 = hn::Set(d, alpha * x[k6]), x7 = hn::Set(d, alpha * x[k7]);
  const T* const b = a + k4 * lda;
  if constexpr (kMasked) {
    own::PanelStep<kColumns, true>(d, m - i, a + i, b + i, lda, x0, x1, x2, x3, x4, x5, x6, x7,
                                   beta, y + i);
    return m;
  }
  for (; i + lanes <= m; i += lanes) {
    own::PanelStep<kColumns, false>(d, 0, a + i, b + i, lda, x0, x1, x2, x3, x4, x5, x6, x7, beta,
                                    y + i);
  }
  return i;
}

// kColumns columns for a chunk of rows: so many streams for the prefetcher, y in the first-level
// cache. An element of y sees the same operations wherever its chunk begins.
template <int kColumns, typename T>
void Panel(size_t m, T alpha, const T* a, size_t lda, const T* x, T beta, T* y) {
  const hn::ScalableTag<T> d;
  const size_t i = own::PanelRows<kColumns, false>(d, 0, m, alpha, a, lda, x, beta, y);
  if (i == m) return;
#if FULCRUM_MASK_IS_SAFE
  own::PanelRows<kColumns, true>(d, i, m, alpha, a, lda, x, beta, y);
#else
  own::PanelRows<kColumns, false>(GemvLane<T>(), i, m, alpha, a, lda, x, beta, y);
#endif
}

// Panels of kColumns columns, 4 or 8, then of what is left.
template <int kColumns, typename T>
void GemvNoTransPanels(int64_t m, int64_t n, T alpha, const T* a, int64_t lda, const T* x, T beta,
                       T* y) {
  const size_t rows = static_cast<size_t>(m), cols = static_cast<size_t>(n),
               ld = static_cast<size_t>(lda);
  constexpr size_t kChunk =
      16384 / sizeof(T);  // 16 KiB of y stay in the first-level cache while A passes by
  for (size_t i = 0; i < rows; i += kChunk) {
    const size_t part = rows - i < kChunk ? rows - i : kChunk;
    T scale = beta;
    size_t j = 0;
    for (; j + kColumns <= cols; j += kColumns, scale = T{1}) {
      Panel<kColumns>(part, alpha, a + i + j * ld, ld, x + j, scale, y + i);
    }
    for (; j + 4 <= cols; j += 4, scale = T{1})
      Panel<4>(part, alpha, a + i + j * ld, ld, x + j, scale, y + i);
    for (; j + 2 <= cols; j += 2, scale = T{1})
      Panel<2>(part, alpha, a + i + j * ld, ld, x + j, scale, y + i);
    if (j < cols) Panel<1>(part, alpha, a + i + j * ld, ld, x + j, scale, y + i);
  }
}

// ------------------------------ y = alpha A' x + beta y

#if HWY_TARGET != HWY_SCALAR && !HWY_HAVE_SCALABLE

// y(0..8) = alpha (the sum of each accumulator's lanes) + beta y: a transpose by halves costs 26
// instructions on AVX-512 f64, eight separate horizontal sums 48.
template <class D, class V>
HWY_INLINE void TransFinish8(D d, double alpha, double beta, double* y, V s0, V s1, V s2, V s3,
                             V s4, V s5, V s6, V s7) {
  const auto p01 = own::FoldPair(d, s0, s1), p23 = own::FoldPair(d, s2, s3);
  const auto p45 = own::FoldPair(d, s4, s5), p67 = own::FoldPair(d, s6, s7);
  if constexpr (HWY_MAX_BYTES == 16) {
    own::GemvFinish<false>(d, p01, alpha, beta, y, 0);
    own::GemvFinish<false>(d, p23, alpha, beta, y + 2, 0);
    own::GemvFinish<false>(d, p45, alpha, beta, y + 4, 0);
    own::GemvFinish<false>(d, p67, alpha, beta, y + 6, 0);
  } else {
    const auto q03 = own::FoldHalves(d, p01, p23), q47 = own::FoldHalves(d, p45, p67);
    if constexpr (HWY_MAX_BYTES == 32) {
      own::GemvFinish<false>(d, q03, alpha, beta, y, 0);
      own::GemvFinish<false>(d, q47, alpha, beta, y + 4, 0);
    } else {
      const hn::Half<D> h;
      const auto r03 = own::FoldHalves(h, hn::LowerHalf(h, q03), hn::UpperHalf(h, q03));
      const auto r47 = own::FoldHalves(h, hn::LowerHalf(h, q47), hn::UpperHalf(h, q47));
      own::GemvFinish<false>(d, hn::Combine(d, r47, r03), alpha, beta, y, 0);
    }
  }
}

template <class D, class V>
HWY_INLINE void TransFinish8(D d, float alpha, float beta, float* y, V s0, V s1, V s2, V s3, V s4,
                             V s5, V s6, V s7) {
  const hn::Repartition<double, D> wide;
  const auto quad = [&](V a, V b, V c, V e) HWY_ATTR {
    const auto ab = hn::BitCast(wide, own::FoldPair(d, a, b)),
               ce = hn::BitCast(wide, own::FoldPair(d, c, e));
    return hn::Add(hn::BitCast(d, hn::InterleaveLower(wide, ab, ce)),
                   hn::BitCast(d, hn::InterleaveUpper(wide, ab, ce)));
  };
  const auto q03 = quad(s0, s1, s2, s3), q47 = quad(s4, s5, s6, s7);
  if constexpr (HWY_MAX_BYTES == 16) {
    own::GemvFinish<false>(d, q03, alpha, beta, y, 0);
    own::GemvFinish<false>(d, q47, alpha, beta, y + 4, 0);
  } else {
    const auto r = own::FoldHalves(d, q03, q47);
    if constexpr (HWY_MAX_BYTES == 32) {
      own::GemvFinish<false>(d, r, alpha, beta, y, 0);
    } else {
      const hn::Half<D> h;
      own::GemvFinish<false>(h, own::FoldHalves(h, hn::LowerHalf(h, r), hn::UpperHalf(h, r)), alpha,
                             beta, y, 0);
    }
  }
}

#else

template <class D, typename T, class V>
HWY_INLINE void TransFinish8(D d, T alpha, T beta, T* y, V s0, V s1, V s2, V s3, V s4, V s5, V s6,
                             V s7) {
  const GemvLane<T> one;
  own::GemvFinish<false>(one, hn::Set(one, own::SumLanes(d, s0)), alpha, beta, y, 1);
  own::GemvFinish<false>(one, hn::Set(one, own::SumLanes(d, s1)), alpha, beta, y + 1, 1);
  own::GemvFinish<false>(one, hn::Set(one, own::SumLanes(d, s2)), alpha, beta, y + 2, 1);
  own::GemvFinish<false>(one, hn::Set(one, own::SumLanes(d, s3)), alpha, beta, y + 3, 1);
  own::GemvFinish<false>(one, hn::Set(one, own::SumLanes(d, s4)), alpha, beta, y + 4, 1);
  own::GemvFinish<false>(one, hn::Set(one, own::SumLanes(d, s5)), alpha, beta, y + 5, 1);
  own::GemvFinish<false>(one, hn::Set(one, own::SumLanes(d, s6)), alpha, beta, y + 6, 1);
  own::GemvFinish<false>(one, hn::Set(one, own::SumLanes(d, s7)), alpha, beta, y + 7, 1);
}

#endif

// Element p[0] in the first lane, zero elsewhere.
template <class D, typename T>
HWY_INLINE hn::Vec<D> FirstLane(D d, const T* p) {
  return hn::IfThenElseZero(hn::FirstN(d, 1), hn::Set(d, *p));
}

// Loads of one step down the columns: a full vector, the masked tail, or a single row where masks
// are not safe.
enum class Step { Full, Tail, Row };
template <Step kStep, class D, typename T>
HWY_INLINE hn::Vec<D> StepLoad(D d, const T* p, size_t count) {
  if constexpr (kStep == Step::Full) {
    return hn::LoadU(d, p);
  } else if constexpr (kStep == Step::Tail) {
    return own::LoadFirst(d, p, count);
  } else {
    return own::FirstLane(d, p);
  }
}

template <Step kStep, class D, typename T, class V>
HWY_INLINE void TransStep4(D d, size_t count, const T* a, size_t lda, V x, V& s0, V& s1, V& s2,
                           V& s3) {
  s0 = hn::MulAdd(x, own::StepLoad<kStep>(d, a, count), s0);
  s1 = hn::MulAdd(x, own::StepLoad<kStep>(d, a + lda, count), s1);
  s2 = hn::MulAdd(x, own::StepLoad<kStep>(d, a + 2 * lda, count), s2);
  s3 = hn::MulAdd(x, own::StepLoad<kStep>(d, a + 3 * lda, count), s3);
}

// Eight columns: one load of x serves eight loads of A, and eight chains hide the latency.
template <class D, typename T>
void Trans8(D d, size_t m, T alpha, const T* a, size_t lda, const T* x, T beta, T* y) {
  const size_t lanes = hn::Lanes(d);
  const T* const b = a + 4 * lda;
  auto s0 = hn::Zero(d);
  auto s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
  size_t i = 0;
  for (; i + lanes <= m; i += lanes) {
    const auto xi = hn::LoadU(d, x + i);
    own::TransStep4<Step::Full>(d, 0, a + i, lda, xi, s0, s1, s2, s3);
    own::TransStep4<Step::Full>(d, 0, b + i, lda, xi, s4, s5, s6, s7);
  }
  constexpr Step kRest = FULCRUM_MASK_IS_SAFE ? Step::Tail : Step::Row;
  for (; i < m; i += FULCRUM_MASK_IS_SAFE ? lanes : 1) {
    const auto xi = own::StepLoad<kRest>(d, x + i, m - i);
    own::TransStep4<kRest>(d, m - i, a + i, lda, xi, s0, s1, s2, s3);
    own::TransStep4<kRest>(d, m - i, b + i, lda, xi, s4, s5, s6, s7);
  }
  own::TransFinish8(d, alpha, beta, y, s0, s1, s2, s3, s4, s5, s6, s7);
}

// Four columns, two vectors of rows a turn.
template <class D, typename T>
void Trans4(D d, size_t m, T alpha, const T* a, size_t lda, const T* x, T beta, T* y) {
  const size_t lanes = hn::Lanes(d);
  auto s0 = hn::Zero(d);
  auto s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
  size_t i = 0;
  for (; i + 2 * lanes <= m; i += 2 * lanes) {
    own::TransStep4<Step::Full>(d, 0, a + i, lda, hn::LoadU(d, x + i), s0, s1, s2, s3);
    own::TransStep4<Step::Full>(d, 0, a + i + lanes, lda, hn::LoadU(d, x + i + lanes), s4, s5, s6,
                                s7);
  }
  if (i + lanes <= m) {
    own::TransStep4<Step::Full>(d, 0, a + i, lda, hn::LoadU(d, x + i), s0, s1, s2, s3);
    i += lanes;
  }
  constexpr Step kRest = FULCRUM_MASK_IS_SAFE ? Step::Tail : Step::Row;
  for (; i < m; i += FULCRUM_MASK_IS_SAFE ? lanes : 1) {
    own::TransStep4<kRest>(d, m - i, a + i, lda, own::StepLoad<kRest>(d, x + i, m - i), s4, s5, s6,
                           s7);
  }
  const GemvLane<T> one;
  own::GemvFinish<false>(one, hn::Set(one, own::SumLanes(d, hn::Add(s0, s4))), alpha, beta, y, 1);
  own::GemvFinish<false>(one, hn::Set(one, own::SumLanes(d, hn::Add(s1, s5))), alpha, beta, y + 1,
                         1);
  own::GemvFinish<false>(one, hn::Set(one, own::SumLanes(d, hn::Add(s2, s6))), alpha, beta, y + 2,
                         1);
  own::GemvFinish<false>(one, hn::Set(one, own::SumLanes(d, hn::Add(s3, s7))), alpha, beta, y + 3,
                         1);
}

// One column, four vectors of rows a turn.
template <class D, typename T>
void Trans1(D d, size_t m, T alpha, const T* a, const T* x, T beta, T* y) {
  const size_t lanes = hn::Lanes(d);
  auto s0 = hn::Zero(d);
  auto s1 = s0, s2 = s0, s3 = s0;
  size_t i = 0;
  for (; i + 4 * lanes <= m; i += 4 * lanes) {
    s0 = hn::MulAdd(hn::LoadU(d, x + i), hn::LoadU(d, a + i), s0);
    s1 = hn::MulAdd(hn::LoadU(d, x + i + lanes), hn::LoadU(d, a + i + lanes), s1);
    s2 = hn::MulAdd(hn::LoadU(d, x + i + 2 * lanes), hn::LoadU(d, a + i + 2 * lanes), s2);
    s3 = hn::MulAdd(hn::LoadU(d, x + i + 3 * lanes), hn::LoadU(d, a + i + 3 * lanes), s3);
  }
  for (; i + lanes <= m; i += lanes) s0 = hn::MulAdd(hn::LoadU(d, x + i), hn::LoadU(d, a + i), s0);
  constexpr Step kRest = FULCRUM_MASK_IS_SAFE ? Step::Tail : Step::Row;
  for (; i < m; i += FULCRUM_MASK_IS_SAFE ? lanes : 1) {
    s1 = hn::MulAdd(own::StepLoad<kRest>(d, x + i, m - i), own::StepLoad<kRest>(d, a + i, m - i),
                    s1);
  }
  const GemvLane<T> one;
  const T sum = own::SumLanes(d, hn::Add(hn::Add(s0, s1), hn::Add(s2, s3)));
  own::GemvFinish<false>(one, hn::Set(one, sum), alpha, beta, y, 1);
}

// kColumns columns at a time, 4 or 8, then what is left.
template <int kColumns, typename T>
void GemvTrans(int64_t m, int64_t n, T alpha, const T* a, int64_t lda, const T* x, T beta, T* y) {
  const hn::ScalableTag<T> d;
  const size_t rows = static_cast<size_t>(m), cols = static_cast<size_t>(n),
               ld = static_cast<size_t>(lda);
  size_t j = 0;
  if constexpr (kColumns == 8) {
    for (; j + 8 <= cols; j += 8) own::Trans8(d, rows, alpha, a + j * ld, ld, x, beta, y + j);
  }
  for (; j + 4 <= cols; j += 4) own::Trans4(d, rows, alpha, a + j * ld, ld, x, beta, y + j);
  for (; j < cols; ++j) own::Trans1(d, rows, alpha, a + j * ld, x, beta, y + j);
}

template <typename T>
GemvKernels<T> MakeGemv() {
  return {static_cast<int>(8 * hn::Lanes(hn::ScalableTag<T>())),
          8,
          &GemvNoTrans<T>,
          &GemvNoTransPanels<4, T>,
          &GemvNoTransPanels<8, T>,
          &GemvTrans<8, T>,
          &GemvTrans<4, T>};
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
