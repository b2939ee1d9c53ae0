// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/hemv.hpp"

#include "src/api/arguments.hpp"
#include "src/api/level2.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum {

namespace {

// The arguments that the three have in common: those in front of A are checked, those behind come.
template <class T>
void product(api::Arguments& arguments, const char* name_of_a, SymvProblem<T> p, Layout layout,
             Uplo uplo, const CallOptions& options) {
  arguments.any();
  const int at_a = arguments.any();
  if (p.storage != Storage::Packed)
    arguments.leading("lda", p.lda, p.storage == Storage::Band ? p.k + 1 : p.n);
  const int at_x = arguments.any();
  arguments.increment("incx", p.incx);
  arguments.any();
  const int at_y = arguments.any();
  arguments.increment("incy", p.incy);
  // By rows the other triangle is stored, of the transpose: of a Hermitian matrix its conjugate.
  const bool by_rows = layout == Layout::RowMajor;
  p.hermitian = true;
  p.conj = by_rows && p.hermitian;
  p.upper = (uplo == Uplo::Upper) != by_rows;
  p.layout = layout;
  if (p.n == 0 || (p.alpha == T{} && p.beta == T{1})) return execute::quick_return(p);
  if (p.alpha != T{}) {
    arguments.not_null(at_a, name_of_a, p.a);
    arguments.not_null(at_x, "x", p.x);
  }
  arguments.not_null(at_y, "y", p.y);
  execute::call(p, options);
}

}  // namespace

template <ComplexScalar T>
void hemv(Layout layout, Uplo uplo, std::int64_t n, T alpha, const T* A, std::int64_t lda,
          const T* x, std::int64_t incx, T beta, T* y, std::int64_t incy,
          const CallOptions& options) {
  api::Arguments arguments("hemv");
  arguments.layout(layout);
  arguments.uplo(uplo);
  arguments.size("n", n);
  product<T>(arguments, "A",
             {Storage::Full, false, false, false, n, 0, alpha, A, lda, x, incx, beta, y, incy},
             layout, uplo, options);
}

template <ComplexScalar T>
void hbmv(Layout layout, Uplo uplo, std::int64_t n, std::int64_t k, T alpha, const T* A,
          std::int64_t lda, const T* x, std::int64_t incx, T beta, T* y, std::int64_t incy,
          const CallOptions& options) {
  api::Arguments arguments("hbmv");
  arguments.layout(layout);
  arguments.uplo(uplo);
  arguments.size("n", n);
  arguments.size("k", k);
  product<T>(arguments, "A",
             {Storage::Band, false, false, false, n, k, alpha, A, lda, x, incx, beta, y, incy},
             layout, uplo, options);
}

template <ComplexScalar T>
void hpmv(Layout layout, Uplo uplo, std::int64_t n, T alpha, const T* Ap, const T* x,
          std::int64_t incx, T beta, T* y, std::int64_t incy, const CallOptions& options) {
  api::Arguments arguments("hpmv");
  arguments.layout(layout);
  arguments.uplo(uplo);
  arguments.size("n", n);
  product<T>(arguments, "Ap",
             {Storage::Packed, false, false, false, n, 0, alpha, Ap, 1, x, incx, beta, y, incy},
             layout, uplo, options);
}

template void hemv(Layout, Uplo, std::int64_t, std::complex<float>, const std::complex<float>*,
                   std::int64_t, const std::complex<float>*, std::int64_t, std::complex<float>,
                   std::complex<float>*, std::int64_t, const CallOptions&);
template void hemv(Layout, Uplo, std::int64_t, std::complex<double>, const std::complex<double>*,
                   std::int64_t, const std::complex<double>*, std::int64_t, std::complex<double>,
                   std::complex<double>*, std::int64_t, const CallOptions&);
template void hbmv(Layout, Uplo, std::int64_t, std::int64_t, std::complex<float>,
                   const std::complex<float>*, std::int64_t, const std::complex<float>*,
                   std::int64_t, std::complex<float>, std::complex<float>*, std::int64_t,
                   const CallOptions&);
template void hbmv(Layout, Uplo, std::int64_t, std::int64_t, std::complex<double>,
                   const std::complex<double>*, std::int64_t, const std::complex<double>*,
                   std::int64_t, std::complex<double>, std::complex<double>*, std::int64_t,
                   const CallOptions&);
template void hpmv(Layout, Uplo, std::int64_t, std::complex<float>, const std::complex<float>*,
                   const std::complex<float>*, std::int64_t, std::complex<float>,
                   std::complex<float>*, std::int64_t, const CallOptions&);
template void hpmv(Layout, Uplo, std::int64_t, std::complex<double>, const std::complex<double>*,
                   const std::complex<double>*, std::int64_t, std::complex<double>,
                   std::complex<double>*, std::int64_t, const CallOptions&);

}  // namespace fulcrum
