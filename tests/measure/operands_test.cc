// SPDX-License-Identifier: Apache-2.0
#include "offload/measure/operands.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

namespace fulcrum::measure {
namespace {

template <class T>
void check_real() {
  double sum = 0, squares = 0;
  constexpr int kCount = 100000;
  for (int i = 0; i < kCount; ++i) {
    const double x = value_at<T>(Values::Real, 1, static_cast<std::uint64_t>(i));
    ASSERT_GE(x, -1);
    ASSERT_LT(x, 1);
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / kCount, 0, 0.02);  // ten standard deviations
  EXPECT_NEAR(squares / kCount, 1.0 / 3, 0.01);
}

TEST(Operands, RealValuesAreUniform) {
  check_real<float>();
  check_real<double>();
}

TEST(Operands, IntegerValuesAreSmallIntegers) {
  for (std::uint64_t i = 0; i < 10000; ++i) {
    const float f = value_at<float>(Values::Integer, 3, i);
    const double d = value_at<double>(Values::Integer, 3, i);
    ASSERT_EQ(f, std::floor(f));
    ASSERT_LE(std::abs(f), 1);
    ASSERT_EQ(d, std::floor(d));
    ASSERT_LE(std::abs(d), 4096);
  }
}

TEST(Operands, StreamsDiffer) {
  int equal = 0;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    equal += value_at<double>(Values::Real, 1, i) == value_at<double>(Values::Real, 2, i) ? 1 : 0;
  }
  EXPECT_EQ(equal, 0);
}

TEST(Operands, GrowingKeepsTheStream) {
  Block<float> block(Values::Real, 9);
  const float* p = block.get(10);
  const std::vector<float> head(p, p + 10);
  p = block.get(5000);
  for (int i = 0; i < 5000; ++i) {
    ASSERT_EQ(p[i], value_at<float>(Values::Real, 9, static_cast<std::uint64_t>(i)));
  }
  EXPECT_EQ(std::vector<float>(p, p + 10), head);
}

TEST(Operands, FreshUndoesWhatARoutineWrote) {
  Block<double> block(Values::Output, 1);
  double* p = block.get(3);
  p[0] = p[1] = p[2] = 1;
  EXPECT_EQ(block.get(3)[1], 1);
  EXPECT_TRUE(std::isnan(block.fresh(3)[1]));
}

}  // namespace
}  // namespace fulcrum::measure
