// SPDX-License-Identifier: Apache-2.0
// Profile files: round trip, damage, refusals.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "fulcrum/config.hpp"
#include "tests/decision/machine.hpp"

namespace fulcrum::offload::testing {
namespace {

// Not the library's type: its parser would be linked as this program has it, not optimised.
using Json = nlohmann::json;

class ProfileFile : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) /
              ("fulcrum-profile-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
    file_ = (folder_ / "machine.json").string();
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  static MachineProfile machine() { return machine_of(round_host(), {round_device()}); }
  static MachineProfile machine_of(std::optional<HostProfile> host,
                                   std::vector<DeviceProfile> devices) {
    MachineProfile profile;
    profile.cpu = this_cpu();
    profile.library = version();
    profile.form = "quick";
    profile.date = "2026-01-02T03:04:05Z";
    profile.host = std::move(host);
    profile.devices = std::move(devices);
    return profile;
  }

  void write(const std::string& text) const { std::ofstream(file_) << text; }

  // The text of the error that reading this text throws; empty where it is read.
  static std::string refusal_of(const std::string& text) {
    try {
      parse_profile(text, "a file", Isa::Avx2);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::InvalidOption);
      EXPECT_NE(std::string(error.what()).find("a file"), std::string::npos) << error.what();
      return error.what();
    }
    return {};
  }

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

// Figures are written with six digits.
constexpr double kDigits = 1e-5;

// Every row says the same, to the digits that are written.
void expect_same(const RateTable& a, const RateTable& b) {
  for (const RateKey& key : all_rate_keys()) {
    const Rate& x = a.rate(key.routine, key.type, key.variant);
    const Rate& y = b.rate(key.routine, key.type, key.variant);
    EXPECT_EQ(a.trust(key.routine, key.type, key.variant),
              b.trust(key.routine, key.type, key.variant))
        << name_of(key);
    bool good = true;
    for (std::size_t i = 0; i < kRateTerms; ++i)
      good = good && std::abs(x.ns[i] - y.ns[i]) <= kDigits * y.ns[i];
    EXPECT_TRUE(good) << name_of(key);
  }
}

TEST_F(ProfileFile, RoundTripKeepsEveryPrediction) {
  HostProfile host = analytic_host(Isa::Avx2, 6, 32);
  host.analytic = false;
  host.probe_ns = 1234.5;
  std::vector<DeviceProfile> devices(bundled_profiles().begin(), bundled_profiles().end());
  devices.push_back(round_device());
  const MachineProfile before = machine_of(host, devices);
  save_profile(before, file_);
  const MachineProfile after = load_profile(file_, Isa::Avx2);
  ASSERT_TRUE(after.host);
  ASSERT_EQ(after.devices.size(), devices.size());
  EXPECT_EQ(after.cpu, before.cpu);
  EXPECT_EQ(after.library, before.library);
  EXPECT_EQ(after.form, before.form);
  EXPECT_EQ(after.date, before.date);
  EXPECT_EQ(after.host->name, before.host->name);
  EXPECT_EQ(after.host->analytic, false);
  EXPECT_EQ(after.host->threads, 6);
  EXPECT_EQ(after.host->probe_ns, 1234.5);
  expect_same(*after.host->one, *before.host->one);
  expect_same(*after.host->all, *before.host->all);
  for (std::size_t i = 0; i < devices.size(); ++i) {
    EXPECT_EQ(after.devices[i].platform, before.devices[i].platform);
    EXPECT_EQ(after.devices[i].name, before.devices[i].name);
    EXPECT_EQ(after.devices[i].analytic, before.devices[i].analytic);
    EXPECT_EQ(after.devices[i].source, before.devices[i].source);
    expect_same(*after.devices[i].rates, *before.devices[i].rates);
    const Snapshot old = snapshot_of(*before.host, before.devices[i]),
                   now = snapshot_of(*after.host, after.devices[i]);
    for (const std::int64_t size : {10, 1000, 10000}) {
      for (const Call& call :
           {gemm_call(ElementType::F32, size, size, size),
            gemv_call(ElementType::C64, size, 2 * size),
            located(vector_call(Routine::Dot, ElementType::F64, 100 * size), Location::Pinned)}) {
        EXPECT_NEAR(device_ns(call, now) / device_ns(call, old), 1, kDigits);
        EXPECT_NEAR(simd_ns(call, now) / simd_ns(call, old), 1, kDigits);
      }
    }
  }
}

TEST_F(ProfileFile, TrustIsKept) {
  MachineProfile before = machine();
  const auto mark = [](const RateKey& key, Rate&, Trust& trust) {
    trust = {key.type == ElementType::F32, 0.01 * static_cast<double>(key.variant + 1)};
  };
  before.host->one = changed(*before.host->one, mark);
  before.devices[0].rates = changed(*before.devices[0].rates, mark);
  const MachineProfile after = parse_profile(profile_text(before), "text", Isa::Avx2);
  expect_same(*after.host->one, *before.host->one);
  expect_same(*after.host->all, *before.host->all);
  expect_same(*after.devices[0].rates, *before.devices[0].rates);
}

// Numbers every figure of the paths, capacities and rates of a profile: what stands where in its
// file.
std::map<std::string, double> numbered(HostProfile& host, DeviceProfile& device) {
  const char* const paths[] = {"pinned/", "pageable/", "coherent/"};
  const char* const directions[] = {"in/", "out/"};
  const char* const levels[] = {"l1", "l2", "l3"};
  std::map<std::string, double> figures;
  double last = 1;
  const auto next = [&](const std::string& at) { return figures[at] = ++last; };
  for (std::size_t p = 0; p < kPathCount; ++p) {
    const std::string path = std::string("/devices/0/copy/") + paths[p];
    device.run_ns[p] = next(path + "run_ns");
    for (std::size_t d = 0; d < kDirectionCount; ++d) {
      const std::string at = path + directions[d];
      device.copy[p][d] = {next(at + "setup_ns"), next(at + "knee_bytes"),
                           1 / next(at + "small_gbs"), 1 / next(at + "large_gbs")};
    }
  }
  for (std::size_t i = 0; i < kMemoryLevels - 1; ++i) {
    host.one_capacity[i] = next(std::string("/host/one_capacity/") + levels[i]);
    host.all_capacity[i] = next(std::string("/host/all_capacity/") + levels[i]);
    device.capacity[i] = next(std::string("/devices/0/capacity/") + levels[i]);
  }
  const auto table = [&](const std::string& at) {
    return changed(RateTable(), [&](const RateKey& key, Rate& rate, Trust& trust) {
      const std::string row = at + name_of(key) + '/';
      trust.error = next(row + "error");
      for (std::size_t i = 0; i < kRateTerms; ++i)
        rate.ns[i] = next(row + std::string(is_product(key) ? kProductTerms[i] : kMemoryTerms[i]));
    });
  };
  host.one = table("/host/one/");
  host.all = table("/host/all/");
  device.rates = table("/devices/0/rates/");
  return figures;
}

// Every number of a text, by where it stands.
void collect(const Json& json, const std::string& at, std::map<std::string, double>& numbers) {
  std::size_t index = 0;
  for (const auto& item : json.items()) {
    const std::string name = at + '/' + (json.is_array() ? std::to_string(index) : item.key());
    ++index;
    if (item.value().is_structured()) collect(item.value(), name, numbers);
    if (item.value().is_number()) numbers[name] = item.value().get<double>();
  }
}

// Where one list of fields serves reading and writing, names that have changed places come back as
// they went.
TEST_F(ProfileFile, EveryFigureStandsUnderItsName) {
  MachineProfile profile = machine();
  profile.host->clock_ghz = 2.5;
  profile.host->probe_ns = 33;
  DeviceProfile& device = profile.devices[0];
  device.max_chunks = 17;
  device.ring_bytes = 18;
  device.min_chunk_bytes = 19;
  device.overlap = 0.25;
  device.on_host = true;
  std::map<std::string, double> figures = numbered(*profile.host, device);
  figures.insert({{"/version", 3},
                  {"/host/threads", 4},
                  {"/host/clock_ghz", 2.5},
                  {"/host/vector_bytes", 32},
                  {"/host/fma_units", 2},
                  {"/host/probe_ns", 33},
                  {"/devices/0/submit_ns", 1000},
                  {"/devices/0/chunk_ns", 500},
                  {"/devices/0/sync_ns", 2000},
                  {"/devices/0/context_ns", 0.3e9},
                  {"/devices/0/allocation_ns", 700},
                  {"/devices/0/pool_miss_ns", 50000},
                  {"/devices/0/pool_miss_ns_per_byte", 0.001},
                  {"/devices/0/copy_engines", 2},
                  {"/devices/0/overlap", 0.25},
                  {"/devices/0/max_chunks", 17},
                  {"/devices/0/ring_bytes", 18},
                  {"/devices/0/min_chunk_bytes", 19}});
  save_profile(profile, file_);
  std::ifstream stream(file_);
  std::map<std::string, double> written;
  collect(Json::parse(stream), "", written);
  ASSERT_GT(figures.size(), 10'000U);
  EXPECT_EQ(written.size(), figures.size());
  for (const auto& [name, value] : figures) {
    const auto found = written.find(name);
    ASSERT_NE(found, written.end()) << name;
    EXPECT_NEAR(found->second, value, 1e-5 * value) << name;
  }
}

TEST_F(ProfileFile, HostOrDevicesMayBeAlone) {
  save_profile(machine_of(round_host(), {}), file_);
  EXPECT_TRUE(load_profile(file_, Isa::Avx2).devices.empty());
  save_profile(machine_of(std::nullopt, {round_device(), round_device()}), file_);
  EXPECT_FALSE(load_profile(file_, Isa::Scalar).host);
  EXPECT_EQ(load_profile(file_, Isa::Scalar).devices.size(), 2U);
  save_profile(machine_of(std::nullopt, {}), file_);
  EXPECT_NE(refusal().find("has neither a 'host' nor a device"), std::string::npos);
}

// A field of a text, and the offsets of its name.
struct Field {
  std::string path;  // "host.one.gemm f64 NN.call", "devices[0].copy"
  std::size_t begin = 0, end = 0;
};

// All fields of a text, and where its objects begin. A profile has thousands of fields: it is
// damaged as a text, which takes less time than as JSON. Its strings have no escapes and no braces.
struct Scan {
  std::vector<Field> fields;
  std::vector<std::size_t> objects;

  explicit Scan(const std::string& text) {
    struct Level {
      std::string path;
      bool list;
      int index;
    };
    std::vector<Level> open;
    std::string last;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      if (c == '{' || c == '[') {
        std::string path = last;
        if (!open.empty() && open.back().list)
          path = open.back().path + '[' + std::to_string(open.back().index++) + ']';
        open.push_back({path, c == '[', 0});
        if (c == '{') objects.push_back(i);
      } else if (c == '}' || c == ']') {
        open.pop_back();
      } else if (c == '"') {
        const std::size_t end = text.find('"', i + 1);
        if (text[end + 1] == ':') {
          const std::string& at = open.back().path;
          last = (at.empty() ? "" : at + '.') + text.substr(i + 1, end - i - 1);
          fields.push_back({last, i + 1, end});
        }
        i = end;
      }
    }
  }
};

// The text with another value in that field.
std::string with_value(const std::string& text, const Scan& scan, const std::string& path,
                       const std::string& value) {
  for (const Field& field : scan.fields) {
    if (field.path != path) continue;
    const std::size_t begin = text.find_first_not_of(' ', field.end + 2);
    std::size_t end = begin;
    for (int open = 0; open > 0 || (text[end] != ',' && text[end] != '}' && text[end] != '\n');
         ++end) {
      if (text[end] == '{' || text[end] == '[') ++open;
      if (text[end] == '}' || text[end] == ']') --open;
    }
    return text.substr(0, begin) + value + text.substr(end);
  }
  ADD_FAILURE() << "no field " << path;
  return text;
}

// The name of the row of a rate table that a path is in; and of the field within it, if it is one.
struct RowPath {
  std::string table, row, field;

  explicit RowPath(const std::string& path) {
    for (const std::string name : {".one.", ".all.", ".rates."}) {
      const std::size_t at = path.find(name);
      if (at == std::string::npos) continue;
      table = name;
      row = path.substr(at + name.size());
      const std::size_t dot = row.find('.');
      if (dot == std::string::npos) continue;
      field = row.substr(dot + 1);
      row.resize(dot);
    }
  }
};

// Where one list of fields serves all rows of all tables, some rows, and all fields of a product's
// and of another's; of everything else all of them.
TEST_F(ProfileFile, EveryMissingAndEveryUnknownFieldIsNamed) {
  std::set<std::string> names;
  int checked = 0;
  for (const MachineProfile& profile :
       {machine_of(round_host(), {}), machine_of(std::nullopt, {round_device()})}) {
    const std::string text = profile_text(profile);
    ASSERT_EQ(refusal_of(text), "");
    const Scan scan(text);
    ASSERT_GT(scan.fields.size(), 4000U);
    int rows = 0;
    for (const Field& field : scan.fields) {
      if (field.path == "host") continue;  // may be absent
      const RowPath in(field.path);
      if (!in.row.empty() && in.field.empty() && ++rows % 97 != 0) continue;
      if (!in.field.empty() && in.row != (in.table == ".all." ? "axpy f32" : "gemm f64 NT"))
        continue;
      std::string damaged = text;
      damaged.insert(field.end, "!");
      const std::string says = refusal_of(damaged);
      EXPECT_NE(says.find("field '" + field.path + "' is missing"), std::string::npos)
          << field.path << ": " << says;
      names.insert(text.substr(field.begin, field.end - field.begin));
      ++checked;
    }
    int of_rows = 0;
    for (const std::size_t object : scan.objects) {
      if (text.compare(object, 11, "{\"measured\"") == 0 && ++of_rows % 211 != 0) continue;
      std::string damaged = text;
      damaged.insert(object + 1, "\"surprise\": 1,");
      EXPECT_NE(refusal_of(damaged).find("surprise' is not a field of this format"),
                std::string::npos)
          << text.substr(object, 40);
    }
  }
  EXPECT_GT(checked, 130);
  for (const auto& terms : {kProductTerms, kMemoryTerms})
    for (const std::string_view term : terms) EXPECT_EQ(names.count(std::string(term)), 1U) << term;
}

TEST_F(ProfileFile, WrongTypesAndRangesAreNamed) {
  const std::string host = profile_text(machine_of(round_host(), {})),
                    device = profile_text(machine_of(std::nullopt, {round_device()}));
  const Scan host_scan(host), device_scan(device);
  const struct {
    const char* path;
    const char* value;
    const char* says;
  } cases[] = {
      {"devices[0].sync_ns", "-1", "field 'devices[0].sync_ns' is -1: it must lie between"},
      {"devices[0].sync_ns", "\"soon\"", "field 'devices[0].sync_ns' must be a number"},
      {"devices[0].sync_ns", "null", "field 'devices[0].sync_ns' must be a number"},
      {"devices[0].copy.pinned.in.large_gbs", "0",
       "field 'devices[0].copy.pinned.in.large_gbs' is 0: it must lie between"},
      {"devices[0].copy.pinned.in.small_gbs", "-5",
       "field 'devices[0].copy.pinned.in.small_gbs' is -5"},
      {"devices[0].copy_engines", "1.5", "field 'devices[0].copy_engines' must be a whole number"},
      {"devices[0].analytic", "1", "field 'devices[0].analytic' must be true or false"},
      {"devices[0].copy.pinned", "3", "field 'devices[0].copy.pinned' must be an object"},
      {"devices[0].capacity.l2", "0", "field 'devices[0].capacity.l2' is 0"},
      {"devices[0].rates.axpy f32.dram_byte", "-1",
       "field 'devices[0].rates.axpy f32.dram_byte' is -1"},
      {"devices", "[7]", "field 'devices[0]' must be an object"},
      {"devices", "7", "field 'devices' must be a list"},
      {"host.threads", "0", "field 'host.threads' is 0"},
      {"host.isa", "\"mmx\"", "field 'host.isa' is 'mmx', which is no SIMD target"},
      {"host.one_capacity.l2", "0", "field 'host.one_capacity.l2' is 0"},
      {"host.one.gemm f64 NT.operation", "-0.5", "field 'host.one.gemm f64 NT.operation' is -0.5"},
      {"host.one.gemm f64 NT.operation", "\"1\"",
       "field 'host.one.gemm f64 NT.operation' must be a number"},
      {"host.all.trsm f32 RN.error", "11", "field 'host.all.trsm f32 RN.error' is 11"},
      {"host.all.trsm f32 RN.error", "-1", "field 'host.all.trsm f32 RN.error' is -1"},
      {"host.all.trsm f32 RN.measured", "1",
       "field 'host.all.trsm f32 RN.measured' must be true or false"},
      {"host.all.trsm f32 RN", "1", "field 'host.all.trsm f32 RN' must be an object"},
      {"host.all", "[]", "field 'host.all' must be an object"},
      {"format", "\"other\"", "field 'format' is 'other'"},
      {"version", "2", "field 'version' is 2: this library reads version 3"},
      {"devices[0].platform", "\"abacus\"", "'abacus', which is no platform of this build"},
      {"cpu", "\"Imaginary 9000\"", "field 'cpu' is 'Imaginary 9000', and this processor is '"},
      {"library", "\"0.0.1\"", "field 'library' is 0.0.1, and this library is "},
      {"form", "1", "field 'form' must be a string"},
  };
  for (const auto& c : cases) {
    const bool of_device = std::string(c.path).starts_with("devices");
    const std::string says = refusal_of(of_device ? with_value(device, device_scan, c.path, c.value)
                                                  : with_value(host, host_scan, c.path, c.value));
    EXPECT_NE(says.find(c.says), std::string::npos) << c.path << ": " << says;
  }
}

// Of no processor and no library: any.
TEST_F(ProfileFile, WhatItBelongsToMayBeLeftOpen) {
  MachineProfile open = machine();
  open.cpu = open.library = open.form = open.date = "";
  EXPECT_EQ(refusal_of(profile_text(open)), "");
}

TEST_F(ProfileFile, SeveralDevicesAreReadInTheirOrder) {
  DeviceProfile other = round_device();
  other.name = "Another";
  other.sync_ns = 1;
  const MachineProfile after =
      parse_profile(profile_text(machine_of(std::nullopt, {round_device(), other, round_device()})),
                    "text", Isa::Avx2);
  ASSERT_EQ(after.devices.size(), 3U);
  EXPECT_EQ(after.devices[1].name, "Another");
  EXPECT_EQ(after.devices[1].sync_ns, 1);
  EXPECT_EQ(after.devices[2].name, "Round device");
}

TEST_F(ProfileFile, AnotherTargetIsRefused) {
  save_profile(machine(), file_);
  EXPECT_NE(refusal(Isa::Avx512).find("is avx2, and the target in force is avx512"),
            std::string::npos);
}

TEST_F(ProfileFile, DamagedFilesAreRefused) {
  const std::string text = profile_text(machine_of(std::nullopt, {round_device()}));
  const std::size_t whole = text.find_last_of('}');
  for (std::size_t length = 0; length <= whole;
       length += length < 2000 || length + 10 > whole ? 1 : 1999) {
    ASSERT_NE(refusal_of(text.substr(0, length)), "") << length;
  }
  EXPECT_EQ(refusal_of(text), "");
  for (const std::string& bad :
       {std::string("[]"), std::string("null"), std::string("\0\1\2", 3),
        std::string("{\"a\":1e999}"), std::string(1 << 18, '['), std::string(17 << 20, ' '),
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
