// SPDX-License-Identifier: Apache-2.0
// Packing: operands rearranged into panels that the micro-kernel walks with unit stride.
//
// A panel holds `width` rows of op(A) (or columns of op(B)); element (i, l) lies at panel[l * width
// + i]. Where the source is contiguous along i a step of l is a copy; where it is contiguous along
// l the panel is its transpose, done in registers by blocks of 128 bits.

// clang-format off
#if defined(FULCRUM_SIMD_GEMM_PACK_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_GEMM_PACK_INL_H_
#undef FULCRUM_SIMD_GEMM_PACK_INL_H_
#else
#define FULCRUM_SIMD_GEMM_PACK_INL_H_
#endif
// clang-format on

#include <cstddef>
#include <cstdint>

#include "hwy/highway.h"
#include "simd/compat-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// panel[l * width + i] = src[l * step + i] for i < count, 0 for count <= i < width.
template <typename T>
HWY_INLINE void PackCopy(size_t k, size_t count, size_t width, const T* HWY_RESTRICT src,
                         size_t step, T* HWY_RESTRICT panel) {
  const hn::ScalableTag<T> d;
  const size_t lanes = hn::Lanes(d);
  if (count == width && width % lanes == 0) {
    for (size_t l = 0; l < k; ++l) {
      for (size_t i = 0; i < width; i += lanes)
        hn::StoreU(hn::LoadU(d, src + l * step + i), d, panel + l * width + i);
    }
    return;
  }
  for (size_t l = 0; l < k; ++l) {
    for (size_t i = 0; i < width; i += lanes) {
      const size_t have = i < count ? HWY_MIN(lanes, count - i) : 0;
      const size_t room = HWY_MIN(lanes, width - i);
      const auto v = have == 0 ? hn::Zero(d) : LoadFirst(d, src + l * step + i, have);
      StoreFirst(v, d, panel + l * width + i, room);
    }
  }
}

#if HWY_TARGET != HWY_SCALAR
// Four (f32) or two (f64) source rows of one 128-bit block each, transposed into the panel.
template <class D>
HWY_INLINE void TransposeBlock(D d, const float* HWY_RESTRICT src, size_t step,
                               float* HWY_RESTRICT panel, size_t width) {
  const hn::Repartition<double, D> dd;
  const auto r0 = hn::LoadU(d, src);
  const auto r1 = hn::LoadU(d, src + step);
  const auto r2 = hn::LoadU(d, src + 2 * step);
  const auto r3 = hn::LoadU(d, src + 3 * step);
  const auto low01 = hn::BitCast(dd, hn::InterleaveLower(d, r0, r1));
  const auto low23 = hn::BitCast(dd, hn::InterleaveLower(d, r2, r3));
  const auto high01 = hn::BitCast(dd, hn::InterleaveUpper(d, r0, r1));
  const auto high23 = hn::BitCast(dd, hn::InterleaveUpper(d, r2, r3));
  hn::StoreU(hn::BitCast(d, hn::InterleaveLower(dd, low01, low23)), d, panel);
  hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(dd, low01, low23)), d, panel + width);
  hn::StoreU(hn::BitCast(d, hn::InterleaveLower(dd, high01, high23)), d, panel + 2 * width);
  hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(dd, high01, high23)), d, panel + 3 * width);
}

template <class D>
HWY_INLINE void TransposeBlock(D d, const double* HWY_RESTRICT src, size_t step,
                               double* HWY_RESTRICT panel, size_t width) {
  const auto r0 = hn::LoadU(d, src);
  const auto r1 = hn::LoadU(d, src + step);
  hn::StoreU(hn::InterleaveLower(d, r0, r1), d, panel);
  hn::StoreU(hn::InterleaveUpper(d, r0, r1), d, panel + width);
}
#endif

// panel[l * panel_step + i] = src[i * step + l] for i < count, 0 for count <= i < width.
template <typename T>
HWY_INLINE void PackTranspose(size_t k, size_t count, size_t width, const T* HWY_RESTRICT src,
                              size_t step, T* HWY_RESTRICT panel, size_t panel_step) {
  size_t blocked_rows = 0, blocked_k = 0;
#if HWY_TARGET != HWY_SCALAR
  constexpr size_t kBlock = 16 / sizeof(T);
  const hn::FixedTag<T, kBlock> d;
  blocked_rows = count / kBlock * kBlock;
  blocked_k = k / kBlock * kBlock;
  for (size_t l = 0; l < blocked_k; l += kBlock) {
    for (size_t i = 0; i < blocked_rows; i += kBlock) {
      TransposeBlock(d, src + i * step + l, step, panel + l * panel_step + i, panel_step);
    }
  }
#endif
  for (size_t l = 0; l < k; ++l) {
    for (size_t i = l < blocked_k ? blocked_rows : 0; i < width; ++i) {
      panel[l * panel_step + i] = i < count ? src[i * step + l] : T{0};
    }
  }
}

// Columns of a source that are read side by side from top to bottom. As many as processors prefetch
// at once: all of k at once, a panel at a time, takes 1.3 times as long in the whole of f64 1000 x
// 32 x 1000.
inline constexpr size_t kPackColumns = 8;

// All panels of an operand with `count` rows (columns) in total. `contiguous`: the source is
// contiguous along them.
template <typename T>
void PackPanels(bool contiguous, size_t k, size_t count, size_t width, const T* HWY_RESTRICT src,
                size_t ld, T* HWY_RESTRICT dst) {
  const size_t block = contiguous ? HWY_MIN(k, kPackColumns) : k;
  for (size_t l = 0; l < k; l += block) {
    const size_t depth = HWY_MIN(block, k - l);
    for (size_t i = 0; i < count; i += width) {
      const size_t have = HWY_MIN(width, count - i);
      T* panel = dst + i * k + l * width;
      if (contiguous) {
        PackCopy(depth, have, width, src + i + l * ld, ld, panel);
      } else {
        PackTranspose(depth, have, width, src + i * ld + l, ld, panel, width);
      }
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
