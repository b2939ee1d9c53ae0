// SPDX-License-Identifier: Apache-2.0
#include "offload/measure/families.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "offload/decision/decide.hpp"

namespace fulcrum::measure {
namespace {

const Family& find(Routine routine, std::string_view name) {
  for (const Family& family : families()) {
    if (family.routine == routine && family.name == name) return family;
  }
  throw std::runtime_error("no family " + std::string(name));
}

TEST(Families, OfTheFourUsualRoutinesAreFourteenOfGpuBlobAndTwoOfLevelOne) {
  std::map<Routine, std::set<std::string_view>> names;
  for (const Family& family : families()) {
    EXPECT_TRUE(names[family.routine].insert(family.name).second) << family.name;
  }
  EXPECT_EQ(names[Routine::Gemm].size(), 9u);
  EXPECT_EQ(names[Routine::Gemv].size(), 5u);
  EXPECT_EQ(names[Routine::Axpy].size(), 1u);
  EXPECT_EQ(names[Routine::Dot].size(), 1u);
}

// By its description: every routine that can be measured has one to three, and every shape of them
// is a call with some work to do on operands.
TEST(Families, OfEveryOtherRoutineFollowFromItsDescription) {
  std::map<Routine, int> count;
  for (const Family& family : families()) {
    ++count[family.routine];
    for (const ElementType type : measured_types(family.routine)) {
      const std::int64_t p = 200;
      ASSERT_TRUE(is_possible(family, p)) << to_string(family.routine) << family.name;
      const Call call = make_call(family.routine, type, family.at(p), Location::Pageable, 1);
      EXPECT_GT(offload::operations(call), 0) << to_string(family.routine) << ' ' << family.name;
      EXPECT_GT(operand_bytes(family.routine, type, family.at(p)), 0);
    }
  }
  for (std::size_t i = 0; i < kRoutineCount; ++i) {
    const auto routine = static_cast<Routine>(i);
    const bool measured = !measured_types(routine).empty();
    EXPECT_EQ(count.count(routine) != 0, measured) << to_string(routine);
    if (measured && !is_usual(routine)) {
      EXPECT_LE(count[routine], 3) << to_string(routine);
    }
  }
  EXPECT_TRUE(is_usual(Routine::Dot));
  EXPECT_FALSE(is_usual(Routine::Trsm));
  EXPECT_TRUE(measured_types(Routine::GemmBatch).empty());
  EXPECT_EQ(measured_types(Routine::Dsdot), std::vector{ElementType::F32});
  EXPECT_EQ(find(Routine::Trsm, "N=32").at(7), (Shape{7, 32, 1}));
  EXPECT_EQ(find(Routine::Syrk, "K=32").at(7), (Shape{7, 7, 32}));
  EXPECT_EQ(find(Routine::Symv, "N").at(7), (Shape{7, 7, 1}));
  EXPECT_EQ(find(Routine::Sbmv, "N, K=64").at(100), (Shape{100, 100, 64}));
  EXPECT_FALSE(is_possible(find(Routine::Sbmv, "N, K=64"), 63));
  EXPECT_FALSE(is_possible(find(Routine::Gbmv, "M=N, K=129"), 100));
}

TEST(Families, ShapesAreWhatTheirNamesSay) {
  EXPECT_EQ(find(Routine::Gemm, "M=N=K").at(7), (Shape{7, 7, 7}));
  EXPECT_EQ(find(Routine::Gemm, "M=N=16K").at(7), (Shape{112, 112, 7}));
  EXPECT_EQ(find(Routine::Gemm, "M=N, K=32").at(7), (Shape{7, 7, 32}));
  EXPECT_EQ(find(Routine::Gemm, "M=N, K=16M").at(7), (Shape{7, 7, 112}));
  EXPECT_EQ(find(Routine::Gemm, "M=N=32").at(7), (Shape{32, 32, 7}));
  EXPECT_EQ(find(Routine::Gemm, "K=N, M=16K").at(7), (Shape{112, 7, 7}));
  EXPECT_EQ(find(Routine::Gemm, "K=N=32").at(7), (Shape{7, 32, 32}));
  EXPECT_EQ(find(Routine::Gemm, "M=K, N=16K").at(7), (Shape{7, 112, 7}));
  EXPECT_EQ(find(Routine::Gemm, "M=K=32").at(7), (Shape{32, 7, 32}));
  EXPECT_EQ(find(Routine::Gemv, "M=N").at(7), (Shape{7, 7, 1}));
  EXPECT_EQ(find(Routine::Gemv, "M=16N").at(7), (Shape{112, 7, 1}));
  EXPECT_EQ(find(Routine::Gemv, "N=32").at(7), (Shape{7, 32, 1}));
  EXPECT_EQ(find(Routine::Gemv, "N=16M").at(7), (Shape{7, 112, 1}));
  EXPECT_EQ(find(Routine::Gemv, "M=32").at(7), (Shape{32, 7, 1}));
  EXPECT_EQ(find(Routine::Axpy, "N").at(7), (Shape{1, 7, 1}));
  EXPECT_EQ(find(Routine::Dot, "N").at(7), (Shape{1, 7, 1}));
}

TEST(Families, LargestKeepsEveryDimensionWithinTheLimit) {
  for (const Family& family : families()) {
    const std::int64_t p = family.largest(4096);
    const Shape at = family.at(p), beyond = family.at(p + 1);
    EXPECT_LE(std::max({at.m, at.n, at.k}), 4096) << family.name;
    EXPECT_GT(std::max({beyond.m, beyond.n, beyond.k}), 4096) << family.name;
  }
}

TEST(LogSizes, AreStrictlyIncreasingWithinTheLimitsAndHitTheOctaves) {
  const auto sizes = log_sizes(8, 4096, 2);
  EXPECT_EQ(sizes.front(), 8);
  EXPECT_EQ(sizes.back(), 4096);
  EXPECT_EQ(sizes.size(), 19u);
  for (std::size_t i = 1; i < sizes.size(); ++i) EXPECT_LT(sizes[i - 1], sizes[i]);
  EXPECT_EQ(log_sizes(1, 4, 8), (std::vector<std::int64_t>{1, 2, 3, 4}));
  EXPECT_TRUE(log_sizes(8, 4, 2).empty());
}

TEST(Bytes, CountEachOperandOnce) {
  EXPECT_EQ(operand_bytes(Routine::Gemm, ElementType::F64, {2, 3, 4}), 8 * (2 * 4 + 4 * 3 + 2 * 3));
  EXPECT_EQ(operand_bytes(Routine::Gemv, ElementType::F32, {2, 3, 1}), 4 * (6 + 3 + 2));
  EXPECT_EQ(operand_bytes(Routine::Dot, ElementType::F32, {1, 5, 1}), 40);
  EXPECT_EQ(traffic_bytes(Routine::Dot, ElementType::F32, {1, 5, 1}), 40);
  EXPECT_EQ(traffic_bytes(Routine::Axpy, ElementType::F32, {1, 5, 1}), 60);
}

TEST(Bytes, OfAMeasurementHaveWhatIsWrittenThreeTimesAsItLies) {
  EXPECT_EQ(measured_bytes(Routine::Gemm, ElementType::F64, {2, 3, 4}),
            8 * (2 * 4 + 4 * 3 + 3 * 2 * 3));
  EXPECT_EQ(measured_bytes(Routine::Syrk, ElementType::F32, {1, 3, 4}), 4 * (3 * 4 + 3 * 3 * 3));
  EXPECT_EQ(measured_bytes(Routine::Dot, ElementType::C64, {1, 5, 1}), 16 * 10);
}

TEST(MakeCall, IsTheTightColumnMajorCall) {
  const Call call = make_call(Routine::Gemm, ElementType::F32, {2, 3, 4}, Location::Pinned, 5);
  EXPECT_EQ(call.m, 2);
  EXPECT_EQ(call.n, 3);
  EXPECT_EQ(call.k, 4);
  EXPECT_EQ(call.lda, 2);
  EXPECT_EQ(call.ldb, 4);
  EXPECT_EQ(call.ldc, 2);
  EXPECT_TRUE(call.beta_zero);
  EXPECT_EQ(call.a, Location::Pinned);
  EXPECT_EQ(call.c, Location::Pinned);
  EXPECT_EQ(call.threads, 5);
  EXPECT_FALSE(
      make_call(Routine::Axpy, ElementType::F32, {1, 3, 1}, Location::Pageable, 0).beta_zero);
}

}  // namespace
}  // namespace fulcrum::measure
