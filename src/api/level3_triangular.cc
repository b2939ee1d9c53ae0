// SPDX-License-Identifier: Apache-2.0
// Products with a triangular matrix and solutions of its systems, in place: the entry points.
#include "fulcrum/trmm.hpp"
#include "fulcrum/trsm.hpp"
#include "offload/routines/level3.hpp"
#include "src/api/arguments.hpp"
#include "src/api/instantiate.hpp"
#include "src/api/trm_arguments.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum {
namespace {

template <class T>
[[gnu::always_inline]] inline void compute(const char* routine, bool solve, Layout layout,
                                           Side side, Uplo uplo, Op transA, Diag diag,
                                           std::int64_t m, std::int64_t n, T alpha, const T* A,
                                           std::int64_t lda, T* B, std::int64_t ldb,
                                           const CallOptions& options) {
  const bool by_rows = layout == Layout::RowMajor;
  api::Arguments arguments(routine);
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
  const TrmProblem<T> p = api::trm_problem<T>(
      solve, layout, api::trm_letters(side, uplo, transA, diag), m, n, alpha, A, lda, B, ldb);
  if (m == 0 || n == 0) return execute::quick_return(p);
  if (alpha != T{}) arguments.not_null(at_a, "A", A);
  arguments.not_null(at_b, "B", B);
  execute::call(p, options);
}

}  // namespace

template <Scalar T>
void trmm(Layout layout, Side side, Uplo uplo, Op transA, Diag diag, std::int64_t m, std::int64_t n,
          T alpha, const T* A, std::int64_t lda, T* B, std::int64_t ldb,
          const CallOptions& options) {
  compute("trmm", false, layout, side, uplo, transA, diag, m, n, alpha, A, lda, B, ldb, options);
}

template <Scalar T>
void trsm(Layout layout, Side side, Uplo uplo, Op transA, Diag diag, std::int64_t m, std::int64_t n,
          T alpha, const T* A, std::int64_t lda, T* B, std::int64_t ldb,
          const CallOptions& options) {
  compute("trsm", true, layout, side, uplo, transA, diag, m, n, alpha, A, lda, B, ldb, options);
}

FULCRUM_INSTANTIATE(trmm)
FULCRUM_INSTANTIATE(trsm)

}  // namespace fulcrum
