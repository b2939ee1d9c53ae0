// SPDX-License-Identifier: Apache-2.0
// axpy as a specification: y = alpha x + y.
#pragma once

#include "simd/problem.hpp"
#include "simd/ref/wide.hpp"

namespace fulcrum::simd::ref {

// What y must hold afterwards, element by element; y itself is not written.
//
// - n <= 0 or alpha == 0: nothing is read or written (an empty result).
// - A negative increment walks its vector from the other end: element i lies at first(v, n, inc)[i
// * inc].
// - incx == 0 adds the one element n times; incy == 0 adds n products to the one element.
// Roundings per element: 2 (product, sum), or 2 n where incy == 0.
template <class T>
Expected<T> axpy(const AxpyProblem<T>& p) {
  const std::int64_t n = p.alpha != T{0} && p.n > 0 ? p.n : 0;
  Expected<T> e(n);
  const T* x = first(p.x, n, p.incx);
  const T* y = first(static_cast<const T*>(p.y), n, p.incy);
  WideSum<T> sum;
  for (std::int64_t i = 0; i < n; ++i) {
    if (i == 0 || p.incy != 0) {
      sum = {};
      sum.add(Wide<T>(1.0), Wide<T>(y[i * p.incy]));
    }
    sum.add(Wide<T>(p.alpha), Wide<T>(x[i * p.incx]));
    e.set(i, sum.value, sum.magnitude);
  }
  if (p.incy == 0) {
    for (std::int64_t i = 0; i < n; ++i) e.set(i, sum.value, sum.magnitude);
  }
  return e;
}

}  // namespace fulcrum::simd::ref
