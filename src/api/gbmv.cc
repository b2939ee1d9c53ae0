// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/gbmv.hpp"

#include "src/api/arguments.hpp"
#include "src/api/level2.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum {

template <Scalar T>
void gbmv(Layout layout, Op trans, std::int64_t m, std::int64_t n, std::int64_t kl, std::int64_t ku,
          T alpha, const T* A, std::int64_t lda, const T* x, std::int64_t incx, T beta, T* y,
          std::int64_t incy, const CallOptions& options) {
  api::Arguments arguments("gbmv");
  arguments.layout(layout);
  arguments.op("trans", trans);
  arguments.size("m", m);
  arguments.size("n", n);
  arguments.size("kl", kl);
  arguments.size("ku", ku);
  arguments.any();
  const int at_a = arguments.any();
  arguments.leading("lda", lda, kl + ku + 1);
  const int at_x = arguments.any();
  arguments.increment("incx", incx);
  arguments.any();
  const int at_y = arguments.any();
  arguments.increment("incy", incy);
  const bool by_rows = layout == Layout::RowMajor, conj = trans == Op::ConjTrans;
  // By rows a band lies as that of the transpose does by columns.
  const GbmvProblem<T> p = by_rows ? GbmvProblem<T>{trans == Op::NoTrans,
                                                    conj,
                                                    n,
                                                    m,
                                                    ku,
                                                    kl,
                                                    alpha,
                                                    A,
                                                    lda,
                                                    x,
                                                    incx,
                                                    beta,
                                                    y,
                                                    incy,
                                                    layout}
                                   : GbmvProblem<T>{trans != Op::NoTrans,
                                                    conj,
                                                    m,
                                                    n,
                                                    kl,
                                                    ku,
                                                    alpha,
                                                    A,
                                                    lda,
                                                    x,
                                                    incx,
                                                    beta,
                                                    y,
                                                    incy,
                                                    layout};
  if (m == 0 || n == 0 || (alpha == T{} && beta == T{1})) return execute::quick_return(p);
  if (alpha != T{}) {
    arguments.not_null(at_a, "A", A);
    arguments.not_null(at_x, "x", x);
  }
  arguments.not_null(at_y, "y", y);
  execute::call(p, options);
}

template void gbmv(Layout, Op, std::int64_t, std::int64_t, std::int64_t, std::int64_t, float,
                   const float*, std::int64_t, const float*, std::int64_t, float, float*,
                   std::int64_t, const CallOptions&);
template void gbmv(Layout, Op, std::int64_t, std::int64_t, std::int64_t, std::int64_t, double,
                   const double*, std::int64_t, const double*, std::int64_t, double, double*,
                   std::int64_t, const CallOptions&);
template void gbmv(Layout, Op, std::int64_t, std::int64_t, std::int64_t, std::int64_t,
                   std::complex<float>, const std::complex<float>*, std::int64_t,
                   const std::complex<float>*, std::int64_t, std::complex<float>,
                   std::complex<float>*, std::int64_t, const CallOptions&);
template void gbmv(Layout, Op, std::int64_t, std::int64_t, std::int64_t, std::int64_t,
                   std::complex<double>, const std::complex<double>*, std::int64_t,
                   const std::complex<double>*, std::int64_t, std::complex<double>,
                   std::complex<double>*, std::int64_t, const CallOptions&);

}  // namespace fulcrum
