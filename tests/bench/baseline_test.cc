// SPDX-License-Identifier: Apache-2.0
#include "bench/compare/baseline.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "bench/compare/report.hpp"

namespace fulcrum::compare {
namespace {

namespace fs = std::filesystem;

// Ours and one peer, with rounds scattered by 1% around these rates.
Outcome outcome(const std::string& line, double ours, double peer) {
  Outcome o;
  o.c = parse_case(line).value();
  o.entries.resize(2);
  o.entries[0].gflops = {ours, ours * 0.99, ours * 1.01};
  o.entries[1].gflops = {peer, peer, peer};
  for (Entry& e : o.entries) e.summary = spread(e.gflops);
  o.best = 1;
  o.ratio = ratio_of(o.entries[0].gflops, o.entries[1].gflops);
  return o;
}

class BaselineFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "fulcrum-baseline-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    setting_.names = {"fulcrum", "other"};
    setting_.identities = {"a", "b"};
    setting_.machine = "some processor";
    setting_.date = "2026-01-01";
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path file() const { return folder_ / "baseline.csv"; }

  fs::path folder_;
  Setting setting_;
  const std::string a_ = "square dgemm NN 8 8 8", b_ = "lead sgemm TN 8 8 8 lda=9";
};

TEST_F(BaselineFile, SaysWhatMovedAndWhatDidNot) {
  save_baseline(file(), setting_, {outcome(a_, 10, 10), outcome(b_, 10, 10)});
  const Baseline baseline = load_baseline(file());
  ASSERT_EQ(baseline.rows.size(), 2U);
  const std::string report = against_baseline(
      baseline, setting_,
      {outcome(a_, 8, 10), outcome(b_, 10.1, 10), outcome("square dgemm NN 9 9 9", 10, 10)});
  EXPECT_NE(report.find("2 cases in both (1 not in it), ratios moved up in 0, down in 1"),
            std::string::npos)
      << report;
  EXPECT_NE(report.find("slower  square"), std::string::npos) << report;
  EXPECT_NE(report.find("1.000 (0.990-1.010) -> 0.800 (0.792-0.808)"), std::string::npos) << report;
  EXPECT_EQ(report.find("sgemm"), std::string::npos) << report;
  EXPECT_EQ(report.find("other peers"), std::string::npos) << report;
}

TEST_F(BaselineFile, OtherThreadsOrPeersAreNotTheSame) {
  save_baseline(file(), setting_, {outcome(a_, 10, 10)});
  setting_.threads = 2;
  setting_.names[1] = "third";
  const std::string report =
      against_baseline(load_baseline(file()), setting_, {outcome(a_, 8, 10)});
  EXPECT_NE(report.find("0 cases in both (1 not in it)"), std::string::npos) << report;
  EXPECT_NE(report.find("other peers than in the baseline, whose were: other"), std::string::npos)
      << report;
}

TEST_F(BaselineFile, RefusesWhatIsNone) {
  EXPECT_THROW(load_baseline(folder_ / "absent"), std::runtime_error);
  EXPECT_THROW(save_baseline(folder_, setting_, {}), std::runtime_error);
  const std::string header = "class,case,threads,isa,ratio,min,max,best_peer\n";
  for (const std::string& text :
       {std::string("a,b\n"), header + "square,dgemm NN 1 1 1,1,native,1,1\n",
        header + "square,dgemm NN 1 1 1,1,native,fast,1,1,x\n"}) {
    std::ofstream(file()) << text;
    try {
      load_baseline(file());
      ADD_FAILURE() << text;
    } catch (const std::runtime_error& error) {
      EXPECT_NE(std::string(error.what()).find("baseline.csv:"), std::string::npos) << error.what();
    }
  }
}

TEST(Summary, MeansAndCounts) {
  const std::string text =
      summary({outcome("square dgemm NN 8 8 8", 8, 10), outcome("small dgemm NN 2 2 2", 9.5, 10),
               outcome("small sgemm NN 2 2 2", 20, 10)},
              Style::Markdown);
  // 1.150 = cbrt(0.8 * 0.95 * 2), 0.872 = sqrt(0.8 * 0.95), 1.378 = sqrt(0.95 * 2)
  EXPECT_NE(text.find("| all | 1.150 | 3 | 2 | 1 |"), std::string::npos) << text;
  EXPECT_NE(text.find("| dgemm | 0.872 | 2 | 2 | 1 |"), std::string::npos) << text;
  EXPECT_NE(text.find("| sgemm | 2.000 | 1 | 0 | 0 |"), std::string::npos) << text;
  EXPECT_NE(text.find("| small | 1.378 | 2 | 1 | 0 |"), std::string::npos) << text;
}

}  // namespace
}  // namespace fulcrum::compare
