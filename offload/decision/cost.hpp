// SPDX-License-Identifier: Apache-2.0
// The terms of both predictions. decide() adds them up, explain() puts them in words: one
// arithmetic for both.
#pragma once

#include <algorithm>

#include "offload/decision/snapshot.hpp"

namespace fulcrum::offload {

// One operand as it crosses the boundary: in `runs` contiguous pieces of a matrix or vector.
struct Transfer {
  double bytes = 0;
  double runs = 1;
  Location location = Location::Unknown;
  bool in = false, out = false;
  bool cut = false;  // each chunk takes its share; the others are needed by every chunk

  bool crosses() const { return location != Location::Device; }
};

inline constexpr int kTransfers = 4;  // three operands and the result of a reduction

// What a call moves and computes, whoever does it.
struct Work {
  Cost cost = Cost::Stream;
  double flops = 0;
  double m = 0, n = 0, k = 0;  // as the saturation model takes them
  double flops_per_point = 0;  // of the m n k points
  double host_bytes = 0;    // read and written by the host's caches: whole lines of strided vectors
  double footprint = 0;     // of the host's bytes, those that are distinct
  double device_bytes = 0;  // read and written by the kernel
  std::array<Transfer, kTransfers> transfers{};
};
Work work_of(const Call& call) noexcept;

// T_cpu = call + fork + max(compute, memory).
struct HostCost {
  double call = 0, fork = 0, compute = 0, memory = 0;
  int threads = 1;  // that the call would use
  int level = 0;    // of memory that the footprint is served from

  double total() const { return call + fork + std::max(compute, memory); }
};
HostCost host_cost(const Call& call, const Work& work, const Snapshot& snapshot) noexcept;

// The stages of the pipeline. Copies in and out are one stage where the device has a single copy
// engine; the host copies into and out of staging memory with one thread.
struct Stages {
  double staging = 0, in = 0, kernel = 0, out = 0;
};

// T_gpu = submit + queue + T_pipe + sync + allocation, T_pipe = shared + S / c + (c - 1) / c *
// max(stages) + c l. Equivalent, and how it is kept: the longest stage in full, 1 / c of the others
// (`stages` holds what is exposed).
struct DeviceCost {
  double submit = 0, queue = 0, shared = 0;
  Stages whole;               // each stage for all chunks
  bool memory_bound = false;  // the kernel: by device memory, not by operations
  Stages exposed;             // its part of T_pipe
  int chunks = 1;
  double chunking = 0;  // c l
  double sync = 0, allocation = 0;
  double allocated_bytes = 0;  // of the operands that need room on the device

  double total() const {
    return submit + queue + shared + exposed.staging + exposed.in + exposed.kernel + exposed.out +
           chunking + sync + allocation;
  }
};
DeviceCost device_cost(const Work& work, ElementType type, const Snapshot& snapshot,
                       int device) noexcept;

// Room for that many bytes on the device, from its pool or not.
double allocation_ns(double bytes, const Snapshot& snapshot, int device) noexcept;

// What no call can go below on this device: launch and synchronisation.
double device_floor(const Snapshot& snapshot, int device) noexcept;

// copy(b, path), without strides.
inline double copy_ns(const CopyPath& path, double bytes) {
  const double small = std::min(bytes, path.knee_bytes);
  return path.setup_ns + small * path.small_ns_per_byte + (bytes - small) * path.large_ns_per_byte;
}

// Fills Snapshot::thresholds from its host, devices and paths.
void set_thresholds(Snapshot& snapshot) noexcept;

}  // namespace fulcrum::offload
