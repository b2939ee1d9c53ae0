// SPDX-License-Identifier: Apache-2.0
// The micro-kernel of products that a target sums several at a time into 32 bits: four of bytes, or
// two of bfloat16.
//
// As gemm's (simd/gemm/tile-inl.h) it holds 3 vectors x 8 columns in named accumulators; a step is
// 3 loads of A, 8 broadcasts of B and 24 multiplications. An element of 32 bits of either operand
// is what one step multiplies, so B can also be read in place where its columns are contiguous
// along k.

// clang-format off
#if defined(FULCRUM_SIMD_GEMM_MIXED_DOT_TILE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_GEMM_MIXED_DOT_TILE_INL_H_
#undef FULCRUM_SIMD_GEMM_MIXED_DOT_TILE_INL_H_
#else
#define FULCRUM_SIMD_GEMM_MIXED_DOT_TILE_INL_H_
#endif
// clang-format on

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "hwy/cache_control.h"
#include "hwy/highway.h"
#include "simd/compat-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace own = fulcrum::simd::HWY_NAMESPACE;

inline constexpr size_t kDotVectors = 3, kDotColumns = 8;

#if FULCRUM_QUADS_X86 || FULCRUM_QUADS_ARM
// Four products of bytes. On x86 one operand is unsigned, on Arm none is (and kUnsignedB is false).
template <bool kUnsignedB>
struct Quads {
  using T = int32_t;
  static constexpr int kPer = 4;
  // Which panels begin with a row of sums. Signed times unsigned wants a side that packing flips;
  // on x86 that is always B, on Arm either.
  static constexpr bool kHeadA = true, kHeadB = FULCRUM_QUADS_ARM != 0;
  template <class DI, class V>
  static HWY_INLINE V Add(DI di, V a, V b, V sum) {
    const hn::Repartition<int8_t, DI> d8;
#if FULCRUM_QUADS_X86
    const hn::Repartition<uint8_t, DI> du8;
    if constexpr (kUnsignedB) {
      return own::QuadDot(di, hn::BitCast(du8, b), hn::BitCast(d8, a), sum);
    } else {
      return own::QuadDot(di, hn::BitCast(du8, a), hn::BitCast(d8, b), sum);
    }
#else
    return own::QuadDot(di, hn::BitCast(d8, a), hn::BitCast(d8, b), sum);
#endif
  }
};
#endif

#if FULCRUM_PAIRS_BF16
// Two products of bfloat16.
struct PairsBf16 {
  using T = float;
  static constexpr int kPer = 2;
  static constexpr bool kHeadA = false, kHeadB = false;
  template <class DI, class VI, class V>
  static HWY_INLINE V Add(DI /*di*/, VI a, VI b, V sum) {
    const hn::Repartition<float, DI> d;
    const hn::Repartition<hwy::bfloat16_t, DI> d16;
    V unused = sum;
    return hn::ReorderWidenMulAccumulate(d, hn::BitCast(d16, a), hn::BitCast(d16, b), sum, unused);
  }
};
#endif

#if FULCRUM_QUADS_X86 || FULCRUM_QUADS_ARM || FULCRUM_PAIRS_BF16
// Where the tile reads B: Get(j) is the current step of column j, Last(j) that of a last step which
// is not whole.
struct DotPanel {
  const float* HWY_RESTRICT b;
  // In the next panel: fetched into the second-level cache meanwhile. 1.06 of the speed with bytes
  // at n = 2000 (Zen 5).
  const float* next;
  static constexpr bool kPacked = true;
  HWY_INLINE int32_t Get(size_t j) const {
    int32_t v;
    std::memcpy(&v, b + j, sizeof(v));
    return v;
  }
  HWY_INLINE int32_t Last(size_t j) const { return Get(j); }
  HWY_INLINE void Advance() {
    b += kDotColumns;
    PrefetchL2(next);
    next += kDotColumns / 2;
  }
};

// B in place. Columns that do not exist repeat the last one.
struct DotColumns {
  static constexpr bool kPacked = false;
  DotColumns(const uint8_t* first, size_t ld_bytes, size_t columns, size_t last_bytes)
      : b(first), ld(ld_bytes), last(columns - 1), rest(last_bytes) {}
  HWY_INLINE const uint8_t* Column(size_t j) const { return b + HWY_MIN(j, last) * ld; }
  HWY_INLINE int32_t Get(size_t j) const {
    int32_t v;
    std::memcpy(&v, Column(j), sizeof(v));
    return v;
  }
  HWY_INLINE int32_t Last(size_t j) const {
    int32_t v = 0;
    std::memcpy(&v, Column(j), rest);
    return v;
  }
  HWY_INLINE void Advance() { b += sizeof(int32_t); }

  const uint8_t* HWY_RESTRICT b;
  size_t ld, last, rest;
};

// C = alpha * sum + beta * C; integers: sum, or C + sum.
template <class D, class V, typename T = hn::TFromD<D>>
HWY_INLINE void StoreDot(D d, V v, T alpha, T beta, T* HWY_RESTRICT c, size_t count) {
  if constexpr (std::is_same_v<T, float>) v = hn::Mul(v, hn::Set(d, alpha));
  if (beta != T{0}) {
    const auto old = count >= hn::Lanes(d) ? hn::LoadU(d, c) : own::LoadFirst(d, c, count);
    if constexpr (std::is_same_v<T, float>) {
      v = hn::MulAdd(hn::Set(d, beta), old, v);
    } else {
      v = hn::Add(v, old);
    }
  }
  if (count >= hn::Lanes(d)) {
    hn::StoreU(v, d, c);
  } else {
    own::StoreFirst(v, d, c, count);
  }
}

// One tile: `steps` whole steps, and one more if `more`, where B has less than a whole step.
template <class Product, bool kFlip, int kVectors, class B, typename T = typename Product::T>
HWY_NOINLINE void DotTile(size_t rows, size_t columns, size_t steps, bool more,
                          const float* HWY_RESTRICT a, B b, T alpha, T beta, T* HWY_RESTRICT c,
                          size_t ldc) {
  const hn::ScalableTag<T> d;
  const hn::ScalableTag<float> df;
  const hn::ScalableTag<int32_t> di;
  using V = hn::Vec<decltype(d)>;
  using VI = hn::Vec<decltype(di)>;
  const size_t lanes = hn::Lanes(d);
  const size_t a_step = kDotVectors * lanes;
  const V zero = hn::Zero(d);
  V c00 = zero, c10 = zero, c20 = zero;
  if constexpr (Product::kHeadA) {
    c00 = hn::BitCast(d, hn::LoadU(df, a));
    c10 = hn::BitCast(d, hn::LoadU(df, a + lanes));
    c20 = hn::BitCast(d, hn::LoadU(df, a + 2 * lanes));
    a += a_step;
  }
  V c01 = c00, c11 = c10, c21 = c20, c02 = c00, c12 = c10, c22 = c20;
  V c03 = c00, c13 = c10, c23 = c20, c04 = c00, c14 = c10, c24 = c20;
  V c05 = c00, c15 = c10, c25 = c20, c06 = c00, c16 = c10, c26 = c20;
  V c07 = c00, c17 = c10, c27 = c20;
  const auto all_columns = [&](auto column) FULCRUM_INLINE_LAMBDA {
    column(size_t{0}, c00, c10, c20);
    column(size_t{1}, c01, c11, c21);
    column(size_t{2}, c02, c12, c22);
    column(size_t{3}, c03, c13, c23);
    column(size_t{4}, c04, c14, c24);
    column(size_t{5}, c05, c15, c25);
    column(size_t{6}, c06, c16, c26);
    column(size_t{7}, c07, c17, c27);
  };
  if constexpr (Product::kHeadB && B::kPacked) {
    all_columns([&](size_t j, V& c0, V& c1, V& c2) FULCRUM_INLINE_LAMBDA {
      const V head = hn::Set(d, b.Get(j));
      c0 = hn::Add(c0, head);
      if constexpr (kVectors > 1) c1 = hn::Add(c1, head);
      if constexpr (kVectors > 2) c2 = hn::Add(c2, head);
    });
    b.Advance();
  }
  // C is far away, and needed only after all steps.
  for (size_t j = 0; j < columns; ++j) {
    for (size_t v = 0; v < kVectors; ++v) hwy::Prefetch(c + j * ldc + v * lanes);
  }

  const VI flip = hn::Set(di, static_cast<int32_t>(0x80808080));
  const auto step = [&](auto get) FULCRUM_INLINE_LAMBDA {
    const VI a0 = own::KeepInRegister(hn::BitCast(di, hn::LoadU(df, a)));
    VI a1 = a0, a2 = a0;
    if constexpr (kVectors > 1) a1 = own::KeepInRegister(hn::BitCast(di, hn::LoadU(df, a + lanes)));
    if constexpr (kVectors > 2)
      a2 = own::KeepInRegister(hn::BitCast(di, hn::LoadU(df, a + 2 * lanes)));
    all_columns([&](size_t j, V& c0, V& c1, V& c2) FULCRUM_INLINE_LAMBDA {
      VI bj = hn::Set(di, get(j));
      if constexpr (kFlip) bj = hn::Xor(bj, flip);
      bj = own::KeepInRegister(bj);
      c0 = Product::Add(di, a0, bj, c0);
      if constexpr (kVectors > 1) c1 = Product::Add(di, a1, bj, c1);
      if constexpr (kVectors > 2) c2 = Product::Add(di, a2, bj, c2);
    });
  };
  for (size_t l = 0; l < steps; ++l, a += a_step, b.Advance())
    step([&](size_t j) FULCRUM_INLINE_LAMBDA { return b.Get(j); });
  if (more) step([&](size_t j) FULCRUM_INLINE_LAMBDA { return b.Last(j); });

  all_columns([&](size_t j, V& c0, V& c1, V& c2) FULCRUM_INLINE_LAMBDA {
    if (j >= columns) return;
    T* to = c + j * ldc;
    own::StoreDot(d, c0, alpha, beta, to, rows);
    if constexpr (kVectors > 1) own::StoreDot(d, c1, alpha, beta, to + lanes, rows - lanes);
    if constexpr (kVectors > 2) own::StoreDot(d, c2, alpha, beta, to + 2 * lanes, rows - 2 * lanes);
  });
}

// As few vectors as `rows` need.
template <class Product, bool kFlip, class B, typename T>
HWY_INLINE void DotRows(size_t rows, size_t columns, size_t steps, bool more, const float* a, B b,
                        T alpha, T beta, T* c, size_t ldc) {
  const size_t lanes = hn::Lanes(hn::ScalableTag<T>());
  auto* tile = &DotTile<Product, kFlip, 3, B>;
  if (rows <= lanes) {
    tile = &DotTile<Product, kFlip, 1, B>;
  } else if (rows <= 2 * lanes) {
    tile = &DotTile<Product, kFlip, 2, B>;
  }
  tile(rows, columns, steps, more, a, b, alpha, beta, c, ldc);
}

// See MixedKernels::macro. As gemm's: B's panel stays in L1 while the panels of A stream past it.
template <class Product, typename T = typename Product::T>
void MacroDot(int64_t m, int64_t n, int64_t steps, T alpha, const float* packed_a,
              const float* packed_b, T beta, T* c, int64_t ldc) {
  const int64_t mr = static_cast<int64_t>(kDotVectors * hn::Lanes(hn::ScalableTag<T>()));
  constexpr int64_t kColumns = kDotColumns;
  const int64_t a_rows = steps + (Product::kHeadA ? 1 : 0),
                b_rows = steps + (Product::kHeadB ? 1 : 0);
  const int64_t half_panel = steps * kColumns / 2;
  for (int64_t j = 0; j < n; j += kColumns) {
    const float* panel = packed_b + j * b_rows;
    for (int64_t i = 0; i < m; i += mr) {
      // The first tile fetches one half of the next panel, the others the other one.
      const float* next =
          (j + kColumns < n ? panel + kColumns * b_rows : panel) + (i == 0 ? 0 : half_panel);
      DotRows<Product, false>(
          static_cast<size_t>(HWY_MIN(mr, m - i)), static_cast<size_t>(HWY_MIN(kColumns, n - j)),
          static_cast<size_t>(steps), false, packed_a + i * a_rows, DotPanel{panel, next}, alpha,
          beta, c + i + j * ldc, static_cast<size_t>(ldc));
    }
  }
}

// See MixedKernels::macro_columns. kFlip: the sign bits of B are flipped.
template <class Product, bool kFlip, class TB, typename T = typename Product::T>
void MacroDotColumns(int64_t m, int64_t n, int64_t k, T alpha, const float* packed_a, const TB* b,
                     int64_t ldb, T beta, T* c, int64_t ldc) {
  const int64_t mr = static_cast<int64_t>(kDotVectors * hn::Lanes(hn::ScalableTag<T>()));
  constexpr int64_t kColumns = kDotColumns;
  const int64_t steps = k / Product::kPer, rest = k % Product::kPer;
  const int64_t a_rows = steps + (rest != 0 ? 1 : 0) + (Product::kHeadA ? 1 : 0);
  for (int64_t j = 0; j < n; j += kColumns) {
    const size_t columns = static_cast<size_t>(HWY_MIN(kColumns, n - j));
    const DotColumns in_place(reinterpret_cast<const uint8_t*>(b + j * ldb),
                              static_cast<size_t>(ldb) * sizeof(TB), columns,
                              static_cast<size_t>(rest) * sizeof(TB));
    for (int64_t i = 0; i < m; i += mr) {
      DotRows<Product, kFlip>(static_cast<size_t>(HWY_MIN(mr, m - i)), columns,
                              static_cast<size_t>(steps), rest != 0, packed_a + i * a_rows,
                              in_place, alpha, beta, c + i + j * ldc, static_cast<size_t>(ldc));
    }
  }
}
#endif

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
