// SPDX-License-Identifier: Apache-2.0
// Bundled profiles: analytic, from data sheets; nothing here was measured. Each row gives the
// attributes that the device would state, so that a device that is here and one that is not are
// priced by the same arithmetic.
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "offload/decision/decide.hpp"
#include "offload/decision/profile.hpp"
#include "simd/threads/published.hpp"

namespace fulcrum::offload {
namespace {

struct DataSheet {
  const char* key;
  const char* name;
  int major, minor;
  int multiprocessors, copy_engines;
  double boost_ghz;
  double memory_gbs;
};

// FP32 peak = multiprocessors x lanes x 2 x clock; FP64 likewise, with matrix units where there are
// any.
constexpr DataSheet kDataSheets[] = {
    // 132 x 128 x 2 x 1.98 = 66.9 TFLOP/s; FP64 matrix units 66.9 (data sheet: 67 and 67);
    // HBM3e 4.8 TB/s; PCIe 5 x16
    {"h200-pcie5", "NVIDIA H200 SXM, PCIe 5", 9, 0, 132, 3, 1.98, 4800},
    // 114 x 128 x 2 x 1.755 = 51.2 TFLOP/s; FP64 matrix units 51.2 (data sheet: 51 and 51);
    // HBM2e 2.0 TB/s; PCIe 5 x16
    {"h100-pcie", "NVIDIA H100 PCIe", 9, 0, 114, 3, 1.755, 2000},
    // 108 x 64 x 2 x 1.41 = 19.5 TFLOP/s; FP64 matrix units 19.5 (data sheet: 19.5 and 19.5); 80 GB
    // HBM2e 2.039 TB/s;
    // PCIe 4 x16
    {"a100-sxm", "NVIDIA A100 SXM 80 GB, PCIe 4", 8, 0, 108, 3, 1.41, 2039},
    // The GPU of an H200 with 96 GB HBM3 at 4.0 TB/s; the link is NVLink-C2C (below)
    {"gh200", "NVIDIA GH200, NVLink-C2C", 9, 0, 132, 3, 1.98, 4000},
    // 58 x 128 x 2 x 2.04 = 30.3 TFLOP/s (data sheet: 30.3, which 72 W do not sustain); FP64 1/64;
    // GDDR6 300 GB/s;
    // PCIe 4 x16
    {"l4", "NVIDIA L4", 8, 9, 58, 2, 2.04, 300},
    // 128 x 128 x 2 x 2.52 = 82.6 TFLOP/s (data sheet: 82.6); FP64 1/64; GDDR6X 1008 GB/s; PCIe 4
    // x16
    {"rtx4090", "NVIDIA GeForce RTX 4090", 8, 9, 128, 2, 2.52, 1008},
    // 28 x 128 x 2 x 1.777 = 12.7 TFLOP/s (data sheet: 12.7); FP64 1/64; GDDR6 360 GB/s; PCIe 4 x16
    {"rtx3060", "NVIDIA GeForce RTX 3060 12 GB", 8, 6, 28, 2, 1.777, 360},
    // 40 x 64 x 2 x 1.59 = 8.1 TFLOP/s (data sheet: 8.1); FP64 1/32; GDDR6 320 GB/s; PCIe 3 x16
    {"t4", "NVIDIA T4", 7, 5, 40, 2, 1.59, 320},
};

DeviceProfile make(const DataSheet& sheet) {
  DeviceInfo info;
  info.platform = "cuda";  // as all of them
  info.name = sheet.name;
  info.compute_major = sheet.major;
  info.compute_minor = sheet.minor;
  info.multiprocessors = sheet.multiprocessors;
  info.core_clock_hz = sheet.boost_ghz * 1e9;
  info.memory_bandwidth = sheet.memory_gbs * 1e9;
  info.copy_engines = sheet.copy_engines;
  // A server's or a desktop's host: what it copies with depends on its threads.
  HostProfile host;
  host.threads = 4;
  DeviceProfile profile = analytic_profile(info, host);
  profile.key = sheet.key;
  profile.source = "analytic: data sheet and priors";
  return profile;
}

using Profiles = std::vector<DeviceProfile>;

constinit std::atomic<const Profiles*> g_profiles{nullptr};

std::unique_ptr<const Profiles> make_all() {
  auto profiles = std::make_unique<Profiles>();
  for (const DataSheet& sheet : kDataSheets) profiles->push_back(make(sheet));
  for (DeviceProfile& profile : *profiles) {
    if (profile.key != "gh200") continue;
    // Reported for copies over NVLink-C2C: 97 GiB/s pinned, that is 104 GB/s. (93 GiB/s from
    // pageable memory is the device reading it coherently; the executor stages it, as on every
    // device.)
    for (CopyPath& pinned : profile.copy[static_cast<std::size_t>(Path::Pinned)]) {
      pinned.small_ns_per_byte = 2 / 104.0;
      pinned.large_ns_per_byte = 1 / 104.0;
    }
  }
  return profiles;
}

const Profiles& all() { return simd::published(g_profiles, make_all); }

}  // namespace

std::span<const DeviceProfile> bundled_profiles() { return all(); }

const DeviceProfile& find_profile(std::string_view key) {
  std::string keys;
  for (const DeviceProfile& profile : all()) {
    if (profile.key == key) return profile;
    keys += (keys.empty() ? "" : ", ") + profile.key;
  }
  throw Error(ErrorCode::InvalidOption, "device profile",
              "there is none named '" + std::string(key) + "'; bundled are " + keys);
}

}  // namespace fulcrum::offload
