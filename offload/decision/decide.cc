// SPDX-License-Identifier: Apache-2.0
#include "offload/decision/decide.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

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

constexpr std::size_t kMostKinds = 4;

// May this device compute the call: is it there and of the platform that is forced, which has a
// path (has_path), or has it one itself where none is?
bool may_compute(const Snapshot& snapshot, int device, const Call& call, const Backend& forced) {
  if (!usable(snapshot, device)) return false;
  const auto i = static_cast<std::size_t>(device);
  return forced == Backend::Auto ? snapshot.paths[i].has(call.routine, call.type)
                                 : snapshot.devices[i].platform == forced;
}

// Prices the device that the call names, else the fastest of all for this call. Nodes have up to 16
// devices of one kind: the first is priced in full, and those that cannot be faster are passed
// over. The doubt in the prediction; 0 where there is no device.
double price_device(const Work& work, const Snapshot& snapshot, const Backend& forced,
                    Decision& decision) {
  const Call& call = decision.call;
  const int named = call.device;
  const int begin = named >= 0 ? named : 0;
  const int end = named >= 0 ? named + 1 : static_cast<int>(snapshot.devices.size());
  constexpr double kRounding = 1e-12;
  double error = 0;
  // One of each kind, for its twins; of more kinds than nodes have each device is priced in full.
  std::array<Priced, kMostKinds> kinds;
  std::size_t known = 0;
  for (int device = begin; device < end; ++device) {
    if (!may_compute(snapshot, device, call, forced)) continue;
    const Priced* const end_of_known = kinds.data() + known;
    const Priced* const twin =
        std::find_if(std::as_const(kinds).data(), end_of_known,
                     [&](const Priced& priced) { return priced.is_twin(snapshot, device); });
    if (twin != end_of_known &&
        twin->of_twin(snapshot, device) >= decision.predicted_device_ns * (1 - kRounding)) {
      continue;
    }
    const DeviceCost cost = device_cost(call, work, snapshot, device);
    const double ns = cost.total();
    if (twin == end_of_known && known < kinds.size())
      kinds[known++] = {device, cost.allocated_bytes, ns - cost.queue - cost.allocation};
    if (decision.device >= 0 && ns >= decision.predicted_device_ns) continue;
    decision.device = static_cast<std::int16_t>(device);
    decision.predicted_device_ns = ns;
    error = cost.trust.doubt();
  }
  return error;
}

// In place: the time, and the threads that it is the least with.
double price_simd(const Work& work, const Snapshot& snapshot, Decision& decision) {
  const HostCost cost = host_cost(decision.call, work, snapshot);
  decision.predicted_simd_ns = cost.total();
  decision.threads = static_cast<std::int16_t>(cost.threads);
  return cost.trust.doubt();
}

// What stays in place without being weighed is given the threads that the model finds for it, where
// it knows better than the kernels' own rules: never where nobody has measured.
void choose_threads(const Snapshot& snapshot, double operations, Decision& decision) {
  if (snapshot.host.analytic || operations < kSerialOperations) return;
  decision.threads =
      static_cast<std::int16_t>(host_cost(decision.call, work_of(decision.call), snapshot).threads);
}

// The margin test: T_gpu e^(z s_g) < T_cpu e^(-z s_c). Between it and the tie band the side chosen
// last is kept.
void compare(const Snapshot& snapshot, double simd_error, double device_error, Decision& decision) {
  const Margins& margins = snapshot.margins;
  const double device = decision.predicted_device_ns, simd = decision.predicted_simd_ns;
  const Backend& platform = snapshot.devices[static_cast<std::size_t>(decision.device)].platform;
  if (device * margins.factor(simd_error + device_error) < simd) {
    decision.backend = platform;
    decision.reason = Reason::DeviceFaster;
  } else if (device < simd * (1 + margins.tie_band)) {
    const bool device_last = snapshot.device_chosen[static_cast<std::size_t>(decision.call.routine)]
                                                   [static_cast<std::size_t>(decision.call.type)];
    decision.backend = device_last ? platform : Backend::Simd;
    decision.reason = Reason::Tie;
  } else {
    decision.reason = Reason::SimdFaster;
  }
}

void decide_forced(const Snapshot& snapshot, const Backend& forced, Decision& decision) {
  decision.reason = forced == snapshot.forced ? Reason::ForcedByConfig : Reason::ForcedByCall;
  if (forced == Backend::Simd) return choose_threads(snapshot, operations(decision.call), decision);
  const Work work = work_of(decision.call);
  decision.backend = forced;
  price_simd(work, snapshot, decision);
  price_device(work, snapshot, forced, decision);
}

// Is there a path at all: on the platform that is forced, or on any of this build?
bool has_path(const Snapshot& snapshot, const Call& call, const Backend& forced) {
  if (forced == Backend::Auto) return snapshot.any_path.has(call.routine, call.type);
  const BlasPlatform* const platform = find_platform(forced);
  return platform != nullptr && platform->has(call.routine, call.type);
}

}  // namespace

Decision decide(const Call& call, const Snapshot& snapshot, const Backend& forced) noexcept {
  Decision decision;
  decision.call = call;
  decision.backend = Backend::Simd;
  decision.isa = snapshot.host.isa;
  if (forced != Backend::Simd && !has_path(snapshot, call, forced)) {
    decision.reason = Reason::NoDevicePath;
    choose_threads(snapshot, operations(call), decision);
    return decision;
  }
  if (forced != Backend::Auto) {
    decide_forced(snapshot, forced, decision);
    return decision;
  }
  const Threshold& threshold = snapshot.threshold(call.routine, call.type);
  const double size = operations(call);
  if (size < threshold.smallest) {
    decision.reason = threshold.below;
    choose_threads(snapshot, size, decision);
    return decision;
  }
  if (traits_of(call).cost == Cost::Product && call.batch == 1 &&
      product_surely_in_place(snapshot.host.one->rate(call), call.type, call.m, call.n, call.k,
                              snapshot)) {
    decision.reason = Reason::TooSmall;
    choose_threads(snapshot, size, decision);
    return decision;
  }
  const Work work = work_of(call);
  if (work.cost != Cost::Product && !work.is_batch &&
      memory_surely_in_place(snapshot.host.one->rate(call), work.m, work.n, work.host_bytes,
                             work.strided, snapshot)) {
    decision.reason = Reason::TooSmall;
    choose_threads(snapshot, size, decision);
    return decision;
  }
  const double simd_error = price_simd(work, snapshot, decision);
  const double device_error = price_device(work, snapshot, forced, decision);
  if (decision.device < 0) {
    decision.reason = snapshot.discovery == DiscoveryState::Pending ? Reason::NotDiscovered
                                                                    : Reason::NoAccelerator;
    return decision;
  }
  compare(snapshot, simd_error, device_error, decision);
  return decision;
}

int fastest_device(const Call& call, const Snapshot& snapshot) noexcept {
  Decision decision;
  decision.call = call;
  price_device(work_of(call), snapshot, Backend::Auto, decision);
  return decision.device;
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
  if (!unknown) return false;
  // Most calls lose by more than their copies into staging memory, which is all that can be saved.
  if (decision.predicted_device_ns - staging_ns(work_of(decision.call), snapshot) >=
      decision.predicted_simd_ns * (1 + snapshot.margins.tie_band)) {
    return false;
  }
  return decide(pinned, snapshot).backend != Backend::Simd;
}

}  // namespace fulcrum::offload
