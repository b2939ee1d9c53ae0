// SPDX-License-Identifier: Apache-2.0
// Kernels of a CUDA device: where their code comes from, what is refused, what they compute. On a
// GPU, or on the stand-in driver that FULCRUM_CUDA_LIBRARY_PATH names.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <numeric>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "fulcrum/error.hpp"
#include "fulcrum/runtime.hpp"
#include "offload/cuda/nvrtc.hpp"
#include "tests/cuda/support.hpp"
#include "tests/support/kernels.hpp"

namespace fulcrum::test {
namespace {

using offload::cuda::compile_cuda;
using offload::cuda::CompiledCuda;

class CudaKernels : public CudaTest {
 protected:
  void SetUp() override {
    CudaTest::SetUp();
    if (HasFatalFailure()) return;
    device_.emplace(platform("cuda").devices().front());
    try {
      (void)compiled("");
    } catch (const Error& error) {
      // The latter in a bundle that was carried elsewhere.
      const std::string why = error.what();
      if (error.code() == ErrorCode::BackendUnavailable ||
          why.find("the stand-in has no C++ compiler") != std::string::npos) {
        GTEST_SKIP() << why;
      }
      FAIL() << why;
    }
  }
  Device& device() { return *device_; }
  offload::cuda::CudaDevice& cuda() { return blas_->device(); }
  bool on_standin() { return standin_control(*blas_) != nullptr; }

  const offload::cuda::Nvrtc& compiler() {
    const auto& libraries = cuda().libraries();
    return offload::cuda::nvrtc(libraries.search_path, libraries.driver_version / 1000);
  }
  std::string compiled(const std::string& options) {
    const offload::DeviceInfo& info = cuda().info();
    return compile_cuda(compiler(), kScale, "scale", 10 * info.compute_major + info.compute_minor,
                        options)
        .image;
  }
  std::string ptx(const std::string& options) {
    return compiled(options + " -arch=compute_" + std::to_string(10 * cuda().info().compute_major));
  }

  // What the kernel makes of a 3 with a = 2: 6 times its FACTOR.
  float factor_of(const KernelSource& source) {
    const auto kernel = device().load<unsigned, float, View<float>>(source);
    const Stream stream = device().stream();
    const auto host = device().allocate<float, memory::Pinned>(1);
    host.data()[0] = 3;
    const auto there = device().allocate<float, memory::Device>(1);
    stream.copy(there.view(), host.view())
        .launch({{1}, {32}}, kernel, 1, 2.0F, there.view())
        .copy(host.view(), there.view())
        .sync();
    return host.data()[0] / 6;
  }

  template <class... Args>
  std::string refused(const KernelSource& source) {
    try {
      device().load<Args...>(source);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::InvalidArgument) << error.what();
      return error.what();
    }
    return "it was loaded";
  }
  std::string refused(const KernelSource& source) {
    return refused<unsigned, float, View<float>>(source);
  }

 private:
  std::optional<Device> device_;
};

KernelSource cuda_c(const std::string& name, const char* code) {
  return KernelSource(name).code(KernelFormat::CudaC, code);
}

#define EXPECT_SAYS(text, part) \
  EXPECT_NE((text).find(part), std::string::npos) << "no '" << (part) << "' in: " << (text)

TEST_F(CudaKernels, TheDeviceSaysWhatALaunchMayHave) {
  EXPECT_GE(device().properties().max_block_items, 512U);
  EXPECT_GE(device().properties().max_shared_bytes, std::uint64_t{48} << 10);
}

TEST_F(CudaKernels, ComputeOverPartOfABlock) {
  constexpr unsigned n = 1000;
  const auto kernel = device().load<unsigned, float, View<float>>(cuda_c("scale", kScale));
  const Stream stream = device().stream();
  const auto host = device().allocate<float, memory::Pinned>(n + 1);
  std::iota(host.data(), host.data() + n + 1, 1.0F);
  const auto x = device().allocate<float, memory::Device>(n + 1);
  stream.copy(x.view(), host.view())
      .launch({{(n + 127) / 128}, {128}}, kernel, n, 0.5F, x.view())
      .copy(host.view(), x.view())
      .sync();
  for (unsigned i = 0; i < n; ++i) ASSERT_EQ(host.data()[i], 0.5F * static_cast<float>(i + 1));
  EXPECT_EQ(host.data()[n], static_cast<float>(n + 1));
}

TEST_F(CudaKernels, ComputeOverThreeDimensions) {
  const auto kernel = device().load<View<unsigned>>(cuda_c("numbers", kNumbers));
  const Stream stream = device().stream();
  const LaunchConfig config{{3, 2, 4}, {5, 3, 2}};
  const std::size_t count = config.grid.count() * config.block.count();
  const auto host = device().allocate<unsigned, memory::Pinned>(count);
  const auto out = device().allocate<unsigned, memory::Device>(count);
  stream.fill(out.view(), std::byte{0xFF})
      .launch(config, kernel, out.view())
      .copy(host.view(), out.view())
      .sync();
  for (unsigned i = 0; i < count; ++i) ASSERT_EQ(host.data()[i], i);
}

TEST_F(CudaKernels, ShareMemoryBetweenBarriers) {
  const auto kernel =
      device().load<View<const double>, View<double>>(cuda_c("block_sums", kBlockSums));
  const Stream stream = device().stream();
  constexpr unsigned kItems = 256, kBlocks = 5;
  const auto host = device().allocate<double, memory::Pinned>(kItems * kBlocks);
  std::iota(host.data(), host.data() + host.size(), 1.0);
  const auto sums = device().allocate<double, memory::Pinned>(kBlocks);
  const auto x = device().allocate<double, memory::Device>(host.size()),
             out = device().allocate<double, memory::Device>(kBlocks);
  stream.copy(x.view(), host.view())
      .launch({{kBlocks}, {kItems}, kItems * sizeof(double)}, kernel, x.view(), out.view())
      .copy(sums.view(), out.view())
      .sync();
  for (unsigned b = 0; b < kBlocks; ++b) {
    const double first = 1.0 + b * kItems, last = first + kItems - 1;
    EXPECT_EQ(sums.data()[b], (first + last) / 2 * kItems);
  }
}

TEST_F(CudaKernels, TakeValuesOfEverySize) {
  struct Pair {
    int first;
    double second;
  };
  const auto kernel =
      device().load<char, short, Pair, bool, long long, View<double>>(cuda_c("mixed", kMixed));
  const Stream stream = device().stream();
  const auto host = device().allocate<double, memory::Pinned>(2);
  const auto out = device().allocate<double, memory::Device>(2);
  stream
      .launch({{2}, {64}}, kernel, static_cast<char>(-3), static_cast<short>(500), Pair{7, 0.25},
              true, 1LL << 40, out.view())
      .copy(host.view(), out.view())
      .sync();
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(host.data()[i], -3 + 500 + 7 + 0.25 + 0.5 + static_cast<double>(1LL << 40));
}

// More than 48 KiB of shared memory is had by asking for it.
TEST_F(CudaKernels, HaveAllTheSharedMemoryThatThereIs) {
  const auto kernel =
      device().load<unsigned, View<unsigned long long>>(cuda_c("much_shared", kMuchShared));
  const Stream stream = device().stream();
  const auto host = device().allocate<unsigned long long, memory::Pinned>(3);
  const auto out = device().allocate<unsigned long long, memory::Device>(3);
  const std::uint64_t most = device().properties().max_shared_bytes;
  for (const std::uint64_t bytes : {std::uint64_t{1} << 10, most, std::uint64_t{40} << 10, most}) {
    const auto count = static_cast<unsigned>(bytes / sizeof(unsigned));
    stream.launch({{3}, {64}, static_cast<std::uint32_t>(bytes)}, kernel, count, out.view())
        .copy(host.view(), out.view())
        .sync();
    for (unsigned b = 0; b < 3; ++b)
      EXPECT_EQ(host.data()[b], std::uint64_t{count} * (count - 1) / 2 + std::uint64_t{count} * b);
  }
}

TEST_F(CudaKernels, TakeTheFirstCodeThatTheDriverAccepts) {
  KernelSource source("scale");
  source.code(KernelFormat::CudaC, kScale).options(KernelFormat::CudaC, "-DFACTOR=4.0f");
  EXPECT_EQ(factor_of(source), 4);
  source.code(KernelFormat::Ptx, ptx("-DFACTOR=3.0f"));
  EXPECT_EQ(factor_of(source), 3);
  source.code(KernelFormat::Cubin, compiled("-DFACTOR=2.0f"));
  EXPECT_EQ(factor_of(source), 2);
  source.code(KernelFormat::Cubin, std::string(300, '\x5A'));
  EXPECT_EQ(factor_of(source), 3);
  source.code(KernelFormat::Ptx, ".version 6.4\n.target sm_75\nnonsense\n");
  EXPECT_EQ(factor_of(source), 4);
}

TEST_F(CudaKernels, TakePtxOfAnotherCompiler) {
  const KernelSource source = KernelSource("scale").code(KernelFormat::Ptx, kScalePtx);
  if (!on_standin()) {
    EXPECT_EQ(factor_of(source), 1);
    return;
  }
  const std::string text = refused(source);
  EXPECT_SAYS(text, "218 CUDA_ERROR_INVALID_PTX");
  EXPECT_SAYS(text, "ptxas fatal");  // the log
}

TEST_F(CudaKernels, AreLoadedFromFiles) {
  const auto folder = std::filesystem::temp_directory_path();
  const std::string path = (folder / ("fulcrum-kernel-" + std::to_string(getpid()))).string();
  std::ofstream(path, std::ios::binary) << compiled("-DFACTOR=5.0f");
  KernelSource source("scale");
  source.file(KernelFormat::Cubin, path);
  EXPECT_EQ(factor_of(source), 5);
  std::filesystem::remove(path);
  const std::string text = refused(source);
  EXPECT_SAYS(text, path);
  EXPECT_SAYS(text, "No such file");
  source.code(KernelFormat::CudaC, kScale);
  EXPECT_EQ(factor_of(source), 1);
}

TEST_F(CudaKernels, ARefusalListsWhatEachAttemptSaid) {
  KernelSource source("scale");
  source.code(KernelFormat::Cubin, std::string(300, '\x5A'))
      .code(KernelFormat::Ptx, ".version 6.4\n.target sm_75\nnonsense\n")
      .code(KernelFormat::CudaC, kBroken);
  const std::string text = refused(source);
  EXPECT_SAYS(text, "a cubin: cuModuleLoadDataEx failed: ");
  EXPECT_SAYS(text, "CUDA_ERROR_");
  EXPECT_SAYS(text, "PTX: cuModuleLoadDataEx failed: 218 CUDA_ERROR_INVALID_PTX");
  EXPECT_SAYS(text, "ptxas");
  EXPECT_SAYS(text, "CUDA C: NVRTC ");
  EXPECT_SAYS(text, "scale.cu");
  EXPECT_SAYS(text, "never_declared");
}

// The driver is told no size: it would read on behind the end.
TEST_F(CudaKernels, ACubinThatWasCutShortIsRefused) {
  const std::string whole = compiled("");
  for (const std::size_t bytes :
       {std::size_t{4}, std::size_t{63}, whole.size() / 2, whole.size() - 1})
    EXPECT_SAYS(refused(KernelSource("scale").code(KernelFormat::Cubin, whole.substr(0, bytes))),
                "it ends after " + std::to_string(bytes) + " bytes");
  EXPECT_SAYS(refused(KernelSource("scale").code(KernelFormat::Cubin, "")), "it is empty");
}

TEST_F(CudaKernels, MustTakeWhatTheyAreDeclaredToTake) {
  if (cuda().driver().func_get_param_info == nullptr)
    GTEST_SKIP() << "drivers before CUDA 12.4 do not tell what a kernel takes";
  const KernelSource source = cuda_c("scale", kScale);
  std::string text = refused<unsigned, float>(source);
  EXPECT_SAYS(text, "takes more arguments than the 2");
  text = refused<unsigned, float, View<float>, int>(source);
  EXPECT_SAYS(text, "takes 3 arguments, and is declared with 4");
  text = refused<unsigned, double, View<float>>(source);
  EXPECT_SAYS(text, "argument 2 has 4 bytes");
  EXPECT_SAYS(text, "declared with 8");
  EXPECT_SAYS(refused<>(source), "takes more arguments than the 0");
}

TEST_F(CudaKernels, MustBeInTheCode) {
  EXPECT_SAYS(refused(cuda_c("shrink", kScale)), "has no kernel of that name");
  EXPECT_SAYS(refused(cuda_c("scale", kNotExternC)), "extern \"C\"");
  EXPECT_SAYS(refused(KernelSource("scale")), "it has no code");
  const std::string text =
      refused(KernelSource("scale").code(KernelFormat::OpenClC, "kernel void scale() {}"));
  EXPECT_SAYS(text, "CUDA takes a cubin, PTX or CUDA C; it has OpenCL C");
}

TEST_F(CudaKernels, LaunchesThatTheDeviceCannotHaveAreRefused) {
  const auto numbers = device().load<View<unsigned>>(cuda_c("numbers", kNumbers));
  struct Pair {
    int first;
    double second;
  };
  const auto mixed =
      device().load<char, short, Pair, bool, long long, View<double>>(cuda_c("mixed", kMixed));
  const auto out = device().allocate<unsigned, memory::Device>(1 << 16);
  const auto sums = device().allocate<double, memory::Device>(4);
  const Stream stream = device().stream();
  const auto text = [&](auto&& launch) -> std::string {
    try {
      launch();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::InvalidArgument);
      EXPECT_EQ(error.position(), 1);
      return error.what();
    }
    return "it was launched";
  };
  EXPECT_SAYS(text([&] {
                stream.launch({{1, 70000}, {1}}, numbers, out.view());
              }),
              "1 x 70000 x 1");
  EXPECT_SAYS(text([&] { stream.launch({{1}, {1, 1, 65}}, numbers, out.view()); }), "1 x 1 x 65");
  EXPECT_SAYS(text([&] { stream.launch({{1}, {4096}}, numbers, out.view()); }), "4096");
  const auto launch_mixed = [&](const LaunchConfig& config) {
    stream.launch(config, mixed, 'a', static_cast<short>(1), Pair{}, false, 1LL, sums.view());
  };
  EXPECT_SAYS(text([&] { launch_mixed({{1}, {256}}); }), "allow 128 work items");
  const auto most = static_cast<std::uint32_t>(device().properties().max_shared_bytes);
  EXPECT_SAYS(text([&] { launch_mixed({{1}, {64}, most}); }), "it declares 256 itself");
  // Nothing of it reached the stream.
  EXPECT_NO_THROW(stream.sync());
  EXPECT_EQ(stream.status(), "");
  launch_mixed({{1}, {128}, most - 256});
  EXPECT_NO_THROW(stream.sync());
}

// The end of a kernel leaves what is queued of it alone, and its module does not stay for ever.
TEST_F(CudaKernels, MayEndBeforeTheirLaunches) {
  const auto* control = standin_control(*blas_);
  const auto modules = [&] {
    standin::Live live{};
    if (control != nullptr) control->live(&live);
    return live.modules;
  };
  const auto before = modules();
  const Stream stream = device().stream();
  const auto host = device().allocate<float, memory::Pinned>(64);
  std::fill_n(host.data(), 64, 1.0F);
  const auto x = device().allocate<float, memory::Device>(64);
  stream.copy(x.view(), host.view());
  for (int i = 0; i < 3; ++i) {
    const auto kernel = device().load<unsigned, float, View<float>>(cuda_c("scale", kScale));
    stream.launch({{2}, {32}}, kernel, 64, 2.0F, x.view());
  }
  stream.copy(host.view(), x.view()).sync();
  for (int i = 0; i < 64; ++i) ASSERT_EQ(host.data()[i], 8);
  EXPECT_EQ(modules(), before);
}

TEST_F(CudaKernels, WorkInManagedMemory) {
  if (const std::string why = device().absent(MemoryKind::Managed); !why.empty()) {
    EXPECT_THROW((device().allocate<float, memory::Managed>(1)), Error);
    GTEST_SKIP() << why;
  }
  const auto kernel =
      device().load<unsigned, float, View<float, memory::Managed>>(cuda_c("scale", kScale));
  const Stream stream = device().stream();
  const auto x = device().allocate<float, memory::Managed>(1000);
  const auto there = device().allocate<float, memory::Device>(1000);
  std::iota(x.data(), x.data() + 1000, 0.0F);
  stream.launch({{8}, {128}}, kernel, 1000, 3.0F, x.view()).copy(there.view(), x.view()).sync();
  for (int i = 0; i < 1000; ++i) {
    ASSERT_EQ(x.data()[i], 3.0F * static_cast<float>(i));
    x.data()[i] = 0;
  }
  stream.copy(x.view(), there.view()).sync();
  EXPECT_EQ(x.data()[999], 2997);
}

TEST_F(CudaKernels, ServeManyThreads) {
  const auto shared = device().load<unsigned, float, View<float>>(cuda_c("scale", kScale));
  std::vector<std::thread> threads;
  std::atomic<int> right{0};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      const Stream stream = device().stream();
      const auto host = device().allocate<float, memory::Pinned>(100);
      const auto x = device().allocate<float, memory::Device>(100);
      for (int round = 0; round < 20; ++round) {
        std::fill_n(host.data(), 100, static_cast<float>(t + round));
        stream.copy(x.view(), host.view())
            .launch({{4}, {32}}, shared, 100, 2.0F, x.view())
            .launch({{4}, {32}}, shared, 50, 2.0F, x.view())
            .copy(host.view(), x.view())
            .sync();
        const auto value = static_cast<float>(t + round);
        if (host.data()[0] == 4 * value && host.data()[99] == 2 * value) ++right;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, 80);
}

}  // namespace
}  // namespace fulcrum::test
