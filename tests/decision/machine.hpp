// SPDX-License-Identifier: Apache-2.0
// A machine with round figures, so that its terms can be computed by hand.
#pragma once

#include <memory>
#include <string>

#include "offload/decision/cost.hpp"
#include "offload/decision/decide.hpp"
#include "offload/decision/profile.hpp"
#include "offload/decision/rates.hpp"
#include "offload/routines/traits.hpp"

namespace fulcrum::offload::testing {

inline std::size_t at(Path path) { return static_cast<std::size_t>(path); }
inline std::size_t at(Direction direction) { return static_cast<std::size_t>(direction); }

// A copy of a table with each row that a call can have changed: change(key, rate, trust).
template <class Change>
std::shared_ptr<const RateTable> changed(const RateTable& table, const Change& change) {
  auto copy = std::make_shared<RateTable>(table);
  for (const RateKey& key : all_rate_keys()) {
    change(key, copy->rate(key.routine, key.type, key.variant),
           copy->trust(key.routine, key.type, key.variant));
  }
  return copy;
}

inline bool is_product(const RateKey& key) {
  return traits_of(key.routine, key.type).cost == Cost::Product;
}
inline bool is_double(ElementType type) {
  return type == ElementType::F64 || type == ElementType::C64;
}

// The table with one figure of all rows times `factor`.
inline std::shared_ptr<const RateTable> scaled_term(const RateTable& table, std::size_t index,
                                                    double factor) {
  return changed(table, [&](const RateKey&, Rate& rate, Trust&) { rate.ns[index] *= factor; });
}

inline std::shared_ptr<const RateTable> round_table(const Amounts& product, const Amounts& memory,
                                                    const Trust& trust) {
  return changed(RateTable(), [&](const RateKey& key, Rate& rate, Trust& of_row) {
    rate.ns = is_product(key) ? product : memory;
    if (is_product(key) && is_double(key.type)) rate.ns[kFlopsTerm] *= 2;
    of_row = trust;
  });
}

inline constexpr double kHostError = 0.10, kDeviceError = 0.15;

// 4 threads; one core: 10 GFLOP/s in f32, 5 in f64; caches of 1 kB, 10 kB, 100 kB. All threads do
// everything in a quarter of the time but for DRAM, which they do in half of it, and for calls,
// where each further thread takes 400 ns.
inline HostProfile round_host() {
  HostProfile host;
  host.name = "round";
  host.isa = Isa::Avx2;
  host.threads = 4;
  host.clock_ghz = 1;
  host.vector_bytes = 32;
  host.fma_units = 2;
  host.one_capacity = {1e3, 1e4, 1e5};
  host.all_capacity = {4e3, 4e4, 1e5};
  host.one = round_table({100, 1, 2, 0, 0.5, 0.25, 0.125, 0.1},
                         {100, 2, 4, 0.01, 0.02, 0.05, 0.2, 3}, {false, kHostError});
  host.all = round_table({1300, 0.25, 0.5, 0, 0.125, 0.0625, 0.03125, 0.025},
                         {1300, 0.5, 1, 0.0025, 0.005, 0.0125, 0.1, 0.75}, {false, kHostError});
  return host;
}

// The same, as if its figures had been measured: the model chooses the threads.
inline HostProfile measured_host() {
  HostProfile host = round_host();
  host.analytic = false;
  const auto measured = [](const RateKey&, Rate&, Trust& trust) { trust.measured = true; };
  host.one = changed(*host.one, measured);
  host.all = changed(*host.all, measured);
  return host;
}

// 1 TFLOP/s in f32, half in f64, 1 TB/s; link 10 GB/s pinned, staging 5 GB/s; no small segment, one
// chunk.
inline DeviceProfile round_device() {
  DeviceProfile device;
  device.platform = "cuda";
  device.key = "round";
  device.name = "Round device";
  device.source = "made up for tests";
  device.submit_ns = 1000;
  device.chunk_ns = 500;
  device.sync_ns = 2000;
  device.context_ns = 0.3e9;
  device.allocation_ns = 700;
  device.pool_miss_ns = 50000;
  device.pool_miss_ns_per_byte = 0.001;
  device.run_ns = {20, 10, 30};
  for (int d = 0; d < kDirectionCount; ++d) {
    device.copy[at(Path::Pinned)][static_cast<std::size_t>(d)] = {400, 0, 0.1, 0.1};
    device.copy[at(Path::Pageable)][static_cast<std::size_t>(d)] = {0, 0, 0.2, 0.2};
    device.copy[at(Path::Coherent)][static_cast<std::size_t>(d)] = {100, 0, 0.05, 0.05};
  }
  device.capacity = {1e3, 1e4, 1e5};
  device.rates = round_table({3000, 0, 0, 0, 0, 0, 0, 0.001},
                             {3000, 0, 0, 0.001, 0.001, 0.001, 0.001, 0}, {false, kDeviceError});
  return device;
}

inline Snapshot round_machine() { return snapshot_of(round_host(), round_device()); }

inline Call gemm_call(ElementType type, std::int64_t m, std::int64_t n, std::int64_t k) {
  Call call;
  call.routine = Routine::Gemm;
  call.type = type;
  call.m = m;
  call.n = n;
  call.k = k;
  call.lda = call.ldc = m;
  call.ldb = k;
  return call;
}

inline Call gemv_call(ElementType type, std::int64_t m, std::int64_t n) {
  Call call;
  call.routine = Routine::Gemv;
  call.type = type;
  call.m = m;
  call.n = n;
  call.lda = m;
  return call;
}

inline Call vector_call(Routine routine, ElementType type, std::int64_t n) {
  Call call;
  call.routine = routine;
  call.type = type;
  call.n = n;
  return call;
}

inline Call located(Call call, Location location) {
  call.a = call.b = call.c = location;
  return call;
}

inline double device_ns(const Call& call, const Snapshot& snapshot) {
  return device_cost(call, work_of(call), snapshot, 0).total();
}

inline double simd_ns(const Call& call, const Snapshot& snapshot) {
  return host_cost(call, work_of(call), snapshot).total();
}

// The value of a term of a list, or -1 where it has none of that name.
inline double term(const std::vector<Term>& terms, const std::string& name) {
  for (const Term& term : terms) {
    if (term.name == name) return term.ns;
  }
  return -1;
}

}  // namespace fulcrum::offload::testing
