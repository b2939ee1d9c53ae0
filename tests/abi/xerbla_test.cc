// SPDX-License-Identifier: Apache-2.0
// A program that defines xerbla_ and cblas_xerbla itself: its handlers are called, with the
// reference's numbers, and the routines return with their outputs untouched. Built for 32-bit and
// for 64-bit integers.
#include <gtest/gtest.h>

#include <array>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

#include "fulcrum/blas.h"

namespace {

struct Report {
  std::string routine;
  long long number = 0;
  std::string text;
  int row_major = -1;
};
std::vector<Report> g_reports;
bool g_throw = false;

}  // namespace

extern "C" {

extern int RowMajorStrg, CBLAS_CallFromC;

__attribute__((visibility("default"))) void xerbla_(const char* routine, const CBLAS_INT* info,
                                                    size_t length) {
  EXPECT_EQ(CBLAS_CallFromC, 0);
  g_reports.push_back({std::string(routine, length), *info, "", -1});
  if (g_throw) throw std::runtime_error("from the program's handler");
}

__attribute__((visibility("default"))) void cblas_xerbla(CBLAS_INT position, const char* routine,
                                                         const char* form, ...) {
  std::array<char, 512> text{};
  va_list arguments;
  va_start(arguments, form);
  // NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): started in the line above
  std::vsnprintf(text.data(), text.size(), form, arguments);
  va_end(arguments);
  EXPECT_EQ(CBLAS_CallFromC, 1);
  g_reports.push_back({routine, position, text.data(), RowMajorStrg});
}

}  // extern "C"

namespace fulcrum {
namespace {

constexpr auto kNoLayout = static_cast<CBLAS_LAYOUT>(100);
constexpr auto kNoTrans = static_cast<CBLAS_TRANSPOSE>(115);

class XerblaTest : public ::testing::Test {
 protected:
  void SetUp() override { g_reports.clear(); }

  // One report with this number, and no output changed.
  void expect_report(const std::string& routine, long long number, const std::string& named = "") {
    ASSERT_EQ(g_reports.size(), 1U) << routine << ' ' << number;
    EXPECT_EQ(g_reports[0].routine, routine);
    EXPECT_EQ(g_reports[0].number, number) << routine << ": " << g_reports[0].text;
    EXPECT_NE(g_reports[0].text.find(named), std::string::npos)
        << g_reports[0].text << " lacks " << named;
    EXPECT_EQ(c_, (std::vector<double>(64, 3))) << routine << ' ' << number << " wrote";
    EXPECT_EQ(s_, (std::vector<float>(64, 3))) << routine << ' ' << number << " wrote";
    EXPECT_EQ(RowMajorStrg, 0);
    EXPECT_EQ(CBLAS_CallFromC, 0);
    g_reports.clear();
  }

  void gemm(char ta, char tb, CBLAS_INT m, CBLAS_INT n, CBLAS_INT k, CBLAS_INT lda, CBLAS_INT ldb,
            CBLAS_INT ldc) {
    const double one = 1;
    dgemm_(&ta, &tb, &m, &n, &k, &one, a_.data(), &lda, a_.data(), &ldb, &one, c_.data(), &ldc);
  }
  void gemv(char t, CBLAS_INT m, CBLAS_INT n, CBLAS_INT lda, CBLAS_INT incx, CBLAS_INT incy) {
    const float one = 1;
    sgemv_(&t, &m, &n, &one, f_.data(), &lda, f_.data(), &incx, &one, s_.data(), &incy);
  }
  void cblas_gemm(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, CBLAS_INT m,
                  CBLAS_INT n, CBLAS_INT k, CBLAS_INT lda, CBLAS_INT ldb, CBLAS_INT ldc) {
    cblas_dgemm(layout, ta, tb, m, n, k, 1, a_.data(), lda, a_.data(), ldb, 1, c_.data(), ldc);
  }
  void cblas_gemv(CBLAS_LAYOUT layout, CBLAS_TRANSPOSE t, CBLAS_INT m, CBLAS_INT n, CBLAS_INT lda,
                  CBLAS_INT incx, CBLAS_INT incy) {
    cblas_sgemv(layout, t, m, n, 1, f_.data(), lda, f_.data(), incx, 1, s_.data(), incy);
  }

  std::vector<double> a_ = std::vector<double>(64, 1), c_ = std::vector<double>(64, 3);
  std::vector<float> f_ = std::vector<float>(64, 1), s_ = std::vector<float>(64, 3);
};

TEST_F(XerblaTest, FortranGemm) {
  gemm('/', 'N', 2, 2, 2, 2, 2, 2), expect_report("DGEMM ", 1);
  gemm('N', '\0', 2, 2, 2, 2, 2, 2), expect_report("DGEMM ", 2);
  gemm('N', 'N', -1, 2, 2, 2, 2, 2), expect_report("DGEMM ", 3);
  gemm('N', 'N', 2, -1, 2, 2, 2, 2), expect_report("DGEMM ", 4);
  gemm('N', 'N', 2, 2, -1, 2, 2, 2), expect_report("DGEMM ", 5);
  gemm('n', 'N', 3, 2, 2, 2, 2, 3), expect_report("DGEMM ", 8);
  gemm('t', 'N', 2, 2, 3, 2, 3, 2), expect_report("DGEMM ", 8);
  gemm('C', 'N', 0, 0, 0, 0, 1, 1), expect_report("DGEMM ", 8);
  gemm('N', 'n', 2, 2, 3, 2, 2, 2), expect_report("DGEMM ", 10);
  gemm('N', 'c', 2, 3, 2, 2, 2, 2), expect_report("DGEMM ", 10);
  gemm('N', 'N', 3, 2, 2, 3, 2, 2), expect_report("DGEMM ", 13);
  gemm('/', '/', -1, -1, -1, 0, 0, 0), expect_report("DGEMM ", 1);  // the first one counts
}

// Positions in the caller's own list. After a row-major call handlers made for the reference's gemm
// swap m with n and lda with the argument before ldb, so these are handed over swapped.
TEST_F(XerblaTest, GemmBatchStrided) {
  const auto fortran = [&](char ta, char tb, CBLAS_INT m, CBLAS_INT lda, CBLAS_INT ldb,
                           CBLAS_INT ldc, CBLAS_INT stride_c, CBLAS_INT batch) {
    const CBLAS_INT two = 2, four = 4;
    const double one = 1;
    dgemm_batch_strided_(&ta, &tb, &m, &two, &two, &one, a_.data(), &lda, &four, a_.data(), &ldb,
                         &four, &one, c_.data(), &ldc, &stride_c, &batch);
  };
  const std::string name = "DGEMM_BATCH_STRIDED";
  fortran('/', 'N', 2, 2, 2, 2, 4, 3), expect_report(name, 1);
  fortran('N', '/', 2, 2, 2, 2, 4, 3), expect_report(name, 2);
  fortran('N', 'N', -1, 2, 2, 2, 4, 3), expect_report(name, 3);
  fortran('N', 'N', 2, 1, 2, 2, 4, 3), expect_report(name, 8);
  fortran('N', 'N', 2, 2, 1, 2, 4, 3), expect_report(name, 11);
  fortran('N', 'N', 2, 2, 2, 1, 4, 3), expect_report(name, 15);
  fortran('N', 'N', 2, 2, 2, 2, 3, 3), expect_report(name, 16);
  fortran('N', 'N', 2, 2, 2, 2, 4, -1), expect_report(name, 17);
  const auto cblas = [&](CBLAS_LAYOUT layout, CBLAS_TRANSPOSE ta, CBLAS_INT m, CBLAS_INT n,
                         CBLAS_INT lda, CBLAS_INT ldb, CBLAS_INT stride_c) {
    cblas_sgemm_batch_strided(layout, ta, CblasNoTrans, m, n, 2, 1, f_.data(), lda, 6, f_.data(),
                              ldb, 6, 1, s_.data(), 3, stride_c, 2);
  };
  const std::string cblas_name = "cblas_sgemm_batch_strided";
  cblas(kNoLayout, CblasNoTrans, 3, 3, 3, 3, 9), expect_report(cblas_name, 1, "(layout)");
  cblas(CblasColMajor, kNoTrans, 3, 3, 3, 3, 9), expect_report(cblas_name, 2, "(transa)");
  cblas(CblasColMajor, CblasNoTrans, -1, 3, 3, 3, 9), expect_report(cblas_name, 4, "4 (m)");
  cblas(CblasRowMajor, CblasNoTrans, -1, 3, 3, 3, 9), expect_report(cblas_name, 5, "4 (m)");
  cblas(CblasRowMajor, CblasNoTrans, 3, 3, 1, 3, 9), expect_report(cblas_name, 11, "9 (lda)");
  cblas(CblasRowMajor, CblasNoTrans, 3, 3, 2, 2, 9), expect_report(cblas_name, 12, "12 (ldb)");
  cblas(CblasRowMajor, CblasNoTrans, 3, 3, 2, 3, 8), expect_report(cblas_name, 17, "17 (stridec)");
}

// The last group's arguments are checked before the first group is computed.
TEST_F(XerblaTest, GemmBatchGroups) {
  const CBLAS_INT sizes[] = {2, 2}, bad[] = {2, 1}, negative[] = {1, -1}, minus = -1, two = 2;
  const char n[] = {'N', 'n'}, wrong[] = {'N', 'x'};
  const double ones[] = {1, 1};
  const double* as[] = {a_.data(), a_.data(), a_.data(), a_.data()};
  double* cs[] = {c_.data(), c_.data() + 8, c_.data() + 16, c_.data() + 24};
  const auto call = [&](const char* ta, const CBLAS_INT* lda, const CBLAS_INT* count,
                        const CBLAS_INT* counts) {
    dgemm_batch_(ta, n, sizes, sizes, sizes, ones, as, lda, as, sizes, ones, cs, sizes, count,
                 counts);
  };
  call(wrong, sizes, &two, sizes), expect_report("DGEMM_BATCH", 1);
  call(n, bad, &two, sizes), expect_report("DGEMM_BATCH", 8);
  call(n, sizes, &minus, sizes), expect_report("DGEMM_BATCH", 14);
  call(n, sizes, &two, negative), expect_report("DGEMM_BATCH", 15);
  const CBLAS_TRANSPOSE no[] = {CblasNoTrans, CblasNoTrans};
  cblas_dgemm_batch(CblasRowMajor, no, no, sizes, negative, sizes, ones, as, sizes, as, sizes, ones,
                    cs, sizes, 2, sizes);
  expect_report("cblas_dgemm_batch", 4, "5 (n[1])");
}

TEST_F(XerblaTest, PackedOperands) {
  EXPECT_EQ(cblas_dgemm_pack_get_size(static_cast<CBLAS_IDENTIFIER>(160), 2, 2, 2), 0U);
  expect_report("cblas_dgemm_pack_get_size", 1, "1 (identifier)");
  EXPECT_EQ(cblas_dgemm_pack_get_size(CblasAMatrix, 2, 2, -1), 0U);
  expect_report("cblas_dgemm_pack_get_size", 4, "4 (k)");
  std::vector<double> packed(cblas_dgemm_pack_get_size(CblasAMatrix, 2, 2, 3) / 8 + 1);
  const auto pack = [&](CBLAS_LAYOUT layout, CBLAS_IDENTIFIER identifier, CBLAS_TRANSPOSE trans,
                        CBLAS_INT m, CBLAS_INT k, CBLAS_INT ld) {
    cblas_dgemm_pack(layout, identifier, trans, m, 2, k, 1, a_.data(), ld, packed.data());
  };
  const std::string name = "cblas_dgemm_pack";
  pack(kNoLayout, CblasAMatrix, CblasNoTrans, 2, 3, 2), expect_report(name, 1, "1 (layout)");
  pack(CblasColMajor, static_cast<CBLAS_IDENTIFIER>(0), CblasNoTrans, 2, 3, 2);
  expect_report(name, 2, "2 (identifier)");
  pack(CblasColMajor, CblasAMatrix, kNoTrans, 2, 3, 2), expect_report(name, 3, "3 (trans)");
  pack(CblasColMajor, CblasAMatrix, CblasNoTrans, -1, 3, 2), expect_report(name, 4, "4 (m)");
  pack(CblasColMajor, CblasAMatrix, CblasNoTrans, 2, -1, 2), expect_report(name, 6, "6 (k)");
  pack(CblasColMajor, CblasAMatrix, CblasNoTrans, 2, 3, 1), expect_report(name, 9, "9 (ld)");
  pack(CblasRowMajor, CblasAMatrix, CblasNoTrans, 2, 3, 2), expect_report(name, 11, "9 (ld)");
  pack(CblasColMajor, CblasAMatrix, CblasNoTrans, 2, 3, 2);
  EXPECT_TRUE(g_reports.empty());
  const auto compute = [&](CBLAS_LAYOUT layout, CBLAS_INT ta, CBLAS_INT tb, CBLAS_INT m,
                           CBLAS_INT k, const double* a, CBLAS_INT ldb, CBLAS_INT ldc) {
    cblas_dgemm_compute(layout, ta, tb, m, 2, k, a, 2, a_.data(), ldb, 1, c_.data(), ldc);
  };
  const std::string product = "cblas_dgemm_compute";
  const double* const p = packed.data();
  compute(kNoLayout, CblasPacked, CblasNoTrans, 2, 3, p, 3, 2), expect_report(product, 1);
  compute(CblasColMajor, 114, CblasNoTrans, 2, 3, p, 3, 2), expect_report(product, 2, "(transa)");
  compute(CblasColMajor, CblasPacked, 0, 2, 3, p, 3, 2), expect_report(product, 3, "(transb)");
  compute(CblasColMajor, CblasPacked, CblasNoTrans, 4, 3, p, 3, 4);
  expect_report(product, 4, "4 (m) is 4: the operand was packed with 2");
  compute(CblasColMajor, CblasPacked, CblasNoTrans, 2, 4, p, 4, 2);
  expect_report(product, 6, "6 (k) is 4: the operand was packed with 3");
  compute(CblasColMajor, CblasPacked, CblasNoTrans, 2, 3, a_.data(), 3, 2);
  expect_report(product, 7, "7 (a) is not what was packed");
  compute(CblasRowMajor, CblasPacked, CblasNoTrans, 2, 3, p, 3, 2);
  expect_report(product, 7, "7 (a) is not what was packed");
  compute(CblasColMajor, CblasPacked, CblasNoTrans, 2, 3, p, 2, 2);
  expect_report(product, 10, "10 (ldb)");
  compute(CblasColMajor, CblasPacked, CblasNoTrans, 2, 3, p, 3, 1);
  expect_report(product, 13, "13 (ldc)");
}

// Of sbgemm as of gemm; of gemm_s8u8s32, which the reference's handler does not know, positions in
// the caller's list.
TEST_F(XerblaTest, NarrowProducts) {
  const std::vector<std::uint16_t> half(64, 0);
  const auto narrow = [&](CBLAS_LAYOUT layout, CBLAS_TRANSPOSE ta, CBLAS_INT m, CBLAS_INT lda,
                          CBLAS_INT ldc) {
    cblas_sbgemm(layout, ta, CblasNoTrans, m, 3, 2, 1, half.data(), lda, half.data(), 3, 1,
                 s_.data(), ldc);
  };
  narrow(kNoLayout, CblasNoTrans, 3, 3, 3), expect_report("cblas_sbgemm", 1, "1 (layout)");
  narrow(CblasColMajor, kNoTrans, 3, 3, 3), expect_report("cblas_sbgemm", 2, "2 (transa)");
  narrow(CblasRowMajor, CblasNoTrans, -1, 3, 3), expect_report("cblas_sbgemm", 5, "4 (m) is -1");
  narrow(CblasRowMajor, CblasNoTrans, 3, 1, 3), expect_report("cblas_sbgemm", 11, "9 (lda) is 1");
  narrow(CblasColMajor, CblasNoTrans, 3, 3, 2), expect_report("cblas_sbgemm", 14, "14 (ldc) is 2");
  const CBLAS_INT two = 2, minus = -1;
  const float one = 1;
  gemm_f16f16f32_("N", "N", &two, &two, &minus, &one, half.data(), &two, half.data(), &two, &one,
                  s_.data(), &two);
  expect_report("GEMM_F16F16F32", 5);

  std::vector<std::int32_t> c(64, 3);
  const std::int32_t offset = 0;
  const auto bytes = [&](CBLAS_LAYOUT layout, CBLAS_OFFSET offsetc, CBLAS_INT m, CBLAS_INT lda,
                         CBLAS_INT ldb, CBLAS_INT ldc) {
    cblas_gemm_s8u8s32(layout, CblasNoTrans, CblasNoTrans, offsetc, m, 3, 2, 1, half.data(), lda, 0,
                       half.data(), ldb, 0, 1, c.data(), ldc, &offset);
    EXPECT_EQ(c, (std::vector<std::int32_t>(64, 3)));
  };
  const std::string name = "cblas_gemm_s8u8s32";
  const auto fix = CblasFixOffset;
  bytes(kNoLayout, fix, 3, 3, 3, 3), expect_report(name, 1, "1 (layout)");
  bytes(CblasRowMajor, static_cast<CBLAS_OFFSET>(170), 3, 2, 3, 3);
  expect_report(name, 4, "4 (offsetc) is 170");
  bytes(CblasRowMajor, fix, -1, 2, 3, 3), expect_report(name, 5, "5 (m) is -1");
  bytes(CblasRowMajor, fix, 3, 1, 3, 3), expect_report(name, 10, "10 (lda) is 1");
  bytes(CblasColMajor, fix, 3, 3, 1, 3), expect_report(name, 13, "13 (ldb) is 1");
  bytes(CblasRowMajor, fix, 3, 2, 3, 2), expect_report(name, 17, "17 (ldc) is 2");
}

TEST_F(XerblaTest, FortranGemv) {
  gemv('x', 2, 2, 2, 1, 1), expect_report("SGEMV ", 1);
  gemv('N', -1, 2, 2, 1, 1), expect_report("SGEMV ", 2);
  gemv('N', 2, -1, 2, 1, 1), expect_report("SGEMV ", 3);
  gemv('T', 3, 2, 2, 1, 1), expect_report("SGEMV ", 6);
  gemv('N', 2, 2, 2, 0, 1), expect_report("SGEMV ", 8);
  gemv('c', 2, 2, 2, 1, 0), expect_report("SGEMV ", 11);
}

TEST_F(XerblaTest, CblasGemmByColumns) {
  const auto n = CblasNoTrans, t = CblasTrans;
  cblas_gemm(kNoLayout, n, n, 2, 2, 2, 2, 2, 2), expect_report("cblas_dgemm", 1, "layout");
  cblas_gemm(CblasColMajor, kNoTrans, n, 2, 2, 2, 2, 2, 2),
      expect_report("cblas_dgemm", 2, "transa");
  cblas_gemm(CblasColMajor, n, kNoTrans, 2, 2, 2, 2, 2, 2),
      expect_report("cblas_dgemm", 3, "transb");
  cblas_gemm(CblasColMajor, n, n, -1, 2, 2, 2, 2, 2), expect_report("cblas_dgemm", 4, "(m) is -1");
  cblas_gemm(CblasColMajor, n, n, 2, -1, 2, 2, 2, 2), expect_report("cblas_dgemm", 5, "(n) is -1");
  cblas_gemm(CblasColMajor, n, n, 2, 2, -1, 2, 2, 2), expect_report("cblas_dgemm", 6, "(k) is -1");
  cblas_gemm(CblasColMajor, n, n, 3, 2, 2, 2, 2, 3),
      expect_report("cblas_dgemm", 9, "argument 9 (lda)");
  cblas_gemm(CblasColMajor, n, t, 2, 3, 2, 2, 2, 2),
      expect_report("cblas_dgemm", 11, "argument 11 (ldb)");
  cblas_gemm(CblasColMajor, n, n, 3, 2, 2, 3, 2, 2),
      expect_report("cblas_dgemm", 14, "argument 14 (ldc)");
}

// The reference hands over the number of the swapped Fortran call and sets RowMajorStrg, by which
// its own handler swaps back. The text names the argument that the caller wrote.
TEST_F(XerblaTest, CblasGemmByRows) {
  const auto n = CblasNoTrans;
  const auto expect_swapped = [&](long long raw, const char* named) {
    ASSERT_EQ(g_reports.size(), 1U);
    EXPECT_EQ(g_reports[0].row_major, 1);
    expect_report("cblas_dgemm", raw, named);
  };
  cblas_gemm(CblasRowMajor, kNoTrans, n, 2, 2, 2, 2, 2, 2),
      expect_swapped(2, "argument 2 (transa)");
  cblas_gemm(CblasRowMajor, n, kNoTrans, 2, 2, 2, 2, 2, 2),
      expect_swapped(3, "argument 3 (transb)");
  cblas_gemm(CblasRowMajor, n, n, -1, 2, 2, 2, 2, 2), expect_swapped(5, "argument 4 (m)");
  cblas_gemm(CblasRowMajor, n, n, 2, -1, 2, 2, 2, 2), expect_swapped(4, "argument 5 (n)");
  cblas_gemm(CblasRowMajor, n, n, 2, 2, -1, 2, 2, 2), expect_swapped(6, "argument 6 (k)");
  cblas_gemm(CblasRowMajor, n, n, 2, 2, 3, 2, 2, 2), expect_swapped(11, "argument 9 (lda)");
  cblas_gemm(CblasRowMajor, n, n, 2, 3, 2, 2, 2, 3), expect_swapped(9, "argument 11 (ldb)");
  cblas_gemm(CblasRowMajor, n, n, 2, 3, 2, 2, 3, 2), expect_swapped(14, "argument 14 (ldc)");
}

TEST_F(XerblaTest, CblasGemv) {
  const auto n = CblasNoTrans;
  cblas_gemv(kNoLayout, n, 2, 2, 2, 1, 1), expect_report("cblas_sgemv", 1);
  cblas_gemv(CblasColMajor, kNoTrans, 2, 2, 2, 1, 1), expect_report("cblas_sgemv", 2);
  cblas_gemv(CblasColMajor, n, -1, 2, 2, 1, 1), expect_report("cblas_sgemv", 3, "argument 3 (m)");
  cblas_gemv(CblasColMajor, n, 2, -1, 2, 1, 1), expect_report("cblas_sgemv", 4, "argument 4 (n)");
  cblas_gemv(CblasColMajor, n, 3, 2, 2, 1, 1), expect_report("cblas_sgemv", 7, "argument 7 (lda)");
  cblas_gemv(CblasColMajor, n, 2, 2, 2, 0, 1), expect_report("cblas_sgemv", 9, "argument 9 (incx)");
  cblas_gemv(CblasColMajor, n, 2, 2, 2, 1, 0),
      expect_report("cblas_sgemv", 12, "argument 12 (incy)");
  cblas_gemv(CblasRowMajor, n, -1, 2, 2, 1, 1), expect_report("cblas_sgemv", 4, "argument 3 (m)");
  cblas_gemv(CblasRowMajor, n, 2, -1, 2, 1, 1), expect_report("cblas_sgemv", 3, "argument 4 (n)");
  cblas_gemv(CblasRowMajor, n, 2, 3, 2, 1, 1), expect_report("cblas_sgemv", 7, "argument 7 (lda)");
}

// A handler may leave by an exception, or by longjmp as R's does.
TEST_F(XerblaTest, HandlerThatThrows) {
  g_throw = true;
  EXPECT_THROW(gemm('N', 'N', -1, 2, 2, 2, 2, 2), std::runtime_error);
  g_throw = false;
  expect_report("DGEMM ", 3);
}

// Legal letters in either case report nothing.
TEST_F(XerblaTest, LegalLetters) {
  for (const char t : {'N', 'n', 'T', 't', 'C', 'c', 'R', 'r'}) {
    gemm(t, t, 2, 2, 2, 2, 2, 2);
    gemv(t, 2, 2, 2, 1, 1);
  }
  EXPECT_TRUE(g_reports.empty());
}

}  // namespace
}  // namespace fulcrum
