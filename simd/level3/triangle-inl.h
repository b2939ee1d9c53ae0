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

// Row s of X for four vectors of columns (or one): it is read, the rows before it are subtracted or
// added, and it is written.
template <bool kSolve, size_t kVectors, class D, typename T>
HWY_INLINE void TriangleRow(D d, size_t s, size_t count, const T* t, bool unit, T* x, int64_t ldx) {
  const size_t lanes = hn::Lanes(d);
  T* const row_s = x + static_cast<int64_t>(s) * ldx;
  const auto load = [&](const T* p, size_t v) FULCRUM_INLINE_LAMBDA {
    return kVectors == 1 ? own::LoadFirst(d, p, count) : hn::LoadU(d, p + v * lanes);
  };
  auto a0 = load(row_s, 0), a1 = a0, a2 = a0, a3 = a0;
  if constexpr (kVectors == 4) a1 = load(row_s, 1), a2 = load(row_s, 2), a3 = load(row_s, 3);
  const auto each = [&](auto f) FULCRUM_INLINE_LAMBDA {
    a0 = f(a0, size_t{0});
    if constexpr (kVectors == 4)
      a1 = f(a1, size_t{1}), a2 = f(a2, size_t{2}), a3 = f(a3, size_t{3});
  };
  const auto diagonal = hn::Set(d, unit ? T{1} : t[s]);
  if constexpr (!kSolve) {
    if (!unit) each([&](auto a, size_t) FULCRUM_INLINE_LAMBDA { return hn::Mul(diagonal, a); });
  }
  for (size_t r = 0; r < s; ++r) {
    const T* const row = x + static_cast<int64_t>(r) * ldx;
    const auto factor = hn::Set(d, t[r]);
    each([&](auto a, size_t v) FULCRUM_INLINE_LAMBDA {
      return kSolve ? hn::NegMulAdd(factor, load(row, v), a) : hn::MulAdd(factor, load(row, v), a);
    });
  }
  if constexpr (kSolve) {
    if (!unit) each([&](auto a, size_t) FULCRUM_INLINE_LAMBDA { return hn::Div(a, diagonal); });
  }
  if constexpr (kVectors == 4) {
    hn::StoreU(a0, d, row_s);
    hn::StoreU(a1, d, row_s + lanes);
    hn::StoreU(a2, d, row_s + 2 * lanes);
    hn::StoreU(a3, d, row_s + 3 * lanes);
  } else {
    own::StoreFirst(a0, d, row_s, count);
  }
}

template <bool kSolve, typename T>
void Triangle(int64_t order, int64_t w, const T* t, bool unit, T* x, int64_t ldx) {
  const hn::ScalableTag<T> d;
  const size_t n = static_cast<size_t>(order), width = static_cast<size_t>(w), lanes = hn::Lanes(d);
  // A product replaces rows from the last one up, a solution from the first one down.
  const auto rows = [&](auto row) HWY_ATTR {
    for (size_t i = 0; i < n; ++i) row(kSolve ? i : n - 1 - i);
  };
  size_t j = 0;
  for (; j + 4 * lanes <= width; j += 4 * lanes) {
    rows([&](size_t s)
             HWY_ATTR { own::TriangleRow<kSolve, 4>(d, s, 0, t + s * n, unit, x + j, ldx); });
  }
  for (; j < width; j += lanes) {
    const size_t count = width - j < lanes ? width - j : lanes;
    rows([&](size_t s)
             HWY_ATTR { own::TriangleRow<kSolve, 1>(d, s, count, t + s * n, unit, x + j, ldx); });
  }
}

// ------------------------------ complex

// A division by a constant as a product: (p x + q swap(x)) / divisor, times a power of two (Smith,
// Algorithm 116, CACM 5, 1962; the divisor is brought near 1 before).
template <typename R>
struct Divider {
  Factor<R> f;
  R divisor, scale;
  bool usable;  // the power of two is a number

  static Divider Of(std::complex<R> b) {
    const int e = exponent_of(b);
    const std::complex<R> near = scaled(b, -e);
    const R re = near.real(), im = near.imag(), power = std::scalbn(R{1}, -e);
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
template <bool kSolve, typename R>
void ComplexTriangleColumns(size_t n, size_t count, const std::complex<R>* t, bool unit, R* x,
                            int64_t ldx) {
  const hn::ScalableTag<R> d;
  const auto swap = [d](auto v) HWY_ATTR { return hn::Reverse2(d, v); };
  for (size_t i = 0; i < n; ++i) {
    const size_t s = kSolve ? i : n - 1 - i;
    const std::complex<R>* const row = t + s * n;
    R* const row_s = x + 2 * static_cast<int64_t>(s) * ldx;
    auto a = own::LoadFirst(d, row_s, count);
    if (!kSolve && !unit) {
      const Factor<R> f = Factor<R>::Of(row[s]);
      a = hn::MulAdd(own::SetPair(d, f.p_re, f.p_im), a,
                     hn::Mul(own::SetPair(d, f.q_re, f.q_im), swap(a)));
    }
    for (size_t r = 0; r < s; ++r) {
      const Factor<R> f = Factor<R>::Of(kSolve ? -row[r] : row[r]);
      const auto v = own::LoadFirst(d, x + 2 * static_cast<int64_t>(r) * ldx, count);
      a = hn::MulAdd(own::SetPair(d, f.p_re, f.p_im), v,
                     hn::MulAdd(own::SetPair(d, f.q_re, f.q_im), swap(v), a));
    }
    if (kSolve && !unit) {
      const Divider<R> by = Divider<R>::Of(row[s]);
      if (by.usable) {
        a = hn::MulAdd(own::SetPair(d, by.f.p_re, by.f.p_im), a,
                       hn::Mul(own::SetPair(d, by.f.q_re, by.f.q_im), swap(a)));
        a = hn::Mul(hn::Set(d, by.scale), hn::Div(a, hn::Set(d, by.divisor)));
        own::StoreFirst(a, d, row_s, count);
        continue;
      }
      own::StoreFirst(a, d, row_s, count);
      for (size_t c = 0; c < count; c += 2) {
        const std::complex<R> q = divide(std::complex<R>(row_s[c], row_s[c + 1]), row[s]);
        row_s[c] = q.real(), row_s[c + 1] = q.imag();
      }
      continue;
    }
    own::StoreFirst(a, d, row_s, count);
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
  const size_t width = 2 * static_cast<size_t>(w), lanes = hn::Lanes(hn::ScalableTag<R>());
  for (size_t j = 0; j < width; j += lanes) {
    const size_t count = width - j < lanes ? width - j : lanes;
    ComplexTriangleColumns<kSolve>(n, count, t, unit, PartsOf(x) + j, ldx);
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
