// SPDX-License-Identifier: Apache-2.0
// Scratch memory that cannot be had: the C ABI has no way to say so and no right to give up, so it
// computes without. Elements are small integers, so results are exact.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "fulcrum/cblas.h"
#include "fulcrum/decision.hpp"
#include "tests/support/child.hpp"
#include "tests/support/refuse_memory.hpp"
#include "tests/support/stack_use.hpp"

namespace fulcrum {
namespace {

using test::g_refuse;
using test::g_refused;

constexpr int kSize = 150;
constexpr std::size_t kElements = std::size_t{kSize} * kSize;

// last_decision() is of the call that was just computed, with or without memory or a device.
void expect_last(Routine routine, Reason of_a_forced_platform = Reason::NoAccelerator) {
  const Decision last = last_decision();
  EXPECT_EQ(last.call.routine, routine);
  EXPECT_EQ(last.call.m, kSize);
  EXPECT_EQ(last.backend, Backend::Simd);
  EXPECT_NE(last.reason, Reason::None);
  // In the child of the last test, where the platform that is forced has no device.
  if (std::getenv("FULCRUM_BACKEND") != nullptr) {
    EXPECT_EQ(last.reason, of_a_forced_platform);
  }
}

class AbiOutOfMemoryTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {  // the process's first call makes its state
    const double one = 1;
    double c = 0;
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, 1, 1, 1, 1, &one, 1, &one, 1, 0, &c, 1);
  }

  // On a fresh thread, which has no scratch memory yet. What lies on the stack instead is little.
  template <class Call>
  static void refusing(Call call) {
    const int before = g_refused.load();
    const std::size_t used = test::stack_use([&] {
      g_refuse = true;
      call();
      g_refuse = false;
    });
    if (test::kStackIsMeasured) {
      EXPECT_LE(used, test::kStackLimit);
    }
    EXPECT_GT(g_refused.load(), before) << "the call needed no scratch memory";
  }
};

TEST_F(AbiOutOfMemoryTest, Gemm) {
  std::vector<double> a(kElements), b(kElements);
  for (std::size_t i = 0; i < kElements; ++i) {
    a[i] = static_cast<double>(i % 7) - 3;
    b[i] = static_cast<double>(i % 5) - 2;
  }
  for (const auto ta : {CblasNoTrans, CblasTrans}) {
    for (const auto tb : {CblasNoTrans, CblasTrans}) {
      const auto multiply = [&](std::vector<double>& c) {
        cblas_dgemm(CblasColMajor, ta, tb, kSize, kSize, kSize, 2, a.data(), kSize, b.data(), kSize,
                    -1, c.data(), kSize);
        expect_last(Routine::Gemm);
      };
      std::vector<double> want(kElements, 4), c = want;
      multiply(want);
      refusing([&] { multiply(c); });
      EXPECT_EQ(c, want);
    }
  }
}

TEST_F(AbiOutOfMemoryTest, GemmBatch) {
  constexpr int kSmall = 50, kBatch = 9;
  std::vector<double> a(kElements), b(kElements);
  for (std::size_t i = 0; i < kElements; ++i) {
    a[i] = static_cast<double>(i % 7) - 3;
    b[i] = static_cast<double>(i % 5) - 2;
  }
  const auto multiply = [&](std::vector<double>& c) {
    cblas_dgemm_batch_strided(CblasRowMajor, CblasTrans, CblasTrans, kSmall, kSmall, kSmall, 2,
                              a.data(), kSmall, kSmall * kSmall, b.data(), kSmall, kSmall * kSmall,
                              -1, c.data(), kSmall, kSmall * kSmall, kBatch);
  };
  std::vector<double> want(kElements, 4), c = want;
  multiply(want);
  refusing([&] { multiply(c); });
  EXPECT_EQ(c, want);
}

TEST_F(AbiOutOfMemoryTest, PackedOperand) {
  std::vector<double> a(kElements), b(kElements);
  for (std::size_t i = 0; i < kElements; ++i) {
    a[i] = static_cast<double>(i % 7) - 3;
    b[i] = static_cast<double>(i % 5) - 2;
  }
  std::vector<double> packed(
      cblas_dgemm_pack_get_size(CblasBMatrix, kSize, kSize, kSize) / sizeof(double) + 1);
  cblas_dgemm_pack(CblasRowMajor, CblasBMatrix, CblasTrans, kSize, kSize, kSize, 2, b.data(), kSize,
                   packed.data());
  const auto multiply = [&](std::vector<double>& c) {
    cblas_dgemm_compute(CblasRowMajor, CblasTrans, CblasPacked, kSize, kSize, kSize, a.data(),
                        kSize, packed.data(), kSize, -1, c.data(), kSize);
  };
  std::vector<double> want(kElements, 4), c = want;
  multiply(want);
  refusing([&] { multiply(c); });
  EXPECT_EQ(c, want);
}

TEST_F(AbiOutOfMemoryTest, NarrowProducts) {
  std::vector<std::uint16_t> half(kElements);
  std::vector<std::int8_t> bytes(kElements);
  std::vector<std::int32_t> offsets(kSize);
  for (std::size_t i = 0; i < kElements; ++i) {
    half[i] = i % 3 == 0 ? 0x3F80 : 0xC000;  // 1 and -2 in bfloat16
    bytes[i] = static_cast<std::int8_t>(i % 13);
    offsets[i % kSize] = static_cast<std::int32_t>(i % 11);
  }
  for (const auto layout : {CblasColMajor, CblasRowMajor}) {
    for (const auto trans : {CblasNoTrans, CblasTrans}) {
      const auto multiply = [&](std::vector<float>& c) {
        cblas_sbgemm(layout, trans, trans, kSize, kSize, kSize, 2, half.data(), kSize, half.data(),
                     kSize, -1, c.data(), kSize);
        expect_last(Routine::GemmMixed, Reason::NoDevicePath);
        EXPECT_EQ(last_decision().call.type, ElementType::BF16);
      };
      std::vector<float> want(kElements, 4), c = want;
      multiply(want);
      refusing([&] { multiply(c); });
      EXPECT_EQ(c, want);
      const auto multiply_bytes = [&](std::vector<std::int32_t>& to) {
        cblas_gemm_s8u8s32(layout, trans, trans, CblasColOffset, kSize, kSize, kSize, 0.5F,
                           bytes.data(), kSize, 3, bytes.data(), kSize, -4, 2, to.data(), kSize,
                           offsets.data());
        expect_last(Routine::GemmMixed, Reason::NoDevicePath);
        EXPECT_EQ(last_decision().call.type, ElementType::U8);
      };
      std::vector<std::int32_t> wanted(kElements, 4), got = wanted;
      multiply_bytes(wanted);
      refusing([&] { multiply_bytes(got); });
      EXPECT_EQ(got, wanted);
    }
  }
}

TEST_F(AbiOutOfMemoryTest, Gemv) {
  const std::vector<double> a(kElements, 2), x(std::size_t{2} * kSize, 3);
  for (const auto trans : {CblasNoTrans, CblasTrans}) {
    const auto multiply = [&](std::vector<double>& y) {
      cblas_dgemv(CblasColMajor, trans, kSize, kSize, 1, a.data(), kSize, x.data(), 2, -1, y.data(),
                  -3);
      expect_last(Routine::Gemv);
    };
    std::vector<double> want(std::size_t{3} * kSize, 5), y = want;
    multiply(want);
    refusing([&] { multiply(y); });
    EXPECT_EQ(y, want);
  }
}

// Small whole numbers, so that sums are exact in any order.
std::vector<double> whole(std::size_t count) {
  std::vector<double> v(count);
  for (std::size_t i = 0; i < count; ++i) v[i] = static_cast<double>(i % 7) - 3;
  return v;
}

TEST_F(AbiOutOfMemoryTest, StridedVectorsOfLevel2) {
  const std::vector<double> a = whole(kElements), x = whole(std::size_t{2} * kSize);
  const double *A = a.data(), *X = x.data();
  // Solutions of x(i) - x(i - 1) = b(i) are sums.
  std::vector<double> difference(kElements, 0), band(std::size_t{2} * kSize, -1);
  for (std::size_t i = 0; i + 1 < std::size_t{kSize}; ++i) difference[i * kSize + i + 1] = -1;
  std::vector<double> packed;
  for (std::size_t j = 0; j < std::size_t{kSize}; ++j)
    for (std::size_t i = j; i < std::size_t{kSize}; ++i) packed.push_back(i == j + 1 ? -1 : 0);
  const double *D = difference.data(), *B = band.data(), *P = packed.data();
  const auto same = [](const char* routine, auto call) {
    std::vector<double> want = whole(kElements), got = want;
    call(want.data());
    refusing([&] { call(got.data()); });
    EXPECT_EQ(got, want) << routine;
  };
  const auto o = CblasColMajor;
  const auto u = CblasUpper, w = CblasLower;
  const auto n = CblasNoTrans, t = CblasTrans;
  const auto d = CblasUnit;
  const int k = kSize;
  same("gbmv", [&](double* y) { cblas_dgbmv(o, t, k, k, 2, 3, 2, A, 6, X, 2, -1, y, 3); });
  same("symv", [&](double* y) { cblas_dsymv(o, u, k, 2, A, k, X, 2, -1, y, 3); });
  same("sbmv", [&](double* y) { cblas_dsbmv(o, u, k, 3, 2, A, 4, X, 2, -1, y, 3); });
  same("spmv", [&](double* y) { cblas_dspmv(o, u, k, 2, A, X, 2, -1, y, 3); });
  same("trmv", [&](double* y) { cblas_dtrmv(o, u, n, d, k, A, k, y, 3); });
  same("tbmv", [&](double* y) { cblas_dtbmv(o, u, n, d, k, 3, A, 4, y, 3); });
  same("tpmv", [&](double* y) { cblas_dtpmv(o, u, n, d, k, A, y, 3); });
  same("trsv", [&](double* y) { cblas_dtrsv(o, w, n, d, k, D, k, y, 3); });
  same("tbsv", [&](double* y) { cblas_dtbsv(o, w, n, d, k, 1, B, 2, y, 3); });
  same("tpsv", [&](double* y) { cblas_dtpsv(o, w, n, d, k, P, y, 3); });
  same("ger", [&](double* y) { cblas_dger(o, k, k, 2, X, 2, X, -2, y, k); });
  same("syr", [&](double* y) { cblas_dsyr(o, u, k, 2, X, 2, y, k); });
  same("spr", [&](double* y) { cblas_dspr(o, u, k, 2, X, 2, y); });
  same("syr2", [&](double* y) { cblas_dsyr2(o, u, k, 2, X, 2, X, -2, y, k); });
  same("spr2", [&](double* y) { cblas_dspr2(o, u, k, 2, X, 2, X, -2, y); });
  same("gemv_batch", [&](double* y) {
    cblas_dgemv_batch_strided(o, t, 20, 30, 2, A, 20, 600, X, 2, 0, -1, y, 2, 60, 9);
  });
}

TEST_F(AbiOutOfMemoryTest, Level3) {
  constexpr int kLarge = 400;  // the parts of smaller ones need no memory
  constexpr std::size_t kCount = std::size_t{kLarge} * kLarge;
  const std::vector<double> a = whole(kCount);
  const double* A = a.data();
  std::vector<double> difference(kCount, 0);
  for (std::size_t i = 0; i + 1 < std::size_t{kLarge}; ++i) difference[i * kLarge + i + 1] = -1;
  const double* D = difference.data();
  const auto same = [](const char* routine, auto call) {
    std::vector<double> want = whole(kCount), got = want;
    call(want.data());
    refusing([&] { call(got.data()); });
    EXPECT_EQ(got, want) << routine;
  };
  const auto o = CblasRowMajor;
  const auto left = CblasLeft, right = CblasRight;
  const auto u = CblasUpper;
  const auto t = CblasTrans;
  const auto d = CblasUnit;
  const int k = kLarge;
  same("symm", [&](double* c) { cblas_dsymm(o, left, u, k, k, 2, A, k, A, k, -1, c, k); });
  same("syrk", [&](double* c) { cblas_dsyrk(o, u, t, k, k, 2, A, k, -1, c, k); });
  same("syr2k", [&](double* c) { cblas_dsyr2k(o, u, t, k, k, 2, A, k, A, k, -1, c, k); });
  same("gemmt", [&](double* c) { cblas_dgemmt(o, u, t, t, k, k, 2, A, k, A, k, -1, c, k); });
  same("trmm", [&](double* c) { cblas_dtrmm(o, right, u, t, d, k, k, 2, A, k, c, k); });
  same("trsm", [&](double* c) { cblas_dtrsm(o, left, u, t, d, k, k, 2, D, k, c, k); });
  same("trsm_batch", [&](double* c) {
    cblas_dtrsm_batch_strided(o, left, u, t, d, k, 200, 2, D, k, 0, c, 200, 200 * k, 2);
  });
  same("imatcopy", [&](double* c) { cblas_dimatcopy(o, t, 70, 90, 2, c, 90, 70); });
}

// Each of the two troubles is told once.
TEST(AbiOutOfMemoryAndNoDeviceTest, ComputesAllTheSame) {
  const test::ChildResult child =
      test::run_child({"/proc/self/exe", "--gtest_filter=AbiOutOfMemoryTest.*"},
                      {{"FULCRUM_BACKEND", "cuda"}, {"CUDA_VISIBLE_DEVICES", ""}});
  EXPECT_EQ(child.exit_status, 0) << "signal " << child.signal << '\n' << child.out << child.err;
  EXPECT_EQ(std::count(child.err.begin(), child.err.end(), '\n'), 2) << child.err;
  for (const char* trouble : {"; computing with SIMD\n", "; computing without it, slower\n"})
    EXPECT_NE(child.err.find(trouble), std::string::npos) << child.err;
}

}  // namespace
}  // namespace fulcrum
