// SPDX-License-Identifier: Apache-2.0
#include "offload/measure/operands.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
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

TEST(Operands, SmallValuesAreTheRealOnesScaled) {
  for (std::uint64_t i = 0; i < 100; ++i) {
    EXPECT_EQ(value_at<float>(Values::Small, 1, i), value_at<float>(Values::Real, 1, i) * 0x1p-20f);
  }
}

TEST(Operands, BothPartsOfAComplexElementAreOfTheStream) {
  Block<std::complex<double>> block(9);
  for (std::uint64_t i = 0; i < 100; ++i) {
    const std::complex<double> z = block.get(Values::Integer, 100)[i];
    EXPECT_EQ(z.real(), value_at<double>(Values::Integer, 9, 2 * i));
    EXPECT_EQ(z.imag(), value_at<double>(Values::Integer, 9, 2 * i + 1));
  }
}

TEST(Operands, GrowingKeepsTheStream) {
  Block<float> block(9);
  const float* p = block.get(Values::Real, 10);
  const std::vector<float> head(p, p + 10);
  p = block.get(Values::Real, 5000);
  for (int i = 0; i < 5000; ++i) {
    ASSERT_EQ(p[i], value_at<float>(Values::Real, 9, static_cast<std::uint64_t>(i)));
  }
  EXPECT_EQ(std::vector<float>(p, p + 10), head);
}

TEST(Operands, OtherValuesTakeThePlaceOfThoseThatWereThere) {
  Block<float> block(9);
  block.get(Values::Real, 10);
  for (const Values values : {Values::Integer, Values::Real}) {
    const float* const p = block.get(values, 5);
    for (std::uint64_t i = 0; i < 5; ++i) EXPECT_EQ(p[i], value_at<float>(values, 9, i));
  }
}

TEST(Operands, FreshUndoesWhatARoutineWroteThenAndAtTheNextGet) {
  Block<double> block(1);
  const double first = value_at<double>(Values::Real, 1, 1);
  for (int again = 0; again < 2; ++again) {
    double* const p = block.fresh(Values::Real, 3);
    EXPECT_EQ(p[1], first);
    p[0] = p[1] = p[2] = 5;
  }
  EXPECT_EQ(block.get(Values::Real, 3)[1], first);
}

TEST(Operands, TakeAsMuchMemoryAsTheirPlaceInIt) {
  using namespace offload;
  EXPECT_EQ(storage(matrix(Slot::A, nullptr, 3, 5, 4)), 20);
  EXPECT_EQ(storage(triangle(Slot::A, nullptr, 5, 6)), 30);
  EXPECT_EQ(storage(vector(Slot::A, nullptr, 7, 1)), 7);
  Operand packed = matrix(Slot::A, nullptr, 5, 5, 1);
  packed.part = Part::Packed;
  EXPECT_EQ(storage(packed), 15);
}

}  // namespace
}  // namespace fulcrum::measure
