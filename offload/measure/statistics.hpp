// SPDX-License-Identifier: Apache-2.0
// What is said about a set of timings: order statistics only, since timings are skewed and have
// outliers on one side.
#pragma once

#include <span>

namespace fulcrum::measure {

// The median of some samples with a distribution-free confidence interval: two order statistics.
struct Summary {
  int count = 0;
  double median = 0;
  double low = 0, high = 0;  // the interval of the median
  double coverage =
      0;  // probability that it holds the median; under 0.95 only for fewer than 6 samples
  double min = 0, max = 0;
};

// Summarises samples in any order. The interval is the narrowest pair (x_(l), x_(n+1-l)) that
// covers the median with probability >= 0.95, or (min, max) where there are too few samples for
// that. All zeros for no sample.
Summary summarize(std::span<const double> samples);

// Index l (from 1) of the lower order statistic of that interval among n >= 1 samples; 1 where none
// reaches 0.95.
int interval_rank(int n);

// Probability that (x_(l), x_(n+1-l)) holds the median of a continuous distribution: 1 - 2
// P(Binomial(n, 1/2) < l).
double interval_coverage(int n, int l);

}  // namespace fulcrum::measure
