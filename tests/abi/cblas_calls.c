/* SPDX-License-Identifier: Apache-2.0 */
/* Every function that the reference's cblas.h (LAPACK 3.12) declares, through a pointer of the type
 * that it has there, called once on empty vectors and matrices. As C, as C++98 and as C++20; with
 * 32-bit and 64-bit integers, with CBLAS_API64 by the names with _64. Exits with 0 where as many
 * functions were called as our header declares (FULCRUM_DECLARED). With FULCRUM_SYSTEM_CBLAS it is
 * compiled, not run, against the system's header of 3.11: the types below are the reference's. */
#ifdef FULCRUM_SYSTEM_CBLAS
#include FULCRUM_SYSTEM_CBLAS
#else
#include <cblas.h>
#endif
#include <stdio.h>

#ifndef FULCRUM_SYSTEM_CBLAS
#ifndef FULCRUM_CBLAS_H_
#error "another cblas.h was found"
#endif
#endif

#ifdef CBLAS_API64
#define INT int64_t
#else
#define INT CBLAS_INT
#endif

/* NOLINTBEGIN(bugprone-macro-parentheses,modernize-use-using): types, and C */

/* What programs write besides calls. */
static enum CBLAS_ORDER order = CblasRowMajor;
static CBLAS_ORDER layout = CblasColMajor;
static enum CBLAS_TRANSPOSE trans = CblasConjTrans;
static const enum CBLAS_UPLO uplo = CblasUpper;
static const enum CBLAS_DIAG diag = CblasNonUnit;
static const enum CBLAS_SIDE side = CblasLeft;
static const char form[] = "%" CBLAS_IFMT;
typedef char values[CblasRowMajor == 101 && CblasColMajor == 102 && CblasNoTrans == 111 &&
                            CblasTrans == 112 && CblasConjTrans == 113 && CblasUpper == 121 &&
                            CblasLower == 122 && CblasNonUnit == 131 && CblasUnit == 132 &&
                            CblasLeft == 141 && CblasRight == 142
                        ? 1
                        : -1];
static int called;
static double memory[64];

#define CALL(RESULT, NAME, PARAMETERS, ARGUMENTS)                  \
  {                                                                \
    RESULT(*const function) PARAMETERS = API_SUFFIX(cblas_##NAME); \
    (void)function ARGUMENTS;                                      \
    ++called;                                                      \
  }
#ifdef FULCRUM_SYSTEM_CBLAS /* 3.11 has neither API_SUFFIX nor what 3.12 added */
#define API_SUFFIX(name) name
#define CALL_312(RESULT, NAME, PARAMETERS, ARGUMENTS)
#else
#define CALL_312(RESULT, NAME, PARAMETERS, ARGUMENTS) CALL(RESULT, NAME, PARAMETERS, ARGUMENTS)
#endif

#define LAYOUT CBLAS_LAYOUT
#define TRANS CBLAS_TRANSPOSE
#define UPLO CBLAS_UPLO
#define DIAG CBLAS_DIAG
#define SIDE CBLAS_SIDE

/* Level 1. T: an element, S: a scalar as it is passed, R: a real number. */
#define LEVEL1(P, T, S, ALPHA)                                                                 \
  CALL(void, P##swap, (INT, T*, INT, T*, INT), (0, x, 1, y, 1))                                \
  CALL(void, P##copy, (INT, const T*, INT, T*, INT), (0, x, 1, y, 1))                          \
  CALL(void, P##axpy, (INT, S, const T*, INT, T*, INT), (0, ALPHA, x, 1, y, 1))                \
  CALL_312(void, P##axpby, (INT, S, const T*, INT, S, T*, INT), (0, ALPHA, x, 1, ALPHA, y, 1)) \
  CALL(void, P##scal, (INT, S, T*, INT), (0, ALPHA, x, 1))                                     \
  CALL(CBLAS_INDEX, i##P##amax, (INT, const T*, INT), (0, x, 1))

#define LEVEL1_REAL(P, T)                                                    \
  CALL(T, P##dot, (INT, const T*, INT, const T*, INT), (0, x, 1, y, 1))      \
  CALL(T, P##nrm2, (INT, const T*, INT), (0, x, 1))                          \
  CALL(T, P##asum, (INT, const T*, INT), (0, x, 1))                          \
  CALL(void, P##rot, (INT, T*, INT, T*, INT, T, T), (0, x, 1, y, 1, 1, 0))   \
  CALL(void, P##rotg, (T*, T*, T*, T*), (x, x + 1, x + 2, x + 3))            \
  CALL(void, P##rotm, (INT, T*, INT, T*, INT, const T*), (0, x, 1, y, 1, x)) \
  CALL(void, P##rotmg, (T*, T*, T*, T, T*), (x, x + 1, x + 2, 1, x + 3))

/* Complex: NRM2, ASUM, CABS1, ROT and SCAL are named by both types. */
#define LEVEL1_COMPLEX(P, R, NRM2, ASUM, CABS1, ROT, SCAL)                                      \
  CALL(void, P##dotu_sub, (INT, const void*, INT, const void*, INT, void*), (0, x, 1, y, 1, z)) \
  CALL(void, P##dotc_sub, (INT, const void*, INT, const void*, INT, void*), (0, x, 1, y, 1, z)) \
  CALL(R, NRM2, (INT, const void*, INT), (0, x, 1))                                             \
  CALL(R, ASUM, (INT, const void*, INT), (0, x, 1))                                             \
  CALL(R, CABS1, (const void*), (x))                                                            \
  CALL(void, ROT, (INT, void*, INT, void*, INT, R, R), (0, x, 1, y, 1, 1, 0))                   \
  CALL(void, SCAL, (INT, R, void*, INT), (0, 1, x, 1))                                          \
  CALL(void, P##rotg, (void*, void*, R*, void*), (x, x, (R*)z, y))

/* Level 2 and 3, of all types. */
#define MATRICES(P, T, S, ALPHA)                                                                \
  CALL(void, P##gemv, (LAYOUT, TRANS, INT, INT, S, const T*, INT, const T*, INT, S, T*, INT),   \
       (layout, trans, 0, 0, ALPHA, x, 1, x, 1, ALPHA, y, 1))                                   \
  CALL(void, P##gbmv,                                                                           \
       (LAYOUT, TRANS, INT, INT, INT, INT, S, const T*, INT, const T*, INT, S, T*, INT),        \
       (layout, trans, 0, 0, 0, 0, ALPHA, x, 1, x, 1, ALPHA, y, 1))                             \
  CALL(void, P##trmv, (LAYOUT, UPLO, TRANS, DIAG, INT, const T*, INT, T*, INT),                 \
       (layout, uplo, trans, diag, 0, x, 1, y, 1))                                              \
  CALL(void, P##trsv, (LAYOUT, UPLO, TRANS, DIAG, INT, const T*, INT, T*, INT),                 \
       (layout, uplo, trans, diag, 0, x, 1, y, 1))                                              \
  CALL(void, P##tbmv, (LAYOUT, UPLO, TRANS, DIAG, INT, INT, const T*, INT, T*, INT),            \
       (layout, uplo, trans, diag, 0, 0, x, 1, y, 1))                                           \
  CALL(void, P##tbsv, (LAYOUT, UPLO, TRANS, DIAG, INT, INT, const T*, INT, T*, INT),            \
       (layout, uplo, trans, diag, 0, 0, x, 1, y, 1))                                           \
  CALL(void, P##tpmv, (LAYOUT, UPLO, TRANS, DIAG, INT, const T*, T*, INT),                      \
       (layout, uplo, trans, diag, 0, x, y, 1))                                                 \
  CALL(void, P##tpsv, (LAYOUT, UPLO, TRANS, DIAG, INT, const T*, T*, INT),                      \
       (layout, uplo, trans, diag, 0, x, y, 1))                                                 \
  CALL(void, P##gemm,                                                                           \
       (LAYOUT, TRANS, TRANS, INT, INT, INT, S, const T*, INT, const T*, INT, S, T*, INT),      \
       (layout, trans, trans, 0, 0, 0, ALPHA, x, 1, x, 1, ALPHA, y, 1))                         \
  CALL_312(void, P##gemmtr,                                                                     \
           (LAYOUT, UPLO, TRANS, TRANS, INT, INT, S, const T*, INT, const T*, INT, S, T*, INT), \
           (layout, uplo, trans, trans, 0, 0, ALPHA, x, 1, x, 1, ALPHA, y, 1))                  \
  CALL(void, P##trmm, (LAYOUT, SIDE, UPLO, TRANS, DIAG, INT, INT, S, const T*, INT, T*, INT),   \
       (layout, side, uplo, trans, diag, 0, 0, ALPHA, x, 1, y, 1))                              \
  CALL(void, P##trsm, (LAYOUT, SIDE, UPLO, TRANS, DIAG, INT, INT, S, const T*, INT, T*, INT),   \
       (layout, side, uplo, trans, diag, 0, 0, ALPHA, x, 1, y, 1))                              \
  SYMMETRIC_PRODUCT(P, symm, T, S, ALPHA)                                                       \
  CALL(void, P##syrk, (LAYOUT, UPLO, TRANS, INT, INT, S, const T*, INT, S, T*, INT),            \
       (layout, uplo, CblasNoTrans, 0, 0, ALPHA, x, 1, ALPHA, y, 1))                            \
  CALL(void, P##syr2k,                                                                          \
       (LAYOUT, UPLO, TRANS, INT, INT, S, const T*, INT, const T*, INT, S, T*, INT),            \
       (layout, uplo, CblasNoTrans, 0, 0, ALPHA, x, 1, x, 1, ALPHA, y, 1))

/* Symmetric or Hermitian: symv and hemv, symm and hemm. */
#define SYMMETRIC_PRODUCT(P, NAME, T, S, ALPHA)                                                    \
  CALL(void, P##NAME, (LAYOUT, SIDE, UPLO, INT, INT, S, const T*, INT, const T*, INT, S, T*, INT), \
       (layout, side, uplo, 0, 0, ALPHA, x, 1, x, 1, ALPHA, y, 1))

#define SYMMETRIC(P, MV, BMV, PMV, R2, PR2, T, S, ALPHA)                                    \
  CALL(void, P##MV, (LAYOUT, UPLO, INT, S, const T*, INT, const T*, INT, S, T*, INT),       \
       (layout, uplo, 0, ALPHA, x, 1, x, 1, ALPHA, y, 1))                                   \
  CALL(void, P##BMV, (LAYOUT, UPLO, INT, INT, S, const T*, INT, const T*, INT, S, T*, INT), \
       (layout, uplo, 0, 0, ALPHA, x, 1, x, 1, ALPHA, y, 1))                                \
  CALL(void, P##PMV, (LAYOUT, UPLO, INT, S, const T*, const T*, INT, S, T*, INT),           \
       (layout, uplo, 0, ALPHA, x, x, 1, ALPHA, y, 1))                                      \
  CALL(void, P##R2, (LAYOUT, UPLO, INT, S, const T*, INT, const T*, INT, T*, INT),          \
       (layout, uplo, 0, ALPHA, x, 1, x, 1, y, 1))                                          \
  CALL(void, P##PR2, (LAYOUT, UPLO, INT, S, const T*, INT, const T*, INT, T*),              \
       (layout, uplo, 0, ALPHA, x, 1, x, 1, y))

/* Updates of rank 1 by a real scalar: syr and her. */
#define RANK1(P, R1, PR1, T, R)                                     \
  CALL(void, P##R1, (LAYOUT, UPLO, INT, R, const T*, INT, T*, INT), \
       (layout, uplo, 0, 1, x, 1, y, 1))                            \
  CALL(void, P##PR1, (LAYOUT, UPLO, INT, R, const T*, INT, T*), (layout, uplo, 0, 1, x, 1, y))

#define GER(P, NAME, T, S, ALPHA)                                                   \
  CALL(void, P##NAME, (LAYOUT, INT, INT, S, const T*, INT, const T*, INT, T*, INT), \
       (layout, 0, 0, ALPHA, x, 1, x, 1, y, 1))

#define REAL(P, T)                                      \
  {                                                     \
    T* const x = (T*)memory;                            \
    T* const y = x + 16;                                \
    LEVEL1(P, T, T, 1)                                  \
    LEVEL1_REAL(P, T)                                   \
    MATRICES(P, T, T, 1)                                \
    SYMMETRIC(P, symv, sbmv, spmv, syr2, spr2, T, T, 1) \
    RANK1(P, syr, spr, T, T)                            \
    GER(P, ger, T, T, 1)                                \
  }

#define COMPLEX(P, R, NRM2, ASUM, CABS1, ROT, SCAL)                                          \
  {                                                                                          \
    void* const x = memory;                                                                  \
    void* const y = memory + 16;                                                             \
    void* const z = memory + 32;                                                             \
    LEVEL1(P, void, const void*, x)                                                          \
    LEVEL1_COMPLEX(P, R, NRM2, ASUM, CABS1, ROT, SCAL)                                       \
    MATRICES(P, void, const void*, x)                                                        \
    SYMMETRIC(P, hemv, hbmv, hpmv, her2, hpr2, void, const void*, x)                         \
    RANK1(P, her, hpr, void, R)                                                              \
    GER(P, geru, void, const void*, x)                                                       \
    GER(P, gerc, void, const void*, x)                                                       \
    SYMMETRIC_PRODUCT(P, hemm, void, const void*, x)                                         \
    CALL(void, P##herk, (LAYOUT, UPLO, TRANS, INT, INT, R, const void*, INT, R, void*, INT), \
         (layout, uplo, CblasNoTrans, 0, 0, 1, x, 1, 1, y, 1))                               \
    CALL(void, P##her2k,                                                                     \
         (LAYOUT, UPLO, TRANS, INT, INT, const void*, const void*, INT, const void*, INT, R, \
          void*, INT),                                                                       \
         (layout, uplo, CblasNoTrans, 0, 0, x, x, 1, x, 1, 1, y, 1))                         \
  }

int main(void) {
  const float* const f = (const float*)memory;
  void (*const handler)(INT, const char*, const char*, ...) = API_SUFFIX(cblas_xerbla);
  (void)handler; /* it would print */
  called = 1;
  REAL(s, float)
  REAL(d, double)
  COMPLEX(c, float, scnrm2, scasum, scabs1, csrot, csscal)
  COMPLEX(z, double, dznrm2, dzasum, dcabs1, zdrot, zdscal)
  CALL(float, sdsdot, (INT, float, const float*, INT, const float*, INT), (0, 1, f, 1, f, 1))
  CALL(double, dsdot, (INT, const float*, INT, const float*, INT), (0, f, 1, f, 1))
  printf("%d functions, %d declared, order %d, integers ", called, FULCRUM_DECLARED, (int)order);
  printf(form, (CBLAS_INT)sizeof(INT));
  printf("\n");
  return called == FULCRUM_DECLARED && sizeof(values) == 1 ? 0 : 1;
}
/* NOLINTEND(bugprone-macro-parentheses,modernize-use-using) */
