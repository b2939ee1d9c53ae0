// SPDX-License-Identifier: Apache-2.0
#include "offload/measure/fit.hpp"

#include <algorithm>
#include <cmath>

namespace fulcrum::measure {
namespace {

// Solves the symmetric system of the chosen unknowns by Cholesky's method. Those that depend on the
// ones before are left 0.
std::vector<double> solve(std::span<const double> h, std::span<const double> g, std::size_t n,
                          const std::vector<std::size_t>& chosen) {
  const std::size_t k = chosen.size();
  std::vector<double> l(k * k), y(k), x(n);
  std::vector<bool> dependent(k);
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = h[chosen[i] * n + chosen[j]];
      for (std::size_t p = 0; p < j; ++p) sum -= l[i * k + p] * l[j * k + p];
      if (i != j) {
        l[i * k + j] = dependent[j] ? 0 : sum / l[j * k + j];
        continue;
      }
      const double diagonal = h[chosen[i] * n + chosen[i]];
      dependent[i] = !(sum > 1e-12 * diagonal);
      l[i * k + i] = dependent[i] ? 1 : std::sqrt(sum);
    }
    double sum = g[chosen[i]];
    for (std::size_t p = 0; p < i; ++p) sum -= l[i * k + p] * y[p];
    y[i] = dependent[i] ? 0 : sum / l[i * k + i];
  }
  for (std::size_t i = k; i-- > 0;) {
    double sum = y[i];
    for (std::size_t p = i + 1; p < k; ++p) sum -= l[p * k + i] * x[chosen[p]];
    x[chosen[i]] = dependent[i] ? 0 : sum / l[i * k + i];
  }
  return x;
}

}  // namespace

std::vector<double> nonnegative_least_squares(std::span<const double> a, std::span<const double> b,
                                              std::size_t n) {
  std::vector<double> h(n * n), g(n);
  for (std::size_t row = 0; row < b.size(); ++row) {
    const double* const r = &a[row * n];
    for (std::size_t i = 0; i < n; ++i) {
      g[i] += r[i] * b[row];
      for (std::size_t j = 0; j < n; ++j) h[i * n + j] += r[i] * r[j];
    }
  }
  std::vector<double> x(n);
  std::vector<bool> in(n), tried(n);
  const auto gradient = [&](std::size_t i) {
    double sum = g[i];
    for (std::size_t j = 0; j < n; ++j) sum -= h[i * n + j] * x[j];
    return sum;
  };
  const auto chosen = [&] {
    std::vector<std::size_t> list;
    for (std::size_t i = 0; i < n; ++i)
      if (in[i]) list.push_back(i);
    return list;
  };
  // Each round adds an unknown; more than a few times n are never needed.
  for (std::size_t round = 0; round < 10 * n; ++round) {
    std::size_t best = n;
    double steepest = 0;
    for (std::size_t i = 0; i < n; ++i) {
      if (in[i] || tried[i] || h[i * n + i] <= 0) continue;
      // In units that do not depend on the column's scale.
      const double slope = gradient(i) / std::sqrt(h[i * n + i]);
      if (slope > steepest) {
        steepest = slope;
        best = i;
      }
    }
    if (best == n) break;
    in[best] = true;
    for (;;) {
      const std::vector<double> trial = solve(h, g, n, chosen());
      double step = 1;
      for (std::size_t i = 0; i < n; ++i) {
        if (in[i] && trial[i] <= 0 && x[i] > trial[i])
          step = std::min(step, x[i] / (x[i] - trial[i]));
      }
      bool dropped = false;
      for (std::size_t i = 0; i < n; ++i) {
        if (!in[i]) continue;
        const double limit = trial[i];
        x[i] += step * (limit - x[i]);
        if (limit <= 0 && x[i] <= 1e-14 * std::abs(limit) + 1e-300) {
          x[i] = 0;
          in[i] = false;
          dropped = true;
        }
      }
      if (step >= 1 || !dropped) break;
    }
    // One that had to go at once would come in again for ever.
    if (!in[best]) {
      tried[best] = true;
    } else {
      std::fill(tried.begin(), tried.end(), false);
    }
  }
  return x;
}

namespace {

double predicted(const Observation& observation, const std::vector<double>& factors) {
  double ns = observation.fixed;
  for (std::size_t i = 0; i < factors.size(); ++i) ns += factors[i] * observation.terms[i];
  return ns;
}

// log(predicted / measured), of a prediction that may be 0.
double log_ratio(double predicted, double measured) {
  return std::log(std::max(predicted, 1e-6 * measured) / measured);
}

}  // namespace

Fitted fit_factors(std::span<const Observation> observations, double ridge) {
  constexpr int kRounds = 8;
  constexpr double kClip = 0.15;
  Fitted result;
  if (observations.empty()) return result;
  const std::size_t n = observations.front().terms.size(), rows = observations.size();
  std::vector<double> weights(rows, 1), a((rows + n) * n), b(rows + n);
  std::vector<bool> present(n);
  for (const Observation& observation : observations)
    for (std::size_t i = 0; i < n; ++i) present[i] = present[i] || observation.terms[i] > 0;
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t row = 0; row < rows; ++row) {
      const Observation& o = observations[row];
      const double weight = weights[row] / o.measured;
      for (std::size_t i = 0; i < n; ++i) a[row * n + i] = weight * o.terms[i];
      b[row] = weight * (o.measured - o.fixed);
    }
    for (std::size_t i = 0; i < n; ++i) a[(rows + i) * n + i] = b[rows + i] = ridge;
    result.factors = nonnegative_least_squares(a, b, n);
    for (std::size_t i = 0; i < n; ++i)
      if (!present[i]) result.factors[i] = 1;
    for (std::size_t row = 0; row < rows; ++row) {
      const Observation& o = observations[row];
      const double ratio = predicted(o, result.factors) / o.measured;
      const double log = log_ratio(ratio * o.measured, o.measured);
      const double linear = std::abs(ratio - 1);
      const double slope = linear > 1e-6 ? std::abs(log) / linear : 1;
      weights[row] = slope * std::sqrt(std::min(1.0, kClip / std::max(std::abs(log), 1e-9)));
    }
  }
  std::vector<double> errors;
  for (const Observation& o : observations)
    errors.push_back(std::abs(log_ratio(predicted(o, result.factors), o.measured)));
  const auto at = static_cast<std::ptrdiff_t>(0.68 * static_cast<double>(errors.size() - 1) + 0.5);
  std::nth_element(errors.begin(), errors.begin() + at, errors.end());
  result.error = errors[static_cast<std::size_t>(at)];
  return result;
}

}  // namespace fulcrum::measure
