// SPDX-License-Identifier: Apache-2.0
// The terms against hand-computed values, and how they move.
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
  // m + 2 n + 3 k, then 0.5 mn + 0.25 mk + 0.125 nk.
  EXPECT_DOUBLE_EQ(cost.passes, 50 + 80 + 90 + 1000 + 375 + 150);
  EXPECT_DOUBLE_EQ(cost.memory, 0);
  EXPECT_EQ(cost.level, 2) << "A, B and C of 38.4 kB";
  EXPECT_DOUBLE_EQ(cost.total(), 100 + 24000 + 1745);
  EXPECT_EQ(cost.trust, (Trust{false, kHostError}));
}

TEST(HostCost, ThreadsShareTheComputingAndCostTheirStart) {
  // 2 x 100^3 = 2 M operations: two threads' worth at a grain of 1 M.
  Call call = gemm_call(ElementType::F32, 100, 100, 100);
  const Snapshot snapshot = round_machine();
  HostCost cost = host_cost(call, work_of(call), snapshot);
  EXPECT_EQ(cost.threads, 2);
  EXPECT_DOUBLE_EQ(cost.compute, 2e6 * 0.1 / 2);
  EXPECT_DOUBLE_EQ(cost.passes, (600 + 8750) / 2.0);
  EXPECT_DOUBLE_EQ(cost.call, 100 + 400);
  call.threads = 1;
  cost = host_cost(call, work_of(call), snapshot);
  EXPECT_EQ(cost.threads, 1);
  EXPECT_DOUBLE_EQ(cost.total(), 100 + 600 + 8750 + 2e5);
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
  EXPECT_EQ(host_amounts(columns, {}), (Amounts{1, 20, 30, 40, 600, 800, 1200, flops}));
  EXPECT_EQ(device_amounts(columns, {}, 1), (Amounts{1, 20, 30, 40, 600, 800, 1200, flops}));
  // Three kernels: each has all rows and packs A, and a third of the columns.
  EXPECT_EQ(device_amounts(columns, {}, 3), (Amounts{3, 60, 30, 120, 600, 2400, 1200, flops}));

  Call right = call;
  right.routine = Routine::Symm;
  right.side = Side::Right;
  right = traits_of(right).completed(right);
  make_tight(right);
  const Work rows = work_of(right);
  EXPECT_TRUE(rows.cut_rows);
  const double symm = 2 * 20 * 30 * 30;
  EXPECT_EQ(device_amounts(rows, {}, 1), (Amounts{1, 20, 30, 30, 600, 600, 900, symm}));
  // Three kernels: each has a third of the rows, and the whole structured matrix.
  EXPECT_EQ(device_amounts(rows, {}, 3), (Amounts{3, 20, 90, 90, 600, 600, 2700, symm}));
}

TEST(Amounts, OfABatchAreThoseOfAllItsProblems) {
  Call call = gemm_call(ElementType::F64, 20, 30, 40);
  call.routine = Routine::GemmBatch;
  call.batch = 7;
  const Work work = work_of(call);
  const Amounts expected = {1, 7, 210, 280, 4200, 5600, 8400, 2.0 * 20 * 30 * 40 * 7};
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

TEST(DeviceCost, PinnedGemmTermByTerm) {
  // A, B, C of 100 x 100 doubles: 80 kB each.
  const Call call = located(gemm_call(ElementType::F64, 100, 100, 100), Location::Pinned);
  const DeviceCost cost = device_cost(call, work_of(call), round_machine(), 0);
  EXPECT_DOUBLE_EQ(cost.submit, 1000);
  EXPECT_DOUBLE_EQ(cost.queue, 0);
  EXPECT_DOUBLE_EQ(cost.shared, 400 + 8000);          // A over the link
  EXPECT_DOUBLE_EQ(cost.whole.in, 2 * (400 + 8000));  // B and C
  EXPECT_DOUBLE_EQ(cost.whole.kernel, 3000 + 2e6 * 0.002);
  EXPECT_DOUBLE_EQ(cost.whole.out, 400 + 8000);
  EXPECT_DOUBLE_EQ(cost.whole.staging, 16000);  // C lands in staging, then in the user's memory
  EXPECT_DOUBLE_EQ(cost.chunking, 500);
  EXPECT_DOUBLE_EQ(cost.sync, 2000);
  EXPECT_DOUBLE_EQ(cost.allocation, 700);
  EXPECT_EQ(cost.chunks, 1);
  EXPECT_DOUBLE_EQ(cost.total(), 1000 + 8400 + 16800 + 7000 + 8400 + 16000 + 500 + 2000 + 700);
}

TEST(DeviceCost, PageableOperandsPassStagingFirst) {
  const Snapshot snapshot = round_machine();
  const Call pinned = located(gemm_call(ElementType::F64, 100, 100, 100), Location::Pinned);
  const Call pageable = located(pinned, Location::Pageable);
  EXPECT_DOUBLE_EQ(device_ns(pageable, snapshot) - device_ns(pinned, snapshot), 3 * 16000);
  // Nobody has asked: priced as pageable.
  EXPECT_DOUBLE_EQ(device_ns(located(pinned, Location::Unknown), snapshot),
                   device_ns(pageable, snapshot));
}

TEST(DeviceCost, TheRingHidesTheLinkBehindStaging) {
  Snapshot snapshot = round_machine();
  const Call call = located(vector_call(Routine::Dot, ElementType::F64, 10000), Location::Pageable);
  // x and y, 80 kB each: staging 16 us, link 8.4 us; slots of 8 kB leave a tenth of the latter.
  const double serial = device_ns(call, snapshot);
  snapshot.devices[0].ring_bytes = 8000;
  EXPECT_DOUBLE_EQ(serial - device_ns(call, snapshot), 2 * 8400 * 0.9);
}

TEST(DeviceCost, ResidentOperandsAreFree) {
  const Call call = located(gemm_call(ElementType::F64, 100, 100, 100), Location::Device);
  const Snapshot snapshot = round_machine();
  EXPECT_DOUBLE_EQ(device_ns(call, snapshot), 1000 + 500 + 2000 + 3000 + 4000);
  EXPECT_DOUBLE_EQ(device_ns(call, snapshot), device_floor(snapshot, 0) + 7000);
}

TEST(DeviceCost, BetaZeroDoesNotUploadC) {
  Call call = located(gemm_call(ElementType::F64, 100, 100, 100), Location::Pinned);
  const Snapshot snapshot = round_machine();
  const double with = device_ns(call, snapshot);
  call.beta_zero = true;
  EXPECT_DOUBLE_EQ(with - device_ns(call, snapshot), 8400);
}

TEST(DeviceCost, StridedOperandsPayForEveryPiece) {
  const Snapshot snapshot = round_machine();
  Call call = located(gemm_call(ElementType::F64, 10, 1000, 10), Location::Pinned);
  call.ldc = 11;  // 1000 columns of 80 bytes: 20 us in by the link, 10 us by the host's copy out
  const DeviceCost cost = device_cost(call, work_of(call), snapshot, 0);
  EXPECT_DOUBLE_EQ(cost.whole.in, 8400 + 20000);
  EXPECT_DOUBLE_EQ(cost.whole.staging,
                   16000);  // its copy of 80 kB still takes longer than 1000 pieces
  call.m = 1;               // pieces of 8 bytes
  call.lda = 1;
  const DeviceCost thin = device_cost(call, work_of(call), snapshot, 0);
  EXPECT_DOUBLE_EQ(thin.whole.staging, 10000);

  Call dot = located(vector_call(Routine::Dot, ElementType::F64, 1000), Location::Pageable);
  const double contiguous = device_ns(dot, snapshot);
  dot.lda = 2;  // the host gathers 1000 elements into staging: 10 us instead of 1.6
  EXPECT_DOUBLE_EQ(device_ns(dot, snapshot) - contiguous, 10000 - 1600);
}

TEST(DeviceCost, CoherentDevicesReadInPlace) {
  Snapshot snapshot = round_machine();
  snapshot.devices[0].coherent = true;
  const Call call = located(gemm_call(ElementType::F64, 100, 100, 100), Location::Pageable);
  const DeviceCost cost = device_cost(call, work_of(call), snapshot, 0);
  EXPECT_DOUBLE_EQ(cost.whole.staging, 0);
  EXPECT_DOUBLE_EQ(cost.shared, 100 + 4000);
  EXPECT_DOUBLE_EQ(cost.whole.out, 100 + 4000);
}

TEST(DeviceCost, TwoSegmentsOfACopy) {
  const CopyPath path{100, 1000, 0.5, 0.1};
  EXPECT_DOUBLE_EQ(copy_ns(path, 0), 100);
  EXPECT_DOUBLE_EQ(copy_ns(path, 1000), 100 + 500);
  EXPECT_DOUBLE_EQ(copy_ns(path, 3000), 100 + 500 + 200);
}

TEST(DeviceCost, ChunksOverlapTheStages) {
  Snapshot snapshot = round_machine();
  const Call call = located(gemm_call(ElementType::F64, 100, 100, 100), Location::Pinned);
  const DeviceCost whole = device_cost(call, work_of(call), snapshot, 0);
  snapshot.devices[0].max_chunks = 2;
  snapshot.devices[0].min_chunk_bytes = 1;
  const DeviceCost cost = device_cost(call, work_of(call), snapshot, 0);
  ASSERT_EQ(cost.chunks, 2);
  // T_pipe(c) = t_shared + S / c + (c - 1) / c max + c l; the second chunk costs a kernel's minimum
  // once more.
  const double stages[] = {16000, 16800, 10000, 8400};
  double sum = 0;
  for (const double stage : stages) sum += stage;
  const double pipe = 8400 + sum / 2 + 16800 / 2.0 + 2 * 500;
  EXPECT_DOUBLE_EQ(cost.total(), 1000 + pipe + 2000 + 700);
  EXPECT_LT(cost.total(), whole.total());
}

// As the executor cuts.
TEST(DeviceCost, ChunksAreAsManyAsThereAreOfThatManyBytes) {
  Snapshot snapshot = round_machine();
  DeviceProfile& device = snapshot.devices[0];
  device.max_chunks = 16;
  Call call = located(gemm_call(ElementType::F64, 100, 100, 100), Location::Pinned);
  const auto chunks = [&] { return device_cost(call, work_of(call), snapshot, 0).chunks; };
  EXPECT_EQ(chunks(), 1) << "nobody has said how large they are";
  device.min_chunk_bytes = 80000;  // B and C have 160 kB
  EXPECT_EQ(chunks(), 2);
  device.min_chunk_bytes = 80001;
  EXPECT_EQ(chunks(), 1);
  device.min_chunk_bytes = 12000;
  EXPECT_EQ(chunks(), 13) << "no powers of two";
  device.min_chunk_bytes = 100;
  EXPECT_EQ(chunks(), 16) << "no more than it makes";
  call = located(gemm_call(ElementType::F64, 1000, 7, 100), Location::Pinned);
  EXPECT_EQ(chunks(), 7) << "no more than columns";
  call.routine = Routine::Symm;
  call.side = Side::Right;
  call.m = 5;
  call.n = 1000;
  call = traits_of(call).completed(call);
  make_tight(call);
  EXPECT_EQ(chunks(), 5) << "no more than rows";
  call = located(gemv_call(ElementType::F64, 3000, 3000), Location::Pinned);
  EXPECT_EQ(chunks(), 1) << "in one piece";
  call = located(vector_call(Routine::Axpy, ElementType::F64, 10000), Location::Pinned);
  device.min_chunk_bytes = 10000;  // x and y have 160 kB, and a piece has one slot of each
  EXPECT_EQ(chunks(), 8);
  call.a = Location::Device;
  EXPECT_EQ(chunks(), 8) << "operands that lie there are cut with the others";
}

TEST(DeviceCost, OneCopyEngineServesBothDirections) {
  Snapshot snapshot = round_machine();
  snapshot.devices[0].max_chunks = 4;
  snapshot.devices[0].min_chunk_bytes = 1;
  const Call call = located(gemm_call(ElementType::F64, 100, 100, 100), Location::Pinned);
  const double two = device_ns(call, snapshot);
  snapshot.devices[0].copy_engines = 1;
  EXPECT_GT(device_ns(call, snapshot), two);
}

// Nothing of one direction hides behind the other.
TEST(DeviceCost, OneCopyEngineExposesBothDirectionsWhereCopiesAreTheLongest) {
  Snapshot snapshot = round_machine();
  snapshot.devices[0].max_chunks = 2;
  snapshot.devices[0].min_chunk_bytes = 1;
  snapshot.devices[0].copy_engines = 1;
  const Call call = located(gemm_call(ElementType::F64, 100, 100, 100), Location::Pinned);
  const DeviceCost cost = device_cost(call, work_of(call), snapshot, 0);
  ASSERT_EQ(cost.chunks, 2);
  EXPECT_DOUBLE_EQ(cost.exposed.in, 16800);
  EXPECT_DOUBLE_EQ(cost.exposed.out, 8400);
  EXPECT_DOUBLE_EQ(cost.exposed.staging, 16000 / 2.0);
  EXPECT_DOUBLE_EQ(cost.exposed.kernel, (2 * 3000 + 4000) / 2.0);
}

// A, of all rows, is packed by both chunks; B and C once in all.
TEST(DeviceCost, EveryChunkIsAKernelOfItsOwnAndReadsTheSharedOperand) {
  Snapshot snapshot = round_machine();
  snapshot.devices[0].max_chunks = 2;
  snapshot.devices[0].min_chunk_bytes = 1;
  snapshot.devices[0].rates =
      changed(*snapshot.devices[0].rates, [](const RateKey&, Rate& rate, Trust&) {
        rate.ns = {3000, 1, 2, 3, 0.5, 0.25, 0.125, 0.002};
      });
  const Call call = located(gemm_call(ElementType::F64, 100, 200, 300), Location::Pinned);
  const DeviceCost cost = device_cost(call, work_of(call), snapshot, 0);
  ASSERT_EQ(cost.chunks, 2);
  EXPECT_DOUBLE_EQ(cost.whole.kernel, 2 * 3000 + 2 * 100 * 1 + 200 * 2 + 2 * 300 * 3 + 20000 * 0.5 +
                                          2 * 30000 * 0.25 + 60000 * 0.125 + 12e6 * 0.002);
}

// What a kernel streams comes from the device's own levels.
TEST(DeviceCost, AKernelOnVectorsMovesTheirBytes) {
  Snapshot snapshot = round_machine();
  snapshot.devices[0].rates =
      changed(*snapshot.devices[0].rates, [](const RateKey&, Rate& rate, Trust&) {
        rate.ns = {3000, 1, 2, 0.001, 0.002, 0.003, 0.004, 1e9};
      });
  Call call = located(vector_call(Routine::Dot, ElementType::F64, 250), Location::Device);
  call.lda = 50;  // packed there
  EXPECT_DOUBLE_EQ(device_cost(call, work_of(call), snapshot, 0).whole.kernel, 3000 + 4000 * 0.002);
  call.n = 1'000'000;
  EXPECT_DOUBLE_EQ(device_cost(call, work_of(call), snapshot, 0).whole.kernel, 3000 + 16e6 * 0.004);
}

TEST(DeviceCost, QueueAllocationReuseAndCorrections) {
  Snapshot snapshot = round_machine();
  const Call call = located(gemm_call(ElementType::F64, 100, 100, 100), Location::Pinned);
  const DeviceCost before = device_cost(call, work_of(call), snapshot, 0);
  const auto now = [&] { return device_cost(call, work_of(call), snapshot, 0); };

  snapshot.load[0].backlog_ns = 12345;
  EXPECT_DOUBLE_EQ(now().total(), before.total() + 12345);
  snapshot.load[0].backlog_ns = 0;

  snapshot.load[0].pool_bytes = 239999;  // the call needs 240,000
  EXPECT_DOUBLE_EQ(now().allocation, 50000 + 240);
  snapshot.load[0].pool_bytes = 240000;
  EXPECT_DOUBLE_EQ(now().allocation, 700);

  snapshot.reuse = 4;  // inputs serve four calls; outputs are brought back by each
  EXPECT_DOUBLE_EQ(now().shared, before.shared / 4);
  EXPECT_DOUBLE_EQ(now().whole.in, before.whole.in / 4);
  EXPECT_DOUBLE_EQ(now().whole.out, before.whole.out);
  snapshot.reuse = 1;

  snapshot.corrections[0].copy = 3;
  EXPECT_DOUBLE_EQ(now().whole.in, 3 * before.whole.in);
  EXPECT_DOUBLE_EQ(now().whole.staging, 3 * before.whole.staging);
  snapshot.corrections[0].kernel = 2;
  EXPECT_DOUBLE_EQ(now().whole.kernel, 2 * before.whole.kernel);
  snapshot.corrections[0].latency = 5;
  EXPECT_DOUBLE_EQ(now().sync, 5 * before.sync);
  snapshot.host_corrections.compute = 2;
  EXPECT_DOUBLE_EQ(host_cost(call, work_of(call), snapshot).compute,
                   2 * host_cost(call, work_of(call), round_machine()).compute);
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

// Each toll, made dearer, makes the device slower or leaves it as it is, and never faster; one
// that some call pays makes that one slower.
TEST(DeviceCost, MonotonousInEveryToll) {
  using Change = void (*)(DeviceProfile&);
  const Change changes[] = {
      [](DeviceProfile& d) { d.submit_ns *= 2; },
      [](DeviceProfile& d) { d.sync_ns *= 2; },
      [](DeviceProfile& d) { d.chunk_ns *= 2; },
      [](DeviceProfile& d) { d.allocation_ns *= 2; },
      [](DeviceProfile& d) { d.pool_miss_ns *= 2; },
      [](DeviceProfile& d) { d.copy_engines = 1; },
      [](DeviceProfile& d) { d.ring_bytes = 0; },
      [](DeviceProfile& d) {
        d.run_ns = {200, 200, 200};
      },
      [](DeviceProfile& d) {
        for (auto& path : d.copy) {
          for (auto& copy : path) copy.large_ns_per_byte *= 2;
        }
      },
      [](DeviceProfile& d) {
        for (auto& path : d.copy) {
          for (auto& copy : path) copy.setup_ns *= 2;
        }
      },
      [](DeviceProfile& d) {
        for (auto& path : d.copy) {
          for (auto& copy : path) copy.small_ns_per_byte *= 2;
        }
      },
      [](DeviceProfile& d) { d.rates = scaled_term(*d.rates, 0, 2); },
      [](DeviceProfile& d) { d.rates = scaled_term(*d.rates, 1, 2); },
      [](DeviceProfile& d) { d.rates = scaled_term(*d.rates, 2, 2); },
      [](DeviceProfile& d) { d.rates = scaled_term(*d.rates, 3, 2); },
      [](DeviceProfile& d) { d.rates = scaled_term(*d.rates, 4, 2); },
      [](DeviceProfile& d) { d.rates = scaled_term(*d.rates, 5, 2); },
      [](DeviceProfile& d) { d.rates = scaled_term(*d.rates, 6, 2); },
      [](DeviceProfile& d) { d.rates = scaled_term(*d.rates, 7, 2); },
  };
  const HostProfile host = round_host();
  std::array<int, std::size(changes)> slower{};
  for (const DeviceProfile& profile : bundled_profiles()) {
    for (std::size_t c = 0; c < std::size(changes); ++c) {
      Snapshot fast = snapshot_of(host, profile);
      fast.load[0].pool_bytes = 1e6;
      Snapshot slow = fast;
      changes[c](slow.devices[0]);
      for (const Location location : {Location::Pageable, Location::Pinned, Location::Device}) {
        for (std::int64_t size = 10; size < 5000; size = size * 3 / 2) {
          Call gaps = gemm_call(ElementType::F32, 2, size, 2);
          gaps.ldc = 3;
          for (const Call& call : {gemm_call(ElementType::F32, size, size, size), gaps,
                                   gemm_call(ElementType::F64, 32, size, size),
                                   gemv_call(ElementType::F64, size, 16 * size),
                                   vector_call(Routine::Axpy, ElementType::F32, size * 1000)}) {
            const Call here = located(call, location);
            const double before = device_ns(here, fast), after = device_ns(here, slow);
            EXPECT_GE(after, before * (1 - 1e-12))
                << profile.key << " change " << c << " size " << size;
            if (after > before) ++slower[c];
          }
        }
      }
    }
  }
  for (std::size_t c = 0; c < std::size(changes); ++c) EXPECT_GT(slower[c], 0) << "change " << c;
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
