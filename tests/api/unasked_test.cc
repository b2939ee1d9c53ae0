// SPDX-License-Identifier: Apache-2.0
// What a call that is weighed must not bring into the process: OpenCL's libraries, which take
// tenths of a second to load, and a worker. Each comes where its name is given.
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "fulcrum/fulcrum.hpp"
#include "offload/platforms.hpp"
#include "src/runtime/state.hpp"

namespace fulcrum {
namespace {

bool is_loaded(const char* library) {
  void* const handle = dlopen(library, RTLD_LAZY | RTLD_NOLOAD);
  if (handle != nullptr) dlclose(handle);
  return handle != nullptr;
}

// In one test, since a process looks for devices once.
TEST(Unasked, OpenClIsLookedForByNameAlone) {
  if (is_loaded("libOpenCL.so.1")) GTEST_SKIP() << "the program has loaded OpenCL itself";
  constexpr int kSize = 800;  // large enough to be weighed with devices
  const std::vector<double> a(kSize * kSize, 1.0);
  std::vector<double> c(kSize * kSize);
  const auto product = [&](const CallOptions& options) {
    gemm(Layout::ColMajor, Op::NoTrans, Op::NoTrans, kSize, kSize, kSize, 1.0, a.data(), kSize,
         a.data(), kSize, 0.0, c.data(), kSize, options);
  };
  product({});
  CallOptions on_host;
  on_host.backend = "host";
  product(on_host);
  EXPECT_FALSE(is_loaded("libOpenCL.so.1"));
  const auto before = runtime::state().devices()->devices;

  CallOptions on_opencl;
  on_opencl.backend = "opencl";
  try {
    double x = 1;
    scal<double>(1, 2.0, &x, 1, on_opencl);
    EXPECT_EQ(x, 2);
    EXPECT_EQ(last_decision().backend, Backend("opencl"));
    EXPECT_GE(last_decision().device, static_cast<int>(before.size()));
    EXPECT_TRUE(is_loaded("libOpenCL.so.1"));
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::BackendUnavailable) << error.what();
  }
  // Those that were known keep their numbers, and the calls that are weighed go on.
  const auto& after = runtime::state().devices()->devices;
  ASSERT_GE(after.size(), before.size());
  for (std::size_t i = 0; i < before.size(); ++i) EXPECT_EQ(after[i], before[i]) << i;
  product({});
  product(on_host);
  EXPECT_EQ(last_decision().backend, Backend("host"));
}

}  // namespace
}  // namespace fulcrum
