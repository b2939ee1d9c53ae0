/* SPDX-License-Identifier: Apache-2.0 */
/* The Fortran names that libfulcrum_blas exports (32-bit integers) and, with CBLAS_ILP64 defined,
 * libfulcrum_blas64 (64-bit), with gfortran's conventions, for C and C++ programs without
 * prototypes of their own. Not for a program whose headers declare these names already: letters and
 * complex numbers have been declared in many ways, and Eigen's EIGEN_USE_BLAS has its own.
 *
 * A Fortran compiler passes the lengths of the letters behind the arguments; the routines need
 * none, and C callers leave them out. xerbla_ is handed the length of its name; the library's own
 * goes without it where it is no possible one, up to the name's first byte that is not of a name.
 */
#ifndef FULCRUM_BLAS_H_
#define FULCRUM_BLAS_H_

#include "cblas.h"

#ifdef __cplusplus
extern "C" {
#endif

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
void csbmv_(const char* uplo, const CBLAS_INT* n, const CBLAS_INT* k, const void* alpha,
            const void* a, const CBLAS_INT* lda, const void* x, const CBLAS_INT* incx,
            const void* beta, void* y, const CBLAS_INT* incy);
void zsbmv_(const char* uplo, const CBLAS_INT* n, const CBLAS_INT* k, const void* alpha,
            const void* a, const CBLAS_INT* lda, const void* x, const CBLAS_INT* incx,
            const void* beta, void* y, const CBLAS_INT* incy);
void sspmv_(const char* uplo, const CBLAS_INT* n, const float* alpha, const float* a,
            const float* x, const CBLAS_INT* incx, const float* beta, float* y,
            const CBLAS_INT* incy);
void dspmv_(const char* uplo, const CBLAS_INT* n, const double* alpha, const double* a,
            const double* x, const CBLAS_INT* incx, const double* beta, double* y,
            const CBLAS_INT* incy);
void cspmv_(const char* uplo, const CBLAS_INT* n, const void* alpha, const void* a, const void* x,
            const CBLAS_INT* incx, const void* beta, void* y, const CBLAS_INT* incy);
void zspmv_(const char* uplo, const CBLAS_INT* n, const void* alpha, const void* a, const void* x,
            const CBLAS_INT* incx, const void* beta, void* y, const CBLAS_INT* incy);
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
void csyr2_(const char* uplo, const CBLAS_INT* n, const void* alpha, const void* x,
            const CBLAS_INT* incx, const void* y, const CBLAS_INT* incy, void* a,
            const CBLAS_INT* lda);
void zsyr2_(const char* uplo, const CBLAS_INT* n, const void* alpha, const void* x,
            const CBLAS_INT* incx, const void* y, const CBLAS_INT* incy, void* a,
            const CBLAS_INT* lda);
void sspr2_(const char* uplo, const CBLAS_INT* n, const float* alpha, const float* x,
            const CBLAS_INT* incx, const float* y, const CBLAS_INT* incy, float* a);
void dspr2_(const char* uplo, const CBLAS_INT* n, const double* alpha, const double* x,
            const CBLAS_INT* incx, const double* y, const CBLAS_INT* incy, double* a);
void cspr2_(const char* uplo, const CBLAS_INT* n, const void* alpha, const void* x,
            const CBLAS_INT* incx, const void* y, const CBLAS_INT* incy, void* a);
void zspr2_(const char* uplo, const CBLAS_INT* n, const void* alpha, const void* x,
            const CBLAS_INT* incx, const void* y, const CBLAS_INT* incy, void* a);
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
void cgemm3m_(const char* transa, const char* transb, const CBLAS_INT* m, const CBLAS_INT* n,
              const CBLAS_INT* k, const void* alpha, const void* a, const CBLAS_INT* lda,
              const void* b, const CBLAS_INT* ldb, const void* beta, void* c, const CBLAS_INT* ldc);
void zgemm3m_(const char* transa, const char* transb, const CBLAS_INT* m, const CBLAS_INT* n,
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
void somatcopy2_(const char* ordering, const char* trans, const CBLAS_INT* rows,
                 const CBLAS_INT* cols, const float* alpha, const float* a, const CBLAS_INT* lda,
                 const CBLAS_INT* stridea, float* b, const CBLAS_INT* ldb,
                 const CBLAS_INT* strideb);
void somatadd_(const char* ordering, const char* transa, const char* transb, const CBLAS_INT* m,
               const CBLAS_INT* n, const float* alpha, const float* a, const CBLAS_INT* lda,
               const float* beta, const float* b, const CBLAS_INT* ldb, float* c,
               const CBLAS_INT* ldc);
void domatcopy2_(const char* ordering, const char* trans, const CBLAS_INT* rows,
                 const CBLAS_INT* cols, const double* alpha, const double* a, const CBLAS_INT* lda,
                 const CBLAS_INT* stridea, double* b, const CBLAS_INT* ldb,
                 const CBLAS_INT* strideb);
void domatadd_(const char* ordering, const char* transa, const char* transb, const CBLAS_INT* m,
               const CBLAS_INT* n, const double* alpha, const double* a, const CBLAS_INT* lda,
               const double* beta, const double* b, const CBLAS_INT* ldb, double* c,
               const CBLAS_INT* ldc);
void comatcopy2_(const char* ordering, const char* trans, const CBLAS_INT* rows,
                 const CBLAS_INT* cols, const void* alpha, const void* a, const CBLAS_INT* lda,
                 const CBLAS_INT* stridea, void* b, const CBLAS_INT* ldb, const CBLAS_INT* strideb);
void comatadd_(const char* ordering, const char* transa, const char* transb, const CBLAS_INT* m,
               const CBLAS_INT* n, const void* alpha, const void* a, const CBLAS_INT* lda,
               const void* beta, const void* b, const CBLAS_INT* ldb, void* c,
               const CBLAS_INT* ldc);
void zomatcopy2_(const char* ordering, const char* trans, const CBLAS_INT* rows,
                 const CBLAS_INT* cols, const void* alpha, const void* a, const CBLAS_INT* lda,
                 const CBLAS_INT* stridea, void* b, const CBLAS_INT* ldb, const CBLAS_INT* strideb);
void zomatadd_(const char* ordering, const char* transa, const char* transb, const CBLAS_INT* m,
               const CBLAS_INT* n, const void* alpha, const void* a, const CBLAS_INT* lda,
               const void* beta, const void* b, const CBLAS_INT* ldb, void* c,
               const CBLAS_INT* ldc);
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
/* Of OpenBLAS: sums, extremes and axpy with x conjugated. */
float ssum_(const CBLAS_INT* n, const float* x, const CBLAS_INT* incx);
double dsum_(const CBLAS_INT* n, const double* x, const CBLAS_INT* incx);
float scsum_(const CBLAS_INT* n, const void* x, const CBLAS_INT* incx);
double dzsum_(const CBLAS_INT* n, const void* x, const CBLAS_INT* incx);
float samax_(const CBLAS_INT* n, const float* x, const CBLAS_INT* incx);
double damax_(const CBLAS_INT* n, const double* x, const CBLAS_INT* incx);
float scamax_(const CBLAS_INT* n, const void* x, const CBLAS_INT* incx);
double dzamax_(const CBLAS_INT* n, const void* x, const CBLAS_INT* incx);
float samin_(const CBLAS_INT* n, const float* x, const CBLAS_INT* incx);
double damin_(const CBLAS_INT* n, const double* x, const CBLAS_INT* incx);
float scamin_(const CBLAS_INT* n, const void* x, const CBLAS_INT* incx);
double dzamin_(const CBLAS_INT* n, const void* x, const CBLAS_INT* incx);
CBLAS_INT isamin_(const CBLAS_INT* n, const float* x, const CBLAS_INT* incx);
CBLAS_INT idamin_(const CBLAS_INT* n, const double* x, const CBLAS_INT* incx);
CBLAS_INT icamin_(const CBLAS_INT* n, const void* x, const CBLAS_INT* incx);
CBLAS_INT izamin_(const CBLAS_INT* n, const void* x, const CBLAS_INT* incx);
CBLAS_INT ismax_(const CBLAS_INT* n, const float* x, const CBLAS_INT* incx);
CBLAS_INT idmax_(const CBLAS_INT* n, const double* x, const CBLAS_INT* incx);
CBLAS_INT icmax_(const CBLAS_INT* n, const void* x, const CBLAS_INT* incx);
CBLAS_INT izmax_(const CBLAS_INT* n, const void* x, const CBLAS_INT* incx);
CBLAS_INT ismin_(const CBLAS_INT* n, const float* x, const CBLAS_INT* incx);
CBLAS_INT idmin_(const CBLAS_INT* n, const double* x, const CBLAS_INT* incx);
CBLAS_INT icmin_(const CBLAS_INT* n, const void* x, const CBLAS_INT* incx);
CBLAS_INT izmin_(const CBLAS_INT* n, const void* x, const CBLAS_INT* incx);
void caxpyc_(const CBLAS_INT* n, const void* alpha, const void* x, const CBLAS_INT* incx, void* y,
             const CBLAS_INT* incy);
void zaxpyc_(const CBLAS_INT* n, const void* alpha, const void* x, const CBLAS_INT* incx, void* y,
             const CBLAS_INT* incy);
void saxpy_batch_(const CBLAS_INT* n_array, const float* alpha_array, const float** x_array,
                  const CBLAS_INT* incx_array, float** y_array, const CBLAS_INT* incy_array,
                  const CBLAS_INT* group_count, const CBLAS_INT* group_size);
void daxpy_batch_(const CBLAS_INT* n_array, const double* alpha_array, const double** x_array,
                  const CBLAS_INT* incx_array, double** y_array, const CBLAS_INT* incy_array,
                  const CBLAS_INT* group_count, const CBLAS_INT* group_size);
void caxpy_batch_(const CBLAS_INT* n_array, const void* alpha_array, const void** x_array,
                  const CBLAS_INT* incx_array, void** y_array, const CBLAS_INT* incy_array,
                  const CBLAS_INT* group_count, const CBLAS_INT* group_size);
void zaxpy_batch_(const CBLAS_INT* n_array, const void* alpha_array, const void** x_array,
                  const CBLAS_INT* incx_array, void** y_array, const CBLAS_INT* incy_array,
                  const CBLAS_INT* group_count, const CBLAS_INT* group_size);
void saxpy_batch_strided_(const CBLAS_INT* n, const float* alpha, const float* x,
                          const CBLAS_INT* incx, const CBLAS_INT* stridex, float* y,
                          const CBLAS_INT* incy, const CBLAS_INT* stridey,
                          const CBLAS_INT* batch_size);
void daxpy_batch_strided_(const CBLAS_INT* n, const double* alpha, const double* x,
                          const CBLAS_INT* incx, const CBLAS_INT* stridex, double* y,
                          const CBLAS_INT* incy, const CBLAS_INT* stridey,
                          const CBLAS_INT* batch_size);
void caxpy_batch_strided_(const CBLAS_INT* n, const void* alpha, const void* x,
                          const CBLAS_INT* incx, const CBLAS_INT* stridex, void* y,
                          const CBLAS_INT* incy, const CBLAS_INT* stridey,
                          const CBLAS_INT* batch_size);
void zaxpy_batch_strided_(const CBLAS_INT* n, const void* alpha, const void* x,
                          const CBLAS_INT* incx, const CBLAS_INT* stridex, void* y,
                          const CBLAS_INT* incy, const CBLAS_INT* stridey,
                          const CBLAS_INT* batch_size);
void scopy_batch_(const CBLAS_INT* n_array, const float** x_array, const CBLAS_INT* incx_array,
                  float** y_array, const CBLAS_INT* incy_array, const CBLAS_INT* group_count,
                  const CBLAS_INT* group_size);
void dcopy_batch_(const CBLAS_INT* n_array, const double** x_array, const CBLAS_INT* incx_array,
                  double** y_array, const CBLAS_INT* incy_array, const CBLAS_INT* group_count,
                  const CBLAS_INT* group_size);
void ccopy_batch_(const CBLAS_INT* n_array, const void** x_array, const CBLAS_INT* incx_array,
                  void** y_array, const CBLAS_INT* incy_array, const CBLAS_INT* group_count,
                  const CBLAS_INT* group_size);
void zcopy_batch_(const CBLAS_INT* n_array, const void** x_array, const CBLAS_INT* incx_array,
                  void** y_array, const CBLAS_INT* incy_array, const CBLAS_INT* group_count,
                  const CBLAS_INT* group_size);
void scopy_batch_strided_(const CBLAS_INT* n, const float* x, const CBLAS_INT* incx,
                          const CBLAS_INT* stridex, float* y, const CBLAS_INT* incy,
                          const CBLAS_INT* stridey, const CBLAS_INT* batch_size);
void dcopy_batch_strided_(const CBLAS_INT* n, const double* x, const CBLAS_INT* incx,
                          const CBLAS_INT* stridex, double* y, const CBLAS_INT* incy,
                          const CBLAS_INT* stridey, const CBLAS_INT* batch_size);
void ccopy_batch_strided_(const CBLAS_INT* n, const void* x, const CBLAS_INT* incx,
                          const CBLAS_INT* stridex, void* y, const CBLAS_INT* incy,
                          const CBLAS_INT* stridey, const CBLAS_INT* batch_size);
void zcopy_batch_strided_(const CBLAS_INT* n, const void* x, const CBLAS_INT* incx,
                          const CBLAS_INT* stridex, void* y, const CBLAS_INT* incy,
                          const CBLAS_INT* stridey, const CBLAS_INT* batch_size);
void sdgmm_batch_(const char* side_array, const CBLAS_INT* m_array, const CBLAS_INT* n_array,
                  const float** a_array, const CBLAS_INT* lda_array, const float** x_array,
                  const CBLAS_INT* incx_array, float** c_array, const CBLAS_INT* ldc_array,
                  const CBLAS_INT* group_count, const CBLAS_INT* group_size);
void ddgmm_batch_(const char* side_array, const CBLAS_INT* m_array, const CBLAS_INT* n_array,
                  const double** a_array, const CBLAS_INT* lda_array, const double** x_array,
                  const CBLAS_INT* incx_array, double** c_array, const CBLAS_INT* ldc_array,
                  const CBLAS_INT* group_count, const CBLAS_INT* group_size);
void cdgmm_batch_(const char* side_array, const CBLAS_INT* m_array, const CBLAS_INT* n_array,
                  const void** a_array, const CBLAS_INT* lda_array, const void** x_array,
                  const CBLAS_INT* incx_array, void** c_array, const CBLAS_INT* ldc_array,
                  const CBLAS_INT* group_count, const CBLAS_INT* group_size);
void zdgmm_batch_(const char* side_array, const CBLAS_INT* m_array, const CBLAS_INT* n_array,
                  const void** a_array, const CBLAS_INT* lda_array, const void** x_array,
                  const CBLAS_INT* incx_array, void** c_array, const CBLAS_INT* ldc_array,
                  const CBLAS_INT* group_count, const CBLAS_INT* group_size);
void sdgmm_batch_strided_(const char* side, const CBLAS_INT* m, const CBLAS_INT* n, const float* a,
                          const CBLAS_INT* lda, const CBLAS_INT* stridea, const float* x,
                          const CBLAS_INT* incx, const CBLAS_INT* stridex, float* c,
                          const CBLAS_INT* ldc, const CBLAS_INT* stridec,
                          const CBLAS_INT* batch_size);
void ddgmm_batch_strided_(const char* side, const CBLAS_INT* m, const CBLAS_INT* n, const double* a,
                          const CBLAS_INT* lda, const CBLAS_INT* stridea, const double* x,
                          const CBLAS_INT* incx, const CBLAS_INT* stridex, double* c,
                          const CBLAS_INT* ldc, const CBLAS_INT* stridec,
                          const CBLAS_INT* batch_size);
void cdgmm_batch_strided_(const char* side, const CBLAS_INT* m, const CBLAS_INT* n, const void* a,
                          const CBLAS_INT* lda, const CBLAS_INT* stridea, const void* x,
                          const CBLAS_INT* incx, const CBLAS_INT* stridex, void* c,
                          const CBLAS_INT* ldc, const CBLAS_INT* stridec,
                          const CBLAS_INT* batch_size);
void zdgmm_batch_strided_(const char* side, const CBLAS_INT* m, const CBLAS_INT* n, const void* a,
                          const CBLAS_INT* lda, const CBLAS_INT* stridea, const void* x,
                          const CBLAS_INT* incx, const CBLAS_INT* stridex, void* c,
                          const CBLAS_INT* ldc, const CBLAS_INT* stridec,
                          const CBLAS_INT* batch_size);
/* Copies and sums of matrices under MKL's names, for Fortran and for C, where the ordering is a
 * letter as well and complex factors are handed over by value, as MKL_Complex8 and MKL_Complex16
 * are. */
void mkl_somatcopy_(const char* ordering, const char* trans, const CBLAS_INT* rows,
                    const CBLAS_INT* cols, const float* alpha, const float* a, const CBLAS_INT* lda,
                    float* b, const CBLAS_INT* ldb);
void mkl_simatcopy_(const char* ordering, const char* trans, const CBLAS_INT* rows,
                    const CBLAS_INT* cols, const float* alpha, float* a, const CBLAS_INT* lda,
                    const CBLAS_INT* ldb);
void mkl_somatcopy2_(const char* ordering, const char* trans, const CBLAS_INT* rows,
                     const CBLAS_INT* cols, const float* alpha, const float* a,
                     const CBLAS_INT* lda, const CBLAS_INT* stridea, float* b, const CBLAS_INT* ldb,
                     const CBLAS_INT* strideb);
void mkl_somatadd_(const char* ordering, const char* transa, const char* transb, const CBLAS_INT* m,
                   const CBLAS_INT* n, const float* alpha, const float* a, const CBLAS_INT* lda,
                   const float* beta, const float* b, const CBLAS_INT* ldb, float* c,
                   const CBLAS_INT* ldc);
void mkl_domatcopy_(const char* ordering, const char* trans, const CBLAS_INT* rows,
                    const CBLAS_INT* cols, const double* alpha, const double* a,
                    const CBLAS_INT* lda, double* b, const CBLAS_INT* ldb);
void mkl_dimatcopy_(const char* ordering, const char* trans, const CBLAS_INT* rows,
                    const CBLAS_INT* cols, const double* alpha, double* a, const CBLAS_INT* lda,
                    const CBLAS_INT* ldb);
void mkl_domatcopy2_(const char* ordering, const char* trans, const CBLAS_INT* rows,
                     const CBLAS_INT* cols, const double* alpha, const double* a,
                     const CBLAS_INT* lda, const CBLAS_INT* stridea, double* b,
                     const CBLAS_INT* ldb, const CBLAS_INT* strideb);
void mkl_domatadd_(const char* ordering, const char* transa, const char* transb, const CBLAS_INT* m,
                   const CBLAS_INT* n, const double* alpha, const double* a, const CBLAS_INT* lda,
                   const double* beta, const double* b, const CBLAS_INT* ldb, double* c,
                   const CBLAS_INT* ldc);
void mkl_comatcopy_(const char* ordering, const char* trans, const CBLAS_INT* rows,
                    const CBLAS_INT* cols, const void* alpha, const void* a, const CBLAS_INT* lda,
                    void* b, const CBLAS_INT* ldb);
void mkl_cimatcopy_(const char* ordering, const char* trans, const CBLAS_INT* rows,
                    const CBLAS_INT* cols, const void* alpha, void* a, const CBLAS_INT* lda,
                    const CBLAS_INT* ldb);
void mkl_comatcopy2_(const char* ordering, const char* trans, const CBLAS_INT* rows,
                     const CBLAS_INT* cols, const void* alpha, const void* a, const CBLAS_INT* lda,
                     const CBLAS_INT* stridea, void* b, const CBLAS_INT* ldb,
                     const CBLAS_INT* strideb);
void mkl_comatadd_(const char* ordering, const char* transa, const char* transb, const CBLAS_INT* m,
                   const CBLAS_INT* n, const void* alpha, const void* a, const CBLAS_INT* lda,
                   const void* beta, const void* b, const CBLAS_INT* ldb, void* c,
                   const CBLAS_INT* ldc);
void mkl_zomatcopy_(const char* ordering, const char* trans, const CBLAS_INT* rows,
                    const CBLAS_INT* cols, const void* alpha, const void* a, const CBLAS_INT* lda,
                    void* b, const CBLAS_INT* ldb);
void mkl_zimatcopy_(const char* ordering, const char* trans, const CBLAS_INT* rows,
                    const CBLAS_INT* cols, const void* alpha, void* a, const CBLAS_INT* lda,
                    const CBLAS_INT* ldb);
void mkl_zomatcopy2_(const char* ordering, const char* trans, const CBLAS_INT* rows,
                     const CBLAS_INT* cols, const void* alpha, const void* a, const CBLAS_INT* lda,
                     const CBLAS_INT* stridea, void* b, const CBLAS_INT* ldb,
                     const CBLAS_INT* strideb);
void mkl_zomatadd_(const char* ordering, const char* transa, const char* transb, const CBLAS_INT* m,
                   const CBLAS_INT* n, const void* alpha, const void* a, const CBLAS_INT* lda,
                   const void* beta, const void* b, const CBLAS_INT* ldb, void* c,
                   const CBLAS_INT* ldc);
void MKL_Somatcopy(char ordering, char trans, size_t rows, size_t cols, float alpha, const float* a,
                   size_t lda, float* b, size_t ldb);
void MKL_Simatcopy(char ordering, char trans, size_t rows, size_t cols, float alpha, float* a,
                   size_t lda, size_t ldb);
void MKL_Somatcopy2(char ordering, char trans, size_t rows, size_t cols, float alpha,
                    const float* a, size_t lda, size_t stridea, float* b, size_t ldb,
                    size_t strideb);
void MKL_Somatadd(char ordering, char transa, char transb, size_t m, size_t n, float alpha,
                  const float* a, size_t lda, float beta, const float* b, size_t ldb, float* c,
                  size_t ldc);
void MKL_Domatcopy(char ordering, char trans, size_t rows, size_t cols, double alpha,
                   const double* a, size_t lda, double* b, size_t ldb);
void MKL_Dimatcopy(char ordering, char trans, size_t rows, size_t cols, double alpha, double* a,
                   size_t lda, size_t ldb);
void MKL_Domatcopy2(char ordering, char trans, size_t rows, size_t cols, double alpha,
                    const double* a, size_t lda, size_t stridea, double* b, size_t ldb,
                    size_t strideb);
void MKL_Domatadd(char ordering, char transa, char transb, size_t m, size_t n, double alpha,
                  const double* a, size_t lda, double beta, const double* b, size_t ldb, double* c,
                  size_t ldc);
void MKL_Comatcopy(char ordering, char trans, size_t rows, size_t cols, CBLAS_COMPLEX_FLOAT alpha,
                   const void* a, size_t lda, void* b, size_t ldb);
void MKL_Cimatcopy(char ordering, char trans, size_t rows, size_t cols, CBLAS_COMPLEX_FLOAT alpha,
                   void* a, size_t lda, size_t ldb);
void MKL_Comatcopy2(char ordering, char trans, size_t rows, size_t cols, CBLAS_COMPLEX_FLOAT alpha,
                    const void* a, size_t lda, size_t stridea, void* b, size_t ldb, size_t strideb);
void MKL_Comatadd(char ordering, char transa, char transb, size_t m, size_t n,
                  CBLAS_COMPLEX_FLOAT alpha, const void* a, size_t lda, CBLAS_COMPLEX_FLOAT beta,
                  const void* b, size_t ldb, void* c, size_t ldc);
void MKL_Zomatcopy(char ordering, char trans, size_t rows, size_t cols, CBLAS_COMPLEX_DOUBLE alpha,
                   const void* a, size_t lda, void* b, size_t ldb);
void MKL_Zimatcopy(char ordering, char trans, size_t rows, size_t cols, CBLAS_COMPLEX_DOUBLE alpha,
                   void* a, size_t lda, size_t ldb);
void MKL_Zomatcopy2(char ordering, char trans, size_t rows, size_t cols, CBLAS_COMPLEX_DOUBLE alpha,
                    const void* a, size_t lda, size_t stridea, void* b, size_t ldb, size_t strideb);
void MKL_Zomatadd(char ordering, char transa, char transb, size_t m, size_t n,
                  CBLAS_COMPLEX_DOUBLE alpha, const void* a, size_t lda, CBLAS_COMPLEX_DOUBLE beta,
                  const void* b, size_t ldb, void* c, size_t ldc);
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
/* gemm of narrow operands; offsetc: 'F', 'C' or 'R', as in cblas_gemm_s8u8s32 by columns. */
void sbgemm_(const char* transa, const char* transb, const CBLAS_INT* m, const CBLAS_INT* n,
             const CBLAS_INT* k, const float* alpha, const uint16_t* a, const CBLAS_INT* lda,
             const uint16_t* b, const CBLAS_INT* ldb, const float* beta, float* c,
             const CBLAS_INT* ldc);
void gemm_bf16bf16f32_(const char* transa, const char* transb, const CBLAS_INT* m,
                       const CBLAS_INT* n, const CBLAS_INT* k, const float* alpha,
                       const uint16_t* a, const CBLAS_INT* lda, const uint16_t* b,
                       const CBLAS_INT* ldb, const float* beta, float* c, const CBLAS_INT* ldc);
void gemm_f16f16f32_(const char* transa, const char* transb, const CBLAS_INT* m, const CBLAS_INT* n,
                     const CBLAS_INT* k, const float* alpha, const uint16_t* a,
                     const CBLAS_INT* lda, const uint16_t* b, const CBLAS_INT* ldb,
                     const float* beta, float* c, const CBLAS_INT* ldc);
void gemm_s8u8s32_(const char* transa, const char* transb, const char* offsetc, const CBLAS_INT* m,
                   const CBLAS_INT* n, const CBLAS_INT* k, const float* alpha, const int8_t* a,
                   const CBLAS_INT* lda, const int8_t* ao, const uint8_t* b, const CBLAS_INT* ldb,
                   const int8_t* bo, const float* beta, int32_t* c, const CBLAS_INT* ldc,
                   const int32_t* co);

void xerbla_(const char* routine, const CBLAS_INT* info, size_t length);
void xerbla_array_(const char* routine, const CBLAS_INT* length, const CBLAS_INT* info);
CBLAS_INT lsame_(const char* a, const char* b);

#ifdef __cplusplus
}
#endif

#endif /* FULCRUM_BLAS_H_ */
