// SPDX-License-Identifier: Apache-2.0
#include "simd/gemm/plan.hpp"

#include <tuple>

#include "simd/gemm/noted.hpp"

namespace fulcrum::simd {
namespace {

// See noted.hpp; -1: none. Initial-exec, as t_last in execute.cc.
__attribute__((tls_model("initial-exec"))) constinit thread_local int t_path = -1;

// ------------------------------ the rule

// In place, up to so many operations and with no long edge: 100^3 takes 0.83 of the packed time in
// f64, 0.88 in f32 and 0.78 for NT; 122^3 0.94; 128^3 1.14 (f64), where columns share cache sets.
constexpr std::int64_t kSmallVolume = std::int64_t{125} * 125 * 125;
constexpr std::int64_t kSmallEdge = 256;

// What makes many of a thing that the others are few of: a copy or a turn of the few pays.
constexpr std::int64_t kMany = 32;

// rank: rows that fill its vectors; the k with which C may lie beyond the caches, where tiles fetch
// it ahead (0.75 of the time, 4000 x 4000 x 4); columns that pay for a copy of a transposed A.
constexpr std::int64_t kRankRows = 64;
constexpr std::int64_t kRankFarDepth = 2;
constexpr std::int64_t kRankCopyColumns = 16;

// inner: the depth from which a sum over lanes at the end of every element is paid for by 8 to 16
// lanes along k; twice that where the few must be copied first.
constexpr std::int64_t kInnerDepth = 32;
// More rows or columns than a few, out of the second-level cache, where k is so many times theirs:
// the other paths would transpose a long A, or leave lanes empty (0.4-0.75 of the time).
constexpr std::int64_t kInnerWide = 16;
constexpr std::int64_t kInnerTimes = 16;

// swapped: bytes of a column of C that are still few rows (40 of f64: 0.87 of the packed time; 64:
// 1.07).
constexpr std::int64_t kSwappedBytes = 320;

// streamed: columns of C up to which A in place takes 0.65-0.95 of the packed path's time; the k
// below which packed tiles, which fetch C ahead, are as fast though all is near.
constexpr std::int64_t kStreamedColumns = 40;
constexpr std::int64_t kNearDepth = 16;

// split-k: 16 x 16 x 4000 takes 0.36 (TT) to 1.05 (NN) of the packed path's time. An A in place of
// more rows streams by instead (0.46-0.88).
constexpr std::int64_t kSplitDepth = 2304;
constexpr std::int64_t kSplitArea = std::int64_t{64} * 64;

constexpr std::int64_t volume(const GemmSizes& s) { return s.m * s.n * s.k; }
constexpr std::int64_t bytes_of_a(const GemmSizes& s) { return s.m * s.k * s.element; }
constexpr std::int64_t bytes_of_b(const GemmSizes& s) { return s.k * s.n * s.element; }
constexpr std::int64_t bytes_of_c(const GemmSizes& s) { return s.m * s.n * s.element; }
// In the second-level cache.
bool is_near(std::int64_t bytes) { return bytes <= cache_sizes().l2; }
// Nearly all of a product in it.
bool all_near(const GemmSizes& s) {
  return s.k >= kNearDepth &&
         bytes_of_a(s) + bytes_of_b(s) + bytes_of_c(s) <= cache_sizes().l2 / 4 * 5;
}

// The area first: the volume of a large product overflows.
constexpr bool is_tiny(const GemmSizes& s) {
  return s.m * s.n < kTinyVolume && volume(s) < kTinyVolume;
}
constexpr bool is_small(const GemmSizes& s) {
  return std::max({s.m, s.n, s.k}) <= kSmallEdge && volume(s) <= kSmallVolume;
}
bool few_rows(const GemmSizes& s) {
  return s.m * s.element <= kSwappedBytes && s.trans_b && s.n >= kMany;
}
// Turning C over costs as much as a k of 50, empty lanes cost more with every k.
bool short_few_rows(const GemmSizes& s) {
  return !s.trans_a && few_rows(s) && 2 * s.k <= s.m * s.element;
}
// A copy of few rows of A pays, unless they are a vector's and B is near: then B in place is
// faster (f64 8 x 1000 x 100 takes 0.7 of the time).
bool copied_few_rows(const GemmSizes& s) {
  return !s.trans_b && s.m <= kFew && !(s.m * s.element >= 64 && is_near(bytes_of_b(s)));
}
bool wide_inner(const GemmSizes& s) {
  const std::int64_t few = std::min(s.m, s.n), many = std::max(s.m, s.n);
  if (few > kInnerWide || many < kMany || s.k < kInnerTimes * few) return false;
  return s.m > s.n ? s.trans_a && is_near(bytes_of_a(s)) : !s.trans_b && is_near(bytes_of_b(s));
}

template <class When>
struct Rule {
  GemmPath path;
  When test;
  std::string_view when, why;
};

using S = const GemmSizes&;
constexpr std::tuple kRules = {
    // clang-format off
    Rule{GemmPath::Small, [](S s) { return is_direct(s.trans_a, s.m, s.n, s.k); },
         "tiny, A not transposed", "one call of the kernel"},
    Rule{GemmPath::SmallTransposed, [](S s) { return s.trans_a && is_tiny(s); },
         "tiny", "a strip of A on the stack"},
    Rule{GemmPath::Gemv, [](S s) { return s.m == 1 || s.n == 1; },
         "one row or column", "gemv streams and splits it"},
    Rule{GemmPath::Rank, [](S s) {
           return s.k <= kRankDepth && s.m >= kRankRows &&
                  (bytes_of_c(s) <= kFarBytes || s.k <= kRankFarDepth) && (!s.trans_a || s.n >= kRankCopyColumns); },
         "k up to 4, 64 rows and more", "stores of C along its columns"},
    Rule{GemmPath::Inner, [](S s) {
           return s.trans_a && !s.trans_b && s.k >= kInnerDepth && std::min(s.m, s.n) <= kFew; },
         "few rows or columns, both contiguous along k", "vectors along k, nothing copied"},
    Rule{GemmPath::Inner, [](S s) {
           return s.k >= 2 * kInnerDepth && std::max(s.m, s.n) >= kMany &&
                  (s.trans_a ? s.n <= kFew : copied_few_rows(s)); },
         "few rows or columns, the other operand contiguous along k", "the few are copied"},
    Rule{GemmPath::Inner, [](S s) { return wide_inner(s); },
         "up to 16 rows or columns, the other operand near and contiguous along a long k", "as above"},
    Rule{GemmPath::Swapped, [](S s) { return s.m <= kFew && few_rows(s) && !short_few_rows(s); },
         "few rows, B transposed", "B in place is the A of long columns"},
    Rule{GemmPath::Small, [](S s) { return is_small(s) && !s.trans_a; },
         "small, A not transposed", "packing costs two passes over the operands"},
    Rule{GemmPath::SmallTransposed, [](S s) { return s.trans_a && (is_small(s) || all_near(s)); },
         "small or near, A transposed", "strips of A transposed, B in place"},
    Rule{GemmPath::Streamed, [](S s) { return short_few_rows(s); },
         "few rows, B transposed, short k", "empty lanes cost less than turning C over"},
    Rule{GemmPath::SplitK, [](S s) {
           return s.k >= kSplitDepth && s.m * s.n <= kSplitArea && (s.trans_a || s.m < kSmallEdge); },
         "little of C, long k", "chunks of k for the threads and for L1"},
    Rule{GemmPath::Swapped, [](S s) { return few_rows(s); },
         "up to 320 bytes of rows, B transposed", "as above"},
    Rule{GemmPath::Streamed, [](S s) { return !s.trans_a && (s.n <= kStreamedColumns || all_near(s)); },
         "few columns or near, A not transposed", "A is read once, in place"},
    Rule{GemmPath::Packed, [](S) { return true; }, "all else", "each operand is read often"},
    // clang-format on
};
static_assert(std::tuple_size_v<decltype(kRules)> == kGemmRules);

// ------------------------------ blocks

// k in equal blocks of about `depth`.
constexpr std::int64_t equal_depth(std::int64_t k, std::int64_t depth) {
  return ceil_div(k, std::max<std::int64_t>((k + depth / 2) / depth, 1));
}

// Columns of A in place that are read side by side from top to bottom: as many as processors
// prefetch at once (16 take 0.4 of the time of 32, f64 1000 x 8 x 1000).
constexpr std::int64_t kStreamedDepth = 24;
// The same of an A in the second-level cache, which has no such limit, and of a transposed A that
// is turned over, mr rows at a time: such a strip stays in L1.
constexpr std::int64_t kStripDepth = 128;
// Rows of a transposed B that are read side by side where they are so long that two or fewer share
// a page and B is not near: 128 take 0.9-1.6 of the time of 32.
constexpr std::int64_t kApartBytes = 2048;
constexpr std::int64_t kApartDepth = 32;
// From this many columns on a strip of A in place is copied by its first tile: 256^3 takes
// 0.92-0.95 of the time where its columns are 4 KiB apart or B is transposed.
constexpr std::int64_t kCopyColumns = 48;
// Chunks of k that are summed at most: the partial results together stay under 4 MiB.
constexpr std::int64_t kSplitChunks = 64;

std::int64_t depth_for_b(const GemmSizes& s, std::int64_t depth) {
  const bool apart = s.trans_b && s.n * s.element >= kApartBytes && !is_near(bytes_of_b(s));
  return equal_depth(s.k, apart ? std::min(depth, kApartDepth) : depth);
}

// Rows and depth of the blocks in which an A of m x k is streamed into n columns of C: as many rows
// as C stays in the second-level cache with, and where A does not come from there, two blocks of A
// too: the next one is fetched meanwhile. They depend on the whole product, whatever part of it a
// thread has.
GemmBlocks streamed_blocks(const GemmSizes& s, const GemmTile& tile, const CacheSizes& caches) {
  GemmBlocks blocks;
  blocks.fetch = bytes_of_a(s) > (s.n <= kTallColumns ? kFarBytes : caches.l2);
  const std::int64_t row = (s.n + (blocks.fetch ? 2 * kStreamedDepth : 0)) * s.element;
  blocks.rows = std::max<std::int64_t>(caches.l2 / 2 / row / tile.mr, 1) * tile.mr;
  if (s.m * s.element <= kSwappedBytes) blocks.rows = std::max(blocks.rows, s.m);
  // Where the columns are short, as many as fill a part of the second-level cache.
  std::int64_t depth =
      std::max(kStreamedDepth, caches.l2 / 8 / (std::min(blocks.rows, s.m) * s.element));
  if (bytes_of_a(s) <= caches.l2) depth = std::max(depth, kStripDepth);
  blocks.depth = depth_for_b(s, depth);
  if (s.n >= kCopyColumns && !blocks.fetch) blocks.copy = tile.mr * blocks.depth;
  return blocks;
}

}  // namespace

void note_path(GemmPath path) { t_path = static_cast<int>(path); }
std::optional<GemmPath> noted_path() {
  return t_path < 0 ? std::nullopt : std::optional(static_cast<GemmPath>(t_path));
}
void forget_path() { t_path = -1; }

std::string_view name_of(GemmPath path) {
  switch (path) {
    case GemmPath::Gemv:
      return "gemv";
    case GemmPath::Rank:
      return "rank";
    case GemmPath::Small:
      return "small";
    case GemmPath::SmallTransposed:
      return "small-transposed";
    case GemmPath::Inner:
      return "inner";
    case GemmPath::Swapped:
      return "swapped";
    case GemmPath::Streamed:
      return "streamed";
    case GemmPath::SplitK:
      return "split-k";
    case GemmPath::Packed:
      break;
  }
  return "packed";
}

std::array<GemmRule, kGemmRules> gemm_rules() {
  return std::apply(
      [](const auto&... rule) {
        return std::array<GemmRule, kGemmRules>{GemmRule{rule.path, rule.when, rule.why}...};
      },
      kRules);
}

int gemm_rule(const GemmSizes& s) {
  int index = 0;
  std::apply([&](const auto&... rule) { (void)((rule.test(s) || (++index, false)) || ...); },
             kRules);
  return index;
}

GemmPath gemm_path(const GemmSizes& s) {
  GemmPath path = GemmPath::Packed;
  std::apply(
      [&](const auto&... rule) { (void)((rule.test(s) && (path = rule.path, true)) || ...); },
      kRules);
  return path;
}

GemmBlocks packed_blocks(const GemmSizes& s, const GemmTile& tile, std::int64_t element,
                         const CacheSizes& caches) {
  GemmBlocks blocks;
  blocks.b_in_place = !s.trans_b && s.m <= kInPlaceRows;
  // B's micro-panel (kc x nr) is read once per micro-panel of A and must stay in L1 beside what
  // streams past: half of L1. k is cut into equal chunks, so that none is a thin rest.
  const std::int64_t most = std::max<std::int64_t>(caches.l1 / 2 / (tile.nr * element) / 8 * 8, 64);
  blocks.depth = round_up(ceil_div(s.k, ceil_div(s.k, most)), 4);
  // The packed block of A (mc x kc) is read once per micro-panel of B: half of L2.
  blocks.rows =
      std::max<std::int64_t>(caches.l2 / 2 / (blocks.depth * element) / tile.mr, 1) * tile.mr;
  blocks.rows = std::min(blocks.rows, round_up(s.m, tile.mr));
  // B's block (kc x nc) streams from L3 or memory once per mc rows.
  blocks.columns = round_up(std::min<std::int64_t>(s.n, 4096), tile.nr);
  return blocks;
}

GemmBlocks gemm_blocks(GemmPath path, const GemmSizes& s, const GemmTile& tile,
                       const CacheSizes& caches) {
  GemmBlocks blocks;
  switch (path) {
    case GemmPath::Packed:
      return packed_blocks(s, tile, s.element, caches);
    case GemmPath::Streamed:
      return streamed_blocks(s, tile, caches);
    case GemmPath::SmallTransposed:
      blocks.depth = depth_for_b(s, kStripDepth);
      return blocks;
    case GemmPath::Swapped:  // of C' = op(B)' op(A)'
      blocks = streamed_blocks({false, !s.trans_a, s.n, s.m, s.k, s.element}, tile, caches);
      // No multiple of a page, so that the columns of C' do not share cache sets.
      blocks.ld = round_up(std::min(blocks.rows, s.n), 16) + 16;
      return blocks;
    case GemmPath::SplitK: {
      blocks.depth = kStripDepth;
      const std::int64_t chunks = std::min(ceil_div(s.k, kSplitDepth / 2), kSplitChunks);
      blocks.chunk = round_up(ceil_div(s.k, chunks), kStripDepth);
      blocks.chunks = ceil_div(s.k, blocks.chunk);
      return blocks;
    }
    case GemmPath::Gemv:
    case GemmPath::Rank:
    case GemmPath::Small:
    case GemmPath::Inner:
      break;
  }
  return blocks;
}

}  // namespace fulcrum::simd
