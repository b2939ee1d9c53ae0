// SPDX-License-Identifier: Apache-2.0
// gemm of narrow operands on every target of this machine: floats against gemm's reference of the
// widened operands, with its bound; integers against sums in 64 bits, exactly.
#include "simd/gemm_mixed/gemm_mixed.hpp"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "simd/gemm/plan.hpp"
#include "simd/targets.hpp"
#include "tests/support/mixed_case.hpp"
#include "tests/support/scale.hpp"

namespace fulcrum::simd {
namespace {

using test::GemmShape;
using test::MixedCase;
using test::small_scale;

std::string name_of(const Target& target) { return std::string(to_string(target.isa)); }

template <class Case>
auto run(const Target& target, const Case& c, int threads) {
  c.reset();
  gemm_mixed(target.mixed, c.problem(), threads);
  return c.result();
}

template <class Case>
void check_on_every_target(Case& c, int threads = 1) {
  for (const Target& target : targets()) {
    run(target, c, threads);
    EXPECT_EQ(c.verdict(), "") << name_of(target);
  }
}

template <class Case>
class GemmMixedTest : public ::testing::Test {
 public:
  using C = decltype(Case::Problem::alpha);

  // A shape with transposes, factors and pads that rotate with `turn`.
  static GemmShape turned(std::int64_t m, std::int64_t n, std::int64_t k, int turn) {
    constexpr double kAlphas[] = {1.0, -1.0, 0.37}, kBetas[] = {0.0, 1.0, -1.0, 0.37};
    const auto at = static_cast<std::size_t>(turn / 4);
    GemmShape s{(turn & 1) != 0, (turn & 2) != 0, m, n, k};
    s.alpha = Case::kIntegers ? 1 : kAlphas[at % 3];
    s.beta = kBetas[at % (Case::kIntegers ? 2 : 4)];
    s.pad_a = turn % 3;
    s.pad_b = turn % 5 / 2;
    s.pad_c = turn % 7 / 2;
    return s;
  }
  static int mr(const Target& t) { return Case::kIntegers ? t.mixed.mr_int8 : t.f32.gemm.mr; }
  static int nr(const Target& t) { return Case::kIntegers ? t.mixed.nr_int8 : t.f32.gemm.nr; }
};

using Bf16Case = MixedCase<bfloat16, bfloat16, float>;
using F16Case = MixedCase<float16, float16, float>;
using I8Case = MixedCase<std::int8_t, std::int8_t, std::int32_t>;
using U8I8Case = MixedCase<std::uint8_t, std::int8_t, std::int32_t>;
using I8U8Case = MixedCase<std::int8_t, std::uint8_t, std::int32_t>;
using Cases = ::testing::Types<Bf16Case, F16Case, I8Case, U8I8Case, I8U8Case>;
TYPED_TEST_SUITE(GemmMixedTest, Cases);

TYPED_TEST(GemmMixedTest, EdgesOfVectorsAndTiles) {
  std::set<std::int64_t> rows = {1, 2, 3}, columns = {1, 2, 3};
  for (const Target& target : targets()) {
    const std::int64_t lanes = target.f32.gemm.lanes, mr = this->mr(target), nr = this->nr(target);
    for (const std::int64_t edge : {lanes, mr, 2 * mr}) rows.insert({edge - 1, edge, edge + 1});
    columns.insert({nr - 1, nr, nr + 1, 2 * nr + 1});
  }
  rows.erase(0);
  columns.erase(0);
  int turn = 0;
  for (const std::int64_t m : rows) {
    for (const std::int64_t n : columns) {
      if (small_scale() && (m + n) % 3 != 0) continue;
      for (const std::int64_t k : {1, 7, 32, 67}) {
        if (small_scale() && k != 7 && k != 32) continue;
        for (int trans = 0; trans < 4; ++trans) {
          ++turn;
          TypeParam c(this->turned(m, n, k, turn / 4 * 4 + trans),
                      static_cast<std::uint64_t>(turn));
          check_on_every_target(c);
        }
        if (this->HasFailure()) return;  // thousands of shapes: the first that fails says it
      }
    }
  }
}

// Around the cache blocks of the plan: kc, mc and nc.
TYPED_TEST(GemmMixedTest, EdgesOfCacheBlocks) {
  constexpr std::int64_t kPer = TypeParam::kIntegers ? 2 : 1;
  std::set<std::array<std::int64_t, 3>> shapes;
  for (const Target& target : targets()) {
    const int mr = this->mr(target), nr = this->nr(target);
    const auto plan = [&](std::int64_t steps) {
      return plan_packed({false, true, 4096, 4096, steps}, mr, nr, sizeof(float), cache_sizes());
    };
    const GemmPlan big = plan(std::int64_t{1} << 30);
    for (const std::int64_t k :
         {big.kc * kPer - 1, big.kc * kPer, big.kc * kPer + 1, 3 * big.kc * kPer + 5})
      shapes.insert({mr + 1, nr + 1, k});
    const std::int64_t mc = plan(64).mc;
    for (const std::int64_t m : {mc, mc + 1}) shapes.insert({m, 5, 64 * kPer});
    shapes.insert({2, big.nc + nr + 1, 5});
  }
  int turn = 0;
  for (const auto& [m, n, k] : shapes) {
    ++turn;
    if (small_scale() && turn % 5 != 0) continue;
    TypeParam c(this->turned(m, n, k, turn * 7));
    check_on_every_target(c, 2);
    if (this->HasFailure()) return;
  }
}

// k == 0 and alpha == 0: A and B are not read, C = beta C.
TYPED_TEST(GemmMixedTest, NoProductOnlyScales) {
  for (const double beta : {0.0, 1.0, TypeParam::kIntegers ? 1.0 : 0.37}) {
    for (const bool zero_alpha : {false, true}) {
      TypeParam c(GemmShape{false, false, 19, 5, zero_alpha ? 3 : 0, zero_alpha ? 0.0 : 1.0, beta,
                            0, 0, 3});
      for (const Target& target : targets()) {
        c.reset();
        auto p = c.problem();
        p.a = nullptr;
        p.b = nullptr;
        gemm_mixed(target.mixed, p, 2);
        EXPECT_EQ(c.verdict(), "") << name_of(target);
      }
    }
  }
}

TYPED_TEST(GemmMixedTest, SameBitsForAnyThreads) {
  using C = decltype(TypeParam::Problem::alpha);
  int turn = 0;
  for (const auto& [m, n, k] : {std::array<std::int64_t, 3>{130, 129, 131},
                                {5, 700, 503},
                                {700, 5, 503},
                                {250, 240, 601}}) {
    if (small_scale() && turn > 0) break;
    TypeParam c(this->turned(m, n, k, ++turn * 5));
    for (const Target& target : targets()) {
      const std::vector<C> one = run(target, c, 1);
      EXPECT_EQ(c.verdict(), "") << name_of(target);
      for (const int threads : {2, 3, 7}) {
        const std::vector<C> several = run(target, c, threads);
        EXPECT_EQ(std::memcmp(one.data(), several.data(), one.size() * sizeof(C)), 0)
            << name_of(target) << ", " << threads << " threads";
      }
    }
  }
}

template <class Case>
class GemmMixedFloatTest : public ::testing::Test {};
using FloatCases = ::testing::Types<Bf16Case, F16Case>;
TYPED_TEST_SUITE(GemmMixedFloatTest, FloatCases);

TYPED_TEST(GemmMixedFloatTest, NanAndInfPropagate) {
  using Element = std::remove_reference_t<decltype(std::declval<TypeParam&>().a(0, 0))>;
  for (const float special :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
        -std::numeric_limits<float>::infinity()}) {
    for (int trans = 0; trans < 4; ++trans) {
      TypeParam c(GemmShape{(trans & 1) != 0, (trans & 2) != 0, 53, 21, 37, 0.37, -1, 1, 1, 1});
      c.a(52, 36) = Element(special);
      c.b(36, 3) = Element(0.0F);
      c.b(0, 20) = Element(special);
      c.a(7, 0) = Element(0.0F);
      check_on_every_target(c);
    }
  }
}

// Where the two middle factors are subnormal, the products are normal floats: nothing is flushed.
TYPED_TEST(GemmMixedFloatTest, SubnormalOperandsCount) {
  using Element = std::remove_reference_t<decltype(std::declval<TypeParam&>().a(0, 0))>;
  for (int trans = 0; trans < 4; ++trans) {
    TypeParam c(GemmShape{(trans & 1) != 0, (trans & 2) != 0, 50, 9, 12, 1, 0, 0, 1, 0});
    for (std::int64_t l = 0; l < 12; ++l) {
      for (std::int64_t i = 0; i < 50; ++i)
        c.a(i, l) = Element::from_bits(static_cast<std::uint16_t>(1 + i + l));
      for (std::int64_t j = 0; j < 9; ++j) c.b(l, j) = Element(16384.0F);
    }
    check_on_every_target(c);
    EXPECT_GT(c.result()[0], 0.0F);
  }
}

// Every pattern through the packing of every target, both ways of it: the scalar conversion's bits,
// NaN for NaN.
template <class T>
void check_packing_of_every_pattern() {
  constexpr std::int64_t kCount = 0x10000;
  std::vector<T> src;
  for (std::uint32_t bits = 0; bits < kCount; ++bits)
    src.push_back(T::from_bits(static_cast<std::uint16_t>(bits)));
  for (const Target& target : targets()) {
    for (const bool contiguous : {true, false}) {
      // One panel of 64 rows: step l of row i is src[l * 64 + i] or src[i * 1024 + l].
      std::vector<float> packed(kCount);
      target.mixed.pack<T>()(contiguous, kCount / 64, 64, 64, src.data(),
                             contiguous ? 64 : kCount / 64, packed.data());
      for (std::int64_t at = 0; at < kCount; ++at) {
        const std::int64_t from = contiguous ? at : at % 64 * (kCount / 64) + at / 64;
        const auto want = static_cast<float>(src[static_cast<std::size_t>(from)]);
        const float got = packed[static_cast<std::size_t>(at)];
        if (std::isnan(want) && std::isnan(got)) continue;
        ASSERT_EQ(std::bit_cast<std::uint32_t>(got), std::bit_cast<std::uint32_t>(want))
            << name_of(target) << ", pattern " << from;
      }
    }
  }
}

TEST(PackNarrowTest, WidensEveryPatternExactly) {
  check_packing_of_every_pattern<bfloat16>();
  check_packing_of_every_pattern<float16>();
}

// The extremes of every type; then one step of k beyond what fits, which wraps around.
template <class Case, class TA>
void check_extremes(std::int64_t last_k) {
  for (const TA x : {std::numeric_limits<TA>::min(), std::numeric_limits<TA>::max()}) {
    for (const std::int64_t k : {std::int64_t{33}, last_k, last_k + 1}) {
      Case c(GemmShape{true, false, 2, 3, k});
      for (std::int64_t l = 0; l < k; ++l) {
        for (std::int64_t i = 0; i < 2; ++i) c.a(i, l) = x;
        for (std::int64_t j = 0; j < 3; ++j) c.b(l, j) = -128;
      }
      check_on_every_target(c);
      const std::int64_t exact = std::int64_t{x} * -128 * k;
      EXPECT_EQ(c.result()[0] == exact, exact <= std::numeric_limits<std::int32_t>::max() &&
                                            exact >= std::numeric_limits<std::int32_t>::min());
      if (k == last_k) {
        EXPECT_EQ(c.result()[0], exact);
      }
    }
  }
}

TEST(GemmMixedIntegerTest, ExtremesAndTheLastDepthThatCannotWrap) {
  check_extremes<I8Case, std::int8_t>(131071);
  check_extremes<U8I8Case, std::uint8_t>(65793);
}

}  // namespace
}  // namespace fulcrum::simd
