// SPDX-License-Identifier: Apache-2.0
// Every kept table, scored: what has been reached stays reached. The tables are data, so this needs
// no device.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "bench/regret/contest.hpp"
#include "bench/regret/report.hpp"
#include "bench/regret/simulator.hpp"
#include "bench/regret/synthetic.hpp"
#include "tests/bench/regret.hpp"

namespace fulcrum::regret {
namespace {

namespace fs = std::filesystem;

// A decision as dear as it may be: what it takes on this machine is measured elsewhere.
const DecisionTime kTime = {100, kSmallDecisionNs};

TEST(KeptTables, WhatHasBeenReachedStaysReached) {
  const std::vector<Reached> reached = read_reached(fs::path(FULCRUM_TABLES) / "reached.csv");
  std::vector<Contest> all;
  ContestOptions options;
  options.time = kTime;
  for (const fs::path& file : kept_tables(FULCRUM_TABLES)) {
    const Table table = read_table(file);
    EXPECT_EQ(table.synthetic, table.name.find("synthetic") != std::string::npos) << table.name;
    EXPECT_TRUE(wins_of(table.cells).counts()) << table.name;
    const std::vector<Contest> contests = contests_of(table, options);
    all.insert(all.end(), contests.begin(), contests.end());
  }
  EXPECT_FALSE(all.empty());
  for (const std::string& line : missed(reached, all)) ADD_FAILURE() << line;
  // A line about a table that is no longer there keeps nothing.
  for (const Reached& goal : reached) {
    EXPECT_TRUE(std::any_of(all.begin(), all.end(), [&](const Contest& c) {
      return c.table == goal.table;
    })) << goal.table;
  }
}

// What is kept of a simulated machine is what the simulator says: whoever changes it makes the
// tables anew. Times may differ by the libraries' exp and log.
TEST(KeptTables, SyntheticOnesAreTheSimulators) {
  for (const Machine& machine : simulated_machines()) {
    const Table kept =
        read_table(fs::path(FULCRUM_TABLES) / ("decision-synthetic-" + machine.name + ".csv"));
    const Table made = synthetic_table(machine, kept.cells.size() / 2, 1);
    ASSERT_EQ(kept.cells.size(), made.cells.size());
    for (std::size_t i = 0; i < kept.cells.size(); ++i) {
      ASSERT_EQ(shape_key(kept.cells[i].call), shape_key(made.cells[i].call));
      ASSERT_NEAR(kept.cells[i].simd.ns / made.cells[i].simd.ns, 1, 1e-5);
      ASSERT_NEAR(kept.cells[i].device.ns / made.cells[i].device.ns, 1, 1e-5);
    }
    ASSERT_EQ(kept.samples.size(), made.samples.size());
  }
}

std::vector<Contest> small_contests() {
  ContestOptions options;
  options.time = kTime;
  return contests_of(small_table(), options);
}

TEST(Contest, HasEveryoneOnEveryState) {
  const std::vector<Contest> contests = small_contests();
  ASSERT_EQ(contests.size(), 2 * std::size(kCallCounts));
  for (const Contest& contest : contests) {
    EXPECT_EQ(contest.contestants.size(), 11U);
    EXPECT_EQ(contest.contestants[0].name, kDecision);
    EXPECT_FALSE(contest.named("batch >= 32 (ggml)").score);
    EXPECT_NE(contest.named("batch >= 32 (ggml)").note.find("does not apply"), std::string::npos);
    EXPECT_EQ(contest.named(kHindsight).score->weighted, 0);
  }
  EXPECT_THROW(contests[0].named("nobody"), std::out_of_range);
}

TEST(Contest, MeasuresAndGoals) {
  EXPECT_TRUE(meets("weighted", 0.01, 0.01));
  EXPECT_FALSE(meets("weighted", 0.011, 0.01));
  EXPECT_TRUE(meets("accuracy", 0.99, 0.98));
  EXPECT_FALSE(meets("accuracy_near", 0.97, 0.98));
  const Contest contest = small_contests().front();
  const auto measures = measures_of(contest);
  for (const auto& [measure, limit] : goals()) EXPECT_TRUE(measures.contains(measure)) << measure;
}

class ReachedFile : public testing::Test {
 protected:
  fs::path write(const std::string& text) const {
    const fs::path file = fs::path(testing::TempDir()) / "fulcrum-reached.csv";
    std::ofstream(file) << text;
    return file;
  }
  std::string refusal(const std::string& text) const {
    try {
      read_reached(write(text));
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "read";
  }
};

TEST_F(ReachedFile, WhatIsReachedNowIsKeptNow) {
  const std::vector<Contest> contests = small_contests();
  std::vector<Reached> reached = read_reached(write("# a word\n" + reached_lines(contests)));
  EXPECT_GT(reached.size(), contests.size());
  EXPECT_TRUE(missed(reached, contests).empty());
  reached =
      read_reached(write("table,state,calls,measure,limit\nsmall,pageable,warm,accuracy,1.5\n"
                         "other,pinned,8,p99,0\n"));
  const std::vector<std::string> worse = missed(reached, contests);
  ASSERT_EQ(worse.size(), 1U);
  EXPECT_NE(worse[0].find("small, pageable, warm: accuracy is "), std::string::npos) << worse[0];
}

TEST_F(ReachedFile, ErrorsNameTheLine) {
  const std::string head = "table,state,calls,measure,limit\n";
  EXPECT_NE(refusal("table\n").find(":1: not begun with"), std::string::npos);
  EXPECT_NE(refusal(head + "a,b\n").find(":2: a row has 5 fields"), std::string::npos);
  EXPECT_NE(refusal(head + "a,cold,warm,p99,1\n").find(":2: state: \"cold\""), std::string::npos);
  EXPECT_NE(refusal(head + "a,pinned,9,p99,1\n").find(":2: calls: \"9\""), std::string::npos);
  EXPECT_NE(refusal(head + "a,pinned,8,p98,1\n").find(":2: measure: \"p98\""), std::string::npos);
  EXPECT_NE(refusal(head + "a,pinned,8,p99,x\n").find(":2: limit: \"x\""), std::string::npos);
  EXPECT_THROW(read_reached("/nonexistent/reached.csv"), std::runtime_error);
}

TEST(Report, SaysWhatIsSyntheticAndWhatDoesNotCount) {
  Table table = small_table();
  EXPECT_NE(head_text(table).find("small: measured"), std::string::npos);
  EXPECT_EQ(head_text(table).find("DOES NOT COUNT"), std::string::npos);
  table.synthetic = true;
  table.cells.erase(table.cells.begin() + 1);
  EXPECT_NE(head_text(table).find("small: SYNTHETIC"), std::string::npos);
  EXPECT_NE(head_text(table).find("DOES NOT COUNT"), std::string::npos);
  ContestOptions options;
  options.time = kTime;
  const std::vector<Contest> contests = contests_of(table, options);
  EXPECT_NE(contest_text(contests[0]).find("(SYNTHETIC)"), std::string::npos);
  const std::string csv = to_csv(contests);
  EXPECT_NE(csv.find("\nsmall,synthetic,pageable,warm,\"fulcrum\",2,"), std::string::npos) << csv;
  for (std::size_t at = csv.find("\nsmall"); at != std::string::npos;
       at = csv.find("\nsmall", at + 1)) {
    const std::string line = csv.substr(at + 1, csv.find('\n', at + 1) - at - 1);
    const std::string bare = line.substr(0, line.rfind(",\""));
    EXPECT_EQ(std::count(bare.begin(), bare.end(), ','),
              18 + (bare.find("65,536") != std::string::npos ? 1 : 0))
        << line;
  }
}

}  // namespace
}  // namespace fulcrum::regret
