// SPDX-License-Identifier: Apache-2.0
// nrm2, asum, sum, iamax and the other extremes, and dsdot as specifications.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "simd/level1/problem.hpp"
#include "simd/problem.hpp"
#include "simd/ref/bound.hpp"
#include "simd/ref/wide.hpp"

namespace fulcrum::simd::ref {

// Calls body(part) for every real number of a vector.
template <class T, class Body>
void for_each_part(const T* x, std::int64_t n, std::int64_t inc, Body&& body) {
  const T* from = first(x, n, inc);
  for (std::int64_t i = 0; i < n; ++i) {
    if constexpr (ComplexScalar<T>) {
      body(from[i * inc].real());
      body(from[i * inc].imag());
    } else {
      body(from[i * inc]);
    }
  }
}

// The norm as its square, of numbers that a power of two has brought under 2: those so small that
// they vanish beside the largest are no part of it. The norm of a vector with NaN is NaN, else with
// Inf Inf.
template <class R>
struct Norm {
  bool nan = false, infinite = false;
  int exponent = 0;     // the norm is 2^exponent times
  Wide<R> square{0.0};  // the root of this
  std::int64_t terms = 0;
};
template <class T>
Norm<Real<T>> nrm2(const Nrm2Problem<T>& p) {
  using R = Real<T>;
  Norm<R> norm;
  R most{0};
  for_each_part(p.x, p.n, p.incx, [&](R part) {
    norm.nan = norm.nan || std::isnan(part);
    norm.infinite = norm.infinite || std::isinf(part);
    most = std::max(most, std::fabs(part));
    ++norm.terms;
  });
  if (norm.nan || norm.infinite || most == R{0}) return norm;
  norm.exponent = std::ilogb(most);
  for_each_part(p.x, p.n, p.incx, [&](R part) {
    const Wide<R> scaled(std::ldexp(part, -norm.exponent));
    norm.square += scaled * scaled;
  });
  return norm;
}

// Is `got` right? All sums are of double, a rounding each beside that of the square; the root and
// the result have one each, and a result below the normal numbers is off by as much as the smallest
// number. Where the largest number is within that bound Inf is right as well as a number.
template <class R>
bool within(R got, const Norm<R>& norm) {
  if (norm.nan) return std::isnan(got);
  if (norm.infinite) return std::isinf(got) && got > R{0};
  const double square = static_cast<double>(norm.square);
  const double bound = (gamma<double>(norm.terms + 1) + 2 * gamma<R>(3)) * square;
  const auto scaled = [&](R x) {
    return Wide<R>(std::ldexp(static_cast<double>(x), -norm.exponent));
  };
  if (std::isinf(got)) {
    const Wide<R> most = scaled(std::numeric_limits<R>::max());
    return got > R{0} && static_cast<double>(most * most) <= square + bound;
  }
  const Wide<R> root = scaled(got);
  const double lost =
      std::ldexp(static_cast<double>(std::numeric_limits<R>::denorm_min()), -norm.exponent);
  const double below = lost * (2 * static_cast<double>(root) + lost);
  return std::fabs(static_cast<double>(root * root - norm.square)) <= bound + below;
}

// The sum of |re x_i| + |im x_i|. Roundings: a sum for each part.
template <class T>
Wide<Real<T>> asum(const AsumProblem<T>& p) {
  Wide<Real<T>> sum{0.0};
  for_each_part(p.x, p.n, p.incx, [&](Real<T> part) { sum += Wide<Real<T>>(std::fabs(part)); });
  return sum;
}

// The sum of re x_i + im x_i. Roundings: a sum for each part, of magnitudes as asum's.
template <class T>
Wide<Real<T>> sum(const SumProblem<T>& p) {
  Wide<Real<T>> sum{0.0};
  for_each_part(p.x, p.n, p.incx, [&](Real<T> part) { sum += Wide<Real<T>>(part); });
  return sum;
}

// What is compared of an element: its magnitude in T itself, or the element.
template <class T>
Real<T> compared(Extreme extreme, const T& x) {
  if (extreme == Extreme::Largest || extreme == Extreme::Least) return std::real(x);
  Real<T> sum{0};
  for_each_part(&x, 1, 1, [&](Real<T> part) { sum += std::fabs(part); });
  return sum;
}

// As the reference BLAS compares: with > or <, from the first element on. So a NaN that comes first
// is never exceeded, and a later one never exceeds.
template <class T>
std::int64_t extreme_index(const ExtremeIndexProblem<T>& p) {
  const bool largest = p.extreme == Extreme::Largest || p.extreme == Extreme::LargestMagnitude;
  std::int64_t best = 0;
  Real<T> most = compared(p.extreme, p.x[0]);
  for (std::int64_t i = 1; i < p.n; ++i) {
    const Real<T> other = compared(p.extreme, p.x[i * p.incx]);
    if (largest ? other > most : other < most) best = i, most = other;
  }
  return best;
}
template <class T>
std::int64_t iamax(const IamaxProblem<T>& p) {
  return extreme_index<T>({p.n, p.x, p.incx, p.result, Extreme::LargestMagnitude});
}

// The products of float are exact in double; every sum has one rounding.
inline Expected<double> dot(const WideDotProblem& p) {
  Expected<double> e(1);
  const float* x = first(p.x, p.n, p.incx);
  const float* y = first(p.y, p.n, p.incy);
  WideSum<double> sum;
  for (std::int64_t i = 0; i < p.n; ++i)
    sum.add(Wide<double>(static_cast<double>(x[i * p.incx])),
            Wide<double>(static_cast<double>(y[i * p.incy])));
  e.set(0, sum.value, sum.magnitude);
  return e;
}

}  // namespace fulcrum::simd::ref
