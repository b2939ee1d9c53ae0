// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/gemm.hpp"

#include "offload/routines/level3.hpp"
#include "src/api/check.hpp"
#include "src/api/gemm_arguments.hpp"
#include "src/api/instantiate.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum {
template <Scalar T>
void gemm(Layout layout, Op transA, Op transB, std::int64_t m, std::int64_t n, std::int64_t k,
          T alpha, const T* A, std::int64_t lda, const T* B, std::int64_t ldb, T beta, T* C,
          std::int64_t ldc, const CallOptions& options) {
  api::check_gemm_shape("gemm", layout, transA, transB, m, n, k, lda, ldb, ldc);
  const GemmProblem<T> p =
      api::gemm_problem(layout, transA, transB, m, n, k, alpha, A, lda, B, ldb, beta, C, ldc);
  const bool product = alpha != T{0} && k != 0;
  if (m == 0 || n == 0 || (!product && beta == T{1})) {
    execute::quick_return(p);
    return;
  }
  if (product) {
    api::check_operand("gemm", 8, "A", A);
    api::check_operand("gemm", 10, "B", B);
  }
  api::check_operand("gemm", 13, "C", C);
  execute::call(p, options);
}

template <RealScalar T>
Explanation explain_gemm(Layout layout, Op transA, Op transB, std::int64_t m, std::int64_t n,
                         std::int64_t k, T alpha, const T* A, std::int64_t lda, const T* B,
                         std::int64_t ldb, T beta, const T* C, std::int64_t ldc,
                         const CallOptions& options) {
  api::check_gemm_shape("gemm", layout, transA, transB, m, n, k, lda, ldb, ldc);
  // C is described, never written.
  T* const c = const_cast<T*>(C);  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  return execute::explain(
      api::gemm_problem(layout, transA, transB, m, n, k, alpha, A, lda, B, ldb, beta, c, ldc),
      options);
}

FULCRUM_INSTANTIATE(gemm)
FULCRUM_INSTANTIATE_REAL(explain_gemm)

}  // namespace fulcrum
