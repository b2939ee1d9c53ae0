// SPDX-License-Identifier: Apache-2.0
// The terms of both predictions. decide() adds them up, explain() puts them in words: one
// arithmetic for both.
#pragma once

#include <algorithm>

#include "offload/decision/snapshot.hpp"
#include "offload/routines/traits.hpp"

namespace fulcrum::offload {

inline Work work_of(const Call& call) noexcept { return traits_of(call).work(call); }

// What the call has of each amount that a Rate has a time for (rates.hpp).
Amounts host_amounts(const Work& work, const Capacities& capacity) noexcept;
// The same on a device, in so many chunks: each is a kernel of its own.
Amounts device_amounts(const Work& work, const Capacities& capacity, double chunks) noexcept;

// Where a number of threads lies between one and all: what is shared out falls with the number of
// threads, what starts and ends them grows with it.
struct Scaling {
  double shared = 0;   // 1 on one thread, 0 on all
  double started = 0;  // 0 on one thread, 1 on all

  Scaling(int threads, int all)
      : shared(all > 1 ? (1.0 / threads - 1.0 / all) / (1 - 1.0 / all) : 1),
        started(all > 1 ? (threads - 1.0) / (all - 1.0) : 0) {}
  double rest(double one, double all) const { return all + (one - all) * shared; }
  double call(double one, double all) const { return one + (all - one) * started; }
};

// The threads that the kernel makes use of, of those that the call allows, or the host has.
int useful_threads(const Call& call, const HostProfile& host) noexcept;

// In place: the terms of a Rate, in groups that have names, on the threads that are the fastest.
struct HostCost {
  double call = 0;     // checks, dispatch, and the threads' start and end
  double passes = 0;   // edges of tiles and packing; of what is no product, rows and columns
  double compute = 0;  // operations of products
  double memory = 0;   // bytes; of a product what comes from DRAM
  int threads = 1;
  int level = 0;  // of memory that most of the footprint is served from
  Trust trust;

  double total() const { return call + passes + compute + memory; }
};
HostCost host_cost(const Call& call, const Work& work, const Snapshot& snapshot) noexcept;

// The same on exactly that many threads; clipped to what the kernel makes use of.
HostCost host_cost_on(const Call& call, const Work& work, const Snapshot& snapshot,
                      int threads) noexcept;

// The host as it is for a process that has fewer threads than were measured; itself for any other.
HostProfile on_threads(const HostProfile& host, int threads);

// The stages of the pipeline. Copies in and out are one stage where the device has a single copy
// engine; the host copies into and out of staging memory with one thread.
struct Stages {
  double staging = 0, in = 0, kernel = 0, out = 0;
};

// T_gpu = submit + queue + T_pipe + sync + allocation, T_pipe = shared + S / c + (c - 1) / c *
// max(stages) + c l. Equivalent, and how it is kept: the longest stage in full, 1 / c of the others
// (`exposed` holds what is seen); more of them where they overlap in part (DeviceProfile::overlap).
struct DeviceCost {
  double submit = 0, queue = 0, shared = 0;
  Stages whole;    // each stage for all chunks
  Stages exposed;  // its part of T_pipe
  int chunks = 1;
  double chunking = 0;  // c l
  double sync = 0, allocation = 0;
  double allocated_bytes = 0;  // of the operands that need room on the device
  Trust trust;

  double total() const {
    // In pairs: a chain of nine additions takes as long as all else of this.
    return ((submit + queue) + (shared + exposed.staging)) +
           ((exposed.in + exposed.kernel) + (exposed.out + chunking)) + (sync + allocation);
  }
};
DeviceCost device_cost(const Call& call, const Work& work, const Snapshot& snapshot,
                       int device) noexcept;

// Room for that many bytes on the device, from its pool or not.
double allocation_ns(double bytes, const Snapshot& snapshot, int device) noexcept;

// What a call whose inputs are pinned saves at most on any device: the copies of all of them into
// staging memory. Infinite where a device is coherent, which takes pageable memory another way.
double staging_ns(const Work& work, const Snapshot& snapshot) noexcept;

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
