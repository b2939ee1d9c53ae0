/* SPDX-License-Identifier: Apache-2.0 */
/* What the library weighs for each call, and why it chose as it did, for C: of fulcrum/decision.hpp
 * what a program can ask that knows only the C ABI. C89 but for <stdint.h>, and C++. The functions
 * are in libfulcrum, libfulcrum_blas and libfulcrum_blas64 alike; integers are those below in each.
 *
 *   fulcrum_call call = {sizeof call};
 *   char text[8192];
 *   call.routine = "gemm";
 *   call.type = "f64";
 *   call.m = call.n = call.k = 1000;
 *   if (fulcrum_explain(&call, FULCRUM_TEXT, text, sizeof text) < 0) ...
 *   puts(text);  // both predictions term by term, or what is wrong with the call
 *
 * All may be called by any threads at any time. None runs anything, looks for a device or touches
 * one. */
#ifndef FULCRUM_DECISION_H_
#define FULCRUM_DECISION_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* NOLINTBEGIN(modernize-use-using): C has no other word */

/* How an answer is printed. Text: lines for a terminal of 100 columns. JSON: one object, whose
 * fields fulcrum/decision.hpp lists; times in nanoseconds. */
enum { FULCRUM_TEXT = 0, FULCRUM_JSON = 1 };

/* What the functions return instead of a length. */
enum {
  FULCRUM_INVALID_ARGUMENT = -1, /* an argument, or a field of one: the message names it */
  FULCRUM_INVALID_OPTION = -2,   /* an environment variable that is not understood */
  FULCRUM_OUT_OF_MEMORY = -3,
  FULCRUM_INTERNAL_ERROR = -4 /* a broken invariant of the library itself: please report it */
};

/* One call, as its caller would write it: names, letters and sizes are those of the routine's list
 * of arguments in the layout that `layout` says. What is 0 or NULL is not given; what the routine
 * does not have must not be given. Later versions may add fields at the end. */
typedef struct fulcrum_call {
  size_t struct_size;  /* sizeof(fulcrum_call) */
  const char* routine; /* "gemm", "trsv", "gemm_batch": `fulcrum info --routines` lists all */
  const char* type;    /* of the elements: "f32", "f64", "c32" (complex, two f32), "c64", "f16",
                        * "bf16", "i8", "u8"; not given: "f64" */
  /* Letters in either case, or the enumerators of CBLAS. Not given: columns, left, upper, not
   * transposed, non-unit. */
  int layout;         /* 'C' (columns) or 'R' (rows) */
  int side;           /* 'L' or 'R' */
  int uplo;           /* 'U' or 'L' */
  int transa, transb; /* 'N', 'T', 'C' or 'R' (conjugated alone) */
  int diag;           /* 'N' or 'U' */
  int beta_zero;      /* not 0: beta is 0, so that the output is not read */
  int threads;        /* SIMD threads that the call may use; not given: as configured */
  /* Sizes. k: of a general band its stored diagonals, kl + ku + 1; of another one those beside the
   * main diagonal, where 0 counts as given. */
  int64_t m, n, k;
  int64_t lda, ldb, ldc; /* leading dimensions; not given: the least legal ones */
  int64_t incx, incy;    /* increments; not given: 1 */
  int64_t batch;         /* problems of a batch; not given: 1 */
  /* Where the operands lie: "pageable" (ordinary host memory), "pinned" (page-locked), "device",
   * "unknown" (priced as pageable). `location`: all of them; the others: one. Not given:
   * unknown. */
  const char* location;
  const char *location_a, *location_b, *location_c, *location_x, *location_y;
} fulcrum_call;

/* What has become of the calls of this process that were weighed: those that are certainly too
 * small are not, and are counted nowhere. */
typedef struct fulcrum_counts {
  size_t struct_size; /* sizeof(fulcrum_counts) */
  uint64_t crossed;   /* computed on an accelerator */
  uint64_t in_place;  /* computed in place */
  uint64_t failed;    /* sent to an accelerator, which failed; in_place has them too */
} fulcrum_counts;
/* NOLINTEND(modernize-use-using) */

/* The first two write into `buffer`, of `size` bytes, as snprintf does: as much as it holds, with a
 * NUL behind it, and return the bytes that the whole text has without the NUL; buffer may be NULL
 * where size is 0. Where they fail they return one of the negative numbers above, and the buffer
 * has the message: "fulcrum_explain: lda is 3: it must be at least 4". */

/* Explains what would be decided now for a call with default options that has not been made: both
 * predictions term by term, which side would be chosen and why, by how much, and the nearest size
 * at which the choice flips. call == NULL: this thread's last call. Up to 0.15 ms. */
int fulcrum_explain(const fulcrum_call* call, int format, char* buffer, size_t size);

/* What this thread's last call did: where it was computed and why, the predictions, and the time
 * that it took if that was taken. Before the first the reason is None. Up to 15 us. */
int fulcrum_last_decision(int format, char* buffer, size_t size);

/* Fills in all fields behind struct_size, of those that the caller's version has, and returns 0.
 * FULCRUM_INVALID_ARGUMENT, and nothing is written: counts is NULL, or its struct_size is of no
 * version. Takes a lock that calls do not take. */
int fulcrum_call_counts(fulcrum_counts* counts);

#ifdef __cplusplus
}
#endif

#endif /* FULCRUM_DECISION_H_ */
