// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

namespace fulcrum::compare {

// Order statistics of a few rounds. Quartiles are interpolated linearly between the neighbours.
struct Spread {
  double median = 0, q1 = 0, q3 = 0, min = 0, max = 0;
};

// All zeros for no sample.
Spread spread(std::vector<double> samples);

// What a share p of the samples stays below, interpolated likewise; 0 for no sample.
double quantile(std::vector<double> samples, double p);

// Of positive numbers; 0 for none.
double geometric_mean(std::span<const double> values);

// A ratio of two speeds: the quotient of their medians, and the quotients of the single rounds.
struct Ratio {
  double value = 0;
  Spread rounds;
};

// Rates of round r stand at [r] in both; throws std::invalid_argument for unequal or no rounds.
Ratio ratio_of(const std::vector<double>& ours, const std::vector<double>& peer);

// The ratio that several runs give: the median of their values, and the range of all their rounds.
// Throws std::invalid_argument for none.
Ratio over_runs(const std::vector<Ratio>& runs);

enum class Movement { Same, Faster, Slower };

// Has a ratio moved by more than its own noise? It has where the ranges (minimum to maximum over
// the rounds) before and now have no point in common, and the values differ by more than 3%. With
// five rounds each, ranges of the same distribution are disjoint once in 126 times; the 3% are for
// what changes from run to run but not from round to round (where memory happens to lie).
Movement moved(const Ratio& before, const Ratio& now);

}  // namespace fulcrum::compare
