// SPDX-License-Identifier: Apache-2.0
// Machines where CUDA is missing, broken or too old: what was looked for, where, and what was found
// there.
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "fault/backend.hpp"

namespace fulcrum::test {
namespace {

// The problem that discovery reports in a folder, in a child; empty where devices were found.
void expect_problem(const std::filesystem::path& folder, const std::vector<std::string>& says,
                    const std::map<std::string, std::string>& environment = {}) {
  expect_child(environment, [&] {
    const offload::Discovery& found = discover_in(folder.string());
    EXPECT_TRUE(found.devices.empty());
    for (const std::string& part : says) {
      EXPECT_NE(found.problem.find(part), std::string::npos)
          << "no '" << part << "' in: " << found.problem;
    }
  });
}

// Is a driver or a cuBLAS of the machine itself in reach, behind the folder that a test names?
bool system_has(const std::string& library) {
  std::vector<std::filesystem::path> folders = {"/usr/lib/wsl/lib", "/usr/local/nvidia/lib64",
                                                "/usr/local/cuda/lib64", "/opt/cuda/lib64"};
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/usr/local", ignored)) {
    folders.push_back(entry.path() / "lib64");
  }
  for (const auto& folder : folders) {
    if (std::filesystem::exists(folder / library, ignored)) return true;
  }
  // In a child, so that nothing of CUDA is ever loaded here.
  const auto open = [&] {
    _exit(dlopen(library.c_str(), RTLD_LAZY | RTLD_LOCAL) != nullptr ? 1 : 0);
  };
  return !in_child({}, open).empty();
}

bool system_has_driver() { return system_has("libcuda.so.1"); }
bool system_has_cublas() {
  return system_has("libcublas.so.13") || system_has("libcublas.so.12") ||
         system_has("libcublas.so.11");
}

TEST(Loader, NoLibraryAtAll) {
  if (system_has_driver()) GTEST_SKIP() << "this machine has a driver of its own";
  const LibraryFolder folder;
  expect_problem(folder.path(), {"libcuda.so.1", folder.path().string(), "/usr/lib/wsl/lib"});
}

TEST(Loader, TheFolderDoesNotExist) {
  if (system_has_driver()) GTEST_SKIP() << "this machine has a driver of its own";
  expect_problem("/nonexistent/cuda", {"libcuda.so.1", "/nonexistent/cuda"});
}

TEST(Loader, ACorruptDriver) {
  if (system_has_driver()) GTEST_SKIP() << "this machine has a driver of its own";
  LibraryFolder folder;
  folder.add_file("libcuda.so.1", std::string(4096, 'x'));
  expect_problem(folder.path(), {(folder.path() / "libcuda.so.1").string(), "ELF"});
}

TEST(Loader, ADriverWithoutASymbol) {
  if (system_has_driver()) GTEST_SKIP() << "this machine has a driver of its own";
  for (const std::string symbol : {"cuMemAlloc_v2", "cuEventRecord", "cuInit"}) {
    LibraryFolder folder;
    folder.add("libcuda.so.1", {symbol});
    folder.add("libcublas.so.13");
    expect_problem(folder.path(), {(folder.path() / "libcuda.so.1").string(), symbol});
  }
}

TEST(Loader, DriverWithoutProcAddressIsUsedByItsSymbols) {
  LibraryFolder folder;
  folder.add("libcuda.so.1", {"cuGetProcAddress_v2"});
  folder.add("libcublas.so.13");
  expect_child({}, [&] {
    ASSERT_EQ(discover_in(folder.path().string()).devices.size(), 1U)
        << discover_in(folder.path().string()).problem;
    expect_right(device(), *make_gemm(Precision::F64, {.m = 7, .n = 6, .k = 5}));
  });
}

// What the driver hides from cuGetProcAddress but exports is used by its symbol.
TEST(Loader, ProcAddressWithoutAnswer) {
  expect_child({{"FULCRUM_STANDIN_HIDE", "cuMemAlloc,cuStreamCreate,cuDeviceGetUuid"}},
               [] { expect_right(device(), *make_dot(Precision::F32, {.n = 70})); });
}

TEST(Loader, NoCublas) {
  if (system_has_cublas()) GTEST_SKIP() << "this machine has a cuBLAS of its own";
  LibraryFolder folder;
  folder.add("libcuda.so.1");
  expect_problem(folder.path(), {"libcublas.so.13", "libcublas.so.12", "libcublas.so.11",
                                 folder.path().string(), "FULCRUM_CUDA_LIBRARY_PATH"});
}

TEST(Loader, ACorruptCublas) {
  if (system_has_cublas()) GTEST_SKIP() << "this machine has a cuBLAS of its own";
  LibraryFolder folder;
  folder.add("libcuda.so.1");
  folder.add_file("libcublas.so.13", std::string(4096, 'x'));
  expect_problem(folder.path(), {(folder.path() / "libcublas.so.13").string(), "ELF"});
}

TEST(Loader, ACublasWithoutASymbol) {
  if (system_has_cublas()) GTEST_SKIP() << "this machine has a cuBLAS of its own";
  LibraryFolder folder;
  folder.add("libcuda.so.1");
  folder.add("libcublas.so.13", {"cublasDdot_v2"});
  expect_problem(folder.path(), {(folder.path() / "libcublas.so.13").string(), "cublasDdot_v2"});
}

// cuBLAS 11 has no 64-bit forms, nor what else came later: the 32-bit ones serve.
TEST(Loader, CublasWithoutThe64BitForms) {
  LibraryFolder folder;
  folder.add("libcuda.so.1");
  std::set<std::string> without;
  for (const auto& symbol : offload::cuda::kBlasSymbols)
    if (!symbol.required) without.emplace(symbol.exported);
  folder.add("libcublas.so.13", {without.begin(), without.end()});
  expect_child({}, [&] {
    ASSERT_EQ(discover_in(folder.path().string()).devices.size(), 1U);
    expect_right(device(), *make_gemm(Precision::F32, {.m = 9, .n = 8, .k = 7, .beta = 1}));
    expect_right(device(), *make_gemv(Precision::F64, {.m = 9, .n = 8}));
    expect_right(device(), *make_axpy(Precision::F64, {.n = 9}));
    expect_right(device(), *make_dot(Precision::F32, {.n = 9}));
  });
}

TEST(Loader, ADriverThatIsTooOld) {
  expect_problem(standin_folder(), {"10.2", "libcuda.so.1", "CUDA 11"},
                 {{"FULCRUM_STANDIN_DRIVER_VERSION", "10020"}});
}

TEST(Loader, CuInitFails) {
  const std::pair<const char*, const char*> cases[] = {
      {"100", "CUDA_ERROR_NO_DEVICE"},
      {"999", "CUDA_ERROR_UNKNOWN"},
      {"803", "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH"},
      {"804", "CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE"},
      {"3", "CUDA_ERROR_NOT_INITIALIZED"},
      {"12345", "12345"},  // a code that the driver has no name for
  };
  for (const auto& [code, name] : cases) {
    expect_problem(standin_folder(),
                   {"cuInit", code, name, (standin_folder() / "libcuda.so.1").string()},
                   {{"FULCRUM_STANDIN_INIT", code}});
  }
}

TEST(Loader, NoDevice) {
  expect_problem(standin_folder(), {"cuInit", "100", "CUDA_ERROR_NO_DEVICE"},
                 {{"FULCRUM_STANDIN_DEVICES", "0"}});
}

// A fault at each call of the discovery: no device, or not all, and the reason; never a crash.
TEST(Loader, AFaultAtEachCallOfTheDiscovery) {
  constexpr int kCalls = 200;  // more than a discovery makes
  int found_without_fault = 0;
  for (int at = 1; at <= kCalls && found_without_fault == 0; ++at) {
    const std::string rule = std::string(":").append(std::to_string(at)).append(":999:14:once");
    const std::string wrong = in_child({{"FULCRUM_STANDIN_FAIL", rule}}, [&] {
      const offload::Discovery& found = discover_in();
      if (control().faults_fired() == 0) _exit(77);
      EXPECT_EQ(found.problem.empty(), !found.devices.empty()) << found.problem;
      // A look-up that fails is made up for by the symbol itself, any other call is named.
      std::string failed;
      for (const standin::LoggedCall& call : call_log()) {
        if (call.result != 0) failed = call.function;
      }
      if (!found.problem.empty()) {
        EXPECT_NE(found.problem.find(failed.substr(0, failed.find("_v2"))), std::string::npos)
            << failed << " failed: " << found.problem;
      }
      EXPECT_EQ(violations(), "");
    });
    if (wrong.find("status 77") != std::string::npos) {
      found_without_fault = at;
    } else {
      EXPECT_EQ(wrong, "") << "at call " << at;
    }
  }
  EXPECT_GT(found_without_fault, 10);
}

// The context is made by the first call, and that may fail: exclusive mode, out of memory.
TEST(Loader, NoContext) {
  for (const std::string code : {"46", "2", "999"}) {
    const std::string rule = "cuDevicePrimaryCtxRetain:1:" + code + ":14:forever";
    expect_child({{"FULCRUM_STANDIN_FAIL", rule}}, [&] {
      const auto call = make_gemm(Precision::F64, {.m = 5, .n = 5, .k = 5});
      for (int i = 0; i < 2; ++i) {
        const offload::Outcome outcome = call->run(device());
        EXPECT_FALSE(outcome.ok);
        EXPECT_NE(outcome.message.find(code), std::string::npos) << outcome.message;
        EXPECT_EQ(outcome.completed, 0);
        EXPECT_EQ(call->verdict(0), "");
      }
    });
  }
}

}  // namespace
}  // namespace fulcrum::test
