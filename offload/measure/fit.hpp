// SPDX-License-Identifier: Apache-2.0
// Fits the factors of a sum of terms to measured times.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace fulcrum::measure {

// The x >= 0 that minimises |A x - b|, A with rows of n elements one behind another. Lawson and
// Hanson's active set method ("Solving Least Squares Problems", 1974, chapter 23), on the normal
// equations: n is a dozen at most.
std::vector<double> nonnegative_least_squares(std::span<const double> a, std::span<const double> b,
                                              std::size_t n);

// One measured time: what each term contributes to its prediction while all factors are 1, and what
// is not fitted.
struct Observation {
  std::vector<double> terms;
  double fixed = 0;
  double measured = 0;  // > 0
};

struct Fitted {
  std::vector<double> factors;  // >= 0
  double error = 0;  // standard error of log(predicted / measured), by its 68th percentile
};

// The factors that make the predictions' relative errors small. Errors count by their logarithms,
// and beyond 15% linearly, so that a disturbed measurement does not draw the others with it.
// `ridge`: the weight of "the factor is 1" beside that of one observation. Terms that no
// observation has keep 1.
Fitted fit_factors(std::span<const Observation> observations, double ridge);

}  // namespace fulcrum::measure
