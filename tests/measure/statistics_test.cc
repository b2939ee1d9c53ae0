// SPDX-License-Identifier: Apache-2.0
#include "offload/measure/statistics.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <vector>

namespace fulcrum::measure {
namespace {

TEST(Statistics, NoSampleIsAllZeros) {
  const Summary s = summarize({});
  EXPECT_EQ(s.count, 0);
  EXPECT_EQ(s.median, 0);
  EXPECT_EQ(s.coverage, 0);
}

TEST(Statistics, MedianOfOddAndEvenCounts) {
  EXPECT_EQ(summarize(std::vector<double>{5, 1, 3}).median, 3);
  EXPECT_EQ(summarize(std::vector<double>{5, 1, 3, 4}).median, 3.5);
  EXPECT_EQ(summarize(std::vector<double>{7}).median, 7);
}

TEST(Statistics, MinAndMaxAreKept) {
  const Summary s = summarize(std::vector<double>{5, 1, 3, 9, 4, 4, 4, 4});
  EXPECT_EQ(s.min, 1);
  EXPECT_EQ(s.max, 9);
  EXPECT_LE(s.low, s.median);
  EXPECT_GE(s.high, s.median);
}

// Ranks from the table of the binomial distribution (for example Conover, Practical Nonparametric
// Statistics, A3).
TEST(Statistics, RanksAreThoseOfTheBinomialTable) {
  EXPECT_EQ(interval_rank(1), 1);
  EXPECT_EQ(interval_rank(5), 1);   // reaches only 93.75%
  EXPECT_EQ(interval_rank(6), 1);   // 96.9%
  EXPECT_EQ(interval_rank(8), 1);   // 99.2%; rank 2 would have 93.0%
  EXPECT_EQ(interval_rank(9), 2);   // 96.1%
  EXPECT_EQ(interval_rank(15), 4);  // 96.5%
  EXPECT_EQ(interval_rank(20), 6);  // 95.9%
  EXPECT_EQ(interval_rank(25), 8);  // 95.7%
}

TEST(Statistics, CoverageIsExactWhereItIsEasilyWorkedOut) {
  EXPECT_NEAR(interval_coverage(1, 1), 0, 1e-12);
  EXPECT_NEAR(interval_coverage(5, 1), 1 - 2.0 / 32, 1e-12);
  EXPECT_NEAR(interval_coverage(6, 1), 1 - 2.0 / 64, 1e-12);
  EXPECT_NEAR(interval_coverage(9, 2), 1 - 2.0 * (1 + 9) / 512, 1e-12);
}

TEST(Statistics, EveryRankFromSixSamplesCovers95PercentAndTheNextDoesNot) {
  for (int n = 6; n <= 2000; ++n) {
    const int l = interval_rank(n);
    ASSERT_GE(interval_coverage(n, l), 0.95 - 1e-9) << n;
    ASSERT_LT(interval_coverage(n, l + 1), 0.95) << n;
  }
}

// The promise itself: over many experiments with a known median, the interval holds it as often as
// it says.
TEST(Statistics, IntervalHoldsTheMedianAsOftenAsItSays) {
  std::mt19937_64 random(7);
  std::exponential_distribution<double> skewed(1.0);  // median ln 2
  constexpr double kLn2 = 0.6931471805599453;
  constexpr int kExperiments = 20000;
  for (const int n : {6, 15, 40}) {
    int held = 0;
    double claimed = 0;
    std::vector<double> samples(static_cast<std::size_t>(n));
    for (int e = 0; e < kExperiments; ++e) {
      for (double& x : samples) x = skewed(random);
      const Summary s = summarize(samples);
      claimed = s.coverage;
      held += s.low <= kLn2 && kLn2 <= s.high ? 1 : 0;
    }
    // Five standard deviations of the estimate are under 0.008.
    EXPECT_NEAR(static_cast<double>(held) / kExperiments, claimed, 0.008) << n;
  }
}

}  // namespace
}  // namespace fulcrum::measure
