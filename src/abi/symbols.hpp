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

#define FULCRUM_BLAS_PACKED_ROUTINES(X)               \
  X(GEMM_PACK_GET_SIZE, sgemm_pack_get_size, float)   \
  X(GEMM_PACK_GET_SIZE, dgemm_pack_get_size, double)  \
  X(GEMM_PACK, sgemm_pack, float)                     \
  X(GEMM_PACK, dgemm_pack, double)                    \
  X(GEMM_COMPUTE, sgemm_compute, float)               \
  X(GEMM_COMPUTE, dgemm_compute, double)

#define FULCRUM_BLAS_ROUTINES(X)     \
  FULCRUM_BLAS_REFERENCE_ROUTINES(X) \
  FULCRUM_BLAS_BATCH_ROUTINES(X)     \
  FULCRUM_BLAS_PACKED_ROUTINES(X)
// clang-format on
