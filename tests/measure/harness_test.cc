// SPDX-License-Identifier: Apache-2.0
// What the harness does, not how fast: every check here holds on a machine of any speed and load.
#include "offload/measure/harness.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace fulcrum::measure {
namespace {

// A contender that takes about `ns` per call by the clock that the harness reads.
Contender spin(std::int64_t ns) {
  return [ns](std::int64_t calls) {
    const std::int64_t end = now_ns() + ns * calls;
    while (now_ns() < end) {
    }
    return true;
  };
}

TEST(Harness, KeepsTheMinimumOfSamplesHoweverSmallTheBudget) {
  Plan plan;
  plan.budget_ns = 0;
  const std::vector<Contender> contenders{spin(20000)};
  const auto result = measure(contenders, plan);
  ASSERT_EQ(result.size(), 1u);
  EXPECT_EQ(result[0].ns.count, plan.min_samples);
  EXPECT_EQ(result[0].calls_per_sample, 1);
  EXPECT_GE(result[0].ns.min, 20000);
  EXPECT_GE(result[0].total_ns, 6 * 20000.0);
  EXPECT_FALSE(result[0].interrupted);
}

TEST(Harness, RepeatsAShortCallUntilASampleIsLongEnough) {
  Plan plan;
  plan.budget_ns = 1e6;
  plan.min_sample_ns = 50e3;
  std::int64_t calls = 0;
  const std::vector<Contender> contenders{[&calls](std::int64_t n) {
    calls += n;
    return spin(100)(n);
  }};
  const auto result = measure(contenders, plan);
  EXPECT_GT(result[0].calls_per_sample, 1);
  EXPECT_EQ(result[0].calls, result[0].calls_per_sample * result[0].ns.count);
  EXPECT_GT(calls, result[0].calls) << "nothing was run to warm up";
}

TEST(Harness, StopsAtTheMaximumOfSamples) {
  Plan plan;
  plan.budget_ns = 1e12;
  plan.max_samples = 9;
  plan.relative_width = -1;  // never narrow enough
  plan.min_sample_ns = 0;
  const std::vector<Contender> contenders{spin(100)};
  EXPECT_EQ(measure(contenders, plan)[0].ns.count, 9);
}

TEST(Harness, InterleavesTheContenders) {
  Plan plan;
  plan.budget_ns = 0;
  plan.min_sample_ns = 0;
  std::string order;
  const std::vector<Contender> contenders{[&order](std::int64_t) {
                                            order += 'a';
                                            return true;
                                          },
                                          [&order](std::int64_t) {
                                            order += 'b';
                                            return true;
                                          }};
  measure(contenders, plan);
  // Two calls of each to warm up and to size the sample, then rounds, in which each finds the
  // caches as another has left them: its first call there is not timed.
  EXPECT_EQ(order,
            "aabb"
            "aabbaabbaabbaabbaabbaabb");
  order.clear();
  plan.warmed_calls = 0;
  const std::vector<Measurement> times = measure(contenders, plan);
  EXPECT_EQ(order,
            "aabb"
            "abababababab");
  ASSERT_EQ(times.size(), 2U);
  for (const Measurement& time : times) {
    EXPECT_EQ(time.samples.size(), 6U);
    EXPECT_EQ(time.ns.count, 6);
  }
}

// What has the machine for itself finds the caches as it has left them.
TEST(Harness, OneContenderIsNotWarmedAgain) {
  Plan plan;
  plan.budget_ns = 0;
  plan.min_sample_ns = 0;
  int runs = 0;
  const std::vector<Contender> contenders{[&runs](std::int64_t) { return ++runs > 0; }};
  measure(contenders, plan);
  EXPECT_EQ(runs, 2 + 6);
}

TEST(Harness, AFailedContenderIsNotRunAgainAndTheOthersAreMeasured) {
  Plan plan;
  plan.budget_ns = 0;
  plan.min_sample_ns = 0;
  int runs = 0;
  const std::vector<Contender> contenders{spin(100), [&runs](std::int64_t) { return ++runs < 4; }};
  const auto result = measure(contenders, plan);
  EXPECT_FALSE(result[0].failed);
  EXPECT_EQ(result[0].ns.count, plan.min_samples);
  EXPECT_TRUE(result[1].failed);
  EXPECT_EQ(result[1].ns.count, 0);
  EXPECT_EQ(result[1].total_ns, 0);
  EXPECT_EQ(runs, 4);
}

TEST(Harness, StopsWhenAskedAndSaysSo) {
  Plan plan;
  plan.budget_ns = 1e12;
  plan.relative_width = -1;
  plan.min_sample_ns = 0;
  int rounds = 0;
  const std::vector<Contender> contenders{[&rounds](std::int64_t) {
    ++rounds;
    return true;
  }};
  const auto result = measure(contenders, plan, [&rounds] { return rounds >= 5; });
  EXPECT_EQ(rounds, 5);  // two to prepare, three samples
  EXPECT_EQ(result[0].ns.count, 3);
  EXPECT_TRUE(result[0].interrupted);
}

TEST(Harness, StopBeforeTheFirstSampleLeavesNone) {
  const std::vector<Contender> contenders{spin(100)};
  const auto result = measure(contenders, Plan{}, [] { return true; });
  EXPECT_EQ(result[0].ns.count, 0);
  EXPECT_TRUE(result[0].interrupted);
}

TEST(Harness, ExceptionsOfAContenderPropagate) {
  const std::vector<Contender> contenders{
      [](std::int64_t) -> bool { throw std::runtime_error("no"); }};
  EXPECT_THROW(measure(contenders, Plan{}), std::runtime_error);
}

}  // namespace
}  // namespace fulcrum::measure
