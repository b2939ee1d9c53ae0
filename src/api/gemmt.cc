// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/gemmt.hpp"

#include "offload/routines/level3.hpp"
#include "simd/scalar.hpp"
#include "src/api/arguments.hpp"
#include "src/api/instantiate.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum {

template <Scalar T>
void gemmt(Layout layout, Uplo uplo, Op transA, Op transB, std::int64_t n, std::int64_t k, T alpha,
           const T* A, std::int64_t lda, const T* B, std::int64_t ldb, T beta, T* C,
           std::int64_t ldc, const CallOptions& options) {
  const bool by_rows = layout == Layout::RowMajor;
  api::Arguments arguments("gemmt");
  arguments.layout(layout);
  arguments.uplo(uplo);
  arguments.op("transA", transA);
  arguments.op("transB", transB);
  arguments.size("n", n);
  arguments.size("k", k);
  arguments.any();
  const int at_a = arguments.any();
  arguments.leading("lda", lda, (transA == Op::NoTrans) != by_rows ? n : k);
  const int at_b = arguments.any();
  arguments.leading("ldb", ldb, (transB == Op::NoTrans) != by_rows ? k : n);
  arguments.any();
  const int at_c = arguments.any();
  arguments.leading("ldc", ldc, n);
  const bool ta = transA != Op::NoTrans, ca = transA == Op::ConjTrans;
  const bool tb = transB != Op::NoTrans, cb = transB == Op::ConjTrans;
  // By rows it is the product of the transposes, in the other order and triangle.
  const GemmtProblem<T> p = by_rows ? GemmtProblem<T>{uplo != Uplo::Upper,
                                                      tb,
                                                      cb,
                                                      ta,
                                                      ca,
                                                      n,
                                                      k,
                                                      alpha,
                                                      B,
                                                      ldb,
                                                      A,
                                                      lda,
                                                      beta,
                                                      C,
                                                      ldc,
                                                      layout}
                                    : GemmtProblem<T>{uplo == Uplo::Upper,
                                                      ta,
                                                      ca,
                                                      tb,
                                                      cb,
                                                      n,
                                                      k,
                                                      alpha,
                                                      A,
                                                      lda,
                                                      B,
                                                      ldb,
                                                      beta,
                                                      C,
                                                      ldc,
                                                      layout};
  const bool reads = alpha != T{} && k > 0;
  if (n == 0 || (!reads && beta == T{1})) return execute::quick_return(p);
  if (reads) {
    arguments.not_null(at_a, "A", A);
    arguments.not_null(at_b, "B", B);
  }
  arguments.not_null(at_c, "C", C);
  execute::call(p, options);
}

FULCRUM_INSTANTIATE(gemmt)

}  // namespace fulcrum
