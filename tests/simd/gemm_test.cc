// SPDX-License-Identifier: Apache-2.0
// gemm on every target of this machine against the reference in simd/ref. Operands end at a page
// that may not be touched, padding of A and B is NaN, padding of C must keep its bits.
#include "simd/gemm/gemm.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <new>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "simd/gemm/plan.hpp"
#include "simd/gemm/share.hpp"
#include "tests/support/gemm_case.hpp"
#include "tests/support/scale.hpp"
#include "tests/support/targets.hpp"

namespace fulcrum::simd {
namespace {

using test::GemmCase;
using test::GemmShape;
using test::scaled;

constexpr double kFactors[] = {0, 1, -1, 0.37};

std::string name_of(const Target& target) { return std::string(to_string(target.isa)); }

template <class T>
std::vector<T> run(const Target& target, const GemmCase<T>& c, int threads) {
  c.reset();
  gemm(target.kernels<T>().gemm, c.problem(), threads);
  return c.result();
}

template <class T>
bool equal_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

template <class T>
void check_on_every_target(const GemmCase<T>& c, int threads = 1) {
  for (const Target& target : test::targets()) {
    run(target, c, threads);
    EXPECT_EQ(c.verdict(), "") << name_of(target);
  }
}

// The sizes at which some target's vectors, micro-tiles or halves of them begin and end.
template <class T>
std::set<std::int64_t> row_sizes() {
  std::set<std::int64_t> sizes = {1, 2, 3};
  for (const Target& target : test::targets()) {
    const auto& g = target.kernels<T>().gemm;
    for (const std::int64_t edge : {g.lanes, 2 * g.lanes, g.mr, 2 * g.mr}) {
      for (const std::int64_t size : {edge - 1, edge, edge + 1}) {
        if (size > 0) sizes.insert(size);
      }
    }
  }
  return sizes;
}

template <class T>
std::set<std::int64_t> column_sizes() {
  std::set<std::int64_t> sizes = {1, 2, 3};
  for (const Target& target : test::targets()) {
    const std::int64_t nr = target.kernels<T>().gemm.nr;
    sizes.insert({nr - 1, nr, nr + 1, 2 * nr + 1});
  }
  return sizes;
}

template <class T>
class GemmTest : public ::testing::Test {};
using Types = ::testing::Types<float, double>;
TYPED_TEST_SUITE(GemmTest, Types);

// A shape with transposes, factors and pads that rotate with `turn`, so that a list of sizes meets
// all of them.
GemmShape turned(std::int64_t m, std::int64_t n, std::int64_t k, int turn) {
  GemmShape s{(turn & 1) != 0, (turn & 2) != 0, m, n, k};
  s.alpha = kFactors[1 + turn / 4 % 3];
  s.beta = kFactors[turn / 12 % 4];
  s.pad_a = turn % 3;
  s.pad_b = turn % 5 / 2;
  s.pad_c = turn % 7 / 2;
  return s;
}

// The same shape in all four pairs of transposes, or in those that `chosen` names, with operands
// whose product is exact.
template <class T, class Chosen>
void check_exactly(std::int64_t m, std::int64_t n, std::int64_t k, int turn, Chosen chosen) {
  std::shared_ptr<const test::ExactProduct<T>> product;
  for (int trans = 0; trans < 4; ++trans) {
    if (!chosen(trans)) continue;
    if (product == nullptr)
      product =
          std::make_shared<test::ExactProduct<T>>(m, n, k, static_cast<std::uint64_t>(turn + 1));
    GemmShape s = turned(m, n, k, trans + 4 * turn);
    for (double* factor : {&s.alpha, &s.beta})
      if (*factor == kFactors[3]) *factor = 0.75;
    check_on_every_target(GemmCase<T>(s, product));
    if (test::long_scale())  // and with rounding: the wider reference takes minutes
      check_on_every_target(GemmCase<T>(turned(m, n, k, trans + 4 * turn)));
  }
}
template <class T>
void check_exactly(std::int64_t m, std::int64_t n, std::int64_t k, int turn) {
  check_exactly<T>(m, n, k, turn, [](int) { return true; });
}

TYPED_TEST(GemmTest, EdgesOfVectorsAndTiles) {
  int turn = 0;
  const std::vector<std::int64_t> depths = test::small_scale()
                                               ? std::vector<std::int64_t>{1, 5}
                                               : std::vector<std::int64_t>{1, 2, 7, 33};
  for (const std::int64_t m : row_sizes<TypeParam>()) {
    for (const std::int64_t n : column_sizes<TypeParam>()) {
      for (const std::int64_t k : depths) {
        for (int trans = 0; trans < 4; ++trans) {
          const GemmShape s = turned(m, n, k, turn++ / 4 * 4 + trans);
          check_on_every_target(GemmCase<TypeParam>(s, static_cast<std::uint64_t>(turn)));
        }
        if (this->HasFailure()) return;  // thousands of shapes: the first that fails says it
      }
    }
  }
}

TYPED_TEST(GemmTest, EveryAlphaAndBeta) {
  for (const double alpha : kFactors) {
    for (const double beta : kFactors) {
      for (int trans = 0; trans < 4; ++trans) {
        for (const auto& [m, n, k] : {std::array{7, 5, 9}, std::array{101, 93, 99}}) {
          if (m > 100 && test::small_scale() && trans != 3) continue;
          const GemmShape s{(trans & 1) != 0, (trans & 2) != 0, m, n, k, alpha, beta, 1, 2, 3};
          check_on_every_target(GemmCase<TypeParam>(s));
        }
      }
    }
  }
}

// Around the switch from the unpacked to the packed path, by volume and by the area of C.
TYPED_TEST(GemmTest, EdgesOfTheSmallPath) {
  const std::vector<std::array<std::int64_t, 3>> shapes = {
      {96, 96, 95},  {96, 96, 96},  {96, 96, 97},  {97, 96, 96},   {96, 97, 96},
      {95, 97, 96},  {256, 256, 1}, {257, 256, 1}, {256, 257, 13}, {255, 256, 14},
      {1, 940, 941}, {940, 1, 941}, {940, 941, 1}, {2, 3, 150000}};
  int turn = 0;
  for (const auto& [m, n, k] : shapes) {
    ++turn;
    check_exactly<TypeParam>(
        m, n, k, turn, [&](int trans) { return !test::small_scale() || (trans + turn) % 8 == 0; });
    if (this->HasFailure()) return;
  }
}

// The least third extent of a product of these two whose operands are too large together to stay
// unpacked.
std::int64_t least_packed(std::int64_t x, std::int64_t y, std::size_t element) {
  const std::int64_t elements = kNearOperandsBytes / static_cast<std::int64_t>(element);
  return std::max<std::int64_t>((elements - x * y) / (x + y), 0) + 1;
}

// Around the cache blocks that the plan cuts: KC and MC by the target's own plan, NC.
TYPED_TEST(GemmTest, EdgesOfCacheBlocks) {
  std::set<std::array<std::int64_t, 3>> shapes;
  for (const Target& target : test::targets()) {
    const auto& g = target.kernels<TypeParam>().gemm;
    const auto plan = [&](std::int64_t k) {
      return plan_packed({false, true, 4096, 4096, k}, g.mr, g.nr, sizeof(TypeParam),
                         cache_sizes());
    };
    const GemmPlan big = plan(std::int64_t{1} << 30);
    for (const std::int64_t k :
         {big.kc - 1, big.kc, big.kc + 1, 2 * big.kc - 1, 2 * big.kc + 1, 3 * big.kc + 5}) {
      const std::int64_t m = g.mr + 1;
      shapes.insert({m, least_packed(m, k, sizeof(TypeParam)), k});
    }
    const std::int64_t depth = std::min<std::int64_t>(big.kc, 256);
    const std::int64_t mc = plan(depth).mc;
    for (const std::int64_t m : {mc - 1, mc, mc + 1, mc + g.mr + 1}) {
      shapes.insert({m, least_packed(m, depth, sizeof(TypeParam)), depth});
    }
    for (const std::int64_t n : {big.nc - 1, big.nc, big.nc + 1, big.nc + g.nr + 1}) {
      const std::int64_t m = kSwappedBytes / static_cast<std::int64_t>(sizeof(TypeParam)) + 1;
      shapes.insert({m, n, least_packed(m, n, sizeof(TypeParam))});
    }
  }
  int turn = 0;
  for (const auto& [m, n, k] : shapes) {
    ++turn;
    if (test::small_scale() && turn % 7 != 0) continue;
    check_exactly<TypeParam>(m, n, k, turn, [&](int trans) { return trans == turn % 4; });
    if (this->HasFailure()) return;
  }
}

// Around the switch between B in place and B packed.
TYPED_TEST(GemmTest, EdgesOfBInPlace) {
  int turn = 0;
  for (const std::int64_t m : {kInPlaceRows - 1, kInPlaceRows, kInPlaceRows + 1}) {
    for (const std::int64_t n : {1, 7, 8, 71}) {
      ++turn;
      const std::int64_t k =
          n < 10 ? kSmallVolume / (m * n) + 3 : least_packed(m, n, sizeof(TypeParam));
      check_exactly<TypeParam>(m, n, k, turn, [&](int trans) {
        return !test::small_scale() || (4 * turn + trans) % 5 == 0;
      });
    }
    if (this->HasFailure()) return;
  }
}

// One shape on each side of every switch between paths, and tails of vectors along k.
const std::vector<std::array<std::int64_t, 3>>& shapes_of_all_paths() {
  static const std::vector<std::array<std::int64_t, 3>> shapes = {
      // Gemv, and too small for it
      {1, 63, 65},
      {1, 64, 64},
      {64, 1, 64},
      {65, 1, 63},
      {1, 1, 5000},
      // Rank
      {kRankRows - 1, 70, 1},
      {kRankRows, 70, kRankDepth},
      {kRankRows + 30, kRankCopyColumns - 1, kRankDepth},
      {kRankRows + 30, kRankCopyColumns, kRankDepth},
      {kRankRows + 7, 64, kRankDepth + 1},
      {901, 700, 1},
      {kRankRows + 1, 67, kRankMemoryDepth + 1},
      {2051, 1101, kRankMemoryDepth},  // C beyond kRankCacheBytes
      {2051, 1101, kRankMemoryDepth + 1},
      // Inner: both along k, or after a copy
      {kFew, 70, kInnerDepth - 1},
      {kFew, 70, kInnerDepth},
      {kFew + 1, 70, kInnerDepth + 1},
      {70, kFew, kInnerDepth + 1},
      {70, kFew + 1, kInnerDepth},
      {2, 45, kInnerCopyDepth - 1},
      {2, 603, 501},  // beyond kNearBytes
      {3, kInnerCopyOther, kInnerCopyDepth},
      {3, kInnerCopyOther - 1, kInnerCopyDepth + 3},
      {4, 45, kInnerCopyDepth + 5},
      {kInnerCopyOther, 5, kInnerCopyDepth + 7},
      {kInnerCopyOther - 1, 7, kInnerCopyDepth + 13},
      {kFew, 1001, kInnerCopyDepth + 1},  // beyond kInnerCopyBytes
      {kFew - 1, 1001, kInnerCopyDepth + 1},
      {kFew, 2101, kInnerCopyDepth},  // and kNearBytes
      // ... of more than a tile's columns
      {70, kFew + 1, kInnerTimes * (kFew + 1) - 1},
      {70, kFew + 1, kInnerTimes * (kFew + 1)},
      {kInnerColumns, kInnerColumns, kInnerTimes * kInnerColumns + 1},
      {kInnerColumns + 1, kInnerColumns, kInnerTimes * kInnerColumns + 3},
      {kInnerColumns + 2, kInnerColumns + 1, kInnerTimes * kInnerColumns + 13},
      {601, kInnerLineBytes / 4, 503},  // beyond kNearBytes
      {kInnerRowBytes / 8, 45, kInnerTimes * kInnerRowBytes / 8},
      {kInnerRowBytes / 4 + 1, 45, kInnerTimes * kInnerRowBytes / 4 + 11},
      {kInnerRowCopyBytes / 8, 45, kInnerCopyTimes * kInnerRowCopyBytes / 8 + 5},
      {kInnerRowCopyBytes / 4, 45, kInnerCopyTimes * kInnerRowCopyBytes / 4},
      {kInnerRowCopyBytes / 4 + 1, 45, kInnerCopyTimes * kInnerRowCopyBytes / 4 + 17},
      // Swapped
      {5, kSwappedColumns - 1, 40},
      {5, kSwappedColumns, 40},
      {kFew, 131, 2 * kStreamedDepth + 1},
      {kFew + 1, 401, 300},
      {50, kTurnedColumns, 2 * kTurnedColumns},
      {90, kTurnedColumns + 1, 2 * kTurnedColumns + 2},
      {33, kTurnedBytes / 4, kTurnedBytes / 2},
      {33, kTurnedBytes / 4, kTurnedBytes / 4 - 1},
      {kSwappedBytes / 8, 1723, 19},  // blocks of C'
      {kSwappedBytes / 8 + 1, 1001, 33},
      {kSwappedBytes / 4 + 1, 401, 50},
      // Streamed
      {4500, kStreamedColumns, kStreamedDepth - 1},
      {4500, kStreamedColumns, kStreamedDepth + 1},
      {3500, kStreamedColumns + 1, kStreamedDepth},
      {150, kStreamedNearColumns, 700},  // in the second-level cache
      {150, kStreamedNearColumns + 1, 700},
      {1300, 11, 1050},  // fetched ahead
      {1300, 6, 131},
      {250, kStreamedCopyColumns - 1, 300},  // a strip of A copied
      {250, kStreamedCopyColumns, 300},
      // ... of few rows and a short k
      {kFewRowsBytes / 8, 70, kFewRowsDepth},
      {kFewRowsBytes / 4, 1201, kFewRowsDepth + 1},
      {kFewRowsBytes / 4, 2603, kFewRowsDepth},  // beyond kNearBytes
      {kFewRowsBytes / 8 - 1, 70, kFewRowsBytes / 4 - 2},
      {kFewRowsBytes / 8 - 1, 70, kFewRowsBytes / 4 - 1},
      {6, 70, 6},
      {6, 70, 7},
      {5, 1000, 10},
      {5, 1000, 11},
      {kSwappedBytes / 8, 1201, kFewRowsDepth - 1},
      // All operands near, streamed or transposed in strips
      {127, 125, kNearOperandsDepth},
      {260, 261, kNearOperandsDepth - 1},
      {260, 261, kNearOperandsDepth},
      {131, 129, 3 * kStreamedNearDepth / 2 - 1},
      {131, 129, 3 * kStreamedNearDepth / 2},
      {101, kApartBytes / 4 - 1, kStreamedNearDepth + 3},
      {67, kApartBytes / 4, kStreamedNearDepth + 3},
      {67, kApartBytes / 8, 2 * kStreamedNearDepth + 3},
      {330, 331, 330},  // beyond it in f64
      {471, 470, 469},  // and in f32
      // SplitK
      {17, 13, kSplitDepth - 1},
      {17, 13, kSplitDepth},
      {kSplitRows - 1, 5, kSplitDepth},
      {kSplitRows, 5, kSplitDepth},
      {64, 64, kSplitDepth + kSplitChunk + 3},
      {65, 64, kSplitDepth},
      {13, kSplitSwappedColumns - 1, kSplitDepth},
      {13, kSplitSwappedColumns, kSplitDepth},
  };
  return shapes;
}

TYPED_TEST(GemmTest, EdgesOfEveryPath) {
  int turn = 0;
  for (const auto& [m, n, k] : shapes_of_all_paths()) {
    ++turn;
    const std::int64_t volume = m * n * k;
    check_exactly<TypeParam>(m, n, k, turn, [&](int trans) {
      return !test::small_scale() || ((trans + turn) % 4 == 0 && volume <= 20'000'000);
    });
    if (volume <= 4'000'000 && !test::small_scale())  // and with rounding
      check_on_every_target(GemmCase<TypeParam>(turned(m, n, k, 5 * turn)));
    if (this->HasFailure()) return;
  }
}

// Every height of the tiles for few columns, and of the columns of a short k: their last vector
// begins where it ends with the rows, so it overlaps the one before.
TYPED_TEST(GemmTest, EveryHeight) {
  std::set<std::int64_t> heights;
  for (const Target& target : test::targets()) {
    const std::int64_t lanes = target.kernels<TypeParam>().gemm.lanes;
    for (std::int64_t vectors = 1; vectors <= 26; ++vectors)
      heights.insert({vectors * lanes - 1, vectors * lanes, vectors * lanes + 1});
  }
  int turn = 0;
  for (const std::int64_t m : heights) {
    if (m == 0) continue;
    for (const std::int64_t columns : {2, 3, 4, 5}) {
      ++turn;
      if (test::small_scale() && turn % 7 != 0) continue;
      check_on_every_target(GemmCase<TypeParam>(turned(m, columns, 3 + turn % 5, 2 * turn)));
      check_on_every_target(GemmCase<TypeParam>(turned(m, 6, columns - 1, 2 * turn)));
    }
    if (this->HasFailure()) return;
  }
}

// Few rows of C written from the columns of C', close together and apart.
TYPED_TEST(GemmTest, FewRowsTurnedOver) {
  for (const std::int64_t m : {2, 3, 5, 6, 7}) {
    for (const std::int64_t n : {33, 66, 131}) {
      for (const std::int64_t pad : {0, 1, 6}) {
        for (const double beta : {0.0, 0.37}) {
          for (const bool trans_a : {false, true}) {
            check_on_every_target(
                GemmCase<TypeParam>({trans_a, true, m, n, 37, 0.75, beta, 1, 2, pad}));
          }
        }
      }
    }
    if (this->HasFailure()) return;
  }
}

// The tiles that fetch the next block of A, or the next product's operands, or copy A meanwhile.
TYPED_TEST(GemmTest, FetchingAheadAndCopyingKeepTheBits) {
  using T = TypeParam;
  int turn = 0;
  for (const std::int64_t m : {1, 31, 48, 97, 203, 400}) {
    for (std::int64_t n = 1; n <= 33; n += n < 10 ? 1 : 6) {
      ++turn;
      const GemmShape s = turned(m, n, 13, 4 * turn + 2 * (turn % 2));  // A not transposed
      const GemmCase<T> c(s, static_cast<std::uint64_t>(turn));
      for (const Target& target : test::targets()) {
        const GemmKernels<T>& kernels = target.kernels<T>().gemm;
        c.reset();
        kernels.small(c.problem());
        const std::vector<T> plain = c.result();
        c.reset();
        kernels.streamed(c.problem(), 5 * c.problem().lda, nullptr);
        ASSERT_TRUE(equal_bits(c.result(), plain)) << name_of(target) << ": " << m << " x " << n;
        ASSERT_EQ(c.verdict(), "") << name_of(target);
        std::vector<T> copy(static_cast<std::size_t>(kernels.mr * c.problem().k));
        c.reset();
        kernels.streamed(c.problem(), 0, copy.data());
        ASSERT_TRUE(equal_bits(c.result(), plain)) << name_of(target) << ": " << m << " x " << n;
        ASSERT_EQ(c.verdict(), "") << name_of(target);
        c.reset();
        kernels.small_before(c.problem(), c.problem());
        ASSERT_TRUE(equal_bits(c.result(), plain)) << name_of(target) << ": " << m << " x " << n;
        ASSERT_EQ(c.verdict(), "") << name_of(target);
      }
    }
  }
}

// The shapes above reach every path there is.
TEST(GemmPathTest, ShapesReachEveryPath) {
  std::set<GemmPath> reached;
  for (const auto& [m, n, k] : shapes_of_all_paths()) {
    for (int trans = 0; trans < 4; ++trans)
      reached.insert(gemm_path({(trans & 1) != 0, (trans & 2) != 0, m, n, k}));
  }
  for (int path = 0; path <= static_cast<int>(GemmPath::Packed); ++path)
    EXPECT_TRUE(reached.contains(static_cast<GemmPath>(path))) << path;
}

TEST(GemmPathTest, PiecesAreWholeAndTheLastTwoEven) {
  for (std::int64_t total = 1; total < 100; ++total) {
    std::int64_t rest = total, pieces = 0, smallest = total, before = 8;
    while (rest > 0) {
      const std::int64_t piece = next_piece(rest, 8);
      ASSERT_GE(piece, 1);
      ASSERT_LE(piece, before) << total;
      before = piece;
      smallest = std::min(smallest, piece);
      rest -= piece;
      ++pieces;
    }
    EXPECT_EQ(pieces, ceil_div(total, 8)) << total;
    if (total > 8) {
      EXPECT_GE(smallest, 4) << total;
    }
  }
}

// What two cores cannot show by time: for up to 128 threads all tiles of C are dealt out once, and
// the largest share is above an even one by at most a row of a thread's own tiles, in one case of
// 200 by a row and a column: both sides are rounded to whole tiles.
TEST(GemmThreadsTest, SharesAreBalancedWithinOneRowOfTiles) {
  int cases = 0, beyond_one_row = 0;
  struct Sizes {
    const char* shape;
    std::int64_t m, n;
  };
  for (const Sizes& s : {Sizes{"square", 1000, 1000},
                         {"square", 4096, 4096},
                         {"tall", 20000, 64},
                         {"wide", 64, 20000},
                         {"deep", 512, 512},
                         {"odd", 1237, 3011}}) {
    for (const auto& [mr, nr] : {std::pair{24, 8}, {48, 8}, {12, 4}}) {
      for (int threads = 1; threads <= 128; ++threads) {
        const std::int64_t row_tiles = ceil_div(s.m, mr), column_tiles = ceil_div(s.n, nr);
        std::int64_t largest = 0, dealt = 0, height = 0, width = 0;
        for (int index = 0; index < threads; ++index) {
          const Place place(row_tiles, column_tiles, index, threads);
          const Range rows = place.rows(s.m, mr);
          const Range columns = place.columns(s.n, nr);
          const std::int64_t high = ceil_div(rows.end - rows.begin, mr);
          const std::int64_t wide = ceil_div(columns.end - columns.begin, nr);
          dealt += high * wide;
          if (high * wide > largest) {
            largest = high * wide;
            height = high;
            width = wide;
          }
        }
        EXPECT_EQ(dealt, row_tiles * column_tiles) << s.shape << ' ' << threads;
        const std::int64_t even = row_tiles * column_tiles / threads;
        ++cases;
        if (largest > even + std::max(height, width)) ++beyond_one_row;
        EXPECT_LE(largest, even + height + width) << s.shape << ", " << threads << " threads on "
                                                  << row_tiles << " x " << column_tiles << " tiles";
      }
    }
  }
  EXPECT_LE(beyond_one_row * 200, cases);
}

// With columns first all tiles are dealt out once too, the largest share stays within a sixteenth
// of the one without, and there are no more rows of threads than that takes: two threads on a wide
// C share its columns alone.
TEST(GemmThreadsTest, ColumnsFirst) {
  for (const auto& size : {std::pair{42, 125}, {1, 500}, {500, 1}, {21, 125}, {7, 9}}) {
    const std::int64_t row_tiles = size.first, column_tiles = size.second;
    for (int threads = 1; threads <= 64; ++threads) {
      std::int64_t dealt = 0, largest = 0, largest_without = 0;
      for (int index = 0; index < threads; ++index) {
        const Place place(row_tiles, column_tiles, index, threads, true);
        const Place without(row_tiles, column_tiles, index, threads);
        const auto tiles = [&](const Place& p) {
          const Range rows = p.rows(row_tiles, 1), columns = p.columns(column_tiles, 1);
          return (rows.end - rows.begin) * (columns.end - columns.begin);
        };
        dealt += tiles(place);
        largest = std::max(largest, tiles(place));
        largest_without = std::max(largest_without, tiles(without));
        if (threads == 2 && row_tiles == 42) {
          EXPECT_EQ(place.rows(row_tiles, 1).end, row_tiles);
        }
      }
      EXPECT_EQ(dealt, row_tiles * column_tiles) << threads;
      // A share is at most what the rule counts with, which rounds up both edges.
      const std::int64_t longer = std::max(row_tiles, column_tiles);
      EXPECT_LE(largest, largest_without + largest_without / 16 + longer) << threads;
    }
  }
}

TYPED_TEST(GemmTest, NoDepthOnlyScales) {
  for (const double beta : kFactors) {
    for (const std::int64_t m : {1, 3, 17, 100}) {
      check_on_every_target(
          GemmCase<TypeParam>(GemmShape{false, false, m, 5, 0, 1, beta, 0, 0, 3}));
    }
  }
}

// alpha == 0: A and B are not read, so they may be NaN or absent.
TYPED_TEST(GemmTest, ZeroAlphaReadsNeitherOperand) {
  for (const double beta : kFactors) {
    for (const std::int64_t size : {5, 120}) {
      GemmCase<TypeParam> c(GemmShape{false, false, size, size, size, 0, beta, 0, 0, 1});
      for (const Target& target : test::targets()) {
        c.reset();
        GemmProblem<TypeParam> p = c.problem();
        p.a = nullptr;
        p.b = nullptr;
        gemm(target.kernels<TypeParam>().gemm, p, 2);
        EXPECT_EQ(c.verdict(), "") << name_of(target);
      }
    }
  }
}

// NaN and Inf at the corners of each operand, and zeros in the other factor: what is read takes
// part.
TYPED_TEST(GemmTest, NanAndInfPropagate) {
  const TypeParam inf = std::numeric_limits<TypeParam>::infinity();
  const TypeParam nan = std::numeric_limits<TypeParam>::quiet_NaN();
  for (const auto& [m, n, k] :
       {std::array<std::int64_t, 3>{5, 7, 3}, {51, 9, 20}, {103, 101, 107}}) {
    for (int trans = 0; trans < scaled(4, 2); ++trans) {
      for (const TypeParam special : {nan, inf, -inf}) {
        for (int corner = 0; corner < 4; ++corner) {
          if (test::small_scale() && m > 100 && corner != 3) continue;
          const bool low = (corner & 1) != 0, right = (corner & 2) != 0;
          GemmCase<TypeParam> c(
              GemmShape{(trans & 1) != 0, (trans & 2) != 0, m, n, k, 0.37, -1, 1, 1, 1});
          const std::int64_t row = low ? m - 1 : 0, column = right ? n - 1 : 0,
                             depth = low != right ? k - 1 : 0;
          c.a(row, depth) = special;
          c.b(depth, n / 2) = 0;
          c.b(k / 2, column) = special;
          c.a(m / 2, k / 2) = 0;
          c.set_c(m - 1, 0, special);
          check_on_every_target(c);
          if (this->HasFailure()) return;
        }
      }
    }
  }
}

// The bits depend on shape and values only: neither on where the operands lie nor on the threads.
TYPED_TEST(GemmTest, SameBitsForAnyThreadsAndAddresses) {
  using Touching = typename GemmCase<TypeParam>::Touching;
  std::vector<std::array<std::int64_t, 3>> shapes = {{13, 11, 7}, {129, 130, 131}};
  if (!test::small_scale())
    shapes.insert(shapes.end(), {{211, 193, 205},
                                 {1000, 3, 700},
                                 {3, 1000, 700},
                                 {9, 7, 3000},
                                 {1, 1500, 1400},
                                 {1500, 1, 1400},
                                 {90, 90, 97},
                                 {40, 40, 9000},
                                 {40, 53, 2200},  // near; a thread has fewer columns than a tile
                                 {5, 2000, 300},
                                 {2000, 11, 300}});
  int turn = 0;
  for (const auto& [m, n, k] : shapes) {
    for (int trans = 0; trans < scaled(4, 1); ++trans) {
      const GemmShape s{
          (trans & 1) != 0, (trans & 2) != 0, m, n, k, 0.37, kFactors[turn++ % 4], 1, 0, 2};
      const GemmCase<TypeParam> at_end(s);
      const GemmCase<TypeParam> at_begin(s, 1, Touching::BeginPage);
      for (const Target& target : test::targets()) {
        const std::vector<TypeParam> one = run(target, at_end, 1);
        if (trans == turn % 4 || test::long_scale()) {
          EXPECT_EQ(at_end.verdict(), "") << name_of(target);
        }
        for (const int threads : {2, 3, 7}) {
          EXPECT_TRUE(equal_bits(one, run(target, at_end, threads)))
              << name_of(target) << ", " << threads << " threads: " << describe(s);
        }
        EXPECT_TRUE(equal_bits(one, run(target, at_begin, 2)))
            << name_of(target) << ": " << describe(s);
      }
      if (this->HasFailure()) return;
    }
  }
}

// Several application threads, each with its own product and its own team.
TYPED_TEST(GemmTest, ConcurrentCalls) {
  const Target& target = test::targets().front();
  std::vector<std::string> verdicts(4);
  std::vector<std::thread> callers;
  for (std::size_t t = 0; t < verdicts.size(); ++t) {
    callers.emplace_back([&, t] {
      for (int round = 0; round < scaled(5, 2); ++round) {
        const auto size = static_cast<std::int64_t>(20 + 45 * t + static_cast<std::size_t>(round));
        const GemmCase<TypeParam> c(
            GemmShape{t % 2 == 0, t % 3 == 0, size, size + 1, size + 2, 1, 0.37}, t);
        const std::vector<TypeParam> alone = run(target, c, 1);
        if (!equal_bits(alone, run(target, c, 2)))
          verdicts[t] = "other bits: " + describe(c.shape());
        if (const std::string verdict = c.verdict(); !verdict.empty()) verdicts[t] = verdict;
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  for (const std::string& verdict : verdicts) EXPECT_EQ(verdict, "");
}

// More than 2^31 elements between the first and the last of an operand. Asked for by
// FULCRUM_TEST_HUGE=1: it maps 30 GiB of addresses and computes for seconds.
class HugeGemmTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* asked = std::getenv("FULCRUM_TEST_HUGE");
    if (asked == nullptr || std::string_view(asked) != "1") {
      GTEST_SKIP() << "set FULCRUM_TEST_HUGE=1 to run it: it maps 30 GiB of addresses";
    }
  }
};

// Addresses without memory behind them until they are written.
class Reserved {
 public:
  explicit Reserved(std::size_t bytes)
      : bytes_(bytes),
        base_(mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)) {
    if (base_ == MAP_FAILED) throw std::bad_alloc();
  }
  ~Reserved() { munmap(base_, bytes_); }
  Reserved(const Reserved&) = delete;
  Reserved& operator=(const Reserved&) = delete;
  float* data() const { return static_cast<float*>(base_); }

 private:
  std::size_t bytes_;
  void* base_;
};

void copy_square(std::int64_t size, const float* from, std::int64_t ld_from, float* to,
                 std::int64_t ld_to) {
  for (std::int64_t j = 0; j < size; ++j) std::copy_n(from + j * ld_from, size, to + j * ld_to);
}

// Runs a product whose operand `huge` (0 A, 1 B, 2 C) has its columns `ld` elements apart.
void check_far_columns(const GemmCase<float>& c, int huge, std::int64_t ld) {
  const std::int64_t size = c.shape().m;
  const Reserved far(static_cast<std::size_t>(ld * (size - 1) + size) * sizeof(float));
  const GemmProblem<float> plain = c.problem();
  GemmProblem<float> p = plain;
  if (huge == 0) p.a = far.data(), p.lda = ld;
  if (huge == 1) p.b = far.data(), p.ldb = ld;
  if (huge == 2) p.c = far.data(), p.ldc = ld;
  for (const Target& target : test::targets()) {
    c.reset();
    copy_square(size, huge == 0 ? plain.a : huge == 1 ? plain.b : plain.c, size, far.data(), ld);
    gemm(target.kernels<float>().gemm, p, 2);
    if (huge == 2) copy_square(size, far.data(), ld, plain.c, size);
    EXPECT_EQ(c.verdict(), "") << name_of(target) << ", far operand " << huge;
  }
}

// Leading dimensions of 2^26 and 2^29 elements, on the packed and on the small path.
TEST_F(HugeGemmTest, LeadingDimensionsBeyond32Bits) {
  for (const auto& [size, ld] : {std::array<std::int64_t, 2>{107, 1 << 26}, {6, 1 << 29}}) {
    for (int trans = 0; trans < 4; ++trans) {
      const GemmCase<float> c(
          GemmShape{(trans & 1) != 0, (trans & 2) != 0, size, size, size, 1, 0.37});
      for (int huge = 0; huge < 3; ++huge) check_far_columns(c, huge, ld);
    }
  }
}

// m beyond 2^31: A and C are one column each, whose addresses repeat a block of memory. Its length
// does not divide 2^32 elements, so that an index cut to 32 bits reads or writes a wrong element.
TEST_F(HugeGemmTest, RowsBeyond32Bits) {
  constexpr std::int64_t kBlock = std::int64_t{3} << 22;  // elements: 48 MiB
  constexpr std::int64_t kRows = (std::int64_t{1} << 31) + 77;
  constexpr auto kBytes = static_cast<std::size_t>(kBlock) * sizeof(float);
  const Reserved a(kBytes * (kRows / kBlock + 1)), c(kBytes * (kRows / kBlock + 1));
  for (const Reserved* column : {&a, &c}) {
    const int file = memfd_create("block", 0);
    ASSERT_GE(file, 0);
    ASSERT_EQ(ftruncate(file, static_cast<off_t>(kBytes)), 0);
    for (std::int64_t at = 0; at < kRows; at += kBlock) {
      ASSERT_NE(mmap(column->data() + at, kBytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED,
                     file, 0),
                MAP_FAILED);
    }
    close(file);
  }
  for (std::int64_t i = 0; i < kBlock; ++i)
    a.data()[i] = static_cast<float>(i);  // exact below 2^24
  std::fill_n(c.data(), kBlock, -1.0F);
  const float two = 2;
  gemm(test::targets().front().f32.gemm,
       {false, false, kRows, 1, 1, 0.25F, a.data(), kRows, &two, 1, 0, c.data(), kRows}, 2);
  std::int64_t wrong = 0;
  for (std::int64_t i = 0; i < kBlock; ++i)
    wrong += c.data()[i] != 0.5F * static_cast<float>(i) ? 1 : 0;
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace fulcrum::simd
