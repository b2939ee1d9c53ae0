// SPDX-License-Identifier: Apache-2.0
// What predictions are held to, by hand, and that calls are timed at all: no time is asserted.
#include "offload/measure/tune.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

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
  const Timed timed = time_calls(simd::targets().front(), {"simd", nullptr}, calls, 2, 0, watch);
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
  const Timed timed = time_calls(simd::targets().front(), {"simd", nullptr}, calls, 1, 0, {});
  ASSERT_EQ(timed.samples.size(), calls.size());
  for (const Sample& sample : timed.samples) EXPECT_GT(sample.ns, 0);
}

TEST(TimeCalls, EndsWhenTold) {
  Watch watch;
  watch.stop = [] { return true; };
  const Timed timed =
      time_calls(simd::targets().front(), {"simd", nullptr}, tiny_calls(), 1, 0, watch);
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
  const Timed timed = time_calls(simd::targets().front(), side, tiny_calls(), 2, 100, {});
  ASSERT_EQ(timed.samples.size(), 2U);
  for (const Sample& sample : timed.samples) {
    EXPECT_EQ(sample.threads, 0) << "on the device";
    EXPECT_GT(sample.ns, 0);
  }
}

TEST(TimeCalls, WhatADeviceSaysIsKeptOnce) {
  const TunedSide side{"test:0", std::make_shared<TestDevice>(true)};
  const Timed timed = time_calls(simd::targets().front(), side, tiny_calls(), 1, 0, {});
  EXPECT_TRUE(timed.samples.empty());
  EXPECT_EQ(timed.failures, (std::vector<std::string>{"the test's failure"}));
}

}  // namespace
}  // namespace fulcrum::measure
