// SPDX-License-Identifier: Apache-2.0
#include "offload/blas/tiles.hpp"

#include <algorithm>
#include <string>

#include "fulcrum/error.hpp"

namespace fulcrum::offload::blas {
namespace {

// A panel's copies should be long enough to run at the bus's full rate (reached from about 8 MiB
// on), and more than 16 panels hide no more of the copies than 16 do.
constexpr double kPanelBytes = 8 << 20;
constexpr std::int64_t kMostPanels = 16;
// Below this many columns or depth a vendor's product loses much of its rate, so other dimensions
// are halved first.
constexpr std::int64_t kGoodColumns = 256, kGoodDepth = 1024, kGoodRows = 1024;

constexpr std::int64_t round_up(std::int64_t x, std::int64_t unit) {
  return (x + unit - 1) / unit * unit;
}
constexpr std::int64_t half(std::int64_t x) { return (x + 1) / 2; }

std::int64_t first_columns(const ProductSize& size, std::size_t element_bytes,
                           std::size_t staging_bytes) {
  const double column_bytes =
      static_cast<double>(element_bytes) * static_cast<double>(size.m + size.k);
  const double panels = column_bytes * static_cast<double>(size.n) / kPanelBytes;
  const auto count =
      static_cast<std::int64_t>(std::clamp(panels, 1.0, static_cast<double>(kMostPanels)));
  std::int64_t columns = (size.n + count - 1) / count;
  if (columns < size.n) columns = std::min(round_up(columns, 64), size.n);
  const double staged = static_cast<double>(staging_bytes) / static_cast<double>(element_bytes) /
                        static_cast<double>(size.m);
  if (static_cast<double>(columns) > staged)
    columns = std::max<std::int64_t>(1, static_cast<std::int64_t>(staged));
  return columns;
}

void count_buffers(Tiles& tiles, const ProductSize& size) {
  const bool whole_m = tiles.m >= size.m, whole_n = tiles.n >= size.n, whole_k = tiles.k >= size.k;
  tiles.a_buffers = whole_m && whole_k ? 1 : 2;
  tiles.b_buffers = whole_k && whole_n ? 1 : 2;
  tiles.c_buffers = whole_m && whole_n ? 1 : 2;
}

// Halves one dimension: down to the good sizes first, the one farthest above its own, then whatever
// is largest.
bool shrink(Tiles& tiles) {
  if (tiles.m == 1 && tiles.n == 1 && tiles.k == 1) return false;
  const double over_n = static_cast<double>(tiles.n) / kGoodColumns,
               over_k = static_cast<double>(tiles.k) / kGoodDepth,
               over_m = static_cast<double>(tiles.m) / kGoodRows;
  // n comes first where it is farthest above, and last where nothing else is left.
  // NOLINTNEXTLINE(bugprone-branch-clone)
  if (tiles.n > 1 && over_n >= over_k && over_n >= over_m) {
    tiles.n = half(tiles.n);
  } else if (tiles.k > 1 && (over_k >= over_m || tiles.m == 1)) {
    tiles.k = half(tiles.k);
  } else if (tiles.m > 1) {
    tiles.m = half(tiles.m);
  } else {
    tiles.n = half(tiles.n);
  }
  return true;
}

}  // namespace

Tiles plan_tiles(const ProductSize& size, std::size_t element_bytes, std::size_t device_bytes,
                 std::size_t staging_bytes, std::int64_t max_size) {
  Tiles tiles{std::min(size.m, max_size),
              std::min(first_columns(size, element_bytes, staging_bytes), max_size),
              std::min(size.k, max_size),
              1,
              1,
              1};
  count_buffers(tiles, size);
  while (tiles.device_elements() * static_cast<double>(element_bytes) >
         static_cast<double>(device_bytes)) {
    if (!shrink(tiles)) {
      throw Error(ErrorCode::OutOfMemory, "product",
                  "not even single elements fit the " + std::to_string(device_bytes) +
                      " bytes of free device memory");
    }
    count_buffers(tiles, size);
  }
  return tiles;
}

}  // namespace fulcrum::offload::blas
