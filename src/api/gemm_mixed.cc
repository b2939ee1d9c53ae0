// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/gemm_mixed.hpp"

#include <string>

#include "offload/routines/products.hpp"
#include "src/api/check.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum {
namespace {

constexpr const char* kRoutine = "gemm_mixed";

// Integers are copied or added, never scaled.
void check_factor(int position, const char* argument, std::int32_t value) {
  if (value != 0 && value != 1)
    throw Error(kRoutine, position, argument, std::to_string(value), "it must be 0 or 1");
}
void check_factor(int /*position*/, const char* /*argument*/, float /*value*/) {}

template <class TC>
void check_arguments(Layout layout, Op trans_a, Op trans_b, std::int64_t m, std::int64_t n,
                     std::int64_t k, TC alpha, std::int64_t lda, std::int64_t ldb, TC beta,
                     std::int64_t ldc) {
  api::check_layout(kRoutine, 1, layout);
  api::check_op(kRoutine, 2, "transA", trans_a);
  api::check_op(kRoutine, 3, "transB", trans_b);
  api::check_size(kRoutine, 4, "m", m);
  api::check_size(kRoutine, 5, "n", n);
  api::check_size(kRoutine, 6, "k", k);
  const bool by_columns = layout == Layout::ColMajor;
  check_factor(7, "alpha", alpha);
  api::check_leading(kRoutine, 9, "lda", lda, (trans_a == Op::NoTrans) == by_columns ? m : k);
  api::check_leading(kRoutine, 11, "ldb", ldb, (trans_b == Op::NoTrans) == by_columns ? k : n);
  check_factor(12, "beta", beta);
  api::check_leading(kRoutine, 14, "ldc", ldc, by_columns ? m : n);
}

}  // namespace

template <class TA, class TB, class TC>
requires MixedTypes<TA, TB, TC>
void gemm_mixed(Layout layout, Op transA, Op transB, std::int64_t m, std::int64_t n, std::int64_t k,
                TC alpha, const TA* A, std::int64_t lda, const TB* B, std::int64_t ldb, TC beta,
                TC* C, std::int64_t ldc, const CallOptions& options) {
  check_arguments(layout, transA, transB, m, n, k, alpha, lda, ldb, beta, ldc);
  const bool product = alpha != TC{0} && k != 0;
  const bool ta = transA != Op::NoTrans, tb = transB != Op::NoTrans;
  using ByColumns = simd::MixedGemmProblem<TA, TB, TC>;
  const ByColumns p = {ta, tb, m, n, k, alpha, A, lda, B, ldb, beta, C, ldc, layout};
  if (m == 0 || n == 0 || (!product && beta == TC{1})) return execute::quick_return(p);
  if (product) {
    api::check_operand(kRoutine, 8, "A", A);
    api::check_operand(kRoutine, 10, "B", B);
  }
  api::check_operand(kRoutine, 13, "C", C);
  if (layout == Layout::ColMajor) return execute::call(p, options);
  // A row-major C is the column-major C' = op(B)' op(A)'.
  using ByRows = simd::MixedGemmProblem<TB, TA, TC>;
  execute::call(ByRows{tb, ta, n, m, k, alpha, B, ldb, A, lda, beta, C, ldc, layout}, options);
}

template void gemm_mixed(Layout, Op, Op, std::int64_t, std::int64_t, std::int64_t, float,
                         const bfloat16*, std::int64_t, const bfloat16*, std::int64_t, float,
                         float*, std::int64_t, const CallOptions&);
template void gemm_mixed(Layout, Op, Op, std::int64_t, std::int64_t, std::int64_t, float,
                         const float16*, std::int64_t, const float16*, std::int64_t, float, float*,
                         std::int64_t, const CallOptions&);
template void gemm_mixed(Layout, Op, Op, std::int64_t, std::int64_t, std::int64_t, std::int32_t,
                         const std::int8_t*, std::int64_t, const std::int8_t*, std::int64_t,
                         std::int32_t, std::int32_t*, std::int64_t, const CallOptions&);
template void gemm_mixed(Layout, Op, Op, std::int64_t, std::int64_t, std::int64_t, std::int32_t,
                         const std::uint8_t*, std::int64_t, const std::int8_t*, std::int64_t,
                         std::int32_t, std::int32_t*, std::int64_t, const CallOptions&);

}  // namespace fulcrum
