// SPDX-License-Identifier: Apache-2.0
// Packing of narrow operands into panels of 32-bit elements.
//
// An element is typed float and is one number widened to float, a pair of std::int16_t that are
// consecutive in k, or as many narrow numbers that are consecutive in k as fit. The last two are
// only moved as floats.

// clang-format off
#if defined(FULCRUM_SIMD_GEMM_MIXED_PACK_NARROW_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_GEMM_MIXED_PACK_NARROW_INL_H_
#undef FULCRUM_SIMD_GEMM_MIXED_PACK_NARROW_INL_H_
#else
#define FULCRUM_SIMD_GEMM_MIXED_PACK_NARROW_INL_H_
#endif
// clang-format on

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "fulcrum/narrow_float.hpp"
#include "hwy/highway.h"
#include "simd/compat-inl.h"
#include "simd/gemm/pack-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace own = fulcrum::simd::HWY_NAMESPACE;

// What goes into a panel beside the elements: bits to flip in each of them, and, where `head`, a
// first row of `factor` times the sum of every row's bytes, which are signed.
struct PanelExtras {
  bool head = false;
  std::int32_t factor = 0;
  std::uint32_t flip = 0;
};

// kPer numbers of T fill 32 bits: they are packed as they are, T being their bits.
template <int kPer, typename T>
inline constexpr bool kRaw = kPer * sizeof(T) == sizeof(std::uint32_t);

// The first min(count, Lanes(d)) elements of 8 or 16 bits, zero elsewhere; no other byte is
// touched. Not LoadFirst() on AVX2, where Highway 1.0.3 has masked loads of such elements read the
// whole vector.
template <class D, typename T = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> LoadNarrow(D d, const T* HWY_RESTRICT from, size_t count) {
  if (count >= hn::Lanes(d)) return hn::LoadU(d, from);
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3
  return own::LoadFirst(d, from, count);
#else
  HWY_ALIGN T buffer[HWY_MAX_BYTES / sizeof(T)] = {};
  std::memcpy(buffer, from, count * sizeof(T));
  return hn::LoadU(d, buffer);
#endif
}

#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX2
// Has an instruction for it, which is exact.
template <class D>
HWY_INLINE hn::Vec<D> WidenFloat16(D d, hn::Vec<hn::Rebind<uint16_t, D>> h) {
  return hn::PromoteTo(d, hn::BitCast(hn::Rebind<hwy::float16_t, D>(), h));
}
#else
// Exact on every target. Not PromoteTo(), with which Highway 1.0.3 turns Inf and NaN into finite
// numbers on SSE4, which has no instruction for it.
template <class D>
HWY_INLINE hn::Vec<D> WidenFloat16(D d, hn::Vec<hn::Rebind<uint16_t, D>> bits) {
  const hn::RebindToSigned<D> di;
  const auto h = hn::BitCast(di, hn::PromoteTo(hn::RebindToUnsigned<D>(), bits));
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
#endif

// Up to Lanes(d) numbers of 16 bits, side by side in memory.
template <class D, typename T>
HWY_INLINE hn::Vec<D> WidenFloats(D d, const T* HWY_RESTRICT from, size_t count) {
  const hn::RebindToUnsigned<D> du;
  const hn::Rebind<uint16_t, D> d16;
  static_assert(sizeof(T) == sizeof(uint16_t));
  const auto bits = own::LoadNarrow(d16, &from->bits, count);
  if constexpr (std::is_same_v<T, bfloat16>) {
    return hn::BitCast(d, hn::ShiftLeft<16>(hn::PromoteTo(du, bits)));
  } else {
    return own::WidenFloat16(d, bits);
  }
}

#if FULCRUM_QUADS_X86
// Sixteen bytes from each of four rows, transposed: byte r of every lane is row r's.
template <class D>
HWY_INLINE hn::Vec<D> TransposeQuads(D d, const uint8_t* HWY_RESTRICT from, size_t ld) {
  const hn::RebindToUnsigned<D> du;
  const hn::Repartition<uint8_t, D> d8;
  const hn::Half<decltype(d8)> d8_half;
  const hn::Half<decltype(d8_half)> d8_row;
  alignas(64) static constexpr int32_t kWords[16] = {0, 4, 8,  12, 1, 5, 9,  13,
                                                     2, 6, 10, 14, 3, 7, 11, 15};
  alignas(16) static constexpr uint8_t kBytes[16] = {0, 4, 8,  12, 1, 5, 9,  13,
                                                     2, 6, 10, 14, 3, 7, 11, 15};
  const auto low = hn::Combine(d8_half, hn::LoadU(d8_row, from + ld), hn::LoadU(d8_row, from));
  const auto high =
      hn::Combine(d8_half, hn::LoadU(d8_row, from + 3 * ld), hn::LoadU(d8_row, from + 2 * ld));
  const auto rows = hn::BitCast(du, hn::Combine(d8, high, low));
  const auto words = hn::TableLookupLanes(rows, hn::SetTableIndices(du, kWords));
  return hn::BitCast(d, hn::TableLookupBytes(hn::BitCast(d8, words), hn::LoadDup128(d8, kBytes)));
}
#endif

// kPer rows that are side by side in memory, from row `first` on as far as there are k: bits of T,
// the first row's lowest. kWhole: all of them, and Lanes(d) of each.
template <int kPer, bool kWhole, class D, typename T>
HWY_INLINE hn::Vec<D> RawAcross(D d, const T* HWY_RESTRICT from, size_t ld, size_t first, size_t k,
                                size_t count) {
#if FULCRUM_QUADS_X86
  if constexpr (kPer == 4 && kWhole && hn::MaxLanes(D()) == 16)
    return own::TransposeQuads(d, from, ld);
#endif
  const hn::RebindToUnsigned<D> du;
  const hn::Rebind<T, D> dn;
  constexpr int kBits = 8 * sizeof(T);
  const auto row = [&](size_t at) FULCRUM_INLINE_LAMBDA {
    return hn::PromoteTo(
        du, kWhole ? hn::LoadU(dn, from + at * ld) : own::LoadNarrow(dn, from + at * ld, count));
  };
  auto v = row(0);
  if (kWhole || first + 1 < k) v = hn::Or(v, hn::ShiftLeft<kBits>(row(1)));
  if constexpr (kPer == 4) {
    if (kWhole || first + 2 < k) v = hn::Or(v, hn::ShiftLeft<16>(row(2)));
    if (kWhole || first + 3 < k) v = hn::Or(v, hn::ShiftLeft<24>(row(3)));
  }
  return hn::BitCast(d, v);
}

// Step l of `count` rows that are side by side in memory, as far as they have k elements. kWhole:
// as in RawAcross.
template <int kPer, bool kWhole, class D, typename T>
HWY_INLINE hn::Vec<D> StepAcross(D d, const T* HWY_RESTRICT src, size_t ld, size_t l,
                                 [[maybe_unused]] size_t k, size_t count) {
  const size_t first = static_cast<size_t>(kPer) * l;
  const T* HWY_RESTRICT from = src + first * ld;
  if constexpr (kRaw<kPer, T>) {
    return own::RawAcross<kPer, kWhole>(d, from, ld, first, k, count);
  } else if constexpr (kPer == 1) {
    return own::WidenFloats(d, from, kWhole ? hn::Lanes(d) : count);
  } else {
    const hn::RebindToSigned<D> di;
    const hn::Rebind<T, D> d8;
    const auto low = hn::PromoteTo(di, own::LoadNarrow(d8, from, count));
    const auto low_half = hn::And(low, hn::Set(di, 0xFFFF));
    if (first + 1 == k) return hn::BitCast(d, low_half);
    const auto high = hn::PromoteTo(di, own::LoadNarrow(d8, from + ld, count));
    return hn::BitCast(d, hn::Or(low_half, hn::ShiftLeft<16>(high)));
  }
}

// Lanes(d) steps of one row whose `have` elements are side by side in memory.
template <int kPer, class D, typename T>
HWY_INLINE hn::Vec<D> StepsAlong(D d, const T* HWY_RESTRICT src, size_t have) {
  if constexpr (kRaw<kPer, T>) {
    return hn::BitCast(d, own::LoadNarrow(hn::Repartition<T, D>(), src, have));
  } else if constexpr (kPer == 1) {
    return own::WidenFloats(d, src, have);
  } else {
#if HWY_TARGET == HWY_SCALAR
    const int32_t high = have > 1 ? src[1] * (1 << 16) : 0;
    return hn::BitCast(d, hn::Set(hn::RebindToSigned<D>(), (src[0] & 0xFFFF) | high));
#else
    const hn::Repartition<int16_t, D> d16;
    const hn::Rebind<T, decltype(d16)> d8;
    return hn::BitCast(d, hn::PromoteTo(d16, own::LoadNarrow(d8, src, have)));
#endif
  }
}

// v with flipped bits, where T is packed as it is: only there are any flipped.
template <int kPer, typename T, class D>
HWY_INLINE hn::Vec<D> Flip(D d, hn::Vec<D> v, [[maybe_unused]] uint32_t flip) {
  if constexpr (kRaw<kPer, T> && sizeof(T) == 1) {
    const hn::RebindToUnsigned<D> du;
    return hn::BitCast(d, hn::Xor(hn::BitCast(du, v), hn::Set(du, flip)));
  } else {
    return v;
  }
}

// Steps [begin, end) of a panel whose rows are side by side in the source.
template <int kPer, class D, typename T>
HWY_INLINE void PackAcross(D d, size_t begin, size_t end, size_t k, size_t count, size_t width,
                           const T* HWY_RESTRICT src, size_t ld, uint32_t flip,
                           float* HWY_RESTRICT panel) {
  const size_t lanes = hn::Lanes(d);
  size_t l = begin;
  if (count == width && width % lanes == 0) {
    for (; l < end && kPer * (l + 1) <= k; ++l) {
      for (size_t i = 0; i < width; i += lanes) {
        const auto v = own::StepAcross<kPer, true>(d, src + i, ld, l, k, lanes);
        hn::StoreU(own::Flip<kPer, T>(d, v, flip), d, panel + l * width + i);
      }
    }
  }
  for (; l < end; ++l) {
    for (size_t i = 0; i < width; i += lanes) {
      const size_t room = HWY_MIN(lanes, width - i);
      auto v = hn::Zero(d);
      if (i < count)
        v = own::StepAcross<kPer, false>(d, src + i, ld, l, k, HWY_MIN(room, count - i));
      own::StoreFirst(own::Flip<kPer, T>(d, v, flip), d, panel + l * width + i, room);
    }
  }
}

#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3
// The same for two panels of half a vector each; of the second only what there is.
template <int kPer, class D, typename T>
HWY_INLINE void PackAcrossTwo(D d, size_t begin, size_t end, size_t k, size_t count,
                              const T* HWY_RESTRICT src, size_t ld, uint32_t flip,
                              float* HWY_RESTRICT panel, size_t panel_size) {
  const hn::Half<D> half;
  const size_t lanes = hn::Lanes(d), width = hn::Lanes(half);
  const auto store = [&](size_t l, hn::Vec<D> v) FULCRUM_INLINE_LAMBDA {
    v = own::Flip<kPer, T>(d, v, flip);
    hn::StoreU(hn::LowerHalf(half, v), half, panel + l * width);
    if (count > width) hn::StoreU(hn::UpperHalf(half, v), half, panel + panel_size + l * width);
  };
  size_t l = begin;
  for (; count >= lanes && l < end && kPer * (l + 1) <= k; ++l)
    store(l, own::StepAcross<kPer, true>(d, src, ld, l, k, lanes));
  for (; l < end; ++l)
    store(l, own::StepAcross<kPer, false>(d, src, ld, l, k, HWY_MIN(lanes, count)));
}
#endif

// A block of rows is widened along k into a buffer in L1, and that is transposed into the panel.
inline constexpr size_t kAlongRows = 16, kAlongSteps = 32;

template <int kPer, typename T>
HWY_INLINE void PackAlong(size_t steps, size_t k, size_t count, size_t width,
                          const T* HWY_RESTRICT src, size_t ld, uint32_t flip,
                          float* HWY_RESTRICT panel) {
  const hn::CappedTag<float, kAlongRows> d;
  const size_t lanes = hn::Lanes(d);
  HWY_ALIGN float buffer[kAlongRows * kAlongSteps];
  for (size_t l = 0; l < steps; l += kAlongSteps) {
    const size_t depth = HWY_MIN(kAlongSteps, steps - l);
    for (size_t i = 0; i < width; i += kAlongRows) {
      const size_t rows = i < count ? HWY_MIN(kAlongRows, count - i) : 0;
      for (size_t r = 0; r < rows; ++r) {
        const T* row = src + (i + r) * ld;
        for (size_t s = 0; s < depth; s += lanes) {
          const size_t at = (l + s) * kPer;
          const auto v = own::StepsAlong<kPer>(d, row + at, k - at);
          hn::StoreU(own::Flip<kPer, T>(d, v, flip), d, buffer + r * kAlongSteps + s);
        }
      }
      PackTranspose(depth, rows, HWY_MIN(kAlongRows, width - i), buffer, kAlongSteps, false,
                    panel + l * width + i, width);
    }
  }
}

#if FULCRUM_QUADS_X86 || FULCRUM_QUADS_ARM
// The first row of a panel. width is a multiple of Lanes(d).
template <class D>
HWY_INLINE void SumPanel(D d, size_t steps, size_t width, int32_t factor,
                         float* HWY_RESTRICT panel) {
  const hn::RebindToSigned<D> di;
  const hn::Repartition<int8_t, D> d8;
#if FULCRUM_QUADS_X86
  const auto ones = hn::Set(hn::Repartition<uint8_t, D>(), uint8_t{1});
#else
  const auto ones = hn::Set(d8, int8_t{1});
#endif
  const size_t lanes = hn::Lanes(d), rows = factor != 0 ? steps : 0;
  const auto add = [&](hn::Vec<decltype(di)>& sum, const float* from) FULCRUM_INLINE_LAMBDA {
    sum = own::QuadDot(di, ones, hn::BitCast(d8, hn::LoadU(d, from)), sum);
  };
  const auto store = [&](hn::Vec<decltype(di)> sum, float* to) FULCRUM_INLINE_LAMBDA {
    hn::StoreU(hn::BitCast(d, hn::Mul(sum, hn::Set(di, factor))), d, to);
  };
  size_t i = 0;
  // Three sums at a time hide the latency: a panel of A.
  for (; i + 3 * lanes <= width; i += 3 * lanes) {
    auto sum0 = hn::Zero(di), sum1 = sum0, sum2 = sum0;
    for (size_t l = 1; l <= rows; ++l) {
      const float* from = panel + l * width + i;
      add(sum0, from);
      add(sum1, from + lanes);
      add(sum2, from + 2 * lanes);
    }
    store(sum0, panel + i);
    store(sum1, panel + i + lanes);
    store(sum2, panel + i + 2 * lanes);
  }
  for (; i < width; i += lanes) {
    auto sum = hn::Zero(di);
    for (size_t l = 1; l <= rows; ++l) add(sum, panel + l * width + i);
    store(sum, panel + i);
  }
}
#endif

// See PackNarrow.
template <int kPer, typename T>
HWY_NOINLINE void PackNarrowPanels(bool contiguous, int64_t k_elements, int64_t row_count,
                                   int64_t panel_width, const T* HWY_RESTRICT src, int64_t leading,
                                   float* HWY_RESTRICT dst, const PanelExtras& extras) {
  const hn::ScalableTag<float> d;
  const hn::CappedTag<float, kRaw<kPer, T> ? 8 : 4> narrow;  // divides the panels of B
  const size_t k = static_cast<size_t>(k_elements), count = static_cast<size_t>(row_count),
               width = static_cast<size_t>(panel_width), ld = static_cast<size_t>(leading);
  const size_t steps = (k + kPer - 1) / kPer, head = extras.head ? 1 : 0;
  const bool whole = width % hn::Lanes(d) == 0;
  const size_t block = contiguous ? HWY_MIN(steps, kPackColumns) : steps;
  for (size_t l = 0; l < steps; l += block) {
    const size_t end = HWY_MIN(steps, l + block);
    for (size_t i = 0; i < count; i += width) {
      const size_t have = HWY_MIN(width, count - i);
      float* panel = dst + i * (steps + head) + head * width;
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3
      if (contiguous && 2 * width == hn::Lanes(d)) {
        own::PackAcrossTwo<kPer>(d, l, end, k, count - i, src + i, ld, extras.flip, panel,
                                 width * (steps + head));
        i += width;
        continue;
      }
#endif
      if (!contiguous) {
        PackAlong<kPer>(steps, k, have, width, src + i * ld, ld, extras.flip, panel);
      } else if (whole) {
        own::PackAcross<kPer>(d, l, end, k, have, width, src + i, ld, extras.flip, panel);
      } else {
        own::PackAcross<kPer>(narrow, l, end, k, have, width, src + i, ld, extras.flip, panel);
      }
    }
  }
#if FULCRUM_QUADS_X86 || FULCRUM_QUADS_ARM
  for (size_t i = 0; head != 0 && i < count; i += width) {
    float* panel = dst + i * (steps + head);
    if (whole) {
      own::SumPanel(d, steps, width, extras.factor, panel);
    } else {
      own::SumPanel(narrow, steps, width, extras.factor, panel);
    }
  }
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
