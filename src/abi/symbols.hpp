// SPDX-License-Identifier: Apache-2.0
// The routines that the C ABI exports: the one list behind both libraries, their aliases and the
// test of what they export. X(FAMILY, name, type) gives name_ and cblas_name; libfulcrum_blas64
// adds name_64_, cblas_name_64 and cblas_name64_.
#pragma once

// clang-format off
#define FULCRUM_BLAS_REFERENCE_ROUTINES(X) \
  X(GEMM, sgemm, float)                    \
  X(GEMM, dgemm, double)                   \
  X(GEMV, sgemv, float)                    \
  X(GEMV, dgemv, double)                   \
  X(AXPY, saxpy, float)                    \
  X(AXPY, daxpy, double)                   \
  X(DOT, sdot, float)                      \
  X(DOT, ddot, double)                     \
  X(SCAL, sscal, float)                    \
  X(SCAL, dscal, double)

#define FULCRUM_BLAS_BATCH_ROUTINES(X)                \
  X(GEMM_BATCH, sgemm_batch, float)                   \
  X(GEMM_BATCH, dgemm_batch, double)                  \
  X(GEMM_BATCH_STRIDED, sgemm_batch_strided, float)   \
  X(GEMM_BATCH_STRIDED, dgemm_batch_strided, double)

#define FULCRUM_BLAS_ROUTINES(X)     \
  FULCRUM_BLAS_REFERENCE_ROUTINES(X) \
  FULCRUM_BLAS_BATCH_ROUTINES(X)
// clang-format on
