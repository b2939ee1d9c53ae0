// SPDX-License-Identifier: Apache-2.0
// How threads share the tiles of C that a packed product computes, whatever their number and the
// region's shape: the tiles stand in a line, and each thread has an equal stretch of it, counted
// in steps of k where the tiles of some bands take fewer.
//
// The line goes through bands of rows, as many as one packs of A at a time, and in a band column by
// column of tiles, so that a stretch is a few blocks of C: what a thread packs of A it uses for
// many columns.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "simd/gemm/range.hpp"

namespace fulcrum::simd {

// The tiles of C that are computed: all of these rows and columns, or those of them with an element
// of C's lower (i >= j) or upper (i <= j) triangle. With a triangle, rows begin at 0 and columns
// with a whole tile.
struct Region {
  enum class Shape : std::uint8_t { Full, Lower, Upper };
  Range rows, columns;
  Shape shape = Shape::Full;
  // Not 0: every thread has rows of its own, in whole units of so many (a multiple of mr), and all
  // columns of them.
  std::int64_t row_unit = 0;
  // So many rows at the beginning, or at the end, are those of a triangle's diagonal block: the
  // outermost takes one step of k, each further in one more.
  std::int64_t rising = 0, falling = 0;
};

// One thread's tiles of a region, in tiles of mr x nr.
class Bands {
 public:
  // `most_rows`: of a band; a multiple of mr.
  Bands(const Region& region, std::int64_t mr, std::int64_t nr, std::int64_t most_rows, int index,
        int count)
      : region_(region), mr_(mr), nr_(nr) {
    if (region.row_unit > 0 && count > 1) {
      const Range own = part(region.rows.size(), region.row_unit, index, count);
      region_.rows = {region.rows.begin + own.begin, region.rows.begin + own.end};
      index = 0, count = 1;
    }
    row_tiles_ = ceil_div(std::max<std::int64_t>(region_.rows.size(), 0), mr);
    column_tiles_ = ceil_div(std::max<std::int64_t>(region_.columns.size(), 0), nr);
    if (row_tiles_ == 0 || column_tiles_ == 0) return;
    // A stretch in which a band is as high as it is wide packs and reads least.
    std::int64_t height = std::max<std::int64_t>(most_rows / mr, 1);
    if (count > 1) {
      const double tiles = static_cast<double>(row_tiles_) * static_cast<double>(column_tiles_) /
                           count * static_cast<double>(nr) / static_cast<double>(mr);
      height = std::min(height, static_cast<std::int64_t>(std::sqrt(tiles)) + 1);
    }
    height_ = ceil_div(row_tiles_, ceil_div(row_tiles_, height));
    std::int64_t total = 0;
    for (std::int64_t band = 0; band < row_tiles_; band += height_)
      total += tiles_of(band) * steps_of(band);
    first_ = total * index / count;
    last_ = total * (index + 1) / count;
  }

  // How many there are, where all take the same steps.
  std::int64_t tiles() const { return last_ - first_; }

  // Calls band(rows, blocks) for each band with tiles of this thread, where `rows` are those that
  // its tiles touch. blocks(block) calls block(rows, columns) for blocks that make up the tiles, of
  // rows and columns of C.
  template <class Band>
  void for_each_band(Band&& band) const {
    std::int64_t before = 0;  // the work of the bands before
    for (std::int64_t top = 0; top < row_tiles_ && before < last_; top += height_) {
      const std::int64_t tiles = tiles_of(top), steps = steps_of(top);
      const std::int64_t first = std::clamp<std::int64_t>((first_ - before) / steps, 0, tiles),
                         last = std::clamp<std::int64_t>((last_ - before) / steps, 0, tiles);
      before += tiles * steps;
      if (first == last) continue;
      Range rows{row_tiles_, 0};
      for_each_block(top, first, last, [&](Range r, Range) {
        rows = {std::min(rows.begin, r.begin), std::max(rows.end, r.end)};
      });
      band(rows_of(rows), [&](auto&& block) {
        for_each_block(top, first, last,
                       [&](Range r, Range c) { block(rows_of(r), columns_of(c)); });
      });
    }
  }

 private:
  Range rows_of(Range tiles) const {
    return {region_.rows.begin + tiles.begin * mr_,
            std::min(region_.rows.begin + tiles.end * mr_, region_.rows.end)};
  }
  Range columns_of(Range tiles) const {
    return {region_.columns.begin + tiles.begin * nr_,
            std::min(region_.columns.begin + tiles.end * nr_, region_.columns.end)};
  }

  // The tiles of column `column` of tiles in the band from row `top` of tiles on.
  Range needed(std::int64_t top, std::int64_t column) const {
    const std::int64_t end = std::min(top + height_, row_tiles_);
    if (region_.shape == Region::Shape::Full) return {top, end};
    const Range columns = columns_of({column, column + 1});
    return region_.shape == Region::Shape::Lower
               ? Range{std::clamp(columns.begin / mr_, top, end), end}
               : Range{top, std::clamp((columns.end - 1) / mr_ + 1, top, end)};
  }

  // What a tile of the band from row `top` of tiles on counts: the steps of the band's middle, of
  // which most tiles are columns from the first row to the last.
  std::int64_t steps_of(std::int64_t top) const {
    if (region_.rising == 0 && region_.falling == 0) return 1;
    const Range rows = rows_of({top, std::min(top + height_, row_tiles_)});
    const std::int64_t middle = rows.begin + rows.size() / 2;
    const std::int64_t before = middle - region_.rows.begin, behind = region_.rows.end - middle;
    if (before < region_.rising) return before + 1;
    return behind < region_.falling ? behind : std::max(region_.rising, region_.falling);
  }

  std::int64_t tiles_of(std::int64_t top) const {
    if (region_.shape == Region::Shape::Full)
      return std::min(height_, row_tiles_ - top) * column_tiles_;
    std::int64_t tiles = 0;
    for (std::int64_t column = 0; column < column_tiles_; ++column)
      tiles += needed(top, column).size();
    return tiles;
  }

  // Tiles `first` to `last` of a band, in blocks whose columns have the same rows.
  template <class Block>
  void for_each_block(std::int64_t top, std::int64_t first, std::int64_t last,
                      const Block& block) const {
    Range rows, columns;
    std::int64_t before = 0;
    std::int64_t column = 0;
    if (region_.shape == Region::Shape::Full) {
      const std::int64_t height = std::min(height_, row_tiles_ - top);
      column = first / height;
      before = column * height;
    }
    for (; column < column_tiles_ && before < last; ++column) {
      const Range all = needed(top, column);
      const Range own = {all.begin + std::clamp<std::int64_t>(first - before, 0, all.size()),
                         all.begin + std::clamp<std::int64_t>(last - before, 0, all.size())};
      before += all.size();
      if (own.empty()) continue;
      if (columns.end == column && rows.begin == own.begin && rows.end == own.end) {
        columns.end = column + 1;
        continue;
      }
      if (!columns.empty()) block(rows, columns);
      rows = own;
      columns = {column, column + 1};
    }
    if (!columns.empty()) block(rows, columns);
  }

  Region region_;
  std::int64_t mr_, nr_;
  std::int64_t row_tiles_ = 0, column_tiles_ = 0, height_ = 1;
  std::int64_t first_ = 0, last_ = 0;
};

}  // namespace fulcrum::simd
