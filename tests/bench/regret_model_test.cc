// SPDX-License-Identifier: Apache-2.0
// The decision as a table's machine has it.
#include "bench/regret/model.hpp"

#include <gtest/gtest.h>

#include "tests/bench/regret.hpp"

namespace fulcrum::regret {
namespace {

const DecisionTime kTime = {60, 2};

// What the table says, wherever it is scored.
TEST(Priors, ComeFromTheTable) {
  Table table = small_table();
  const HostFacts facts = facts_of(prior_host(table), 32);
  EXPECT_DOUBLE_EQ(facts.clock_ghz, 2.5);
  EXPECT_DOUBLE_EQ(facts.l1_bytes, 32768);
  EXPECT_DOUBLE_EQ(facts.l2_bytes, 1 << 20);
  EXPECT_DOUBLE_EQ(facts.l3_bytes, 16 << 20);
  EXPECT_DOUBLE_EQ(prior_device(table, prior_host(table)).context_ns, 1e6);
  const Call call = call_of(Routine::Gemm, 1000, 1000, 1000);
  const double slow = predicted_of(call, table, snapshot_for(table)).simd_ns;
  table.host.clock_ghz = 5;
  EXPECT_NEAR(predicted_of(call, table, snapshot_for(table)).simd_ns, slow / 2, 0.01 * slow);
}

// A worker is only ever forced elsewhere; here calls to it are weighed.
TEST(Predict, WeighsEveryPlatform) {
  const Table table = small_table();
  const offload::Snapshot snapshot = snapshot_for(table);
  const Prediction large =
      predict(call_of(Routine::Gemm, 4000, 4000, 4000), table, snapshot, kTime);
  EXPECT_TRUE(large.device);
  EXPECT_GT(large.gain_ns, 0);
  EXPECT_DOUBLE_EQ(large.decision_ns, 60);
  const Prediction small = predict(call_of(Routine::Gemm, 4, 4, 4), table, snapshot, kTime);
  EXPECT_FALSE(small.device);
  EXPECT_DOUBLE_EQ(small.decision_ns, 2);
  const Predicted both = predicted_of(call_of(Routine::Gemm, 4, 4, 4), table, snapshot);
  EXPECT_GT(both.device_ns, both.simd_ns);
}

// Where operands lie is asked only if that may change the choice, and paid for.
TEST(Predict, AsksWhereItMatters) {
  const Table table = small_table();
  const offload::Snapshot snapshot = snapshot_for(table);
  int asked = 0;
  for (std::int64_t n = 50; n < 3000; n += 10) {
    for (const State state : kStates) {
      const Call call = call_of(Routine::Gemm, n, n, n, state);
      const Prediction p = predict(call, table, snapshot, kTime);
      if (p.decision_ns > 60) {
        ++asked;
        EXPECT_DOUBLE_EQ(p.decision_ns, 3 * 60 + kAskingNs);
        // Pageable operands were priced as such before.
        EXPECT_EQ(p.device, state == State::Pinned);
      }
    }
  }
  EXPECT_GT(asked, 0);
}

TEST(Predict, MeasuresItsOwnTimeWhereNoneIsGiven) {
  const Table table = small_table();
  EXPECT_GT(predict(table.cells[0].call, table, snapshot_for(table), {}).decision_ns, 0);
  EXPECT_GT(mean_decision_ns(table), 0);
}

}  // namespace
}  // namespace fulcrum::regret
