// SPDX-License-Identifier: Apache-2.0
#include "bench/compare/statistics.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace fulcrum::compare {
namespace {

TEST(CompareStatistics, Spread) {
  const Spread odd = spread({5, 1, 3, 2, 4});
  EXPECT_EQ(odd.median, 3);
  EXPECT_EQ(odd.q1, 2);
  EXPECT_EQ(odd.q3, 4);
  EXPECT_EQ(odd.min, 1);
  EXPECT_EQ(odd.max, 5);
  const Spread even = spread({4, 1, 2, 3});
  EXPECT_DOUBLE_EQ(even.median, 2.5);
  EXPECT_DOUBLE_EQ(even.q1, 1.75);
  EXPECT_DOUBLE_EQ(even.q3, 3.25);
  const Spread one = spread({7});
  EXPECT_EQ(one.q1, 7);
  EXPECT_EQ(one.q3, 7);
  EXPECT_EQ(spread({}).max, 0);
}

TEST(CompareStatistics, GeometricMean) {
  EXPECT_NEAR(geometric_mean(std::vector<double>{0.5, 2, 8}), 2, 1e-15);
  EXPECT_EQ(geometric_mean(std::vector<double>{}), 0);
}

// The value is that of the medians, the spread that of rounds which ran side by side.
TEST(CompareStatistics, Ratio) {
  const Ratio r = ratio_of({10, 30, 20}, {10, 10, 40});
  EXPECT_DOUBLE_EQ(r.value, 2);
  EXPECT_DOUBLE_EQ(r.rounds.min, 0.5);
  EXPECT_DOUBLE_EQ(r.rounds.median, 1);
  EXPECT_DOUBLE_EQ(r.rounds.max, 3);
  EXPECT_THROW(ratio_of({1, 2}, {1}), std::invalid_argument);
  EXPECT_THROW(ratio_of({}, {}), std::invalid_argument);
}

TEST(CompareStatistics, Quantile) {
  EXPECT_DOUBLE_EQ(quantile({3, 1, 2}, 0.5), 2);
  EXPECT_DOUBLE_EQ(quantile({3, 1, 2}, 0.75), 2.5);
  EXPECT_EQ(quantile({}, 0.5), 0);
}

Ratio around(double low, double value, double high) {
  Ratio r;
  r.value = value;
  r.rounds.min = low;
  r.rounds.max = high;
  return r;
}

TEST(CompareStatistics, OverRunsTheMedianAndTheWholeRange) {
  const Ratio r = over_runs({around(0.8, 0.9, 1.1), around(0.7, 1.0, 1.2), around(0.9, 1.3, 1.4)});
  EXPECT_DOUBLE_EQ(r.value, 1.0);
  EXPECT_DOUBLE_EQ(r.rounds.min, 0.7);
  EXPECT_DOUBLE_EQ(r.rounds.max, 1.4);
  EXPECT_THROW(over_runs({}), std::invalid_argument);
}

TEST(CompareStatistics, MovedMeansDisjointRangesAndMoreThanThreePercent) {
  const Ratio before = around(0.95, 1.00, 1.05);
  EXPECT_EQ(moved(before, around(1.06, 1.10, 1.15)), Movement::Faster);
  EXPECT_EQ(moved(before, around(0.85, 0.90, 0.94)), Movement::Slower);
  EXPECT_EQ(moved(before, around(1.05, 1.10, 1.15)), Movement::Same);  // they touch
  EXPECT_EQ(moved(before, around(0.85, 0.90, 0.96)), Movement::Same);
  const Ratio sharp = around(0.999, 1.000, 1.001);
  EXPECT_EQ(moved(sharp, around(1.028, 1.029, 1.030)), Movement::Same);
  EXPECT_EQ(moved(sharp, around(1.030, 1.031, 1.032)), Movement::Faster);
  EXPECT_EQ(moved(sharp, around(0.970, 0.971, 0.972)), Movement::Same);
  EXPECT_EQ(moved(sharp, around(0.968, 0.969, 0.970)), Movement::Slower);
}

}  // namespace
}  // namespace fulcrum::compare
