// SPDX-License-Identifier: Apache-2.0
// Level 2 for Fortran and CBLAS, but for the real gemv.

#include "src/abi/level2.hpp"

#include "src/abi/abi.hpp"
#include "src/abi/parameters.hpp"
#include "src/abi/symbols.hpp"

// clang-format off
// NOLINTBEGIN(bugprone-macro-parentheses): types and names cannot be put in parentheses
#define FULCRUM_LEVEL2_GEMV(NAME, T)                                                                           \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* trans, const fulcrum::abi::Int* m, const fulcrum::abi::Int* n,  \
      const T* alpha, const T* a, const fulcrum::abi::Int* lda, const T* x, const fulcrum::abi::Int* incx,     \
      const T* beta, T* y, const fulcrum::abi::Int* incy) {                                                    \
    fulcrum::abi::gemv(fulcrum::abi::Caller::Fortran, #NAME, *trans, fulcrum::GemvProblem<T>{false, *m, *n,    \
        *alpha, a, *lda, x, *incx, *beta, y, *incy});                                                          \
  }                                                                                                            \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int trans, fulcrum::abi::Int m, fulcrum::abi::Int n,       \
      fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> a, fulcrum::abi::Int lda, fulcrum::abi::In<T> x,     \
      fulcrum::abi::Int incx, fulcrum::abi::ByValue<T> beta, fulcrum::abi::Out<T> y, fulcrum::abi::Int incy) { \
    fulcrum::abi::Caller caller{};                                                                             \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                  \
    fulcrum::abi::gemv(caller, "cblas_" #NAME, trans, fulcrum::GemvProblem<T>{false, m, n,                     \
        fulcrum::abi::value<T>(alpha), static_cast<const T*>(a), lda, static_cast<const T*>(x), incx,          \
        fulcrum::abi::value<T>(beta), static_cast<T*>(y), incy});                                              \
  }

#define FULCRUM_LEVEL2_GBMV(NAME, T)                                                                           \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* trans, const fulcrum::abi::Int* m, const fulcrum::abi::Int* n,  \
      const fulcrum::abi::Int* kl, const fulcrum::abi::Int* ku, const T* alpha, const T* a,                    \
      const fulcrum::abi::Int* lda, const T* x, const fulcrum::abi::Int* incx, const T* beta, T* y,            \
      const fulcrum::abi::Int* incy) {                                                                         \
    fulcrum::abi::gbmv(fulcrum::abi::Caller::Fortran, #NAME, *trans, fulcrum::GbmvProblem<T>{false, false, *m, \
        *n, *kl, *ku, *alpha, a, *lda, x, *incx, *beta, y, *incy});                                            \
  }                                                                                                            \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int trans, fulcrum::abi::Int m, fulcrum::abi::Int n,       \
      fulcrum::abi::Int kl, fulcrum::abi::Int ku, fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> a,       \
      fulcrum::abi::Int lda, fulcrum::abi::In<T> x, fulcrum::abi::Int incx, fulcrum::abi::ByValue<T> beta,     \
      fulcrum::abi::Out<T> y, fulcrum::abi::Int incy) {                                                        \
    fulcrum::abi::Caller caller{};                                                                             \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                  \
    fulcrum::abi::gbmv(caller, "cblas_" #NAME, trans, fulcrum::GbmvProblem<T>{false, false, m, n, kl, ku,      \
        fulcrum::abi::value<T>(alpha), static_cast<const T*>(a), lda, static_cast<const T*>(x), incx,          \
        fulcrum::abi::value<T>(beta), static_cast<T*>(y), incy});                                              \
  }

#define FULCRUM_LEVEL2_SYMV(NAME, T)                                                                           \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* uplo, const fulcrum::abi::Int* n, const T* alpha, const T* a,   \
      const fulcrum::abi::Int* lda, const T* x, const fulcrum::abi::Int* incx, const T* beta, T* y,            \
      const fulcrum::abi::Int* incy) {                                                                         \
    fulcrum::abi::symv(fulcrum::abi::Caller::Fortran, #NAME, *uplo,                                            \
        fulcrum::SymvProblem<T>{fulcrum::Storage::Full, false, false, false, *n, 0, *alpha, a, *lda, x, *incx, \
        *beta, y, *incy});                                                                                     \
  }                                                                                                            \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int uplo, fulcrum::abi::Int n,                             \
      fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> a, fulcrum::abi::Int lda, fulcrum::abi::In<T> x,     \
      fulcrum::abi::Int incx, fulcrum::abi::ByValue<T> beta, fulcrum::abi::Out<T> y, fulcrum::abi::Int incy) { \
    fulcrum::abi::Caller caller{};                                                                             \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                  \
    fulcrum::abi::symv(caller, "cblas_" #NAME, uplo, fulcrum::SymvProblem<T>{fulcrum::Storage::Full, false,    \
        false, false, n, 0, fulcrum::abi::value<T>(alpha), static_cast<const T*>(a), lda,                      \
        static_cast<const T*>(x), incx, fulcrum::abi::value<T>(beta), static_cast<T*>(y), incy});              \
  }

#define FULCRUM_LEVEL2_SBMV(NAME, T)                                                                            \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* uplo, const fulcrum::abi::Int* n, const fulcrum::abi::Int* k,    \
      const T* alpha, const T* a, const fulcrum::abi::Int* lda, const T* x, const fulcrum::abi::Int* incx,      \
      const T* beta, T* y, const fulcrum::abi::Int* incy) {                                                     \
    fulcrum::abi::symv(fulcrum::abi::Caller::Fortran, #NAME, *uplo,                                             \
        fulcrum::SymvProblem<T>{fulcrum::Storage::Band, false, false, false, *n, *k, *alpha, a, *lda, x, *incx, \
        *beta, y, *incy});                                                                                      \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int uplo, fulcrum::abi::Int n, fulcrum::abi::Int k,         \
      fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> a, fulcrum::abi::Int lda, fulcrum::abi::In<T> x,      \
      fulcrum::abi::Int incx, fulcrum::abi::ByValue<T> beta, fulcrum::abi::Out<T> y, fulcrum::abi::Int incy) {  \
    fulcrum::abi::Caller caller{};                                                                              \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                   \
    fulcrum::abi::symv(caller, "cblas_" #NAME, uplo, fulcrum::SymvProblem<T>{fulcrum::Storage::Band, false,     \
        false, false, n, k, fulcrum::abi::value<T>(alpha), static_cast<const T*>(a), lda,                       \
        static_cast<const T*>(x), incx, fulcrum::abi::value<T>(beta), static_cast<T*>(y), incy});               \
  }

#define FULCRUM_LEVEL2_SPMV(NAME, T)                                                                          \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* uplo, const fulcrum::abi::Int* n, const T* alpha, const T* a,  \
      const T* x, const fulcrum::abi::Int* incx, const T* beta, T* y, const fulcrum::abi::Int* incy) {        \
    fulcrum::abi::symv(fulcrum::abi::Caller::Fortran, #NAME, *uplo,                                           \
        fulcrum::SymvProblem<T>{fulcrum::Storage::Packed, false, false, false, *n, 0, *alpha, a, 1, x, *incx, \
        *beta, y, *incy});                                                                                    \
  }                                                                                                           \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int uplo, fulcrum::abi::Int n,                            \
      fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> a, fulcrum::abi::In<T> x, fulcrum::abi::Int incx,   \
      fulcrum::abi::ByValue<T> beta, fulcrum::abi::Out<T> y, fulcrum::abi::Int incy) {                        \
    fulcrum::abi::Caller caller{};                                                                            \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                 \
    fulcrum::abi::symv(caller, "cblas_" #NAME, uplo, fulcrum::SymvProblem<T>{fulcrum::Storage::Packed, false, \
        false, false, n, 0, fulcrum::abi::value<T>(alpha), static_cast<const T*>(a), 1,                       \
        static_cast<const T*>(x), incx, fulcrum::abi::value<T>(beta), static_cast<T*>(y), incy});             \
  }

#define FULCRUM_LEVEL2_HEMV(NAME, T)                                                                           \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* uplo, const fulcrum::abi::Int* n, const T* alpha, const T* a,   \
      const fulcrum::abi::Int* lda, const T* x, const fulcrum::abi::Int* incx, const T* beta, T* y,            \
      const fulcrum::abi::Int* incy) {                                                                         \
    fulcrum::abi::symv(fulcrum::abi::Caller::Fortran, #NAME, *uplo,                                            \
        fulcrum::SymvProblem<T>{fulcrum::Storage::Full, true, false, false, *n, 0, *alpha, a, *lda, x, *incx,  \
        *beta, y, *incy});                                                                                     \
  }                                                                                                            \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int uplo, fulcrum::abi::Int n,                             \
      fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> a, fulcrum::abi::Int lda, fulcrum::abi::In<T> x,     \
      fulcrum::abi::Int incx, fulcrum::abi::ByValue<T> beta, fulcrum::abi::Out<T> y, fulcrum::abi::Int incy) { \
    fulcrum::abi::Caller caller{};                                                                             \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                  \
    fulcrum::abi::symv(caller, "cblas_" #NAME, uplo, fulcrum::SymvProblem<T>{fulcrum::Storage::Full, true,     \
        false, false, n, 0, fulcrum::abi::value<T>(alpha), static_cast<const T*>(a), lda,                      \
        static_cast<const T*>(x), incx, fulcrum::abi::value<T>(beta), static_cast<T*>(y), incy});              \
  }

#define FULCRUM_LEVEL2_HBMV(NAME, T)                                                                           \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* uplo, const fulcrum::abi::Int* n, const fulcrum::abi::Int* k,   \
      const T* alpha, const T* a, const fulcrum::abi::Int* lda, const T* x, const fulcrum::abi::Int* incx,     \
      const T* beta, T* y, const fulcrum::abi::Int* incy) {                                                    \
    fulcrum::abi::symv(fulcrum::abi::Caller::Fortran, #NAME, *uplo,                                            \
        fulcrum::SymvProblem<T>{fulcrum::Storage::Band, true, false, false, *n, *k, *alpha, a, *lda, x, *incx, \
        *beta, y, *incy});                                                                                     \
  }                                                                                                            \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int uplo, fulcrum::abi::Int n, fulcrum::abi::Int k,        \
      fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> a, fulcrum::abi::Int lda, fulcrum::abi::In<T> x,     \
      fulcrum::abi::Int incx, fulcrum::abi::ByValue<T> beta, fulcrum::abi::Out<T> y, fulcrum::abi::Int incy) { \
    fulcrum::abi::Caller caller{};                                                                             \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                  \
    fulcrum::abi::symv(caller, "cblas_" #NAME, uplo, fulcrum::SymvProblem<T>{fulcrum::Storage::Band, true,     \
        false, false, n, k, fulcrum::abi::value<T>(alpha), static_cast<const T*>(a), lda,                      \
        static_cast<const T*>(x), incx, fulcrum::abi::value<T>(beta), static_cast<T*>(y), incy});              \
  }

#define FULCRUM_LEVEL2_HPMV(NAME, T)                                                                         \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* uplo, const fulcrum::abi::Int* n, const T* alpha, const T* a, \
      const T* x, const fulcrum::abi::Int* incx, const T* beta, T* y, const fulcrum::abi::Int* incy) {       \
    fulcrum::abi::symv(fulcrum::abi::Caller::Fortran, #NAME, *uplo,                                          \
        fulcrum::SymvProblem<T>{fulcrum::Storage::Packed, true, false, false, *n, 0, *alpha, a, 1, x, *incx, \
        *beta, y, *incy});                                                                                   \
  }                                                                                                          \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int uplo, fulcrum::abi::Int n,                           \
      fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> a, fulcrum::abi::In<T> x, fulcrum::abi::Int incx,  \
      fulcrum::abi::ByValue<T> beta, fulcrum::abi::Out<T> y, fulcrum::abi::Int incy) {                       \
    fulcrum::abi::Caller caller{};                                                                           \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                \
    fulcrum::abi::symv(caller, "cblas_" #NAME, uplo, fulcrum::SymvProblem<T>{fulcrum::Storage::Packed, true, \
        false, false, n, 0, fulcrum::abi::value<T>(alpha), static_cast<const T*>(a), 1,                      \
        static_cast<const T*>(x), incx, fulcrum::abi::value<T>(beta), static_cast<T*>(y), incy});            \
  }

#define FULCRUM_LEVEL2_TRMV(NAME, T)                                                                            \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* uplo, const char* trans, const char* diag,                       \
      const fulcrum::abi::Int* n, const T* a, const fulcrum::abi::Int* lda, T* x,                               \
      const fulcrum::abi::Int* incx) {                                                                          \
    fulcrum::abi::trv(fulcrum::abi::Caller::Fortran, #NAME, *uplo, *trans, *diag,                               \
        fulcrum::TrvProblem<T>{fulcrum::Storage::Full, false, false, false, false, false, *n, 0, a, *lda, x,    \
        *incx});                                                                                                \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int uplo, int trans, int diag, fulcrum::abi::Int n,         \
      fulcrum::abi::In<T> a, fulcrum::abi::Int lda, fulcrum::abi::Out<T> x, fulcrum::abi::Int incx) {           \
    fulcrum::abi::Caller caller{};                                                                              \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                   \
    fulcrum::abi::trv(caller, "cblas_" #NAME, uplo, trans, diag, fulcrum::TrvProblem<T>{fulcrum::Storage::Full, \
        false, false, false, false, false, n, 0, static_cast<const T*>(a), lda, static_cast<T*>(x), incx});     \
  }

#define FULCRUM_LEVEL2_TBMV(NAME, T)                                                                            \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* uplo, const char* trans, const char* diag,                       \
      const fulcrum::abi::Int* n, const fulcrum::abi::Int* k, const T* a, const fulcrum::abi::Int* lda, T* x,   \
      const fulcrum::abi::Int* incx) {                                                                          \
    fulcrum::abi::trv(fulcrum::abi::Caller::Fortran, #NAME, *uplo, *trans, *diag,                               \
        fulcrum::TrvProblem<T>{fulcrum::Storage::Band, false, false, false, false, false, *n, *k, a, *lda, x,   \
        *incx});                                                                                                \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int uplo, int trans, int diag, fulcrum::abi::Int n,         \
      fulcrum::abi::Int k, fulcrum::abi::In<T> a, fulcrum::abi::Int lda, fulcrum::abi::Out<T> x,                \
      fulcrum::abi::Int incx) {                                                                                 \
    fulcrum::abi::Caller caller{};                                                                              \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                   \
    fulcrum::abi::trv(caller, "cblas_" #NAME, uplo, trans, diag, fulcrum::TrvProblem<T>{fulcrum::Storage::Band, \
        false, false, false, false, false, n, k, static_cast<const T*>(a), lda, static_cast<T*>(x), incx});     \
  }

#define FULCRUM_LEVEL2_TPMV(NAME, T)                                                                        \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* uplo, const char* trans, const char* diag,                   \
      const fulcrum::abi::Int* n, const T* a, T* x, const fulcrum::abi::Int* incx) {                        \
    fulcrum::abi::trv(fulcrum::abi::Caller::Fortran, #NAME, *uplo, *trans, *diag,                           \
        fulcrum::TrvProblem<T>{fulcrum::Storage::Packed, false, false, false, false, false, *n, 0, a, 1, x, \
        *incx});                                                                                            \
  }                                                                                                         \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int uplo, int trans, int diag, fulcrum::abi::Int n,     \
      fulcrum::abi::In<T> a, fulcrum::abi::Out<T> x, fulcrum::abi::Int incx) {                              \
    fulcrum::abi::Caller caller{};                                                                          \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                               \
    fulcrum::abi::trv(caller, "cblas_" #NAME, uplo, trans, diag,                                            \
        fulcrum::TrvProblem<T>{fulcrum::Storage::Packed, false, false, false, false, false, n, 0,           \
        static_cast<const T*>(a), 1, static_cast<T*>(x), incx});                                            \
  }

#define FULCRUM_LEVEL2_TRSV(NAME, T)                                                                            \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* uplo, const char* trans, const char* diag,                       \
      const fulcrum::abi::Int* n, const T* a, const fulcrum::abi::Int* lda, T* x,                               \
      const fulcrum::abi::Int* incx) {                                                                          \
    fulcrum::abi::trv(fulcrum::abi::Caller::Fortran, #NAME, *uplo, *trans, *diag,                               \
        fulcrum::TrvProblem<T>{fulcrum::Storage::Full, true, false, false, false, false, *n, 0, a, *lda, x,     \
        *incx});                                                                                                \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int uplo, int trans, int diag, fulcrum::abi::Int n,         \
      fulcrum::abi::In<T> a, fulcrum::abi::Int lda, fulcrum::abi::Out<T> x, fulcrum::abi::Int incx) {           \
    fulcrum::abi::Caller caller{};                                                                              \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                   \
    fulcrum::abi::trv(caller, "cblas_" #NAME, uplo, trans, diag, fulcrum::TrvProblem<T>{fulcrum::Storage::Full, \
        true, false, false, false, false, n, 0, static_cast<const T*>(a), lda, static_cast<T*>(x), incx});      \
  }

#define FULCRUM_LEVEL2_TBSV(NAME, T)                                                                            \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* uplo, const char* trans, const char* diag,                       \
      const fulcrum::abi::Int* n, const fulcrum::abi::Int* k, const T* a, const fulcrum::abi::Int* lda, T* x,   \
      const fulcrum::abi::Int* incx) {                                                                          \
    fulcrum::abi::trv(fulcrum::abi::Caller::Fortran, #NAME, *uplo, *trans, *diag,                               \
        fulcrum::TrvProblem<T>{fulcrum::Storage::Band, true, false, false, false, false, *n, *k, a, *lda, x,    \
        *incx});                                                                                                \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int uplo, int trans, int diag, fulcrum::abi::Int n,         \
      fulcrum::abi::Int k, fulcrum::abi::In<T> a, fulcrum::abi::Int lda, fulcrum::abi::Out<T> x,                \
      fulcrum::abi::Int incx) {                                                                                 \
    fulcrum::abi::Caller caller{};                                                                              \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                   \
    fulcrum::abi::trv(caller, "cblas_" #NAME, uplo, trans, diag, fulcrum::TrvProblem<T>{fulcrum::Storage::Band, \
        true, false, false, false, false, n, k, static_cast<const T*>(a), lda, static_cast<T*>(x), incx});      \
  }

#define FULCRUM_LEVEL2_TPSV(NAME, T)                                                                       \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* uplo, const char* trans, const char* diag,                  \
      const fulcrum::abi::Int* n, const T* a, T* x, const fulcrum::abi::Int* incx) {                       \
    fulcrum::abi::trv(fulcrum::abi::Caller::Fortran, #NAME, *uplo, *trans, *diag,                          \
        fulcrum::TrvProblem<T>{fulcrum::Storage::Packed, true, false, false, false, false, *n, 0, a, 1, x, \
        *incx});                                                                                           \
  }                                                                                                        \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int uplo, int trans, int diag, fulcrum::abi::Int n,    \
      fulcrum::abi::In<T> a, fulcrum::abi::Out<T> x, fulcrum::abi::Int incx) {                             \
    fulcrum::abi::Caller caller{};                                                                         \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                              \
    fulcrum::abi::trv(caller, "cblas_" #NAME, uplo, trans, diag,                                           \
        fulcrum::TrvProblem<T>{fulcrum::Storage::Packed, true, false, false, false, false, n, 0,           \
        static_cast<const T*>(a), 1, static_cast<T*>(x), incx});                                           \
  }

#define FULCRUM_LEVEL2_GER(NAME, T)                                                                         \
  FULCRUM_BLAS_EXPORT void NAME##_(const fulcrum::abi::Int* m, const fulcrum::abi::Int* n, const T* alpha,  \
      const T* x, const fulcrum::abi::Int* incx, const T* y, const fulcrum::abi::Int* incy, T* a,           \
      const fulcrum::abi::Int* lda) {                                                                       \
    fulcrum::abi::ger(fulcrum::abi::Caller::Fortran, #NAME, fulcrum::GerProblem<T>{false, false, *m, *n,    \
        *alpha, x, *incx, y, *incy, a, *lda});                                                              \
  }                                                                                                         \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, fulcrum::abi::Int m, fulcrum::abi::Int n,               \
      fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> x, fulcrum::abi::Int incx, fulcrum::abi::In<T> y, \
      fulcrum::abi::Int incy, fulcrum::abi::Out<T> a, fulcrum::abi::Int lda) {                              \
    fulcrum::abi::Caller caller{};                                                                          \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                               \
    fulcrum::abi::ger(caller, "cblas_" #NAME, fulcrum::GerProblem<T>{false, false, m, n,                    \
        fulcrum::abi::value<T>(alpha), static_cast<const T*>(x), incx, static_cast<const T*>(y), incy,      \
        static_cast<T*>(a), lda});                                                                          \
  }

#define FULCRUM_LEVEL2_GERU(NAME, T)                                                                        \
  FULCRUM_BLAS_EXPORT void NAME##_(const fulcrum::abi::Int* m, const fulcrum::abi::Int* n, const T* alpha,  \
      const T* x, const fulcrum::abi::Int* incx, const T* y, const fulcrum::abi::Int* incy, T* a,           \
      const fulcrum::abi::Int* lda) {                                                                       \
    fulcrum::abi::ger(fulcrum::abi::Caller::Fortran, #NAME, fulcrum::GerProblem<T>{false, false, *m, *n,    \
        *alpha, x, *incx, y, *incy, a, *lda});                                                              \
  }                                                                                                         \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, fulcrum::abi::Int m, fulcrum::abi::Int n,               \
      fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> x, fulcrum::abi::Int incx, fulcrum::abi::In<T> y, \
      fulcrum::abi::Int incy, fulcrum::abi::Out<T> a, fulcrum::abi::Int lda) {                              \
    fulcrum::abi::Caller caller{};                                                                          \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                               \
    fulcrum::abi::ger(caller, "cblas_" #NAME, fulcrum::GerProblem<T>{false, false, m, n,                    \
        fulcrum::abi::value<T>(alpha), static_cast<const T*>(x), incx, static_cast<const T*>(y), incy,      \
        static_cast<T*>(a), lda});                                                                          \
  }

#define FULCRUM_LEVEL2_GERC(NAME, T)                                                                            \
  FULCRUM_BLAS_EXPORT void NAME##_(const fulcrum::abi::Int* m, const fulcrum::abi::Int* n, const T* alpha,      \
      const T* x, const fulcrum::abi::Int* incx, const T* y, const fulcrum::abi::Int* incy, T* a,               \
      const fulcrum::abi::Int* lda) {                                                                           \
    fulcrum::abi::ger(fulcrum::abi::Caller::Fortran, #NAME, fulcrum::GerProblem<T>{false, true, *m, *n, *alpha, \
        x, *incx, y, *incy, a, *lda});                                                                          \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, fulcrum::abi::Int m, fulcrum::abi::Int n,                   \
      fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> x, fulcrum::abi::Int incx, fulcrum::abi::In<T> y,     \
      fulcrum::abi::Int incy, fulcrum::abi::Out<T> a, fulcrum::abi::Int lda) {                                  \
    fulcrum::abi::Caller caller{};                                                                              \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                   \
    fulcrum::abi::ger(caller, "cblas_" #NAME, fulcrum::GerProblem<T>{false, true, m, n,                         \
        fulcrum::abi::value<T>(alpha), static_cast<const T*>(x), incx, static_cast<const T*>(y), incy,          \
        static_cast<T*>(a), lda});                                                                              \
  }

#define FULCRUM_LEVEL2_SYR(NAME, T)                                                                          \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* uplo, const fulcrum::abi::Int* n, const T* alpha, const T* x, \
      const fulcrum::abi::Int* incx, T* a, const fulcrum::abi::Int* lda) {                                   \
    fulcrum::abi::syr(fulcrum::abi::Caller::Fortran, #NAME, *uplo,                                           \
        fulcrum::SyrProblem<T>{fulcrum::Storage::Full, false, false, false, *n, *alpha, x, *incx, a, *lda}); \
  }                                                                                                          \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int uplo, fulcrum::abi::Int n,                           \
      fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> x, fulcrum::abi::Int incx, fulcrum::abi::Out<T> a, \
      fulcrum::abi::Int lda) {                                                                               \
    fulcrum::abi::Caller caller{};                                                                           \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                \
    fulcrum::abi::syr(caller, "cblas_" #NAME, uplo, fulcrum::SyrProblem<T>{fulcrum::Storage::Full, false,    \
        false, false, n, fulcrum::abi::value<T>(alpha), static_cast<const T*>(x), incx, static_cast<T*>(a),  \
        lda});                                                                                               \
  }

#define FULCRUM_LEVEL2_SPR(NAME, T)                                                                              \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* uplo, const fulcrum::abi::Int* n, const T* alpha, const T* x,     \
      const fulcrum::abi::Int* incx, T* a) {                                                                     \
    fulcrum::abi::syr(fulcrum::abi::Caller::Fortran, #NAME, *uplo,                                               \
        fulcrum::SyrProblem<T>{fulcrum::Storage::Packed, false, false, false, *n, *alpha, x, *incx, a, 1});      \
  }                                                                                                              \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int uplo, fulcrum::abi::Int n,                               \
      fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> x, fulcrum::abi::Int incx, fulcrum::abi::Out<T> a) {   \
    fulcrum::abi::Caller caller{};                                                                               \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                    \
    fulcrum::abi::syr(caller, "cblas_" #NAME, uplo, fulcrum::SyrProblem<T>{fulcrum::Storage::Packed, false,      \
        false, false, n, fulcrum::abi::value<T>(alpha), static_cast<const T*>(x), incx, static_cast<T*>(a), 1}); \
  }

#define FULCRUM_LEVEL2_HER(NAME, T)                                                                             \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* uplo, const fulcrum::abi::Int* n, const fulcrum::Real<T>* alpha, \
      const T* x, const fulcrum::abi::Int* incx, T* a, const fulcrum::abi::Int* lda) {                          \
    fulcrum::abi::syr(fulcrum::abi::Caller::Fortran, #NAME, *uplo,                                              \
        fulcrum::SyrProblem<T>{fulcrum::Storage::Full, true, false, false, *n, *alpha, x, *incx, a, *lda});     \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int uplo, fulcrum::abi::Int n, fulcrum::Real<T> alpha,      \
      fulcrum::abi::In<T> x, fulcrum::abi::Int incx, fulcrum::abi::Out<T> a, fulcrum::abi::Int lda) {           \
    fulcrum::abi::Caller caller{};                                                                              \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                   \
    fulcrum::abi::syr(caller, "cblas_" #NAME, uplo, fulcrum::SyrProblem<T>{fulcrum::Storage::Full, true, false, \
        false, n, alpha, static_cast<const T*>(x), incx, static_cast<T*>(a), lda});                             \
  }

#define FULCRUM_LEVEL2_HPR(NAME, T)                                                                             \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* uplo, const fulcrum::abi::Int* n, const fulcrum::Real<T>* alpha, \
      const T* x, const fulcrum::abi::Int* incx, T* a) {                                                        \
    fulcrum::abi::syr(fulcrum::abi::Caller::Fortran, #NAME, *uplo,                                              \
        fulcrum::SyrProblem<T>{fulcrum::Storage::Packed, true, false, false, *n, *alpha, x, *incx, a, 1});      \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int uplo, fulcrum::abi::Int n, fulcrum::Real<T> alpha,      \
      fulcrum::abi::In<T> x, fulcrum::abi::Int incx, fulcrum::abi::Out<T> a) {                                  \
    fulcrum::abi::Caller caller{};                                                                              \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                   \
    fulcrum::abi::syr(caller, "cblas_" #NAME, uplo, fulcrum::SyrProblem<T>{fulcrum::Storage::Packed, true,      \
        false, false, n, alpha, static_cast<const T*>(x), incx, static_cast<T*>(a), 1});                        \
  }

#define FULCRUM_LEVEL2_SYR2(NAME, T)                                                                            \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* uplo, const fulcrum::abi::Int* n, const T* alpha, const T* x,    \
      const fulcrum::abi::Int* incx, const T* y, const fulcrum::abi::Int* incy, T* a,                           \
      const fulcrum::abi::Int* lda) {                                                                           \
    fulcrum::abi::syr2(fulcrum::abi::Caller::Fortran, #NAME, *uplo,                                             \
        fulcrum::Syr2Problem<T>{fulcrum::Storage::Full, false, false, false, *n, *alpha, x, *incx, y, *incy, a, \
        *lda});                                                                                                 \
  }                                                                                                             \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int uplo, fulcrum::abi::Int n,                              \
      fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> x, fulcrum::abi::Int incx, fulcrum::abi::In<T> y,     \
      fulcrum::abi::Int incy, fulcrum::abi::Out<T> a, fulcrum::abi::Int lda) {                                  \
    fulcrum::abi::Caller caller{};                                                                              \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                   \
    fulcrum::abi::syr2(caller, "cblas_" #NAME, uplo, fulcrum::Syr2Problem<T>{fulcrum::Storage::Full, false,     \
        false, false, n, fulcrum::abi::value<T>(alpha), static_cast<const T*>(x), incx,                         \
        static_cast<const T*>(y), incy, static_cast<T*>(a), lda});                                              \
  }

#define FULCRUM_LEVEL2_SPR2(NAME, T)                                                                           \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* uplo, const fulcrum::abi::Int* n, const T* alpha, const T* x,   \
      const fulcrum::abi::Int* incx, const T* y, const fulcrum::abi::Int* incy, T* a) {                        \
    fulcrum::abi::syr2(fulcrum::abi::Caller::Fortran, #NAME, *uplo,                                            \
        fulcrum::Syr2Problem<T>{fulcrum::Storage::Packed, false, false, false, *n, *alpha, x, *incx, y, *incy, \
        a, 1});                                                                                                \
  }                                                                                                            \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int uplo, fulcrum::abi::Int n,                             \
      fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> x, fulcrum::abi::Int incx, fulcrum::abi::In<T> y,    \
      fulcrum::abi::Int incy, fulcrum::abi::Out<T> a) {                                                        \
    fulcrum::abi::Caller caller{};                                                                             \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                  \
    fulcrum::abi::syr2(caller, "cblas_" #NAME, uplo, fulcrum::Syr2Problem<T>{fulcrum::Storage::Packed, false,  \
        false, false, n, fulcrum::abi::value<T>(alpha), static_cast<const T*>(x), incx,                        \
        static_cast<const T*>(y), incy, static_cast<T*>(a), 1});                                               \
  }

#define FULCRUM_LEVEL2_HER2(NAME, T)                                                                           \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* uplo, const fulcrum::abi::Int* n, const T* alpha, const T* x,   \
      const fulcrum::abi::Int* incx, const T* y, const fulcrum::abi::Int* incy, T* a,                          \
      const fulcrum::abi::Int* lda) {                                                                          \
    fulcrum::abi::syr2(fulcrum::abi::Caller::Fortran, #NAME, *uplo,                                            \
        fulcrum::Syr2Problem<T>{fulcrum::Storage::Full, true, false, false, *n, *alpha, x, *incx, y, *incy, a, \
        *lda});                                                                                                \
  }                                                                                                            \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int uplo, fulcrum::abi::Int n,                             \
      fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> x, fulcrum::abi::Int incx, fulcrum::abi::In<T> y,    \
      fulcrum::abi::Int incy, fulcrum::abi::Out<T> a, fulcrum::abi::Int lda) {                                 \
    fulcrum::abi::Caller caller{};                                                                             \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                  \
    fulcrum::abi::syr2(caller, "cblas_" #NAME, uplo, fulcrum::Syr2Problem<T>{fulcrum::Storage::Full, true,     \
        false, false, n, fulcrum::abi::value<T>(alpha), static_cast<const T*>(x), incx,                        \
        static_cast<const T*>(y), incy, static_cast<T*>(a), lda});                                             \
  }

#define FULCRUM_LEVEL2_HPR2(NAME, T)                                                                          \
  FULCRUM_BLAS_EXPORT void NAME##_(const char* uplo, const fulcrum::abi::Int* n, const T* alpha, const T* x,  \
      const fulcrum::abi::Int* incx, const T* y, const fulcrum::abi::Int* incy, T* a) {                       \
    fulcrum::abi::syr2(fulcrum::abi::Caller::Fortran, #NAME, *uplo,                                           \
        fulcrum::Syr2Problem<T>{fulcrum::Storage::Packed, true, false, false, *n, *alpha, x, *incx, y, *incy, \
        a, 1});                                                                                               \
  }                                                                                                           \
  FULCRUM_BLAS_EXPORT void cblas_##NAME(int layout, int uplo, fulcrum::abi::Int n,                            \
      fulcrum::abi::ByValue<T> alpha, fulcrum::abi::In<T> x, fulcrum::abi::Int incx, fulcrum::abi::In<T> y,   \
      fulcrum::abi::Int incy, fulcrum::abi::Out<T> a) {                                                       \
    fulcrum::abi::Caller caller{};                                                                            \
    if (!fulcrum::abi::known_layout("cblas_" #NAME, layout, &caller)) return;                                 \
    fulcrum::abi::syr2(caller, "cblas_" #NAME, uplo, fulcrum::Syr2Problem<T>{fulcrum::Storage::Packed, true,  \
        false, false, n, fulcrum::abi::value<T>(alpha), static_cast<const T*>(x), incx,                       \
        static_cast<const T*>(y), incy, static_cast<T*>(a), 1});                                              \
  }

#define FULCRUM_LEVEL2(FAMILY, NAME, T) FULCRUM_LEVEL2_##FAMILY(NAME, T)
FULCRUM_BLAS_LEVEL2_ROUTINES(FULCRUM_LEVEL2)

#ifdef FULCRUM_BLAS_INT64
FULCRUM_BLAS_LEVEL2_ROUTINES(FULCRUM_BLAS_ALIASES)
#endif
// NOLINTEND(bugprone-macro-parentheses)
// clang-format on
