// SPDX-License-Identifier: Apache-2.0
// Scratch memory that cannot be had: an Error(OutOfMemory), and outputs that keep their bytes.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "fulcrum/fulcrum.hpp"
#include "tests/support/refuse_memory.hpp"

namespace fulcrum {
namespace {

// Runs `call` on a fresh thread, which has no scratch memory yet, and expects OutOfMemory; then
// once more with memory.
template <class Call>
void expect_out_of_memory(const char* routine, const std::vector<double>& output, Call call) {
  std::thread([&] {
    const std::vector<double> before(output.begin(), output.end());
    test::g_refuse = true;
    try {
      call();
      ADD_FAILURE() << routine << ": nothing was thrown";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::OutOfMemory) << error.what();
    }
    EXPECT_EQ(last_decision().reason, Reason::None) << routine << " was not computed";
    EXPECT_EQ(last_decision().call.m, fulcrum::Call{}.m) << routine << " was not computed";
    test::g_refuse = false;
    EXPECT_EQ(output, before) << routine << " wrote before it had its memory";
    EXPECT_NO_THROW(call()) << routine << ", after memory has come back";
    EXPECT_NE(output, before) << routine;
  }).join();
}

TEST(OutOfMemoryTest, OutputsKeepTheirBytes) {
  constexpr std::int64_t kSize = 400;
  const std::vector<double> a(kSize * kSize, 1.0), b(kSize * kSize, 2.0);
  std::vector<double> c(kSize * kSize, 3.0);
  // The first call of the process makes its state; memory for that is not what is tested.
  gemm(Layout::ColMajor, Op::NoTrans, Op::NoTrans, 1, 1, 1, 1.0, a.data(), 1, b.data(), 1, 0.0,
       c.data(), 1);
  CallOptions options;
  options.backend = Backend::Simd;
  for (const Op op : {Op::NoTrans, Op::Trans}) {
    for (const int threads : {1, 2}) {
      options.threads = threads;
      // Packed, and with copies of strips of A.
      for (const std::int64_t size : {kSize, std::int64_t{150}}) {
        expect_out_of_memory("gemm", c, [&] {
          gemm(Layout::ColMajor, op, op, size, size, size, 1.0, a.data(), kSize, b.data(), kSize,
               2.0, c.data(), kSize, options);
        });
      }
    }
  }
  // A small product with A transposed copies strips of A.
  expect_out_of_memory("gemm", c, [&] {
    gemm(Layout::ColMajor, Op::Trans, Op::NoTrans, 60, 60, 60, 1.0, a.data(), kSize, b.data(),
         kSize, 2.0, c.data(), kSize, options);
  });
  // Strided vectors are gathered.
  for (const Op op : {Op::NoTrans, Op::Trans}) {
    expect_out_of_memory("gemv", c, [&] {
      gemv(Layout::ColMajor, op, kSize, kSize, 1.0, a.data(), kSize, b.data(), 2, 1.0, c.data(), 3,
           options);
    });
  }
  // A batch has its memory before the first product is written, also where only the second group
  // needs any, be it the last one or not.
  const Op ops[] = {Op::NoTrans, Op::Trans, Op::NoTrans};
  const std::int64_t sizes[] = {4, 40, 4}, leading[] = {kSize, kSize, kSize}, counts[] = {2, 1, 1};
  const double factors[] = {1.0, 2.0, 3.0};
  const std::vector<const double*> as(4, a.data()), bs(4, b.data());
  double* const cs[] = {c.data(), c.data() + 4, c.data() + 8, c.data() + 60};
  for (const int threads : {1, 2}) {
    options.threads = threads;
    for (const std::int64_t groups : {2, 3}) {
      expect_out_of_memory("gemm_batch", c, [&] {
        gemm_batch(Layout::ColMajor, ops, ops, sizes, sizes, sizes, factors, as.data(), leading,
                   bs.data(), leading, factors, cs, leading, groups, counts, options);
      });
    }
    expect_out_of_memory("gemm_batch_strided", c, [&] {
      gemm_batch_strided(Layout::ColMajor, Op::Trans, Op::NoTrans, 40, 40, 40, 1.0, a.data(), 40,
                         1600, b.data(), 40, 1600, 2.0, c.data(), 40, 1600, 50, options);
    });
  }
  // The other operand of a packed one is packed in scratch memory.
  const PackedMatrix<double> packed =
      pack_a(Layout::ColMajor, Op::NoTrans, kSize, kSize, a.data(), kSize);
  expect_out_of_memory("gemm (packed)", c, [&] {
    gemm(Layout::ColMajor, Op::Trans, kSize, kSize, kSize, 1.0, packed, b.data(), kSize, 2.0,
         c.data(), kSize, options);
  });
  test::g_refuse = true;
  EXPECT_THROW((void)pack_a(Layout::ColMajor, Op::NoTrans, kSize, kSize, a.data(), kSize), Error);
  test::g_refuse = false;
  EXPECT_GT(test::g_refused.load(), 0);
}

TEST(OutOfMemoryTest, StridedVectorsOfLevel2) {
  constexpr std::int64_t kSize = 150;
  const Layout l = Layout::ColMajor;
  const Uplo upper = Uplo::Upper;
  const std::vector<double> a(kSize * kSize, 1.0), v(2 * kSize, 0.5);
  std::vector<double> c(kSize * kSize, 0.25);
  scal<double>(1, 1.0, c.data(), 1);  // the process's first call makes its state
  const double *A = a.data(), *x = v.data();
  double* y = c.data();
  const auto fails = [&](const char* routine, auto call) {
    std::fill(c.begin(), c.end(), 0.25);
    expect_out_of_memory(routine, c, call);
  };
  fails("gbmv", [&] { gbmv(l, Op::Trans, kSize, kSize, 2, 3, 1.0, A, 6, x, 2, 1.0, y, 3); });
  fails("symv", [&] { symv(l, upper, kSize, 1.0, A, kSize, x, 2, 1.0, y, 3); });
  fails("sbmv", [&] { sbmv(l, upper, kSize, 3, 1.0, A, 4, x, 2, 1.0, y, 3); });
  fails("spmv", [&] { spmv(l, upper, kSize, 1.0, A, x, 2, 1.0, y, 3); });
  fails("trmv", [&] { trmv(l, upper, Op::NoTrans, Diag::Unit, kSize, A, kSize, y, 3); });
  fails("tbmv", [&] { tbmv(l, upper, Op::NoTrans, Diag::Unit, kSize, 3, A, 4, y, 3); });
  fails("tpmv", [&] { tpmv(l, upper, Op::NoTrans, Diag::Unit, kSize, A, y, 3); });
  fails("trsv", [&] { trsv(l, upper, Op::Trans, Diag::Unit, kSize, A, kSize, y, 3); });
  fails("tbsv", [&] { tbsv(l, upper, Op::Trans, Diag::Unit, kSize, 3, A, 4, y, 3); });
  fails("tpsv", [&] { tpsv(l, upper, Op::Trans, Diag::Unit, kSize, A, y, 3); });
  fails("ger", [&] { ger(l, kSize, kSize, 1.0, x, 2, x, 2, y, kSize); });
  fails("syr", [&] { syr(l, upper, kSize, 1.0, x, 2, y, kSize); });
  fails("spr", [&] { spr(l, upper, kSize, 1.0, x, 2, y); });
  fails("syr2", [&] { syr2(l, upper, kSize, 1.0, x, 2, x, 2, y, kSize); });
  fails("spr2", [&] { spr2(l, upper, kSize, 1.0, x, 2, x, 2, y); });
  fails("gemv_batch_strided", [&] {
    gemv_batch_strided(l, Op::Trans, 20, 30, 1.0, A, 20, 600, x, 2, 0, 1.0, y, 2, 60, 9);
  });
}

TEST(OutOfMemoryTest, Level3) {
  constexpr std::int64_t kSize = 400;  // the parts of smaller ones need no memory
  const Layout l = Layout::RowMajor;
  const Uplo upper = Uplo::Upper;
  const std::vector<double> a(kSize * kSize, 1.0);
  std::vector<double> c(kSize * kSize, 0.25);
  scal<double>(1, 1.0, c.data(), 1);
  const double* A = a.data();
  double* C = c.data();
  CallOptions options;
  for (const int threads : {1, 2}) {
    options.threads = threads;
    const auto fails = [&](const char* routine, auto call) {
      std::fill(c.begin(), c.end(), 0.25);
      expect_out_of_memory(routine, c, call);
    };
    fails("symm", [&] {
      symm(l, Side::Left, upper, kSize, kSize, 1.0, A, kSize, A, kSize, 1.0, C, kSize, options);
    });
    fails("syrk",
          [&] { syrk(l, upper, Op::Trans, kSize, kSize, 1.0, A, kSize, 1.0, C, kSize, options); });
    fails("syr2k", [&] {
      syr2k(l, upper, Op::Trans, kSize, kSize, 1.0, A, kSize, A, kSize, 1.0, C, kSize, options);
    });
    fails("gemmt", [&] {
      gemmt(l, upper, Op::Trans, Op::Trans, kSize, kSize, 1.0, A, kSize, A, kSize, 1.0, C, kSize,
            options);
    });
    fails("trmm", [&] {
      trmm(l, Side::Right, upper, Op::Trans, Diag::Unit, kSize, kSize, 1.0, A, kSize, C, kSize,
           options);
    });
    fails("trsm", [&] {
      trsm(l, Side::Left, upper, Op::Trans, Diag::Unit, kSize, kSize, 1.0, A, kSize, C, kSize,
           options);
    });
    fails("trsm_batch_strided", [&] {
      trsm_batch_strided(l, Side::Left, upper, Op::Trans, Diag::Unit, 280, 280, 1.0, A, 280, 0, C,
                         280, kSize * 196, 2, options);
    });
    fails("imatcopy", [&] { imatcopy(l, Op::Trans, 70, 90, 2.0, C, 90, 70, options); });
  }
}

}  // namespace
}  // namespace fulcrum
