// SPDX-License-Identifier: Apache-2.0
// The program as a user starts it, on tiny products. Its times mean nothing here and are only
// there.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/child.hpp"

namespace fulcrum::test {
namespace {

ChildResult gemm_threads(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), FULCRUM_GEMM_THREADS);
  return run_child(arguments);
}

TEST(GemmThreads, OneLineForEachShapeAndTypeThenTheCount) {
  const ChildResult result = gemm_threads(
      {"--pairs", "7", "--shape", "TN", "3", "4", "5", "--shape", "NN", "2", "2", "2"});
  EXPECT_TRUE(result.exit_status == 0 || result.exit_status == 1) << result.err;
  for (const char* line :
       {"\nshape      f32 TN     3     4     5 ", "\nshape      f64 TN     3     4     5 ",
        "\nshape      f64 NN     2     2     2 ", " of 4; open: "})
    EXPECT_NE(result.out.find(line), std::string::npos) << line << "\n" << result.out;
}

// Five pairs have no interval of 95%: nothing can be said of them.
TEST(GemmThreads, TooFewPairsAreOpenOrBusy) {
  const ChildResult result =
      gemm_threads({"--pairs", "5", "--type", "f64", "--shape", "NN", "2", "2", "2"});
  EXPECT_EQ(result.exit_status, 0) << result.out << result.err;
  EXPECT_NE(result.out.find("slower by more than 5%: 0 of 1; open: "), std::string::npos)
      << result.out;
  EXPECT_TRUE(result.out.find("  open\n") != std::string::npos ||
              result.out.find("  busy\n") != std::string::npos)
      << result.out;
}

TEST(GemmThreads, BadArguments) {
  const std::vector<std::vector<std::string>> all = {{"--what", "3"},
                                                     {"--threads"},
                                                     {"--threads", "0"},
                                                     {"--isa", "mmx"},
                                                     {"--type", "f16"},
                                                     {"--class", "round"},
                                                     {"--pairs", "4x"},
                                                     {"--shape", "NN", "1", "2"},
                                                     {"--shape", "XX", "1", "2", "3"}};
  for (const std::vector<std::string>& arguments : all) {
    const ChildResult result = gemm_threads(arguments);
    EXPECT_EQ(result.exit_status, 2) << arguments[0] << result.out;
    EXPECT_NE(result.err.find(arguments[0]), std::string::npos) << result.err;
    EXPECT_NE(result.err.find("usage: gemm_threads "), std::string::npos) << result.err;
  }
}

}  // namespace
}  // namespace fulcrum::test
