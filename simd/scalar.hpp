// SPDX-License-Identifier: Apache-2.0
// Arithmetic of single elements, real or complex, outside the kernels. Complex products take four
// multiplications: the operators of std::complex look for infinities to mend, at ten times the
// cost.
#pragma once

#include <algorithm>
#include <cmath>
#include <complex>

#include "fulcrum/types.hpp"

namespace fulcrum::simd {

template <class T>
constexpr T conj_if(bool conjugated, T a) {
  if constexpr (ComplexScalar<T>) {
    return conjugated ? std::conj(a) : a;
  } else {
    return a;
  }
}

template <class T>
constexpr T times(T a, T b) {
  if constexpr (ComplexScalar<T>) {
    return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
  } else {
    return a * b;
  }
}

// The real part, for diagonals of Hermitian matrices.
template <class T>
constexpr T real_only(T a) {
  if constexpr (ComplexScalar<T>) {
    return {a.real(), 0};
  } else {
    return a;
  }
}

// a times a real number: both parts are multiplied.
template <class T>
constexpr T times_real(Real<T> a, T b) {
  if constexpr (ComplexScalar<T>) {
    return {a * b.real(), a * b.imag()};
  } else {
    return a * b;
  }
}

// a / b by Smith's method (Algorithm 116, CACM 5, 1962).
template <class R>
std::complex<R> divide_smith(std::complex<R> a, std::complex<R> b) {
  if (std::fabs(b.real()) >= std::fabs(b.imag())) {
    const R r = b.imag() / b.real(), d = b.real() + b.imag() * r;
    return {(a.real() + a.imag() * r) / d, (a.imag() - a.real() * r) / d};
  }
  const R r = b.real() / b.imag(), d = b.imag() + b.real() * r;
  return {(a.real() * r + a.imag()) / d, (a.imag() * r - a.real()) / d};
}

// The exponent of the larger part, 0 where there is none.
template <class R>
int exponent_of(std::complex<R> a) {
  const R size = std::max(std::fabs(a.real()), std::fabs(a.imag()));
  return size > R{0} && std::isfinite(size) ? std::ilogb(size) : 0;
}
template <class R>
std::complex<R> scaled(std::complex<R> a, int exponent) {
  return {std::scalbn(a.real(), exponent), std::scalbn(a.imag(), exponent)};
}

// a conj(b) / |b|^2, of operands with which neither overflows, nor underflows in its larger part.
template <class R>
std::complex<R> divide_by_square(std::complex<R> a, std::complex<R> b) {
  const R square = b.real() * b.real() + b.imag() * b.imag();
  return {(a.real() * b.real() + a.imag() * b.imag()) / square,
          (a.imag() * b.real() - a.real() * b.imag()) / square};
}

// May a and b be divided by the square as they are? All floats may in double but 0, Inf and NaN.
inline bool is_near_one(std::complex<double> a, std::complex<double> b) {
  constexpr double kLargest = 0x1p400, kSmallest = 0x1p-400;
  const double of_a = std::max(std::fabs(a.real()), std::fabs(a.imag())),
               of_b = std::max(std::fabs(b.real()), std::fabs(b.imag()));
  return of_b > kSmallest && of_b < kLargest && of_a < kLargest && (of_a > kSmallest || of_a == 0);
}

// a / b. Complex operands that are far from 1 are brought near by powers of two before, so that
// nothing overflows, and no larger part underflows, on the way to a quotient that is
// representable.
template <class T>
T divide(T a, T b) {
  if constexpr (ComplexScalar<T>) {
    const std::complex<double> wide_a(a), wide_b(b);
    if (is_near_one(wide_a, wide_b)) [[likely]]
      return T(divide_by_square(wide_a, wide_b));
    const int ea = exponent_of(a), eb = exponent_of(b);
    return scaled(divide_smith(scaled(a, -ea), scaled(b, -eb)), ea - eb);
  } else {
    return a / b;
  }
}

}  // namespace fulcrum::simd
