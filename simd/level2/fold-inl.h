// SPDX-License-Identifier: Apache-2.0
// Sums of the lanes of two and four vectors, in one: steps of a transpose by halves.

// clang-format off
#if defined(FULCRUM_SIMD_LEVEL2_FOLD_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_LEVEL2_FOLD_INL_H_
#undef FULCRUM_SIMD_LEVEL2_FOLD_INL_H_
#else
#define FULCRUM_SIMD_LEVEL2_FOLD_INL_H_
#endif
// clang-format on

#include "hwy/highway.h"
#include "simd/compat-inl.h"
#include "simd/level1/pairs-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace own = fulcrum::simd::HWY_NAMESPACE;

#if HWY_TARGET != HWY_SCALAR && !HWY_HAVE_SCALABLE

// [a's lower half + a's upper half, b's lower half + b's upper half]
template <class D, class V>
HWY_INLINE V FoldHalves(D d, V a, V b) {
  return hn::Add(hn::ConcatLowerLower(d, b, a), hn::ConcatUpperUpper(d, b, a));
}

// In every 128-bit block the sums of a's and b's two lanes there.
template <class D, class V>
HWY_INLINE V FoldPair(D d, V a, V b) {
  return hn::Add(hn::InterleaveLower(d, a, b), hn::InterleaveUpper(d, a, b));
}

// The same of lanes of float in twos.
template <class D, class V>
HWY_INLINE V FoldPairOfTwos(D d, V a, V b) {
  const hn::Repartition<double, D> wide;
  const auto x = hn::BitCast(wide, a), y = hn::BitCast(wide, b);
  return hn::Add(hn::BitCast(d, hn::InterleaveLower(wide, x, y)),
                 hn::BitCast(d, hn::InterleaveUpper(wide, x, y)));
}

// The sums of each vector's pairs of lanes.
template <class D, class V>
HWY_INLINE void StorePairSums2(D d, V s0, V s1, double* to) {
  if constexpr (HWY_MAX_BYTES == 16) {
    hn::StoreU(s0, d, to);
    hn::StoreU(s1, d, to + 2);
  } else {
    const auto q = own::FoldHalves(d, s0, s1);
    if constexpr (HWY_MAX_BYTES == 32) {
      hn::StoreU(q, d, to);
    } else {
      const hn::Half<D> h;
      hn::StoreU(own::FoldHalves(h, hn::LowerHalf(h, q), hn::UpperHalf(h, q)), h, to);
    }
  }
}

// The sums of each vector's lanes.
template <class D, class V>
HWY_INLINE void StoreSums4(D d, V s0, V s1, V s2, V s3, double* to) {
  own::StorePairSums2(d, own::FoldPair(d, s0, s1), own::FoldPair(d, s2, s3), to);
}
// The sums over the 128-bit blocks of a vector.
template <class D, class V>
HWY_INLINE void StoreSumOfBlocks(D d, V v, float* to) {
  if constexpr (hn::MaxLanes(d) == 4) {
    hn::StoreU(v, d, to);
  } else {
    const hn::Half<D> h;
    own::StoreSumOfBlocks(h, hn::Add(hn::LowerHalf(h, v), hn::UpperHalf(h, v)), to);
  }
}
template <class D, class V>
HWY_INLINE void StoreSums4(D d, V s0, V s1, V s2, V s3, float* to) {
  const auto q = own::FoldPairOfTwos(d, own::FoldPair(d, s0, s1), own::FoldPair(d, s2, s3));
  own::StoreSumOfBlocks(d, q, to);
}

template <class D, class V>
HWY_INLINE void StorePairSums2(D d, V s0, V s1, float* to) {
  own::StoreSumOfBlocks(d, own::FoldPairOfTwos(d, s0, s1), to);
}

#else

template <class D, class V, typename T>
HWY_INLINE void StoreSums4(D d, V s0, V s1, V s2, V s3, T* to) {
  to[0] = own::SumLanes(d, s0);
  to[1] = own::SumLanes(d, s1);
  to[2] = own::SumLanes(d, s2);
  to[3] = own::SumLanes(d, s3);
}
#if HWY_TARGET != HWY_SCALAR
template <class D, class V, typename T>
HWY_INLINE void StorePairSums2(D d, V s0, V s1, T* to) {
  own::SumEvenOdd(d, s0, to[0], to[1]);
  own::SumEvenOdd(d, s1, to[2], to[3]);
}
#endif

#endif

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
