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
  Rank,             // k of one or two: a column of C at a time
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

// So small a k leaves a tile's stores without work beside them: column by column, with long runs,
// takes 0.8 of the time where A has the rows for it (1.0-1.25 of it from a k of 3 on).
inline constexpr std::int64_t kRankDepth = 2;
inline constexpr std::int64_t kRankRows = 64;

// Few rows or columns: one tile's columns. Every element of the large operand is used once per
// tile, so whatever reads it once and in order wins.
inline constexpr std::int64_t kFew = 8;
// Depth from which a sum over lanes at the end of every element is paid for by 8 to 16 lanes along
// k.
inline constexpr std::int64_t kInnerDepth = 32;
// The same where the few must be copied first, and the others that pay for the copy.
inline constexpr std::int64_t kInnerCopyDepth = 64;
inline constexpr std::int64_t kInnerCopyOther = 32;
// Few rows of an untransposed A, copied: where B is in the second-level cache, one vector of f64
// rows with B in place is faster.
inline constexpr std::int64_t kInnerCopyBytes = 512 << 10;
// Swapped needs columns to fill its vectors with.
inline constexpr std::int64_t kSwappedColumns = 32;
// Streamed: up to this many columns of C. The columns of A are read side by side from top to
// bottom, as many as processors prefetch at once: 16 take 0.4 of the time of 32 (f64 1000 x 8 x
// 1000, Cascade Lake). Where the columns are short, as many as fill a part of the second-level
// cache: C is read and written once a block (64 KiB and 256 KiB: 1.02 and 1.06 of the time over 14
// shapes, Emerald Rapids).
inline constexpr std::int64_t kStreamedColumns = 32;
inline constexpr std::int64_t kStreamedDepth = 16;
inline constexpr std::int64_t kStreamedBytes = 128 << 10;
// Columns of A in a block, each of `bytes` bytes.
constexpr std::int64_t streamed_depth(std::int64_t bytes) {
  return std::max(kStreamedDepth, kStreamedBytes / bytes);
}
// SplitK: from this depth on, up to this area of C, in chunks of this depth; the partial results
// together stay under 4 MiB.
inline constexpr std::int64_t kSplitDepth = 4096;
inline constexpr std::int64_t kSplitArea = std::int64_t{64} * 64;
inline constexpr std::int64_t kSplitChunk = 2048;
inline constexpr std::int64_t kSplitChunks = 64;
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
  if (s.k <= kRankDepth && s.m >= kRankRows && !s.trans_a) return GemmPath::Rank;
  const bool a_along_k = s.trans_a, b_along_k = !s.trans_b;
  if (a_along_k && b_along_k && s.k >= kInnerDepth && std::min(s.m, s.n) <= kFew)
    return GemmPath::Inner;
  if (s.k >= kInnerCopyDepth && std::max(s.m, s.n) >= kInnerCopyOther) {
    if (a_along_k && s.n <= kFew) return GemmPath::Inner;
    const bool outer_cache = s.n * s.k * s.element > kInnerCopyBytes;
    const std::int64_t few = outer_cache || s.element == 4 ? kFew : 6;
    if (b_along_k && s.m <= few) return GemmPath::Inner;
  }
  if (s.m <= kFew && s.trans_b && s.n >= kSwappedColumns) return GemmPath::Swapped;
  if (small) return s.trans_a ? GemmPath::SmallTransposed : GemmPath::Small;
  if (s.k >= kSplitDepth && area <= kSplitArea) return GemmPath::SplitK;
  if (!s.trans_a && s.n <= kStreamedColumns) return GemmPath::Streamed;
  return GemmPath::Packed;
}

inline GemmPlan plan_packed(const GemmSizes& s, int mr, int nr, std::int64_t element,
                            const CacheSizes& caches) {
  GemmPlan plan;
  plan.b_in_place = !s.trans_b && s.m <= kInPlaceRows;
  // B's micro-panel (kc x nr) is read once per micro-panel of A and must stay in L1 beside what
  // streams past: half of L1. A longer kc also means fewer passes over C (f64 on 48 KiB: 384 is 2%
  // faster than 240 at n = 1000, and 512 no faster than 384).
  const std::int64_t kc_max = std::max<std::int64_t>(caches.l1 / 2 / (nr * element) / 8 * 8, 64);
  plan.kc = round_up(ceil_div(s.k, ceil_div(s.k, kc_max)), 4);
  // The packed block of A (mc x kc) is read once per micro-panel of B: half of L2.
  plan.mc = std::max<std::int64_t>(caches.l2 / 2 / (plan.kc * element) / mr, 1) * mr;
  // B's block (kc x nc) streams from L3 or memory once per mc rows.
  plan.nc = round_up(std::min<std::int64_t>(s.n, 4096), nr);
  return plan;
}

}  // namespace fulcrum::simd
