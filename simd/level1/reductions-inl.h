// SPDX-License-Identifier: Apache-2.0
// Real kernels that reduce one vector, or two of float in double. Included once per target, after
// level1-inl.h.

// clang-format off
#if defined(FULCRUM_SIMD_REDUCTIONS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_REDUCTIONS_INL_H_
#undef FULCRUM_SIMD_REDUCTIONS_INL_H_
#else
#define FULCRUM_SIMD_REDUCTIONS_INL_H_
#endif
// clang-format on

#include <cstddef>
#include <cstdint>

#include "hwy/highway.h"
#include "simd/compat-inl.h"
#include "simd/level1/level1-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace own = fulcrum::simd::HWY_NAMESPACE;

// ------------------------------ asum, sum

// What is taken of an element.
struct Magnitude {
  template <class V>
  HWY_INLINE V operator()(V v) const {
    return hn::Abs(v);
  }
};
struct Itself {
  template <class V>
  HWY_INLINE V operator()(V v) const {
    return v;
  }
};

template <class Of, typename T>
HWY_NOINLINE T SumStrided(size_t n, const T* x, int64_t inc) {
  const OneLane<T> one;
  return own::ReduceElements<Added>(n, T{0}, x, inc,
                                    [one](const T* a, auto sum) FULCRUM_INLINE_LAMBDA {
                                      return hn::Add(Of()(hn::LoadU(one, a)), sum);
                                    });
}

// One load feeds an addition, of three or four cycles: eight chains.
template <class Of, typename T>
T Sum(int64_t count, const T* x, int64_t inc) {
  const size_t n = static_cast<size_t>(count);
  if (inc == 1) {
    return own::Reduce<Added, 8>(hn::ScalableTag<T>(), n, T{0},
                                 [=](auto d, auto lanes, size_t i, auto sum) FULCRUM_INLINE_LAMBDA {
                                   return hn::Add(Of()(lanes.Load(d, x + i)), sum);
                                 });
  }
  return own::SumStrided<Of>(n, x, inc);
}

// ------------------------------ the sum of squares, and dot of float in double

// Vectors of double that hold as many floats from p as there are lanes.
template <class Lanes, class DD, class DF = hn::Rebind<float, DD>>
HWY_INLINE hn::Vec<DD> LoadWide(DD dd, Lanes lanes, const float* p) {
  return hn::PromoteTo(dd, lanes.Load(DF(), p));
}
template <class Lanes, class DD>
HWY_INLINE hn::Vec<DD> LoadWide(DD dd, Lanes lanes, const double* p) {
  return lanes.Load(dd, p);
}

// Of (scale x)^2, or of x^2 where there is none.
template <bool kScaled, class Lanes, class D, typename T>
HWY_INLINE hn::Vec<D> AddSquare(D d, Lanes lanes, double scale, const T* p, hn::Vec<D> sum) {
  auto v = own::LoadWide(d, lanes, p);
  if constexpr (kScaled) v = hn::Mul(hn::Set(d, scale), v);
  return hn::MulAdd(v, v, sum);
}

template <bool kScaled, typename T>
HWY_NOINLINE double SumSquaresStrided(size_t n, double scale, const T* x, int64_t inc) {
  return own::ReduceElements<Added>(
      n, 0.0, x, inc, [=](const T* a, auto sum) FULCRUM_INLINE_LAMBDA {
        return own::AddSquare<kScaled>(OneLane<double>(), WholeVector(), scale, a, sum);
      });
}

template <bool kScaled, typename T>
HWY_INLINE double SumScaledSquares(size_t n, double scale, const T* x, int64_t inc) {
  if (inc != 1) return own::SumSquaresStrided<kScaled>(n, scale, x, inc);
  return own::Reduce<Added, 8>(hn::ScalableTag<double>(), n, 0.0,
                               [=](auto d, auto lanes, size_t i, auto sum) FULCRUM_INLINE_LAMBDA {
                                 return own::AddSquare<kScaled>(d, lanes, scale, x + i, sum);
                               });
}

template <typename T>
HWY_NOINLINE double SumOfScaled(size_t n, double scale, const T* x, int64_t inc) {
  return own::SumScaledSquares<true>(n, scale, x, inc);
}

template <typename T>
double SumSquares(int64_t count, T scale, const T* x, int64_t inc) {
  const size_t n = static_cast<size_t>(count);
  if (scale != T{1}) [[unlikely]]
    return own::SumOfScaled(n, static_cast<double>(scale), x, inc);
  return own::SumScaledSquares<false>(n, 1.0, x, inc);
}

inline double DotWide(int64_t count, const float* x, int64_t incx, const float* y, int64_t incy) {
  const size_t n = static_cast<size_t>(count);
  const auto term = [](auto d, auto lanes, const float* p, const float* q,
                       auto sum) FULCRUM_INLINE_LAMBDA {
    return hn::MulAdd(own::LoadWide(d, lanes, p), own::LoadWide(d, lanes, q), sum);
  };
  if (incx == 1 && incy == 1) {
    return own::Reduce<Added, 4>(hn::ScalableTag<double>(), n, 0.0,
                                 [=](auto d, auto lanes, size_t i, auto sum) FULCRUM_INLINE_LAMBDA {
                                   return term(d, lanes, x + i, y + i, sum);
                                 });
  }
  return own::ReduceElements<Added>(
      n, 0.0, x, incx, y, incy,
      [=](const float* p, const float* q, auto sum)
          FULCRUM_INLINE_LAMBDA { return term(OneLane<double>(), WholeVector(), p, q, sum); });
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
