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
#include <cstdint>
#include <type_traits>

#include "hwy/highway.h"
#include "simd/compat-inl.h"
#include "simd/gemm/plan.hpp"
#include "simd/gemm/tile-inl.h"
#include "simd/problem.hpp"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Columns of C side by side: as many streams as are written at once, and with k up to kRankDepth
// their elements of B leave registers for A.
inline constexpr int kRankColumns = kTileColumns / 2;
// Up to this depth one column at a time, each from where its lines begin, where a vector is a line
// and every other store would lie in two of them: 1.03-1.1 times as fast from 1000 rows on, the
// same for 100 (Emerald Rapids). Three and four columns of A read once a column: 0.74-1.0.
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3
inline constexpr int kAlignedDepth = 2;
#else
inline constexpr int kAlignedDepth = 0;
#endif

// A vector of rows of one column of C. Element l of B's column is b[l].
template <int kDepth, bool kReadC, class D, class V, class Load, class Store>
HWY_INLINE void RankVector(D d, V a0, V a1, V a2, V a3, V b0, V b1, V b2, V b3, V alpha, V beta,
                           const Load& load, const Store& store) {
  V sum = hn::MulAdd(a0, b0, hn::Zero(d));
  if constexpr (kDepth > 1) sum = hn::MulAdd(a1, b1, sum);
  if constexpr (kDepth > 2) sum = hn::MulAdd(a2, b2, sum);
  if constexpr (kDepth > 3) sum = hn::MulAdd(a3, b3, sum);
  sum = hn::Mul(sum, alpha);
  if constexpr (kReadC) sum = hn::MulAdd(beta, load(), sum);
  store(sum);
}

// C(m, kColumns) = alpha A B + beta C. kAlign: C is stored in whole cache lines but for its ends,
// which are masked, wherever it begins.
template <int kDepth, int kColumns, bool kReadC, bool kAlign, typename T>
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
  const auto rows = [&](size_t i, auto load, auto store) HWY_ATTR {
    const V a0 = load(a + i);
    V a1 = zero, a2 = zero, a3 = zero;
    if constexpr (kDepth > 1) a1 = load(a + lda + i);
    if constexpr (kDepth > 2) a2 = load(a + 2 * lda + i);
    if constexpr (kDepth > 3) a3 = load(a + 3 * lda + i);
    const auto column = [&](size_t j, V b0, V b1, V b2, V b3) HWY_ATTR {
      T* const to = c + j * ldc + i;
      RankVector<kDepth, kReadC>(
          d, a0, a1, a2, a3, b0, b1, b2, b3, alpha, beta, [&]() HWY_ATTR { return load(to); },
          [&](V v) HWY_ATTR { store(v, to); });
    };
    column(0, b00, b10, b20, b30);
    if constexpr (kColumns > 1) column(1, b01, b11, b21, b31);
    if constexpr (kColumns > 2) column(2, b02, b12, b22, b32);
    if constexpr (kColumns > 3) column(3, b03, b13, b23, b33);
  };
  const auto whole = [&](size_t i) HWY_ATTR {
    rows(
        i, [&](const T* from) HWY_ATTR { return hn::LoadU(d, from); },
        [&](V v, T* to) HWY_ATTR { hn::StoreU(v, d, to); });
  };
  const auto masked = [&](size_t i, size_t count) HWY_ATTR {
    const auto tail = MakeTail(d, count);
    rows(
        i, [&](const T* from) HWY_ATTR { return LoadTail(d, from, tail); },
        [&](V v, T* to) HWY_ATTR { StoreTail(v, d, to, tail); });
  };
  size_t i = 0;
  if constexpr (kAlign) {
    const size_t past = reinterpret_cast<uintptr_t>(c) / sizeof(T) % lanes;
    if (past != 0) {
      i = HWY_MIN(lanes - past, m);
      masked(0, i);
    }
  }
  for (; i + lanes <= m; i += lanes) whole(i);
  if (i == m) return;
  if (!kAlign && !kReadC && m >= lanes) {
    whole(m - lanes);
  } else {
    masked(i, m - i);
  }
}

template <int kDepth, bool kReadC, typename T>
void RankLoop(const GemmProblem<T>& p) {
  const size_t m = static_cast<size_t>(p.m), n = static_cast<size_t>(p.n);
  const size_t lda = static_cast<size_t>(p.lda), ldb = static_cast<size_t>(p.ldb),
               ldc = static_cast<size_t>(p.ldc);
  const size_t row_b = p.trans_b ? ldb : 1, column_b = p.trans_b ? 1 : ldb;
  constexpr size_t kBlock = kRankBytes / sizeof(T) / kDepth / 64 * 64;
  const bool in_cache = m * n * sizeof(T) <= size_t{kRankCacheBytes};
  const size_t block = in_cache ? kBlock : m;
  for (size_t i = 0; i < m; i += block) {
    const size_t height = HWY_MIN(block, m - i);
    size_t j = 0;
    if constexpr (kDepth <= kAlignedDepth) {
      for (; in_cache && j < n; ++j) {
        RankColumns<kDepth, 1, kReadC, true>(height, p.alpha, p.a + i, lda, p.b + j * column_b,
                                             row_b, column_b, p.beta, p.c + i + j * ldc, ldc);
      }
    }
    for (; in_cache && j + kRankColumns <= n; j += kRankColumns) {
      RankColumns<kDepth, kRankColumns, kReadC, false>(height, p.alpha, p.a + i, lda,
                                                       p.b + j * column_b, row_b, column_b, p.beta,
                                                       p.c + i + j * ldc, ldc);
    }
    for (; j < n; ++j) {
      RankColumns<kDepth, 1, kReadC, false>(height, p.alpha, p.a + i, lda, p.b + j * column_b,
                                            row_b, column_b, p.beta, p.c + i + j * ldc, ldc);
    }
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
