// SPDX-License-Identifier: Apache-2.0
// The target-specific half of gemm of narrow operands: the micro-kernel of integers where products
// are summed in pairs of std::int16_t, and the table of kernels.

// clang-format off
#if defined(FULCRUM_SIMD_GEMM_MIXED_GEMM_MIXED_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_GEMM_MIXED_GEMM_MIXED_INL_H_
#undef FULCRUM_SIMD_GEMM_MIXED_GEMM_MIXED_INL_H_
#else
#define FULCRUM_SIMD_GEMM_MIXED_GEMM_MIXED_INL_H_
#endif
// clang-format on

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "hwy/highway.h"
#include "simd/compat-inl.h"
#include "simd/gemm_mixed/dot_tile-inl.h"
#include "simd/gemm_mixed/gemm_mixed.hpp"
#include "simd/gemm_mixed/pack_narrow-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace own = fulcrum::simd::HWY_NAMESPACE;

// Elements that are converted: floats to one float, bytes to pairs of std::int16_t.
template <int kPer, typename T>
void PackConverted(bool contiguous, int64_t k, int64_t count, int64_t width, const T* src,
                   int64_t ld, float* dst) {
  PackNarrowPanels<kPer>(contiguous, k, count, width, src, ld, dst, PanelExtras());
}

#if FULCRUM_QUADS_X86 || FULCRUM_QUADS_ARM
// Bytes as they are, or with their sign bits flipped; kFactor: see PanelExtras.
template <bool kHead, int kFactor, bool kFlip, typename T>
void PackQuads(bool contiguous, int64_t k, int64_t count, int64_t width, const T* src, int64_t ld,
               float* dst) {
  PackNarrowPanels<4>(contiguous, k, count, width, reinterpret_cast<const uint8_t*>(src), ld, dst,
                      PanelExtras{kHead, kFactor, kFlip ? 0x80808080 : 0});
}

// kFlipA, kFlipB: which operand's sign bits are flipped, so that 128 less (signed to unsigned: 128
// more) than its numbers are multiplied. The other operand's sums take that back.
template <bool kUnsignedB, bool kFlipA, bool kFlipB, class TA, class TB>
void UseQuads(MixedKernels<TA, TB, int32_t>& kernels) {
  static_assert(!(kFlipA && kFlipB));
  using Product = Quads<kUnsignedB>;
  // x86 flips what is signed, Arm what is unsigned.
  constexpr int kBack = FULCRUM_QUADS_X86 ? -128 : 128;
  kernels.per_step = 4;
  kernels.head_a = Product::kHeadA ? 1 : 0;
  kernels.head_b = Product::kHeadB ? 1 : 0;
  kernels.mr = static_cast<int>(kDotVectors * hn::Lanes(hn::ScalableTag<float>()));
  kernels.nr = static_cast<int>(kDotColumns);
  kernels.pack_a = &PackQuads < Product::kHeadA, kFlipB ? kBack : 0, kFlipA, TA > ;
  kernels.pack_b = &PackQuads < Product::kHeadB, kFlipA ? kBack : 0, kFlipB, TB > ;
  kernels.macro = &MacroDot<Product>;
  // What is read in place cannot be summed first.
  if constexpr (!kFlipA) kernels.macro_columns = &MacroDotColumns<Product, kFlipB, TB>;
}
#endif

#if FULCRUM_PAIRS_BF16
inline void PackPairsBf16(bool contiguous, int64_t k, int64_t count, int64_t width,
                          const bfloat16* src, int64_t ld, float* dst) {
  PackNarrowPanels<2>(contiguous, k, count, width, &src->bits, ld, dst, PanelExtras());
}
#endif

#if !FULCRUM_QUADS_X86 && !FULCRUM_QUADS_ARM
// The tile of integers: 2 vectors of rows x 4 columns. A step is 6 loads for 8 multiplications of
// pairs, each with its additions: two or three instructions, so loads never hold it back. Targets
// that add the two products of a pair into different vectors (NEON, SVE) use all 16 accumulators.
inline constexpr size_t kInt8Vectors = 2, kInt8Columns = 4;

#if HWY_TARGET == HWY_SCALAR
HWY_INLINE void Int8Tile(size_t rows, size_t columns, size_t steps, const float* HWY_RESTRICT a,
                         const float* HWY_RESTRICT b, bool add, int32_t* HWY_RESTRICT c,
                         size_t ldc) {
  for (size_t j = 0; j < columns; ++j) {
    for (size_t i = 0; i < rows; ++i) {
      uint32_t sum = add ? static_cast<uint32_t>(c[i + j * ldc]) : 0;
      for (size_t l = 0; l < steps; ++l) {
        int16_t x[2], y[2];
        std::memcpy(x, a + l * kInt8Vectors + i, sizeof(x));
        std::memcpy(y, b + l * kInt8Columns + j, sizeof(y));
        sum += static_cast<uint32_t>(x[0] * y[0]) + static_cast<uint32_t>(x[1] * y[1]);
      }
      c[i + j * ldc] = static_cast<int32_t>(sum);
    }
  }
}
#else
template <class D, class V>
HWY_INLINE void FinishInt8(D d, V v, bool add, int32_t* HWY_RESTRICT c, size_t count) {
  if (add) v = hn::Add(v, own::LoadFirst(d, c, count));
  own::StoreFirst(v, d, c, count);
}

HWY_INLINE void Int8Tile(size_t rows, size_t columns, size_t steps, const float* HWY_RESTRICT a,
                         const float* HWY_RESTRICT b, bool add, int32_t* HWY_RESTRICT c,
                         size_t ldc) {
  const hn::ScalableTag<float> d;
  const hn::ScalableTag<int32_t> di;
  const hn::ScalableTag<int16_t> d16;
  const size_t lanes = hn::Lanes(d);
  auto s00 = hn::Zero(di), s01 = s00, s02 = s00, s03 = s00;
  auto s10 = s00, s11 = s00, s12 = s00, s13 = s00;
  auto t00 = s00, t01 = s00, t02 = s00, t03 = s00;
  auto t10 = s00, t11 = s00, t12 = s00, t13 = s00;
  for (size_t l = 0; l < steps; ++l, a += kInt8Vectors * lanes, b += kInt8Columns) {
    const auto a0 = hn::BitCast(d16, hn::LoadU(d, a));
    const auto a1 = hn::BitCast(d16, hn::LoadU(d, a + lanes));
    const auto b0 = hn::BitCast(d16, hn::Set(d, b[0]));
    s00 = hn::ReorderWidenMulAccumulate(di, a0, b0, s00, t00);
    s10 = hn::ReorderWidenMulAccumulate(di, a1, b0, s10, t10);
    const auto b1 = hn::BitCast(d16, hn::Set(d, b[1]));
    s01 = hn::ReorderWidenMulAccumulate(di, a0, b1, s01, t01);
    s11 = hn::ReorderWidenMulAccumulate(di, a1, b1, s11, t11);
    const auto b2 = hn::BitCast(d16, hn::Set(d, b[2]));
    s02 = hn::ReorderWidenMulAccumulate(di, a0, b2, s02, t02);
    s12 = hn::ReorderWidenMulAccumulate(di, a1, b2, s12, t12);
    const auto b3 = hn::BitCast(d16, hn::Set(d, b[3]));
    s03 = hn::ReorderWidenMulAccumulate(di, a0, b3, s03, t03);
    s13 = hn::ReorderWidenMulAccumulate(di, a1, b3, s13, t13);
  }
  const size_t first = HWY_MIN(rows, lanes);
  own::FinishInt8(di, hn::RearrangeToOddPlusEven(s00, t00), add, c, first);
  if (columns > 1) own::FinishInt8(di, hn::RearrangeToOddPlusEven(s01, t01), add, c + ldc, first);
  if (columns > 2)
    own::FinishInt8(di, hn::RearrangeToOddPlusEven(s02, t02), add, c + 2 * ldc, first);
  if (columns > 3)
    own::FinishInt8(di, hn::RearrangeToOddPlusEven(s03, t03), add, c + 3 * ldc, first);
  if (rows <= lanes) return;
  c += lanes;
  const size_t second = rows - lanes;
  own::FinishInt8(di, hn::RearrangeToOddPlusEven(s10, t10), add, c, second);
  if (columns > 1) own::FinishInt8(di, hn::RearrangeToOddPlusEven(s11, t11), add, c + ldc, second);
  if (columns > 2)
    own::FinishInt8(di, hn::RearrangeToOddPlusEven(s12, t12), add, c + 2 * ldc, second);
  if (columns > 3)
    own::FinishInt8(di, hn::RearrangeToOddPlusEven(s13, t13), add, c + 3 * ldc, second);
}
#endif

// See MixedKernels::macro. As gemm's: B's panel stays in L1 while the panels of A stream past it.
inline void MacroInt8(int64_t m, int64_t n, int64_t steps, int32_t /*alpha*/, const float* packed_a,
                      const float* packed_b, int32_t beta, int32_t* c, int64_t ldc) {
  const int64_t mr = static_cast<int64_t>(kInt8Vectors * hn::Lanes(hn::ScalableTag<float>()));
  constexpr int64_t kColumns = kInt8Columns;
  for (int64_t j = 0; j < n; j += kColumns) {
    for (int64_t i = 0; i < m; i += mr) {
      Int8Tile(static_cast<size_t>(HWY_MIN(mr, m - i)),
               static_cast<size_t>(HWY_MIN(kColumns, n - j)), static_cast<size_t>(steps),
               packed_a + i * steps, packed_b + j * steps, beta != 0, c + i + j * ldc,
               static_cast<size_t>(ldc));
    }
  }
}

template <class TA, class TB>
void UseInt16Pairs(MixedKernels<TA, TB, int32_t>& kernels) {
  kernels.per_step = 2;
  kernels.mr = static_cast<int>(kInt8Vectors * hn::Lanes(hn::ScalableTag<float>()));
  kernels.nr = static_cast<int>(kInt8Columns);
  kernels.pack_a = &PackConverted<2, TA>;
  kernels.pack_b = &PackConverted<2, TB>;
  kernels.macro = &MacroInt8;
}
#endif

inline GemmMixedKernels MakeGemmMixedKernels() {
  GemmMixedKernels kernels;
#if FULCRUM_PAIRS_BF16
  kernels.bf16.per_step = 2;
  kernels.bf16.mr = static_cast<int>(kDotVectors * hn::Lanes(hn::ScalableTag<float>()));
  kernels.bf16.nr = static_cast<int>(kDotColumns);
  kernels.bf16.pack_a = kernels.bf16.pack_b = &PackPairsBf16;
  kernels.bf16.macro = &MacroDot<PairsBf16>;
  kernels.bf16.macro_columns = &MacroDotColumns<PairsBf16, false, bfloat16>;
  kernels.bf16_flushes = true;
#else
  kernels.bf16.pack_a = kernels.bf16.pack_b = &PackConverted<1, bfloat16>;
#endif
  kernels.f16.pack_a = kernels.f16.pack_b = &PackConverted<1, float16>;
#if FULCRUM_QUADS_X86
  UseQuads<true, false, true>(kernels.i8);
  UseQuads<false, false, false>(kernels.u8i8);
  UseQuads<true, false, false>(kernels.i8u8);
#elif FULCRUM_QUADS_ARM
  UseQuads<false, false, false>(kernels.i8);
  UseQuads<false, true, false>(kernels.u8i8);
  UseQuads<false, false, true>(kernels.i8u8);
#else
  UseInt16Pairs(kernels.i8);
  UseInt16Pairs(kernels.u8i8);
  UseInt16Pairs(kernels.i8u8);
#endif
  return kernels;
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
