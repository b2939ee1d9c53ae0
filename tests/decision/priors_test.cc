// SPDX-License-Identifier: Apache-2.0
// Analytic and bundled profiles against the data sheets.
#include <gtest/gtest.h>

#include <cmath>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "tests/decision/machine.hpp"

namespace fulcrum::offload::testing {
namespace {

double peak_tflops(const DeviceProfile& profile, ElementType type) {
  // Profiles keep 80% of the peak as what large products reach.
  return 1 / profile.rates->rate(Routine::Gemm, type, 0).ns[kFlopsTerm] / 0.8 / 1e3;
}

double memory_gbs(const DeviceProfile& profile) {
  // And 85% of the memory's rate as what kernels on vectors reach.
  return 1 / profile.rates->rate(Routine::Axpy, ElementType::F32, 0).ns[kStridedTerm - 1] / 0.85;
}

TEST(Bundled, PeaksAreThoseOfTheDataSheets) {
  const struct {
    const char* key;
    double f32, f64, memory_gbs;
  } sheets[] = {
      {"h200-pcie5", 67, 67, 4800},  {"h100-pcie", 51, 51, 2000}, {"a100-sxm", 19.5, 19.5, 2039},
      {"gh200", 67, 67, 4000},       {"l4", 30.3, 0.473, 300},    {"rtx4090", 82.6, 1.29, 1008},
      {"rtx3060", 12.7, 0.199, 360}, {"t4", 8.1, 0.254, 320},
  };
  EXPECT_EQ(bundled_profiles().size(), std::size(sheets));
  for (const auto& sheet : sheets) {
    const DeviceProfile& profile = find_profile(sheet.key);
    EXPECT_NEAR(peak_tflops(profile, ElementType::F32), sheet.f32, 0.01 * sheet.f32) << sheet.key;
    EXPECT_NEAR(peak_tflops(profile, ElementType::F64), sheet.f64, 0.01 * sheet.f64) << sheet.key;
    EXPECT_NEAR(memory_gbs(profile), sheet.memory_gbs, 1e-6 * sheet.memory_gbs) << sheet.key;
  }
}

TEST(Bundled, AllAreAnalyticAndSaySo) {
  std::set<std::string> keys, names;
  for (const DeviceProfile& profile : bundled_profiles()) {
    EXPECT_TRUE(profile.analytic) << profile.key;
    EXPECT_NE(profile.source.find("analytic"), std::string::npos) << profile.key;
    EXPECT_TRUE(profile.uuid.empty());
    for (const RateKey& key : all_rate_keys()) {
      const Trust& trust = profile.rates->trust(key.routine, key.type, key.variant);
      EXPECT_FALSE(trust.measured) << name_of(key);
      EXPECT_GT(trust.error, 0.1) << name_of(key);
    }
    keys.insert(profile.key);
    names.insert(profile.name);
  }
  EXPECT_EQ(keys.size(), bundled_profiles().size());
  EXPECT_EQ(names.size(), bundled_profiles().size());
}

TEST(Bundled, AnUnknownNameListsThoseThatThereAre) {
  try {
    find_profile("h300");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::InvalidOption);
    const std::string what = error.what();
    EXPECT_NE(what.find("'h300'"), std::string::npos) << what;
    for (const DeviceProfile& profile : bundled_profiles())
      EXPECT_NE(what.find(profile.key), std::string::npos);
  }
}

TEST(Analytic, ADeviceIsPricedFromWhatItStates) {
  DeviceInfo info;
  info.name = "NVIDIA Test";
  info.uuid = "GPU-1";
  info.compute_major = 8;
  info.compute_minor = 6;
  info.multiprocessors = 10;
  info.core_clock_hz = 1e9;
  info.memory_bandwidth = 100e9;
  info.copy_engines = 2;
  const DeviceProfile profile = analytic_profile(info, round_host());
  EXPECT_EQ(profile.name, "NVIDIA Test");
  EXPECT_EQ(profile.uuid, "GPU-1");
  EXPECT_TRUE(profile.analytic);
  EXPECT_NEAR(peak_tflops(profile, ElementType::F32), 2.56, 1e-9);  // 10 x 128 x 2 x 1 GHz
  EXPECT_NEAR(peak_tflops(profile, ElementType::F64), 0.04, 1e-9);  // 10 x 2 x 2 x 1 GHz
  EXPECT_EQ(profile.copy_engines, 2);
  EXPECT_DOUBLE_EQ(profile.path(Path::Pinned, Direction::In).large_ns_per_byte, 1 / 24.0);
}

TEST(Analytic, AnUnknownMinorTakesTheRowBelowAndAnUnknownDeviceStillHasAPrice) {
  DeviceInfo info;
  info.compute_major = 8;
  info.compute_minor = 8;
  info.multiprocessors = 1;
  info.core_clock_hz = 1e9;
  EXPECT_NEAR(peak_tflops(analytic_profile(info, round_host()), ElementType::F32), 0.256, 1e-9);
  const DeviceProfile nothing = analytic_profile(DeviceInfo{}, round_host());
  const double ns =
      device_ns(gemm_call(ElementType::F64, 100, 100, 100), snapshot_of(round_host(), nothing));
  EXPECT_GT(ns, 0);
  EXPECT_LT(ns, 1e9);
}

TEST(Analytic, TheHostsPeakIsLanesTimesUnitsTimesClock) {
  for (auto [isa, bytes, units] : {std::tuple{Isa::Avx512, 64, 2},
                                   {Isa::Avx2, 32, 2},
                                   {Isa::Sse4, 16, 1},
                                   {Isa::Neon, 16, 2},
                                   {Isa::Sve, 32, 2}}) {
    const HostProfile host = analytic_host(isa, 3, bytes);
    EXPECT_EQ(host.threads, 3);
    // Some processors have one of 64 bytes.
    if (isa == Isa::Avx512 && host.fma_units == 1) units = 1;
    EXPECT_EQ(host.fma_units, units);
    EXPECT_TRUE(host.analytic);
    EXPECT_GT(host.clock_ghz, 0.1);
    for (const RateTable* table : {host.one.get(), host.all.get()}) {
      // Threads share the work unevenly.
      const double cores = table == host.one.get() ? 1 : 1 + 0.95 * 2;
      const auto peak = [&](ElementType type) {
        return 1 / table->rate(Routine::Gemm, type, 0).ns[kFlopsTerm];
      };
      const double f32 = 0.9 * 2 * bytes / 4 * units * host.clock_ghz * cores;
      // Beside the class, each type has a factor of its own.
      EXPECT_NEAR(peak(ElementType::F32), f32, 0.25 * f32);
      EXPECT_NEAR(peak(ElementType::F64), f32 / 2, 0.25 * f32 / 2);
      EXPECT_NEAR(peak(ElementType::C32), f32, 0.25 * f32);
      for (const RateKey& key : all_rate_keys()) {
        const Rate& rate = table->rate(key.routine, key.type, key.variant);
        const bool vectors = !traits_of(key.routine, key.type).present.m &&
                             traits_of(key.routine, key.type).cost == Cost::Stream;
        for (std::size_t i = 0; i < kRateTerms; ++i) {
          if (vectors && (i == kRowsTerm || i == kColumnsTerm)) continue;
          EXPECT_GT(rate.ns[i], 0) << name_of(key) << ' ' << i;
        }
        if (is_product(key)) continue;
        for (std::size_t i = kBytesTerm + 1; i < kStridedTerm; ++i)
          EXPECT_GE(rate.ns[i], 0.1 * rate.ns[i - 1]) << name_of(key) << ' ' << i;
      }
    }
    for (std::size_t i = 0; i < host.one_capacity.size(); ++i) {
      EXPECT_GE(host.all_capacity[i], host.one_capacity[i]);
      if (i == 0) continue;
      EXPECT_GE(host.one_capacity[i], host.one_capacity[i - 1]);
      EXPECT_GE(host.all_capacity[i], host.all_capacity[i - 1]);
    }
  }
}

// All threads are not slower than one, and cost their start.
TEST(Analytic, AllThreadsDoMoreThanOne) {
  const HostProfile host = analytic_host(Isa::Avx2, 8, 32);
  for (const RateKey& key : all_rate_keys()) {
    const Rate& one = host.one->rate(key.routine, key.type, key.variant);
    const Rate& all = host.all->rate(key.routine, key.type, key.variant);
    EXPECT_NEAR(one.ns[kCallTerm] + 1000 + 800, all.ns[kCallTerm], one.ns[kCallTerm])
        << name_of(key);
    for (std::size_t i = kRowsTerm; i < kRateTerms; ++i)
      EXPECT_LE(all.ns[i], one.ns[i]) << name_of(key) << ' ' << i;
  }
  const HostProfile single = analytic_host(Isa::Avx2, 1, 32);
  EXPECT_EQ(*single.one, *single.all);
  EXPECT_EQ(*single.one, *host.one);
}

// A worker's or OpenCL's device of this processor computes with the same cores.
TEST(Analytic, ADeviceOnThisHostHasItsRates) {
  DeviceInfo info;
  info.on_host = true;
  const HostProfile host = round_host();
  const DeviceProfile profile = analytic_profile(info, host);
  EXPECT_EQ(profile.rates, host.all);
  EXPECT_EQ(profile.capacity, host.all_capacity);
  EXPECT_GT(profile.submit_ns, analytic_profile(DeviceInfo{}, host).submit_ns);
  EXPECT_LT(profile.context_ns, 1e9);
}

TEST(Analytic, TwinsArePricedByTheSameFigures) {
  const DeviceProfile one = round_device();
  DeviceProfile other = round_device();  // its table is another one with the same figures
  ASSERT_NE(one.rates, other.rates);
  other.uuid = "GPU-2";
  EXPECT_TRUE(one.is_twin(other));
  using Change = void (*)(DeviceProfile&);
  const Change changes[] = {
      [](DeviceProfile& d) { d.platform = "opencl"; },
      [](DeviceProfile& d) { d.coherent = true; },
      [](DeviceProfile& d) { d.submit_ns += 1; },
      [](DeviceProfile& d) { d.chunk_ns += 1; },
      [](DeviceProfile& d) { d.sync_ns += 1; },
      [](DeviceProfile& d) { d.allocation_ns += 1; },
      [](DeviceProfile& d) { d.pool_miss_ns += 1; },
      [](DeviceProfile& d) { d.pool_miss_ns_per_byte += 1; },
      [](DeviceProfile& d) { d.copy_engines += 1; },
      [](DeviceProfile& d) { d.overlap = 0.5; },
      [](DeviceProfile& d) { d.max_chunks += 1; },
      [](DeviceProfile& d) { d.ring_bytes += 1; },
      [](DeviceProfile& d) { d.min_chunk_bytes += 1; },
      [](DeviceProfile& d) { d.run_ns[1] += 1; },
      [](DeviceProfile& d) { d.copy[0][1].setup_ns += 1; },
      [](DeviceProfile& d) { d.capacity[2] += 1; },
      [](DeviceProfile& d) { d.rates = scaled_term(*d.rates, 7, 2); },
      [](DeviceProfile& d) {
        d.rates =
            changed(*d.rates, [](const RateKey&, Rate&, Trust& trust) { trust.error += 0.1; });
      },
  };
  for (std::size_t c = 0; c < std::size(changes); ++c) {
    other = one;
    changes[c](other);
    EXPECT_FALSE(one.is_twin(other)) << c;
  }
}

}  // namespace
}  // namespace fulcrum::offload::testing
