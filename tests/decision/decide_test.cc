// SPDX-License-Identifier: Apache-2.0
// The choice: margins, ties, what is forced, what is too small, and what known devices must get.
#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <random>
#include <set>
#include <utility>

#include "tests/decision/machine.hpp"

namespace fulcrum::offload::testing {
namespace {

// Every call is priced.
void open_thresholds(Snapshot& snapshot) {
  for (auto& types : snapshot.thresholds) {
    for (Threshold& threshold : types) threshold.smallest = 0;
  }
}

// Was a device chosen for the last product of this type?
Live<bool>& chosen_last(Snapshot& snapshot, ElementType type) {
  return snapshot
      .device_chosen[static_cast<std::size_t>(Routine::Gemm)][static_cast<std::size_t>(type)];
}

// A snapshot on which `call` takes `ratio` times as long across as in place, by the queue alone.
Snapshot with_ratio(const Call& call, double ratio) {
  Snapshot snapshot = round_machine();
  open_thresholds(snapshot);
  snapshot.load[0].backlog_ns = ratio * simd_ns(call, snapshot) - device_ns(call, snapshot);
  return snapshot;
}

Call resident(std::int64_t size) {
  return located(gemm_call(ElementType::F64, size, size, size), Location::Device);
}

TEST(Decide, TheMarginMustBePassed) {
  const Call call = resident(400);
  const double border = std::exp(-Margins().z * (kHostError + kDeviceError));
  EXPECT_EQ(decide(call, with_ratio(call, border * 0.999)).reason, Reason::DeviceFaster);
  EXPECT_EQ(decide(call, with_ratio(call, border * 0.999)).backend, Backend("cuda"));
  EXPECT_EQ(decide(call, with_ratio(call, border * 1.001)).reason, Reason::Tie);
  EXPECT_EQ(decide(call, with_ratio(call, border * 1.001)).backend, Backend::Simd);
  EXPECT_EQ(decide(call, with_ratio(call, 1.099)).reason, Reason::Tie);
  EXPECT_EQ(decide(call, with_ratio(call, 1.101)).reason, Reason::SimdFaster);
  EXPECT_EQ(decide(call, with_ratio(call, 1.101)).backend, Backend::Simd);
}

TEST(Decide, TheSideChosenLastIsKeptInTheTieBand) {
  const Call call = resident(400);
  Snapshot snapshot = with_ratio(call, 1.05);
  EXPECT_EQ(decide(call, snapshot).backend, Backend::Simd);
  chosen_last(snapshot, ElementType::F64) = true;
  EXPECT_EQ(decide(call, snapshot).backend, Backend("cuda"));
  EXPECT_EQ(decide(call, snapshot).reason, Reason::Tie);
  // Of another type: not asked.
  chosen_last(snapshot, ElementType::F64) = false;
  chosen_last(snapshot, ElementType::F32) = true;
  EXPECT_EQ(decide(call, snapshot).backend, Backend::Simd);
  // Beyond the band the past does not count.
  snapshot = with_ratio(call, 1.2);
  chosen_last(snapshot, ElementType::F64) = true;
  EXPECT_EQ(decide(call, snapshot).backend, Backend::Simd);
}

TEST(Decide, MarginFactorsAreThoseOfTheFormula) {
  Margins margins;
  EXPECT_EQ(margins.factor(0), 1);
  double last = 0;
  for (const double z : {0.4, 1.0, 2.0}) {
    margins.z = z;
    for (double error = 0; z * error <= 1; error += 0.01) {
      EXPECT_NEAR(margins.factor(error) / std::exp(z * error), 1, 0.004) << z << ' ' << error;
    }
  }
  for (double error = 0; error < 10; error += 0.1) {
    EXPECT_GT(margins.factor(error), last) << error;
    last = margins.factor(error);
  }
}

// The margin is that of the rows which price the call, not of any other.
TEST(Decide, TheMarginFollowsTheTrustInTheRowsOfTheCall) {
  const Call call = resident(400);
  const double ratio = std::exp(-Margins().z * (kHostError + kDeviceError)) * 0.999;
  Snapshot snapshot = with_ratio(call, ratio);
  const auto with_error = [](const RateTable& table, const Call& of, double error) {
    auto copy = std::make_shared<RateTable>(table);
    copy->trust(of.routine, of.type, variant_of(of)).error = error;
    return copy;
  };
  ASSERT_EQ(decide(call, snapshot).reason, Reason::DeviceFaster);
  Call other = call;
  other.trans_a = Op::Trans;
  snapshot.devices[0].rates = with_error(*snapshot.devices[0].rates, other, 2);
  EXPECT_EQ(decide(call, snapshot).reason, Reason::DeviceFaster);
  snapshot.devices[0].rates = with_error(*snapshot.devices[0].rates, call, kDeviceError + 0.05);
  EXPECT_EQ(decide(call, snapshot).reason, Reason::Tie);
  snapshot = with_ratio(call, ratio);
  snapshot.host.all = with_error(*snapshot.host.all, call, kHostError + 0.05);
  EXPECT_EQ(decide(call, snapshot).reason, Reason::Tie);
}

TEST(Decide, PredictionsAreTheSumsOfTheTerms) {
  const Snapshot snapshot = round_machine();
  const Call call = gemm_call(ElementType::F32, 1000, 1000, 1000);
  const Decision decision = decide(call, snapshot);
  EXPECT_EQ(decision.predicted_simd_ns, simd_ns(call, snapshot));
  EXPECT_EQ(decision.predicted_device_ns, device_ns(call, snapshot));
  EXPECT_EQ(decision.device, 0);
  EXPECT_EQ(decision.isa, Isa::Avx2);
}

TEST(Decide, Forced) {
  Snapshot snapshot = round_machine();
  const Call small = resident(4);
  Decision decision = decide(small, snapshot, Backend("cuda"));
  EXPECT_EQ(decision.backend, Backend("cuda"));
  EXPECT_EQ(decision.reason, Reason::ForcedByCall);
  EXPECT_EQ(decision.device, 0);
  EXPECT_GT(decision.predicted_device_ns, decision.predicted_simd_ns);
  EXPECT_EQ(decide(resident(5000), snapshot, Backend::Simd).backend, Backend::Simd);
  snapshot.forced = Backend("cuda");
  EXPECT_EQ(decide(small, snapshot, Backend("cuda")).reason, Reason::ForcedByConfig);
  EXPECT_EQ(decide(small, snapshot, Backend::Simd).reason, Reason::ForcedByCall);
  // No device: still cuda, for the executor to say what is missing.
  snapshot.usable[0] = false;
  decision = decide(small, snapshot, Backend("cuda"));
  EXPECT_EQ(decision.backend, Backend("cuda"));
  EXPECT_EQ(decision.device, -1);
}

TEST(Decide, IamaxHasNoDevicePath) {
  const Snapshot snapshot = round_machine();
  const Call call =
      located(vector_call(Routine::Iamax, ElementType::F64, 1LL << 40), Location::Device);
  for (const Backend forced : {Backend::Auto, Backend("cuda")}) {
    EXPECT_EQ(decide(call, snapshot, forced).backend, Backend::Simd);
    EXPECT_EQ(decide(call, snapshot, forced).reason, Reason::NoDevicePath);
  }
  EXPECT_EQ(snapshot.smallest(Routine::Iamax, ElementType::F64), kNever);
}

TEST(Decide, WithoutAnAccelerator) {
  const Call large = gemm_call(ElementType::F64, 4000, 4000, 4000);
  Snapshot snapshot;
  snapshot.host = round_host();
  set_paths(snapshot);
  snapshot.thresholds[static_cast<std::size_t>(Routine::Gemm)]
                     [static_cast<std::size_t>(ElementType::F64)] = {0, Reason::TooSmall};
  EXPECT_EQ(decide(large, snapshot).reason, Reason::NotDiscovered);
  snapshot.discovery = DiscoveryState::Done;
  EXPECT_EQ(decide(large, snapshot).reason, Reason::NoAccelerator);
  snapshot.forced = Backend::Simd;
  EXPECT_EQ(decide(large, snapshot, Backend::Simd).reason, Reason::ForcedByConfig);
  EXPECT_EQ(decide(large, snapshot, Backend::Simd).predicted_simd_ns, 0);
}

TEST(Decide, TheFastestUsableDeviceIsCompared) {
  Snapshot snapshot = round_machine();
  snapshot.devices = {round_device(), round_device(), round_device()};
  set_paths(snapshot);
  snapshot.usable[0] = snapshot.usable[1] = snapshot.usable[2] = true;
  snapshot.load[0].pool_bytes = snapshot.load[1].pool_bytes = snapshot.load[2].pool_bytes = kNever;
  snapshot.devices[1].sync_ns = 10;
  Call call = resident(1000);
  EXPECT_EQ(decide(call, snapshot).device, 1);
  snapshot.load[1].backlog_ns = 1e6;
  EXPECT_EQ(decide(call, snapshot).device, 0);
  snapshot.usable[0] = false;
  EXPECT_EQ(decide(call, snapshot).device, 2);
  call.device = 1;
  EXPECT_EQ(decide(call, snapshot).device, 1);
  call.device = 7;  // not there
  EXPECT_EQ(decide(call, snapshot).device, -1);
  EXPECT_EQ(decide(call, snapshot).reason, Reason::NoAccelerator);
}

// Passing over twins must choose as pricing each of them does.
TEST(Decide, TwinsArePassedOverOnlyWhereTheyCannotBeFaster) {
  std::mt19937_64 random(2);
  const auto draw = [&](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
  std::set<int> chosen;
  for (int round = 0; round < 500; ++round) {
    Snapshot snapshot = round_machine();
    snapshot.devices.assign(8, round_device());
    set_paths(snapshot);
    for (std::size_t i = 0; i < 8; ++i) {
      snapshot.usable[i] = draw(4) != 0;
      snapshot.load[i].backlog_ns = draw(1) * draw(3) * 1000.0;
      snapshot.load[i].pool_bytes = draw(1) * 1e9;
      snapshot.corrections[i].copy = draw(3) == 0 ? 0.5 : 1;
      if (draw(3) == 0) snapshot.devices[i].sync_ns = 1500;
    }
    Snapshot twins = snapshot;
    for (std::size_t i = 0; i < 8; ++i) twins.kind[i] = twins.devices[i].sync_ns == 1500 ? 1 : 2;
    const Call call = gemm_call(ElementType::F64, 100, 200, 300);
    const Decision each = decide(call, snapshot), passed = decide(call, twins);
    EXPECT_EQ(passed.device, each.device);
    EXPECT_EQ(passed.predicted_device_ns, each.predicted_device_ns);
    chosen.insert(passed.device);
  }
  EXPECT_GE(chosen.size(), 8U) << "there was nothing to choose from";
}

TEST(Decide, LocationMattersOnlyWhereItWouldChangeTheChoice) {
  const Snapshot snapshot = round_machine();
  int matters = 0;
  for (std::int64_t size = 10; size < 3000; size = size * 5 / 4) {
    const Call call = gemm_call(ElementType::F32, size, size, size);
    const Decision decision = decide(call, snapshot);
    const bool flips = decision.backend == Backend::Simd &&
                       decide(located(call, Location::Pinned), snapshot).backend == Backend("cuda");
    EXPECT_EQ(location_matters(decision, snapshot), flips) << size;
    matters += flips ? 1 : 0;
    EXPECT_FALSE(location_matters(decide(located(call, Location::Pageable), snapshot), snapshot));
  }
  EXPECT_GT(matters, 0);
  EXPECT_FALSE(location_matters(decide(resident(100), snapshot, Backend::Simd), snapshot));
}

TEST(Decide, IsPure) {
  const Snapshot snapshot = snapshot_of(round_host(), find_profile("rtx4090"));
  const Call call = gemm_call(ElementType::F32, 700, 900, 1100);
  const Decision first = decide(call, snapshot);
  for (int i = 0; i < 100; ++i) {
    const Decision again = decide(call, snapshot);
    EXPECT_EQ(again.predicted_device_ns, first.predicted_device_ns);
    EXPECT_EQ(again.predicted_simd_ns, first.predicted_simd_ns);
    EXPECT_EQ(again.backend, first.backend);
    EXPECT_EQ(again.reason, first.reason);
  }
}

// The same machine where every call is weighed in full, and a device was chosen last.
Snapshot all_weighed(const Snapshot& snapshot) {
  Snapshot open = snapshot;
  open.border_ns = 0;
  open_thresholds(open);
  for (auto& types : open.device_chosen)
    for (Live<bool>& chosen : types) chosen = true;
  return open;
}

// The one compare must never hide a call that the full decision would have sent across.
TEST(Decide, NothingUnderTheSmallestPayingSizeWouldBeSentAcross) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> exponent(0, 12);
  const auto size = [&] { return static_cast<std::int64_t>(std::exp2(exponent(random))); };
  // A host that computes slowly, and one that does nothing but wait for its memory.
  HostProfile waiting = round_host();
  waiting.one = round_table({100, 0, 0, 0, 0.2, 0.2, 0.2, 1e-5}, {100, 0, 0, 0.2, 0.2, 0.2, 0.2, 1},
                            {true, 0});
  waiting.all = waiting.one;
  for (const auto& [key, host] : {std::pair{"h200-pcie5", analytic_host(Isa::Scalar, 2, 8)},
                                  {"gh200", analytic_host(Isa::Scalar, 2, 8)},
                                  {"t4", analytic_host(Isa::Scalar, 2, 8)},
                                  {"h200-pcie5", waiting}}) {
    const Snapshot real = snapshot_of(host, find_profile(key));
    const Snapshot open = all_weighed(real);
    int below = 0;
    for (int i = 0; i < 40000; ++i) {
      Call call = i % 4 == 0   ? gemv_call(ElementType::F64, size(), size())
                  : i % 4 == 1 ? vector_call(i % 8 == 1 ? Routine::Axpy : Routine::Dot,
                                             ElementType::F32, size() * size())
                               : gemm_call(i % 8 < 4 ? ElementType::F32 : ElementType::F64, size(),
                                           size(), size());
      call = located(call, Location::Device);
      if (i % 3 == 0) call.lda += 100;
      if (i % 5 == 0) call.ldb = -100;
      if (i % 7 == 0 && call.routine != Routine::Gemm) call.ldc = 100;
      if (operations(call) >= real.smallest(call.routine, call.type)) continue;
      ++below;
      ASSERT_EQ(decide(call, open).backend, Backend::Simd)
          << key << ' ' << to_string(call.routine) << ' ' << call.m << ' ' << call.n << ' '
          << call.k;
      EXPECT_EQ(decide(call, real).reason, Reason::TooSmall);
    }
    EXPECT_GT(below, 1000);
  }
}

// Nor may the second look, which the calls in between take.
TEST(Decide, NothingSurelyInPlaceWouldBeSentAcross) {
  std::mt19937_64 random(2);
  std::uniform_real_distribution<double> exponent(0, 9);
  const auto size = [&] { return static_cast<std::int64_t>(std::exp2(exponent(random))); };
  for (const char* key : {"h200-pcie5", "gh200", "t4"}) {
    const Snapshot real = snapshot_of(analytic_host(Isa::Avx512, 2, 64), find_profile(key));
    const Snapshot open = all_weighed(real);
    int sure = 0, above = 0;
    for (int i = 0; i < 40000; ++i) {
      const Call call = located(
          gemm_call(i % 2 == 0 ? ElementType::F32 : ElementType::F64, size(), size(), size()),
          Location::Device);
      if (!product_surely_in_place(real.host.one->rate(call), call.type, call.m, call.n, call.k,
                                   real)) {
        continue;
      }
      ++sure;
      if (operations(call) >= real.smallest(call.routine, call.type)) ++above;
      ASSERT_EQ(decide(call, open).backend, Backend::Simd)
          << key << ' ' << call.m << ' ' << call.n << ' ' << call.k;
    }
    EXPECT_GT(sure, 1000);
    EXPECT_GT(above, 100) << "it decides nothing that the operations alone do not";
  }
}

// A call of any routine and type, with any letters, sizes, increments and gaps, on the device.
class AnyCall {
 public:
  explicit AnyCall(unsigned seed) : random_(seed) {}

  Call draw(Routine routine, ElementType type, double largest) {
    Call call;
    call.routine = routine;
    call.type = type;
    const RoutineTraits& traits = traits_of(call);
    const Present& has = traits.present;
    if (has.m) call.m = size(largest);
    call.n = size(largest);
    if (has.k) call.k = has.diagonals ? std::min(size(largest), call.n) : size(largest);
    if (has.side && below(2) != 0) call.side = Side::Right;
    if (has.uplo && below(2) != 0) call.uplo = Uplo::Lower;
    if (has.diag && below(2) != 0) call.diag = Diag::Unit;
    if (has.op_a) call.trans_a = op(type);
    if (has.op_b) call.trans_b = op(type);
    if (has.beta) call.beta_zero = below(2) != 0;
    if (traits.batch) call.batch = size(1000);
    // A band reaches as far as its matrix: rows that it does not touch are no work that its
    // operations count.
    if (has.diagonals && has.m) call.m = std::min(call.m, call.n + call.k);
    call = traits.completed(call);
    make_tight(call);
    for (const NamedOperand& operand : operands_of(call)) {
      if (operand.packed || below(3) == 0) continue;
      if (operand.vector) {
        constexpr std::int64_t kIncrements[] = {1, -1, 2, 3, -8, 100};
        operand.stride(call) = kIncrements[below(6)];
      } else {
        operand.stride(call) += below(3) * 50;
      }
    }
    return located(call, Location::Device);
  }

 private:
  std::int64_t below(int count) {
    return std::uniform_int_distribution<std::int64_t>(0, count - 1)(random_);
  }
  std::int64_t size(double largest) {
    return std::llround(
        std::exp2(std::uniform_real_distribution<double>(0, std::log2(largest))(random_)));
  }
  Op op(ElementType type) {
    constexpr Op kOps[] = {Op::NoTrans, Op::Trans, Op::ConjTrans, Op::ConjNoTrans};
    return kOps[below(is_complex(type) ? 4 : 2)];
  }

  std::mt19937_64 random_;
};

// What the thresholds rest on: under that many operations no call of the routine takes one thread
// as long as a device's shortest call, whatever its shape, letters and increments. Term by term, so
// that no term hides behind another that is larger.
TEST(Decide, NoShapeTakesLongerThanItsThresholdSays) {
  AnyCall any(3);
  for (std::size_t term = kRowsTerm; term < kRateTerms; ++term) {
    HostProfile host = round_host();
    host.threads = 1;
    Amounts ns{};
    ns[kCallTerm] = 10;
    ns[term] = 1;
    host.one = host.all = round_table(ns, ns, {true, 0});
    Snapshot snapshot = snapshot_of(host, round_device());
    snapshot.paths[0] = snapshot.any_path = known_paths();
    set_thresholds(snapshot);
    int below = 0;
    for (std::size_t r = 0; r < kRoutineCount; ++r) {
      for (std::size_t t = 0; t < kElementTypeCount; ++t) {
        const auto routine = static_cast<Routine>(r);
        const auto type = static_cast<ElementType>(t);
        if (!known_paths().has(routine, type)) continue;
        for (int i = 0; i < 60; ++i) {
          const Call call = any.draw(routine, type, i % 2 == 0 ? 60 : 3000);
          if (operations(call) >= snapshot.smallest(routine, type)) continue;
          ++below;
          ASSERT_LE(simd_ns(call, snapshot), snapshot.border_ns * (1 + 1e-9))
              << "term " << term << ": " << to_string(routine) << ' ' << to_string(type) << ' '
              << letters_of(call) << ' ' << sizes_of(call) << ' ' << call.lda << ' ' << call.ldb
              << ' ' << call.ldc << " batch " << call.batch;
        }
      }
    }
    EXPECT_GT(below, 1000) << term;
  }
}

// Of every routine, on hosts of one thread and of many, where the model chooses how many and where
// the kernels' own rules do.
TEST(Decide, NothingOfAnyRoutineIsHidden) {
  AnyCall any(4);
  for (const char* key : {"h200-pcie5", "gh200", "t4"}) {
    for (const int threads : {1, 4, -4, -64}) {
      HostProfile host = analytic_host(Isa::Avx2, std::abs(threads), 32);
      host.analytic = threads < 0;
      const Snapshot real = snapshot_of(host, find_profile(key)), open = all_weighed(real);
      int hidden = 0, weighed = 0;
      for (std::size_t r = 0; r < kRoutineCount; ++r) {
        for (std::size_t t = 0; t < kElementTypeCount; ++t) {
          const auto routine = static_cast<Routine>(r);
          const auto type = static_cast<ElementType>(t);
          if (!real.paths[0].has(routine, type)) continue;
          for (int i = 0; i < 40; ++i) {
            const Call call = any.draw(routine, type, i % 2 == 0 ? 60 : 3000);
            const Decision decision = decide(call, real);
            ++(decision.reason == Reason::TooSmall ? hidden : weighed);
            if (decision.reason != Reason::TooSmall) continue;
            EXPECT_EQ(decide(call, open).backend, Backend::Simd)
                << key << ' ' << threads << ' ' << to_string(routine) << ' ' << to_string(type)
                << ' ' << letters_of(call) << ' ' << sizes_of(call) << " batch " << call.batch;
          }
        }
      }
      EXPECT_GT(hidden, 500);
      EXPECT_GT(weighed, 500);
    }
  }
}

// What stays in place without being weighed has the model's threads, where somebody has measured.
TEST(Decide, ThreadsAreTheModelsOnlyWhereItWasMeasured) {
  Snapshot snapshot;
  snapshot.host = round_host();
  snapshot.discovery = DiscoveryState::Done;
  set_paths(snapshot);
  set_thresholds(snapshot);
  const Call large = gemm_call(ElementType::F64, 500, 500, 500);
  const Call small = gemm_call(ElementType::F64, 20, 20, 20);
  for (const Backend forced : {Backend::Auto, Backend::Simd})
    EXPECT_EQ(decide(large, snapshot, forced).threads, 0) << "the kernel's own rule";
  snapshot.host = measured_host();
  for (const Backend forced : {Backend::Auto, Backend::Simd}) {
    EXPECT_EQ(decide(large, snapshot, forced).threads, 4);
    EXPECT_EQ(decide(small, snapshot, forced).threads, 0) << "one, without asking";
  }
  const Call absent = vector_call(Routine::Iamax, ElementType::F64, 5'000'000);
  EXPECT_EQ(decide(absent, snapshot).threads, host_cost(absent, work_of(absent), snapshot).threads);
  Call two = large;
  two.threads = 2;
  EXPECT_EQ(decide(two, snapshot).threads, 2);
  snapshot.host.all = scaled_term(*snapshot.host.all, kCallTerm, 1e6);
  EXPECT_EQ(decide(large, snapshot).threads, 1) << "a fork costs more than it gains";
}

// What nobody would argue with, on data-sheet figures and a server's 16 AVX-512 cores at 3 GHz.
class KnownDevices : public ::testing::Test {
 protected:
  static Snapshot machine(const char* key) {
    HostProfile host = analytic_host(Isa::Avx512, 16, 64);
    // The clock and the pipes of the machine that runs the test must not decide.
    const double scale = host.clock_ghz / 3.0 * host.fma_units / 2;
    const auto at_3_ghz = [&](const RateKey& key, Rate& rate, Trust&) {
      if (!is_product(key)) return;
      for (std::size_t i = kRowsTerm; i < kRateTerms; ++i) rate.ns[i] *= scale;
    };
    host.one = changed(*host.one, at_3_ghz);
    host.all = changed(*host.all, at_3_ghz);
    return snapshot_of(host, find_profile(key));
  }
  static Backend chosen(const Call& call, const char* key) {
    return decide(call, machine(key)).backend;
  }
};

TEST_F(KnownDevices, SmallProductsStayAndLargeOnesGo) {
  for (const DeviceProfile& profile : bundled_profiles()) {
    const char* key = profile.key.c_str();
    EXPECT_EQ(chosen(gemm_call(ElementType::F64, 64, 64, 64), key), Backend::Simd) << key;
    EXPECT_EQ(chosen(resident(16), key), Backend::Simd) << key;
    // A T4 has the peak of 16 such cores, and copies besides.
    if (profile.key == "t4") continue;
    EXPECT_EQ(chosen(gemm_call(ElementType::F32, 8192, 8192, 8192), key), Backend("cuda")) << key;
  }
}

TEST_F(KnownDevices, DoublePrecisionOnAConsumerCardNeverPays) {
  for (const char* key : {"rtx4090", "rtx3060", "l4", "t4"}) {
    for (const std::int64_t size : {64, 512, 4096, 32768}) {
      EXPECT_EQ(chosen(resident(size), key), Backend::Simd) << key << ' ' << size;
    }
  }
  for (const char* key : {"h200-pcie5", "h100-pcie", "a100-sxm", "gh200"}) {
    EXPECT_EQ(chosen(gemm_call(ElementType::F64, 8192, 8192, 8192), key), Backend("cuda")) << key;
  }
}

TEST_F(KnownDevices, ColdVectorsNeverPayAndResidentOnesDo) {
  for (const char* key : {"h200-pcie5", "a100-sxm", "rtx4090", "t4"}) {
    for (const Routine routine : {Routine::Axpy, Routine::Dot}) {
      for (std::int64_t n = 1000; n <= 1'000'000'000; n *= 100) {
        const Call call = vector_call(routine, ElementType::F32, n);
        EXPECT_EQ(chosen(call, key), Backend::Simd) << key << ' ' << n;
        EXPECT_EQ(chosen(located(call, Location::Pinned), key), Backend::Simd) << key << ' ' << n;
      }
      EXPECT_EQ(
          chosen(located(vector_call(routine, ElementType::F32, 1'000'000'000), Location::Device),
                 key),
          Backend("cuda"))
          << key;
    }
    EXPECT_EQ(chosen(gemv_call(ElementType::F32, 10000, 10000), key), Backend::Simd) << key;
  }
}

TEST_F(KnownDevices, EveryLaterDeviceIsAtLeastAsFastAtSinglePrecisionProducts) {
  const char* order[] = {"t4", "a100-sxm", "h100-pcie", "h200-pcie5"};
  const Call call = located(gemm_call(ElementType::F32, 8192, 8192, 8192), Location::Pinned);
  double last = kNever;
  for (const char* key : order) {
    const double now = device_ns(call, machine(key));
    EXPECT_LT(now, last) << key;
    last = now;
  }
}

}  // namespace
}  // namespace fulcrum::offload::testing
