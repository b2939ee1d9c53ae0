// SPDX-License-Identifier: Apache-2.0
// The exported names of the routines: two element types, 32-bit and 64-bit integers.
#include "routines.hpp"

namespace cuda = fulcrum::offload::cuda;
using cuda::BlasOperation;
using cuda::BlasStatus;
using Handle = cuda::BlasHandle;
using I64 = std::int64_t;

extern "C" {

STANDIN_EXPORT BlasStatus cublasSgemm_v2(Handle h, BlasOperation ta, BlasOperation tb, int m, int n,
                                         int k, const float* alpha, const float* a, int lda,
                                         const float* b, int ldb, const float* beta, float* c,
                                         int ldc) {
  return standin::gemm<float>("cublasSgemm_v2", h, ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c,
                              ldc);
}

STANDIN_EXPORT BlasStatus cublasSgemv_v2(Handle h, BlasOperation trans, int m, int n,
                                         const float* alpha, const float* a, int lda,
                                         const float* x, int incx, const float* beta, float* y,
                                         int incy) {
  return standin::gemv<float>("cublasSgemv_v2", h, trans, m, n, alpha, a, lda, x, incx, beta, y,
                              incy);
}

STANDIN_EXPORT BlasStatus cublasSaxpy_v2(Handle h, int n, const float* alpha, const float* x,
                                         int incx, float* y, int incy) {
  return standin::axpy<float>("cublasSaxpy_v2", h, n, alpha, x, incx, y, incy);
}

STANDIN_EXPORT BlasStatus cublasSdot_v2(Handle h, int n, const float* x, int incx, const float* y,
                                        int incy, float* result) {
  return standin::dot<float>("cublasSdot_v2", h, n, x, incx, y, incy, result);
}

STANDIN_EXPORT BlasStatus cublasSgemm_v2_64(Handle h, BlasOperation ta, BlasOperation tb, I64 m,
                                            I64 n, I64 k, const float* alpha, const float* a,
                                            I64 lda, const float* b, I64 ldb, const float* beta,
                                            float* c, I64 ldc) {
  return standin::gemm<float>("cublasSgemm_v2_64", h, ta, tb, m, n, k, alpha, a, lda, b, ldb, beta,
                              c, ldc);
}

STANDIN_EXPORT BlasStatus cublasSgemv_v2_64(Handle h, BlasOperation trans, I64 m, I64 n,
                                            const float* alpha, const float* a, I64 lda,
                                            const float* x, I64 incx, const float* beta, float* y,
                                            I64 incy) {
  return standin::gemv<float>("cublasSgemv_v2_64", h, trans, m, n, alpha, a, lda, x, incx, beta, y,
                              incy);
}

STANDIN_EXPORT BlasStatus cublasSaxpy_v2_64(Handle h, I64 n, const float* alpha, const float* x,
                                            I64 incx, float* y, I64 incy) {
  return standin::axpy<float>("cublasSaxpy_v2_64", h, n, alpha, x, incx, y, incy);
}

STANDIN_EXPORT BlasStatus cublasSdot_v2_64(Handle h, I64 n, const float* x, I64 incx,
                                           const float* y, I64 incy, float* result) {
  return standin::dot<float>("cublasSdot_v2_64", h, n, x, incx, y, incy, result);
}

STANDIN_EXPORT BlasStatus cublasDgemm_v2(Handle h, BlasOperation ta, BlasOperation tb, int m, int n,
                                         int k, const double* alpha, const double* a, int lda,
                                         const double* b, int ldb, const double* beta, double* c,
                                         int ldc) {
  return standin::gemm<double>("cublasDgemm_v2", h, ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c,
                               ldc);
}

STANDIN_EXPORT BlasStatus cublasDgemv_v2(Handle h, BlasOperation trans, int m, int n,
                                         const double* alpha, const double* a, int lda,
                                         const double* x, int incx, const double* beta, double* y,
                                         int incy) {
  return standin::gemv<double>("cublasDgemv_v2", h, trans, m, n, alpha, a, lda, x, incx, beta, y,
                               incy);
}

STANDIN_EXPORT BlasStatus cublasDaxpy_v2(Handle h, int n, const double* alpha, const double* x,
                                         int incx, double* y, int incy) {
  return standin::axpy<double>("cublasDaxpy_v2", h, n, alpha, x, incx, y, incy);
}

STANDIN_EXPORT BlasStatus cublasDdot_v2(Handle h, int n, const double* x, int incx, const double* y,
                                        int incy, double* result) {
  return standin::dot<double>("cublasDdot_v2", h, n, x, incx, y, incy, result);
}

STANDIN_EXPORT BlasStatus cublasDgemm_v2_64(Handle h, BlasOperation ta, BlasOperation tb, I64 m,
                                            I64 n, I64 k, const double* alpha, const double* a,
                                            I64 lda, const double* b, I64 ldb, const double* beta,
                                            double* c, I64 ldc) {
  return standin::gemm<double>("cublasDgemm_v2_64", h, ta, tb, m, n, k, alpha, a, lda, b, ldb, beta,
                               c, ldc);
}

STANDIN_EXPORT BlasStatus cublasDgemv_v2_64(Handle h, BlasOperation trans, I64 m, I64 n,
                                            const double* alpha, const double* a, I64 lda,
                                            const double* x, I64 incx, const double* beta,
                                            double* y, I64 incy) {
  return standin::gemv<double>("cublasDgemv_v2_64", h, trans, m, n, alpha, a, lda, x, incx, beta, y,
                               incy);
}

STANDIN_EXPORT BlasStatus cublasDaxpy_v2_64(Handle h, I64 n, const double* alpha, const double* x,
                                            I64 incx, double* y, I64 incy) {
  return standin::axpy<double>("cublasDaxpy_v2_64", h, n, alpha, x, incx, y, incy);
}

STANDIN_EXPORT BlasStatus cublasDdot_v2_64(Handle h, I64 n, const double* x, I64 incx,
                                           const double* y, I64 incy, double* result) {
  return standin::dot<double>("cublasDdot_v2_64", h, n, x, incx, y, incy, result);
}

}  // extern "C"
