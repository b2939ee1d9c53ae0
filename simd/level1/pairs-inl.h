// SPDX-License-Identifier: Apache-2.0
// Complex elements as pairs of lanes: what kernels of several families share. Included once per
// target.
//
// A product by a constant a is P x + Q swap(x) with swap(x) = (im, re), P = (re a, re a) and
// Q = (-im a, im a): one shuffle and four multiplications in two multiply-adds. A conjugated x has
// P = (re a, -re a), Q = (im a, im a).

// clang-format off
#if defined(FULCRUM_SIMD_LEVEL1_PAIRS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_LEVEL1_PAIRS_INL_H_
#undef FULCRUM_SIMD_LEVEL1_PAIRS_INL_H_
#else
#define FULCRUM_SIMD_LEVEL1_PAIRS_INL_H_
#endif
// clang-format on

#include <complex>
#include <cstddef>

#include "hwy/highway.h"
#include "simd/compat-inl.h"

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
#endif  // HWY_TARGET != HWY_SCALAR

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
#endif

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
