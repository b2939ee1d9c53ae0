// SPDX-License-Identifier: Apache-2.0
// How a product is computed: the one place where a shape is given a path and block sizes. A plan
// depends on the shape, the target and the machine's caches, never on the threads, so the bits do
// not either.
#pragma once

#include <algorithm>
#include <cstdint>

namespace fulcrum::simd {

enum class GemmPath : std::uint8_t {
  Small,            // both operands in place; one thread
  SmallTransposed,  // A is packed because it is transposed, B in place; one thread
  Packed,           // both operands packed into panels, blocked for the caches, threaded
};

// What a plan depends on.
struct GemmSizes {
  bool trans_a = false, trans_b = false;
  std::int64_t m = 0, n = 0, k = 0;
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
// k keeps B's rows far apart). Measured: see README.md.
inline constexpr std::int64_t kSmallVolume = std::int64_t{96} * 96 * 96;
inline constexpr std::int64_t kSmallArea = std::int64_t{256} * 256;

// Up to this many rows of A, B is read in place where its columns are contiguous along k: packing B
// costs 1-2 cycles an element, a tenth of the product at 192 rows. Measured: 2.0 times faster at 16
// rows, 1.15 at 100, 1.0-1.05 at 512.
inline constexpr std::int64_t kInPlaceRows = 512;

constexpr std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }
constexpr std::int64_t round_up(std::int64_t a, std::int64_t b) { return ceil_div(a, b) * b; }

// Packing costs two passes over A and B, which the product of a small one does not pay back: below
// about 100^3 operations both operands stay in L2 and the micro-kernel reads them in place.
inline GemmPath gemm_path(const GemmSizes& s) {
  if (s.m * s.n > kSmallArea || s.m * s.n * s.k > kSmallVolume) return GemmPath::Packed;
  return s.trans_a ? GemmPath::SmallTransposed : GemmPath::Small;
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
