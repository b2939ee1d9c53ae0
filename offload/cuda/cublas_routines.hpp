// SPDX-License-Identifier: Apache-2.0
// The routines of cuBLAS that the library calls: their types, and one list of their names from
// which the loader's table, the test against the real headers and the stand-in's exports are made.
#pragma once

#include <complex>
#include <cstdint>

namespace fulcrum::offload::cuda {

// ---- Types
// -------------------------------------------------------------------------------------------------------

// cublasStatus_t
enum class BlasStatus : unsigned {
  Success = 0,
  NotInitialized = 1,
  AllocFailed = 3,
  InvalidValue = 7,
  ArchMismatch = 8,
  MappingError = 11,
  ExecutionFailed = 13,
  InternalError = 14,
  NotSupported = 15,
  LicenseError = 16,
};

using BlasHandle = struct BlasHandleOpaque*;                   // cublasHandle_t
enum class BlasOperation : unsigned { N = 0, T = 1, C = 2 };   // cublasOperation_t
enum class BlasFill : unsigned { Lower = 0, Upper = 1 };       // cublasFillMode_t
enum class BlasDiagonal : unsigned { NonUnit = 0, Unit = 1 };  // cublasDiagType_t
enum class BlasSide : unsigned { Left = 0, Right = 1 };        // cublasSideMode_t
enum class PointerMode : unsigned { Host = 0, Device = 1 };    // cublasPointerMode_t
enum class AtomicsMode : unsigned { NotAllowed = 0, Allowed = 1 };
enum class MathMode : unsigned { Default = 0, Pedantic = 2 };  // cublasMath_t

// One function of the library, and the name that it has there.
template <class... Args>
struct BlasFunction {
  using Pointer = BlasStatus (*)(BlasHandle handle, Args... args);
  Pointer pointer = nullptr;
  const char* name = nullptr;

  BlasStatus operator()(BlasHandle handle, Args... args) const { return pointer(handle, args...); }
};

// ---- Signatures
// --------------------------------------------------------------------------------------------------

template <class T>
struct PartOf {
  using Type = T;
};
template <class R>
struct PartOf<std::complex<R>> {
  using Type = R;
};

// The routines for one element type and one integer type (int: every cuBLAS; int64_t: cuBLAS 12 and
// newer, null before). The arguments stand in BLAS's order; scalars are pointers, to the host or,
// in PointerMode::Device, to the device. Complex ones must be aligned to their size as cuComplex
// is, which std::complex need not be.
//
// A routine that conjugates is of real types the one that does not: dotc is dot, hemv is symv.
template <class T, class Int>
struct BlasRoutines {
  using R = typename PartOf<T>::Type;
  using Op = BlasOperation;
  using Fill = BlasFill;
  using Diag = BlasDiagonal;
  using Side = BlasSide;
  template <class... Args>
  using F = BlasFunction<Args...>;

  F<Int, const T*, Int, T*, Int> copy;
  F<Int, T*, Int, T*, Int> swap;
  F<Int, const T*, T*, Int> scal;
  F<Int, const R*, T*, Int> real_scal;
  F<Int, const T*, const T*, Int, T*, Int> axpy;
  F<Int, const T*, Int, const T*, Int, T*> dot, dotc;
  F<Int, const T*, Int, R*> nrm2, asum;
  F<Int, T*, Int, T*, Int, const R*, const R*> rot;
  F<Int, T*, Int, T*, Int, const T*> rotm;  // null of complex types

  F<Op, Int, Int, const T*, const T*, Int, const T*, Int, const T*, T*, Int> gemv;
  F<Op, Int, Int, Int, Int, const T*, const T*, Int, const T*, Int, const T*, T*, Int> gbmv;
  F<Fill, Int, const T*, const T*, Int, const T*, Int, const T*, T*, Int> symv, hemv;
  // cuBLAS has no symmetric ones of complex types.
  F<Fill, Int, Int, const T*, const T*, Int, const T*, Int, const T*, T*, Int> hbmv;
  F<Fill, Int, const T*, const T*, const T*, Int, const T*, T*, Int> hpmv;
  F<Fill, Op, Diag, Int, const T*, Int, T*, Int> trmv, trsv;
  F<Fill, Op, Diag, Int, Int, const T*, Int, T*, Int> tbmv, tbsv;
  F<Fill, Op, Diag, Int, const T*, T*, Int> tpmv, tpsv;
  F<Int, Int, const T*, const T*, Int, const T*, Int, T*, Int> ger, gerc;
  F<Fill, Int, const T*, const T*, Int, T*, Int> syr;
  F<Fill, Int, const R*, const T*, Int, T*, Int> her;
  F<Fill, Int, const T*, const T*, Int, const T*, Int, T*, Int> syr2, her2;
  // Nor here.
  F<Fill, Int, const R*, const T*, Int, T*> hpr;
  F<Fill, Int, const T*, const T*, Int, const T*, Int, T*> hpr2;

  F<Op, Op, Int, Int, Int, const T*, const T*, Int, const T*, Int, const T*, T*, Int> gemm;
  F<Side, Fill, Int, Int, const T*, const T*, Int, const T*, Int, const T*, T*, Int> symm, hemm;
  F<Fill, Op, Int, Int, const T*, const T*, Int, const T*, T*, Int> syrk;
  F<Fill, Op, Int, Int, const R*, const T*, Int, const R*, T*, Int> herk;
  F<Fill, Op, Int, Int, const T*, const T*, Int, const T*, Int, const T*, T*, Int> syr2k;
  F<Fill, Op, Int, Int, const T*, const T*, Int, const T*, Int, const R*, T*, Int> her2k;
  // C = alpha op(A) B, or B op(A); C may be B.
  F<Side, Fill, Op, Diag, Int, Int, const T*, const T*, Int, const T*, Int, T*, Int> trmm;
  F<Side, Fill, Op, Diag, Int, Int, const T*, const T*, Int, T*, Int> trsm;
  // C = alpha op(A) + beta op(B): alpha, A, beta, B, C. C may be an operand that is not transposed.
  F<Op, Op, Int, Int, const T*, const T*, Int, const T*, const T*, Int, T*, Int> geam;
  // C = diag(x) A, or A diag(x).
  F<Side, Int, Int, const T*, Int, const T*, Int, T*, Int> dgmm;

  // Batches: behind each leading dimension or increment the step from one problem to the next, or
  // arrays of addresses in device memory; the number of problems last.
  F<Op, Op, Int, Int, Int, const T*, const T*, Int, long long, const T*, Int, long long, const T*,
    T*, Int, long long, Int>
      gemm_strided_batched;
  F<Op, Int, Int, const T*, const T*, Int, long long, const T*, Int, long long, const T*, T*, Int,
    long long, Int>
      gemv_strided_batched;  // null before CUDA 11.6
  F<Side, Fill, Op, Diag, Int, Int, const T*, const T* const*, Int, T* const*, Int, Int>
      trsm_batched;
};

// ---- Names
// -------------------------------------------------------------------------------------------------------

#define FULCRUM_CUBLAS_REAL(V, member, name) \
  V(member, float, cublasS##name, 0)         \
  V(member, double, cublasD##name, 0)
#define FULCRUM_CUBLAS_COMPLEX(V, member, name)    \
  V(member, std::complex<float>, cublasC##name, 0) \
  V(member, std::complex<double>, cublasZ##name, 0)
#define FULCRUM_CUBLAS_ALL(V, member, name) \
  FULCRUM_CUBLAS_REAL(V, member, name)      \
  FULCRUM_CUBLAS_COMPLEX(V, member, name)
// One name in real types and another in complex ones.
#define FULCRUM_CUBLAS_TWO(V, member, real, complex) \
  FULCRUM_CUBLAS_REAL(V, member, real)               \
  FULCRUM_CUBLAS_COMPLEX(V, member, complex)

// V(member, type, exported, version) for each function: a member of BlasRoutines<type, int>, its
// name in the library, and the CUDA version that brought it where that is younger than 11.0. With
// _64 behind the name it is that of BlasRoutines<type, std::int64_t>, which CUDA 12.0 brought.
#define FULCRUM_CUBLAS_ROUTINES(V)                                                \
  FULCRUM_CUBLAS_ALL(V, copy, copy_v2)                                            \
  FULCRUM_CUBLAS_ALL(V, swap, swap_v2)                                            \
  FULCRUM_CUBLAS_ALL(V, scal, scal_v2)                                            \
  V(real_scal, std::complex<float>, cublasCsscal_v2, 0)                           \
  V(real_scal, std::complex<double>, cublasZdscal_v2, 0)                          \
  FULCRUM_CUBLAS_ALL(V, axpy, axpy_v2)                                            \
  FULCRUM_CUBLAS_TWO(V, dot, dot_v2, dotu_v2)                                     \
  FULCRUM_CUBLAS_COMPLEX(V, dotc, dotc_v2)                                        \
  FULCRUM_CUBLAS_REAL(V, nrm2, nrm2_v2)                                           \
  V(nrm2, std::complex<float>, cublasScnrm2_v2, 0)                                \
  V(nrm2, std::complex<double>, cublasDznrm2_v2, 0)                               \
  FULCRUM_CUBLAS_REAL(V, asum, asum_v2)                                           \
  V(asum, std::complex<float>, cublasScasum_v2, 0)                                \
  V(asum, std::complex<double>, cublasDzasum_v2, 0)                               \
  FULCRUM_CUBLAS_REAL(V, rot, rot_v2)                                             \
  V(rot, std::complex<float>, cublasCsrot_v2, 0)                                  \
  V(rot, std::complex<double>, cublasZdrot_v2, 0)                                 \
  FULCRUM_CUBLAS_REAL(V, rotm, rotm_v2)                                           \
  FULCRUM_CUBLAS_ALL(V, gemv, gemv_v2)                                            \
  FULCRUM_CUBLAS_ALL(V, gbmv, gbmv_v2)                                            \
  FULCRUM_CUBLAS_ALL(V, symv, symv_v2)                                            \
  FULCRUM_CUBLAS_COMPLEX(V, hemv, hemv_v2)                                        \
  FULCRUM_CUBLAS_TWO(V, hbmv, sbmv_v2, hbmv_v2)                                   \
  FULCRUM_CUBLAS_TWO(V, hpmv, spmv_v2, hpmv_v2)                                   \
  FULCRUM_CUBLAS_ALL(V, trmv, trmv_v2)                                            \
  FULCRUM_CUBLAS_ALL(V, trsv, trsv_v2)                                            \
  FULCRUM_CUBLAS_ALL(V, tbmv, tbmv_v2)                                            \
  FULCRUM_CUBLAS_ALL(V, tbsv, tbsv_v2)                                            \
  FULCRUM_CUBLAS_ALL(V, tpmv, tpmv_v2)                                            \
  FULCRUM_CUBLAS_ALL(V, tpsv, tpsv_v2)                                            \
  FULCRUM_CUBLAS_TWO(V, ger, ger_v2, geru_v2)                                     \
  FULCRUM_CUBLAS_COMPLEX(V, gerc, gerc_v2)                                        \
  FULCRUM_CUBLAS_ALL(V, syr, syr_v2)                                              \
  FULCRUM_CUBLAS_COMPLEX(V, her, her_v2)                                          \
  FULCRUM_CUBLAS_TWO(V, hpr, spr_v2, hpr_v2)                                      \
  FULCRUM_CUBLAS_ALL(V, syr2, syr2_v2)                                            \
  FULCRUM_CUBLAS_COMPLEX(V, her2, her2_v2)                                        \
  FULCRUM_CUBLAS_TWO(V, hpr2, spr2_v2, hpr2_v2)                                   \
  FULCRUM_CUBLAS_ALL(V, gemm, gemm_v2)                                            \
  FULCRUM_CUBLAS_ALL(V, symm, symm_v2)                                            \
  FULCRUM_CUBLAS_COMPLEX(V, hemm, hemm_v2)                                        \
  FULCRUM_CUBLAS_ALL(V, syrk, syrk_v2)                                            \
  FULCRUM_CUBLAS_COMPLEX(V, herk, herk_v2)                                        \
  FULCRUM_CUBLAS_ALL(V, syr2k, syr2k_v2)                                          \
  FULCRUM_CUBLAS_COMPLEX(V, her2k, her2k_v2)                                      \
  FULCRUM_CUBLAS_ALL(V, trmm, trmm_v2)                                            \
  FULCRUM_CUBLAS_ALL(V, trsm, trsm_v2)                                            \
  FULCRUM_CUBLAS_ALL(V, geam, geam)                                               \
  FULCRUM_CUBLAS_ALL(V, dgmm, dgmm)                                               \
  FULCRUM_CUBLAS_ALL(V, gemm_strided_batched, gemmStridedBatched)                 \
  V(gemv_strided_batched, float, cublasSgemvStridedBatched, 11062)                \
  V(gemv_strided_batched, double, cublasDgemvStridedBatched, 11062)               \
  V(gemv_strided_batched, std::complex<float>, cublasCgemvStridedBatched, 11062)  \
  V(gemv_strided_batched, std::complex<double>, cublasZgemvStridedBatched, 11062) \
  FULCRUM_CUBLAS_ALL(V, trsm_batched, trsmBatched)

// In the same way the functions of real types that stand for one that conjugates.
#define FULCRUM_CUBLAS_SYNONYMS(V)           \
  FULCRUM_CUBLAS_REAL(V, real_scal, scal_v2) \
  FULCRUM_CUBLAS_REAL(V, dotc, dot_v2)       \
  FULCRUM_CUBLAS_REAL(V, hemv, symv_v2)      \
  FULCRUM_CUBLAS_REAL(V, gerc, ger_v2)       \
  FULCRUM_CUBLAS_REAL(V, her, syr_v2)        \
  FULCRUM_CUBLAS_REAL(V, her2, syr2_v2)      \
  FULCRUM_CUBLAS_REAL(V, hemm, symm_v2)      \
  FULCRUM_CUBLAS_REAL(V, herk, syrk_v2)      \
  FULCRUM_CUBLAS_REAL(V, her2k, syr2k_v2)

}  // namespace fulcrum::offload::cuda
