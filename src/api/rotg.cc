// SPDX-License-Identifier: Apache-2.0
// The rotations that make an element zero: a handful of scalar operations each.
#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <utility>

#include "fulcrum/rot.hpp"

namespace fulcrum {
namespace {

// The smallest normal number, and the largest power of two: numbers between them have reciprocals.
template <class R>
constexpr R kSmall = std::numeric_limits<R>::min();
template <class R>
R large() {
  return std::ldexp(R{1}, std::numeric_limits<R>::max_exponent - 1);
}
template <class R>
R clamp_scale(R size) {
  return std::min(large<R>(), std::max(kSmall<R>, size));
}

template <class R>
R squared(std::complex<R> z) {
  return z.real() * z.real() + z.imag() * z.imag();
}
template <class R>
R largest_part(std::complex<R> z) {
  return std::max(std::fabs(z.real()), std::fabs(z.imag()));
}
// Four multiplications, whatever is not finite.
template <class R>
std::complex<R> times(std::complex<R> a, std::complex<R> b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

// (0, g) to (r, 0), g != 0.
template <class R>
void rotate_from_zero(std::complex<R> g, std::complex<R>& r, std::complex<R>& s) {
  using C = std::complex<R>;
  const R size = largest_part(g);
  if (g.real() == 0 || g.imag() == 0) {
    s = std::conj(g) / size;
    r = C(size);
    return;
  }
  const bool safe = size > std::sqrt(kSmall<R>) && size < std::sqrt(large<R>() / 2);
  const R u = safe ? R{1} : clamp_scale(size);
  const C scaled = g / u;
  const R d = std::sqrt(squared(scaled));
  s = std::conj(scaled) / d;
  r = C(d * u);
}

// f and g have been scaled so that their squares are safe, f by w more than g; h2 = |w f|^2 +
// |g|^2.
template <class R>
void rotate_scaled(std::complex<R> f, std::complex<R> g, R f2, R h2, R limit, R& c,
                   std::complex<R>& r, std::complex<R>& s) {
  const R root = std::sqrt(kSmall<R>);
  if (f2 >= h2 * kSmall<R>) {
    c = std::sqrt(f2 / h2);
    r = f / c;
    const bool safe = f2 > root && h2 < 2 * limit;
    s = times(std::conj(g), safe ? f / std::sqrt(f2 * h2) : r / h2);
    return;
  }
  const R d = std::sqrt(f2 * h2);
  c = f2 / d;
  r = c >= kSmall<R> ? f / c : f * (h2 / d);
  s = times(std::conj(g), f / d);
}

}  // namespace

template <RealScalar T>
void rotg(T* a, T* b, T* c, T* s) {
  const T size_a = std::fabs(*a), size_b = std::fabs(*b);
  if (size_b == T{0}) {
    *c = 1, *s = 0, *b = 0;
    return;
  }
  if (size_a == T{0}) {
    *c = 0, *s = 1, *a = *b, *b = 1;
    return;
  }
  const T scale = clamp_scale(std::max(size_a, size_b));
  const T p = *a / scale, q = *b / scale;
  const T r = std::copysign(scale * std::sqrt(p * p + q * q), size_a > size_b ? *a : *b);
  const T cosine = *a / r, sine = *b / r;
  *a = r;
  *b = size_a > size_b ? sine : cosine != T{0} ? 1 / cosine : T{1};
  *c = cosine, *s = sine;
}

template <ComplexScalar T>
void rotg(T* a, const T* b, Real<T>* c, T* s) {
  using R = Real<T>;
  const T f = *a, g = *b;
  if (g == T{}) {
    *c = 1, *s = T{};
    return;
  }
  if (f == T{}) {
    *c = 0;
    return rotate_from_zero(g, *a, *s);
  }
  const R f1 = largest_part(f), g1 = largest_part(g);
  const R least = std::sqrt(kSmall<R>), most = std::sqrt(large<R>() / 4);
  if (f1 > least && f1 < most && g1 > least && g1 < most) {
    const R f2 = squared(f);
    return rotate_scaled(f, g, f2, f2 + squared(g), most, *c, *a, *s);
  }
  const R u = clamp_scale(std::max(f1, g1));
  const T gs = g / u;
  R w = 1, v = u;
  if (f1 / u < least) {  // f needs a scale of its own
    v = clamp_scale(f1);
    w = v / u;
  }
  const T fs = f / v;
  const R f2 = squared(fs), h2 = f2 * w * w + squared(gs);
  rotate_scaled(fs, gs, f2, h2, most, *c, *a, *s);
  *c *= w;
  *a *= u;
}

namespace {

template <class T>
struct Modified {
  T flag = 0, h11 = 0, h12 = 0, h21 = 0, h22 = 0;

  // Makes all four elements explicit.
  void make_full() {
    if (flag == T{0}) h11 = h22 = 1;
    if (flag == T{1}) h21 = -1, h12 = 1;
    flag = -1;
  }
};

// Keeps d within [1/kRange^2, kRange^2] by powers of kRange, which the row of H makes up for.
template <class T>
constexpr T kRange = 4096;

template <class T, class Scale>
void rescale(T& d, Modified<T>& m, Scale scale) {
  constexpr T kSquare = kRange<T> * kRange<T>;
  while (d != T{0} && (std::fabs(d) <= 1 / kSquare || std::fabs(d) >= kSquare)) {
    m.make_full();
    if (!std::isfinite(d)) return;
    if (std::fabs(d) <= 1 / kSquare) {
      d *= kSquare;
      scale(1 / kRange<T>);
    } else {
      d /= kSquare;
      scale(kRange<T>);
    }
  }
}

template <class T>
void store(const Modified<T>& m, T* param) {
  param[0] = m.flag;
  if (m.flag != T{0}) param[1] = m.h11, param[4] = m.h22;
  if (m.flag <= T{0}) param[2] = m.h21, param[3] = m.h12;
}

}  // namespace

template <RealScalar T>
void rotmg(T* d1, T* d2, T* x1, T y1, T* param) {
  Modified<T> m;
  const T p2 = *d2 * y1, p1 = *d1 * *x1;
  const T q2 = p2 * y1, q1 = p1 * *x1;
  bool possible = *d1 >= T{0};
  if (possible && p2 == T{0}) {
    param[0] = -2;
    return;
  }
  if (possible && std::fabs(q1) > std::fabs(q2)) {
    m.h21 = -y1 / *x1;
    m.h12 = p2 / p1;
    const T u = 1 - m.h12 * m.h21;
    possible = u > T{0};
    if (possible) *d1 /= u, *d2 /= u, *x1 *= u;
  } else if (possible) {
    possible = q2 >= T{0};
    if (possible) {
      m.flag = 1;
      m.h11 = p1 / p2;
      m.h22 = *x1 / y1;
      const T u = 1 + m.h11 * m.h22;
      *d1 = std::exchange(*d2, *d1 / u) / u;
      *x1 = y1 * u;
    }
  }
  if (!possible) {
    m = Modified<T>{};
    m.flag = -1;
    *d1 = *d2 = *x1 = 0;
    return store(m, param);
  }
  rescale(*d1, m, [&](T factor) { *x1 *= factor, m.h11 *= factor, m.h12 *= factor; });
  rescale(*d2, m, [&](T factor) { m.h21 *= factor, m.h22 *= factor; });
  store(m, param);
}

template void rotg(float*, float*, float*, float*);
template void rotg(double*, double*, double*, double*);
template void rotg(std::complex<float>*, const std::complex<float>*, float*, std::complex<float>*);
template void rotg(std::complex<double>*, const std::complex<double>*, double*,
                   std::complex<double>*);
template void rotmg(float*, float*, float*, float, float*);
template void rotmg(double*, double*, double*, double, double*);

}  // namespace fulcrum
