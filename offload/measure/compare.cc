// SPDX-License-Identifier: Apache-2.0
#include "offload/measure/compare.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace fulcrum::measure {
namespace {

template <class T>
constexpr double kUnit = std::numeric_limits<T>::epsilon() / 2.0;  // unit roundoff

void note(Check& check, double reference, double result, double bound) {
  const std::int64_t index = check.elements++;
  const double difference = std::abs(result - reference);
  // Written so that a NaN on either side is a mismatch.
  if (!(difference <= bound)) {
    if (check.mismatches++ == 0) check.worst_index = index;
  }
  if (difference == 0 || !std::isfinite(difference)) return;
  const double share = bound > 0 ? difference / bound : std::numeric_limits<double>::max();
  check.worst = std::max(check.worst, share);
}

// 2-norms of the rows of A(m,k).
template <class T>
std::vector<double> row_norms(std::int64_t m, std::int64_t k, const T* a, std::int64_t lda) {
  std::vector<double> norms(static_cast<std::size_t>(m), 0.0);
  for (std::int64_t l = 0; l < k; ++l) {
    for (std::int64_t i = 0; i < m; ++i) {
      const double x = a[i + l * lda];
      norms[static_cast<std::size_t>(i)] += x * x;
    }
  }
  for (double& x : norms) x = std::sqrt(x);
  return norms;
}

template <class T>
double norm(std::int64_t n, const T* x) {
  double sum = 0;
  for (std::int64_t i = 0; i < n; ++i) sum += double{x[i]} * double{x[i]};
  return std::sqrt(sum);
}

}  // namespace

template <class T>
double sum_bound(std::int64_t k) {
  const double terms = static_cast<double>(std::max<std::int64_t>(k, 1));
  const double ku = terms * kUnit<T>;
  const double likely = 8 * std::sqrt(terms) * kUnit<T>;
  return 2 * (ku < 0.5 ? std::min(ku / (1 - ku), likely) : likely);
}

template <class T>
Check compare_gemm(const GemmProblem<T>& p, const T* result) {
  const std::vector<double> rows = row_norms(p.m, p.k, p.a, p.lda);
  const double factor = sum_bound<T>(p.k);
  Check check;
  for (std::int64_t j = 0; j < p.n; ++j) {
    const double column = factor * norm(p.k, p.b + j * p.ldb);
    for (std::int64_t i = 0; i < p.m; ++i) {
      const std::int64_t at = i + j * p.ldc;
      note(check, p.c[at], result[at], column * rows[static_cast<std::size_t>(i)]);
    }
  }
  return check;
}

template <class T>
Check compare_gemv(const GemvProblem<T>& p, const T* result) {
  const std::vector<double> rows = row_norms(p.m, p.n, p.a, p.lda);
  const double factor = sum_bound<T>(p.n) * norm(p.n, p.x);
  Check check;
  for (std::int64_t i = 0; i < p.m; ++i) {
    note(check, p.y[i], result[i], factor * rows[static_cast<std::size_t>(i)]);
  }
  return check;
}

template <class T>
Check compare_axpy(const AxpyProblem<T>& p, const T* y0, const T* result) {
  Check check;
  for (std::int64_t i = 0; i < p.n; ++i) {
    const double size = std::abs(double{p.alpha} * double{p.x[i]}) + std::abs(double{y0[i]});
    note(check, p.y[i], result[i], 4 * kUnit<T> * size);
  }
  return check;
}

template <class T>
Check compare_dot(T reference, T result) {
  Check check;
  note(check, reference, result, 0);
  return check;
}

template double sum_bound<float>(std::int64_t);
template double sum_bound<double>(std::int64_t);
template Check compare_gemm(const GemmProblem<float>&, const float*);
template Check compare_gemm(const GemmProblem<double>&, const double*);
template Check compare_gemv(const GemvProblem<float>&, const float*);
template Check compare_gemv(const GemvProblem<double>&, const double*);
template Check compare_axpy(const AxpyProblem<float>&, const float*, const float*);
template Check compare_axpy(const AxpyProblem<double>&, const double*, const double*);
template Check compare_dot(float, float);
template Check compare_dot(double, double);

}  // namespace fulcrum::measure
