// SPDX-License-Identifier: Apache-2.0
// What is remembered of decisions is what deciding anew would say.
#include "offload/decision/memo.hpp"

#include <gtest/gtest.h>

#include <random>
#include <thread>
#include <vector>

#include "offload/decision/model_state.hpp"
#include "tests/decision/machine.hpp"

namespace fulcrum::offload::testing {
namespace {

const Backend kAuto = Backend::Auto;

Snapshot machine() {
  Snapshot snapshot = round_machine();
  snapshot.revision.renew();
  return snapshot;
}

void expect_same(const Decision& a, const Decision& b) {
  EXPECT_EQ(a.backend, b.backend);
  EXPECT_EQ(a.reason, b.reason);
  EXPECT_EQ(a.device, b.device);
  EXPECT_EQ(a.threads, b.threads);
  EXPECT_EQ(a.predicted_simd_ns, b.predicted_simd_ns);
  EXPECT_EQ(a.predicted_device_ns, b.predicted_device_ns);
}

// More calls than there are places, each of which comes again and again, in any order.
TEST(Memo, SaysWhatDecidingSays) {
  const Snapshot snapshot = machine();
  std::mt19937 random(1);
  std::vector<Call> calls;
  for (int i = 0; i < 200; ++i) {
    const auto size = [&] { return static_cast<std::int64_t>(1 + random() % 2000); };
    Call call = gemm_call(i % 2 == 0 ? ElementType::F32 : ElementType::F64, size(), size(), size());
    if (i % 3 == 0) call.a = Location::Pinned;
    if (i % 5 == 0) call.beta_zero = true;
    if (i % 7 == 0) call.threads = 1;
    calls.push_back(call);
  }
  for (int i = 0; i < 2000; ++i) {
    const Call& call = calls[random() % calls.size()];
    const Weighed weighed = weigh(call, snapshot, kAuto);
    const Decision decision = decide(call, snapshot, kAuto);
    expect_same(weighed.decision, decision);
    EXPECT_EQ(weighed.location_matters, location_matters(decision, snapshot));
  }
}

// Every field tells calls apart.
TEST(Memo, AnotherCallIsAnother) {
  using Change = void (*)(Call&);
  const Change changes[] = {[](Call& c) { c.routine = Routine::Symm; },
                            [](Call& c) { c.type = ElementType::F32; },
                            [](Call& c) { c.layout = Layout::RowMajor; },
                            [](Call& c) { c.side = Side::Right; },
                            [](Call& c) { c.uplo = Uplo::Lower; },
                            [](Call& c) { c.trans_a = Op::Trans; },
                            [](Call& c) { c.trans_b = Op::Trans; },
                            [](Call& c) { c.diag = Diag::Unit; },
                            [](Call& c) { c.beta_zero = true; },
                            [](Call& c) { c.a = Location::Pinned; },
                            [](Call& c) { c.b = Location::Pinned; },
                            [](Call& c) { c.c = Location::Pinned; },
                            [](Call& c) { ++c.m; },
                            [](Call& c) { ++c.n; },
                            [](Call& c) { ++c.k; },
                            [](Call& c) { ++c.lda; },
                            [](Call& c) { ++c.ldb; },
                            [](Call& c) { ++c.ldc; },
                            [](Call& c) { c.batch = 2; },
                            [](Call& c) { c.threads = 1; },
                            [](Call& c) { c.device = 0; }};
  const Snapshot snapshot = machine();
  const Call call = gemm_call(ElementType::F64, 400, 400, 400);
  for (const Change change : changes) {
    Call other = call;
    change(other);
    weigh(call, snapshot, kAuto);
    const Decision decision = weigh(other, snapshot, kAuto).decision;
    expect_same(decision, decide(other, snapshot, kAuto));
    EXPECT_TRUE(same(decision.call, other));
    EXPECT_FALSE(same(call, other));
  }
}

TEST(Memo, HoldsUntilSomethingChanges) {
  Snapshot snapshot = machine();
  const Call call = gemm_call(ElementType::F64, 1000, 1000, 1000);
  const double before = weigh(call, snapshot, kAuto).decision.predicted_device_ns;
  snapshot.load[0].backlog_ns = 5e6;
  EXPECT_EQ(weigh(call, snapshot, kAuto).decision.predicted_device_ns, before) << "not yet said";
  snapshot.revision.renew();
  EXPECT_NEAR(weigh(call, snapshot, kAuto).decision.predicted_device_ns, before + 5e6, 1e-3);
  EXPECT_EQ(weigh(call, snapshot, Backend::Simd).decision.reason, Reason::ForcedByCall);
  // One that nobody answers for is not remembered, nor is a copy.
  Snapshot copy = snapshot;
  EXPECT_EQ(copy.revision.get(), Revision::kNone);
  weigh(call, copy, kAuto);
  copy.load[0].backlog_ns = 0;
  EXPECT_NEAR(weigh(call, copy, kAuto).decision.predicted_device_ns, before, 1e-3);
}

// The side chosen last breaks a tie, and is part of what is remembered.
TEST(Memo, ATieGoesToTheSideChosenLast) {
  Snapshot snapshot = machine();
  snapshot.margins.z = 0;
  snapshot.margins.tie_band = 1e9;
  const Call call = gemm_call(ElementType::F64, 300, 300, 300);
  Live<bool>& chosen = snapshot.device_chosen[static_cast<std::size_t>(Routine::Gemm)]
                                             [static_cast<std::size_t>(ElementType::F64)];
  for (const bool device : {false, true, false, true}) {
    chosen = device;
    expect_same(weigh(call, snapshot, kAuto).decision, decide(call, snapshot, kAuto));
  }
}

// What the model's state publishes: a backlog, a pool that has grown, a device that has failed.
TEST(Memo, FollowsTheStateOfTheModel) {
  Config config;
  ModelState state(config, 2, Isa::Avx2, 32);
  DeviceInfo info;
  info.platform = "cuda";
  info.name = "NVIDIA H200";
  info.compute_major = 9;
  info.multiprocessors = 132;
  info.core_clock_hz = 1.98e9;
  info.memory_bandwidth = 4.8e12;
  info.copy_engines = 3;
  state.set_devices({info}, {true});
  const Call call = gemm_call(ElementType::F64, 4000, 4000, 4000);
  const auto check = [&] {
    const Snapshot& now = state.current();
    expect_same(weigh(call, now, kAuto).decision, decide(call, now, kAuto));
    return weigh(call, now, kAuto).decision;
  };
  const Decision first = check();
  ASSERT_EQ(first.backend, Backend("cuda"));
  state.observe(first, 1e6);
  EXPECT_LT(check().predicted_device_ns, first.predicted_device_ns) << "the pool has room now";
  state.set_backlog(0, 1e6);
  check();
  state.device_failed(0, "the test's failure", true);
  EXPECT_EQ(check().backend, Backend::Simd);
}

// Threads that write the same places and read them meanwhile, of two worlds.
TEST(Memo, ThreadsReadWhatOthersWrite) {
  const Snapshot snapshot = machine();
  Snapshot other = machine();
  other.load[0].backlog_ns = 1e5;
  other.revision.renew();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      const Snapshot& mine = t % 2 == 0 ? snapshot : other;
      for (int i = 0; i < 3000; ++i) {
        const Call call = gemm_call(ElementType::F64, 500 + i % 20, 500, 500);
        expect_same(weigh(call, mine, kAuto).decision, decide(call, mine, kAuto));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace fulcrum::offload::testing
