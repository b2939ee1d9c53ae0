// SPDX-License-Identifier: Apache-2.0
// The programs as a user starts them, on a few tiny calls. Their times mean nothing here and are
// only there.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "bench/compare/baseline.hpp"
#include "bench/load.hpp"
#include "tests/support/child.hpp"

namespace fulcrum::test {
namespace {

namespace fs = std::filesystem;

class CompareProgram : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "fulcrum-compare-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    std::ofstream(cases()) << "small dgemm NT 7 6 5\nlead sgemm TN 9 8 4 lda=6 ldc=12\n";
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string cases() const { return (folder_ / "two.cases").string(); }
  std::string in_folder(const std::string& name) const { return (folder_ / name).string(); }

  ChildResult compare(const std::vector<std::string>& arguments) const {
    std::vector<std::string> command = {FULCRUM_COMPARE};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return run_child(command, {{"OMP_NUM_THREADS", "1"}});
  }
  // The two cases beside one peer, in a few milliseconds.
  ChildResult beside(const std::string& peer, std::vector<std::string> more = {}) const {
    more.insert(more.end(), {"--no-search", "--peer", peer, "--cases", cases(), "--rounds", "3",
                             "--budget", "0.1"});
    return compare(more);
  }

  fs::path folder_;
};

TEST_F(CompareProgram, OurLibraryBesideItself) {
  const ChildResult result =
      beside("self=" FULCRUM_BLAS, {"--save", in_folder("b.csv"), "--csv", in_folder("all.csv")});
  ASSERT_EQ(result.exit_status, 0) << result.out << result.err;
  EXPECT_NE(result.out.find("dgemm NT 7 6 5"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("sgemm TN 9 8 4 lda=6 ldc=12"), std::string::npos) << result.out;
  EXPECT_EQ(result.err.find('\r'), std::string::npos) << "a progress bar without a terminal";
  const compare::Baseline saved = compare::load_baseline(in_folder("b.csv"));
  ASSERT_EQ(saved.rows.size(), 2U);
  for (const auto& [name, row] : saved.rows) {
    EXPECT_TRUE(std::isfinite(row.ratio.value) && row.ratio.value > 0) << name;
    EXPECT_LE(row.ratio.rounds.min, row.ratio.rounds.max) << name;
    EXPECT_EQ(row.best, "self");
  }
  std::ifstream csv(in_folder("all.csv"));
  std::string all((std::istreambuf_iterator<char>(csv)), std::istreambuf_iterator<char>());
  for (const char* part : {",1,native,fulcrum,", ",1,native,self,"})
    EXPECT_NE(all.find(part), std::string::npos) << all;

  const ChildResult again = beside("self=" FULCRUM_BLAS, {"--against", in_folder("b.csv")});
  EXPECT_EQ(again.exit_status, 0) << again.err;
  EXPECT_NE(again.out.find("against the baseline: 2 cases in both"), std::string::npos)
      << again.out;
}

TEST_F(CompareProgram, FailBelow) {
  EXPECT_EQ(beside("self=" FULCRUM_BLAS, {"--fail-below", "1e-6"}).exit_status, 0);
  EXPECT_EQ(beside("self=" FULCRUM_BLAS, {"--fail-below", "1e6"}).exit_status, 1);
}

TEST_F(CompareProgram, ALibraryWithAPrefixThatIsRight) {
  const ChildResult result = beside("right=" FULCRUM_WRONG_BLAS "@wrong_%s");
  EXPECT_EQ(result.exit_status, 0) << result.out << result.err;
}

// Each is found by comparing every element; what disagrees is not a peer that counts.
TEST_F(CompareProgram, WrongResultsAreReported) {
  for (const char* how : {"element", "nan"}) {
    const ChildResult result =
        beside(std::string("bad=" FULCRUM_WRONG_BLAS "@wrong_%s,WRONG_BLAS=") + how);
    EXPECT_EQ(result.exit_status, 1) << how << result.out << result.err;
    EXPECT_NE(result.out.find("bad DISAGREES: C(6, 5): "), std::string::npos) << result.out;
    EXPECT_NE(result.out.find("bad DISAGREES: C(8, 7): "), std::string::npos) << result.out;
    EXPECT_NE(result.out.find("no ratios"), std::string::npos) << result.out;
  }
  const ChildResult padding = beside("bad=" FULCRUM_WRONG_BLAS "@wrong_%s,WRONG_BLAS=padding");
  EXPECT_EQ(padding.exit_status, 1) << padding.out;
  EXPECT_NE(padding.out.find("bad DISAGREES: C(9, 0), which is no result: "), std::string::npos)
      << padding.out;
}

// A matrix of which a triangle is written, a function, and a complex one whose result comes through
// an argument: right ones agree, and wrong ones are found.
TEST_F(CompareProgram, OtherRoutinesAreChecked) {
  std::ofstream(cases()) << "any dsyr U 5 lda=6\nany dsyr L 4 incx=2\nany ddot 9 incy=2\n"
                            "any zdotu 9\nany daxpby 4\n";
  const ChildResult right = beside("right=" FULCRUM_WRONG_BLAS "@wrong_%s");
  EXPECT_EQ(right.exit_status, 0) << right.out << right.err;  // daxpby need not be there
  EXPECT_NE(right.out.find("zdotu 9"), std::string::npos) << right.out;
  const ChildResult wrong = beside("bad=" FULCRUM_WRONG_BLAS "@wrong_%s,WRONG_BLAS=element");
  EXPECT_EQ(wrong.exit_status, 1) << wrong.out;
  for (const char* part :
       {"bad DISAGREES: A(0, 0): ", "bad DISAGREES: result: (", "bad DISAGREES: result: "})
    EXPECT_NE(wrong.out.find(part), std::string::npos) << part << wrong.out;
  EXPECT_NE(wrong.out.find("no ratios"), std::string::npos) << wrong.out;
  const ChildResult padding = beside("bad=" FULCRUM_WRONG_BLAS "@wrong_%s,WRONG_BLAS=padding");
  EXPECT_NE(padding.out.find("bad DISAGREES: A(1, 0), which is no result: "), std::string::npos);
  EXPECT_NE(padding.out.find("bad DISAGREES: A(0, 1), which is no result: "), std::string::npos);
}

TEST_F(CompareProgram, RunsAndReasons) {
  std::ofstream(in_folder("b.csv"))
      << "class,case,threads,isa,ratio,min,max,best_peer,bound_by,reason\n"
         "small,dgemm NT 7 6 5,1,native,0.5,0.5,0.5,self,,\"known\"\n"
         "small,dgemm NT 7 6 5,2,native,0.5,0.5,0.5,self,,\n";
  const ChildResult result =
      beside("self=" FULCRUM_BLAS, {"--runs", "2", "--save", in_folder("b.csv")});
  EXPECT_EQ(result.exit_status, 0) << result.out << result.err;
  EXPECT_NE(result.out.find("run 2 of 2"), std::string::npos) << result.out;
  const compare::Baseline saved = compare::load_baseline(in_folder("b.csv"));
  EXPECT_EQ(saved.rows.size(), 3U);
  EXPECT_EQ(saved.rows.at("dgemm NT 7 6 5|1|native").reason, "known");
  EXPECT_EQ(saved.rows.at("dgemm NT 7 6 5|2|native").ratio.value, 0.5);
}

TEST_F(CompareProgram, ALibraryThatCrashesLeavesTheOthersTimed) {
  const ChildResult result = beside("bad=" FULCRUM_WRONG_BLAS "@wrong_%s,WRONG_BLAS=crash",
                                    {"--peer", "self=" FULCRUM_BLAS});
  EXPECT_EQ(result.exit_status, 1) << result.out;
  EXPECT_NE(result.out.find("bad failed: its process was ended by signal 11"), std::string::npos)
      << result.out;
  // Both cases have a ratio all the same.
  EXPECT_NE(result.out.find("\nall "), std::string::npos) << result.out;
  EXPECT_EQ(result.out.find("no ratios"), std::string::npos) << result.out;
}

TEST_F(CompareProgram, ALibraryWithoutTheRoutine) {
  const ChildResult result = beside("none=" FULCRUM_WRONG_BLAS);
  EXPECT_EQ(result.exit_status, 1) << result.out;
  EXPECT_NE(result.out.find("none failed: no symbol dgemm_"), std::string::npos) << result.out;
}

TEST_F(CompareProgram, BadUsage) {
  const std::vector<std::vector<std::string>> all = {
      {"--what"},
      {"--threads"},
      {"--threads", "0"},
      {"--rounds", "many"},
      {"--budget", "-1"},
      {"--isa", "mmx"},
      {"--peer", "nameless"},
      {"--sample", "--grid"},
      {"--blas", "--grid"},
      {"--runs", "0"},
      {"--fail-below", "x"},
      {"--csv", ""},
      {"--no-search", "--sample", "--filter", "no such case"},
      {"--no-search", "--library", "/nonexistent.so"},
      {"--no-search", "--peer", "a=/nonexistent.so"}};
  for (const auto& arguments : all) {
    const ChildResult result = compare(arguments);
    EXPECT_EQ(result.exit_status, 2) << arguments[0] << result.out;
    EXPECT_NE(result.err.find("usage: compare "), std::string::npos) << result.err;
    const std::string value = arguments.back().substr(arguments.back().find('=') + 1);
    EXPECT_NE(result.err.find(value), std::string::npos) << result.err;
  }
  std::ofstream(cases()) << "small dgemm NN 1 1 1\nsmall dgemm XX 1 1 1\n";
  const ChildResult result = beside("self=" FULCRUM_BLAS);
  EXPECT_EQ(result.exit_status, 2);
  EXPECT_NE(result.err.find("two.cases:2: OPS"), std::string::npos) << result.err;
}

// Before anything is measured, which may have taken an hour.
TEST_F(CompareProgram, AFileThatCannotBeWrittenIsSaidFirst) {
  for (const char* option : {"--csv", "--save"}) {
    const ChildResult result = beside("self=" FULCRUM_BLAS, {option, cases() + "/x.csv"});
    EXPECT_EQ(result.exit_status, 2) << option;
    EXPECT_NE(result.err.find("x.csv"), std::string::npos) << result.err;
    EXPECT_EQ(result.out, "") << option;
  }
  EXPECT_EQ(beside("self=" FULCRUM_BLAS, {"--save", in_folder("new/b.csv")}).exit_status, 0);
  EXPECT_TRUE(fs::exists(in_folder("new/b.csv")));
}

TEST_F(CompareProgram, ListsWhatItWouldRun) {
  const ChildResult result = compare({"--list", "--filter", "small dgemm", "--filter", "NN"});
  EXPECT_EQ(result.exit_status, 0) << result.err;
  EXPECT_EQ(result.out.rfind("small dgemm NN ", 0), 0U) << result.out;
  EXPECT_EQ(result.out.find("sgemm"), std::string::npos) << result.out;
  std::ofstream(cases()) << result.out;
  EXPECT_EQ(compare({"--list", "--cases", cases()}).out, result.out);
  const ChildResult blas = compare({"--blas", "--list", "--filter", "ztrsm"});
  EXPECT_NE(blas.out.find(" ztrsm "), std::string::npos) << blas.out << blas.err;
}

class LoadProgram : public CompareProgram {
 protected:
  ChildResult load(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {FULCRUM_LOAD_BENCH, "--cases", cases()});
    return run_child(arguments, {{"OMP_WAIT_POLICY", "passive"}});
  }
};

TEST_F(LoadProgram, EveryCaseHasARowForEachLibrary) {
  const ChildResult result =
      load({"--budget", "0.1", "--rounds", "2", "--peer", std::string("self=") + FULCRUM_BLAS});
  EXPECT_LE(result.exit_status, 1) << result.out << result.err;
  for (const char* line : {"dgemm NT 7 6 5", "sgemm TN 9 8 4 lda=6 ldc=12"}) {
    const std::size_t first = result.out.find(line);
    ASSERT_NE(first, std::string::npos) << result.out;
    EXPECT_NE(result.out.find(line, first + 1), std::string::npos) << result.out;
  }
  EXPECT_NE(result.out.find("fulcrum misses "), std::string::npos) << result.out;
}

TEST_F(LoadProgram, BadUsage) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"--what"},
                                             {"--threads", "0"},
                                             {"--filter", "no such case"},
                                             {"--library", "/nonexistent.so"}}) {
    const ChildResult result = load(arguments);
    EXPECT_EQ(result.exit_status, 2) << arguments[0] << result.out;
    EXPECT_NE(result.err.find("usage: load_bench "), std::string::npos) << result.err;
  }
}

TEST(LoadLimits, AreTwiceForLongCallsAndTenMillisecondsForShortOnes) {
  EXPECT_TRUE((bench::Loaded{0.020, 0.010, 0.040}).is_within_limits());
  EXPECT_FALSE((bench::Loaded{0.020, 0.010, 0.041}).is_within_limits());
  EXPECT_TRUE((bench::Loaded{1e-6, 1e-6, 0.010}).is_within_limits());
  EXPECT_FALSE((bench::Loaded{1e-6, 1e-6, 0.0101}).is_within_limits());
  EXPECT_TRUE((bench::Loaded{0.0099, 0.005, 0.0199}).is_within_limits());  // more than twice
}

}  // namespace
}  // namespace fulcrum::test
