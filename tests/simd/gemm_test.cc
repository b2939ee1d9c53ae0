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

// The least n, or k, about, of a packed product with these two extents.
std::int64_t least_packed_n(std::int64_t m, std::int64_t k, std::size_t element) {
  std::int64_t n = 1;
  while (gemm_path({false, true, m, n, k, static_cast<std::int64_t>(element)}) != GemmPath::Packed)
    n += 1 + n / 16;
  return n;
}
std::int64_t least_packed_k(std::int64_t m, std::int64_t n, std::size_t element) {
  std::int64_t k = 1;
  while (gemm_path({false, true, m, n, k, static_cast<std::int64_t>(element)}) != GemmPath::Packed)
    k += 1 + k / 16;
  return k;
}

// Around the cache blocks that the plan cuts: KC and MC by the target's own plan, NC.
TYPED_TEST(GemmTest, EdgesOfCacheBlocks) {
  std::set<std::array<std::int64_t, 3>> shapes;
  for (const Target& target : test::targets()) {
    const auto& g = target.kernels<TypeParam>().gemm;
    const auto blocks = [&](std::int64_t k) {
      return packed_blocks({false, true, 4096, 4096, k}, {g.mr, g.nr}, sizeof(TypeParam),
                           cache_sizes());
    };
    const GemmBlocks big = blocks(std::int64_t{1} << 30);
    for (const std::int64_t k : {big.depth - 1, big.depth, big.depth + 1, 2 * big.depth - 1,
                                 2 * big.depth + 1, 3 * big.depth + 5}) {
      const std::int64_t m = 83;
      shapes.insert({m, least_packed_n(m, k, sizeof(TypeParam)), k});
    }
    const std::int64_t depth = std::min<std::int64_t>(big.depth, 256);
    const std::int64_t mc = blocks(depth).rows;
    for (const std::int64_t m : {mc - 1, mc, mc + 1, mc + g.mr + 1})
      shapes.insert({m, least_packed_n(m, depth, sizeof(TypeParam)), depth});
    for (const std::int64_t n :
         {big.columns - 1, big.columns, big.columns + 1, big.columns + g.nr + 1}) {
      const std::int64_t m = 83;
      shapes.insert({m, n, least_packed_k(m, n, sizeof(TypeParam))});
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
          n < 10 ? 1'000'000 / (m * n) + 3 : least_packed_k(m, n, sizeof(TypeParam));
      check_exactly<TypeParam>(m, n, k, turn, [&](int trans) {
        return !test::small_scale() || (4 * turn + trans) % 5 == 0;
      });
    }
    if (this->HasFailure()) return;
  }
}

// Shapes on both sides of every switch between rows of the rule along these lines, one extent
// running (0), and the blocks and tails of some paths.
std::vector<std::array<std::int64_t, 3>> make_shapes_of_all_paths() {
  constexpr double kMost = 2e7;  // operations
  std::set<std::array<std::int64_t, 3>> shapes = {
      {1, 1, 5000},    {2051, 1101, 2},   // C beyond what is taken for the shared cache
      {2051, 1101, 3}, {40, 1723, 19},    // blocks of C'
      {41, 1001, 33},  {1300, 11, 1050},  // fetched ahead
      {1300, 6, 131},  {4500, 40, 25},   {250, 47, 300}, {250, 48, 300},  // strips copied
      {131, 129, 191}, {67, 512, 131},   {67, 256, 259},                  // rows of B apart
      {330, 331, 330}, {471, 470, 469},  {64, 64, 3501},
  };
  for (const std::array<std::int64_t, 3>& line : {std::array<std::int64_t, 3>{65, 67, 0},
                                                  {70, 5, 0},
                                                  {5, 70, 0},
                                                  {16, 45, 0},
                                                  {12, 100, 0},
                                                  {40, 401, 0},
                                                  {33, 64, 0},
                                                  {17, 13, 0},
                                                  {64, 64, 0},
                                                  {255, 5, 0},
                                                  {8, 1001, 0},
                                                  {7, 1001, 0},
                                                  {1, 64, 0},
                                                  {0, 70, 1},
                                                  {0, 17, 4},
                                                  {0, 70, 40},
                                                  {0, 401, 33},
                                                  {0, 1001, 16},
                                                  {0, 45, 300},
                                                  {0, 5, 2304},
                                                  {0, 3, 100},
                                                  {0, 125, 125},
                                                  {100, 0, 3},
                                                  {70, 0, 5},
                                                  {70, 0, 160},
                                                  {5, 0, 40},
                                                  {300, 0, 70},
                                                  {1500, 0, 24},
                                                  {9, 0, 400},
                                                  {150, 0, 700},
                                                  {70, 0, 4},
                                                  {3, 0, 2304}}) {
    const std::size_t running =
        static_cast<std::size_t>(std::find(line.begin(), line.end(), 0) - line.begin());
    for (int trans = 0; trans < 4; ++trans) {
      for (const std::int64_t element : {4, 8}) {
        int before = -1;
        for (std::int64_t x = 1; x < 2500; ++x) {
          std::array<std::int64_t, 3> shape = line;
          shape[running] = x;
          const auto [m, n, k] = shape;
          if (2.0 * static_cast<double>(m * n * k) > kMost) break;
          const int rule = gemm_rule({(trans & 1) != 0, (trans & 2) != 0, m, n, k, element});
          if (before >= 0 && rule != before) {
            shapes.insert(shape);
            shape[running] = x - 1;
            shapes.insert(shape);
          }
          before = rule;
        }
      }
    }
  }
  return {shapes.begin(), shapes.end()};
}

const std::vector<std::array<std::int64_t, 3>>& shapes_of_all_paths() {
  static const std::vector<std::array<std::int64_t, 3>> shapes = make_shapes_of_all_paths();
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
TEST(GemmPathTest, ShapesReachEveryRowOfTheRule) {
  std::set<int> reached;
  for (const auto& [m, n, k] : shapes_of_all_paths()) {
    for (int trans = 0; trans < 4; ++trans) {
      for (const std::int64_t element : {4, 8}) {
        const GemmSizes sizes{(trans & 1) != 0, (trans & 2) != 0, m, n, k, element};
        const int rule = gemm_rule(sizes);
        reached.insert(rule);
        ASSERT_EQ(gemm_path(sizes), gemm_rules()[static_cast<std::size_t>(rule)].path);
      }
    }
  }
  for (int rule = 0; rule < kGemmRules; ++rule)
    EXPECT_TRUE(reached.contains(rule)) << gemm_rules()[static_cast<std::size_t>(rule)].when;
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

// Every tile is one thread's, no thread has more than one tile beyond an even share, and a stretch
// touches few rows and columns: for 1 to 128 threads, rectangles and triangles.
TEST(GemmThreadsTest, EveryTileOnceAndSharesEven) {
  using Shape = Region::Shape;
  for (const auto& [m, n] : {std::pair<std::int64_t, std::int64_t>{1000, 1000},
                             {4096, 4096},
                             {20000, 64},
                             {64, 20000},
                             {512, 512},
                             {1237, 3011},
                             {100, 100}}) {
    for (const auto& [mr, nr] :
         {std::pair<std::int64_t, std::int64_t>{24, 8}, {48, 8}, {12, 4}, {3, 4}}) {
      for (const Shape shape : {Shape::Full, Shape::Lower, Shape::Upper}) {
        if (shape != Shape::Full && m != n) continue;
        const std::int64_t row_tiles = ceil_div(m, mr), column_tiles = ceil_div(n, nr);
        for (int threads = 1; threads <= 128; threads += threads < 9 ? 1 : 7) {
          std::vector<int> dealt(static_cast<std::size_t>(row_tiles * column_tiles));
          std::int64_t total = 0, largest = 0;
          for (int index = 0; index < threads; ++index) {
            const Bands bands({{0, m}, {0, n}, shape}, mr, nr, 10 * mr, index, threads);
            std::int64_t own = 0;
            bands.for_each_band([&](Range band, auto&& blocks) {
              blocks([&](Range rows, Range columns) {
                ASSERT_TRUE(rows.begin >= band.begin && rows.end <= band.end);
                for (std::int64_t j = columns.begin; j < columns.end; j += nr) {
                  for (std::int64_t i = rows.begin; i < rows.end; i += mr, ++own)
                    ++dealt[static_cast<std::size_t>(j / nr * row_tiles + i / mr)];
                }
              });
            });
            ASSERT_EQ(own, bands.tiles());
            largest = std::max(largest, own);
            total += own;
          }
          ASSERT_LE(largest, total / threads + 1) << m << ' ' << n << ' ' << threads;
          for (std::int64_t j = 0; j < column_tiles; ++j) {
            for (std::int64_t i = 0; i < row_tiles; ++i) {
              const std::int64_t last_row = std::min(i * mr + mr, m) - 1,
                                 last_column = std::min(j * nr + nr, n) - 1;
              const bool computed =
                  shape == Shape::Full ||
                  (shape == Shape::Lower ? last_row >= j * nr : i * mr <= last_column);
              ASSERT_EQ(dealt[static_cast<std::size_t>(j * row_tiles + i)], computed ? 1 : 0)
                  << m << ' ' << n << ' ' << threads << ": tile " << i << ' ' << j;
            }
          }
        }
      }
    }
  }
}

// Rows of one's own: whole units, every row once.
TEST(GemmThreadsTest, RowsOfOnesOwn) {
  for (int threads = 1; threads <= 16; ++threads) {
    std::int64_t next = 5;
    for (int index = 0; index < threads; ++index) {
      const Bands bands({{5, 1005}, {3, 50}, Region::Shape::Full, 72}, 24, 8, 240, index, threads);
      bands.for_each_band([&](Range band, auto&& blocks) {
        ASSERT_EQ(band.begin, next);
        next = band.end;
        blocks([&](Range rows, Range columns) {
          EXPECT_EQ(rows.begin, band.begin);
          EXPECT_EQ(rows.end, band.end);
          EXPECT_EQ(columns.begin, 3);
          EXPECT_EQ(columns.end, 50);
        });
      });
      EXPECT_TRUE(next == 1005 || (next - 5) % 72 == 0);
    }
    EXPECT_EQ(next, 1005);
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
