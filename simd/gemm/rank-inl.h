// SPDX-License-Identifier: Apache-2.0
// Products of a k so short that C's stores are most of the work: columns of C from top to bottom, a
// few at a time, in long runs that a processor's write buffers and prefetchers follow; the few
// elements of B stay in registers and A in the first-level cache.

// clang-format off
#if defined(FULCRUM_SIMD_GEMM_RANK_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_GEMM_RANK_INL_H_
#undef FULCRUM_SIMD_GEMM_RANK_INL_H_
#else
#define FULCRUM_SIMD_GEMM_RANK_INL_H_
#endif
// clang-format on

#include <array>
#include <cstddef>
#include <type_traits>

#include "hwy/cache_control.h"
#include "hwy/highway.h"
#include "simd/compat-inl.h"
#include "simd/gemm/plan.hpp"
#include "simd/gemm/tile-inl.h"
#include "simd/problem.hpp"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace own = fulcrum::simd::HWY_NAMESPACE;

// Columns of C side by side: as many streams as are written at once, and with k up to kRankDepth
// their elements of B leave registers for A.
inline constexpr int kRankColumns = kTileColumns / 2;
// Up to this depth one column at a time: C is stored in the order in which it lies. In whole lines
// that was 1.03-1.1 times as fast as several side by side from 1000 rows on, and is as fast from
// where a column begins (Emerald Rapids). Three and four columns of A read once a column: 0.74-1.0.
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3
inline constexpr int kSingleDepth = 2;
#else
inline constexpr int kSingleDepth = 0;
#endif
// A C that is read and comes from beyond the caches is fetched so far ahead: a page of 4 KiB, where
// the processor's prefetchers stop; 1.1-1.3 times as fast (f32 4000 x 4000 x 1, Emerald Rapids).
inline constexpr size_t kRankAheadBytes = 4096;

// A vector of rows of one column of C. Element l of B's column is b[l].
template <int kDepth, bool kReadC, class D, class V, class Load>
HWY_INLINE V RankVector(D d, V a0, V a1, V a2, V a3, V b0, V b1, V b2, V b3, V alpha, V beta,
                        const Load& load) {
  V sum = hn::MulAdd(a0, b0, hn::Zero(d));
  if constexpr (kDepth > 1) sum = hn::MulAdd(a1, b1, sum);
  if constexpr (kDepth > 2) sum = hn::MulAdd(a2, b2, sum);
  if constexpr (kDepth > 3) sum = hn::MulAdd(a3, b3, sum);
  sum = hn::Mul(sum, alpha);
  if constexpr (kReadC) sum = hn::MulAdd(beta, load(), sum);
  return sum;
}

// C(m, kColumns) = alpha A B + beta C. kFetch: C is fetched ahead.
template <int kDepth, int kColumns, bool kReadC, bool kFetch, typename T>
HWY_INLINE void RankColumns(size_t m, T alpha_value, const T* HWY_RESTRICT a, size_t lda,
                            const T* HWY_RESTRICT b, size_t row_b, size_t column_b, T beta_value,
                            T* HWY_RESTRICT c, size_t ldc) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  const size_t lanes = hn::Lanes(d);
  const V alpha = hn::Set(d, alpha_value), beta = hn::Set(d, beta_value), zero = hn::Zero(d);
  const auto element = [&](size_t l, size_t j) HWY_ATTR {
    return l < kDepth && j < kColumns ? hn::Set(d, b[l * row_b + j * column_b]) : zero;
  };
  const V b00 = element(0, 0), b10 = element(1, 0), b20 = element(2, 0), b30 = element(3, 0);
  const V b01 = element(0, 1), b11 = element(1, 1), b21 = element(2, 1), b31 = element(3, 1);
  const V b02 = element(0, 2), b12 = element(1, 2), b22 = element(2, 2), b32 = element(3, 2);
  const V b03 = element(0, 3), b13 = element(1, 3), b23 = element(2, 3), b33 = element(3, 3);
  // f(column, its elements of B) for each column.
  const auto each_column = [&](const auto& f) FULCRUM_INLINE_LAMBDA {
    f(size_t{0}, b00, b10, b20, b30);
    if constexpr (kColumns > 1) f(size_t{1}, b01, b11, b21, b31);
    if constexpr (kColumns > 2) f(size_t{2}, b02, b12, b22, b32);
    if constexpr (kColumns > 3) f(size_t{3}, b03, b13, b23, b33);
  };
  const auto load = [&](const T* from) FULCRUM_INLINE_LAMBDA { return hn::LoadU(d, from); };
  // The vectors of rows i and `last`, all of a column's old values read before the first is
  // written.
  const auto rows = [&](size_t i, size_t last, auto load, auto store,
                        auto twice) FULCRUM_INLINE_LAMBDA {
    constexpr bool kTwice = decltype(twice)::value;
    const auto from_a = [&](size_t l, size_t row) FULCRUM_INLINE_LAMBDA {
      return l < kDepth ? load(a + l * lda + row) : zero;
    };
    const V a0 = from_a(0, i), a1 = from_a(1, i), a2 = from_a(2, i), a3 = from_a(3, i);
    V l0 = zero, l1 = zero, l2 = zero, l3 = zero;
    if constexpr (kTwice)
      l0 = from_a(0, last), l1 = from_a(1, last), l2 = from_a(2, last), l3 = from_a(3, last);
    each_column([&](size_t j, V b0, V b1, V b2, V b3) FULCRUM_INLINE_LAMBDA {
      T* const to = c + j * ldc + i;
      T* const to_last = c + j * ldc + last;
      if constexpr (kFetch) hwy::Prefetch(to + kRankAheadBytes / sizeof(T));
      V sum = own::RankVector<kDepth, kReadC>(d, a0, a1, a2, a3, b0, b1, b2, b3, alpha, beta,
                                              [&]() FULCRUM_INLINE_LAMBDA { return load(to); });
      if constexpr (kTwice) {
        const V last_sum =
            own::RankVector<kDepth, kReadC>(d, l0, l1, l2, l3, b0, b1, b2, b3, alpha, beta,
                                            [&]() FULCRUM_INLINE_LAMBDA { return load(to_last); });
        store(last_sum, to_last);
      }
      store(sum, to);
    });
  };
  const auto store = [&](V v, T* to) FULCRUM_INLINE_LAMBDA { hn::StoreU(v, d, to); };
  const std::false_type once;
  const std::true_type twice;
  if (m < lanes) {
    const auto tail = own::MakeTail(d, m);
    rows(
        0, 0, [&](const T* from) FULCRUM_INLINE_LAMBDA { return own::LoadTail(d, from, tail); },
        [&](V v, T* to) FULCRUM_INLINE_LAMBDA { own::StoreTail(v, d, to, tail); }, once);
    return;
  }
  // What is left over lies in a last vector that begins earlier: a mask's store would hold up the
  // next column's load of the same bytes (half of the time of f32 100 x 1000 x 1).
  const size_t whole = m / lanes * lanes;
  size_t i = 0;
  for (; i + (whole < m ? lanes : 0) < whole; i += lanes) rows(i, 0, load, store, once);
  if (whole < m) rows(i, m - lanes, load, store, twice);
}

template <int kDepth, bool kReadC, typename T>
void RankLoop(const GemmProblem<T>& p) {
  const size_t m = static_cast<size_t>(p.m), n = static_cast<size_t>(p.n);
  const size_t lda = static_cast<size_t>(p.lda), ldb = static_cast<size_t>(p.ldb),
               ldc = static_cast<size_t>(p.ldc);
  const size_t row_b = p.trans_b ? ldb : 1, column_b = p.trans_b ? 1 : ldb;
  // A's part of the first-level cache meanwhile: half of a small one.
  constexpr size_t kBlock = (size_t{16} << 10) / sizeof(T) / kDepth / 64 * 64;
  const bool in_cache = m * n * sizeof(T) <= size_t{kFarBytes};
  const size_t block = in_cache ? kBlock : m;
  for (size_t i = 0; i < m; i += block) {
    const size_t height = HWY_MIN(block, m - i);
    const auto columns = [&](auto count, auto fetch, size_t j) FULCRUM_INLINE_LAMBDA {
      RankColumns<kDepth, decltype(count)::value, kReadC, decltype(fetch)::value>(
          height, p.alpha, p.a + i, lda, p.b + j * column_b, row_b, column_b, p.beta,
          p.c + i + j * ldc, ldc);
    };
    const std::integral_constant<int, 1> one;
    const std::integral_constant<int, kRankColumns> several;
    size_t j = 0;
    if (!in_cache) {
      for (; j < n; ++j) columns(one, std::integral_constant<bool, kReadC>(), j);
    }
    if constexpr (kDepth > kSingleDepth) {
      for (; j + kRankColumns <= n; j += kRankColumns) columns(several, std::false_type(), j);
    }
    for (; j < n; ++j) columns(one, std::false_type(), j);
  }
}

// See GemmKernels::rank.
template <typename T>
void Rank(const GemmProblem<T>& p) {
  using Function = void (*)(const GemmProblem<T>&);
  static_assert(kRankDepth == 4);
  static constexpr std::array<std::array<Function, 2>, kRankDepth> kTable = {{
      {&RankLoop<1, false, T>, &RankLoop<1, true, T>},
      {&RankLoop<2, false, T>, &RankLoop<2, true, T>},
      {&RankLoop<3, false, T>, &RankLoop<3, true, T>},
      {&RankLoop<4, false, T>, &RankLoop<4, true, T>},
  }};
  kTable[static_cast<size_t>(p.k - 1)][p.beta == T{0} ? 0 : 1](p);
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
