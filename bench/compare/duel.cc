// SPDX-License-Identifier: Apache-2.0
#include "bench/compare/duel.hpp"

#include <stdexcept>

#include "bench/compare/agreement.hpp"

namespace fulcrum::compare {
namespace {

using Workers = std::vector<std::unique_ptr<Worker>>;

void check_results(const Case& c, const Workers& workers, std::vector<Entry>& entries) {
  for (std::size_t i = 0; i < workers.size(); ++i) {
    try {
      workers[i]->check(c);
      if (i > 0 && workers[0]->result() != nullptr)
        entries[i].problem = disagreement(c, workers[0]->result(), workers[i]->result());
    } catch (const std::runtime_error& error) {
      entries[i].problem = error.what();
    }
  }
}

}  // namespace

Outcome compete(const Case& c, const Workers& workers, const Plan& plan) {
  Outcome outcome;
  outcome.c = c;
  outcome.entries.resize(workers.size());
  check_results(c, workers, outcome.entries);
  std::vector<bool> failed(workers.size(), false);
  for (int round = 0; round < plan.rounds; ++round) {
    for (std::size_t turn = 0; turn < workers.size(); ++turn) {
      const std::size_t i = (turn + static_cast<std::size_t>(round)) % workers.size();
      Entry& entry = outcome.entries[i];
      if (failed[i]) continue;
      try {
        entry.gflops.push_back(c.flops() * 1e-9 / workers[i]->time(c, plan.budget));
      } catch (const std::runtime_error& error) {
        failed[i] = true;
        entry.gflops.clear();
        entry.problem = error.what();
      }
    }
  }
  for (std::size_t i = 0; i < workers.size(); ++i) {
    Entry& entry = outcome.entries[i];
    entry.summary = spread(entry.gflops);
    const bool counts = i > 0 && !entry.gflops.empty() && entry.problem.empty();
    if (counts &&
        (!outcome.best || entry.summary.median > outcome.entries[*outcome.best].summary.median))
      outcome.best = i;
  }
  if (outcome.entries[0].gflops.empty()) outcome.best.reset();
  if (outcome.best)
    outcome.ratio = ratio_of(outcome.entries[0].gflops, outcome.entries[*outcome.best].gflops);
  return outcome;
}

}  // namespace fulcrum::compare
