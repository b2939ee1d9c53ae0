// SPDX-License-Identifier: Apache-2.0
// The kernels that read a column of a symmetric or Hermitian matrix once for both of its uses:
// included once per target by symv_*.cc.

// clang-format off
#if defined(FULCRUM_SIMD_SYMV_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_SYMV_INL_H_
#undef FULCRUM_SIMD_SYMV_INL_H_
#else
#define FULCRUM_SIMD_SYMV_INL_H_
#endif
// clang-format on

#include <complex>
#include <cstddef>
#include <cstdint>

#include "hwy/highway.h"
#include "simd/compat-inl.h"
#include "simd/level1/complex-inl.h"
#include "simd/level2/level2.hpp"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace own = fulcrum::simd::HWY_NAMESPACE;

// Three loads and a store for two multiply-adds: two vectors a turn hide the sums' latency.
template <typename T>
T SymvColumn(int64_t count, T alpha, const T* a, const T* x, T* y) {
  const hn::ScalableTag<T> d;
  const size_t n = static_cast<size_t>(count), lanes = hn::Lanes(d);
  const auto factor = hn::Set(d, alpha);
  auto s0 = hn::Zero(d);
  auto s1 = s0;
  const auto step = [&](size_t i, auto& sum) HWY_ATTR {
    const auto v = hn::LoadU(d, a + i);
    hn::StoreU(hn::MulAdd(factor, v, hn::LoadU(d, y + i)), d, y + i);
    sum = hn::MulAdd(v, hn::LoadU(d, x + i), sum);
  };
  size_t i = 0;
  for (; i + 2 * lanes <= n; i += 2 * lanes) {
    step(i, s0);
    step(i + lanes, s1);
  }
  if (i + lanes <= n) {
    step(i, s0);
    i += lanes;
  }
  if (i < n) {
    const auto v = own::LoadFirst(d, a + i, n - i);
    own::StoreFirst(hn::MulAdd(factor, v, own::LoadFirst(d, y + i, n - i)), d, y + i, n - i);
    s1 = hn::MulAdd(v, own::LoadFirst(d, x + i, n - i), s1);
  }
  return own::SumLanes(d, hn::Add(s0, s1));
}

// y += alpha a with the sum of conj(a) x; kTurned: y += alpha conj(a) with the sum of a x.
template <bool kTurned, typename R>
std::complex<R> HemvColumn(int64_t n, std::complex<R> alpha, const std::complex<R>* a,
                           const std::complex<R>* x, std::complex<R>* y) {
#if HWY_TARGET == HWY_SCALAR
  ComplexAxpy<kTurned, R>(n, alpha, a, 1, y, 1);
  return ComplexDot<!kTurned, R>(n, a, 1, x, 1);
#else
  const hn::ScalableTag<R> d;
  const Factor<R> f = Factor<R>::Of(alpha, kTurned);
  const auto p = own::SetPair(d, f.p_re, f.p_im), q = own::SetPair(d, f.q_re, f.q_im);
  auto s = hn::Zero(d);
  auto w = s;
  const R* const from = PartsOf(a);
  const R* const other = PartsOf(x);
  R* const to = PartsOf(y);
  own::ForPairs(d, 2 * static_cast<size_t>(n), [&](size_t i, size_t count, auto whole) HWY_ATTR {
    const auto v = own::LoadPairs(d, from + i, count, whole),
               u = own::LoadPairs(d, other + i, count, whole);
    const auto turned = hn::Reverse2(d, v), old = own::LoadPairs(d, to + i, count, whole);
    own::StorePairs(hn::MulAdd(p, v, hn::MulAdd(q, turned, old)), d, to + i, count, whole);
    s = hn::MulAdd(v, u, s);
    w = hn::MulAdd(turned, u, w);
  });
  PartSums<R> sums;
  own::SumEvenOdd(d, s, sums.rr, sums.ii);
  own::SumEvenOdd(d, w, sums.ir, sums.ri);
  return sums.Dot(!kTurned);
#endif
}

template <typename T>
SymvKernels<T> MakeSymv() {
  return {&SymvColumn<T>};
}
template <typename R>
SymvKernels<std::complex<R>> MakeHemv() {
  return {&HemvColumn<false, R>, &HemvColumn<true, R>};
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
