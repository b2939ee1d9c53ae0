// SPDX-License-Identifier: Apache-2.0
#include "bench/paired.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <thread>

namespace fulcrum::bench {
namespace {

measure::Summary interval(double low, double high) {
  measure::Summary s;
  s.count = 20;
  s.low = low;
  s.median = (low + high) / 2;
  s.high = high;
  s.coverage = 0.96;
  return s;
}

// The limit of 25% is the ratio 0.8, exactly.
TEST(Paired, VerdictAsksForTheWholeInterval) {
  EXPECT_EQ(verdict(interval(0.80, 0.90), 0.25), Verdict::Within);
  EXPECT_EQ(verdict(interval(1.50, 1.90), 0.25), Verdict::Within);
  EXPECT_EQ(verdict(interval(0.60, 0.79), 0.25), Verdict::Beyond);
  EXPECT_EQ(verdict(interval(0.60, 0.80), 0.25), Verdict::Undecided);
  EXPECT_EQ(verdict(interval(0.79, 1.90), 0.25), Verdict::Undecided);
}

TEST(Paired, NoVerdictWithoutAnInterval) {
  measure::Summary few = interval(0.5, 0.6);
  few.coverage = 0.94;  // five samples
  EXPECT_EQ(verdict(few, 0.05), Verdict::Undecided);
  EXPECT_EQ(verdict(measure::summarize({}), 0.05), Verdict::Undecided);
}

// Logs each call's number of repetitions; long enough that one call is a sample.
measure::Contender logged(std::string& log, char name) {
  return [&log, name](std::int64_t calls) {
    log += name;
    if (calls != 1) log += std::to_string(calls);
    std::this_thread::sleep_for(std::chrono::microseconds(200));
    return true;
  };
}

TEST(Paired, TakesTurnsAfterAnUntimedCallEach) {
  std::string log;
  measure::Plan plan;
  plan.min_samples = plan.max_samples = 3;
  plan.min_sample_ns = 100e3;
  const Paired p = time_pairs(logged(log, 'a'), logged(log, 'b'), plan);
  EXPECT_EQ(log, "aabbaabbbbaaaabb");  // warm-up and trial of both, then ab, ba, ab
  EXPECT_EQ(p.ratio.count, 3);
  EXPECT_EQ(p.first_ns.count, 3);
  EXPECT_GE(p.second_ns.min, 200e3);
}

TEST(Paired, RatioIsFirstOverSecondPerCall) {
  const auto sleeps = [](int ms) {
    return [ms](std::int64_t calls) {
      std::this_thread::sleep_for(std::chrono::milliseconds(ms) * calls);
      return true;
    };
  };
  measure::Plan plan;
  plan.min_samples = plan.max_samples = 9;
  plan.min_sample_ns = 1;
  // A sleep is never shorter than asked for, and most are not ten times as long.
  EXPECT_GT(time_pairs(sleeps(20), sleeps(2), plan).ratio.median, 1);
  EXPECT_LT(time_pairs(sleeps(2), sleeps(20), plan).ratio.median, 1);
}

TEST(Paired, PausesBetweenTheUntimedCallAndTheSample) {
  std::int64_t last = 0, shortest = 1'000'000'000;
  int calls = 0;
  const auto gaps = [&](std::int64_t) {
    const std::int64_t now = measure::now_ns();
    if (++calls % 2 == 0 && calls > 4) shortest = std::min(shortest, now - last);
    last = now;
    return true;
  };
  measure::Plan plan;
  plan.min_samples = plan.max_samples = 2;
  plan.min_sample_ns = 1;
  time_pairs(gaps, gaps, plan, 300e3);
  EXPECT_EQ(calls, 12);  // 4 to warm up, then 2 for each of 4 samples
  EXPECT_GE(shortest, 300'000);
}

TEST(Paired, EndsAtTheBudgetButNotBeforeTheFewest) {
  std::string log;
  measure::Plan plan;
  plan.min_samples = 4;
  plan.budget_ns = 1;
  plan.min_sample_ns = 1;
  EXPECT_EQ(time_pairs(logged(log, 'a'), logged(log, 'b'), plan).ratio.count, 4);
}

TEST(Paired, AFailedCallIsAnError) {
  std::string log;
  const auto fails = [](std::int64_t) { return false; };
  EXPECT_THROW(time_pairs(logged(log, 'a'), fails, {}), std::runtime_error);
}

}  // namespace
}  // namespace fulcrum::bench
