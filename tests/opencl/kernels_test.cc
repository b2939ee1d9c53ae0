// SPDX-License-Identifier: Apache-2.0
// What is OpenCL's own about kernels: formats, views as sub-buffers, local memory, threads.
#include <dlfcn.h>

#include <cstdint>
#include <numeric>
#include <thread>

#include "tests/opencl/support.hpp"

namespace fulcrum::test {
namespace {

constexpr const char* kAdd = R"(
kernel void add(int a, global const int* x, global int* y) {
  y[get_global_id(0)] += a * x[get_global_id(0)];
})";

class OpenClKernels : public OpenCl {
 protected:
  using Add = Kernel<int, View<const int>, View<int>>;

  static KernelSource add_source(const std::string& options = "") {
    KernelSource source("add");
    source.code(KernelFormat::OpenClC, kAdd).options(KernelFormat::OpenClC, options);
    return source;
  }
  Add load(const KernelSource& source) {
    return device().load<int, View<const int>, View<int>>(source);
  }
  void expect_right(const Add& add) {
    const Stream stream = device().stream();
    auto host = device().allocate<int, memory::Pinned>(64);
    std::iota(host.data(), host.data() + 64, 0);
    const auto x = device().allocate<int>(64), y = device().allocate<int>(64);
    stream.copy(x.view(), host.view())
        .fill(y.view(), std::byte{0})
        .launch({.grid = {2}, .block = {32}}, add, 3, x, y)
        .copy(host.view(), y.view())
        .sync();
    for (int i = 0; i < 64; ++i) ASSERT_EQ(host.data()[i], 3 * i);
  }

  // What the device's compiler makes of OpenCL C.
  std::string binary_of(const char* text) {
    using offload::opencl::OpenClDevice;
    void* const library = dlopen("libOpenCL.so.1", RTLD_NOW | RTLD_LOCAL);
    const auto get = reinterpret_cast<decltype(&clGetProgramInfo)>(
        library != nullptr ? dlsym(library, "clGetProgramInfo") : nullptr);
    if (get == nullptr) return {};
    OpenClDevice& on = impl();
    cl_int result = CL_SUCCESS;
    const cl_program program =
        on.api().clCreateProgramWithSource(on.context(), 1, &text, nullptr, &result);
    on.check(result, "clCreateProgramWithSource");
    on.check(on.api().clBuildProgram(program, 1, &on.facts().device, "", nullptr, nullptr),
             "clBuildProgram");
    std::size_t size = 0;
    on.check(get(program, CL_PROGRAM_BINARY_SIZES, sizeof size, &size, nullptr), "sizes");
    std::string binary(size, '\0');
    char* place = binary.data();
    on.check(get(program, CL_PROGRAM_BINARIES, sizeof place, &place, nullptr), "binaries");
    on.check(on.api().clReleaseProgram(program), "clReleaseProgram");
    return binary;
  }
};

TEST_F(OpenClKernels, ComeFromBinaries) {
  KernelSource source("add");
  source.code(KernelFormat::OpenClBinary, binary_of(kAdd));
  expect_right(load(source));
}

TEST_F(OpenClKernels, TakeTheFirstFormatThatTheDeviceAccepts) {
  KernelSource source = add_source();
  source.code(KernelFormat::OpenClBinary, "no binary").code(KernelFormat::SpirV, "no SPIR-V");
  expect_right(load(source));
  source.code(KernelFormat::OpenClC, "kernel void add(int a) { undeclared(a); }");
  const std::string said = message_of([&] { load(source); });
  for (const char* words : {"an OpenCL binary: it is no binary of this device",
                            "SPIR-V: ", "OpenCL C: clBuildProgram", "undeclared"})
    EXPECT_NE(said.find(words), std::string::npos) << said;
}

TEST_F(OpenClKernels, OfSpirVAreRefusedWhereTheDeviceTakesNone) {
  if (!impl().facts().spirv.empty()) GTEST_SKIP() << "it takes " << impl().facts().spirv;
  KernelSource source("add");
  source.code(KernelFormat::SpirV, std::string("\x03\x02\x23\x07", 4));
  expect_error(ErrorCode::InvalidArgument, "SPIR-V: the device takes no SPIR-V",
               [&] { load(source); });
}

TEST_F(OpenClKernels, AreCompiledWithTheirOptions) {
  KernelSource source("add");
  source.code(KernelFormat::OpenClC,
              "kernel void add(int a, global const int* x, global int* y) { y[get_global_id(0)] = "
              "FACTOR * x[get_global_id(0)]; }");
  expect_error(ErrorCode::InvalidArgument, "FACTOR", [&] { load(source); });
  expect_right(load(source.options(KernelFormat::OpenClC, "-DFACTOR=3")));
}

TEST_F(OpenClKernels, OfOtherArgumentsAreRefusedWhenTheyAreLoaded) {
  const KernelSource source = add_source();
  const auto refused = [&](const char* words, const auto& load_it) {
    expect_error(ErrorCode::InvalidArgument, words, load_it);
  };
  refused("takes 3 arguments, and is declared with 2",
          [&] { device().load<int, View<const int>>(source); });
  refused("takes 3 arguments, and is declared with 4",
          [&] { device().load<int, View<const int>, View<int>, int>(source); });
  refused("argument 1 of the kernel is a value, and is declared as a view",
          [&] { device().load<View<int>, View<const int>, View<int>>(source); });
  refused("argument 2 of the kernel is a pointer, and is declared as a value of 8 bytes",
          [&] { device().load<int, std::uint64_t, View<int>>(source); });
  refused("argument 1 of the kernel has another size, and is declared as a value of 8 bytes",
          [&] { device().load<std::int64_t, View<const int>, View<int>>(source); });
}

TEST_F(OpenClKernels, TakeViewsAtTheDevicesAlignment) {
  const Add add = load(add_source());
  const Stream stream = device().stream();
  constexpr std::size_t kParts = 600;  // more than are kept
  const std::size_t step = impl().facts().base_alignment / sizeof(int);
  const auto x = device().allocate<int>(64), y = device().allocate<int>((kParts + 1) * step);
  auto host = device().allocate<int, memory::Pinned>((kParts + 1) * step);
  std::fill_n(host.data(), host.size(), 1);
  stream.copy(x.view(), host.view().part(0, 64)).fill(y.view(), std::byte{0});
  for (int round = 0; round < 2; ++round) {
    for (std::size_t part = 0; part < kParts; ++part) {
      stream.launch({.block = {1}}, add, static_cast<int>(part), x,
                    y.view().part(part * step, step));
    }
  }
  stream.copy(host.view(), y.view()).sync();
  for (std::size_t part = 0; part < kParts; ++part)
    ASSERT_EQ(host.data()[part * step], 2 * static_cast<int>(part));
  if (step > 1) {
    expect_error(ErrorCode::InvalidArgument,
                 "a view that begins 4 bytes into its buffer: " + device().name() +
                     " takes views at multiples of " + std::to_string(4 * step) + " bytes",
                 [&] { stream.launch({.block = {1}}, add, 1, x, y.view().part(1, 1)); });
  }
  EXPECT_EQ(stream.status(), "");
}

TEST_F(OpenClKernels, SeeNoMemoryForAnEmptyView) {
  KernelSource source("is_null");
  source.code(KernelFormat::OpenClC,
              "kernel void is_null(global const int* x, global int* y) { y[0] = x == 0; }");
  const auto kernel = device().load<View<const int>, View<int>>(source);
  const Stream stream = device().stream();
  const auto y = device().allocate<int>(1);
  auto host = device().allocate<int, memory::Pinned>(1);
  stream.launch({}, kernel, View<const int>{}, y).copy(host.view(), y.view()).sync();
  EXPECT_EQ(host.data()[0], 1);
}

TEST_F(OpenClKernels, HaveLocalMemoryOnlyWhereTheyTakeIt) {
  KernelSource source("local_sum");
  source.code(KernelFormat::OpenClC,
              "kernel void local_sum(global int* y, local int* part) { part[get_local_id(0)] = 1; "
              "barrier(CLK_LOCAL_MEM_FENCE); y[get_global_id(0)] = part[get_local_id(0) ^ 1]; }");
  const auto kernel = device().load<View<int>>(source);
  const Stream stream = device().stream();
  const auto y = device().allocate<int>(64);
  expect_error(ErrorCode::InvalidArgument, "(shared_bytes) is 0: the kernel has a pointer to local",
               [&] { stream.launch({.block = {64}}, kernel, y); });
  auto host = device().allocate<int, memory::Pinned>(64);
  stream.launch({.block = {64}, .shared_bytes = 256}, kernel, y).copy(host.view(), y.view()).sync();
  EXPECT_EQ(host.data()[63], 1);
  const Add add = load(add_source());
  expect_error(ErrorCode::InvalidArgument, "(shared_bytes) is 16: the kernel has no pointer",
               [&] { stream.launch({.block = {1}, .shared_bytes = 16}, add, 1, y, y); });
}

TEST_F(OpenClKernels, RefuseBlocksThatTheyAreNotCompiledFor) {
  KernelSource source("add");
  source.code(KernelFormat::OpenClC,
              "__attribute__((reqd_work_group_size(8, 1, 1))) kernel void add(int a, global const "
              "int* x, global int* y) { y[get_global_id(0)] = a * x[get_global_id(0)]; }");
  const Add add = load(source);
  const Stream stream = device().stream();
  const auto x = device().allocate<int>(64), y = device().allocate<int>(64);
  expect_error(ErrorCode::InvalidArgument, "(block) is 16 x 1 x 1",
               [&] { stream.launch({.block = {16}}, add, 1, x, y); });
  stream.launch({.block = {8}}, add, 1, x, y).sync();
}

// One kernel's arguments are set one by one: no other thread's may come between.
TEST_F(OpenClKernels, ServeManyThreads) {
  const Add add = load(add_source());
  constexpr int kThreads = 4, kRounds = 200;
  std::vector<int> right(kThreads, 0);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      const Stream stream = device().stream();
      const auto x = device().allocate<int>(8), y = device().allocate<int>(8);
      auto host = device().allocate<int, memory::Pinned>(8);
      std::fill_n(host.data(), 8, 1);
      stream.copy(x.view(), host.view()).fill(y.view(), std::byte{0});
      for (int round = 0; round < kRounds; ++round)
        stream.launch({.block = {8}}, add, 1000 * t + round, x, y);
      stream.copy(host.view(), y.view()).sync();
      right[static_cast<std::size_t>(t)] =
          host.data()[7] == kRounds * 1000 * t + kRounds * (kRounds - 1) / 2;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, std::vector<int>(kThreads, 1));
}

}  // namespace
}  // namespace fulcrum::test
