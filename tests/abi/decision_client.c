/* SPDX-License-Identifier: Apache-2.0 */
/* fulcrum/decision.h from C: compiled as C89 and C99, linked with libfulcrum_blas,
 * libfulcrum_blas64 or libfulcrum alone (FULCRUM_WITHOUT_BLAS). Exits with the number of wrong
 * answers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fulcrum/decision.h"

#ifdef __cplusplus
extern "C" {
#endif
#ifndef FULCRUM_WITHOUT_BLAS
void dtrsv_(const char* uplo, const char* trans, const char* diag, const void* n, const double* a,
            const void* lda, double* x, const void* incx);
void dgemm_(const char* transa, const char* transb, const void* m, const void* n, const void* k,
            const double* alpha, const double* a, const void* lda, const double* b, const void* ldb,
            const double* beta, double* c, const void* ldc);
#endif
#ifdef __cplusplus
}
#endif

static int wrong = 0;
static char text[16384];

static void expect(int right, const char* what) {
  if (right) return;
  printf("wrong: %s; the text is:\n%s\n", what, text);
  ++wrong;
}

static int has(const char* part) { return strstr(text, part) != NULL; }

static fulcrum_call gemm_call(void) {
  fulcrum_call call;
  memset(&call, 0, sizeof call);
  call.struct_size = sizeof call;
  call.routine = "gemm";
  call.m = 30;
  call.n = 20;
  call.k = 10;
  return call;
}

static int explain(const fulcrum_call* call, int format) {
  return fulcrum_explain(call, format, text, sizeof text);
}

/* What is refused leaves its message, which begins with this. */
static void refused(const fulcrum_call* call, int format, const char* message) {
  const int result = explain(call, format);
  expect(result == FULCRUM_INVALID_ARGUMENT, message);
  expect(strncmp(text, message, strlen(message)) == 0, message);
}

static void texts(void) {
  const fulcrum_call call = gemm_call();
  char small[8];
  int length = explain(&call, FULCRUM_TEXT);
  expect(length > 0 && (size_t)length == strlen(text), "the length is that of the text");
  expect(has("gemm f64 NN m=30 n=20 k=10\n"), "the title");
  expect(has("lda=30 ldb=10 ldc=30"), "the least leading dimensions");
  expect(fulcrum_explain(&call, FULCRUM_TEXT, NULL, 0) == length, "the length without a buffer");
  memset(small, 'x', sizeof small);
  expect(fulcrum_explain(&call, FULCRUM_TEXT, small, 5) == length, "the length of a cut text");
  expect(strcmp(small, "gemm") == 0 && small[5] == 'x', "a cut text ends with a NUL in its place");
  expect(fulcrum_explain(&call, FULCRUM_TEXT, NULL, 5) == FULCRUM_INVALID_ARGUMENT,
         "no buffer of 5 bytes");
  length = explain(&call, FULCRUM_JSON);
  expect(length > 0 && text[0] == '{' && text[length - 1] == '}', "one JSON object");
  expect(has("\"format\": \"fulcrum-explanation\"") && has("\"m\": 30"), "fields");
}

static void every_argument(void) {
  fulcrum_call call = gemm_call();
  call.routine = "trsm_batch";
  call.type = "c64";
  call.layout = 101; /* CblasRowMajor */
  call.side = 'r';
  call.uplo = 122;   /* CblasLower */
  call.transa = 113; /* CblasConjTrans */
  call.diag = 'U';
  call.k = 0;
  call.lda = 25;
  call.ldb = 35;
  call.batch = 7;
  call.threads = 2;
  call.location = "pinned";
  call.location_a = "device";
  explain(&call, FULCRUM_JSON);
  expect(has("\"routine\": \"trsm_batch\"") && has("\"type\": \"c64\""), "routine and type");
  expect(has("\"layout\": \"row\"") && has("\"side\": \"R\"") && has("\"uplo\": \"L\"") &&
             has("\"transa\": \"C\"") && has("\"diag\": \"U\""),
         "letters");
  expect(has("\"m\": 30") && has("\"n\": 20") && has("\"lda\": 25") && has("\"ldb\": 35"), "sizes");
  expect(has("\"batch\": 7") && has("\"threads\": 2"), "batch and threads");
  expect(has("\"location_a\": \"device\"") && has("\"location_b\": \"pinned\""), "locations");

  call = gemm_call();
  call.routine = "gemv";
  call.k = 0;
  call.incx = -3;
  call.incy = 2;
  call.beta_zero = 1;
  call.location_x = "pageable";
  call.location_y = "pinned";
  explain(&call, FULCRUM_JSON);
  expect(has("\"incx\": -3") && has("\"incy\": 2") && has("\"beta_zero\": true"), "vectors");
  expect(has("\"location_a\": \"unknown\"") && has("\"location_x\": \"pageable\"") &&
             has("\"location_y\": \"pinned\""),
         "locations of vectors");

  call = gemm_call();
  call.transb = 't';
  call.ldc = 31;
  call.location_b = "pinned";
  call.location_c = "pinned";
  explain(&call, FULCRUM_TEXT);
  expect(has("gemm f64 NT") && has("ldb=20 ldc=31"), "B transposed");
  expect(has("a unknown, b pinned, c pinned"), "locations one by one");
}

static void errors(void) {
  fulcrum_call call = gemm_call();
  struct {
    fulcrum_call call;
    char later[64];
  } newer;
  char* const first_later = (char*)&newer + sizeof call;
  call.lda = 29;
  refused(&call, FULCRUM_TEXT, "fulcrum_explain: lda is 29: it must be at least 30");
  call = gemm_call();
  call.routine = NULL;
  refused(&call, FULCRUM_JSON, "fulcrum_explain: routine is missing: the routines are axpy");
  call = gemm_call();
  call.routine = "dgemm";
  refused(&call, FULCRUM_TEXT, "fulcrum_explain: routine is 'dgemm': the routines are axpy");
  call = gemm_call();
  call.k = 0;
  refused(&call, FULCRUM_TEXT, "fulcrum_explain: k is missing: gemm has m, n and k");
  call.k = -4;
  refused(&call, FULCRUM_TEXT, "fulcrum_explain: k is -4: it must be at least 1");
  call = gemm_call();
  call.transa = 999;
  refused(&call, FULCRUM_TEXT, "fulcrum_explain: transa is 999: it must be a letter");
  call = gemm_call();
  call.location_x = "pinned";
  refused(&call, FULCRUM_TEXT, "fulcrum_explain: location_x is 'pinned': gemm has no operand x");
  call = gemm_call();
  refused(&call, 2, "fulcrum_explain: format is 2: it must be FULCRUM_TEXT (0) or FULCRUM_JSON");
  call.struct_size = 0;
  refused(&call, FULCRUM_TEXT,
          "fulcrum_explain: struct_size is 0: it must be sizeof(fulcrum_call)");
  call.struct_size = (size_t)-1;
  refused(&call, FULCRUM_TEXT, "fulcrum_explain: struct_size is 18446744073709551615: it must be");

  /* A program of a later version: what it does not use does no harm. */
  memset(&newer, 0, sizeof newer);
  newer.call = gemm_call();
  newer.call.struct_size = sizeof newer;
  expect(explain(&newer.call, FULCRUM_TEXT) > 0, "a longer struct");
  first_later[3] = 1;
  refused(&newer.call, FULCRUM_TEXT, "fulcrum_explain: struct_size is ");
  expect(has("which this version of the library does not know"), "a later field");
  expect(fulcrum_last_decision(7, text, sizeof text) == FULCRUM_INVALID_ARGUMENT &&
             has("fulcrum_last_decision: format is 7"),
         "format of the last decision");
}

static void counts(void) {
  fulcrum_counts counts;
  memset(&counts, 0xFF, sizeof counts);
  expect(fulcrum_call_counts(NULL) == FULCRUM_INVALID_ARGUMENT, "no counts");
  counts.struct_size = 3;
  expect(fulcrum_call_counts(&counts) == FULCRUM_INVALID_ARGUMENT, "counts of no version");
  expect(counts.crossed == (uint64_t)-1, "refused counts stay as they are");
  counts.struct_size = sizeof counts;
  expect(fulcrum_call_counts(&counts) == 0, "counts");
  expect(counts.crossed == 0 && counts.failed == 0, "nothing has crossed");
}

static void last_decision(void) {
  expect(fulcrum_last_decision(FULCRUM_TEXT, text, sizeof text) > 0 && has("No call"),
         "before the first call");
  refused(NULL, FULCRUM_TEXT, "fulcrum_explain: call is NULL: this thread has made no call");
#ifndef FULCRUM_WITHOUT_BLAS
  {
    static const double a[] = {2, 0, 0, 2};
    double x[] = {2, 4};
    /* Right for 32-bit and 64-bit integers: by address, little-endian. */
    const int64_t two = 2, one = 1;
    dtrsv_("U", "N", "N", &two, a, &two, x, &one);
    expect(x[0] == 1 && x[1] == 2, "dtrsv");
    fulcrum_last_decision(FULCRUM_JSON, text, sizeof text);
    expect(has("\"format\": \"fulcrum-decision\"") && has("\"routine\": \"trsv\"") &&
               has("\"n\": 2") && has("\"lda\": 2") && has("\"backend\": \"simd\""),
           "dtrsv as the last decision");
    expect(explain(NULL, FULCRUM_TEXT) > 0 && has("trsv f64 UNN n=2\n") && has("total"),
           "dtrsv explained");
  }
  {
    enum { kSize = 64 };
    static double a[kSize * kSize], c[kSize * kSize];
    const int64_t size = kSize;
    const double one = 1, zero = 0;
    dgemm_("N", "T", &size, &size, &size, &one, a, &size, a, &size, &zero, c, &size);
    fulcrum_last_decision(FULCRUM_TEXT, text, sizeof text);
    expect(has("gemm f64 NT m=64 n=64 k=64\n") && has("beta=0") && has("chosen: simd"),
           "dgemm as the last decision");
  }
#endif
}

int main(void) {
  last_decision(); /* first: none has been made */
  texts();
  every_argument();
  errors();
  counts();
  printf("%d wrong\n", wrong);
  return wrong;
}
