// SPDX-License-Identifier: Apache-2.0
// Real kernels that look for the largest or the least element. Included once per target, after
// reductions-inl.h.

// clang-format off
#if defined(FULCRUM_SIMD_EXTREMES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_EXTREMES_INL_H_
#undef FULCRUM_SIMD_EXTREMES_INL_H_
#else
#define FULCRUM_SIMD_EXTREMES_INL_H_
#endif
// clang-format on

#include <cstddef>
#include <cstdint>
#include <limits>

#include "hwy/highway.h"
#include "simd/compat-inl.h"
#include "simd/level1/level1-inl.h"
#include "simd/level1/reductions-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace own = fulcrum::simd::HWY_NAMESPACE;

// Which of two is more extreme; what no element is more extreme than; the extreme of lanes without
// NaN. Both() takes a NaN in v for nothing.
struct TheLargest {
  template <class V>
  static HWY_INLINE auto Is(V v, V most) {
    return hn::Gt(v, most);
  }
  static bool IsValue(double x, double most) { return x > most; }
  template <class V>
  static HWY_INLINE V Both(V v, V most) {
#if HWY_ARCH_X86 && HWY_TARGET != HWY_SCALAR
    return hn::Max(v, most);  // which gives the second where one of them is NaN
#else
    return hn::IfThenElse(Is(v, most), v, most);
#endif
  }
  template <class D>
  static HWY_INLINE hn::TFromD<D> OfLanes(D d, hn::Vec<D> v) {
    return hn::GetLane(hn::MaxOfLanes(d, v));
  }
};
struct TheLeast {
  template <class V>
  static HWY_INLINE auto Is(V v, V least) {
    return hn::Lt(v, least);
  }
  static bool IsValue(double x, double least) { return x < least; }
  template <class V>
  static HWY_INLINE V Both(V v, V least) {
#if HWY_ARCH_X86 && HWY_TARGET != HWY_SCALAR
    return hn::Min(v, least);
#else
    return hn::IfThenElse(Is(v, least), v, least);
#endif
  }
  template <class D>
  static HWY_INLINE hn::TFromD<D> OfLanes(D d, hn::Vec<D> v) {
    return hn::GetLane(hn::MinOfLanes(d, v));
  }
};

// The extreme of n values, `most` where none is more extreme. value(tag, lanes, i) gives a vector
// of them, of which kUnit stay together.
template <class Which, size_t kUnit, class D, class Value>
HWY_INLINE hn::TFromD<D> ExtremeOf(D d, size_t n, hn::TFromD<D> most, Value value) {
  return own::Reduce<Which, 8, kUnit>(
      d, n, most, [=](auto tag, auto lanes, size_t i, auto so_far) FULCRUM_INLINE_LAMBDA {
        return lanes.Keep(tag, Which::Both(value(tag, lanes, i), so_far), so_far);
      });
}

// The first of n values that is `wanted`; n where none is. What a mask leaves out is 0: where that
// is wanted, an element before it has it.
template <size_t kUnit, class D, class Value>
HWY_INLINE size_t FindFirst(D d, size_t n, hn::TFromD<D> wanted_value, Value value) {
  const size_t lanes = hn::Lanes(d);
  const WholeVector whole;
  const auto wanted = hn::Set(d, wanted_value);
  size_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    const auto at = [&](size_t k) FULCRUM_INLINE_LAMBDA {
      return hn::Eq(value(d, whole, i + k * lanes), wanted);
    };
    if (!hn::AllFalse(d, hn::Or(hn::Or(at(0), at(1)), hn::Or(at(2), at(3))))) break;
  }
  for (; i + lanes <= n; i += lanes) {
    const auto at = hn::FindFirstTrue(d, hn::Eq(value(d, whole, i), wanted));
    if (at >= 0) return i + static_cast<size_t>(at);
  }
#if FULCRUM_MASK_IS_SAFE
  if (i < n) {
    const auto at = hn::FindFirstTrue(d, hn::Eq(value(d, FirstLanes{n - i}, i), wanted));
    if (at >= 0) return i + static_cast<size_t>(at);
  }
#else
  const hn::CappedTag<hn::TFromD<D>, kUnit> unit;
  for (; i < n; i += kUnit)
    if (!hn::AllFalse(unit, hn::Eq(value(unit, whole, i), hn::Set(unit, wanted_value)))) return i;
#endif
  return n;
}

// One pass of blocks, then a search of the one that has the extreme first.
template <class Which, size_t kUnit = 1, class D, class Value>
HWY_INLINE Extremum<hn::TFromD<D>> FirstExtreme(D d, size_t n, hn::TFromD<D> most, Value value) {
  const size_t lanes = hn::Lanes(d), block = 128 * lanes;
  const WholeVector whole;
  size_t i = 0, found = 0;
  if (n > block) {
    auto best = hn::Set(d, most);
    for (; i + block <= n; i += block) {
      auto m0 = best, m1 = best, m2 = best, m3 = best, m4 = best, m5 = best, m6 = best, m7 = best;
      for (size_t k = i; k < i + block; k += 8 * lanes) {
        m0 = Which::Both(value(d, whole, k), m0);
        m1 = Which::Both(value(d, whole, k + lanes), m1);
        m2 = Which::Both(value(d, whole, k + 2 * lanes), m2);
        m3 = Which::Both(value(d, whole, k + 3 * lanes), m3);
        m4 = Which::Both(value(d, whole, k + 4 * lanes), m4);
        m5 = Which::Both(value(d, whole, k + 5 * lanes), m5);
        m6 = Which::Both(value(d, whole, k + 6 * lanes), m6);
        m7 = Which::Both(value(d, whole, k + 7 * lanes), m7);
      }
      m0 = Which::Both(Which::Both(m0, m1), Which::Both(m2, m3));
      m4 = Which::Both(Which::Both(m4, m5), Which::Both(m6, m7));
      m0 = Which::Both(m0, m4);
      if (!hn::AllFalse(d, Which::Is(m0, best))) {
        most = Which::OfLanes(d, m0);
        best = hn::Set(d, most);
        found = i;
      }
    }
  }
  const auto from = [=](size_t first) FULCRUM_INLINE_LAMBDA {
    return [=](auto tag, auto some, size_t k)
               FULCRUM_INLINE_LAMBDA { return value(tag, some, first + k); };
  };
  if (i < n) {
    const auto last = own::ExtremeOf<Which, kUnit>(d, n - i, most, from(i));
    if (Which::IsValue(last, most)) most = last, found = i;
  }
  return {most,
          static_cast<int64_t>(found + own::FindFirst<kUnit>(d, n - found, most, from(found)))};
}

// The same of elements with gaps: value(x_i).
template <class Which, typename R, class X, class Value>
HWY_NOINLINE Extremum<R> FirstExtremeElement(size_t n, R most, const X* x, int64_t inc,
                                             Value value) {
  constexpr size_t kBlock = 128;
  size_t found = 0;
  const X* at = x;
  for (size_t i = 0; i < n; i += kBlock, at += static_cast<int64_t>(kBlock) * inc) {
    const R here = own::ReduceElements<Which>(
        HWY_MIN(n - i, kBlock), most, at, inc,
        [value](const X* p, auto so_far)
            FULCRUM_INLINE_LAMBDA { return Which::Both(value(p), so_far); });
    if (Which::IsValue(here, most)) most = here, found = i;
  }
  at = x + static_cast<int64_t>(found) * inc;
  for (; found < n && hn::GetLane(value(at)) != most; at += inc) ++found;
  return {most, static_cast<int64_t>(found)};
}

// What is compared of an element, as functions of vectors and of one element.
template <class Of, typename T>
HWY_INLINE auto ElementsOf(const T* x) {
  return [x](auto d, auto lanes, size_t i)
             FULCRUM_INLINE_LAMBDA { return Of()(lanes.Load(d, x + i)); };
}
template <class Of>
struct ElementOf {
  template <typename T>
  HWY_INLINE hn::Vec<OneLane<T>> operator()(const T* at) const {
    return Of()(hn::LoadU(OneLane<T>(), at));
  }
};

template <class Which, class Of, typename T>
HWY_INLINE Extremum<T> FirstExtremeOf(int64_t count, const T* x, int64_t inc, T most) {
  const size_t n = static_cast<size_t>(count);
  if (inc != 1) return own::FirstExtremeElement<Which>(n, most, x, inc, ElementOf<Of>());
  return own::FirstExtreme<Which>(hn::ScalableTag<T>(), n, most, own::ElementsOf<Of>(x));
}

template <class Which, class Of, typename T>
HWY_NOINLINE T ExtremeValueStrided(size_t n, const T* x, int64_t inc, T most) {
  return own::ReduceElements<Which>(n, most, x, inc,
                                    [](const T* at, auto so_far) FULCRUM_INLINE_LAMBDA {
                                      return Which::Both(ElementOf<Of>()(at), so_far);
                                    });
}

template <class Which, class Of, typename T>
HWY_INLINE T ExtremeValueOf(int64_t count, const T* x, int64_t inc, T most) {
  const size_t n = static_cast<size_t>(count);
  if (inc != 1) return own::ExtremeValueStrided<Which, Of>(n, x, inc, most);
  return own::ExtremeOf<Which, 1>(hn::ScalableTag<T>(), n, most, own::ElementsOf<Of>(x));
}

template <typename T>
T Amax(int64_t n, const T* x, int64_t inc) {
  return own::ExtremeValueOf<TheLargest, Magnitude>(n, x, inc, T{-1});
}
template <typename T>
T Amin(int64_t n, const T* x, int64_t inc) {
  return own::ExtremeValueOf<TheLeast, Magnitude>(n, x, inc, std::numeric_limits<T>::infinity());
}
template <typename T>
Extremum<T> FirstAmax(int64_t n, const T* x, int64_t inc) {
  return own::FirstExtremeOf<TheLargest, Magnitude>(n, x, inc, T{-1});
}
template <typename T>
Extremum<T> FirstAmin(int64_t n, const T* x, int64_t inc) {
  return own::FirstExtremeOf<TheLeast, Magnitude>(n, x, inc, std::numeric_limits<T>::infinity());
}
template <typename T>
Extremum<T> FirstLargest(int64_t n, const T* x, int64_t inc) {
  return own::FirstExtremeOf<TheLargest, Itself>(n, x, inc, -std::numeric_limits<T>::infinity());
}
template <typename T>
Extremum<T> FirstLeast(int64_t n, const T* x, int64_t inc) {
  return own::FirstExtremeOf<TheLeast, Itself>(n, x, inc, std::numeric_limits<T>::infinity());
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
