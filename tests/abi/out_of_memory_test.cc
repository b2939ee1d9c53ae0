// SPDX-License-Identifier: Apache-2.0
// Scratch memory that cannot be had: the C ABI has no way to say so and no right to give up, so it
// computes without. Elements are small integers, so results are exact.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include "fulcrum/cblas.h"
#include "fulcrum/decision.hpp"
#include "tests/support/child.hpp"
#include "tests/support/refuse_memory.hpp"

namespace fulcrum {
namespace {

using test::g_refuse;
using test::g_refused;

constexpr int kSize = 150;
constexpr std::size_t kElements = std::size_t{kSize} * kSize;

// last_decision() is of the call that was just computed, with or without memory or a device.
void expect_last(Routine routine) {
  const Decision last = last_decision();
  EXPECT_EQ(last.call.routine, routine);
  EXPECT_EQ(last.call.m, kSize);
  EXPECT_EQ(last.backend, Backend::Simd);
  EXPECT_NE(last.reason, Reason::None);
}

class AbiOutOfMemoryTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {  // the process's first call makes its state
    const double one = 1;
    double c = 0;
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, 1, 1, 1, 1, &one, 1, &one, 1, 0, &c, 1);
  }

  // On a fresh thread, which has no scratch memory yet.
  template <class Call>
  static void refusing(Call call) {
    const int before = g_refused.load();
    std::thread([&] {
      g_refuse = true;
      call();
      g_refuse = false;
    }).join();
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

// Each of the two troubles is told once.
TEST(AbiOutOfMemoryAndNoDeviceTest, ComputesAllTheSame) {
  const test::ChildResult child =
      test::run_child({"/proc/self/exe", "--gtest_filter=AbiOutOfMemoryTest.*"},
                      {{"FULCRUM_BACKEND", "cuda"}, {"CUDA_VISIBLE_DEVICES", ""}});
  EXPECT_EQ(child.exit_status, 0) << "signal " << child.signal << '\n' << child.out << child.err;
  EXPECT_LE(std::count(child.err.begin(), child.err.end(), '\n'), 2) << child.err;
}

}  // namespace
}  // namespace fulcrum
