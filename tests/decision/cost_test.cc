// SPDX-License-Identifier: Apache-2.0
// What a call has of each amount, and its terms in place, against hand-computed values.
#include <gtest/gtest.h>

#include <array>
#include <random>
#include <set>
#include <vector>

#include "tests/decision/machine.hpp"

namespace fulcrum::offload::testing {
namespace {

TEST(HostCost, AProductOnOneThread) {
  // 2 x 50 x 40 x 30 = 120,000 operations at 5 GFLOP/s = 24 us.
  const Call call = gemm_call(ElementType::F64, 50, 40, 30);
  const HostCost cost = host_cost(call, work_of(call), round_machine());
  EXPECT_EQ(cost.threads, 1);
  EXPECT_DOUBLE_EQ(cost.call, 100);
  EXPECT_DOUBLE_EQ(cost.compute, 24000);
  // m + 2 n, then 0.5 mn + 0.25 mk + 0.125 nk.
  EXPECT_DOUBLE_EQ(cost.passes, 50 + 80 + 1000 + 375 + 150);
  EXPECT_DOUBLE_EQ(cost.memory, 0);
  EXPECT_EQ(cost.level, 2) << "A, B and C of 38.4 kB";
  EXPECT_DOUBLE_EQ(cost.total(), 100 + 24000 + 1655);
  EXPECT_EQ(cost.trust, (Trust{false, kHostError}));
}

// Operands of 25.6 kB, of which C is read and written.
TEST(HostCost, AProductPaysForWhatNoCacheHolds) {
  Snapshot snapshot = round_machine();
  snapshot.host.one = changed(*snapshot.host.one,
                              [](const RateKey&, Rate& rate, Trust&) { rate.ns[kDramTerm] = 0.5; });
  Call call = gemm_call(ElementType::F64, 20, 30, 40);
  const auto memory = [&] { return host_cost(call, work_of(call), snapshot).memory; };
  EXPECT_DOUBLE_EQ(memory(), 0) << "L3 holds 100 kB";
  snapshot.host.one_capacity.back() = 20'800 / 1.1;  // halfway from 0.7 to 1.5 of it
  EXPECT_NEAR(memory(), 0.5 * 25'600 / 2, 1e-9);
  snapshot.host.one_capacity.back() = 1000;
  EXPECT_DOUBLE_EQ(memory(), 0.5 * 25'600);
  snapshot.host_corrections.memory = 3;
  EXPECT_DOUBLE_EQ(memory(), 3 * 0.5 * 25'600);
  call.beta_zero = true;
  EXPECT_DOUBLE_EQ(memory(), 3 * 0.5 * (25'600 - 4800)) << "C is written alone";
}

// Each number of threads has the caches that it was fitted with.
TEST(HostCost, AProductOnAllThreadsHasTheirCaches) {
  Snapshot snapshot = round_machine();
  const auto dram = [](const RateKey&, Rate& rate, Trust&) { rate.ns[kDramTerm] = 0.5; };
  snapshot.host.one = changed(*snapshot.host.one, dram);
  snapshot.host.all = changed(*snapshot.host.all, dram);
  snapshot.host.one_capacity.back() = 1e9;
  snapshot.host.all_capacity.back() = 1000;
  const Call call = gemm_call(ElementType::F64, 1000, 1000, 1000);
  const Work work = work_of(call);
  EXPECT_DOUBLE_EQ(host_cost_on(call, work, snapshot, 1).memory, 0);
  EXPECT_DOUBLE_EQ(host_cost_on(call, work, snapshot, 4).memory, 0.5 * 32e6);
}

TEST(HostCost, ThreadsShareTheComputingAndCostTheirStart) {
  Call call = gemm_call(ElementType::F32, 100, 100, 100);
  call.threads = 2;  // of the four that 2 x 100^3 operations are worth
  const Snapshot snapshot = round_machine();
  HostCost cost = host_cost(call, work_of(call), snapshot);
  EXPECT_EQ(cost.threads, 2);
  EXPECT_DOUBLE_EQ(cost.compute, 2e6 * 0.1 / 2);
  EXPECT_DOUBLE_EQ(cost.passes, (300 + 8750) / 2.0);
  EXPECT_DOUBLE_EQ(cost.call, 100 + 400);
  call.threads = 1;
  cost = host_cost(call, work_of(call), snapshot);
  EXPECT_EQ(cost.threads, 1);
  EXPECT_DOUBLE_EQ(cost.total(), 100 + 300 + 8750 + 2e5);
}

TEST(HostCost, MemoryFromTheLevelThatHoldsTheFootprint) {
  const Snapshot snapshot = round_machine();
  // axpy reads x and y and writes y; the footprint is two vectors: 400 B in L1, 4 kB in L2, 40 kB
  // in L3, 16 MB in DRAM.
  const struct {
    std::int64_t n;
    int level;
    double ns_per_byte;
  } cases[] = {{25, 0, 0.01}, {250, 1, 0.02}, {2500, 2, 0.05}, {400000, 3, 0.2}};
  for (const auto& c : cases) {
    Call call = vector_call(Routine::Axpy, ElementType::F64, c.n);
    call.threads = 1;
    const HostCost cost = host_cost(call, work_of(call), snapshot);
    EXPECT_EQ(cost.level, c.level) << c.n;
    EXPECT_DOUBLE_EQ(cost.call, 100) << c.n;
    EXPECT_DOUBLE_EQ(cost.passes, 0) << "vectors have no rows and columns";
    EXPECT_DOUBLE_EQ(cost.memory, 24.0 * static_cast<double>(c.n) * c.ns_per_byte) << c.n;
  }
}

TEST(HostCost, AMatrixAndAVectorPayForRowsColumnsAndBytes) {
  // A has 8 kB, x 320 B, y 200 B: 2 x 25 x 40 elements, y written and not read with beta = 0.
  Call call = gemv_call(ElementType::F64, 25, 40);
  call.beta_zero = true;
  const HostCost cost = host_cost(call, work_of(call), round_machine());
  EXPECT_EQ(cost.threads, 1);
  EXPECT_DOUBLE_EQ(cost.passes, 2 * 25 + 4 * 40);
  EXPECT_DOUBLE_EQ(cost.compute, 0);
  // 8520 B are beyond 0.7 of L2 by 1520 of 8000 to 1.5 of it.
  const double beyond = 1520 / 8000.0;
  EXPECT_NEAR(cost.memory, 8520 * ((1 - beyond) * 0.02 + beyond * 0.05), 1e-9);
}

TEST(HostCost, StridedVectorsMoveWholeLines) {
  Call call = vector_call(Routine::Dot, ElementType::F64, 1000);
  EXPECT_DOUBLE_EQ(work_of(call).host_bytes, 16000);
  EXPECT_DOUBLE_EQ(work_of(call).strided, 0);
  call.lda = 2;
  EXPECT_DOUBLE_EQ(work_of(call).host_bytes, 24000);
  EXPECT_DOUBLE_EQ(work_of(call).strided, 1000);
  call.lda = -1000;
  EXPECT_DOUBLE_EQ(work_of(call).host_bytes, 64000 + 8000);
  EXPECT_DOUBLE_EQ(work_of(call).strided, 1000);
  call.ldb = 3;
  EXPECT_DOUBLE_EQ(work_of(call).strided, 2000);
}

// What a rate table says of the whole call, without host_cost().
double of_table(const RateTable& table, const Capacities& capacity, const Call& call) {
  return table.rate(call).of(host_amounts(work_of(call), capacity));
}

std::vector<Call> large_calls() {
  Call spread = vector_call(Routine::Dot, ElementType::F32, 3'000'000);
  spread.ldb = 5;
  Call batch = gemm_call(ElementType::C64, 30, 40, 50);
  batch.routine = Routine::GemmBatch;
  batch.batch = 1000;
  return {gemm_call(ElementType::F64, 700, 900, 800),
          gemm_call(ElementType::C32, 700, 90, 3000),
          gemv_call(ElementType::F64, 3000, 4000),
          vector_call(Routine::Axpy, ElementType::F64, 5'000'000),
          spread,
          batch};
}

TEST(HostCost, BetweenOneThreadAndAllFollowsTheTablesAtBothEnds) {
  Snapshot snapshot = round_machine();
  snapshot.host.threads = 16;
  for (const Call& call : large_calls()) {
    const double one = of_table(*snapshot.host.one, snapshot.host.one_capacity, call);
    const double all = of_table(*snapshot.host.all, snapshot.host.all_capacity, call);
    ASSERT_LT(all, one);
    const auto on = [&](int threads) {
      return host_cost_on(call, work_of(call), snapshot, threads);
    };
    ASSERT_EQ(on(16).threads, 16) << to_string(call.routine) << ": not large enough";
    EXPECT_NEAR(on(1).total(), one, 1e-12 * one);
    EXPECT_NEAR(on(16).total(), all, 1e-12 * all);
    EXPECT_NEAR(on(64).total(), all, 1e-12 * all) << "no more than it has";
    HostCost last = on(1);
    EXPECT_EQ(last.threads, 1);
    for (int threads = 2; threads <= 16; ++threads) {
      const HostCost now = on(threads);
      EXPECT_GT(now.call, last.call) << threads;
      EXPECT_LT(now.passes + now.compute + now.memory, last.passes + last.compute + last.memory)
          << threads;
      last = now;
    }
  }
}

// Every number that the model may choose, priced one by one.
TEST(HostCost, TheModelChoosesTheFastestThreads) {
  Snapshot snapshot = snapshot_of(measured_host(), round_device());
  snapshot.host.threads = 16;
  std::set<int> chosen;
  for (const double start : {1.3e3, 2e4, 4e5, 1e7}) {
    snapshot.host.all = changed(*measured_host().all, [&](const RateKey&, Rate& rate, Trust&) {
      rate.ns[kCallTerm] = start;
    });
    for (std::int64_t size = 4; size < 3000; size = size * 3 / 2) {
      for (const int allowed : {0, 1, 3, 8}) {
        for (Call call : {gemm_call(ElementType::F64, size, size, size),
                          gemv_call(ElementType::F32, 2 * size, size),
                          vector_call(Routine::Axpy, ElementType::F64, size * size)}) {
          call.threads = allowed;
          const Work work = work_of(call);
          const HostCost cost = host_cost(call, work, snapshot);
          chosen.insert(cost.threads);
          const int most = host_cost_on(call, work, snapshot, allowed > 0 ? allowed : 16).threads;
          EXPECT_LE(cost.threads, most) << "what the kernel makes use of";
          EXPECT_DOUBLE_EQ(cost.total(), host_cost_on(call, work, snapshot, cost.threads).total());
          // What it may choose: the most, halves of that, and one.
          for (int threads = most;; threads /= 2) {
            const double other = host_cost_on(call, work, snapshot, threads).total();
            EXPECT_LE(cost.total(), other * (1 + 1e-12)) << threads;
            if (threads <= 1) break;
          }
          EXPECT_EQ(decide(call, snapshot, Backend("cuda")).threads, cost.threads);
        }
      }
    }
  }
  EXPECT_EQ(chosen.count(1), 1U);
  EXPECT_EQ(chosen.count(16), 1U);
  EXPECT_GT(chosen.size(), 4U) << "there was nothing to choose from";
}

TEST(HostCost, OneThreadWhereAForkCostsMoreThanItGains) {
  Snapshot snapshot = snapshot_of(measured_host(), round_device());
  const Call call = gemm_call(ElementType::F64, 200, 200, 200);
  EXPECT_EQ(host_cost(call, work_of(call), snapshot).threads, 4);
  const double one = host_cost_on(call, work_of(call), snapshot, 1).total();
  snapshot.host.all = changed(*snapshot.host.all, [&](const RateKey&, Rate& rate, Trust&) {
    rate.ns[kCallTerm] = 3 * one;
  });
  EXPECT_EQ(host_cost(call, work_of(call), snapshot).threads, 1);
  EXPECT_DOUBLE_EQ(simd_ns(call, snapshot), one);
  // Priors know of no machine what a thread's start costs there.
  snapshot.host.analytic = true;
  EXPECT_EQ(host_cost(call, work_of(call), snapshot).threads, 4);
}

// A host of one thread has one table.
TEST(HostCost, AHostOfOneThreadHasNoOther) {
  Snapshot snapshot = round_machine();
  snapshot.host.threads = 1;
  const Call call = gemm_call(ElementType::F64, 500, 500, 500);
  for (const bool analytic : {false, true}) {
    snapshot.host.analytic = analytic;
    const HostCost cost = host_cost(call, work_of(call), snapshot);
    EXPECT_EQ(cost.threads, 1);
    EXPECT_DOUBLE_EQ(cost.total(), of_table(*snapshot.host.one, snapshot.host.one_capacity, call));
  }
}

TEST(HostCost, EveryThreadCountHasTheTrustOfItsTable) {
  Snapshot snapshot = snapshot_of(measured_host(), round_device());
  snapshot.host.all = changed(*snapshot.host.all, [](const RateKey&, Rate&, Trust& trust) {
    trust = {false, 0.7};
  });
  const Call call = gemm_call(ElementType::F64, 500, 500, 500);
  EXPECT_EQ(host_cost_on(call, work_of(call), snapshot, 1).trust, (Trust{true, kHostError}));
  EXPECT_EQ(host_cost_on(call, work_of(call), snapshot, 4).trust, (Trust{false, 0.7}));
}

TEST(HostCost, EachRoutineAndVariantHasARateOfItsOwn) {
  Snapshot snapshot = round_machine();
  snapshot.host.one = changed(*snapshot.host.one, [](const RateKey& key, Rate& rate, Trust&) {
    rate.ns[kCallTerm] =
        1000.0 * static_cast<double>(key.variant) + static_cast<double>(key.routine);
  });
  for (const Routine routine : {Routine::Gemm, Routine::GemmBatch}) {
    Call call = gemm_call(ElementType::F64, 5, 5, 5);
    call.routine = routine;
    const auto variant = [&] {
      return host_cost(call, work_of(call), snapshot).call - static_cast<double>(routine);
    };
    EXPECT_DOUBLE_EQ(variant(), 0);
    call.trans_a = Op::ConjTrans;
    EXPECT_DOUBLE_EQ(variant(), 1000);
    call.trans_b = Op::Trans;
    EXPECT_DOUBLE_EQ(variant(), 3000);
    call.trans_a = Op::NoTrans;
    EXPECT_DOUBLE_EQ(variant(), 2000);
  }
}

TEST(Amounts, OfAProductInOnePieceAndCut) {
  Call call = gemm_call(ElementType::F64, 20, 30, 40);
  const Work columns = work_of(call);
  EXPECT_FALSE(columns.cut_rows);
  const double flops = 2 * 20 * 30 * 40;
  const double dram = 8 * (2 * 600 + 800 + 1200);  // no cache holds anything
  EXPECT_EQ(host_amounts(columns, {}), (Amounts{1, 20, 30, dram, 600, 800, 1200, flops}));
  EXPECT_EQ(device_amounts(columns, {}, 1), (Amounts{1, 20, 30, dram, 600, 800, 1200, flops}));
  // Three kernels: each has all rows and packs A, and a third of the columns.
  EXPECT_EQ(device_amounts(columns, {}, 3), (Amounts{3, 60, 30, dram, 600, 2400, 1200, flops}));

  Call right = call;
  right.routine = Routine::Symm;
  right.side = Side::Right;
  right = traits_of(right).completed(right);
  make_tight(right);
  const Work rows = work_of(right);
  EXPECT_TRUE(rows.cut_rows);
  const double symm = 2 * 20 * 30 * 30, triangle = 8 * (2 * 600 + 600 + 30 * 31 / 2);
  EXPECT_EQ(device_amounts(rows, {}, 1), (Amounts{1, 20, 30, triangle, 600, 600, 900, symm}));
  // Three kernels: each has a third of the rows, and the whole structured matrix.
  EXPECT_EQ(device_amounts(rows, {}, 3), (Amounts{3, 20, 90, triangle, 600, 600, 2700, symm}));
}

TEST(Amounts, OfABatchAreThoseOfAllItsProblems) {
  Call call = gemm_call(ElementType::F64, 20, 30, 40);
  call.routine = Routine::GemmBatch;
  call.batch = 7;
  const Work work = work_of(call);
  const Amounts expected = {1, 7, 210, 7 * 25'600, 4200, 5600, 8400, 2.0 * 20 * 30 * 40 * 7};
  EXPECT_EQ(host_amounts(work, {}), expected);
  EXPECT_EQ(device_amounts(work, {}, 1), expected);
  // Of one problem too the second amount is their number.
  call.batch = 1;
  EXPECT_EQ(host_amounts(work_of(call), {})[kRowsTerm], 1);
}

TEST(Amounts, OfVectorsWithIncrements) {
  const Capacities large = {1e9, 1e9, 1e9};
  Call call = vector_call(Routine::Axpy, ElementType::F64, 1000);
  EXPECT_EQ(host_amounts(work_of(call), large), (Amounts{1, 0, 0, 24000, 0, 0, 0, 0}));
  call.lda = 2;    // x: two lines of four elements
  call.ldb = -20;  // y: a line an element, read and written
  EXPECT_EQ(host_amounts(work_of(call), large),
            (Amounts{1, 0, 0, 16000 + 2 * 64000, 0, 0, 0, 2000}));
  // Packed on the device.
  EXPECT_EQ(device_amounts(work_of(call), large, 1), (Amounts{1, 0, 0, 24000, 0, 0, 0, 0}));
}

TEST(Amounts, MoveToTheNextLevelBetweenSevenTenthsAndOneAndAHalfOfACapacity) {
  const Capacities capacity = {1000, 10'000, 100'000};
  // dot of two vectors reads 16 n bytes, once each.
  const auto bytes = [&](std::int64_t n) {
    const Amounts amounts =
        host_amounts(work_of(vector_call(Routine::Dot, ElementType::F64, n)), capacity);
    return std::array<double, 4>{amounts[3], amounts[4], amounts[5], amounts[6]};
  };
  const auto near = [&](std::int64_t n, const std::array<double, 4>& expected) {
    const std::array<double, 4> found = bytes(n);
    for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(found[i], expected[i], 1e-9) << n << ' ' << i;
  };
  near(40, {640, 0, 0, 0});
  near(50, {700, 100, 0, 0});  // 800 B: an eighth of the way from 700 to 1500
  near(75, {1200 * 3 / 8.0, 1200 * 5 / 8.0, 0, 0});
  near(100, {0, 1600, 0, 0});
  near(600, {0, 9600 * 0.675, 9600 * 0.325, 0});
  near(2000, {0, 0, 32'000, 0});
  near(10'000, {0, 0, 0, 160'000});
  // However much it is, nothing is lost.
  for (std::int64_t n = 1; n < 30'000; n = n * 5 / 4 + 1) {
    const auto each = bytes(n);
    EXPECT_NEAR(each[0] + each[1] + each[2] + each[3], 16.0 * static_cast<double>(n), 1e-6);
  }
}

TEST(Work, CountsWhatTheReferenceDefines) {
  EXPECT_DOUBLE_EQ(work_of(gemm_call(ElementType::F32, 2, 3, 4)).flops, 48);
  EXPECT_DOUBLE_EQ(work_of(gemv_call(ElementType::F32, 2, 3)).flops, 12);
  EXPECT_DOUBLE_EQ(work_of(vector_call(Routine::Axpy, ElementType::F32, 5)).flops, 10);
  EXPECT_DOUBLE_EQ(work_of(vector_call(Routine::Scal, ElementType::F32, 5)).flops, 5);
  for (const Routine routine :
       {Routine::Gemm, Routine::Gemv, Routine::Axpy, Routine::Dot, Routine::Scal}) {
    Call call = vector_call(routine, ElementType::F64, 7);
    call.m = routine == Routine::Gemm || routine == Routine::Gemv ? 6 : 1;
    call.k = routine == Routine::Gemm ? 5 : 1;
    EXPECT_DOUBLE_EQ(work_of(call).flops, operations(call)) << to_string(routine);
  }
  // No overflow beyond 2^63 elements.
  EXPECT_DOUBLE_EQ(operations(gemm_call(ElementType::F64, 1LL << 40, 1LL << 40, 1LL << 40)),
                   2 * 0x1p120);
  // dot brings back one number.
  const Work dot = work_of(vector_call(Routine::Dot, ElementType::F32, 1000));
  EXPECT_DOUBLE_EQ(dot.transfers[2].bytes, 4);
  EXPECT_TRUE(dot.transfers[2].out);
  EXPECT_FALSE(dot.transfers[1].out);
}

TEST(Work, TransposedOperandsHaveTheStoredShape) {
  Call call = gemm_call(ElementType::F64, 10, 20, 30);
  call.trans_a = Op::Trans;  // stored 30 x 10
  call.lda = 30;
  EXPECT_DOUBLE_EQ(work_of(call).transfers[0].runs, 1);
  call.lda = 31;
  EXPECT_DOUBLE_EQ(work_of(call).transfers[0].runs, 10);
  call.trans_b = Op::ConjTrans;  // stored 20 x 30
  call.ldb = 21;
  EXPECT_DOUBLE_EQ(work_of(call).transfers[1].runs, 30);
  Call gemv = gemv_call(ElementType::F64, 10, 20);
  EXPECT_DOUBLE_EQ(work_of(gemv).transfers[1].bytes, 160);
  EXPECT_DOUBLE_EQ(work_of(gemv).transfers[2].bytes, 80);
  gemv.trans_a = Op::Trans;
  EXPECT_DOUBLE_EQ(work_of(gemv).transfers[1].bytes, 80);
  EXPECT_DOUBLE_EQ(work_of(gemv).transfers[2].bytes, 160);
}

TEST(Work, AVectorThatLiesBackwardsIsOnePiece) {
  Call call = vector_call(Routine::Dot, ElementType::F64, 1000);
  call.lda = -1;
  call.ldb = -2;
  EXPECT_DOUBLE_EQ(work_of(call).transfers[0].runs, 1);
  EXPECT_DOUBLE_EQ(work_of(call).transfers[1].runs, 1000);
}

TEST(Work, EveryOperandLiesWhereItsOwnLocationSays) {
  for (Call call : {gemm_call(ElementType::F64, 10, 20, 30), gemv_call(ElementType::F64, 10, 20)}) {
    call.a = Location::Pinned;
    call.b = Location::Device;
    call.c = Location::Pageable;
    const Work work = work_of(call);
    EXPECT_EQ(work.transfers[0].location, Location::Pinned);
    EXPECT_EQ(work.transfers[1].location, Location::Device);
    EXPECT_EQ(work.transfers[2].location, Location::Pageable);
  }
}

TEST(HostCost, MonotonousInSizeWithinALevel) {
  const Snapshot snapshot = round_machine();
  double last = 0;
  for (std::int64_t size = 1; size < 3000; size += 7) {
    Call call = gemm_call(ElementType::F64, size, size, size);
    call.threads = 1;
    const double now = simd_ns(call, snapshot);
    EXPECT_GE(now, last) << size;
    last = now;
  }
}

}  // namespace
}  // namespace fulcrum::offload::testing
