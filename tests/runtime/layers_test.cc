// SPDX-License-Identifier: Apache-2.0
// The layers stand on one another in one direction: this program is linked from the objects of
// simd/ alone, and once more from those of simd/ and offload/, where anything that they use of a
// layer above is an undefined symbol.
#include <gtest/gtest.h>

#include <stdexcept>

#include "fulcrum/error.hpp"
#include "simd/level1/level1.hpp"
#include "simd/targets.hpp"
#include "simd/threads/chosen.hpp"

namespace fulcrum {
namespace {

TEST(Layers, ComputeWithoutThoseAbove) {
  const double x[] = {1, 2, 3}, y[] = {4, 5, 6};
  for (const simd::Target& target : simd::targets()) {
    double result = 0;
    simd::dot(target.f64.level1, DotProblem<double>{3, x, 1, y, 1, &result}, simd::call_threads());
    EXPECT_EQ(result, 32) << to_string(target.isa);
  }
}

TEST(Layers, ErrorsWithoutThoseAbove) {
  try {
    throw Error("gemm", 9, "lda", "3", "it must be at least 4");
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "gemm: argument 9 (lda) is 3: it must be at least 4");
  }
}

TEST(Layers, ThreadsAreChosenBelow) {
  const int before = simd::choose_threads(3);
  EXPECT_EQ(before, 0);
  EXPECT_EQ(simd::chosen_threads(), 3);
  EXPECT_EQ(simd::choose_thread_threads(2), 0);
  EXPECT_EQ(simd::chosen_threads(), 2);
  EXPECT_EQ(simd::choose_thread_threads(0), 2);
  EXPECT_EQ(simd::choose_threads(0), 3);
  EXPECT_EQ(simd::chosen_threads(), 0);
  EXPECT_GE(simd::call_threads(), 1);
}

}  // namespace
}  // namespace fulcrum
