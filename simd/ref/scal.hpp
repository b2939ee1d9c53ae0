// SPDX-License-Identifier: Apache-2.0
// scal as a specification: x = alpha x.
#pragma once

#include "simd/problem.hpp"
#include "simd/ref/wide.hpp"

namespace fulcrum::simd::ref {

// What x must hold afterwards; x itself is not written. n <= 0 or incx <= 0 touches nothing (an
// empty result). alpha == 0 still multiplies: NaN and Inf in x give NaN. Roundings per element: 1.
template <class T>
Expected<T> scal(const ScalProblem<T>& p) {
  const std::int64_t n = p.n > 0 && p.incx > 0 ? p.n : 0;
  Expected<T> e(n);
  for (std::int64_t i = 0; i < n; ++i) {
    WideSum<T> product;
    product.add(Wide<T>(p.alpha), Wide<T>(p.x[i * p.incx]));
    e.set(i, product.value, product.magnitude);
  }
  return e;
}

}  // namespace fulcrum::simd::ref
