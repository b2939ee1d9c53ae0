// SPDX-License-Identifier: Apache-2.0
// The program as a user starts it, in one round. Its times mean nothing here and are only there.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/child.hpp"

namespace fulcrum::test {
namespace {

ChildResult call_bench(std::vector<std::string> arguments,
                       const std::map<std::string, std::string>& variables = {}) {
  arguments.insert(arguments.begin(), FULCRUM_CALL_BENCH);
  return run_child(arguments, variables);
}

// The figures of the table's line for a routine at a size; empty: no such line.
std::vector<double> figures(const std::string& table, const std::string& routine,
                            const std::string& size) {
  std::istringstream lines(table);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string first, second;
    if (!(words >> first >> second) || first != routine || second != size) continue;
    std::vector<double> found;
    for (double figure = 0; words >> figure;) found.push_back(figure);
    return found;
  }
  return {};
}

TEST(CallBench, TableHasEveryRoutine) {
  const ChildResult result = call_bench({"--table", "--rounds", "1"});
  ASSERT_EQ(result.exit_status, 0) << result.err;
  const auto expect = [&](const std::vector<std::string>& routines, const std::string& size) {
    for (const std::string& routine : routines) {
      const std::vector<double> found = figures(result.out, routine, size);
      ASSERT_EQ(found.size(), 4U) << routine << " " << size << "\n" << result.out;
      EXPECT_GT(found[0], 0) << routine << ": its kernel";
      for (const double figure : found) EXPECT_TRUE(std::isfinite(figure)) << routine;
    }
  };
  expect({"daxpy", "daxpby", "dscal", "dcopy", "dswap", "drot", "drotm", "ddot", "dasum", "dnrm2",
          "idamax", "sdot", "dsdot", "zaxpy", "zscal"},
         "n:20");
  expect({"dgemv", "dgbmv", "dsymv", "dsbmv", "dspmv", "dtrmv", "dtrsv", "dtbmv", "dtbsv", "dtpmv",
          "dtpsv", "dger", "dsyr", "dspr", "dsyr2", "dspr2", "zgemv"},
         "n:10");
  expect({"dsymm", "dsyrk", "dsyr2k", "dgemmt", "dtrmm", "dtrsm", "zgemm"}, "n:8");
  expect({"sgemm", "dgemm"}, "m:8/n:8");
}

// A library of FULCRUM_BENCH_PEERS has a column, with a dash where it lacks a routine; Google
// Benchmark's lines come before the table.
TEST(CallBench, PeersAndBenchmarkLines) {
  const ChildResult result = call_bench(
      {"--rounds", "1", "--benchmark_filter=call/(daxpy|dgemmt)/", "--benchmark_min_time=0.0001"},
      {{"FULCRUM_BENCH_PEERS", "again=" FULCRUM_BLAS ",wrong=" FULCRUM_WRONG_BLAS}});
  ASSERT_EQ(result.exit_status, 0) << result.err;
  const std::size_t line = result.out.find("call/daxpy/again/n:5"),
                    table = result.out.find("routine  size");
  EXPECT_LT(line, table) << result.out;
  EXPECT_NE(result.out.find("call/dgemmt/cblas/n:4"), std::string::npos) << result.out;
  EXPECT_NE(table, std::string::npos) << result.out;
  EXPECT_EQ(figures(result.out, "daxpy", "n:1").size(), 5U) << "the last is a dash\n" << result.out;
}

TEST(CallBench, BadArguments) {
  const std::vector<std::vector<std::string>> all = {
      {"--what"}, {"--rounds"}, {"--rounds", "0"}, {"--rounds", "3x"}};
  for (const std::vector<std::string>& arguments : all) {
    const ChildResult result = call_bench(arguments);
    EXPECT_EQ(result.exit_status, 2) << arguments[0] << result.out;
    EXPECT_NE(result.err.find("usage: call_bench "), std::string::npos) << result.err;
  }
}

}  // namespace
}  // namespace fulcrum::test
