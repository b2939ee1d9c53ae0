// SPDX-License-Identifier: Apache-2.0
// Our detection of what the processor can run against that of Highway's library, which this program
// links and libfulcrum.so does not. The test is built twice: as the library is, and without what
// glibc tells.
#include "simd/runnable.hpp"

#include <gtest/gtest.h>

#include "hwy/highway.h"

namespace fulcrum::simd {
namespace {

constexpr std::int64_t bits(std::initializer_list<int> list) {
  std::int64_t all = 0;
  for (const int bit : list) all |= std::int64_t{1} << bit;
  return all;
}

// The targets that Fulcrum may compile, by their bits (cmake/Options.cmake). AVX3_ZEN4, bit 6, is
// unknown to Highway 1.0.3.
#if defined(HWY_AVX3_ZEN4)
constexpr std::int64_t kAsked = bits({6, 7, 8, 9, 11, 26, 27, 28});
#else
constexpr std::int64_t kAsked = bits({7, 8, 9, 11, 26, 27, 28});
#endif

TEST(Runnable, IsWhatHighwayFinds) {
  EXPECT_EQ(runnable_targets() & kAsked, hwy::SupportedTargets() & kAsked);
}

TEST(Runnable, OneLaneRunsEverywhere) { EXPECT_NE(runnable_targets() & HWY_SCALAR, 0); }

}  // namespace
}  // namespace fulcrum::simd
