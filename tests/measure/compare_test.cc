// SPDX-License-Identifier: Apache-2.0
#include "offload/measure/compare.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "offload/measure/operands.hpp"

namespace fulcrum::measure {
namespace {

constexpr double kUnitF32 = std::numeric_limits<float>::epsilon() / 2.0;

TEST(SumBound, IsRigorousForShortSumsAndGrowsAsTheRootForLongOnes) {
  EXPECT_NEAR(sum_bound<float>(10), 2 * 10 * kUnitF32, 1e-10);
  EXPECT_NEAR(sum_bound<float>(1 << 20), 2 * 8 * 1024 * kUnitF32, 1e-9);
  EXPECT_GT(sum_bound<float>(1), 0);
  EXPECT_TRUE(std::isfinite(sum_bound<float>(std::int64_t{1} << 40)));
  EXPECT_LT(sum_bound<double>(1000), 1e-12);
}

struct Gemm {
  std::int64_t m = 13, n = 9, k = 300;
  Block<float> a{Values::Real, 1}, b{Values::Real, 2};
  std::vector<float> reference, result;
  GemmProblem<float> p;

  Gemm() : reference(static_cast<std::size_t>(m * n)), result(reference.size()) {
    p.m = p.lda = p.ldc = m, p.n = n, p.k = p.ldb = k;
    p.alpha = 1, p.beta = 0;
    p.a = a.get(m * k), p.b = b.get(k * n), p.c = reference.data();
    for (std::int64_t j = 0; j < n; ++j) {
      for (std::int64_t i = 0; i < m; ++i) {
        float forward = 0, backward = 0;  // two orders of the same sum
        for (std::int64_t l = 0; l < k; ++l) forward += p.a[i + l * m] * p.b[l + j * k];
        for (std::int64_t l = k; l-- > 0;) backward += p.a[i + l * m] * p.b[l + j * k];
        reference[static_cast<std::size_t>(i + j * m)] = forward;
        result[static_cast<std::size_t>(i + j * m)] = backward;
      }
    }
  }
};

TEST(CompareGemm, AcceptsAnotherOrderOfSummation) {
  Gemm g;
  const Check check = compare_gemm(g.p, g.result.data());
  EXPECT_EQ(check.elements, 13 * 9);
  EXPECT_EQ(check.mismatches, 0);
  EXPECT_GT(check.worst, 0);
  EXPECT_LE(check.worst, 1);
}

TEST(CompareGemm, FindsOneWrongElementWhereverItIs) {
  for (std::size_t i = 0; i < std::size_t{13} * 9; ++i) {
    Gemm g;
    g.result[i] += 0.01f;  // values are about 10, so one part in a thousand
    const Check check = compare_gemm(g.p, g.result.data());
    ASSERT_EQ(check.mismatches, 1) << i;
    ASSERT_EQ(check.worst_index, static_cast<std::int64_t>(i));
    ASSERT_GT(check.worst, 1);
  }
}

TEST(CompareGemm, AnElementThatWasNeverWrittenIsAMismatch) {
  Gemm g;
  g.result[5] = value_at<float>(Values::Output, 0, 5);
  EXPECT_EQ(compare_gemm(g.p, g.result.data()).mismatches, 1);
}

TEST(CompareGemm, AMissingTermOfTheSumIsAMismatchMoreOftenThanNot) {
  Gemm g;
  for (std::int64_t j = 0; j < g.n; ++j) {
    for (std::int64_t i = 0; i < g.m; ++i) {
      g.result[static_cast<std::size_t>(i + j * g.m)] -= g.p.a[i] * g.p.b[j * g.k];
    }
  }
  EXPECT_GT(compare_gemm(g.p, g.result.data()).mismatches, 13 * 9 / 2);
}

TEST(CompareGemv, FindsOneWrongElement) {
  Block<double> a(Values::Real, 1), x(Values::Real, 2);
  const std::int64_t m = 20, n = 50;
  std::vector<double> y(static_cast<std::size_t>(m), 0.0);
  GemvProblem<double> p;
  p.m = p.lda = m, p.n = n, p.alpha = 1, p.a = a.get(m * n), p.x = x.get(n), p.y = y.data();
  for (std::int64_t j = 0; j < n; ++j) {
    for (std::int64_t i = 0; i < m; ++i) y[static_cast<std::size_t>(i)] += p.a[i + j * m] * p.x[j];
  }
  std::vector<double> result = y;
  EXPECT_EQ(compare_gemv(p, result.data()).mismatches, 0);
  EXPECT_EQ(compare_gemv(p, result.data()).worst, 0);
  result[19] += 1e-9;
  EXPECT_EQ(compare_gemv(p, result.data()).mismatches, 1);
}

TEST(CompareAxpy, AllowsTheRoundingOfAFusedAndAnUnfusedSum) {
  Block<float> x(Values::Real, 1), y0(Values::Real, 2);
  const std::int64_t n = 1000;
  AxpyProblem<float> p;
  std::vector<float> reference, result;
  p.n = n, p.alpha = 0.3f, p.x = x.get(n);
  for (std::int64_t i = 0; i < n; ++i) {
    reference.push_back(std::fma(p.alpha, p.x[i], y0.get(n)[i]));
    const volatile float product = p.alpha * p.x[i];
    result.push_back(product + y0.get(n)[i]);
  }
  p.y = reference.data();
  EXPECT_EQ(compare_axpy(p, y0.get(n), result.data()).mismatches, 0);
  std::copy_n(y0.get(n), n, result.begin());  // alpha x was never added
  EXPECT_GT(compare_axpy(p, y0.get(n), result.data()).mismatches, 990);
}

TEST(CompareDot, IsExact) {
  EXPECT_EQ(compare_dot(3.0f, 3.0f).mismatches, 0);
  EXPECT_EQ(compare_dot(3.0f, 4.0f).mismatches, 1);
  EXPECT_EQ(compare_dot(3.0f, std::numeric_limits<float>::quiet_NaN()).mismatches, 1);
}

}  // namespace
}  // namespace fulcrum::measure
