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

Case the_case(const std::string& line) { return parse_case("any " + line).value(); }

// 1 MiB for each thread and half of 32 MiB.
TEST(BusBound, MoreThanTheCachesHoldAndFewOperationsPerByte) {
  const Caches caches = {1048576, 32 * 1048576.0};
  EXPECT_FALSE(is_bus_bound(the_case("ddot 1000000"), 1, caches));  // 15.3 MiB
  EXPECT_TRUE(is_bus_bound(the_case("ddot 1150000"), 1, caches));   // 17.5 MiB
  EXPECT_FALSE(is_bus_bound(the_case("ddot 1150000"), 2, caches));  // of 18
  EXPECT_TRUE(is_bus_bound(the_case("dgemv N 2000 2000"), 1, caches));
  EXPECT_FALSE(is_bus_bound(the_case("dtrmv LNN 2000"), 1, caches));  // half of it
  EXPECT_TRUE(is_bus_bound(the_case("chemv L 3000"), 1, caches));     // 2 operations a byte
  EXPECT_TRUE(is_bus_bound(the_case("dgemm NN 5000 2 500"), 1, caches));
  EXPECT_FALSE(is_bus_bound(the_case("dgemm NN 5000 16 500"), 1, caches));
  EXPECT_FALSE(is_bus_bound(the_case("dgemm NN 3000 3000 3000"), 1, caches));
  // What is written moves twice, but has its place once.
  EXPECT_FALSE(is_bus_bound(the_case("dscal 2000000"), 1, caches));
  EXPECT_TRUE(is_bus_bound(the_case("dscal 2300000"), 1, caches));
  // Without an L3 only the L2 counts.
  EXPECT_TRUE(is_bus_bound(the_case("ddot 100000"), 1, {1048576, 0}));
  EXPECT_FALSE(is_bus_bound(the_case("ddot 50000"), 1, {1048576, 0}));
}

TEST(BusBound, ThisMachinesCachesAreSizes) {
  const Caches caches = this_machines_caches();
  if (caches.second == 0) GTEST_SKIP() << "the system does not say";
  EXPECT_GE(caches.second, 65536);
  EXPECT_LE(caches.second, 1 << 28);
  EXPECT_TRUE(caches.last == 0 || caches.last >= caches.second / 2) << caches.last;
}

}  // namespace
}  // namespace fulcrum::compare
