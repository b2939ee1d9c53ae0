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
  o.runs = {o.ratio.value};
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

  std::string content() const {
    std::ifstream in(file());
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }
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

TEST_F(BaselineFile, ReasonsAndOtherSettingsStayWhenSavedAgain) {
  save_baseline(file(), setting_, {outcome(a_, 8, 10), outcome(b_, 10, 10)});
  std::string text = content();
  const std::string row = ",other,,\n";
  ASSERT_NE(text.find(row), std::string::npos) << text;
  text.replace(text.find(row), row.size(), ",other,,\"its \"\"packing\"\", see #3\"\n");
  std::ofstream(file()) << text;
  setting_.threads = 2;
  save_baseline(file(), setting_, {outcome(a_, 9, 10)}, load_baseline(file()));
  setting_.threads = 1;
  save_baseline(file(), setting_, {outcome(a_, 9.5, 10), outcome(b_, 10, 10)},
                load_baseline(file()));
  const Baseline baseline = load_baseline(file());
  EXPECT_EQ(baseline.rows.size(), 3U) << content();
  const Case a = parse_case(a_).value();
  EXPECT_NEAR(baseline.find(a, setting_)->ratio.value, 0.95, 1e-9);
  EXPECT_EQ(baseline.find(a, setting_)->reason, "its \"packing\", see #3");
  setting_.threads = 2;
  EXPECT_NEAR(baseline.find(a, setting_)->ratio.value, 0.9, 1e-9);
  EXPECT_EQ(baseline.find(a, setting_)->reason, "");
  EXPECT_EQ(baseline.find(parse_case(b_).value(), setting_), nullptr);
}

TEST_F(BaselineFile, RowsFromBeforeTheReasonsAreRead) {
  std::ofstream(file()) << "# peers: other\nclass,case,threads,isa,ratio,min,max,best_peer\n"
                           "square,dgemm NN 8 8 8,1,native,0.9,0.8,1.0,other\n";
  Baseline::Row row = *load_baseline(file()).find(parse_case(a_).value(), setting_);
  EXPECT_EQ(row.ratio.value, 0.9);
  EXPECT_EQ(row.reason, "");
}

// Each row of the files in the tree is of a case that is read today. (Folders hold other figures.)
TEST(KeptBaselines, AreRead) {
  int files = 0;
  for (const auto& entry : fs::directory_iterator(FULCRUM_BASELINES)) {
    if (entry.is_directory()) continue;
    ++files;
    const Baseline baseline = load_baseline(entry.path());
    EXPECT_GE(baseline.rows.size(), 100U) << entry.path();
    for (const auto& [key, row] : baseline.rows) {
      const std::string line = key.substr(0, key.find('|'));
      EXPECT_EQ(text(parse_case("any " + line).value()), line) << entry.path();
    }
  }
  EXPECT_GE(files, 3);
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

// 97 of a hundred at 1.06, three lower.
std::vector<Outcome> hundred(double low) {
  std::vector<Outcome> result;
  const std::vector<std::string> routines = {"daxpy 9", "dgemv N 9 9", "dtrsv LNN 9", "ddot 9",
                                             "dsyrk UN 9 9"};
  for (std::size_t i = 0; i < 100; ++i)
    result.push_back(outcome("small " + routines[i % 5], i < 97 ? 10.6 : low, 10));
  return result;
}

TEST(Verdict, HoldsTheTwoGroupsAgainstTheirLimits) {
  Setting setting;
  std::vector<Outcome> all = hundred(8.9);
  Outcome bus = outcome("large dcopy 9", 9.6, 10);
  bus.bus_bound = true;
  EXPECT_EQ(verdict(all, setting).find("MISSED"), std::string::npos) << verdict(all, setting);
  all.push_back(bus);
  std::string text = verdict(all, setting);
  EXPECT_NE(text.find("bound by the memory bus: geometric mean 0.960 of 1, wanted 0.97: MISSED"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("below 0.90: 3.0% of 100, at most 3%: met"), std::string::npos) << text;
  text = verdict(hundred(7.9), setting);
  EXPECT_NE(text.find("below 0.80: 3, none wanted: MISSED"), std::string::npos) << text;
  all = {outcome("small ddot 9", 10.2, 10)};
  EXPECT_NE(verdict(all, setting).find("1.020, wanted 1.05: MISSED"), std::string::npos);
  setting.isa = "avx2";
  EXPECT_NE(verdict(all, setting).find("1.020, wanted 1.00: met"), std::string::npos);
}

TEST(Summary, OfManyRoutinesTellsTheMemoryBusApart) {
  std::vector<Outcome> all = hundred(10.6);
  all.back().bus_bound = true;
  const std::string text = summary(all, Style::Markdown);
  for (const char* part :
       {"| memory bus | 1.060 | 1 |", "| bus, level 3 | 1.060 | 1 |", "| the others | 1.060 | 99 |",
        "| level 1 | 1.060 | 40 |", "| trsv | 1.060 | 20 |", "| type d | 1.060 | 99 |"})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
}

TEST(LowRatios, AreListedWithTheirReasons) {
  Setting setting;
  setting.names = {"fulcrum", "other"};
  Baseline baseline;
  const Outcome low = outcome("small ddot 9", 9.2, 10);
  EXPECT_NE(low_ratios({low}, setting, baseline).find("0.920"), std::string::npos);
  baseline.rows["ddot 9|1|native"].reason = "short sums";
  const std::string text = low_ratios({low, outcome("small ddot 8", 9.6, 10)}, setting, baseline);
  EXPECT_NE(text.find("ratios below 0.95: 1"), std::string::npos) << text;
  EXPECT_NE(text.find("other; short sums"), std::string::npos) << text;
}

// The ratio of the run in the middle, with its peer; a peer that failed once is named.
TEST(Runs, AreMerged) {
  Outcome first = outcome("small ddot 9", 9, 10), second = outcome("small ddot 9", 12, 10),
          third = outcome("small ddot 9", 10, 10);
  for (Outcome* o : {&first, &second, &third}) o->entries.push_back(o->entries[1]);
  third.best = 2;
  second.entries[2].problem = "differs";
  const Outcome all = merged({&first, &second, &third});
  EXPECT_EQ(all.runs, (std::vector<double>{0.9, 1.2, 1.0}));
  EXPECT_DOUBLE_EQ(all.ratio.value, 1.0);
  EXPECT_EQ(all.best, 2U);
  EXPECT_EQ(all.entries[0].gflops.size(), 9U);
  EXPECT_EQ(all.entries[2].problem, "differs");
  EXPECT_NEAR(all.ratio.rounds.min, 0.891, 1e-9);
  EXPECT_NEAR(all.ratio.rounds.max, 1.212, 1e-9);
  third.best.reset();
  first.best.reset();
  EXPECT_EQ(merged({&first, &second, &third}).runs, std::vector<double>{1.2});
}

}  // namespace
}  // namespace fulcrum::compare
