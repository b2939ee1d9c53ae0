// SPDX-License-Identifier: Apache-2.0
// The routines of level 1 on one thread and in one chunk, inline: what a call on a short vector is
// beside its kernel, and what a thread does with its part of a long one.
#pragma once

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <complex>
#include <cstring>
#include <functional>
#include <utility>

#include "simd/level1/level1.hpp"

namespace fulcrum::simd {

// The lowest address of `count` elements from `begin` on, of a vector of n: a negative increment
// starts at the other end.
template <class T>
constexpr T* vector_piece(T* x, std::int64_t n, std::int64_t inc, std::int64_t begin,
                          std::int64_t count) {
  return inc >= 0 ? x + begin * inc : x - (n - begin - count) * inc;
}

// Elements [begin, begin + count) of a problem.
template <class P>
P piece_of(P p, std::int64_t begin, std::int64_t count) {
  p.x = vector_piece(p.x, p.n, p.incx, begin, count);
  if constexpr (requires { p.y; }) p.y = vector_piece(p.y, p.n, p.incy, begin, count);
  p.n = count;
  return p;
}

// The parts of a complex vector without gaps, which is a real vector of 2 n elements.
template <class R>
R* parts(std::complex<R>* x) {
  return reinterpret_cast<R*>(x);  // NOLINT: the standard allows it for std::complex
}
template <class R>
const R* parts(const std::complex<R>* x) {
  return reinterpret_cast<const R*>(x);  // NOLINT: likewise
}

template <class T>
const Level1Kernels<Real<T>>& real_kernels(const Level1Kernels<T>& kernels) {
  if constexpr (RealScalar<T>) {
    return kernels;
  } else {
    return kernels.parts;
  }
}

template <class T>
inline void at_once(const Level1Kernels<T>& kernels, const AxpyProblem<T>& p) {
  auto kernel = kernels.axpy;
  if constexpr (ComplexScalar<T>) {
    if (p.conj) kernel = kernels.axpy_conj;
  }
  kernel(p.n, p.alpha, first(p.x, p.n, p.incx), p.incx, first(p.y, p.n, p.incy), p.incy);
}

template <class T>
inline void at_once(const Level1Kernels<T>& kernels, const ScalProblem<T>& p) {
  kernels.scal(p.n, p.alpha, p.x, p.incx);
}

template <class T>
inline void at_once(const Level1Kernels<T>& kernels, const RealScalProblem<T>& p) {
  Real<T>* const x = parts(p.x);
  if (p.incx == 1) {
    kernels.parts.scal(2 * p.n, p.alpha, x, 1);
  } else {
    kernels.parts.scal(p.n, p.alpha, x, 2 * p.incx);
    kernels.parts.scal(p.n, p.alpha, x + 1, 2 * p.incx);
  }
}

template <class T>
inline void at_once(const Level1Kernels<T>& /*kernels*/, const CopyProblem<T>& p) {
  if (p.incx == 1 && p.incy == 1) {
    std::memmove(static_cast<void*>(p.y), p.x, static_cast<std::size_t>(p.n) * sizeof(T));
    return;
  }
  const T* x = first(p.x, p.n, p.incx);
  T* y = first(p.y, p.n, p.incy);
  for (std::int64_t i = 0; i < p.n; ++i) y[i * p.incy] = x[i * p.incx];
}

template <class T>
inline void at_once(const Level1Kernels<T>& kernels, const SwapProblem<T>& p) {
  T* const x = first(p.x, p.n, p.incx);
  T* const y = first(p.y, p.n, p.incy);
  if constexpr (RealScalar<T>) {
    kernels.swap(p.n, x, p.incx, y, p.incy);
  } else if (p.incx == 1 && p.incy == 1) {
    kernels.parts.swap(2 * p.n, parts(x), 1, parts(y), 1);
  } else {
    for (std::int64_t i = 0; i < p.n; ++i) std::swap(x[i * p.incx], y[i * p.incy]);
  }
}

template <class T>
inline void at_once(const Level1Kernels<T>& kernels, const AxpbyProblem<T>& p) {
  T* y = first(p.y, p.n, p.incy);
  if (p.alpha != T{}) {
    kernels.axpby(p.n, p.alpha, first(p.x, p.n, p.incx), p.incx, p.beta, y, p.incy);
  } else if (p.beta != T{}) {
    kernels.scal(p.n, p.beta, y, p.incy);
  } else {
    for (std::int64_t i = 0; i < p.n; ++i) y[i * p.incy] = T{};
  }
}

template <class T>
inline void at_once(const Level1Kernels<T>& kernels, const RotProblem<T>& p) {
  const Rotation<Real<T>> h = {p.c, p.s, -p.s, p.c};
  T* const x = first(p.x, p.n, p.incx);
  T* const y = first(p.y, p.n, p.incy);
  if constexpr (RealScalar<T>) {
    kernels.rotate(p.n, x, p.incx, y, p.incy, h);
  } else if (p.incx == 1 && p.incy == 1) {
    kernels.parts.rotate(2 * p.n, parts(x), 1, parts(y), 1, h);
  } else {
    kernels.parts.rotate(p.n, parts(x), 2 * p.incx, parts(y), 2 * p.incy, h);
    kernels.parts.rotate(p.n, parts(x) + 1, 2 * p.incx, parts(y) + 1, 2 * p.incy, h);
  }
}

template <class T>
inline void at_once(const Level1Kernels<T>& kernels, const RotmProblem<T>& p) {
  // What the flag says is not stored is not read either.
  const T flag = p.param[0];
  Rotation<T> h = {T{1}, T{1}, T{-1}, T{1}};
  if (flag <= T{0}) h.h21 = p.param[2], h.h12 = p.param[3];
  if (flag != T{0}) h.h11 = p.param[1], h.h22 = p.param[4];
  kernels.rotate(p.n, first(p.x, p.n, p.incx), p.incx, first(p.y, p.n, p.incy), p.incy, h);
}

template <class T>
inline void at_once(const Level1Kernels<T>& kernels, const DotProblem<T>& p) {
  auto kernel = kernels.dot;
  if constexpr (ComplexScalar<T>) {
    if (p.conj) kernel = kernels.dot_conj;
  }
  *p.result = kernel(p.n, first(p.x, p.n, p.incx), p.incx, first(p.y, p.n, p.incy), p.incy);
}

inline void at_once(const Level1Kernels<float>& kernels, const WideDotProblem& p) {
  *p.result =
      kernels.dot_wide(p.n, first(p.x, p.n, p.incx), p.incx, first(p.y, p.n, p.incy), p.incy);
}

// of(n, x, inc) over real vectors: a complex one without gaps has 2 n elements, one with gaps is
// two vectors of n, whose values `combine` brings together.
template <class T, class Of, class Combine>
inline auto over_reals(std::int64_t n, const T* x, std::int64_t inc, Of&& of, Combine&& combine) {
  if constexpr (RealScalar<T>) {
    return of(n, x, inc);
  } else if (inc == 1) {
    return of(2 * n, parts(x), std::int64_t{1});
  } else {
    return combine(of(n, parts(x), 2 * inc), of(n, parts(x) + 1, 2 * inc));
  }
}

template <class T>
inline void at_once(const Level1Kernels<T>& kernels, const AsumProblem<T>& p) {
  *p.result = over_reals(p.n, p.x, p.incx, real_kernels(kernels).asum, std::plus<Real<T>>());
}

template <class T>
inline void at_once(const Level1Kernels<T>& kernels, const SumProblem<T>& p) {
  *p.result = over_reals(p.n, p.x, p.incx, real_kernels(kernels).sum, std::plus<Real<T>>());
}

// The sum of the squares of scale x_i, of a vector that begins at x.
template <class T>
inline double sum_of_squares(const Level1Kernels<T>& kernels, std::int64_t n, Real<T> scale,
                             const T* x, std::int64_t inc) {
  return over_reals(
      n, x, inc,
      [&](std::int64_t count, const Real<T>* v, std::int64_t step) {
        return real_kernels(kernels).sum_squares(count, scale, v, step);
      },
      std::plus<double>());
}

// Is the root of this sum of squares the norm? Under kSafe a square has lost digits to underflow
// that matter: each loses at most 2^-1075.
inline bool is_safe_sum(double sum) {
  constexpr double kSafe = DBL_MIN / DBL_EPSILON;
  return sum >= kSafe && sum <= DBL_MAX;
}

// The norm where the plain sum of squares has overflowed, or underflowed, or is not a number.
template <class T>
void unsafe_norm(const Level1Kernels<T>& kernels, const Nrm2Problem<T>& p, double sum, int threads);

template <class T>
inline void at_once(const Level1Kernels<T>& kernels, const Nrm2Problem<T>& p) {
  const double sum = sum_of_squares(kernels, p.n, Real<T>{1}, first(p.x, p.n, p.incx), p.incx);
  if (!is_safe_sum(sum)) [[unlikely]]
    return unsafe_norm(kernels, p, sum, 1);
  *p.result = static_cast<Real<T>>(std::sqrt(sum));
}

template <class T>
inline void at_once(const Level1Kernels<T>& kernels, const IamaxProblem<T>& p) {
  // The reference compares with > from the first element on: a NaN there is never exceeded.
  if (kernels.amax(1, p.x, p.incx) < Real<T>{0}) {
    *p.result = 0;
    return;
  }
  *p.result = kernels.find(p.n, p.x, p.incx, kernels.amax(p.n, p.x, p.incx));
}

// What is compared of an element.
template <class T>
inline Real<T> compared(Extreme extreme, const T& x) {
  const bool plain = extreme == Extreme::Largest || extreme == Extreme::Least;
  return plain ? std::real(x) : std::fabs(std::real(x)) + std::fabs(std::imag(x));
}
// Is x more extreme? A NaN never is, nor is anything more extreme than it.
template <class R>
inline bool more_extreme(Extreme extreme, R x, R than) {
  const bool largest = extreme == Extreme::LargestMagnitude || extreme == Extreme::Largest;
  return largest ? x > than : x < than;
}

// The kernel that gives the extreme, NaN left out, and the one that finds it.
template <class T>
inline auto extreme_of(const Level1Kernels<T>& kernels, Extreme extreme) {
  if constexpr (RealScalar<T>) {
    if (extreme == Extreme::Largest) return kernels.max;
    if (extreme == Extreme::Least) return kernels.min;
  }
  return extreme == Extreme::LargestMagnitude ? kernels.amax : kernels.amin;
}
template <class T>
inline auto finder_of(const Level1Kernels<T>& kernels, Extreme extreme) {
  if constexpr (RealScalar<T>) {
    if (extreme == Extreme::Largest || extreme == Extreme::Least) return kernels.find_value;
  }
  return kernels.find;
}

template <class T>
inline void at_once(const Level1Kernels<T>& kernels, const ExtremeProblem<T>& p) {
  const Real<T> leading = compared(p.extreme, *p.x);
  *p.result = std::isnan(leading) ? leading : extreme_of(kernels, p.extreme)(p.n, p.x, p.incx);
}

template <class T>
inline void at_once(const Level1Kernels<T>& kernels, const ExtremeIndexProblem<T>& p) {
  *p.result = 0;
  if (std::isnan(compared(p.extreme, *p.x))) return;
  const Real<T> value = extreme_of(kernels, p.extreme)(p.n, p.x, p.incx);
  *p.result = finder_of(kernels, p.extreme)(p.n, p.x, p.incx, value);
}

}  // namespace fulcrum::simd
