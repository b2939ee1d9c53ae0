// SPDX-License-Identifier: Apache-2.0
#include "fulcrum/syr.hpp"

#include "simd/scalar.hpp"
#include "src/api/arguments.hpp"
#include "src/api/level2.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum {

namespace {

// One vector or two.
template <template <class> class Problem, class T>
void update(const char* routine, Problem<T> p, Layout layout, Uplo uplo,
            const CallOptions& options) {
  constexpr bool kTwo = requires { p.y; };
  api::Arguments arguments(routine);
  arguments.layout(layout);
  arguments.uplo(uplo);
  arguments.size("n", p.n);
  arguments.any();
  const int at_x = arguments.any();
  arguments.increment("incx", p.incx);
  int at_y = 0;
  if constexpr (kTwo) {
    at_y = arguments.any();
    arguments.increment("incy", p.incy);
  }
  const int at_a = arguments.any();
  if (p.storage == Storage::Full) arguments.leading("lda", p.lda, p.n);
  // By rows the other triangle is stored, of the transpose: of a Hermitian matrix its conjugate.
  const bool by_rows = layout == Layout::RowMajor;
  p.hermitian = false;
  p.conj = by_rows && p.hermitian;
  p.upper = (uplo == Uplo::Upper) != by_rows;
  p.layout = layout;
  if constexpr (kTwo) {
    if (p.conj) p.alpha = simd::conj_if(true, p.alpha);
  }
  if (p.n == 0 || p.alpha == T{}) return execute::quick_return(p);
  arguments.not_null(at_x, "x", p.x);
  if constexpr (kTwo) arguments.not_null(at_y, "y", p.y);
  arguments.not_null(at_a, p.storage == Storage::Packed ? "Ap" : "A", p.a);
  execute::call(p, options);
}

}  // namespace

template <RealScalar T>
void syr(Layout layout, Uplo uplo, std::int64_t n, T alpha, const T* x, std::int64_t incx, T* A,
         std::int64_t lda, const CallOptions& options) {
  SyrProblem<T> p;
  p.storage = Storage::Full;
  p.n = n;
  p.alpha = alpha;
  p.x = x;
  p.incx = incx;

  p.a = A;
  p.lda = lda;
  update("syr", p, layout, uplo, options);
}

template <RealScalar T>
void spr(Layout layout, Uplo uplo, std::int64_t n, T alpha, const T* x, std::int64_t incx, T* Ap,
         const CallOptions& options) {
  SyrProblem<T> p;
  p.storage = Storage::Packed;
  p.n = n;
  p.alpha = alpha;
  p.x = x;
  p.incx = incx;

  p.a = Ap;

  update("spr", p, layout, uplo, options);
}

template <RealScalar T>
void syr2(Layout layout, Uplo uplo, std::int64_t n, T alpha, const T* x, std::int64_t incx,
          const T* y, std::int64_t incy, T* A, std::int64_t lda, const CallOptions& options) {
  Syr2Problem<T> p;
  p.storage = Storage::Full;
  p.n = n;
  p.alpha = alpha;
  p.x = x;
  p.incx = incx;
  p.y = y;
  p.incy = incy;
  p.a = A;
  p.lda = lda;
  update("syr2", p, layout, uplo, options);
}

template <RealScalar T>
void spr2(Layout layout, Uplo uplo, std::int64_t n, T alpha, const T* x, std::int64_t incx,
          const T* y, std::int64_t incy, T* Ap, const CallOptions& options) {
  Syr2Problem<T> p;
  p.storage = Storage::Packed;
  p.n = n;
  p.alpha = alpha;
  p.x = x;
  p.incx = incx;
  p.y = y;
  p.incy = incy;
  p.a = Ap;

  update("spr2", p, layout, uplo, options);
}

template void syr(Layout, Uplo, std::int64_t, float, const float*, std::int64_t, float*,
                  std::int64_t, const CallOptions&);
template void syr(Layout, Uplo, std::int64_t, double, const double*, std::int64_t, double*,
                  std::int64_t, const CallOptions&);
template void spr(Layout, Uplo, std::int64_t, float, const float*, std::int64_t, float*,
                  const CallOptions&);
template void spr(Layout, Uplo, std::int64_t, double, const double*, std::int64_t, double*,
                  const CallOptions&);
template void syr2(Layout, Uplo, std::int64_t, float, const float*, std::int64_t, const float*,
                   std::int64_t, float*, std::int64_t, const CallOptions&);
template void syr2(Layout, Uplo, std::int64_t, double, const double*, std::int64_t, const double*,
                   std::int64_t, double*, std::int64_t, const CallOptions&);
template void spr2(Layout, Uplo, std::int64_t, float, const float*, std::int64_t, const float*,
                   std::int64_t, float*, const CallOptions&);
template void spr2(Layout, Uplo, std::int64_t, double, const double*, std::int64_t, const double*,
                   std::int64_t, double*, const CallOptions&);

}  // namespace fulcrum
