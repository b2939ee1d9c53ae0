// SPDX-License-Identifier: Apache-2.0
#include "bench/compare/machine.hpp"

#include <gtest/gtest.h>

#include <ctime>

namespace fulcrum::compare {
namespace {

double own_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

TEST(CompareMachine, BusySecondsHoldOurOwn) {
  const double before = busy_seconds();
  if (before == 0) GTEST_SKIP() << "no /proc/stat here";
  for (const double begin = own_seconds(); own_seconds() - begin < 0.2;) {
  }
  // Sampled by ticks of 10 ms or less often; nothing says how much others were busy.
  EXPECT_GT(busy_seconds() - before, 0.1);
}

}  // namespace
}  // namespace fulcrum::compare
