// SPDX-License-Identifier: Apache-2.0
// The program as a user starts it. Its times mean nothing here and are only there.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "bench/regret/table.hpp"
#include "tests/bench/regret.hpp"
#include "tests/support/child.hpp"

namespace fulcrum::test {
namespace {

namespace fs = std::filesystem;

ChildResult program(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), FULCRUM_REGRET);
  return run_child(arguments);
}

class RegretProgram : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "fulcrum-regret-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string in(const std::string& name) const { return (folder_ / name).string(); }

  fs::path folder_;
};

TEST_F(RegretProgram, ScoresAndKeepsWhatWasReached) {
  regret::write_table(regret::small_table(), in("decision-small.csv"));
  ChildResult result = program({"--tables", folder_.string(), "--csv", in("all.csv"),
                                "--write-reached", in("reached.csv"), "--decision-ns", "50"});
  EXPECT_EQ(result.exit_status, 0) << result.err;
  EXPECT_NE(result.out.find("decision-small (measured), pinned, one call, warm"), std::string::npos)
      << result.out;
  EXPECT_GT(fs::file_size(in("all.csv")), 1000U);
  result = program({in("decision-small.csv"), "--cells", in("cells.csv"), "--tables", in("none")});
  EXPECT_EQ(result.exit_status, 0) << result.err;
  std::ifstream cells(in("cells.csv"));
  std::string line;
  ASSERT_TRUE(std::getline(cells, line) && std::getline(cells, line));
  EXPECT_EQ(line.find("gemm,f64,NN,0,8,8,8,pageable,100,5000,"), 0U) << line;
  result = program({"--tables", folder_.string(), "--decision-ns", "50"});
  EXPECT_EQ(result.exit_status, 0) << result.err;
  std::ofstream(in("reached.csv"))
      << "table,state,calls,measure,limit\ndecision-small,pinned,warm,accuracy,2\n";
  result = program({"--tables", folder_.string()});
  EXPECT_EQ(result.exit_status, 1) << result.out;
  EXPECT_NE(result.err.find("decision-small, pinned, warm: accuracy is "), std::string::npos)
      << result.err;
}

TEST_F(RegretProgram, Synthesises) {
  const ChildResult result =
      program({"synthesise", "--machine", "pcie3", "--shapes", "40", "--out", folder_.string()});
  EXPECT_EQ(result.exit_status, 0) << result.err;
  EXPECT_NE(result.out.find("decision-synthetic-pcie3: SYNTHETIC"), std::string::npos)
      << result.out;
  EXPECT_EQ(regret::read_table(in("decision-synthetic-pcie3.csv")).cells.size(), 80U);
}

// A second against the host as a device: it has everything but pinned memory of its own kind.
TEST_F(RegretProgram, Records) {
  const ChildResult result =
      program({"record", "--platform", "host", "--budget", "1", "--cells", "12", "--cell", "0.05",
               "--largest", "128", "--longest", "4096", "--out", in("decision-host.csv"),
               "--conditions", "a test"});
  ASSERT_EQ(result.exit_status, 0) << result.err;
  const regret::Table table = regret::read_table(in("decision-host.csv"));
  EXPECT_FALSE(table.synthetic);
  EXPECT_EQ(table.device.platform, Backend("host"));
  EXPECT_LE(table.cells.size(), 12U);
  EXPECT_GE(table.cells.size(), 2U);
  EXPECT_GT(table.context_ns, 0);
  EXPECT_NE(table.conditions.find("a test"), std::string::npos);
  EXPECT_NE(table.conditions.find("busy before"), std::string::npos);
}

TEST_F(RegretProgram, BadArgumentsAndFiles) {
  const std::vector<std::vector<std::string>> all = {{"--what"},
                                                     {"--csv"},
                                                     {"--decision-ns", "soon"},
                                                     {"--cells", "a.csv"},
                                                     {"record", "--cells", "1"},
                                                     {"record", "--isa", "mmx"},
                                                     {"record", "--budget", "0"},
                                                     {"synthesise", "--shapes", "5000"},
                                                     {"record", "--threads", "1"}};
  for (const std::vector<std::string>& arguments : all) {
    const ChildResult result = program(arguments);
    EXPECT_EQ(result.exit_status, 2) << arguments[0] << result.out;
    EXPECT_NE(result.err.find("usage: regret"), std::string::npos) << result.err;
    EXPECT_NE(result.err.find("regret: --"), std::string::npos) << result.err;
  }
  ChildResult result = program({"record", "--platform", "abacus", "--out", in("a.csv")});
  EXPECT_EQ(result.exit_status, 2);
  EXPECT_NE(result.err.find("no platform \"abacus\""), std::string::npos) << result.err;
  result = program({"record", "--platform", "host", "--device", "7", "--out", in("a.csv")});
  EXPECT_EQ(result.exit_status, 2);
  EXPECT_NE(result.err.find("the platform has no device 7"), std::string::npos) << result.err;
  result = program({"synthesise", "--machine", "abacus", "--out", folder_.string()});
  EXPECT_EQ(result.exit_status, 2);
  EXPECT_NE(result.err.find("there are pcie3"), std::string::npos) << result.err;
  result = program({in("none.csv")});
  EXPECT_EQ(result.exit_status, 2);
  EXPECT_NE(result.err.find("cannot read "), std::string::npos) << result.err;
  result = program({"--tables", folder_.string()});
  EXPECT_EQ(result.exit_status, 2);
  EXPECT_NE(result.err.find("no decision-*.csv in "), std::string::npos) << result.err;
  result = program({"record", "--out", in("none/a.csv")});
  EXPECT_EQ(result.exit_status, 2);
  EXPECT_NE(result.err.find("cannot write "), std::string::npos) << result.err;
  EXPECT_EQ(program({"record", "--help"}).exit_status, 0);
}

}  // namespace
}  // namespace fulcrum::test
