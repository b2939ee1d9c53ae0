// SPDX-License-Identifier: Apache-2.0
#include "offload/measure/harness.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>

namespace fulcrum::measure {
namespace {

struct State {
  std::int64_t calls_per_sample = 1;
  std::vector<double> samples;  // ns per call
  double total_ns = 0;
  bool failed = false;
};

// One sample of `calls` calls; its nanoseconds. Sets `failed` where a call did.
double time_calls(const Contender& contender, std::int64_t calls, bool& failed) {
  const std::int64_t begin = now_ns();
  failed = !contender(calls);
  return static_cast<double>(now_ns() - begin);
}

// Warms up and finds how many calls make a sample of at least plan.min_sample_ns.
void prepare(const Contender& contender, const Plan& plan, State& state) {
  time_calls(contender, 1, state.failed);
  while (!state.failed) {
    const double ns = std::max(1.0, time_calls(contender, state.calls_per_sample, state.failed));
    if (ns >= plan.min_sample_ns) return;
    // At most tenfold a step: the first timings of a tiny call are mostly cache misses and clock
    // reads.
    const double factor = std::clamp(1.2 * plan.min_sample_ns / ns, 1.5, 10.0);
    state.calls_per_sample =
        static_cast<std::int64_t>(std::ceil(static_cast<double>(state.calls_per_sample) * factor));
  }
}

bool narrow(const State& state, const Plan& plan) {
  if (state.failed) return true;
  const Summary s = summarize(state.samples);
  return s.high - s.low <= plan.relative_width * s.median;
}

// Whether enough is known: the minimum reached, and the budget spent or every interval narrow.
bool enough(const std::vector<State>& states, const Plan& plan, int rounds, double spent_ns) {
  if (rounds < plan.min_samples) return false;
  if (rounds >= plan.max_samples || spent_ns >= plan.budget_ns) return true;
  // The intervals are recomputed only now and then: sorting costs more than a short sample.
  if (rounds % 8 != 0) return false;
  return std::all_of(states.begin(), states.end(),
                     [&](const State& state) { return narrow(state, plan); });
}

}  // namespace

std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

std::vector<Measurement> measure(std::span<const Contender> contenders, const Plan& plan,
                                 const std::function<bool()>& stop) {
  const auto stopped = [&stop] { return stop && stop(); };
  std::vector<State> states(contenders.size());
  for (std::size_t i = 0; i < contenders.size() && !stopped(); ++i) {
    prepare(contenders[i], plan, states[i]);
  }
  int rounds = 0;
  double spent_ns = 0;
  while (!stopped() && !enough(states, plan, rounds, spent_ns)) {
    for (std::size_t i = 0; i < contenders.size() && !stopped(); ++i) {
      State& state = states[i];
      if (state.failed) continue;
      if (contenders.size() > 1 && state.calls_per_sample <= plan.warmed_calls) {
        spent_ns += time_calls(contenders[i], 1, state.failed);
        if (state.failed) continue;
      }
      const double ns = time_calls(contenders[i], state.calls_per_sample, state.failed);
      spent_ns += ns;
      if (state.failed) continue;
      state.total_ns += ns;
      state.samples.push_back(ns / static_cast<double>(state.calls_per_sample));
    }
    ++rounds;
  }
  std::vector<Measurement> result;
  for (const State& state : states) {
    Measurement m;
    m.failed = state.failed;
    if (state.failed) {
      result.push_back(m);
      continue;
    }
    m.ns = summarize(state.samples);
    m.samples = state.samples;
    m.calls_per_sample = state.calls_per_sample;
    m.calls = state.calls_per_sample * static_cast<std::int64_t>(state.samples.size());
    m.total_ns = state.total_ns;
    m.interrupted = m.ns.count < plan.min_samples;
    result.push_back(m);
  }
  return result;
}

}  // namespace fulcrum::measure
