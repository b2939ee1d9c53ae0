// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

#include "bench/regret/table.hpp"
#include "tests/bench/regret.hpp"

namespace fulcrum::regret {
namespace {

namespace fs = std::filesystem;

class DecisionTable : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "fulcrum-table-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path file() const { return folder_ / "decision-small.csv"; }

  std::string text(const Table& table = small_table()) const {
    write_table(table, file());
    std::ifstream in(file());
    std::stringstream all;
    all << in.rdbuf();
    return all.str();
  }

  // What reading this text says.
  std::string refusal(const std::string& text) const {
    std::ofstream(file()) << text;
    try {
      read_table(file());
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "read";
  }

  std::string refusal(const std::string& before, const std::string& after) const {
    std::string changed = text();
    const std::size_t at = changed.find(before);
    EXPECT_NE(at, std::string::npos) << before;
    return refusal(changed.replace(at, before.size(), after));
  }

  fs::path folder_;
};

void expect_same(const Timing& a, const Timing& b) {
  EXPECT_DOUBLE_EQ(a.ns, b.ns);
  EXPECT_DOUBLE_EQ(a.low, b.low);
  EXPECT_DOUBLE_EQ(a.high, b.high);
  EXPECT_EQ(a.samples, b.samples);
}

TEST_F(DecisionTable, ComesBackAsItWasWritten) {
  const Table written = small_table();
  write_table(written, file());
  const Table read = read_table(file());
  EXPECT_EQ(read.name, "decision-small");
  EXPECT_FALSE(read.synthetic);
  EXPECT_EQ(read.machine, written.machine);
  EXPECT_EQ(read.conditions, written.conditions);
  EXPECT_EQ(read.isa, Isa::Avx2);
  EXPECT_EQ(read.device.platform, Backend("worker"));
  EXPECT_EQ(read.device.name, "a device");
  EXPECT_EQ(read.device.driver, "");
  EXPECT_EQ(read.host.vector_bytes, 32);
  EXPECT_DOUBLE_EQ(read.host.l3_bytes, 16 << 20);
  EXPECT_DOUBLE_EQ(read.context_ns, 1e6);
  ASSERT_EQ(read.cells.size(), written.cells.size());
  for (std::size_t i = 0; i < read.cells.size(); ++i) {
    const Call &a = read.cells[i].call, &b = written.cells[i].call;
    EXPECT_EQ(shape_key(a), shape_key(b));
    EXPECT_EQ(a.a, b.a);
    EXPECT_EQ(a.c, b.c);
    EXPECT_EQ(a.lda, b.lda);
    EXPECT_EQ(a.beta_zero, b.beta_zero);
    expect_same(read.cells[i].simd, written.cells[i].simd);
    expect_same(read.cells[i].device, written.cells[i].device);
  }
  ASSERT_EQ(read.samples.size(), 2U);
  EXPECT_EQ(read.samples[0].threads, 1);
  EXPECT_EQ(read.samples[1].threads, 0);
  EXPECT_DOUBLE_EQ(read.samples[1].ns, 2e4);
  EXPECT_EQ(read.cells_in(State::Pinned).size(), 1U);
}

TEST_F(DecisionTable, LettersComeBack) {
  Table table = small_table();
  Call trsm = call_of(Routine::Trsm, 40, 30, 40);
  trsm.side = Side::Left;
  trsm.uplo = Uplo::Lower;
  trsm.trans_a = Op::Trans;
  trsm.diag = Diag::Unit;
  Call gemm = call_of(Routine::Gemm, 40, 30, 20);
  gemm.trans_b = Op::Trans;
  gemm.ldb = 30;
  table.cells = {cell_of(trsm, 1000, 2000), cell_of(gemm, 1000, 2000)};
  write_table(table, file());
  const Table read = read_table(file());
  EXPECT_EQ(shape_key(read.cells[0].call), "trsm f64 LLTU 0 40 30 40");
  EXPECT_EQ(read.cells[0].call.diag, Diag::Unit);
  EXPECT_EQ(read.cells[1].call.trans_b, Op::Trans);
  EXPECT_EQ(read.cells[1].call.ldb, 30);
}

TEST_F(DecisionTable, ErrorsNameFileLineAndField) {
  struct Change {
    const char *before, *after, *says;
  };
  const Change changes[] = {
      {"# fulcrum decision table, version 1", "# fulcrum decision table, version 2",
       ":1: not a decision table"},
      {"kind: measured", "kind: guessed", ":2: kind: \"guessed\" is not synthetic or measured"},
      {"# date: 2026-01-01\n", "", "its head does not say date"},
      {"# date: ", "# day: ", "\"day\" is nothing that a head says"},
      {"# date: ", "# cpu: 1\n# date: ", "cpu: said twice"},
      {"isa: avx2", "isa: mmx", "isa: \"mmx\" is no SIMD target"},
      {"platform: worker", "platform: abacus", "platform: \"abacus\" is none of auto"},
      {"threads: 1", "threads: 0", "threads: \"0\" is not between 1 and 65536"},
      {"gemm,f64,NN,0,8", "gemn,f64,NN,0,8", ":30: routine: \"gemn\" is none"},
      {"gemm,f64,NN,0,8", "gemm,f16,NN,0,8", ":30: type: \"f16\" is not f32"},
      {"gemm,f64,NN,0,8", "gemm,f64,NX,0,8",
       ":30: letters: \"NX\" should have one of NTCR in place 2"},
      {"gemm,f64,NN,0,8", "gemm,f64,NNN,0,8", ":30: letters: \"NNN\" has more"},
      {"axpy,f64,-,", "axpy,f64,N,", ":32: letters: \"N\" has no routine of vectors"},
      {"gemm,f64,NN,0,8", "gemm,f64,NN,2,8", ":30: beta: \"2\" is not between 0 and 1"},
      {"gemm,f64,NN,0,8", "gemm,f64,NN,0,0", ":30: m: \"0\" is not between"},
      {"8,8,8,pageable", "8,8,8,resident", ":30: state: \"resident\" is not pageable or pinned"},
      {"100,90,110,15", "x,90,110,15", ":30: simd_ns: \"x\" is not a number"},
      {"100,90,110,15", "100,101,110,15", ":30: simd_low: \"101\" is not between"},
      {"100,90,110,15", "100,90,99,15", ":30: simd_high: \"99\" is not between"},
      {"100,90,110,15", "100,90,110,14", ":30: simd_samples: \"14\" is not between 15"},
      {"100,90,110,15", "100,90,110", ":30: a row has 16 fields, and this one 15"},
      {"1,9000\n", "-1,9000\n", ":34: threads: \"-1\" is not between"},
      {"1,9000\n", "1,0\n", ":34: ns: \"0\" is not between"},
      {"gemm,f64,NN,0,64", "gemm,f64,NN,0,8", "read"},
      {"gemm,f64,NN,0,64,64,64", "gemm,f64,NN,0,8,8,8",
       ":34: calibrates with the shape of a cell, in line 30"},
  };
  for (const Change& change : changes) {
    const std::string said = refusal(change.before, change.after);
    EXPECT_NE(said.find(change.says), std::string::npos) << change.after << "\n" << said;
    if (said != "read") {
      EXPECT_NE(said.find("decision-small.csv:"), std::string::npos) << said;
    }
  }
}

TEST_F(DecisionTable, NoCellTwiceAndNotTooMany) {
  std::string changed = text();
  const std::size_t at = changed.find("gemm,f64,NN,0,8");
  const std::string row = changed.substr(at, changed.find('\n', at) + 1 - at);
  EXPECT_NE(refusal(changed.insert(at, row)).find(":31: the cell of line 30 again"),
            std::string::npos);
  Table table = small_table();
  table.cells.clear();
  for (std::size_t i = 0; i <= kMostCells; ++i)
    table.cells.push_back(
        cell_of(call_of(Routine::Dot, 1, static_cast<std::int64_t>(i + 1), 1), 10, 20));
  EXPECT_THROW(write_table(table, file()), std::runtime_error);
  table.cells.pop_back();
  write_table(table, file());
  EXPECT_EQ(read_table(file()).cells.size(), kMostCells);
}

TEST_F(DecisionTable, WhatIsNotWrittenLeavesNothingBehind) {
  Table table = small_table();
  table.cells[0].call.lda = 9;
  EXPECT_THROW(write_table(table, file()), std::runtime_error);
  table = small_table();
  table.cells.clear();
  EXPECT_THROW(write_table(table, file()), std::runtime_error);
  EXPECT_THROW(write_table(small_table(), folder_ / "none" / "a.csv"), std::runtime_error);
  EXPECT_TRUE(fs::is_empty(folder_));
  EXPECT_THROW(read_table(file()), std::runtime_error);
}

TEST_F(DecisionTable, OfAFolderThoseOfTheirName) {
  write_table(small_table(), folder_ / "decision-b.csv");
  write_table(small_table(), folder_ / "decision-a.csv");
  std::ofstream(folder_ / "call.csv") << "routine\n";
  ASSERT_EQ(kept_tables(folder_).size(), 2U);
  EXPECT_EQ(kept_tables(folder_)[0].filename(), "decision-a.csv");
  EXPECT_TRUE(kept_tables(folder_ / "none").empty());
  EXPECT_TRUE(is_table(folder_ / "decision-a.csv"));
  EXPECT_FALSE(is_table(folder_ / "call.csv"));
}

TEST(Wins, CountWhereEachSideHasAQuarter) {
  EXPECT_FALSE((Wins{0, 0}.counts()));
  EXPECT_TRUE((Wins{3, 1}.counts()));
  EXPECT_FALSE((Wins{4, 1}.counts()));
  EXPECT_TRUE((Wins{1, 3}.counts()));
  const Wins wins = wins_of(small_table().cells);
  EXPECT_EQ(wins.simd, 2U);
  EXPECT_EQ(wins.device, 1U);
}

}  // namespace
}  // namespace fulcrum::regret
