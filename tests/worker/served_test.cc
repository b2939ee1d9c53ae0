// SPDX-License-Identifier: Apache-2.0
// Workers over other platforms' devices: OpenCL on PoCL, CUDA over the stand-in driver. What ends
// the driver's process ends the worker alone.
#include <signal.h>

#include <array>
#include <cstring>
#include <numeric>
#include <thread>

#include "fulcrum/fulcrum.hpp"
#include "offload/worker/device_blocks.hpp"
#include "offload/worker/problems.hpp"
#include "tests/runtime/kernels.hpp"
#include "tests/worker/support.hpp"

namespace fulcrum::offload::worker {
namespace {

class Served : public testing::TestWithParam<const char*> {
 protected:
  Options options() const {
    Options options = test_options();
    options.platform = GetParam();
    options.start = std::chrono::seconds(60);
    options.silence = std::chrono::seconds(10);
    return options;
  }
};

template <class Call>
std::string message_of(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

// What a kernel of one's own adds up on the device.
float computed(const fulcrum::Device& device,
               const Kernel<float, View<const float>, View<float>, std::uint32_t>& saxpy) {
  const Stream stream = device.stream();
  auto host = device.allocate<float, memory::Pinned>(1000);
  std::fill_n(host.data(), 1000, 2.0F);
  const auto x = device.allocate<float>(1000), y = device.allocate<float>(1000);
  stream.copy(x.view(), host.view())
      .fill(y.view(), std::byte{0})
      .launch({{4}, {250}}, saxpy, 3.0F, x, y, 1000U)
      .copy(host.view(), y.view())
      .sync();
  return host.data()[999];
}

TEST_P(Served, AKernelThatCrashesEndsTheWorkerAlone) {
  const auto device = make_device(options());
  const fulcrum::Device handle(device);
  const auto saxpy =
      handle.load<float, View<const float>, View<float>, std::uint32_t>(test::saxpy_source());
  EXPECT_EQ(computed(handle, saxpy), 6.0F);
  auto kept = handle.allocate<int, memory::Pinned>(100);
  std::iota(kept.data(), kept.data() + 100, 0);
  const auto lost = handle.allocate<int>(100);
  {
    KernelSource source("crash");
    source
        .code(KernelFormat::OpenClC,
              "kernel void crash(global int* out, ulong at) { *((global int*)at) = out[0]; }")
        .code(KernelFormat::CudaC,
              "extern \"C\" __global__ void crash(int* out, unsigned long long at) "
              "{ *((int*)at) = out[0]; }");
    const auto crash = handle.load<View<int>, std::uint64_t>(source);
    const Stream stream = handle.stream();
    stream.copy(lost.view(), kept.view()).sync();
    stream.launch({}, crash, lost, std::uint64_t{8});
    const std::string what = message_of([&] { stream.sync(); });
    EXPECT_NE(what.find("is lost: it "), std::string::npos) << what;
  }
  EXPECT_EQ(device->started(), 1U);
  // The next use starts another: kernels are loaded there again, the host's memory is as it was.
  EXPECT_EQ(computed(handle, saxpy), 6.0F);
  EXPECT_EQ(device->started(), 2U);
  EXPECT_EQ(kept.data()[99], 99);
  const Stream stream = handle.stream();
  const std::string what = message_of([&] { stream.copy(kept.view(), lost.view()).sync(); });
  EXPECT_NE(what.find("a worker that is lost"), std::string::npos) << what;
  expect_no_child_seen();
}

TEST_P(Served, DeathAtAnyStepCostsOneAttempt) {
  int deaths = 0;
  for (int step = 1; step < 40; step += 3) {
    const auto device = make_device(options());
    const int failures = use_until_it_works(device, step);
    EXPECT_LE(failures, 1) << "step " << step;
    deaths += failures;
    // The page of times.
    EXPECT_LE(device->arena().live_blocks(), 1U) << "step " << step;
    EXPECT_EQ(device->process_now()->memory().live_bytes(), 0U) << "step " << step;
    expect_no_child_seen();
  }
  EXPECT_GT(deaths, 8);
}

TEST_P(Served, CopiesOfOrdinaryMemoryOfEverySizeGoThroughTheArena) {
  const auto device = make_device(options());
  const fulcrum::Device handle(device);
  const Stream stream = handle.stream();
  // One row that is longer than a piece, rows of which a piece has several, short ones far apart.
  struct Shape {
    std::size_t rows, columns, ld;
  };
  for (const Shape shape : {Shape{std::size_t{21} << 20, 1, std::size_t{21} << 20},
                            Shape{3000, 5000, 3001}, Shape{7, 100, 4096}}) {
    const std::size_t size = (shape.columns - 1) * shape.ld + shape.rows;
    std::vector<unsigned char> from(size), to(size, 0);
    for (std::size_t i = 0; i < size; ++i) from[i] = static_cast<unsigned char>(i * 7 + i / 251);
    const auto there = handle.allocate<unsigned char>(shape.rows * shape.columns);
    plugin::Copy up{MemoryKind::Device,
                    MemoryKind::Pageable,
                    there.view().address(),
                    reinterpret_cast<std::uintptr_t>(from.data()),
                    shape.rows,
                    shape.columns,
                    shape.rows,
                    shape.ld};
    plugin::Copy down = up;
    std::swap(down.dst_kind, down.src_kind);
    std::swap(down.dst_pitch, down.src_pitch);
    down.src = up.dst, down.dst = reinterpret_cast<std::uintptr_t>(to.data());
    auto& queue = stream.impl().queue();
    queue.copy(up);
    queue.copy(down);
    queue.sync();
    for (std::size_t j = 0; j < shape.columns; ++j) {
      ASSERT_EQ(std::memcmp(&from[j * shape.ld], &to[j * shape.ld], shape.rows), 0) << j;
      if (shape.ld > shape.rows && j + 1 < shape.columns) {
        ASSERT_EQ(to[j * shape.ld + shape.rows], 0) << j;
      }
    }
  }
}

// Each of them ends a worker, which says what it got.
TEST_P(Served, NonsenseAboutMemoryEndsTheWorker) {
  const auto send = [&](const auto& message) {
    const auto device = make_device(options());
    const auto process = device->process();
    const std::uintptr_t there = device->allocate(MemoryKind::Device, 1000);
    auto sent = message(there);
    Message bytes;
    bytes.put(sent);
    return message_of([&] { process->request(bytes, sizeof sent, "test"); });
  };
  const auto expect = [](const std::string& what, const std::string& words) {
    EXPECT_NE(what.find("the host sent " + words), std::string::npos) << what;
  };
  expect(send([](std::uintptr_t there) { return AllocateMessage{.place = there, .bytes = 8}; }),
         "a buffer at a place that is taken");
  expect(
      send([](std::uintptr_t there) { return AllocateMessage{.place = there + 999, .bytes = 8}; }),
      "a buffer at a place that is taken");
  expect(send([](std::uintptr_t /*there*/) { return AllocateMessage{.place = 4096, .bytes = 8}; }),
         "a buffer at a place that is taken, or none");
  expect(send([](std::uintptr_t there) { return ReleaseMessage{.place = there + 256}; }),
         "the end of a buffer that is not there");
  expect(send([](std::uintptr_t /*there*/) { return DescribeMessage{.index = 77}; }),
         "a device that there is not");
}

TEST_P(Served, WhatIsNotOfTheDeviceIsRefusedAndTheWorkerStays) {
  const auto device = make_device(options());
  const fulcrum::Device handle(device);
  const auto there = handle.allocate<double>(100);
  const std::uintptr_t address = there.view().address();
  EXPECT_NE(message_of([&] {
              handle.stream().fill(View<double>(address, 101, nullptr), std::byte{1});
            }).find("not inside one buffer"),
            std::string::npos);
  // Past the host's check, a problem that reaches beyond, and one that the table has not.
  const auto answer = [&](const auto& problem) {
    using P = std::remove_cvref_t<decltype(problem)>;
    const Stream stream = handle.stream();
    static_cast<WorkerQueue&>(stream.impl().queue())
        .compute(blas::kNumberOf<P>, &problem, sizeof problem, nullptr, 0);
    return message_of([&] { stream.sync(); });
  };
  EXPECT_EQ(answer(ScalProblem<double>{100, 2.0, pointer_to<double>(address), 1}),
            "nothing was thrown");
  const std::string beyond = answer(ScalProblem<double>{101, 2.0, pointer_to<double>(address), 1});
  EXPECT_NE(beyond.find("not inside one buffer of the device"), std::string::npos) << beyond;
  SumProblem<double> sum{};
  sum.n = 100, sum.x = pointer_to<double>(address), sum.incx = 1;
  sum.result = pointer_to<double>(address);
  const std::string none = answer(sum);
  EXPECT_NE(none.find("the device has no launch"), std::string::npos) << none;
  EXPECT_FALSE(device->process_now()->lost());
  use(device);
}

INSTANTIATE_TEST_SUITE_P(Platforms, Served, testing::Values("opencl", "cuda"),
                         [](const auto& instance) { return std::string(instance.param); });

// An error that closes a CUDA device closes it in the worker, which makes room for another.
TEST(ServedCuda, ADeviceThatIsClosedEndsItsWorkerAndIsThereAgain) {
  Options options = test_options();
  options.platform = "cuda";
  const auto device = make_device(options);
  setenv("FULCRUM_STANDIN_FAIL", "cuMemsetD8Async:2:700:0:sticky", 1);
  const auto process = device->process();
  unsetenv("FULCRUM_STANDIN_FAIL");
  const fulcrum::Device handle(device);
  const Stream stream = handle.stream();
  const auto there = handle.allocate<char>(100);
  stream.fill(there.view(), std::byte{1}).sync();
  const std::string what = message_of([&] { stream.fill(there.view(), std::byte{2}).sync(); });
  EXPECT_NE(what.find("is lost: it "), std::string::npos) << what;
  EXPECT_NE(what.find("700"), std::string::npos) << what;
  EXPECT_TRUE(process->lost());
  use(device);
  EXPECT_EQ(device->started(), 2U);
}

// Pinned memory of a worker is page-locked by the driver where that can, and is memory all the
// same.
TEST(ServedCuda, MemoryThatItsDriverDoesNotLockServesTheSame) {
  Options options = test_options();
  options.platform = "cuda";
  for (const char* fault : {"", "cuMemHostRegister_v2:1:1:0:forever"}) {
    const auto device = make_device(options);
    if (*fault != '\0') setenv("FULCRUM_STANDIN_FAIL", fault, 1);
    device->process();
    unsetenv("FULCRUM_STANDIN_FAIL");
    for (int i = 0; i < 3; ++i) use(device, i);
    // Given back and had again: neither locked for good nor twice.
    for (int i = 0; i < 50; ++i) {
      const std::uintptr_t memory = device->allocate(MemoryKind::Pinned, 5000);
      device->release(MemoryKind::Pinned, memory, 5000);
    }
    use(device, 9);
    EXPECT_EQ(device->started(), 1U);
  }
}

TEST(ServedDevices, ThatAreNotThereAreRefusedWithTheReason) {
  Options options = test_options();
  options.platform = "vulkan";
  EXPECT_NE(message_of([&] { make_device(options)->process(); }).find("serves no platform vulkan"),
            std::string::npos);
  options.platform = "cuda";
  options.index = 3;
  const std::string what = message_of([&] { make_device(options)->process(); });
  EXPECT_NE(what.find("there is no device 3 of platform cuda, which has 1"), std::string::npos)
      << what;
  setenv("FULCRUM_STANDIN_INIT", "999", 1);
  options.index = 0;
  const std::string none = message_of([&] { make_device(options)->process(); });
  unsetenv("FULCRUM_STANDIN_INIT");
  EXPECT_NE(none.find("cuInit"), std::string::npos) << none;
}

TEST(ServedDevices, AreForcedByNameAndCounted) {
  for (const char* name : {"worker:opencl", "worker:cuda"}) {
    const std::uint64_t before = call_counts().crossed;
    constexpr std::int64_t kN = 40;
    std::vector<double> a(kN * kN, 1.0), b(kN * kN, 2.0), c(kN * kN, 3.0);
    CallOptions options;
    options.backend = Backend(name);
    gemm(Layout::ColMajor, Op::NoTrans, Op::NoTrans, kN, kN, kN, 1.0, a.data(), kN, b.data(), kN,
         1.0, c.data(), kN, options);
    EXPECT_EQ(c, std::vector<double>(kN * kN, 3 + 2.0 * kN)) << name;
    EXPECT_EQ(call_counts().crossed, before + 1) << name;
  }
}

TEST(DeviceBlocks, KeepPlacesApart) {
  DeviceBlocks blocks;
  const std::uint64_t a = blocks.take(1000), b = blocks.take(1), c = blocks.take(0);
  EXPECT_EQ(a % 256 + b % 256 + c % 256, 0U);
  EXPECT_GE(b, a + 1000);
  EXPECT_GT(c, b);
  EXPECT_EQ(blocks.live_bytes(), 1001U);
  EXPECT_TRUE(blocks.find(a + 999, 1) && blocks.find(a + 1000, 0) && blocks.find(a, 1000));
  EXPECT_FALSE(blocks.find(a + 999, 2) || blocks.find(a + 1001, 0) || blocks.find(a, UINT64_MAX));
  EXPECT_FALSE(blocks.add(a + 512, {1, 7}));
  EXPECT_FALSE(blocks.add(std::uint64_t{1} << kOffsetBits, {1, 7}));
  EXPECT_FALSE(blocks.add(b + 256 * 100, {std::uint64_t{1} << kOffsetBits, 7}));
  EXPECT_TRUE(blocks.add(b + 256 * 100, {256, 7}));
  EXPECT_EQ(*blocks.find(b + 256 * 100 + 5, 1), 12U);
  EXPECT_TRUE(blocks.remove(b).has_value());
  EXPECT_FALSE(blocks.remove(b).has_value());
  // What is freed is used again when the end of the addresses has been reached.
  const std::uint64_t most = (std::uint64_t{1} << kOffsetBits) - (std::uint64_t{1} << 20);
  const std::uint64_t large = blocks.take(most);
  blocks.take((std::uint64_t{1} << kOffsetBits) - (large + most));
  EXPECT_EQ(blocks.take(1), b);
  EXPECT_THROW(blocks.take(std::uint64_t{1} << 21), Error);
  EXPECT_THROW(blocks.take(UINT64_MAX), Error);
  blocks.remove(large);
  EXPECT_NO_THROW(blocks.take(std::uint64_t{1} << 21));
}

}  // namespace
}  // namespace fulcrum::offload::worker
