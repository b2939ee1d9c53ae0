// SPDX-License-Identifier: Apache-2.0
// A cell against devices of the test's own: one that is right, one that is wrong in one element,
// one that fails.
#include "offload/measure/cell.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <type_traits>

#include "offload/routines/traits.hpp"
#include "offload/routines/with_problem.hpp"

namespace fulcrum::measure {
namespace {

enum class Fault { None, OneElement, NothingWritten, Fails, FailsLater, ServesNothing };

// Computes with the portable kernels, then spoils the result as told.
class TestDevice : public offload::BlasDevice {
 public:
  explicit TestDevice(Fault fault) : fault_(fault) { info_.name = "test"; }

  const offload::DeviceInfo& info() const noexcept override { return info_; }
  std::string closed_because() const override { return {}; }
  bool serves(const offload::AnyProblem&) const noexcept override {
    return fault_ != Fault::ServesNothing;
  }
  offload::Outcome run(const offload::AnyProblem& problem) noexcept override {
    ++calls;
    if (fault_ == Fault::Fails || (fault_ == Fault::FailsLater && calls > 4)) {
      return {false, ErrorCode::DeviceFailed, "the test's failure", 0};
    }
    if (fault_ != Fault::NothingWritten) {
      problem.ops().host(*simd::find_target(Isa::Scalar), problem.get(), 1,
                         simd::Scratch::Workspace);
    }
    if (fault_ == Fault::OneElement) spoil(problem);
    return {};
  }
  Location location(const void*) const noexcept override { return Location::Pageable; }
  double backlog_ns() const noexcept override { return 0; }

  int calls = 0;

 private:
  // Adds 1 to the first element that is written.
  static void spoil(const offload::AnyProblem& problem) {
    const Call call = problem.ops().describe(problem.get());
    offload::with_problem(
        offload::PlainProblems{}, call.routine, call.type, [&]<class P>(std::type_identity<P>) {
          const P& p = *problem.as<P>();
          if constexpr (requires { p.result; }) {
            *p.result += std::remove_cvref_t<decltype(*p.result)>(1);
          } else {
            using T = offload::Element<P>;
            const auto operands = offload::Description<P>::operands(p);
            const auto written = std::find_if(operands.begin(), operands.end(),
                                              [](const auto& operand) { return operand.writes; });
            *static_cast<T*>(const_cast<void*>(written->address)) += T(1);
          }
        });
  }

  Fault fault_;
  offload::DeviceInfo info_;
};

Plan short_plan() {
  Plan plan;
  plan.budget_ns = 0;
  plan.min_sample_ns = 100;
  return plan;
}

constexpr Shape kShape = {33, 17, 9};

// What kShape makes of a problem: how many elements are written, and whether all of them whatever
// they were.
struct Outputs {
  std::int64_t count = 0;
  bool overwritten = true;
};
Outputs outputs_of(Routine routine, ElementType type) {
  const Call call = make_call(routine, type, kShape, Location::Unknown, 1);
  const offload::Shape shape = offload::traits_of(call).shape(call);
  if (shape.reduces) return {1, true};
  Outputs result;
  for (const offload::Operand& operand : shape.operands) {
    if (!operand.writes) continue;
    result.count += static_cast<std::int64_t>(operand.elements());
    result.overwritten = result.overwritten && !operand.reads;
  }
  return result;
}

struct EachRoutine : testing::Test {
  // Calls check(routine, type) for all that can be measured.
  template <class Check>
  static void every(const Check& check) {
    for (std::size_t i = 0; i < kRoutineCount; ++i) {
      for (const ElementType type :
           {ElementType::F32, ElementType::F64, ElementType::C32, ElementType::C64}) {
        const auto routine = static_cast<Routine>(i);
        SCOPED_TRACE(std::string(to_string(routine)) + ' ' + std::string(to_string(type)));
        offload::with_problem(offload::PlainProblems{}, routine, type,
                              [&]<class P>(std::type_identity<P>) { check(routine, type); });
      }
    }
  }
};

TEST_F(EachRoutine, OnARightDeviceIsMeasuredAndEveryElementCompared) {
  Bench bench(simd::targets().front(), 1, {std::make_shared<TestDevice>(Fault::None)});
  every([&bench](Routine routine, ElementType type) {
    for (int again = 0; again < 2; ++again) {  // the operands of a second run are the same
      const CellResult cell = bench.run(routine, type, kShape, short_plan());
      EXPECT_EQ(cell.simd.ns.count, 6);
      ASSERT_EQ(cell.devices.size(), 1u);
      EXPECT_EQ(cell.devices[0].check.elements, outputs_of(routine, type).count);
      EXPECT_EQ(cell.devices[0].check.mismatches, 0);
      EXPECT_EQ(cell.devices[0].time.ns.count, 6);
      EXPECT_EQ(cell.devices[0].failure, "");
    }
  });
}

TEST_F(EachRoutine, WithAWrongElementIsFoundOut) {
  Bench bench(simd::targets().front(), 1, {std::make_shared<TestDevice>(Fault::OneElement)});
  every([&bench](Routine routine, ElementType type) {
    const CellResult cell = bench.run(routine, type, kShape, short_plan());
    EXPECT_EQ(cell.devices[0].check.mismatches, 1);
  });
}

// In f32 what is added with a factor of 2^-20 may lie within the bound.
TEST_F(EachRoutine, OfWhichNothingWasWrittenIsWrongThroughout) {
  Bench bench(simd::targets().front(), 1, {std::make_shared<TestDevice>(Fault::NothingWritten)});
  every([&bench](Routine routine, ElementType type) {
    const Outputs outputs = outputs_of(routine, type);
    if (!outputs.overwritten && (type == ElementType::F32 || type == ElementType::C32)) return;
    const CellResult cell = bench.run(routine, type, kShape, short_plan());
    if (outputs.overwritten) {
      EXPECT_EQ(cell.devices[0].check.mismatches, outputs.count);
    } else {  // a triangle with a unit diagonal leaves one element as it was
      EXPECT_GT(cell.devices[0].check.mismatches, outputs.count * 9 / 10);
    }
  });
}

TEST(Cell, OfARoutineOnOtherElementsIsRefused) {
  Bench bench(simd::targets().front(), 1, {});
  EXPECT_THROW(bench.run(Routine::Rotm, ElementType::C64, kShape, short_plan()), Error);
  EXPECT_THROW(bench.run(Routine::GemmBatch, ElementType::F64, kShape, short_plan()), Error);
}

TEST(Cell, AFailedDeviceIsCalledOnceAndTheOthersAreMeasured) {
  const auto failing = std::make_shared<TestDevice>(Fault::Fails);
  Bench bench(simd::targets().front(), 1, {failing, std::make_shared<TestDevice>(Fault::None)});
  const CellResult cell = bench.run(Routine::Gemm, ElementType::F32, {8, 8, 8}, short_plan());
  EXPECT_EQ(failing->calls, 1);
  EXPECT_EQ(cell.devices[0].failure, "the test's failure");
  EXPECT_TRUE(cell.devices[0].time.failed);
  EXPECT_EQ(cell.devices[1].time.ns.count, 6);
  EXPECT_EQ(cell.simd.ns.count, 6);
}

TEST(Cell, WhatADeviceDoesNotComputeIsNotAskedOfIt) {
  const auto other = std::make_shared<TestDevice>(Fault::ServesNothing);
  Bench bench(simd::targets().front(), 1, {other, std::make_shared<TestDevice>(Fault::None)});
  const CellResult cell = bench.run(Routine::Gemm, ElementType::F32, {8, 8, 8}, short_plan());
  EXPECT_EQ(other->calls, 0);
  EXPECT_FALSE(cell.devices[0].absent.empty());
  EXPECT_EQ(cell.devices[0].failure, "");
  EXPECT_EQ(cell.devices[0].time.ns.count, 0);
  EXPECT_EQ(cell.devices[1].absent, "");
  EXPECT_EQ(cell.devices[1].time.ns.count, 6);
}

TEST(Cell, AFailureWhileMeasuringDiscardsTheTimes) {
  const auto failing = std::make_shared<TestDevice>(Fault::FailsLater);
  Bench bench(simd::targets().front(), 1, {failing});
  const CellResult cell = bench.run(Routine::Gemm, ElementType::F32, {100, 100, 100}, short_plan());
  EXPECT_EQ(failing->calls, 5);
  EXPECT_TRUE(cell.devices[0].time.failed);
  EXPECT_EQ(cell.devices[0].failure, "the test's failure");
}

}  // namespace
}  // namespace fulcrum::measure
