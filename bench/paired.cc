// SPDX-License-Identifier: Apache-2.0
#include "bench/paired.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace fulcrum::bench {
namespace {

// At least 1 ns: the clock has steps, and the times are divided by.
double time_calls(const measure::Contender& contender, std::int64_t calls) {
  const std::int64_t begin = measure::now_ns();
  if (!contender(calls)) throw std::runtime_error("time_pairs: a call failed");
  return std::max(1.0, static_cast<double>(measure::now_ns() - begin));
}

struct Side {
  const measure::Contender& contender;
  std::int64_t calls = 1;
  std::vector<double> samples{};  // ns per call

  // Warms up and finds how many calls make a sample.
  void prepare(double min_sample_ns) {
    time_calls(contender, 1);
    for (;;) {
      const double ns = time_calls(contender, calls);
      if (ns >= min_sample_ns) return;
      // At most tenfold a step: the first timings of a tiny call are mostly cache misses.
      const double factor = std::clamp(1.2 * min_sample_ns / ns, 1.5, 10.0);
      calls = static_cast<std::int64_t>(std::ceil(static_cast<double>(calls) * factor));
    }
  }
  // One sample; the nanoseconds that it took with what came before it.
  double sample(double pause_ns) {
    const std::int64_t begin = measure::now_ns();
    time_calls(contender, 1);
    for (const std::int64_t pause = measure::now_ns();
         static_cast<double>(measure::now_ns() - pause) < pause_ns;) {
    }
    const double before = static_cast<double>(measure::now_ns() - begin);
    const double ns = time_calls(contender, calls);
    samples.push_back(ns / static_cast<double>(calls));
    return before + ns;
  }
};

}  // namespace

Verdict verdict(const measure::Summary& ratio, double slower) {
  const double limit = 1 / (1 + slower);
  if (ratio.coverage < 0.95) return Verdict::Undecided;
  if (ratio.high < limit) return Verdict::Beyond;
  return ratio.low >= limit ? Verdict::Within : Verdict::Undecided;
}

Paired time_pairs(const measure::Contender& first, const measure::Contender& second,
                  const measure::Plan& plan, double pause_ns) {
  std::array<Side, 2> sides = {Side{first}, Side{second}};
  for (Side& side : sides) side.prepare(plan.min_sample_ns);
  std::vector<double> ratios;
  double spent_ns = 0;
  const auto enough = [&] {
    const int pairs = static_cast<int>(ratios.size());
    return pairs >= plan.max_samples || (pairs >= plan.min_samples && spent_ns >= plan.budget_ns);
  };
  while (!enough()) {
    const std::size_t leads = ratios.size() % 2;
    spent_ns += sides[leads].sample(pause_ns);
    spent_ns += sides[1 - leads].sample(pause_ns);
    ratios.push_back(sides[0].samples.back() / sides[1].samples.back());
  }
  return {measure::summarize(sides[0].samples), measure::summarize(sides[1].samples),
          measure::summarize(ratios)};
}

}  // namespace fulcrum::bench
