// SPDX-License-Identifier: Apache-2.0
// Packing: operands rearranged into panels that the micro-kernel walks with unit stride.
//
// A panel holds `width` rows of op(A) (or columns of op(B)); element (i, l) lies at panel[l * width
// + i]. Where the source is contiguous along i a step of l is a copy; where it is contiguous along
// l the panel is its transpose, done in registers by squares.

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
namespace own = fulcrum::simd::HWY_NAMESPACE;

// panel[l * width + i] = src[l * step + i] for i < count, 0 for count <= i < width, in vectors of
// D. Meanwhile fetches what lies `ahead` elements farther, unless that is 0.
template <class D, typename T = hn::TFromD<D>>
HWY_INLINE void PackCopy(D d, size_t k, size_t count, size_t width, const T* HWY_RESTRICT src,
                         size_t step, size_t ahead, T* HWY_RESTRICT panel) {
  const size_t lanes = hn::Lanes(d);
  if (count == width && width % lanes == 0) {
    for (size_t l = 0; l < k; ++l) {
      for (size_t i = 0; i < width; i += lanes) {
        const T* from = src + l * step + i;
        if (ahead != 0) PrefetchL2(from + ahead);
        hn::StoreU(hn::LoadU(d, from), d, panel + l * width + i);
      }
    }
    return;
  }
  for (size_t l = 0; l < k; ++l) {
    for (size_t i = 0; i < width; i += lanes) {
      const size_t have = i < count ? HWY_MIN(lanes, count - i) : 0;
      const size_t room = HWY_MIN(lanes, width - i);
      const auto v = have == 0 ? hn::Zero(d) : own::LoadFirst(d, src + l * step + i, have);
      own::StoreFirst(v, d, panel + l * width + i, room);
    }
  }
}

#if HWY_TARGET != HWY_SCALAR
// As many rows as one 128-bit block has elements, transposed within every block: block q of vector
// t holds element t of block q of each row. store() is handed the vectors, since those of SVE
// cannot be array elements.
template <class D, class Store>
HWY_INLINE void TransposeInBlocks(D d, const float* HWY_RESTRICT src, size_t step,
                                  const Store& store) {
  const hn::Repartition<double, D> dd;
  const auto r0 = hn::LoadU(d, src);
  const auto r1 = hn::LoadU(d, src + step);
  const auto r2 = hn::LoadU(d, src + 2 * step);
  const auto r3 = hn::LoadU(d, src + 3 * step);
  const auto low01 = hn::BitCast(dd, hn::InterleaveLower(d, r0, r1));
  const auto low23 = hn::BitCast(dd, hn::InterleaveLower(d, r2, r3));
  const auto high01 = hn::BitCast(dd, hn::InterleaveUpper(d, r0, r1));
  const auto high23 = hn::BitCast(dd, hn::InterleaveUpper(d, r2, r3));
  store(0, hn::BitCast(d, hn::InterleaveLower(dd, low01, low23)));
  store(1, hn::BitCast(d, hn::InterleaveUpper(dd, low01, low23)));
  store(2, hn::BitCast(d, hn::InterleaveLower(dd, high01, high23)));
  store(3, hn::BitCast(d, hn::InterleaveUpper(dd, high01, high23)));
}

template <class D, class Store>
HWY_INLINE void TransposeInBlocks(D d, const double* HWY_RESTRICT src, size_t step,
                                  const Store& store) {
  const auto r0 = hn::LoadU(d, src);
  const auto r1 = hn::LoadU(d, src + step);
  store(0, hn::InterleaveLower(d, r0, r1));
  store(1, hn::InterleaveUpper(d, r0, r1));
}

// A square of one block: what that leaves is its transpose.
template <class D, typename T>
HWY_INLINE void TransposeSquare(D d, const T* HWY_RESTRICT src, size_t step, T* HWY_RESTRICT panel,
                                size_t panel_step) {
  own::TransposeInBlocks(d, src, step, [&](size_t t, hn::Vec<D> v) FULCRUM_INLINE_LAMBDA {
    hn::StoreU(v, d, panel + t * panel_step);
  });
}

#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX2
// A square of several blocks: then the blocks among vectors. 8 x 8 in f64 is 8 loads, 8 stores and
// 32 shuffles or blends instead of 32 of each. Block q of vector g becomes block g of vector q: two
// vectors of two blocks, or four of four.
template <class D, class V>
HWY_INLINE void TransposeBlocks(D d, V* v, size_t stride) {
  if constexpr (sizeof(hn::TFromD<D>) * hn::MaxLanes(D()) == 32) {
    const V a = v[0], b = v[stride];
    v[0] = hn::ConcatLowerLower(d, b, a);
    v[stride] = hn::ConcatUpperUpper(d, b, a);
  } else {
    const V low02 = hn::ConcatLowerLower(d, v[2 * stride], v[0]);
    const V low13 = hn::ConcatLowerLower(d, v[3 * stride], v[stride]);
    const V high02 = hn::ConcatUpperUpper(d, v[2 * stride], v[0]);
    const V high13 = hn::ConcatUpperUpper(d, v[3 * stride], v[stride]);
    v[0] = hn::OddEvenBlocks(hn::SwapAdjacentBlocks(low13), low02);
    v[stride] = hn::OddEvenBlocks(low13, hn::SwapAdjacentBlocks(low02));
    v[2 * stride] = hn::OddEvenBlocks(hn::SwapAdjacentBlocks(high13), high02);
    v[3 * stride] = hn::OddEvenBlocks(high13, hn::SwapAdjacentBlocks(high02));
  }
}

template <class D, typename T>
HWY_INLINE void TransposeWide(D d, const T* HWY_RESTRICT src, size_t step, T* HWY_RESTRICT panel,
                              size_t panel_step) {
  constexpr size_t kBlock = 16 / sizeof(T), kBlocks = hn::MaxLanes(D()) / kBlock;
  hn::Vec<D> v[kBlocks * kBlock];
  for (size_t g = 0; g < kBlocks; ++g) {
    own::TransposeInBlocks(d, src + g * kBlock * step, step,
                           [&](size_t t, hn::Vec<D> x)
                               FULCRUM_INLINE_LAMBDA { v[g * kBlock + t] = x; });
  }
  for (size_t t = 0; t < kBlock; ++t) own::TransposeBlocks(d, v + t, kBlock);
  for (size_t l = 0; l < kBlocks * kBlock; ++l) hn::StoreU(v[l], d, panel + l * panel_step);
}
#endif

// As many rows as `d` has lanes, k elements of each; what is left of k goes on in narrower squares.
// Meanwhile fetches what lies `ahead` elements farther, unless that is 0.
template <class D, typename T>
HWY_INLINE void TransposeRows(D d, size_t k, const T* HWY_RESTRICT src, size_t step, size_t ahead,
                              T* HWY_RESTRICT panel, size_t panel_step) {
  constexpr size_t kBlock = 16 / sizeof(T), kLanes = hn::MaxLanes(D());
  size_t l = 0;
  if constexpr (kLanes == kBlock) {
    for (; l + kBlock <= k; l += kBlock)
      own::TransposeSquare(d, src + l, step, panel + l * panel_step, panel_step);
    for (; l < k; ++l) {
      for (size_t i = 0; i < kBlock; ++i) panel[l * panel_step + i] = src[i * step + l];
    }
  } else {
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX2
    for (; l + kLanes <= k; l += kLanes) {
      for (size_t i = 0; ahead != 0 && i < kLanes; ++i) PrefetchL2(src + i * step + l + ahead);
      own::TransposeWide(d, src + l, step, panel + l * panel_step, panel_step);
    }
    if (l == k) return;
    const hn::FixedTag<T, kLanes / 2> half;
    panel += l * panel_step;
    own::TransposeRows(half, k - l, src + l, step, 0, panel, panel_step);
    own::TransposeRows(half, k - l, src + kLanes / 2 * step + l, step, 0, panel + kLanes / 2,
                       panel_step);
#endif
  }
}

// Two rows of f32, which fill half a block. (f64 has squares of two.) Rows of panel that follow
// each other are stored two at a time: 1.2-1.3 times as fast in the whole of 2 x 1000 x 100, NT and
// TT (Emerald Rapids).
inline void TransposePair(size_t k, const float* HWY_RESTRICT src, size_t step,
                          float* HWY_RESTRICT panel, size_t panel_step) {
  const hn::FixedTag<float, 4> d;
  const hn::FixedTag<float, 2> half;
  size_t l = 0;
  for (; l + 4 <= k; l += 4) {
    const auto r0 = hn::LoadU(d, src + l), r1 = hn::LoadU(d, src + step + l);
    const auto low = hn::InterleaveLower(d, r0, r1), high = hn::InterleaveUpper(d, r0, r1);
    float* const to = panel + l * panel_step;
    if (panel_step == 2) {
      hn::StoreU(low, d, to);
      hn::StoreU(high, d, to + 4);
    } else {
      hn::StoreU(hn::LowerHalf(half, low), half, to);
      hn::StoreU(hn::UpperHalf(half, low), half, to + panel_step);
      hn::StoreU(hn::LowerHalf(half, high), half, to + 2 * panel_step);
      hn::StoreU(hn::UpperHalf(half, high), half, to + 3 * panel_step);
    }
  }
  for (; l < k; ++l) {
    panel[l * panel_step] = src[l];
    panel[l * panel_step + 1] = src[step + l];
  }
}

// The same for `count` rows, the widest squares first; returns how many rows are done.
template <class D, typename T>
HWY_INLINE size_t TransposeAllRows(D d, size_t k, size_t count, const T* HWY_RESTRICT src,
                                   size_t step, bool fetch, T* HWY_RESTRICT panel,
                                   size_t panel_step) {
  constexpr size_t kBlock = 16 / sizeof(T), kLanes = hn::MaxLanes(D());
  size_t i = 0;
  for (; i + kLanes <= count; i += kLanes)
    own::TransposeRows(d, k, src + i * step, step, fetch ? kLanes * step : 0, panel + i,
                       panel_step);
  if constexpr (kLanes > kBlock) {
    i += own::TransposeAllRows(hn::FixedTag<T, kLanes / 2>(), k, count - i, src + i * step, step,
                               fetch, panel + i, panel_step);
  } else if constexpr (kBlock == 4) {
    if (count - i >= 2) {
      TransposePair(k, src + i * step, step, panel + i, panel_step);
      i += 2;
    }
  }
  return i;
}
#endif

// panel[l * panel_step + i] = src[i * step + l] for i < count, 0 for count <= i < width. `fetch`:
// the rows that follow are next.
template <typename T>
HWY_INLINE void PackTranspose(size_t k, size_t count, size_t width, const T* HWY_RESTRICT src,
                              size_t step, [[maybe_unused]] bool fetch, T* HWY_RESTRICT panel,
                              size_t panel_step) {
  size_t done = 0;
#if HWY_TARGET != HWY_SCALAR
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX2
  constexpr size_t kLanes = HWY_LANES(T);
#else
  constexpr size_t kLanes = 16 / sizeof(T);
#endif
  done = own::TransposeAllRows(hn::FixedTag<T, kLanes>(), k, count, src, step, fetch, panel,
                               panel_step);
#endif
  if (done == width) return;
  for (size_t l = 0; l < k; ++l) {
    for (size_t i = done; i < width; ++i) {
      panel[l * panel_step + i] = i < count ? src[i * step + l] : T{0};
    }
  }
}

// Columns of a source that are read side by side from top to bottom. As many as processors prefetch
// at once: all of k at once, a panel at a time, takes 1.3 times as long in the whole of f64 1000 x
// 32 x 1000.
inline constexpr size_t kPackColumns = 8;

// All panels of an operand with `count` rows (columns) in total. `contiguous`: the source is
// contiguous along them, and copied in vectors of D: no wider than a panel, since masks take twice
// as long.
template <class D, typename T = hn::TFromD<D>>
void PackPanels(D d, bool contiguous, size_t k, size_t count, size_t width,
                const T* HWY_RESTRICT src, size_t ld, T* HWY_RESTRICT dst) {
  const size_t block = contiguous ? HWY_MIN(k, kPackColumns) : k;
  for (size_t l = 0; l < k; l += block) {
    const size_t depth = HWY_MIN(block, k - l);
    for (size_t i = 0; i < count; i += width) {
      const size_t have = HWY_MIN(width, count - i);
      T* panel = dst + i * k + l * width;
      if (contiguous) {
        const size_t ahead = l + block < k ? block * ld : 0;
        own::PackCopy(d, depth, have, width, src + i + l * ld, ld, ahead, panel);
      } else {
        PackTranspose(depth, have, width, src + i * ld + l, ld, i + width < count, panel, width);
      }
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
