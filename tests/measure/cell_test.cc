// SPDX-License-Identifier: Apache-2.0
// A cell against devices of the test's own: one that is right, one that is wrong in one element,
// one that fails.
#include "offload/measure/cell.hpp"

#include <gtest/gtest.h>

#include <array>

namespace fulcrum::measure {
namespace {

enum class Fault { None, OneElement, NothingWritten, Fails, FailsLater };

// Computes with the portable kernels, then spoils the result as told.
class TestDevice : public offload::BlasDevice {
 public:
  explicit TestDevice(Fault fault) : fault_(fault) { info_.name = "test"; }

  const offload::DeviceInfo& info() const noexcept override { return info_; }
  std::string closed_because() const override { return {}; }
  offload::Outcome gemm(const GemmProblem<float>& p) noexcept override {
    return run(p.c, [&] { simd::gemm(kernels<float>().gemm, p, 1); });
  }
  offload::Outcome gemm(const GemmProblem<double>& p) noexcept override {
    return run(p.c, [&] { simd::gemm(kernels<double>().gemm, p, 1); });
  }
  offload::Outcome gemv(const GemvProblem<float>& p) noexcept override {
    return run(p.y, [&] { simd::gemv(kernels<float>().gemv, p, 1); });
  }
  offload::Outcome gemv(const GemvProblem<double>& p) noexcept override {
    return run(p.y, [&] { simd::gemv(kernels<double>().gemv, p, 1); });
  }
  offload::Outcome axpy(const AxpyProblem<float>& p) noexcept override {
    return run(p.y, [&] { simd::axpy(kernels<float>().level1, p, 1); });
  }
  offload::Outcome axpy(const AxpyProblem<double>& p) noexcept override {
    return run(p.y, [&] { simd::axpy(kernels<double>().level1, p, 1); });
  }
  offload::Outcome dot(const DotProblem<float>& p) noexcept override {
    return run(p.result, [&] { simd::dot(kernels<float>().level1, p, 1); });
  }
  offload::Outcome dot(const DotProblem<double>& p) noexcept override {
    return run(p.result, [&] { simd::dot(kernels<double>().level1, p, 1); });
  }
  Location location(const void*) const noexcept override { return Location::Pageable; }
  double backlog_ns() const noexcept override { return 0; }

  int calls = 0;

 private:
  template <class T>
  static const simd::Kernels<T>& kernels() {
    return simd::find_target(Isa::Scalar)->kernels<T>();
  }
  template <class T, class Compute>
  offload::Outcome run(T* out, Compute compute) {
    ++calls;
    if (fault_ == Fault::Fails || (fault_ == Fault::FailsLater && calls > 4)) {
      return {false, ErrorCode::DeviceFailed, "the test's failure", 0};
    }
    if (fault_ != Fault::NothingWritten) compute();
    if (fault_ == Fault::OneElement) out[0] += T{1};
    return {};
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

constexpr std::array kRoutines = {Routine::Gemm, Routine::Gemv, Routine::Axpy, Routine::Dot};
constexpr std::array kTypes = {ElementType::F32, ElementType::F64};

Shape shape_of(Routine routine) {
  if (routine == Routine::Gemm) return {33, 17, 65};
  if (routine == Routine::Gemv) return {33, 65, 1};
  return {1, 1000, 1};
}

std::int64_t outputs_of(Routine routine) {
  if (routine == Routine::Gemm) return std::int64_t{33} * 17;
  if (routine == Routine::Gemv) return 33;
  return routine == Routine::Axpy ? 1000 : 1;
}

TEST(Cell, ARightDeviceIsMeasuredAndEveryElementCompared) {
  for (const Routine routine : kRoutines) {
    for (const ElementType type : kTypes) {
      Bench bench(simd::targets().front(), 1, {std::make_shared<TestDevice>(Fault::None)});
      for (int again = 0; again < 2; ++again) {  // the operands of a second run are the same
        const CellResult cell = bench.run(routine, type, shape_of(routine), short_plan());
        EXPECT_EQ(cell.simd.ns.count, 6);
        ASSERT_EQ(cell.devices.size(), 1u);
        EXPECT_EQ(cell.devices[0].check.elements, outputs_of(routine)) << to_string(routine);
        EXPECT_EQ(cell.devices[0].check.mismatches, 0) << to_string(routine) << to_string(type);
        EXPECT_EQ(cell.devices[0].time.ns.count, 6);
        EXPECT_EQ(cell.devices[0].failure, "");
      }
    }
  }
}

TEST(Cell, AWrongElementIsFound) {
  for (const Routine routine : kRoutines) {
    for (const ElementType type : kTypes) {
      Bench bench(simd::targets().front(), 1, {std::make_shared<TestDevice>(Fault::OneElement)});
      const CellResult cell = bench.run(routine, type, shape_of(routine), short_plan());
      EXPECT_EQ(cell.devices[0].check.mismatches, 1) << to_string(routine) << to_string(type);
    }
  }
}

TEST(Cell, AResultThatWasNeverWrittenIsWrongThroughout) {
  for (const Routine routine : {Routine::Gemm, Routine::Gemv, Routine::Dot}) {
    Bench bench(simd::targets().front(), 1, {std::make_shared<TestDevice>(Fault::NothingWritten)});
    const CellResult cell = bench.run(routine, ElementType::F64, shape_of(routine), short_plan());
    EXPECT_EQ(cell.devices[0].check.mismatches, outputs_of(routine)) << to_string(routine);
  }
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
