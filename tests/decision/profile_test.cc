// SPDX-License-Identifier: Apache-2.0
// Analytic and bundled profiles against the data sheets, and profile files: round trip, damage,
// refusals.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "tests/decision/machine.hpp"

namespace fulcrum::offload::testing {
namespace {

using Json = nlohmann::ordered_json;

double peak_tflops(const DeviceProfile& profile, ElementType type) {
  // Profiles keep 80% of the peak as what large products reach.
  return 1 / profile.rates[0][static_cast<std::size_t>(type)].ns_per_flop / 0.8 / 1e3;
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
    EXPECT_NEAR(1 / profile.device_ns_per_byte / 0.85, sheet.memory_gbs, 1e-6 * sheet.memory_gbs)
        << sheet.key;
  }
}

TEST(Bundled, AllAreAnalyticAndSaySo) {
  std::set<std::string> keys, names;
  for (const DeviceProfile& profile : bundled_profiles()) {
    EXPECT_TRUE(profile.analytic) << profile.key;
    EXPECT_NE(profile.source.find("analytic"), std::string::npos) << profile.key;
    EXPECT_TRUE(profile.uuid.empty());
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
  const DeviceProfile profile = analytic_profile(info);
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
  EXPECT_NEAR(peak_tflops(analytic_profile(info), ElementType::F32), 0.256, 1e-9);
  const DeviceProfile nothing = analytic_profile(DeviceInfo{});
  const double ns =
      device_ns(gemm_call(ElementType::F64, 100, 100, 100), snapshot_of(round_host(), nothing));
  EXPECT_GT(ns, 0);
  EXPECT_LT(ns, 1e9);
}

TEST(Analytic, TheHostsPeakIsLanesTimesUnitsTimesClock) {
  for (const auto& [isa, bytes, units] : {std::tuple{Isa::Avx512, 64, 2},
                                          {Isa::Avx2, 32, 2},
                                          {Isa::Sse4, 16, 1},
                                          {Isa::Neon, 16, 2},
                                          {Isa::Sve, 32, 2}}) {
    const HostProfile host = analytic_host(isa, 3, bytes);
    EXPECT_EQ(host.threads, 3);
    EXPECT_TRUE(host.analytic);
    EXPECT_GT(host.clock_ghz, 0.1);
    EXPECT_NEAR(1 / host.rates[0][0].core.ns_per_flop, 0.9 * 2 * bytes / 4 * units * host.clock_ghz,
                1e-9);
    EXPECT_NEAR(1 / host.rates[0][1].core.ns_per_flop, 0.9 * 2 * bytes / 8 * units * host.clock_ghz,
                1e-9);
    for (std::size_t i = 1; i < host.memory.size(); ++i) {
      EXPECT_GE(host.memory[i].capacity_bytes, host.memory[i - 1].capacity_bytes);
      EXPECT_GE(host.memory[i].core_ns_per_byte, host.memory[i - 1].core_ns_per_byte);
    }
    EXPECT_EQ(host.memory.back().capacity_bytes, kNever);
  }
}

class ProfileFile : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) /
              ("fulcrum-profile-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
    file_ = (folder_ / "machine.json").string();
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  static MachineProfile machine() { return {this_cpu(), round_host(), round_device()}; }

  Json saved() const {
    save_profile(machine(), file_);
    std::ifstream stream(file_);
    return Json::parse(stream);
  }
  void write(const std::string& text) const { std::ofstream(file_) << text; }

  // The text of the error that loading throws.
  std::string refusal(Isa isa = Isa::Avx2) const {
    try {
      load_profile(file_, isa);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::InvalidOption);
      EXPECT_NE(std::string(error.what()).find(file_), std::string::npos) << error.what();
      return error.what();
    }
    ADD_FAILURE() << "accepted";
    return {};
  }

  std::filesystem::path folder_;
  std::string file_;
};

void expect_same(const Saturation& a, const Saturation& b) {
  EXPECT_DOUBLE_EQ(a.ns_per_flop, b.ns_per_flop);
  EXPECT_EQ(a.m_half, b.m_half);
  EXPECT_EQ(a.n_half, b.n_half);
  EXPECT_EQ(a.k_half, b.k_half);
}

TEST_F(ProfileFile, RoundTripKeepsEveryPrediction) {
  for (const DeviceProfile& bundled : bundled_profiles()) {
    MachineProfile before{this_cpu(), analytic_host(Isa::Avx2, 6, 32), bundled};
    save_profile(before, file_);
    const MachineProfile after = load_profile(file_, Isa::Avx2);
    ASSERT_TRUE(after.host && after.device);
    EXPECT_EQ(after.cpu, before.cpu);
    EXPECT_EQ(after.host->name, before.host->name);
    EXPECT_EQ(after.device->name, before.device->name);
    EXPECT_EQ(after.device->analytic, before.device->analytic);
    EXPECT_EQ(after.device->source, before.device->source);
    for (std::size_t r = 0; r < kCostCount; ++r) {
      for (std::size_t t = 0; t < kRateTypeCount; ++t) {
        expect_same(after.host->rates[r][t].core, before.host->rates[r][t].core);
        expect_same(after.device->rates[r][t], before.device->rates[r][t]);
      }
    }
    const Snapshot old = snapshot_of(*before.host, *before.device),
                   now = snapshot_of(*after.host, *after.device);
    for (const std::int64_t size : {10, 1000, 10000}) {
      const Call call = gemm_call(ElementType::F32, size, size, size);
      EXPECT_DOUBLE_EQ(device_ns(call, old), device_ns(call, now));
      EXPECT_DOUBLE_EQ(simd_ns(call, old), simd_ns(call, now));
    }
  }
}

// Numbers every figure of the paths, rates and levels of a profile: what stands where in its file.
std::map<std::string, double> numbered(HostProfile& host, DeviceProfile& device) {
  const char* const paths[] = {"pinned/", "pageable/", "coherent/"};
  const char* const directions[] = {"in/", "out/"};
  const char* const costs[] = {"product/", "matrix_vector/", "stream/"};
  const char* const types[] = {"f32/", "f64/", "c32/", "c64/"};
  const char* const levels[] = {"l1/", "l2/", "l3/", "dram/"};
  std::map<std::string, double> figures;
  double last = 1;
  const auto next = [&](const std::string& at) { return figures[at] = ++last; };
  const auto rate = [&](const std::string& at, Saturation& saturation) {
    saturation = {1 / next(at + "gflops"), next(at + "m_half"), next(at + "n_half"),
                  next(at + "k_half")};
  };
  for (std::size_t p = 0; p < kPathCount; ++p) {
    const std::string path = std::string("/device/copy/") + paths[p];
    device.run_ns[p] = next(path + "run_ns");
    for (std::size_t d = 0; d < kDirectionCount; ++d) {
      const std::string at = path + directions[d];
      device.copy[p][d] = {next(at + "setup_ns"), next(at + "knee_bytes"),
                           1 / next(at + "small_gbs"), 1 / next(at + "large_gbs")};
    }
  }
  for (std::size_t c = 0; c < kCostCount; ++c) {
    for (std::size_t t = 0; t < kRateTypeCount; ++t) {
      const std::string at = std::string("/rates/") + costs[c] + types[t];
      rate("/host" + at, host.rates[c][t].core);
      rate("/device" + at, device.rates[c][t]);
    }
  }
  for (std::size_t i = 0; i < kMemoryLevels; ++i) {
    const std::string at = std::string("/host/memory/") + levels[i];
    host.memory[i] = {next(at + "capacity_bytes"), 1 / next(at + "core_gbs"),
                      1 / next(at + "all_gbs")};
  }
  return figures;
}

// Where one list of fields serves reading and writing, names that have changed places come back as
// they went.
TEST_F(ProfileFile, EveryFigureStandsUnderItsName) {
  MachineProfile profile = machine();
  profile.host->fork_ns_per_thread = 101;
  profile.device->max_chunks = 17;
  profile.device->ring_bytes = 18;
  profile.device->min_chunk_bytes = 19;
  std::map<std::string, double> figures = numbered(*profile.host, *profile.device);
  figures.insert({{"/host/threads", 4},
                  {"/host/call_ns", 100},
                  {"/host/fork_ns", 1000},
                  {"/host/fork_ns_per_thread", 101},
                  {"/device/submit_ns", 1000},
                  {"/device/chunk_ns", 500},
                  {"/device/sync_ns", 2000},
                  {"/device/kernel_ns", 3000},
                  {"/device/context_ns", 0.3e9},
                  {"/device/allocation_ns", 700},
                  {"/device/pool_miss_ns", 50000},
                  {"/device/pool_miss_ns_per_byte", 0.001},
                  {"/device/memory_gbs", 1000},
                  {"/device/copy_engines", 2},
                  {"/device/max_chunks", 17},
                  {"/device/ring_bytes", 18},
                  {"/device/min_chunk_bytes", 19}});
  save_profile(profile, file_);
  std::ifstream stream(file_);
  const Json json = Json::parse(stream);
  for (const auto& [pointer, value] : figures)
    EXPECT_NEAR(json.at(Json::json_pointer(pointer)).get<double>(), value, 1e-9 * value) << pointer;
}

TEST_F(ProfileFile, HostOrDeviceMayBeAlone) {
  save_profile({"", round_host(), std::nullopt}, file_);
  EXPECT_FALSE(load_profile(file_, Isa::Avx2).device);
  save_profile({"", std::nullopt, round_device()}, file_);
  EXPECT_FALSE(load_profile(file_, Isa::Scalar).host);
  save_profile({"", std::nullopt, std::nullopt}, file_);
  EXPECT_NE(refusal().find("neither a 'host' nor a 'device'"), std::string::npos);
}

TEST_F(ProfileFile, EveryMissingAndEveryUnknownFieldIsNamed) {
  const Json whole = saved();
  std::vector<Json::json_pointer> objects = {Json::json_pointer("")};
  int checked = 0;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    for (const auto& item : whole.at(objects[i]).items()) {
      const Json::json_pointer pointer = objects[i] / item.key();
      if (item.value().is_object()) objects.push_back(pointer);
      if (objects[i].empty() && (item.key() == "host" || item.key() == "device"))
        continue;  // may be absent
      Json damaged = whole;
      damaged.at(objects[i]).erase(item.key());
      write(damaged.dump());
      std::string name = pointer.to_string().substr(1);
      std::replace(name.begin(), name.end(), '/', '.');
      EXPECT_NE(refusal().find("field '" + name + "' is missing"), std::string::npos) << name;
      ++checked;
    }
    Json damaged = whole;
    damaged.at(objects[i])["surprise"] = 1;
    write(damaged.dump());
    EXPECT_NE(refusal().find("surprise' is not a field of this format"), std::string::npos);
  }
  EXPECT_GT(checked, 150);
}

TEST_F(ProfileFile, WrongTypesAndRangesAreNamed) {
  const Json whole = saved();
  const struct {
    const char* pointer;
    Json value;
    const char* says;
  } cases[] = {
      {"/device/sync_ns", -1, "field 'device.sync_ns' is -1: it must lie between"},
      {"/device/sync_ns", "soon", "field 'device.sync_ns' must be a number"},
      {"/device/sync_ns", nullptr, "field 'device.sync_ns' must be a number"},
      {"/device/memory_gbs", 0, "field 'device.memory_gbs' is 0: it must lie between"},
      {"/device/memory_gbs", -5, "field 'device.memory_gbs' is -5"},
      {"/device/copy_engines", 1.5, "field 'device.copy_engines' must be a whole number"},
      {"/device/analytic", 1, "field 'device.analytic' must be true or false"},
      {"/device/copy/pinned", 3, "field 'device.copy.pinned' must be an object"},
      {"/host/threads", 0, "field 'host.threads' is 0"},
      {"/host/isa", "mmx", "field 'host.isa' is 'mmx', which is no SIMD target"},
      {"/host/memory/l2/capacity_bytes", 0, "field 'host.memory.l2.capacity_bytes' is 0"},
      {"/format", "other", "field 'format' is 'other'"},
      {"/version", 1, "field 'version' is 1: this library reads version 2"},
      {"/device/platform", "abacus", "'abacus', which is no platform of this build"},
      {"/cpu", "Imaginary 9000", "field 'cpu' is 'Imaginary 9000', and this processor is '"},
  };
  for (const auto& c : cases) {
    Json damaged = whole;
    damaged.at(Json::json_pointer(c.pointer)) = c.value;
    write(damaged.dump());
    EXPECT_NE(refusal().find(c.says), std::string::npos) << c.pointer << ": " << refusal();
  }
}

TEST_F(ProfileFile, AnotherTargetIsRefused) {
  save_profile(machine(), file_);
  EXPECT_NE(refusal(Isa::Avx512).find("is avx2, and the target in force is avx512"),
            std::string::npos);
}

TEST_F(ProfileFile, DamagedFilesAreRefused) {
  const std::string text = saved().dump(2);
  for (std::size_t length = 0; length < text.size(); length += 97) {
    write(text.substr(0, length));
    refusal();
  }
  for (const std::string& bad : {std::string("[]"), std::string("null"), std::string("\0\1\2", 3),
                                 std::string("{\"a\":1e999}"), std::string(3 << 20, '['),
                                 std::string("{\"format\": \"fulcrum-profile\"")}) {
    write(bad);
    refusal();
  }
}

TEST_F(ProfileFile, MissingFilesAndFoldersAreRefused) {
  EXPECT_NE(refusal().find("cannot be opened: No such file"), std::string::npos);
  file_ = folder_.string();
  EXPECT_FALSE(refusal().empty());
  EXPECT_THROW(save_profile(machine(), (folder_ / "absent" / "x.json").string()), Error);
}

TEST_F(ProfileFile, SavingReplacesTheFileAndLeavesNothingElse) {
  write("old");
  save_profile(machine(), file_);
  EXPECT_NO_THROW(load_profile(file_, Isa::Avx2));
  int files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder_)) ++files;
  EXPECT_EQ(files, 1);
}

}  // namespace
}  // namespace fulcrum::offload::testing
