// SPDX-License-Identifier: Apache-2.0
// The terms against hand-computed values, and how they move.
#include <gtest/gtest.h>

#include "tests/decision/machine.hpp"

namespace fulcrum::offload::testing {
namespace {

TEST(HostCost, OneThreadComputeBound) {
  // 2 x 50^3 = 250,000 operations at 5 GFLOP/s = 50 us; 80 kB from L3 at 20 GB/s = 4 us.
  const Call call = gemm_call(ElementType::F64, 50, 50, 50);
  const HostCost cost = host_cost(call, work_of(call), round_machine());
  EXPECT_EQ(cost.threads, 1);
  EXPECT_DOUBLE_EQ(cost.call, 100);
  EXPECT_DOUBLE_EQ(cost.fork, 0);
  EXPECT_DOUBLE_EQ(cost.compute, 50000);
  EXPECT_EQ(cost.level, 2);
  EXPECT_DOUBLE_EQ(cost.memory, 80000 * 0.05);  // A + B + 2 C
  EXPECT_DOUBLE_EQ(cost.total(), 50100);
}

TEST(HostCost, ThreadsShareTheComputingAndCostAFork) {
  // 2 x 100^3 = 2 M operations: two threads' worth at a grain of 1 M.
  Call call = gemm_call(ElementType::F32, 100, 100, 100);
  const Snapshot snapshot = round_machine();
  HostCost cost = host_cost(call, work_of(call), snapshot);
  EXPECT_EQ(cost.threads, 2);
  EXPECT_DOUBLE_EQ(cost.compute, 2e6 * 0.1 / 2);
  EXPECT_DOUBLE_EQ(cost.fork, 1000 + 2 * 100);
  call.threads = 1;
  cost = host_cost(call, work_of(call), snapshot);
  EXPECT_EQ(cost.threads, 1);
  EXPECT_DOUBLE_EQ(cost.total(), 100 + 2e5);
}

TEST(HostCost, MemoryBoundFromTheLevelThatHoldsTheFootprint) {
  const Snapshot snapshot = round_machine();
  // axpy reads x and y and writes y; the footprint is two vectors: 800 B in L1, 8 kB in L2, 80 kB
  // in L3, 16 MB in DRAM.
  const struct {
    std::int64_t n;
    int level;
    double ns_per_byte;
  } cases[] = {{50, 0, 0.01}, {500, 1, 0.02}, {5000, 2, 0.05}, {400000, 3, 0.2}};
  for (const auto& c : cases) {
    Call call = vector_call(Routine::Axpy, ElementType::F64, c.n);
    call.threads = 1;
    const HostCost cost = host_cost(call, work_of(call), snapshot);
    EXPECT_EQ(cost.level, c.level) << c.n;
    EXPECT_DOUBLE_EQ(cost.memory, 24.0 * static_cast<double>(c.n) * c.ns_per_byte) << c.n;
  }
}

TEST(HostCost, ASaturatedShapeRunsAtHalfThePeak) {
  Snapshot snapshot = round_machine();
  snapshot.host.rates[0][0].core = {0.1, 4, 0, 0};
  Call call = gemm_call(ElementType::F32, 4, 100, 100);
  EXPECT_DOUBLE_EQ(host_cost(call, work_of(call), snapshot).compute, 2 * 4 * 1e4 * 0.1 * 2);
}

TEST(HostCost, StridedVectorsMoveWholeLines) {
  Call call = vector_call(Routine::Dot, ElementType::F64, 1000);
  EXPECT_DOUBLE_EQ(work_of(call).host_bytes, 16000);
  call.lda = 2;
  EXPECT_DOUBLE_EQ(work_of(call).host_bytes, 24000);
  call.lda = -1000;
  EXPECT_DOUBLE_EQ(work_of(call).host_bytes, 64000 + 8000);
}

TEST(DeviceCost, PinnedGemmTermByTerm) {
  // A, B, C of 100 x 100 doubles: 80 kB each.
  const Call call = located(gemm_call(ElementType::F64, 100, 100, 100), Location::Pinned);
  const DeviceCost cost = device_cost(work_of(call), ElementType::F64, round_machine(), 0);
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
  EXPECT_DOUBLE_EQ(device_ns(call, snapshot), device_floor(snapshot, 0) + 4000);
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
  const DeviceCost cost = device_cost(work_of(call), ElementType::F64, snapshot, 0);
  EXPECT_DOUBLE_EQ(cost.whole.in, 8400 + 20000);
  EXPECT_DOUBLE_EQ(cost.whole.staging,
                   16000);  // its copy of 80 kB still takes longer than 1000 pieces
  call.m = 1;               // pieces of 8 bytes
  call.lda = 1;
  const DeviceCost thin = device_cost(work_of(call), ElementType::F64, snapshot, 0);
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
  const DeviceCost cost = device_cost(work_of(call), ElementType::F64, snapshot, 0);
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
  const DeviceCost whole = device_cost(work_of(call), ElementType::F64, snapshot, 0);
  snapshot.devices[0].max_chunks = 2;
  const DeviceCost cost = device_cost(work_of(call), ElementType::F64, snapshot, 0);
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

TEST(DeviceCost, ChunksAreNotMadeTooSmall) {
  Snapshot snapshot = round_machine();
  snapshot.devices[0].max_chunks = 16;
  const Call call = located(gemm_call(ElementType::F64, 100, 100, 100), Location::Pinned);
  const auto chunks = [&] {
    return device_cost(work_of(call), ElementType::F64, snapshot, 0).chunks;
  };
  EXPECT_GT(chunks(), 2);
  snapshot.devices[0].min_chunk_bytes = 80000;  // B and C have 160 kB
  EXPECT_EQ(chunks(), 2);
  snapshot.devices[0].min_chunk_bytes = 80001;
  EXPECT_EQ(chunks(), 1);
}

TEST(DeviceCost, OneCopyEngineServesBothDirections) {
  Snapshot snapshot = round_machine();
  snapshot.devices[0].max_chunks = 4;
  const Call call = located(gemm_call(ElementType::F64, 100, 100, 100), Location::Pinned);
  const double two = device_ns(call, snapshot);
  snapshot.devices[0].copy_engines = 1;
  EXPECT_GT(device_ns(call, snapshot), two);
}

// Nothing of one direction hides behind the other.
TEST(DeviceCost, OneCopyEngineExposesBothDirectionsWhereCopiesAreTheLongest) {
  Snapshot snapshot = round_machine();
  snapshot.devices[0].max_chunks = 2;
  snapshot.devices[0].copy_engines = 1;
  const Call call = located(gemm_call(ElementType::F64, 100, 100, 100), Location::Pinned);
  const DeviceCost cost = device_cost(work_of(call), ElementType::F64, snapshot, 0);
  ASSERT_EQ(cost.chunks, 2);
  EXPECT_DOUBLE_EQ(cost.exposed.in, 16800);
  EXPECT_DOUBLE_EQ(cost.exposed.out, 8400);
  EXPECT_DOUBLE_EQ(cost.exposed.staging, 16000 / 2.0);
  EXPECT_DOUBLE_EQ(cost.exposed.kernel, (2 * 3000 + 4000) / 2.0);
}

// A is read by both chunks; B, and C twice, once in all.
TEST(DeviceCost, AKernelBoundByMemoryReadsTheSharedOperandForEveryChunk) {
  Snapshot snapshot = round_machine();
  snapshot.devices[0].max_chunks = 2;
  snapshot.devices[0].device_ns_per_byte = 0.05;
  const Call call = located(gemm_call(ElementType::F64, 100, 100, 100), Location::Pinned);
  const DeviceCost cost = device_cost(work_of(call), ElementType::F64, snapshot, 0);
  ASSERT_EQ(cost.chunks, 2);
  EXPECT_TRUE(cost.memory_bound);
  EXPECT_DOUBLE_EQ(cost.whole.kernel, 2 * 3000 + (2 * 80000 + 80000 + 2 * 80000) * 0.05);
}

TEST(DeviceCost, QueueAllocationReuseAndCorrections) {
  Snapshot snapshot = round_machine();
  const Call call = located(gemm_call(ElementType::F64, 100, 100, 100), Location::Pinned);
  const DeviceCost before = device_cost(work_of(call), ElementType::F64, snapshot, 0);
  const auto now = [&] { return device_cost(work_of(call), ElementType::F64, snapshot, 0); };

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

// Each toll, made dearer, makes the device slower or leaves it as it is, and never faster.
TEST(DeviceCost, MonotonousInEveryToll) {
  using Change = void (*)(DeviceProfile&);
  const Change changes[] = {
      [](DeviceProfile& d) { d.submit_ns *= 2; },
      [](DeviceProfile& d) { d.sync_ns *= 2; },
      [](DeviceProfile& d) { d.kernel_ns *= 2; },
      [](DeviceProfile& d) { d.chunk_ns *= 2; },
      [](DeviceProfile& d) { d.allocation_ns *= 2; },
      [](DeviceProfile& d) { d.device_ns_per_byte *= 2; },
      [](DeviceProfile& d) { d.copy_engines = 1; },
      [](DeviceProfile& d) { d.max_chunks = 1; },
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
        for (auto& types : d.rates) {
          for (auto& rate : types) rate.ns_per_flop *= 2;
        }
      },
  };
  const HostProfile host = round_host();
  for (const DeviceProfile& profile : bundled_profiles()) {
    for (std::size_t c = 0; c < std::size(changes); ++c) {
      DeviceProfile changed = profile;
      changes[c](changed);
      const Snapshot fast = snapshot_of(host, profile), slow = snapshot_of(host, changed);
      for (const Location location : {Location::Pageable, Location::Pinned, Location::Device}) {
        for (std::int64_t size = 10; size < 5000; size = size * 3 / 2) {
          for (const Call& call : {gemm_call(ElementType::F32, size, size, size),
                                   gemm_call(ElementType::F64, 32, size, size),
                                   gemv_call(ElementType::F64, size, 16 * size),
                                   vector_call(Routine::Axpy, ElementType::F32, size * 1000)}) {
            const Call here = located(call, location);
            EXPECT_GE(device_ns(here, slow), device_ns(here, fast) * (1 - 1e-12))
                << profile.key << " change " << c << " size " << size;
          }
        }
      }
    }
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
