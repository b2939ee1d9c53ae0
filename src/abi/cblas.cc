// SPDX-License-Identifier: Apache-2.0
// The CBLAS entry points. The enumerations arrive as int, so that a value outside them can be
// looked at.

#include <utility>

#include "src/abi/abi.hpp"
#include "src/abi/check.hpp"
#include "src/abi/compute.hpp"
#include "src/abi/symbols.hpp"

namespace fulcrum::abi {
namespace {

void bad_enumerator(const char* routine, bool row_major, int position, const char* argument,
                    int value) {
  const Illegal illegal{position, argument, value, Illegal::Must::BeKnown, 0};
  report_cblas(routine, row_major, position, position, illegal);
}

// A row-major product is the column-major one with the operands swapped, and the reference hands
// the swapped call's number to cblas_xerbla (whose own version swaps it back). The text names what
// the caller wrote.
[[gnu::cold]] void report_gemm(const char* routine, bool row_major, Illegal illegal) {
  const int raw = illegal.number + 1;
  int position = raw;
  if (row_major) {
    switch (illegal.number) {
      case 3:
        illegal.argument = "n", position = 5;
        break;
      case 4:
        illegal.argument = "m", position = 4;
        break;
      case 8:
        illegal.argument = "ldb", position = 11;
        break;
      case 10:
        illegal.argument = "lda", position = 9;
        break;
      default:
        break;
    }
  }
  report_cblas(routine, row_major, raw, position, illegal);
}

[[gnu::cold]] void report_gemv(const char* routine, bool row_major, Illegal illegal) {
  const int raw = illegal.number + 1;
  int position = raw;
  if (row_major && illegal.number == 2) illegal.argument = "n", position = 4;
  if (row_major && illegal.number == 3) illegal.argument = "m", position = 3;
  report_cblas(routine, row_major, raw, position, illegal);
}

template <class T>
GemmProblem<T> swapped(const GemmProblem<T>& p) {
  return {p.trans_b, p.trans_a, p.n,   p.m,    p.k, p.alpha, p.b,
          p.ldb,     p.a,       p.lda, p.beta, p.c, p.ldc,   Layout::RowMajor};
}

template <class T>
inline void gemm(const char* routine, int layout, int transa, int transb, GemmProblem<T> p) {
  const bool row_major = layout == kRowMajor;
  const Trans ta = cblas_trans(transa);
  const Trans tb = cblas_trans(transb);
  if (!row_major && layout != kColMajor)
    return bad_enumerator(routine, row_major, 1, "layout", layout);
  if (ta == Trans::Invalid) return bad_enumerator(routine, row_major, 2, "transA", transa);
  if (tb == Trans::Invalid) return bad_enumerator(routine, row_major, 3, "transB", transb);
  p.trans_a = ta == Trans::Yes;
  p.trans_b = tb == Trans::Yes;
  if (row_major) p = swapped(p);
  const Illegal illegal = check_gemm(p.trans_a, p.trans_b, p.m, p.n, p.k, p.lda, p.ldb, p.ldc);
  if (illegal) [[unlikely]]
    return report_gemm(routine, row_major, illegal);
  compute(p);
}

template <class T>
inline void gemv(const char* routine, int layout, int trans, GemvProblem<T> p) {
  const bool row_major = layout == kRowMajor;
  const Trans t = cblas_trans(trans);
  if (!row_major && layout != kColMajor)
    return bad_enumerator(routine, row_major, 1, "layout", layout);
  if (t == Trans::Invalid) return bad_enumerator(routine, row_major, 2, "transA", trans);
  p.trans = t == Trans::Yes;
  if (row_major) {
    p.trans = !p.trans;
    std::swap(p.m, p.n);
    p.layout = Layout::RowMajor;
  }
  const Illegal illegal = check_gemv(p.m, p.n, p.lda, p.incx, p.incy);
  if (illegal) [[unlikely]]
    return report_gemv(routine, row_major, illegal);
  compute(p);
}

}  // namespace
}  // namespace fulcrum::abi

// clang-format off
// NOLINTBEGIN(bugprone-macro-parentheses): types and names cannot be put in parentheses
#define FULCRUM_CBLAS_GEMM(NAME, T)                                                                             \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int transa, int transb, fulcrum::abi::Int m,                \
      fulcrum::abi::Int n, fulcrum::abi::Int k, T alpha, const T* a, fulcrum::abi::Int lda, const T* b,         \
      fulcrum::abi::Int ldb, T beta, T* c, fulcrum::abi::Int ldc) {                                             \
    fulcrum::abi::gemm<T>("cblas_" #NAME, layout, transa, transb,                                               \
                          {false, false, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc});                        \
  }

#define FULCRUM_CBLAS_GEMV(NAME, T)                                                                             \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int trans, fulcrum::abi::Int m, fulcrum::abi::Int n,        \
      T alpha, const T* a, fulcrum::abi::Int lda, const T* x, fulcrum::abi::Int incx, T beta, T* y,             \
      fulcrum::abi::Int incy) {                                                                                 \
    fulcrum::abi::gemv<T>("cblas_" #NAME, layout, trans, {false, m, n, alpha, a, lda, x, incx, beta, y, incy}); \
  }

#define FULCRUM_CBLAS_AXPY(NAME, T)                                                                             \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(fulcrum::abi::Int n, T alpha, const T* x, fulcrum::abi::Int incx, T* y, \
      fulcrum::abi::Int incy) {                                                                                 \
    fulcrum::abi::compute(fulcrum::AxpyProblem<T>{n, alpha, x, incx, y, incy});                                 \
  }

#define FULCRUM_CBLAS_DOT(NAME, T)                                                                              \
  FULCRUM_BLAS_EXPORT T cblas_##NAME(fulcrum::abi::Int n, const T* x, fulcrum::abi::Int incx, const T* y,       \
      fulcrum::abi::Int incy) {                                                                                 \
    return fulcrum::abi::compute(fulcrum::DotProblem<T>{n, x, incx, y, incy, nullptr});                         \
  }

#define FULCRUM_CBLAS_SCAL(NAME, T)                                                                             \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(fulcrum::abi::Int n, T alpha, T* x, fulcrum::abi::Int incx) {           \
    fulcrum::abi::compute(fulcrum::ScalProblem<T>{n, alpha, x, incx});                                          \
  }

#define FULCRUM_CBLAS(FAMILY, NAME, T) FULCRUM_CBLAS_##FAMILY(NAME, T)
FULCRUM_BLAS_REFERENCE_ROUTINES(FULCRUM_CBLAS)

#ifdef FULCRUM_BLAS_INT64
#define FULCRUM_CBLAS_64(FAMILY, NAME, T)            \
  FULCRUM_BLAS_ALIAS(cblas_##NAME, cblas_##NAME##_64) \
  FULCRUM_BLAS_ALIAS(cblas_##NAME, cblas_##NAME##64_)
FULCRUM_BLAS_REFERENCE_ROUTINES(FULCRUM_CBLAS_64)
#endif
// NOLINTEND(bugprone-macro-parentheses)
// clang-format on
