/* SPDX-License-Identifier: Apache-2.0 */
/* The functions beyond the reference's. For cblas.h and cblas_64.h alone, as cblas_reference.h.
 * OpenBLAS's header declares some of them, with other pointers to complex elements: where it has
 * come first, its own stand. */

#if !defined(FULCRUM_CBLAS_CAME_SECOND) || !defined(OPENBLAS_CONST)
/* gemm of one triangle of C: ?gemmtr by its older name. */
void FULCRUM_NAME(cblas_sgemmt)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE transa,
                                CBLAS_TRANSPOSE transb, FULCRUM_INT n, FULCRUM_INT k, float alpha,
                                const float* a, FULCRUM_INT lda, const float* b, FULCRUM_INT ldb,
                                float beta, float* c, FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_dgemmt)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE transa,
                                CBLAS_TRANSPOSE transb, FULCRUM_INT n, FULCRUM_INT k, double alpha,
                                const double* a, FULCRUM_INT lda, const double* b, FULCRUM_INT ldb,
                                double beta, double* c, FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_cgemmt)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE transa,
                                CBLAS_TRANSPOSE transb, FULCRUM_INT n, FULCRUM_INT k,
                                const void* alpha, const void* a, FULCRUM_INT lda, const void* b,
                                FULCRUM_INT ldb, const void* beta, void* c, FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_zgemmt)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, CBLAS_TRANSPOSE transa,
                                CBLAS_TRANSPOSE transb, FULCRUM_INT n, FULCRUM_INT k,
                                const void* alpha, const void* a, FULCRUM_INT lda, const void* b,
                                FULCRUM_INT ldb, const void* beta, void* c, FULCRUM_INT ldc);

/* gemm of complex elements under the name of the algorithm with three products, which is not the
 * one that computes it: gemm's error bound and bits. */
void FULCRUM_NAME(cblas_cgemm3m)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE transa,
                                 CBLAS_TRANSPOSE transb, FULCRUM_INT m, FULCRUM_INT n,
                                 FULCRUM_INT k, const void* alpha, const void* a, FULCRUM_INT lda,
                                 const void* b, FULCRUM_INT ldb, const void* beta, void* c,
                                 FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_zgemm3m)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE transa,
                                 CBLAS_TRANSPOSE transb, FULCRUM_INT m, FULCRUM_INT n,
                                 FULCRUM_INT k, const void* alpha, const void* a, FULCRUM_INT lda,
                                 const void* b, FULCRUM_INT ldb, const void* beta, void* c,
                                 FULCRUM_INT ldc);

/* sbmv, spmv, syr2 and spr2 of complex elements: symmetric, nothing is conjugated. OpenBLAS has
 * their Fortran names. */
void FULCRUM_NAME(cblas_csbmv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n, FULCRUM_INT k,
                               const void* alpha, const void* a, FULCRUM_INT lda, const void* x,
                               FULCRUM_INT incx, const void* beta, void* y, FULCRUM_INT incy);
void FULCRUM_NAME(cblas_zsbmv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n, FULCRUM_INT k,
                               const void* alpha, const void* a, FULCRUM_INT lda, const void* x,
                               FULCRUM_INT incx, const void* beta, void* y, FULCRUM_INT incy);
void FULCRUM_NAME(cblas_cspmv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n,
                               const void* alpha, const void* a, const void* x, FULCRUM_INT incx,
                               const void* beta, void* y, FULCRUM_INT incy);
void FULCRUM_NAME(cblas_zspmv)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n,
                               const void* alpha, const void* a, const void* x, FULCRUM_INT incx,
                               const void* beta, void* y, FULCRUM_INT incy);
void FULCRUM_NAME(cblas_csyr2)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n,
                               const void* alpha, const void* x, FULCRUM_INT incx, const void* y,
                               FULCRUM_INT incy, void* a, FULCRUM_INT lda);
void FULCRUM_NAME(cblas_zsyr2)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n,
                               const void* alpha, const void* x, FULCRUM_INT incx, const void* y,
                               FULCRUM_INT incy, void* a, FULCRUM_INT lda);
void FULCRUM_NAME(cblas_cspr2)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n,
                               const void* alpha, const void* x, FULCRUM_INT incx, const void* y,
                               FULCRUM_INT incy, void* a);
void FULCRUM_NAME(cblas_zspr2)(CBLAS_LAYOUT layout, CBLAS_UPLO uplo, FULCRUM_INT n,
                               const void* alpha, const void* x, FULCRUM_INT incx, const void* y,
                               FULCRUM_INT incy, void* a);

/* Of OpenBLAS: sums of all parts of the elements (?sum); the largest and the least |re x_i| +
 * |im x_i| (?amax, ?amin) and the index of the least (i?amin), of the largest and the least x_i
 * (i?max, i?min; of complex elements by |re| + |im|, as i?amax and i?amin); y = alpha conj(x) + y
 * (?axpyc). */
float FULCRUM_NAME(cblas_ssum)(FULCRUM_INT n, const float* x, FULCRUM_INT incx);
double FULCRUM_NAME(cblas_dsum)(FULCRUM_INT n, const double* x, FULCRUM_INT incx);
float FULCRUM_NAME(cblas_scsum)(FULCRUM_INT n, const void* x, FULCRUM_INT incx);
double FULCRUM_NAME(cblas_dzsum)(FULCRUM_INT n, const void* x, FULCRUM_INT incx);
float FULCRUM_NAME(cblas_samax)(FULCRUM_INT n, const float* x, FULCRUM_INT incx);
double FULCRUM_NAME(cblas_damax)(FULCRUM_INT n, const double* x, FULCRUM_INT incx);
float FULCRUM_NAME(cblas_scamax)(FULCRUM_INT n, const void* x, FULCRUM_INT incx);
double FULCRUM_NAME(cblas_dzamax)(FULCRUM_INT n, const void* x, FULCRUM_INT incx);
float FULCRUM_NAME(cblas_samin)(FULCRUM_INT n, const float* x, FULCRUM_INT incx);
double FULCRUM_NAME(cblas_damin)(FULCRUM_INT n, const double* x, FULCRUM_INT incx);
float FULCRUM_NAME(cblas_scamin)(FULCRUM_INT n, const void* x, FULCRUM_INT incx);
double FULCRUM_NAME(cblas_dzamin)(FULCRUM_INT n, const void* x, FULCRUM_INT incx);
CBLAS_INDEX FULCRUM_NAME(cblas_isamin)(FULCRUM_INT n, const float* x, FULCRUM_INT incx);
CBLAS_INDEX FULCRUM_NAME(cblas_idamin)(FULCRUM_INT n, const double* x, FULCRUM_INT incx);
CBLAS_INDEX FULCRUM_NAME(cblas_icamin)(FULCRUM_INT n, const void* x, FULCRUM_INT incx);
CBLAS_INDEX FULCRUM_NAME(cblas_izamin)(FULCRUM_INT n, const void* x, FULCRUM_INT incx);
CBLAS_INDEX FULCRUM_NAME(cblas_ismax)(FULCRUM_INT n, const float* x, FULCRUM_INT incx);
CBLAS_INDEX FULCRUM_NAME(cblas_idmax)(FULCRUM_INT n, const double* x, FULCRUM_INT incx);
CBLAS_INDEX FULCRUM_NAME(cblas_icmax)(FULCRUM_INT n, const void* x, FULCRUM_INT incx);
CBLAS_INDEX FULCRUM_NAME(cblas_izmax)(FULCRUM_INT n, const void* x, FULCRUM_INT incx);
CBLAS_INDEX FULCRUM_NAME(cblas_ismin)(FULCRUM_INT n, const float* x, FULCRUM_INT incx);
CBLAS_INDEX FULCRUM_NAME(cblas_idmin)(FULCRUM_INT n, const double* x, FULCRUM_INT incx);
CBLAS_INDEX FULCRUM_NAME(cblas_icmin)(FULCRUM_INT n, const void* x, FULCRUM_INT incx);
CBLAS_INDEX FULCRUM_NAME(cblas_izmin)(FULCRUM_INT n, const void* x, FULCRUM_INT incx);
void FULCRUM_NAME(cblas_caxpyc)(FULCRUM_INT n, const void* alpha, const void* x, FULCRUM_INT incx,
                                void* y, FULCRUM_INT incy);
void FULCRUM_NAME(cblas_zaxpyc)(FULCRUM_INT n, const void* alpha, const void* x, FULCRUM_INT incx,
                                void* y, FULCRUM_INT incy);

/* dot of complex elements by value, with OpenBLAS's names: without and with x conjugated. */
CBLAS_COMPLEX_FLOAT FULCRUM_NAME(cblas_cdotu)(FULCRUM_INT n, const void* x, FULCRUM_INT incx,
                                              const void* y, FULCRUM_INT incy);
CBLAS_COMPLEX_FLOAT FULCRUM_NAME(cblas_cdotc)(FULCRUM_INT n, const void* x, FULCRUM_INT incx,
                                              const void* y, FULCRUM_INT incy);
CBLAS_COMPLEX_DOUBLE FULCRUM_NAME(cblas_zdotu)(FULCRUM_INT n, const void* x, FULCRUM_INT incx,
                                               const void* y, FULCRUM_INT incy);
CBLAS_COMPLEX_DOUBLE FULCRUM_NAME(cblas_zdotc)(FULCRUM_INT n, const void* x, FULCRUM_INT incx,
                                               const void* y, FULCRUM_INT incy);

/* Matrices copied, transposed and added, with the arguments of OpenBLAS: b = alpha op(a) for a of
 * rows x cols elements, the same in the place of a, and c = alpha a + beta c. ordering: 'C' or 'R';
 * trans also 'R', CblasConjNoTrans: conjugated alone. */
void FULCRUM_NAME(cblas_somatcopy)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, FULCRUM_INT rows,
                                   FULCRUM_INT cols, float alpha, const float* a, FULCRUM_INT lda,
                                   float* b, FULCRUM_INT ldb);
void FULCRUM_NAME(cblas_simatcopy)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, FULCRUM_INT rows,
                                   FULCRUM_INT cols, float alpha, float* a, FULCRUM_INT lda,
                                   FULCRUM_INT ldb);
void FULCRUM_NAME(cblas_sgeadd)(CBLAS_LAYOUT layout, FULCRUM_INT rows, FULCRUM_INT cols,
                                float alpha, const float* a, FULCRUM_INT lda, float beta, float* c,
                                FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_domatcopy)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, FULCRUM_INT rows,
                                   FULCRUM_INT cols, double alpha, const double* a, FULCRUM_INT lda,
                                   double* b, FULCRUM_INT ldb);
void FULCRUM_NAME(cblas_dimatcopy)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, FULCRUM_INT rows,
                                   FULCRUM_INT cols, double alpha, double* a, FULCRUM_INT lda,
                                   FULCRUM_INT ldb);
void FULCRUM_NAME(cblas_dgeadd)(CBLAS_LAYOUT layout, FULCRUM_INT rows, FULCRUM_INT cols,
                                double alpha, const double* a, FULCRUM_INT lda, double beta,
                                double* c, FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_comatcopy)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, FULCRUM_INT rows,
                                   FULCRUM_INT cols, const void* alpha, const void* a,
                                   FULCRUM_INT lda, void* b, FULCRUM_INT ldb);
void FULCRUM_NAME(cblas_cimatcopy)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, FULCRUM_INT rows,
                                   FULCRUM_INT cols, const void* alpha, void* a, FULCRUM_INT lda,
                                   FULCRUM_INT ldb);
void FULCRUM_NAME(cblas_cgeadd)(CBLAS_LAYOUT layout, FULCRUM_INT rows, FULCRUM_INT cols,
                                const void* alpha, const void* a, FULCRUM_INT lda, const void* beta,
                                void* c, FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_zomatcopy)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, FULCRUM_INT rows,
                                   FULCRUM_INT cols, const void* alpha, const void* a,
                                   FULCRUM_INT lda, void* b, FULCRUM_INT ldb);
void FULCRUM_NAME(cblas_zimatcopy)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, FULCRUM_INT rows,
                                   FULCRUM_INT cols, const void* alpha, void* a, FULCRUM_INT lda,
                                   FULCRUM_INT ldb);
void FULCRUM_NAME(cblas_zgeadd)(CBLAS_LAYOUT layout, FULCRUM_INT rows, FULCRUM_INT cols,
                                const void* alpha, const void* a, FULCRUM_INT lda, const void* beta,
                                void* c, FULCRUM_INT ldc);

/* Many products in one call, with the arguments of oneMKL and OpenBLAS. cblas_?gemm_batch: group g
 * has group_size[g] products with transa_array[g], m_array[g] and so on; a_array, b_array and
 * c_array hold the pointers of all groups, one group after another. cblas_?gemm_batch_strided: the
 * matrices of product i begin at a + i stridea, b + i strideb, c + i stridec; stridea and strideb
 * may be 0, stridec must keep the products' C apart. All groups are checked before anything is
 * written. */
void FULCRUM_NAME(cblas_sgemm_batch)(
    CBLAS_LAYOUT layout, const CBLAS_TRANSPOSE* transa_array, const CBLAS_TRANSPOSE* transb_array,
    const FULCRUM_INT* m_array, const FULCRUM_INT* n_array, const FULCRUM_INT* k_array,
    const float* alpha_array, const float** a_array, const FULCRUM_INT* lda_array,
    const float** b_array, const FULCRUM_INT* ldb_array, const float* beta_array, float** c_array,
    const FULCRUM_INT* ldc_array, FULCRUM_INT group_count, const FULCRUM_INT* group_size);
void FULCRUM_NAME(cblas_dgemm_batch)(CBLAS_LAYOUT layout, const CBLAS_TRANSPOSE* transa_array,
                                     const CBLAS_TRANSPOSE* transb_array,
                                     const FULCRUM_INT* m_array, const FULCRUM_INT* n_array,
                                     const FULCRUM_INT* k_array, const double* alpha_array,
                                     const double** a_array, const FULCRUM_INT* lda_array,
                                     const double** b_array, const FULCRUM_INT* ldb_array,
                                     const double* beta_array, double** c_array,
                                     const FULCRUM_INT* ldc_array, FULCRUM_INT group_count,
                                     const FULCRUM_INT* group_size);
void FULCRUM_NAME(cblas_sgemm_batch_strided)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE transa,
                                             CBLAS_TRANSPOSE transb, FULCRUM_INT m, FULCRUM_INT n,
                                             FULCRUM_INT k, float alpha, const float* a,
                                             FULCRUM_INT lda, FULCRUM_INT stridea, const float* b,
                                             FULCRUM_INT ldb, FULCRUM_INT strideb, float beta,
                                             float* c, FULCRUM_INT ldc, FULCRUM_INT stridec,
                                             FULCRUM_INT batch_size);
void FULCRUM_NAME(cblas_dgemm_batch_strided)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE transa,
                                             CBLAS_TRANSPOSE transb, FULCRUM_INT m, FULCRUM_INT n,
                                             FULCRUM_INT k, double alpha, const double* a,
                                             FULCRUM_INT lda, FULCRUM_INT stridea, const double* b,
                                             FULCRUM_INT ldb, FULCRUM_INT strideb, double beta,
                                             double* c, FULCRUM_INT ldc, FULCRUM_INT stridec,
                                             FULCRUM_INT batch_size);
void FULCRUM_NAME(cblas_cgemm_batch)(
    CBLAS_LAYOUT layout, const CBLAS_TRANSPOSE* transa_array, const CBLAS_TRANSPOSE* transb_array,
    const FULCRUM_INT* m_array, const FULCRUM_INT* n_array, const FULCRUM_INT* k_array,
    const void* alpha_array, const void** a_array, const FULCRUM_INT* lda_array,
    const void** b_array, const FULCRUM_INT* ldb_array, const void* beta_array, void** c_array,
    const FULCRUM_INT* ldc_array, FULCRUM_INT group_count, const FULCRUM_INT* group_size);
void FULCRUM_NAME(cblas_zgemm_batch)(
    CBLAS_LAYOUT layout, const CBLAS_TRANSPOSE* transa_array, const CBLAS_TRANSPOSE* transb_array,
    const FULCRUM_INT* m_array, const FULCRUM_INT* n_array, const FULCRUM_INT* k_array,
    const void* alpha_array, const void** a_array, const FULCRUM_INT* lda_array,
    const void** b_array, const FULCRUM_INT* ldb_array, const void* beta_array, void** c_array,
    const FULCRUM_INT* ldc_array, FULCRUM_INT group_count, const FULCRUM_INT* group_size);
void FULCRUM_NAME(cblas_cgemm_batch_strided)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE transa,
                                             CBLAS_TRANSPOSE transb, FULCRUM_INT m, FULCRUM_INT n,
                                             FULCRUM_INT k, const void* alpha, const void* a,
                                             FULCRUM_INT lda, FULCRUM_INT stridea, const void* b,
                                             FULCRUM_INT ldb, FULCRUM_INT strideb, const void* beta,
                                             void* c, FULCRUM_INT ldc, FULCRUM_INT stridec,
                                             FULCRUM_INT batch_size);
void FULCRUM_NAME(cblas_zgemm_batch_strided)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE transa,
                                             CBLAS_TRANSPOSE transb, FULCRUM_INT m, FULCRUM_INT n,
                                             FULCRUM_INT k, const void* alpha, const void* a,
                                             FULCRUM_INT lda, FULCRUM_INT stridea, const void* b,
                                             FULCRUM_INT ldb, FULCRUM_INT strideb, const void* beta,
                                             void* c, FULCRUM_INT ldc, FULCRUM_INT stridec,
                                             FULCRUM_INT batch_size);
/* gemm of bfloat16, the upper halves of floats, under OpenBLAS's name: summed in float. */
void FULCRUM_NAME(cblas_sbgemm)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE transa, CBLAS_TRANSPOSE transb,
                                FULCRUM_INT m, FULCRUM_INT n, FULCRUM_INT k, float alpha,
                                const uint16_t* a, FULCRUM_INT lda, const uint16_t* b,
                                FULCRUM_INT ldb, float beta, float* c, FULCRUM_INT ldc);
#endif

/* omatcopy of matrices with two strides, element (i, j) of a at a[i stridea + j lda], by rows at
 * a[i lda + j stridea], and c = alpha op(a) + beta op(b) of m x n elements, with the arguments of
 * oneMKL. */
void FULCRUM_NAME(cblas_somatcopy2)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, FULCRUM_INT rows,
                                    FULCRUM_INT cols, float alpha, const float* a, FULCRUM_INT lda,
                                    FULCRUM_INT stridea, float* b, FULCRUM_INT ldb,
                                    FULCRUM_INT strideb);
void FULCRUM_NAME(cblas_somatadd)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE transa,
                                  CBLAS_TRANSPOSE transb, FULCRUM_INT m, FULCRUM_INT n, float alpha,
                                  const float* a, FULCRUM_INT lda, float beta, const float* b,
                                  FULCRUM_INT ldb, float* c, FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_domatcopy2)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, FULCRUM_INT rows,
                                    FULCRUM_INT cols, double alpha, const double* a,
                                    FULCRUM_INT lda, FULCRUM_INT stridea, double* b,
                                    FULCRUM_INT ldb, FULCRUM_INT strideb);
void FULCRUM_NAME(cblas_domatadd)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE transa,
                                  CBLAS_TRANSPOSE transb, FULCRUM_INT m, FULCRUM_INT n,
                                  double alpha, const double* a, FULCRUM_INT lda, double beta,
                                  const double* b, FULCRUM_INT ldb, double* c, FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_comatcopy2)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, FULCRUM_INT rows,
                                    FULCRUM_INT cols, const void* alpha, const void* a,
                                    FULCRUM_INT lda, FULCRUM_INT stridea, void* b, FULCRUM_INT ldb,
                                    FULCRUM_INT strideb);
void FULCRUM_NAME(cblas_comatadd)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE transa,
                                  CBLAS_TRANSPOSE transb, FULCRUM_INT m, FULCRUM_INT n,
                                  const void* alpha, const void* a, FULCRUM_INT lda,
                                  const void* beta, const void* b, FULCRUM_INT ldb, void* c,
                                  FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_zomatcopy2)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans, FULCRUM_INT rows,
                                    FULCRUM_INT cols, const void* alpha, const void* a,
                                    FULCRUM_INT lda, FULCRUM_INT stridea, void* b, FULCRUM_INT ldb,
                                    FULCRUM_INT strideb);
void FULCRUM_NAME(cblas_zomatadd)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE transa,
                                  CBLAS_TRANSPOSE transb, FULCRUM_INT m, FULCRUM_INT n,
                                  const void* alpha, const void* a, FULCRUM_INT lda,
                                  const void* beta, const void* b, FULCRUM_INT ldb, void* c,
                                  FULCRUM_INT ldc);

/* ?axpy, ?copy and products with diagonal matrices, c = diag(x) a or a diag(x), many in one call,
 * with the arguments of oneMKL. Those of vectors have no layout. */
void FULCRUM_NAME(cblas_saxpy_batch)(const FULCRUM_INT* n_array, const float* alpha_array,
                                     const float** x_array, const FULCRUM_INT* incx_array,
                                     float** y_array, const FULCRUM_INT* incy_array,
                                     FULCRUM_INT group_count, const FULCRUM_INT* group_size);
void FULCRUM_NAME(cblas_daxpy_batch)(const FULCRUM_INT* n_array, const double* alpha_array,
                                     const double** x_array, const FULCRUM_INT* incx_array,
                                     double** y_array, const FULCRUM_INT* incy_array,
                                     FULCRUM_INT group_count, const FULCRUM_INT* group_size);
void FULCRUM_NAME(cblas_caxpy_batch)(const FULCRUM_INT* n_array, const void* alpha_array,
                                     const void** x_array, const FULCRUM_INT* incx_array,
                                     void** y_array, const FULCRUM_INT* incy_array,
                                     FULCRUM_INT group_count, const FULCRUM_INT* group_size);
void FULCRUM_NAME(cblas_zaxpy_batch)(const FULCRUM_INT* n_array, const void* alpha_array,
                                     const void** x_array, const FULCRUM_INT* incx_array,
                                     void** y_array, const FULCRUM_INT* incy_array,
                                     FULCRUM_INT group_count, const FULCRUM_INT* group_size);
void FULCRUM_NAME(cblas_saxpy_batch_strided)(FULCRUM_INT n, float alpha, const float* x,
                                             FULCRUM_INT incx, FULCRUM_INT stridex, float* y,
                                             FULCRUM_INT incy, FULCRUM_INT stridey,
                                             FULCRUM_INT batch_size);
void FULCRUM_NAME(cblas_daxpy_batch_strided)(FULCRUM_INT n, double alpha, const double* x,
                                             FULCRUM_INT incx, FULCRUM_INT stridex, double* y,
                                             FULCRUM_INT incy, FULCRUM_INT stridey,
                                             FULCRUM_INT batch_size);
void FULCRUM_NAME(cblas_caxpy_batch_strided)(FULCRUM_INT n, const void* alpha, const void* x,
                                             FULCRUM_INT incx, FULCRUM_INT stridex, void* y,
                                             FULCRUM_INT incy, FULCRUM_INT stridey,
                                             FULCRUM_INT batch_size);
void FULCRUM_NAME(cblas_zaxpy_batch_strided)(FULCRUM_INT n, const void* alpha, const void* x,
                                             FULCRUM_INT incx, FULCRUM_INT stridex, void* y,
                                             FULCRUM_INT incy, FULCRUM_INT stridey,
                                             FULCRUM_INT batch_size);
void FULCRUM_NAME(cblas_scopy_batch)(const FULCRUM_INT* n_array, const float** x_array,
                                     const FULCRUM_INT* incx_array, float** y_array,
                                     const FULCRUM_INT* incy_array, FULCRUM_INT group_count,
                                     const FULCRUM_INT* group_size);
void FULCRUM_NAME(cblas_dcopy_batch)(const FULCRUM_INT* n_array, const double** x_array,
                                     const FULCRUM_INT* incx_array, double** y_array,
                                     const FULCRUM_INT* incy_array, FULCRUM_INT group_count,
                                     const FULCRUM_INT* group_size);
void FULCRUM_NAME(cblas_ccopy_batch)(const FULCRUM_INT* n_array, const void** x_array,
                                     const FULCRUM_INT* incx_array, void** y_array,
                                     const FULCRUM_INT* incy_array, FULCRUM_INT group_count,
                                     const FULCRUM_INT* group_size);
void FULCRUM_NAME(cblas_zcopy_batch)(const FULCRUM_INT* n_array, const void** x_array,
                                     const FULCRUM_INT* incx_array, void** y_array,
                                     const FULCRUM_INT* incy_array, FULCRUM_INT group_count,
                                     const FULCRUM_INT* group_size);
void FULCRUM_NAME(cblas_scopy_batch_strided)(FULCRUM_INT n, const float* x, FULCRUM_INT incx,
                                             FULCRUM_INT stridex, float* y, FULCRUM_INT incy,
                                             FULCRUM_INT stridey, FULCRUM_INT batch_size);
void FULCRUM_NAME(cblas_dcopy_batch_strided)(FULCRUM_INT n, const double* x, FULCRUM_INT incx,
                                             FULCRUM_INT stridex, double* y, FULCRUM_INT incy,
                                             FULCRUM_INT stridey, FULCRUM_INT batch_size);
void FULCRUM_NAME(cblas_ccopy_batch_strided)(FULCRUM_INT n, const void* x, FULCRUM_INT incx,
                                             FULCRUM_INT stridex, void* y, FULCRUM_INT incy,
                                             FULCRUM_INT stridey, FULCRUM_INT batch_size);
void FULCRUM_NAME(cblas_zcopy_batch_strided)(FULCRUM_INT n, const void* x, FULCRUM_INT incx,
                                             FULCRUM_INT stridex, void* y, FULCRUM_INT incy,
                                             FULCRUM_INT stridey, FULCRUM_INT batch_size);
void FULCRUM_NAME(cblas_sdgmm_batch)(CBLAS_LAYOUT layout, const CBLAS_SIDE* side_array,
                                     const FULCRUM_INT* m_array, const FULCRUM_INT* n_array,
                                     const float** a_array, const FULCRUM_INT* lda_array,
                                     const float** x_array, const FULCRUM_INT* incx_array,
                                     float** c_array, const FULCRUM_INT* ldc_array,
                                     FULCRUM_INT group_count, const FULCRUM_INT* group_size);
void FULCRUM_NAME(cblas_ddgmm_batch)(CBLAS_LAYOUT layout, const CBLAS_SIDE* side_array,
                                     const FULCRUM_INT* m_array, const FULCRUM_INT* n_array,
                                     const double** a_array, const FULCRUM_INT* lda_array,
                                     const double** x_array, const FULCRUM_INT* incx_array,
                                     double** c_array, const FULCRUM_INT* ldc_array,
                                     FULCRUM_INT group_count, const FULCRUM_INT* group_size);
void FULCRUM_NAME(cblas_cdgmm_batch)(CBLAS_LAYOUT layout, const CBLAS_SIDE* side_array,
                                     const FULCRUM_INT* m_array, const FULCRUM_INT* n_array,
                                     const void** a_array, const FULCRUM_INT* lda_array,
                                     const void** x_array, const FULCRUM_INT* incx_array,
                                     void** c_array, const FULCRUM_INT* ldc_array,
                                     FULCRUM_INT group_count, const FULCRUM_INT* group_size);
void FULCRUM_NAME(cblas_zdgmm_batch)(CBLAS_LAYOUT layout, const CBLAS_SIDE* side_array,
                                     const FULCRUM_INT* m_array, const FULCRUM_INT* n_array,
                                     const void** a_array, const FULCRUM_INT* lda_array,
                                     const void** x_array, const FULCRUM_INT* incx_array,
                                     void** c_array, const FULCRUM_INT* ldc_array,
                                     FULCRUM_INT group_count, const FULCRUM_INT* group_size);
void FULCRUM_NAME(cblas_sdgmm_batch_strided)(CBLAS_LAYOUT layout, CBLAS_SIDE side, FULCRUM_INT m,
                                             FULCRUM_INT n, const float* a, FULCRUM_INT lda,
                                             FULCRUM_INT stridea, const float* x, FULCRUM_INT incx,
                                             FULCRUM_INT stridex, float* c, FULCRUM_INT ldc,
                                             FULCRUM_INT stridec, FULCRUM_INT batch_size);
void FULCRUM_NAME(cblas_ddgmm_batch_strided)(CBLAS_LAYOUT layout, CBLAS_SIDE side, FULCRUM_INT m,
                                             FULCRUM_INT n, const double* a, FULCRUM_INT lda,
                                             FULCRUM_INT stridea, const double* x, FULCRUM_INT incx,
                                             FULCRUM_INT stridex, double* c, FULCRUM_INT ldc,
                                             FULCRUM_INT stridec, FULCRUM_INT batch_size);
void FULCRUM_NAME(cblas_cdgmm_batch_strided)(CBLAS_LAYOUT layout, CBLAS_SIDE side, FULCRUM_INT m,
                                             FULCRUM_INT n, const void* a, FULCRUM_INT lda,
                                             FULCRUM_INT stridea, const void* x, FULCRUM_INT incx,
                                             FULCRUM_INT stridex, void* c, FULCRUM_INT ldc,
                                             FULCRUM_INT stridec, FULCRUM_INT batch_size);
void FULCRUM_NAME(cblas_zdgmm_batch_strided)(CBLAS_LAYOUT layout, CBLAS_SIDE side, FULCRUM_INT m,
                                             FULCRUM_INT n, const void* a, FULCRUM_INT lda,
                                             FULCRUM_INT stridea, const void* x, FULCRUM_INT incx,
                                             FULCRUM_INT stridex, void* c, FULCRUM_INT ldc,
                                             FULCRUM_INT stridec, FULCRUM_INT batch_size);

/* ?gemv and ?trsm of many problems, with the arguments of oneMKL. */
void FULCRUM_NAME(cblas_sgemv_batch)(CBLAS_LAYOUT layout, const CBLAS_TRANSPOSE* trans_array,
                                     const FULCRUM_INT* m_array, const FULCRUM_INT* n_array,
                                     const float* alpha_array, const float** a_array,
                                     const FULCRUM_INT* lda_array, const float** x_array,
                                     const FULCRUM_INT* incx_array, const float* beta_array,
                                     float** y_array, const FULCRUM_INT* incy_array,
                                     FULCRUM_INT group_count, const FULCRUM_INT* group_size);
void FULCRUM_NAME(cblas_sgemv_batch_strided)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans,
                                             FULCRUM_INT m, FULCRUM_INT n, float alpha,
                                             const float* a, FULCRUM_INT lda, FULCRUM_INT stridea,
                                             const float* x, FULCRUM_INT incx, FULCRUM_INT stridex,
                                             float beta, float* y, FULCRUM_INT incy,
                                             FULCRUM_INT stridey, FULCRUM_INT batch_size);
void FULCRUM_NAME(cblas_dgemv_batch)(CBLAS_LAYOUT layout, const CBLAS_TRANSPOSE* trans_array,
                                     const FULCRUM_INT* m_array, const FULCRUM_INT* n_array,
                                     const double* alpha_array, const double** a_array,
                                     const FULCRUM_INT* lda_array, const double** x_array,
                                     const FULCRUM_INT* incx_array, const double* beta_array,
                                     double** y_array, const FULCRUM_INT* incy_array,
                                     FULCRUM_INT group_count, const FULCRUM_INT* group_size);
void FULCRUM_NAME(cblas_dgemv_batch_strided)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans,
                                             FULCRUM_INT m, FULCRUM_INT n, double alpha,
                                             const double* a, FULCRUM_INT lda, FULCRUM_INT stridea,
                                             const double* x, FULCRUM_INT incx, FULCRUM_INT stridex,
                                             double beta, double* y, FULCRUM_INT incy,
                                             FULCRUM_INT stridey, FULCRUM_INT batch_size);
void FULCRUM_NAME(cblas_cgemv_batch)(CBLAS_LAYOUT layout, const CBLAS_TRANSPOSE* trans_array,
                                     const FULCRUM_INT* m_array, const FULCRUM_INT* n_array,
                                     const void* alpha_array, const void** a_array,
                                     const FULCRUM_INT* lda_array, const void** x_array,
                                     const FULCRUM_INT* incx_array, const void* beta_array,
                                     void** y_array, const FULCRUM_INT* incy_array,
                                     FULCRUM_INT group_count, const FULCRUM_INT* group_size);
void FULCRUM_NAME(cblas_cgemv_batch_strided)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans,
                                             FULCRUM_INT m, FULCRUM_INT n, const void* alpha,
                                             const void* a, FULCRUM_INT lda, FULCRUM_INT stridea,
                                             const void* x, FULCRUM_INT incx, FULCRUM_INT stridex,
                                             const void* beta, void* y, FULCRUM_INT incy,
                                             FULCRUM_INT stridey, FULCRUM_INT batch_size);
void FULCRUM_NAME(cblas_zgemv_batch)(CBLAS_LAYOUT layout, const CBLAS_TRANSPOSE* trans_array,
                                     const FULCRUM_INT* m_array, const FULCRUM_INT* n_array,
                                     const void* alpha_array, const void** a_array,
                                     const FULCRUM_INT* lda_array, const void** x_array,
                                     const FULCRUM_INT* incx_array, const void* beta_array,
                                     void** y_array, const FULCRUM_INT* incy_array,
                                     FULCRUM_INT group_count, const FULCRUM_INT* group_size);
void FULCRUM_NAME(cblas_zgemv_batch_strided)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE trans,
                                             FULCRUM_INT m, FULCRUM_INT n, const void* alpha,
                                             const void* a, FULCRUM_INT lda, FULCRUM_INT stridea,
                                             const void* x, FULCRUM_INT incx, FULCRUM_INT stridex,
                                             const void* beta, void* y, FULCRUM_INT incy,
                                             FULCRUM_INT stridey, FULCRUM_INT batch_size);
void FULCRUM_NAME(cblas_strsm_batch)(CBLAS_LAYOUT layout, const CBLAS_SIDE* side_array,
                                     const CBLAS_UPLO* uplo_array,
                                     const CBLAS_TRANSPOSE* transa_array,
                                     const CBLAS_DIAG* diag_array, const FULCRUM_INT* m_array,
                                     const FULCRUM_INT* n_array, const float* alpha_array,
                                     const float** a_array, const FULCRUM_INT* lda_array,
                                     float** b_array, const FULCRUM_INT* ldb_array,
                                     FULCRUM_INT group_count, const FULCRUM_INT* group_size);
void FULCRUM_NAME(cblas_strsm_batch_strided)(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo,
                                             CBLAS_TRANSPOSE transa, CBLAS_DIAG diag, FULCRUM_INT m,
                                             FULCRUM_INT n, float alpha, const float* a,
                                             FULCRUM_INT lda, FULCRUM_INT stridea, float* b,
                                             FULCRUM_INT ldb, FULCRUM_INT strideb,
                                             FULCRUM_INT batch_size);
void FULCRUM_NAME(cblas_dtrsm_batch)(CBLAS_LAYOUT layout, const CBLAS_SIDE* side_array,
                                     const CBLAS_UPLO* uplo_array,
                                     const CBLAS_TRANSPOSE* transa_array,
                                     const CBLAS_DIAG* diag_array, const FULCRUM_INT* m_array,
                                     const FULCRUM_INT* n_array, const double* alpha_array,
                                     const double** a_array, const FULCRUM_INT* lda_array,
                                     double** b_array, const FULCRUM_INT* ldb_array,
                                     FULCRUM_INT group_count, const FULCRUM_INT* group_size);
void FULCRUM_NAME(cblas_dtrsm_batch_strided)(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo,
                                             CBLAS_TRANSPOSE transa, CBLAS_DIAG diag, FULCRUM_INT m,
                                             FULCRUM_INT n, double alpha, const double* a,
                                             FULCRUM_INT lda, FULCRUM_INT stridea, double* b,
                                             FULCRUM_INT ldb, FULCRUM_INT strideb,
                                             FULCRUM_INT batch_size);
void FULCRUM_NAME(cblas_ctrsm_batch)(CBLAS_LAYOUT layout, const CBLAS_SIDE* side_array,
                                     const CBLAS_UPLO* uplo_array,
                                     const CBLAS_TRANSPOSE* transa_array,
                                     const CBLAS_DIAG* diag_array, const FULCRUM_INT* m_array,
                                     const FULCRUM_INT* n_array, const void* alpha_array,
                                     const void** a_array, const FULCRUM_INT* lda_array,
                                     void** b_array, const FULCRUM_INT* ldb_array,
                                     FULCRUM_INT group_count, const FULCRUM_INT* group_size);
void FULCRUM_NAME(cblas_ctrsm_batch_strided)(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo,
                                             CBLAS_TRANSPOSE transa, CBLAS_DIAG diag, FULCRUM_INT m,
                                             FULCRUM_INT n, const void* alpha, const void* a,
                                             FULCRUM_INT lda, FULCRUM_INT stridea, void* b,
                                             FULCRUM_INT ldb, FULCRUM_INT strideb,
                                             FULCRUM_INT batch_size);
void FULCRUM_NAME(cblas_ztrsm_batch)(CBLAS_LAYOUT layout, const CBLAS_SIDE* side_array,
                                     const CBLAS_UPLO* uplo_array,
                                     const CBLAS_TRANSPOSE* transa_array,
                                     const CBLAS_DIAG* diag_array, const FULCRUM_INT* m_array,
                                     const FULCRUM_INT* n_array, const void* alpha_array,
                                     const void** a_array, const FULCRUM_INT* lda_array,
                                     void** b_array, const FULCRUM_INT* ldb_array,
                                     FULCRUM_INT group_count, const FULCRUM_INT* group_size);
void FULCRUM_NAME(cblas_ztrsm_batch_strided)(CBLAS_LAYOUT layout, CBLAS_SIDE side, CBLAS_UPLO uplo,
                                             CBLAS_TRANSPOSE transa, CBLAS_DIAG diag, FULCRUM_INT m,
                                             FULCRUM_INT n, const void* alpha, const void* a,
                                             FULCRUM_INT lda, FULCRUM_INT stridea, void* b,
                                             FULCRUM_INT ldb, FULCRUM_INT strideb,
                                             FULCRUM_INT batch_size);

/* Operands packed once and multiplied often, with the arguments of oneMKL. cblas_?gemm_pack writes
 * alpha op(src) - alpha is applied in the product - into dest, which must have as many bytes as
 * cblas_?gemm_pack_get_size says: m x k for CblasAMatrix, k x n for CblasBMatrix.
 * cblas_?gemm_compute is gemm with CblasPacked for transa, transb or both; it refuses an operand
 * that was packed for other sizes, another layout or another SIMD target. cblas_?gemm_alloc gives
 * a buffer of that size, null where there is no memory, and cblas_?gemm_free takes it back. */
float* FULCRUM_NAME(cblas_sgemm_alloc)(CBLAS_IDENTIFIER identifier, FULCRUM_INT m, FULCRUM_INT n,
                                       FULCRUM_INT k);
void FULCRUM_NAME(cblas_sgemm_free)(float* dest);
double* FULCRUM_NAME(cblas_dgemm_alloc)(CBLAS_IDENTIFIER identifier, FULCRUM_INT m, FULCRUM_INT n,
                                        FULCRUM_INT k);
void FULCRUM_NAME(cblas_dgemm_free)(double* dest);
size_t FULCRUM_NAME(cblas_sgemm_pack_get_size)(CBLAS_IDENTIFIER identifier, FULCRUM_INT m,
                                               FULCRUM_INT n, FULCRUM_INT k);
size_t FULCRUM_NAME(cblas_dgemm_pack_get_size)(CBLAS_IDENTIFIER identifier, FULCRUM_INT m,
                                               FULCRUM_INT n, FULCRUM_INT k);
void FULCRUM_NAME(cblas_sgemm_pack)(CBLAS_LAYOUT layout, CBLAS_IDENTIFIER identifier,
                                    CBLAS_TRANSPOSE trans, FULCRUM_INT m, FULCRUM_INT n,
                                    FULCRUM_INT k, float alpha, const float* src, FULCRUM_INT ld,
                                    float* dest);
void FULCRUM_NAME(cblas_dgemm_pack)(CBLAS_LAYOUT layout, CBLAS_IDENTIFIER identifier,
                                    CBLAS_TRANSPOSE trans, FULCRUM_INT m, FULCRUM_INT n,
                                    FULCRUM_INT k, double alpha, const double* src, FULCRUM_INT ld,
                                    double* dest);
void FULCRUM_NAME(cblas_sgemm_compute)(CBLAS_LAYOUT layout, FULCRUM_INT transa, FULCRUM_INT transb,
                                       FULCRUM_INT m, FULCRUM_INT n, FULCRUM_INT k, const float* a,
                                       FULCRUM_INT lda, const float* b, FULCRUM_INT ldb, float beta,
                                       float* c, FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_dgemm_compute)(CBLAS_LAYOUT layout, FULCRUM_INT transa, FULCRUM_INT transb,
                                       FULCRUM_INT m, FULCRUM_INT n, FULCRUM_INT k, const double* a,
                                       FULCRUM_INT lda, const double* b, FULCRUM_INT ldb,
                                       double beta, double* c, FULCRUM_INT ldc);

/* gemm of narrow operands, with the arguments of oneMKL. bf16 and f16 (IEEE 754 binary16) by their
 * bits, summed in float. cblas_gemm_s8u8s32: c = alpha (op(a) + ao)(op(b) + bo) + beta c + co, in
 * which a holds int8_t and b uint8_t by columns, a uint8_t and b int8_t by rows. The sums over k
 * are exact modulo 2^32, the rest is computed in double, rounded to nearest and kept within
 * int32_t. co has one element (CblasFixOffset), one for each column of c, which is added to every
 * row (CblasRowOffset), or one for each row (CblasColOffset). */
void FULCRUM_NAME(cblas_gemm_bf16bf16f32)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE transa,
                                          CBLAS_TRANSPOSE transb, FULCRUM_INT m, FULCRUM_INT n,
                                          FULCRUM_INT k, float alpha, const uint16_t* a,
                                          FULCRUM_INT lda, const uint16_t* b, FULCRUM_INT ldb,
                                          float beta, float* c, FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_gemm_f16f16f32)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE transa,
                                        CBLAS_TRANSPOSE transb, FULCRUM_INT m, FULCRUM_INT n,
                                        FULCRUM_INT k, float alpha, const uint16_t* a,
                                        FULCRUM_INT lda, const uint16_t* b, FULCRUM_INT ldb,
                                        float beta, float* c, FULCRUM_INT ldc);
void FULCRUM_NAME(cblas_gemm_s8u8s32)(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE transa,
                                      CBLAS_TRANSPOSE transb, CBLAS_OFFSET offsetc, FULCRUM_INT m,
                                      FULCRUM_INT n, FULCRUM_INT k, float alpha, const void* a,
                                      FULCRUM_INT lda, int8_t ao, const void* b, FULCRUM_INT ldb,
                                      int8_t bo, float beta, int32_t* c, FULCRUM_INT ldc,
                                      const int32_t* co);
