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

// ------------------------------ asum

template <typename T>
T Asum(int64_t count, const T* x, int64_t inc) {
  const size_t n = static_cast<size_t>(count);
  if (inc == 1) {
    return own::SumTerms(
        hn::ScalableTag<T>(), n,
        [x](auto d, size_t i, auto sum)
            HWY_ATTR { return hn::Add(hn::Abs(hn::LoadU(d, x + i)), sum); },
        [x](auto d, size_t i, size_t rest, auto sum)
            HWY_ATTR { return hn::Add(hn::Abs(own::LoadFirst(d, x + i, rest)), sum); });
  }
  T s0{0}, s1{0}, s2{0}, s3{0};
  size_t i = 0;
  for (; i + 4 <= n; i += 4, x += 4 * inc) {
    s0 += std::fabs(x[0]);
    s1 += std::fabs(x[inc]);
    s2 += std::fabs(x[2 * inc]);
    s3 += std::fabs(x[3 * inc]);
  }
  for (; i < n; ++i, x += inc) s0 += std::fabs(*x);
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

// ------------------------------ the largest magnitude

// The larger of both, where a NaN in v counts as nothing.
template <class V>
HWY_INLINE V MaxNumber(V v, V most) {
  return hn::IfThenElse(hn::Gt(v, most), v, most);
}

template <typename T>
T Amax(int64_t count, const T* x, int64_t inc) {
  const size_t n = static_cast<size_t>(count);
  T most{-1};
  size_t i = 0;
  if (inc == 1) {
    const hn::ScalableTag<T> d;
    const size_t lanes = hn::Lanes(d);
    auto m0 = hn::Set(d, T{-1});
    auto m1 = m0, m2 = m0, m3 = m0;
    for (; i + 4 * lanes <= n; i += 4 * lanes) {
      m0 = own::MaxNumber(hn::Abs(hn::LoadU(d, x + i)), m0);
      m1 = own::MaxNumber(hn::Abs(hn::LoadU(d, x + i + lanes)), m1);
      m2 = own::MaxNumber(hn::Abs(hn::LoadU(d, x + i + 2 * lanes)), m2);
      m3 = own::MaxNumber(hn::Abs(hn::LoadU(d, x + i + 3 * lanes)), m3);
    }
    for (; i + lanes <= n; i += lanes) m0 = own::MaxNumber(hn::Abs(hn::LoadU(d, x + i)), m0);
    m0 = own::MaxNumber(own::MaxNumber(m0, m1), own::MaxNumber(m2, m3));
    most = hn::GetLane(hn::MaxOfLanes(d, m0));
  }
  for (; i < n; ++i) {
    const T v = std::fabs(x[static_cast<int64_t>(i) * inc]);
    if (v > most) most = v;
  }
  return most;
}

template <typename T>
int64_t Find(int64_t n, const T* x, int64_t inc, T value) {
  int64_t i = 0;
  if (inc == 1) {
    const hn::ScalableTag<T> d;
    const auto lanes = static_cast<int64_t>(hn::Lanes(d));
    const auto wanted = hn::Set(d, value);
    while (i + lanes <= n && hn::AllFalse(d, hn::Eq(hn::Abs(hn::LoadU(d, x + i)), wanted)))
      i += lanes;
  }
  while (i < n && std::fabs(x[i * inc]) != value) ++i;
  return i;
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
