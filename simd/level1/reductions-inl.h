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

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "hwy/highway.h"
#include "simd/compat-inl.h"
#include "simd/level1/level1-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace own = fulcrum::simd::HWY_NAMESPACE;

// A sum over i < n of term(d, i), where rest(d, i, count) is the term of the last `count` elements,
// fewer than a vector, with zeros behind them. Four chains, as DotUnit.
template <class D, class Term, class Rest>
HWY_INLINE hn::TFromD<D> SumTerms(D d, size_t n, Term term, Rest rest) {
  const size_t lanes = hn::Lanes(d);
  auto s0 = hn::Zero(d);
  auto s1 = s0, s2 = s0, s3 = s0;
  size_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    s0 = term(d, i, s0);
    s1 = term(d, i + lanes, s1);
    s2 = term(d, i + 2 * lanes, s2);
    s3 = term(d, i + 3 * lanes, s3);
  }
  for (; i + lanes <= n; i += lanes) s0 = term(d, i, s0);
  if (i < n) s1 = rest(d, i, n - i, s1);
  return own::SumLanes(d, hn::Add(hn::Add(s0, s1), hn::Add(s2, s3)));
}

// ------------------------------ asum, sum

// What is taken of an element.
struct Magnitude {
  template <class V>
  HWY_INLINE V operator()(V v) const {
    return hn::Abs(v);
  }
  float operator()(float x) const { return std::fabs(x); }
  double operator()(double x) const { return std::fabs(x); }
};
struct Itself {
  template <class V>
  HWY_INLINE V operator()(V v) const {
    return v;
  }
};

template <class Of, typename T>
T Sum(int64_t count, const T* x, int64_t inc) {
  const size_t n = static_cast<size_t>(count);
  constexpr Of kOf{};
  if (inc == 1) {
    return own::SumTerms(
        hn::ScalableTag<T>(), n,
        [x](auto d, size_t i, auto sum)
            HWY_ATTR { return hn::Add(Of()(hn::LoadU(d, x + i)), sum); },
        [x](auto d, size_t i, size_t rest, auto sum)
            HWY_ATTR { return hn::Add(Of()(own::LoadFirst(d, x + i, rest)), sum); });
  }
  T s0{0}, s1{0}, s2{0}, s3{0};
  size_t i = 0;
  for (; i + 4 <= n; i += 4, x += 4 * inc) {
    s0 += kOf(x[0]);
    s1 += kOf(x[inc]);
    s2 += kOf(x[2 * inc]);
    s3 += kOf(x[3 * inc]);
  }
  for (; i < n; ++i, x += inc) s0 += kOf(*x);
  return (s0 + s1) + (s2 + s3);
}

// ------------------------------ the sum of squares, and dot of float in double

// Vectors of double that hold as many floats from p as there are lanes; `count` of them.
template <class DD, class DF = hn::Rebind<float, DD>>
HWY_INLINE hn::Vec<DD> LoadWide(DD dd, const float* p) {
  return hn::PromoteTo(dd, hn::LoadU(DF(), p));
}
template <class DD, class DF = hn::Rebind<float, DD>>
HWY_INLINE hn::Vec<DD> LoadWideFirst(DD dd, const float* p, size_t count) {
  return hn::PromoteTo(dd, own::LoadFirst(DF(), p, count));
}
template <class DD>
HWY_INLINE hn::Vec<DD> LoadWide(DD dd, const double* p) {
  return hn::LoadU(dd, p);
}
template <class DD>
HWY_INLINE hn::Vec<DD> LoadWideFirst(DD dd, const double* p, size_t count) {
  return own::LoadFirst(dd, p, count);
}

template <typename T>
double SumSquares(int64_t count, T scale, const T* x, int64_t inc) {
  const size_t n = static_cast<size_t>(count);
  if (inc == 1) {
    const hn::ScalableTag<double> dd;
    const auto factor = static_cast<double>(scale);
    return own::SumTerms(
        dd, n,
        [x, factor](auto d, size_t i, auto sum) HWY_ATTR {
          const auto v = hn::Mul(hn::Set(d, factor), own::LoadWide(d, x + i));
          return hn::MulAdd(v, v, sum);
        },
        [x, factor](auto d, size_t i, size_t rest, auto sum) HWY_ATTR {
          const auto v = hn::Mul(hn::Set(d, factor), own::LoadWideFirst(d, x + i, rest));
          return hn::MulAdd(v, v, sum);
        });
  }
  double s0 = 0, s1 = 0;
  const auto square = [scale](T v) {
    const double w = static_cast<double>(scale) * static_cast<double>(v);
    return w * w;
  };
  size_t i = 0;
  for (; i + 2 <= n; i += 2, x += 2 * inc) {
    s0 += square(x[0]);
    s1 += square(x[inc]);
  }
  if (i < n) s0 += square(*x);
  return s0 + s1;
}

inline double DotWide(int64_t count, const float* x, int64_t incx, const float* y, int64_t incy) {
  const size_t n = static_cast<size_t>(count);
  if (incx == 1 && incy == 1) {
    return own::SumTerms(
        hn::ScalableTag<double>(), n,
        [x, y](auto d, size_t i, auto sum)
            HWY_ATTR { return hn::MulAdd(own::LoadWide(d, x + i), own::LoadWide(d, y + i), sum); },
        [x, y](auto d, size_t i, size_t rest, auto sum) HWY_ATTR {
          return hn::MulAdd(own::LoadWideFirst(d, x + i, rest), own::LoadWideFirst(d, y + i, rest),
                            sum);
        });
  }
  double s0 = 0, s1 = 0;
  size_t i = 0;
  for (; i + 2 <= n; i += 2, x += 2 * incx, y += 2 * incy) {
    s0 += static_cast<double>(x[0]) * static_cast<double>(y[0]);
    s1 += static_cast<double>(x[incx]) * static_cast<double>(y[incy]);
  }
  if (i < n) s0 += static_cast<double>(*x) * static_cast<double>(*y);
  return s0 + s1;
}

// ------------------------------ extremes

// Which of two is more extreme, with what all are, and that of a vector without NaN.
struct TheLargest {
  template <class V>
  HWY_INLINE auto operator()(V v, V most) const {
    return hn::Gt(v, most);
  }
  bool operator()(float x, float most) const { return x > most; }
  bool operator()(double x, double most) const { return x > most; }
  template <class D>
  static HWY_INLINE hn::TFromD<D> OfLanes(D d, hn::Vec<D> v) {
    return hn::GetLane(hn::MaxOfLanes(d, v));
  }
};
struct TheLeast {
  template <class V>
  HWY_INLINE auto operator()(V v, V least) const {
    return hn::Lt(v, least);
  }
  bool operator()(float x, float least) const { return x < least; }
  bool operator()(double x, double least) const { return x < least; }
  template <class D>
  static HWY_INLINE hn::TFromD<D> OfLanes(D d, hn::Vec<D> v) {
    return hn::GetLane(hn::MinOfLanes(d, v));
  }
};

// The more extreme of both, where a NaN in v counts as nothing.
template <class Which, class V>
HWY_INLINE V MoreExtreme(V v, V most) {
  return hn::IfThenElse(Which()(v, most), v, most);
}

// `most` is what no element is more extreme than where all are NaN.
template <class Which, class Of, typename T>
HWY_INLINE T ExtremeOf(int64_t count, const T* x, int64_t inc, T most) {
  const size_t n = static_cast<size_t>(count);
  size_t i = 0;
  if (inc == 1) {
    const hn::ScalableTag<T> d;
    const size_t lanes = hn::Lanes(d);
    const auto take = [d, x](size_t at, auto so_far) HWY_ATTR {
      return own::MoreExtreme<Which>(Of()(hn::LoadU(d, x + at)), so_far);
    };
    auto m0 = hn::Set(d, most);
    auto m1 = m0, m2 = m0, m3 = m0;
    for (; i + 4 * lanes <= n; i += 4 * lanes) {
      m0 = take(i, m0);
      m1 = take(i + lanes, m1);
      m2 = take(i + 2 * lanes, m2);
      m3 = take(i + 3 * lanes, m3);
    }
    for (; i + lanes <= n; i += lanes) m0 = take(i, m0);
    m0 = own::MoreExtreme<Which>(own::MoreExtreme<Which>(m0, m1), own::MoreExtreme<Which>(m2, m3));
    most = Which::OfLanes(d, m0);
  }
  for (; i < n; ++i) {
    const T v = Of()(x[static_cast<int64_t>(i) * inc]);
    if (Which()(v, most)) most = v;
  }
  return most;
}

template <typename T>
T Amax(int64_t n, const T* x, int64_t inc) {
  return own::ExtremeOf<TheLargest, Magnitude>(n, x, inc, T{-1});
}
template <typename T>
T Amin(int64_t n, const T* x, int64_t inc) {
  return own::ExtremeOf<TheLeast, Magnitude>(n, x, inc, std::numeric_limits<T>::infinity());
}
template <typename T>
T Largest(int64_t n, const T* x, int64_t inc) {
  return own::ExtremeOf<TheLargest, Itself>(n, x, inc, -std::numeric_limits<T>::infinity());
}
template <typename T>
T Least(int64_t n, const T* x, int64_t inc) {
  return own::ExtremeOf<TheLeast, Itself>(n, x, inc, std::numeric_limits<T>::infinity());
}

template <class Of, typename T>
int64_t Find(int64_t n, const T* x, int64_t inc, T value) {
  int64_t i = 0;
  if (inc == 1) {
    const hn::ScalableTag<T> d;
    const auto lanes = static_cast<int64_t>(hn::Lanes(d));
    const auto wanted = hn::Set(d, value);
    while (i + lanes <= n && hn::AllFalse(d, hn::Eq(Of()(hn::LoadU(d, x + i)), wanted))) i += lanes;
  }
  while (i < n && Of()(x[i * inc]) != value) ++i;
  return i;
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
