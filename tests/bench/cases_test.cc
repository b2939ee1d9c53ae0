// SPDX-License-Identifier: Apache-2.0
#include "bench/compare/cases.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "bench/compare/grid.hpp"

namespace fulcrum::compare {
namespace {

std::string refusal(const std::string& line) {
  try {
    parse_case(line);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST(Cases, ReadsALine) {
  const Case c = parse_case("lead sgemm TN 4 5 6 ldb=9 beta=0  # why").value();
  EXPECT_EQ(c.group, "lead");
  EXPECT_TRUE(c.single());
  EXPECT_TRUE(c.a_transposed());
  EXPECT_FALSE(c.b_transposed());
  EXPECT_EQ(c.lda, 6);  // k rows where A is transposed
  EXPECT_EQ(c.ldb, 9);
  EXPECT_EQ(c.ldc, 4);
  EXPECT_EQ(c.a_size(), 6 * 4);
  EXPECT_EQ(c.b_size(), 9 * 5);
  EXPECT_EQ(c.c_size(), 4 * 5);
  EXPECT_EQ(c.flops(), 240);
  EXPECT_EQ(c.alpha, Case{}.alpha);
  EXPECT_EQ(c.beta, 0);
  EXPECT_EQ(text(c), "sgemm TN 4 5 6 ldb=9 beta=0");
}

TEST(Cases, LeavesOutCommentsAndEmptyLines) {
  for (const char* line : {"", "   ", "# square dgemm NN 1 1 1", "\t#"})
    EXPECT_FALSE(parse_case(line).has_value()) << line;
}

TEST(Cases, RefusalsNameFieldAndValue) {
  const std::map<std::string, std::string> expected = {
      {"square dgemm NN 4 4", "square dgemm NN 4 4"},
      {"square zgemm NN 4 4 4", "zgemm"},
      {"square dgemm NC 4 4 4", "NC"},
      {"square dgemm N 4 4 4", "\"N\""},
      {"square dgemm NN 0 4 4", "M: \"0\""},
      {"square dgemm NN 4 4x 4", "N: \"4x\""},
      {"square dgemm NN 4 4 9999999", "K: \"9999999\""},
      {"square dgemm TN 4 4 6 lda=5", "lda: \"5\""},
      {"square dgemm NT 4 7 6 ldb=6", "ldb: \"6\""},
      {"square dgemm NN 4 4 4 ldc=3", "ldc: \"3\""},
      {"square dgemm NN 4 4 4 ldd=9", "ldd=9"},
      {"square dgemm NN 4 4 4 lda", "lda"},
      {"square dgemm NN 4 4 4 alpha=nan", "alpha: \"nan\""},
      {"square dgemm NN 1000000 1000000 1", "2^31"}};
  for (const auto& [line, part] : expected)
    EXPECT_NE(refusal(line).find(part), std::string::npos) << line << ": " << refusal(line);
}

TEST(Grid, EveryCaseIsValidAndThereOnce) {
  std::set<std::string> seen;
  std::map<std::string, int> groups;
  for (const Case& c : grid()) {
    EXPECT_TRUE(seen.insert(c.group + " " + text(c)).second) << text(c) << " twice";
    EXPECT_EQ(text(parse_case(c.group + " " + text(c)).value()), text(c));
    ++groups[c.group];
  }
  const std::map<std::string, int> expected = {
      {"square", 44},    {"small", 344},    {"transposed", 132}, {"skinny_m", 504},
      {"skinny_n", 504}, {"skinny_k", 504}, {"lead", 136}};
  EXPECT_EQ(groups, expected);
  for (const char* line :
       {"small dgemm TT 2 2 2", "small sgemm NT 128 128 128", "skinny_m sgemm TN 1 4000 100",
        "skinny_k dgemm NN 4000 4000 32", "lead dgemm NN 500 500 500 lda=512 ldb=512 ldc=512"})
    EXPECT_TRUE(seen.contains(line)) << line;
}

TEST(Grid, ADrawIsEvenOverClassesRoutinesAndSizes) {
  const std::vector<Case> all = grid();
  std::map<std::string, int> strata;
  double smallest = 1e18, largest = 0;
  for (const Case& c : draw(all, 126)) {
    ++strata[c.group + c.routine];
    if (c.group != "small") continue;
    smallest = std::min(smallest, c.flops());
    largest = std::max(largest, c.flops());
  }
  EXPECT_EQ(strata.size(), 14U);
  for (const auto& [name, count] : strata) EXPECT_EQ(count, 9) << name;
  // The first and the last ninth of the sizes 2 to 128 are in it.
  EXPECT_LE(smallest, 2.0 * 17 * 17 * 17);
  EXPECT_GE(largest, 2.0 * 113 * 113 * 113);
  EXPECT_EQ(draw(all, 1'000'000).size(), all.size());
}

// It is fixed: it need not be what draw() gives today, but every line must be of the grid.
TEST(Grid, TheBundledSampleIsPartOfIt) {
  std::set<std::string> all;
  for (const Case& c : grid()) all.insert(c.group + " " + text(c));
  const std::vector<Case> sample = read_cases(FULCRUM_GEMM_SAMPLE);
  std::map<std::string, int> strata;
  for (const Case& c : sample) {
    EXPECT_TRUE(all.contains(c.group + " " + text(c))) << text(c);
    ++strata[c.group + c.routine];
  }
  EXPECT_EQ(sample.size(), 126U);
  EXPECT_EQ(strata.size(), 14U);
  for (const auto& [name, count] : strata) EXPECT_EQ(count, 9) << name;
}

}  // namespace
}  // namespace fulcrum::compare
