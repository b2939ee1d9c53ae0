// SPDX-License-Identifier: Apache-2.0
// The kernels of tests/ and examples/ with the real compiler of CUDA C, which needs no GPU. Where
// there is none, each test says what was looked for.
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "fulcrum/error.hpp"
#include "offload/cuda/nvrtc.hpp"
#include "tests/runtime/kernels.hpp"
#include "tests/support/kernels.hpp"

namespace fulcrum::test {
namespace {

namespace fs = std::filesystem;
using offload::cuda::compile_cuda;
using offload::cuda::CompiledCuda;
using offload::cuda::Nvrtc;
using offload::cuda::split_options;

// No folder of FULCRUM_CUDA_LIBRARY_PATH: the stand-in's compiler is of no use here.
class RealNvrtc : public testing::Test {
 protected:
  void SetUp() override {
    try {
      nvrtc_ = &offload::cuda::nvrtc("");
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::BackendUnavailable);
      for (const char* name : {"libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so.11.2"})
        EXPECT_NE(std::string(error.what()).find(name), std::string::npos) << error.what();
      GTEST_SKIP() << error.what();
    }
  }
  const Nvrtc& nvrtc() const { return *nvrtc_; }

  // The error of a compilation that must fail.
  std::string refused(const std::string& code, int arch, const std::string& options = "") {
    try {
      compile_cuda(nvrtc(), code, "broken", arch, options);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::InvalidArgument);
      return error.what();
    }
    return "it compiles";
  }

 private:
  const Nvrtc* nvrtc_ = nullptr;
};

constexpr int kArchs[] = {75, 80, 90, 100};

struct Found {
  std::string where, code;
};

// Raw strings that hold a kernel, and whole files that end in .cu.
void add_sources(const fs::path& file, std::vector<Found>& found) {
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (file.extension() == ".cu") {
    found.push_back({file.string(), text});
    return;
  }
  const std::string begin = "R\"";
  for (std::size_t at = text.find(begin); at != std::string::npos; at = text.find(begin, at)) {
    at += begin.size();
    const std::size_t open = text.find('(', at);
    if (open == std::string::npos || open - at > 16) continue;
    const std::string end = ")" + text.substr(at, open - at) + "\"";
    const std::size_t stop = text.find(end, open);
    if (stop == std::string::npos) continue;
    const std::string code = text.substr(open + 1, stop - open - 1);
    at = stop;
    if (code.find("__global__ ") == std::string::npos) continue;
    found.push_back({file.string() + " at byte " + std::to_string(open), code});
  }
}

std::vector<Found> sources_of_the_tree() {
  std::vector<Found> found;
  for (const char* folder : {"tests", "examples"}) {
    std::error_code error;
    for (const auto& entry :
         fs::recursive_directory_iterator(fs::path(FULCRUM_SOURCE_DIR) / folder, error)) {
      const std::string extension = entry.path().extension().string();
      if (extension == ".cc" || extension == ".hpp" || extension == ".cu")
        add_sources(entry.path(), found);
    }
  }
  return found;
}

bool is_elf(const std::string& image) { return image.compare(0, 4, "\177ELF") == 0; }

TEST_F(RealNvrtc, CompilesEveryKernelForEveryArchitecture) {
  for (const int arch : kArchs) {
    for (const CudaSource& source : kCudaKernels) {
      SCOPED_TRACE(source.name + std::string(" for ") + std::to_string(arch));
      const CompiledCuda compiled = compile_cuda(nvrtc(), source.code, source.name, arch, "");
      // An older NVRTC does not know the newest, and gives what the driver compiles further.
      EXPECT_TRUE(compiled.is_ptx || is_elf(compiled.image));
      EXPECT_NE(compiled.image.find(source.name == std::string("faults") ? "trap" : source.name),
                std::string::npos);
    }
    for (const char* source : kCudaSources) {
      SCOPED_TRACE(std::to_string(arch) + source);
      EXPECT_NO_THROW(compile_cuda(nvrtc(), source, "source", arch, ""));
    }
  }
}

// Every raw string that holds a kernel, wherever it stands. A bundle that was carried to another
// machine has no tree: it has those of the two headers.
TEST_F(RealNvrtc, CompilesWhatStandsInTestsAndExamples) {
  const std::vector<Found> found = sources_of_the_tree();
  if (!fs::exists(FULCRUM_SOURCE_DIR)) GTEST_SKIP() << "no sources at " FULCRUM_SOURCE_DIR;
  EXPECT_GE(found.size(), kCudaKernels.size() + kCudaSources.size());
  for (const Found& source : found) {
    SCOPED_TRACE(source.where);
    for (const int arch : {75, 90})
      EXPECT_NO_THROW(compile_cuda(nvrtc(), source.code, "source", arch, ""));
  }
}

TEST_F(RealNvrtc, MakesCubinsOfKnownArchitecturesAndPtxOfOthers) {
  if (nvrtc().archs.empty()) GTEST_SKIP() << "an NVRTC of CUDA 11.1 or before";
  const int newest = nvrtc().archs.back();
  EXPECT_TRUE(is_elf(compile_cuda(nvrtc(), kScale, "scale", newest, "").image));
  const CompiledCuda later = compile_cuda(nvrtc(), kScale, "scale", newest + 50, "");
  EXPECT_TRUE(later.is_ptx);
  const std::string target = ".target sm_" + std::to_string(newest);
  EXPECT_NE(later.image.find(target), std::string::npos) << later.image.substr(0, 400);
  EXPECT_EQ(later.image.back(), '\0');
}

TEST_F(RealNvrtc, OptionsReachTheCompiler) {
  const char* const code =
      "extern \"C\" __global__ void f(int* x) {\n#if N != 4\n#error N\n#endif\n*x = N;\n}\n";
  EXPECT_NO_THROW(compile_cuda(nvrtc(), code, "f", 80, "-DN=4 --use_fast_math"));
  EXPECT_NE(refused(code, 80, "-DN=5").find("#error"), std::string::npos);
  EXPECT_NE(refused(code, 80, "--no-such-option").find("--no-such-option"), std::string::npos);
  EXPECT_TRUE(compile_cuda(nvrtc(), code, "f", 80, "-DN=4 -arch=compute_75").is_ptx);
}

TEST_F(RealNvrtc, SaysWhatIsWrong) {
  const std::string text = refused(kBroken, 80);
  EXPECT_NE(text.find("NVRTC_ERROR_COMPILATION"), std::string::npos) << text;
  EXPECT_NE(text.find("broken.cu(3)"), std::string::npos) << text;
  EXPECT_NE(text.find("never_declared"), std::string::npos) << text;
}

TEST_F(RealNvrtc, HasTheToolkitsHeaders) {
  if (nvrtc().headers.empty()) GTEST_SKIP() << "no headers beside " << nvrtc().file;
  EXPECT_NO_THROW(compile_cuda(nvrtc(),
                               "#include <cuda_fp16.h>\nextern \"C\" __global__ void f(__half* x) "
                               "{ *x = __hadd(*x, *x); }\n",
                               "f", 80, ""));
}

TEST(NvrtcOptions, AreSplitAtBlanksOutsideQuotes) {
  using Words = std::vector<std::string>;
  EXPECT_EQ(split_options(""), Words{});
  EXPECT_EQ(split_options("  -DN=4\t--use_fast_math\n"), (Words{"-DN=4", "--use_fast_math"}));
  EXPECT_EQ(split_options("-I'a folder/x' \"-DT=unsigned int\" ''"),
            (Words{"-Ia folder/x", "-DT=unsigned int", ""}));
}

}  // namespace
}  // namespace fulcrum::test
