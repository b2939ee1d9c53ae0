// SPDX-License-Identifier: Apache-2.0
// The stand-in itself: it must be at least as strict as a driver, or the other fault tests prove
// nothing. Here its driver; its kernels and its cuBLAS have files of their own.
#include <cmath>
#include <csignal>
#include <stdexcept>
#include <thread>

#include "fault/standin_session.hpp"

// NOLINTBEGIN(performance-no-int-to-ptr): handles and device addresses are numbers here.
namespace fulcrum::test {
namespace {

TEST(ChildProcess, ReportsWhatWentWrong) {
  EXPECT_EQ(in_child({}, [] {}), "");
  EXPECT_NE(in_child({}, [] { EXPECT_EQ(1, 2) << "seen"; }).find("seen"), std::string::npos);
  EXPECT_NE(in_child({}, [] { throw std::runtime_error("thrown"); }).find("thrown"),
            std::string::npos);
  EXPECT_NE(in_child({}, [] { std::raise(SIGKILL); }).find("signal 9"), std::string::npos);
}

TEST(Standin, TheHostCannotReadDeviceMemory) {
  EXPECT_EQ(signal_of_child([] {
              const Session s;
              const volatile double* address = reinterpret_cast<const double*>(s.device(64));
              std::signal(SIGSEGV, SIG_DFL);
              static_cast<void>(*address);
            }),
            SIGSEGV);
}

TEST(Standin, FreshMemoryIsNaN) {
  expect_child({}, [] {
    const Session s;
    const DevicePtr device = s.device(8 * sizeof(double));
    double* pinned = s.pinned(8);
    EXPECT_TRUE(std::isnan(pinned[7]));
    pinned[7] = 1;
    EXPECT_EQ(cu().memcpy_dtoh_async(pinned, device, 8 * sizeof(double), s.stream),
              Result::Success);
    EXPECT_EQ(cu().stream_synchronize(s.stream), Result::Success);
    for (int i = 0; i < 8; ++i) EXPECT_TRUE(std::isnan(pinned[i]));
    EXPECT_EQ(violations(), "");
  });
}

// Pinned memory is read when the copy runs, pageable memory before the call returns.
TEST(Standin, WorkWaitsForASynchronisation) {
  expect_child({}, [] {
    const Session s;
    const DevicePtr device = s.device(2 * sizeof(double));
    double *in = s.pinned(1), *out = s.pinned(2);
    double pageable = 5;
    in[0] = 3;
    out[0] = out[1] = 7;
    cu().memcpy_htod_async(device, in, sizeof(double), s.stream);
    cu().memcpy_htod_async(device + sizeof(double), &pageable, sizeof(double), s.stream);
    cu().memcpy_dtoh_async(out, device, 2 * sizeof(double), s.stream);
    in[0] = 4;
    pageable = 6;
    EXPECT_TRUE(std::isnan(out[0]));
    EXPECT_EQ(live().queued_work, 3);
    EXPECT_EQ(cu().stream_synchronize(s.stream), Result::Success);
    EXPECT_EQ(out[0], 4);
    EXPECT_EQ(out[1], 5);
  });
}

// Memory of the program's is pinned from its registration to the end of that.
TEST(Standin, RegisteredMemoryIsPinned) {
  expect_child({}, [] {
    const Session s;
    const DevicePtr device = s.device(2 * sizeof(double));
    std::array<double, 2> memory{3, 7};
    const auto copy = [&] {
      cu().memcpy_htod_async(device, memory.data(), sizeof memory, s.stream);
      memory[0] = 4;
      cu().memcpy_dtoh_async(memory.data(), device, sizeof memory, s.stream);
      EXPECT_EQ(cu().stream_synchronize(s.stream), Result::Success);
      return std::exchange(memory[0], 3);
    };
    EXPECT_EQ(copy(), 3);
    EXPECT_EQ(cu().mem_host_register(memory.data(), sizeof memory, 0), Result::Success);
    EXPECT_EQ(static_cast<int>(cu().mem_host_register(memory.data() + 1, 8, 0)), 712);
    EXPECT_EQ(live().pinned_allocations, 1);
    EXPECT_EQ(copy(), 4);  // read when the copy ran
    EXPECT_EQ(cu().mem_free_host(memory.data()), Result::InvalidValue);
    EXPECT_EQ(cu().mem_host_unregister(memory.data()), Result::Success);
    EXPECT_EQ(static_cast<int>(cu().mem_host_unregister(memory.data())), 713);
    EXPECT_EQ(live().pinned_allocations, 0);
    EXPECT_EQ(copy(), 3);
    EXPECT_EQ(control().violations(), 2);
  });
}

TEST(Standin, PollingComesToAnEnd) {
  expect_child({}, [] {
    const Session s;
    const DevicePtr device = s.device(8);
    for (int i = 0; i < 3; ++i) cu().memset_d8_async(device, 1, 8, s.stream);
    int not_ready = 0;
    while (cu().stream_query(s.stream) == Result::NotReady) ++not_ready;
    EXPECT_EQ(not_ready, 3);
  });
}

TEST(Standin, AnEventOrdersStreamsAndItsLackIsARace) {
  expect_child({}, [] {
    const Session s;
    StreamHandle other = nullptr;
    EventHandle event = nullptr;
    cu().stream_create(&other, kStreamNonBlocking);
    cu().event_create(&event, kEventDisableTiming);
    const DevicePtr device = s.device(8);
    double *in = s.pinned(1), *out = s.pinned(1);
    in[0] = 9;
    cu().memcpy_htod_async(device, in, 8, s.stream);
    cu().event_record(event, s.stream);
    cu().stream_wait_event(other, event, 0);
    cu().memcpy_dtoh_async(out, device, 8, other);
    EXPECT_EQ(cu().stream_synchronize(other), Result::Success);
    EXPECT_EQ(out[0], 9);
    EXPECT_EQ(violations(), "");
    cu().memcpy_dtoh_async(out, device, 8, s.stream);  // fine: the host has waited for `other`
    EXPECT_EQ(violations(), "");
    cu().memset_d8_async(device, 0, 8, other);  // may overtake the copy in s.stream
    EXPECT_TRUE(violated("race: cuMemsetD8Async"));
  });
}

TEST(Standin, RefusesFreedForeignAndDestroyedHandles) {
  expect_child({}, [] {
    const Session s;
    const DevicePtr device = s.device(64);
    double* pinned = s.pinned(8);
    EXPECT_EQ(cu().mem_free(device), Result::Success);
    EXPECT_EQ(cu().mem_free(device), Result::InvalidValue);
    EXPECT_TRUE(violated("cuMemFree_v2"));
    EXPECT_EQ(cu().memcpy_dtoh_async(pinned, device, 8, s.stream), Result::InvalidValue);
    EXPECT_TRUE(violated("was freed"));
    EXPECT_EQ(cu().mem_free_host(pinned), Result::Success);
    EXPECT_EQ(cu().mem_free_host(pinned), Result::InvalidValue);
    EXPECT_EQ(cu().stream_synchronize(nullptr), Result::InvalidHandle);
    EXPECT_EQ(cu().stream_destroy(s.stream), Result::Success);
    EXPECT_EQ(cu().stream_destroy(s.stream), Result::InvalidHandle);
    EventHandle event = nullptr;
    EXPECT_EQ(cu().event_query(event), Result::InvalidHandle);
    EXPECT_EQ(cu().event_create(&event, 0), Result::Success);
    EXPECT_EQ(cu().event_destroy(event), Result::Success);
    EXPECT_EQ(cu().event_query(event), Result::InvalidHandle);
    EXPECT_EQ(control().violations(), 7);
  });
}

TEST(Standin, RefusesWhatBelongsToAnotherContext) {
  expect_child({{"FULCRUM_STANDIN_DEVICES", "2"}}, [] {
    const Session s;
    const DevicePtr device = s.device(64);
    Context second = nullptr;
    EXPECT_EQ(cu().device_primary_ctx_retain(&second, 1), Result::Success);
    EXPECT_EQ(cu().ctx_push_current(second), Result::Success);
    EXPECT_EQ(cu().stream_query(s.stream), Result::InvalidHandle);
    EXPECT_EQ(cu().mem_free(device), Result::InvalidValue);
    EXPECT_EQ(control().violations(), 2);
  });
}

TEST(Standin, WantsACurrentContextAndABalancedStack) {
  expect_child({}, [] {
    DevicePtr device = 0;
    EXPECT_EQ(cu().mem_alloc(&device, 8), Result::NotInitialized);
    EXPECT_EQ(cu().init(0), Result::Success);
    EXPECT_EQ(cu().mem_alloc(&device, 8), Result::InvalidContext);
    Context context = nullptr;
    EXPECT_EQ(cu().ctx_pop_current(&context), Result::InvalidContext);
    EXPECT_EQ(cu().ctx_push_current(reinterpret_cast<Context>(0x40)), Result::InvalidContext);
    EXPECT_EQ(control().violations(), 3);
    std::thread([] { const Session s; }).join();
    EXPECT_TRUE(violated("a thread ended with 1 contexts"));
  });
}

TEST(Standin, RefusesCopiesOutOfRange) {
  expect_child({}, [] {
    const Session s;
    const DevicePtr device = s.device(64);
    double* pinned = s.pinned(8);
    EXPECT_EQ(cu().memcpy_htod_async(device + 8, pinned, 64, s.stream), Result::InvalidValue);
    EXPECT_EQ(cu().memcpy_dtoh_async(pinned + 1, device, 64, s.stream), Result::InvalidValue);
    Memcpy2D copy{};
    copy.src_type = MemoryType::Host;
    copy.src_host = pinned;
    copy.src_pitch = 16;
    copy.dst_type = MemoryType::Device;
    copy.dst_device = device;
    copy.dst_pitch = 24;
    copy.width_bytes = 16;
    copy.height = 3;  // 2 * 24 + 16 = 64 bytes: fits
    EXPECT_EQ(cu().memcpy_2d_async(&copy, s.stream), Result::Success);
    copy.height = 4;
    EXPECT_EQ(cu().memcpy_2d_async(&copy, s.stream), Result::InvalidValue);
    copy.height = 1;
    copy.dst_pitch = 8;  // narrower than a row
    EXPECT_EQ(cu().memcpy_2d_async(&copy, s.stream), Result::InvalidValue);
    EXPECT_EQ(control().violations(), 3);
  });
}

TEST(Standin, PinnedMemoryMustOutliveItsCopies) {
  expect_child({}, [] {
    const Session s;
    const DevicePtr device = s.device(8);
    double* pinned = s.pinned(1);
    cu().memcpy_htod_async(device, pinned, 8, s.stream);
    EXPECT_EQ(cu().mem_free_host(pinned), Result::Success);
    EXPECT_TRUE(violated("queued work still uses"));
    double* overrun = s.pinned(1);
    overrun[1] = 0;
    EXPECT_EQ(cu().mem_free_host(overrun), Result::Success);
    EXPECT_TRUE(violated("past its end"));
  });
}

TEST(Standin, MemoryIsLimited) {
  expect_child({{"FULCRUM_STANDIN_MEMORY", "1000"}}, [] {
    const Session s;
    DevicePtr first = 0, second = 0;
    EXPECT_EQ(cu().mem_alloc(&first, 600), Result::Success);
    EXPECT_EQ(cu().mem_alloc(&second, 600), Result::OutOfMemory);
    std::size_t free = 0, total = 0;
    EXPECT_EQ(cu().mem_get_info(&free, &total), Result::Success);
    EXPECT_EQ(free, 400U);
    EXPECT_EQ(total, 1000U);
    EXPECT_EQ(cu().mem_free(first), Result::Success);
    EXPECT_EQ(cu().mem_alloc(&second, 600), Result::Success);
    EXPECT_EQ(live().device_allocations, 1);
  });
}

TEST(Standin, FaultsComeWhereTheyAreAskedFor) {
  expect_child({}, [] {
    const Session s;
    const standin::Fault second_alloc{"cuMemAlloc_v2", 2, 2, 3, standin::FaultMode::Once};
    control().clear();
    control().fail(&second_alloc);
    DevicePtr pointer = 0;
    EXPECT_EQ(cu().mem_alloc(&pointer, 8), Result::Success);
    EXPECT_EQ(cu().mem_alloc(&pointer, 8), Result::OutOfMemory);
    EXPECT_EQ(cu().mem_alloc(&pointer, 8), Result::Success);
    EXPECT_EQ(control().faults_fired(), 1);
    EXPECT_EQ(live().device_allocations, 2);
    const auto log = call_log();
    ASSERT_EQ(log.size(), 3U);
    EXPECT_EQ(log[1].result, 2);
    EXPECT_EQ(log[1].faulted, 1);
    EXPECT_EQ(log[2].bytes, 8U);
  });
}

TEST(Standin, AnAsynchronousFaultShowsAtTheNextSynchronisationAndStays) {
  expect_child({}, [] {
    const Session s;
    const DevicePtr device = s.device(8);
    const standin::Fault fault{"cuMemsetD8Async", 1, 700, 13, standin::FaultMode::Async};
    control().fail(&fault);
    EXPECT_EQ(cu().memset_d8_async(device, 0, 8, s.stream), Result::Success);
    EXPECT_EQ(cu().stream_synchronize(s.stream), Result::IllegalAddress);
    EXPECT_EQ(cu().stream_synchronize(s.stream), Result::IllegalAddress);
    EXPECT_EQ(cu().mem_free(device), Result::IllegalAddress);
    offload::cuda::BlasHandle handle = nullptr;
    EXPECT_EQ(blas().create(&handle), BlasStatus::ExecutionFailed);
  });
}

}  // namespace
}  // namespace fulcrum::test
// NOLINTEND(performance-no-int-to-ptr)
