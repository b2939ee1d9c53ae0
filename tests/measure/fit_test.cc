// SPDX-License-Identifier: Apache-2.0
// Nonnegative least squares against systems solved by hand and against the conditions of a minimum;
// factors against those that made the times.
#include "offload/measure/fit.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

namespace fulcrum::measure {
namespace {

using Vector = std::vector<double>;

TEST(NonnegativeLeastSquares, OfSystemsSolvedByHand) {
  // 2 x + y = 5, x + 3 y = 10: x = 1, y = 3.
  Vector x = nonnegative_least_squares(Vector{2, 1, 1, 3}, Vector{5, 10}, 2);
  EXPECT_NEAR(x[0], 1, 1e-12);
  EXPECT_NEAR(x[1], 3, 1e-12);
  // One unknown, three times: the mean.
  x = nonnegative_least_squares(Vector{1, 1, 1}, Vector{1, 2, 6}, 1);
  EXPECT_NEAR(x[0], 3, 1e-12);
  // The unbounded solution is x = 2, y = -1; with y = 0 the least squares are those of x alone:
  // minimise (x - 1)^2 + (x - 3)^2 + x^2.
  x = nonnegative_least_squares(Vector{1, 1, 1, -1, 1, 2}, Vector{1, 3, 0}, 2);
  EXPECT_NEAR(x[0], 4 / 3.0, 1e-12);
  EXPECT_EQ(x[1], 0);
  // A falling line over a constant and a slope becomes its mean.
  x = nonnegative_least_squares(Vector{1, 0, 1, 1, 1, 2, 1, 3}, Vector{3, 2, 1, 0}, 2);
  EXPECT_NEAR(x[0], 1.5, 1e-12);
  EXPECT_EQ(x[1], 0);
  // Nothing helps: all are 0.
  x = nonnegative_least_squares(Vector{1, 0, 0, 1}, Vector{-1, -2}, 2);
  EXPECT_EQ(x, (Vector{0, 0}));
  // What no row has stays 0.
  x = nonnegative_least_squares(Vector{1, 0, 2, 0}, Vector{1, 2}, 2);
  EXPECT_NEAR(x[0], 1, 1e-12);
  EXPECT_EQ(x[1], 0);
  EXPECT_EQ(nonnegative_least_squares(Vector{}, Vector{}, 2), (Vector{0, 0}));
}

TEST(NonnegativeLeastSquares, AnUnknownMayEnterAndLeaveAgain) {
  // Columns (1, 0), (1, 1), b = (-1, 1): the second is the steeper at first only where the first
  // does not stand against it. The minimum is at x = 0, y = 0.
  Vector x = nonnegative_least_squares(Vector{1, 1, 0, 1}, Vector{-1, 1}, 2);
  EXPECT_NEAR(x[0], 0, 1e-12);
  EXPECT_NEAR(x[1], 0, 1e-12);
  // Three columns of which the first that enters must go: c = a + b, b's target is a and b alone.
  // a = (1, 0, 0), b = (0, 1, 0), c = (1, 1, 0.5), target (1, 1, 0): c is the steepest.
  x = nonnegative_least_squares(Vector{1, 0, 1, 0, 1, 1, 0, 0, 0.5}, Vector{1, 1, 0}, 3);
  EXPECT_NEAR(x[0], 1, 1e-12);
  EXPECT_NEAR(x[1], 1, 1e-12);
  EXPECT_NEAR(x[2], 0, 1e-12);
}

// At the minimum the gradient is 0 where x > 0 and not downward where x = 0.
void expect_minimum(const Vector& a, const Vector& b, const Vector& x, double tolerance) {
  const std::size_t n = x.size();
  Vector residual = b;
  for (std::size_t row = 0; row < b.size(); ++row)
    for (std::size_t i = 0; i < n; ++i) residual[row] -= a[row * n + i] * x[i];
  double scale = 0;
  for (const double value : b) scale += value * value;
  for (std::size_t i = 0; i < n; ++i) {
    double slope = 0, length = 0;
    for (std::size_t row = 0; row < b.size(); ++row) {
      slope += a[row * n + i] * residual[row];
      length += a[row * n + i] * a[row * n + i];
    }
    const double least = tolerance * std::sqrt(length * scale);
    EXPECT_GE(x[i], 0) << i;
    EXPECT_LE(slope, least) << i;
    if (x[i] > 0) {
      EXPECT_GE(slope, -least) << i;
    }
  }
}

TEST(NonnegativeLeastSquares, MeetsTheConditionsOfAMinimum) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  int at_zero = 0, above = 0;
  for (int round = 0; round < 400; ++round) {
    const std::size_t n = 1 + random() % 12, rows = n + random() % 30;
    Vector a(rows * n), b(rows);
    for (double& value : a) value = round % 2 == 0 ? normal(random) : std::abs(normal(random));
    for (double& value : b) value = normal(random) + (round % 4 < 2 ? 0 : 1);
    const Vector x = nonnegative_least_squares(a, b, n);
    expect_minimum(a, b, x, 1e-9);
    for (const double value : x) ++(value > 0 ? above : at_zero);
  }
  EXPECT_GT(at_zero, 500);
  EXPECT_GT(above, 500);
}

// Times of calls reach from 1e-3 ns for an operation to seconds.
TEST(NonnegativeLeastSquares, OfColumnsOfDifferentScales) {
  std::mt19937_64 random(2);
  std::uniform_real_distribution<double> uniform(0.1, 1);
  for (int round = 0; round < 100; ++round) {
    constexpr std::size_t kUnknowns = 8, kRows = 40;
    Vector a(kRows * kUnknowns), b(kRows), truth(kUnknowns);
    for (std::size_t i = 0; i < kUnknowns; ++i)
      truth[i] = i % 3 == 0 ? 0 : uniform(random) * std::pow(10.0, 4 - static_cast<double>(i));
    for (std::size_t row = 0; row < kRows; ++row) {
      for (std::size_t i = 0; i < kUnknowns; ++i) {
        a[row * kUnknowns + i] = uniform(random) * std::pow(10.0, static_cast<double>(i) - 4);
        b[row] += a[row * kUnknowns + i] * truth[i];
      }
    }
    const Vector x = nonnegative_least_squares(a, b, kUnknowns);
    for (std::size_t i = 0; i < kUnknowns; ++i)
      EXPECT_NEAR(x[i] * std::pow(10.0, static_cast<double>(i) - 4),
                  truth[i] * std::pow(10.0, static_cast<double>(i) - 4), 1e-6)
          << i;
  }
}

// Columns that are multiples of others, or the same: one of many minima, and no endless search.
TEST(NonnegativeLeastSquares, OfDependentColumns) {
  const Vector a = {1, 2, 1, 2, 4, 2, 3, 6, 3}, b = {2, 4, 6};
  const Vector x = nonnegative_least_squares(a, b, 3);
  EXPECT_NEAR(x[0] + 2 * x[1] + x[2], 2, 1e-9);
  expect_minimum(a, b, x, 1e-9);

  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> uniform(0, 1);
  for (int round = 0; round < 200; ++round) {
    constexpr std::size_t kUnknowns = 6, kRows = 15;
    Vector m(kRows * kUnknowns), target(kRows);
    for (std::size_t row = 0; row < kRows; ++row) {
      double* const r = &m[row * kUnknowns];
      for (std::size_t i = 0; i < 3; ++i) r[i] = uniform(random);
      r[3] = r[0] + r[1];
      r[4] = 5 * r[2];
      r[5] = r[0];
      target[row] = uniform(random) * 2 - 0.5;
    }
    expect_minimum(m, target, nonnegative_least_squares(m, target, kUnknowns), 1e-6);
  }
}

// Synthetic times: terms spread over some powers of ten, as those of calls are.
struct Synthetic {
  Vector factors = {0.3, 2.5, 1.2, 0.7, 4};
  std::vector<Observation> observations;

  Synthetic(int count, double noise, double outliers, unsigned seed) {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> uniform;
    std::normal_distribution<double> normal;
    for (int i = 0; i < count; ++i) {
      Observation o;
      o.fixed = i % 3 == 0 ? 50 : 0;
      o.measured = o.fixed;
      for (const double factor : factors) {
        o.terms.push_back(std::pow(10.0, 5 * uniform(random)));
        o.measured += factor * o.terms.back();
      }
      o.measured *= std::exp(noise * normal(random));
      if (uniform(random) < outliers) o.measured *= 3;
      observations.push_back(o);
    }
  }
};

TEST(FitFactors, FindsThoseThatMadeTheTimes) {
  const Synthetic exact(60, 0, 0, 1);
  const Fitted fitted = fit_factors(exact.observations, 0);
  ASSERT_EQ(fitted.factors.size(), exact.factors.size());
  for (std::size_t i = 0; i < exact.factors.size(); ++i)
    EXPECT_NEAR(fitted.factors[i], exact.factors[i], 1e-6 * exact.factors[i]) << i;
  EXPECT_LT(fitted.error, 1e-6);
}

TEST(FitFactors, IsNotDrawnByNoiseAndOutliers) {
  for (unsigned seed = 1; seed <= 10; ++seed) {
    const Synthetic noisy(400, 0.10, 0.05, seed);
    const Fitted fitted = fit_factors(noisy.observations, 0.15);
    for (std::size_t i = 0; i < noisy.factors.size(); ++i)
      EXPECT_NEAR(fitted.factors[i] / noisy.factors[i], 1, 0.08) << i << ", seed " << seed;
    EXPECT_NEAR(fitted.error, 0.105, 0.02) << seed;
  }
}

TEST(FitFactors, KeepOneWhereNoObservationHasTheTerm) {
  Synthetic some(60, 0, 0, 4);
  for (Observation& o : some.observations) {
    o.measured -= some.factors[2] * o.terms[2];
    o.terms[2] = 0;
  }
  for (const double ridge : {0.0, 0.15}) {
    const Fitted fitted = fit_factors(some.observations, ridge);
    EXPECT_NEAR(fitted.factors[2], 1, 1e-9);
    EXPECT_NEAR(fitted.factors[1], some.factors[1], ridge == 0 ? 1e-6 : 0.1);
  }
}

// Few observations: what they tell nothing of stays near 1.
TEST(FitFactors, ARidgeHoldsWhatIsNotSeen) {
  std::vector<Observation> observations;
  for (int i = 0; i < 6; ++i) observations.push_back({{1000, 1e-3}, 0, 2000});
  const Fitted fitted = fit_factors(observations, 0.15);
  EXPECT_NEAR(fitted.factors[0], 2, 0.03);
  EXPECT_NEAR(fitted.factors[1], 1, 0.01);
}

TEST(FitFactors, OfDependentTermsPredictsAllTheSame) {
  std::vector<Observation> observations;
  for (int i = 1; i <= 30; ++i) {
    const double x = 10.0 * i, y = 1000 / static_cast<double>(i);
    observations.push_back({{x, 2 * x, y}, 5, 5 + 3 * x + 0.5 * y});
  }
  const Fitted fitted = fit_factors(observations, 0.01);
  EXPECT_NEAR(fitted.factors[0] + 2 * fitted.factors[1], 3, 0.01);
  EXPECT_NEAR(fitted.factors[2], 0.5, 0.01);
  EXPECT_LT(fitted.error, 0.01);
}

// More is fixed than was measured: factors of 0, never less, and an error that is a number.
TEST(FitFactors, AreNeverNegative) {
  std::vector<Observation> observations;
  for (int i = 1; i <= 10; ++i) observations.push_back({{1.0 * i, 5}, 1000, 10.0 * i});
  const Fitted fitted = fit_factors(observations, 0.1);
  for (const double factor : fitted.factors) EXPECT_GE(factor, 0);
  EXPECT_TRUE(std::isfinite(fitted.error));
  EXPECT_GT(fitted.error, 1);
}

TEST(FitFactors, OfNothingAreNone) { EXPECT_TRUE(fit_factors({}, 0.1).factors.empty()); }

}  // namespace
}  // namespace fulcrum::measure
