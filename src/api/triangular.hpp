// SPDX-License-Identifier: Apache-2.0
// What trmm and trsm have in common: all but the direction.
#pragma once

#include "src/api/arguments.hpp"
#include "src/api/level3.hpp"
#include "src/api/trm_arguments.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum::api {

template <class T>
void triangular(const char* routine, bool solve, Layout layout, Side side, Uplo uplo, Op transA,
                Diag diag, std::int64_t m, std::int64_t n, T alpha, const T* A, std::int64_t lda,
                T* B, std::int64_t ldb, const CallOptions& options) {
  const bool by_rows = layout == Layout::RowMajor;
  Arguments arguments(routine);
  arguments.layout(layout);
  arguments.side(side);
  arguments.uplo(uplo);
  arguments.op("transA", transA);
  arguments.diag(diag);
  arguments.size("m", m);
  arguments.size("n", n);
  arguments.any();
  const int at_a = arguments.any();
  arguments.leading("lda", lda, side == Side::Left ? m : n);
  const int at_b = arguments.any();
  arguments.leading("ldb", ldb, by_rows ? n : m);
  const TrmProblem<T> p = trm_problem<T>(solve, layout, trm_letters(side, uplo, transA, diag), m, n,
                                         alpha, A, lda, B, ldb);
  if (m == 0 || n == 0) return execute::quick_return(p);
  if (alpha != T{}) arguments.not_null(at_a, "A", A);
  arguments.not_null(at_b, "B", B);
  execute::call(p, options);
}

}  // namespace fulcrum::api
