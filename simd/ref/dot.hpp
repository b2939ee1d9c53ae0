// SPDX-License-Identifier: Apache-2.0
// dot as a specification: the sum over i of x_i y_i.
#pragma once

#include "simd/problem.hpp"
#include "simd/ref/wide.hpp"

namespace fulcrum::simd::ref {

// One element: the sum, which is 0 for n <= 0. Increments of any sign and 0 as in axpy. Every
// product takes part: 0 * Inf and NaN anywhere make the sum NaN. Roundings: at most 2 n - 1 in a
// row (a product, then up to n sums); fused, n.
template <class T>
Expected<T> dot(const DotProblem<T>& p) {
  Expected<T> e(1);
  const T* x = first(p.x, p.n, p.incx);
  const T* y = first(p.y, p.n, p.incy);
  WideSum<T> sum;
  for (std::int64_t i = 0; i < p.n; ++i) sum.add(Wide<T>(x[i * p.incx]), Wide<T>(y[i * p.incy]));
  e.set(0, sum.value, sum.magnitude);
  return e;
}

}  // namespace fulcrum::simd::ref
