// SPDX-License-Identifier: Apache-2.0
// The terms of cost.hpp in words, with the arithmetic behind each.
#include <cstdio>

#include "offload/decision/cost.hpp"
#include "offload/decision/decide.hpp"
#include "offload/decision/flip.hpp"

namespace fulcrum::offload {
namespace {

template <class... Args>
std::string print(const char* format, Args... args) {
  char buffer[320];
  std::snprintf(buffer, sizeof buffer, format, args...);
  return buffer;
}

// 3 significant digits and the unit that fits: "16.0 MB", decimal as in data sheets.
std::string quantity(double value, const char* unit) {
  static constexpr const char* kPrefixes[] = {"", "k", "M", "G", "T", "P"};
  int prefix = 0;
  while (value >= 999.5 && prefix < 5) {
    value /= 1000;
    ++prefix;
  }
  return print(value >= 99.95   ? "%.0f %s%s"
               : value >= 9.995 ? "%.1f %s%s"
                                : "%.2f %s%s",
               value, kPrefixes[prefix], unit);
}

std::string bytes(double value) { return quantity(value, "B"); }

// A rate over a time in ns; 1 per ns is 1 G per second.
std::string rate(double amount, double ns, const char* unit) {
  return ns > 0 ? quantity(amount / ns * 1e9, unit) : std::string("no time");
}

std::string corrected(double factor) {
  return factor == 1 ? std::string() : print(" x %.3g learnt", factor);
}

const char* level_name(int level) {
  static constexpr const char* kNames[kMemoryLevels] = {"L1", "L2", "L3", "DRAM"};
  return kNames[level];
}

std::vector<Term> simd_terms(const HostCost& cost, const Work& work, const Snapshot& snapshot) {
  std::vector<Term> terms;
  terms.push_back({"call", cost.call,
                   cost.threads > 1
                       ? print("checks, dispatch, start and end of %d threads", cost.threads)
                       : std::string("checks and dispatch; one thread")});
  const HostCorrections& corrections = snapshot.host_corrections;
  if (work.cost == Cost::Product) {
    terms.push_back({"packing", cost.passes,
                     "tiles' edges, A and B packed, C written" + corrected(corrections.compute)});
    terms.push_back({"compute", cost.compute,
                     quantity(work.flops, "FLOP") + " / " +
                         rate(work.flops, cost.compute, "FLOP/s") +
                         corrected(corrections.compute)});
    if (cost.memory > 0) {
      terms.push_back(
          {"memory", cost.memory, "operands that no cache holds" + corrected(corrections.memory)});
    }
  } else {
    if (cost.passes > 0) {
      terms.push_back(
          {"passes", cost.passes, "over rows and columns" + corrected(corrections.compute)});
    }
    terms.push_back({"memory", cost.memory,
                     bytes(work.host_bytes) + " / " + rate(work.host_bytes, cost.memory, "B/s") +
                         ", most of it from " + level_name(cost.level) +
                         corrected(corrections.memory)});
  }
  for (Term& term : terms) term.measured = cost.trust.measured;
  return terms;
}

// The parts of one call's traffic that the notes name.
struct Traffic {
  double staged = 0, in = 0, out = 0, shared = 0;
  double staged_runs = 0, linked_runs = 0;  // strided pieces that the host, or the link, gathers
  bool ring = false;         // inputs pass the link slot by slot, overlapped with staging
  bool shared_ring = false;  // likewise, of those that all chunks share
};

Traffic traffic_of(const Work& work, const DeviceProfile& profile) {
  Traffic traffic;
  for (const Transfer& operand : work.transfers) {
    if (!operand.crosses() || operand.bytes == 0) continue;
    const bool pinned = operand.location == Location::Pinned;
    const bool coherent = !pinned && profile.coherent;
    const bool shared = !operand.cut && !operand.out;
    const bool staged_in = operand.in && !pinned && !coherent;
    if (operand.in) (shared ? traffic.shared : traffic.in) += operand.bytes;
    if (operand.out) traffic.out += operand.bytes;
    if (operand.out && !coherent) traffic.staged += operand.bytes;
    if (staged_in && !shared) traffic.staged += operand.bytes;
    if (staged_in && profile.ring_bytes > 0 && operand.bytes > profile.ring_bytes) {
      (shared ? traffic.shared_ring : traffic.ring) = true;
    }
    if (operand.runs <= 1) continue;
    if (staged_in || (operand.out && !coherent)) traffic.staged_runs += operand.runs;
    if (operand.in && !staged_in) traffic.linked_runs += operand.runs;
  }
  return traffic;
}

std::string pieces(double runs) {
  return runs > 0 ? print("; %.0f strided pieces", runs) : std::string();
}

// A stage of the pipeline: what it moves, how long it takes in all, and how much of that shows;
// `longest` that all stages have.
Term stage(const char* name, double amount, double whole, double exposed, double longest,
           int chunks, const char* unit) {
  Term term{name, exposed, {}};
  if (whole <= 0) {
    term.note = "nothing";
    return term;
  }
  term.note = quantity(amount, unit) + " / " + rate(amount, whole, *unit == 'B' ? "B/s" : "FLOP/s");
  if (exposed < whole) {
    term.note += print(" = %.3f us, %.0f%% of it exposed", whole / 1e3, 100 * exposed / whole);
  } else if (chunks > 1) {
    term.note += whole == longest ? print(", the longest of %d chunks' stages", chunks)
                                  : std::string(", all of it exposed");
  }
  return term;
}

// The four stages of T_pipe, as much of each as shows.
void append_stages(std::vector<Term>& terms, const DeviceCost& cost, const Work& work,
                   const Traffic& traffic, const DeviceProfile& profile,
                   const DeviceCorrections& corrections) {
  const Stages &whole = cost.whole, &exposed = cost.exposed;
  const double longest =
      std::max(std::max(whole.staging, whole.kernel), std::max(whole.in, whole.out));
  const std::string copy = corrected(corrections.copy);
  Term staging =
      stage("staging", traffic.staged, whole.staging, exposed.staging, longest, cost.chunks, "B");
  staging.note += pieces(traffic.staged_runs) + copy;
  Term in = stage("copy in", traffic.in, whole.in, exposed.in, longest, cost.chunks, "B");
  if (traffic.ring) {
    in.note =
        bytes(traffic.in) + " behind staging but for the last slot of " + bytes(profile.ring_bytes);
  }
  in.note += pieces(traffic.linked_runs) + copy;
  Term kernel = work.cost != Cost::Product ? stage("kernel", work.device_bytes, whole.kernel,
                                                   exposed.kernel, longest, cost.chunks, "B")
                                           : stage("kernel", work.flops, whole.kernel,
                                                   exposed.kernel, longest, cost.chunks, "FLOP");
  kernel.note += corrected(corrections.kernel);
  Term out = stage("copy out", traffic.out, whole.out, exposed.out, longest, cost.chunks, "B");
  out.note += copy;
  for (Term* term : {&staging, &in, &kernel, &out}) terms.push_back(std::move(*term));
}

std::string allocation_note(const DeviceCost& cost, double pool_bytes) {
  if (cost.allocated_bytes == 0) return "nothing";
  return bytes(cost.allocated_bytes) +
         (cost.allocated_bytes <= pool_bytes ? " from the pool" : " that the pool lacks");
}

std::vector<Term> device_terms(const DeviceCost& cost, const Work& work, const Snapshot& snapshot,
                               int device) {
  const std::size_t index = static_cast<std::size_t>(device);
  const DeviceProfile& profile = snapshot.devices[index];
  const DeviceCorrections& corrections = snapshot.corrections[index];
  const Traffic traffic = traffic_of(work, profile);
  const std::string latency = corrected(corrections.latency);
  std::vector<Term> terms;
  terms.push_back({"submit", cost.submit, "hand the call over" + latency});
  terms.push_back(
      {"queue", cost.queue, cost.queue > 0 ? "work outstanding" : "nothing outstanding"});
  std::string shared = "nothing";
  if (cost.shared > 0) {
    shared = bytes(traffic.shared) + " / " + rate(traffic.shared, cost.shared, "B/s") +
             (traffic.shared_ring ? ", staged slot by slot" : "") + corrected(corrections.copy);
  }
  terms.push_back({"shared copy", cost.shared, shared});
  append_stages(terms, cost, work, traffic, profile, corrections);
  terms.push_back({"chunks", cost.chunking,
                   print("%d x %.2f us", cost.chunks, profile.chunk_ns / 1e3) + latency});
  terms.push_back({"sync", cost.sync, "wait for the end" + latency});
  terms.push_back(
      {"allocation", cost.allocation, allocation_note(cost, snapshot.load[index].pool_bytes)});
  for (Term& term : terms) {
    term.measured =
        term.name == "kernel" ? cost.trust.measured : term.name == "queue" || !profile.analytic;
  }
  return terms;
}

}  // namespace

Explanation explain(const Decision& decision, const Snapshot& snapshot) {
  Explanation explanation;
  explanation.decision = decision;
  Decision& result = explanation.decision;
  const Work work = work_of(result.call);
  const HostCost host = host_cost(result.call, work, snapshot);
  result.predicted_simd_ns = host.total();
  result.predicted_device_ns = 0;
  explanation.simd_uncertainty = host.trust.error;
  explanation.simd = simd_terms(host, work, snapshot);
  if (!snapshot.any_path.has(result.call.routine, result.call.type)) return explanation;
  // A call too small was not priced on a device; the reader wants to see by how much.
  if (result.device < 0) result.device = fastest_device(result.call, snapshot);
  const int device = result.device;
  if (device < 0 || device >= static_cast<int>(snapshot.devices.size())) return explanation;
  const DeviceCost cost = device_cost(result.call, work, snapshot, device);
  const DeviceProfile& profile = snapshot.devices[static_cast<std::size_t>(device)];
  result.predicted_device_ns = cost.total();
  explanation.device = device_terms(cost, work, snapshot, device);
  explanation.sizes_decide = sizes_decide(decision.reason);
  explanation.flip = nearest_flip(decision, snapshot);
  explanation.device_is_analytic = profile.analytic;
  explanation.device_uncertainty = cost.trust.error;
  explanation.device_name = profile.name + (profile.analytic ? " (analytic profile)" : "");
  explanation.margin = std::max(result.predicted_simd_ns, result.predicted_device_ns) /
                       std::min(result.predicted_simd_ns, result.predicted_device_ns);
  return explanation;
}

}  // namespace fulcrum::offload
