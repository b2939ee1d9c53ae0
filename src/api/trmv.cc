// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/trmv.hpp"

#include "src/api/arguments.hpp"
#include "src/api/level2.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum {

namespace {

template <class T>
void compute(api::Arguments& arguments, TrvProblem<T> p, Layout layout, Uplo uplo, Op trans,
             Diag diag, const CallOptions& options) {
  arguments.layout(layout);
  arguments.uplo(uplo);
  arguments.op("trans", trans);
  arguments.diag(diag);
  arguments.size("n", p.n);
  if (p.storage == Storage::Band) arguments.size("k", p.k);
  const int at_a = arguments.any();
  if (p.storage != Storage::Packed)
    arguments.leading("lda", p.lda, p.storage == Storage::Band ? p.k + 1 : p.n);
  const int at_x = arguments.any();
  arguments.increment("incx", p.incx);
  // By rows the other triangle is stored, of the transpose.
  const bool by_rows = layout == Layout::RowMajor;
  p.solve = false;
  p.upper = (uplo == Uplo::Upper) != by_rows;
  p.trans = (trans != Op::NoTrans) != by_rows;
  p.conj = trans == Op::ConjTrans;
  p.unit = diag == Diag::Unit;
  p.layout = layout;
  if (p.n == 0) return execute::quick_return(p);
  arguments.not_null(at_a, p.storage == Storage::Packed ? "Ap" : "A", p.a);
  arguments.not_null(at_x, "x", p.x);
  execute::call(p, options);
}

}  // namespace

template <Scalar T>
void trmv(Layout layout, Uplo uplo, Op trans, Diag diag, std::int64_t n, const T* A,
          std::int64_t lda, T* x, std::int64_t incx, const CallOptions& options) {
  api::Arguments arguments("trmv");
  TrvProblem<T> p;
  p.storage = Storage::Full;
  p.n = n;

  p.a = A;
  p.lda = lda;
  p.x = x;
  p.incx = incx;
  compute(arguments, p, layout, uplo, trans, diag, options);
}

template <Scalar T>
void tbmv(Layout layout, Uplo uplo, Op trans, Diag diag, std::int64_t n, std::int64_t k, const T* A,
          std::int64_t lda, T* x, std::int64_t incx, const CallOptions& options) {
  api::Arguments arguments("tbmv");
  TrvProblem<T> p;
  p.storage = Storage::Band;
  p.n = n;
  p.k = k;
  p.a = A;
  p.lda = lda;
  p.x = x;
  p.incx = incx;
  compute(arguments, p, layout, uplo, trans, diag, options);
}

template <Scalar T>
void tpmv(Layout layout, Uplo uplo, Op trans, Diag diag, std::int64_t n, const T* Ap, T* x,
          std::int64_t incx, const CallOptions& options) {
  api::Arguments arguments("tpmv");
  TrvProblem<T> p;
  p.storage = Storage::Packed;
  p.n = n;

  p.a = Ap;

  p.x = x;
  p.incx = incx;
  compute(arguments, p, layout, uplo, trans, diag, options);
}

template void trmv(Layout, Uplo, Op, Diag, std::int64_t, const float*, std::int64_t, float*,
                   std::int64_t, const CallOptions&);
template void trmv(Layout, Uplo, Op, Diag, std::int64_t, const double*, std::int64_t, double*,
                   std::int64_t, const CallOptions&);
template void trmv(Layout, Uplo, Op, Diag, std::int64_t, const std::complex<float>*, std::int64_t,
                   std::complex<float>*, std::int64_t, const CallOptions&);
template void trmv(Layout, Uplo, Op, Diag, std::int64_t, const std::complex<double>*, std::int64_t,
                   std::complex<double>*, std::int64_t, const CallOptions&);
template void tbmv(Layout, Uplo, Op, Diag, std::int64_t, std::int64_t, const float*, std::int64_t,
                   float*, std::int64_t, const CallOptions&);
template void tbmv(Layout, Uplo, Op, Diag, std::int64_t, std::int64_t, const double*, std::int64_t,
                   double*, std::int64_t, const CallOptions&);
template void tbmv(Layout, Uplo, Op, Diag, std::int64_t, std::int64_t, const std::complex<float>*,
                   std::int64_t, std::complex<float>*, std::int64_t, const CallOptions&);
template void tbmv(Layout, Uplo, Op, Diag, std::int64_t, std::int64_t, const std::complex<double>*,
                   std::int64_t, std::complex<double>*, std::int64_t, const CallOptions&);
template void tpmv(Layout, Uplo, Op, Diag, std::int64_t, const float*, float*, std::int64_t,
                   const CallOptions&);
template void tpmv(Layout, Uplo, Op, Diag, std::int64_t, const double*, double*, std::int64_t,
                   const CallOptions&);
template void tpmv(Layout, Uplo, Op, Diag, std::int64_t, const std::complex<float>*,
                   std::complex<float>*, std::int64_t, const CallOptions&);
template void tpmv(Layout, Uplo, Op, Diag, std::int64_t, const std::complex<double>*,
                   std::complex<double>*, std::int64_t, const CallOptions&);

}  // namespace fulcrum
