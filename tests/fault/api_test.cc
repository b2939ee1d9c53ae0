// SPDX-License-Identifier: Apache-2.0
// The public API over the stand-in with faults: the cost model's choice always gives a right
// result; a forced backend gives one, or an error with the output untouched.
#include <gtest/gtest.h>

#include <unistd.h>

#include <complex>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "fault/backend.hpp"
#include "fulcrum/fulcrum.hpp"
#include "offload/decision/profile.hpp"
#include "offload/decision/rates.hpp"
#include "simd/targets.hpp"
#include "tests/support/scale.hpp"

namespace fulcrum::test {
namespace {

using standin::Fault;
using standin::FaultMode;

// A profile by which the accelerator always pays: a host that takes a second, a device that takes
// nothing.
std::string write_profile(const LibraryFolder& folder) {
  const simd::Target& target = simd::targets().front();
  offload::MachineProfile profile;
  profile.host = offload::analytic_host(target.isa, 1, target.vector_bytes);
  auto table = std::make_shared<offload::RateTable>(*profile.host->one);
  for (const offload::RateKey& key : offload::all_rate_keys())
    table->rate(key.routine, key.type, key.variant).ns[offload::kCallTerm] = 1e9;
  profile.host->one = profile.host->all = table;
  offload::DeviceInfo info;
  info.platform = Backend("cuda");
  info.name = "Stand-in device 0 (no GPU)";
  profile.devices = {offload::analytic_profile(info, *profile.host)};
  std::string file = (folder.path() / "profile.json").string();
  offload::save_profile(profile, file);
  return file;
}

struct Kind {
  int cuda_code, cublas_code;
  FaultMode mode;
};
constexpr Kind kKinds[] = {
    {2, 3, FaultMode::Once}, {700, 13, FaultMode::Sticky}, {719, 13, FaultMode::Async}};

// Looks for devices, so that faults count from the first call of a routine.
void start() {
  ASSERT_EQ(offload::discover(config()).devices.size(), 1U) << offload::discover(config()).problem;
  control().clear();
}

void inject(int at, const Kind& kind) {
  const Fault fault{"", at, kind.cuda_code, kind.cublas_code, kind.mode};
  control().fail(&fault);
}

void expect_right_anyway(BlasCall& call, int at, const Kind& kind) {
  start();
  inject(at, kind);
  for (int round = 0; round < 2; ++round) {
    call.reset();
    call.run_api({});
    EXPECT_EQ(call.verdict(-1), "");
    const Decision decision = last_decision();
    EXPECT_EQ(decision.reason == Reason::DeviceFailed || decision.reason == Reason::NoAccelerator,
              decision.backend == Backend::Simd)
        << to_string(decision.reason);
  }
  EXPECT_EQ(violations(), "");
}

void expect_right_or_untouched(BlasCall& call, int at, const Kind& kind) {
  start();
  inject(at, kind);
  for (int round = 0; round < 2; ++round) {
    call.reset();
    CallOptions options;
    options.backend = Backend("cuda");
    try {
      call.run_api(options);
      EXPECT_EQ(call.verdict(-1), "");
    } catch (const Error& error) {
      EXPECT_EQ(call.verdict(0), "") << error.what();
      EXPECT_TRUE(error.code() == ErrorCode::BackendUnavailable ||
                  error.code() == ErrorCode::DeviceLost)
          << to_string(error.code());
      EXPECT_NE(std::string(error.what()).find("cuda"), std::string::npos) << error.what();
    }
  }
  EXPECT_EQ(violations(), "");
}

std::vector<std::unique_ptr<BlasCall>> calls() {
  std::vector<std::unique_ptr<BlasCall>> all;
  all.push_back(make_gemm(Precision::F32,
                          {.trans_b = true, .m = 33, .n = 21, .k = 17, .alpha = 2, .beta = 1}));
  all.push_back(make_gemv(Precision::F64, {.m = 40, .n = 30, .beta = 0.5}));
  all.push_back(make_axpy(Precision::F32, {.n = 500, .alpha = 3, .incx = -1}));
  all.push_back(make_dot(Precision::F64, {.n = 500, .incx = 2}));
  return all;
}

// One child for each fault. The faults end behind the last call of the driver; a call that queues
// no work cannot fail asynchronously, so for those the whole range is gone through.
template <class Check>
void at_every_call(const std::map<std::string, std::string>& environment, Check&& check) {
  constexpr int kNotFired = 77, kMostCalls = 200;
  const int step = scaled(1, 7);
  const std::string not_fired = "status " + std::to_string(kNotFired);
  for (const auto& call : calls()) {
    int last = kMostCalls;
    for (const Kind& kind : kKinds) {
      for (int at = 1; at <= last; at += step) {
        const std::string wrong = in_child(environment, [&] {
          check(*call, at, kind);
          if (control().faults_fired() == 0 && !testing::Test::HasFailure()) _exit(kNotFired);
        });
        if (wrong.find(not_fired) == std::string::npos) {
          EXPECT_EQ(wrong, "") << call->name() << ": code " << kind.cuda_code << " at call " << at;
        } else if (kind.mode != FaultMode::Async) {
          last = at;
        }
        if (testing::Test::HasFailure()) return;
      }
      EXPECT_LT(last, kMostCalls);
    }
  }
}

TEST(Api, TheModelSendsTheseCallsAcross) {
  const LibraryFolder folder;
  expect_child(standin_environment({{"FULCRUM_PROFILE", write_profile(folder)}}), [] {
    start();
    for (const auto& call : calls()) {
      call->run_api({});
      EXPECT_EQ(call->verdict(-1), "");
      EXPECT_EQ(last_decision().backend, Backend("cuda")) << call->name();
      EXPECT_EQ(last_decision().reason, Reason::DeviceFaster) << call->name();
    }
    EXPECT_EQ(violations(), "");
  });
}

// y = conj(A)' x, or conj(A) x. By rows the first is a product without a transposition for cuBLAS,
// which conjugates together with one only, and by columns the second.
void expect_served(Layout layout, Op op, const CallOptions& options) {
  const bool served = (layout == Layout::ColMajor) == (op == Op::ConjTrans);
  using C64 = std::complex<double>;
  constexpr std::int64_t kSize = 24;  // small integers: exact
  std::vector<C64> a(kSize * kSize), x(kSize), y(kSize), want(kSize);
  for (std::int64_t i = 0; i < kSize; ++i) {
    x[static_cast<std::size_t>(i)] = {1, static_cast<double>(i)};
    for (std::int64_t j = 0; j < kSize; ++j)
      a[static_cast<std::size_t>(i + j * kSize)] = {static_cast<double>(i), static_cast<double>(j)};
  }
  for (std::size_t i = 0; i < kSize; ++i) {
    for (std::size_t j = 0; j < kSize; ++j)
      want[i] += std::conj(a[served ? j + i * kSize : i + j * kSize]) * x[j];
  }
  control().clear();
  gemv<C64>(layout, op, kSize, kSize, C64(1), a.data(), kSize, x.data(), 1, C64(0), y.data(), 1,
            options);
  EXPECT_EQ(y, want);
  const Decision d = last_decision();
  EXPECT_EQ(d.backend, served ? Backend("cuda") : Backend::Simd);
  EXPECT_EQ(d.reason == Reason::NoDevicePath, !served) << to_string(d.reason);
  EXPECT_EQ(d.device, served ? 0 : -1);
  EXPECT_EQ(control().calls() > 0, served);
}

TEST(Api, ArgumentsThatAreNotServedStayInPlace) {
  const LibraryFolder folder;
  for (const char* forced : {"", "cuda"}) {
    expect_child(standin_environment(
                     {{"FULCRUM_PROFILE", write_profile(folder)}, {"FULCRUM_BACKEND", forced}}),
                 [] {
                   start();
                   for (const Op op : {Op::ConjTrans, Op::ConjNoTrans}) {
                     expect_served(Layout::ColMajor, op, {});
                     expect_served(Layout::RowMajor, op, {});
                   }
                 });
  }
  expect_child(standin_environment({{"FULCRUM_STRICT", "1"}}), [] {
    start();
    CallOptions options;
    options.backend = Backend("cuda");
    expect_served(Layout::ColMajor, Op::ConjTrans, options);
    EXPECT_THROW(expect_served(Layout::RowMajor, Op::ConjTrans, options), Error);
    expect_served(Layout::RowMajor, Op::ConjNoTrans, options);
    EXPECT_THROW(expect_served(Layout::ColMajor, Op::ConjNoTrans, options), Error);
  });
}

TEST(Api, AutoIsRightWhateverFails) {
  const LibraryFolder folder;
  at_every_call(standin_environment({{"FULCRUM_PROFILE", write_profile(folder)}}),
                expect_right_anyway);
}

TEST(Api, ForcedIsRightOrLeavesTheOutputAlone) {
  at_every_call(standin_environment(), expect_right_or_untouched);
}

TEST(Api, ForcedWithoutADeviceSaysWhy) {
  const auto environment =
      standin_environment({{"FULCRUM_STANDIN_INIT", "803"}, {"FULCRUM_BACKEND", "cuda"}});
  expect_child(environment, [] {
    const auto call = std::move(calls().front());
    try {
      call->run_api({});
      ADD_FAILURE() << "no error";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::BackendUnavailable);
      const std::string text = error.what();
      EXPECT_NE(text.find("803"), std::string::npos) << text;
      EXPECT_NE(text.find(standin_folder().string()), std::string::npos) << text;
    }
    EXPECT_EQ(call->verdict(0), "");
    EXPECT_EQ(last_decision().reason, Reason::None);
    EXPECT_EQ(last_decision().call.m, Call{}.m);
    CallOptions automatic;
    automatic.backend = Backend::Auto;
    call->run_api(automatic);
    EXPECT_EQ(call->verdict(-1), "");
  });
}

// By index, or by a part of the name or of the UUID; the one that is left is device 0 of all calls.
TEST(Api, TheConfiguredDeviceComputes) {
  for (const char* wanted : {"1", "Device 1", "gpu-a1a1a1a1"}) {
    const auto environment =
        standin_environment({{"FULCRUM_STANDIN_DEVICES", "3"}, {"FULCRUM_DEVICE", wanted}});
    expect_child(environment, [] {
      start();
      EXPECT_EQ(offload::discover(config()).devices.front()->info().name,
                "Stand-in device 1 (no GPU)");
      CallOptions forced;
      forced.backend = Backend("cuda");
      const auto call = std::move(calls().front());
      call->run_api(forced);
      EXPECT_EQ(call->verdict(-1), "");
      EXPECT_EQ(last_decision().backend, Backend("cuda"));
      EXPECT_EQ(last_decision().device, 0);
    });
  }
}

TEST(Api, AConfiguredDeviceThatIsNotThereIsNamed) {
  for (const char* wanted : {"2", "radeon"}) {
    const auto environment =
        standin_environment({{"FULCRUM_STANDIN_DEVICES", "2"}, {"FULCRUM_DEVICE", wanted}});
    expect_child(environment, [wanted] {
      CallOptions forced;
      forced.backend = Backend("cuda");
      const auto call = std::move(calls().front());
      try {
        call->run_api(forced);
        ADD_FAILURE() << "no error";
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::BackendUnavailable);
        const std::string text = error.what();
        EXPECT_NE(text.find("FULCRUM_DEVICE is '" + std::string(wanted) + "'"), std::string::npos)
            << text;
        EXPECT_NE(text.find("1 (Stand-in device 1 (no GPU))"), std::string::npos) << text;
      }
      EXPECT_EQ(call->verdict(0), "");
    });
  }
}

// A child of a process that has used the driver computes with SIMD; forced, it says why not.
TEST(Api, AChildOfAProcessThatUsedTheDriverStaysOffIt) {
  expect_child(standin_environment(), [] {
    CallOptions forced;
    forced.backend = Backend("cuda");
    const auto call = std::move(calls().front());
    call->run_api(forced);
    EXPECT_EQ(last_decision().backend, Backend("cuda"));
    expect_child({}, [&] {
      control().clear();
      call->reset();
      call->run_api({});
      EXPECT_EQ(call->verdict(-1), "");
      EXPECT_THROW(call->run_api(forced), Error);
      EXPECT_EQ(control().calls(), 0);
    });
  });
}

}  // namespace
}  // namespace fulcrum::test
