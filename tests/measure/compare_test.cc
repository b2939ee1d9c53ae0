// SPDX-License-Identifier: Apache-2.0
#include "offload/measure/compare.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "offload/measure/families.hpp"
#include "offload/measure/workload.hpp"

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

// A product of floats, and the same sums in another order.
struct Product {
  static constexpr std::int64_t kM = 13, kN = 9, kK = 300;
  Operands<float> memory;
  Workload<GemmProblem<float>> work{
      make_call(Routine::Gemm, ElementType::F32, {kM, kN, kK}, Location::Unknown, 1), memory};
  GemmProblem<float> result;

  Product() {
    work.compute_reference(*simd::find_target(Isa::Scalar), 1);
    result = work.other();
    for (std::int64_t j = 0; j < kN; ++j) {
      for (std::int64_t i = 0; i < kM; ++i) {
        float backward = 0;
        for (std::int64_t l = kK; l-- > 0;) backward += term(i, j, l);
        result.c[i + j * kM] = backward;
      }
    }
  }
  float term(std::int64_t i, std::int64_t j, std::int64_t l) const {
    return result.a[i + l * kM] * result.b[l + j * kK];
  }
};

TEST(Compare, AcceptsAnotherOrderOfSummation) {
  const Product p;
  const Check check = p.work.compare(p.result);
  EXPECT_EQ(check.elements, Product::kM * Product::kN);
  EXPECT_EQ(check.mismatches, 0);
  EXPECT_GT(check.worst, 0);
  EXPECT_LE(check.worst, 1);
}

TEST(Compare, FindsOneWrongElementWhereverItIs) {
  const Product p;
  for (std::int64_t i = 0; i < Product::kM * Product::kN; ++i) {
    const float right = p.result.c[i];
    p.result.c[i] += 0.01f;  // values are about 10, so one part in a thousand
    const Check check = p.work.compare(p.result);
    p.result.c[i] = right;
    ASSERT_EQ(check.mismatches, 1) << i;
    ASSERT_EQ(check.worst_index, i);
    ASSERT_GT(check.worst, 1);
  }
}

TEST(Compare, AnElementThatWasNeverWrittenIsAMismatch) {
  const Product p;
  p.result.c[5] = value_at<float>(Values::Output, 0, 5);
  EXPECT_EQ(p.work.compare(p.result).mismatches, 1);
}

TEST(Compare, AMissingTermOfTheSumIsAMismatchMoreOftenThanNot) {
  const Product p;
  for (std::int64_t j = 0; j < Product::kN; ++j) {
    for (std::int64_t i = 0; i < Product::kM; ++i)
      p.result.c[i + j * Product::kM] -= p.term(i, j, 0);
  }
  EXPECT_GT(p.work.compare(p.result).mismatches, Product::kM * Product::kN / 2);
}

template <class P>
struct Vectors {
  static constexpr std::int64_t kCount = 1000;
  Operands<float> memory;
  Workload<P> work;

  explicit Vectors(Routine routine)
      : work(make_call(routine, ElementType::F32, {1, kCount, 1}, Location::Unknown, 1), memory) {
    work.compute_reference(*simd::find_target(Isa::Scalar), 1);
  }
};

TEST(Compare, AllowsTheRoundingOfAFusedAndAnUnfusedSum) {
  Vectors<AxpyProblem<float>> v(Routine::Axpy);
  for (const bool fused : {true, false}) {
    const auto p = v.work.other();
    for (std::int64_t i = 0; i < v.kCount; ++i) {
      const volatile float product = p.alpha * p.x[i];
      p.y[i] = fused ? std::fma(p.alpha, p.x[i], p.y[i]) : product + p.y[i];
    }
    EXPECT_EQ(v.work.compare(p).mismatches, 0);
  }
  // What was never added is beyond the bound of 4 u |y| where |x| > |y| / 4.
  EXPECT_GT(v.work.compare(v.work.other()).mismatches, v.kCount * 3 / 4);
}

TEST(Compare, LooksAtNothingBesideTheTriangle) {
  Operands<double> memory;
  Workload<SyrkProblem<double>> work(
      make_call(Routine::Syrk, ElementType::F64, {1, 7, 5}, Location::Unknown, 1), memory);
  work.compute_reference(*simd::find_target(Isa::Scalar), 1);
  const SyrkProblem<double> p = work.other();
  std::copy_n(work.reference().c, 49, p.c);
  p.c[6] = p.upper ? 0 : p.c[6];
  p.c[42] = p.upper ? p.c[42] : 0;  // beside the triangle
  EXPECT_EQ(work.compare(p).elements, 28);
  EXPECT_EQ(work.compare(p).mismatches, 0);
  p.c[48] += 1e-6;  // the end of either triangle
  EXPECT_EQ(work.compare(p).mismatches, 1);
  EXPECT_EQ(work.compare(p).worst_index, 27);
}

TEST(Compare, OfANumberIsExact) {
  Vectors<DotProblem<float>> v(Routine::Dot);
  const auto p = v.work.other();
  const float right = *v.work.reference().result;
  EXPECT_EQ(right, std::floor(right));
  *p.result = right;
  EXPECT_EQ(v.work.compare(p).mismatches, 0);
  *p.result = right + 1;
  EXPECT_EQ(v.work.compare(p).mismatches, 1);
  *p.result = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(v.work.compare(p).mismatches, 1);
}

TEST(Compare, BoundsASolutionAsIfNothingCancelled) {
  Operands<double> memory;
  Workload<TrmProblem<double>> work(
      make_call(Routine::Trsm, ElementType::F64, {40, 3, 1}, Location::Unknown, 1), memory);
  work.compute_reference(*simd::find_target(Isa::Scalar), 1);
  const TrmProblem<double> p = work.other();
  const std::int64_t end = p.upper ? 0 : p.m - 1;  // what all others are taken from
  const double before = p.b[end];
  for (std::int64_t j = 0; j < p.n; ++j) {  // column by column of the triangle
    double* const b = p.b + j * p.ldb;
    for (std::int64_t s = 0; s < p.m; ++s) {
      const std::int64_t l = p.upper ? p.m - 1 - s : s;
      const std::int64_t first = p.upper ? 0 : l + 1, last = p.upper ? l : p.m;
      for (std::int64_t i = first; i < last; ++i) b[i] -= p.a[i + l * p.lda] * b[l];
    }
  }
  EXPECT_EQ(work.compare(p).mismatches, 0);
  constexpr double kError = 1e-6;
  p.b[end] += kError;
  const Check check = work.compare(p);
  EXPECT_EQ(check.mismatches, 1);
  // Its right-hand side, and about 39 products of a mean size of 2^-22.
  const double size = kError / (check.worst * sum_bound<double>(40));
  EXPECT_GT(size, std::abs(before) + 20 * 0x1p-22);
  EXPECT_LT(size, std::abs(before) + 80 * 0x1p-22);
}

}  // namespace
}  // namespace fulcrum::measure
