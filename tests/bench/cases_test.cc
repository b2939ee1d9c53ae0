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
  EXPECT_EQ(c.type, 's');
  EXPECT_EQ(c.ta, 'T');
  EXPECT_EQ(c.tb, 'N');
  EXPECT_EQ(c.lda, 6);  // k rows where A is transposed
  EXPECT_EQ(c.ldb, 9);
  EXPECT_EQ(c.ldc, 4);
  EXPECT_EQ(c.operand('a').size(), 6 * 4);
  EXPECT_EQ(c.operand('b').size(), 9 * 5);
  EXPECT_EQ(c.operand('c').size(), 4 * 5);
  EXPECT_EQ(c.flops(), 240);
  EXPECT_EQ(c.alpha, Case{}.alpha);
  EXPECT_EQ(c.beta, 0);
  EXPECT_EQ(text(c), "sgemm TN 4 5 6 ldb=9 beta=0");
}

// Every routine's letters and sizes stand in the order of its arguments.
TEST(Cases, ReadsLinesOfAllLevels) {
  const Case solve = parse_case("small ztrsm RUCN 16 24 ldb=20 alpha=-1").value();
  EXPECT_EQ(std::string({solve.side, solve.uplo, solve.ta, solve.diag}), "RUCN");
  EXPECT_EQ(solve.lda, 24);  // the triangle is as large as B is wide
  EXPECT_EQ(solve.ldb, 20);
  EXPECT_EQ(solve.alpha, -1);
  EXPECT_EQ(solve.flops(), 2.0 * 16 * 24 * 25 / 2 * 4);
  const Case band = parse_case("large dgbmv T 50 40 5 3 incx=-2").value();
  EXPECT_EQ(band.lda, 5 + 3 + 1);
  EXPECT_EQ(band.operand('x').size(), 1 + 49 * 2);
  EXPECT_EQ(band.operand('y').size(), 40);
  const Case vector = parse_case("small scnrm2 7").value();
  EXPECT_EQ(vector.type, 'c');
  EXPECT_EQ(vector.footprint(), 7 * 8);
  EXPECT_EQ(parse_case("small dsdot 7").value().type, 's');
  EXPECT_EQ(parse_case("small zdscal 7").value().type, 'z');
  EXPECT_EQ(text(parse_case("small drotg").value()), "drotg");
  for (const char* line : {"ztrsm RUCN 16 24 ldb=20 alpha=-1", "dgbmv T 50 40 5 3 incx=-2",
                           "chpr2 U 5 incy=3", "dgemmt LNT 5 6 ldc=9 beta=0"})
    EXPECT_EQ(text(parse_case(std::string("any ") + line).value()), line);
}

// Of a triangle its half, of strided elements their cache lines, of what is written both ways.
TEST(Cases, BytesOfTheOperands) {
  EXPECT_EQ(parse_case("any daxpy 100").value().footprint(), 1600);
  EXPECT_EQ(parse_case("any daxpy 100").value().traffic(), 2400);
  EXPECT_EQ(parse_case("any dscal 100 incx=4").value().footprint(), 3200);
  EXPECT_EQ(parse_case("any dscal 100 incx=100").value().footprint(), 6400);
  EXPECT_EQ(parse_case("any ssyr L 10").value().footprint(), 4 * (55 + 10));
  EXPECT_EQ(parse_case("any ssyr L 10 lda=99").value().traffic(), 4 * (110 + 10));
  EXPECT_EQ(parse_case("any dtrmv LNU 10").value().footprint(), 8 * (45 + 10));
  EXPECT_EQ(parse_case("any dsbmv U 10 2").value().footprint(), 8 * (27 + 10 + 10));
}

TEST(Cases, LeavesOutCommentsAndEmptyLines) {
  for (const char* line : {"", "   ", "# square dgemm NN 1 1 1", "\t#"})
    EXPECT_FALSE(parse_case(line).has_value()) << line;
}

TEST(Cases, RefusalsNameFieldAndValue) {
  const std::map<std::string, std::string> expected = {
      {"square dgemm NN 4 4", "square dgemm NN 4 4"},
      {"square hgemm NN 4 4 4", "hgemm"},
      {"square", "CLASS ROUTINE"},
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
      {"square dgemm NN 1000000 1000000 1", "2^31"},
      {"any dtrsm LUN 4 4", "\"LUN\""},
      {"any dtrsm LUNX 4 4", "diag of dtrsm is one of NU"},
      {"any zherk UT 4 4", "transa of zherk is one of NC"},
      {"any zsyrk UC 4 4", "transa of zsyrk is one of NT"},
      {"any dtrsm LUNN 4 4 alpha=0.5", "alpha: \"0.5\""},
      {"any dscal 4 alpha=0.5", "alpha: \"0.5\""},
      {"any daxpy", "CLASS daxpy n"},
      {"any daxpy 4 incx=0", "incx: \"0\""},
      {"any daxpy 4 incx=9999", "incx: \"9999\""},
      {"any daxpy 4 lda=5", "lda=5\" is none of incx= incy= alpha="},
      {"any ddot 4 alpha=1", "alpha=1"},
      {"any dgbmv N 9 9 1 1 lda=2", "lda: \"2\""}};
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

TEST(BlasGrid, EveryCaseIsValidAndThereOnce) {
  std::set<std::string> seen, routines, expected;
  for (const Case& c : blas_grid()) {
    EXPECT_TRUE(seen.insert(c.group + " " + text(c)).second) << text(c) << " twice";
    EXPECT_EQ(text(parse_case(c.group + " " + text(c)).value()), text(c));
    routines.insert(c.routine);
  }
  for (const Routine& routine : all_routines()) {
    for (const std::string& name : names_of(routine)) expected.insert(name);
  }
  EXPECT_EQ(routines, expected);
}

// It is fixed: it need not be what draw_blas() gives today, but every line must be of the grid, and
// every type of every routine must be there.
TEST(BlasGrid, TheBundledSampleIsPartOfIt) {
  std::set<std::string> all, routines, expected;
  for (const Case& c : blas_grid()) all.insert(c.group + " " + text(c));
  const std::vector<Case> sample = read_cases(FULCRUM_BLAS_SAMPLE);
  for (const Case& c : sample) {
    EXPECT_TRUE(all.contains(c.group + " " + text(c))) << text(c);
    routines.insert(c.routine);
  }
  for (const Routine& routine : all_routines()) {
    for (const std::string& name : names_of(routine)) expected.insert(name);
  }
  EXPECT_EQ(routines, expected);
  EXPECT_GE(sample.size(), 240U);
  EXPECT_LE(sample.size(), 280U);
  EXPECT_EQ(draw_blas(blas_grid()).size(), sample.size());
}

}  // namespace
}  // namespace fulcrum::compare
