// SPDX-License-Identifier: Apache-2.0
// Level 3 for Fortran and CBLAS, but for the real gemm.

#include "src/abi/level3.hpp"

#include "src/abi/abi.hpp"
#include "src/abi/parameters.hpp"
#include "src/abi/symbols.hpp"

// clang-format off
// NOLINTBEGIN(bugprone-macro-parentheses): types and names cannot be put in parentheses
#define FULCRUM_LEVEL3_GEMM(NAME, T)                                                                          \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* transa, const char* transb, const fulcrum::abi::Int* m,        \
      const fulcrum::abi::Int* n, const fulcrum::abi::Int* k, const T* alpha, const T* a,                     \
      const fulcrum::abi::Int* lda, const T* b, const fulcrum::abi::Int* ldb, const T* beta, T* c,            \
      const fulcrum::abi::Int* ldc) {                                                                         \
    fulcrum::abi::gemm(fulcrum::abi::Caller::Fortran, #NAME, *transa, *transb, fulcrum::GemmProblem<T>{false, \
        false, *m, *n, *k, *alpha, a, *lda, b, *ldb, *beta, c, *ldc});                                        \
  }                                                                                                           \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int transa, int transb, fulcrum::abi::Int m,              \
      fulcrum::abi::Int n, fulcrum::abi::Int k, fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> a,        \
      fulcrum::abi::Int lda, fulcrum::abi::In<T> b, fulcrum::abi::Int ldb, fulcrum::abi::ByValue<T> beta,     \
      fulcrum::abi::Out<T> c, fulcrum::abi::Int ldc) {                                                        \
    fulcrum::abi::Caller caller{};                                                                            \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                 \
    fulcrum::abi::gemm(caller, "cblas_" #NAME, transa, transb, fulcrum::GemmProblem<T>{false, false, m, n, k, \
        fulcrum::abi::value<T>(alpha), static_cast<const T*>(a), lda, static_cast<const T*>(b), ldb,          \
        fulcrum::abi::value<T>(beta), static_cast<T*>(c), ldc});                                              \
  }

#define FULCRUM_LEVEL3_SYMM(NAME, T)                                                                          \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* side, const char* uplo, const fulcrum::abi::Int* m,            \
      const fulcrum::abi::Int* n, const T* alpha, const T* a, const fulcrum::abi::Int* lda, const T* b,       \
      const fulcrum::abi::Int* ldb, const T* beta, T* c, const fulcrum::abi::Int* ldc) {                      \
    fulcrum::abi::symm(fulcrum::abi::Caller::Fortran, #NAME, *side, *uplo, fulcrum::SymmProblem<T>{false,     \
        false, false, *m, *n, *alpha, a, *lda, b, *ldb, *beta, c, *ldc});                                     \
  }                                                                                                           \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int side, int uplo, fulcrum::abi::Int m,                  \
      fulcrum::abi::Int n, fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> a, fulcrum::abi::Int lda,      \
      fulcrum::abi::In<T> b, fulcrum::abi::Int ldb, fulcrum::abi::ByValue<T> beta, fulcrum::abi::Out<T> c,    \
      fulcrum::abi::Int ldc) {                                                                                \
    fulcrum::abi::Caller caller{};                                                                            \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                 \
    fulcrum::abi::symm(caller, "cblas_" #NAME, side, uplo, fulcrum::SymmProblem<T>{false, false, false, m, n, \
        fulcrum::abi::value<T>(alpha), static_cast<const T*>(a), lda, static_cast<const T*>(b), ldb,          \
        fulcrum::abi::value<T>(beta), static_cast<T*>(c), ldc});                                              \
  }

#define FULCRUM_LEVEL3_HEMM(NAME, T)                                                                            \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* side, const char* uplo, const fulcrum::abi::Int* m,              \
      const fulcrum::abi::Int* n, const T* alpha, const T* a, const fulcrum::abi::Int* lda, const T* b,         \
      const fulcrum::abi::Int* ldb, const T* beta, T* c, const fulcrum::abi::Int* ldc) {                        \
    fulcrum::abi::symm(fulcrum::abi::Caller::Fortran, #NAME, *side, *uplo, fulcrum::SymmProblem<T>{false, true, \
        false, *m, *n, *alpha, a, *lda, b, *ldb, *beta, c, *ldc});                                              \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int side, int uplo, fulcrum::abi::Int m,                    \
      fulcrum::abi::Int n, fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> a, fulcrum::abi::Int lda,        \
      fulcrum::abi::In<T> b, fulcrum::abi::Int ldb, fulcrum::abi::ByValue<T> beta, fulcrum::abi::Out<T> c,      \
      fulcrum::abi::Int ldc) {                                                                                  \
    fulcrum::abi::Caller caller{};                                                                              \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                   \
    fulcrum::abi::symm(caller, "cblas_" #NAME, side, uplo, fulcrum::SymmProblem<T>{false, true, false, m, n,    \
        fulcrum::abi::value<T>(alpha), static_cast<const T*>(a), lda, static_cast<const T*>(b), ldb,            \
        fulcrum::abi::value<T>(beta), static_cast<T*>(c), ldc});                                                \
  }

#define FULCRUM_LEVEL3_SYRK(NAME, T)                                                                           \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* uplo, const char* trans, const fulcrum::abi::Int* n,            \
      const fulcrum::abi::Int* k, const T* alpha, const T* a, const fulcrum::abi::Int* lda, const T* beta,     \
      T* c, const fulcrum::abi::Int* ldc) {                                                                    \
    fulcrum::abi::syrk(fulcrum::abi::Caller::Fortran, #NAME, *uplo, *trans, fulcrum::SyrkProblem<T>{false,     \
        false, false, *n, *k, *alpha, a, *lda, *beta, c, *ldc});                                               \
  }                                                                                                            \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int uplo, int trans, fulcrum::abi::Int n,                  \
      fulcrum::abi::Int k, fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> a, fulcrum::abi::Int lda,       \
      fulcrum::abi::ByValue<T> beta, fulcrum::abi::Out<T> c, fulcrum::abi::Int ldc) {                          \
    fulcrum::abi::Caller caller{};                                                                             \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                  \
    fulcrum::abi::syrk(caller, "cblas_" #NAME, uplo, trans, fulcrum::SyrkProblem<T>{false, false, false, n, k, \
        fulcrum::abi::value<T>(alpha), static_cast<const T*>(a), lda, fulcrum::abi::value<T>(beta),            \
        static_cast<T*>(c), ldc});                                                                             \
  }

#define FULCRUM_LEVEL3_HERK(NAME, T)                                                                          \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* uplo, const char* trans, const fulcrum::abi::Int* n,           \
      const fulcrum::abi::Int* k, const fulcrum::Real<T>* alpha, const T* a, const fulcrum::abi::Int* lda,    \
      const fulcrum::Real<T>* beta, T* c, const fulcrum::abi::Int* ldc) {                                     \
    fulcrum::abi::syrk(fulcrum::abi::Caller::Fortran, #NAME, *uplo, *trans, fulcrum::SyrkProblem<T>{true,     \
        false, false, *n, *k, *alpha, a, *lda, *beta, c, *ldc});                                              \
  }                                                                                                           \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int uplo, int trans, fulcrum::abi::Int n,                 \
      fulcrum::abi::Int k, fulcrum::Real<T> alpha, fulcrum::abi::In<T> a, fulcrum::abi::Int lda,              \
      fulcrum::Real<T> beta, fulcrum::abi::Out<T> c, fulcrum::abi::Int ldc) {                                 \
    fulcrum::abi::Caller caller{};                                                                            \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                 \
    fulcrum::abi::syrk(caller, "cblas_" #NAME, uplo, trans, fulcrum::SyrkProblem<T>{true, false, false, n, k, \
        alpha, static_cast<const T*>(a), lda, beta, static_cast<T*>(c), ldc});                                \
  }

#define FULCRUM_LEVEL3_SYR2K(NAME, T)                                                                           \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* uplo, const char* trans, const fulcrum::abi::Int* n,             \
      const fulcrum::abi::Int* k, const T* alpha, const T* a, const fulcrum::abi::Int* lda, const T* b,         \
      const fulcrum::abi::Int* ldb, const T* beta, T* c, const fulcrum::abi::Int* ldc) {                        \
    fulcrum::abi::syrk(fulcrum::abi::Caller::Fortran, #NAME, *uplo, *trans, fulcrum::Syr2kProblem<T>{false,     \
        false, false, *n, *k, *alpha, a, *lda, b, *ldb, *beta, c, *ldc});                                       \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int uplo, int trans, fulcrum::abi::Int n,                   \
      fulcrum::abi::Int k, fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> a, fulcrum::abi::Int lda,        \
      fulcrum::abi::In<T> b, fulcrum::abi::Int ldb, fulcrum::abi::ByValue<T> beta, fulcrum::abi::Out<T> c,      \
      fulcrum::abi::Int ldc) {                                                                                  \
    fulcrum::abi::Caller caller{};                                                                              \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                   \
    fulcrum::abi::syrk(caller, "cblas_" #NAME, uplo, trans, fulcrum::Syr2kProblem<T>{false, false, false, n, k, \
        fulcrum::abi::value<T>(alpha), static_cast<const T*>(a), lda, static_cast<const T*>(b), ldb,            \
        fulcrum::abi::value<T>(beta), static_cast<T*>(c), ldc});                                                \
  }

#define FULCRUM_LEVEL3_HER2K(NAME, T)                                                                          \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* uplo, const char* trans, const fulcrum::abi::Int* n,            \
      const fulcrum::abi::Int* k, const T* alpha, const T* a, const fulcrum::abi::Int* lda, const T* b,        \
      const fulcrum::abi::Int* ldb, const fulcrum::Real<T>* beta, T* c, const fulcrum::abi::Int* ldc) {        \
    fulcrum::abi::syrk(fulcrum::abi::Caller::Fortran, #NAME, *uplo, *trans, fulcrum::Syr2kProblem<T>{true,     \
        false, false, *n, *k, *alpha, a, *lda, b, *ldb, *beta, c, *ldc});                                      \
  }                                                                                                            \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int uplo, int trans, fulcrum::abi::Int n,                  \
      fulcrum::abi::Int k, fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> a, fulcrum::abi::Int lda,       \
      fulcrum::abi::In<T> b, fulcrum::abi::Int ldb, fulcrum::Real<T> beta, fulcrum::abi::Out<T> c,             \
      fulcrum::abi::Int ldc) {                                                                                 \
    fulcrum::abi::Caller caller{};                                                                             \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                  \
    fulcrum::abi::syrk(caller, "cblas_" #NAME, uplo, trans, fulcrum::Syr2kProblem<T>{true, false, false, n, k, \
        fulcrum::abi::value<T>(alpha), static_cast<const T*>(a), lda, static_cast<const T*>(b), ldb, beta,     \
        static_cast<T*>(c), ldc});                                                                             \
  }

#define FULCRUM_LEVEL3_GEMMT(NAME, T)                                                                           \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* uplo, const char* transa, const char* transb,                    \
      const fulcrum::abi::Int* n, const fulcrum::abi::Int* k, const T* alpha, const T* a,                       \
      const fulcrum::abi::Int* lda, const T* b, const fulcrum::abi::Int* ldb, const T* beta, T* c,              \
      const fulcrum::abi::Int* ldc) {                                                                           \
    fulcrum::abi::gemmt(fulcrum::abi::Caller::Fortran, #NAME, *uplo, *transa, *transb,                          \
        fulcrum::GemmtProblem<T>{false, false, false, false, false, *n, *k, *alpha, a, *lda, b, *ldb, *beta, c, \
        *ldc});                                                                                                 \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int uplo, int transa, int transb, fulcrum::abi::Int n,      \
      fulcrum::abi::Int k, fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> a, fulcrum::abi::Int lda,        \
      fulcrum::abi::In<T> b, fulcrum::abi::Int ldb, fulcrum::abi::ByValue<T> beta, fulcrum::abi::Out<T> c,      \
      fulcrum::abi::Int ldc) {                                                                                  \
    fulcrum::abi::Caller caller{};                                                                              \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                   \
    fulcrum::abi::gemmt(caller, "cblas_" #NAME, uplo, transa, transb, fulcrum::GemmtProblem<T>{false, false,    \
        false, false, false, n, k, fulcrum::abi::value<T>(alpha), static_cast<const T*>(a), lda,                \
        static_cast<const T*>(b), ldb, fulcrum::abi::value<T>(beta), static_cast<T*>(c), ldc});                 \
  }

#define FULCRUM_LEVEL3_TRMM(NAME, T)                                                                         \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* side, const char* uplo, const char* transa, const char* diag, \
      const fulcrum::abi::Int* m, const fulcrum::abi::Int* n, const T* alpha, const T* a,                    \
      const fulcrum::abi::Int* lda, T* b, const fulcrum::abi::Int* ldb) {                                    \
    fulcrum::abi::trm(fulcrum::abi::Caller::Fortran, #NAME, *side, *uplo, *transa, *diag,                    \
        fulcrum::TrmProblem<T>{false, false, false, false, false, false, *m, *n, *alpha, a, *lda, b, *ldb}); \
  }                                                                                                          \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int side, int uplo, int transa, int diag,                \
      fulcrum::abi::Int m, fulcrum::abi::Int n, fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> a,       \
      fulcrum::abi::Int lda, fulcrum::abi::Out<T> b, fulcrum::abi::Int ldb) {                                \
    fulcrum::abi::Caller caller{};                                                                           \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                \
    fulcrum::abi::trm(caller, "cblas_" #NAME, side, uplo, transa, diag, fulcrum::TrmProblem<T>{false, false, \
        false, false, false, false, m, n, fulcrum::abi::value<T>(alpha), static_cast<const T*>(a), lda,      \
        static_cast<T*>(b), ldb});                                                                           \
  }

#define FULCRUM_LEVEL3_TRSM(NAME, T)                                                                         \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* side, const char* uplo, const char* transa, const char* diag, \
      const fulcrum::abi::Int* m, const fulcrum::abi::Int* n, const T* alpha, const T* a,                    \
      const fulcrum::abi::Int* lda, T* b, const fulcrum::abi::Int* ldb) {                                    \
    fulcrum::abi::trm(fulcrum::abi::Caller::Fortran, #NAME, *side, *uplo, *transa, *diag,                    \
        fulcrum::TrmProblem<T>{true, false, false, false, false, false, *m, *n, *alpha, a, *lda, b, *ldb});  \
  }                                                                                                          \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int side, int uplo, int transa, int diag,                \
      fulcrum::abi::Int m, fulcrum::abi::Int n, fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> a,       \
      fulcrum::abi::Int lda, fulcrum::abi::Out<T> b, fulcrum::abi::Int ldb) {                                \
    fulcrum::abi::Caller caller{};                                                                           \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                \
    fulcrum::abi::trm(caller, "cblas_" #NAME, side, uplo, transa, diag, fulcrum::TrmProblem<T>{true, false,  \
        false, false, false, false, m, n, fulcrum::abi::value<T>(alpha), static_cast<const T*>(a), lda,      \
        static_cast<T*>(b), ldb});                                                                           \
  }

#define FULCRUM_LEVEL3(FAMILY, NAME, T) FULCRUM_LEVEL3_##FAMILY(NAME, T)
FULCRUM_BLAS_LEVEL3_ROUTINES(FULCRUM_LEVEL3)

#ifdef FULCRUM_BLAS_INT64
FULCRUM_BLAS_LEVEL3_ROUTINES(FULCRUM_BLAS_ALIASES)
#endif
// NOLINTEND(bugprone-macro-parentheses)
// clang-format on
