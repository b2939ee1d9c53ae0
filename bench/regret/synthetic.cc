// SPDX-License-Identifier: Apache-2.0
#include "bench/regret/synthetic.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "bench/compare/text.hpp"
#include "bench/regret/grid.hpp"
#include "bench/regret/model.hpp"

namespace fulcrum::regret {
namespace {

constexpr double kNoise = 0.01;  // of a median of 15 on a quiet machine

Timing timing(double ns) { return {ns, ns * (1 - kNoise), ns * (1 + kNoise), kFewestSamples}; }

// As a recording leaves out what takes too long, so that no few cells have all the weight.
bool could_be_recorded(const Cell& cell) {
  constexpr double kCellNs = 2e9;
  return kFewestSamples * (cell.simd.ns + cell.device.ns) <= kCellNs;
}

Table head_of(const Machine& machine, std::uint64_t seed) {
  Table table;
  table.name = "decision-synthetic-" + machine.name;
  table.synthetic = true;
  table.machine = machine.description;
  table.cpu = "simulated";
  table.date = "-";
  table.conditions = compare::print("synthetic: no machine was timed; seed %llu, noise of %g%%",
                                    static_cast<unsigned long long>(seed), 100 * kNoise);
  table.isa = machine.isa;
  table.threads = machine.threads;
  table.host = {static_cast<int>(machine.host.vector_bytes), machine.host.ghz,
                machine.host.l1_bytes * machine.threads, machine.host.l2_bytes * machine.threads,
                machine.host.l3_bytes};
  table.device = machine.info;
  table.device_threads = "-";
  table.context_ns = machine.device.context_ns;
  return table;
}

}  // namespace

Table synthetic_table(const Machine& machine, std::size_t shapes, std::uint64_t seed) {
  if (shapes < 1 || shapes > kMostCells / std::size(kStates))
    throw std::invalid_argument(compare::print("a table has 1 to %zu shapes, each in %zu states",
                                               kMostCells / std::size(kStates),
                                               std::size(kStates)));
  Table table = head_of(machine, seed);
  const Simulator simulator(machine, seed, kNoise);
  GridOptions options;
  options.seed = seed;
  const std::vector<Call> calibration = calibration_shapes(options, prior_host(table));
  Grid grid(options, calibration);
  while (table.cells.size() < shapes * std::size(kStates)) {
    const std::vector<Call> one = grid.take(1);
    if (one.empty()) break;
    std::vector<Cell> cells;
    for (const State state : kStates) {
      const Call call = placed(one.front(), state);
      cells.push_back({call, timing(simulator.in_place_ns(call, machine.threads)),
                       timing(simulator.across_ns(call))});
    }
    if (std::all_of(cells.begin(), cells.end(), could_be_recorded))
      table.cells.insert(table.cells.end(), cells.begin(), cells.end());
  }
  for (const Call& shape : calibration) {
    for (const State state : kStates) {
      const Call call = placed(shape, state);
      if (shape.threads <= 1) table.samples.push_back({call, 1, simulator.in_place_ns(call, 1)});
      if (machine.threads > 1)
        table.samples.push_back(
            {call, machine.threads, simulator.in_place_ns(call, machine.threads)});
      table.samples.push_back({call, 0, simulator.across_ns(call)});
    }
  }
  return table;
}

}  // namespace fulcrum::regret
