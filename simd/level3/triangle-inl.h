// SPDX-License-Identifier: Apache-2.0
// Diagonal blocks of triangular matrices: included once per target by triangle_*.cc. Vectors run
// along the rows of X, so that nothing is multiplied by the zeros of the other triangle: an Inf in
// X stays where it is.

// clang-format off
#if defined(FULCRUM_SIMD_TRIANGLE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_TRIANGLE_INL_H_
#undef FULCRUM_SIMD_TRIANGLE_INL_H_
#else
#define FULCRUM_SIMD_TRIANGLE_INL_H_
#endif
// clang-format on

#include <complex>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "hwy/highway.h"
#include "simd/compat-inl.h"
#include "simd/level1/complex-inl.h"
#include "simd/level3/level3.hpp"
#include "simd/scalar.hpp"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace own = fulcrum::simd::HWY_NAMESPACE;

// ------------------------------ real

// Up to four vectors of columns, all whole, or the first `count` elements of one.
template <size_t kVectors, bool kWhole, class D>
struct RowPart {
  using V = hn::Vec<D>;
  using T = hn::TFromD<D>;
  D d;
  size_t count;

  HWY_INLINE V load(const T* row, size_t v) const {
    if constexpr (!kWhole) return own::LoadFirst(d, row, count);
    return hn::LoadU(d, row + v * hn::Lanes(d));
  }
  HWY_INLINE void store(V a, T* row, size_t v) const {
    if constexpr (!kWhole) {
      own::StoreFirst(a, d, row, count);
    } else {
      hn::StoreU(a, d, row + v * hn::Lanes(d));
    }
  }
};

// Calls f(RowPart, at) for all of a row of `width` elements, four vectors at a time: one alone
// would wait for its own multiply-adds.
template <class D, class F>
HWY_INLINE void ForRowParts(D d, size_t width, const F& f) {
  const size_t lanes = hn::Lanes(d);
  size_t j = 0;
  for (; j + 4 * lanes <= width; j += 4 * lanes) f(RowPart<4, true, D>{d, 0}, j);
  const size_t whole = (width - j) / lanes;
  if (whole == 3) f(RowPart<3, true, D>{d, 0}, j);
  if (whole == 2) f(RowPart<2, true, D>{d, 0}, j);
  if (whole == 1) f(RowPart<1, true, D>{d, 0}, j);
  j += whole * lanes;
  if (j < width) f(RowPart<1, false, D>{d, width - j}, j);
}

// Row s of a part of X: it is read, the rows before it are subtracted or added, and it is written.
template <bool kSolve, size_t kVectors, bool kWhole, class D, typename T>
HWY_INLINE void TriangleRow(const RowPart<kVectors, kWhole, D>& part, size_t s, const T* t,
                            bool unit, T* x, int64_t ldx) {
  const D d = part.d;
  T* const row_s = x + static_cast<int64_t>(s) * ldx;
  auto a0 = part.load(row_s, 0), a1 = a0, a2 = a0, a3 = a0;
  if constexpr (kVectors > 1) a1 = part.load(row_s, 1);
  if constexpr (kVectors > 2) a2 = part.load(row_s, 2);
  if constexpr (kVectors > 3) a3 = part.load(row_s, 3);
  const auto each = [&](auto f) FULCRUM_INLINE_LAMBDA {
    a0 = f(a0, size_t{0});
    if constexpr (kVectors > 1) a1 = f(a1, size_t{1});
    if constexpr (kVectors > 2) a2 = f(a2, size_t{2});
    if constexpr (kVectors > 3) a3 = f(a3, size_t{3});
  };
  const auto diagonal = hn::Set(d, unit ? T{1} : t[s]);
  if constexpr (!kSolve) {
    if (!unit) each([&](auto a, size_t) FULCRUM_INLINE_LAMBDA { return hn::Mul(diagonal, a); });
  }
  for (size_t r = 0; r < s; ++r) {
    const T* const row = x + static_cast<int64_t>(r) * ldx;
    const auto factor = hn::Set(d, t[r]);
    each([&](auto a, size_t v) FULCRUM_INLINE_LAMBDA {
      return kSolve ? hn::NegMulAdd(factor, part.load(row, v), a)
                    : hn::MulAdd(factor, part.load(row, v), a);
    });
  }
  if constexpr (kSolve) {
    if (!unit) each([&](auto a, size_t) FULCRUM_INLINE_LAMBDA { return hn::Div(a, diagonal); });
  }
  part.store(a0, row_s, 0);
  if constexpr (kVectors > 1) part.store(a1, row_s, 1);
  if constexpr (kVectors > 2) part.store(a2, row_s, 2);
  if constexpr (kVectors > 3) part.store(a3, row_s, 3);
}

template <bool kSolve, typename T>
void Triangle(int64_t order, int64_t w, const T* t, bool unit, T* x, int64_t ldx) {
  const size_t n = static_cast<size_t>(order);
  own::ForRowParts(hn::ScalableTag<T>(), static_cast<size_t>(w),
                   [&](const auto& part, size_t j) HWY_ATTR {
                     // A product replaces rows from the last one up, a solution from the first one
                     // down.
                     for (size_t i = 0; i < n; ++i) {
                       const size_t s = kSolve ? i : n - 1 - i;
                       own::TriangleRow<kSolve>(part, s, t + s * n, unit, x + j, ldx);
                     }
                   });
}

// ------------------------------ complex

// A division by a constant as a product: (p x + q swap(x)) / divisor, times a power of two (Smith,
// Algorithm 116, CACM 5, 1962; a divisor far from 1 is brought near before).
template <typename R>
struct Divider {
  Factor<R> f;
  R divisor, scale;
  bool usable;  // the power of two is a number

  static Divider Of(std::complex<R> b) {
    // Far: 2^40, whose square is a number in every type.
    constexpr R kFar = R{1099511627776};
    const R size = std::fmax(std::fabs(b.real()), std::fabs(b.imag()));
    const int e = size > R{1} / kFar && size < kFar ? 0 : exponent_of(b);
    const std::complex<R> near = e == 0 ? b : scaled(b, -e);
    const R re = near.real(), im = near.imag(), power = e == 0 ? R{1} : std::scalbn(R{1}, -e);
    const bool usable = power >= std::numeric_limits<R>::min() && std::isfinite(power);
    if (std::fabs(re) >= std::fabs(im)) {
      const R r = im / re;
      return {{R{1}, R{1}, r, -r}, re + im * r, power, usable};
    }
    const R r = re / im;
    return {{r, r, R{1}, R{-1}}, im + re * r, power, usable};
  }
};

#if HWY_TARGET != HWY_SCALAR
// Row s of a part of X: it is read, the rows before it are subtracted or added, and it is written.
// Products by the real and by the imaginary parts are summed apart, so that nothing is shuffled
// before the end.
template <bool kSolve, size_t kVectors, bool kWhole, class D, typename R>
HWY_INLINE void ComplexTriangleRow(const RowPart<kVectors, kWhole, D>& part, size_t s,
                                   const std::complex<R>* t, bool unit, R* x, int64_t ldx) {
  using V = hn::Vec<D>;
  const D d = part.d;
  R* const row_s = x + 2 * static_cast<int64_t>(s) * ldx;
  const V zero = hn::Zero(d);
  V p0 = zero, p1 = zero, p2 = zero, p3 = zero, q0 = zero, q1 = zero, q2 = zero, q3 = zero;
  for (size_t r = 0; r < s; ++r) {
    const R* const row = x + 2 * static_cast<int64_t>(r) * ldx;
    const V re = hn::Set(d, t[r].real()), im = hn::Set(d, t[r].imag());
    const auto add = [&](size_t v, V& p, V& q) FULCRUM_INLINE_LAMBDA {
      const V b = part.load(row, v);
      p = hn::MulAdd(re, b, p);
      q = hn::MulAdd(im, b, q);
    };
    add(0, p0, q0);
    if constexpr (kVectors > 1) add(1, p1, q1);
    if constexpr (kVectors > 2) add(2, p2, q2);
    if constexpr (kVectors > 3) add(3, p3, q3);
  }
  const V turn = own::SetPair(d, R{-1}, R{1});
  const auto finish = [&](size_t v, V p, V q) FULCRUM_INLINE_LAMBDA {
    V a = part.load(row_s, v);
    if (!kSolve && !unit) {
      const Factor<R> f = Factor<R>::Of(t[s]);
      a = hn::MulAdd(own::SetPair(d, f.p_re, f.p_im), a,
                     hn::Mul(own::SetPair(d, f.q_re, f.q_im), hn::Reverse2(d, a)));
    }
    const V sum = hn::MulAdd(turn, hn::Reverse2(d, q), p);
    part.store(kSolve ? hn::Sub(a, sum) : hn::Add(a, sum), row_s, v);
  };
  finish(0, p0, q0);
  if constexpr (kVectors > 1) finish(1, p1, q1);
  if constexpr (kVectors > 2) finish(2, p2, q2);
  if constexpr (kVectors > 3) finish(3, p3, q3);
}

// `count` numbers of a row divided by one of the diagonal.
template <typename R>
HWY_INLINE void DivideRow(size_t count, std::complex<R> diagonal, R* row) {
  const hn::ScalableTag<R> d;
  const size_t lanes = hn::Lanes(d);
  const Divider<R> by = Divider<R>::Of(diagonal);
  if (!by.usable) {
    for (size_t c = 0; c < count; c += 2) {
      const std::complex<R> q = divide(std::complex<R>(row[c], row[c + 1]), diagonal);
      row[c] = q.real(), row[c + 1] = q.imag();
    }
    return;
  }
  const auto p = own::SetPair(d, by.f.p_re, by.f.p_im), q = own::SetPair(d, by.f.q_re, by.f.q_im);
  for (size_t c = 0; c < count; c += lanes) {
    const size_t some = count - c < lanes ? count - c : lanes;
    auto a = own::LoadFirst(d, row + c, some);
    a = hn::MulAdd(p, a, hn::Mul(q, hn::Reverse2(d, a)));
    a = hn::Mul(hn::Set(d, by.scale), hn::Div(a, hn::Set(d, by.divisor)));
    own::StoreFirst(a, d, row + c, some);
  }
}
#endif

template <bool kSolve, typename R>
void ComplexTriangle(int64_t order, int64_t w, const std::complex<R>* t, bool unit,
                     std::complex<R>* x, int64_t ldx) {
  const size_t n = static_cast<size_t>(order);
#if HWY_TARGET == HWY_SCALAR
  for (int64_t j = 0; j < w; ++j) {
    for (size_t i = 0; i < n; ++i) {
      const size_t s = kSolve ? i : n - 1 - i;
      std::complex<R>& row_s = x[static_cast<int64_t>(s) * ldx + j];
      std::complex<R> a = !kSolve && !unit ? times(t[s * n + s], row_s) : row_s;
      for (size_t r = 0; r < s; ++r) {
        const std::complex<R> product = times(t[s * n + r], x[static_cast<int64_t>(r) * ldx + j]);
        a = kSolve ? a - product : a + product;
      }
      row_s = kSolve && !unit ? divide(a, t[s * n + s]) : a;
    }
  }
#else
  const hn::ScalableTag<R> d;
  const size_t width = 2 * static_cast<size_t>(w);
  R* const parts = PartsOf(x);
  // A row for all columns, then the next: what is divided is divided once.
  for (size_t i = 0; i < n; ++i) {
    const size_t s = kSolve ? i : n - 1 - i;
    const std::complex<R>* const row = t + s * n;
    own::ForRowParts(d, width, [&](const auto& part, size_t j) HWY_ATTR {
      own::ComplexTriangleRow<kSolve>(part, s, row, unit, parts + j, ldx);
    });
    if (kSolve && !unit) DivideRow(width, row[s], parts + 2 * static_cast<int64_t>(s) * ldx);
  }
#endif
}

template <typename T>
TriangleKernels<T> MakeTriangle() {
  return {&Triangle<true, T>, &Triangle<false, T>};
}
template <typename R>
TriangleKernels<std::complex<R>> MakeComplexTriangle() {
  return {&ComplexTriangle<true, R>, &ComplexTriangle<false, R>};
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
