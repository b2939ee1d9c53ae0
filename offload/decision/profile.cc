// SPDX-License-Identifier: Apache-2.0
// Analytic priors: data-sheet arithmetic, before anything has been measured. README.md of this
// folder lists the sources.
#include "offload/decision/profile.hpp"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <tuple>

#include "offload/decision/cost.hpp"
#include "offload/routines/traits.hpp"

namespace fulcrum::offload {
namespace {

// The first line of /proc/cpuinfo that starts with `key`, its value. One page is enough: the keys
// asked for stand near the top, and the file of a large server has megabytes.
std::string cpuinfo(std::string_view key) {
  std::ifstream file("/proc/cpuinfo");
  std::string line;
  for (int i = 0; i < 40 && std::getline(file, line); ++i) {
    if (line.compare(0, key.size(), key) != 0) continue;
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    const std::size_t begin = line.find_first_not_of(" \t", colon + 1);
    return begin == std::string::npos ? std::string() : line.substr(begin);
  }
  return {};
}

// The largest clock that the system states; a virtual machine states the nominal one at best.
double clock_ghz() {
  std::ifstream file("/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq");
  double khz = 0;
  if (file >> khz && khz > 1e5) return khz / 1e6;
  const double mhz = std::strtod(cpuinfo("cpu MHz").c_str(), nullptr);
  constexpr double kDefault = 3.0;  // between server parts (2-3.5) and desktop parts (4-5.5)
  return mhz > 100 ? mhz / 1e3 : kDefault;
}

double cache_bytes(int name, double otherwise) {
  const long bytes = sysconf(name);
  return bytes > 0 ? static_cast<double>(bytes) : otherwise;
}

// The last level cache that `threads` threads have. Not sysconf's: glibc 2.36 reports 384 MiB on a
// Zen 5 with 32.
double l3_bytes(int threads) {
  const std::string folder = "/sys/devices/system/cpu/cpu0/cache/index3/";
  double kib = 0, sharing = 0;
  std::ifstream(folder + "size") >> kib;
  // One bit for each processor that shares it, in hexadecimal with commas.
  std::string map;
  std::ifstream(folder + "shared_cpu_map") >> map;
  for (const char digit : map) {
    if (digit == ',') continue;
    const int value =
        std::isdigit(static_cast<unsigned char>(digit)) != 0 ? digit - '0' : digit - 'a' + 10;
    for (int bit = 0; bit < 4; ++bit) sharing += (value >> bit) & 1;
  }
  constexpr double kDefault = 16 << 20;
  return kib > 0 ? kib * 1024 * std::ceil(threads / std::max(sharing, 1.0)) : kDefault;
}

// FMA pipes of one core, of the target's vectors. SSE4 has none: one multiply and one add pipe give
// the rate of one. AVX-512: two on servers and Zen 5; one where the pipes are half as wide, as on
// Zen 4 (family 25); Intel's parts with one are overestimated by 2 until they are measured.
double fma_units(Isa isa) {
  if (isa == Isa::Sse4 || isa == Isa::Scalar) return 1;
  const bool wide = isa == Isa::Avx512;
  const bool zen4 = cpuinfo("vendor_id") == "AuthenticAMD" && cpuinfo("cpu family") == "25";
  return wide && zen4 ? 1 : 2;
}

// GB/s that one core draws from DRAM: 12 on Skylake servers, 30-40 on Zen 4 and 5.
constexpr double kCoreDramGbs = 15;

// Of all threads together: two channels' worth (40), and what the further channels and sockets of
// larger machines add.
double dram_gbs(int threads) { return std::min(kCoreDramGbs * threads, 40.0 + 2.0 * threads); }

// What the rates of all routines are made of before anybody has measured them.
struct Facts {
  double clock = 0, vector_bytes = 0, fma_units = 0;
  bool scalar = false;
  int threads = 1;
};

// GB/s of so many threads. L1: two loads or a load and a store a cycle, three quarters of that
// sustained; L2: 32 bytes a cycle; L3: 10 bytes a cycle; narrow vectors are what limits them first.
std::array<double, kMemoryLevels> ns_per_byte(const Facts& facts) {
  const double l1 = 1.5 * facts.vector_bytes * facts.clock;
  const double l2 = std::min(32.0, facts.vector_bytes) * facts.clock;
  const double l3 = std::min(10.0, facts.vector_bytes / 2) * facts.clock;
  const double threads = facts.threads;
  return {1 / (l1 * threads), 1 / (l2 * threads), 1 / (l3 * threads),
          1 / std::min(dram_gbs(facts.threads), l3 * threads)};
}

Capacities capacities(int threads) {
  Capacities result = {threads * cache_bytes(_SC_LEVEL1_DCACHE_SIZE, 32768),
                       threads * cache_bytes(_SC_LEVEL2_CACHE_SIZE, 1048576), l3_bytes(threads)};
  // A machine may state an L3 that is smaller than its L2s together, or none.
  for (std::size_t i = 1; i < result.size(); ++i) result[i] = std::max(result[i], result[i - 1]);
  return result;
}

// Calls that do nothing else, and what each further thread adds: waking an OpenMP team that spins,
// and its barrier at the end.
constexpr double kCallNs[kCostCount] = {40, 30, 8};  // by Cost
constexpr double kForkNs = 1000, kForkNsPerThread = 100;
// Threads share the work unevenly and wait for one another.
constexpr double kScaling = 0.95;

// Products: 90% of the peak for large shapes; half of that where C has 6 rows or 2 columns, a
// quarter of a tile of 24 x 8, or where the depth is 4.
Rate product_prior(const Facts& facts, ElementType type) {
  const double size = static_cast<double>(size_of(type)) / (is_complex(type) ? 2 : 1);
  const double lanes = facts.scalar ? 1 : facts.vector_bytes / size;
  const double cores = 1 + kScaling * (facts.threads - 1);
  const double ns = 1 / (0.9 * 2 * lanes * facts.fma_units * facts.clock * cores);
  const double point = ns * (is_complex(type) ? 8 : 2);
  constexpr double kRows = 6, kColumns = 2, kDepth = 4;
  // Half of what memory takes hides behind the operations.
  const double dram = 0.5 * ns_per_byte(facts)[3];
  return {{kCallNs[0] + point * kRows * kColumns * kDepth, point * kColumns * kDepth,
           point * kRows * kDepth, dram, point * kDepth, point * kColumns, point * kRows, ns}};
}

Rate memory_prior(const Facts& facts, Cost cost) {
  const auto bytes = ns_per_byte(facts);
  // A pass of a kernel over a column of no elements takes some 6 cycles; an element that is
  // gathered 2.
  const double cycle = 1 / (facts.clock * facts.threads);
  return {{kCallNs[static_cast<std::size_t>(cost)], 0.5 * cycle, 6 * cycle, bytes[0], bytes[1],
           bytes[2], bytes[3], 2 * cycle}};
}

// How well the priors do, as the standard error of a logarithm: a factor of 1.5.
constexpr double kPriorError = 0.4;

// What a routine's kernel takes beside its class: factors of the terms of its rate, one thread's.
// In the order of all_rate_keys(); rows that are not there have 1.
struct RoutineFactors {
  std::string_view name;
  Amounts factors;
};
constexpr std::array kRoutineFactors = std::to_array<RoutineFactors>({
#include "offload/decision/routine_factors.inc"
    {"", {}},  // behind the last
});

std::shared_ptr<const RateTable> prior_table(const Facts& facts) {
  auto table = std::make_shared<RateTable>();
  const double fork = facts.threads > 1 ? kForkNs + kForkNsPerThread * facts.threads : 0;
  const RoutineFactors* factors = kRoutineFactors.data();
  for (const RateKey& key : all_rate_keys()) {
    const Cost cost = traits_of(key.routine, key.type).cost;
    Rate& rate = table->rate(key.routine, key.type, key.variant);
    rate = cost == Cost::Product ? product_prior(facts, key.type) : memory_prior(facts, cost);
    if (factors->name == name_of(key)) {
      for (std::size_t i = 0; i < kRateTerms; ++i) rate.ns[i] *= factors->factors[i];
      ++factors;
    }
    rate.ns[kCallTerm] += fork;
    table->trust(key.routine, key.type, key.variant) = {false, kPriorError};
  }
  return table;
}

}  // namespace

std::string this_cpu() {
  std::string model = cpuinfo("model name");
  if (!model.empty()) return model;
#if defined(__aarch64__)
  const std::string part = cpuinfo("CPU part"), maker = cpuinfo("CPU implementer");
  return part.empty() ? "aarch64" : "aarch64 implementer " + maker + " part " + part;
#elif defined(__x86_64__)
  return "x86_64";
#else
  return "unknown";
#endif
}

HostProfile analytic_host(Isa isa, int threads, const HostFacts& facts) {
  HostProfile host;
  host.isa = isa;
  host.threads = std::max(threads, 1);
  host.vector_bytes = facts.vector_bytes;
  host.fma_units = facts.fma_units;
  host.clock_ghz = facts.clock_ghz;
  host.name = std::string(to_string(isa)) + ", " + std::to_string(host.threads) +
              (host.threads == 1 ? " thread" : " threads");
  host.one_capacity = facts.one_capacity;
  host.all_capacity = facts.all_capacity;
  Facts one{host.clock_ghz, host.vector_bytes, host.fma_units, isa == Isa::Scalar, 1};
  host.one = prior_table(one);
  one.threads = host.threads;
  host.all = host.threads > 1 ? prior_table(one) : host.one;
  return host;
}

HostProfile analytic_host(Isa isa, int threads, int vector_bytes) {
  return analytic_host(isa, threads,
                       {clock_ghz(), vector_bytes > 0 ? static_cast<double>(vector_bytes) : 16.0,
                        fma_units(isa), capacities(1), capacities(std::max(threads, 1))});
}

namespace {

// Results per clock and multiprocessor of one FMA instruction (CUDA C++ Programming Guide,
// "Arithmetic Instructions"), and what the double-precision matrix units make of the latter.
struct Lanes {
  int major, minor;
  double f32, f64;
};
// FP64 by matrix units (DMMA): twice the vector rate on 8.0 and 9.0, the same on 10.0.
constexpr Lanes kLanes[] = {
    {5, 0, 128, 4},   {5, 2, 128, 4},   {6, 0, 64, 32},  {6, 1, 128, 4},  {7, 0, 64, 32},
    {7, 5, 64, 2},    {8, 0, 64, 64},   {8, 6, 128, 2},  {8, 7, 128, 2},  {8, 9, 128, 2},
    {9, 0, 128, 128}, {10, 0, 128, 64}, {10, 3, 128, 2}, {12, 0, 128, 2},
};

// The row of that capability, else the last of the same generation below it, else the newest
// consumer kind.
Lanes lanes_of(int major, int minor) {
  Lanes found{major, minor, 128, 2};
  for (const Lanes& row : kLanes) {
    if (row.major == major && row.minor <= minor) found = row;
  }
  return found;
}

// GB/s of pinned copies over 16 lanes, as measured on that generation of the link.
double link_gbs(const DeviceInfo& info) {
  if (info.integrated) return 20;          // a copy within the host's memory
  if (info.compute_major >= 9) return 55;  // PCIe 5: 63 in theory, 55 on an H200
  if (info.compute_major == 8) return 24;  // PCIe 4: 31.5 in theory, 24 on an RTX 4090
  return 12;                               // PCIe 3: 15.8 in theory
}

void set_latencies(DeviceProfile& profile) {
  // A launch is 3 us; launch and synchronisation 8-35 us; with a copy back 17-86 us. Here: 5 + 2 +
  // 3 + 8 = 18 us for a resident call, and 6 us for each operand that is copied.
  profile.submit_ns = 5000;
  profile.chunk_ns = 2000;
  profile.sync_ns = 8000;
  profile.context_ns = 0.3e9;  // 0.1 s to seconds
  profile.allocation_ns = 1000;
  profile.pool_miss_ns = 100e3;
  profile.pool_miss_ns_per_byte = 1e-3;  // 1 ms for 1 GB
  profile.ring_bytes = 8 << 20;
  // As the executor cuts: panels of 8 MiB, 16 at most.
  profile.max_chunks = 16;
  profile.min_chunk_bytes = 8 << 20;
  // Pieces of a strided copy: a row of a two-dimensional transfer; a short memcpy with a cache
  // miss.
  profile.run_ns = {20, 10, 10};
}

// GB/s of the host's copies between the user's memory and staging: one thread 10-13, as drivers
// reach for pageable memory on servers and desktops alike; the executor uses up to four from 1 MiB
// on, which DRAM, read and written, limits.
constexpr double kCopyThreadGbs = 12;
double staging_gbs(int host_threads) {
  const int threads = std::clamp(host_threads, 1, 4);
  return std::min(kCopyThreadGbs * (1 + 0.6 * (threads - 1)), dram_gbs(host_threads) / 2);
}

void set_paths(DeviceProfile& profile, double pinned_gbs, double staging) {
  for (int d = 0; d < kDirectionCount; ++d) {
    const auto direction = static_cast<std::size_t>(d);
    profile.copy[static_cast<std::size_t>(Path::Pinned)][direction] = {
        6000, 256 << 10, 2 / pinned_gbs, 1 / pinned_gbs};
    profile.copy[static_cast<std::size_t>(Path::Pageable)][direction] = {
        100, 1 << 20, 1 / std::min(kCopyThreadGbs, staging), 1 / staging};
  }
}

// 80% of the peak for large shapes; half of it at 256 rows or columns of C, where the tiles of C
// (128 x 128) no longer fill the multiprocessors, and at a depth of 64, where prologue and epilogue
// weigh as much as the loop.
Rate device_product_prior(double peak, double ns_per_byte, ElementType type) {
  const double ns = 1 / (0.8 * peak), point = ns * (is_complex(type) ? 8 : 2);
  constexpr double kSide = 256, kDepth = 64;
  return {{point * kSide * kSide * kDepth, point * kSide * kDepth, point * kSide * kDepth,
           0.5 * ns_per_byte, point * kDepth, point * kSide, point * kSide, ns}};
}

void set_rates(DeviceProfile& profile, double f32_per_ns, double f64_per_ns, double ns_per_byte) {
  constexpr double kKernelNs = 3000;  // the shortest
  auto table = std::make_shared<RateTable>();
  for (const RateKey& key : all_rate_keys()) {
    const bool twice = key.type == ElementType::F64 || key.type == ElementType::C64;
    Rate& rate = table->rate(key.routine, key.type, key.variant);
    if (traits_of(key.routine, key.type).cost == Cost::Product) {
      rate = device_product_prior(twice ? f64_per_ns : f32_per_ns, ns_per_byte, key.type);
    } else {
      rate.ns = {0, 0, 0, ns_per_byte, ns_per_byte, ns_per_byte, ns_per_byte, 0};
    }
    rate.ns[kCallTerm] += kKernelNs;
    table->trust(key.routine, key.type, key.variant) = {false, kPriorError};
  }
  profile.rates = std::move(table);
  profile.capacity = {128 << 10, 1 << 20, 32 << 20};
}

}  // namespace

DeviceProfile analytic_profile(const DeviceInfo& info, const HostProfile& host) {
  DeviceProfile profile;
  profile.platform = info.platform;
  profile.name = info.name;
  profile.uuid = info.uuid;
  profile.source = "analytic: device attributes and priors";
  // What a device does not state is taken from a mid-range card (RTX 3060).
  const double multiprocessors = info.multiprocessors > 0 ? info.multiprocessors : 28;
  const double ghz = info.core_clock_hz > 0 ? info.core_clock_hz / 1e9 : 1.7;
  const double memory_gbs = info.memory_bandwidth > 0 ? info.memory_bandwidth / 1e9 : 360;
  const Lanes lanes = lanes_of(info.compute_major, info.compute_minor);
  set_latencies(profile);
  const double link = link_gbs(info);
  set_paths(profile, link, staging_gbs(host.threads));
  // Streaming kernels reach 80-90% of the data sheet.
  set_rates(profile, 2 * lanes.f32 * multiprocessors * ghz, 2 * lanes.f64 * multiprocessors * ghz,
            1 / (0.85 * memory_gbs));
  profile.copy_engines = info.copy_engines > 0 ? info.copy_engines : 1;
  profile.on_host = info.on_host;
  if (info.on_host) {
    profile.rates = host.all;
    profile.capacity = host.all_capacity;
    profile.submit_ns = 20e3;  // another thread or process is woken
    profile.context_ns = 5e6;
    profile.overlap = 0;
  }
  return profile;
}

bool DeviceProfile::is_twin(const DeviceProfile& other) const {
  const auto figures = [](const DeviceProfile& p) {
    return std::tie(p.platform, p.name, p.analytic, p.coherent, p.submit_ns, p.chunk_ns, p.sync_ns,
                    p.context_ns, p.allocation_ns, p.pool_miss_ns, p.pool_miss_ns_per_byte,
                    p.copy_engines, p.overlap, p.max_chunks, p.ring_bytes, p.min_chunk_bytes,
                    p.run_ns, p.copy, p.capacity);
  };
  return figures(*this) == figures(other) && (rates == other.rates || *rates == *other.rates);
}

void set_paths(Snapshot& snapshot, std::span<const Backend> named,
               std::span<const Backend> measured) {
  snapshot.any_path = all_paths(named);
  for (const Backend& name : measured) snapshot.any_path.add(find_platform(name)->own_paths());
  snapshot.paths.fill({});
  const auto has = [](std::span<const Backend> list, const Backend& name) {
    return std::find(list.begin(), list.end(), name) != list.end();
  };
  // A second name for what another platform shows, which comes before it.
  const auto is_shown = [&](std::size_t i) {
    const auto begin = snapshot.devices.begin();
    return std::any_of(begin, begin + static_cast<std::ptrdiff_t>(i), [&](const auto& other) {
      return other.platform != snapshot.devices[i].platform &&
             other.name == snapshot.devices[i].name;
    });
  };
  for (std::size_t i = 0; i < snapshot.devices.size(); ++i) {
    const DeviceProfile& device = snapshot.devices[i];
    const BlasPlatform* const platform = find_platform(device.platform);
    if (platform == nullptr) continue;
    if (is_weighed(*platform, named) ||
        (has(measured, device.platform) && !device.on_host && !is_shown(i))) {
      snapshot.paths[i] = platform->own_paths();
    }
  }
}

Snapshot snapshot_of(const HostProfile& host, const DeviceProfile& device) {
  Snapshot snapshot;
  snapshot.discovery = DiscoveryState::Done;
  snapshot.host = host;
  snapshot.devices = {device};
  snapshot.usable[0] = true;
  snapshot.load[0].pool_bytes = kNever;
  set_paths(snapshot, {&device.platform, 1});
  set_thresholds(snapshot);
  return snapshot;
}

}  // namespace fulcrum::offload
