// SPDX-License-Identifier: Apache-2.0
// A machine with round figures, so that its terms can be computed by hand.
#pragma once

#include <string>

#include "offload/decision/cost.hpp"
#include "offload/decision/decide.hpp"
#include "offload/decision/profile.hpp"

namespace fulcrum::offload::testing {

inline std::size_t at(Path path) { return static_cast<std::size_t>(path); }
inline std::size_t at(Direction direction) { return static_cast<std::size_t>(direction); }

// 4 threads; one core: 10 GFLOP/s in f32, 5 in f64; caches of 1 kB, 10 kB, 100 kB; DRAM 10 GB/s for
// all.
inline HostProfile round_host() {
  HostProfile host;
  host.name = "round";
  host.isa = Isa::Avx2;
  host.threads = 4;
  host.clock_ghz = 1;
  host.vector_bytes = 32;
  host.fma_units = 2;
  host.call_ns = 100;
  host.fork_ns = 1000;
  host.fork_ns_per_thread = 100;
  for (auto& types : host.rates) {
    types[0] = types[2] = {{0.1, 0, 0, 0}, 1};
    types[1] = types[3] = {{0.2, 0, 0, 0}, 1};
  }
  host.memory = {{{1e3, 0.01, 0}, {1e4, 0.02, 0}, {1e5, 0.05, 0}, {kNever, 0.2, 0.1}}};
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
  device.kernel_ns = 3000;
  device.context_ns = 0.3e9;
  device.allocation_ns = 700;
  device.pool_miss_ns = 50000;
  device.pool_miss_ns_per_byte = 0.001;
  device.device_ns_per_byte = 0.001;
  device.run_ns = {20, 10, 30};
  for (int d = 0; d < kDirectionCount; ++d) {
    device.copy[at(Path::Pinned)][static_cast<std::size_t>(d)] = {400, 0, 0.1, 0.1};
    device.copy[at(Path::Pageable)][static_cast<std::size_t>(d)] = {0, 0, 0.2, 0.2};
    device.copy[at(Path::Coherent)][static_cast<std::size_t>(d)] = {100, 0, 0.05, 0.05};
  }
  for (auto& types : device.rates) {
    types[0] = types[2] = {0.001, 0, 0, 0};
    types[1] = types[3] = {0.002, 0, 0, 0};
  }
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
  return device_cost(work_of(call), call.type, snapshot, 0).total();
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
