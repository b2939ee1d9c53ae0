// SPDX-License-Identifier: Apache-2.0
// The stand-in itself: it must be at least as strict as a driver, or the other fault tests prove
// nothing.
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cmath>
#include <complex>
#include <csignal>
#include <stdexcept>
#include <thread>
#include <vector>

#include "fault/support.hpp"
#include "offload/cuda/cuda_api.hpp"
#include "offload/cuda/nvrtc_api.hpp"
#include "tests/support/kernels.hpp"

// NOLINTBEGIN(performance-no-int-to-ptr): handles and device addresses are numbers here.
namespace fulcrum::test {
namespace {

using namespace offload::cuda;

template <class Api, class Table>
Api load(const char* library, const Table& table) {
  void* handle = dlopen((standin_folder() / library).c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) throw std::runtime_error(dlerror());
  Api api{};
  for (const auto& symbol : table) {
    void* found = dlsym(handle, symbol.exported);
    if (found == nullptr) throw std::runtime_error(std::string("no symbol ") + symbol.exported);
    symbol.store(api, found);
  }
  return api;
}

const DriverApi& cu() {
  static const DriverApi api = load<DriverApi>("libcuda.so.1", kDriverSymbols);
  return api;
}
const BlasApi& blas() {
  static const BlasApi api = load<BlasApi>("libcublas.so.13", kBlasSymbols);
  return api;
}

// A context of device 0 and a stream in it.
struct Session {
  Session() {
    EXPECT_EQ(cu().init(0), Result::Success);
    EXPECT_EQ(cu().device_primary_ctx_retain(&context, 0), Result::Success);
    EXPECT_EQ(cu().ctx_push_current(context), Result::Success);
    EXPECT_EQ(cu().stream_create(&stream, kStreamNonBlocking), Result::Success);
  }
  DevicePtr device(std::size_t bytes) const {
    DevicePtr pointer = 0;
    EXPECT_EQ(cu().mem_alloc(&pointer, bytes), Result::Success);
    return pointer;
  }
  double* pinned(std::size_t count) const {
    void* pointer = nullptr;
    EXPECT_EQ(cu().mem_host_alloc(&pointer, count * sizeof(double), 0), Result::Success);
    return static_cast<double*>(pointer);
  }
  Context context = nullptr;
  StreamHandle stream = nullptr;
};

bool violated(const std::string& part) { return violations().find(part) != std::string::npos; }

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

// What the stand-in's NVRTC makes of a kernel.
std::string cubin_of(const char* code) {
  static const NvrtcApi api = load<NvrtcApi>("libnvrtc.so.13", kNvrtcSymbols);
  NvrtcProgram program = nullptr;
  EXPECT_EQ(api.create_program(&program, code, "kernel.cu", 0, nullptr, nullptr),
            NvrtcStatus::Success);
  const char* const option = "--gpu-architecture=sm_90";
  EXPECT_EQ(api.compile_program(program, 1, &option), NvrtcStatus::Success);
  std::size_t bytes = 0;
  EXPECT_EQ(api.get_cubin_size(program, &bytes), NvrtcStatus::Success);
  std::string cubin(bytes, '\0');
  EXPECT_EQ(api.get_cubin(program, cubin.data()), NvrtcStatus::Success);
  EXPECT_EQ(api.destroy_program(&program), NvrtcStatus::Success);
  return cubin;
}

struct LoadedKernel {
  LoadedKernel(const char* code, const char* name) {
    EXPECT_EQ(cu().module_load_data_ex(&module, cubin_of(code).c_str(), 0, nullptr, nullptr),
              Result::Success);
    EXPECT_EQ(cu().module_get_function(&function, module, name), Result::Success);
  }
  Result launch(StreamHandle stream, unsigned items, unsigned shared,
                std::vector<void*> arguments) const {
    return cu().launch_kernel(function, 1, 1, 1, items, 1, 1, shared, stream, arguments.data(),
                              nullptr);
  }
  ModuleHandle module = nullptr;
  FunctionHandle function = nullptr;
};

TEST(Standin, KernelsWaitInTheirStreamAndNeedTheirModule) {
  if (!standin_compiles()) GTEST_SKIP() << "the stand-in finds no C++ compiler here";
  expect_child(standin_environment(), [] {
    const Session s;
    const LoadedKernel kernel(kScale, "scale");
    auto* const host = static_cast<float*>(static_cast<void*>(s.pinned(1)));
    host[0] = 3;
    DevicePtr x = s.device(sizeof(float));
    unsigned n = 1;
    float a = 2;
    EXPECT_EQ(cu().memcpy_htod_async(x, host, sizeof(float), s.stream), Result::Success);
    EXPECT_EQ(kernel.launch(s.stream, 32, 0, {&n, &a, &x}), Result::Success);
    a = 100;  // the arguments have been read
    EXPECT_EQ(live().queued_work, 2);
    EXPECT_EQ(cu().memcpy_dtoh_async(host, x, sizeof(float), s.stream), Result::Success);
    EXPECT_EQ(violations(), "");
    EXPECT_EQ(cu().module_unload(kernel.module), Result::Success);
    EXPECT_TRUE(violated("a launch of its kernels is still queued"));
    EXPECT_EQ(cu().stream_synchronize(s.stream), Result::Success);
    EXPECT_EQ(host[0], 6);
    EXPECT_NE(kernel.launch(s.stream, 32, 0, {&n, &a, &x}), Result::Success);
    EXPECT_TRUE(violated("the function is foreign, unloaded"));
  });
}

TEST(Standin, RefusesLaunchesAsADriverDoes) {
  if (!standin_compiles()) GTEST_SKIP() << "the stand-in finds no C++ compiler here";
  expect_child(standin_environment(), [] {
    const Session s;
    const LoadedKernel kernel(kMuchShared, "much_shared");
    unsigned count = 20000;
    DevicePtr sums = s.device(8), freed = s.device(8);
    // 80000 bytes were not asked for.
    EXPECT_EQ(kernel.launch(s.stream, 32, 80000, {&count, &sums}), Result::InvalidValue);
    EXPECT_EQ(kernel.launch(s.stream, 2000, 0, {&count, &sums}), Result::InvalidValue);
    EXPECT_EQ(kernel.launch(s.stream, 0, 0, {&count, &sums}), Result::InvalidValue);
    EXPECT_EQ(
        cu().func_set_attribute(kernel.function, FunctionAttribute::MaxDynamicSharedBytes, 80000),
        Result::Success);
    EXPECT_EQ(kernel.launch(s.stream, 32, 80000, {&count, &sums}), Result::Success);
    EXPECT_EQ(cu().stream_synchronize(s.stream), Result::Success);
    EXPECT_EQ(violations(), "");
    count = 20001;  // one word more than it has
    EXPECT_EQ(kernel.launch(s.stream, 32, 80000, {&count, &sums}), Result::Success);
    EXPECT_EQ(cu().stream_synchronize(s.stream), Result::Success);
    EXPECT_TRUE(violated("wrote past its 80000 bytes of shared memory"));
    EXPECT_EQ(cu().mem_free(freed), Result::Success);
    EXPECT_EQ(kernel.launch(s.stream, 32, 80000, {&count, &freed}), Result::Success);
    EXPECT_EQ(cu().stream_synchronize(s.stream), Result::IllegalAddress);
  });
}

TEST(Standin, AKernelBesideACopyIsARace) {
  if (!standin_compiles()) GTEST_SKIP() << "the stand-in finds no C++ compiler here";
  expect_child(standin_environment(), [] {
    const Session s;
    const LoadedKernel kernel(kScale, "scale");
    StreamHandle other = nullptr;
    EXPECT_EQ(cu().stream_create(&other, kStreamNonBlocking), Result::Success);
    DevicePtr x = s.device(64);
    unsigned n = 1;
    float a = 2;
    EXPECT_EQ(kernel.launch(s.stream, 32, 0, {&n, &a, &x}), Result::Success);
    EXPECT_EQ(cu().memset_d8_async(x, 0, 4, other), Result::Success);
    EXPECT_TRUE(violated("race: cuMemsetD8Async writes what cuLaunchKernel of scale writes"));
  });
}

TEST(Standin, CublasChecksArgumentsAndRanges) {
  expect_child({}, [] {
    const Session s;
    const double one = 1;
    offload::cuda::BlasHandle handle = nullptr;
    EXPECT_EQ(blas().create(&handle), BlasStatus::Success);
    EXPECT_EQ(blas().set_stream(handle, s.stream), BlasStatus::Success);
    const DevicePtr device = s.device(std::size_t{4} * 4 * sizeof(double));
    cu().memset_d8_async(device, 0, 128, s.stream);
    auto* a = reinterpret_cast<double*>(device);
    const auto gemm = [&](offload::cuda::BlasHandle h, int m, int lda, double* c) {
      return blas().d.gemm(h, BlasOperation::N, BlasOperation::N, m, 2, 2, &one, a, lda, a, 4, &one,
                           c, 4);
    };
    EXPECT_EQ(gemm(nullptr, 2, 4, a + 2), BlasStatus::NotInitialized);
    EXPECT_EQ(gemm(handle, 5, 4, a + 2), BlasStatus::InvalidValue);
    EXPECT_EQ(gemm(handle, 2, 4, a + 2), BlasStatus::Success);
    EXPECT_EQ(cu().stream_synchronize(s.stream), Result::Success);
    EXPECT_EQ(violations(), "");
    double on_host[16] = {};
    EXPECT_EQ(gemm(handle, 2, 4, on_host), BlasStatus::Success);
    EXPECT_TRUE(violated("is not device or pinned memory"));
    EXPECT_EQ(cu().stream_synchronize(s.stream), Result::IllegalAddress);
  });
}

TEST(Standin, BetaZeroDoesNotReadC) {
  expect_child({}, [] {
    const Session s;
    offload::cuda::BlasHandle handle = nullptr;
    blas().create(&handle);
    blas().set_stream(handle, s.stream);
    const DevicePtr a = s.device(8), c = s.device(8);
    double* host = s.pinned(2);
    host[0] = 3;
    cu().memcpy_htod_async(a, host, 8, s.stream);
    const double two = 2, zero = 0;
    auto *da = reinterpret_cast<double*>(a), *dc = reinterpret_cast<double*>(c);
    blas().d64.gemm(handle, BlasOperation::T, BlasOperation::N, 1, 1, 1, &two, da, 1, da, 1, &zero,
                    dc, 1);
    cu().memcpy_dtoh_async(host + 1, c, 8, s.stream);
    EXPECT_EQ(cu().stream_synchronize(s.stream), Result::Success);
    EXPECT_EQ(host[1], 18);
    EXPECT_EQ(violations(), "");
  });
}

// A cuBLAS handle on the stream of a session, and arrays on its device.
struct BlasSession : Session {
  BlasSession() {
    EXPECT_EQ(blas().create(&handle), BlasStatus::Success);
    EXPECT_EQ(blas().set_stream(handle, stream), BlasStatus::Success);
  }
  template <class T>
  T* up(const std::vector<T>& values) const {
    const DevicePtr pointer = device(values.size() * sizeof(T));
    EXPECT_EQ(cu().memcpy_htod_async(pointer, values.data(), values.size() * sizeof(T), stream),
              Result::Success);
    return reinterpret_cast<T*>(pointer);
  }
  template <class T>
  std::vector<T> down(const T* values, std::size_t count) const {
    std::vector<T> result(count);
    cu().memcpy_dtoh_async(result.data(), reinterpret_cast<DevicePtr>(values), count * sizeof(T),
                           stream);
    EXPECT_EQ(cu().stream_synchronize(stream), Result::Success);
    return result;
  }
  offload::cuda::BlasHandle handle = nullptr;
};

using C64 = std::complex<double>;
constexpr auto kN = BlasOperation::N, kT = BlasOperation::T, kC = BlasOperation::C;

TEST(Standin, CublasRefusesWhatItDoesNotKnow) {
  expect_child({}, [] {
    const BlasSession s;
    C64* const a = s.up(std::vector<C64>(16, 1));
    C64* const b = s.up(std::vector<C64>(16, 1));
    const C64 one = 1;
    const double real_one = 1;
    const BlasHandle h = s.handle;
    constexpr auto kUpper = BlasFill::Upper;
    const auto& z = blas().z;
    EXPECT_EQ(z.herk(h, kUpper, kT, 2, 2, &real_one, a, 4, &real_one, b, 4),
              BlasStatus::InvalidValue);
    EXPECT_EQ(z.syrk(h, kUpper, kC, 2, 2, &one, a, 4, &one, b, 4), BlasStatus::InvalidValue);
    EXPECT_EQ(z.hemv(h, static_cast<BlasFill>(2), 2, &one, a, 4, b, 1, &one, b, 1),
              BlasStatus::InvalidValue);
    EXPECT_EQ(z.hbmv(h, kUpper, 4, 4, &one, a, 4, b, 1, &one, b, 1), BlasStatus::InvalidValue);
    EXPECT_EQ(z.trmv(h, kUpper, kN, BlasDiagonal::Unit, 2, a, 4, b, 0), BlasStatus::InvalidValue);
    EXPECT_EQ(
        z.trmm(h, BlasSide::Left, kUpper, kN, BlasDiagonal::Unit, 2, 2, &one, a, 4, b, 4, b, 3),
        BlasStatus::InvalidValue);
    EXPECT_EQ(z.geam(h, kT, kN, 2, 2, &one, a, 4, &one, b, 4, a, 4), BlasStatus::InvalidValue);
    EXPECT_EQ(z.geam(h, kT, kN, 2, 2, &one, a, 4, &one, b, 4, b, 4), BlasStatus::Success);
    EXPECT_EQ(blas().s.scal(h, 4, nullptr, nullptr, 1), BlasStatus::InvalidValue);
    EXPECT_EQ(cu().stream_synchronize(s.stream), Result::Success);
    EXPECT_EQ(violations(), "");
  });
}

// A vendor who takes "assumed to be zero" at its word: what is there has an influence.
TEST(Standin, AHermitianDiagonalIsUsedAsItIs) {
  expect_child({}, [] {
    const BlasSession s;
    C64* const a = s.up(std::vector<C64>{{2, 3}});
    C64* const x = s.up(std::vector<C64>{{1, 1}});
    C64* const y = s.up(std::vector<C64>{0});
    const C64 one = 1, zero = 0;
    const double real_one = 1;
    blas().z.hemv(s.handle, BlasFill::Lower, 1, &one, a, 1, x, 1, &zero, y, 1);
    EXPECT_EQ(s.down(y, 1)[0], C64(2, 3) * C64(1, 1));
    // An update leaves it real.
    blas().z64.her(s.handle, BlasFill::Upper, 1, &real_one, x, 1, a, 1);
    EXPECT_EQ(s.down(a, 1)[0], C64(4, 0));
    EXPECT_EQ(violations(), "");
  });
}

TEST(Standin, GeamDoesNotReadWhatHasTheFactorZero) {
  expect_child({}, [] {
    const BlasSession s;
    double* const a = s.up(std::vector<double>{1, 2, 3, 4});
    auto* const fresh = reinterpret_cast<double*>(s.device(4 * sizeof(double)));  // NaN
    const double two = 2, zero = 0;
    EXPECT_EQ(blas().d.geam(s.handle, kT, kN, 2, 2, &two, a, 2, &zero, fresh, 2, fresh, 2),
              BlasStatus::Success);
    EXPECT_EQ(s.down(fresh, 4), (std::vector<double>{2, 6, 4, 8}));
  });
}

TEST(Standin, StridedBatches) {
  expect_child({}, [] {
    const BlasSession s;
    // Two products of 2 x 1 and 1 x 2, the second operand the same in both.
    double* const a = s.up(std::vector<double>{1, 2, 3, 4});
    double* const b = s.up(std::vector<double>{5, 7});
    double* const c = s.up(std::vector<double>(8, 1));
    const double one = 1, zero = 0;
    EXPECT_EQ(blas().d64.gemm_strided_batched(s.handle, kN, kN, 2, 2, 1, &one, a, 2, 2, b, 1, 0,
                                              &one, c, 2, 4, 2),
              BlasStatus::Success);
    EXPECT_EQ(s.down(c, 8), (std::vector<double>{6, 11, 8, 15, 16, 21, 22, 29}));
    EXPECT_EQ(blas().d.gemv_strided_batched(s.handle, kT, 2, 1, &one, a, 2, 2, b, 1, 0, &zero, c, 1,
                                            1, 2),
              BlasStatus::Success);
    EXPECT_EQ(s.down(c, 3), (std::vector<double>{1 * 5 + 2 * 7, 3 * 5 + 4 * 7, 8}));
    EXPECT_EQ(blas().d.gemv_strided_batched(s.handle, kN, 2, 1, &one, a, 2, 2, b, 1, 0, &zero, c, 1,
                                            1, -1),
              BlasStatus::InvalidValue);
    EXPECT_EQ(violations(), "");
    blas().d.gemm_strided_batched(s.handle, kN, kN, 2, 2, 1, &one, a, 2, 2, b, 1, 0, &one, c, 2, 3,
                                  2);
    EXPECT_TRUE(violated("outputs of the batch overlap"));
  });
}

TEST(Standin, TrsmOfAnArrayOfMatrices) {
  expect_child({}, [] {
    const BlasSession s;
    // Lower triangles {2, 1; 4} and {1, -1; 2}, behind each the right-hand sides.
    double* const a = s.up(std::vector<double>{2, 1, NAN, 4, 1, -1, NAN, 2});
    double* const b = s.up(std::vector<double>{2, 9, 3, 1});
    const double one = 1;
    double** const all_a = s.up(std::vector<double*>{a, a + 4});
    double** const all_b = s.up(std::vector<double*>{b, b + 2});
    EXPECT_EQ(blas().d64.trsm_batched(s.handle, BlasSide::Left, BlasFill::Lower, kN,
                                      BlasDiagonal::NonUnit, 2, 1, &one, all_a, 2, all_b, 2, 2),
              BlasStatus::Success);
    EXPECT_EQ(s.down(b, 4), (std::vector<double>{1, 2, 3, 2}));
    EXPECT_EQ(violations(), "");
    // Addresses that lie on the host.
    double* on_host[] = {b, b};
    EXPECT_EQ(blas().d.trsm_batched(s.handle, BlasSide::Left, BlasFill::Lower, kN,
                                    BlasDiagonal::NonUnit, 2, 1, &one, all_a, 2, on_host, 2, 2),
              BlasStatus::Success);
    EXPECT_TRUE(violated("is not device or pinned memory"));
    EXPECT_EQ(cu().stream_synchronize(s.stream), Result::IllegalAddress);
  });
}

TEST(Standin, DotWaitsInHostPointerMode) {
  expect_child({}, [] {
    const Session s;
    offload::cuda::BlasHandle handle = nullptr;
    blas().create(&handle);
    blas().set_stream(handle, s.stream);
    const DevicePtr x = s.device(3 * sizeof(float));
    const float host[3] = {1, 2, 3};
    cu().memcpy_htod_async(x, host, sizeof host, s.stream);
    float sum = 0;
    auto* dx = reinterpret_cast<float*>(x);
    EXPECT_EQ(blas().s.dot(handle, 3, dx, 1, dx, -1, &sum), BlasStatus::Success);
    EXPECT_EQ(sum, 1 * 3 + 2 * 2 + 3 * 1);
    EXPECT_EQ(live().queued_work, 0);
  });
}

}  // namespace
}  // namespace fulcrum::test
// NOLINTEND(performance-no-int-to-ptr)
