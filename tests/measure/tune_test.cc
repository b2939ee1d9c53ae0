// SPDX-License-Identifier: Apache-2.0
// What predictions are held to, by hand, and that calls are timed at all: no time is asserted.
#include "offload/measure/tune.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "offload/decision/cost.hpp"
#include "offload/decision/profile.hpp"
#include "offload/measure/families.hpp"
#include "offload/routines/traits.hpp"
#include "simd/targets.hpp"

namespace fulcrum::measure {
namespace {

Prediction predicted(double predicted_ns, double measured_ns) {
  Prediction prediction;
  prediction.sample.ns = measured_ns;
  prediction.predicted_ns = predicted_ns;
  return prediction;
}

TEST(Score, IsOfTheRatios) {
  // 0.5, 0.8, 1, 1.1, 2: errors 2, 1.25, 1, 1.1, 2. Of the last two only one is long.
  const std::vector<Prediction> predictions = {predicted(1100, 1000), predicted(8000, 10'000),
                                               predicted(500, 1000), predicted(6000, 6000),
                                               predicted(40'000, 20'000)};
  const Score result = score("some", predictions);
  EXPECT_EQ(result.name, "some");
  EXPECT_EQ(result.count, 5);
  EXPECT_DOUBLE_EQ(result.median, 1);
  EXPECT_DOUBLE_EQ(result.p80, 2);  // 1, 1.1, 1.25, 2, 2
  EXPECT_DOUBLE_EQ(result.p99, 2);
}

TEST(Score, TheLargestErrorsCountAboveFiveMicroseconds) {
  const Score result = score("", std::vector{predicted(10'000, 1000), predicted(4000, 5000),
                                             predicted(6600, 6000), predicted(50'000, 60'000)});
  EXPECT_DOUBLE_EQ(result.p99, 1.2);
}

TEST(Score, OfNothingIsNothing) {
  const Score result = score("none", {});
  EXPECT_EQ(result.count, 0);
  EXPECT_EQ(result.median, 0);
  EXPECT_EQ(result.p80, 0);
  EXPECT_EQ(result.p99, 0);
  EXPECT_FALSE(limits_of(Form::Quick).kept_by(result)) << "nothing was shown";
}

TEST(Score, OfManyIsByTheirOrder) {
  std::vector<Prediction> predictions;
  for (int i = 1000; i >= 0; --i)
    predictions.push_back(predicted(1e6 * (1 + 0.001 * i), 1e6));  // errors of 0 to 100%
  const Score result = score("", predictions);
  EXPECT_NEAR(result.median, 1.5, 1e-9);
  EXPECT_NEAR(result.p80, 1.8, 1e-9);
  EXPECT_NEAR(result.p99, 1.99, 1e-9);
}

TEST(Limits, AreKeptOnBothSidesOfOne) {
  const Limits limits{0.10, 0.35, 2};
  Score result;
  result.median = result.p80 = result.p99 = 1;
  EXPECT_TRUE(limits.kept_by(result));
  for (const double median : {1.0999, 1 / 1.0999}) {
    result.median = median;
    EXPECT_TRUE(limits.kept_by(result)) << median;
  }
  for (const double median : {1.1001, 1 / 1.1001}) {
    result.median = median;
    EXPECT_FALSE(limits.kept_by(result)) << median;
  }
  result.median = 1;
  result.p80 = 1.3499;
  result.p99 = 2.999;
  EXPECT_TRUE(limits.kept_by(result));
  result.p80 = 1.3501;
  EXPECT_FALSE(limits.kept_by(result));
  result.p80 = 1;
  result.p99 = 3.001;
  EXPECT_FALSE(limits.kept_by(result));
}

TEST(Limits, OfTheFullFormAreNarrower) {
  const Limits full = limits_of(Form::Full), quick = limits_of(Form::Quick);
  EXPECT_LT(full.median, quick.median);
  EXPECT_LT(full.p80, quick.p80);
  EXPECT_LT(full.p99, quick.p99);
}

TEST(ScoreThreads, CountsCallsWhoseTimesDiffer) {
  offload::HostProfile host = offload::analytic_host(Isa::Scalar, 4, 8);
  host.analytic = false;
  const offload::Snapshot snapshot = offload::snapshot_of(host, {});
  const Call large =
      make_call(Routine::Gemm, ElementType::F64, {2000, 2000, 2000}, Location::Pageable, 0);
  ASSERT_GT(offload::host_cost(large, offload::work_of(large), snapshot).threads, 1);
  const Call small = make_call(Routine::Gemm, ElementType::F64, {4, 4, 4}, Location::Pageable, 0);
  const std::vector<Sample> samples = {{large, 1, 100}, {large, 4, 50},   // right
                                       {large, 1, 50},  {large, 4, 100},  // wrong
                                       {large, 1, 100}, {large, 4, 95},   // too close to tell
                                       {small, 1, 10},                    // measured on one alone
                                       {large, 4, 60},                    // and on all alone
                                       {small, 1, 10},  {small, 4, 20}};  // right
  const ThreadScore score = score_threads(snapshot, samples);
  EXPECT_EQ(score.differing, 3);
  EXPECT_EQ(score.right, 2);
  EXPECT_NEAR(score.lost, (50. + 100 + 95 + 10) / (50 + 50 + 95 + 10) - 1, 1e-12);
  EXPECT_EQ(score_threads(snapshot, {}).differing, 0);
}

std::vector<Call> tiny_calls() {
  return {make_call(Routine::Gemm, ElementType::F32, {8, 9, 10}, Location::Pageable, 0),
          make_call(Routine::Dot, ElementType::F64, {1, 100, 1}, Location::Pageable, 0)};
}

TEST(TimeCalls, EveryCallHasATime) {
  const std::vector<Call> calls = tiny_calls();
  std::vector<Routine> steps;
  Watch watch;
  watch.progress = [&](const Step& step) {
    steps.push_back(step.call->routine);
    EXPECT_EQ(step.side, "simd");
    EXPECT_GE(step.all_s, step.done_s);
  };
  const Timed timed =
      time_calls(simd::targets().front(), {"simd", nullptr}, calls, {.threads = 2}, watch);
  ASSERT_EQ(timed.samples.size(), 2U) << "one thread each: no kernel shares so little";
  EXPECT_GT(timed.probe_ns, 0);
  EXPECT_TRUE(timed.failures.empty());
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(timed.samples[i].call.routine, calls[i].routine);
    EXPECT_EQ(timed.samples[i].threads, 1);
    EXPECT_GT(timed.samples[i].ns, 0);
  }
  EXPECT_EQ(steps, (std::vector{Routine::Gemm, Routine::Dot}));
}

// Each call is measured anew in every pass, behind all others.
TEST(TimeCalls, SeveralPassesMakeOneTime) {
  std::vector<Routine> steps;
  Watch watch;
  watch.progress = [&](const Step& step) { steps.push_back(step.call->routine); };
  const Timed timed =
      time_calls(simd::targets().front(), {"simd", nullptr}, tiny_calls(), {.passes = 2}, watch);
  EXPECT_EQ(steps, (std::vector{Routine::Gemm, Routine::Dot, Routine::Gemm, Routine::Dot}));
  EXPECT_EQ(timed.samples.size(), 2U);
  EXPECT_GE(timed.repeat_p80, 1);
  EXPECT_EQ(time_calls(simd::targets().front(), {"simd", nullptr}, tiny_calls(), {}, {}).repeat_p80,
            0);
}

// The calibration has transposes in place of square matrices alone, increments and right sides.
TEST(TimeCalls, WithLettersAndIncrements) {
  Call turned = make_call(Routine::Imatcopy, ElementType::F64, {20, 20, 1}, Location::Pageable, 0);
  turned.trans_a = Op::Trans;
  Call right = make_call(Routine::Trsm, ElementType::C32, {9, 7, 1}, Location::Pageable, 0);
  right.side = Side::Right;
  right = offload::traits_of(right).completed(right);
  offload::make_tight(right);
  Call gaps = make_call(Routine::Axpy, ElementType::F32, {1, 50, 1}, Location::Pageable, 0);
  gaps.lda = 3;
  const std::vector<Call> calls = {turned, right, gaps};
  const Timed timed = time_calls(simd::targets().front(), {"simd", nullptr}, calls, {}, {});
  ASSERT_EQ(timed.samples.size(), calls.size());
  for (const Sample& sample : timed.samples) EXPECT_GT(sample.ns, 0);
}

TEST(TimeCalls, EndsWhenTold) {
  Watch watch;
  watch.stop = [] { return true; };
  const Timed timed =
      time_calls(simd::targets().front(), {"simd", nullptr}, tiny_calls(), {}, watch);
  EXPECT_TRUE(timed.samples.empty());
}

// Computes with the portable kernels, or fails.
class TestDevice : public offload::BlasDevice {
 public:
  explicit TestDevice(bool fails) : fails_(fails) { info_.name = "test"; }

  const offload::DeviceInfo& info() const noexcept override { return info_; }
  std::string closed_because() const override { return {}; }
  offload::Outcome run(const offload::AnyProblem& problem) noexcept override {
    if (fails_) return {false, ErrorCode::DeviceFailed, "the test's failure", 0};
    problem.ops().host(*simd::find_target(Isa::Scalar), problem.get(), 1, simd::Scratch::Workspace);
    return {};
  }
  Location location(const void*) const noexcept override { return Location::Pageable; }
  double backlog_ns() const noexcept override { return 0; }

 private:
  bool fails_;
  offload::DeviceInfo info_;
};

TEST(TimeCalls, OnADevice) {
  const TunedSide side{"test:0", std::make_shared<TestDevice>(false)};
  const Timed timed =
      time_calls(simd::targets().front(), side, tiny_calls(), {.threads = 2, .probe_ns = 100}, {});
  ASSERT_EQ(timed.samples.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(timed.samples[i].threads, i % 2 == 0 ? 1 : 0) << "in place, then on the device";
    EXPECT_GT(timed.samples[i].ns, 0);
  }
}

TEST(TimeCalls, WhatADeviceSaysIsKeptOnce) {
  const TunedSide side{"test:0", std::make_shared<TestDevice>(true)};
  const Timed timed = time_calls(simd::targets().front(), side, tiny_calls(), {}, {});
  ASSERT_EQ(timed.samples.size(), 2U);
  for (const Sample& sample : timed.samples) EXPECT_GT(sample.threads, 0) << "in place alone";
  EXPECT_EQ(timed.failures, (std::vector<std::string>{"the test's failure"}));
}

}  // namespace
}  // namespace fulcrum::measure
