// SPDX-License-Identifier: Apache-2.0
// gemm of narrow operands with every table of kernels that this machine runs: floats against gemm's
// reference of the widened operands, with the table's bound; integers against sums in 64 bits,
// exactly.
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
#include <type_traits>
#include <utility>
#include <vector>

#include "simd/gemm/plan.hpp"
#include "simd/runnable.hpp"
#include "tests/support/mixed_case.hpp"
#include "tests/support/scale.hpp"
#include "tests/support/targets.hpp"

namespace fulcrum::simd {
namespace {

using test::GemmShape;
using test::MixedCase;
using test::small_scale;

std::string name_of(const GemmMixedKernels& kernels) { return kernels.name; }

// Every target's tables: the best first, which calls use, then those that it hides.
std::vector<GemmMixedKernels> all_kernels() {
  std::vector<GemmMixedKernels> all;
  for (const Target& target : test::targets())
    all.insert(all.end(), target.mixed.begin(), target.mixed.end());
  return all;
}

template <class Case>
bool flushes(const GemmMixedKernels& kernels) {
  return std::is_same_v<decltype(Case::Problem::a), const bfloat16*> && kernels.bf16_flushes;
}

template <class Case>
const auto& kernels_of(const GemmMixedKernels& kernels) {
  using P = typename Case::Problem;
  return kernels.kernels<std::remove_cvref_t<decltype(*P::a)>, std::remove_cvref_t<decltype(*P::b)>,
                         decltype(P::alpha)>();
}

template <class Case>
auto run(const GemmMixedKernels& kernels, const Case& c, int threads) {
  c.reset();
  gemm_mixed(kernels, c.problem(), threads);
  return c.result();
}

template <class Case>
void check_on_every_target(Case& c, int threads = 1) {
  for (const GemmMixedKernels& kernels : all_kernels()) {
    run(kernels, c, threads);
    EXPECT_EQ(c.verdict(flushes<Case>(kernels)), "") << name_of(kernels);
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
  for (const GemmMixedKernels& kernels : all_kernels()) {
    const std::int64_t lanes = kernels.f32.lanes, mr = kernels_of<TypeParam>(kernels).mr,
                       nr = kernels_of<TypeParam>(kernels).nr;
    for (const std::int64_t edge : {lanes, mr, 2 * mr}) rows.insert({edge - 1, edge, edge + 1});
    columns.insert({nr - 1, nr, nr + 1, 2 * nr + 1});
  }
  rows.erase(0);
  columns.erase(0);
  int turn = 0;
  for (const std::int64_t m : rows) {
    for (const std::int64_t n : columns) {
      if (small_scale() && (m + n) % 3 != 0) continue;
      for (const std::int64_t k : {1, 2, 3, 4, 7, 32, 33, 67}) {
        if (small_scale() && k != 2 && k != 7 && k != 33) continue;
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

// Columns of B that are read in place, widened or packed, by the rows of A.
TYPED_TEST(GemmMixedTest, EveryWayOfColumnsOfB) {
  int turn = 0;
  for (const std::int64_t m : {96, 97, 512, 513}) {
    for (const std::int64_t k : {1, 2, 3, 4, 5, 6, 7, 8, 9, 35}) {
      if (small_scale() && k != 3 && k != 9) continue;
      for (const std::int64_t n : {8, 11}) {
        ++turn;
        TypeParam c(this->turned(m, n, k, turn * 4 + turn % 2), static_cast<std::uint64_t>(turn));
        check_on_every_target(c);
        if (this->HasFailure()) return;
      }
    }
  }
}

// Around the cache blocks of the plan: kc, mc and nc.
TYPED_TEST(GemmMixedTest, EdgesOfCacheBlocks) {
  std::set<std::array<std::int64_t, 3>> shapes;
  for (const GemmMixedKernels& all : all_kernels()) {
    const auto& kernels = kernels_of<TypeParam>(all);
    const std::int64_t mr = kernels.mr, nr = kernels.nr, per = kernels.per_step;
    const auto blocks = [&](std::int64_t steps) {
      return packed_blocks({false, true, 4096, 4096, steps}, {mr, nr}, sizeof(float),
                           cache_sizes());
    };
    const GemmBlocks big = blocks(std::int64_t{1} << 30);
    for (const std::int64_t k :
         {big.depth * per - 1, big.depth * per, big.depth * per + 1, 3 * big.depth * per + 5}) {
      shapes.insert({mr + 1, nr + 1, k});
      shapes.insert({2 * mr + 1, nr + 1, k});
    }
    const std::int64_t mc = blocks(64).rows;
    for (const std::int64_t m : {mc, mc + 1}) shapes.insert({m, 5, 64 * per});
    shapes.insert({2, big.columns + nr + 1, 5});
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
      for (const GemmMixedKernels& kernels : all_kernels()) {
        c.reset();
        auto p = c.problem();
        p.a = nullptr;
        p.b = nullptr;
        gemm_mixed(kernels, p, 2);
        EXPECT_EQ(c.verdict(flushes<TypeParam>(kernels)), "") << name_of(kernels);
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
                                {250, 240, 601},
                                {600, 90, 301}}) {
    if (small_scale() && turn > 0) break;
    TypeParam c(this->turned(m, n, k, ++turn * 5));
    for (const GemmMixedKernels& kernels : all_kernels()) {
      const std::vector<C> one = run(kernels, c, 1);
      EXPECT_EQ(c.verdict(flushes<TypeParam>(kernels)), "") << name_of(kernels);
      for (const int threads : {2, 3, 7}) {
        const std::vector<C> several = run(kernels, c, threads);
        EXPECT_EQ(std::memcmp(one.data(), several.data(), one.size() * sizeof(C)), 0)
            << name_of(kernels) << ", " << threads << " threads";
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

// Subnormal operands whose products are normal floats: nothing is flushed, but by the tables that
// say that they do; those take every one of them for zero.
TYPED_TEST(GemmMixedFloatTest, SubnormalOperandsCount) {
  using Element = std::remove_reference_t<decltype(std::declval<TypeParam&>().a(0, 0))>;
  for (int trans = 0; trans < 4; ++trans) {
    TypeParam c(GemmShape{(trans & 1) != 0, (trans & 2) != 0, 50, 9, 12, 1, 0, 0, 1, 0});
    for (std::int64_t l = 0; l < 12; ++l) {
      for (std::int64_t i = 0; i < 50; ++i)
        c.a(i, l) = Element::from_bits(static_cast<std::uint16_t>(1 + i + l));
      for (std::int64_t j = 0; j < 9; ++j) c.b(l, j) = Element(16384.0F);
    }
    c.b(5, 8) = Element(std::numeric_limits<float>::infinity());
    for (const GemmMixedKernels& kernels : all_kernels()) {
      run(kernels, c, 1);
      EXPECT_EQ(c.verdict(flushes<TypeParam>(kernels)), "") << name_of(kernels);
      EXPECT_EQ(c.result()[0] == 0.0F, flushes<TypeParam>(kernels)) << name_of(kernels);
    }
  }
}

// Products that are subnormal floats, and sums of them that are not.
TYPED_TEST(GemmMixedFloatTest, SubnormalProductsKeepTheBound) {
  using Element = std::remove_reference_t<decltype(std::declval<TypeParam&>().a(0, 0))>;
  for (int trans = 0; trans < 4; ++trans) {
    TypeParam c(GemmShape{(trans & 1) != 0, (trans & 2) != 0, 50, 9, 31, -3, 0, 0, 1, 0});
    const bool narrow = std::is_same_v<Element, float16>;  // whose products are never that small
    const auto a = Element(narrow ? 0x1p-14F : 0x1.02p-65F);
    const auto b = Element(narrow ? 0x1p-14F : 0x1.04p-63F);
    for (std::int64_t l = 0; l < 31; ++l) {
      for (std::int64_t i = 0; i < 50; ++i) c.a(i, l) = a;
      for (std::int64_t j = 0; j < 9; ++j) c.b(l, j) = b;
    }
    check_on_every_target(c);
  }
}

// Every pattern through the packing of every table, both ways of it: the scalar conversion's bits,
// NaN for NaN, or the pattern itself.
template <class T>
void check_packing_of_every_pattern() {
  constexpr std::int64_t kCount = 0x10000, kRows = 64, kDepth = kCount / kRows;
  std::vector<T> src;
  for (std::uint32_t bits = 0; bits < kCount; ++bits)
    src.push_back(T::from_bits(static_cast<std::uint16_t>(bits)));
  for (const GemmMixedKernels& all : all_kernels()) {
    const auto& kernels = all.kernels<T, T, float>();
    for (const bool contiguous : {true, false}) {
      // One panel of 64 rows: element l of row i is src[l * 64 + i] or src[i * 1024 + l].
      std::vector<float> packed(static_cast<std::size_t>(kCount / kernels.per_step));
      kernels.pack_a(contiguous, kDepth, kRows, kRows, src.data(), contiguous ? kRows : kDepth,
                     packed.data());
      for (std::int64_t at = 0; at < kCount; ++at) {
        const std::int64_t i = at % kRows, l = at / kRows;
        const T from = src[static_cast<std::size_t>(contiguous ? at : i * kDepth + l)];
        const float got = packed[static_cast<std::size_t>(l / kernels.per_step * kRows + i)];
        if (kernels.per_step == 1) {
          const auto want = static_cast<float>(from);
          if (std::isnan(want) && std::isnan(got)) continue;
          ASSERT_EQ(std::bit_cast<std::uint32_t>(got), std::bit_cast<std::uint32_t>(want))
              << name_of(all) << ", pattern " << from.bits;
        } else {
          ASSERT_EQ(std::bit_cast<std::uint32_t>(got) >> (l % 2 * 16) & 0xFFFF, from.bits)
              << name_of(all);
        }
      }
    }
  }
}

TEST(PackNarrowTest, KeepsEveryPattern) {
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

// Every pair of the extremes, above and below what is read in place.
template <class Case>
void check_pairs_of_extremes() {
  using TA = std::remove_reference_t<decltype(std::declval<Case&>().a(0, 0))>;
  using TB = std::remove_reference_t<decltype(std::declval<Case&>().b(0, 0))>;
  using LimitsA = std::numeric_limits<TA>;
  using LimitsB = std::numeric_limits<TB>;
  for (const std::int64_t m : {3, 520}) {
    for (int trans = 0; trans < 4; ++trans) {
      for (const TA x : {LimitsA::min(), LimitsA::max()}) {
        for (const TB y : {LimitsB::min(), LimitsB::max()}) {
          Case c(GemmShape{(trans & 1) != 0, (trans & 2) != 0, m, 9, 30});
          for (std::int64_t l = 0; l < 30; ++l) {
            for (std::int64_t i = 0; i < m; ++i) c.a(i, l) = x;
            for (std::int64_t j = 0; j < 9; ++j) c.b(l, j) = y;
          }
          check_on_every_target(c);
        }
      }
    }
  }
}

TEST(GemmMixedIntegerTest, PairsOfExtremes) {
  check_pairs_of_extremes<I8Case>();
  check_pairs_of_extremes<U8I8Case>();
  check_pairs_of_extremes<I8U8Case>();
}

TEST(GemmMixedIntegerTest, ExtremesAndTheLastDepthThatCannotWrap) {
  check_extremes<I8Case, std::int8_t>(131071);
  check_extremes<U8I8Case, std::uint8_t>(65793);
}

// A target's own table is the last, behind those that are faster; with AVX3_DL (bit 7 in every
// Highway version) bytes are packed as they are.
TEST(GemmMixedTables, TheBestIsFirst) {
  std::set<std::string> names;
  for (const Target& target : test::targets()) {
    ASSERT_FALSE(target.mixed.empty());
    for (const GemmMixedKernels& kernels : target.mixed) {
      EXPECT_TRUE(names.insert(kernels.name).second) << kernels.name;
      EXPECT_EQ(kernels.f32.mr, target.f32.gemm.mr);
    }
    if (target.isa == Isa::Avx512 && (runnable_targets() & (1LL << 7)) != 0) {
      EXPECT_EQ(target.mixed.front().i8.per_step, 4);
      EXPECT_EQ(target.mixed.back().i8.per_step, 2);
    }
  }
  std::string all;
  for (const std::string& name : names) all += name + ' ';
  RecordProperty("tables", all);
}

}  // namespace
}  // namespace fulcrum::simd
