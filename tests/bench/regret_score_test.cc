// SPDX-License-Identifier: Apache-2.0
// The score's arithmetic against figures computed by hand.
#include "bench/regret/score.hpp"

#include <gtest/gtest.h>

#include "tests/bench/regret.hpp"

namespace fulcrum::regret {
namespace {

bool in_place(const Call&) { return false; }
bool across(const Call&) { return true; }

// In place wins the first by 2, the device the second by 4; the third is a tie, and short.
std::vector<Cell> three() {
  return {cell_of(call_of(Routine::Gemm, 10, 10, 10), 10e3, 20e3),
          cell_of(call_of(Routine::Gemm, 20, 20, 20), 40e3, 10e3),
          cell_of(call_of(Routine::Gemm, 5, 5, 5), 1000, 1050)};
}

TEST(Quantile, NearestRank) {
  EXPECT_EQ(quantile({}, 0.5), 0);
  EXPECT_EQ(quantile({7}, 0.99), 7);
  EXPECT_EQ(quantile({3, 1, 2}, 0.5), 2);
  EXPECT_EQ(quantile({4, 3, 2, 1}, 0.5), 2);
  EXPECT_EQ(quantile({4, 3, 2, 1}, 0.51), 3);
  EXPECT_EQ(quantile({4, 3, 2, 1}, 1), 4);
}

TEST(Score, OfOneWhoStaysInPlace) {
  const Score s = score(three(), rule(in_place), kWarm, 0);
  EXPECT_EQ(s.cells, 3U);
  EXPECT_DOUBLE_EQ(s.oracle_ns, 21e3);
  EXPECT_DOUBLE_EQ(s.spent_ns, 51e3);
  EXPECT_DOUBLE_EQ(s.weighted, 30.0 / 21);
  EXPECT_DOUBLE_EQ(s.p50, 0);
  EXPECT_DOUBLE_EQ(s.p95, 3);
  EXPECT_DOUBLE_EQ(s.worst, 3);
  EXPECT_EQ(s.worst_cell, "gemm f64 NN 0 20 20 20");
  EXPECT_EQ(s.judged, 2U);
  EXPECT_DOUBLE_EQ(s.accuracy, 0.5);
  EXPECT_EQ(s.judged_near, 2U);  // a ratio of 4 is near, and 1.05 a tie
}

TEST(Score, OfOneWhoGoesAcross) {
  const Score s = score(three(), rule(across), kWarm, 0);
  EXPECT_DOUBLE_EQ(s.spent_ns, 31050);
  EXPECT_NEAR(s.p50, 0.05, 1e-12);
  EXPECT_DOUBLE_EQ(s.p99, 1);
  EXPECT_DOUBLE_EQ(s.worst, 1);
  EXPECT_DOUBLE_EQ(s.accuracy, 0.5);
}

TEST(Score, ShortCellsHaveNoWorst) {
  const Score s =
      score({cell_of(call_of(Routine::Dot, 1, 9, 1), 5000, 1e6)}, rule(across), kWarm, 0);
  EXPECT_DOUBLE_EQ(s.worst, 0);
  EXPECT_EQ(s.worst_cell, "");
  EXPECT_DOUBLE_EQ(s.p99, 199);
  EXPECT_EQ(s.judged, 1U);
  EXPECT_EQ(s.judged_near, 0U);
  EXPECT_DOUBLE_EQ(s.near_accuracy, 1);
}

TEST(Score, OfNoCell) {
  const Score s = score({}, rule(across), 8, 1);
  EXPECT_EQ(s.cells, 0U);
  EXPECT_EQ(s.weighted, 0);
}

TEST(Score, TheContextIsPaidOnce) {
  const Cell cell = three()[1];
  EXPECT_DOUBLE_EQ(oracle_ns(cell, kWarm, 100e3), 10e3);
  EXPECT_DOUBLE_EQ(oracle_ns(cell, 1, 100e3), 40e3);
  EXPECT_DOUBLE_EQ(oracle_ns(cell, 8, 100e3), 180e3);
  EXPECT_DOUBLE_EQ(rule(across)(cell, 8, 100e3).ns, 180e3);
  EXPECT_DOUBLE_EQ(rule(in_place)(cell, 8, 100e3).ns, 320e3);
  const Score s = score({cell}, rule(in_place), 8, 100e3);
  EXPECT_DOUBLE_EQ(s.weighted, 320.0 / 180 - 1);
  EXPECT_DOUBLE_EQ(s.accuracy, 0);
  EXPECT_EQ(s.judged_near, 1U);
}

TEST(Precision, OfPredictions) {
  // 5 us and less count for the median and the 15% alone.
  const Precision p = precision_of({110, 5e3, 30e3, 10e3}, {100, 10e3, 10e3, 10e3});
  EXPECT_EQ(p.calls, 4U);
  EXPECT_DOUBLE_EQ(p.median, 1);
  EXPECT_DOUBLE_EQ(p.within_15, 0.5);
  EXPECT_DOUBLE_EQ(p.within_2, 2.0 / 3);
  EXPECT_EQ(precision_of({}, {}).calls, 0U);
}

Chooser predicting(bool device, double gain_ns, double decision_ns) {
  return model([=](const Call&) { return Prediction{device, gain_ns, decision_ns}; });
}

TEST(Model, DecidingIsCounted) {
  const Cell cell = three()[1];
  EXPECT_DOUBLE_EQ(predicting(true, 30e3, 100)(cell, kWarm, 1e9).ns, 10100);
  EXPECT_DOUBLE_EQ(predicting(false, 0, 100)(cell, kWarm, 1e9).ns, 40100);
  EXPECT_DOUBLE_EQ(predicting(false, 0, 100)(cell, 8, 1e9).ns, 8 * 40100);
}

TEST(Model, BuysTheContextAsSkiRental) {
  const Cell cell = three()[1];
  // 30 + 30 + 30 us have been missed, and the fourth call's 30 make 100.
  Spent s = predicting(true, 30e3, 0)(cell, 8, 100e3);
  EXPECT_DOUBLE_EQ(s.ns, 3 * 40e3 + 100e3 + 5 * 10e3);
  EXPECT_TRUE(s.device);
  s = predicting(true, 30e3, 0)(cell, 3, 100e3);
  EXPECT_DOUBLE_EQ(s.ns, 120e3);
  EXPECT_FALSE(s.device);
  // A call that gains as much as the context costs buys it at once.
  s = predicting(true, 100e3, 0)(cell, 1, 100e3);
  EXPECT_DOUBLE_EQ(s.ns, 110e3);
  // What gains nothing never does.
  s = predicting(true, 0, 0)(cell, 128, 100e3);
  EXPECT_DOUBLE_EQ(s.ns, 128 * 40e3);
  EXPECT_FALSE(s.device);
  // Nothing to pay: at once.
  s = predicting(true, 30e3, 0)(cell, 2, 0);
  EXPECT_DOUBLE_EQ(s.ns, 20e3);
}

}  // namespace
}  // namespace fulcrum::regret
