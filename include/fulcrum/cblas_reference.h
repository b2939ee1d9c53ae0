/* SPDX-License-Identifier: Apache-2.0 */
/* The functions that the reference's cblas.h declares. For cblas.h and cblas_64.h alone, which
 * define the suffix of the names and the integer. No guard: included once for each. */

/* Level 1. Complex elements lie behind pointers to void, real part first. The results of
 * cblas_i?amax count from 0, those of i?amax_ from 1. */
void FULCRUM_NAME(cblas_sgemm)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE transa, CBLAS_TRANSPOSE transb,
                               FULCRUM_INT m, FULCRUM_INT n, FULCRUM_INT k, float alpha,
                               const float* a, FULCRUM_INT lda, const float* b, FULCRUM_INT ldb,
                               float beta, float* c, FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_dgemm)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE transa, CBLAS_TRANSPOSE transb,
                               FULCRUM_INT m, FULCRUM_INT n, FULCRUM_INT k, double alpha,
                               const double* a, FULCRUM_INT lda, const double* b, FULCRUM_INT ldb,
                               double beta, double* c, FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_sgemv)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, FULCRUM_INT m,
                               FULCRUM_INT n, float alpha, const float* a, FULCRUM_INT lda,
                               const float* x, FULCRUM_INT incx, float beta, float* y,
                               FULCRUM_INT incy);
void FULCRUM_NAME(cblas_dgemv)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, FULCRUM_INT m,
                               FULCRUM_INT n, double alpha, const double* a, FULCRUM_INT lda,
                               const double* x, FULCRUM_INT incx, double beta, double* y,
                               FULCRUM_INT incy);
void FULCRUM_NAME(cblas_saxpy)(FULCRUM_INT n, float alpha, const float* x, FULCRUM_INT incx,
                               float* y, FULCRUM_INT incy);
void FULCRUM_NAME(cblas_daxpy)(FULCRUM_INT n, double alpha, const double* x, FULCRUM_INT incx,
                               double* y, FULCRUM_INT incy);
float FULCRUM_NAME(cblas_sdot)(FULCRUM_INT n, const float* x, FULCRUM_INT incx, const float* y,
                               FULCRUM_INT incy);
double FULCRUM_NAME(cblas_ddot)(FULCRUM_INT n, const double* x, FULCRUM_INT incx, const double* y,
                                FULCRUM_INT incy);
void FULCRUM_NAME(cblas_sscal)(FULCRUM_INT n, float alpha, float* x, FULCRUM_INT incx);
void FULCRUM_NAME(cblas_dscal)(FULCRUM_INT n, double alpha, double* x, FULCRUM_INT incx);

void FULCRUM_NAME(cblas_scopy)(FULCRUM_INT n, const float* x, FULCRUM_INT incx, float* y,
                               FULCRUM_INT incy);
void FULCRUM_NAME(cblas_sswap)(FULCRUM_INT n, float* x, FULCRUM_INT incx, float* y,
                               FULCRUM_INT incy);
void FULCRUM_NAME(cblas_saxpby)(FULCRUM_INT n, float alpha, const float* x, FULCRUM_INT incx,
                                float beta, float* y, FULCRUM_INT incy);
float FULCRUM_NAME(cblas_snrm2)(FULCRUM_INT n, const float* x, FULCRUM_INT incx);
float FULCRUM_NAME(cblas_sasum)(FULCRUM_INT n, const float* x, FULCRUM_INT incx);
CBLAS_INDEX FULCRUM_NAME(cblas_isamax)(FULCRUM_INT n, const float* x, FULCRUM_INT incx);
void FULCRUM_NAME(cblas_srot)(FULCRUM_INT n, float* x, FULCRUM_INT incx, float* y, FULCRUM_INT incy,
                              float c, float s);
void FULCRUM_NAME(cblas_srotg)(float* a, float* b, float* c, float* s);
void FULCRUM_NAME(cblas_srotm)(FULCRUM_INT n, float* x, FULCRUM_INT incx, float* y,
                               FULCRUM_INT incy, const float* param);
void FULCRUM_NAME(cblas_srotmg)(float* d1, float* d2, float* x1, float y1, float* param);
void FULCRUM_NAME(cblas_dcopy)(FULCRUM_INT n, const double* x, FULCRUM_INT incx, double* y,
                               FULCRUM_INT incy);
void FULCRUM_NAME(cblas_dswap)(FULCRUM_INT n, double* x, FULCRUM_INT incx, double* y,
                               FULCRUM_INT incy);
void FULCRUM_NAME(cblas_daxpby)(FULCRUM_INT n, double alpha, const double* x, FULCRUM_INT incx,
                                double beta, double* y, FULCRUM_INT incy);
double FULCRUM_NAME(cblas_dnrm2)(FULCRUM_INT n, const double* x, FULCRUM_INT incx);
double FULCRUM_NAME(cblas_dasum)(FULCRUM_INT n, const double* x, FULCRUM_INT incx);
CBLAS_INDEX FULCRUM_NAME(cblas_idamax)(FULCRUM_INT n, const double* x, FULCRUM_INT incx);
void FULCRUM_NAME(cblas_drot)(FULCRUM_INT n, double* x, FULCRUM_INT incx, double* y,
                              FULCRUM_INT incy, double c, double s);
void FULCRUM_NAME(cblas_drotg)(double* a, double* b, double* c, double* s);
void FULCRUM_NAME(cblas_drotm)(FULCRUM_INT n, double* x, FULCRUM_INT incx, double* y,
                               FULCRUM_INT incy, const double* param);
void FULCRUM_NAME(cblas_drotmg)(double* d1, double* d2, double* x1, double y1, double* param);
void FULCRUM_NAME(cblas_ccopy)(FULCRUM_INT n, const void* x, FULCRUM_INT incx, void* y,
                               FULCRUM_INT incy);
void FULCRUM_NAME(cblas_cswap)(FULCRUM_INT n, void* x, FULCRUM_INT incx, void* y, FULCRUM_INT incy);
void FULCRUM_NAME(cblas_caxpby)(FULCRUM_INT n, const void* alpha, const void* x, FULCRUM_INT incx,
                                const void* beta, void* y, FULCRUM_INT incy);
void FULCRUM_NAME(cblas_caxpy)(FULCRUM_INT n, const void* alpha, const void* x, FULCRUM_INT incx,
                               void* y, FULCRUM_INT incy);
void FULCRUM_NAME(cblas_cscal)(FULCRUM_INT n, const void* alpha, void* x, FULCRUM_INT incx);
void FULCRUM_NAME(cblas_csscal)(FULCRUM_INT n, float alpha, void* x, FULCRUM_INT incx);
void FULCRUM_NAME(cblas_cdotu_sub)(FULCRUM_INT n, const void* x, FULCRUM_INT incx, const void* y,
                                   FULCRUM_INT incy, void* result);
void FULCRUM_NAME(cblas_cdotc_sub)(FULCRUM_INT n, const void* x, FULCRUM_INT incx, const void* y,
                                   FULCRUM_INT incy, void* result);
float FULCRUM_NAME(cblas_scabs1)(const void* z);
float FULCRUM_NAME(cblas_scnrm2)(FULCRUM_INT n, const void* x, FULCRUM_INT incx);
float FULCRUM_NAME(cblas_scasum)(FULCRUM_INT n, const void* x, FULCRUM_INT incx);
CBLAS_INDEX FULCRUM_NAME(cblas_icamax)(FULCRUM_INT n, const void* x, FULCRUM_INT incx);
void FULCRUM_NAME(cblas_csrot)(FULCRUM_INT n, void* x, FULCRUM_INT incx, void* y, FULCRUM_INT incy,
                               float c, float s);
void FULCRUM_NAME(cblas_crotg)(void* a, void* b, float* c, void* s);
void FULCRUM_NAME(cblas_zcopy)(FULCRUM_INT n, const void* x, FULCRUM_INT incx, void* y,
                               FULCRUM_INT incy);
void FULCRUM_NAME(cblas_zswap)(FULCRUM_INT n, void* x, FULCRUM_INT incx, void* y, FULCRUM_INT incy);
void FULCRUM_NAME(cblas_zaxpby)(FULCRUM_INT n, const void* alpha, const void* x, FULCRUM_INT incx,
                                const void* beta, void* y, FULCRUM_INT incy);
void FULCRUM_NAME(cblas_zaxpy)(FULCRUM_INT n, const void* alpha, const void* x, FULCRUM_INT incx,
                               void* y, FULCRUM_INT incy);
void FULCRUM_NAME(cblas_zscal)(FULCRUM_INT n, const void* alpha, void* x, FULCRUM_INT incx);
void FULCRUM_NAME(cblas_zdscal)(FULCRUM_INT n, double alpha, void* x, FULCRUM_INT incx);
void FULCRUM_NAME(cblas_zdotu_sub)(FULCRUM_INT n, const void* x, FULCRUM_INT incx, const void* y,
                                   FULCRUM_INT incy, void* result);
void FULCRUM_NAME(cblas_zdotc_sub)(FULCRUM_INT n, const void* x, FULCRUM_INT incx, const void* y,
                                   FULCRUM_INT incy, void* result);
double FULCRUM_NAME(cblas_dcabs1)(const void* z);
double FULCRUM_NAME(cblas_dznrm2)(FULCRUM_INT n, const void* x, FULCRUM_INT incx);
double FULCRUM_NAME(cblas_dzasum)(FULCRUM_INT n, const void* x, FULCRUM_INT incx);
CBLAS_INDEX FULCRUM_NAME(cblas_izamax)(FULCRUM_INT n, const void* x, FULCRUM_INT incx);
void FULCRUM_NAME(cblas_zdrot)(FULCRUM_INT n, void* x, FULCRUM_INT incx, void* y, FULCRUM_INT incy,
                               double c, double s);
void FULCRUM_NAME(cblas_zrotg)(void* a, void* b, double* c, void* s);
double FULCRUM_NAME(cblas_dsdot)(FULCRUM_INT n, const float* x, FULCRUM_INT incx, const float* y,
                                 FULCRUM_INT incy);
float FULCRUM_NAME(cblas_sdsdot)(FULCRUM_INT n, float b, const float* x, FULCRUM_INT incx,
                                 const float* y, FULCRUM_INT incy);

/* Level 2. */
void FULCRUM_NAME(cblas_cgemv)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, FULCRUM_INT m,
                               FULCRUM_INT n, const void* alpha, const void* a, FULCRUM_INT lda,
                               const void* x, FULCRUM_INT incx, const void* beta, void* y,
                               FULCRUM_INT incy);
void FULCRUM_NAME(cblas_zgemv)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, FULCRUM_INT m,
                               FULCRUM_INT n, const void* alpha, const void* a, FULCRUM_INT lda,
                               const void* x, FULCRUM_INT incx, const void* beta, void* y,
                               FULCRUM_INT incy);
void FULCRUM_NAME(cblas_sgbmv)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, FULCRUM_INT m,
                               FULCRUM_INT n, FULCRUM_INT kl, FULCRUM_INT ku, float alpha,
                               const float* a, FULCRUM_INT lda, const float* x, FULCRUM_INT incx,
                               float beta, float* y, FULCRUM_INT incy);
void FULCRUM_NAME(cblas_dgbmv)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, FULCRUM_INT m,
                               FULCRUM_INT n, FULCRUM_INT kl, FULCRUM_INT ku, double alpha,
                               const double* a, FULCRUM_INT lda, const double* x, FULCRUM_INT incx,
                               double beta, double* y, FULCRUM_INT incy);
void FULCRUM_NAME(cblas_cgbmv)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, FULCRUM_INT m,
                               FULCRUM_INT n, FULCRUM_INT kl, FULCRUM_INT ku, const void* alpha,
                               const void* a, FULCRUM_INT lda, const void* x, FULCRUM_INT incx,
                               const void* beta, void* y, FULCRUM_INT incy);
void FULCRUM_NAME(cblas_zgbmv)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, FULCRUM_INT m,
                               FULCRUM_INT n, FULCRUM_INT kl, FULCRUM_INT ku, const void* alpha,
                               const void* a, FULCRUM_INT lda, const void* x, FULCRUM_INT incx,
                               const void* beta, void* y, FULCRUM_INT incy);
void FULCRUM_NAME(cblas_ssymv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n, float alpha,
                               const float* a, FULCRUM_INT lda, const float* x, FULCRUM_INT incx,
                               float beta, float* y, FULCRUM_INT incy);
void FULCRUM_NAME(cblas_dsymv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n, double alpha,
                               const double* a, FULCRUM_INT lda, const double* x, FULCRUM_INT incx,
                               double beta, double* y, FULCRUM_INT incy);
void FULCRUM_NAME(cblas_ssbmv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n, FULCRUM_INT k,
                               float alpha, const float* a, FULCRUM_INT lda, const float* x,
                               FULCRUM_INT incx, float beta, float* y, FULCRUM_INT incy);
void FULCRUM_NAME(cblas_dsbmv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n, FULCRUM_INT k,
                               double alpha, const double* a, FULCRUM_INT lda, const double* x,
                               FULCRUM_INT incx, double beta, double* y, FULCRUM_INT incy);
void FULCRUM_NAME(cblas_sspmv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n, float alpha,
                               const float* a, const float* x, FULCRUM_INT incx, float beta,
                               float* y, FULCRUM_INT incy);
void FULCRUM_NAME(cblas_dspmv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n, double alpha,
                               const double* a, const double* x, FULCRUM_INT incx, double beta,
                               double* y, FULCRUM_INT incy);
void FULCRUM_NAME(cblas_chemv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n,
                               const void* alpha, const void* a, FULCRUM_INT lda, const void* x,
                               FULCRUM_INT incx, const void* beta, void* y, FULCRUM_INT incy);
void FULCRUM_NAME(cblas_zhemv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n,
                               const void* alpha, const void* a, FULCRUM_INT lda, const void* x,
                               FULCRUM_INT incx, const void* beta, void* y, FULCRUM_INT incy);
void FULCRUM_NAME(cblas_chbmv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n, FULCRUM_INT k,
                               const void* alpha, const void* a, FULCRUM_INT lda, const void* x,
                               FULCRUM_INT incx, const void* beta, void* y, FULCRUM_INT incy);
void FULCRUM_NAME(cblas_zhbmv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n, FULCRUM_INT k,
                               const void* alpha, const void* a, FULCRUM_INT lda, const void* x,
                               FULCRUM_INT incx, const void* beta, void* y, FULCRUM_INT incy);
void FULCRUM_NAME(cblas_chpmv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n,
                               const void* alpha, const void* a, const void* x, FULCRUM_INT incx,
                               const void* beta, void* y, FULCRUM_INT incy);
void FULCRUM_NAME(cblas_zhpmv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n,
                               const void* alpha, const void* a, const void* x, FULCRUM_INT incx,
                               const void* beta, void* y, FULCRUM_INT incy);
void FULCRUM_NAME(cblas_strmv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               CBLAS_DIAG diag, FULCRUM_INT n, const float* a, FULCRUM_INT lda,
                               float* x, FULCRUM_INT incx);
void FULCRUM_NAME(cblas_dtrmv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               CBLAS_DIAG diag, FULCRUM_INT n, const double* a, FULCRUM_INT lda,
                               double* x, FULCRUM_INT incx);
void FULCRUM_NAME(cblas_ctrmv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               CBLAS_DIAG diag, FULCRUM_INT n, const void* a, FULCRUM_INT lda,
                               void* x, FULCRUM_INT incx);
void FULCRUM_NAME(cblas_ztrmv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               CBLAS_DIAG diag, FULCRUM_INT n, const void* a, FULCRUM_INT lda,
                               void* x, FULCRUM_INT incx);
void FULCRUM_NAME(cblas_stbmv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               CBLAS_DIAG diag, FULCRUM_INT n, FULCRUM_INT k, const float* a,
                               FULCRUM_INT lda, float* x, FULCRUM_INT incx);
void FULCRUM_NAME(cblas_dtbmv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               CBLAS_DIAG diag, FULCRUM_INT n, FULCRUM_INT k, const double* a,
                               FULCRUM_INT lda, double* x, FULCRUM_INT incx);
void FULCRUM_NAME(cblas_ctbmv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               CBLAS_DIAG diag, FULCRUM_INT n, FULCRUM_INT k, const void* a,
                               FULCRUM_INT lda, void* x, FULCRUM_INT incx);
void FULCRUM_NAME(cblas_ztbmv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               CBLAS_DIAG diag, FULCRUM_INT n, FULCRUM_INT k, const void* a,
                               FULCRUM_INT lda, void* x, FULCRUM_INT incx);
void FULCRUM_NAME(cblas_stpmv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               CBLAS_DIAG diag, FULCRUM_INT n, const float* a, float* x,
                               FULCRUM_INT incx);
void FULCRUM_NAME(cblas_dtpmv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               CBLAS_DIAG diag, FULCRUM_INT n, const double* a, double* x,
                               FULCRUM_INT incx);
void FULCRUM_NAME(cblas_ctpmv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               CBLAS_DIAG diag, FULCRUM_INT n, const void* a, void* x,
                               FULCRUM_INT incx);
void FULCRUM_NAME(cblas_ztpmv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               CBLAS_DIAG diag, FULCRUM_INT n, const void* a, void* x,
                               FULCRUM_INT incx);
void FULCRUM_NAME(cblas_strsv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               CBLAS_DIAG diag, FULCRUM_INT n, const float* a, FULCRUM_INT lda,
                               float* x, FULCRUM_INT incx);
void FULCRUM_NAME(cblas_dtrsv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               CBLAS_DIAG diag, FULCRUM_INT n, const double* a, FULCRUM_INT lda,
                               double* x, FULCRUM_INT incx);
void FULCRUM_NAME(cblas_ctrsv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               CBLAS_DIAG diag, FULCRUM_INT n, const void* a, FULCRUM_INT lda,
                               void* x, FULCRUM_INT incx);
void FULCRUM_NAME(cblas_ztrsv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               CBLAS_DIAG diag, FULCRUM_INT n, const void* a, FULCRUM_INT lda,
                               void* x, FULCRUM_INT incx);
void FULCRUM_NAME(cblas_stbsv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               CBLAS_DIAG diag, FULCRUM_INT n, FULCRUM_INT k, const float* a,
                               FULCRUM_INT lda, float* x, FULCRUM_INT incx);
void FULCRUM_NAME(cblas_dtbsv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               CBLAS_DIAG diag, FULCRUM_INT n, FULCRUM_INT k, const double* a,
                               FULCRUM_INT lda, double* x, FULCRUM_INT incx);
void FULCRUM_NAME(cblas_ctbsv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               CBLAS_DIAG diag, FULCRUM_INT n, FULCRUM_INT k, const void* a,
                               FULCRUM_INT lda, void* x, FULCRUM_INT incx);
void FULCRUM_NAME(cblas_ztbsv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               CBLAS_DIAG diag, FULCRUM_INT n, FULCRUM_INT k, const void* a,
                               FULCRUM_INT lda, void* x, FULCRUM_INT incx);
void FULCRUM_NAME(cblas_stpsv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               CBLAS_DIAG diag, FULCRUM_INT n, const float* a, float* x,
                               FULCRUM_INT incx);
void FULCRUM_NAME(cblas_dtpsv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               CBLAS_DIAG diag, FULCRUM_INT n, const double* a, double* x,
                               FULCRUM_INT incx);
void FULCRUM_NAME(cblas_ctpsv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               CBLAS_DIAG diag, FULCRUM_INT n, const void* a, void* x,
                               FULCRUM_INT incx);
void FULCRUM_NAME(cblas_ztpsv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               CBLAS_DIAG diag, FULCRUM_INT n, const void* a, void* x,
                               FULCRUM_INT incx);
void FULCRUM_NAME(cblas_sger)(CBLAS_LAYOUT layout, FULCRUM_INT m, FULCRUM_INT n, float alpha,
                              const float* x, FULCRUM_INT incx, const float* y, FULCRUM_INT incy,
                              float* a, FULCRUM_INT lda);
void FULCRUM_NAME(cblas_dger)(CBLAS_LAYOUT layout, FULCRUM_INT m, FULCRUM_INT n, double alpha,
                              const double* x, FULCRUM_INT incx, const double* y, FULCRUM_INT incy,
                              double* a, FULCRUM_INT lda);
void FULCRUM_NAME(cblas_cgeru)(CBLAS_LAYOUT layout, FULCRUM_INT m, FULCRUM_INT n, const void* alpha,
                               const void* x, FULCRUM_INT incx, const void* y, FULCRUM_INT incy,
                               void* a, FULCRUM_INT lda);
void FULCRUM_NAME(cblas_zgeru)(CBLAS_LAYOUT layout, FULCRUM_INT m, FULCRUM_INT n, const void* alpha,
                               const void* x, FULCRUM_INT incx, const void* y, FULCRUM_INT incy,
                               void* a, FULCRUM_INT lda);
void FULCRUM_NAME(cblas_cgerc)(CBLAS_LAYOUT layout, FULCRUM_INT m, FULCRUM_INT n, const void* alpha,
                               const void* x, FULCRUM_INT incx, const void* y, FULCRUM_INT incy,
                               void* a, FULCRUM_INT lda);
void FULCRUM_NAME(cblas_zgerc)(CBLAS_LAYOUT layout, FULCRUM_INT m, FULCRUM_INT n, const void* alpha,
                               const void* x, FULCRUM_INT incx, const void* y, FULCRUM_INT incy,
                               void* a, FULCRUM_INT lda);
void FULCRUM_NAME(cblas_ssyr)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n, float alpha,
                              const float* x, FULCRUM_INT incx, float* a, FULCRUM_INT lda);
void FULCRUM_NAME(cblas_dsyr)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n, double alpha,
                              const double* x, FULCRUM_INT incx, double* a, FULCRUM_INT lda);
void FULCRUM_NAME(cblas_sspr)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n, float alpha,
                              const float* x, FULCRUM_INT incx, float* a);
void FULCRUM_NAME(cblas_dspr)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n, double alpha,
                              const double* x, FULCRUM_INT incx, double* a);
void FULCRUM_NAME(cblas_ssyr2)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n, float alpha,
                               const float* x, FULCRUM_INT incx, const float* y, FULCRUM_INT incy,
                               float* a, FULCRUM_INT lda);
void FULCRUM_NAME(cblas_dsyr2)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n, double alpha,
                               const double* x, FULCRUM_INT incx, const double* y, FULCRUM_INT incy,
                               double* a, FULCRUM_INT lda);
void FULCRUM_NAME(cblas_sspr2)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n, float alpha,
                               const float* x, FULCRUM_INT incx, const float* y, FULCRUM_INT incy,
                               float* a);
void FULCRUM_NAME(cblas_dspr2)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n, double alpha,
                               const double* x, FULCRUM_INT incx, const double* y, FULCRUM_INT incy,
                               double* a);
void FULCRUM_NAME(cblas_cher)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n, float alpha,
                              const void* x, FULCRUM_INT incx, void* a, FULCRUM_INT lda);
void FULCRUM_NAME(cblas_zher)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n, double alpha,
                              const void* x, FULCRUM_INT incx, void* a, FULCRUM_INT lda);
void FULCRUM_NAME(cblas_chpr)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n, float alpha,
                              const void* x, FULCRUM_INT incx, void* a);
void FULCRUM_NAME(cblas_zhpr)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n, double alpha,
                              const void* x, FULCRUM_INT incx, void* a);
void FULCRUM_NAME(cblas_cher2)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n,
                               const void* alpha, const void* x, FULCRUM_INT incx, const void* y,
                               FULCRUM_INT incy, void* a, FULCRUM_INT lda);
void FULCRUM_NAME(cblas_zher2)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n,
                               const void* alpha, const void* x, FULCRUM_INT incx, const void* y,
                               FULCRUM_INT incy, void* a, FULCRUM_INT lda);
void FULCRUM_NAME(cblas_chpr2)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n,
                               const void* alpha, const void* x, FULCRUM_INT incx, const void* y,
                               FULCRUM_INT incy, void* a);
void FULCRUM_NAME(cblas_zhpr2)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n,
                               const void* alpha, const void* x, FULCRUM_INT incx, const void* y,
                               FULCRUM_INT incy, void* a);

/* Level 3. */
void FULCRUM_NAME(cblas_cgemm)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE transa, CBLAS_TRANSPOSE transb,
                               FULCRUM_INT m, FULCRUM_INT n, FULCRUM_INT k, const void* alpha,
                               const void* a, FULCRUM_INT lda, const void* b, FULCRUM_INT ldb,
                               const void* beta, void* c, FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_zgemm)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE transa, CBLAS_TRANSPOSE transb,
                               FULCRUM_INT m, FULCRUM_INT n, FULCRUM_INT k, const void* alpha,
                               const void* a, FULCRUM_INT lda, const void* b, FULCRUM_INT ldb,
                               const void* beta, void* c, FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_ssymm)(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo, FULCRUM_INT m,
                               FULCRUM_INT n, float alpha, const float* a, FULCRUM_INT lda,
                               const float* b, FULCRUM_INT ldb, float beta, float* c,
                               FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_dsymm)(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo, FULCRUM_INT m,
                               FULCRUM_INT n, double alpha, const double* a, FULCRUM_INT lda,
                               const double* b, FULCRUM_INT ldb, double beta, double* c,
                               FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_csymm)(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo, FULCRUM_INT m,
                               FULCRUM_INT n, const void* alpha, const void* a, FULCRUM_INT lda,
                               const void* b, FULCRUM_INT ldb, const void* beta, void* c,
                               FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_zsymm)(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo, FULCRUM_INT m,
                               FULCRUM_INT n, const void* alpha, const void* a, FULCRUM_INT lda,
                               const void* b, FULCRUM_INT ldb, const void* beta, void* c,
                               FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_ssyrk)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               FULCRUM_INT n, FULCRUM_INT k, float alpha, const float* a,
                               FULCRUM_INT lda, float beta, float* c, FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_dsyrk)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               FULCRUM_INT n, FULCRUM_INT k, double alpha, const double* a,
                               FULCRUM_INT lda, double beta, double* c, FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_csyrk)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               FULCRUM_INT n, FULCRUM_INT k, const void* alpha, const void* a,
                               FULCRUM_INT lda, const void* beta, void* c, FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_zsyrk)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               FULCRUM_INT n, FULCRUM_INT k, const void* alpha, const void* a,
                               FULCRUM_INT lda, const void* beta, void* c, FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_ssyr2k)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                                FULCRUM_INT n, FULCRUM_INT k, float alpha, const float* a,
                                FULCRUM_INT lda, const float* b, FULCRUM_INT ldb, float beta,
                                float* c, FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_dsyr2k)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                                FULCRUM_INT n, FULCRUM_INT k, double alpha, const double* a,
                                FULCRUM_INT lda, const double* b, FULCRUM_INT ldb, double beta,
                                double* c, FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_csyr2k)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                                FULCRUM_INT n, FULCRUM_INT k, const void* alpha, const void* a,
                                FULCRUM_INT lda, const void* b, FULCRUM_INT ldb, const void* beta,
                                void* c, FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_zsyr2k)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                                FULCRUM_INT n, FULCRUM_INT k, const void* alpha, const void* a,
                                FULCRUM_INT lda, const void* b, FULCRUM_INT ldb, const void* beta,
                                void* c, FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_strmm)(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo,
                               CBLAS_TRANSPOSE transa, CBLAS_DIAG diag, FULCRUM_INT m,
                               FULCRUM_INT n, float alpha, const float* a, FULCRUM_INT lda,
                               float* b, FULCRUM_INT ldb);
void FULCRUM_NAME(cblas_dtrmm)(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo,
                               CBLAS_TRANSPOSE transa, CBLAS_DIAG diag, FULCRUM_INT m,
                               FULCRUM_INT n, double alpha, const double* a, FULCRUM_INT lda,
                               double* b, FULCRUM_INT ldb);
void FULCRUM_NAME(cblas_ctrmm)(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo,
                               CBLAS_TRANSPOSE transa, CBLAS_DIAG diag, FULCRUM_INT m,
                               FULCRUM_INT n, const void* alpha, const void* a, FULCRUM_INT lda,
                               void* b, FULCRUM_INT ldb);
void FULCRUM_NAME(cblas_ztrmm)(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo,
                               CBLAS_TRANSPOSE transa, CBLAS_DIAG diag, FULCRUM_INT m,
                               FULCRUM_INT n, const void* alpha, const void* a, FULCRUM_INT lda,
                               void* b, FULCRUM_INT ldb);
void FULCRUM_NAME(cblas_strsm)(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo,
                               CBLAS_TRANSPOSE transa, CBLAS_DIAG diag, FULCRUM_INT m,
                               FULCRUM_INT n, float alpha, const float* a, FULCRUM_INT lda,
                               float* b, FULCRUM_INT ldb);
void FULCRUM_NAME(cblas_dtrsm)(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo,
                               CBLAS_TRANSPOSE transa, CBLAS_DIAG diag, FULCRUM_INT m,
                               FULCRUM_INT n, double alpha, const double* a, FULCRUM_INT lda,
                               double* b, FULCRUM_INT ldb);
void FULCRUM_NAME(cblas_ctrsm)(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo,
                               CBLAS_TRANSPOSE transa, CBLAS_DIAG diag, FULCRUM_INT m,
                               FULCRUM_INT n, const void* alpha, const void* a, FULCRUM_INT lda,
                               void* b, FULCRUM_INT ldb);
void FULCRUM_NAME(cblas_ztrsm)(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo,
                               CBLAS_TRANSPOSE transa, CBLAS_DIAG diag, FULCRUM_INT m,
                               FULCRUM_INT n, const void* alpha, const void* a, FULCRUM_INT lda,
                               void* b, FULCRUM_INT ldb);
void FULCRUM_NAME(cblas_chemm)(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo, FULCRUM_INT m,
                               FULCRUM_INT n, const void* alpha, const void* a, FULCRUM_INT lda,
                               const void* b, FULCRUM_INT ldb, const void* beta, void* c,
                               FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_zhemm)(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo, FULCRUM_INT m,
                               FULCRUM_INT n, const void* alpha, const void* a, FULCRUM_INT lda,
                               const void* b, FULCRUM_INT ldb, const void* beta, void* c,
                               FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_cherk)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               FULCRUM_INT n, FULCRUM_INT k, float alpha, const void* a,
                               FULCRUM_INT lda, float beta, void* c, FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_zherk)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                               FULCRUM_INT n, FULCRUM_INT k, double alpha, const void* a,
                               FULCRUM_INT lda, double beta, void* c, FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_cher2k)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                                FULCRUM_INT n, FULCRUM_INT k, const void* alpha, const void* a,
                                FULCRUM_INT lda, const void* b, FULCRUM_INT ldb, float beta,
                                void* c, FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_zher2k)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE trans,
                                FULCRUM_INT n, FULCRUM_INT k, const void* alpha, const void* a,
                                FULCRUM_INT lda, const void* b, FULCRUM_INT ldb, double beta,
                                void* c, FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_sgemmtr)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE transa,
                                 CBLAS_TRANSPOSE transb, FULCRUM_INT n, FULCRUM_INT k, float alpha,
                                 const float* a, FULCRUM_INT lda, const float* b, FULCRUM_INT ldb,
                                 float beta, float* c, FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_dgemmtr)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE transa,
                                 CBLAS_TRANSPOSE transb, FULCRUM_INT n, FULCRUM_INT k, double alpha,
                                 const double* a, FULCRUM_INT lda, const double* b, FULCRUM_INT ldb,
                                 double beta, double* c, FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_cgemmtr)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE transa,
                                 CBLAS_TRANSPOSE transb, FULCRUM_INT n, FULCRUM_INT k,
                                 const void* alpha, const void* a, FULCRUM_INT lda, const void* b,
                                 FULCRUM_INT ldb, const void* beta, void* c, FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_zgemmtr)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE transa,
                                 CBLAS_TRANSPOSE transb, FULCRUM_INT n, FULCRUM_INT k,
                                 const void* alpha, const void* a, FULCRUM_INT lda, const void* b,
                                 FULCRUM_INT ldb, const void* beta, void* c, FULCRUM_INT ldc);

/* A program may define it itself; with HAS_ATTRIBUTE_WEAK_SUPPORT that definition is weak, as the
 * reference has it. */
#ifdef HAS_ATTRIBUTE_WEAK_SUPPORT
__attribute__((weak))
#endif
void FULCRUM_NAME(cblas_xerbla)(FULCRUM_INT position, const char* routine, const char* form, ...);
