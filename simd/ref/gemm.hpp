// SPDX-License-Identifier: Apache-2.0
// gemm as a specification: C = alpha op(A) op(B) + beta C.
#pragma once

#include "simd/problem.hpp"
#include "simd/ref/wide.hpp"

namespace fulcrum::simd::ref {

// What C(m,n) must hold afterwards: element (i, j) is entry i + j * m of the result; C itself is
// not written. Column-major: C(i, j) lies at c[i + j * ldc].
//
// - m == 0 or n == 0: C is untouched (an empty result). k == 0: C = beta C.
// - alpha == 0: neither A nor B is read; NaN in them does not matter.
// - beta == 0: C is not read; NaN in it does not matter.
// - Otherwise what is read takes part even where the other factor is 0, so 0 * Inf gives NaN.
// Roundings per element: at most k + 3 in a row, as in gemv.
template <class T>
Expected<T> gemm(const GemmProblem<T>& p) {
  if (p.m <= 0 || p.n <= 0) return Expected<T>(0);
  Expected<T> e(p.m * p.n);
  const std::int64_t row_a = p.trans_a ? p.lda : 1, col_a = p.trans_a ? 1 : p.lda;
  const std::int64_t row_b = p.trans_b ? p.ldb : 1, col_b = p.trans_b ? 1 : p.ldb;
  for (std::int64_t j = 0; j < p.n; ++j) {
    for (std::int64_t i = 0; i < p.m; ++i) {
      WideSum<T> r;
      if (p.alpha != T{0}) {
        WideSum<T> sum;
        for (std::int64_t l = 0; l < p.k; ++l) {
          sum.add(Wide<T>(p.a[i * row_a + l * col_a]), Wide<T>(p.b[l * row_b + j * col_b]));
        }
        r.value = Wide<T>(p.alpha) * sum.value;
        r.magnitude = magnitude_of(Wide<T>(p.alpha)) * sum.magnitude;
      }
      if (p.beta != T{0}) r.add(Wide<T>(p.beta), Wide<T>(p.c[i + j * p.ldc]));
      e.set(i + j * p.m, r.value, r.magnitude);
    }
  }
  return e;
}

}  // namespace fulcrum::simd::ref
