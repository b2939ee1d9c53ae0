// SPDX-License-Identifier: Apache-2.0
// The CUDA backend without faults: every argument reaches cuBLAS rightly, only what is read
// crosses, and the driver is used by its rules.
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>
#include <vector>

#include "fault/backend.hpp"
#include "tests/support/scale.hpp"

namespace fulcrum::test {
namespace {

constexpr Precision kPrecisions[] = {Precision::F32, Precision::F64};

struct Crossed {
  std::uint64_t in = 0, out = 0;
  int pageable = 0;
};

Crossed crossed() {
  Crossed sum;
  for (const standin::LoggedCall& call : call_log()) {
    if (call.copy == standin::CopyKind::HostToDevice) sum.in += call.bytes;
    if (call.copy == standin::CopyKind::DeviceToHost) sum.out += call.bytes;
    sum.pageable += call.pageable;
  }
  return sum;
}

std::int64_t count(const std::string& function) {
  const auto log = call_log();
  return std::count_if(log.begin(), log.end(),
                       [&](const auto& call) { return call.function == function; });
}

// Right, and no byte more crosses than is read; nothing crosses from or to memory that is not
// pinned, where a copy would hold up the host, or write an output before it is known to be whole.
void expect_right_and_lean(offload::BlasDevice& device, BlasCall& call) {
  control().clear();
  expect_right(device, call);
  EXPECT_LE(crossed().in, call.input_bytes()) << call.name();
  EXPECT_EQ(crossed().pageable, 0) << call.name();
}

void in_standin(const std::function<void()>& body,
                const std::map<std::string, std::string>& more = {}) {
  expect_child(standin_environment(more), body);
}

TEST(Backend, SaysWhatTheDeviceIs) {
  in_standin([] {
    const offload::DeviceInfo& info = device().info();
    EXPECT_EQ(info.name, "Stand-in device 0 (no GPU)");
    EXPECT_EQ(info.compute_major, 9);
    EXPECT_EQ(info.multiprocessors, 100);
    EXPECT_EQ(info.copy_engines, 2);
    EXPECT_EQ(info.memory_bytes, std::uint64_t{1} << 30);
    EXPECT_EQ(info.core_clock_hz, 1.5e9);
    EXPECT_EQ(info.memory_bandwidth, 2 * 2e9 * 4096 / 8);  // two transfers a clock
    EXPECT_NE(info.driver.find("13.0"), std::string::npos) << info.driver;
    EXPECT_NE(info.library.find("libcublas.so.13"), std::string::npos) << info.library;
    EXPECT_EQ(device().closed_because(), "");
    EXPECT_EQ(discover_in().problem, "");
    EXPECT_EQ(live().contexts, 0);  // a context is made by the first use
    EXPECT_EQ(violations(), "");
  });
}

TEST(Backend, GemmAllTransposesScalarsAndPadding) {
  in_standin([] {
    const std::int64_t sizes[][3] = {{1, 1, 1},   {3, 5, 7},  {17, 13, 31}, {64, 64, 64},
                                     {65, 1, 33}, {1, 70, 9}, {40, 90, 1},  {100, 90, 80}};
    const double scalars[][2] = {{1, 0}, {-1.5, 1}, {2, -0.25}, {0, 0.5}, {0, 0}};
    for (const auto& size : sizes) {
      for (const auto& scalar : scalars) {
        for (int trans = 0; trans < 4; ++trans) {
          const GemmArguments g{
              (trans & 1) != 0, (trans & 2) != 0, size[0],   size[1],
              size[2],          scalar[0],        scalar[1], trans % 2 == 0 ? 0 : 3};
          for (const Precision precision : kPrecisions)
            expect_right_and_lean(device(), *make_gemm(precision, g));
          if (testing::Test::HasFailure()) return;
        }
      }
    }
  });
}

TEST(Backend, GemmWithoutAProductScalesC) {
  in_standin([] {
    for (const double beta : {0.0, 0.5, 1.0}) {
      GemmArguments g{.m = 9, .n = 6, .k = 0, .alpha = 2, .beta = beta, .pad = 2};
      expect_right_and_lean(device(), *make_gemm(Precision::F64, g));
    }
  });
}

// What does not fit is computed panel by panel, cut in every dimension.
TEST(Backend, GemmLargerThanTheMemoryAllowed) {
  in_standin([] {
    narrow(device(), {.device_bytes = 1 << 20, .staging_bytes = 256 << 10, .ring_bytes = 64 << 10});
    for (int trans = 0; trans < 4; ++trans) {
      const GemmArguments g{
          (trans & 1) != 0, (trans & 2) != 0, 300, 420, 250, 1.25, trans < 2 ? 0.5 : 0.0, 1};
      const auto call = make_gemm(Precision::F64, g);
      control().clear();
      expect_right(device(), *call);
      EXPECT_GT(count("cublasDgemm_v2_64"), 1) << "one piece, so this test tests nothing";
    }
    EXPECT_LE(live().device_bytes, 1 << 20);
  });
}

// To the last byte, and no further.
TEST(Backend, AllTheMemoryAllowedCanBeHad) {
  in_standin([] {
    narrow(device(), {.device_bytes = 1 << 20, .staging_bytes = 256 << 10, .ring_bytes = 64 << 10});
    offload::cuda::CudaDevice& cuda = dynamic_cast<offload::cuda::CudaBlas&>(device()).device();
    const auto all = cuda.allocate(MemoryKind::Device, 1 << 20);
    EXPECT_EQ(live().device_bytes, 1 << 20);
    try {
      cuda.allocate(MemoryKind::Device, 1);
      ADD_FAILURE() << "no error";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::OutOfMemory);
    }
    cuda.release(MemoryKind::Device, all, 1 << 20);
  });
}

// The same on a device that has no more: 32 MiB of it are cuBLAS's workspace.
TEST(Backend, GemmLargerThanTheDevice) {
  in_standin(
      [] {
        const auto call = make_gemm(Precision::F64, {.m = 700, .n = 600, .k = 500, .beta = 0.5});
        expect_right(device(), *call);
        EXPECT_GT(count("cublasDgemm_v2_64"), 1) << "one piece, so this test tests nothing";
      },
      {{"FULCRUM_STANDIN_MEMORY", std::to_string(38 << 20)}});
}

TEST(Backend, VectorsInPieces) {
  in_standin([] {
    narrow(device(), {.device_bytes = 1 << 20, .staging_bytes = 256 << 10, .ring_bytes = 64 << 10});
    for (const std::int64_t inc : {1, -2}) {
      expect_right(device(), *make_axpy(Precision::F64,
                                        {.n = 100003, .alpha = 2, .incx = inc, .incy = -inc}));
      expect_right(device(), *make_dot(Precision::F64, {.n = 100003, .incx = inc}));
      expect_right(device(), *make_gemv(Precision::F64,
                                        {.m = 700, .n = 500, .beta = 1, .incx = inc, .incy = inc}));
      expect_right(device(),
                   *make_gemv(Precision::F64, {.trans = true, .m = 700, .n = 500, .incx = inc}));
    }
  });
}

TEST(Backend, GemvAllArguments) {
  in_standin([] {
    const std::int64_t sizes[][2] = {{1, 1}, {7, 5}, {64, 33}, {1, 90}, {130, 1}, {200, 150}};
    const std::int64_t increments[][2] = {{1, 1}, {2, 3}, {-1, 1}, {1, -2}, {-3, -1}};
    const double scalars[][2] = {{1, 0}, {-1.5, 1}, {0.5, -2}, {0, 0.5}};
    for (const auto& size : sizes) {
      for (const auto& inc : increments) {
        for (const auto& scalar : scalars) {
          for (const bool trans : {false, true}) {
            const GemvArguments g{trans,     size[0], size[1], scalar[0],
                                  scalar[1], inc[0],  inc[1],  trans ? 2 : 0};
            for (const Precision precision : kPrecisions)
              expect_right_and_lean(device(), *make_gemv(precision, g));
            if (testing::Test::HasFailure()) return;
          }
        }
      }
    }
  });
}

TEST(Backend, AxpyAndDotAllIncrements) {
  in_standin([] {
    const std::int64_t increments[][2] = {{1, 1}, {2, 3}, {-1, 1}, {1, -2}, {-3, -1}};
    for (const std::int64_t n : {1, 2, 17, 1000, 70001}) {
      for (const auto& inc : increments) {
        const VectorArguments v{n, -0.75, inc[0], inc[1]};
        for (const Precision precision : kPrecisions) {
          expect_right_and_lean(device(), *make_axpy(precision, v));
          expect_right_and_lean(device(), *make_dot(precision, v));
        }
        if (testing::Test::HasFailure()) return;
      }
    }
  });
}

// Operands in page-locked memory cross without the staging ring on the way in. On the way out they
// are staged as any other: the user's memory is written only when the device has succeeded.
TEST(Backend, PinnedOperands) {
  in_standin([] {
    expect_right(device(), *make_dot(Precision::F32, {.n = 10}));  // makes the context
    const PinnedMemory pinned;
    const auto allocate = [&](std::size_t bytes) { return pinned.allocate(bytes); };
    for (int trans = 0; trans < 4; ++trans) {
      const GemmArguments g{
          (trans & 1) != 0, (trans & 2) != 0, 33, 47, 29, 1.25, trans < 2 ? 0.5 : 0.0, trans};
      expect_right_and_lean(device(), *make_gemm(Precision::F64, g, allocate));
      expect_right_and_lean(
          device(), *make_gemv(Precision::F32, {.trans = trans > 1, .m = 33, .n = 47}, allocate));
    }
    const auto dot = make_dot(Precision::F64, {.n = 1000, .incx = -2}, allocate);
    const auto axpy = make_axpy(Precision::F64, {.n = 1000, .alpha = 2, .incy = -3}, allocate);
    expect_right_and_lean(device(), *dot);
    expect_right_and_lean(device(), *axpy);
    void* const memory = allocate(64);
    EXPECT_EQ(device().location(memory), Location::Pinned);
    EXPECT_EQ(device().location(&memory), Location::Pageable);
  });
}

TEST(Backend, LocksPagesOfTheProgramsMemory) {
  in_standin([] {
    expect_right(device(), *make_dot(Precision::F32, {.n = 10}));  // makes the context
    auto& locks = dynamic_cast<offload::cuda::CudaBlas&>(device()).device();
    std::vector<double> memory(100);
    EXPECT_TRUE(locks.page_lock(memory.data(), 800));
    EXPECT_EQ(device().location(&memory[99]), Location::Pinned);
    EXPECT_FALSE(locks.page_lock(memory.data(), 800)) << "it is already";
    locks.page_unlock(memory.data());
    EXPECT_EQ(device().location(&memory[99]), Location::Pageable);
    const standin::Fault fault{"cuMemHostRegister_v2", 1, 2, 0, standin::FaultMode::Once};
    control().fail(&fault);
    EXPECT_FALSE(locks.page_lock(memory.data(), 800));
    EXPECT_EQ(device().location(memory.data()), Location::Pageable);
    EXPECT_EQ(violations(), "");
    EXPECT_EQ(control().context_depth(), 0);
  });
}

TEST(Backend, CallsReuseWhatTheyHaveAllocated) {
  in_standin([] {
    const auto gemm = make_gemm(Precision::F64, {.m = 50, .n = 40, .k = 30, .beta = 1});
    const auto dot = make_dot(Precision::F32, {.n = 3000});
    standin::Live after_two{};
    for (int i = 0; i < 6; ++i) {
      gemm->reset();
      dot->reset();
      expect_right(device(), *gemm);
      expect_right(device(), *dot);
      if (i == 1) after_two = live();
    }
    EXPECT_EQ(live().device_bytes, after_two.device_bytes);
    EXPECT_EQ(live().pinned_bytes, after_two.pinned_bytes);
    EXPECT_EQ(live().streams, after_two.streams);
    EXPECT_EQ(live().events, after_two.events);
    EXPECT_EQ(live().blas_handles, after_two.blas_handles);
    EXPECT_EQ(live().contexts, 1);
  });
}

TEST(Backend, ManyThreadsAtOnce) {
  in_standin([] {
    const int threads = scaled(6, 3);
    std::vector<std::thread> team;
    team.reserve(static_cast<std::size_t>(threads));
    std::vector<std::string> wrong(static_cast<std::size_t>(threads));
    for (int t = 0; t < threads; ++t) {
      team.emplace_back([t, &wrong] {
        const auto gemm = make_gemm(
            Precision::F64, {.trans_a = t % 2 == 0, .m = 40 + t, .n = 30, .k = 20, .beta = 0.5});
        const auto axpy = make_axpy(Precision::F32, {.n = 500 + t, .alpha = 3, .incx = -1});
        for (int i = 0; i < 10; ++i) {
          for (BlasCall* call : {gemm.get(), axpy.get()}) {
            call->reset();
            const offload::Outcome outcome = call->run(device());
            const std::string verdict = outcome.ok ? call->verdict(-1) : outcome.message;
            if (!verdict.empty())
              wrong[static_cast<std::size_t>(t)] = call->name() + ": " + verdict;
          }
        }
      });
    }
    for (std::thread& thread : team) thread.join();
    for (const std::string& text : wrong) EXPECT_EQ(text, "");
    EXPECT_EQ(violations(), "");
    EXPECT_EQ(live().queued_work, 0);
  });
}

TEST(Backend, SeveralDevicesWorkAlone) {
  in_standin(
      [] {
        const auto& devices = discover_in().devices;
        ASSERT_EQ(devices.size(), 3U);
        const auto call = make_gemm(Precision::F64, {.m = 20, .n = 30, .k = 40});
        for (const auto& device : devices) {
          call->reset();
          expect_right(*device, *call);
        }
        EXPECT_EQ(devices[2]->info().name, "Stand-in device 2 (no GPU)");
        EXPECT_EQ(live().contexts, 3);
      },
      {{"FULCRUM_STANDIN_DEVICES", "3"}});
}

}  // namespace
}  // namespace fulcrum::test
