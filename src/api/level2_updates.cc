// SPDX-License-Identifier: Apache-2.0
// Updates of a general, symmetric or Hermitian matrix by products of vectors: the entry points.
#include "fulcrum/ger.hpp"
#include "fulcrum/her.hpp"
#include "fulcrum/syr.hpp"
#include "offload/routines/level2.hpp"
#include "simd/scalar.hpp"
#include "src/api/arguments.hpp"
#include "src/api/instantiate.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum {
namespace {

template <class T>
[[gnu::always_inline]] inline void general(const char* routine, bool conj, Layout layout,
                                           std::int64_t m, std::int64_t n, T alpha, const T* x,
                                           std::int64_t incx, const T* y, std::int64_t incy, T* A,
                                           std::int64_t lda, const CallOptions& options) {
  const bool by_rows = layout == Layout::RowMajor;
  api::Arguments arguments(routine);
  arguments.layout(layout);
  arguments.size("m", m);
  arguments.size("n", n);
  arguments.any();
  const int at_x = arguments.any();
  arguments.increment("incx", incx);
  const int at_y = arguments.any();
  arguments.increment("incy", incy);
  const int at_a = arguments.any();
  arguments.leading("lda", lda, by_rows ? n : m);
  // By rows the transpose is updated: x and y change places.
  const GerProblem<T> p{conj && by_rows,
                        conj && !by_rows,
                        by_rows ? n : m,
                        by_rows ? m : n,
                        alpha,
                        by_rows ? y : x,
                        by_rows ? incy : incx,
                        by_rows ? x : y,
                        by_rows ? incx : incy,
                        A,
                        lda,
                        layout};
  if (m == 0 || n == 0 || alpha == T{}) return execute::quick_return(p);
  arguments.not_null(at_x, "x", x);
  arguments.not_null(at_y, "y", y);
  arguments.not_null(at_a, "A", A);
  execute::call(p, options);
}

// Of a symmetric or Hermitian matrix, by one vector or two. `p` has what the caller says as it is
// said.
template <template <class> class Problem, class T>
[[gnu::always_inline]] inline void symmetric(const char* routine, bool hermitian, Layout layout,
                                             Uplo uplo, Problem<T> p, const CallOptions& options) {
  constexpr bool kTwo = requires { p.y; };
  const bool packed = p.storage == Storage::Packed;
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
  if (!packed) arguments.leading("lda", p.lda, p.n);
  // By rows the other triangle is stored, of the transpose: of a Hermitian matrix its conjugate.
  const bool by_rows = layout == Layout::RowMajor;
  p.hermitian = hermitian;
  p.conj = hermitian && by_rows;
  p.upper = (uplo == Uplo::Upper) != by_rows;
  p.layout = layout;
  if constexpr (kTwo) p.alpha = simd::conj_if(p.conj, p.alpha);
  if (p.n == 0 || p.alpha == T{}) return execute::quick_return(p);
  arguments.not_null(at_x, "x", p.x);
  if constexpr (kTwo) arguments.not_null(at_y, "y", p.y);
  arguments.not_null(at_a, packed ? "Ap" : "A", p.a);
  execute::call(p, options);
}

template <class T>
SyrProblem<T> one(Storage storage, std::int64_t n, Real<T> alpha, const T* x, std::int64_t incx,
                  T* A, std::int64_t lda) {
  return {storage, false, false, false, n, alpha, x, incx, A, lda};
}

template <class T>
Syr2Problem<T> two(Storage storage, std::int64_t n, T alpha, const T* x, std::int64_t incx,
                   const T* y, std::int64_t incy, T* A, std::int64_t lda) {
  return {storage, false, false, false, n, alpha, x, incx, y, incy, A, lda};
}

constexpr bool kSymmetric = false, kHermitian = true;

}  // namespace

template <RealScalar T>
void ger(Layout layout, std::int64_t m, std::int64_t n, T alpha, const T* x, std::int64_t incx,
         const T* y, std::int64_t incy, T* A, std::int64_t lda, const CallOptions& options) {
  general("ger", false, layout, m, n, alpha, x, incx, y, incy, A, lda, options);
}

template <ComplexScalar T>
void geru(Layout layout, std::int64_t m, std::int64_t n, T alpha, const T* x, std::int64_t incx,
          const T* y, std::int64_t incy, T* A, std::int64_t lda, const CallOptions& options) {
  general("geru", false, layout, m, n, alpha, x, incx, y, incy, A, lda, options);
}

template <ComplexScalar T>
void gerc(Layout layout, std::int64_t m, std::int64_t n, T alpha, const T* x, std::int64_t incx,
          const T* y, std::int64_t incy, T* A, std::int64_t lda, const CallOptions& options) {
  general("gerc", true, layout, m, n, alpha, x, incx, y, incy, A, lda, options);
}

template <RealScalar T>
void syr(Layout layout, Uplo uplo, std::int64_t n, T alpha, const T* x, std::int64_t incx, T* A,
         std::int64_t lda, const CallOptions& options) {
  symmetric("syr", kSymmetric, layout, uplo, one(Storage::Full, n, alpha, x, incx, A, lda),
            options);
}

template <RealScalar T>
void spr(Layout layout, Uplo uplo, std::int64_t n, T alpha, const T* x, std::int64_t incx, T* Ap,
         const CallOptions& options) {
  symmetric("spr", kSymmetric, layout, uplo, one(Storage::Packed, n, alpha, x, incx, Ap, 1),
            options);
}

template <RealScalar T>
void syr2(Layout layout, Uplo uplo, std::int64_t n, T alpha, const T* x, std::int64_t incx,
          const T* y, std::int64_t incy, T* A, std::int64_t lda, const CallOptions& options) {
  symmetric("syr2", kSymmetric, layout, uplo,
            two(Storage::Full, n, alpha, x, incx, y, incy, A, lda), options);
}

template <RealScalar T>
void spr2(Layout layout, Uplo uplo, std::int64_t n, T alpha, const T* x, std::int64_t incx,
          const T* y, std::int64_t incy, T* Ap, const CallOptions& options) {
  symmetric("spr2", kSymmetric, layout, uplo,
            two(Storage::Packed, n, alpha, x, incx, y, incy, Ap, 1), options);
}

template <ComplexScalar T>
void her(Layout layout, Uplo uplo, std::int64_t n, Real<T> alpha, const T* x, std::int64_t incx,
         T* A, std::int64_t lda, const CallOptions& options) {
  symmetric("her", kHermitian, layout, uplo, one(Storage::Full, n, alpha, x, incx, A, lda),
            options);
}

template <ComplexScalar T>
void hpr(Layout layout, Uplo uplo, std::int64_t n, Real<T> alpha, const T* x, std::int64_t incx,
         T* Ap, const CallOptions& options) {
  symmetric("hpr", kHermitian, layout, uplo, one(Storage::Packed, n, alpha, x, incx, Ap, 1),
            options);
}

template <ComplexScalar T>
void her2(Layout layout, Uplo uplo, std::int64_t n, T alpha, const T* x, std::int64_t incx,
          const T* y, std::int64_t incy, T* A, std::int64_t lda, const CallOptions& options) {
  symmetric("her2", kHermitian, layout, uplo,
            two(Storage::Full, n, alpha, x, incx, y, incy, A, lda), options);
}

template <ComplexScalar T>
void hpr2(Layout layout, Uplo uplo, std::int64_t n, T alpha, const T* x, std::int64_t incx,
          const T* y, std::int64_t incy, T* Ap, const CallOptions& options) {
  symmetric("hpr2", kHermitian, layout, uplo,
            two(Storage::Packed, n, alpha, x, incx, y, incy, Ap, 1), options);
}

FULCRUM_INSTANTIATE_REAL(ger)
FULCRUM_INSTANTIATE_COMPLEX(geru)
FULCRUM_INSTANTIATE_COMPLEX(gerc)
FULCRUM_INSTANTIATE_REAL(syr)
FULCRUM_INSTANTIATE_REAL(spr)
FULCRUM_INSTANTIATE_REAL(syr2)
FULCRUM_INSTANTIATE_REAL(spr2)
FULCRUM_INSTANTIATE_COMPLEX(her)
FULCRUM_INSTANTIATE_COMPLEX(hpr)
FULCRUM_INSTANTIATE_COMPLEX(her2)
FULCRUM_INSTANTIATE_COMPLEX(hpr2)

}  // namespace fulcrum
