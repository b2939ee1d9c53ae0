// SPDX-License-Identifier: Apache-2.0
// Kernels on the stand-in driver where something fails: a fault at every call of loading and
// launching, kernels that fault themselves, drivers and compilers that lack something, copies
// between two devices.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "fault/inject.hpp"
#include "fulcrum/runtime.hpp"
#include "offload/cuda/nvrtc.hpp"
#include "offload/runtime/platforms.hpp"
#include "tests/support/kernels.hpp"

namespace fulcrum::test {
namespace {

constexpr unsigned kSize = 100;

// The stand-in's devices, looked for once in a process, in one folder.
std::vector<Device> runtime_devices(const std::string& folder = standin_folder().string()) {
  Config config;
  config.cuda_library_path = folder;
  const Platform found = offload::cuda_platform(config);
  if (found.devices().empty()) throw std::runtime_error("no device: " + found.reason());
  return found.devices();
}

KernelSource scale_source() { return KernelSource("scale").code(KernelFormat::CudaC, kScale); }

std::string message(const std::function<void()>& body, std::optional<ErrorCode> code = {}) {
  try {
    body();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code.value_or(error.code())) << error.what();
    return error.what();
  }
  return "nothing was thrown";
}

#define EXPECT_SAYS(text, part) \
  EXPECT_NE((text).find(part), std::string::npos) << "no '" << (part) << "' in: " << (text)

class KernelTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!standin_compiles()) GTEST_SKIP() << "the stand-in finds no C++ compiler here";
  }
};
class KernelFaults : public KernelTest {};
class KernelDrivers : public KernelTest {};
class KernelCompilers : public KernelTest {};
class KernelDevices : public KernelTest {};

// Loads, copies up, launches, copies down, and lets all of it go. True where the result is right.
bool scale_once(Device& device, const KernelSource& source) {
  const Stream stream = device.stream();
  const auto host = device.allocate<float, memory::Pinned>(kSize),
             result = device.allocate<float, memory::Pinned>(kSize);
  std::iota(host.data(), host.data() + kSize, 1.0F);
  const auto x = device.allocate<float, memory::Device>(kSize);
  const auto kernel = device.load<unsigned, float, View<float>>(source);
  stream.copy(x.view(), host.view())
      .launch({{4}, {32}}, kernel, kSize, 3.0F, x.view())
      .copy(result.view(), x.view())
      .sync();
  for (unsigned i = 0; i < kSize; ++i)
    if (result.data()[i] != 3.0F * static_cast<float>(i + 1)) return false;
  return true;
}

// A file of the parent's: children that each compiled the kernel would take half a second each.
class CubinFile {
 public:
  CubinFile() : path_((folder_.path() / "scale.cubin").string()) {
    const std::string wrong = in_child(standin_environment(), [this] {
      const auto& nvrtc = offload::cuda::nvrtc(standin_folder().string());
      std::ofstream(path_, std::ios::binary)
          << offload::cuda::compile_cuda(nvrtc, kScale, "scale", 90, "").image;
    });
    EXPECT_EQ(wrong, "");
  }
  KernelSource source() const { return KernelSource("scale").file(KernelFormat::Cubin, path_); }
  std::string bytes() const {
    std::ifstream in(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }

 private:
  LibraryFolder folder_;
  std::string path_;
};

// Right, or an error that names the call; then right again, or closed. What is alive does not grow.
void scale_rounds(const CubinFile& cubin, const Kind& kind, std::int64_t at) {
  Device device = runtime_devices().front();
  standin::Live after[3]{};
  for (standin::Live& alive : after) {
    control().clear();
    const Fault fault{"", at, kind.cuda_code, kind.cublas_code, kind.mode};
    control().fail(&fault);
    try {
      EXPECT_TRUE(scale_once(device, cubin.source())) << "a wrong result, and no error";
    } catch (const Error& error) {
      EXPECT_TRUE(names_failed_call(error.what(), kind)) << error.what();
      EXPECT_NE(error.code(), ErrorCode::InvalidArgument) << error.what();
    }
    EXPECT_EQ(violations(), "");
    EXPECT_EQ(control().context_depth(), 0);
    control().clear();
    std::string closed;
    try {
      closed = device.stream().status();
      EXPECT_TRUE(scale_once(device, cubin.source()));
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::DeviceLost) << error.what();
      EXPECT_TRUE(kind.may_close) << error.what();
      return;
    }
    EXPECT_EQ(closed, "");
    EXPECT_EQ(violations(), "");
    alive = live();
  }
  EXPECT_TRUE(same(after[1], after[2]) && after[1].modules == after[2].modules)
      << "leaked: " << text(after[1]) << " became " << text(after[2]) << ", modules "
      << after[1].modules << " became " << after[2].modules;
}

TEST_F(KernelFaults, AtEveryCall) {
  const CubinFile cubin;
  SharedNumber calls;
  expect_child(standin_environment(), [&] {
    Device device = runtime_devices().front();
    control().clear();
    EXPECT_TRUE(scale_once(device, cubin.source()));
    calls.value() = control().calls();
  });
  ASSERT_GT(calls.value(), 20);
  for (const Kind& kind : kKinds) {
    for (std::int64_t at = 1; at <= calls.value() && !HasFailure(); at += scaled(1, 5)) {
      const std::string wrong =
          in_child(standin_environment(), [&] { scale_rounds(cubin, kind, at); });
      EXPECT_EQ(wrong, "") << describe(kind, at);
    }
  }
}

// The launch was queued; what it does shows at the next wait, on the stream and on the device.
void expect_lost(const KernelSource& source, const std::string& name,
                 const std::function<void(const Stream&, Device&)>& launch) {
  expect_child(standin_environment(), [&] {
    Device device = runtime_devices().front();
    const Stream stream = device.stream(), other = device.stream();
    launch(stream, device);
    EXPECT_SAYS(message([&] { stream.sync(); }, ErrorCode::DeviceLost), name);
    EXPECT_SAYS(stream.status(), name);
    EXPECT_SAYS(other.status(), name);
    EXPECT_SAYS(message([&] { stream.sync(); }, ErrorCode::DeviceLost), name);
    EXPECT_SAYS(message([&] { scale_once(device, source); }, ErrorCode::DeviceLost), name);
  });
}

TEST_F(KernelFaults, AKernelThatFaultsClosesTheDevice) {
  const KernelSource wild = KernelSource("write_to_nothing").code(KernelFormat::CudaC, kFaults);
  expect_lost(wild, "700 CUDA_ERROR_ILLEGAL_ADDRESS", [&](const Stream& stream, Device& device) {
    const auto kernel = device.load<int>(wild);
    stream.launch({{1}, {32}}, kernel, 64);
  });
  const KernelSource trap = KernelSource("trap").code(KernelFormat::CudaC, kFaults);
  expect_lost(trap, "719 CUDA_ERROR_LAUNCH_FAILED", [&](const Stream& stream, Device& device) {
    const auto kernel = device.load<View<int>>(trap);
    const auto out = device.allocate<int, memory::Device>(1);
    stream.launch({{1}, {1}}, kernel, out.view());
  });
}

// Where a fault shows while the queue works in software, it is the stream's error all the same.
TEST_F(KernelFaults, BehindAHostTask) {
  expect_child(standin_environment(), [] {
    Device device = runtime_devices().front();
    const auto kernel = device.load<unsigned, float, View<float>>(scale_source());
    const auto x = device.allocate<float, memory::Device>(kSize);
    const Stream stream = device.stream();
    const Fault fault{"cuLaunchKernel", 1, 719, 0, FaultMode::Once};
    control().fail(&fault);
    bool ran = false;
    stream.host([] {}).launch({{1}, {32}}, kernel, 1, 2.0F, x.view()).host([&] { ran = true; });
    EXPECT_SAYS(message([&] { stream.sync(); }, ErrorCode::DeviceLost), "cuLaunchKernel of scale");
    EXPECT_FALSE(ran);
  });
}

// The parent's kernels, streams and buffers end in a child of fork() without a driver call.
TEST_F(KernelFaults, EndInAChildOfFork) {
  expect_child(standin_environment(), [] {
    Device device = runtime_devices().front();
    std::optional<Kernel<unsigned, float, View<float>>> kernel;
    kernel.emplace(device.load<unsigned, float, View<float>>(scale_source()));
    const pid_t child = fork();
    if (child == 0) {
      const std::int64_t calls = control().calls();
      kernel.reset();
      const std::string text = message([&] { (void)device.load<int>(scale_source()); });
      _exit(control().calls() == calls && text.find("fork()") != std::string::npos ? 0 : 1);
    }
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  });
}

TEST_F(KernelDrivers, WithoutWordOfParameters) {
  LibraryFolder folder;
  folder.add("libcuda.so.1", {"cuFuncGetParamInfo"});
  folder.add("libcublas.so.13");
  folder.add("libnvrtc.so.13");
  expect_child({}, [&] {
    Device device = runtime_devices(folder.path().string()).front();
    EXPECT_TRUE(scale_once(device, scale_source()));
    EXPECT_NO_THROW((device.load<unsigned, float>(scale_source())));
  });
}

TEST_F(KernelDrivers, ImagesThatAreNotTheirs) {
  expect_child(standin_environment(), [] {
    Device device = runtime_devices().front();
    const auto refused = [&](KernelFormat format, const std::string& code) {
      return message([&] { (void)device.load<int>(KernelSource("f").code(format, code)); },
                     ErrorCode::InvalidArgument);
    };
    EXPECT_SAYS(refused(KernelFormat::Cubin, std::string(200, '\x17')),
                "200 CUDA_ERROR_INVALID_IMAGE");
    EXPECT_SAYS(refused(KernelFormat::Ptx, kScalePtx), "218 CUDA_ERROR_INVALID_PTX");
    // A cubin for another major version, as its compiler makes it.
    const auto& nvrtc = offload::cuda::nvrtc(standin_folder().string());
    EXPECT_SAYS(refused(KernelFormat::Cubin,
                        offload::cuda::compile_cuda(nvrtc, kScale, "scale", 80, "").image),
                "209 CUDA_ERROR_NO_BINARY_FOR_GPU");
  });
}

// A driver that loads lazily may say only when it is asked for the kernel what it thinks of the
// code.
TEST_F(KernelDrivers, ThatSayLateWhatTheyThink) {
  const CubinFile cubin;
  expect_child(standin_environment(), [&] {
    Device device = runtime_devices().front();
    const Fault fault{"cuModuleGetFunction", 1, 218, 0, FaultMode::Once};
    control().fail(&fault);
    KernelSource source = cubin.source();
    source.code(KernelFormat::CudaC, kScale);
    EXPECT_TRUE(scale_once(device, source));
    EXPECT_EQ(control().faults_fired(), 1);
    EXPECT_EQ(live().modules, 0);
    control().fail(&fault);
    EXPECT_SAYS(message([&] { scale_once(device, cubin.source()); }, ErrorCode::InvalidArgument),
                "a cubin: cuModuleGetFunction failed: 218 CUDA_ERROR_INVALID_PTX");
  });
}

// A compiler that does not know the device: PTX of the newest architecture below, which the driver
// compiles further.
TEST_F(KernelCompilers, ThatAreOlderThanTheDevice) {
  expect_child(standin_environment({{"FULCRUM_STANDIN_ARCHS", "75 80 86"}}), [] {
    Device device = runtime_devices().front();
    EXPECT_TRUE(scale_once(device, scale_source()));
  });
  expect_child(standin_environment({{"FULCRUM_STANDIN_ARCHS", "100 120"}}), [] {
    Device device = runtime_devices().front();
    EXPECT_SAYS(message([&] { scale_once(device, scale_source()); }, ErrorCode::InvalidArgument),
                "--gpu-architecture=compute_90");
  });
}

// Is there an NVRTC in reach behind the folder that a test names?
bool system_has_nvrtc() {
  return in_child({}, [] { offload::cuda::nvrtc(""); }).empty();
}

TEST_F(KernelCompilers, ThatAreMissingOrIncomplete) {
  if (system_has_nvrtc()) GTEST_SKIP() << "this machine has an NVRTC of its own";
  LibraryFolder folder;
  folder.add("libcuda.so.1");
  folder.add("libcublas.so.13");
  const auto refused = [&] {
    Device device = runtime_devices(folder.path().string()).front();
    return message([&] { scale_once(device, scale_source()); }, ErrorCode::InvalidArgument);
  };
  expect_child({}, [&] {
    const std::string text = refused();
    EXPECT_SAYS(text, (folder.path() / "libnvrtc.so.13").string() + ": no such file");
    EXPECT_SAYS(text, "FULCRUM_CUDA_LIBRARY_PATH");
  });
  folder.add("libnvrtc.so.13", {"nvrtcCompileProgram"});
  expect_child({}, [&] { EXPECT_SAYS(refused(), "lacks the symbol nvrtcCompileProgram"); });
}

// The same without a folder: nothing is opened before the first kernel in CUDA C.
TEST_F(KernelCompilers, AreLoadedByTheFirstKernelThatNeedsThem) {
  const CubinFile cubin;
  expect_child(standin_environment(), [&] {
    Device device = runtime_devices().front();
    const auto asked = [] {
      const auto log = call_log();
      return std::any_of(log.begin(), log.end(), [](const standin::LoggedCall& call) {
        return std::string_view(call.function).starts_with("nvrtc");
      });
    };
    EXPECT_TRUE(scale_once(device, cubin.source()));
    EXPECT_FALSE(asked());
    EXPECT_TRUE(scale_once(device, scale_source()));
    EXPECT_TRUE(asked());
  });
}

// --- two devices

std::int64_t calls_of(std::string_view function) {
  const auto log = call_log();
  return std::count_if(log.begin(), log.end(),
                       [&](const standin::LoggedCall& call) { return function == call.function; });
}

void copy_between_devices() {
  const auto devices = runtime_devices();
  ASSERT_EQ(devices.size(), 2U);
  const Device &a = devices[0], &b = devices[1];
  constexpr std::size_t kRows = 3, kCols = 50, kLd = 8;
  const auto host = a.allocate<int, memory::Pinned>(kLd * kCols),
             back = b.allocate<int, memory::Pinned>(kLd * kCols);
  std::iota(host.data(), host.data() + host.size(), 0);
  std::fill_n(back.data(), back.size(), -1);
  const auto on_a = a.allocate<int, memory::Device>(kLd * kCols),
             on_b = b.allocate<int, memory::Device>(kLd * kCols),
             whole = b.allocate<int, memory::Device>(kLd * kCols),
             again = a.allocate<int, memory::Device>(kLd * kCols);
  const Stream first = a.stream(), second = b.stream();
  const Event up = a.event(), over = b.event();
  first.copy(on_a.view(), host.view()).record(up);
  // A device's stream reads and writes the other's memory.
  second.wait(up).fill(on_b.view(), std::byte{0xFF});
  second.copy_matrix(on_b.view(), kRows, on_a.view(), kLd, kRows, kCols)
      .copy(whole.view(), on_a.view())
      .copy(again.view(), whole.view())
      .copy_matrix(back.view(), kLd, on_b.view(), kRows, kRows, kCols)
      .record(over);
  first.wait(over).copy(host.view(), again.view()).sync();
  second.sync();
  for (std::size_t i = 0; i < host.size(); ++i) ASSERT_EQ(host.data()[i], static_cast<int>(i));
  for (std::size_t i = 0; i < back.size(); ++i)
    ASSERT_EQ(back.data()[i], i % kLd < kRows ? static_cast<int>(i) : -1) << i;
  EXPECT_EQ(violations(), "");
}

TEST_F(KernelDevices, CopyBetweenEachOther) {
  expect_child(standin_environment({{"FULCRUM_STANDIN_DEVICES", "2"}}), [] {
    copy_between_devices();
    EXPECT_EQ(calls_of("cuMemcpyPeerAsync"), 2);
    EXPECT_EQ(calls_of("cuMemcpy3DPeerAsync"), 1);
    EXPECT_EQ(calls_of("cuCtxEnablePeerAccess"), 1);
  });
}

// Through pinned memory where the driver reaches no other device.
TEST_F(KernelDevices, CopyThroughTheHost) {
  expect_child(
      standin_environment({{"FULCRUM_STANDIN_DEVICES", "2"}, {"FULCRUM_STANDIN_PEERS", "0"}}), [] {
        copy_between_devices();
        EXPECT_EQ(calls_of("cuMemcpyPeerAsync") + calls_of("cuMemcpy3DPeerAsync"), 0);
      });
}

TEST_F(KernelDevices, TakeTheirOwnKernelsAlone) {
  expect_child(standin_environment({{"FULCRUM_STANDIN_DEVICES", "2"}}), [] {
    auto devices = runtime_devices();
    const auto kernel = devices[0].load<unsigned, float, View<float>>(scale_source());
    const auto x = devices[1].allocate<float, memory::Device>(1);
    const Stream stream = devices[1].stream();
    EXPECT_SAYS(message(
                    [&] {
                      stream.launch({{1}, {1}}, kernel, 1, 2.0F, x.view());
                    },
                    ErrorCode::InvalidArgument),
                "it is loaded on Stand-in device 0");
    const Stream other = devices[0].stream();
    EXPECT_SAYS(message(
                    [&] {
                      other.launch({{1}, {1}}, kernel, 1, 2.0F, x.view());
                    },
                    ErrorCode::InvalidArgument),
                "a view of memory of Stand-in device 1");
    EXPECT_TRUE(scale_once(devices[1], scale_source()));
    EXPECT_EQ(violations(), "");
  });
}

}  // namespace
}  // namespace fulcrum::test
