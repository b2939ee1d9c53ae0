// SPDX-License-Identifier: Apache-2.0
#include "bench/regret/rules.hpp"

#include <gtest/gtest.h>

#include "tests/bench/regret.hpp"

namespace fulcrum::regret {
namespace {

TEST(Rules, Scilib) {
  EXPECT_TRUE(scilib(call_of(Routine::Gemm, 500, 500, 500)));
  EXPECT_FALSE(scilib(call_of(Routine::Gemm, 500, 500, 499)));
  EXPECT_TRUE(scilib(call_of(Routine::Gemm, 5000, 5000, 5)));
  EXPECT_FALSE(scilib(call_of(Routine::Gemv, 50000, 50000, 1)));
}

TEST(Rules, MklAutomatic) {
  EXPECT_TRUE(mkl_automatic(call_of(Routine::Gemm, 1281, 1281, 257)));
  EXPECT_FALSE(mkl_automatic(call_of(Routine::Gemm, 1280, 4000, 4000)));
  EXPECT_FALSE(mkl_automatic(call_of(Routine::Gemm, 4000, 4000, 256)));
  Call call = call_of(Routine::Gemm, 2048, 2049, 300);
  call.trans_b = Op::Trans;
  EXPECT_TRUE(mkl_automatic(call));
  call.trans_a = Op::Trans;
  EXPECT_FALSE(mkl_automatic(call));
  call.m = 2049;
  EXPECT_TRUE(mkl_automatic(call));
  EXPECT_TRUE(mkl_automatic(call_of(Routine::Trsm, 513, 513, 1)));
  EXPECT_FALSE(mkl_automatic(call_of(Routine::Symm, 512, 513, 1)));
  EXPECT_FALSE(mkl_automatic(call_of(Routine::Axpy, 1, 1 << 24, 1)));
}

TEST(Rules, ElementsAndBatches) {
  EXPECT_TRUE(cupynumeric(call_of(Routine::Gemm, 256, 8, 256)));
  EXPECT_FALSE(cupynumeric(call_of(Routine::Gemm, 255, 255, 255)));
  EXPECT_TRUE(cupynumeric(call_of(Routine::Dot, 1, 65536, 1)));
  Call call = call_of(Routine::Gemm, 9, 9, 9);
  EXPECT_FALSE(ggml_batch(call));
  call.batch = 32;
  EXPECT_TRUE(ggml_batch(call));
}

TEST(StarPu, HistoryNeedsTenSamplesAndDropsOutliers) {
  History history;
  for (int i = 0; i < 9; ++i) history.observe(100);
  EXPECT_FALSE(history.mean());
  history.observe(200);
  EXPECT_DOUBLE_EQ(history.mean().value(), 110);
  history.observe(170);  // beyond 165
  EXPECT_DOUBLE_EQ(history.mean().value(), 110);
  history.observe(154);
  EXPECT_DOUBLE_EQ(history.mean().value(), 1254.0 / 11);
}

TEST(StarPu, PaysForItsLearningCalls) {
  const Cell cell = cell_of(call_of(Routine::Gemm, 20, 20, 20), 40, 10);
  const Chooser chooser = starpu();
  EXPECT_DOUBLE_EQ(chooser(cell, kWarm, 1000).ns, 10);
  EXPECT_DOUBLE_EQ(chooser(cell, 1, 1000).ns, 40);
  EXPECT_FALSE(chooser(cell, 1, 1000).device);
  EXPECT_DOUBLE_EQ(chooser(cell, 8, 1000).ns, 1000 + 4 * 40 + 4 * 10);
  EXPECT_DOUBLE_EQ(chooser(cell, 32, 1000).ns, 1000 + 10 * 40 + 10 * 10 + 12 * 10);
  EXPECT_TRUE(chooser(cell, 32, 1000).device);
  const Cell slow = cell_of(call_of(Routine::Gemm, 20, 20, 20), 10, 40);
  EXPECT_DOUBLE_EQ(chooser(slow, 32, 1000).ns, 1000 + 10 * 40 + 10 * 10 + 12 * 10);
  EXPECT_FALSE(chooser(slow, 32, 1000).device);
}

TEST(Hindsight, TheThresholdThatSpendsLeast) {
  const std::vector<Cell> cells = {cell_of(call_of(Routine::Gemm, 10, 10, 10), 1, 100),
                                   cell_of(call_of(Routine::Gemm, 20, 20, 20), 50, 40),
                                   cell_of(call_of(Routine::Gemm, 30, 30, 30), 60, 90),
                                   cell_of(call_of(Routine::Gemm, 40, 40, 40), 500, 100),
                                   cell_of(call_of(Routine::Dot, 1, 100, 1), 1, 9)};
  const Chooser best = hindsight(cells, kWarm, 0);
  // From 40 on: 1 + 50 + 60 + 100, where from 20 on would be 1 + 40 + 90 + 100.
  EXPECT_FALSE(best(cells[1], kWarm, 0).device);
  EXPECT_FALSE(best(cells[2], kWarm, 0).device);
  EXPECT_TRUE(best(cells[3], kWarm, 0).device);
  EXPECT_FALSE(best(cells[4], kWarm, 0).device);
  EXPECT_DOUBLE_EQ(score(cells, best, kWarm, 0).spent_ns, 212);
  // One call does not pay for a context of 1000.
  EXPECT_FALSE(hindsight(cells, 1, 1000)(cells[3], 1, 1000).device);
  EXPECT_TRUE(hindsight(cells, 8, 1000)(cells[3], 8, 1000).device);
}

// Cells with as many operations cannot be told apart.
TEST(Hindsight, EqualSizesGoTogether) {
  const std::vector<Cell> cells = {cell_of(call_of(Routine::Gemm, 10, 20, 30), 1, 100),
                                   cell_of(call_of(Routine::Gemm, 30, 20, 10), 300, 100)};
  const Chooser best = hindsight(cells, kWarm, 0);
  EXPECT_TRUE(best(cells[0], kWarm, 0).device);
  EXPECT_TRUE(best(cells[1], kWarm, 0).device);
}

// A machine that is as PM1 has it: 1 ns a point in place; across 0.1 ns a point, 1000 ns, 1 ns a
// byte.
std::vector<Sample> linear_machine() {
  std::vector<Sample> samples;
  const auto add = [&](std::int64_t m, std::int64_t n, std::int64_t k) {
    const Call call = call_of(Routine::Gemm, m, n, k);
    const auto points = static_cast<double>(m * n * k);
    const auto bytes = static_cast<double>(8 * (m * k + k * n + m * n));
    samples.push_back({call, 1, points + 50});
    samples.push_back({call, 4, points / 4});
    samples.push_back({call, 0, 0.1 * points + 1000 + bytes});
  };
  for (const std::int64_t n : {4, 8, 16, 32, 64, 128}) add(n, n, n);
  for (const std::int64_t n : {4, 8, 16, 32}) add(16 * n, n, n);
  return samples;
}

TEST(Pm1, CorrectedFindsALinearMachine) {
  const Pm1 pm1(Pm1::Form::Corrected, linear_machine(), State::Pageable, 1);
  for (const std::int64_t n : {5, 12, 20, 30, 31, 40, 100}) {
    const auto points = static_cast<double>(n * n * n);
    const bool device = 0.1 * points + 1000 + 24.0 * static_cast<double>(n * n) < points + 50;
    EXPECT_EQ(pm1.on_device(call_of(Routine::Gemm, n, n, n)), device) << n;
  }
  EXPECT_FALSE(pm1.on_device(call_of(Routine::Gemv, 4000, 4000, 1)));
}

// Without the price of copies a product of 15 goes across, which pays from 30 on.
TEST(Pm1, AsWrittenPricesNoCopy) {
  const Pm1 pm1(Pm1::Form::AsWritten, linear_machine(), State::Pageable, 1);
  EXPECT_FALSE(pm1.on_device(call_of(Routine::Gemm, 9, 9, 9)));
  EXPECT_TRUE(pm1.on_device(call_of(Routine::Gemm, 15, 15, 15)));
  // No samples of that state, or of that shape: in place.
  EXPECT_FALSE(Pm1(Pm1::Form::AsWritten, linear_machine(), State::Pinned, 1)
                   .on_device(call_of(Routine::Gemm, 99, 99, 99)));
}

}  // namespace
}  // namespace fulcrum::regret
