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
  CblasConjTrans = 113
} CBLAS_TRANSPOSE;
typedef CBLAS_LAYOUT CBLAS_ORDER;
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

#ifdef __cplusplus
}
#endif

#endif /* FULCRUM_CBLAS_H_ */
