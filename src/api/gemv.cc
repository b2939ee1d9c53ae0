// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/gemv.hpp"

#include "src/api/check.hpp"
#include "src/api/gemv_arguments.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum {
namespace {

// The checks of the reference, by its numbers in the CBLAS signature.
void check_shape(Layout layout, Op trans, std::int64_t m, std::int64_t n, std::int64_t lda,
                 std::int64_t incx, std::int64_t incy) {
  api::check_layout("gemv", 1, layout);
  api::check_op("gemv", 2, "trans", trans);
  api::check_size("gemv", 3, "m", m);
  api::check_size("gemv", 4, "n", n);
  api::check_leading("gemv", 7, "lda", lda, layout == Layout::ColMajor ? m : n);
  api::check_increment("gemv", 9, "incx", incx);
  api::check_increment("gemv", 12, "incy", incy);
}

}  // namespace

template <Scalar T>
void gemv(Layout layout, Op trans, std::int64_t m, std::int64_t n, T alpha, const T* A,
          std::int64_t lda, const T* x, std::int64_t incx, T beta, T* y, std::int64_t incy,
          const CallOptions& options) {
  check_shape(layout, trans, m, n, lda, incx, incy);
  const GemvProblem<T> p =
      api::gemv_problem<T>(layout, trans, m, n, alpha, A, lda, x, incx, beta, y, incy);
  if (m == 0 || n == 0 || (alpha == T{0} && beta == T{1})) {
    execute::quick_return(p);
    return;
  }
  if (alpha != T{0}) {
    api::check_operand("gemv", 6, "A", A);
    api::check_operand("gemv", 8, "x", x);
  }
  api::check_operand("gemv", 11, "y", y);
  execute::call(p, options);
}

template <RealScalar T>
Explanation explain_gemv(Layout layout, Op trans, std::int64_t m, std::int64_t n, T alpha,
                         const T* A, std::int64_t lda, const T* x, std::int64_t incx, T beta,
                         const T* y, std::int64_t incy, const CallOptions& options) {
  check_shape(layout, trans, m, n, lda, incx, incy);
  // y is described, never written.
  T* const out = const_cast<T*>(y);  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  return execute::explain(
      api::gemv_problem<T>(layout, trans, m, n, alpha, A, lda, x, incx, beta, out, incy), options);
}

template void gemv(Layout, Op, std::int64_t, std::int64_t, float, const float*, std::int64_t,
                   const float*, std::int64_t, float, float*, std::int64_t, const CallOptions&);
template void gemv(Layout, Op, std::int64_t, std::int64_t, double, const double*, std::int64_t,
                   const double*, std::int64_t, double, double*, std::int64_t, const CallOptions&);
template void gemv(Layout, Op, std::int64_t, std::int64_t, std::complex<float>,
                   const std::complex<float>*, std::int64_t, const std::complex<float>*,
                   std::int64_t, std::complex<float>, std::complex<float>*, std::int64_t,
                   const CallOptions&);
template void gemv(Layout, Op, std::int64_t, std::int64_t, std::complex<double>,
                   const std::complex<double>*, std::int64_t, const std::complex<double>*,
                   std::int64_t, std::complex<double>, std::complex<double>*, std::int64_t,
                   const CallOptions&);
template Explanation explain_gemv(Layout, Op, std::int64_t, std::int64_t, float, const float*,
                                  std::int64_t, const float*, std::int64_t, float, const float*,
                                  std::int64_t, const CallOptions&);
template Explanation explain_gemv(Layout, Op, std::int64_t, std::int64_t, double, const double*,
                                  std::int64_t, const double*, std::int64_t, double, const double*,
                                  std::int64_t, const CallOptions&);

}  // namespace fulcrum
