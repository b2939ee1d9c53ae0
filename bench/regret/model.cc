// SPDX-License-Identifier: Apache-2.0
#include "bench/regret/model.hpp"

#include <algorithm>

#include "offload/decision/cost.hpp"
#include "offload/decision/decide.hpp"
#include "offload/decision/profile.hpp"
#include "offload/measure/calibration.hpp"
#include "offload/measure/harness.hpp"

namespace fulcrum::regret {
namespace {

// The best of a few rounds, each of so many decisions that reading the clock does not matter.
double time_decision(const Call& call, const offload::Snapshot& snapshot) {
  constexpr int kRounds = 3, kDecisions = 64;
  double best = 1e9;
  for (int round = 0; round < kRounds; ++round) {
    const std::int64_t begin = measure::now_ns();
    int devices = 0;
    for (int i = 0; i < kDecisions; ++i) {
      Call asked = call;
      // What the compiler cannot see through: the decisions are made one by one.
      asm volatile("" : "+m"(asked));
      devices += offload::decide(asked, snapshot).device >= 0 ? 1 : 0;
    }
    asm volatile("" : : "r"(devices));
    best = std::min(best, static_cast<double>(measure::now_ns() - begin) / kDecisions);
  }
  return best;
}

}  // namespace

offload::HostProfile prior_host(const Table& table) {
  offload::HostFacts facts;
  facts.clock_ghz = table.host.clock_ghz;
  facts.vector_bytes = table.host.vector_bytes;
  facts.fma_units = table.isa == Isa::Scalar || table.isa == Isa::Sse4 ? 1 : 2;
  facts.all_capacity = {table.host.l1_bytes, table.host.l2_bytes, table.host.l3_bytes};
  facts.one_capacity = {table.host.l1_bytes / table.threads, table.host.l2_bytes / table.threads,
                        table.host.l3_bytes};
  return offload::analytic_host(table.isa, table.threads, facts);
}

offload::DeviceProfile prior_device(const Table& table, const offload::HostProfile& host) {
  offload::DeviceProfile device = offload::analytic_profile(table.device, host);
  device.coherent = table.device.coherent;
  device.context_ns = table.context_ns;
  return device;
}

offload::Snapshot snapshot_for(const Table& table) {
  std::vector<measure::Sample> samples;
  samples.reserve(table.samples.size());
  for (const Sample& s : table.samples) samples.push_back({s.call, s.threads, s.ns});
  const offload::HostProfile host = measure::fit_host(prior_host(table), samples);
  return offload::snapshot_of(host, measure::fit_device(prior_device(table, host), samples));
}

HostFacts facts_of(const offload::HostProfile& host, int vector_bytes) {
  const auto& all = host.all_capacity;
  return {vector_bytes, host.clock_ghz, all[0], all[1], all[2]};
}

Predicted predicted_of(const Call& call, const Table& table, const offload::Snapshot& snapshot) {
  Decision decision;
  decision.call = call;
  decision.call.threads = table.threads;
  const Explanation explanation = offload::explain(decision, snapshot);
  return {explanation.decision.predicted_simd_ns, explanation.decision.predicted_device_ns};
}

Prediction predict(const Call& call, const Table& table, const offload::Snapshot& snapshot,
                   const DecisionTime& time) {
  Call asked = call;
  asked.threads = table.threads;
  asked.a = asked.b = asked.c = Location::Unknown;
  Decision decision = offload::decide(asked, snapshot);
  const double fixed = decision.predicted_simd_ns > 0 ? time.weighed_ns : time.small_ns;
  double ns = fixed < 0 ? time_decision(asked, snapshot) : fixed;
  if (offload::location_matters(decision, snapshot)) {
    // Weighing it as pinned, asking, and deciding again.
    ns += 2 * ns + kAskingNs;
    asked.a = call.a;
    asked.b = call.b;
    asked.c = call.c;
    decision = offload::decide(asked, snapshot);
  }
  return {decision.backend != Backend::Simd,
          decision.predicted_simd_ns - decision.predicted_device_ns, ns};
}

double mean_decision_ns(const Table& table) {
  const offload::Snapshot snapshot = snapshot_for(table);
  double sum = 0;
  for (const Cell& cell : table.cells) sum += predict(cell.call, table, snapshot, {}).decision_ns;
  return table.cells.empty() ? 0 : sum / static_cast<double>(table.cells.size());
}

}  // namespace fulcrum::regret
