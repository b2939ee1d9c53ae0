// SPDX-License-Identifier: Apache-2.0
// The grid, and the simulator: no time of it is right or wrong, but more work takes longer.
#include "bench/regret/simulator.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <stdexcept>
#include <string>

#include "bench/regret/grid.hpp"
#include "bench/regret/synthetic.hpp"
#include "offload/decision/profile.hpp"
#include "tests/bench/regret.hpp"

namespace fulcrum::regret {
namespace {

TEST(Grid, SharesNoShapeWithTheCalibration) {
  const GridOptions options;
  const std::vector<Call> calibration =
      calibration_shapes(options, offload::analytic_host(Isa::Avx2, 2, 32));
  std::set<std::string> held_out, taken;
  for (const Call& call : calibration) EXPECT_TRUE(held_out.insert(shape_key(call)).second);
  Grid grid(options, calibration);
  std::map<Routine, int> routines;
  for (const Call& call : grid.take(1000)) {
    EXPECT_FALSE(held_out.contains(shape_key(call))) << shape_key(call);
    EXPECT_TRUE(taken.insert(shape_key(call)).second) << shape_key(call);
    ++routines[call.routine];
  }
  EXPECT_EQ(taken.size(), 1000U);
  EXPECT_GT(routines[Routine::Gemm], 500);
  EXPECT_GT(routines[Routine::Gemv], 250);
  EXPECT_GT(routines[Routine::Axpy], 50);
  EXPECT_GT(routines[Routine::Dot], 50);
}

TEST(Grid, IsTheSameForASeedAndWithinItsLimits) {
  GridOptions options;
  options.largest_bytes = 1e7;
  options.heaviest_operations = 1e9;
  options.seed = 7;
  Grid a(options, {}), b(options, {});
  const std::vector<Call> one = a.take(200);
  std::vector<Call> two = b.take(50);
  for (const Call& call : b.take(150)) two.push_back(call);
  ASSERT_EQ(one.size(), 200U);
  ASSERT_EQ(two.size(), 200U);
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(shape_key(one[i]), shape_key(two[i]));
    const measure::Shape shape{one[i].m, one[i].n, one[i].k};
    EXPECT_LE(measure::operand_bytes(one[i].routine, one[i].type, shape), 1e7);
  }
  options.seed = 8;
  EXPECT_NE(shape_key(Grid(options, {}).take(1)[0]), shape_key(one[0]));
}

// All there is within narrow limits, then no more.
TEST(Grid, Ends) {
  GridOptions options;
  options.largest = 128;
  options.longest = 64;
  const std::size_t all = Grid(options, {}).take(100000).size();
  EXPECT_GT(all, 100U);
  EXPECT_LT(all, 20000U);
}

// 40 cells of a series that the device loses by 10: smaller ones are passed over, larger ones and
// other series are not; so are large ones where it is the other way round.
TEST(Balance, PassesOverWhatIsCertain) {
  const auto drawn = [](std::int64_t n, std::size_t series) {
    return Grid::Drawn{call_of(Routine::Gemm, n, n, n), series};
  };
  for (const bool device_wins : {false, true}) {
    Balance balance;
    const auto note = [&](std::int64_t n, double simd, double device) {
      const std::vector<Cell> cells(2, cell_of(drawn(n, 3).call, simd, device));
      balance.note(drawn(n, 3), cells);
    };
    for (int i = 0; i < 19; ++i) note(100, device_wins ? 10 : 1, device_wins ? 1 : 10);
    EXPECT_TRUE(balance.wanted(drawn(100, 3)));  // 38 cells say nothing yet
    note(100, device_wins ? 1.5 : 1, device_wins ? 1 : 1.5);
    EXPECT_EQ(balance.wanted(drawn(99, 3)), device_wins);
    EXPECT_EQ(balance.wanted(drawn(101, 3)), !device_wins);
    EXPECT_TRUE(balance.wanted(drawn(99, 4)) && balance.wanted(drawn(101, 4)));
    // Level again: everything is wanted.
    for (int i = 0; i < 20; ++i) note(1000, device_wins ? 1 : 1.5, device_wins ? 1.5 : 1);
    EXPECT_TRUE(balance.wanted(drawn(99, 3)) && balance.wanted(drawn(101, 3)));
  }
}

double in_place(const Machine& machine, const Call& call, int threads = 1) {
  return Simulator(machine, 1, 0).in_place_ns(call, threads);
}
double across(const Machine& machine, const Call& call) {
  return Simulator(machine, 1, 0).across_ns(call);
}

// Sizes four apart: a tile more or less is no matter then.
TEST(Simulator, MoreWorkTakesLonger) {
  for (const Machine& machine : simulated_machines()) {
    for (const State state : kStates) {
      for (const ElementType type : {ElementType::F32, ElementType::F64}) {
        for (const Routine routine : {Routine::Gemm, Routine::Gemv, Routine::Axpy, Routine::Dot,
                                      Routine::Scal, Routine::Copy}) {
          double here = 0, there = 0;
          for (std::int64_t n = 16; n <= 2048; n *= 4) {
            const bool vector = routine != Routine::Gemm && routine != Routine::Gemv;
            const Call call = call_of(routine, vector ? 1 : n, vector ? n * n : n,
                                      routine == Routine::Gemm ? n : 1, state, type);
            const double simd = in_place(machine, call), device = across(machine, call);
            EXPECT_GT(simd, here) << machine.name << " " << shape_key(call);
            EXPECT_GE(device, there) << machine.name << " " << shape_key(call);
            here = simd;
            there = device;
          }
        }
      }
    }
  }
}

TEST(Simulator, ThreadsAndPinnedMemoryHelpLargeCalls) {
  for (const Machine& machine : simulated_machines()) {
    const Call call = call_of(Routine::Gemm, 2000, 2000, 2000);
    EXPECT_LT(in_place(machine, call, 4), 0.4 * in_place(machine, call, 1)) << machine.name;
    EXPECT_EQ(in_place(machine, call_of(Routine::Gemm, 8, 8, 8), 4),
              in_place(machine, call_of(Routine::Gemm, 8, 8, 8), 1));
    const double pageable = across(machine, call_of(Routine::Axpy, 1, 1 << 22, 1));
    const double pinned = across(machine, call_of(Routine::Axpy, 1, 1 << 22, 1, State::Pinned));
    if (machine.device.link == Link::Coherent) {
      EXPECT_EQ(pinned, pageable);
    } else {
      EXPECT_LT(pinned, 0.9 * pageable) << machine.name;
    }
    EXPECT_LT(across(machine,
                     call_of(Routine::Gemm, 2000, 2000, 2000, State::Pageable, ElementType::F32)),
              across(machine, call));
  }
}

// A matrix of a column more than the tiles hold takes another wave of them, one of a column less
// does not.
TEST(Simulator, TilesComeInWaves) {
  Machine machine = simulated_machine("h200");
  machine.device.multiprocessors = 4;
  const auto kernel = [&](std::int64_t n) {
    return across(machine, call_of(Routine::Gemm, 256, n, 4096, State::Pinned, ElementType::F32));
  };
  const double step = kernel(2049) - kernel(2048);
  EXPECT_GT(step, 5 * (kernel(2048) - kernel(2047)));
}

TEST(Simulator, TheSameForASeed) {
  const Machine& machine = simulated_machine("pcie3");
  const Call call = call_of(Routine::Gemm, 500, 400, 300);
  const Simulator one(machine, 1), again(machine, 1), other(machine, 2);
  EXPECT_EQ(one.across_ns(call), again.across_ns(call));
  EXPECT_EQ(one.in_place_ns(call, 1), again.in_place_ns(call, 1));
  EXPECT_NE(one.across_ns(call), other.across_ns(call));
  EXPECT_NEAR(one.across_ns(call) / across(machine, call), 1, 0.06);
}

TEST(Simulator, SaysWhatItDoesNotKnow) {
  const Machine& machine = simulated_machine("integrated");
  const Simulator simulator(machine, 1);
  EXPECT_THROW(simulator.in_place_ns(call_of(Routine::Trsm, 9, 9, 1), 1), std::invalid_argument);
  EXPECT_THROW(
      simulator.across_ns(call_of(Routine::Gemm, 9, 9, 9, State::Pinned, ElementType::C32)),
      std::invalid_argument);
  Call resident = call_of(Routine::Gemm, 9, 9, 9);
  resident.a = Location::Device;
  EXPECT_THROW(simulator.across_ns(resident), std::invalid_argument);
  try {
    simulated_machine("abacus");
    ADD_FAILURE() << "found";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(),
                 "no simulated machine \"abacus\": there are pcie3, h200, gh200, integrated");
  }
}

TEST(Synthetic, SaysSoAndCounts) {
  for (const Machine& machine : simulated_machines()) {
    const Table table = synthetic_table(machine, 200, 3);
    EXPECT_TRUE(table.synthetic);
    EXPECT_NE(table.name.find("synthetic"), std::string::npos);
    EXPECT_NE(table.conditions.find("synthetic"), std::string::npos);
    EXPECT_EQ(table.cells.size(), 400U);
    EXPECT_GT(table.samples.size(), 400U);
    EXPECT_TRUE(wins_of(table.cells).counts()) << machine.name;
  }
  EXPECT_THROW(synthetic_table(simulated_machines()[0], 1001, 1), std::invalid_argument);
}

}  // namespace
}  // namespace fulcrum::regret
