// SPDX-License-Identifier: Apache-2.0
// The Fortran entry points. Hidden string lengths that a Fortran caller passes behind the arguments
// are ignored: every letter argument has length one.

#include "src/abi/abi.hpp"
#include "src/abi/check.hpp"
#include "src/abi/compute.hpp"
#include "src/abi/symbols.hpp"

namespace fulcrum::abi {
namespace {

Illegal bad_letter(int number, const char* argument, char letter) {
  return {number, argument, letter, Illegal::Must::BeLetter, 0};
}

// The problem comes by value, so that it is built where it stays: a copy of what has just been
// stored waits for the store buffer.
template <class T>
inline void gemm(const char* routine, char transa, char transb, GemmProblem<T> p) {
  const Trans ta = parse_trans(transa);
  const Trans tb = parse_trans(transb);
  if (ta == Trans::Invalid) return report_fortran(routine, bad_letter(1, "transa", transa));
  if (tb == Trans::Invalid) return report_fortran(routine, bad_letter(2, "transb", transb));
  p.trans_a = ta == Trans::Yes;
  p.trans_b = tb == Trans::Yes;
  const Illegal illegal = check_gemm(p.trans_a, p.trans_b, p.m, p.n, p.k, p.lda, p.ldb, p.ldc);
  if (illegal) [[unlikely]]
    return report_fortran(routine, illegal);
  compute(p);
}

template <class T>
inline void gemv(const char* routine, char trans, GemvProblem<T> p) {
  const Trans t = parse_trans(trans);
  if (t == Trans::Invalid) return report_fortran(routine, bad_letter(1, "trans", trans));
  p.trans = t == Trans::Yes;
  const Illegal illegal = check_gemv(p.m, p.n, p.lda, p.incx, p.incy);
  if (illegal) [[unlikely]]
    return report_fortran(routine, illegal);
  compute(p);
}

}  // namespace
}  // namespace fulcrum::abi

// clang-format off
// NOLINTBEGIN(bugprone-macro-parentheses): types and names cannot be put in parentheses
#define FULCRUM_FORTRAN_GEMM(NAME, T)                                                                           \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* transa, const char* transb, const fulcrum::abi::Int* m,          \
      const fulcrum::abi::Int* n, const fulcrum::abi::Int* k, const T* alpha, const T* a,                       \
      const fulcrum::abi::Int* lda, const T* b, const fulcrum::abi::Int* ldb, const T* beta, T* c,              \
      const fulcrum::abi::Int* ldc) {                                                                           \
    fulcrum::abi::gemm<T>(#NAME, *transa, *transb,                                                              \
                          {false, false, *m, *n, *k, *alpha, a, *lda, b, *ldb, *beta, c, *ldc});                \
  }

#define FULCRUM_FORTRAN_GEMV(NAME, T)                                                                           \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* trans, const fulcrum::abi::Int* m, const fulcrum::abi::Int* n,   \
      const T* alpha, const T* a, const fulcrum::abi::Int* lda, const T* x, const fulcrum::abi::Int* incx,      \
      const T* beta, T* y, const fulcrum::abi::Int* incy) {                                                     \
    fulcrum::abi::gemv<T>(#NAME, *trans, {false, *m, *n, *alpha, a, *lda, x, *incx, *beta, y, *incy});          \
  }

#define FULCRUM_FORTRAN_AXPY(NAME, T)                                                                           \
  FULCRUM_BLAS_EXPORT void NAME##_(const fulcrum::abi::Int* n, const T* alpha, const T* x,                      \
      const fulcrum::abi::Int* incx, T* y, const fulcrum::abi::Int* incy) {                                     \
    fulcrum::abi::compute(fulcrum::AxpyProblem<T>{*n, *alpha, x, *incx, y, *incy});                             \
  }

#define FULCRUM_FORTRAN_DOT(NAME, T)                                                                            \
  FULCRUM_BLAS_EXPORT T NAME##_(const fulcrum::abi::Int* n, const T* x, const fulcrum::abi::Int* incx,          \
      const T* y, const fulcrum::abi::Int* incy) {                                                              \
    return fulcrum::abi::compute(fulcrum::DotProblem<T>{*n, x, *incx, y, *incy, nullptr});                      \
  }

#define FULCRUM_FORTRAN_SCAL(NAME, T)                                                                           \
  FULCRUM_BLAS_EXPORT void NAME##_(const fulcrum::abi::Int* n, const T* alpha, T* x,                            \
      const fulcrum::abi::Int* incx) {                                                                          \
    fulcrum::abi::compute(fulcrum::ScalProblem<T>{*n, *alpha, x, *incx});                                       \
  }

#define FULCRUM_FORTRAN(FAMILY, NAME, T) FULCRUM_FORTRAN_##FAMILY(NAME, T)
FULCRUM_BLAS_REFERENCE_ROUTINES(FULCRUM_FORTRAN)

#ifdef FULCRUM_BLAS_INT64
#define FULCRUM_FORTRAN_64(FAMILY, NAME, T) FULCRUM_BLAS_ALIAS(NAME##_, NAME##_64_)
FULCRUM_BLAS_REFERENCE_ROUTINES(FULCRUM_FORTRAN_64)
#endif
// NOLINTEND(bugprone-macro-parentheses)
// clang-format on
