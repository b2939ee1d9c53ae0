// SPDX-License-Identifier: Apache-2.0
// Backends are values: a platform that registers is forced by its name, in options and in the
// environment, and a name that nobody has is answered with those that there are.
#include "offload/platforms.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "fulcrum/fulcrum.hpp"
#include "offload/routines/level1.hpp"
#include "offload/routines/level3.hpp"
#include "src/runtime/state.hpp"
#include "tests/support/refuse_memory.hpp"

namespace fulcrum {
namespace {

// Computes with our own kernels, and fails when told.
class Abacus : public offload::BlasDevice {
 public:
  Abacus(const char* platform, const char* name, double backlog) : backlog_(backlog) {
    info_.platform = Backend(platform);
    info_.name = name;
  }
  const offload::DeviceInfo& info() const noexcept override { return info_; }
  std::string closed_because() const override { return {}; }
  offload::Outcome run(const offload::AnyProblem& problem) noexcept override {
    ++calls;
    if (small) return {false, ErrorCode::OutOfMemory, "ten beads", 0, Reason::DoesNotFit};
    if (fails) return {false, code, "a bead is stuck", columns > 0 ? front(problem) : 0};
    problem.ops().host(*simd::find_target(Isa::Scalar), problem.get(), 1, simd::Scratch::Workspace);
    return {};
  }
  Location location(const void* /*host*/) const noexcept override { return Location::Pageable; }
  double backlog_ns() const noexcept override { return backlog_; }

  int calls = 0;
  bool fails = false, small = false;
  ErrorCode code = ErrorCode::DeviceFailed;  // of the failure
  std::int64_t columns = 0;                  // of a product that are complete before it

 private:
  // The first columns of C, without scratch memory.
  std::int64_t front(const offload::AnyProblem& problem) const {
    using Product = GemmProblem<double>;
    using Description = offload::Description<Product>;
    Description::host(*simd::find_target(Isa::Scalar),
                      Description::piece(*problem.as<Product>(), 0, columns), 1,
                      simd::Scratch::None);
    return columns;
  }

  offload::DeviceInfo info_;
  double backlog_;
};

constexpr double kBacklog = 3e9;

Abacus& abacus() {
  static Abacus device("abacus", "an abacus", 0);
  return device;
}
Abacus& busy_abacus() {
  static Abacus device("abacus", "a busy abacus", kBacklog);
  return device;
}
Abacus& tally() {
  static Abacus device("tally", "a tally", 0);
  return device;
}

const offload::Discovery& discover_abacus(const Config& /*config*/) {
  const auto none = [](Abacus*) {};
  static const offload::Discovery found{
      {std::shared_ptr<Abacus>(&abacus(), none), std::shared_ptr<Abacus>(&busy_abacus(), none)},
      ""};
  return found;
}
const offload::Discovery& discover_tally(const Config& /*config*/) {
  static const offload::Discovery found{{std::shared_ptr<Abacus>(&tally(), [](Abacus*) {})}, ""};
  return found;
}

const offload::BlasPlatform& platform() {
  static const offload::BlasPlatform platform{
      Backend("abacus"),
      offload::paths_of(offload::ProblemList<DotProblem<double>, GemmProblem<double>>{}),
      &discover_abacus};
  return platform;
}

const offload::BlasPlatform& second_platform() {
  static const offload::BlasPlatform platform{Backend("tally"), {}, &discover_tally};
  return platform;
}

std::string error_of(const std::string& backend, ErrorCode code) {
  CallOptions options;
  options.backend = Backend(backend);
  double x[3] = {1, 2, 3};
  try {
    scal(3, 2.0, x, 1, options);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code);
    EXPECT_EQ(x[0], 1);
    return error.what();
  }
  return "nothing was thrown";
}

double forced_dot(Decision* decision) {
  const double x[3] = {1, 2, 3}, y[3] = {4, 5, 6};
  CallOptions options;
  options.backend = "abacus";
  const double result = dot(3, x, 1, y, 1, options);
  *decision = last_decision();
  return result;
}

// Its index among all; -1 where there is none of that name.
int device_of(const std::string& name) {
  const auto& devices = offload::discover_all(config()).devices;
  for (std::size_t i = 0; i < devices.size(); ++i)
    if (devices[i]->info().name == name) return static_cast<int>(i);
  return -1;
}

// Before the first call: what is known of devices then stays.
class Platforms : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    offload::register_platform(platform());
    offload::register_platform(second_platform());
  }
};

// C += A B in whole numbers, forced onto the abacus.
struct ForcedProduct {
  static constexpr std::int64_t kSize = 300;
  std::vector<double> a = std::vector<double>(kSize * kSize), c = a;

  ForcedProduct() {
    for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<double>(i % 7) - 3;
    c.assign(a.size(), 5);
  }
  void compute(Backend backend) {
    CallOptions options;
    options.backend = backend;
    gemm(Layout::ColMajor, Op::Trans, Op::NoTrans, kSize, kSize, kSize, 2.0, a.data(), kSize,
         a.data(), kSize, -1.0, c.data(), kSize, options);
  }
};

TEST_F(Platforms, AreForcedByTheirNames) {
  EXPECT_THROW(offload::register_platform(platform()), Error) << "the name is taken";
  for (const Backend& name : {Backend::Auto, Backend::Simd}) {
    const offload::BlasPlatform other{name, {}, &discover_abacus};
    EXPECT_THROW(offload::register_platform(other), Error) << "the name is taken";
  }
  EXPECT_EQ(offload::backend_names(),
            "auto, simd, cuda, host, opencl, worker, worker:opencl, worker:cuda, abacus, tally");

  const int before = abacus().calls;
  Decision decision;
  EXPECT_EQ(forced_dot(&decision), 32);
  EXPECT_EQ(abacus().calls, before + 1);
  EXPECT_EQ(decision.backend, Backend("abacus"));
  EXPECT_EQ(decision.reason, Reason::ForcedByCall);
}

TEST_F(Platforms, WhatOneHasNotStaysInPlace) {
  CallOptions options;
  options.backend = "abacus";
  const int before = abacus().calls;
  float x[3] = {1, 2, 3};
  EXPECT_EQ(dot(3, x, 1, x, 1, options), 14);  // of float it has none
  EXPECT_EQ(last_decision().reason, Reason::NoDevicePath);
  EXPECT_EQ(last_decision().backend, Backend::Simd);
  EXPECT_EQ(abacus().calls, before);
}

TEST_F(Platforms, AFailureIsTheErrorOfAForcedBackend) {
  abacus().fails = true;
  Decision decision;
  try {
    forced_dot(&decision);
    ADD_FAILURE() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::BackendUnavailable);
    EXPECT_EQ(std::string(error.what()), "dot: backend abacus failed: a bead is stuck");
  }
  abacus().code = ErrorCode::DeviceLost;
  try {
    forced_dot(&decision);
    ADD_FAILURE() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::DeviceLost);
  }
  abacus().code = ErrorCode::DeviceFailed;
  abacus().fails = false;
}

// No failure, and no error for who forced it.
TEST_F(Platforms, WhatDoesNotFitStaysInPlace) {
  const CallCounts before = call_counts();
  abacus().small = true;
  Decision decision;
  EXPECT_EQ(forced_dot(&decision), 32);
  abacus().small = false;
  EXPECT_EQ(decision.backend, Backend::Simd);
  EXPECT_EQ(decision.reason, Reason::DoesNotFit);
  EXPECT_EQ(to_string(decision.reason), "DoesNotFit");
  EXPECT_EQ(forced_dot(&decision), 32);
  const CallCounts after = call_counts();
  EXPECT_EQ(after.in_place, before.in_place + 1);
  EXPECT_EQ(after.crossed, before.crossed + 1);
  EXPECT_EQ(after.failed, before.failed);
}

// The columns that the device has completed are left alone, with scratch memory for the others or
// without.
TEST_F(Platforms, WhatAFailureLeavesIsComputedInPlace) {
  ForcedProduct want;
  want.compute(Backend::Simd);
  abacus().fails = true;
  abacus().columns = 100;
  for (const bool refuse : {false, true}) {
    ForcedProduct got;
    const int before = test::g_refused.load();
    std::thread([&] {  // which has no scratch memory yet
      test::g_refuse = refuse;
      got.compute(Backend("abacus"));
      test::g_refuse = false;
      EXPECT_EQ(last_decision().reason, Reason::DeviceFailed);
      EXPECT_EQ(last_decision().backend, Backend::Simd);
    })
        .join();
    EXPECT_EQ(got.c, want.c) << "refused " << refuse;
    EXPECT_EQ(test::g_refused.load() > before, refuse);
  }
  abacus().columns = 0;
  abacus().fails = false;
}

TEST_F(Platforms, TheModelKnowsWhoseADeviceIs) {
  Decision decision;
  forced_dot(&decision);
  const offload::Snapshot& snapshot = runtime::state().model().current();
  bool seen = false;
  for (std::size_t i = 0; i < snapshot.devices.size(); ++i)
    seen = seen || snapshot.devices[i].platform == Backend("abacus");
  EXPECT_TRUE(seen);
}

// It computes nothing, but takes the same options.
TEST_F(Platforms, PackingRefusesWhatACallRefuses) {
  const double a[4] = {1, 2, 3, 4};
  const auto error = [&](const CallOptions& options) -> std::string {
    try {
      (void)pack_a(Layout::ColMajor, Op::NoTrans, 2, 2, a, 2, options);
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), ErrorCode::InvalidArgument);
      return e.what();
    }
    return "nothing was thrown";
  };
  CallOptions options;
  options.device = -2;
  EXPECT_EQ(error(options),
            "pack_a: CallOptions::device is -2: it must be the index of a device, or -1 for any");
  options.device = -1;
  options.backend = "sliderule";
  EXPECT_EQ(error(options),
            "pack_a: CallOptions::backend is 'sliderule': there are auto, simd, cuda, host, "
            "opencl, worker, worker:opencl, worker:cuda, abacus, tally");
}

// One platform behind another, as they were registered; those that are only forced come last.
TEST_F(Platforms, DevicesAreCountedInTheOrderOfTheirPlatforms) {
  const auto& devices = offload::discover_all(config()).devices;
  ASSERT_EQ(device_of("a busy abacus"), device_of("an abacus") + 1);
  EXPECT_EQ(device_of("a tally"), device_of("an abacus") + 2);
  const std::size_t weighed = offload::discover(config()).devices.size();
  EXPECT_EQ(device_of("a tally"), static_cast<int>(weighed) - 1);
  ASSERT_LT(weighed, devices.size());
  EXPECT_EQ(devices[weighed]->info().platform, Backend("host"));
  for (std::size_t i = 0; i < devices.size(); ++i)
    EXPECT_EQ(offload::find_platform(devices[i]->info().platform)->weighed, i < weighed) << i;
}

TEST_F(Platforms, TheModelIsToldTheBacklogOfEveryDevice) {
  Decision decision;
  forced_dot(&decision);
  const auto& devices = offload::discover_all(config()).devices;
  const offload::Snapshot& snapshot = runtime::state().model().current();
  for (std::size_t i = 0; i < devices.size(); ++i)
    EXPECT_EQ(snapshot.load[i].backlog_ns, devices[i]->backlog_ns()) << devices[i]->info().name;
  EXPECT_EQ(snapshot.load[static_cast<std::size_t>(device_of("a busy abacus"))].backlog_ns,
            kBacklog);
  EXPECT_EQ(decision.device, device_of("an abacus")) << "the busy one was chosen";
}

TEST_F(Platforms, ADeviceThatIsNotThereIsRefused) {
  const auto count = static_cast<int>(offload::discover_all(config()).devices.size());
  const double x[3] = {1, 2, 3};
  CallOptions options;
  options.backend = "abacus";
  const auto refusal = [&](int device) -> std::string {
    options.device = device;
    try {
      dot(3, x, 1, x, 1, options);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::InvalidArgument);
      return error.what();
    }
    return {};
  };
  const std::string there = std::to_string(count) + " devices, counted from 0";
  for (const int device : {count, count + 1}) {
    EXPECT_EQ(refusal(device),
              "dot: CallOptions::device is " + std::to_string(device) + ": there are " + there);
  }
  const int tally = device_of("a tally");
  EXPECT_EQ(refusal(tally), "dot: CallOptions::device is " + std::to_string(tally) +
                                ", which is none of platform abacus");
  EXPECT_EQ(refusal(device_of("a busy abacus")), "");
}

TEST_F(Platforms, AnUnknownNameIsAnsweredWithThoseThatThereAre) {
  EXPECT_EQ(error_of("sliderule", ErrorCode::InvalidArgument),
            "scal: CallOptions::backend is 'sliderule': there are auto, simd, cuda, host, opencl, "
            "worker, worker:opencl, worker:cuda, abacus, tally");
  EXPECT_EQ(error_of("cuda ", ErrorCode::InvalidArgument),
            "scal: CallOptions::backend is 'cuda ': there are auto, simd, cuda, host, opencl, "
            "worker, worker:opencl, worker:cuda, abacus, tally");
}

}  // namespace
}  // namespace fulcrum
