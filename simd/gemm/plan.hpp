// SPDX-License-Identifier: Apache-2.0
// How a product is computed: the one place where a shape is given a path and block sizes. A plan
// depends on the shape, the target and the machine's caches, never on the threads, so the bits do
// not either.
#pragma once

#include <algorithm>
#include <cstdint>

namespace fulcrum::simd {

enum class GemmPath : std::uint8_t {
  Gemv,             // one row or one column: the family of gemv
  Rank,             // k of one to four: down the columns of C
  Small,            // both operands in place
  SmallTransposed,  // A is packed because it is transposed, B in place
  Inner,            // few rows or columns, both operands contiguous along k: vectors run along k
  Swapped,          // few rows, B transposed: C' = op(B)' op(A)', whose A is B in place
  Streamed,         // few columns: A is read once, in place, a block of k at a time
  SplitK,           // little of C, long k: k in a fixed number of chunks, summed in order
  Packed,           // operands packed into panels, blocked for the caches
};

// What a plan depends on.
struct GemmSizes {
  bool trans_a = false, trans_b = false;
  std::int64_t m = 0, n = 0, k = 0;
  std::int64_t element = 8;  // bytes
};

// Block sizes of the packed path.
struct GemmPlan {
  std::int64_t kc =
      0;  // depth of one block of k: chunks of equal size, so that no chunk is a thin rest
  std::int64_t mc = 0;  // rows of A that one thread packs at a time
  std::int64_t nc = 0;  // columns of B that are packed at a time
  bool b_in_place =
      false;  // B is not packed: its columns are contiguous, and too few rows of A would pay for it
};

// Bytes of the caches of one core.
struct CacheSizes {
  std::int64_t l1 = 32 << 10;
  std::int64_t l2 = 1 << 20;
};
const CacheSizes& cache_sizes();

// The switch from the unpacked to the packed path, by operations and by the area of C (a long thin
// k keeps B's rows far apart). Where no edge is long, a later one: in place, 100^3 takes 0.83 of
// the packed time in f64, 0.88 in f32 and 0.78 for NT; 122^3 0.94 (f32); 128^3 1.14 (f64), where
// columns share cache sets, and 160^3 1.08.
inline constexpr std::int64_t kSmallVolume = std::int64_t{96} * 96 * 96;
inline constexpr std::int64_t kSmallCompactVolume = std::int64_t{125} * 125 * 125;
inline constexpr std::int64_t kSmallCompactEdge = 256;
inline constexpr std::int64_t kSmallArea = std::int64_t{256} * 256;

// Up to this many rows of A, B is read in place where its columns are contiguous along k: packing B
// costs 1-2 cycles an element, a tenth of the product at 192 rows. Measured: 2.0 times faster at 16
// rows, 1.15 at 100, 1.0-1.05 at 512.
inline constexpr std::int64_t kInPlaceRows = 512;

// A product of one row or column of at least this many operations is a gemv, which splits and
// streams it better; below, its larger overhead shows.
inline constexpr std::int64_t kGemvVolume = 4096;

// So small a k leaves a tile's stores without work beside them: down a few columns of C at a time,
// in long runs, takes 0.75 of the time (f64 1000 x 100 x 3 and x 4, Zen 5), where A has the rows
// for it. C beyond the caches is written a column at a time, from top to bottom; with a k of three
// or four the tiles, which fetch C ahead, are faster there (0.75 of the time, 4000 x 4000 x 4).
inline constexpr std::int64_t kRankDepth = 4;
inline constexpr std::int64_t kRankMemoryDepth = 2;
inline constexpr std::int64_t kRankRows = 64;
// Columns that pay for a copy of a transposed A, and C up to which that is faster than the packed
// path (1.05-1.25 times; 0.88 at 8 MiB in f64, Emerald Rapids).
inline constexpr std::int64_t kRankCopyColumns = 16;
inline constexpr std::int64_t kRankCopyBytes = 4 << 20;
inline constexpr std::int64_t kRankCacheBytes = 8 << 20;  // of C
// A's part of the first-level cache meanwhile: 8 KiB and 24 KiB are 3% slower in f64.
inline constexpr std::int64_t kRankBytes = 16 << 10;

// Few rows or columns: one tile's columns. Every element of the large operand is used once per
// tile, so whatever reads it once and in order wins.
inline constexpr std::int64_t kFew = 8;
// Depth from which a sum over lanes at the end of every element is paid for by 8 to 16 lanes along
// k.
inline constexpr std::int64_t kInnerDepth = 32;
// The same where the few must be copied first, and the others that pay for the copy.
inline constexpr std::int64_t kInnerCopyDepth = 64;
inline constexpr std::int64_t kInnerCopyOther = 32;
// What is taken to be in the second-level cache.
inline constexpr std::int64_t kNearBytes = 1 << 20;
// Few rows of an untransposed A, copied: where B is in the second-level cache, a whole vector of
// f64 rows with B in place is faster (8 x 1000 x 100 takes 0.7 of the time, 8 x 400 x 250 0.87; 7
// rows 1.1-1.2, Emerald Rapids), and up to so many bytes of B one with some lanes empty too.
inline constexpr std::int64_t kInnerCopyBytes = 512 << 10;
// More rows and columns than a tile's columns where the long operand is near and k so many times
// the few: the other paths would transpose a long A, or leave lanes empty beside few rows of C (up
// to so many bytes of a column; fewer where A must be copied). Times over those paths' (Emerald
// Rapids, AVX-512): TN 16 x 100 x 1000 0.6-0.8, TN 100 x 16 x 1000 0.45-0.7, TT 100 x 16 x 1000
// 0.45-0.75, NN 9 x 250 x 400 0.4-0.6; f64 NN 16 x 100 x 1000 1.05, f32 NN 32 x 100 x 1000 1.15. A
// line of columns gains from farther away too: f32 TT 1000 x 16 x 1000 0.72.
inline constexpr std::int64_t kInnerColumns = 32;
inline constexpr std::int64_t kInnerLineBytes = 64;
inline constexpr std::int64_t kInnerRowBytes = 160;
inline constexpr std::int64_t kInnerRowCopyBytes = 96;
inline constexpr std::int64_t kInnerTimes = 10;
inline constexpr std::int64_t kInnerCopyTimes = 16;
// Swapped needs columns to fill its vectors with, and rows that are still columns to stream past:
// 16 x 1000 x 1000 takes 0.68 of the packed path's time in f64 and 0.57 in f32, 40 rows 0.87 and
// 0.72; 64 rows 1.07 and 0.88; 96 of f32 the same (Zen 5). Products small enough for both operands
// in place stay so from kFew rows on (32 x 100 x 100 would take 1.2-1.3 times as long).
inline constexpr std::int64_t kSwappedColumns = 32;
inline constexpr std::int64_t kSwappedBytes = 320;  // of a column of C
// Both transposed and small: a strip of A copied costs more than C turned over where k is twice as
// long as C is wide. f32 100 x 16 x 100 takes 0.76 of the time, f64 0.81; 16^3 1.3 (Zen 5).
inline constexpr std::int64_t kTurnedBytes = 64;  // of a row of C
inline constexpr std::int64_t kTurnedColumns = 32;
// Few rows and B transposed: turning C over costs as much as a k of 50, empty lanes cost more with
// every k. In place up to a k of a quarter of the bytes of a column of C, and where that fills two
// vectors up to kFewRowsDepth: f64 16 x 1000 x 100 takes 0.9 of the time, 32 rows 0.8, 16 x 4000 x
// 32 0.55, 8 x 1000 x 16 0.78; 8 x 1000 x 64 1.14, 3 x 1000 x 8 1.1, 16 x 1000 x 300 1.0 (Emerald
// Rapids).
inline constexpr std::int64_t kFewRowsBytes = 128;
inline constexpr std::int64_t kFewRowsDepth = 128;
// Streamed: up to this many columns of C: 33 and 40 take 0.65-0.95 of the packed path's time on
// AVX-512, 0.9-1.1 on AVX2; more, to 64 (0.7-1.0), only where A is in the second-level cache: from
// farther away they take up to 1.2 times as long beside a busy hyperthread or where the leading
// dimension is a multiple of a page (Emerald Rapids). The columns of A are read side by side from
// top to bottom, as many as processors prefetch at once: 16 take 0.4 of the time of 32 (f64 1000 x
// 8 x 1000, Cascade Lake), 24 take 0.9 of the time of 16 (2 x 1000 x 100, Zen 5). Where the columns
// are short, as many as fill a part of the second-level cache: C is read and written once a block
// (64 KiB and 256 KiB: 1.02 and 1.06 of the time over 14 shapes, Emerald Rapids). An A in the
// second-level cache has no such limit: 100 columns take 0.9 of the time of 24 where C has 16 or
// 32. Blocks are of equal depth, about that: f64 1000 x 5 x 100 takes 0.94 of the time with 4 of 25
// instead of 4 of 24 and one of 4.
inline constexpr std::int64_t kStreamedColumns = 40;
inline constexpr std::int64_t kStreamedNearColumns = 64;
inline constexpr std::int64_t kStreamedDepth = 24;
inline constexpr std::int64_t kStreamedNearDepth = 128;
inline constexpr std::int64_t kStreamedBytes = 128 << 10;
// Rows of a transposed B that are read side by side where they are so long that two or fewer share
// a page: 128 of them take up to 1.04 of the time of 64, and of 32 where B is not in the
// second-level cache 0.9-1.6.
inline constexpr std::int64_t kApartBytes = 2048;
inline constexpr std::int64_t kNearRowsDepth = 64;
inline constexpr std::int64_t kFarRowsDepth = 32;
// All three operands in the second-level cache, or nearly: streamed, too, or in transposed strips.
// Packing costs 5-15% of such a product: 128^3 to 256^3 take 0.86-0.96 of the packed path's time in
// every transpose, 100 x 1000 x 100 0.8-1.0; 300^3 and 400^3 of f32 (2 MB) 0.93-1.0, 400^3 of f64
// (4 MB) 1.0-1.2 (Emerald Rapids). A shorter k is less work than C is to fetch, which only packed
// tiles do ahead: 1000 x 100 x 8 takes 1.0 of the time, and 1.1 on AVX2.
inline constexpr std::int64_t kNearOperandsBytes = 5 << 19;
inline constexpr std::int64_t kNearOperandsDepth = 16;
// From this many columns on a strip of A in place is copied by its first tile: 256^3 takes
// 0.92-0.95 of the time where its columns are 4 KiB apart or B is transposed; 16 and 32
// columns 1.0.
inline constexpr std::int64_t kStreamedCopyColumns = 48;
// Up to kTallColumns columns the tiles are tall and their runs of A long: the processor fetches
// ahead itself, but for an A from memory (1.1-1.8 times as fast from 32 MiB, 0.8-1.0 up to 16).
inline constexpr std::int64_t kTallColumns = 4;
inline constexpr std::int64_t kTallMemoryBytes = 24 << 20;
// SplitK: from this depth on, up to this area of C, in chunks of this depth; the partial results
// together stay under 4 MiB. 16 x 16 x 4000 takes 0.36 (TT) to 1.05 (NN) of the packed path's time
// (Zen 5).
inline constexpr std::int64_t kSplitDepth = 2304;
inline constexpr std::int64_t kSplitArea = std::int64_t{64} * 64;
inline constexpr std::int64_t kSplitChunk = 1280;
inline constexpr std::int64_t kSplitChunks = 64;
// From this many rows on an A that is not transposed streams by instead: 0.46-0.88 of the time of
// 256 x 16 to 1000 x 2 (k = 4000, Emerald Rapids). Fewer have too few tiles to share out: 100 x 16
// takes 0.9 of the time on one thread and 1.2 on two.
inline constexpr std::int64_t kSplitRows = 256;
// From this many columns on few rows with B transposed are swapped instead: 0.55-0.85 of the time
// of 16 and 32 x 100 x 4000 in f64, 0.75-1.0 in f32 (Emerald Rapids).
inline constexpr std::int64_t kSplitSwappedColumns = 64;
// Depth of a block inside a chunk: a strip of A of 24 or 48 rows stays in L1.
inline constexpr std::int64_t kSplitBlock = 256;

constexpr std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }
constexpr std::int64_t round_up(std::int64_t a, std::int64_t b) { return ceil_div(a, b) * b; }

// The next piece of `rest` units cut into pieces of at most `most`: whole pieces, but the last two
// share evenly, so that none is a thin rest. Without a division, which costs as much as a 4 x 4
// product.
constexpr std::int64_t next_piece(std::int64_t rest, std::int64_t most) {
  if (rest <= most) return rest;
  return rest >= 2 * most ? most : (rest + 1) / 2;
}

// Few rows or columns, but more than a tile has, for the inner-product kernel.
inline bool is_wide_inner(const GemmSizes& s) {
  if (std::min(s.m, s.n) <= kFew || std::max(s.m, s.n) < kInnerCopyOther) return false;
  if (s.trans_a && s.n <= s.m) {
    const bool near = s.m * s.k * s.element <= kNearBytes;
    return s.n <= kInnerColumns && s.k >= kInnerTimes * s.n &&
           (near || s.n * s.element <= kInnerLineBytes);
  }
  if (s.trans_b || s.m >= s.n) return false;
  const bool near = s.n * s.k * s.element <= kNearBytes;
  return near && s.m * s.element <= (s.trans_a ? kInnerRowBytes : kInnerRowCopyBytes) &&
         s.k >= (s.trans_a ? kInnerTimes : kInnerCopyTimes) * s.m;
}

// Few rows, B transposed and a k too short to turn C over for.
inline bool is_short_rows(const GemmSizes& s) {
  const std::int64_t bytes = s.m * s.element;
  return !s.trans_a && s.trans_b && bytes <= kSwappedBytes && s.n >= kSwappedColumns &&
         s.k <= (bytes >= kFewRowsBytes ? kFewRowsDepth : bytes / 4);
}

// Packing costs two passes over A and B, which the product of a small one does not pay back: below
// about 125^3 operations both operands stay in L2 and the micro-kernel reads them in place.
inline GemmPath gemm_path(const GemmSizes& s) {
  const std::int64_t area = s.m * s.n;
  const bool compact = std::max({s.m, s.n, s.k}) <= kSmallCompactEdge;
  const bool small =
      area <= kSmallArea && area * s.k <= (compact ? kSmallCompactVolume : kSmallVolume);
  if (small && area * s.k < kGemvVolume)
    return s.trans_a ? GemmPath::SmallTransposed : GemmPath::Small;
  if (s.m == 1 || s.n == 1) return GemmPath::Gemv;
  if (s.k <= kRankDepth && s.m >= kRankRows) {
    const std::int64_t bytes = area * s.element;
    if (s.trans_a ? s.n >= kRankCopyColumns && bytes <= kRankCopyBytes
                  : s.k <= kRankMemoryDepth || bytes <= kRankCacheBytes)
      return GemmPath::Rank;
  }
  if (small && s.trans_a && s.trans_b && s.n * s.element >= kTurnedBytes && s.n <= kTurnedColumns &&
      s.k >= 2 * s.n)
    return GemmPath::Swapped;
  const bool a_along_k = s.trans_a, b_along_k = !s.trans_b;
  if (a_along_k && b_along_k && s.k >= kInnerDepth && std::min(s.m, s.n) <= kFew)
    return GemmPath::Inner;
  if (s.k >= kInnerCopyDepth && std::max(s.m, s.n) >= kInnerCopyOther) {
    if (a_along_k && s.n <= kFew) return GemmPath::Inner;
    const std::int64_t b_bytes = s.n * s.k * s.element;
    const std::int64_t in_place = s.element == 4 || b_bytes > kNearBytes ? 0
                                  : b_bytes > kInnerCopyBytes            ? 1
                                                                         : 2;
    if (b_along_k && s.m <= kFew - in_place) return GemmPath::Inner;
  }
  if (is_wide_inner(s)) return GemmPath::Inner;
  const bool short_rows = is_short_rows(s);
  if (s.m <= kFew && s.trans_b && s.n >= kSwappedColumns && !short_rows) return GemmPath::Swapped;
  if (small) return s.trans_a ? GemmPath::SmallTransposed : GemmPath::Small;
  if (short_rows) return GemmPath::Streamed;
  const bool swapped = s.m * s.element <= kSwappedBytes && s.trans_b && s.n >= kSwappedColumns;
  if (s.k >= kSplitDepth && area <= kSplitArea && (s.trans_a || s.m < kSplitRows) &&
      !(swapped && s.n >= kSplitSwappedColumns))
    return GemmPath::SplitK;
  if (swapped) return GemmPath::Swapped;
  const bool near = s.m * s.k * s.element <= kNearBytes;
  if (!s.trans_a && s.n <= (near ? kStreamedNearColumns : kStreamedColumns))
    return GemmPath::Streamed;
  if (s.k >= kNearOperandsDepth && (s.m * s.k + s.k * s.n + area) * s.element <= kNearOperandsBytes)
    return s.trans_a ? GemmPath::SmallTransposed : GemmPath::Streamed;
  return GemmPath::Packed;
}

inline constexpr std::int64_t kPackedBytes = 512 << 10;

inline GemmPlan plan_packed(const GemmSizes& s, int mr, int nr, std::int64_t element,
                            const CacheSizes& caches) {
  GemmPlan plan;
  plan.b_in_place = !s.trans_b && s.m <= kInPlaceRows;
  // B's micro-panel (kc x nr) is read once per micro-panel of A and must stay in L1 beside what
  // streams past: half of L1. A longer kc also means fewer passes over C (f64 on 48 KiB: 384 is 2%
  // faster than 240 at n = 1000, and 512 no faster than 384).
  const std::int64_t kc_max = std::max<std::int64_t>(caches.l1 / 2 / (nr * element) / 8 * 8, 64);
  plan.kc = round_up(ceil_div(s.k, ceil_div(s.k, kc_max)), 4);
  // The packed block of A (mc x kc) is read once per micro-panel of B: half of L2, and 512 KiB at
  // most (of 2 MiB of L2, a quarter: 1.03 of the speed of a half at n = 1000 to 1500, 1.00 at
  // 2000).
  const std::int64_t a_block = std::min<std::int64_t>(caches.l2 / 2, kPackedBytes);
  plan.mc = std::max<std::int64_t>(a_block / (plan.kc * element) / mr, 1) * mr;
  // B's block (kc x nc) streams from L3 or memory once per mc rows.
  plan.nc = round_up(std::min<std::int64_t>(s.n, 4096), nr);
  return plan;
}

inline bool rows_of_b_apart(const GemmSizes& s) {
  return s.trans_b && s.n * s.element >= kApartBytes;
}

// k in equal blocks of about `depth`.
constexpr std::int64_t equal_depth(std::int64_t k, std::int64_t depth) {
  return ceil_div(k, std::max<std::int64_t>((k + depth / 2) / depth, 1));
}

// Rows and depth of the blocks in which an A of m x k is streamed into n columns of C: as many rows
// as C stays in the second-level cache with, and where A does not come from there, two blocks of A
// too: the next one is fetched meanwhile. They depend on the whole product, whatever part of it a
// thread has.
struct StreamedBlocks {
  std::int64_t rows = 0, depth = 0;
  bool fetch = false;
  std::int64_t copy = 0;  // elements of one thread's copy of a strip of A, or 0: without
};
inline StreamedBlocks streamed_blocks(const GemmSizes& s, int mr, const CacheSizes& caches) {
  const std::int64_t m = s.m, n = s.n, k = s.k, element = s.element;
  StreamedBlocks blocks;
  blocks.fetch = m * k * element > (n <= kTallColumns ? kTallMemoryBytes : caches.l2);
  const std::int64_t row = (n + (blocks.fetch ? 2 * kStreamedDepth : 0)) * element;
  blocks.rows = std::max<std::int64_t>(caches.l2 / 2 / row / mr, 1) * mr;
  if (m * element <= kSwappedBytes) blocks.rows = std::max(blocks.rows, m);
  std::int64_t depth =
      std::max(kStreamedDepth, kStreamedBytes / (std::min(blocks.rows, m) * element));
  if (m * k * element <= kNearBytes) depth = std::max(depth, kStreamedNearDepth);
  if (rows_of_b_apart(s))
    depth = std::min(depth, n * k * element > kNearBytes ? kFarRowsDepth : kNearRowsDepth);
  blocks.depth = equal_depth(k, depth);
  if (n >= kStreamedCopyColumns && !blocks.fetch) blocks.copy = mr * blocks.depth;
  return blocks;
}

// The same for the swapped path, and where it has its block of C': the leading dimension is no
// multiple of a page, so that its columns do not share cache sets.
struct SwappedBlocks : StreamedBlocks {
  std::int64_t ld = 0, elements = 0;
};
inline SwappedBlocks swapped_blocks(const GemmSizes& s, int mr, const CacheSizes& caches) {
  SwappedBlocks blocks{streamed_blocks({false, !s.trans_a, s.n, s.m, s.k, s.element}, mr, caches)};
  blocks.ld = round_up(std::min(blocks.rows, s.n), 16) + 16;
  blocks.elements = blocks.ld * s.m;
  return blocks;
}

// Depth of the blocks of k in which a transposed A is turned over, mr rows at a time: such a strip
// stays in L1 (of 128, 64 takes 1.03 of the time, and 256, as large as L1, 1.0, but 1.2 beside a
// busy hyperthread).
inline std::int64_t transposed_depth(const GemmSizes& s) {
  return equal_depth(s.k, rows_of_b_apart(s) ? kNearRowsDepth : kStreamedNearDepth);
}

}  // namespace fulcrum::simd
