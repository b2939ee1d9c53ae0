// SPDX-License-Identifier: Apache-2.0
// Backends are values: a platform that registers is forced by its name, in options and in the
// environment, and a name that nobody has is answered with those that there are.
#include "offload/platforms.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "fulcrum/fulcrum.hpp"
#include "offload/routines/level1.hpp"
#include "offload/routines/level3.hpp"
#include "src/runtime/state.hpp"

namespace fulcrum {
namespace {

// Computes with our own kernels, and fails when told.
class Abacus : public offload::BlasDevice {
 public:
  Abacus() {
    info_.platform = Backend("abacus");
    info_.name = "an abacus";
  }
  const offload::DeviceInfo& info() const noexcept override { return info_; }
  std::string closed_because() const override { return {}; }
  offload::Outcome run(const offload::AnyProblem& problem) noexcept override {
    ++calls;
    if (fails) return {false, ErrorCode::DeviceFailed, "a bead is stuck", 0};
    problem.ops().host(*simd::find_target(Isa::Scalar), problem.get(), 1, simd::Scratch::Workspace);
    return {};
  }
  Location location(const void* /*host*/) const noexcept override { return Location::Pageable; }
  double backlog_ns() const noexcept override { return 0; }

  int calls = 0;
  bool fails = false;

 private:
  offload::DeviceInfo info_;
};

Abacus& abacus() {
  static const auto device = std::make_shared<Abacus>();
  return *device;
}

const offload::Discovery& discover_abacus(const Config& /*config*/) {
  static const offload::Discovery found{{std::shared_ptr<Abacus>(&abacus(), [](Abacus*) {})}, ""};
  return found;
}

const offload::BlasPlatform& platform() {
  static const offload::BlasPlatform platform{
      Backend("abacus"),
      offload::paths_of(offload::ProblemList<DotProblem<double>, GemmProblem<double>>{}),
      &discover_abacus};
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

// Before the first call: what is known of devices then stays.
class Platforms : public testing::Test {
 protected:
  static void SetUpTestSuite() { offload::register_platform(platform()); }
};

TEST_F(Platforms, AreForcedByTheirNames) {
  EXPECT_THROW(offload::register_platform(platform()), Error) << "the name is taken";
  for (const Backend& name : {Backend::Auto, Backend::Simd}) {
    const offload::BlasPlatform other{name, {}, &discover_abacus};
    EXPECT_THROW(offload::register_platform(other), Error) << "the name is taken";
  }
  EXPECT_EQ(offload::backend_names(), "auto, simd, cuda, host, abacus");

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
  EXPECT_EQ(
      error(options),
      "pack_a: CallOptions::backend is 'sliderule': there are auto, simd, cuda, host, abacus");
}

TEST_F(Platforms, AnUnknownNameIsAnsweredWithThoseThatThereAre) {
  EXPECT_EQ(error_of("sliderule", ErrorCode::InvalidArgument),
            "scal: CallOptions::backend is 'sliderule': there are auto, simd, cuda, host, abacus");
  EXPECT_EQ(error_of("cuda ", ErrorCode::InvalidArgument),
            "scal: CallOptions::backend is 'cuda ': there are auto, simd, cuda, host, abacus");
}

}  // namespace
}  // namespace fulcrum
