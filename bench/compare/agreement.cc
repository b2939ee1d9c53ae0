// SPDX-License-Identifier: Apache-2.0
#include "bench/compare/agreement.hpp"

#include <cmath>
#include <cstring>
#include <vector>

#include "bench/compare/operands.hpp"
#include "bench/compare/text.hpp"
#include "simd/ref/bound.hpp"

namespace fulcrum::compare {
namespace {

// 2-norms along the k axis of a stored matrix of `rows` x `columns`: of its rows, or its columns.
template <class T>
std::vector<double> norms(const T* x, int rows, int columns, int ld, bool of_rows) {
  std::vector<double> result(static_cast<std::size_t>(of_rows ? rows : columns), 0.0);
  for (int j = 0; j < columns; ++j) {
    const T* const column = x + std::int64_t{j} * ld;
    for (int i = 0; i < rows; ++i) {
      const auto value = static_cast<double>(column[i]);
      result[static_cast<std::size_t>(of_rows ? i : j)] += value * value;
    }
  }
  for (double& r : result) r = std::sqrt(r);
  return result;
}

template <class T>
std::string compared(const Case& c, const T* ours, const T* theirs) {
  Operands<T> initial(c);
  const std::vector<double> a = norms(initial.a(), c.a_transposed() ? c.k : c.m,
                                      c.a_transposed() ? c.m : c.k, c.lda, !c.a_transposed());
  const std::vector<double> b = norms(initial.b(), c.b_transposed() ? c.n : c.k,
                                      c.b_transposed() ? c.k : c.n, c.ldb, c.b_transposed());
  const double gamma = simd::ref::gamma<T>(c.k + 4);
  std::string first;
  std::int64_t differ = 0;
  for (int j = 0; j < c.n; ++j) {
    for (int i = 0; i < c.ldc; ++i) {
      const std::int64_t at = std::int64_t{j} * c.ldc + i;
      const auto x = static_cast<double>(ours[at]), y = static_cast<double>(theirs[at]);
      const auto before = static_cast<double>(initial.c()[at]);
      double bound = 0;
      bool agree = x == before && y == before;  // of what lies between the columns
      if (i < c.m) {
        bound =
            2 * gamma *
            (std::fabs(c.alpha) * a[static_cast<std::size_t>(i)] * b[static_cast<std::size_t>(j)] +
             std::fabs(c.beta * before));
        agree = std::fabs(x - y) <= bound;
      }
      if (agree) continue;
      if (differ++ == 0)
        first = print("C(%d, %d): %.17g here, %.17g there, bound %.3g", i, j, x, y, bound);
    }
  }
  if (differ > 1) first += print("; %lld elements in all", static_cast<long long>(differ));
  return first;
}

}  // namespace

std::string disagreement(const Case& c, const void* ours, const void* theirs) {
  if (c.single())
    return compared(c, static_cast<const float*>(ours), static_cast<const float*>(theirs));
  return compared(c, static_cast<const double*>(ours), static_cast<const double*>(theirs));
}

}  // namespace fulcrum::compare
