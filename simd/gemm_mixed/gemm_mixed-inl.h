// SPDX-License-Identifier: Apache-2.0
// The target-specific half of gemm of narrow operands: packing that widens, and the micro-kernel of
// integers.
//
// Panels hold elements of 32 bits, typed float: widened numbers, or pairs of std::int16_t that are
// consecutive in k, which are only moved as such.

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
#include <type_traits>

#include "hwy/highway.h"
#include "simd/compat-inl.h"
#include "simd/gemm/pack-inl.h"
#include "simd/gemm_mixed/gemm_mixed.hpp"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// The first min(count, Lanes(d)) elements of 8 or 16 bits, zero elsewhere; no other byte is
// touched. Not LoadFirst(): Highway 1.0.3 has masked loads of such elements on AVX2 read the whole
// vector.
template <class D, typename T = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> LoadNarrow(D d, const T* HWY_RESTRICT from, size_t count) {
  if (count >= hn::Lanes(d)) return hn::LoadU(d, from);
  HWY_ALIGN T buffer[HWY_MAX_BYTES / sizeof(T)] = {};
  std::memcpy(buffer, from, count * sizeof(T));
  return hn::LoadU(d, buffer);
}

// float16 in the low halves of h to float, exact on every target. Highway 1.0.3's PromoteTo turns
// Inf and NaN into finite numbers where there is no instruction for it.
template <class D>
HWY_INLINE hn::Vec<D> WidenFloat16(D d, hn::Vec<hn::RebindToSigned<D>> h) {
  const hn::RebindToSigned<D> di;
  const auto magnitude = hn::And(h, hn::Set(di, 0x7FFF));
  const auto sign = hn::ShiftLeft<16>(hn::And(h, hn::Set(di, 0x8000)));
  const auto shifted = hn::ShiftLeft<13>(magnitude);
  const auto normal = hn::Add(shifted, hn::Set(di, (127 - 15) << 23));
  const auto special = hn::Or(shifted, hn::Set(di, 0x7F800000));
  // 0.5 has 2^-24, the unit of subnormal numbers, as its last place.
  const auto subnormal = hn::BitCast(
      di, hn::Sub(hn::BitCast(d, hn::Add(magnitude, hn::Set(di, 0x3F000000))), hn::Set(d, 0.5F)));
  const auto finite = hn::IfThenElse(hn::Lt(magnitude, hn::Set(di, 0x400)), subnormal, normal);
  const auto value = hn::IfThenElse(hn::Gt(magnitude, hn::Set(di, 0x7BFF)), special, finite);
  return hn::BitCast(d, hn::Or(value, sign));
}

// Up to Lanes(d) numbers of 16 bits, side by side in memory.
template <class D, typename T>
HWY_INLINE hn::Vec<D> WidenFloats(D d, const T* HWY_RESTRICT from, size_t count) {
  const hn::RebindToUnsigned<D> du;
  const hn::RebindToSigned<D> di;
  const hn::Rebind<uint16_t, D> d16;
  static_assert(sizeof(T) == sizeof(uint16_t));
  const auto v = hn::PromoteTo(du, LoadNarrow(d16, &from->bits, count));
  if constexpr (std::is_same_v<T, bfloat16>) {
    return hn::BitCast(d, hn::ShiftLeft<16>(v));
  } else {
    return WidenFloat16(d, hn::BitCast(di, v));
  }
}

// Step l of `count` rows that are side by side in memory, as far as they have k elements.
template <class D, typename T>
HWY_INLINE hn::Vec<D> StepAcross(D d, const T* HWY_RESTRICT src, size_t ld, size_t l, size_t k,
                                 size_t count) {
  if constexpr (kPerStep<T> == 1) {
    (void)k;
    return WidenFloats(d, src + l * ld, count);
  } else {
    const hn::RebindToSigned<D> di;
    const hn::Rebind<T, D> d8;
    const auto low = hn::PromoteTo(di, LoadNarrow(d8, src + 2 * l * ld, count));
    const auto low_half = hn::And(low, hn::Set(di, 0xFFFF));
    if (2 * l + 1 == k) return hn::BitCast(d, low_half);
    const auto high = hn::PromoteTo(di, LoadNarrow(d8, src + (2 * l + 1) * ld, count));
    return hn::BitCast(d, hn::Or(low_half, hn::ShiftLeft<16>(high)));
  }
}

// Lanes(d) steps of one row whose `have` elements are side by side in memory.
template <class D, typename T>
HWY_INLINE hn::Vec<D> StepsAlong(D d, const T* HWY_RESTRICT src, size_t have) {
  if constexpr (kPerStep<T> == 1) {
    return WidenFloats(d, src, have);
  } else {
#if HWY_TARGET == HWY_SCALAR
    const int32_t high = have > 1 ? src[1] * (1 << 16) : 0;
    return hn::BitCast(d, hn::Set(hn::RebindToSigned<D>(), (src[0] & 0xFFFF) | high));
#else
    const hn::Repartition<int16_t, D> d16;
    const hn::Rebind<T, decltype(d16)> d8;
    return hn::BitCast(d, hn::PromoteTo(d16, LoadNarrow(d8, src, have)));
#endif
  }
}

// Steps [begin, end) of a panel whose rows are side by side in the source.
template <class D, typename T>
HWY_INLINE void PackAcross(D d, size_t begin, size_t end, size_t k, size_t count, size_t width,
                           const T* HWY_RESTRICT src, size_t ld, float* HWY_RESTRICT panel) {
  const size_t lanes = hn::Lanes(d);
  for (size_t l = begin; l < end; ++l) {
    for (size_t i = 0; i < width; i += lanes) {
      const size_t room = HWY_MIN(lanes, width - i);
      const auto v =
          i < count ? StepAcross(d, src + i, ld, l, k, HWY_MIN(room, count - i)) : hn::Zero(d);
      if (room == lanes) {
        hn::StoreU(v, d, panel + l * width + i);
      } else {
        StoreFirst(v, d, panel + l * width + i, room);
      }
    }
  }
}

// A block of rows is widened along k into a buffer in L1, and that is transposed into the panel.
inline constexpr size_t kAlongRows = 16, kAlongSteps = 32;

template <typename T>
HWY_INLINE void PackAlong(size_t steps, size_t k, size_t count, size_t width,
                          const T* HWY_RESTRICT src, size_t ld, float* HWY_RESTRICT panel) {
  const hn::CappedTag<float, kAlongRows> d;
  const size_t lanes = hn::Lanes(d);
  constexpr size_t kPer = kPerStep<T>;
  HWY_ALIGN float buffer[kAlongRows * kAlongSteps];
  for (size_t l = 0; l < steps; l += kAlongSteps) {
    const size_t depth = HWY_MIN(kAlongSteps, steps - l);
    for (size_t i = 0; i < width; i += kAlongRows) {
      const size_t rows = i < count ? HWY_MIN(kAlongRows, count - i) : 0;
      for (size_t r = 0; r < rows; ++r) {
        const T* row = src + (i + r) * ld;
        for (size_t s = 0; s < depth; s += lanes) {
          const size_t at = (l + s) * kPer;
          hn::StoreU(StepsAlong(d, row + at, k - at), d, buffer + r * kAlongSteps + s);
        }
      }
      PackTranspose(depth, rows, HWY_MIN(kAlongRows, width - i), buffer, kAlongSteps, false,
                    panel + l * width + i, width);
    }
  }
}

// See PackNarrow.
template <typename T>
void PackNarrowPanels(bool contiguous, int64_t k_elements, int64_t row_count, int64_t panel_width,
                      const T* HWY_RESTRICT src, int64_t leading, float* HWY_RESTRICT dst) {
  const hn::ScalableTag<float> d;
  const hn::CappedTag<float, 4> narrow;  // divides the panels of B
  const size_t k = static_cast<size_t>(k_elements), count = static_cast<size_t>(row_count),
               width = static_cast<size_t>(panel_width), ld = static_cast<size_t>(leading);
  const size_t steps = (k + kPerStep<T> - 1) / kPerStep<T>;
  const bool whole = width % hn::Lanes(d) == 0;
  const size_t block = contiguous ? HWY_MIN(steps, kPackColumns) : steps;
  for (size_t l = 0; l < steps; l += block) {
    const size_t end = HWY_MIN(steps, l + block);
    for (size_t i = 0; i < count; i += width) {
      const size_t have = HWY_MIN(width, count - i);
      float* panel = dst + i * steps;
      if (!contiguous) {
        PackAlong(steps, k, have, width, src + i * ld, ld, panel);
      } else if (whole) {
        PackAcross(d, l, end, k, have, width, src + i, ld, panel);
      } else {
        PackAcross(narrow, l, end, k, have, width, src + i, ld, panel);
      }
    }
  }
}

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
  if (add) v = hn::Add(v, LoadFirst(d, c, count));
  StoreFirst(v, d, c, count);
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
  FinishInt8(di, hn::RearrangeToOddPlusEven(s00, t00), add, c, first);
  if (columns > 1) FinishInt8(di, hn::RearrangeToOddPlusEven(s01, t01), add, c + ldc, first);
  if (columns > 2) FinishInt8(di, hn::RearrangeToOddPlusEven(s02, t02), add, c + 2 * ldc, first);
  if (columns > 3) FinishInt8(di, hn::RearrangeToOddPlusEven(s03, t03), add, c + 3 * ldc, first);
  if (rows <= lanes) return;
  c += lanes;
  const size_t second = rows - lanes;
  FinishInt8(di, hn::RearrangeToOddPlusEven(s10, t10), add, c, second);
  if (columns > 1) FinishInt8(di, hn::RearrangeToOddPlusEven(s11, t11), add, c + ldc, second);
  if (columns > 2) FinishInt8(di, hn::RearrangeToOddPlusEven(s12, t12), add, c + 2 * ldc, second);
  if (columns > 3) FinishInt8(di, hn::RearrangeToOddPlusEven(s13, t13), add, c + 3 * ldc, second);
}
#endif

// As gemm's: B's panel stays in L1 while the panels of A stream past it.
inline void MacroInt8(int64_t m, int64_t n, int64_t steps, const float* packed_a,
                      const float* packed_b, bool add, int32_t* c, int64_t ldc) {
  const int64_t mr = static_cast<int64_t>(kInt8Vectors * hn::Lanes(hn::ScalableTag<float>()));
  constexpr int64_t kColumns = kInt8Columns;
  for (int64_t j = 0; j < n; j += kColumns) {
    for (int64_t i = 0; i < m; i += mr) {
      Int8Tile(static_cast<size_t>(HWY_MIN(mr, m - i)),
               static_cast<size_t>(HWY_MIN(kColumns, n - j)), static_cast<size_t>(steps),
               packed_a + i * steps, packed_b + j * steps, add, c + i + j * ldc,
               static_cast<size_t>(ldc));
    }
  }
}

inline GemmMixedKernels MakeGemmMixedKernels() {
  GemmMixedKernels kernels;
  kernels.pack_bf16 = &PackNarrowPanels<bfloat16>;
  kernels.pack_f16 = &PackNarrowPanels<float16>;
  kernels.pack_i8 = &PackNarrowPanels<int8_t>;
  kernels.pack_u8 = &PackNarrowPanels<uint8_t>;
  kernels.mr_int8 = static_cast<int>(kInt8Vectors * hn::Lanes(hn::ScalableTag<float>()));
  kernels.nr_int8 = static_cast<int>(kInt8Columns);
  kernels.macro_int8 = &MacroInt8;
  return kernels;
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
