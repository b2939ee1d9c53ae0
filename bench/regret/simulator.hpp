// SPDX-License-Identifier: Apache-2.0
// Machines that nobody has here: what a call takes in place and across, by playing it through, step
// by step, on queues, engines, caches and tiles. It shares no formula with the cost model, which is
// scored on it; its times are made up and prove nothing about any real machine.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "bench/regret/table.hpp"

namespace fulcrum::regret {

// Cores that compute a block after another, each from its caches, all from one memory.
struct HostMachine {
  int cores = 4;
  double ghz = 3, vector_ghz = 3;  // the latter after some time of wide vectors
  double vector_bytes = 32, fma_pipes = 2;
  double l1_bytes = 0, l2_bytes = 0;                // of one core
  double l3_bytes = 0;                              // of all
  double l2_cycles = 0, l3_cycles = 0;              // a line of 64 bytes, overlapped with others
  double core_line_ns = 0;                          // a line from memory, as one core draws them
  double memory_gbs = 0;                            // of all cores
  double call_ns = 0, wake_ns = 0, barrier_ns = 0;  // wake: for each further thread
};

enum class Link : std::uint8_t {
  Discrete,    // copies over a bus, pageable memory by way of pinned slots
  Coherent,    // kernels read and write the host's memory themselves, by cache lines
  Integrated,  // the host's memory is the device's; what is not pinned is copied within it
};

struct DeviceMachine {
  Link link = Link::Discrete;
  int multiprocessors = 0;
  double idle_ghz = 0, ghz = 0, ramp_us = 0;    // the clock climbs while it computes
  double hot_part = 1;                          // of the clock that long, heavy kernels keep
  double f32_per_clock = 0, f64_per_clock = 0;  // operations of one multiprocessor
  double l2_bytes = 0, memory_gbs = 0;
  double start_ns = 0;   // of a kernel, until its first tile computes
  double submit_ns = 0;  // host time for each command
  double finish_ns = 0;  // from the end of the work to the host going on
  double link_in_gbs = 0, link_out_gbs = 0, link_ns = 0;  // link_ns: before a copy moves
  int copy_engines = 2;
  double staging_gbs = 0;  // the host's copies into and out of pinned slots
  double slot_bytes = 8 << 20;
  double page_bytes = 4096, page_ns = 0;  // translation or flush of a page touched by the device
  double context_ns = 0;
};

struct Machine {
  std::string name;         // "h200"
  std::string description;  // for the table's head
  int threads = 1;          // in place, in its table
  Isa isa = Isa::Avx2;
  HostMachine host;
  DeviceMachine device;
  offload::DeviceInfo info;  // what the device would state about itself
};

// A small GPU over PCIe 3, one like an H200 over PCIe 5, one like a GH200, an integrated one.
std::span<const Machine> simulated_machines();
// Throws std::invalid_argument that lists the names.
const Machine& simulated_machine(std::string_view name);

class Simulator {
 public:
  // noise: standard deviation of the logarithm of a time. The same seed gives the same times.
  Simulator(const Machine& machine, std::uint64_t seed, double noise = 0.01)
      : machine_(machine), seed_(seed), noise_(noise) {}

  // Of gemm, gemv, axpy, dot, scal and copy in f32 and f64, warm. The operands' locations are
  // Pageable or Pinned. Throws std::invalid_argument for anything else.
  double in_place_ns(const Call& call, int threads) const;
  double across_ns(const Call& call) const;

 private:
  double noisy(double ns, const Call& call, int side) const;

  const Machine& machine_;
  std::uint64_t seed_;
  double noise_;
};

}  // namespace fulcrum::regret
