// SPDX-License-Identifier: Apache-2.0
// The routines that the C ABI exports: the one list behind both libraries, their aliases and the
// test of what they export, but for lsame_ and the error handlers. X(FAMILY, name, type) gives
// name_ and cblas_name; libfulcrum_blas64 adds name_64_, cblas_name_64 and cblas_name64_.
#pragma once

// clang-format off
#define FULCRUM_BLAS_LEVEL1_ROUTINES(X)  \
  X(COPY, scopy, float)                  \
  X(COPY, dcopy, double)                 \
  X(COPY, ccopy, std::complex<float>)    \
  X(COPY, zcopy, std::complex<double>)   \
  X(SWAP, sswap, float)                  \
  X(SWAP, dswap, double)                 \
  X(SWAP, cswap, std::complex<float>)    \
  X(SWAP, zswap, std::complex<double>)   \
  X(AXPBY, saxpby, float)                \
  X(AXPBY, daxpby, double)               \
  X(AXPBY, caxpby, std::complex<float>)  \
  X(AXPBY, zaxpby, std::complex<double>) \
  X(AXPY, saxpy, float)                  \
  X(AXPY, daxpy, double)                 \
  X(AXPY, caxpy, std::complex<float>)    \
  X(AXPY, zaxpy, std::complex<double>)   \
  X(AXPYC, caxpyc, std::complex<float>)\
  X(AXPYC, zaxpyc, std::complex<double>)\
  X(SCAL, sscal, float)                  \
  X(SCAL, dscal, double)                 \
  X(SCAL, cscal, std::complex<float>)    \
  X(SCAL, zscal, std::complex<double>)   \
  X(RSCAL, csscal, std::complex<float>)  \
  X(RSCAL, zdscal, std::complex<double>) \
  X(DOT, sdot, float)                    \
  X(DOT, ddot, double)                   \
  X(DSDOT, dsdot, double)                \
  X(SDSDOT, sdsdot, float)               \
  X(NRM2, snrm2, float)                  \
  X(NRM2, dnrm2, double)                 \
  X(NRM2, scnrm2, std::complex<float>)   \
  X(NRM2, dznrm2, std::complex<double>)  \
  X(ASUM, sasum, float)                  \
  X(ASUM, dasum, double)                 \
  X(ASUM, scasum, std::complex<float>)   \
  X(ASUM, dzasum, std::complex<double>)  \
  X(IAMAX, isamax, float)                \
  X(IAMAX, idamax, double)               \
  X(IAMAX, icamax, std::complex<float>)  \
  X(IAMAX, izamax, std::complex<double>) \
  X(SUM, ssum, float)                  \
  X(SUM, dsum, double)                 \
  X(SUM, scsum, std::complex<float>)   \
  X(SUM, dzsum, std::complex<double>)  \
  X(IAMIN, isamin, float)              \
  X(IAMIN, idamin, double)             \
  X(IAMIN, icamin, std::complex<float>)\
  X(IAMIN, izamin, std::complex<double>)\
  X(IMAX, ismax, float)                \
  X(IMAX, idmax, double)               \
  X(IMIN, ismin, float)                \
  X(IMIN, idmin, double)               \
  X(IAMAX, icmax, std::complex<float>) \
  X(IAMAX, izmax, std::complex<double>)\
  X(IAMIN, icmin, std::complex<float>) \
  X(IAMIN, izmin, std::complex<double>)\
  X(AMAX, samax, float)                \
  X(AMAX, damax, double)               \
  X(AMAX, scamax, std::complex<float>) \
  X(AMAX, dzamax, std::complex<double>)\
  X(AMIN, samin, float)                \
  X(AMIN, damin, double)               \
  X(AMIN, scamin, std::complex<float>) \
  X(AMIN, dzamin, std::complex<double>)\
  X(ROT, srot, float)                    \
  X(ROT, drot, double)                   \
  X(ROT, csrot, std::complex<float>)     \
  X(ROT, zdrot, std::complex<double>)    \
  X(ROTM, srotm, float)                  \
  X(ROTM, drotm, double)                 \
  X(ROTG, srotg, float)                  \
  X(ROTG, drotg, double)                 \
  X(ROTG, crotg, std::complex<float>)    \
  X(ROTG, zrotg, std::complex<double>)   \
  X(ROTMG, srotmg, float)                \
  X(ROTMG, drotmg, double)               \
  X(CABS1, scabs1, std::complex<float>)  \
  X(CABS1, dcabs1, std::complex<double>)

// These are cblas_cdotu_sub and so on in CBLAS, where no function returns a complex number.
#define FULCRUM_BLAS_COMPLEX_DOT_ROUTINES(X) \
  X(DOTU, cdotu, std::complex<float>)        \
  X(DOTU, zdotu, std::complex<double>)       \
  X(DOTC, cdotc, std::complex<float>)        \
  X(DOTC, zdotc, std::complex<double>)

#define FULCRUM_BLAS_LEVEL2_ROUTINES(X) \
  X(GEMV, sgemv, float)                 \
  X(GEMV, dgemv, double)                \
  X(GEMV, cgemv, std::complex<float>)   \
  X(GEMV, zgemv, std::complex<double>)  \
  X(GBMV, sgbmv, float)                 \
  X(GBMV, dgbmv, double)                \
  X(GBMV, cgbmv, std::complex<float>)   \
  X(GBMV, zgbmv, std::complex<double>)  \
  X(SYMV, ssymv, float)                 \
  X(SYMV, dsymv, double)                \
  X(SBMV, ssbmv, float)                 \
  X(SBMV, dsbmv, double)                \
  X(SBMV, csbmv, std::complex<float>)   \
  X(SBMV, zsbmv, std::complex<double>)  \
  X(SPMV, sspmv, float)                 \
  X(SPMV, dspmv, double)                \
  X(SPMV, cspmv, std::complex<float>)   \
  X(SPMV, zspmv, std::complex<double>)  \
  X(HEMV, chemv, std::complex<float>)   \
  X(HEMV, zhemv, std::complex<double>)  \
  X(HBMV, chbmv, std::complex<float>)   \
  X(HBMV, zhbmv, std::complex<double>)  \
  X(HPMV, chpmv, std::complex<float>)   \
  X(HPMV, zhpmv, std::complex<double>)  \
  X(TRMV, strmv, float)                 \
  X(TRMV, dtrmv, double)                \
  X(TRMV, ctrmv, std::complex<float>)   \
  X(TRMV, ztrmv, std::complex<double>)  \
  X(TBMV, stbmv, float)                 \
  X(TBMV, dtbmv, double)                \
  X(TBMV, ctbmv, std::complex<float>)   \
  X(TBMV, ztbmv, std::complex<double>)  \
  X(TPMV, stpmv, float)                 \
  X(TPMV, dtpmv, double)                \
  X(TPMV, ctpmv, std::complex<float>)   \
  X(TPMV, ztpmv, std::complex<double>)  \
  X(TRSV, strsv, float)                 \
  X(TRSV, dtrsv, double)                \
  X(TRSV, ctrsv, std::complex<float>)   \
  X(TRSV, ztrsv, std::complex<double>)  \
  X(TBSV, stbsv, float)                 \
  X(TBSV, dtbsv, double)                \
  X(TBSV, ctbsv, std::complex<float>)   \
  X(TBSV, ztbsv, std::complex<double>)  \
  X(TPSV, stpsv, float)                 \
  X(TPSV, dtpsv, double)                \
  X(TPSV, ctpsv, std::complex<float>)   \
  X(TPSV, ztpsv, std::complex<double>)  \
  X(GER, sger, float)                   \
  X(GER, dger, double)                  \
  X(GERU, cgeru, std::complex<float>)   \
  X(GERU, zgeru, std::complex<double>)  \
  X(GERC, cgerc, std::complex<float>)   \
  X(GERC, zgerc, std::complex<double>)  \
  X(SYR, ssyr, float)                   \
  X(SYR, dsyr, double)                  \
  X(SPR, sspr, float)                   \
  X(SPR, dspr, double)                  \
  X(SYR2, ssyr2, float)                 \
  X(SYR2, dsyr2, double)                \
  X(SYR2, csyr2, std::complex<float>)   \
  X(SYR2, zsyr2, std::complex<double>)  \
  X(SPR2, sspr2, float)                 \
  X(SPR2, dspr2, double)                \
  X(SPR2, cspr2, std::complex<float>)   \
  X(SPR2, zspr2, std::complex<double>)  \
  X(HER, cher, std::complex<float>)     \
  X(HER, zher, std::complex<double>)    \
  X(HPR, chpr, std::complex<float>)     \
  X(HPR, zhpr, std::complex<double>)    \
  X(HER2, cher2, std::complex<float>)   \
  X(HER2, zher2, std::complex<double>)  \
  X(HPR2, chpr2, std::complex<float>)   \
  X(HPR2, zhpr2, std::complex<double>)

// gemmtr is the name of gemmt in the reference of 3.12.
#define FULCRUM_BLAS_LEVEL3_ROUTINES(X)  \
  X(GEMM, sgemm, float)                  \
  X(GEMM, dgemm, double)                 \
  X(GEMM, cgemm, std::complex<float>)    \
  X(GEMM, zgemm, std::complex<double>)   \
  X(GEMM, cgemm3m, std::complex<float>)  \
  X(GEMM, zgemm3m, std::complex<double>) \
  X(SYMM, ssymm, float)                  \
  X(SYMM, dsymm, double)                 \
  X(SYMM, csymm, std::complex<float>)    \
  X(SYMM, zsymm, std::complex<double>)   \
  X(SYRK, ssyrk, float)                  \
  X(SYRK, dsyrk, double)                 \
  X(SYRK, csyrk, std::complex<float>)    \
  X(SYRK, zsyrk, std::complex<double>)   \
  X(SYR2K, ssyr2k, float)                \
  X(SYR2K, dsyr2k, double)               \
  X(SYR2K, csyr2k, std::complex<float>)  \
  X(SYR2K, zsyr2k, std::complex<double>) \
  X(TRMM, strmm, float)                  \
  X(TRMM, dtrmm, double)                 \
  X(TRMM, ctrmm, std::complex<float>)    \
  X(TRMM, ztrmm, std::complex<double>)   \
  X(TRSM, strsm, float)                  \
  X(TRSM, dtrsm, double)                 \
  X(TRSM, ctrsm, std::complex<float>)    \
  X(TRSM, ztrsm, std::complex<double>)   \
  X(HEMM, chemm, std::complex<float>)    \
  X(HEMM, zhemm, std::complex<double>)   \
  X(HERK, cherk, std::complex<float>)    \
  X(HERK, zherk, std::complex<double>)   \
  X(HER2K, cher2k, std::complex<float>)  \
  X(HER2K, zher2k, std::complex<double>) \
  X(GEMMT, sgemmt, float)                \
  X(GEMMT, dgemmt, double)               \
  X(GEMMT, cgemmt, std::complex<float>)  \
  X(GEMMT, zgemmt, std::complex<double>) \
  X(GEMMT, sgemmtr, float)               \
  X(GEMMT, dgemmtr, double)              \
  X(GEMMT, cgemmtr, std::complex<float>) \
  X(GEMMT, zgemmtr, std::complex<double>)

#define FULCRUM_BLAS_MATCOPY_ROUTINES(X)         \
  X(OMATCOPY, somatcopy, float)                  \
  X(OMATCOPY, domatcopy, double)                 \
  X(OMATCOPY, comatcopy, std::complex<float>)    \
  X(OMATCOPY, zomatcopy, std::complex<double>)   \
  X(IMATCOPY, simatcopy, float)                  \
  X(IMATCOPY, dimatcopy, double)                 \
  X(IMATCOPY, cimatcopy, std::complex<float>)    \
  X(IMATCOPY, zimatcopy, std::complex<double>)   \
  X(GEADD, sgeadd, float)                        \
  X(GEADD, dgeadd, double)                       \
  X(GEADD, cgeadd, std::complex<float>)          \
  X(GEADD, zgeadd, std::complex<double>)         \
  X(OMATCOPY2, somatcopy2, float)                \
  X(OMATCOPY2, domatcopy2, double)               \
  X(OMATCOPY2, comatcopy2, std::complex<float>)  \
  X(OMATCOPY2, zomatcopy2, std::complex<double>) \
  X(OMATADD, somatadd, float)                    \
  X(OMATADD, domatadd, double)                   \
  X(OMATADD, comatadd, std::complex<float>)      \
  X(OMATADD, zomatadd, std::complex<double>)

// The same under MKL's names: mkl_name_ for Fortran, and MKL_Name for C, where the ordering is a
// letter too, sizes are of type size_t and complex factors are handed over by value.
#define FULCRUM_BLAS_MKL_MATCOPY_ROUTINES(X)                 \
  X(OMATCOPY, somatcopy, Somatcopy, float)                   \
  X(OMATCOPY, domatcopy, Domatcopy, double)                  \
  X(OMATCOPY, comatcopy, Comatcopy, std::complex<float>)     \
  X(OMATCOPY, zomatcopy, Zomatcopy, std::complex<double>)    \
  X(IMATCOPY, simatcopy, Simatcopy, float)                   \
  X(IMATCOPY, dimatcopy, Dimatcopy, double)                  \
  X(IMATCOPY, cimatcopy, Cimatcopy, std::complex<float>)     \
  X(IMATCOPY, zimatcopy, Zimatcopy, std::complex<double>)    \
  X(OMATCOPY2, somatcopy2, Somatcopy2, float)                \
  X(OMATCOPY2, domatcopy2, Domatcopy2, double)               \
  X(OMATCOPY2, comatcopy2, Comatcopy2, std::complex<float>)  \
  X(OMATCOPY2, zomatcopy2, Zomatcopy2, std::complex<double>) \
  X(OMATADD, somatadd, Somatadd, float)                      \
  X(OMATADD, domatadd, Domatadd, double)                     \
  X(OMATADD, comatadd, Comatadd, std::complex<float>)        \
  X(OMATADD, zomatadd, Zomatadd, std::complex<double>)

#define FULCRUM_BLAS_BATCH_ROUTINES(X)                            \
  X(GEMM_BATCH, sgemm_batch, float)                               \
  X(GEMM_BATCH, dgemm_batch, double)                              \
  X(GEMM_BATCH, cgemm_batch, std::complex<float>)                 \
  X(GEMM_BATCH, zgemm_batch, std::complex<double>)                \
  X(GEMM_BATCH_STRIDED, sgemm_batch_strided, float)               \
  X(GEMM_BATCH_STRIDED, dgemm_batch_strided, double)              \
  X(GEMM_BATCH_STRIDED, cgemm_batch_strided, std::complex<float>) \
  X(GEMM_BATCH_STRIDED, zgemm_batch_strided, std::complex<double>)

#define FULCRUM_BLAS_GEMV_BATCH_ROUTINES(X)                       \
  X(GEMV_BATCH, sgemv_batch, float)                               \
  X(GEMV_BATCH, dgemv_batch, double)                              \
  X(GEMV_BATCH, cgemv_batch, std::complex<float>)                 \
  X(GEMV_BATCH, zgemv_batch, std::complex<double>)                \
  X(GEMV_BATCH_STRIDED, sgemv_batch_strided, float)               \
  X(GEMV_BATCH_STRIDED, dgemv_batch_strided, double)              \
  X(GEMV_BATCH_STRIDED, cgemv_batch_strided, std::complex<float>) \
  X(GEMV_BATCH_STRIDED, zgemv_batch_strided, std::complex<double>)

#define FULCRUM_BLAS_TRSM_BATCH_ROUTINES(X)                       \
  X(TRSM_BATCH, strsm_batch, float)                               \
  X(TRSM_BATCH, dtrsm_batch, double)                              \
  X(TRSM_BATCH, ctrsm_batch, std::complex<float>)                 \
  X(TRSM_BATCH, ztrsm_batch, std::complex<double>)                \
  X(TRSM_BATCH_STRIDED, strsm_batch_strided, float)               \
  X(TRSM_BATCH_STRIDED, dtrsm_batch_strided, double)              \
  X(TRSM_BATCH_STRIDED, ctrsm_batch_strided, std::complex<float>) \
  X(TRSM_BATCH_STRIDED, ztrsm_batch_strided, std::complex<double>)

// Without a layout.
#define FULCRUM_BLAS_VECTOR_BATCH_ROUTINES(X)                      \
  X(AXPY_BATCH, saxpy_batch, float)                                \
  X(AXPY_BATCH, daxpy_batch, double)                               \
  X(AXPY_BATCH, caxpy_batch, std::complex<float>)                  \
  X(AXPY_BATCH, zaxpy_batch, std::complex<double>)                 \
  X(AXPY_BATCH_STRIDED, saxpy_batch_strided, float)                \
  X(AXPY_BATCH_STRIDED, daxpy_batch_strided, double)               \
  X(AXPY_BATCH_STRIDED, caxpy_batch_strided, std::complex<float>)  \
  X(AXPY_BATCH_STRIDED, zaxpy_batch_strided, std::complex<double>) \
  X(COPY_BATCH, scopy_batch, float)                                \
  X(COPY_BATCH, dcopy_batch, double)                               \
  X(COPY_BATCH, ccopy_batch, std::complex<float>)                  \
  X(COPY_BATCH, zcopy_batch, std::complex<double>)                 \
  X(COPY_BATCH_STRIDED, scopy_batch_strided, float)                \
  X(COPY_BATCH_STRIDED, dcopy_batch_strided, double)               \
  X(COPY_BATCH_STRIDED, ccopy_batch_strided, std::complex<float>)  \
  X(COPY_BATCH_STRIDED, zcopy_batch_strided, std::complex<double>)

#define FULCRUM_BLAS_DGMM_BATCH_ROUTINES(X)                        \
  X(DGMM_BATCH, sdgmm_batch, float)                                \
  X(DGMM_BATCH, ddgmm_batch, double)                               \
  X(DGMM_BATCH, cdgmm_batch, std::complex<float>)                  \
  X(DGMM_BATCH, zdgmm_batch, std::complex<double>)                 \
  X(DGMM_BATCH_STRIDED, sdgmm_batch_strided, float)                \
  X(DGMM_BATCH_STRIDED, ddgmm_batch_strided, double)               \
  X(DGMM_BATCH_STRIDED, cdgmm_batch_strided, std::complex<float>)  \
  X(DGMM_BATCH_STRIDED, zdgmm_batch_strided, std::complex<double>)

#define FULCRUM_BLAS_PACKED_ROUTINES(X)              \
  X(GEMM_PACK_GET_SIZE, sgemm_pack_get_size, float)  \
  X(GEMM_PACK_GET_SIZE, dgemm_pack_get_size, double) \
  X(GEMM_PACK, sgemm_pack, float)                    \
  X(GEMM_PACK, dgemm_pack, double)                   \
  X(GEMM_COMPUTE, sgemm_compute, float)              \
  X(GEMM_COMPUTE, dgemm_compute, double)

// Of narrow operands, whose type is named: A's and B's, or by columns A's alone.
#define FULCRUM_BLAS_NARROW_ROUTINES(X)               \
  X(GEMM_NARROW, sbgemm, fulcrum::bfloat16)           \
  X(GEMM_NARROW, gemm_bf16bf16f32, fulcrum::bfloat16) \
  X(GEMM_NARROW, gemm_f16f16f32, fulcrum::float16)    \
  X(GEMM_OFFSET, gemm_s8u8s32, std::int8_t)

// Without a Fortran name.
#define FULCRUM_BLAS_CBLAS_ROUTINES(X) \
  X(GEMM_ALLOC, sgemm_alloc, float)    \
  X(GEMM_ALLOC, dgemm_alloc, double)   \
  X(GEMM_FREE, sgemm_free, float)      \
  X(GEMM_FREE, dgemm_free, double)

// A list above joins one of these, and with that all that goes over them: the exports, the tests of arguments, the
// differential test. Of one problem on matrices, of many problems, and all whose arguments may be refused.
#define FULCRUM_BLAS_MATRIX_ROUTINES(X) \
  FULCRUM_BLAS_LEVEL2_ROUTINES(X)       \
  FULCRUM_BLAS_LEVEL3_ROUTINES(X)       \
  FULCRUM_BLAS_MATCOPY_ROUTINES(X)

#define FULCRUM_BLAS_BATCHES(X)         \
  FULCRUM_BLAS_BATCH_ROUTINES(X)        \
  FULCRUM_BLAS_GEMV_BATCH_ROUTINES(X)   \
  FULCRUM_BLAS_TRSM_BATCH_ROUTINES(X)   \
  FULCRUM_BLAS_VECTOR_BATCH_ROUTINES(X) \
  FULCRUM_BLAS_DGMM_BATCH_ROUTINES(X)

#define FULCRUM_BLAS_CHECKED_ROUTINES(X) \
  FULCRUM_BLAS_MATRIX_ROUTINES(X)        \
  FULCRUM_BLAS_BATCHES(X)                \
  FULCRUM_BLAS_PACKED_ROUTINES(X)        \
  FULCRUM_BLAS_NARROW_ROUTINES(X)

#define FULCRUM_BLAS_ROUTINES(X)  \
  FULCRUM_BLAS_LEVEL1_ROUTINES(X) \
  FULCRUM_BLAS_CHECKED_ROUTINES(X)
// clang-format on
