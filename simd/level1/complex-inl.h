// SPDX-License-Identifier: Apache-2.0
// Level 1 kernels of complex elements, as pairs of lanes: included once per target by
// level1_c32.cc and level1_c64.cc.
//
// A product by a constant a is P x + Q swap(x) with swap(x) = (im, re), P = (re a, re a) and
// Q = (-im a, im a): one shuffle and four multiplications in two multiply-adds. A conjugated x has
// P = (re a, -re a), Q = (im a, im a).

// clang-format off
#if defined(FULCRUM_SIMD_LEVEL1_COMPLEX_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_LEVEL1_COMPLEX_INL_H_
#undef FULCRUM_SIMD_LEVEL1_COMPLEX_INL_H_
#else
#define FULCRUM_SIMD_LEVEL1_COMPLEX_INL_H_
#endif
// clang-format on

#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>

#include "hwy/highway.h"
#include "simd/compat-inl.h"
#include "simd/level1/level1.hpp"
#include "simd/level1/reductions-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace own = fulcrum::simd::HWY_NAMESPACE;

template <typename R>
HWY_INLINE const R* PartsOf(const std::complex<R>* x) {
  return reinterpret_cast<const R*>(x);  // NOLINT: the standard allows it for std::complex
}
template <typename R>
HWY_INLINE R* PartsOf(std::complex<R>* x) {
  return reinterpret_cast<R*>(x);  // NOLINT
}

// A product by a constant, as described above.
template <typename R>
struct Factor {
  R p_re, p_im, q_re, q_im;

  static HWY_INLINE Factor Of(std::complex<R> a, bool conjugated = false) {
    if (conjugated) return {a.real(), -a.real(), a.imag(), a.imag()};
    return {a.real(), a.real(), -a.imag(), a.imag()};
  }
};

// One element, with the lane's own multiply-add, so that the bits are those of a full vector.
template <typename R>
HWY_INLINE void MulAddOne(const Factor<R>& f, const R* x, R& re, R& im) {
  const hn::CappedTag<R, 1> d;
  const auto xr = hn::Set(d, x[0]), xi = hn::Set(d, x[1]);
  const auto set = [d](R v) HWY_ATTR { return hn::Set(d, v); };
  re = hn::GetLane(hn::MulAdd(set(f.p_re), xr, hn::MulAdd(set(f.q_re), xi, set(re))));
  im = hn::GetLane(hn::MulAdd(set(f.p_im), xi, hn::MulAdd(set(f.q_im), xr, set(im))));
}
template <typename R>
HWY_INLINE void MulOne(const Factor<R>& f, const R* x, R& re, R& im) {
  const hn::CappedTag<R, 1> d;
  const auto xr = hn::Set(d, x[0]), xi = hn::Set(d, x[1]);
  const auto set = [d](R v) HWY_ATTR { return hn::Set(d, v); };
  re = hn::GetLane(hn::MulAdd(set(f.p_re), xr, hn::Mul(set(f.q_re), xi)));
  im = hn::GetLane(hn::MulAdd(set(f.p_im), xi, hn::Mul(set(f.q_im), xr)));
}

#if HWY_TARGET != HWY_SCALAR
// (even, odd) in every pair of lanes.
template <class D, typename R>
HWY_INLINE hn::Vec<D> SetPair(D d, R even, R odd) {
  return hn::OddEven(hn::Set(d, odd), hn::Set(d, even));
}

// Runs step(i, count, whole) over n reals, in vectors: whole where count is a full vector.
template <class D, class Step>
HWY_INLINE void ForPairs(D d, size_t n, Step step) {
  const size_t lanes = hn::Lanes(d);
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) step(i, lanes, std::true_type());
  if (i < n) step(i, n - i, std::false_type());
}
template <class Whole, class D, typename R>
HWY_INLINE hn::Vec<D> LoadPairs(D d, const R* p, size_t count, Whole) {
  if constexpr (Whole::value) return hn::LoadU(d, p);
  return own::LoadFirst(d, p, count);
}
template <class Whole, class D, typename R>
HWY_INLINE void StorePairs(hn::Vec<D> v, D d, R* p, size_t count, Whole) {
  if constexpr (Whole::value) {
    hn::StoreU(v, d, p);
  } else {
    own::StoreFirst(v, d, p, count);
  }
}
#endif  // HWY_TARGET != HWY_SCALAR

// ------------------------------ axpy, scal, axpby

template <bool kConj, typename R>
void ComplexAxpy(int64_t n, std::complex<R> alpha, const std::complex<R>* x, int64_t incx,
                 std::complex<R>* y, int64_t incy) {
  const Factor<R> f = Factor<R>::Of(alpha, kConj);
#if HWY_TARGET != HWY_SCALAR
  if (incx == 1 && incy == 1) {
    const hn::ScalableTag<R> d;
    const auto p = own::SetPair(d, f.p_re, f.p_im), q = own::SetPair(d, f.q_re, f.q_im);
    const R* const from = PartsOf(x);
    R* const to = PartsOf(y);
    own::ForPairs(d, 2 * static_cast<size_t>(n), [&](size_t i, size_t count, auto whole) HWY_ATTR {
      const auto v = own::LoadPairs(d, from + i, count, whole);
      const auto sum = own::LoadPairs(d, to + i, count, whole);
      own::StorePairs(hn::MulAdd(p, v, hn::MulAdd(q, hn::Reverse2(d, v), sum)), d, to + i, count,
                      whole);
    });
    return;
  }
#endif
  for (; n > 0; --n, x += incx, y += incy) MulAddOne(f, PartsOf(x), PartsOf(y)[0], PartsOf(y)[1]);
}

template <typename R>
void ComplexScal(int64_t n, std::complex<R> alpha, std::complex<R>* x, int64_t incx) {
  const Factor<R> f = Factor<R>::Of(alpha);
#if HWY_TARGET != HWY_SCALAR
  if (incx == 1) {
    const hn::ScalableTag<R> d;
    const auto p = own::SetPair(d, f.p_re, f.p_im), q = own::SetPair(d, f.q_re, f.q_im);
    R* const parts = PartsOf(x);
    own::ForPairs(d, 2 * static_cast<size_t>(n), [&](size_t i, size_t count, auto whole) HWY_ATTR {
      const auto v = own::LoadPairs(d, parts + i, count, whole);
      own::StorePairs(hn::MulAdd(p, v, hn::Mul(q, hn::Reverse2(d, v))), d, parts + i, count, whole);
    });
    return;
  }
#endif
  for (; n > 0; --n, x += incx) {
    const R copy[2] = {PartsOf(x)[0], PartsOf(x)[1]};
    MulOne(f, copy, PartsOf(x)[0], PartsOf(x)[1]);
  }
}

template <bool kReadY, typename R>
void ComplexAxpbyVectors(int64_t n, std::complex<R> alpha, const std::complex<R>* x, int64_t incx,
                         std::complex<R> beta, std::complex<R>* y, int64_t incy) {
  const Factor<R> f = Factor<R>::Of(alpha), g = Factor<R>::Of(beta);
#if HWY_TARGET != HWY_SCALAR
  if (incx == 1 && incy == 1) {
    const hn::ScalableTag<R> d;
    const auto p = own::SetPair(d, f.p_re, f.p_im), q = own::SetPair(d, f.q_re, f.q_im);
    const auto r = own::SetPair(d, g.p_re, g.p_im), s = own::SetPair(d, g.q_re, g.q_im);
    const R* const from = PartsOf(x);
    R* const to = PartsOf(y);
    own::ForPairs(d, 2 * static_cast<size_t>(n), [&](size_t i, size_t count, auto whole) HWY_ATTR {
      const auto v = own::LoadPairs(d, from + i, count, whole);
      auto sum = hn::MulAdd(p, v, hn::Mul(q, hn::Reverse2(d, v)));
      if constexpr (kReadY) {
        const auto w = own::LoadPairs(d, to + i, count, whole);
        sum = hn::MulAdd(r, w, hn::MulAdd(s, hn::Reverse2(d, w), sum));
      }
      own::StorePairs(sum, d, to + i, count, whole);
    });
    return;
  }
#endif
  for (; n > 0; --n, x += incx, y += incy) {
    R re, im;
    MulOne(f, PartsOf(x), re, im);
    if constexpr (kReadY) MulAddOne(g, PartsOf(static_cast<const std::complex<R>*>(y)), re, im);
    *y = {re, im};
  }
}

template <typename R>
void ComplexAxpby(int64_t n, std::complex<R> alpha, const std::complex<R>* x, int64_t incx,
                  std::complex<R> beta, std::complex<R>* y, int64_t incy) {
  if (beta == std::complex<R>{}) {
    ComplexAxpbyVectors<false>(n, alpha, x, incx, beta, y, incy);
  } else {
    ComplexAxpbyVectors<true>(n, alpha, x, incx, beta, y, incy);
  }
}

// ------------------------------ dot

// The four sums of products that both kinds of dot are made of.
template <typename R>
struct PartSums {
  R rr = 0, ii = 0, ri = 0, ir = 0;  // re x re y, im x im y, re x im y, im x re y

  HWY_INLINE std::complex<R> Dot(bool conjugated) const {
    return conjugated ? std::complex<R>(rr + ii, ri - ir) : std::complex<R>(rr - ii, ri + ir);
  }
};

#if HWY_TARGET != HWY_SCALAR
// The sums of the even and of the odd lanes.
template <class D, typename R>
HWY_INLINE void SumEvenOdd(D d, hn::Vec<D> v, R& even, R& odd) {
  const auto zero = hn::Zero(d);
  even = own::SumLanes(d, hn::OddEven(zero, v));
  odd = own::SumLanes(d, hn::OddEven(v, zero));
}

template <typename R>
PartSums<R> DotPairs(size_t n, const R* x, const R* y) {
  const hn::ScalableTag<R> d;
  const size_t lanes = hn::Lanes(d);
  auto s0 = hn::Zero(d);
  auto s1 = s0, t0 = s0, t1 = s0;
  const auto add = [&](size_t i, auto& s, auto& t) HWY_ATTR {
    const auto v = hn::LoadU(d, x + i), w = hn::LoadU(d, y + i);
    s = hn::MulAdd(v, w, s);
    t = hn::MulAdd(hn::Reverse2(d, v), w, t);
  };
  size_t i = 0;
  for (; i + 2 * lanes <= n; i += 2 * lanes) {
    add(i, s0, t0);
    add(i + lanes, s1, t1);
  }
  if (i + lanes <= n) {
    add(i, s0, t0);
    i += lanes;
  }
  if (i < n) {
    const auto v = own::LoadFirst(d, x + i, n - i), w = own::LoadFirst(d, y + i, n - i);
    s1 = hn::MulAdd(v, w, s1);
    t1 = hn::MulAdd(hn::Reverse2(d, v), w, t1);
  }
  PartSums<R> sums;
  own::SumEvenOdd(d, hn::Add(s0, s1), sums.rr, sums.ii);
  own::SumEvenOdd(d, hn::Add(t0, t1), sums.ir, sums.ri);
  return sums;
}
#endif

template <bool kConj, typename R>
std::complex<R> ComplexDot(int64_t n, const std::complex<R>* x, int64_t incx,
                           const std::complex<R>* y, int64_t incy) {
#if HWY_TARGET != HWY_SCALAR
  if (incx == 1 && incy == 1)
    return DotPairs(2 * static_cast<size_t>(n), PartsOf(x), PartsOf(y)).Dot(kConj);
#endif
  PartSums<R> sums;
  const hn::CappedTag<R, 1> d;
  const auto add = [d](R a, R b, R& sum) HWY_ATTR {
    sum = hn::GetLane(hn::MulAdd(hn::Set(d, a), hn::Set(d, b), hn::Set(d, sum)));
  };
  for (; n > 0; --n, x += incx, y += incy) {
    const R* const a = PartsOf(x);
    const R* const b = PartsOf(y);
    add(a[0], b[0], sums.rr);
    add(a[1], b[1], sums.ii);
    add(a[0], b[1], sums.ri);
    add(a[1], b[0], sums.ir);
  }
  return sums.Dot(kConj);
}

// ------------------------------ the largest and the least |re| + |im|

template <typename R>
HWY_INLINE R Size1(const std::complex<R>* x) {
  return std::fabs(PartsOf(x)[0]) + std::fabs(PartsOf(x)[1]);
}

// As ExtremeOf() of real vectors.
template <class Which, typename R>
HWY_INLINE R ComplexExtreme(int64_t n, const std::complex<R>* x, int64_t inc, R most) {
  int64_t i = 0;
#if HWY_TARGET != HWY_SCALAR
  if (inc == 1) {
    const hn::ScalableTag<R> d;
    const auto pairs = static_cast<int64_t>(hn::Lanes(d) / 2);
    auto m = hn::Set(d, most);
    for (; i + pairs <= n; i += pairs) {
      const auto v = hn::Abs(hn::LoadU(d, PartsOf(x + i)));
      m = own::MoreExtreme<Which>(hn::Add(v, hn::Reverse2(d, v)), m);
    }
    most = Which::OfLanes(d, m);
  }
#endif
  for (; i < n; ++i) {
    const R v = Size1(x + i * inc);
    if (Which()(v, most)) most = v;
  }
  return most;
}

template <typename R>
R ComplexAmax(int64_t n, const std::complex<R>* x, int64_t inc) {
  return own::ComplexExtreme<TheLargest>(n, x, inc, R{-1});
}
template <typename R>
R ComplexAmin(int64_t n, const std::complex<R>* x, int64_t inc) {
  return own::ComplexExtreme<TheLeast>(n, x, inc, std::numeric_limits<R>::infinity());
}

template <typename R>
int64_t ComplexFind(int64_t n, const std::complex<R>* x, int64_t inc, R value) {
  int64_t i = 0;
#if HWY_TARGET != HWY_SCALAR
  if (inc == 1) {
    const hn::ScalableTag<R> d;
    const auto pairs = static_cast<int64_t>(hn::Lanes(d) / 2);
    const auto wanted = hn::Set(d, value);
    for (; i + pairs <= n; i += pairs) {
      const auto v = hn::Abs(hn::LoadU(d, PartsOf(x + i)));
      if (!hn::AllFalse(d, hn::Eq(hn::Add(v, hn::Reverse2(d, v)), wanted))) break;
    }
  }
#endif
  while (i < n && Size1(x + i * inc) != value) ++i;
  return i;
}

template <typename R>
Level1Kernels<std::complex<R>> MakeComplexLevel1() {
  Level1Kernels<std::complex<R>> kernels;
  kernels.axpy = &ComplexAxpy<false, R>;
  kernels.axpy_conj = &ComplexAxpy<true, R>;
  kernels.dot = &ComplexDot<false, R>;
  kernels.dot_conj = &ComplexDot<true, R>;
  kernels.scal = &ComplexScal<R>;
  kernels.axpby = &ComplexAxpby<R>;
  kernels.amax = &ComplexAmax<R>;
  kernels.amin = &ComplexAmin<R>;
  kernels.find = &ComplexFind<R>;
  return kernels;
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
