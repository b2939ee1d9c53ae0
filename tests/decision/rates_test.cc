// SPDX-License-Identifier: Apache-2.0
// The rows of a rate table: their names, which there are, and which one a call has.
#include "offload/decision/rates.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

#include "offload/platforms.hpp"
#include "offload/routines/traits.hpp"

namespace fulcrum::offload {
namespace {

std::tuple<Routine, ElementType, std::size_t> row_of(const RateKey& key) {
  return {key.routine, key.type, key.variant};
}

TEST(Rates, NamesAreUniqueAndSayWhatTheyAreOf) {
  std::set<std::string> names;
  for (const RateKey& key : all_rate_keys()) {
    const std::string name = name_of(key);
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_EQ(
        name.find(std::string(to_string(key.routine)) + ' ' + std::string(to_string(key.type))), 0U)
        << name;
  }
  for (const char* name : {"gemm f64 NN", "gemm f64 NT", "gemm c32 TT", "trsm f32 RN",
                           "trsm f32 LT", "symm f64 R", "syrk f64 T", "gemv f32 T", "axpy f64"}) {
    EXPECT_EQ(names.count(name), 1U) << name;
  }
  EXPECT_EQ(names.count("axpy f64 T"), 0U);
  EXPECT_EQ(names.count("gemv f32 TT"), 0U);
}

// Every call that a routine can have, by all of its letters.
TEST(Rates, EveryRowThatCallsCanHaveIsThere) {
  std::set<std::tuple<Routine, ElementType, std::size_t>> rows, met;
  for (const RateKey& key : all_rate_keys()) EXPECT_TRUE(rows.insert(row_of(key)).second);
  for (std::size_t r = 0; r < kRoutineCount; ++r) {
    for (std::size_t t = 0; t < kElementTypeCount; ++t) {
      Call call;
      call.routine = static_cast<Routine>(r);
      call.type = static_cast<ElementType>(t);
      if (!known_paths().has(call.routine, call.type)) continue;
      const Present& has = traits_of(call).present;
      for (const Op op_a : {Op::NoTrans, Op::Trans, Op::ConjTrans, Op::ConjNoTrans}) {
        for (const Op op_b : {Op::NoTrans, Op::Trans, Op::ConjTrans, Op::ConjNoTrans}) {
          for (const Side side : {Side::Left, Side::Right}) {
            call.trans_a = has.op_a ? op_a : Op::NoTrans;
            call.trans_b = has.op_b ? op_b : Op::NoTrans;
            call.side = has.side ? side : Side::Left;
            const RateKey key{call.routine, call.type, variant_of(call)};
            ASSERT_LT(key.variant, kVariants);
            EXPECT_EQ(rows.count(row_of(key)), 1U) << name_of(key);
            met.insert(row_of(key));
          }
        }
      }
    }
  }
  EXPECT_EQ(met, rows) << "and none that no call has";
}

TEST(Rates, AVariantIsWhatIsTransposedAndTheSide) {
  Call call;
  EXPECT_EQ(variant_of(call), 0U);
  for (const Op op : {Op::Trans, Op::ConjTrans}) {
    call = {};
    call.trans_a = op;
    EXPECT_EQ(variant_of(call), 1U);
    call.trans_b = op;
    EXPECT_EQ(variant_of(call), 3U);
    call.trans_a = Op::NoTrans;
    EXPECT_EQ(variant_of(call), 2U);
  }
  call = {};
  call.trans_a = Op::ConjNoTrans;  // read as it lies
  EXPECT_EQ(variant_of(call), 0U);
  call = {};
  call.side = Side::Right;
  EXPECT_EQ(variant_of(call), 2U);
  call.trans_a = Op::Trans;
  EXPECT_EQ(variant_of(call), 3U);
}

// No two rows share a place: narrow types have the places of others that the routine lacks.
TEST(Rates, EveryRowHasAPlaceOfItsOwn) {
  RateTable table;
  double number = 0;
  for (const RateKey& key : all_rate_keys()) {
    table.rate(key.routine, key.type, key.variant).ns[kCallTerm] = ++number;
    table.trust(key.routine, key.type, key.variant).error = -number;
  }
  number = 0;
  for (const RateKey& key : all_rate_keys()) {
    ++number;
    EXPECT_EQ(table.rate(key.routine, key.type, key.variant).ns[kCallTerm], number) << name_of(key);
    EXPECT_EQ(table.trust(key.routine, key.type, key.variant).error, -number) << name_of(key);
    Call call;
    call.routine = key.routine;
    call.type = key.type;
    const Present& has = traits_of(call).present;
    if ((key.variant & 1) != 0) call.trans_a = Op::Trans;
    if ((key.variant & 2) != 0) {
      if (has.side) call.side = Side::Right;
      if (has.op_b) call.trans_b = Op::Trans;
    }
    EXPECT_EQ(&table.rate(call), &table.rate(key.routine, key.type, key.variant)) << name_of(key);
    EXPECT_EQ(&table.trust(call), &table.trust(key.routine, key.type, key.variant)) << name_of(key);
  }
}

TEST(Rates, ARateIsTheSumOfItsAmounts) {
  const Rate rate{{1, 2, 3, 4, 5, 6, 7, 8}};
  EXPECT_EQ(rate.of({}), 0);
  EXPECT_EQ(rate.of({1, 1, 1, 1, 1, 1, 1, 1}), 36);
  EXPECT_EQ(rate.of({10, 0, 0, 0, 0, 0, 0, 0.5}), 14);
}

TEST(Rates, TermsHaveNamesOfTheirOwn) {
  for (const auto& terms : {kProductTerms, kMemoryTerms}) {
    const std::set<std::string_view> names(terms.begin(), terms.end());
    EXPECT_EQ(names.size(), kRateTerms);
    EXPECT_EQ(names.count("measured") + names.count("error"), 0U) << "fields beside them";
  }
}

}  // namespace
}  // namespace fulcrum::offload
