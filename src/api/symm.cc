// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/symm.hpp"

#include "simd/scalar.hpp"
#include "src/api/arguments.hpp"
#include "src/api/level3.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum {

namespace {

template <class T>
void product(const char* routine, bool hermitian, Layout layout, Side side, Uplo uplo,
             std::int64_t m, std::int64_t n, T alpha, const T* A, std::int64_t lda, const T* B,
             std::int64_t ldb, T beta, T* C, std::int64_t ldc, const CallOptions& options) {
  api::Arguments arguments(routine);
  arguments.layout(layout);
  arguments.side(side);
  arguments.uplo(uplo);
  arguments.size("m", m);
  arguments.size("n", n);
  arguments.any();
  const int at_a = arguments.any();
  arguments.leading("lda", lda, side == Side::Left ? m : n);
  const int at_b = arguments.any();
  const bool by_rows = layout == Layout::RowMajor;
  arguments.leading("ldb", ldb, by_rows ? n : m);
  arguments.any();
  const int at_c = arguments.any();
  arguments.leading("ldc", ldc, by_rows ? n : m);
  // By rows it is the product of the transposes: A on the other side, its other triangle stored.
  const SymmProblem<T> p{(side == Side::Right) != by_rows,
                         hermitian,
                         (uplo == Uplo::Upper) != by_rows,
                         by_rows ? n : m,
                         by_rows ? m : n,
                         alpha,
                         A,
                         lda,
                         B,
                         ldb,
                         beta,
                         C,
                         ldc,
                         layout};
  if (m == 0 || n == 0 || (alpha == T{} && beta == T{1})) return execute::quick_return(p);
  if (alpha != T{}) {
    arguments.not_null(at_a, "A", A);
    arguments.not_null(at_b, "B", B);
  }
  arguments.not_null(at_c, "C", C);
  execute::call(p, options);
}

}  // namespace

template <Scalar T>
void symm(Layout layout, Side side, Uplo uplo, std::int64_t m, std::int64_t n, T alpha, const T* A,
          std::int64_t lda, const T* B, std::int64_t ldb, T beta, T* C, std::int64_t ldc,
          const CallOptions& options) {
  product("symm", false, layout, side, uplo, m, n, alpha, A, lda, B, ldb, beta, C, ldc, options);
}

template <ComplexScalar T>
void hemm(Layout layout, Side side, Uplo uplo, std::int64_t m, std::int64_t n, T alpha, const T* A,
          std::int64_t lda, const T* B, std::int64_t ldb, T beta, T* C, std::int64_t ldc,
          const CallOptions& options) {
  product("hemm", true, layout, side, uplo, m, n, alpha, A, lda, B, ldb, beta, C, ldc, options);
}

template void symm(Layout, Side, Uplo, std::int64_t, std::int64_t, float, const float*,
                   std::int64_t, const float*, std::int64_t, float, float*, std::int64_t,
                   const CallOptions&);
template void symm(Layout, Side, Uplo, std::int64_t, std::int64_t, double, const double*,
                   std::int64_t, const double*, std::int64_t, double, double*, std::int64_t,
                   const CallOptions&);
template void symm(Layout, Side, Uplo, std::int64_t, std::int64_t, std::complex<float>,
                   const std::complex<float>*, std::int64_t, const std::complex<float>*,
                   std::int64_t, std::complex<float>, std::complex<float>*, std::int64_t,
                   const CallOptions&);
template void symm(Layout, Side, Uplo, std::int64_t, std::int64_t, std::complex<double>,
                   const std::complex<double>*, std::int64_t, const std::complex<double>*,
                   std::int64_t, std::complex<double>, std::complex<double>*, std::int64_t,
                   const CallOptions&);
template void hemm(Layout, Side, Uplo, std::int64_t, std::int64_t, std::complex<float>,
                   const std::complex<float>*, std::int64_t, const std::complex<float>*,
                   std::int64_t, std::complex<float>, std::complex<float>*, std::int64_t,
                   const CallOptions&);
template void hemm(Layout, Side, Uplo, std::int64_t, std::int64_t, std::complex<double>,
                   const std::complex<double>*, std::int64_t, const std::complex<double>*,
                   std::int64_t, std::complex<double>, std::complex<double>*, std::int64_t,
                   const CallOptions&);

}  // namespace fulcrum
