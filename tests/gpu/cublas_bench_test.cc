// SPDX-License-Identifier: Apache-2.0
// cublas_bench over the stand-in driver: its CSV is complete, its results agree with SIMD's, and
// what fails is said. Its times mean nothing here and are only there.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/child.hpp"

namespace fulcrum::test {
namespace {

using Row = std::map<std::string, std::string>;

std::vector<std::string> fields(const std::string& line) {
  std::vector<std::string> result(1);
  bool inside = false;
  for (const char c : line) {
    if (c == '"') {
      inside = !inside;
    } else if (c == ',' && !inside) {
      result.emplace_back();
    } else {
      result.back() += c;
    }
  }
  return result;
}

class CublasBench : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "fulcrum-bench-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  ChildResult bench(const std::vector<std::string>& arguments,
                    std::map<std::string, std::string> environment = {}) const {
    environment["FULCRUM_CUDA_LIBRARY_PATH"] = FULCRUM_STANDIN;
    std::vector<std::string> command = {FULCRUM_CUBLAS_BENCH};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return run_child(command, environment);
  }

  std::string csv() const { return (folder_ / "results.csv").string(); }

  // The rows by column; every one must have each column.
  std::vector<Row> rows() const {
    std::ifstream in(csv());
    std::string line;
    EXPECT_TRUE(std::getline(in, line)) << "no header in " << csv();
    const std::vector<std::string> names = fields(line);
    std::vector<Row> result;
    while (std::getline(in, line)) {
      const std::vector<std::string> values = fields(line);
      EXPECT_EQ(values.size(), names.size()) << line;
      if (values.size() != names.size()) continue;
      Row row;
      for (std::size_t i = 0; i < names.size(); ++i) row[names[i]] = values[i];
      result.push_back(row);
    }
    return result;
  }

  std::filesystem::path folder_;
};

std::string case_of(const Row& row) {
  return row.at("routine") + ' ' + row.at("m") + ' ' + row.at("n") + ' ' + row.at("k");
}

const std::set<std::string> kPaths = {"simd pageable",       "fulcrum pageable",
                                      "fulcrum page-locked", "cublas pageable",
                                      "cublas page-locked",  "cublas resident"};

TEST_F(CublasBench, EveryPathOfEveryCaseAgrees) {
  const ChildResult result = bench({"--max-size", "70", "--csv", csv()});
  ASSERT_EQ(result.exit_status, 0) << result.out << result.err;
  std::map<std::string, std::set<std::string>> paths;
  for (const Row& row : rows()) {
    const std::string path = row.at("path") + ' ' + row.at("memory");
    EXPECT_TRUE(paths[case_of(row)].insert(path).second) << case_of(row) << ' ' << path << " twice";
    EXPECT_EQ(row.at("status"), "ok") << case_of(row) << ' ' << path;
    EXPECT_LE(std::stod(row.at("worst_error")), 1) << case_of(row) << ' ' << path;
    EXPECT_EQ(row.at("gpu"), "Stand-in device 0 (no GPU)");
    EXPECT_EQ(row.at("driver").rfind("CUDA 13.0", 0), 0U) << row.at("driver");
    EXPECT_EQ(row.at("cublas").rfind("cuBLAS 13.0.0 from " FULCRUM_STANDIN, 0), 0U);
    EXPECT_FALSE(row.at("machine").empty());
    EXPECT_EQ(row.at("date").size(), std::string("2026-11-20T12:00:00Z").size());
    for (const char* name : {"median_ns", "low_ns", "high_ns", "coverage", "samples",
                             "calls_per_sample", "gflops", "threads"}) {
      EXPECT_GT(std::stod(row.at(name)), 0) << case_of(row) << ' ' << path << ' ' << name;
    }
  }
  std::set<std::string> cases;
  for (const auto& [name, found] : paths) {
    EXPECT_EQ(found, kPaths) << name;
    cases.insert(name);
  }
  // What is left of squares, panels and gemv where every dimension is cut to 70.
  const std::set<std::string> expected = {"sgemm 70 70 70", "sgemm 70 70 64", "sgemm 70 64 70",
                                          "sgemm 64 70 70", "sgemm 70 64 64", "dgemm 70 70 70",
                                          "dgemm 70 70 64", "dgemm 70 64 70", "dgemm 64 70 70",
                                          "dgemm 70 64 64", "sgemv 70 1 70",  "dgemv 70 1 70"};
  EXPECT_EQ(cases, expected);
}

// cublasSgemm_v2 is what the direct calls use; the library's own go to cublasSgemm_v2_64.
TEST_F(CublasBench, AFailureIsSaidAndTheOtherPathsGoOn) {
  const ChildResult result = bench({"--max-size", "32", "--csv", csv()},
                                   {{"FULCRUM_STANDIN_FAIL", "cublasSgemm_v2:1:0:13:forever"}});
  EXPECT_EQ(result.exit_status, 1) << result.out << result.err;
  int failed = 0;
  for (const Row& row : rows()) {
    if (row.at("path") == "cublas" && row.at("routine") == "sgemm") {
      EXPECT_NE(row.at("status").find("cuBLAS status 13"), std::string::npos) << row.at("status");
      EXPECT_EQ(row.at("median_ns"), "");
      ++failed;
    } else {
      EXPECT_EQ(row.at("status"), "ok") << case_of(row) << ' ' << row.at("path");
    }
  }
  EXPECT_EQ(failed, 3);
  EXPECT_NE(result.out.find("cuBLAS status 13"), std::string::npos) << result.out;
}

TEST_F(CublasBench, SaysInOneLineThatThereIsNoDevice) {
  const ChildResult result = bench({"--csv", csv()}, {{"FULCRUM_STANDIN_DEVICES", "0"}});
  EXPECT_EQ(result.exit_status, 0) << result.err;
  EXPECT_EQ(result.out.rfind("no device: ", 0), 0U) << result.out;
  EXPECT_EQ(result.out.find('\n'), result.out.size() - 1) << result.out;
  EXPECT_FALSE(std::filesystem::exists(csv()));
}

TEST_F(CublasBench, RefusesBadArguments) {
  const std::vector<std::vector<std::string>> all = {{"--max-size"},       {"--max-size", "0"},
                                                     {"--max-size", "8x"}, {"--budget", "soon"},
                                                     {"--what", "is it?"}, {"--csv", ""}};
  for (const auto& arguments : all) {
    const ChildResult result = bench(arguments);
    EXPECT_EQ(result.exit_status, 2) << arguments.front();
    EXPECT_EQ(result.err.rfind("usage: ", 0), 0U) << result.err;
  }
  const ChildResult unwritable = bench({"--csv", (folder_ / "none" / "a.csv").string()});
  EXPECT_EQ(unwritable.exit_status, 1);
  EXPECT_NE(unwritable.err.find("cannot write"), std::string::npos) << unwritable.err;
}

}  // namespace
}  // namespace fulcrum::test
