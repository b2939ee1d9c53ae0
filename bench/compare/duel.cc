// SPDX-License-Identifier: Apache-2.0
#include "bench/compare/duel.hpp"

#include <algorithm>
#include <stdexcept>

#include "bench/compare/agreement.hpp"
#include "bench/compare/worker.hpp"

namespace fulcrum::compare {
namespace {

using Workers = std::vector<std::unique_ptr<Worker>>;

// Lacks the library an extension that no BLAS must have?
bool is_absent(const Case& c, const std::string& failure) {
  return c.about->extension && failure.starts_with(kNoSymbol);
}

void check_results(const Case& c, const Workers& workers, std::vector<Entry>& entries) {
  const Judge judge(c);
  for (std::size_t i = 0; i < workers.size(); ++i) {
    try {
      workers[i]->check(c);
      if (i > 0 && workers[0]->result() != nullptr)
        entries[i].problem = judge.disagreement(workers[0]->result(), workers[i]->result());
    } catch (const std::runtime_error& error) {
      entries[i].absent = is_absent(c, error.what());
      if (!entries[i].absent) entries[i].problem = error.what();
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
      if (failed[i] || entry.absent) continue;
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
  if (outcome.best) outcome.runs = {outcome.ratio.value};
  return outcome;
}

Outcome merged(const std::vector<const Outcome*>& runs) {
  if (runs.empty()) throw std::invalid_argument("merged: no run");
  Outcome result = *runs.front();
  std::vector<const Outcome*> compared;
  for (const Outcome* run : runs) {
    if (run->best) compared.push_back(run);
  }
  for (std::size_t i = 0; i < result.entries.size(); ++i) {
    Entry& entry = result.entries[i];
    for (std::size_t r = 1; r < runs.size(); ++r) {
      const Entry& more = runs[r]->entries[i];
      entry.gflops.insert(entry.gflops.end(), more.gflops.begin(), more.gflops.end());
      if (entry.problem.empty()) entry.problem = more.problem;
    }
    entry.summary = spread(entry.gflops);
  }
  result.best.reset();
  result.runs.clear();
  if (compared.empty()) return result;
  std::vector<Ratio> ratios;
  for (const Outcome* run : compared) {
    ratios.push_back(run->ratio);
    result.runs.push_back(run->ratio.value);
  }
  result.ratio = over_runs(ratios);
  std::sort(compared.begin(), compared.end(),
            [](const Outcome* x, const Outcome* y) { return x->ratio.value < y->ratio.value; });
  result.best = compared[(compared.size() - 1) / 2]->best;
  return result;
}

}  // namespace fulcrum::compare
