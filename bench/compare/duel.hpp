// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/compare/cases.hpp"
#include "bench/compare/crew.hpp"
#include "bench/compare/statistics.hpp"

namespace fulcrum::compare {

struct Plan {
  int runs = 1;  // over all cases
  int rounds = 5;
  double budget = 0.03;  // seconds of one turn
};

// What one library did in one case.
struct Entry {
  std::vector<double> gflops;  // of each round, empty where it failed
  Spread summary;
  std::string problem;  // why there are no rates, or where its result differs from ours
  bool absent = false;  // it lacks the routine, which is an extension
};

struct Outcome {
  Case c;
  std::vector<Entry> entries;       // as the workers stand; the first is ours
  std::optional<std::size_t> best;  // the peer with the highest median
  Ratio ratio;                      // ours over the best peer, where there is one
  std::vector<double> runs;         // its value in each run
  bool bus_bound = false;           // machine.hpp has the rule
};

// One case on all workers: first every C against that of the first worker, then round by round,
// each round one turn of each worker, beginning one further each time. A worker that disagrees is
// still timed, but is no peer that counts.
Outcome compete(const Case& c, const std::vector<std::unique_ptr<Worker>>& workers,
                const Plan& plan);

// What the runs of one case give together: over_runs() of the ratios, each to its run's best peer;
// the best peer of the run in the middle; every library's rounds of all runs, and its first
// problem. Throws std::invalid_argument for no runs.
Outcome merged(const std::vector<const Outcome*>& runs);

}  // namespace fulcrum::compare
