/* SPDX-License-Identifier: Apache-2.0 */
/* CBLAS: what libfulcrum_blas exports (32-bit integers) and, with CBLAS_ILP64 defined,
 * libfulcrum_blas64 (64-bit). Types, macros, arguments, rules and error numbers are those of the
 * reference's header (LAPACK 3.12); this one stands in its place. Its folder drop_in/ has it
 * as <cblas.h>. The Fortran names are in blas.h, so that a program may have prototypes of its own.
 *
 * libfulcrum_blas64 also has every routine under the suffixed names dgemm_64_, cblas_dgemm_64 and
 * cblas_dgemm64_; with CBLAS_API64, cblas_64.h declares cblas_dgemm_64, and API_SUFFIX(cblas_dgemm)
 * names it.
 *
 * Where another cblas.h (its guard is CBLAS_H, as in the reference and OpenBLAS) has come first,
 * its declarations stand, and only what it lacks is added; where it comes second, it finds itself
 * included.
 *
 * CblasConjNoTrans conjugates without transposing, as in OpenBLAS; gemm, gemv, their batches, trmv,
 * trsv, omatcopy and imatcopy take it, and of Fortran the letter 'R'. Elsewhere it is illegal.
 *
 * An illegal argument calls xerbla_ or cblas_xerbla and returns with the outputs untouched. A
 * program may define either itself; the library's own print one line to stderr. All routines may be
 * called by several threads at once. */
#ifndef FULCRUM_CBLAS_H_
#define FULCRUM_CBLAS_H_

#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef CBLAS_H
#define FULCRUM_CBLAS_CAME_SECOND
#else
#define CBLAS_H
#endif

#if defined(CBLAS_ILP64) || defined(WeirdNEC)
#ifndef CBLAS_INT
#define CBLAS_INT int64_t
#endif
#ifndef CBLAS_IFMT
#define CBLAS_IFMT PRId64
#endif
#endif
#ifndef CBLAS_INT
#define CBLAS_INT int32_t
#endif
#ifndef CBLAS_IFMT
#define CBLAS_IFMT PRId32
#endif

/* NOLINTBEGIN(modernize-use-using): C has no other word */
/* What functions of complex type return. */
__extension__ typedef float _Complex CBLAS_COMPLEX_FLOAT;
__extension__ typedef double _Complex CBLAS_COMPLEX_DOUBLE;
#ifndef FULCRUM_CBLAS_CAME_SECOND
#ifndef CBLAS_INDEX
#define CBLAS_INDEX size_t
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
#define CBLAS_ORDER CBLAS_LAYOUT /* a macro, as in the reference: `enum CBLAS_ORDER` is code */
#elif !defined(OPENBLAS_CONST)
#define CblasConjNoTrans ((CBLAS_TRANSPOSE)114)
#endif
typedef enum CBLAS_STORAGE { CblasPacked = 151 } CBLAS_STORAGE;
typedef enum CBLAS_IDENTIFIER { CblasAMatrix = 161, CblasBMatrix = 162 } CBLAS_IDENTIFIER;
typedef enum CBLAS_OFFSET {
  CblasRowOffset = 171,
  CblasColOffset = 172,
  CblasFixOffset = 173
} CBLAS_OFFSET;
/* NOLINTEND(modernize-use-using) */

#define FULCRUM_NAME(name) name
#define FULCRUM_INT CBLAS_INT
#ifndef FULCRUM_CBLAS_CAME_SECOND
#include "cblas_reference.h"
#endif
#include "cblas_extensions.h"
#undef FULCRUM_NAME
#undef FULCRUM_INT

/* Threads of the calls that follow, of the whole process and of the calling thread alone, which
 * goes before. 0 and less take the setting back. Both return the setting that was replaced, 0 for
 * none. fulcrum_get_num_threads: what a large call made now would use. The libraries also
 * answer to the names by which FlexiBLAS, libblastrampoline and threadpoolctl set the threads of
 * OpenBLAS, MKL and BLIS (docs/blas.md). */
int fulcrum_set_num_threads(int threads);
int fulcrum_set_num_threads_local(int threads);
int fulcrum_get_num_threads(void);

#ifdef __cplusplus
}
#endif

#ifndef API_SUFFIX
#ifdef CBLAS_API64
#define API_SUFFIX(a) a##_64
#include "cblas_64.h"
#else
#define API_SUFFIX(a) a
#endif
#endif

#endif /* FULCRUM_CBLAS_H_ */
