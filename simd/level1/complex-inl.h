// SPDX-License-Identifier: Apache-2.0
// Level 1 kernels of complex elements in which both parts depend on both: axpy, scal, axpby, dot
// and the extremes. Included once per target by level1_c32.cc and level1_c64.cc.
//
// Vectors without gaps are vectors of reals in pairs (pairs-inl.h); of others each element is a
// vector of two lanes. One lane has no pairs: there every element is computed part by part.

// clang-format off
#if defined(FULCRUM_SIMD_LEVEL1_COMPLEX_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_LEVEL1_COMPLEX_INL_H_
#undef FULCRUM_SIMD_LEVEL1_COMPLEX_INL_H_
#else
#define FULCRUM_SIMD_LEVEL1_COMPLEX_INL_H_
#endif
// clang-format on

#include <complex>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "hwy/highway.h"
#include "simd/compat-inl.h"
#include "simd/level1/extremes-inl.h"
#include "simd/level1/level1-inl.h"
#include "simd/level1/level1.hpp"
#include "simd/level1/pairs-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace own = fulcrum::simd::HWY_NAMESPACE;

#if HWY_TARGET != HWY_SCALAR

// One complex element.
template <typename R>
using OnePair = hn::CappedTag<R, 2>;

// The parts of a factor, each by a load of its own.
template <typename R>
struct Constant {
  explicit HWY_INLINE Constant(const std::complex<R>& a) : re(a.real()), im(a.imag()) {}
  R re, im;
};

// P v + Q swap(v), and that plus `sum`: the product by a, or of conj(v).
template <bool kConj, class D, typename R>
HWY_INLINE hn::Vec<D> TimesP(D d, Constant<R> a) {
  if constexpr (kConj) return own::SetPair(d, a.re, -a.re);
  return hn::Set(d, a.re);
}
template <bool kConj, class D, typename R>
HWY_INLINE hn::Vec<D> TimesQ(D d, Constant<R> a) {
  if constexpr (kConj) return hn::Set(d, a.im);
  return own::SetPair(d, -a.im, a.im);
}
template <class D, typename R>
HWY_INLINE hn::Vec<D> Times(D d, Constant<R> a, hn::Vec<D> v) {
  return hn::MulAdd(own::TimesP<false>(d, a), v,
                    hn::Mul(own::TimesQ<false>(d, a), hn::Reverse2(d, v)));
}
template <bool kConj, class D, typename R>
HWY_INLINE hn::Vec<D> TimesAdd(D d, Constant<R> a, hn::Vec<D> v, hn::Vec<D> sum) {
  return hn::MulAdd(own::TimesP<kConj>(d, a), v,
                    hn::MulAdd(own::TimesQ<kConj>(d, a), hn::Reverse2(d, v), sum));
}

#endif  // HWY_TARGET != HWY_SCALAR

// ------------------------------ axpy, scal, axpby

#if HWY_TARGET != HWY_SCALAR
// Runs step(tag, lanes, x_i, y_i) over elements with gaps, given by their parts. Out of line, as
// the strided loops of real vectors.
template <typename R, class X, class Step>
HWY_NOINLINE void ForEachPair(size_t n, X* x, int64_t incx, R* y, int64_t incy, const Step& step) {
  const Step own_step = step;  // which no store can change
  own::ForEachElement(n, x, 2 * incx, y, 2 * incy, [=](X* a, R* b) FULCRUM_INLINE_LAMBDA {
    own_step(OnePair<R>(), WholeVector(), a, b);
  });
}
#endif

template <bool kConj, typename R>
void ComplexAxpy(int64_t count, const std::complex<R>& alpha, const std::complex<R>* x,
                 int64_t incx, std::complex<R>* y, int64_t incy) {
  const size_t n = static_cast<size_t>(count);
#if HWY_TARGET != HWY_SCALAR
  const Constant<R> a(alpha);
  const auto step = [=](auto d, auto lanes, const R* from, R* to) FULCRUM_INLINE_LAMBDA {
    const auto v = own::KeepInRegister(lanes.Load(d, from));
    lanes.Store(own::TimesAdd<kConj>(d, a, v, lanes.Load(d, to)), d, to);
  };
  const R* const from = PartsOf(x);
  R* const to = PartsOf(y);
  if (incx == 1 && incy == 1) {
    own::ForEachVector<R, 2>(2 * n, to, [=](auto d, auto lanes, size_t i) FULCRUM_INLINE_LAMBDA {
      step(d, lanes, from + i, to + i);
    });
    return;
  }
  own::ForEachPair(n, from, incx, to, incy, step);
#else
  const Factor<R> f = Factor<R>::Of(alpha, kConj);
  own::ForEachElement(n, x, incx, y, incy, [f](const std::complex<R>* from, std::complex<R>* to) {
    MulAddOne(f, PartsOf(from), PartsOf(to)[0], PartsOf(to)[1]);
  });
#endif
}

template <typename R>
void ComplexScal(int64_t count, const std::complex<R>& alpha, std::complex<R>* x, int64_t incx) {
  const size_t n = static_cast<size_t>(count);
#if HWY_TARGET != HWY_SCALAR
  const Constant<R> a(alpha);
  const auto step = [=](auto d, auto lanes, const R* from, R* to) FULCRUM_INLINE_LAMBDA {
    lanes.Store(own::Times(d, a, own::KeepInRegister(lanes.Load(d, from))), d, to);
  };
  R* const to = PartsOf(x);
  if (incx == 1) {
    own::ForEachVector<R, 2>(2 * n, to, [=](auto d, auto lanes, size_t i) FULCRUM_INLINE_LAMBDA {
      step(d, lanes, to + i, to + i);
    });
    return;
  }
  own::ForEachPair(n, to, incx, to, incx, step);
#else
  const Factor<R> f = Factor<R>::Of(alpha);
  own::ForEachElement(n, x, incx, [f](std::complex<R>* to) {
    const R copy[2] = {PartsOf(to)[0], PartsOf(to)[1]};
    MulOne(f, copy, PartsOf(to)[0], PartsOf(to)[1]);
  });
#endif
}

template <bool kReadY, typename R>
HWY_INLINE void ComplexAxpbyVectors(size_t n, const std::complex<R>& alpha,
                                    const std::complex<R>* x, int64_t incx,
                                    const std::complex<R>& beta, std::complex<R>* y, int64_t incy) {
#if HWY_TARGET != HWY_SCALAR
  const Constant<R> a(alpha), b(beta);
  const auto step = [=](auto d, auto lanes, const R* from, R* to) FULCRUM_INLINE_LAMBDA {
    auto sum = own::Times(d, a, own::KeepInRegister(lanes.Load(d, from)));
    if constexpr (kReadY)
      sum = own::TimesAdd<false>(d, b, own::KeepInRegister(lanes.Load(d, to)), sum);
    lanes.Store(sum, d, to);
  };
  const R* const from = PartsOf(x);
  R* const to = PartsOf(y);
  if (incx == 1 && incy == 1) {
    own::ForEachVector<R, 2>(2 * n, to, [=](auto d, auto lanes, size_t i) FULCRUM_INLINE_LAMBDA {
      step(d, lanes, from + i, to + i);
    });
    return;
  }
  own::ForEachPair(n, from, incx, to, incy, step);
#else
  const Factor<R> f = Factor<R>::Of(alpha), g = Factor<R>::Of(beta);
  own::ForEachElement(n, x, incx, y, incy, [=](const std::complex<R>* from, std::complex<R>* to) {
    R re, im;
    MulOne(f, PartsOf(from), re, im);
    if constexpr (kReadY) MulAddOne(g, PartsOf(static_cast<const std::complex<R>*>(to)), re, im);
    *to = {re, im};
  });
#endif
}

template <typename R>
void ComplexAxpby(int64_t n, const std::complex<R>& alpha, const std::complex<R>* x, int64_t incx,
                  const std::complex<R>& beta, std::complex<R>* y, int64_t incy) {
  if (beta == std::complex<R>{}) {
    own::ComplexAxpbyVectors<false>(static_cast<size_t>(n), alpha, x, incx, beta, y, incy);
  } else {
    own::ComplexAxpbyVectors<true>(static_cast<size_t>(n), alpha, x, incx, beta, y, incy);
  }
}

// ------------------------------ dot

#if HWY_TARGET != HWY_SCALAR

// Stores the sum of all pairs.
template <class D, typename R>
HWY_INLINE void StoreSumOfPairs(D d, hn::Vec<D> v, R* to) {
#if HWY_HAVE_SCALABLE
  own::SumEvenOdd(d, v, to[0], to[1]);
#else
  if constexpr (hn::MaxLanes(D()) == 2) {
    hn::StoreU(v, d, to);
  } else {
    const hn::Half<D> half;
    own::StoreSumOfPairs(half, hn::Add(hn::LowerHalf(half, v), hn::UpperHalf(half, v)), to);
  }
#endif
}

// s holds sums of x y lane by lane, (re re, im im), and t those of swap(x) y, (im re, re im).
template <bool kConj, class D, typename R>
HWY_INLINE void StoreDot(D d, hn::Vec<D> s, hn::Vec<D> t, R* to) {
  const auto a = hn::OddEven(t, s), b = hn::Reverse2(d, hn::OddEven(s, t));
  const auto sum = hn::Add(a, b), difference = hn::Sub(a, b);
  own::StoreSumOfPairs(d, kConj ? hn::OddEven(difference, sum) : hn::OddEven(sum, difference), to);
}

// Two loads feed a shuffle and two multiply-adds: at two loads a cycle eight chains, of four
// vectors.
template <bool kConj, typename R>
HWY_INLINE void DotPairs(size_t n, const R* x, const R* y, R* result) {
  const hn::ScalableTag<R> d;
  const size_t lanes = hn::Lanes(d);
  auto s0 = hn::Zero(d);
  auto s1 = s0, s2 = s0, s3 = s0, t0 = s0, t1 = s0, t2 = s0, t3 = s0;
  const auto add = [=](auto some, size_t i, auto& s, auto& t) FULCRUM_INLINE_LAMBDA {
    const auto v = own::KeepInRegister(some.Load(d, x + i));
    const auto w = own::KeepInRegister(some.Load(d, y + i));
    s = hn::MulAdd(v, w, s);
    t = hn::MulAdd(hn::Reverse2(d, v), w, t);
  };
  const WholeVector whole;
  size_t i = 0;
  if (n >= 2 * lanes) {
    if (n >= 4 * lanes) {
      for (; i <= n - 4 * lanes; i += 4 * lanes) {
        add(whole, i, s0, t0);
        add(whole, i + lanes, s1, t1);
        add(whole, i + 2 * lanes, s2, t2);
        add(whole, i + 3 * lanes, s3, t3);
      }
      s0 = hn::Add(s0, s2), s1 = hn::Add(s1, s3), t0 = hn::Add(t0, t2), t1 = hn::Add(t1, t3);
    }
    if (i + 2 * lanes <= n) {
      add(whole, i, s0, t0);
      add(whole, i + lanes, s1, t1);
      i += 2 * lanes;
    }
    s0 = hn::Add(s0, s1), t0 = hn::Add(t0, t1);
  }
  if (i + lanes <= n) {
    add(whole, i, s0, t0);
    i += lanes;
  }
  if (i < n) add(FirstLanes{n - i}, i, s0, t0);
  own::StoreDot<kConj>(d, s0, t0, result);
}

template <bool kConj, typename R>
HWY_NOINLINE void DotPairsStrided(size_t n, const R* x, int64_t incx, const R* y, int64_t incy,
                                  R* result) {
  const OnePair<R> d;
  auto s0 = hn::Zero(d);
  auto s1 = s0, s2 = s0, s3 = s0, t0 = s0, t1 = s0, t2 = s0, t3 = s0;
  const auto add = [d](const R* a, const R* b, auto& s, auto& t) FULCRUM_INLINE_LAMBDA {
    const auto v = hn::LoadU(d, a), w = hn::LoadU(d, b);
    s = hn::MulAdd(v, w, s);
    t = hn::MulAdd(hn::Reverse2(d, v), w, t);
  };
  for (; n >= 4; n -= 4, x += 4 * incx, y += 4 * incy) {
    add(x, y, s0, t0);
    add(x + incx, y + incy, s1, t1);
    add(x + 2 * incx, y + 2 * incy, s2, t2);
    add(x + 3 * incx, y + 3 * incy, s3, t3);
  }
  for (; n > 0; --n, x += incx, y += incy) add(x, y, s0, t0);
  own::StoreDot<kConj>(d, hn::Add(hn::Add(s0, s1), hn::Add(s2, s3)),
                       hn::Add(hn::Add(t0, t1), hn::Add(t2, t3)), result);
}

#endif  // HWY_TARGET != HWY_SCALAR

// To memory: of two floats that come one by one GCC 12 makes the value that a function returns
// through memory too, and the load of both waits for either store, 8 ns in all.
template <bool kConj, typename R>
void ComplexDotTo(int64_t count, const std::complex<R>* x, int64_t incx, const std::complex<R>* y,
                  int64_t incy, std::complex<R>* result) {
  const size_t n = static_cast<size_t>(count);
#if HWY_TARGET != HWY_SCALAR
  R* const to = PartsOf(result);
  if (incx == 1 && incy == 1) return own::DotPairs<kConj>(2 * n, PartsOf(x), PartsOf(y), to);
  own::DotPairsStrided<kConj>(n, PartsOf(x), 2 * incx, PartsOf(y), 2 * incy, to);
#else
  PartSums<R> sums;
  const OneLane<R> d;
  const auto add = [d](R a, R b, R& sum) HWY_ATTR {
    sum = hn::GetLane(hn::MulAdd(hn::Set(d, a), hn::Set(d, b), hn::Set(d, sum)));
  };
  own::ForEachElement(n, PartsOf(x), 2 * incx, PartsOf(y), 2 * incy, [&](const R* a, const R* b) {
    add(a[0], b[0], sums.rr);
    add(a[1], b[1], sums.ii);
    add(a[0], b[1], sums.ri);
    add(a[1], b[0], sums.ir);
  });
  *result = sums.Dot(kConj);
#endif
}

template <bool kConj, typename R>
std::complex<R> ComplexDot(int64_t n, const std::complex<R>* x, int64_t incx,
                           const std::complex<R>* y, int64_t incy) {
  std::complex<R> result;
  ComplexDotTo<kConj>(n, x, incx, y, incy, &result);
  return result;
}

// ------------------------------ the largest and the least |re| + |im|

// Both lanes of a pair hold its sum.
template <class Which, typename R>
HWY_INLINE Extremum<R> ComplexExtreme(int64_t count, const std::complex<R>* x, int64_t inc,
                                      R most) {
  const size_t n = static_cast<size_t>(count);
  const R* const parts = PartsOf(x);
#if HWY_TARGET != HWY_SCALAR
  if (inc == 1) {
    Extremum<R> found = own::FirstExtreme<Which, 2>(
        hn::ScalableTag<R>(), 2 * n, most, [=](auto d, auto lanes, size_t i) FULCRUM_INLINE_LAMBDA {
          const auto v = hn::Abs(lanes.Load(d, parts + i));
          return hn::Add(v, hn::Reverse2(d, v));
        });
    found.index /= 2;
    return found;
  }
#endif
  return own::FirstExtremeElement<Which>(
      n, most, parts, 2 * inc, [](const R* at) FULCRUM_INLINE_LAMBDA {
        const OneLane<R> one;
        return hn::Add(hn::Abs(hn::LoadU(one, at)), hn::Abs(hn::LoadU(one, at + 1)));
      });
}

template <typename R>
Extremum<R> ComplexFirstAmax(int64_t n, const std::complex<R>* x, int64_t inc) {
  return own::ComplexExtreme<TheLargest>(n, x, inc, R{-1});
}
template <typename R>
Extremum<R> ComplexFirstAmin(int64_t n, const std::complex<R>* x, int64_t inc) {
  return own::ComplexExtreme<TheLeast>(n, x, inc, std::numeric_limits<R>::infinity());
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
