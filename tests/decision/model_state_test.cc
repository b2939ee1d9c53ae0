// SPDX-License-Identifier: Apache-2.0
// What changes between calls: discovery by ski-rental, devices that come and fail, counters,
// threads.
#include "offload/decision/model_state.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "offload/decision/profile_file.hpp"
#include "tests/decision/machine.hpp"

namespace fulcrum::offload::testing {
namespace {

DeviceInfo h200(int index = 0) {
  DeviceInfo info;
  info.platform = "cuda";
  info.name = "NVIDIA H200";
  info.uuid = "GPU-" + std::to_string(index);
  info.compute_major = 9;
  info.multiprocessors = 132;
  info.core_clock_hz = 1.98e9;
  info.memory_bandwidth = 4.8e12;
  info.copy_engines = 3;
  return info;
}

class State : public ::testing::Test {
 protected:
  Config config_;
  std::unique_ptr<ModelState> state_;

  ModelState& state() {
    if (!state_) state_ = std::make_unique<ModelState>(config_, 2, Isa::Avx2, 32);
    return *state_;
  }
  Decision decide_now(const Call& call) { return decide(call, state().current(), config_.backend); }
  // Of F64.
  bool device_chosen(Routine routine) {
    return state().current().device_chosen[static_cast<std::size_t>(routine)]
                                          [static_cast<std::size_t>(ElementType::F64)];
  }
};

Call product(std::int64_t size) { return gemm_call(ElementType::F64, size, size, size); }

// What a first small call is told before the machine has been looked at is what it is told later.
TEST_F(State, ASmallCallIsToldTheSameBeforeTheMachineIsLookedAt) {
  for (const Backend backend : {Backend::Auto, Backend::Simd, Backend("cuda")}) {
    config_.backend = backend;
    state_.reset();
    const bool weighed = backend == Backend("cuda");
    const Snapshot before = state().at_hand();
    EXPECT_FALSE(before.complete);
    EXPECT_EQ(20 >= before.smallest(Routine::Dot, ElementType::F64), weighed);
    EXPECT_EQ(before.smallest(Routine::Iamax, ElementType::F64), kNever);
    const Snapshot& now = state().current();
    EXPECT_TRUE(now.complete);
    EXPECT_EQ(before.forced, now.forced);
    for (std::size_t r = 0; r < kRoutineCount; ++r) {
      for (std::size_t t = 0; t < kElementTypeCount; ++t) {
        const double early = before.thresholds[r][t].smallest;
        const double late = now.thresholds[r][t].smallest;
        EXPECT_LE(early, late) << r << ", " << t;
        EXPECT_EQ(early == kNever, late == kNever) << r << ", " << t;
      }
    }
  }
}

TEST_F(State, WhoAsksForAllOfItLooksAtTheMachine) {
  EXPECT_GT(1e5, state().at_hand().smallest(Routine::Gemm, ElementType::F32));
  EXPECT_FALSE(state().at_hand().complete);
  EXPECT_TRUE(state().current().complete);
  EXPECT_TRUE(state().at_hand().complete);
}

// The slowest host that there is, which an accelerator serves soonest.
TEST(ModelStateTest, WhatIsCertainlySmallIsSmallOnEveryHost) {
  for (const int threads : {1, 2, 64}) {
    const Snapshot snapshot =
        snapshot_of(analytic_host(Isa::Scalar, threads, 8), find_profile("h200-pcie5"));
    for (std::size_t r = 0; r < kRoutineCount; ++r) {
      for (std::size_t t = 0; t < kElementTypeCount; ++t) {
        EXPECT_GT(snapshot.thresholds[r][t].smallest, 64)
            << to_string(static_cast<Routine>(r)) << ' ' << to_string(static_cast<ElementType>(t));
      }
    }
  }
}

TEST_F(State, OneSmallProductNeverPaysForLooking) {
  for (int i = 0; i < 1000; ++i) {
    const Decision decision = decide_now(product(64));
    ASSERT_FALSE(state().discovery_due(decision.call));
    state().observe(decision, 8000);
  }
  EXPECT_EQ(state().counters().loss_ns, 0);
}

TEST_F(State, OneTenSecondProductPaysAtOnce) {
  // 2 x 16000^3 operations: at least 10 s on two AVX2 cores below 13 GHz.
  EXPECT_TRUE(state().discovery_due(product(16000)));
  EXPECT_EQ(decide_now(product(16000)).reason, Reason::NotDiscovered);
}

TEST_F(State, ManyMiddlingProductsPayTogether) {
  const Call call = product(1000);
  ASSERT_FALSE(state().discovery_due(call));
  int calls = 0;
  while (!state().discovery_due(call) && calls < 1000) {
    state().observe(decide_now(call), 1e8);  // 0.1 s each
    ++calls;
  }
  // The price is 0.3 s, the prospect nearly free in comparison: three or four calls, the one in
  // hand counted.
  EXPECT_GE(calls, 2);
  EXPECT_LE(calls, 4);
  EXPECT_GT(state().counters().loss_ns, 0.15e9);
}

// Whenever a program ends: calls of one size, or of all in turn.
TEST_F(State, LookingNeverCostsMoreThanTwiceTheBestInHindsight) {
  const std::vector<std::int64_t> sizes = {200, 500, 1000, 2500};
  std::vector<std::vector<std::int64_t>> programs = {sizes};
  for (const std::int64_t size : sizes) programs.push_back({size});
  int looked = 0;
  for (const std::vector<std::int64_t>& program : programs) {
    state_.reset();
    const Snapshot truth = snapshot_of(state().current().host, find_profile("h200-pcie5"));
    const double context = truth.devices[0].context_ns;
    double spent = 0, here = 0, there = 0;
    bool found = false;
    for (std::size_t i = 0; i < 20'000; ++i) {
      Call call = product(program[i % program.size()]);
      call.a = call.b = call.c = Location::Pinned;
      const double simd = simd_ns(call, truth), device = std::min(simd, device_ns(call, truth));
      if (!found && state().discovery_due(call)) {
        found = true;
        ++looked;
        spent += context;
      }
      spent += found ? device : simd;
      if (!found) state().observe(decide_now(call), simd);
      here += simd;
      there += device;
      ASSERT_LE(spent, 2 * std::min(here, context + there) * (1 + 1e-9))
          << "call " << i << " of size " << call.m;
    }
  }
  EXPECT_GE(looked, 3) << "else nothing has been shown";
}

TEST_F(State, WhileNobodyHasLookedSmallCallsAreSkipped) {
  const Snapshot& snapshot = state().current();
  EXPECT_EQ(snapshot.discovery, DiscoveryState::Pending);
  EXPECT_GT(snapshot.smallest(Routine::Gemm, ElementType::F64), 2 * 8 * 8 * 8);
  EXPECT_LT(snapshot.smallest(Routine::Gemm, ElementType::F64), 2e9);
  EXPECT_EQ(decide_now(product(8)).reason, Reason::TooSmall);
}

TEST_F(State, ForcedSimdNeverLooks) {
  config_.backend = Backend::Simd;
  EXPECT_FALSE(state().discovery_due(product(30000)));
  for (const auto& types : state().current().thresholds) {
    for (const Threshold& threshold : types) {
      EXPECT_EQ(threshold.smallest, kNever);
      EXPECT_EQ(threshold.below, Reason::ForcedByConfig);
    }
  }
  EXPECT_EQ(state().current().discovery, DiscoveryState::Disabled);
  EXPECT_EQ(decide(product(30000), state().current()).reason, Reason::ForcedByConfig);
}

TEST_F(State, ForcedCudaLooksAtOnceAndSkipsNothing) {
  config_.backend = Backend("cuda");
  EXPECT_TRUE(state().discovery_due(product(1)));
  EXPECT_EQ(state().current().smallest(Routine::Dot, ElementType::F32), 0);
  state().set_devices({h200()}, {true});
  EXPECT_FALSE(state().discovery_due(product(30000)));
  EXPECT_EQ(state().current().smallest(Routine::Gemm, ElementType::F32), 0);
  EXPECT_EQ(decide_now(product(1)).backend, Backend("cuda"));
  EXPECT_EQ(decide_now(product(1)).reason, Reason::ForcedByConfig);
}

TEST_F(State, DevicesAreWeighedOnceTheyAreKnown) {
  state().set_devices({h200(0), h200(1)}, {true, true});
  EXPECT_EQ(state().current().discovery, DiscoveryState::Done);
  EXPECT_EQ(state().current().devices.size(), 2u);
  EXPECT_FALSE(state().discovery_due(product(30000)));
  EXPECT_EQ(decide_now(product(8000)).backend, Backend("cuda"));
  EXPECT_EQ(decide_now(product(8000)).reason, Reason::DeviceFaster);
  EXPECT_EQ(decide_now(product(16)).reason, Reason::TooSmall);
}

TEST_F(State, NothingFoundMeansSimdForGood) {
  state().set_devices({}, {});
  EXPECT_FALSE(state().discovery_due(product(30000)));
  EXPECT_EQ(state().current().smallest(Routine::Gemm, ElementType::F64), kNever);
  EXPECT_EQ(decide_now(product(30000)).reason, Reason::NoAccelerator);
}

TEST_F(State, AClosedDeviceIsNeverChosenAgain) {
  state().set_devices({h200(0), h200(1)}, {true, false});
  const Snapshot& before = state().current();
  ASSERT_EQ(decide_now(product(8000)).device, 0);
  state().device_failed(0, "out of memory", false);
  EXPECT_EQ(decide_now(product(8000)).device, 0);
  state().device_failed(0, "cuStreamSynchronize failed: 700", true);
  EXPECT_EQ(decide_now(product(8000)).backend, Backend::Simd);
  EXPECT_EQ(decide_now(product(8000)).reason, Reason::NoAccelerator);
  EXPECT_EQ(state().counters().fallbacks, 2u);
  EXPECT_EQ(state().counters().last_failure, "cuStreamSynchronize failed: 700");
  EXPECT_TRUE(before.usable[0]);  // a snapshot that a reader still holds does not change
}

TEST_F(State, FailuresOfUnknownDevicesAreCountedOnly) {
  state().device_failed(-1, "x", true);
  state().device_failed(99, "y", true);
  EXPECT_EQ(state().counters().fallbacks, 2u);
}

TEST_F(State, DevicesOfOneKindAreNumberedAlike) {
  DeviceInfo slower = h200(2);
  slower.core_clock_hz = 1e9;
  state().set_devices({h200(0), h200(1), slower, h200(3)}, {true, true, true, true});
  const auto& kind = state().current().kind;
  EXPECT_NE(kind[0], 0);
  EXPECT_EQ(kind[1], kind[0]);
  EXPECT_NE(kind[2], kind[0]);
  EXPECT_EQ(kind[3], kind[0]);
}

TEST_F(State, MoreDevicesThanAreWeighed) {
  std::vector<DeviceInfo> infos;
  infos.reserve(kMaxDevices + 3);
  for (int i = 0; i < kMaxDevices + 3; ++i) infos.push_back(h200(i));
  state().set_devices(infos, std::vector<bool>(infos.size(), true));
  EXPECT_EQ(state().current().devices.size(), static_cast<std::size_t>(kMaxDevices));
}

TEST_F(State, TheLastChoiceAndThePoolAreRemembered) {
  state().set_devices({h200()}, {true});
  Decision decision = decide_now(product(4000));
  ASSERT_EQ(decision.reason, Reason::DeviceFaster);
  EXPECT_EQ(state().current().load[0].pool_bytes.get(), 0);
  state().observe(decision, 1e7);
  EXPECT_EQ(state().current().load[0].pool_bytes.get(), 3 * 4000.0 * 4000 * 8);
  EXPECT_TRUE(device_chosen(Routine::Gemm));
  Decision smaller = decision;
  smaller.call = product(3000);
  state().observe(smaller, 1e7);
  EXPECT_EQ(state().current().load[0].pool_bytes.get(), 3 * 4000.0 * 4000 * 8);
  EXPECT_LT(decide_now(product(4000)).predicted_device_ns, decision.predicted_device_ns);
  decision = decide_now(vector_call(Routine::Axpy, ElementType::F64, 1000000));
  ASSERT_EQ(decision.reason, Reason::SimdFaster);
  state().observe(decision, 1e5);
  EXPECT_FALSE(device_chosen(Routine::Axpy));
  EXPECT_TRUE(device_chosen(Routine::Gemm));
  EXPECT_EQ(state().counters().simd_calls, 1u);
  EXPECT_EQ(state().counters().device_calls, 2u);
}

TEST_F(State, TheBacklogIsSeenByTheNextDecision) {
  state().set_devices({h200()}, {true});
  const double idle = decide_now(product(4000)).predicted_device_ns;
  state().set_backlog(0, 5e6);
  EXPECT_NEAR(decide_now(product(4000)).predicted_device_ns, idle + 5e6, 1e-3);
  state().set_backlog(0, -1);
  EXPECT_DOUBLE_EQ(decide_now(product(4000)).predicted_device_ns, idle);
  state().set_backlog(-1, 1);
  state().set_backlog(kMaxDevices, 1);
}

TEST_F(State, APoolHasNoMoreThanItKeeps) {
  DeviceInfo info = h200();
  info.pool_bytes = 1 << 20;
  state().set_devices({info}, {true});
  Decision decision = decide_now(product(4000));
  decision.backend = "cuda";
  decision.device = 0;
  state().observe(decision, 1e6);
  EXPECT_EQ(state().current().load[0].pool_bytes.get(), 0);
  decision.call = product(200);
  state().observe(decision, 1e6);
  EXPECT_EQ(state().current().load[0].pool_bytes.get(), 3 * 200.0 * 200 * 8);
}

TEST_F(State, AChildAfterForkUsesNoDevice) {
  state().set_devices({h200()}, {true});
  const pid_t child = fork();
  if (child == 0) {
    state().forget_devices();
    const bool good = decide_now(product(8000)).backend == Backend::Simd &&
                      !state().discovery_due(product(30000)) &&
                      state().current().smallest(Routine::Gemm, ElementType::F64) == kNever;
    _exit(good ? 0 : 1);
  }
  ASSERT_GT(child, 0);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(decide_now(product(8000)).backend, Backend("cuda"));
}

TEST_F(State, ABundledProfilePricesTheDevicePresent) {
  config_.profile = "t4";
  state().set_devices({h200()}, {true});
  EXPECT_EQ(state().current().devices[0].key, "t4");
  config_.profile = "t5";
  EXPECT_THROW(ModelState(config_, 2, Isa::Avx2, 32), Error);
  config_.profile = "/absent/profile.json";
  EXPECT_THROW(ModelState(config_, 2, Isa::Avx2, 32), Error);
}

// A profile file of the test's own.
class StateOfFile : public State {
 protected:
  void SetUp() override {
    config_.profile = (std::filesystem::path(::testing::TempDir()) /
                       ("fulcrum-state-" + std::to_string(getpid()) + ".json"))
                          .string();
  }
  void TearDown() override { std::filesystem::remove(config_.profile); }

  void save(std::optional<HostProfile> host, std::vector<DeviceProfile> devices) const {
    MachineProfile profile;
    profile.host = std::move(host);
    profile.devices = std::move(devices);
    save_profile(profile, config_.profile);
  }
  static DeviceProfile measured(const std::string& uuid, const std::string& name, double sync_ns) {
    DeviceProfile device = round_device();
    device.analytic = false;
    device.uuid = uuid;
    device.name = name;
    device.sync_ns = sync_ns;
    return device;
  }
};

TEST_F(StateOfFile, ReplacesThePriorsOfItsMachineOnly) {
  save(round_host(), {measured("GPU-0", "Round device", 2000)});
  EXPECT_EQ(state().current().host.name, "round");
  EXPECT_EQ(state().current().host.threads, 2) << "those in force, not those of the file";
  EXPECT_THROW(state().set_devices({h200(1)}, {true}), Error);
  EXPECT_EQ(state().current().discovery, DiscoveryState::Pending);
  state().set_devices({h200(0)}, {true});
  EXPECT_EQ(state().current().devices[0].name, "Round device");
}

// Two of the file's four threads: what the tables say of two, which is then all that there are.
TEST_F(StateOfFile, FewerThreadsThanMeasuredAreBetweenItsTables) {
  save(measured_host(), {});
  const Snapshot two = snapshot_of(state().current().host, round_device());
  const Snapshot four = snapshot_of(measured_host(), round_device());
  for (const Call& call :
       {gemm_call(ElementType::F32, 500, 400, 300), gemv_call(ElementType::F64, 3000, 4000),
        vector_call(Routine::Axpy, ElementType::C64, 4'000'000)}) {
    const Work work = work_of(call);
    EXPECT_NEAR(
        host_cost_on(call, work, two, 2).total() / host_cost_on(call, work, four, 2).total(), 1,
        1e-5);
    EXPECT_NEAR(
        host_cost_on(call, work, two, 1).total() / host_cost_on(call, work, four, 1).total(), 1,
        1e-5);
    EXPECT_EQ(host_cost(call, work, two).threads, 2);
    EXPECT_TRUE(host_cost(call, work, two).trust.measured);
  }
}

TEST_F(StateOfFile, EveryDeviceHasTheFiguresThatWereMeasuredOnIt) {
  save(round_host(), {measured("GPU-1", "One", 1111), measured("GPU-0", "Zero", 2222),
                      measured("", "NVIDIA H200", 3333)});
  DeviceInfo nameless = h200(7);
  nameless.uuid.clear();
  state().set_devices({h200(0), h200(1), nameless}, {true, true, true});
  EXPECT_EQ(state().current().devices[0].sync_ns, 2222);
  EXPECT_EQ(state().current().devices[1].sync_ns, 1111);
  EXPECT_EQ(state().current().devices[2].sync_ns, 3333) << "by its name, as it has no UUID";
  EXPECT_NE(state().current().kind[0], state().current().kind[1]);
  EXPECT_FALSE(state().current().devices[0].analytic);
}

// Without any of its platform the prior stays; with one of its platform alone that is another
// device's somebody has named the wrong file.
TEST_F(StateOfFile, OfAnotherPlatformSaysNothing) {
  DeviceProfile worker = measured("", "a worker", 5);
  worker.platform = "worker";
  save(round_host(), {worker});
  state().set_devices({h200(0)}, {true});
  EXPECT_EQ(state().current().devices[0].name, "NVIDIA H200");
  EXPECT_TRUE(state().current().devices[0].analytic);
}

// What has been measured here is the prospect: neither the fastest that there is, nor its price.
TEST_F(StateOfFile, TheDeviceMeasuredIsWhatLookingIsWeighedAgainst) {
  const auto due_after = [&](double context_ns, double sync_ns) {
    DeviceProfile device = measured("GPU-0", "Round device", sync_ns);
    device.platform = "cuda";
    device.context_ns = context_ns;
    save(round_host(), {device});
    state_.reset();
    const Call call = product(1000);
    int calls = 0;
    while (!state().discovery_due(call) && calls < 1000) {
      state().observe(decide_now(call), 1e8);
      ++calls;
    }
    return calls;
  };
  EXPECT_EQ(due_after(1e6, 1000), 0);
  EXPECT_GE(due_after(1e9, 1000), 9) << "at most 0.1 s are gained by a call";
  EXPECT_EQ(due_after(1e6, 1e12), 1000) << "slower than in place";
}

// Not weighed by itself: looking for it loads every OpenCL runtime of the machine. Whoever has had
// it measured has asked for it; but not for a processor's, for another name of what CUDA shows, nor
// for a process.
TEST_F(StateOfFile, AnOpenClDeviceIsWeighedOnceItWasMeasured) {
  DeviceProfile gpu = measured("", "Some GPU", 2222), processor = measured("", "A processor", 5);
  gpu.platform = processor.platform = "opencl";
  processor.on_host = true;
  DeviceProfile served = measured("", "Some GPU", 5);
  served.platform = "worker:opencl";
  const auto info = [](const char* platform, const char* name, bool on_host) {
    DeviceInfo info = h200();
    info.platform = Backend(platform);
    info.name = name;
    info.uuid.clear();
    info.on_host = on_host;
    return info;
  };
  const auto weighed = [&](const std::vector<DeviceInfo>& infos) {
    state().set_devices(infos, std::vector<bool>(infos.size(), true));
    std::vector<bool> result;
    for (std::size_t i = 0; i < infos.size(); ++i)
      result.push_back(state().current().paths[i].any());
    return result;
  };
  const std::vector<DeviceInfo> both = {info("opencl", "Some GPU", false),
                                        info("opencl", "A processor", true)};
  save(round_host(), {});
  EXPECT_EQ(weighed(both), (std::vector{false, false})) << "nothing was measured";
  save(round_host(), {gpu, processor, served});
  state_.reset();
  EXPECT_EQ(state().measured_platforms(), std::vector{Backend("opencl")});
  EXPECT_TRUE(state().discovery_due(product(16000)));
  EXPECT_EQ(weighed(both), (std::vector{true, false}));
  EXPECT_EQ(decide_now(product(2000)).backend, Backend("opencl"));
  state_.reset();
  EXPECT_EQ(weighed({info("cuda", "Some GPU", false), info("opencl", "Some GPU", false)}),
            (std::vector{true, false}));
  state_.reset();
  EXPECT_EQ(weighed({info("worker:opencl", "Some GPU", false)}), std::vector{false});
  save(round_host(), {processor});
  state_.reset();
  EXPECT_TRUE(state().measured_platforms().empty());
  EXPECT_EQ(weighed(both), (std::vector{false, false}));
}

TEST_F(StateOfFile, ASecondDeviceWithoutFiguresHasThePriors) {
  save(round_host(), {measured("GPU-0", "Zero", 2222)});
  state().set_devices({h200(0), h200(1)}, {true, true});
  EXPECT_EQ(state().current().devices[0].sync_ns, 2222);
  EXPECT_TRUE(state().current().devices[1].analytic);
}

// What the library has kept by itself.
TEST_F(StateOfFile, KeptFiguresOfAnotherDriverAreNotUsed) {
  const std::string cache = config_.profile + ".cache";
  std::filesystem::create_directories(cache + "/fulcrum");
  const char* const before = std::getenv("XDG_CACHE_HOME");
  const std::string old = before != nullptr ? before : "";
  setenv("XDG_CACHE_HOME", cache.c_str(), 1);
  const std::string file = default_profile_file(Isa::Scalar, 2);
  const std::string link = std::exchange(config_.profile, file);
  DeviceProfile device = measured("GPU-0", "Round device", 2222);
  device.driver = "13.0 (580)";
  HostProfile host = round_host();
  host.isa = Isa::Scalar;
  save(host, {device});
  config_.profile.clear();
  const auto sync_with = [&](const std::string& driver) {
    ModelState kept(config_, 2, Isa::Scalar, 16, true);
    DeviceInfo info = h200(0);
    info.driver = driver;
    kept.set_devices({info}, {true});
    const DeviceProfile& found = kept.current().devices[0];
    return found.analytic ? 0 : found.sync_ns;
  };
  EXPECT_EQ(sync_with("13.0 (580)"), 2222);
  EXPECT_EQ(sync_with(""), 2222) << "a device that does not state it";
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(sync_with("13.1 (590)"), 0);
  const std::string said = ::testing::internal::GetCapturedStderr();
  for (const char* part : {file.c_str(), "NVIDIA H200", "13.0 (580)", "13.1 (590)", "fulcrum tune"})
    EXPECT_NE(said.find(part), std::string::npos) << part << " in: " << said;
  config_.profile = link;
  std::filesystem::remove_all(cache);
  before != nullptr ? setenv("XDG_CACHE_HOME", old.c_str(), 1) : unsetenv("XDG_CACHE_HOME");
}

TEST_F(State, ManyThreadsDecideAndObserveWhileDevicesComeAndGo) {
  constexpr int kThreads = 4, kCalls = 5000;
  state();
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  std::atomic<int> wrong{0};
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kCalls; ++i) {
        const Call call = product(t % 2 == 0 ? 4000 : 300);
        const Snapshot& snapshot = state().current();
        state().discovery_due(call);
        const Decision decision = decide(call, snapshot);
        if (decision.backend == Backend("cuda") &&
            !snapshot.usable[static_cast<std::size_t>(decision.device)])
          ++wrong;
        state().observe(decision, 1e3);
        state().set_backlog(0, i);
      }
    });
  }
  for (int i = 0; i < 50; ++i) {
    state().set_devices({h200(0), h200(1)}, {true, true});
    state().device_failed(i % 2, "lost", true);
    state().counters();
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  const Counters counters = state().counters();
  EXPECT_EQ(counters.simd_calls + counters.device_calls,
            static_cast<std::uint64_t>(kThreads) * kCalls);
  EXPECT_EQ(counters.fallbacks, 50u);
}

}  // namespace
}  // namespace fulcrum::offload::testing
