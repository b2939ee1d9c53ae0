// SPDX-License-Identifier: Apache-2.0
// Level 2 for Fortran and CBLAS: the checks of the reference and its quick returns. A letter comes
// as it was written: a char of Fortran, an int of CBLAS. A row-major call is turned into the
// column-major one of the same memory.
#include "simd/level2/problem.hpp"

#include <cstdint>
#include <utility>

#include "simd/problem.hpp"
#include "src/abi/abi.hpp"
#include "src/abi/arguments.hpp"
#include "src/abi/parameters.hpp"
#include "src/abi/symbols.hpp"
#include "src/execute/fall_back.hpp"

namespace fulcrum::abi {
namespace {

template <class Letter>
constexpr auto kGemvList = [](auto& arguments, bool by_rows, Letter trans, std::int64_t m,
                              std::int64_t n, std::int64_t lda, std::int64_t incx,
                              std::int64_t incy) {
  arguments.letter(known_op(trans), "trans", trans, kOpLetters);
  arguments.size(by_rows ? "n" : "m", m, by_rows ? 4 : 0);
  arguments.size(by_rows ? "m" : "n", n, by_rows ? 3 : 0);
  arguments.skip(2);
  arguments.leading("lda", lda, m);
  arguments.skip();
  arguments.increment("incx", incx);
  arguments.skip(2);
  arguments.increment("incy", incy);
};

template <class T, class Letter>
[[gnu::always_inline]] inline void gemv(Caller caller, const char* routine, Letter trans,
                                        std::int64_t m, std::int64_t n, T alpha, const T* a,
                                        std::int64_t lda, const T* x, std::int64_t incx, T beta,
                                        T* y, std::int64_t incy) {
  const bool by_rows = caller == Caller::Rows;
  if (by_rows) std::swap(m, n);
  const GemvProblem<T> p{
      transposed(trans) != by_rows, m, n, alpha, a, lda, x, incx, beta, y, incy, layout_of(caller),
      conjugated<T>(trans)};
  if (!legal(kGemvList<Letter>, caller, routine, trans, m, n, lda, incx, incy)) return;
  if (m == 0 || n == 0 || (beta == T{1} && alpha == T{})) return;
  execute::call_or_fall_back(p);
}

template <class Letter>
constexpr auto kGbmvList = [](auto& arguments, bool by_rows, Letter trans, std::int64_t m,
                              std::int64_t n, std::int64_t kl, std::int64_t ku, std::int64_t lda,
                              std::int64_t incx, std::int64_t incy) {
  arguments.letter(known_trans(trans), "trans", trans, kTransLetters);
  arguments.size(by_rows ? "n" : "m", m, by_rows ? 4 : 0);
  arguments.size(by_rows ? "m" : "n", n, by_rows ? 3 : 0);
  arguments.size(by_rows ? "ku" : "kl", kl, by_rows ? 6 : 0);
  arguments.size(by_rows ? "kl" : "ku", ku, by_rows ? 5 : 0);
  arguments.skip(2);
  arguments.leading("lda", lda, kl + ku + 1);
  arguments.skip();
  arguments.increment("incx", incx);
  arguments.skip(2);
  arguments.increment("incy", incy);
};

template <class T, class Letter>
[[gnu::always_inline]] inline void gbmv(Caller caller, const char* routine, Letter trans,
                                        std::int64_t m, std::int64_t n, std::int64_t kl,
                                        std::int64_t ku, T alpha, const T* a, std::int64_t lda,
                                        const T* x, std::int64_t incx, T beta, T* y,
                                        std::int64_t incy) {
  const bool by_rows = caller == Caller::Rows;
  if (by_rows) {
    std::swap(m, n);
    std::swap(kl, ku);
  }
  const GbmvProblem<T> p{transposed(trans) != by_rows,
                         conjugated<T>(trans),
                         m,
                         n,
                         kl,
                         ku,
                         alpha,
                         a,
                         lda,
                         x,
                         incx,
                         beta,
                         y,
                         incy,
                         layout_of(caller)};
  if (!legal(kGbmvList<Letter>, caller, routine, trans, m, n, kl, ku, lda, incx, incy)) return;
  if (m == 0 || n == 0 || (beta == T{1} && alpha == T{})) return;
  execute::call_or_fall_back(p);
}

// The least leading dimension of an n x n matrix, or of its k diagonals beside the main one.
template <Storage kStorage>
constexpr std::int64_t least_lda(std::int64_t n, std::int64_t k) {
  return kStorage == Storage::Band ? k + 1 : n;
}

// A symmetric or Hermitian matrix and a vector; k where it is a band.
template <Storage kStorage, class Letter>
constexpr auto kSymvList = [](auto& arguments, bool /*by_rows*/, Letter uplo, std::int64_t n,
                              std::int64_t k, std::int64_t lda, std::int64_t incx,
                              std::int64_t incy) {
  arguments.letter(known_uplo(uplo), "uplo", uplo, kUploLetters);
  arguments.size("n", n);
  if (kStorage == Storage::Band) arguments.size("k", k);
  arguments.skip(2);
  if (kStorage != Storage::Packed) arguments.leading("lda", lda, least_lda<kStorage>(n, k));
  arguments.skip();
  arguments.increment("incx", incx);
  arguments.skip(2);
  arguments.increment("incy", incy);
};

template <Storage kStorage, bool kHermitian, class T, class Letter>
[[gnu::always_inline]] inline void symv(Caller caller, const char* routine, Letter uplo,
                                        std::int64_t n, std::int64_t k, T alpha, const T* a,
                                        std::int64_t lda, const T* x, std::int64_t incx, T beta,
                                        T* y, std::int64_t incy) {
  const bool by_rows = caller == Caller::Rows;
  const SymvProblem<T> p{constant(kStorage),
                         constant(kHermitian),
                         by_rows && constant(kHermitian),
                         upper(uplo) != by_rows,
                         n,
                         k,
                         alpha,
                         a,
                         lda,
                         x,
                         incx,
                         beta,
                         y,
                         incy,
                         layout_of(caller)};
  if (!legal(kSymvList<kStorage, Letter>, caller, routine, uplo, n, k, lda, incx, incy)) return;
  if (n == 0 || (beta == T{1} && alpha == T{})) return;
  execute::call_or_fall_back(p);
}

// A triangular matrix and a vector: their product, or the solution of the system. Of bands and
// packed triangles none is conjugated alone.
template <Storage kStorage, class Letter>
constexpr auto kTrvList = [](auto& arguments, bool /*by_rows*/, Letter uplo, Letter trans,
                             Letter diag, std::int64_t n, std::int64_t k, std::int64_t lda,
                             std::int64_t incx) {
  constexpr bool kFull = kStorage == Storage::Full;
  arguments.letter(known_uplo(uplo), "uplo", uplo, kUploLetters);
  arguments.letter(kFull ? known_op(trans) : known_trans(trans), "trans", trans,
                   kFull ? kOpLetters : kTransLetters);
  arguments.letter(known_diag(diag), "diag", diag, kDiagLetters);
  arguments.size("n", n);
  if (kStorage == Storage::Band) arguments.size("k", k);
  arguments.skip();
  if (kStorage != Storage::Packed) arguments.leading("lda", lda, least_lda<kStorage>(n, k));
  arguments.skip();
  arguments.increment("incx", incx);
};

template <Storage kStorage, bool kSolve, class T, class Letter>
[[gnu::always_inline]] inline void trv(Caller caller, const char* routine, Letter uplo,
                                       Letter trans, Letter diag, std::int64_t n, std::int64_t k,
                                       const T* a, std::int64_t lda, T* x, std::int64_t incx) {
  const bool by_rows = caller == Caller::Rows;
  const TrvProblem<T> p{constant(kStorage),
                        constant(kSolve),
                        upper(uplo) != by_rows,
                        transposed(trans) != by_rows,
                        conjugated<T>(trans),
                        unit(diag),
                        n,
                        k,
                        a,
                        lda,
                        x,
                        incx,
                        layout_of(caller)};
  if (!legal(kTrvList<kStorage, Letter>, caller, routine, uplo, trans, diag, n, k, lda, incx) ||
      n == 0)
    return;
  execute::call_or_fall_back(p);
}

constexpr auto kGerList = [](auto& arguments, bool by_rows, std::int64_t m, std::int64_t n,
                             std::int64_t incx, std::int64_t incy, std::int64_t lda) {
  arguments.size(by_rows ? "n" : "m", m, by_rows ? 3 : 0);
  arguments.size(by_rows ? "m" : "n", n, by_rows ? 2 : 0);
  arguments.skip(2);
  arguments.increment(by_rows ? "incy" : "incx", incx, by_rows ? 8 : 0);
  arguments.skip();
  arguments.increment(by_rows ? "incx" : "incy", incy, by_rows ? 6 : 0);
  arguments.skip();
  arguments.leading("lda", lda, m);
};

template <bool kConjugated, class T>
[[gnu::always_inline]] inline void ger(Caller caller, const char* routine, std::int64_t m,
                                       std::int64_t n, T alpha, const T* x, std::int64_t incx,
                                       const T* y, std::int64_t incy, T* a, std::int64_t lda) {
  const bool by_rows = caller == Caller::Rows;
  if (by_rows) {
    std::swap(m, n);
    std::swap(x, y);
    std::swap(incx, incy);
  }
  const GerProblem<T> p{constant(kConjugated) && by_rows,
                        constant(kConjugated) && !by_rows,
                        m,
                        n,
                        alpha,
                        x,
                        incx,
                        y,
                        incy,
                        a,
                        lda,
                        layout_of(caller)};
  if (!legal(kGerList, caller, routine, m, n, incx, incy, lda)) return;
  if (m == 0 || n == 0 || alpha == T{}) return;
  execute::call_or_fall_back(p);
}

// A symmetric or Hermitian matrix plus a vector's product with itself.
template <Storage kStorage, class Letter>
constexpr auto kSyrList = [](auto& arguments, bool /*by_rows*/, Letter uplo, std::int64_t n,
                             std::int64_t incx, std::int64_t lda) {
  arguments.letter(known_uplo(uplo), "uplo", uplo, kUploLetters);
  arguments.size("n", n);
  arguments.skip(2);
  arguments.increment("incx", incx);
  arguments.skip();
  if (kStorage == Storage::Full) arguments.leading("lda", lda, n);
};

template <Storage kStorage, bool kHermitian, class T, class Letter>
[[gnu::always_inline]] inline void syr(Caller caller, const char* routine, Letter uplo,
                                       std::int64_t n, Real<T> alpha, const T* x, std::int64_t incx,
                                       T* a, std::int64_t lda) {
  const bool by_rows = caller == Caller::Rows;
  const SyrProblem<T> p{constant(kStorage),
                        constant(kHermitian),
                        by_rows && constant(kHermitian),
                        upper(uplo) != by_rows,
                        n,
                        alpha,
                        x,
                        incx,
                        a,
                        lda,
                        layout_of(caller)};
  if (!legal(kSyrList<kStorage, Letter>, caller, routine, uplo, n, incx, lda)) return;
  if (n == 0 || alpha == Real<T>{}) return;
  execute::call_or_fall_back(p);
}

// A row-major Hermitian call is the column-major one of conj(y) and conj(x), in this order.
template <Storage kStorage, bool kHermitian, class Letter>
constexpr auto kSyr2List = [](auto& arguments, bool by_rows, Letter uplo, std::int64_t n,
                              std::int64_t incx, std::int64_t incy, std::int64_t lda) {
  const bool turned = by_rows && kHermitian;
  arguments.letter(known_uplo(uplo), "uplo", uplo, kUploLetters);
  arguments.size("n", n);
  arguments.skip(2);
  arguments.increment(turned ? "incy" : "incx", incx, turned ? 8 : 0);
  arguments.skip();
  arguments.increment(turned ? "incx" : "incy", incy, turned ? 6 : 0);
  arguments.skip();
  if (kStorage == Storage::Full) arguments.leading("lda", lda, n);
};

template <Storage kStorage, bool kHermitian, class T, class Letter>
[[gnu::always_inline]] inline void syr2(Caller caller, const char* routine, Letter uplo,
                                        std::int64_t n, T alpha, const T* x, std::int64_t incx,
                                        const T* y, std::int64_t incy, T* a, std::int64_t lda) {
  const bool by_rows = caller == Caller::Rows, turned = by_rows && constant(kHermitian);
  if (turned) {
    std::swap(x, y);
    std::swap(incx, incy);
  }
  const Syr2Problem<T> p{constant(kStorage),
                         constant(kHermitian),
                         turned,
                         upper(uplo) != by_rows,
                         n,
                         alpha,
                         x,
                         incx,
                         y,
                         incy,
                         a,
                         lda,
                         layout_of(caller)};
  if (!legal(kSyr2List<kStorage, kHermitian, Letter>, caller, routine, uplo, n, incx, incy, lda))
    return;
  if (n == 0 || alpha == T{}) return;
  execute::call_or_fall_back(p);
}

}  // namespace
}  // namespace fulcrum::abi

// clang-format off
// NOLINTBEGIN(bugprone-macro-parentheses): types and names cannot be put in parentheses
// Argument lists, in the notation of src/abi/parameters.hpp.
#define FULCRUM_LIST_GEMV(A, T)                                                                              \
  A##_LETTER(trans), A##_INT(m), A##_INT(n), A##_SCALAR(T, alpha), A##_IN(T, a), A##_INT(lda), A##_IN(T, x), \
  A##_INT(incx), A##_SCALAR(T, beta), A##_OUT(T, y), A##_INT(incy)
#define FULCRUM_LIST_GBMV(A, T)                                                                            \
  A##_LETTER(trans), A##_INT(m), A##_INT(n), A##_INT(kl), A##_INT(ku), A##_SCALAR(T, alpha), A##_IN(T, a), \
  A##_INT(lda), A##_IN(T, x), A##_INT(incx), A##_SCALAR(T, beta), A##_OUT(T, y), A##_INT(incy)
#define FULCRUM_LIST_MV_FULL(A, T)                                                                            \
  A##_LETTER(uplo), A##_INT(n) A##_ABSENT(0), A##_SCALAR(T, alpha), A##_IN(T, a), A##_INT(lda), A##_IN(T, x), \
  A##_INT(incx), A##_SCALAR(T, beta), A##_OUT(T, y), A##_INT(incy)
#define FULCRUM_LIST_MV_BAND(A, T)                                                                          \
  A##_LETTER(uplo), A##_INT(n), A##_INT(k), A##_SCALAR(T, alpha), A##_IN(T, a), A##_INT(lda), A##_IN(T, x), \
  A##_INT(incx), A##_SCALAR(T, beta), A##_OUT(T, y), A##_INT(incy)
#define FULCRUM_LIST_MV_PACKED(A, T)                                                                          \
  A##_LETTER(uplo), A##_INT(n) A##_ABSENT(0), A##_SCALAR(T, alpha), A##_IN(T, a) A##_ABSENT(1), A##_IN(T, x), \
  A##_INT(incx), A##_SCALAR(T, beta), A##_OUT(T, y), A##_INT(incy)
#define FULCRUM_LIST_TRV_FULL(A, T)                                                                            \
  A##_LETTER(uplo), A##_LETTER(trans), A##_LETTER(diag), A##_INT(n) A##_ABSENT(0), A##_IN(T, a), A##_INT(lda), \
  A##_OUT(T, x), A##_INT(incx)
#define FULCRUM_LIST_TRV_BAND(A, T)                                                                          \
  A##_LETTER(uplo), A##_LETTER(trans), A##_LETTER(diag), A##_INT(n), A##_INT(k), A##_IN(T, a), A##_INT(lda), \
  A##_OUT(T, x), A##_INT(incx)
#define FULCRUM_LIST_TRV_PACKED(A, T)                                                                          \
  A##_LETTER(uplo), A##_LETTER(trans), A##_LETTER(diag), A##_INT(n) A##_ABSENT(0), A##_IN(T, a) A##_ABSENT(1), \
  A##_OUT(T, x), A##_INT(incx)
#define FULCRUM_LIST_GER(A, T)                                                                            \
  A##_INT(m), A##_INT(n), A##_SCALAR(T, alpha), A##_IN(T, x), A##_INT(incx), A##_IN(T, y), A##_INT(incy), \
  A##_OUT(T, a), A##_INT(lda)
// alpha is real: syr and spr are of real types only.
#define FULCRUM_LIST_R_FULL(A, T)                                                                 \
  A##_LETTER(uplo), A##_INT(n), A##_SCALAR(fulcrum::Real<T>, alpha), A##_IN(T, x), A##_INT(incx), \
  A##_OUT(T, a), A##_INT(lda)
#define FULCRUM_LIST_R_PACKED(A, T)                                                               \
  A##_LETTER(uplo), A##_INT(n), A##_SCALAR(fulcrum::Real<T>, alpha), A##_IN(T, x), A##_INT(incx), \
  A##_OUT(T, a) A##_ABSENT(1)
#define FULCRUM_LIST_R2_FULL(A, T)                                                                              \
  A##_LETTER(uplo), A##_INT(n), A##_SCALAR(T, alpha), A##_IN(T, x), A##_INT(incx), A##_IN(T, y), A##_INT(incy), \
  A##_OUT(T, a), A##_INT(lda)
#define FULCRUM_LIST_R2_PACKED(A, T)                                                                            \
  A##_LETTER(uplo), A##_INT(n), A##_SCALAR(T, alpha), A##_IN(T, x), A##_INT(incx), A##_IN(T, y), A##_INT(incy), \
  A##_OUT(T, a) A##_ABSENT(1)

#define FULCRUM_LEVEL2_GEMV(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_GEMV, T, gemv)
#define FULCRUM_LEVEL2_GBMV(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_GBMV, T, gbmv)
#define FULCRUM_LEVEL2_SYMV(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_MV_FULL, T, symv<fulcrum::Storage::Full, false>)
#define FULCRUM_LEVEL2_SBMV(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_MV_BAND, T, symv<fulcrum::Storage::Band, false>)
#define FULCRUM_LEVEL2_SPMV(NAME, T) \
  FULCRUM_CHECKED(NAME, FULCRUM_LIST_MV_PACKED, T, symv<fulcrum::Storage::Packed, false>)
#define FULCRUM_LEVEL2_HEMV(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_MV_FULL, T, symv<fulcrum::Storage::Full, true>)
#define FULCRUM_LEVEL2_HBMV(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_MV_BAND, T, symv<fulcrum::Storage::Band, true>)
#define FULCRUM_LEVEL2_HPMV(NAME, T) \
  FULCRUM_CHECKED(NAME, FULCRUM_LIST_MV_PACKED, T, symv<fulcrum::Storage::Packed, true>)
#define FULCRUM_LEVEL2_TRMV(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_TRV_FULL, T, trv<fulcrum::Storage::Full, false>)
#define FULCRUM_LEVEL2_TBMV(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_TRV_BAND, T, trv<fulcrum::Storage::Band, false>)
#define FULCRUM_LEVEL2_TPMV(NAME, T) \
  FULCRUM_CHECKED(NAME, FULCRUM_LIST_TRV_PACKED, T, trv<fulcrum::Storage::Packed, false>)
#define FULCRUM_LEVEL2_TRSV(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_TRV_FULL, T, trv<fulcrum::Storage::Full, true>)
#define FULCRUM_LEVEL2_TBSV(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_TRV_BAND, T, trv<fulcrum::Storage::Band, true>)
#define FULCRUM_LEVEL2_TPSV(NAME, T) \
  FULCRUM_CHECKED(NAME, FULCRUM_LIST_TRV_PACKED, T, trv<fulcrum::Storage::Packed, true>)
#define FULCRUM_LEVEL2_GER(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_GER, T, ger<false>)
#define FULCRUM_LEVEL2_GERU(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_GER, T, ger<false>)
#define FULCRUM_LEVEL2_GERC(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_GER, T, ger<true>)
#define FULCRUM_LEVEL2_SYR(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_R_FULL, T, syr<fulcrum::Storage::Full, false>)
#define FULCRUM_LEVEL2_SPR(NAME, T) \
  FULCRUM_CHECKED(NAME, FULCRUM_LIST_R_PACKED, T, syr<fulcrum::Storage::Packed, false>)
#define FULCRUM_LEVEL2_HER(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_R_FULL, T, syr<fulcrum::Storage::Full, true>)
#define FULCRUM_LEVEL2_HPR(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_R_PACKED, T, syr<fulcrum::Storage::Packed, true>)
#define FULCRUM_LEVEL2_SYR2(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_R2_FULL, T, syr2<fulcrum::Storage::Full, false>)
#define FULCRUM_LEVEL2_SPR2(NAME, T) \
  FULCRUM_CHECKED(NAME, FULCRUM_LIST_R2_PACKED, T, syr2<fulcrum::Storage::Packed, false>)
#define FULCRUM_LEVEL2_HER2(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_R2_FULL, T, syr2<fulcrum::Storage::Full, true>)
#define FULCRUM_LEVEL2_HPR2(NAME, T) \
  FULCRUM_CHECKED(NAME, FULCRUM_LIST_R2_PACKED, T, syr2<fulcrum::Storage::Packed, true>)

#define FULCRUM_LEVEL2(FAMILY, NAME, T) FULCRUM_LEVEL2_##FAMILY(NAME, T)
FULCRUM_BLAS_LEVEL2_ROUTINES(FULCRUM_LEVEL2)

#ifdef FULCRUM_BLAS_INT64
FULCRUM_BLAS_LEVEL2_ROUTINES(FULCRUM_BLAS_ALIASES)
#endif
// NOLINTEND(bugprone-macro-parentheses)
// clang-format on
