// SPDX-License-Identifier: Apache-2.0
#include "bench/compare/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace fulcrum::compare {
namespace {

constexpr double kLeastMovement = 0.03;

double of_sorted(const std::vector<double>& sorted, double p) {
  const double at = p * static_cast<double>(sorted.size() - 1);
  const auto low = static_cast<std::size_t>(at);
  const std::size_t high = std::min(low + 1, sorted.size() - 1);
  return sorted[low] + (at - static_cast<double>(low)) * (sorted[high] - sorted[low]);
}

}  // namespace

Spread spread(std::vector<double> samples) {
  if (samples.empty()) return {};
  std::sort(samples.begin(), samples.end());
  return {of_sorted(samples, 0.5), of_sorted(samples, 0.25), of_sorted(samples, 0.75),
          samples.front(), samples.back()};
}

double quantile(std::vector<double> samples, double p) {
  if (samples.empty()) return 0;
  std::sort(samples.begin(), samples.end());
  return of_sorted(samples, p);
}

double geometric_mean(std::span<const double> values) {
  if (values.empty()) return 0;
  double sum = 0;
  for (const double v : values) sum += std::log(v);
  return std::exp(sum / static_cast<double>(values.size()));
}

Ratio ratio_of(const std::vector<double>& ours, const std::vector<double>& peer) {
  if (ours.empty() || ours.size() != peer.size())
    throw std::invalid_argument("ratio_of: the rounds of both libraries must pair up");
  std::vector<double> quotients;
  for (std::size_t r = 0; r < ours.size(); ++r) quotients.push_back(ours[r] / peer[r]);
  return {spread(ours).median / spread(peer).median, spread(quotients)};
}

Ratio over_runs(const std::vector<Ratio>& runs) {
  if (runs.empty()) throw std::invalid_argument("over_runs: no run");
  Ratio result = runs.front();
  std::vector<double> values, q1, q3;
  for (const Ratio& run : runs) {
    values.push_back(run.value);
    q1.push_back(run.rounds.q1);
    q3.push_back(run.rounds.q3);
    result.rounds.min = std::min(result.rounds.min, run.rounds.min);
    result.rounds.max = std::max(result.rounds.max, run.rounds.max);
  }
  result.value = spread(values).median;
  result.rounds.q1 = spread(q1).median;
  result.rounds.q3 = spread(q3).median;
  return result;
}

Movement moved(const Ratio& before, const Ratio& now) {
  const double change = now.value / before.value - 1;
  if (change > kLeastMovement && now.rounds.min > before.rounds.max) return Movement::Faster;
  if (change < -kLeastMovement && now.rounds.max < before.rounds.min) return Movement::Slower;
  return Movement::Same;
}

}  // namespace fulcrum::compare
