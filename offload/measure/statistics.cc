// SPDX-License-Identifier: Apache-2.0
#include "offload/measure/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace fulcrum::measure {
namespace {

constexpr double kConfidence = 0.95;

// P(Binomial(n, 1/2) == k), by logarithms: 2^-n underflows beyond n = 1074.
double binomial_half(int n, int k) {
  return std::exp(std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0) -
                  n * std::log(2.0));
}

}  // namespace

double interval_coverage(int n, int l) {
  double tail = 0;
  for (int k = 0; k < l; ++k) tail += binomial_half(n, k);
  return std::max(0.0, 1 - 2 * tail);
}

int interval_rank(int n) {
  // Rounding of the logarithms must not turn an exact 0.95 into a miss.
  constexpr double kSlack = 1e-12;
  double tail = binomial_half(n, 0);
  int l = 1;
  while (2 * l < n) {
    tail += binomial_half(n, l);
    if (1 - 2 * tail + kSlack < kConfidence) break;
    ++l;
  }
  return l;
}

Summary summarize(std::span<const double> samples) {
  Summary result;
  if (samples.empty()) return result;
  std::vector<double> x(samples.begin(), samples.end());
  std::sort(x.begin(), x.end());
  const std::size_t n = x.size();
  result.count = static_cast<int>(n);
  result.median = n % 2 == 1 ? x[n / 2] : (x[n / 2 - 1] + x[n / 2]) / 2;
  result.min = x.front();
  result.max = x.back();
  const auto l = static_cast<std::size_t>(interval_rank(result.count));
  result.low = x[l - 1];
  result.high = x[n - l];
  result.coverage = interval_coverage(result.count, static_cast<int>(l));
  return result;
}

}  // namespace fulcrum::measure
