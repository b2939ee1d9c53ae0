/* SPDX-License-Identifier: Apache-2.0 */
/* A C program that knows cblas.h and blas.h only, with small integers as elements: results are
 * exact. `client` computes and exits with the number of wrong results; `client bad` makes illegal
 * calls, whose outputs must stay; `client big N` computes one product of that size; `client save F`
 * and `client load F` pack into a file and multiply out of it. Built for 32-bit and for 64-bit
 * integers. */
#include <complex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fulcrum/blas.h"

static int wrong = 0;

static void expect_equal(const char* what, double got, double want) {
  if (got == want) return;
  printf("%s: %g, must be %g\n", what, got, want);
  ++wrong;
}

/* Row-major A = [1 2 3; 4 5 6], B = [1 0; 0 1; 2 2]: A B = [7 8; 16 17]. */
static const double da[] = {1, 2, 3, 4, 5, 6}, db[] = {1, 0, 0, 1, 2, 2}, dab[] = {7, 8, 16, 17};
static const float sa[] = {1, 2, 3, 4, 5, 6}, sb[] = {1, 0, 0, 1, 2, 2};

static void products(void) {
  double dc[4] = {1, 1, 1, 1};
  float sc[4] = {1, 1, 1, 1};
  const char n = 'n', t = 't';
  const CBLAS_INT two = 2, three = 3;
  const double done = 1, dzero = 0;
  const float sone = 1, szero = 0;
  int i;
  cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, 2, 2, 3, 1, da, 3, db, 2, 1, dc, 2);
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, 2, 2, 3, 1, sa, 3, sb, 2, 1, sc, 2);
  for (i = 0; i < 4; ++i) {
    expect_equal("cblas_dgemm", dc[i], dab[i] + 1);
    expect_equal("cblas_sgemm", sc[i], dab[i] + 1);
  }
  /* The same numbers read by columns: A' and B' are transposed back, and C comes out by columns. */
  cblas_dgemm(CblasColMajor, CblasTrans, CblasConjTrans, 2, 2, 3, 1, da, 3, db, 2, 0, dc, 2);
  for (i = 0; i < 4; ++i) expect_equal("cblas_dgemm TC", dc[i], dab[i % 2 * 2 + i / 2]);
  dgemm_(&t, &t, &two, &two, &three, &done, da, &three, db, &two, &dzero, dc, &two);
  sgemm_(&t, &t, &two, &two, &three, &sone, sa, &three, sb, &two, &szero, sc, &two);
  for (i = 0; i < 4; ++i) {
    expect_equal("dgemm_", dc[i], dab[i % 2 * 2 + i / 2]);
    expect_equal("sgemm_", sc[i], dab[i % 2 * 2 + i / 2]);
  }
  /* Column-major B' (2 x 3) times A' (3 x 2) is (A B)'. */
  dgemm_(&n, &n, &two, &two, &three, &done, db, &two, da, &three, &dzero, dc, &two);
  for (i = 0; i < 4; ++i) expect_equal("dgemm_ NN", dc[i], dab[i]);
}

/* Two groups: the product above twice, once added to C, and once with operands swapped. */
static void batches(void) {
  const double *das[] = {da, da, db}, *dbs[] = {db, db, da};
  const float *sas[] = {sa, sa, sb}, *sbs[] = {sb, sb, sa};
  double dc[3][9] = {{1, 1, 1, 1}, {2, 2, 2, 2}}, *dcs[] = {dc[0], dc[1], dc[2]};
  float sc[3][9] = {{1, 1, 1, 1}, {2, 2, 2, 2}}, *scs[] = {sc[0], sc[1], sc[2]};
  const CBLAS_TRANSPOSE no[] = {CblasNoTrans, CblasNoTrans};
  const char tt[] = {'T', 'c'};
  const CBLAS_INT m[] = {2, 3}, n[] = {2, 3}, k[] = {3, 2}, lda[] = {3, 2}, ldb[] = {2, 3},
                  ldc[] = {2, 3}, sizes[] = {2, 1}, groups = 2;
  const CBLAS_INT two = 2, three = 3, zero = 0, four = 4;
  const double done[] = {1, 1}, dbeta[] = {1, 0};
  const float sone[] = {1, 1}, sbeta[] = {1, 0};
  const double swapped[] = {1, 2, 3, 4, 5, 6, 10, 14, 18}; /* B A, by rows */
  int i;
  cblas_dgemm_batch(CblasRowMajor, no, no, m, n, k, done, das, lda, dbs, ldb, dbeta, dcs, ldc,
                    groups, sizes);
  cblas_sgemm_batch(CblasRowMajor, no, no, m, n, k, sone, sas, lda, sbs, ldb, sbeta, scs, ldc,
                    groups, sizes);
  for (i = 0; i < 4; ++i) {
    expect_equal("cblas_dgemm_batch", dc[0][i] * 100 + dc[1][i], dab[i] * 101 + 102);
    expect_equal("cblas_sgemm_batch", sc[0][i] * 100 + sc[1][i], dab[i] * 101 + 102);
  }
  for (i = 0; i < 9; ++i) {
    expect_equal("cblas_dgemm_batch, group 1", dc[2][i], swapped[i]);
    expect_equal("cblas_sgemm_batch, group 1", sc[2][i], swapped[i]);
  }
  /* The same numbers read by columns. */
  for (i = 0; i < 4; ++i) dc[0][i] = dc[1][i] = sc[0][i] = sc[1][i] = 0;
  dgemm_batch_(tt, tt, m, n, k, done, das, lda, dbs, ldb, dbeta, dcs, ldc, &groups, sizes);
  sgemm_batch_(tt, tt, m, n, k, sone, sas, lda, sbs, ldb, sbeta, scs, ldc, &groups, sizes);
  for (i = 0; i < 4; ++i) {
    expect_equal("dgemm_batch_", dc[0][i] + dc[1][i], 2 * dab[i % 2 * 2 + i / 2]);
    expect_equal("sgemm_batch_", sc[0][i] + sc[1][i], 2 * dab[i % 2 * 2 + i / 2]);
  }
  for (i = 0; i < 9; ++i) {
    expect_equal("dgemm_batch_, group 1", dc[2][i], swapped[i % 3 * 3 + i / 3]);
    expect_equal("sgemm_batch_, group 1", sc[2][i], swapped[i % 3 * 3 + i / 3]);
  }
  cblas_dgemm_batch_strided(CblasRowMajor, CblasNoTrans, CblasNoTrans, 2, 2, 3, 2, da, 3, 0, db, 2,
                            6, 0, dc[0], 2, 4, 1);
  cblas_sgemm_batch_strided(CblasRowMajor, CblasNoTrans, CblasNoTrans, 2, 2, 3, 2, sa, 3, 0, sb, 2,
                            0, 0, sc[0], 2, 4, 2);
  for (i = 0; i < 4; ++i) {
    expect_equal("cblas_dgemm_batch_strided", dc[0][i], 2 * dab[i]);
    expect_equal("cblas_sgemm_batch_strided", sc[0][i] * 100 + sc[0][4 + i], 202 * dab[i]);
  }
  dgemm_batch_strided_(tt, tt, &two, &two, &three, done, da, &three, &zero, db, &two, &zero,
                       dbeta + 1, dc[0], &two, &four, &two);
  sgemm_batch_strided_(tt, tt, &two, &two, &three, sone, sa, &three, &zero, sb, &two, &zero,
                       sbeta + 1, sc[0], &two, &four, &two);
  for (i = 0; i < 4; ++i) {
    expect_equal("dgemm_batch_strided_", dc[0][i] + dc[0][4 + i], 2 * dab[i % 2 * 2 + i / 2]);
    expect_equal("sgemm_batch_strided_", sc[0][i] + sc[0][4 + i], 2 * dab[i % 2 * 2 + i / 2]);
  }
}

/* The product of products() with either operand packed, or both: with alpha 2 in the one and 3 in
 * the other. The buffers are moved before they are used. */
static void packed(void) {
  const char a = 'A', b = 'b', t = 't', p = 'P';
  const CBLAS_INT two = 2, three = 3;
  const double dtwo = 2, dzero = 0;
  const float stwo = 2, szero = 0;
  const size_t da_size = cblas_dgemm_pack_get_size(CblasAMatrix, 2, 2, 3),
               db_size = dgemm_pack_get_size_(&b, &two, &two, &three),
               sa_size = sgemm_pack_get_size_(&a, &two, &two, &three),
               sb_size = cblas_sgemm_pack_get_size(CblasBMatrix, 2, 2, 3);
  double *dpa = cblas_dgemm_alloc(CblasAMatrix, 2, 2, 3), *dpb = malloc(db_size + 8),
         dc[4] = {1, 1, 1, 1};
  float *spa = malloc(sa_size), *spb = cblas_sgemm_alloc(CblasBMatrix, 2, 2, 3),
        sc[4] = {1, 1, 1, 1};
  int i;
  if (dpa == NULL || dpb == NULL || spa == NULL || spb == NULL) abort();
  cblas_dgemm_pack(CblasRowMajor, CblasAMatrix, CblasNoTrans, 2, 2, 3, 2, da, 3, dpa);
  cblas_dgemm_pack(CblasRowMajor, CblasBMatrix, CblasNoTrans, 2, 2, 3, 3, db, 2, dpb);
  memmove(dpb + 1, dpb, db_size);
  cblas_sgemm_pack(CblasRowMajor, CblasAMatrix, CblasNoTrans, 2, 2, 3, 2, sa, 3, spa);
  cblas_sgemm_pack(CblasRowMajor, CblasBMatrix, CblasNoTrans, 2, 2, 3, 3, sb, 2, spb);
  cblas_dgemm_compute(CblasRowMajor, CblasPacked, CblasNoTrans, 2, 2, 3, dpa, 0, db, 2, 1, dc, 2);
  cblas_sgemm_compute(CblasRowMajor, CblasNoTrans, CblasPacked, 2, 2, 3, sa, 3, spb, 0, 1, sc, 2);
  for (i = 0; i < 4; ++i) {
    expect_equal("cblas_dgemm_compute, A packed", dc[i], 2 * dab[i] + 1);
    expect_equal("cblas_sgemm_compute, B packed", sc[i], 3 * dab[i] + 1);
  }
  cblas_dgemm_compute(CblasRowMajor, CblasPacked, CblasPacked, 2, 2, 3, dpa, 0, dpb + 1, 0, 0, dc,
                      2);
  cblas_sgemm_compute(CblasRowMajor, CblasPacked, CblasPacked, 2, 2, 3, spa, 0, spb, 0, 0, sc, 2);
  for (i = 0; i < 4; ++i) {
    expect_equal("cblas_dgemm_compute, both packed", dc[i], 6 * dab[i]);
    expect_equal("cblas_sgemm_compute, both packed", sc[i], 6 * dab[i]);
  }
  cblas_dgemm_compute(CblasRowMajor, CblasNoTrans, CblasNoTrans, 2, 2, 3, da, 3, db, 2, 0, dc, 2);
  for (i = 0; i < 4; ++i) expect_equal("cblas_dgemm_compute, none packed", dc[i], dab[i]);
  /* The same numbers read by columns. */
  dgemm_pack_(&a, &t, &two, &two, &three, &dtwo, da, &three, dpa);
  sgemm_pack_(&b, &t, &two, &two, &three, &stwo, sb, &two, spb);
  dgemm_compute_(&p, &t, &two, &two, &three, dpa, &three, db, &two, &dzero, dc, &two);
  sgemm_compute_(&t, &p, &two, &two, &three, sa, &three, spb, &two, &szero, sc, &two);
  for (i = 0; i < 4; ++i) {
    expect_equal("dgemm_compute_", dc[i], 2 * dab[i % 2 * 2 + i / 2]);
    expect_equal("sgemm_compute_", sc[i], 2 * dab[i % 2 * 2 + i / 2]);
  }
  expect_equal("size", (double)da_size, (double)dgemm_pack_get_size_(&a, &two, &two, &three));
  expect_equal("size", (double)sb_size, (double)sgemm_pack_get_size_(&b, &two, &two, &three));
  cblas_dgemm_free(dpa);
  free(dpb);
  free(spa);
  cblas_sgemm_free(spb);
}

/* Packs into a file, for a process that may run on another SIMD target. */
static double buffer[4096];
static void save_packed(const char* path) {
  FILE* file = fopen(path, "wb");
  if (file == NULL || cblas_dgemm_pack_get_size(CblasAMatrix, 2, 2, 3) > sizeof buffer) abort();
  cblas_dgemm_pack(CblasRowMajor, CblasAMatrix, CblasNoTrans, 2, 2, 3, 1, da, 3, buffer);
  if (fwrite(buffer, sizeof buffer, 1, file) != 1) abort();
  fclose(file);
}

static void load_packed(const char* path) {
  double dc[4] = {1, 1, 1, 1};
  FILE* file = fopen(path, "rb");
  int i;
  if (file == NULL || fread(buffer, sizeof buffer, 1, file) != 1) abort();
  fclose(file);
  cblas_dgemm_compute(CblasRowMajor, CblasPacked, CblasNoTrans, 2, 2, 3, buffer, 0, db, 2, 0, dc,
                      2);
  for (i = 0; i < 4; ++i) expect_equal("cblas_dgemm_compute", dc[i], dab[i]);
}

static void vectors(void) {
  double dx[] = {1, -1, 2, -2, 3, -3}, dy[] = {10, 20, 30};
  float sx[] = {1, -1, 2, -2, 3, -3}, sy[] = {10, 20, 30};
  const CBLAS_INT one = 1, two = 2, three = 3, back = -1;
  const double dtwo = 2, dnone = 0;
  const float stwo = 2, snone = 0;
  const char n = 'N';
  expect_equal("cblas_ddot", cblas_ddot(3, dx, 2, dy, 1), 140);
  expect_equal("cblas_sdot", cblas_sdot(3, sx, 2, sy, 1), 140);
  expect_equal("ddot_ back", ddot_(&three, dx, &two, dy, &back), 100);
  expect_equal("sdot_ back", sdot_(&three, sx, &two, sy, &back), 100);
  expect_equal("cblas_ddot of none", cblas_ddot(0, dx, 1, dy, 1), 0);
  cblas_daxpy(3, 2, dx, 2, dy, 1);
  cblas_saxpy(3, 2, sx, 2, sy, 1);
  daxpy_(&three, &dtwo, dx, &two, dy, &back);
  saxpy_(&three, &stwo, sx, &two, sy, &back);
  expect_equal("daxpy", dy[0] * 10000 + dy[1] * 100 + dy[2], 10000 * 18 + 100 * 28 + 38);
  expect_equal("saxpy", sy[0] * 10000 + sy[1] * 100 + sy[2], 10000 * 18 + 100 * 28 + 38);
  cblas_dscal(3, 2, dx, 2);
  cblas_sscal(3, 2, sx, 2);
  dscal_(&three, &dtwo, dx, &two);
  sscal_(&three, &stwo, sx, &two);
  expect_equal("dscal", dx[0] * 100 + dx[2] * 10 + dx[4], 400 + 80 + 12);
  expect_equal("sscal", sx[0] * 100 + sx[2] * 10 + sx[4], 400 + 80 + 12);
  expect_equal("dscal between", dx[1] + dx[3] + dx[5], -6);
  cblas_dgemv(CblasRowMajor, CblasNoTrans, 2, 3, 1, da, 3, db, 1, 0, dy, 1);
  cblas_sgemv(CblasRowMajor, CblasTrans, 2, 3, 1, sa, 3, sb, 1, 0, sy, 1);
  expect_equal("cblas_dgemv", dy[0] * 100 + dy[1], 104);
  expect_equal("cblas_sgemv", sy[0] * 10000 + sy[1] * 100 + sy[2], 10203);
  dgemv_(&n, &three, &two, &dtwo, da, &three, dy, &one, &dnone, dx, &one);
  sgemv_(&n, &three, &two, &stwo, sa, &three, sb, &one, &snone, sx, &back);
  expect_equal("dgemv_", dx[0], 2 * (1 * dy[0] + 4 * dy[1]));
  expect_equal("sgemv_ back", sx[2], 2);
}

/* The product of products() in bfloat16, binary16 and bytes; with offsets, factors and rounding. */
static void narrow(void) {
  const uint16_t ba[] = {0x3F80, 0x4000, 0x4040, 0x4080, 0x40A0, 0x40C0},
                 bb[] = {0x3F80, 0, 0, 0x3F80, 0x4000, 0x4000},
                 ha[] = {0x3C00, 0x4000, 0x4200, 0x4400, 0x4500, 0x4600},
                 hb[] = {0x3C00, 0, 0, 0x3C00, 0x4000, 0x4000};
  const uint8_t ua[] = {1, 2, 3, 4, 5, 6}, ub[] = {1, 0, 0, 1, 2, 2};
  const int8_t ia[] = {1, 2, 3, 4, 5, 6}, ib[] = {1, 0, 0, 1, -2, 2}, plus = 1, minus = -1;
  const int32_t none = 0, columns[] = {10, 20}, rows[] = {100, 200};
  /* 0.5 [-5 8; -8 17] + 2, ties to even; then with 10 and 20 added to the columns. */
  const int32_t halves[] = {0, 6, -2, 10}, moved[] = {10, 26, 8, 30};
  const int32_t shifted[] = {101, 201, 102, 202}; /* [2 3 4; 5 6 7] [0 -1; -1 0; 1 1] by columns */
  float c[3][4] = {{1, 1, 1, 1}, {1, 1, 1, 1}, {1, 1, 1, 1}};
  int32_t ic[3][4] = {{1, 1, 1, 1}, {1, 1, 1, 1}, {0, 0, 0, 0}};
  const char t = 't', per_row = 'c';
  const CBLAS_INT two = 2, three = 3;
  const float one = 1, zero = 0;
  int i;
  cblas_sbgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, 2, 2, 3, 1, ba, 3, bb, 2, 1, c[0], 2);
  cblas_gemm_bf16bf16f32(CblasRowMajor, CblasNoTrans, CblasNoTrans, 2, 2, 3, 1, ba, 3, bb, 2, 1,
                         c[1], 2);
  cblas_gemm_f16f16f32(CblasRowMajor, CblasNoTrans, CblasNoTrans, 2, 2, 3, 1, ha, 3, hb, 2, 1, c[2],
                       2);
  cblas_gemm_s8u8s32(CblasRowMajor, CblasNoTrans, CblasNoTrans, CblasFixOffset, 2, 2, 3, 0.5F, ua,
                     3, 0, ib, 2, 0, 2, ic[0], 2, &none);
  cblas_gemm_s8u8s32(CblasRowMajor, CblasNoTrans, CblasNoTrans, CblasRowOffset, 2, 2, 3, 0.5F, ua,
                     3, 0, ib, 2, 0, 2, ic[1], 2, columns);
  gemm_s8u8s32_(&t, &t, &per_row, &two, &two, &three, &one, ia, &three, &plus, ub, &two, &minus,
                &zero, ic[2], &two, rows);
  for (i = 0; i < 4; ++i) {
    expect_equal("cblas_sbgemm", c[0][i], dab[i] + 1);
    expect_equal("cblas_gemm_bf16bf16f32", c[1][i], dab[i] + 1);
    expect_equal("cblas_gemm_f16f16f32", c[2][i], dab[i] + 1);
    expect_equal("cblas_gemm_s8u8s32", ic[0][i], halves[i]);
    expect_equal("cblas_gemm_s8u8s32 with offsets", ic[1][i], moved[i]);
    expect_equal("gemm_s8u8s32_", ic[2][i], shifted[i]);
  }
  /* The same numbers read by columns. */
  sbgemm_(&t, &t, &two, &two, &three, &one, ba, &three, bb, &two, &zero, c[0], &two);
  gemm_bf16bf16f32_(&t, &t, &two, &two, &three, &one, ba, &three, bb, &two, &zero, c[1], &two);
  gemm_f16f16f32_(&t, &t, &two, &two, &three, &one, ha, &three, hb, &two, &zero, c[2], &two);
  for (i = 0; i < 4; ++i) {
    expect_equal("sbgemm_", c[0][i], dab[i % 2 * 2 + i / 2]);
    expect_equal("gemm_bf16bf16f32_", c[1][i], dab[i % 2 * 2 + i / 2]);
    expect_equal("gemm_f16f16f32_", c[2][i], dab[i % 2 * 2 + i / 2]);
  }
}

/* (1 + 2i, 3 + 4i) and (5 + 6i, 7 + 8i), without and with the first conjugated. */
static void complex_results(void) {
  const double zx[] = {1, 2, 3, 4}, zy[] = {5, 6, 7, 8};
  const float cx[] = {1, 2, 3, 4}, cy[] = {5, 6, 7, 8};
  const CBLAS_COMPLEX_DOUBLE zu = cblas_zdotu(2, zx, 1, zy, 1), zc = cblas_zdotc(2, zx, 1, zy, 1);
  const CBLAS_COMPLEX_FLOAT cu = cblas_cdotu(2, cx, 1, cy, 1), cc = cblas_cdotc(2, cx, 1, cy, 1);
  expect_equal("cblas_zdotu", creal(zu) * 100 + cimag(zu), -1800 + 68);
  expect_equal("cblas_zdotc", creal(zc) * 100 + cimag(zc), 7000 - 8);
  expect_equal("cblas_cdotu", crealf(cu) * 100 + cimagf(cu), -1800 + 68);
  expect_equal("cblas_cdotc", crealf(cc) * 100 + cimagf(cc), 7000 - 8);
}

/* OpenBLAS's sums and extremes, the index from 0 in C and from 1 in Fortran. */
static void sums_and_extremes(void) {
  const double x[] = {3, -1, 4, -5, 0.5}, z[] = {1, 2, -3, 4, 0.25, 0};
  const float f[] = {3, -1, 4, -5, 0.5F};
  const double one[] = {2, 0};
  double y[] = {1, 1, 1, 1, 1, 1};
  const CBLAS_INT five = 5, step = 1;
  expect_equal("cblas_dsum", cblas_dsum(5, x, 1), 1.5);
  expect_equal("cblas_dzsum", cblas_dzsum(3, z, 1), 4.25);
  expect_equal("ssum_", ssum_(&five, f, &step), 1.5);
  expect_equal("cblas_idamin", (double)cblas_idamin(5, x, 1), 4);
  expect_equal("cblas_idmax", (double)cblas_idmax(5, x, 1), 2);
  expect_equal("cblas_idmin", (double)cblas_idmin(5, x, 1), 3);
  expect_equal("ismin_", (double)ismin_(&five, f, &step), 4);
  expect_equal("ismax_", (double)ismax_(&five, f, &step), 3);
  expect_equal("isamin_", (double)isamin_(&five, f, &step), 5);
  expect_equal("cblas_izmax", (double)cblas_izmax(3, z, 1), 1);
  expect_equal("cblas_izmin", (double)cblas_izmin(3, z, 1), 2);
  expect_equal("cblas_damax", cblas_damax(5, x, 1), 5);
  expect_equal("cblas_samin", cblas_samin(5, f, 1), 0.5);
  expect_equal("cblas_dzamax", cblas_dzamax(3, z, 1), 7);
  expect_equal("cblas_isamin of nothing", (double)cblas_isamin(0, f, 1), 0);
  cblas_zaxpyc(3, one, z, 1, y, 1);
  expect_equal("cblas_zaxpyc", y[0] * 10000 + y[1] * 100 + y[3], 30000 - 300 - 7);
}

/* A by rows and its transpose, a column of every other element, sums. */
static void copies(void) {
  const double both[] = {1, 2, 3, 4, 5, 6}, complex_numbers[] = {1, 2, 3, 4};
  const CBLAS_INT one = 1, two = 2, three = 3;
  const CBLAS_COMPLEX_DOUBLE i_times = I;
  const double done = 1;
  const char c = 'C', n = 'n', t = 't';
  double b[6] = {0, 0, 0, 0, 0, 0}, z[4];
  cblas_domatcopy2(CblasRowMajor, CblasTrans, 2, 2, 2, both, 3, 2, b, 3, 1);
  expect_equal("cblas_domatcopy2", b[0] * 1000 + b[1] * 100 + b[3] * 10 + b[4], 2872);
  domatcopy2_(&c, &n, &two, &two, &done, both, &three, &two, b, &two, &one);
  expect_equal("domatcopy2_", b[0] * 1000 + b[1] * 100 + b[2] * 10 + b[3], 1346);
  MKL_Domatcopy2('R', 'N', 1, 3, 1, both, 6, 2, b, 3, 1);
  expect_equal("MKL_Domatcopy2", b[0] * 100 + b[1] * 10 + b[2], 135);
  cblas_domatadd(CblasRowMajor, CblasNoTrans, CblasTrans, 2, 2, 1, both, 2, 10, both, 2, b, 2);
  expect_equal("cblas_domatadd", b[0] * 1000 + b[1] * 100 + b[2] * 10 + b[3], 14474);
  domatadd_(&c, &t, &t, &two, &one, &done, both, &one, &done, both, &one, b, &two);
  expect_equal("domatadd_", b[0] * 10 + b[1], 24);
  MKL_Zomatadd('C', 'N', 'R', 2, 1, i_times, complex_numbers, 2, 1, complex_numbers, 2, z, 2);
  expect_equal("MKL_Zomatadd", z[0] * 1000 + z[1] * 100 + z[2] * 10 + z[3], -1000 - 100 - 10 - 1);
}

/* Two sums, copies and products with diagonal matrices in one call each. */
static void vector_batches(void) {
  const double x[] = {1, 2, 3, 4}, *xs[] = {x, x + 2}, two[] = {2};
  double y[] = {10, 20, 30, 40}, *ys[] = {y, y + 2}, c[4];
  const CBLAS_INT size = 2, one = 1, groups = 1, step = 2;
  const CBLAS_SIDE left = CblasLeft;
  double* cs[] = {c};
  cblas_daxpy_batch_strided(2, 2, x, 1, 2, y, 1, 2, 2);
  expect_equal("cblas_daxpy_batch_strided", y[0] * 1000 + y[1] * 100 + y[2] * 10 + y[3],
               12000 + 2400 + 360 + 48);
  daxpy_batch_(&size, two, xs, &one, ys, &one, &groups, &size);
  expect_equal("daxpy_batch_", y[0] * 1000 + y[1] * 100 + y[2] * 10 + y[3],
               14000 + 2800 + 420 + 56);
  cblas_dcopy_batch(&size, xs, &one, ys, &one, 1, &size);
  expect_equal("cblas_dcopy_batch", y[0] * 1000 + y[1] * 100 + y[2] * 10 + y[3], 1234);
  dcopy_batch_strided_(&size, x, &one, &step, c, &one, &step, &size);
  expect_equal("dcopy_batch_strided_", c[0] * 1000 + c[1] * 100 + c[2] * 10 + c[3], 1234);
  cblas_ddgmm_batch_strided(CblasRowMajor, CblasRight, 1, 2, x, 2, 2, x, 1, 2, c, 2, 2, 2);
  expect_equal("cblas_ddgmm_batch_strided", c[0] * 1000 + c[1] * 100 + c[2] * 10 + c[3],
               1000 + 400 + 90 + 16);
  cblas_ddgmm_batch(CblasColMajor, &left, &size, &size, xs, &size, xs + 1, &one, cs, &size, 1,
                    &one);
  expect_equal("cblas_ddgmm_batch", c[0] * 1000 + c[1] * 100 + c[2] * 10 + c[3],
               3000 + 800 + 90 + 16);
}

static void illegal_calls(void) {
  double c[] = {1, 2, 3, 4};
  const double before[] = {1, 2, 3, 4}, one = 1;
  const CBLAS_INT two = 2, ldc = 1;
  const char n = 'N', q = 'q';
  dgemm_(&q, &n, &two, &two, &two, &one, da, &two, db, &two, &one, c, &two);
  dgemm_(&n, &n, &two, &two, &two, &one, da, &two, db, &two, &one, c, &ldc);
  cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, 2, 2, 2, 1, da, 1, db, 2, 1, c, 2);
  cblas_dgemv(CblasColMajor, CblasNoTrans, 2, 2, 1, da, 2, db, 0, 1, c, 1);
  dgemm_batch_strided_(&n, &n, &two, &two, &two, &one, da, &two, &two, db, &two, &two, &one, c,
                       &two, &two, &two);
  {
    const CBLAS_TRANSPOSE no[] = {CblasNoTrans, CblasNoTrans};
    const CBLAS_INT sizes[] = {1, 2}, ones[] = {1, 1}, counts[] = {1, 0};
    const double *as[] = {da}, ones_[] = {1, 1};
    double* cs[] = {c};
    cblas_dgemm_batch(CblasColMajor, no, no, ones, ones, sizes, ones_, as, ones, as, ones, ones_,
                      cs, ones, 2, counts);
  }
  cblas_xerbla(3, "cblas_zzz", "");
  if (memcmp(c, before, sizeof c) != 0) ++wrong;
}

static void big(CBLAS_INT size) {
  const size_t elements = (size_t)size * (size_t)size;
  double* a = malloc(elements * sizeof *a);
  double* c = malloc(elements * sizeof *c);
  size_t i;
  int call;
  if (a == NULL || c == NULL) abort();
  for (i = 0; i < elements; ++i) a[i] = 1;
  for (call = 0; call < 2; ++call) {
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, size, size, size, 1, a, size, a, size, 0,
                c, size);
    for (i = 0; i < elements; ++i) expect_equal("big dgemm", c[i], (double)size);
  }
  free(a);
  free(c);
}

/* The number of threads before and after 3 are asked for. */
static void threads(void) {
  printf("%d ", fulcrum_get_num_threads());
  fulcrum_set_num_threads(3);
  printf("%d ", fulcrum_get_num_threads());
}

int main(int argc, char** argv) {
  if (argc > 2 && strcmp(argv[1], "big") == 0) {
    big((CBLAS_INT)atoi(argv[2]));
  } else if (argc > 2 && strcmp(argv[1], "save") == 0) {
    save_packed(argv[2]);
  } else if (argc > 2 && strcmp(argv[1], "load") == 0) {
    load_packed(argv[2]);
  } else if (argc > 1 && strcmp(argv[1], "threads") == 0) {
    threads();
  } else if (argc > 1 && strcmp(argv[1], "bad") == 0) {
    illegal_calls();
  } else {
    products();
    batches();
    packed();
    vectors();
    complex_results();
    sums_and_extremes();
    narrow();
    copies();
    vector_batches();
  }
  printf("%d wrong\n", wrong);
  return wrong;
}
