// SPDX-License-Identifier: Apache-2.0
#include "offload/decision/decide.hpp"

#include <cmath>

#include "offload/decision/cost.hpp"

namespace fulcrum::offload {
namespace {

bool usable(const Snapshot& snapshot, int device) {
  return device >= 0 && device < static_cast<int>(snapshot.devices.size()) &&
         snapshot.usable[static_cast<std::size_t>(device)];
}

bool same(const DeviceCorrections& a, const DeviceCorrections& b) {
  return a.copy == b.copy && a.kernel == b.kernel && a.latency == b.latency;
}

// A device that has been priced, for its twins: they differ by their queues and pools alone.
struct Priced {
  int device = -1;
  double allocated_bytes = 0;
  double rest = 0;  // the prediction without queue and allocation

  bool is_twin(const Snapshot& snapshot, int other) const {
    const auto a = static_cast<std::size_t>(device), b = static_cast<std::size_t>(other);
    return device >= 0 && snapshot.kind[a] != 0 && snapshot.kind[a] == snapshot.kind[b] &&
           same(snapshot.corrections[a], snapshot.corrections[b]);
  }
  double of_twin(const Snapshot& snapshot, int other) const {
    return rest + snapshot.load[static_cast<std::size_t>(other)].backlog_ns +
           allocation_ns(allocated_bytes, snapshot, other);
  }
};

// Prices the device that the call or the configuration names, else the fastest of all for this
// call. Nodes have up to 16 devices of one kind: the first is priced in full, and those that cannot
// be faster are passed over.
void price_device(const Work& work, const Snapshot& snapshot, Decision& decision) {
  const Call& call = decision.call;
  const int named = call.device >= 0 ? call.device : snapshot.preferred_device;
  const int begin = named >= 0 ? named : 0;
  const int end = named >= 0 ? named + 1 : static_cast<int>(snapshot.devices.size());
  constexpr double kRounding = 1e-12;
  Priced first;
  for (int device = begin; device < end; ++device) {
    if (!usable(snapshot, device)) continue;
    if (first.is_twin(snapshot, device) &&
        first.of_twin(snapshot, device) >= decision.predicted_device_ns * (1 - kRounding)) {
      continue;
    }
    const DeviceCost cost = device_cost(work, call.routine, call.type, snapshot, device);
    const double ns = cost.total();
    if (first.device < 0) first = {device, cost.allocated_bytes, ns - cost.queue - cost.allocation};
    if (decision.device >= 0 && ns >= decision.predicted_device_ns) continue;
    decision.device = static_cast<std::int16_t>(device);
    decision.predicted_device_ns = ns;
  }
}

// Why nothing is priced for a call under the smallest paying size.
Reason reason_below(double smallest, const Snapshot& snapshot) {
  if (smallest < kNever) return Reason::TooSmall;
  if (snapshot.forced == Backend::Simd) return Reason::ForcedByConfig;
  return snapshot.discovery == DiscoveryState::Pending ? Reason::NotDiscovered
                                                       : Reason::NoAccelerator;
}

// The margin test: T_gpu e^(z s_g) < T_cpu e^(-z s_c). Between it and the tie band the side chosen
// last is kept.
void compare(const Snapshot& snapshot, Decision& decision) {
  const Margins& margins = snapshot.margins;
  const double device = decision.predicted_device_ns, simd = decision.predicted_simd_ns;
  if (device * margins.device_factor < simd * margins.simd_factor) {
    decision.backend = Backend::Cuda;
    decision.reason = Reason::DeviceFaster;
  } else if (device < simd * (1 + margins.tie_band)) {
    const auto last =
        static_cast<Backend>(snapshot
                                 .last_choice[static_cast<std::size_t>(decision.call.routine)]
                                             [static_cast<std::size_t>(decision.call.type)]
                                 .get());
    decision.backend = last == Backend::Cuda ? Backend::Cuda : Backend::Simd;
    decision.reason = Reason::Tie;
  } else {
    decision.reason = Reason::SimdFaster;
  }
}

void decide_forced(const Snapshot& snapshot, Backend forced, Decision& decision) {
  decision.reason = forced == snapshot.forced ? Reason::ForcedByConfig : Reason::ForcedByCall;
  if (forced == Backend::Simd) return;
  const Work work = work_of(decision.call);
  decision.backend = forced;
  decision.predicted_simd_ns = host_cost(decision.call, work, snapshot).total();
  price_device(work, snapshot, decision);
}

}  // namespace

Decision decide(const Call& call, const Snapshot& snapshot, Backend forced) noexcept {
  Decision decision;
  decision.call = call;
  decision.backend = Backend::Simd;
  decision.isa = snapshot.host.isa;
  const bool weighed = is_weighed(call.routine, call.type);
  const bool no_device_path = call.routine == Routine::Scal || call.batch != 1 || !weighed;
  if (no_device_path && (forced != Backend::Simd || !weighed)) {
    decision.reason = Reason::NoDevicePath;
    return decision;
  }
  if (forced != Backend::Auto) {
    decide_forced(snapshot, forced, decision);
    return decision;
  }
  const double smallest = snapshot.smallest(call.routine, call.type);
  if (flops(call) < smallest) {
    decision.reason = reason_below(smallest, snapshot);
    return decision;
  }
  if (surely_in_place(call, snapshot)) {
    decision.reason = Reason::TooSmall;
    return decision;
  }
  const Work work = work_of(call);
  decision.predicted_simd_ns = host_cost(call, work, snapshot).total();
  price_device(work, snapshot, decision);
  if (decision.device < 0) {
    decision.reason = snapshot.discovery == DiscoveryState::Pending ? Reason::NotDiscovered
                                                                    : Reason::NoAccelerator;
    return decision;
  }
  compare(snapshot, decision);
  return decision;
}

bool location_matters(const Decision& decision, const Snapshot& snapshot) noexcept {
  if (decision.reason != Reason::SimdFaster && decision.reason != Reason::Tie) return false;
  if (decision.backend != Backend::Simd) return false;
  Call pinned = decision.call;
  bool unknown = false;
  for (Location* location : {&pinned.a, &pinned.b, &pinned.c}) {
    if (*location != Location::Unknown) continue;
    *location = Location::Pinned;
    unknown = true;
  }
  return unknown && decide(pinned, snapshot).backend != Backend::Simd;
}

Margins make_margins(double s_c, double s_g, double z, double tie_band) {
  Margins margins;
  margins.s_c = s_c;
  margins.s_g = s_g;
  margins.z = z;
  margins.tie_band = tie_band;
  margins.device_factor = std::exp(z * s_g);
  margins.simd_factor = std::exp(-z * s_c);
  return margins;
}

}  // namespace fulcrum::offload
