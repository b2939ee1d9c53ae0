// SPDX-License-Identifier: Apache-2.0
// The routines of level 1 on one thread and in one chunk, inline: what a call on a short vector is
// beside its kernel, and what a thread does with its part of a long one.
#pragma once

#include <cfloat>
#include <cmath>
#include <complex>

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
  kernels.scal_real(p.n, p.alpha, p.x, p.incx);
}

template <class T>
inline void at_once(const Level1Kernels<T>& kernels, const CopyProblem<T>& p) {
  kernels.copy(p.n, first(p.x, p.n, p.incx), p.incx, first(p.y, p.n, p.incy), p.incy);
}

template <class T>
inline void at_once(const Level1Kernels<T>& kernels, const SwapProblem<T>& p) {
  kernels.swap(p.n, first(p.x, p.n, p.incx), p.incx, first(p.y, p.n, p.incy), p.incy);
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
  kernels.rotate(p.n, first(p.x, p.n, p.incx), p.incx, first(p.y, p.n, p.incy), p.incy, h);
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
  const T* const x = first(p.x, p.n, p.incx);
  const T* const y = first(p.y, p.n, p.incy);
  if constexpr (RealScalar<T>) {
    *p.result = kernels.dot(p.n, x, p.incx, y, p.incy);
  } else {
    (p.conj ? kernels.dot_conj_to : kernels.dot_to)(p.n, x, p.incx, y, p.incy, p.result);
  }
}

inline void at_once(const Level1Kernels<float>& kernels, const WideDotProblem& p) {
  *p.result =
      kernels.dot_wide(p.n, first(p.x, p.n, p.incx), p.incx, first(p.y, p.n, p.incy), p.incy);
}

template <class T>
inline void at_once(const Level1Kernels<T>& kernels, const AsumProblem<T>& p) {
  *p.result = kernels.asum(p.n, p.x, p.incx);
}

template <class T>
inline void at_once(const Level1Kernels<T>& kernels, const SumProblem<T>& p) {
  *p.result = kernels.sum(p.n, p.x, p.incx);
}

// Is the root of this sum of squares the norm? Under kSafe a square has lost digits to underflow
// that matter: each loses at most 2^-1075.
inline bool is_safe_sum(double sum) {
  constexpr double kSafe = DBL_MIN / DBL_EPSILON;
  return sum >= kSafe && sum <= DBL_MAX;
}

// The norm where the plain sum of squares has overflowed, or underflowed, or is not a number; x is
// given by its first element. Exported: the C ABI's calls have at_once() inline.
template <class T>
FULCRUM_API Real<T> unsafe_norm(const Level1Kernels<T>& kernels, std::int64_t n, const T* x,
                                std::int64_t incx, double sum, int threads);

template <class T>
inline void at_once(const Level1Kernels<T>& kernels, const Nrm2Problem<T>& p) {
  const T* const x = first(p.x, p.n, p.incx);
  const double sum = kernels.sum_squares(p.n, Real<T>{1}, x, p.incx);
  *p.result = is_safe_sum(sum) ? static_cast<Real<T>>(std::sqrt(sum))
                               : unsafe_norm(kernels, p.n, x, p.incx, sum, 1);
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

// The kernel that gives the extreme and its index, NaN left out.
template <class T>
inline auto extremum_of(const Level1Kernels<T>& kernels, Extreme extreme) {
  if constexpr (RealScalar<T>) {
    if (extreme == Extreme::Largest) return kernels.imax;
    if (extreme == Extreme::Least) return kernels.imin;
  }
  return extreme == Extreme::LargestMagnitude ? kernels.iamax : kernels.iamin;
}

// The reference compares with > or < from the first element on: a NaN there is never exceeded.
template <class T>
inline void at_once(const Level1Kernels<T>& kernels, const IamaxProblem<T>& p) {
  if (std::isnan(compared(Extreme::LargestMagnitude, *p.x))) [[unlikely]] {
    *p.result = 0;
    return;
  }
  *p.result = kernels.iamax(p.n, p.x, p.incx).index;
}

template <class T>
inline void at_once(const Level1Kernels<T>& kernels, const ExtremeIndexProblem<T>& p) {
  *p.result = 0;
  if (std::isnan(compared(p.extreme, *p.x))) [[unlikely]]
    return;
  *p.result = extremum_of(kernels, p.extreme)(p.n, p.x, p.incx).index;
}

template <class T>
inline void at_once(const Level1Kernels<T>& kernels, const ExtremeProblem<T>& p) {
  const Real<T> leading = compared(p.extreme, *p.x);
  if (std::isnan(leading)) [[unlikely]] {
    *p.result = leading;
    return;
  }
  if constexpr (RealScalar<T>) {
    const bool largest = p.extreme == Extreme::LargestMagnitude;
    if (largest || p.extreme == Extreme::LeastMagnitude) {
      *p.result = (largest ? kernels.amax : kernels.amin)(p.n, p.x, p.incx);
      return;
    }
  }
  *p.result = extremum_of(kernels, p.extreme)(p.n, p.x, p.incx).value;
}

}  // namespace fulcrum::simd
