// SPDX-License-Identifier: Apache-2.0
// bfloat16 and float16: every pattern to float and back, and every place where rounding turns.
#include "fulcrum/narrow_float.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace fulcrum {
namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();

// The formats, by which the reference below reads a pattern.
template <class T>
struct Format;
template <>
struct Format<bfloat16> {
  static constexpr int kFraction = 7, kBias = 127;
};
template <>
struct Format<float16> {
  static constexpr int kFraction = 10, kBias = 15;
};

template <class T>
constexpr std::uint16_t kInfinity = static_cast<std::uint16_t>(0x7FFF >>
                                                               Format<T>::kFraction
                                                                   << Format<T>::kFraction);

// The value of a pattern, as IEEE 754 defines it.
template <class T>
double value_of(std::uint16_t bits) {
  constexpr int kFraction = Format<T>::kFraction;
  const double sign = (bits & 0x8000) != 0 ? -1 : 1;
  const int exponent = (bits & 0x7FFF) >> kFraction, fraction = bits & ((1 << kFraction) - 1);
  if (exponent == 0x7FFF >> kFraction)
    return fraction != 0 ? std::numeric_limits<double>::quiet_NaN()
                         : sign * std::numeric_limits<double>::infinity();
  const int significand = exponent == 0 ? fraction : fraction + (1 << kFraction);
  return sign *
         std::ldexp(significand, (exponent == 0 ? 1 : exponent) - Format<T>::kBias - kFraction);
}

template <class T>
class NarrowFloatTest : public ::testing::Test {};
using Types = ::testing::Types<bfloat16, float16>;
TYPED_TEST_SUITE(NarrowFloatTest, Types);

TYPED_TEST(NarrowFloatTest, IsPlainStorage) {
  static_assert(sizeof(TypeParam) == 2 && std::is_trivially_copyable_v<TypeParam> &&
                std::is_trivially_default_constructible_v<TypeParam> &&
                std::is_standard_layout_v<TypeParam>);
  static_assert(static_cast<float>(TypeParam(-1.5F)) == -1.5F);
  EXPECT_EQ(TypeParam{}.bits, 0);
}

TYPED_TEST(NarrowFloatTest, EveryPatternToFloatAndBack) {
  for (std::uint32_t pattern = 0; pattern < 0x10000; ++pattern) {
    const auto bits = static_cast<std::uint16_t>(pattern);
    const auto value = static_cast<float>(TypeParam::from_bits(bits));
    const double want = value_of<TypeParam>(bits);
    const TypeParam back(value);
    if (std::isnan(want)) {
      ASSERT_TRUE(std::isnan(value)) << std::hex << pattern;
      ASSERT_TRUE(std::isnan(static_cast<float>(back))) << std::hex << pattern;
      ASSERT_EQ(back.bits | 1 << (Format<TypeParam>::kFraction - 1), back.bits) << "not quiet";
      ASSERT_EQ(back.bits & 0x8000, bits & 0x8000) << std::hex << pattern;
      continue;
    }
    ASSERT_EQ(static_cast<double>(value), want) << std::hex << pattern;
    ASSERT_EQ(std::signbit(value), (bits & 0x8000) != 0) << std::hex << pattern;
    ASSERT_EQ(back.bits, bits) << std::hex << pattern;
  }
}

// Between all neighbours: the middle goes to the even one, its neighbours among the floats to the
// nearer one. The last middle lies between the largest finite number and what would follow it.
TYPED_TEST(NarrowFloatTest, RoundsToNearestEven) {
  for (std::uint16_t low = 0; low < kInfinity<TypeParam>; ++low) {
    const auto high = static_cast<std::uint16_t>(low + 1);
    const double below = value_of<TypeParam>(low);
    const double above = high == kInfinity<TypeParam>
                             ? 2 * below - value_of<TypeParam>(static_cast<std::uint16_t>(low - 1))
                             : value_of<TypeParam>(high);
    const double exact_middle = (below + above) / 2;
    const auto middle = static_cast<float>(exact_middle);
    ASSERT_EQ(static_cast<double>(middle), exact_middle);
    for (const int sign : {0, 0x8000}) {
      const float s = sign != 0 ? -1.0F : 1.0F;
      ASSERT_EQ(TypeParam(s * middle).bits, sign | (low % 2 == 0 ? low : high)) << std::hex << low;
      ASSERT_EQ(TypeParam(s * std::nextafter(middle, 0.0F)).bits, sign | low) << std::hex << low;
      ASSERT_EQ(TypeParam(s * std::nextafter(middle, kInf)).bits, sign | high) << std::hex << low;
    }
  }
}

TYPED_TEST(NarrowFloatTest, EndsOfTheRange) {
  EXPECT_EQ(TypeParam(kInf).bits, kInfinity<TypeParam>);
  EXPECT_EQ(TypeParam(-kInf).bits, kInfinity<TypeParam> | 0x8000);
  EXPECT_EQ(TypeParam(std::numeric_limits<float>::max()).bits, kInfinity<TypeParam>);
  EXPECT_EQ(TypeParam(std::numeric_limits<float>::denorm_min()).bits, 0);
  EXPECT_EQ(TypeParam(-std::numeric_limits<float>::denorm_min()).bits, 0x8000);
  // A NaN whose upper bits are all zero must not become Inf.
  for (const std::uint32_t nan : {0x7F800001U, 0xFF800001U, 0x7F801FFFU, 0x7FFFFFFFU}) {
    const TypeParam narrow(std::bit_cast<float>(nan));
    EXPECT_TRUE(std::isnan(static_cast<float>(narrow))) << std::hex << nan;
    EXPECT_EQ(narrow.bits >> 15, nan >> 31);
  }
}

}  // namespace
}  // namespace fulcrum
