// SPDX-License-Identifier: Apache-2.0
// Kernels on every platform: loading, arguments, configurations, and what is refused.
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <type_traits>

#include "tests/runtime/kernels.hpp"
#include "tests/runtime/suite.hpp"

namespace fulcrum::test {
namespace {

using Saxpy = Kernel<float, View<const float>, View<float>, std::uint32_t>;
using Floats = Buffer<float>;

// Wrong arguments do not compile.
template <class... Given>
concept Launches = requires(StreamRef stream, const Saxpy& kernel, const Given&... given) {
  stream.launch(LaunchConfig{}, kernel, given...);
};
static_assert(Launches<float, View<const float>, View<float>, std::uint32_t>);
static_assert(Launches<double, Floats, Floats, int>);
static_assert(!Launches<float, View<const float>, View<float>>);
static_assert(!Launches<float, View<const float>, View<float>, std::uint32_t, int>);
static_assert(!Launches<float, View<const float>, View<const float>, std::uint32_t>);
static_assert(!Launches<float, View<const double>, View<float>, std::uint32_t>);
static_assert(!Launches<float, float*, float*, std::uint32_t>);
static_assert(!Launches<int, Floats, Floats, std::uint32_t>);
static_assert(!Launches<float, Floats, Floats, double>);
static_assert(!Launches<float, View<float, memory::Pinned>, Floats, std::uint32_t>);
static_assert(!std::is_copy_constructible_v<Saxpy> && std::is_nothrow_move_constructible_v<Saxpy>);
static_assert(!KernelArgument<float*> && !KernelArgument<std::string> &&
              !KernelArgument<View<float, memory::Pageable>>);

class Kernels : public Runtime {
 protected:
  Saxpy load_saxpy(const KernelSource& source) {
    return device().load<float, View<const float>, View<float>, std::uint32_t>(source);
  }
  // Is it a device of that platform, here or in a worker?
  bool on(const std::string& platform) {
    const std::string& own = device().properties().platform;
    return own == platform || own == "worker:" + platform;
  }
};

TEST_P(Kernels, ComputeOverAGrid) {
  const Stream stream = device().stream();
  const Saxpy saxpy = load_saxpy(saxpy_source());
  EXPECT_EQ(saxpy.name(), "saxpy");
  constexpr std::uint32_t kSize = 10007;
  std::vector<float> x(kSize), y(kSize, 1.0F);
  std::iota(x.begin(), x.end(), 0.0F);
  const Floats there = uploaded(stream, x), result = uploaded(stream, y);
  stream.launch({.grid = {(kSize + 127) / 128}, .block = {128}}, saxpy, 2.0F, there, result, kSize);
  const auto got = downloaded(stream, result);
  for (std::uint32_t i = 0; i < kSize; ++i) ASSERT_EQ(got[i], 1 + 2 * static_cast<float>(i)) << i;
}

TEST_P(Kernels, TakeViewsThatBeginAnywhere) {
  const Stream stream = device().stream();
  const Saxpy saxpy = load_saxpy(saxpy_source());
  const Floats x = uploaded(stream, std::vector<float>(1024, 1.0F)),
               y = uploaded(stream, std::vector<float>(1024, 0.0F));
  // Multiples of every device's alignment (at most 256 bytes here).
  for (const std::size_t offset : {64U, 128U, 512U, 64U}) {
    stream.launch({.block = {64}}, saxpy, 1.0F, x.view().part(offset, 64),
                  y.view().part(offset, 64), 64U);
  }
  const auto got = downloaded(stream, y);
  for (std::size_t i = 0; i < got.size(); ++i) {
    const std::size_t part = i / 64;
    ASSERT_EQ(got[i], part == 1 ? 2 : part == 2 || part == 8 ? 1 : 0) << i;
  }
}

TEST_P(Kernels, HaveMemoryOfTheirBlock) {
  const Stream stream = device().stream();
  const auto sums = device().load<View<const std::int32_t>, View<std::int32_t>>(sums_source());
  std::vector<std::int32_t> x(32 * 50);
  std::iota(x.begin(), x.end(), 1);
  const auto there = uploaded(stream, x);
  const auto result = device().allocate<std::int32_t>(50);
  stream.launch({.grid = {50}, .block = {32}, .shared_bytes = 32 * sizeof(std::int32_t)}, sums,
                there, result);
  const auto got = downloaded(stream, result);
  for (int b = 0; b < 50; ++b) ASSERT_EQ(got[b], 32 * 32 * b + 32 * 33 / 2) << b;
}

TEST_P(Kernels, SeeThreeDimensions) {
  const Stream stream = device().stream();
  const auto places = device().load<View<std::uint32_t>>(places_source());
  const auto result = device().allocate<std::uint32_t>(6 * 6 * 4);
  stream.launch({.grid = {3, 2, 2}, .block = {2, 3, 2}}, places, result);
  const auto got = downloaded(stream, result);
  std::size_t at = 0;
  for (std::uint32_t z = 0; z < 4; ++z)
    for (std::uint32_t y = 0; y < 6; ++y)
      for (std::uint32_t x = 0; x < 6; ++x) ASSERT_EQ(got[at++], x + 100 * y + 10000 * z);
}

TEST_P(Kernels, TakeArgumentsOfEverySize) {
  const Stream stream = device().stream();
  const auto mixed =
      device().load<std::int8_t, double, std::uint64_t, std::int16_t, View<double>>(mixed_source());
  const auto result = device().allocate<double>(4);
  const auto launch = [&](auto a, auto c, auto d) {
    stream.launch({}, mixed, a, 2.5, c, d, result);
  };
  launch(-3, std::uint64_t{1} << 52, -300);
  EXPECT_EQ(downloaded(stream, result),
            (std::vector<double>{-3, 2.5, static_cast<double>(std::uint64_t{1} << 52), -300}));
  expect_error(ErrorCode::InvalidArgument, "argument 1 (kernel argument) is 128",
               [&] { launch(128, 0, 0); });
  expect_error(ErrorCode::InvalidArgument, "is -1", [&] { launch(0, -1, 0); });
  expect_error(ErrorCode::InvalidArgument, "is 40000", [&] { launch(0, 0U, 40000U); });
  EXPECT_EQ(downloaded(stream, result)[0], -3);  // nothing was queued
}

// Arguments are read at the launch; buffers, events and kernels may go while it is queued.
TEST_P(Kernels, OutliveWhatTheyWereLaunchedWith) {
  const Stream stream = device().stream();
  constexpr std::uint32_t kSize = 1 << 16;
  const Floats y = uploaded(stream, std::vector<float>(kSize, 0.0F));
  for (int i = 0; i < 10; ++i) {
    const Saxpy saxpy = load_saxpy(saxpy_source());
    const auto x = uploaded(stream, std::vector<float>(kSize, 1.0F));
    float factor = 1;
    stream.launch({.grid = {kSize / 64}, .block = {64}}, saxpy, factor, x, y, kSize);
    factor = 1000;
  }
  const auto got = downloaded(stream, y);
  EXPECT_EQ(got.front(), 10);
  EXPECT_EQ(got.back(), 10);
}

TEST_P(Kernels, AreOrderedAmongTheStreamsOtherWork) {
  const Stream stream = device().stream();
  const Saxpy saxpy = load_saxpy(saxpy_source());
  auto host = pinned<float>(1000, 3.0F), back = pinned<float>(1000);
  const Floats x = device().allocate<float>(1000), y = device().allocate<float>(1000);
  bool seen = false;
  stream.copy(x.view(), host.view())
      .fill(y.view(), std::byte{0})
      .launch({.grid = {8}, .block = {128}}, saxpy, 2.0F, x, y, 1000U)
      .host([&] { seen = true; })
      .launch({.grid = {8}, .block = {128}}, saxpy, 1.0F, x, y, 1000U)
      .copy(back.view(), y.view())
      .sync();
  EXPECT_TRUE(seen);
  EXPECT_EQ(back.data()[0], 9);
  EXPECT_EQ(back.data()[999], 9);
}

TEST_P(Kernels, ComeFromFiles) {
  const std::filesystem::path folder = testing::TempDir();
  KernelSource source("saxpy");
  source.library(kernel_library());
  const auto put = [&](KernelFormat format, const char* name, const char* code) {
    const auto path = folder / ("fulcrum_" + std::to_string(getpid()) + name);
    std::ofstream(path) << code;
    source.file(format, path);
    return path;
  };
  const auto cuda = put(KernelFormat::CudaC, "saxpy.cu", kSaxpyCuda),
             opencl = put(KernelFormat::OpenClC, "saxpy.cl", kSaxpyOpenCl);
  const Stream stream = device().stream();
  const Floats x = uploaded(stream, std::vector<float>(64, 2.0F)),
               y = uploaded(stream, std::vector<float>(64, 1.0F));
  stream.launch({.block = {64}}, load_saxpy(source), 3.0F, x, y, 64);
  EXPECT_EQ(downloaded(stream, y), std::vector<float>(64, 7.0F));
  for (const auto& path : {cuda, opencl}) std::filesystem::remove(path);
  if (on("cuda") || on("opencl")) {
    expect_error(ErrorCode::InvalidArgument, "No such file", [&] { load_saxpy(source); });
  }
}

TEST_P(Kernels, ThatAreNotThereAreRefused) {
  expect_error(ErrorCode::InvalidArgument, "saxpy", [&] { load_saxpy(KernelSource("saxpy")); });
  KernelSource unknown("no_such_kernel");
  unknown.library(kernel_library())
      .code(KernelFormat::CudaC, kSaxpyCuda)
      .code(KernelFormat::OpenClC, kSaxpyOpenCl);
  expect_error(ErrorCode::InvalidArgument, "no_such_kernel", [&] { load_saxpy(unknown); });
  KernelSource missing("saxpy");
  missing.library("/no/such/library.so");
  if (on("host") || on("worker")) {
    expect_error(ErrorCode::InvalidArgument, "/no/such/library.so", [&] { load_saxpy(missing); });
  }
}

TEST_P(Kernels, OfOtherArgumentsAreRefused) {
  const KernelSource source = saxpy_source();
  expect_error(ErrorCode::InvalidArgument, "saxpy",
               [&] { device().load<float, View<const float>, View<float>>(source); });
  expect_error(ErrorCode::InvalidArgument, "saxpy", [&] {
    device().load<float, View<const float>, View<float>, std::uint32_t, float, float>(source);
  });
}

TEST_P(Kernels, WithErrorsInTheirCodeSayWhatTheCompilerSaid) {
  if (!on("cuda") && !on("opencl")) GTEST_SKIP() << "its code is compiled beforehand";
  KernelSource source("saxpy");
  source.code(KernelFormat::CudaC, "extern \"C\" __global__ void saxpy() { undeclared = 1; }")
      .code(KernelFormat::OpenClC, "kernel void saxpy() { undeclared = 1; }");
  expect_error(ErrorCode::InvalidArgument, "undeclared", [&] { device().load<>(source); });
}

TEST_P(Kernels, AreCompiledWithTheSourcesOptions) {
  if (!on("cuda") && !on("opencl")) GTEST_SKIP() << "its code is compiled beforehand";
  KernelSource source("number");
  source
      .code(KernelFormat::CudaC, "extern \"C\" __global__ void number(int* out) { *out = NUMBER; }")
      .code(KernelFormat::OpenClC, "kernel void number(global int* out) { *out = NUMBER; }")
      .options(KernelFormat::CudaC, "-DNUMBER=17")
      .options(KernelFormat::OpenClC, "-DNUMBER=17");
  const Stream stream = device().stream();
  const auto out = device().allocate<int>(1);
  stream.launch({}, device().load<View<int>>(source), out);
  EXPECT_EQ(downloaded(stream, out).front(), 17);
}

TEST_P(Kernels, RefuseConfigurationsThatTheDeviceHasNot) {
  const Stream stream = device().stream();
  const auto nothing = device().load<>(nothing_source());
  stream.launch({}, nothing).sync();
  const DeviceProperties& limits = device().properties();
  expect_error(ErrorCode::InvalidArgument, "argument 1 (grid) is 0 x 1 x 1",
               [&] { stream.launch({.grid = {0}}, nothing); });
  expect_error(ErrorCode::InvalidArgument, "argument 1 (block) is 1 x 0 x 1", [&] {
    stream.launch({.block = {1, 0}}, nothing);
  });
  ASSERT_GT(limits.max_block_items, 0U);
  const auto items = static_cast<std::uint32_t>(limits.max_block_items);
  expect_error(ErrorCode::InvalidArgument, "work items in a block", [&] {
    stream.launch({.block = {items, 2}}, nothing);
  });
  ASSERT_GT(limits.max_shared_bytes, 0U);
  const auto bytes = static_cast<std::uint32_t>(limits.max_shared_bytes);
  expect_error(ErrorCode::InvalidArgument, "shared_bytes",
               [&] { stream.launch({.shared_bytes = bytes + 1}, nothing); });
  EXPECT_EQ(stream.status(), "");
}

TEST_P(Kernels, AndViewsOfAnotherDeviceAreRefused) {
  for (const std::string_view name : platform_names()) {
    if (name == GetParam() || name.starts_with("worker")) continue;
    const Platform other = platform(name);
    if (!other.available()) continue;
    const Device& elsewhere = other.devices().front();
    const Stream stream = device().stream();
    const Saxpy mine = load_saxpy(saxpy_source());
    const Floats x = device().allocate<float>(1), theirs = elsewhere.allocate<float>(1);
    expect_error(ErrorCode::InvalidArgument, "argument 3 (kernel argument)",
                 [&] { stream.launch({}, mine, 1.0F, x, theirs, 1U); });
    const Stream foreign = elsewhere.stream();
    expect_error(ErrorCode::InvalidArgument, "argument 2 (kernel) is saxpy",
                 [&] { foreign.launch({}, mine, 1.0F, x, x, 1U); });
    EXPECT_EQ(stream.status(), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Platforms, Kernels, testing::ValuesIn(kPlatforms), name_of);

TEST(HostKernels, ThatThrowAreTheStreamsError) {
  const Device device = platform("host").devices().front();
  const Stream stream = device.stream();
  const auto throws = device.load<>(KernelSource("throws").host(host_kernel<&throws_blocks>()));
  bool ran = false;
  stream.launch({.grid = {100}}, throws).host([&] { ran = true; });
  EXPECT_EQ(message_of([&] { stream.sync(); }), "thrown by a kernel");
  EXPECT_FALSE(ran);
}

TEST(HostKernels, OfOtherTypesAreRefused) {
  const Device device = platform("host").devices().front();
  const KernelSource source = KernelSource("saxpy").host(host_kernel<&saxpy_blocks>());
  using F = View<const float>;
  using G = View<float>;
  expect_error(ErrorCode::InvalidArgument, "argument 1",
               [&] { device.load<double, F, G, int>(source); });
  expect_error(ErrorCode::InvalidArgument, "argument 4",
               [&] { device.load<float, F, G, G>(source); });
}

}  // namespace
}  // namespace fulcrum::test
