// SPDX-License-Identifier: Apache-2.0
// The componentwise error bound that every kernel is held to.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

#include "simd/ref/wide.hpp"

namespace fulcrum::simd::ref {

// u = 2^-24 or 2^-53: half the distance from 1 to the next number.
template <class T>
constexpr double unit_roundoff() {
  return static_cast<double>(std::numeric_limits<T>::epsilon()) / 2;
}

// gamma_k = k u / (1 - k u), the bound of k roundings in a row (Higham, Accuracy and Stability of
// Numerical Algorithms, 2nd ed., section 3.1). It holds for every order of summation and with or
// without fused multiply-add.
template <class T>
double gamma(std::int64_t k) {
  const double ku = static_cast<double>(k) * unit_roundoff<T>();
  return ku / (1 - ku);
}

// Is `got` within gamma_(roundings + 1) * magnitude of `want`, plus as many times what one
// underflow loses: the smallest number, or more where small numbers are flushed? The one extra
// rounding covers those of the reference, which are far smaller. NaN must be NaN and Inf must be
// the same Inf. Where the magnitude overflows T, an intermediate may have overflowed too: then Inf
// and NaN are right as well.
template <class T>
bool within(T got, Wide<T> want, Wide<T> magnitude, std::int64_t roundings,
            double lost = static_cast<double>(std::numeric_limits<T>::denorm_min())) {
  const double w = static_cast<double>(want), m = static_cast<double>(magnitude);
  if (std::isnan(w)) return std::isnan(got);
  if (std::isinf(w)) return std::isinf(got) && std::signbit(got) == std::signbit(w);
  if (!std::isfinite(got))
    return m >= static_cast<double>(std::numeric_limits<T>::max()) * (1 - 1e-6);
  const double error = std::fabs(static_cast<double>(Wide<T>(got) - want));
  const double underflow = static_cast<double>(roundings + 1) * lost;
  return error <= gamma<T>(roundings + 1) * m + underflow;
}

}  // namespace fulcrum::simd::ref
