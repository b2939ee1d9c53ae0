// SPDX-License-Identifier: Apache-2.0
// The terms of a device's prediction against hand-computed values, and how they move.
#include <gtest/gtest.h>

#include <array>
#include <iterator>
#include <vector>

#include "tests/decision/machine.hpp"

namespace fulcrum::offload::testing {
namespace {

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
  // Where nothing overlaps, two chunks cost what one does, and what each adds.
  snapshot.devices[0].overlap = 0;
  EXPECT_DOUBLE_EQ(device_ns(call, snapshot), 1000 + 8400 + sum + 2 * 500 + 2000 + 700);
  snapshot.devices[0].overlap = 0.5;
  EXPECT_DOUBLE_EQ(device_ns(call, snapshot),
                   1000 + 8400 + 16800 + 0.75 * (sum - 16800) + 2 * 500 + 2000 + 700);
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
        rate.ns = {3000, 1, 2, 0, 0.5, 0.25, 0.125, 0.002};
      });
  const Call call = located(gemm_call(ElementType::F64, 100, 200, 300), Location::Pinned);
  const DeviceCost cost = device_cost(call, work_of(call), snapshot, 0);
  ASSERT_EQ(cost.chunks, 2);
  EXPECT_DOUBLE_EQ(cost.whole.kernel, 2 * 3000 + 2 * 100 * 1 + 200 * 2 + 20000 * 0.5 +
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
      [](DeviceProfile& d) { d.overlap = 0.5; },
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

}  // namespace
}  // namespace fulcrum::offload::testing
