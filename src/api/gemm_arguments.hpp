// SPDX-License-Identifier: Apache-2.0
// The arguments that all forms of gemm share.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "simd/problem.hpp"
#include "src/api/check.hpp"
#include "src/api/ops.hpp"

namespace fulcrum::api {

// The checks of the reference, by its numbers in the CBLAS signature.
inline void check_gemm_shape(std::string_view routine, Layout layout, Op trans_a, Op trans_b,
                             std::int64_t m, std::int64_t n, std::int64_t k, std::int64_t lda,
                             std::int64_t ldb, std::int64_t ldc) {
  check_layout(routine, 1, layout);
  check_any_op(routine, 2, "transA", trans_a);
  check_any_op(routine, 3, "transB", trans_b);
  check_size(routine, 4, "m", m);
  check_size(routine, 5, "n", n);
  check_size(routine, 6, "k", k);
  const bool column_major = layout == Layout::ColMajor;
  check_leading(routine, 9, "lda", lda, transposes(trans_a) != column_major ? m : k);
  check_leading(routine, 11, "ldb", ldb, transposes(trans_b) != column_major ? k : n);
  check_leading(routine, 14, "ldc", ldc, column_major ? m : n);
}

// A product in column-major form. As to_columns() makes it, but built where it stays: a small
// product feels a swap.
template <class T>
GemmProblem<T> gemm_problem(Layout layout, Op trans_a, Op trans_b, std::int64_t m, std::int64_t n,
                            std::int64_t k, T alpha, const T* a, std::int64_t lda, const T* b,
                            std::int64_t ldb, T beta, T* c, std::int64_t ldc) {
  const bool ta = transposes(trans_a), tb = transposes(trans_b);
  const bool ca = ComplexScalar<T> && conjugates(trans_a),
             cb = ComplexScalar<T> && conjugates(trans_b);
  if (layout == Layout::ColMajor)
    return {ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc, layout, ca, cb};
  return {tb, ta, n, m, k, alpha, b, ldb, a, lda, beta, c, ldc, layout, cb, ca};
}

// Brings a product into column-major form: a row-major C is the column-major C' = op(B)' op(A)'.
template <class T>
void to_columns(Layout layout, GemmProblem<T>& p) {
  p.layout = layout;
  if (layout == Layout::ColMajor) return;
  std::swap(p.trans_a, p.trans_b);
  std::swap(p.conj_a, p.conj_b);
  std::swap(p.m, p.n);
  std::swap(p.a, p.b);
  std::swap(p.lda, p.ldb);
}

}  // namespace fulcrum::api
