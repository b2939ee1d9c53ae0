// SPDX-License-Identifier: Apache-2.0
// Programs that end with work in flight.
#include <chrono>
#include <map>

#include "tests/runtime/beside.hpp"
#include "tests/runtime/suite.hpp"
#include "tests/support/child.hpp"

namespace fulcrum::test {
namespace {

class Exit : public testing::TestWithParam<const char*> {};

TEST_P(Exit, EndsWithWorkInFlight) {
  const auto begin = std::chrono::steady_clock::now();
  std::map<std::string, std::string> environment;
  for (const char* path :
       {"FULCRUM_CUDA_LIBRARY_PATH", "FULCRUM_OPENCL_LIBRARY_PATH", "FULCRUM_WORKER"})
    if (const char* value = std::getenv(path)) environment[path] = value;
  const ChildResult child = run_child({beside("fulcrum_exit_program"), GetParam()}, environment);
  if (child.exit_status == 77 && !wanted(GetParam())) GTEST_SKIP() << child.err;
  EXPECT_EQ(child.exit_status, 7) << child.err;
  EXPECT_EQ(child.err, "");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

INSTANTIATE_TEST_SUITE_P(Platforms, Exit, testing::ValuesIn(kPlatforms), name_of);

}  // namespace
}  // namespace fulcrum::test
