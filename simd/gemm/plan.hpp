// SPDX-License-Identifier: Apache-2.0
// How a product of real numbers is computed: the one place where a shape is given a path and block
// sizes (complex ones: path_of() in gemm_complex.cc). They depend on the shape, the target and the
// machine's caches, never on the threads, so the bits do not either. The rule itself, a table, is
// in plan.cc.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "simd/gemm/range.hpp"
#include "simd/threads/caches.hpp"

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
std::string_view name_of(GemmPath path);

// What a path depends on.
struct GemmSizes {
  bool trans_a = false, trans_b = false;
  std::int64_t m = 0, n = 0, k = 0;
  std::int64_t element = 8;  // bytes
};

// A row of the rule: the first whose condition holds has the path.
struct GemmRule {
  GemmPath path;
  std::string_view when, why;
};

// The rule's rows, in order.
constexpr int kGemmRules = 15;
std::array<GemmRule, kGemmRules> gemm_rules();
// The number of the row that has this product. k >= 1.
int gemm_rule(const GemmSizes& s);
GemmPath gemm_path(const GemmSizes& s);

// Few rows or columns: a tile's columns where there are 32 registers.
inline constexpr std::int64_t kFew = 8;

// So few operations are one tile's or a few: the kernel in place whatever the shape, also of one
// row or column, which would otherwise be a gemv.
inline constexpr std::int64_t kTinyVolume = 4096;
// The same of more than a few rows and columns, of an A in place.
inline constexpr std::int64_t kDirectVolume = std::int64_t{32} * 32 * 32;

// Is it one call of the kernel in place, on one thread? The rule's first row, which gemm() asks
// alone, without the others.
constexpr bool is_direct(bool trans_a, std::int64_t m, std::int64_t n, std::int64_t k) {
  const std::int64_t area = m * n, most = m > kFew && n > kFew ? kDirectVolume : kTinyVolume - 1;
  return !trans_a && area <= most && area * k <= most;
}

// Up to this many rows of A, B is read in place where its columns are contiguous along k: packing B
// costs 1-2 cycles an element, a tenth of the product at 192 rows. Measured: 2.0 times faster at 16
// rows, 1.15 at 100, the same at 512.
inline constexpr std::int64_t kInPlaceRows = 512;

// The k up to which a product goes down the columns of C: so small a k leaves a tile's stores
// without work beside them (0.75 of the time, f64 1000 x 100 x 3 and x 4).
inline constexpr std::int64_t kRankDepth = 4;
// Operands up to so many bytes are taken to come from the last shared cache, larger ones from
// memory.
inline constexpr std::int64_t kFarBytes = 16 << 20;

// Up to so many columns the tiles in place are tall and their runs of A long: the processor fetches
// ahead itself, but for an A from memory (1.1-1.8 times as fast from 32 MiB, 0.8-1.0 up to 16).
inline constexpr std::int64_t kTallColumns = 4;

// The next piece of `rest` units cut into pieces of at most `most`: whole pieces, but the last two
// share evenly, so that none is a thin rest. Without a division, which costs as much as a 4 x 4
// product.
constexpr std::int64_t next_piece(std::int64_t rest, std::int64_t most) {
  if (rest <= most) return rest;
  return rest >= 2 * most ? most : (rest + 1) / 2;
}

// Rows and columns of a target's tile.
struct GemmTile {
  std::int64_t mr = 1, nr = 1;
};

// In which pieces a path walks the operands.
struct GemmBlocks {
  std::int64_t depth = 0;    // of k at a time
  std::int64_t rows = 0;     // of A at a time
  std::int64_t columns = 0;  // of B at a time (packed)
  // Packed: B is not packed, its columns are contiguous and too few rows of A would pay for it.
  bool b_in_place = false;
  bool fetch = false;     // Streamed, Swapped: the next block of A is fetched meanwhile
  std::int64_t copy = 0;  // Streamed: elements of a thread's copy of a strip of A, or 0: without
  std::int64_t ld = 0;    // Swapped: leading dimension of a thread's block of C'
  std::int64_t chunk = 0, chunks = 0;  // SplitK: k in so many chunks of this depth
};
GemmBlocks gemm_blocks(GemmPath path, const GemmSizes& s, const GemmTile& tile,
                       const CacheSizes& caches);
// Those of the packed path, for any shape; `element`: bytes of an element in panels.
GemmBlocks packed_blocks(const GemmSizes& s, const GemmTile& tile, std::int64_t element,
                         const CacheSizes& caches);

// How one product is computed.
struct GemmPlan {
  GemmPath path = GemmPath::Small;
  int threads = 1;  // that it asks for
  GemmBlocks blocks;
  std::size_t scratch = 0;  // bytes of workspace()
};

}  // namespace fulcrum::simd
