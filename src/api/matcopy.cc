// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/matcopy.hpp"

#include "offload/routines/matcopy.hpp"
#include "src/api/arguments.hpp"
#include "src/api/ops.hpp"
#include "src/api/strides_apart.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum {
namespace {

// The leading dimensions that m x n elements and their transpose need.
std::int64_t rows_of(Layout layout, bool transposed, std::int64_t m, std::int64_t n) {
  return transposed == (layout == Layout::ColMajor) ? n : m;
}

}  // namespace

template <Scalar T>
void omatcopy(Layout layout, Op trans, std::int64_t m, std::int64_t n, T alpha, const T* A,
              std::int64_t lda, T* B, std::int64_t ldb, const CallOptions& options) {
  api::Arguments arguments("omatcopy");
  arguments.layout(layout);
  arguments.any_op("trans", trans);
  arguments.size("m", m);
  arguments.size("n", n);
  arguments.any();
  const int at_a = arguments.any();
  arguments.leading("lda", lda, rows_of(layout, false, m, n));
  const int at_b = arguments.any();
  arguments.leading("ldb", ldb, rows_of(layout, api::transposes(trans), m, n));
  const bool by_rows = layout == Layout::RowMajor;
  const OmatcopyProblem<T> p{api::transposes(trans),
                             api::conjugates(trans),
                             by_rows ? n : m,
                             by_rows ? m : n,
                             alpha,
                             A,
                             lda,
                             B,
                             ldb,
                             layout};
  if (m == 0 || n == 0) return execute::quick_return(p);
  if (alpha != T{}) arguments.not_null(at_a, "A", A);
  arguments.not_null(at_b, "B", B);
  execute::call(p, options);
}

template <Scalar T>
void imatcopy(Layout layout, Op trans, std::int64_t m, std::int64_t n, T alpha, T* A,
              std::int64_t lda, std::int64_t ldb, const CallOptions& options) {
  api::Arguments arguments("imatcopy");
  arguments.layout(layout);
  arguments.any_op("trans", trans);
  arguments.size("m", m);
  arguments.size("n", n);
  arguments.any();
  const int at_a = arguments.any();
  arguments.leading("lda", lda, rows_of(layout, false, m, n));
  arguments.leading("ldb", ldb, rows_of(layout, api::transposes(trans), m, n));
  const bool by_rows = layout == Layout::RowMajor;
  const ImatcopyProblem<T> p{api::transposes(trans),
                             api::conjugates(trans),
                             by_rows ? n : m,
                             by_rows ? m : n,
                             alpha,
                             A,
                             lda,
                             ldb,
                             layout};
  if (m == 0 || n == 0) return execute::quick_return(p);
  arguments.not_null(at_a, "A", A);
  execute::call(p, options);
}

template <Scalar T>
void geadd(Layout layout, std::int64_t m, std::int64_t n, T alpha, const T* A, std::int64_t lda,
           T beta, T* C, std::int64_t ldc, const CallOptions& options) {
  api::Arguments arguments("geadd");
  arguments.layout(layout);
  arguments.size("m", m);
  arguments.size("n", n);
  arguments.any();
  const int at_a = arguments.any();
  arguments.leading("lda", lda, rows_of(layout, false, m, n));
  arguments.any();
  const int at_c = arguments.any();
  arguments.leading("ldc", ldc, rows_of(layout, false, m, n));
  const bool by_rows = layout == Layout::RowMajor;
  const GeaddProblem<T> p{by_rows ? n : m, by_rows ? m : n, alpha, A, lda, beta, C, ldc, layout};
  if (m == 0 || n == 0 || (alpha == T{} && beta == T{1})) return execute::quick_return(p);
  if (alpha != T{}) arguments.not_null(at_a, "A", A);
  arguments.not_null(at_c, "C", C);
  execute::call(p, options);
}

template <Scalar T>
void omatcopy2(Layout layout, Op trans, std::int64_t m, std::int64_t n, T alpha, const T* A,
               std::int64_t lda, std::int64_t strideA, T* B, std::int64_t ldb, std::int64_t strideB,
               const CallOptions& options) {
  api::Arguments arguments("omatcopy2");
  arguments.layout(layout);
  arguments.any_op("trans", trans);
  arguments.size("m", m);
  arguments.size("n", n);
  arguments.any();
  const int at_a = arguments.any();
  arguments.leading("lda", lda, 1);
  arguments.leading("strideA", strideA, 1);
  const int at_b = arguments.any();
  const std::int64_t rows = rows_of(layout, api::transposes(trans), m, n);
  const std::int64_t columns = rows_of(layout, !api::transposes(trans), m, n);
  arguments.leading("ldb", ldb, api::least_leading(rows, columns, strideB, ldb));
  arguments.leading("strideB", strideB, 1);
  const bool by_rows = layout == Layout::RowMajor;
  const Omatcopy2Problem<T> p{api::transposes(trans),
                              api::conjugates(trans),
                              by_rows ? n : m,
                              by_rows ? m : n,
                              alpha,
                              A,
                              lda,
                              strideA,
                              B,
                              ldb,
                              strideB,
                              layout};
  if (m == 0 || n == 0) return execute::quick_return(p);
  if (alpha != T{}) arguments.not_null(at_a, "A", A);
  arguments.not_null(at_b, "B", B);
  execute::call(p, options);
}

template <Scalar T>
void omatadd(Layout layout, Op transA, Op transB, std::int64_t m, std::int64_t n, T alpha,
             const T* A, std::int64_t lda, T beta, const T* B, std::int64_t ldb, T* C,
             std::int64_t ldc, const CallOptions& options) {
  api::Arguments arguments("omatadd");
  arguments.layout(layout);
  arguments.any_op("transA", transA);
  arguments.any_op("transB", transB);
  arguments.size("m", m);
  arguments.size("n", n);
  arguments.any();
  const int at_a = arguments.any();
  arguments.leading("lda", lda, rows_of(layout, api::transposes(transA), m, n));
  arguments.any();
  const int at_b = arguments.any();
  arguments.leading("ldb", ldb, rows_of(layout, api::transposes(transB), m, n));
  const int at_c = arguments.any();
  arguments.leading("ldc", ldc, rows_of(layout, false, m, n));
  const bool by_rows = layout == Layout::RowMajor;
  const OmataddProblem<T> p{api::transposes(transA),
                            api::conjugates(transA),
                            api::transposes(transB),
                            api::conjugates(transB),
                            by_rows ? n : m,
                            by_rows ? m : n,
                            alpha,
                            A,
                            lda,
                            beta,
                            B,
                            ldb,
                            C,
                            ldc,
                            layout};
  if (m == 0 || n == 0) return execute::quick_return(p);
  if (alpha != T{}) arguments.not_null(at_a, "A", A);
  if (beta != T{}) arguments.not_null(at_b, "B", B);
  arguments.not_null(at_c, "C", C);
  execute::call(p, options);
}

template void omatcopy(Layout, Op, std::int64_t, std::int64_t, float, const float*, std::int64_t,
                       float*, std::int64_t, const CallOptions&);
template void omatcopy(Layout, Op, std::int64_t, std::int64_t, double, const double*, std::int64_t,
                       double*, std::int64_t, const CallOptions&);
template void omatcopy(Layout, Op, std::int64_t, std::int64_t, std::complex<float>,
                       const std::complex<float>*, std::int64_t, std::complex<float>*, std::int64_t,
                       const CallOptions&);
template void omatcopy(Layout, Op, std::int64_t, std::int64_t, std::complex<double>,
                       const std::complex<double>*, std::int64_t, std::complex<double>*,
                       std::int64_t, const CallOptions&);
template void imatcopy(Layout, Op, std::int64_t, std::int64_t, float, float*, std::int64_t,
                       std::int64_t, const CallOptions&);
template void imatcopy(Layout, Op, std::int64_t, std::int64_t, double, double*, std::int64_t,
                       std::int64_t, const CallOptions&);
template void imatcopy(Layout, Op, std::int64_t, std::int64_t, std::complex<float>,
                       std::complex<float>*, std::int64_t, std::int64_t, const CallOptions&);
template void imatcopy(Layout, Op, std::int64_t, std::int64_t, std::complex<double>,
                       std::complex<double>*, std::int64_t, std::int64_t, const CallOptions&);
template void geadd(Layout, std::int64_t, std::int64_t, float, const float*, std::int64_t, float,
                    float*, std::int64_t, const CallOptions&);
template void geadd(Layout, std::int64_t, std::int64_t, double, const double*, std::int64_t, double,
                    double*, std::int64_t, const CallOptions&);
template void geadd(Layout, std::int64_t, std::int64_t, std::complex<float>,
                    const std::complex<float>*, std::int64_t, std::complex<float>,
                    std::complex<float>*, std::int64_t, const CallOptions&);
template void geadd(Layout, std::int64_t, std::int64_t, std::complex<double>,
                    const std::complex<double>*, std::int64_t, std::complex<double>,
                    std::complex<double>*, std::int64_t, const CallOptions&);

// NOLINTBEGIN(bugprone-macro-parentheses): types cannot be put in parentheses
#define FULCRUM_OMATCOPY2_OMATADD(T)                                                              \
  template void omatcopy2(Layout, Op, std::int64_t, std::int64_t, T, const T*, std::int64_t,      \
                          std::int64_t, T*, std::int64_t, std::int64_t, const CallOptions&);      \
  template void omatadd(Layout, Op, Op, std::int64_t, std::int64_t, T, const T*, std::int64_t, T, \
                        const T*, std::int64_t, T*, std::int64_t, const CallOptions&);
FULCRUM_OMATCOPY2_OMATADD(float)
FULCRUM_OMATCOPY2_OMATADD(double)
FULCRUM_OMATCOPY2_OMATADD(std::complex<float>)
FULCRUM_OMATCOPY2_OMATADD(std::complex<double>)
#undef FULCRUM_OMATCOPY2_OMATADD
// NOLINTEND(bugprone-macro-parentheses)

}  // namespace fulcrum
