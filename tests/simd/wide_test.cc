// SPDX-License-Identifier: Apache-2.0
// The pair of doubles that judges results where long double is no wider, or is slow: against exact
// integers of 128 bits.
#include "simd/ref/wide.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>

#include "tests/support/random.hpp"

namespace fulcrum::simd::ref {
namespace {

__extension__ using Int128 = __int128;

// Equal to an integer of up to 106 bits.
bool equals(DoubleDouble got, Int128 want) {
  const auto high = static_cast<double>(want);
  const auto low = static_cast<double>(want - static_cast<Int128>(high));
  return static_cast<double>(got - DoubleDouble(high) - DoubleDouble(low)) == 0;
}

TEST(DoubleDoubleTest, ProductsOfDoublesAreExact) {
  constexpr std::int64_t kLargest = (std::int64_t{1} << 53) - 1;
  test::Random random(1);
  for (int i = 0; i < 10000; ++i) {
    const std::int64_t x = random.integer(-kLargest, kLargest),
                       y = random.integer(-kLargest, kLargest);
    const DoubleDouble product =
        DoubleDouble(static_cast<double>(x)) * DoubleDouble(static_cast<double>(y));
    ASSERT_TRUE(equals(product, Int128{x} * y)) << x << " * " << y;
    ASSERT_FALSE(equals(product, Int128{x} * y + 1)) << x << " * " << y;
  }
}

// 2^17 products of 43 bits each: the sums need all 106 bits.
TEST(DoubleDoubleTest, SumsOfProductsAreExact) {
  constexpr std::int64_t kLargest = (std::int64_t{1} << 43) - 1;
  test::Random random(2);
  DoubleDouble sum, magnitude;
  Int128 want = 0, want_magnitude = 0;
  for (int i = 0; i < 1 << 17; ++i) {
    const std::int64_t x = random.integer(-kLargest, kLargest),
                       y = random.integer(-kLargest, kLargest);
    const DoubleDouble product =
        DoubleDouble(static_cast<double>(x)) * DoubleDouble(static_cast<double>(y));
    sum += product;
    magnitude += magnitude_of(product);
    const Int128 exact = Int128{x} * y;
    want += exact;
    want_magnitude += exact < 0 ? -exact : exact;
  }
  EXPECT_TRUE(equals(sum, want));
  EXPECT_TRUE(equals(magnitude, want_magnitude));
}

TEST(DoubleDoubleTest, ComparesBothParts) {
  const DoubleDouble one(1), above = DoubleDouble(1) + DoubleDouble(0x1p-90);
  EXPECT_TRUE(one <= above);
  EXPECT_FALSE(above <= one);
  EXPECT_TRUE(above <= above);
  EXPECT_EQ(static_cast<double>(above - one), 0x1p-90);
}

TEST(DoubleDoubleTest, InfinityAndNan) {
  const double inf = std::numeric_limits<double>::infinity();
  EXPECT_EQ(static_cast<double>(DoubleDouble(inf) + DoubleDouble(1)), inf);
  EXPECT_EQ(static_cast<double>(DoubleDouble(inf) * DoubleDouble(-2)), -inf);
  EXPECT_TRUE(std::isnan(static_cast<double>(DoubleDouble(inf) - DoubleDouble(inf))));
  EXPECT_TRUE(std::isnan(static_cast<double>(DoubleDouble(inf) * DoubleDouble(0))));
}

}  // namespace
}  // namespace fulcrum::simd::ref
