// SPDX-License-Identifier: Apache-2.0
// The stand-in's NVRTC and its kernels.
#include <string>
#include <vector>

#include "fault/standin_session.hpp"
#include "offload/cuda/nvrtc_api.hpp"
#include "tests/support/kernels.hpp"

// NOLINTBEGIN(performance-no-int-to-ptr): handles and device addresses are numbers here.
namespace fulcrum::test {
namespace {

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

}  // namespace
}  // namespace fulcrum::test
// NOLINTEND(performance-no-int-to-ptr)
