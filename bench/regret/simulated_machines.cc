// SPDX-License-Identifier: Apache-2.0
// The four machines. Their figures are made up in the order of magnitude of data sheets; no time of
// theirs says anything about a product.
#include <array>
#include <stdexcept>

#include "bench/regret/simulator.hpp"

namespace fulcrum::regret {
namespace {

offload::DeviceInfo info_of(const DeviceMachine& d, std::string name, int major, int minor) {
  offload::DeviceInfo info;
  info.platform = Backend("cuda");
  info.name = std::move(name);
  info.driver = "simulated";
  info.library = "simulated";
  info.compute_major = major;
  info.compute_minor = minor;
  info.multiprocessors = d.multiprocessors;
  info.core_clock_hz = d.ghz * 1e9;
  info.memory_bandwidth = d.memory_gbs * 1e9;
  info.copy_engines = d.copy_engines;
  info.integrated = d.link == Link::Integrated;
  info.coherent = d.link == Link::Coherent;
  return info;
}

Machine small_pcie3() {
  Machine m;
  m.name = "pcie3";
  m.description = "simulated: a desktop of 4 cores with AVX2 and a small GPU over PCIe 3 x16";
  m.threads = 1;
  m.isa = Isa::Avx2;
  m.host = {.cores = 4,
            .ghz = 3.5,
            .vector_ghz = 3.3,
            .vector_bytes = 32,
            .fma_pipes = 2,
            .l1_bytes = 32 << 10,
            .l2_bytes = 256 << 10,
            .l3_bytes = 8 << 20,
            .l2_cycles = 2.2,
            .l3_cycles = 5.5,
            .core_line_ns = 4.6,
            .memory_gbs = 28,
            .call_ns = 60,
            .wake_ns = 600,
            .barrier_ns = 700};
  m.device = {.link = Link::Discrete,
              .multiprocessors = 14,
              .idle_ghz = 0.9,
              .ghz = 1.6,
              .ramp_us = 120,
              .hot_part = 0.92,
              .f32_per_clock = 256,
              .f64_per_clock = 32,
              .l2_bytes = 2 << 20,
              .memory_gbs = 180,
              .start_ns = 4200,
              .submit_ns = 3600,
              .finish_ns = 7500,
              .link_in_gbs = 11.8,
              .link_out_gbs = 12.2,
              .link_ns = 5500,
              .copy_engines = 1,
              .staging_gbs = 9,
              .context_ns = 0.21e9};
  m.info = info_of(m.device, "simulated small GPU", 7, 5);
  return m;
}

Machine like_h200() {
  Machine m;
  m.name = "h200";
  m.description =
      "simulated: a server of 32 cores with AVX-512 and a GPU like an H200 over PCIe 5 x16";
  m.threads = 2;
  m.isa = Isa::Avx512;
  m.host = {.cores = 32,
            .ghz = 3.6,
            .vector_ghz = 3.1,
            .vector_bytes = 64,
            .fma_pipes = 2,
            .l1_bytes = 48 << 10,
            .l2_bytes = 2 << 20,
            .l3_bytes = 60 << 20,
            .l2_cycles = 1.6,
            .l3_cycles = 6.5,
            .core_line_ns = 5.2,
            .memory_gbs = 240,
            .call_ns = 70,
            .wake_ns = 350,
            .barrier_ns = 1500};
  m.device = {.link = Link::Discrete,
              .multiprocessors = 132,
              .idle_ghz = 1.2,
              .ghz = 1.95,
              .ramp_us = 60,
              .hot_part = 0.86,
              .f32_per_clock = 256,
              .f64_per_clock = 256,
              .l2_bytes = 50 << 20,
              .memory_gbs = 4200,
              .start_ns = 2600,
              .submit_ns = 2800,
              .finish_ns = 7000,
              .link_in_gbs = 54,
              .link_out_gbs = 52,
              .link_ns = 4500,
              .copy_engines = 3,
              .staging_gbs = 13.5,
              .context_ns = 0.42e9};
  m.info = info_of(m.device, "simulated GPU like an H200", 9, 0);
  return m;
}

Machine like_gh200() {
  Machine m;
  m.name = "gh200";
  m.description = "simulated: 72 cores with SVE2 and a GPU on one coherent memory, like a GH200";
  m.threads = 16;
  m.isa = Isa::Sve2;
  m.host = {.cores = 72,
            .ghz = 3.3,
            .vector_ghz = 3.2,
            .vector_bytes = 16,
            .fma_pipes = 4,
            .l1_bytes = 64 << 10,
            .l2_bytes = 1 << 20,
            .l3_bytes = 114 << 20,
            .l2_cycles = 2,
            .l3_cycles = 6,
            .core_line_ns = 2.6,
            .memory_gbs = 420,
            .call_ns = 65,
            .wake_ns = 300,
            .barrier_ns = 1200};
  m.device = {.link = Link::Coherent,
              .multiprocessors = 132,
              .idle_ghz = 1.2,
              .ghz = 1.95,
              .ramp_us = 60,
              .hot_part = 0.88,
              .f32_per_clock = 256,
              .f64_per_clock = 256,
              .l2_bytes = 50 << 20,
              .memory_gbs = 3600,
              .start_ns = 2600,
              .submit_ns = 3000,
              .finish_ns = 6500,
              .link_in_gbs = 310,
              .link_out_gbs = 290,
              .link_ns = 1200,
              .copy_engines = 3,
              .staging_gbs = 20,
              .page_bytes = 65536,
              .page_ns = 40,
              .context_ns = 0.36e9};
  m.info = info_of(m.device, "simulated GPU like a GH200's", 9, 0);
  return m;
}

Machine integrated() {
  Machine m;
  m.name = "integrated";
  m.description = "simulated: 8 cores with AVX2 and a GPU in the same package and memory";
  m.threads = 2;
  m.isa = Isa::Avx2;
  m.host = {.cores = 8,
            .ghz = 4.2,
            .vector_ghz = 4,
            .vector_bytes = 32,
            .fma_pipes = 2,
            .l1_bytes = 32 << 10,
            .l2_bytes = 1 << 20,
            .l3_bytes = 16 << 20,
            .l2_cycles = 1.8,
            .l3_cycles = 5,
            .core_line_ns = 2.4,
            .memory_gbs = 62,
            .call_ns = 55,
            .wake_ns = 450,
            .barrier_ns = 600};
  m.device = {.link = Link::Integrated,
              .multiprocessors = 12,
              .idle_ghz = 0.8,
              .ghz = 2.7,
              .ramp_us = 250,
              .hot_part = 0.8,
              .f32_per_clock = 256,
              .f64_per_clock = 32,
              .l2_bytes = 2 << 20,
              .memory_gbs = 55,
              .start_ns = 6000,
              .submit_ns = 5200,
              .finish_ns = 14000,
              .link_in_gbs = 55,
              .link_out_gbs = 55,
              .link_ns = 0,
              .copy_engines = 1,
              .staging_gbs = 14,
              .page_bytes = 4096,
              .page_ns = 9,
              .context_ns = 0.15e9};
  m.info = info_of(m.device, "simulated integrated GPU", 8, 9);
  return m;
}

}  // namespace

std::span<const Machine> simulated_machines() {
  static const std::array all = {small_pcie3(), like_h200(), like_gh200(), integrated()};
  return all;
}

const Machine& simulated_machine(std::string_view name) {
  std::string names;
  for (const Machine& machine : simulated_machines()) {
    if (machine.name == name) return machine;
    names += (names.empty() ? "" : ", ") + machine.name;
  }
  throw std::invalid_argument("no simulated machine \"" + std::string(name) + "\": there are " +
                              names);
}

}  // namespace fulcrum::regret
