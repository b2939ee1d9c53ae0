// SPDX-License-Identifier: Apache-2.0
// The arguments that all forms of gemv share.
#pragma once

#include <cstdint>

#include "simd/problem.hpp"
#include "src/api/ops.hpp"

namespace fulcrum::api {

// A row-major A is the column-major A'.
template <class T>
GemvProblem<T> gemv_problem(Layout layout, Op trans, std::int64_t m, std::int64_t n, T alpha,
                            const T* a, std::int64_t lda, const T* x, std::int64_t incx, T beta,
                            T* y, std::int64_t incy) {
  const bool by_rows = layout == Layout::RowMajor;
  return {transposes(trans) != by_rows,
          by_rows ? n : m,
          by_rows ? m : n,
          alpha,
          a,
          lda,
          x,
          incx,
          beta,
          y,
          incy,
          layout,
          ComplexScalar<T> && conjugates(trans)};
}

}  // namespace fulcrum::api
