// SPDX-License-Identifier: Apache-2.0
// gemv as a specification: y = alpha op(A) x + beta y.
#pragma once

#include "simd/problem.hpp"
#include "simd/ref/wide.hpp"

namespace fulcrum::simd::ref {

// What y must hold afterwards, element by element; y itself is not written. A(i, j) lies at a[i + j
// * lda].
//
// - m == 0 or n == 0: y is untouched, even if beta != 1 (an empty result).
// - alpha == 0: neither A nor x is read; NaN in them does not matter.
// - beta == 0: y is not read; NaN in it does not matter.
// - Otherwise what is read takes part even where the other factor is 0, so 0 * Inf gives NaN.
// - Negative increments as in axpy.
// Roundings per element: at most k + 3 in a row for k = the size of x (a product, up to k sums, the
// products with alpha or beta, the last sum).
template <class T>
Expected<T> gemv(const GemvProblem<T>& p) {
  if (p.m <= 0 || p.n <= 0) return Expected<T>(0);
  const std::int64_t size = p.y_size(), depth = p.x_size();
  Expected<T> e(size);
  const T* x = first(p.x, depth, p.incx);
  const T* y = first(static_cast<const T*>(p.y), size, p.incy);
  for (std::int64_t i = 0; i < size; ++i) {
    WideSum<T> r;
    if (p.alpha != T{0}) {
      WideSum<T> sum;
      const T* a = p.trans ? p.a + i * p.lda : p.a + i;
      for (std::int64_t l = 0; l < depth; ++l)
        sum.add(Wide<T>(a[p.trans ? l : l * p.lda]), Wide<T>(x[l * p.incx]));
      r.value = Wide<T>(p.alpha) * sum.value;
      r.magnitude = magnitude_of(Wide<T>(p.alpha)) * sum.magnitude;
    }
    if (p.beta != T{0}) r.add(Wide<T>(p.beta), Wide<T>(y[i * p.incy]));
    e.set(i, r.value, r.magnitude);
  }
  return e;
}

}  // namespace fulcrum::simd::ref
