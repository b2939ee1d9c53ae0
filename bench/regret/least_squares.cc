// SPDX-License-Identifier: Apache-2.0
#include "bench/regret/least_squares.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>

namespace fulcrum::regret {
namespace {

using Matrix = std::vector<std::vector<double>>;

// Solves the symmetric positive definite system in place by Gauss's elimination with the largest
// pivot; nothing where it is singular.
std::optional<std::vector<double>> solve(Matrix a, std::vector<double> b) {
  const std::size_t n = b.size();
  for (std::size_t i = 0; i < n; ++i) {
    std::size_t pivot = i;
    for (std::size_t r = i + 1; r < n; ++r)
      if (std::abs(a[r][i]) > std::abs(a[pivot][i])) pivot = r;
    if (std::abs(a[pivot][i]) < 1e-12) return std::nullopt;
    std::swap(a[i], a[pivot]);
    std::swap(b[i], b[pivot]);
    for (std::size_t r = i + 1; r < n; ++r) {
      const double factor = a[r][i] / a[i][i];
      for (std::size_t c = i; c < n; ++c) a[r][c] -= factor * a[i][c];
      b[r] -= factor * b[i];
    }
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t c = i + 1; c < n; ++c) b[i] -= a[i][c] * b[c];
    b[i] /= a[i][i];
  }
  return b;
}

double residual(const Matrix& rows, const std::vector<double>& targets,
                const std::vector<double>& c) {
  double sum = 0;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    double value = -targets[r];
    for (std::size_t i = 0; i < c.size(); ++i) value += rows[r][i] * c[i];
    sum += value * value;
  }
  return sum;
}

// The unconstrained solution on these columns, 0 elsewhere; nothing where it is not unique or has a
// negative coefficient.
std::optional<std::vector<double>> on_columns(const Matrix& rows,
                                              const std::vector<double>& targets,
                                              const std::vector<std::size_t>& columns,
                                              const std::vector<double>& scale) {
  const std::size_t n = columns.size();
  Matrix normal(n, std::vector<double>(n));
  std::vector<double> right(n);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    for (std::size_t i = 0; i < n; ++i) {
      const double x = rows[r][columns[i]] / scale[columns[i]];
      right[i] += x * targets[r];
      for (std::size_t j = 0; j < n; ++j)
        normal[i][j] += x * rows[r][columns[j]] / scale[columns[j]];
    }
  }
  const std::optional<std::vector<double>> solved = solve(std::move(normal), std::move(right));
  if (!solved) return std::nullopt;
  std::vector<double> result(scale.size());
  for (std::size_t i = 0; i < n; ++i) {
    if ((*solved)[i] < 0) return std::nullopt;
    result[columns[i]] = (*solved)[i] / scale[columns[i]];
  }
  return result;
}

}  // namespace

std::vector<double> nonnegative_least_squares(const Matrix& rows,
                                              const std::vector<double>& targets) {
  const std::size_t n = rows.empty() ? 0 : rows.front().size();
  // Columns of length 1: prices per operation and per call lie ten decades apart.
  std::vector<double> scale(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (const std::vector<double>& row : rows) scale[i] += row[i] * row[i];
    scale[i] = std::sqrt(scale[i]);
  }
  std::vector<double> best(n);
  double least = residual(rows, targets, best);
  for (std::size_t subset = 1; subset < (std::size_t{1} << n); ++subset) {
    std::vector<std::size_t> columns;
    for (std::size_t i = 0; i < n; ++i)
      if ((subset >> i & 1) != 0 && scale[i] > 0) columns.push_back(i);
    const auto c = on_columns(rows, targets, columns, scale);
    if (!c) continue;
    if (const double r = residual(rows, targets, *c); r < least) {
      least = r;
      best = *c;
    }
  }
  return best;
}

}  // namespace fulcrum::regret
