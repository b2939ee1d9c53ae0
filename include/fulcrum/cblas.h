/* SPDX-License-Identifier: Apache-2.0 */
/* The C ABI: what libfulcrum_blas exports (32-bit integers) and, with CBLAS_ILP64 defined,
 * libfulcrum_blas64 (64-bit). Arguments, rules and error numbers are those of the reference BLAS
 * and CBLAS. libfulcrum_blas64 also has every routine under the suffixed names dgemm_64_,
 * cblas_dgemm_64 and cblas_dgemm64_.
 *
 * An illegal argument calls xerbla_ or cblas_xerbla and returns with the outputs untouched. A
 * program may define either itself; the library's own print one line to stderr. */
#ifndef FULCRUM_CBLAS_H_
#define FULCRUM_CBLAS_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* NOLINTBEGIN(modernize-use-using): C has no other word */
#ifdef CBLAS_ILP64
typedef int64_t CBLAS_INT;
#else
typedef int CBLAS_INT;
#endif

typedef enum CBLAS_LAYOUT { CblasRowMajor = 101, CblasColMajor = 102 } CBLAS_LAYOUT;
typedef enum CBLAS_TRANSPOSE {
  CblasNoTrans = 111,
  CblasTrans = 112,
  CblasConjTrans = 113,
  CblasConjNoTrans = 114
} CBLAS_TRANSPOSE;
typedef enum CBLAS_UPLO { CblasUpper = 121, CblasLower = 122 } CBLAS_UPLO;
typedef enum CBLAS_DIAG { CblasNonUnit = 131, CblasUnit = 132 } CBLAS_DIAG;
typedef enum CBLAS_SIDE { CblasLeft = 141, CblasRight = 142 } CBLAS_SIDE;
typedef CBLAS_LAYOUT CBLAS_ORDER;
/* What Fortran functions of complex type return. */
__extension__ typedef float _Complex CBLAS_COMPLEX_FLOAT;
__extension__ typedef double _Complex CBLAS_COMPLEX_DOUBLE;
typedef enum CBLAS_STORAGE { CblasPacked = 151 } CBLAS_STORAGE;
typedef enum CBLAS_IDENTIFIER { CblasAMatrix = 161, CblasBMatrix = 162 } CBLAS_IDENTIFIER;
/* NOLINTEND(modernize-use-using) */

void cblas_sgemm(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE transa, CBLAS_TRANSPOSE transb, CBLAS_INT m,
                 CBLAS_INT n, CBLAS_INT k, float alpha, const float* a, CBLAS_INT lda,
                 const float* b, CBLAS_INT ldb, float beta, float* c, CBLAS_INT ldc);
void cblas_dgemm(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE transa, CBLAS_TRANSPOSE transb, CBLAS_INT m,
                 CBLAS_INT n, CBLAS_INT k, double alpha, const double* a, CBLAS_INT lda,
                 const double* b, CBLAS_INT ldb, double beta, double* c, CBLAS_INT ldc);
void cblas_sgemv(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, CBLAS_INT m, CBLAS_INT n, float alpha,
                 const float* a, CBLAS_INT lda, const float* x, CBLAS_INT incx, float beta,
                 float* y, CBLAS_INT incy);
void cblas_dgemv(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, CBLAS_INT m, CBLAS_INT n, double alpha,
                 const double* a, CBLAS_INT lda, const double* x, CBLAS_INT incx, double beta,
                 double* y, CBLAS_INT incy);
void cblas_saxpy(CBLAS_INT n, float alpha, const float* x, CBLAS_INT incx, float* y,
                 CBLAS_INT incy);
void cblas_daxpy(CBLAS_INT n, double alpha, const double* x, CBLAS_INT incx, double* y,
                 CBLAS_INT incy);
float cblas_sdot(CBLAS_INT n, const float* x, CBLAS_INT incx, const float* y, CBLAS_INT incy);
double cblas_ddot(CBLAS_INT n, const double* x, CBLAS_INT incx, const double* y, CBLAS_INT incy);
void cblas_sscal(CBLAS_INT n, float alpha, float* x, CBLAS_INT incx);
void cblas_dscal(CBLAS_INT n, double alpha, double* x, CBLAS_INT incx);

/* Level 1, beside the above. Complex elements lie behind pointers to void, real part first. The
 * results of cblas_i?amax count from 0, those of i?amax_ from 1. */
void cblas_scopy(CBLAS_INT n, const float* x, CBLAS_INT incx, float* y, CBLAS_INT incy);
void cblas_sswap(CBLAS_INT n, float* x, CBLAS_INT incx, float* y, CBLAS_INT incy);
void cblas_saxpby(CBLAS_INT n, float alpha, const float* x, CBLAS_INT incx, float beta, float* y,
                  CBLAS_INT incy);
float cblas_snrm2(CBLAS_INT n, const float* x, CBLAS_INT incx);
float cblas_sasum(CBLAS_INT n, const float* x, CBLAS_INT incx);
size_t cblas_isamax(CBLAS_INT n, const float* x, CBLAS_INT incx);
void cblas_srot(CBLAS_INT n, float* x, CBLAS_INT incx, float* y, CBLAS_INT incy, float c, float s);
void cblas_srotg(float* a, float* b, float* c, float* s);
void cblas_srotm(CBLAS_INT n, float* x, CBLAS_INT incx, float* y, CBLAS_INT incy,
                 const float* param);
void cblas_srotmg(float* d1, float* d2, float* x1, float y1, float* param);
void cblas_dcopy(CBLAS_INT n, const double* x, CBLAS_INT incx, double* y, CBLAS_INT incy);
void cblas_dswap(CBLAS_INT n, double* x, CBLAS_INT incx, double* y, CBLAS_INT incy);
void cblas_daxpby(CBLAS_INT n, double alpha, const double* x, CBLAS_INT incx, double beta,
                  double* y, CBLAS_INT incy);
double cblas_dnrm2(CBLAS_INT n, const double* x, CBLAS_INT incx);
double cblas_dasum(CBLAS_INT n, const double* x, CBLAS_INT incx);
size_t cblas_idamax(CBLAS_INT n, const double* x, CBLAS_INT incx);
void cblas_drot(CBLAS_INT n, double* x, CBLAS_INT incx, double* y, CBLAS_INT incy, double c,
                double s);
void cblas_drotg(double* a, double* b, double* c, double* s);
void cblas_drotm(CBLAS_INT n, double* x, CBLAS_INT incx, double* y, CBLAS_INT incy,
                 const double* param);
void cblas_drotmg(double* d1, double* d2, double* x1, double y1, double* param);
void cblas_ccopy(CBLAS_INT n, const void* x, CBLAS_INT incx, void* y, CBLAS_INT incy);
void cblas_cswap(CBLAS_INT n, void* x, CBLAS_INT incx, void* y, CBLAS_INT incy);
void cblas_caxpby(CBLAS_INT n, const void* alpha, const void* x, CBLAS_INT incx, const void* beta,
                  void* y, CBLAS_INT incy);
void cblas_caxpy(CBLAS_INT n, const void* alpha, const void* x, CBLAS_INT incx, void* y,
                 CBLAS_INT incy);
void cblas_cscal(CBLAS_INT n, const void* alpha, void* x, CBLAS_INT incx);
void cblas_csscal(CBLAS_INT n, float alpha, void* x, CBLAS_INT incx);
void cblas_cdotu_sub(CBLAS_INT n, const void* x, CBLAS_INT incx, const void* y, CBLAS_INT incy,
                     void* result);
void cblas_cdotc_sub(CBLAS_INT n, const void* x, CBLAS_INT incx, const void* y, CBLAS_INT incy,
                     void* result);
float cblas_scabs1(const void* z);
float cblas_scnrm2(CBLAS_INT n, const void* x, CBLAS_INT incx);
float cblas_scasum(CBLAS_INT n, const void* x, CBLAS_INT incx);
size_t cblas_icamax(CBLAS_INT n, const void* x, CBLAS_INT incx);
void cblas_csrot(CBLAS_INT n, void* x, CBLAS_INT incx, void* y, CBLAS_INT incy, float c, float s);
void cblas_crotg(void* a, void* b, float* c, void* s);
void cblas_zcopy(CBLAS_INT n, const void* x, CBLAS_INT incx, void* y, CBLAS_INT incy);
void cblas_zswap(CBLAS_INT n, void* x, CBLAS_INT incx, void* y, CBLAS_INT incy);
void cblas_zaxpby(CBLAS_INT n, const void* alpha, const void* x, CBLAS_INT incx, const void* beta,
                  void* y, CBLAS_INT incy);
void cblas_zaxpy(CBLAS_INT n, const void* alpha, const void* x, CBLAS_INT incx, void* y,
                 CBLAS_INT incy);
void cblas_zscal(CBLAS_INT n, const void* alpha, void* x, CBLAS_INT incx);
void cblas_zdscal(CBLAS_INT n, double alpha, void* x, CBLAS_INT incx);
void cblas_zdotu_sub(CBLAS_INT n, const void* x, CBLAS_INT incx, const void* y, CBLAS_INT incy,
                     void* result);
void cblas_zdotc_sub(CBLAS_INT n, const void* x, CBLAS_INT incx, const void* y, CBLAS_INT incy,
                     void* result);
double cblas_dcabs1(const void* z);
double cblas_dznrm2(CBLAS_INT n, const void* x, CBLAS_INT incx);
double cblas_dzasum(CBLAS_INT n, const void* x, CBLAS_INT incx);
size_t cblas_izamax(CBLAS_INT n, const void* x, CBLAS_INT incx);
void cblas_zdrot(CBLAS_INT n, void* x, CBLAS_INT incx, void* y, CBLAS_INT incy, double c, double s);
void cblas_zrotg(void* a, void* b, double* c, void* s);
double cblas_dsdot(CBLAS_INT n, const float* x, CBLAS_INT incx, const float* y, CBLAS_INT incy);
float cblas_sdsdot(CBLAS_INT n, float b, const float* x, CBLAS_INT incx, const float* y,
                   CBLAS_INT incy);

/* Level 2, beside the above. */
void cblas_cgemv(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, CBLAS_INT m, CBLAS_INT n,
                 const void* alpha, const void* a, CBLAS_INT lda, const void* x, CBLAS_INT incx,
                 const void* beta, void* y, CBLAS_INT incy);
void cblas_zgemv(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, CBLAS_INT m, CBLAS_INT n,
                 const void* alpha, const void* a, CBLAS_INT lda, const void* x, CBLAS_INT incx,
                 const void* beta, void* y, CBLAS_INT incy);
void cblas_sgbmv(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, CBLAS_INT m, CBLAS_INT n, CBLAS_INT kl,
                 CBLAS_INT ku, float alpha, const float* a, CBLAS_INT lda, const float* x,
                 CBLAS_INT incx, float beta, float* y, CBLAS_INT incy);
void cblas_dgbmv(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, CBLAS_INT m, CBLAS_INT n, CBLAS_INT kl,
                 CBLAS_INT ku, double alpha, const double* a, CBLAS_INT lda, const double* x,
                 CBLAS_INT incx, double beta, double* y, CBLAS_INT incy);
void cblas_cgbmv(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, CBLAS_INT m, CBLAS_INT n, CBLAS_INT kl,
                 CBLAS_INT ku, const void* alpha, const void* a, CBLAS_INT lda, const void* x,
                 CBLAS_INT incx, const void* beta, void* y, CBLAS_INT incy);
void cblas_zgbmv(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, CBLAS_INT m, CBLAS_INT n, CBLAS_INT kl,
                 CBLAS_INT ku, const void* alpha, const void* a, CBLAS_INT lda, const void* x,
                 CBLAS_INT incx, const void* beta, void* y, CBLAS_INT incy);
void cblas_ssymv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_INT n, float alpha, const float* a,
                 CBLAS_INT lda, const float* x, CBLAS_INT incx, float beta, float* y,
                 CBLAS_INT incy);
void cblas_dsymv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_INT n, double alpha, const double* a,
                 CBLAS_INT lda, const double* x, CBLAS_INT incx, double beta, double* y,
                 CBLAS_INT incy);
void cblas_ssbmv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_INT n, CBLAS_INT k, float alpha,
                 const float* a, CBLAS_INT lda, const float* x, CBLAS_INT incx, float beta,
                 float* y, CBLAS_INT incy);
void cblas_dsbmv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_INT n, CBLAS_INT k, double alpha,
                 const double* a, CBLAS_INT lda, const double* x, CBLAS_INT incx, double beta,
                 double* y, CBLAS_INT incy);
void cblas_sspmv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_INT n, float alpha, const float* a,
                 const float* x, CBLAS_INT incx, float beta, float* y, CBLAS_INT incy);
void cblas_dspmv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_INT n, double alpha, const double* a,
                 const double* x, CBLAS_INT incx, double beta, double* y, CBLAS_INT incy);
void cblas_chemv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_INT n, const void* alpha,
                 const void* a, CBLAS_INT lda, const void* x, CBLAS_INT incx, const void* beta,
                 void* y, CBLAS_INT incy);
void cblas_zhemv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_INT n, const void* alpha,
                 const void* a, CBLAS_INT lda, const void* x, CBLAS_INT incx, const void* beta,
                 void* y, CBLAS_INT incy);
void cblas_chbmv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_INT n, CBLAS_INT k, const void* alpha,
                 const void* a, CBLAS_INT lda, const void* x, CBLAS_INT incx, const void* beta,
                 void* y, CBLAS_INT incy);
void cblas_zhbmv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_INT n, CBLAS_INT k, const void* alpha,
                 const void* a, CBLAS_INT lda, const void* x, CBLAS_INT incx, const void* beta,
                 void* y, CBLAS_INT incy);
void cblas_chpmv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_INT n, const void* alpha,
                 const void* a, const void* x, CBLAS_INT incx, const void* beta, void* y,
                 CBLAS_INT incy);
void cblas_zhpmv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_INT n, const void* alpha,
                 const void* a, const void* x, CBLAS_INT incx, const void* beta, void* y,
                 CBLAS_INT incy);
void cblas_strmv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_DIAG diag,
                 CBLAS_INT n, const float* a, CBLAS_INT lda, float* x, CBLAS_INT incx);
void cblas_dtrmv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_DIAG diag,
                 CBLAS_INT n, const double* a, CBLAS_INT lda, double* x, CBLAS_INT incx);
void cblas_ctrmv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_DIAG diag,
                 CBLAS_INT n, const void* a, CBLAS_INT lda, void* x, CBLAS_INT incx);
void cblas_ztrmv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_DIAG diag,
                 CBLAS_INT n, const void* a, CBLAS_INT lda, void* x, CBLAS_INT incx);
void cblas_stbmv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_DIAG diag,
                 CBLAS_INT n, CBLAS_INT k, const float* a, CBLAS_INT lda, float* x, CBLAS_INT incx);
void cblas_dtbmv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_DIAG diag,
                 CBLAS_INT n, CBLAS_INT k, const double* a, CBLAS_INT lda, double* x,
                 CBLAS_INT incx);
void cblas_ctbmv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_DIAG diag,
                 CBLAS_INT n, CBLAS_INT k, const void* a, CBLAS_INT lda, void* x, CBLAS_INT incx);
void cblas_ztbmv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_DIAG diag,
                 CBLAS_INT n, CBLAS_INT k, const void* a, CBLAS_INT lda, void* x, CBLAS_INT incx);
void cblas_stpmv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_DIAG diag,
                 CBLAS_INT n, const float* a, float* x, CBLAS_INT incx);
void cblas_dtpmv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_DIAG diag,
                 CBLAS_INT n, const double* a, double* x, CBLAS_INT incx);
void cblas_ctpmv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_DIAG diag,
                 CBLAS_INT n, const void* a, void* x, CBLAS_INT incx);
void cblas_ztpmv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_DIAG diag,
                 CBLAS_INT n, const void* a, void* x, CBLAS_INT incx);
void cblas_strsv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_DIAG diag,
                 CBLAS_INT n, const float* a, CBLAS_INT lda, float* x, CBLAS_INT incx);
void cblas_dtrsv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_DIAG diag,
                 CBLAS_INT n, const double* a, CBLAS_INT lda, double* x, CBLAS_INT incx);
void cblas_ctrsv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_DIAG diag,
                 CBLAS_INT n, const void* a, CBLAS_INT lda, void* x, CBLAS_INT incx);
void cblas_ztrsv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_DIAG diag,
                 CBLAS_INT n, const void* a, CBLAS_INT lda, void* x, CBLAS_INT incx);
void cblas_stbsv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_DIAG diag,
                 CBLAS_INT n, CBLAS_INT k, const float* a, CBLAS_INT lda, float* x, CBLAS_INT incx);
void cblas_dtbsv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_DIAG diag,
                 CBLAS_INT n, CBLAS_INT k, const double* a, CBLAS_INT lda, double* x,
                 CBLAS_INT incx);
void cblas_ctbsv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_DIAG diag,
                 CBLAS_INT n, CBLAS_INT k, const void* a, CBLAS_INT lda, void* x, CBLAS_INT incx);
void cblas_ztbsv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_DIAG diag,
                 CBLAS_INT n, CBLAS_INT k, const void* a, CBLAS_INT lda, void* x, CBLAS_INT incx);
void cblas_stpsv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_DIAG diag,
                 CBLAS_INT n, const float* a, float* x, CBLAS_INT incx);
void cblas_dtpsv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_DIAG diag,
                 CBLAS_INT n, const double* a, double* x, CBLAS_INT incx);
void cblas_ctpsv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_DIAG diag,
                 CBLAS_INT n, const void* a, void* x, CBLAS_INT incx);
void cblas_ztpsv(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_DIAG diag,
                 CBLAS_INT n, const void* a, void* x, CBLAS_INT incx);
void cblas_sger(CBLAS_LAYOUT layout, CBLAS_INT m, CBLAS_INT n, float alpha, const float* x,
                CBLAS_INT incx, const float* y, CBLAS_INT incy, float* a, CBLAS_INT lda);
void cblas_dger(CBLAS_LAYOUT layout, CBLAS_INT m, CBLAS_INT n, double alpha, const double* x,
                CBLAS_INT incx, const double* y, CBLAS_INT incy, double* a, CBLAS_INT lda);
void cblas_cgeru(CBLAS_LAYOUT layout, CBLAS_INT m, CBLAS_INT n, const void* alpha, const void* x,
                 CBLAS_INT incx, const void* y, CBLAS_INT incy, void* a, CBLAS_INT lda);
void cblas_zgeru(CBLAS_LAYOUT layout, CBLAS_INT m, CBLAS_INT n, const void* alpha, const void* x,
                 CBLAS_INT incx, const void* y, CBLAS_INT incy, void* a, CBLAS_INT lda);
void cblas_cgerc(CBLAS_LAYOUT layout, CBLAS_INT m, CBLAS_INT n, const void* alpha, const void* x,
                 CBLAS_INT incx, const void* y, CBLAS_INT incy, void* a, CBLAS_INT lda);
void cblas_zgerc(CBLAS_LAYOUT layout, CBLAS_INT m, CBLAS_INT n, const void* alpha, const void* x,
                 CBLAS_INT incx, const void* y, CBLAS_INT incy, void* a, CBLAS_INT lda);
void cblas_ssyr(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_INT n, float alpha, const float* x,
                CBLAS_INT incx, float* a, CBLAS_INT lda);
void cblas_dsyr(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_INT n, double alpha, const double* x,
                CBLAS_INT incx, double* a, CBLAS_INT lda);
void cblas_sspr(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_INT n, float alpha, const float* x,
                CBLAS_INT incx, float* a);
void cblas_dspr(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_INT n, double alpha, const double* x,
                CBLAS_INT incx, double* a);
void cblas_ssyr2(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_INT n, float alpha, const float* x,
                 CBLAS_INT incx, const float* y, CBLAS_INT incy, float* a, CBLAS_INT lda);
void cblas_dsyr2(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_INT n, double alpha, const double* x,
                 CBLAS_INT incx, const double* y, CBLAS_INT incy, double* a, CBLAS_INT lda);
void cblas_sspr2(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_INT n, float alpha, const float* x,
                 CBLAS_INT incx, const float* y, CBLAS_INT incy, float* a);
void cblas_dspr2(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_INT n, double alpha, const double* x,
                 CBLAS_INT incx, const double* y, CBLAS_INT incy, double* a);
void cblas_cher(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_INT n, float alpha, const void* x,
                CBLAS_INT incx, void* a, CBLAS_INT lda);
void cblas_zher(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_INT n, double alpha, const void* x,
                CBLAS_INT incx, void* a, CBLAS_INT lda);
void cblas_chpr(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_INT n, float alpha, const void* x,
                CBLAS_INT incx, void* a);
void cblas_zhpr(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_INT n, double alpha, const void* x,
                CBLAS_INT incx, void* a);
void cblas_cher2(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_INT n, const void* alpha,
                 const void* x, CBLAS_INT incx, const void* y, CBLAS_INT incy, void* a,
                 CBLAS_INT lda);
void cblas_zher2(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_INT n, const void* alpha,
                 const void* x, CBLAS_INT incx, const void* y, CBLAS_INT incy, void* a,
                 CBLAS_INT lda);
void cblas_chpr2(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_INT n, const void* alpha,
                 const void* x, CBLAS_INT incx, const void* y, CBLAS_INT incy, void* a);
void cblas_zhpr2(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_INT n, const void* alpha,
                 const void* x, CBLAS_INT incx, const void* y, CBLAS_INT incy, void* a);

/* Level 3, beside the above. */
void cblas_cgemm(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE transa, CBLAS_TRANSPOSE transb, CBLAS_INT m,
                 CBLAS_INT n, CBLAS_INT k, const void* alpha, const void* a, CBLAS_INT lda,
                 const void* b, CBLAS_INT ldb, const void* beta, void* c, CBLAS_INT ldc);
void cblas_zgemm(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE transa, CBLAS_TRANSPOSE transb, CBLAS_INT m,
                 CBLAS_INT n, CBLAS_INT k, const void* alpha, const void* a, CBLAS_INT lda,
                 const void* b, CBLAS_INT ldb, const void* beta, void* c, CBLAS_INT ldc);
void cblas_ssymm(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo, CBLAS_INT m, CBLAS_INT n,
                 float alpha, const float* a, CBLAS_INT lda, const float* b, CBLAS_INT ldb,
                 float beta, float* c, CBLAS_INT ldc);
void cblas_dsymm(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo, CBLAS_INT m, CBLAS_INT n,
                 double alpha, const double* a, CBLAS_INT lda, const double* b, CBLAS_INT ldb,
                 double beta, double* c, CBLAS_INT ldc);
void cblas_csymm(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo, CBLAS_INT m, CBLAS_INT n,
                 const void* alpha, const void* a, CBLAS_INT lda, const void* b, CBLAS_INT ldb,
                 const void* beta, void* c, CBLAS_INT ldc);
void cblas_zsymm(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo, CBLAS_INT m, CBLAS_INT n,
                 const void* alpha, const void* a, CBLAS_INT lda, const void* b, CBLAS_INT ldb,
                 const void* beta, void* c, CBLAS_INT ldc);
void cblas_ssyrk(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_INT n,
                 CBLAS_INT k, float alpha, const float* a, CBLAS_INT lda, float beta, float* c,
                 CBLAS_INT ldc);
void cblas_dsyrk(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_INT n,
                 CBLAS_INT k, double alpha, const double* a, CBLAS_INT lda, double beta, double* c,
                 CBLAS_INT ldc);
void cblas_csyrk(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_INT n,
                 CBLAS_INT k, const void* alpha, const void* a, CBLAS_INT lda, const void* beta,
                 void* c, CBLAS_INT ldc);
void cblas_zsyrk(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_INT n,
                 CBLAS_INT k, const void* alpha, const void* a, CBLAS_INT lda, const void* beta,
                 void* c, CBLAS_INT ldc);
void cblas_ssyr2k(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_INT n,
                  CBLAS_INT k, float alpha, const float* a, CBLAS_INT lda, const float* b,
                  CBLAS_INT ldb, float beta, float* c, CBLAS_INT ldc);
void cblas_dsyr2k(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_INT n,
                  CBLAS_INT k, double alpha, const double* a, CBLAS_INT lda, const double* b,
                  CBLAS_INT ldb, double beta, double* c, CBLAS_INT ldc);
void cblas_csyr2k(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_INT n,
                  CBLAS_INT k, const void* alpha, const void* a, CBLAS_INT lda, const void* b,
                  CBLAS_INT ldb, const void* beta, void* c, CBLAS_INT ldc);
void cblas_zsyr2k(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_INT n,
                  CBLAS_INT k, const void* alpha, const void* a, CBLAS_INT lda, const void* b,
                  CBLAS_INT ldb, const void* beta, void* c, CBLAS_INT ldc);
void cblas_strmm(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo, CBLAS_TRANSPOSE transa,
                 CBLAS_DIAG diag, CBLAS_INT m, CBLAS_INT n, float alpha, const float* a,
                 CBLAS_INT lda, float* b, CBLAS_INT ldb);
void cblas_dtrmm(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo, CBLAS_TRANSPOSE transa,
                 CBLAS_DIAG diag, CBLAS_INT m, CBLAS_INT n, double alpha, const double* a,
                 CBLAS_INT lda, double* b, CBLAS_INT ldb);
void cblas_ctrmm(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo, CBLAS_TRANSPOSE transa,
                 CBLAS_DIAG diag, CBLAS_INT m, CBLAS_INT n, const void* alpha, const void* a,
                 CBLAS_INT lda, void* b, CBLAS_INT ldb);
void cblas_ztrmm(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo, CBLAS_TRANSPOSE transa,
                 CBLAS_DIAG diag, CBLAS_INT m, CBLAS_INT n, const void* alpha, const void* a,
                 CBLAS_INT lda, void* b, CBLAS_INT ldb);
void cblas_strsm(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo, CBLAS_TRANSPOSE transa,
                 CBLAS_DIAG diag, CBLAS_INT m, CBLAS_INT n, float alpha, const float* a,
                 CBLAS_INT lda, float* b, CBLAS_INT ldb);
void cblas_dtrsm(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo, CBLAS_TRANSPOSE transa,
                 CBLAS_DIAG diag, CBLAS_INT m, CBLAS_INT n, double alpha, const double* a,
                 CBLAS_INT lda, double* b, CBLAS_INT ldb);
void cblas_ctrsm(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo, CBLAS_TRANSPOSE transa,
                 CBLAS_DIAG diag, CBLAS_INT m, CBLAS_INT n, const void* alpha, const void* a,
                 CBLAS_INT lda, void* b, CBLAS_INT ldb);
void cblas_ztrsm(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo, CBLAS_TRANSPOSE transa,
                 CBLAS_DIAG diag, CBLAS_INT m, CBLAS_INT n, const void* alpha, const void* a,
                 CBLAS_INT lda, void* b, CBLAS_INT ldb);
void cblas_chemm(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo, CBLAS_INT m, CBLAS_INT n,
                 const void* alpha, const void* a, CBLAS_INT lda, const void* b, CBLAS_INT ldb,
                 const void* beta, void* c, CBLAS_INT ldc);
void cblas_zhemm(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo, CBLAS_INT m, CBLAS_INT n,
                 const void* alpha, const void* a, CBLAS_INT lda, const void* b, CBLAS_INT ldb,
                 const void* beta, void* c, CBLAS_INT ldc);
void cblas_cherk(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_INT n,
                 CBLAS_INT k, float alpha, const void* a, CBLAS_INT lda, float beta, void* c,
                 CBLAS_INT ldc);
void cblas_zherk(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_INT n,
                 CBLAS_INT k, double alpha, const void* a, CBLAS_INT lda, double beta, void* c,
                 CBLAS_INT ldc);
void cblas_cher2k(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_INT n,
                  CBLAS_INT k, const void* alpha, const void* a, CBLAS_INT lda, const void* b,
                  CBLAS_INT ldb, float beta, void* c, CBLAS_INT ldc);
void cblas_zher2k(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans, CBLAS_INT n,
                  CBLAS_INT k, const void* alpha, const void* a, CBLAS_INT lda, const void* b,
                  CBLAS_INT ldb, double beta, void* c, CBLAS_INT ldc);
void cblas_sgemmt(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE transa,
                  CBLAS_TRANSPOSE transb, CBLAS_INT n, CBLAS_INT k, float alpha, const float* a,
                  CBLAS_INT lda, const float* b, CBLAS_INT ldb, float beta, float* c,
                  CBLAS_INT ldc);
void cblas_dgemmt(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE transa,
                  CBLAS_TRANSPOSE transb, CBLAS_INT n, CBLAS_INT k, double alpha, const double* a,
                  CBLAS_INT lda, const double* b, CBLAS_INT ldb, double beta, double* c,
                  CBLAS_INT ldc);
void cblas_cgemmt(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE transa,
                  CBLAS_TRANSPOSE transb, CBLAS_INT n, CBLAS_INT k, const void* alpha,
                  const void* a, CBLAS_INT lda, const void* b, CBLAS_INT ldb, const void* beta,
                  void* c, CBLAS_INT ldc);
void cblas_zgemmt(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE transa,
                  CBLAS_TRANSPOSE transb, CBLAS_INT n, CBLAS_INT k, const void* alpha,
                  const void* a, CBLAS_INT lda, const void* b, CBLAS_INT ldb, const void* beta,
                  void* c, CBLAS_INT ldc);
void cblas_sgemmtr(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE transa,
                   CBLAS_TRANSPOSE transb, CBLAS_INT n, CBLAS_INT k, float alpha, const float* a,
                   CBLAS_INT lda, const float* b, CBLAS_INT ldb, float beta, float* c,
                   CBLAS_INT ldc);
void cblas_dgemmtr(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE transa,
                   CBLAS_TRANSPOSE transb, CBLAS_INT n, CBLAS_INT k, double alpha, const double* a,
                   CBLAS_INT lda, const double* b, CBLAS_INT ldb, double beta, double* c,
                   CBLAS_INT ldc);
void cblas_cgemmtr(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE transa,
                   CBLAS_TRANSPOSE transb, CBLAS_INT n, CBLAS_INT k, const void* alpha,
                   const void* a, CBLAS_INT lda, const void* b, CBLAS_INT ldb, const void* beta,
                   void* c, CBLAS_INT ldc);
void cblas_zgemmtr(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE transa,
                   CBLAS_TRANSPOSE transb, CBLAS_INT n, CBLAS_INT k, const void* alpha,
                   const void* a, CBLAS_INT lda, const void* b, CBLAS_INT ldb, const void* beta,
                   void* c, CBLAS_INT ldc);

/* Matrices copied, transposed and added, with the arguments of OpenBLAS: b = alpha op(a) for a of
 * rows x cols elements, the same in the place of a, and c = alpha a + beta c. ordering: 'C' or 'R';
 * trans also 'R', CblasConjNoTrans: conjugated alone. */
void cblas_somatcopy(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, CBLAS_INT rows, CBLAS_INT cols,
                     float alpha, const float* a, CBLAS_INT lda, float* b, CBLAS_INT ldb);
void cblas_simatcopy(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, CBLAS_INT rows, CBLAS_INT cols,
                     float alpha, float* a, CBLAS_INT lda, CBLAS_INT ldb);
void cblas_sgeadd(CBLAS_LAYOUT layout, CBLAS_INT rows, CBLAS_INT cols, float alpha, const float* a,
                  CBLAS_INT lda, float beta, float* c, CBLAS_INT ldc);
void cblas_domatcopy(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, CBLAS_INT rows, CBLAS_INT cols,
                     double alpha, const double* a, CBLAS_INT lda, double* b, CBLAS_INT ldb);
void cblas_dimatcopy(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, CBLAS_INT rows, CBLAS_INT cols,
                     double alpha, double* a, CBLAS_INT lda, CBLAS_INT ldb);
void cblas_dgeadd(CBLAS_LAYOUT layout, CBLAS_INT rows, CBLAS_INT cols, double alpha,
                  const double* a, CBLAS_INT lda, double beta, double* c, CBLAS_INT ldc);
void cblas_comatcopy(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, CBLAS_INT rows, CBLAS_INT cols,
                     const void* alpha, const void* a, CBLAS_INT lda, void* b, CBLAS_INT ldb);
void cblas_cimatcopy(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, CBLAS_INT rows, CBLAS_INT cols,
                     const void* alpha, void* a, CBLAS_INT lda, CBLAS_INT ldb);
void cblas_cgeadd(CBLAS_LAYOUT layout, CBLAS_INT rows, CBLAS_INT cols, const void* alpha,
                  const void* a, CBLAS_INT lda, const void* beta, void* c, CBLAS_INT ldc);
void cblas_zomatcopy(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, CBLAS_INT rows, CBLAS_INT cols,
                     const void* alpha, const void* a, CBLAS_INT lda, void* b, CBLAS_INT ldb);
void cblas_zimatcopy(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, CBLAS_INT rows, CBLAS_INT cols,
                     const void* alpha, void* a, CBLAS_INT lda, CBLAS_INT ldb);
void cblas_zgeadd(CBLAS_LAYOUT layout, CBLAS_INT rows, CBLAS_INT cols, const void* alpha,
                  const void* a, CBLAS_INT lda, const void* beta, void* c, CBLAS_INT ldc);

/* Many products in one call, with the arguments of oneMKL and OpenBLAS. cblas_?gemm_batch: group g
 * has group_size[g] products with transa_array[g], m_array[g] and so on; a_array, b_array and
 * c_array hold the pointers of all groups, one group after another. cblas_?gemm_batch_strided: the
 * matrices of product i begin at a + i stridea, b + i strideb, c + i stridec; stridea and strideb
 * may be 0, stridec must keep the products' C apart. All groups are checked before anything is
 * written. */
void cblas_sgemm_batch(CBLAS_LAYOUT layout, const CBLAS_TRANSPOSE* transa_array,
                       const CBLAS_TRANSPOSE* transb_array, const CBLAS_INT* m_array,
                       const CBLAS_INT* n_array, const CBLAS_INT* k_array, const float* alpha_array,
                       const float** a_array, const CBLAS_INT* lda_array, const float** b_array,
                       const CBLAS_INT* ldb_array, const float* beta_array, float** c_array,
                       const CBLAS_INT* ldc_array, CBLAS_INT group_count,
                       const CBLAS_INT* group_size);
void cblas_dgemm_batch(CBLAS_LAYOUT layout, const CBLAS_TRANSPOSE* transa_array,
                       const CBLAS_TRANSPOSE* transb_array, const CBLAS_INT* m_array,
                       const CBLAS_INT* n_array, const CBLAS_INT* k_array,
                       const double* alpha_array, const double** a_array,
                       const CBLAS_INT* lda_array, const double** b_array,
                       const CBLAS_INT* ldb_array, const double* beta_array, double** c_array,
                       const CBLAS_INT* ldc_array, CBLAS_INT group_count,
                       const CBLAS_INT* group_size);
void cblas_sgemm_batch_strided(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE transa, CBLAS_TRANSPOSE transb,
                               CBLAS_INT m, CBLAS_INT n, CBLAS_INT k, float alpha, const float* a,
                               CBLAS_INT lda, CBLAS_INT stridea, const float* b, CBLAS_INT ldb,
                               CBLAS_INT strideb, float beta, float* c, CBLAS_INT ldc,
                               CBLAS_INT stridec, CBLAS_INT batch_size);
void cblas_dgemm_batch_strided(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE transa, CBLAS_TRANSPOSE transb,
                               CBLAS_INT m, CBLAS_INT n, CBLAS_INT k, double alpha, const double* a,
                               CBLAS_INT lda, CBLAS_INT stridea, const double* b, CBLAS_INT ldb,
                               CBLAS_INT strideb, double beta, double* c, CBLAS_INT ldc,
                               CBLAS_INT stridec, CBLAS_INT batch_size);
void cblas_cgemm_batch(CBLAS_LAYOUT layout, const CBLAS_TRANSPOSE* transa_array,
                       const CBLAS_TRANSPOSE* transb_array, const CBLAS_INT* m_array,
                       const CBLAS_INT* n_array, const CBLAS_INT* k_array, const void* alpha_array,
                       const void** a_array, const CBLAS_INT* lda_array, const void** b_array,
                       const CBLAS_INT* ldb_array, const void* beta_array, void** c_array,
                       const CBLAS_INT* ldc_array, CBLAS_INT group_count,
                       const CBLAS_INT* group_size);
void cblas_zgemm_batch(CBLAS_LAYOUT layout, const CBLAS_TRANSPOSE* transa_array,
                       const CBLAS_TRANSPOSE* transb_array, const CBLAS_INT* m_array,
                       const CBLAS_INT* n_array, const CBLAS_INT* k_array, const void* alpha_array,
                       const void** a_array, const CBLAS_INT* lda_array, const void** b_array,
                       const CBLAS_INT* ldb_array, const void* beta_array, void** c_array,
                       const CBLAS_INT* ldc_array, CBLAS_INT group_count,
                       const CBLAS_INT* group_size);
void cblas_cgemm_batch_strided(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE transa, CBLAS_TRANSPOSE transb,
                               CBLAS_INT m, CBLAS_INT n, CBLAS_INT k, const void* alpha,
                               const void* a, CBLAS_INT lda, CBLAS_INT stridea, const void* b,
                               CBLAS_INT ldb, CBLAS_INT strideb, const void* beta, void* c,
                               CBLAS_INT ldc, CBLAS_INT stridec, CBLAS_INT batch_size);
void cblas_zgemm_batch_strided(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE transa, CBLAS_TRANSPOSE transb,
                               CBLAS_INT m, CBLAS_INT n, CBLAS_INT k, const void* alpha,
                               const void* a, CBLAS_INT lda, CBLAS_INT stridea, const void* b,
                               CBLAS_INT ldb, CBLAS_INT strideb, const void* beta, void* c,
                               CBLAS_INT ldc, CBLAS_INT stridec, CBLAS_INT batch_size);

/* The same of ?gemv and ?trsm, with the arguments of oneMKL. */
void cblas_sgemv_batch(CBLAS_LAYOUT layout, const CBLAS_TRANSPOSE* trans_array,
                       const CBLAS_INT* m_array, const CBLAS_INT* n_array, const float* alpha_array,
                       const float** a_array, const CBLAS_INT* lda_array, const float** x_array,
                       const CBLAS_INT* incx_array, const float* beta_array, float** y_array,
                       const CBLAS_INT* incy_array, CBLAS_INT group_count,
                       const CBLAS_INT* group_size);
void cblas_sgemv_batch_strided(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, CBLAS_INT m, CBLAS_INT n,
                               float alpha, const float* a, CBLAS_INT lda, CBLAS_INT stridea,
                               const float* x, CBLAS_INT incx, CBLAS_INT stridex, float beta,
                               float* y, CBLAS_INT incy, CBLAS_INT stridey, CBLAS_INT batch_size);
void cblas_dgemv_batch(CBLAS_LAYOUT layout, const CBLAS_TRANSPOSE* trans_array,
                       const CBLAS_INT* m_array, const CBLAS_INT* n_array,
                       const double* alpha_array, const double** a_array,
                       const CBLAS_INT* lda_array, const double** x_array,
                       const CBLAS_INT* incx_array, const double* beta_array, double** y_array,
                       const CBLAS_INT* incy_array, CBLAS_INT group_count,
                       const CBLAS_INT* group_size);
void cblas_dgemv_batch_strided(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, CBLAS_INT m, CBLAS_INT n,
                               double alpha, const double* a, CBLAS_INT lda, CBLAS_INT stridea,
                               const double* x, CBLAS_INT incx, CBLAS_INT stridex, double beta,
                               double* y, CBLAS_INT incy, CBLAS_INT stridey, CBLAS_INT batch_size);
void cblas_cgemv_batch(CBLAS_LAYOUT layout, const CBLAS_TRANSPOSE* trans_array,
                       const CBLAS_INT* m_array, const CBLAS_INT* n_array, const void* alpha_array,
                       const void** a_array, const CBLAS_INT* lda_array, const void** x_array,
                       const CBLAS_INT* incx_array, const void* beta_array, void** y_array,
                       const CBLAS_INT* incy_array, CBLAS_INT group_count,
                       const CBLAS_INT* group_size);
void cblas_cgemv_batch_strided(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, CBLAS_INT m, CBLAS_INT n,
                               const void* alpha, const void* a, CBLAS_INT lda, CBLAS_INT stridea,
                               const void* x, CBLAS_INT incx, CBLAS_INT stridex, const void* beta,
                               void* y, CBLAS_INT incy, CBLAS_INT stridey, CBLAS_INT batch_size);
void cblas_zgemv_batch(CBLAS_LAYOUT layout, const CBLAS_TRANSPOSE* trans_array,
                       const CBLAS_INT* m_array, const CBLAS_INT* n_array, const void* alpha_array,
                       const void** a_array, const CBLAS_INT* lda_array, const void** x_array,
                       const CBLAS_INT* incx_array, const void* beta_array, void** y_array,
                       const CBLAS_INT* incy_array, CBLAS_INT group_count,
                       const CBLAS_INT* group_size);
void cblas_zgemv_batch_strided(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, CBLAS_INT m, CBLAS_INT n,
                               const void* alpha, const void* a, CBLAS_INT lda, CBLAS_INT stridea,
                               const void* x, CBLAS_INT incx, CBLAS_INT stridex, const void* beta,
                               void* y, CBLAS_INT incy, CBLAS_INT stridey, CBLAS_INT batch_size);
void cblas_strsm_batch(CBLAS_LAYOUT layout, const CBLAS_SIDE* side_array,
                       const CBLAS_UPLO* uplo_array, const CBLAS_TRANSPOSE* transa_array,
                       const CBLAS_DIAG* diag_array, const CBLAS_INT* m_array,
                       const CBLAS_INT* n_array, const float* alpha_array, const float** a_array,
                       const CBLAS_INT* lda_array, float** b_array, const CBLAS_INT* ldb_array,
                       CBLAS_INT group_count, const CBLAS_INT* group_size);
void cblas_strsm_batch_strided(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo,
                               CBLAS_TRANSPOSE transa, CBLAS_DIAG diag, CBLAS_INT m, CBLAS_INT n,
                               float alpha, const float* a, CBLAS_INT lda, CBLAS_INT stridea,
                               float* b, CBLAS_INT ldb, CBLAS_INT strideb, CBLAS_INT batch_size);
void cblas_dtrsm_batch(CBLAS_LAYOUT layout, const CBLAS_SIDE* side_array,
                       const CBLAS_UPLO* uplo_array, const CBLAS_TRANSPOSE* transa_array,
                       const CBLAS_DIAG* diag_array, const CBLAS_INT* m_array,
                       const CBLAS_INT* n_array, const double* alpha_array, const double** a_array,
                       const CBLAS_INT* lda_array, double** b_array, const CBLAS_INT* ldb_array,
                       CBLAS_INT group_count, const CBLAS_INT* group_size);
void cblas_dtrsm_batch_strided(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo,
                               CBLAS_TRANSPOSE transa, CBLAS_DIAG diag, CBLAS_INT m, CBLAS_INT n,
                               double alpha, const double* a, CBLAS_INT lda, CBLAS_INT stridea,
                               double* b, CBLAS_INT ldb, CBLAS_INT strideb, CBLAS_INT batch_size);
void cblas_ctrsm_batch(CBLAS_LAYOUT layout, const CBLAS_SIDE* side_array,
                       const CBLAS_UPLO* uplo_array, const CBLAS_TRANSPOSE* transa_array,
                       const CBLAS_DIAG* diag_array, const CBLAS_INT* m_array,
                       const CBLAS_INT* n_array, const void* alpha_array, const void** a_array,
                       const CBLAS_INT* lda_array, void** b_array, const CBLAS_INT* ldb_array,
                       CBLAS_INT group_count, const CBLAS_INT* group_size);
void cblas_ctrsm_batch_strided(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo,
                               CBLAS_TRANSPOSE transa, CBLAS_DIAG diag, CBLAS_INT m, CBLAS_INT n,
                               const void* alpha, const void* a, CBLAS_INT lda, CBLAS_INT stridea,
                               void* b, CBLAS_INT ldb, CBLAS_INT strideb, CBLAS_INT batch_size);
void cblas_ztrsm_batch(CBLAS_LAYOUT layout, const CBLAS_SIDE* side_array,
                       const CBLAS_UPLO* uplo_array, const CBLAS_TRANSPOSE* transa_array,
                       const CBLAS_DIAG* diag_array, const CBLAS_INT* m_array,
                       const CBLAS_INT* n_array, const void* alpha_array, const void** a_array,
                       const CBLAS_INT* lda_array, void** b_array, const CBLAS_INT* ldb_array,
                       CBLAS_INT group_count, const CBLAS_INT* group_size);
void cblas_ztrsm_batch_strided(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo,
                               CBLAS_TRANSPOSE transa, CBLAS_DIAG diag, CBLAS_INT m, CBLAS_INT n,
                               const void* alpha, const void* a, CBLAS_INT lda, CBLAS_INT stridea,
                               void* b, CBLAS_INT ldb, CBLAS_INT strideb, CBLAS_INT batch_size);

/* Operands packed once and multiplied often, with the arguments of oneMKL. cblas_?gemm_pack writes
 * alpha op(src) - alpha is applied in the product - into dest, which must have as many bytes as
 * cblas_?gemm_pack_get_size says: m x k for CblasAMatrix, k x n for CblasBMatrix.
 * cblas_?gemm_compute is gemm with CblasPacked for transa, transb or both; it refuses an operand
 * that was packed for other sizes, another layout or another SIMD target. */
size_t cblas_sgemm_pack_get_size(CBLAS_IDENTIFIER identifier, CBLAS_INT m, CBLAS_INT n,
                                 CBLAS_INT k);
size_t cblas_dgemm_pack_get_size(CBLAS_IDENTIFIER identifier, CBLAS_INT m, CBLAS_INT n,
                                 CBLAS_INT k);
void cblas_sgemm_pack(CBLAS_LAYOUT layout, CBLAS_IDENTIFIER identifier, CBLAS_TRANSPOSE trans,
                      CBLAS_INT m, CBLAS_INT n, CBLAS_INT k, float alpha, const float* src,
                      CBLAS_INT ld, float* dest);
void cblas_dgemm_pack(CBLAS_LAYOUT layout, CBLAS_IDENTIFIER identifier, CBLAS_TRANSPOSE trans,
                      CBLAS_INT m, CBLAS_INT n, CBLAS_INT k, double alpha, const double* src,
                      CBLAS_INT ld, double* dest);
void cblas_sgemm_compute(CBLAS_LAYOUT layout, CBLAS_INT transa, CBLAS_INT transb, CBLAS_INT m,
                         CBLAS_INT n, CBLAS_INT k, const float* a, CBLAS_INT lda, const float* b,
                         CBLAS_INT ldb, float beta, float* c, CBLAS_INT ldc);
void cblas_dgemm_compute(CBLAS_LAYOUT layout, CBLAS_INT transa, CBLAS_INT transb, CBLAS_INT m,
                         CBLAS_INT n, CBLAS_INT k, const double* a, CBLAS_INT lda, const double* b,
                         CBLAS_INT ldb, double beta, double* c, CBLAS_INT ldc);

/* Threads of the calls that follow, of the whole process and of the calling thread alone, which
 * goes before. 0 and less take the setting back. Both return the setting that was replaced, 0 for
 * none. fulcrum_get_num_threads: what a large call made now would use. */
int fulcrum_set_num_threads(int threads);
int fulcrum_set_num_threads_local(int threads);
int fulcrum_get_num_threads(void);

void cblas_xerbla(CBLAS_INT position, const char* routine, const char* form, ...);

/* The Fortran names. A Fortran compiler passes the lengths of the letters behind the arguments; the
 * routines need none, and C callers leave them out, but xerbla_ gets the length of its name. */
void sgemm_(const char* transa, const char* transb, const CBLAS_INT* m, const CBLAS_INT* n,
            const CBLAS_INT* k, const float* alpha, const float* a, const CBLAS_INT* lda,
            const float* b, const CBLAS_INT* ldb, const float* beta, float* c,
            const CBLAS_INT* ldc);
void dgemm_(const char* transa, const char* transb, const CBLAS_INT* m, const CBLAS_INT* n,
            const CBLAS_INT* k, const double* alpha, const double* a, const CBLAS_INT* lda,
            const double* b, const CBLAS_INT* ldb, const double* beta, double* c,
            const CBLAS_INT* ldc);
void sgemv_(const char* trans, const CBLAS_INT* m, const CBLAS_INT* n, const float* alpha,
            const float* a, const CBLAS_INT* lda, const float* x, const CBLAS_INT* incx,
            const float* beta, float* y, const CBLAS_INT* incy);
void dgemv_(const char* trans, const CBLAS_INT* m, const CBLAS_INT* n, const double* alpha,
            const double* a, const CBLAS_INT* lda, const double* x, const CBLAS_INT* incx,
            const double* beta, double* y, const CBLAS_INT* incy);
void saxpy_(const CBLAS_INT* n, const float* alpha, const float* x, const CBLAS_INT* incx, float* y,
            const CBLAS_INT* incy);
void daxpy_(const CBLAS_INT* n, const double* alpha, const double* x, const CBLAS_INT* incx,
            double* y, const CBLAS_INT* incy);
float sdot_(const CBLAS_INT* n, const float* x, const CBLAS_INT* incx, const float* y,
            const CBLAS_INT* incy);
double ddot_(const CBLAS_INT* n, const double* x, const CBLAS_INT* incx, const double* y,
             const CBLAS_INT* incy);
void sscal_(const CBLAS_INT* n, const float* alpha, float* x, const CBLAS_INT* incx);
void dscal_(const CBLAS_INT* n, const double* alpha, double* x, const CBLAS_INT* incx);
void scopy_(const CBLAS_INT* n, const float* x, const CBLAS_INT* incx, float* y,
            const CBLAS_INT* incy);
void sswap_(const CBLAS_INT* n, float* x, const CBLAS_INT* incx, float* y, const CBLAS_INT* incy);
void saxpby_(const CBLAS_INT* n, const float* alpha, const float* x, const CBLAS_INT* incx,
             const float* beta, float* y, const CBLAS_INT* incy);
float snrm2_(const CBLAS_INT* n, const float* x, const CBLAS_INT* incx);
float sasum_(const CBLAS_INT* n, const float* x, const CBLAS_INT* incx);
CBLAS_INT isamax_(const CBLAS_INT* n, const float* x, const CBLAS_INT* incx);
void srot_(const CBLAS_INT* n, float* x, const CBLAS_INT* incx, float* y, const CBLAS_INT* incy,
           const float* c, const float* s);
void srotg_(float* a, float* b, float* c, float* s);
void srotm_(const CBLAS_INT* n, float* x, const CBLAS_INT* incx, float* y, const CBLAS_INT* incy,
            const float* param);
void srotmg_(float* d1, float* d2, float* x1, const float* y1, float* param);
void dcopy_(const CBLAS_INT* n, const double* x, const CBLAS_INT* incx, double* y,
            const CBLAS_INT* incy);
void dswap_(const CBLAS_INT* n, double* x, const CBLAS_INT* incx, double* y, const CBLAS_INT* incy);
void daxpby_(const CBLAS_INT* n, const double* alpha, const double* x, const CBLAS_INT* incx,
             const double* beta, double* y, const CBLAS_INT* incy);
double dnrm2_(const CBLAS_INT* n, const double* x, const CBLAS_INT* incx);
double dasum_(const CBLAS_INT* n, const double* x, const CBLAS_INT* incx);
CBLAS_INT idamax_(const CBLAS_INT* n, const double* x, const CBLAS_INT* incx);
void drot_(const CBLAS_INT* n, double* x, const CBLAS_INT* incx, double* y, const CBLAS_INT* incy,
           const double* c, const double* s);
void drotg_(double* a, double* b, double* c, double* s);
void drotm_(const CBLAS_INT* n, double* x, const CBLAS_INT* incx, double* y, const CBLAS_INT* incy,
            const double* param);
void drotmg_(double* d1, double* d2, double* x1, const double* y1, double* param);
void ccopy_(const CBLAS_INT* n, const void* x, const CBLAS_INT* incx, void* y,
            const CBLAS_INT* incy);
void cswap_(const CBLAS_INT* n, void* x, const CBLAS_INT* incx, void* y, const CBLAS_INT* incy);
void caxpby_(const CBLAS_INT* n, const void* alpha, const void* x, const CBLAS_INT* incx,
             const void* beta, void* y, const CBLAS_INT* incy);
void caxpy_(const CBLAS_INT* n, const void* alpha, const void* x, const CBLAS_INT* incx, void* y,
            const CBLAS_INT* incy);
void cscal_(const CBLAS_INT* n, const void* alpha, void* x, const CBLAS_INT* incx);
void csscal_(const CBLAS_INT* n, const float* alpha, void* x, const CBLAS_INT* incx);
CBLAS_COMPLEX_FLOAT cdotu_(const CBLAS_INT* n, const void* x, const CBLAS_INT* incx, const void* y,
                           const CBLAS_INT* incy);
CBLAS_COMPLEX_FLOAT cdotc_(const CBLAS_INT* n, const void* x, const CBLAS_INT* incx, const void* y,
                           const CBLAS_INT* incy);
float scabs1_(const void* z);
float scnrm2_(const CBLAS_INT* n, const void* x, const CBLAS_INT* incx);
float scasum_(const CBLAS_INT* n, const void* x, const CBLAS_INT* incx);
CBLAS_INT icamax_(const CBLAS_INT* n, const void* x, const CBLAS_INT* incx);
void csrot_(const CBLAS_INT* n, void* x, const CBLAS_INT* incx, void* y, const CBLAS_INT* incy,
            const float* c, const float* s);
void crotg_(void* a, void* b, float* c, void* s);
void zcopy_(const CBLAS_INT* n, const void* x, const CBLAS_INT* incx, void* y,
            const CBLAS_INT* incy);
void zswap_(const CBLAS_INT* n, void* x, const CBLAS_INT* incx, void* y, const CBLAS_INT* incy);
void zaxpby_(const CBLAS_INT* n, const void* alpha, const void* x, const CBLAS_INT* incx,
             const void* beta, void* y, const CBLAS_INT* incy);
void zaxpy_(const CBLAS_INT* n, const void* alpha, const void* x, const CBLAS_INT* incx, void* y,
            const CBLAS_INT* incy);
void zscal_(const CBLAS_INT* n, const void* alpha, void* x, const CBLAS_INT* incx);
void zdscal_(const CBLAS_INT* n, const double* alpha, void* x, const CBLAS_INT* incx);
CBLAS_COMPLEX_DOUBLE zdotu_(const CBLAS_INT* n, const void* x, const CBLAS_INT* incx, const void* y,
                            const CBLAS_INT* incy);
CBLAS_COMPLEX_DOUBLE zdotc_(const CBLAS_INT* n, const void* x, const CBLAS_INT* incx, const void* y,
                            const CBLAS_INT* incy);
double dcabs1_(const void* z);
double dznrm2_(const CBLAS_INT* n, const void* x, const CBLAS_INT* incx);
double dzasum_(const CBLAS_INT* n, const void* x, const CBLAS_INT* incx);
CBLAS_INT izamax_(const CBLAS_INT* n, const void* x, const CBLAS_INT* incx);
void zdrot_(const CBLAS_INT* n, void* x, const CBLAS_INT* incx, void* y, const CBLAS_INT* incy,
            const double* c, const double* s);
void zrotg_(void* a, void* b, double* c, void* s);
double dsdot_(const CBLAS_INT* n, const float* x, const CBLAS_INT* incx, const float* y,
              const CBLAS_INT* incy);
float sdsdot_(const CBLAS_INT* n, const float* b, const float* x, const CBLAS_INT* incx,
              const float* y, const CBLAS_INT* incy);
void cgemv_(const char* trans, const CBLAS_INT* m, const CBLAS_INT* n, const void* alpha,
            const void* a, const CBLAS_INT* lda, const void* x, const CBLAS_INT* incx,
            const void* beta, void* y, const CBLAS_INT* incy);
void zgemv_(const char* trans, const CBLAS_INT* m, const CBLAS_INT* n, const void* alpha,
            const void* a, const CBLAS_INT* lda, const void* x, const CBLAS_INT* incx,
            const void* beta, void* y, const CBLAS_INT* incy);
void sgbmv_(const char* trans, const CBLAS_INT* m, const CBLAS_INT* n, const CBLAS_INT* kl,
            const CBLAS_INT* ku, const float* alpha, const float* a, const CBLAS_INT* lda,
            const float* x, const CBLAS_INT* incx, const float* beta, float* y,
            const CBLAS_INT* incy);
void dgbmv_(const char* trans, const CBLAS_INT* m, const CBLAS_INT* n, const CBLAS_INT* kl,
            const CBLAS_INT* ku, const double* alpha, const double* a, const CBLAS_INT* lda,
            const double* x, const CBLAS_INT* incx, const double* beta, double* y,
            const CBLAS_INT* incy);
void cgbmv_(const char* trans, const CBLAS_INT* m, const CBLAS_INT* n, const CBLAS_INT* kl,
            const CBLAS_INT* ku, const void* alpha, const void* a, const CBLAS_INT* lda,
            const void* x, const CBLAS_INT* incx, const void* beta, void* y, const CBLAS_INT* incy);
void zgbmv_(const char* trans, const CBLAS_INT* m, const CBLAS_INT* n, const CBLAS_INT* kl,
            const CBLAS_INT* ku, const void* alpha, const void* a, const CBLAS_INT* lda,
            const void* x, const CBLAS_INT* incx, const void* beta, void* y, const CBLAS_INT* incy);
void ssymv_(const char* uplo, const CBLAS_INT* n, const float* alpha, const float* a,
            const CBLAS_INT* lda, const float* x, const CBLAS_INT* incx, const float* beta,
            float* y, const CBLAS_INT* incy);
void dsymv_(const char* uplo, const CBLAS_INT* n, const double* alpha, const double* a,
            const CBLAS_INT* lda, const double* x, const CBLAS_INT* incx, const double* beta,
            double* y, const CBLAS_INT* incy);
void ssbmv_(const char* uplo, const CBLAS_INT* n, const CBLAS_INT* k, const float* alpha,
            const float* a, const CBLAS_INT* lda, const float* x, const CBLAS_INT* incx,
            const float* beta, float* y, const CBLAS_INT* incy);
void dsbmv_(const char* uplo, const CBLAS_INT* n, const CBLAS_INT* k, const double* alpha,
            const double* a, const CBLAS_INT* lda, const double* x, const CBLAS_INT* incx,
            const double* beta, double* y, const CBLAS_INT* incy);
void sspmv_(const char* uplo, const CBLAS_INT* n, const float* alpha, const float* a,
            const float* x, const CBLAS_INT* incx, const float* beta, float* y,
            const CBLAS_INT* incy);
void dspmv_(const char* uplo, const CBLAS_INT* n, const double* alpha, const double* a,
            const double* x, const CBLAS_INT* incx, const double* beta, double* y,
            const CBLAS_INT* incy);
void chemv_(const char* uplo, const CBLAS_INT* n, const void* alpha, const void* a,
            const CBLAS_INT* lda, const void* x, const CBLAS_INT* incx, const void* beta, void* y,
            const CBLAS_INT* incy);
void zhemv_(const char* uplo, const CBLAS_INT* n, const void* alpha, const void* a,
            const CBLAS_INT* lda, const void* x, const CBLAS_INT* incx, const void* beta, void* y,
            const CBLAS_INT* incy);
void chbmv_(const char* uplo, const CBLAS_INT* n, const CBLAS_INT* k, const void* alpha,
            const void* a, const CBLAS_INT* lda, const void* x, const CBLAS_INT* incx,
            const void* beta, void* y, const CBLAS_INT* incy);
void zhbmv_(const char* uplo, const CBLAS_INT* n, const CBLAS_INT* k, const void* alpha,
            const void* a, const CBLAS_INT* lda, const void* x, const CBLAS_INT* incx,
            const void* beta, void* y, const CBLAS_INT* incy);
void chpmv_(const char* uplo, const CBLAS_INT* n, const void* alpha, const void* a, const void* x,
            const CBLAS_INT* incx, const void* beta, void* y, const CBLAS_INT* incy);
void zhpmv_(const char* uplo, const CBLAS_INT* n, const void* alpha, const void* a, const void* x,
            const CBLAS_INT* incx, const void* beta, void* y, const CBLAS_INT* incy);
void strmv_(const char* uplo, const char* trans, const char* diag, const CBLAS_INT* n,
            const float* a, const CBLAS_INT* lda, float* x, const CBLAS_INT* incx);
void dtrmv_(const char* uplo, const char* trans, const char* diag, const CBLAS_INT* n,
            const double* a, const CBLAS_INT* lda, double* x, const CBLAS_INT* incx);
void ctrmv_(const char* uplo, const char* trans, const char* diag, const CBLAS_INT* n,
            const void* a, const CBLAS_INT* lda, void* x, const CBLAS_INT* incx);
void ztrmv_(const char* uplo, const char* trans, const char* diag, const CBLAS_INT* n,
            const void* a, const CBLAS_INT* lda, void* x, const CBLAS_INT* incx);
void stbmv_(const char* uplo, const char* trans, const char* diag, const CBLAS_INT* n,
            const CBLAS_INT* k, const float* a, const CBLAS_INT* lda, float* x,
            const CBLAS_INT* incx);
void dtbmv_(const char* uplo, const char* trans, const char* diag, const CBLAS_INT* n,
            const CBLAS_INT* k, const double* a, const CBLAS_INT* lda, double* x,
            const CBLAS_INT* incx);
void ctbmv_(const char* uplo, const char* trans, const char* diag, const CBLAS_INT* n,
            const CBLAS_INT* k, const void* a, const CBLAS_INT* lda, void* x,
            const CBLAS_INT* incx);
void ztbmv_(const char* uplo, const char* trans, const char* diag, const CBLAS_INT* n,
            const CBLAS_INT* k, const void* a, const CBLAS_INT* lda, void* x,
            const CBLAS_INT* incx);
void stpmv_(const char* uplo, const char* trans, const char* diag, const CBLAS_INT* n,
            const float* a, float* x, const CBLAS_INT* incx);
void dtpmv_(const char* uplo, const char* trans, const char* diag, const CBLAS_INT* n,
            const double* a, double* x, const CBLAS_INT* incx);
void ctpmv_(const char* uplo, const char* trans, const char* diag, const CBLAS_INT* n,
            const void* a, void* x, const CBLAS_INT* incx);
void ztpmv_(const char* uplo, const char* trans, const char* diag, const CBLAS_INT* n,
            const void* a, void* x, const CBLAS_INT* incx);
void strsv_(const char* uplo, const char* trans, const char* diag, const CBLAS_INT* n,
            const float* a, const CBLAS_INT* lda, float* x, const CBLAS_INT* incx);
void dtrsv_(const char* uplo, const char* trans, const char* diag, const CBLAS_INT* n,
            const double* a, const CBLAS_INT* lda, double* x, const CBLAS_INT* incx);
void ctrsv_(const char* uplo, const char* trans, const char* diag, const CBLAS_INT* n,
            const void* a, const CBLAS_INT* lda, void* x, const CBLAS_INT* incx);
void ztrsv_(const char* uplo, const char* trans, const char* diag, const CBLAS_INT* n,
            const void* a, const CBLAS_INT* lda, void* x, const CBLAS_INT* incx);
void stbsv_(const char* uplo, const char* trans, const char* diag, const CBLAS_INT* n,
            const CBLAS_INT* k, const float* a, const CBLAS_INT* lda, float* x,
            const CBLAS_INT* incx);
void dtbsv_(const char* uplo, const char* trans, const char* diag, const CBLAS_INT* n,
            const CBLAS_INT* k, const double* a, const CBLAS_INT* lda, double* x,
            const CBLAS_INT* incx);
void ctbsv_(const char* uplo, const char* trans, const char* diag, const CBLAS_INT* n,
            const CBLAS_INT* k, const void* a, const CBLAS_INT* lda, void* x,
            const CBLAS_INT* incx);
void ztbsv_(const char* uplo, const char* trans, const char* diag, const CBLAS_INT* n,
            const CBLAS_INT* k, const void* a, const CBLAS_INT* lda, void* x,
            const CBLAS_INT* incx);
void stpsv_(const char* uplo, const char* trans, const char* diag, const CBLAS_INT* n,
            const float* a, float* x, const CBLAS_INT* incx);
void dtpsv_(const char* uplo, const char* trans, const char* diag, const CBLAS_INT* n,
            const double* a, double* x, const CBLAS_INT* incx);
void ctpsv_(const char* uplo, const char* trans, const char* diag, const CBLAS_INT* n,
            const void* a, void* x, const CBLAS_INT* incx);
void ztpsv_(const char* uplo, const char* trans, const char* diag, const CBLAS_INT* n,
            const void* a, void* x, const CBLAS_INT* incx);
void sger_(const CBLAS_INT* m, const CBLAS_INT* n, const float* alpha, const float* x,
           const CBLAS_INT* incx, const float* y, const CBLAS_INT* incy, float* a,
           const CBLAS_INT* lda);
void dger_(const CBLAS_INT* m, const CBLAS_INT* n, const double* alpha, const double* x,
           const CBLAS_INT* incx, const double* y, const CBLAS_INT* incy, double* a,
           const CBLAS_INT* lda);
void cgeru_(const CBLAS_INT* m, const CBLAS_INT* n, const void* alpha, const void* x,
            const CBLAS_INT* incx, const void* y, const CBLAS_INT* incy, void* a,
            const CBLAS_INT* lda);
void zgeru_(const CBLAS_INT* m, const CBLAS_INT* n, const void* alpha, const void* x,
            const CBLAS_INT* incx, const void* y, const CBLAS_INT* incy, void* a,
            const CBLAS_INT* lda);
void cgerc_(const CBLAS_INT* m, const CBLAS_INT* n, const void* alpha, const void* x,
            const CBLAS_INT* incx, const void* y, const CBLAS_INT* incy, void* a,
            const CBLAS_INT* lda);
void zgerc_(const CBLAS_INT* m, const CBLAS_INT* n, const void* alpha, const void* x,
            const CBLAS_INT* incx, const void* y, const CBLAS_INT* incy, void* a,
            const CBLAS_INT* lda);
void ssyr_(const char* uplo, const CBLAS_INT* n, const float* alpha, const float* x,
           const CBLAS_INT* incx, float* a, const CBLAS_INT* lda);
void dsyr_(const char* uplo, const CBLAS_INT* n, const double* alpha, const double* x,
           const CBLAS_INT* incx, double* a, const CBLAS_INT* lda);
void sspr_(const char* uplo, const CBLAS_INT* n, const float* alpha, const float* x,
           const CBLAS_INT* incx, float* a);
void dspr_(const char* uplo, const CBLAS_INT* n, const double* alpha, const double* x,
           const CBLAS_INT* incx, double* a);
void ssyr2_(const char* uplo, const CBLAS_INT* n, const float* alpha, const float* x,
            const CBLAS_INT* incx, const float* y, const CBLAS_INT* incy, float* a,
            const CBLAS_INT* lda);
void dsyr2_(const char* uplo, const CBLAS_INT* n, const double* alpha, const double* x,
            const CBLAS_INT* incx, const double* y, const CBLAS_INT* incy, double* a,
            const CBLAS_INT* lda);
void sspr2_(const char* uplo, const CBLAS_INT* n, const float* alpha, const float* x,
            const CBLAS_INT* incx, const float* y, const CBLAS_INT* incy, float* a);
void dspr2_(const char* uplo, const CBLAS_INT* n, const double* alpha, const double* x,
            const CBLAS_INT* incx, const double* y, const CBLAS_INT* incy, double* a);
void cher_(const char* uplo, const CBLAS_INT* n, const float* alpha, const void* x,
           const CBLAS_INT* incx, void* a, const CBLAS_INT* lda);
void zher_(const char* uplo, const CBLAS_INT* n, const double* alpha, const void* x,
           const CBLAS_INT* incx, void* a, const CBLAS_INT* lda);
void chpr_(const char* uplo, const CBLAS_INT* n, const float* alpha, const void* x,
           const CBLAS_INT* incx, void* a);
void zhpr_(const char* uplo, const CBLAS_INT* n, const double* alpha, const void* x,
           const CBLAS_INT* incx, void* a);
void cher2_(const char* uplo, const CBLAS_INT* n, const void* alpha, const void* x,
            const CBLAS_INT* incx, const void* y, const CBLAS_INT* incy, void* a,
            const CBLAS_INT* lda);
void zher2_(const char* uplo, const CBLAS_INT* n, const void* alpha, const void* x,
            const CBLAS_INT* incx, const void* y, const CBLAS_INT* incy, void* a,
            const CBLAS_INT* lda);
void chpr2_(const char* uplo, const CBLAS_INT* n, const void* alpha, const void* x,
            const CBLAS_INT* incx, const void* y, const CBLAS_INT* incy, void* a);
void zhpr2_(const char* uplo, const CBLAS_INT* n, const void* alpha, const void* x,
            const CBLAS_INT* incx, const void* y, const CBLAS_INT* incy, void* a);
void cgemm_(const char* transa, const char* transb, const CBLAS_INT* m, const CBLAS_INT* n,
            const CBLAS_INT* k, const void* alpha, const void* a, const CBLAS_INT* lda,
            const void* b, const CBLAS_INT* ldb, const void* beta, void* c, const CBLAS_INT* ldc);
void zgemm_(const char* transa, const char* transb, const CBLAS_INT* m, const CBLAS_INT* n,
            const CBLAS_INT* k, const void* alpha, const void* a, const CBLAS_INT* lda,
            const void* b, const CBLAS_INT* ldb, const void* beta, void* c, const CBLAS_INT* ldc);
void ssymm_(const char* side, const char* uplo, const CBLAS_INT* m, const CBLAS_INT* n,
            const float* alpha, const float* a, const CBLAS_INT* lda, const float* b,
            const CBLAS_INT* ldb, const float* beta, float* c, const CBLAS_INT* ldc);
void dsymm_(const char* side, const char* uplo, const CBLAS_INT* m, const CBLAS_INT* n,
            const double* alpha, const double* a, const CBLAS_INT* lda, const double* b,
            const CBLAS_INT* ldb, const double* beta, double* c, const CBLAS_INT* ldc);
void csymm_(const char* side, const char* uplo, const CBLAS_INT* m, const CBLAS_INT* n,
            const void* alpha, const void* a, const CBLAS_INT* lda, const void* b,
            const CBLAS_INT* ldb, const void* beta, void* c, const CBLAS_INT* ldc);
void zsymm_(const char* side, const char* uplo, const CBLAS_INT* m, const CBLAS_INT* n,
            const void* alpha, const void* a, const CBLAS_INT* lda, const void* b,
            const CBLAS_INT* ldb, const void* beta, void* c, const CBLAS_INT* ldc);
void ssyrk_(const char* uplo, const char* trans, const CBLAS_INT* n, const CBLAS_INT* k,
            const float* alpha, const float* a, const CBLAS_INT* lda, const float* beta, float* c,
            const CBLAS_INT* ldc);
void dsyrk_(const char* uplo, const char* trans, const CBLAS_INT* n, const CBLAS_INT* k,
            const double* alpha, const double* a, const CBLAS_INT* lda, const double* beta,
            double* c, const CBLAS_INT* ldc);
void csyrk_(const char* uplo, const char* trans, const CBLAS_INT* n, const CBLAS_INT* k,
            const void* alpha, const void* a, const CBLAS_INT* lda, const void* beta, void* c,
            const CBLAS_INT* ldc);
void zsyrk_(const char* uplo, const char* trans, const CBLAS_INT* n, const CBLAS_INT* k,
            const void* alpha, const void* a, const CBLAS_INT* lda, const void* beta, void* c,
            const CBLAS_INT* ldc);
void ssyr2k_(const char* uplo, const char* trans, const CBLAS_INT* n, const CBLAS_INT* k,
             const float* alpha, const float* a, const CBLAS_INT* lda, const float* b,
             const CBLAS_INT* ldb, const float* beta, float* c, const CBLAS_INT* ldc);
void dsyr2k_(const char* uplo, const char* trans, const CBLAS_INT* n, const CBLAS_INT* k,
             const double* alpha, const double* a, const CBLAS_INT* lda, const double* b,
             const CBLAS_INT* ldb, const double* beta, double* c, const CBLAS_INT* ldc);
void csyr2k_(const char* uplo, const char* trans, const CBLAS_INT* n, const CBLAS_INT* k,
             const void* alpha, const void* a, const CBLAS_INT* lda, const void* b,
             const CBLAS_INT* ldb, const void* beta, void* c, const CBLAS_INT* ldc);
void zsyr2k_(const char* uplo, const char* trans, const CBLAS_INT* n, const CBLAS_INT* k,
             const void* alpha, const void* a, const CBLAS_INT* lda, const void* b,
             const CBLAS_INT* ldb, const void* beta, void* c, const CBLAS_INT* ldc);
void strmm_(const char* side, const char* uplo, const char* transa, const char* diag,
            const CBLAS_INT* m, const CBLAS_INT* n, const float* alpha, const float* a,
            const CBLAS_INT* lda, float* b, const CBLAS_INT* ldb);
void dtrmm_(const char* side, const char* uplo, const char* transa, const char* diag,
            const CBLAS_INT* m, const CBLAS_INT* n, const double* alpha, const double* a,
            const CBLAS_INT* lda, double* b, const CBLAS_INT* ldb);
void ctrmm_(const char* side, const char* uplo, const char* transa, const char* diag,
            const CBLAS_INT* m, const CBLAS_INT* n, const void* alpha, const void* a,
            const CBLAS_INT* lda, void* b, const CBLAS_INT* ldb);
void ztrmm_(const char* side, const char* uplo, const char* transa, const char* diag,
            const CBLAS_INT* m, const CBLAS_INT* n, const void* alpha, const void* a,
            const CBLAS_INT* lda, void* b, const CBLAS_INT* ldb);
void strsm_(const char* side, const char* uplo, const char* transa, const char* diag,
            const CBLAS_INT* m, const CBLAS_INT* n, const float* alpha, const float* a,
            const CBLAS_INT* lda, float* b, const CBLAS_INT* ldb);
void dtrsm_(const char* side, const char* uplo, const char* transa, const char* diag,
            const CBLAS_INT* m, const CBLAS_INT* n, const double* alpha, const double* a,
            const CBLAS_INT* lda, double* b, const CBLAS_INT* ldb);
void ctrsm_(const char* side, const char* uplo, const char* transa, const char* diag,
            const CBLAS_INT* m, const CBLAS_INT* n, const void* alpha, const void* a,
            const CBLAS_INT* lda, void* b, const CBLAS_INT* ldb);
void ztrsm_(const char* side, const char* uplo, const char* transa, const char* diag,
            const CBLAS_INT* m, const CBLAS_INT* n, const void* alpha, const void* a,
            const CBLAS_INT* lda, void* b, const CBLAS_INT* ldb);
void chemm_(const char* side, const char* uplo, const CBLAS_INT* m, const CBLAS_INT* n,
            const void* alpha, const void* a, const CBLAS_INT* lda, const void* b,
            const CBLAS_INT* ldb, const void* beta, void* c, const CBLAS_INT* ldc);
void zhemm_(const char* side, const char* uplo, const CBLAS_INT* m, const CBLAS_INT* n,
            const void* alpha, const void* a, const CBLAS_INT* lda, const void* b,
            const CBLAS_INT* ldb, const void* beta, void* c, const CBLAS_INT* ldc);
void cherk_(const char* uplo, const char* trans, const CBLAS_INT* n, const CBLAS_INT* k,
            const float* alpha, const void* a, const CBLAS_INT* lda, const float* beta, void* c,
            const CBLAS_INT* ldc);
void zherk_(const char* uplo, const char* trans, const CBLAS_INT* n, const CBLAS_INT* k,
            const double* alpha, const void* a, const CBLAS_INT* lda, const double* beta, void* c,
            const CBLAS_INT* ldc);
void cher2k_(const char* uplo, const char* trans, const CBLAS_INT* n, const CBLAS_INT* k,
             const void* alpha, const void* a, const CBLAS_INT* lda, const void* b,
             const CBLAS_INT* ldb, const float* beta, void* c, const CBLAS_INT* ldc);
void zher2k_(const char* uplo, const char* trans, const CBLAS_INT* n, const CBLAS_INT* k,
             const void* alpha, const void* a, const CBLAS_INT* lda, const void* b,
             const CBLAS_INT* ldb, const double* beta, void* c, const CBLAS_INT* ldc);
void sgemmt_(const char* uplo, const char* transa, const char* transb, const CBLAS_INT* n,
             const CBLAS_INT* k, const float* alpha, const float* a, const CBLAS_INT* lda,
             const float* b, const CBLAS_INT* ldb, const float* beta, float* c,
             const CBLAS_INT* ldc);
void dgemmt_(const char* uplo, const char* transa, const char* transb, const CBLAS_INT* n,
             const CBLAS_INT* k, const double* alpha, const double* a, const CBLAS_INT* lda,
             const double* b, const CBLAS_INT* ldb, const double* beta, double* c,
             const CBLAS_INT* ldc);
void cgemmt_(const char* uplo, const char* transa, const char* transb, const CBLAS_INT* n,
             const CBLAS_INT* k, const void* alpha, const void* a, const CBLAS_INT* lda,
             const void* b, const CBLAS_INT* ldb, const void* beta, void* c, const CBLAS_INT* ldc);
void zgemmt_(const char* uplo, const char* transa, const char* transb, const CBLAS_INT* n,
             const CBLAS_INT* k, const void* alpha, const void* a, const CBLAS_INT* lda,
             const void* b, const CBLAS_INT* ldb, const void* beta, void* c, const CBLAS_INT* ldc);
void sgemmtr_(const char* uplo, const char* transa, const char* transb, const CBLAS_INT* n,
              const CBLAS_INT* k, const float* alpha, const float* a, const CBLAS_INT* lda,
              const float* b, const CBLAS_INT* ldb, const float* beta, float* c,
              const CBLAS_INT* ldc);
void dgemmtr_(const char* uplo, const char* transa, const char* transb, const CBLAS_INT* n,
              const CBLAS_INT* k, const double* alpha, const double* a, const CBLAS_INT* lda,
              const double* b, const CBLAS_INT* ldb, const double* beta, double* c,
              const CBLAS_INT* ldc);
void cgemmtr_(const char* uplo, const char* transa, const char* transb, const CBLAS_INT* n,
              const CBLAS_INT* k, const void* alpha, const void* a, const CBLAS_INT* lda,
              const void* b, const CBLAS_INT* ldb, const void* beta, void* c, const CBLAS_INT* ldc);
void zgemmtr_(const char* uplo, const char* transa, const char* transb, const CBLAS_INT* n,
              const CBLAS_INT* k, const void* alpha, const void* a, const CBLAS_INT* lda,
              const void* b, const CBLAS_INT* ldb, const void* beta, void* c, const CBLAS_INT* ldc);
void somatcopy_(const char* ordering, const char* trans, const CBLAS_INT* rows,
                const CBLAS_INT* cols, const float* alpha, const float* a, const CBLAS_INT* lda,
                float* b, const CBLAS_INT* ldb);
void simatcopy_(const char* ordering, const char* trans, const CBLAS_INT* rows,
                const CBLAS_INT* cols, const float* alpha, float* a, const CBLAS_INT* lda,
                const CBLAS_INT* ldb);
void sgeadd_(const CBLAS_INT* rows, const CBLAS_INT* cols, const float* alpha, const float* a,
             const CBLAS_INT* lda, const float* beta, float* c, const CBLAS_INT* ldc);
void domatcopy_(const char* ordering, const char* trans, const CBLAS_INT* rows,
                const CBLAS_INT* cols, const double* alpha, const double* a, const CBLAS_INT* lda,
                double* b, const CBLAS_INT* ldb);
void dimatcopy_(const char* ordering, const char* trans, const CBLAS_INT* rows,
                const CBLAS_INT* cols, const double* alpha, double* a, const CBLAS_INT* lda,
                const CBLAS_INT* ldb);
void dgeadd_(const CBLAS_INT* rows, const CBLAS_INT* cols, const double* alpha, const double* a,
             const CBLAS_INT* lda, const double* beta, double* c, const CBLAS_INT* ldc);
void comatcopy_(const char* ordering, const char* trans, const CBLAS_INT* rows,
                const CBLAS_INT* cols, const void* alpha, const void* a, const CBLAS_INT* lda,
                void* b, const CBLAS_INT* ldb);
void cimatcopy_(const char* ordering, const char* trans, const CBLAS_INT* rows,
                const CBLAS_INT* cols, const void* alpha, void* a, const CBLAS_INT* lda,
                const CBLAS_INT* ldb);
void cgeadd_(const CBLAS_INT* rows, const CBLAS_INT* cols, const void* alpha, const void* a,
             const CBLAS_INT* lda, const void* beta, void* c, const CBLAS_INT* ldc);
void zomatcopy_(const char* ordering, const char* trans, const CBLAS_INT* rows,
                const CBLAS_INT* cols, const void* alpha, const void* a, const CBLAS_INT* lda,
                void* b, const CBLAS_INT* ldb);
void zimatcopy_(const char* ordering, const char* trans, const CBLAS_INT* rows,
                const CBLAS_INT* cols, const void* alpha, void* a, const CBLAS_INT* lda,
                const CBLAS_INT* ldb);
void zgeadd_(const CBLAS_INT* rows, const CBLAS_INT* cols, const void* alpha, const void* a,
             const CBLAS_INT* lda, const void* beta, void* c, const CBLAS_INT* ldc);
void sgemm_batch_(const char* transa_array, const char* transb_array, const CBLAS_INT* m_array,
                  const CBLAS_INT* n_array, const CBLAS_INT* k_array, const float* alpha_array,
                  const float** a_array, const CBLAS_INT* lda_array, const float** b_array,
                  const CBLAS_INT* ldb_array, const float* beta_array, float** c_array,
                  const CBLAS_INT* ldc_array, const CBLAS_INT* group_count,
                  const CBLAS_INT* group_size);
void dgemm_batch_(const char* transa_array, const char* transb_array, const CBLAS_INT* m_array,
                  const CBLAS_INT* n_array, const CBLAS_INT* k_array, const double* alpha_array,
                  const double** a_array, const CBLAS_INT* lda_array, const double** b_array,
                  const CBLAS_INT* ldb_array, const double* beta_array, double** c_array,
                  const CBLAS_INT* ldc_array, const CBLAS_INT* group_count,
                  const CBLAS_INT* group_size);
void sgemm_batch_strided_(const char* transa, const char* transb, const CBLAS_INT* m,
                          const CBLAS_INT* n, const CBLAS_INT* k, const float* alpha,
                          const float* a, const CBLAS_INT* lda, const CBLAS_INT* stridea,
                          const float* b, const CBLAS_INT* ldb, const CBLAS_INT* strideb,
                          const float* beta, float* c, const CBLAS_INT* ldc,
                          const CBLAS_INT* stridec, const CBLAS_INT* batch_size);
void dgemm_batch_strided_(const char* transa, const char* transb, const CBLAS_INT* m,
                          const CBLAS_INT* n, const CBLAS_INT* k, const double* alpha,
                          const double* a, const CBLAS_INT* lda, const CBLAS_INT* stridea,
                          const double* b, const CBLAS_INT* ldb, const CBLAS_INT* strideb,
                          const double* beta, double* c, const CBLAS_INT* ldc,
                          const CBLAS_INT* stridec, const CBLAS_INT* batch_size);
void cgemm_batch_(const char* transa_array, const char* transb_array, const CBLAS_INT* m_array,
                  const CBLAS_INT* n_array, const CBLAS_INT* k_array, const void* alpha_array,
                  const void** a_array, const CBLAS_INT* lda_array, const void** b_array,
                  const CBLAS_INT* ldb_array, const void* beta_array, void** c_array,
                  const CBLAS_INT* ldc_array, const CBLAS_INT* group_count,
                  const CBLAS_INT* group_size);
void zgemm_batch_(const char* transa_array, const char* transb_array, const CBLAS_INT* m_array,
                  const CBLAS_INT* n_array, const CBLAS_INT* k_array, const void* alpha_array,
                  const void** a_array, const CBLAS_INT* lda_array, const void** b_array,
                  const CBLAS_INT* ldb_array, const void* beta_array, void** c_array,
                  const CBLAS_INT* ldc_array, const CBLAS_INT* group_count,
                  const CBLAS_INT* group_size);
void cgemm_batch_strided_(const char* transa, const char* transb, const CBLAS_INT* m,
                          const CBLAS_INT* n, const CBLAS_INT* k, const void* alpha, const void* a,
                          const CBLAS_INT* lda, const CBLAS_INT* stridea, const void* b,
                          const CBLAS_INT* ldb, const CBLAS_INT* strideb, const void* beta, void* c,
                          const CBLAS_INT* ldc, const CBLAS_INT* stridec,
                          const CBLAS_INT* batch_size);
void zgemm_batch_strided_(const char* transa, const char* transb, const CBLAS_INT* m,
                          const CBLAS_INT* n, const CBLAS_INT* k, const void* alpha, const void* a,
                          const CBLAS_INT* lda, const CBLAS_INT* stridea, const void* b,
                          const CBLAS_INT* ldb, const CBLAS_INT* strideb, const void* beta, void* c,
                          const CBLAS_INT* ldc, const CBLAS_INT* stridec,
                          const CBLAS_INT* batch_size);
void sgemv_batch_(const char* trans_array, const CBLAS_INT* m_array, const CBLAS_INT* n_array,
                  const float* alpha_array, const float** a_array, const CBLAS_INT* lda_array,
                  const float** x_array, const CBLAS_INT* incx_array, const float* beta_array,
                  float** y_array, const CBLAS_INT* incy_array, const CBLAS_INT* group_count,
                  const CBLAS_INT* group_size);
void sgemv_batch_strided_(const char* trans, const CBLAS_INT* m, const CBLAS_INT* n,
                          const float* alpha, const float* a, const CBLAS_INT* lda,
                          const CBLAS_INT* stridea, const float* x, const CBLAS_INT* incx,
                          const CBLAS_INT* stridex, const float* beta, float* y,
                          const CBLAS_INT* incy, const CBLAS_INT* stridey,
                          const CBLAS_INT* batch_size);
void dgemv_batch_(const char* trans_array, const CBLAS_INT* m_array, const CBLAS_INT* n_array,
                  const double* alpha_array, const double** a_array, const CBLAS_INT* lda_array,
                  const double** x_array, const CBLAS_INT* incx_array, const double* beta_array,
                  double** y_array, const CBLAS_INT* incy_array, const CBLAS_INT* group_count,
                  const CBLAS_INT* group_size);
void dgemv_batch_strided_(const char* trans, const CBLAS_INT* m, const CBLAS_INT* n,
                          const double* alpha, const double* a, const CBLAS_INT* lda,
                          const CBLAS_INT* stridea, const double* x, const CBLAS_INT* incx,
                          const CBLAS_INT* stridex, const double* beta, double* y,
                          const CBLAS_INT* incy, const CBLAS_INT* stridey,
                          const CBLAS_INT* batch_size);
void cgemv_batch_(const char* trans_array, const CBLAS_INT* m_array, const CBLAS_INT* n_array,
                  const void* alpha_array, const void** a_array, const CBLAS_INT* lda_array,
                  const void** x_array, const CBLAS_INT* incx_array, const void* beta_array,
                  void** y_array, const CBLAS_INT* incy_array, const CBLAS_INT* group_count,
                  const CBLAS_INT* group_size);
void cgemv_batch_strided_(const char* trans, const CBLAS_INT* m, const CBLAS_INT* n,
                          const void* alpha, const void* a, const CBLAS_INT* lda,
                          const CBLAS_INT* stridea, const void* x, const CBLAS_INT* incx,
                          const CBLAS_INT* stridex, const void* beta, void* y,
                          const CBLAS_INT* incy, const CBLAS_INT* stridey,
                          const CBLAS_INT* batch_size);
void zgemv_batch_(const char* trans_array, const CBLAS_INT* m_array, const CBLAS_INT* n_array,
                  const void* alpha_array, const void** a_array, const CBLAS_INT* lda_array,
                  const void** x_array, const CBLAS_INT* incx_array, const void* beta_array,
                  void** y_array, const CBLAS_INT* incy_array, const CBLAS_INT* group_count,
                  const CBLAS_INT* group_size);
void zgemv_batch_strided_(const char* trans, const CBLAS_INT* m, const CBLAS_INT* n,
                          const void* alpha, const void* a, const CBLAS_INT* lda,
                          const CBLAS_INT* stridea, const void* x, const CBLAS_INT* incx,
                          const CBLAS_INT* stridex, const void* beta, void* y,
                          const CBLAS_INT* incy, const CBLAS_INT* stridey,
                          const CBLAS_INT* batch_size);
void strsm_batch_(const char* side_array, const char* uplo_array, const char* transa_array,
                  const char* diag_array, const CBLAS_INT* m_array, const CBLAS_INT* n_array,
                  const float* alpha_array, const float** a_array, const CBLAS_INT* lda_array,
                  float** b_array, const CBLAS_INT* ldb_array, const CBLAS_INT* group_count,
                  const CBLAS_INT* group_size);
void strsm_batch_strided_(const char* side, const char* uplo, const char* transa, const char* diag,
                          const CBLAS_INT* m, const CBLAS_INT* n, const float* alpha,
                          const float* a, const CBLAS_INT* lda, const CBLAS_INT* stridea, float* b,
                          const CBLAS_INT* ldb, const CBLAS_INT* strideb,
                          const CBLAS_INT* batch_size);
void dtrsm_batch_(const char* side_array, const char* uplo_array, const char* transa_array,
                  const char* diag_array, const CBLAS_INT* m_array, const CBLAS_INT* n_array,
                  const double* alpha_array, const double** a_array, const CBLAS_INT* lda_array,
                  double** b_array, const CBLAS_INT* ldb_array, const CBLAS_INT* group_count,
                  const CBLAS_INT* group_size);
void dtrsm_batch_strided_(const char* side, const char* uplo, const char* transa, const char* diag,
                          const CBLAS_INT* m, const CBLAS_INT* n, const double* alpha,
                          const double* a, const CBLAS_INT* lda, const CBLAS_INT* stridea,
                          double* b, const CBLAS_INT* ldb, const CBLAS_INT* strideb,
                          const CBLAS_INT* batch_size);
void ctrsm_batch_(const char* side_array, const char* uplo_array, const char* transa_array,
                  const char* diag_array, const CBLAS_INT* m_array, const CBLAS_INT* n_array,
                  const void* alpha_array, const void** a_array, const CBLAS_INT* lda_array,
                  void** b_array, const CBLAS_INT* ldb_array, const CBLAS_INT* group_count,
                  const CBLAS_INT* group_size);
void ctrsm_batch_strided_(const char* side, const char* uplo, const char* transa, const char* diag,
                          const CBLAS_INT* m, const CBLAS_INT* n, const void* alpha, const void* a,
                          const CBLAS_INT* lda, const CBLAS_INT* stridea, void* b,
                          const CBLAS_INT* ldb, const CBLAS_INT* strideb,
                          const CBLAS_INT* batch_size);
void ztrsm_batch_(const char* side_array, const char* uplo_array, const char* transa_array,
                  const char* diag_array, const CBLAS_INT* m_array, const CBLAS_INT* n_array,
                  const void* alpha_array, const void** a_array, const CBLAS_INT* lda_array,
                  void** b_array, const CBLAS_INT* ldb_array, const CBLAS_INT* group_count,
                  const CBLAS_INT* group_size);
void ztrsm_batch_strided_(const char* side, const char* uplo, const char* transa, const char* diag,
                          const CBLAS_INT* m, const CBLAS_INT* n, const void* alpha, const void* a,
                          const CBLAS_INT* lda, const CBLAS_INT* stridea, void* b,
                          const CBLAS_INT* ldb, const CBLAS_INT* strideb,
                          const CBLAS_INT* batch_size);
/* identifier: 'A' or 'B'; transa and transb of ?gemm_compute_: also 'P', packed. */
size_t sgemm_pack_get_size_(const char* identifier, const CBLAS_INT* m, const CBLAS_INT* n,
                            const CBLAS_INT* k);
size_t dgemm_pack_get_size_(const char* identifier, const CBLAS_INT* m, const CBLAS_INT* n,
                            const CBLAS_INT* k);
void sgemm_pack_(const char* identifier, const char* trans, const CBLAS_INT* m, const CBLAS_INT* n,
                 const CBLAS_INT* k, const float* alpha, const float* src, const CBLAS_INT* ld,
                 float* dest);
void dgemm_pack_(const char* identifier, const char* trans, const CBLAS_INT* m, const CBLAS_INT* n,
                 const CBLAS_INT* k, const double* alpha, const double* src, const CBLAS_INT* ld,
                 double* dest);
void sgemm_compute_(const char* transa, const char* transb, const CBLAS_INT* m, const CBLAS_INT* n,
                    const CBLAS_INT* k, const float* a, const CBLAS_INT* lda, const float* b,
                    const CBLAS_INT* ldb, const float* beta, float* c, const CBLAS_INT* ldc);
void dgemm_compute_(const char* transa, const char* transb, const CBLAS_INT* m, const CBLAS_INT* n,
                    const CBLAS_INT* k, const double* a, const CBLAS_INT* lda, const double* b,
                    const CBLAS_INT* ldb, const double* beta, double* c, const CBLAS_INT* ldc);

void xerbla_(const char* routine, const CBLAS_INT* info, size_t length);
void xerbla_array_(const char* routine, const CBLAS_INT* length, const CBLAS_INT* info);
CBLAS_INT lsame_(const char* a, const char* b);

#ifdef __cplusplus
}
#endif

#endif /* FULCRUM_CBLAS_H_ */
