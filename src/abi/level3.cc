// SPDX-License-Identifier: Apache-2.0
// Level 3 for Fortran and CBLAS: the checks of the reference and its quick returns. A letter comes
// as it was written: a char of Fortran, an int of CBLAS. A row-major call is turned into the
// column-major one of the same memory.
#include "simd/level3/problem.hpp"

#include <cstdint>
#include <utility>

#include "simd/problem.hpp"
#include "simd/scalar.hpp"
#include "src/abi/abi.hpp"
#include "src/abi/arguments.hpp"
#include "src/abi/parameters.hpp"
#include "src/abi/product.hpp"
#include "src/abi/symbols.hpp"
#include "src/execute/fall_back.hpp"

namespace fulcrum::abi {
namespace {

template <class Letter>
constexpr auto kGemmList = [](auto& arguments, bool by_rows, Letter transa, Letter transb,
                              std::int64_t m, std::int64_t n, std::int64_t k, std::int64_t lda,
                              std::int64_t ldb, std::int64_t ldc) {
  arguments.letter(known_op(transa), "transa", transa, kOpLetters);
  arguments.letter(known_op(transb), "transb", transb, kOpLetters);
  shape_of_product(arguments, by_rows, transa, transb, m, n, k, lda, ldb, ldc);
};

template <class T, class Letter>
[[gnu::always_inline]] inline void gemm(Caller caller, const char* routine, Letter transa,
                                        Letter transb, std::int64_t m, std::int64_t n,
                                        std::int64_t k, T alpha, const T* a, std::int64_t lda,
                                        const T* b, std::int64_t ldb, T beta, T* c,
                                        std::int64_t ldc) {
  const bool by_rows = caller == Caller::Rows;
  Letter first = transa, second = transb;
  if (by_rows) {
    std::swap(first, second);
    std::swap(m, n);
    std::swap(a, b);
    std::swap(lda, ldb);
  }
  const GemmProblem<T> p{transposed(first),
                         transposed(second),
                         m,
                         n,
                         k,
                         alpha,
                         a,
                         lda,
                         b,
                         ldb,
                         beta,
                         c,
                         ldc,
                         layout_of(caller),
                         conjugated<T>(first),
                         conjugated<T>(second)};
  if (!legal(kGemmList<Letter>, caller, routine, transa, transb, m, n, k, lda, ldb, ldc)) return;
  if (m == 0 || n == 0 || (beta == T{1} && (alpha == T{} || k == 0))) return;
  execute::call_or_fall_back(p);
}

template <class Letter>
constexpr auto kGemmtList = [](auto& arguments, bool by_rows, Letter uplo, Letter transa,
                               Letter transb, std::int64_t n, std::int64_t k, std::int64_t lda,
                               std::int64_t ldb, std::int64_t ldc) {
  arguments.letter(known_uplo(uplo), "uplo", uplo, kUploLetters);
  arguments.letter(known_trans(transa), "transa", transa, kTransLetters);
  arguments.letter(known_trans(transb), "transb", transb, kTransLetters);
  arguments.size("n", n);
  arguments.size("k", k);
  arguments.skip(2);
  leading_of_product(arguments, by_rows, transa, transb, n, n, k, lda, ldb);
  arguments.skip(2);
  arguments.leading("ldc", ldc, n);
};

template <class T, class Letter>
[[gnu::always_inline]] inline void gemmt(Caller caller, const char* routine, Letter uplo,
                                         Letter transa, Letter transb, std::int64_t n,
                                         std::int64_t k, T alpha, const T* a, std::int64_t lda,
                                         const T* b, std::int64_t ldb, T beta, T* c,
                                         std::int64_t ldc) {
  const bool by_rows = caller == Caller::Rows;
  Letter first = transa, second = transb;
  if (by_rows) {
    std::swap(first, second);
    std::swap(a, b);
    std::swap(lda, ldb);
  }
  const GemmtProblem<T> p{upper(uplo) != by_rows,
                          transposed(first),
                          conjugated<T>(first),
                          transposed(second),
                          conjugated<T>(second),
                          n,
                          k,
                          alpha,
                          a,
                          lda,
                          b,
                          ldb,
                          beta,
                          c,
                          ldc,
                          layout_of(caller)};
  if (!legal(kGemmtList<Letter>, caller, routine, uplo, transa, transb, n, k, lda, ldb, ldc))
    return;
  if (n == 0 || (beta == T{1} && (alpha == T{} || k == 0))) return;
  execute::call_or_fall_back(p);
}

// A symmetric or Hermitian matrix and a full one.
template <class Letter>
constexpr auto kSymmList = [](auto& arguments, bool by_rows, Letter side, Letter uplo,
                              std::int64_t m, std::int64_t n, std::int64_t lda, std::int64_t ldb,
                              std::int64_t ldc) {
  arguments.letter(known_side(side), "side", side, kSideLetters);
  arguments.letter(known_uplo(uplo), "uplo", uplo, kUploLetters);
  arguments.size(by_rows ? "n" : "m", m, by_rows ? 5 : 0);
  arguments.size(by_rows ? "m" : "n", n, by_rows ? 4 : 0);
  arguments.skip(2);
  arguments.leading("lda", lda, right(side) != by_rows ? n : m);
  arguments.skip();
  arguments.leading("ldb", ldb, m);
  arguments.skip(2);
  arguments.leading("ldc", ldc, m);
};

template <bool kHermitian, class T, class Letter>
[[gnu::always_inline]] inline void symm(Caller caller, const char* routine, Letter side,
                                        Letter uplo, std::int64_t m, std::int64_t n, T alpha,
                                        const T* a, std::int64_t lda, const T* b, std::int64_t ldb,
                                        T beta, T* c, std::int64_t ldc) {
  const bool by_rows = caller == Caller::Rows;
  if (by_rows) std::swap(m, n);
  const SymmProblem<T> p{right(side) != by_rows,
                         constant(kHermitian),
                         upper(uplo) != by_rows,
                         m,
                         n,
                         alpha,
                         a,
                         lda,
                         b,
                         ldb,
                         beta,
                         c,
                         ldc,
                         layout_of(caller)};
  if (!legal(kSymmList<Letter>, caller, routine, side, uplo, m, n, lda, ldb, ldc)) return;
  if (m == 0 || n == 0 || (beta == T{1} && alpha == T{})) return;
  execute::call_or_fall_back(p);
}

// The letters that a rank-k update takes: of complex elements a symmetric one no C, a Hermitian one
// no T.
template <class T, bool kHermitian, class Letter>
constexpr bool known_update(Letter trans) {
  return is(trans, 'N', 111) || (!kHermitian && is(trans, 'T', 112)) ||
         ((kHermitian || RealScalar<T>)&&is(trans, 'C', 113));
}
template <class T, bool kHermitian>
constexpr const char* update_letters() {
  return kHermitian ? "N or C" : RealScalar<T> ? kTransLetters : "N or T";
}

// The scalars, of complex elements too, are real where Hermitian.
template <class T, bool kHermitian, class Letter>
constexpr auto kSyrkList = [](auto& arguments, bool by_rows, Letter uplo, Letter trans,
                              std::int64_t n, std::int64_t k, std::int64_t lda, std::int64_t ldc) {
  arguments.letter(known_uplo(uplo), "uplo", uplo, kUploLetters);
  arguments.letter(known_update<T, kHermitian>(trans), "trans", trans,
                   update_letters<T, kHermitian>());
  arguments.size("n", n);
  arguments.size("k", k);
  arguments.skip(2);
  arguments.leading("lda", lda, transposed(trans) != by_rows ? k : n);
  arguments.skip(2);
  arguments.leading("ldc", ldc, n);
};

template <bool kHermitian, class Scalar, class T, class Letter>
[[gnu::always_inline]] inline void syrk(Caller caller, const char* routine, Letter uplo,
                                        Letter trans, std::int64_t n, std::int64_t k, Scalar alpha,
                                        const T* a, std::int64_t lda, Scalar beta, T* c,
                                        std::int64_t ldc) {
  const bool by_rows = caller == Caller::Rows;
  const SyrkProblem<T> p{constant(kHermitian),
                         upper(uplo) != by_rows,
                         transposed(trans) != by_rows,
                         n,
                         k,
                         alpha,
                         a,
                         lda,
                         beta,
                         c,
                         ldc,
                         layout_of(caller)};
  if (!legal(kSyrkList<T, kHermitian, Letter>, caller, routine, uplo, trans, n, k, lda, ldc))
    return;
  if (n == 0 || (beta == Scalar{1} && (alpha == Scalar{} || k == 0))) return;
  execute::call_or_fall_back(p);
}

// beta is real where Hermitian. A row-major Hermitian call is the column-major one with
// conj(alpha).
template <class T, bool kHermitian, class Letter>
constexpr auto kSyr2kList = [](auto& arguments, bool by_rows, Letter uplo, Letter trans,
                               std::int64_t n, std::int64_t k, std::int64_t lda, std::int64_t ldb,
                               std::int64_t ldc) {
  arguments.letter(known_uplo(uplo), "uplo", uplo, kUploLetters);
  arguments.letter(known_update<T, kHermitian>(trans), "trans", trans,
                   update_letters<T, kHermitian>());
  arguments.size("n", n);
  arguments.size("k", k);
  arguments.skip(2);
  arguments.leading("lda", lda, transposed(trans) != by_rows ? k : n);
  arguments.skip();
  arguments.leading("ldb", ldb, transposed(trans) != by_rows ? k : n);
  arguments.skip(2);
  arguments.leading("ldc", ldc, n);
};

template <bool kHermitian, class T, class Beta, class Letter>
[[gnu::always_inline]] inline void syr2k(Caller caller, const char* routine, Letter uplo,
                                         Letter trans, std::int64_t n, std::int64_t k, T alpha,
                                         const T* a, std::int64_t lda, const T* b, std::int64_t ldb,
                                         Beta beta, T* c, std::int64_t ldc) {
  const bool by_rows = caller == Caller::Rows;
  if (by_rows && kHermitian) alpha = simd::conj_if(true, alpha);
  const Syr2kProblem<T> p{constant(kHermitian),
                          upper(uplo) != by_rows,
                          transposed(trans) != by_rows,
                          n,
                          k,
                          alpha,
                          a,
                          lda,
                          b,
                          ldb,
                          beta,
                          c,
                          ldc,
                          layout_of(caller)};
  if (!legal(kSyr2kList<T, kHermitian, Letter>, caller, routine, uplo, trans, n, k, lda, ldb, ldc))
    return;
  if (n == 0 || (beta == Beta{1} && (alpha == T{} || k == 0))) return;
  execute::call_or_fall_back(p);
}

// A triangular matrix and a full one: their product, or the solution of the system.
template <class Letter>
constexpr auto kTrmList = [](auto& arguments, bool by_rows, Letter side, Letter uplo, Letter transa,
                             Letter diag, std::int64_t m, std::int64_t n, std::int64_t lda,
                             std::int64_t ldb) {
  arguments.letter(known_side(side), "side", side, kSideLetters);
  arguments.letter(known_uplo(uplo), "uplo", uplo, kUploLetters);
  arguments.letter(known_trans(transa), "transa", transa, kTransLetters);
  arguments.letter(known_diag(diag), "diag", diag, kDiagLetters);
  arguments.size(by_rows ? "n" : "m", m, by_rows ? 7 : 0);
  arguments.size(by_rows ? "m" : "n", n, by_rows ? 6 : 0);
  arguments.skip(2);
  arguments.leading("lda", lda, right(side) != by_rows ? n : m);
  arguments.skip();
  arguments.leading("ldb", ldb, m);
};

template <bool kSolve, class T, class Letter>
[[gnu::always_inline]] inline void trm(Caller caller, const char* routine, Letter side, Letter uplo,
                                       Letter transa, Letter diag, std::int64_t m, std::int64_t n,
                                       T alpha, const T* a, std::int64_t lda, T* b,
                                       std::int64_t ldb) {
  const bool by_rows = caller == Caller::Rows;
  if (by_rows) std::swap(m, n);
  const TrmProblem<T> p{constant(kSolve),
                        right(side) != by_rows,
                        upper(uplo) != by_rows,
                        transposed(transa),
                        conjugated<T>(transa),
                        unit(diag),
                        m,
                        n,
                        alpha,
                        a,
                        lda,
                        b,
                        ldb,
                        layout_of(caller)};
  if (!legal(kTrmList<Letter>, caller, routine, side, uplo, transa, diag, m, n, lda, ldb) ||
      m == 0 || n == 0)
    return;
  execute::call_or_fall_back(p);
}

}  // namespace
}  // namespace fulcrum::abi

// clang-format off
// NOLINTBEGIN(bugprone-macro-parentheses): types and names cannot be put in parentheses
// Argument lists, in the notation of src/abi/parameters.hpp.
#define FULCRUM_LIST_GEMM(A, T)                                                                            \
  A##_LETTER(transa), A##_LETTER(transb), A##_INT(m), A##_INT(n), A##_INT(k), A##_SCALAR(T, alpha),        \
  A##_IN(T, a), A##_INT(lda), A##_IN(T, b), A##_INT(ldb), A##_SCALAR(T, beta), A##_OUT(T, c), A##_INT(ldc)
#define FULCRUM_LIST_GEMMT(A, T)                                                                           \
  A##_LETTER(uplo), A##_LETTER(transa), A##_LETTER(transb), A##_INT(n), A##_INT(k), A##_SCALAR(T, alpha),  \
  A##_IN(T, a), A##_INT(lda), A##_IN(T, b), A##_INT(ldb), A##_SCALAR(T, beta), A##_OUT(T, c), A##_INT(ldc)
#define FULCRUM_LIST_SYMM(A, T)                                                                                 \
  A##_LETTER(side), A##_LETTER(uplo), A##_INT(m), A##_INT(n), A##_SCALAR(T, alpha), A##_IN(T, a), A##_INT(lda), \
  A##_IN(T, b), A##_INT(ldb), A##_SCALAR(T, beta), A##_OUT(T, c), A##_INT(ldc)
#define FULCRUM_LIST_SYRK(A, T)                                                                    \
  A##_LETTER(uplo), A##_LETTER(trans), A##_INT(n), A##_INT(k), A##_SCALAR(T, alpha), A##_IN(T, a), \
  A##_INT(lda), A##_SCALAR(T, beta), A##_OUT(T, c), A##_INT(ldc)
#define FULCRUM_LIST_HERK(A, T)                                                                     \
  A##_LETTER(uplo), A##_LETTER(trans), A##_INT(n), A##_INT(k), A##_SCALAR(fulcrum::Real<T>, alpha), \
  A##_IN(T, a), A##_INT(lda), A##_SCALAR(fulcrum::Real<T>, beta), A##_OUT(T, c), A##_INT(ldc)
#define FULCRUM_LIST_SYR2K(A, T)                                                                   \
  A##_LETTER(uplo), A##_LETTER(trans), A##_INT(n), A##_INT(k), A##_SCALAR(T, alpha), A##_IN(T, a), \
  A##_INT(lda), A##_IN(T, b), A##_INT(ldb), A##_SCALAR(T, beta), A##_OUT(T, c), A##_INT(ldc)
#define FULCRUM_LIST_HER2K(A, T)                                                                            \
  A##_LETTER(uplo), A##_LETTER(trans), A##_INT(n), A##_INT(k), A##_SCALAR(T, alpha), A##_IN(T, a),          \
  A##_INT(lda), A##_IN(T, b), A##_INT(ldb), A##_SCALAR(fulcrum::Real<T>, beta), A##_OUT(T, c), A##_INT(ldc)
#define FULCRUM_LIST_TRM(A, T)                                                                      \
  A##_LETTER(side), A##_LETTER(uplo), A##_LETTER(transa), A##_LETTER(diag), A##_INT(m), A##_INT(n), \
  A##_SCALAR(T, alpha), A##_IN(T, a), A##_INT(lda), A##_OUT(T, b), A##_INT(ldb)

#define FULCRUM_LEVEL3_GEMM(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_GEMM, T, gemm)
#define FULCRUM_LEVEL3_GEMMT(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_GEMMT, T, gemmt)
#define FULCRUM_LEVEL3_SYMM(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_SYMM, T, symm<false>)
#define FULCRUM_LEVEL3_HEMM(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_SYMM, T, symm<true>)
#define FULCRUM_LEVEL3_SYRK(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_SYRK, T, syrk<false>)
#define FULCRUM_LEVEL3_HERK(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_HERK, T, syrk<true>)
#define FULCRUM_LEVEL3_SYR2K(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_SYR2K, T, syr2k<false>)
#define FULCRUM_LEVEL3_HER2K(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_HER2K, T, syr2k<true>)
#define FULCRUM_LEVEL3_TRMM(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_TRM, T, trm<false>)
#define FULCRUM_LEVEL3_TRSM(NAME, T) FULCRUM_CHECKED(NAME, FULCRUM_LIST_TRM, T, trm<true>)

#define FULCRUM_LEVEL3(FAMILY, NAME, T) FULCRUM_LEVEL3_##FAMILY(NAME, T)
FULCRUM_BLAS_LEVEL3_ROUTINES(FULCRUM_LEVEL3)

#ifdef FULCRUM_BLAS_INT64
FULCRUM_BLAS_LEVEL3_ROUTINES(FULCRUM_BLAS_ALIASES)
#endif
// NOLINTEND(bugprone-macro-parentheses)
// clang-format on
