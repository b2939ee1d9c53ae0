// SPDX-License-Identifier: Apache-2.0
#include "src/cli/machine.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <string>
#include <thread>

namespace fulcrum::cli {
namespace {

TEST(Machine, TimeThatIsTakenIsNotIdleAndNotWaitingForADisk) {
  // user nice system idle iowait irq softirq steal guest guest_nice: guests are counted in user.
  const ProcessorTime time = parse_processor_time(
      "cpu  100 20 30 1000 500 4 5 6 90 10\ncpu0 1 2 3 4 5 6 7 8 9 10\nintr 12345\n");
  EXPECT_EQ(time.busy, 100 + 20 + 30 + 4 + 5 + 6);
  EXPECT_EQ(time.all, time.busy + 1000 + 500);
  const ProcessorTime short_line = parse_processor_time("cpu 1 2 3 4\n");
  EXPECT_EQ(short_line.busy, 6);
  EXPECT_EQ(short_line.all, 10);
  for (const char* other : {"", "cpu", "cpu x", "cpu0 1 2 3 4", "intr 1 2 3"}) {
    EXPECT_EQ(parse_processor_time(other).all, 0) << other;
  }
}

TEST(Machine, ShareIsOfTheIntervalAlone) {
  EXPECT_EQ(busy_share({9000, 10000}, {9050, 10200}), 0.25);
  EXPECT_EQ(busy_share({9000, 10000}, {9000, 10200}), 0);
  EXPECT_EQ(busy_share({9000, 10000}, {9200, 10200}), 1);
  EXPECT_EQ(busy_share({}, {}), 0) << "not known";
  EXPECT_EQ(busy_share({9000, 10000}, {9000, 10000}), 0) << "no time has passed";
  EXPECT_EQ(busy_share({9000, 10000}, {8990, 10200}), 0) << "counters of a system that went back";
}

TEST(Machine, WarnsOfABusyMachineOnly) {
  EXPECT_EQ(busy_warning(0, 4), "");
  EXPECT_EQ(busy_warning(0.25, 4), "");
  EXPECT_EQ(busy_warning(0.63, 4),
            "the machine was busy at the start (others took 63 % of the time of 4 processors): "
            "times are worse than they would be on a quiet one, and thresholds lower.");
}

// What runs now is seen: how much of it is up to the system.
TEST(Machine, WorkUnderWayIsSeen) {
  if (!std::ifstream("/proc/stat")) GTEST_SKIP() << "no /proc/stat";
  std::atomic<bool> done{false};
  std::thread worker([&done] {
    while (!done) {
    }
  });
  const double share = busy_share_now();
  done = true;
  worker.join();
  EXPECT_GT(share, 0);
  EXPECT_LE(share, 1);
}

}  // namespace
}  // namespace fulcrum::cli
