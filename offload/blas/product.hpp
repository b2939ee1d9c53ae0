// SPDX-License-Identifier: Apache-2.0
// The pipeline of a product that may be larger than the device: gemm, and gemv as a product with
// one column.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "offload/blas/lane.hpp"
#include "offload/blas/tiles.hpp"

namespace fulcrum::offload::blas {

// C(m,n) = alpha op(A)(m,k) op(B)(k,n) + beta C with m, n, k >= 1.
template <class T>
struct Product {
  std::int64_t m, n, k;
  bool trans_a, trans_b;
  Region<const T> a, b;  // as stored
  Region<T> c;
  bool reads_c;  // beta != 0

  Region<const T> block_a(std::int64_t i, std::int64_t p, std::int64_t rows,
                          std::int64_t depth) const {
    return trans_a ? a.part(p, i, depth, rows) : a.part(i, p, rows, depth);
  }
  Region<const T> block_b(std::int64_t p, std::int64_t j, std::int64_t depth,
                          std::int64_t cols) const {
    return trans_b ? b.part(j, p, cols, depth) : b.part(p, j, depth, cols);
  }
};

// One call of the vendor's routine: packed blocks, op(A) m x k, op(B) k x n, C m x n.
template <class T>
struct BlockProduct {
  std::int64_t m, n, k;
  DeviceView<T> a, b, c;
  bool accumulate;  // adds to what earlier depths left in C; else beta applies
};

// Runs columns [completed, n) of a product and raises `completed` as panels reach the user's
// memory.
//
// Panel by panel: blocks of A and B go up on in() while the previous block is multiplied on
// compute() and the one before comes down on out(), into pinned staging. A panel is copied to the
// user's C by the host after the event behind its last copy has succeeded, all of it or nothing;
// what is behind `completed` is untouched.
template <class T>
class ProductPipeline {
 public:
  using Launch = std::function<void(Lane&, const BlockProduct<T>&)>;

  ProductPipeline(Lane& lane, const Product<T>& product, const Tiles& tiles, const Launch& launch)
      : lane_(lane), product_(product), tiles_(tiles), launch_(launch) {
    const bool one_panel = tiles.n >= product.n;
    for (int i = 0; i < tiles.a_buffers; ++i) a_.add(lane, tiles.a_size());
    for (int i = 0; i < tiles.b_buffers; ++i) b_.add(lane, tiles.b_size());
    for (int i = 0; i < tiles.c_buffers; ++i) c_.add(lane, tiles.c_size());
    for (int i = 0; i < (one_panel ? 1 : 2); ++i) {
      staging_.push_back({lane.allocate<T, memory::Pinned>(product.m * tiles.n), lane.event()});
    }
  }  // NOLINT(clang-analyzer-cplusplus.NewDeleteLeaks): buffers own it

  void run(std::int64_t& completed) {
    std::size_t panel = 0;
    for (std::int64_t j = completed; j < product_.n; j += tiles_.n, ++panel) {
      Staging& staging = staging_[panel % staging_.size()];
      commit(staging, completed);
      staging.column = j;
      staging.columns = std::min(tiles_.n, product_.n - j);
      for (std::int64_t i = 0; i < product_.m; i += tiles_.m) queue_block(i, staging);
      lane_.out().record(staging.done);
    }
    // In order: the older of two panels first.
    for (std::size_t i = 0; i < staging_.size(); ++i)
      commit(staging_[(panel + i) % staging_.size()], completed);
  }

 private:
  // Buffers of one operand, used in turn; each keeps the place of the block that it holds.
  struct Buffers {
    struct Entry {
      Buffer<T, memory::Device> memory;
      const Event &filled, &used;  // the upload into it, and the last work on what it holds
      std::int64_t row = -1, col = -1;
    };
    std::vector<Entry> entries;
    std::size_t current = 0;

    void add(Lane& lane, std::int64_t size) {
      entries.push_back({lane.allocate<T, memory::Device>(size), lane.event(), lane.event()});
    }  // NOLINT(clang-analyzer-cplusplus.NewDeleteLeaks): buffers own it
    Entry& next() {
      current = (current + 1) % entries.size();
      return entries[current];
    }
  };

  struct Staging {
    Buffer<T, memory::Pinned> memory;
    const Event& done;
    std::int64_t column = 0, columns = 0;  // columns == 0: nothing to commit
  };

  DeviceView<T> front(const typename Buffers::Entry& entry, std::int64_t size) const {
    return entry.memory.view().part(0, static_cast<std::size_t>(size));
  }

  // The block at (row, col) of the stored operand on the device; uploaded unless it is the one
  // there already.
  typename Buffers::Entry& fetch(Buffers& buffers, std::int64_t row, std::int64_t col,
                                 const Region<const T>& block) {
    typename Buffers::Entry& held = buffers.entries[buffers.current];
    if (held.row == row && held.col == col) return held;
    typename Buffers::Entry& entry = buffers.next();
    lane_.in().wait(entry.used);
    entry.row = entry.col = -1;
    lane_.upload(front(entry, block.rows * block.cols), block);
    lane_.in().record(entry.filled);
    entry.row = row;
    entry.col = col;
    lane_.compute().wait(entry.filled);
    return entry;
  }

  void queue_block(std::int64_t i, Staging& staging) {
    const std::int64_t j = staging.column, rows = std::min(tiles_.m, product_.m - i),
                       cols = staging.columns;
    typename Buffers::Entry& c = c_.next();
    const DeviceView<T> c_view = front(c, rows * cols);
    if (product_.reads_c) {
      lane_.in().wait(c.used);
      const Region<T> block = product_.c.part(i, j, rows, cols);
      lane_.upload(c_view,
                   Region<const T>{block.data, rows, cols, block.row_stride, block.col_stride});
      lane_.in().record(c.filled);
      lane_.compute().wait(c.filled);
    } else {
      // A vendor that multiplies C by beta = 0 must not find a NaN.
      lane_.compute().wait(c.used).fill(c_view, std::byte{0});
    }
    for (std::int64_t p = 0; p < product_.k; p += tiles_.k) {
      const std::int64_t depth = std::min(tiles_.k, product_.k - p);
      typename Buffers::Entry& a = fetch(a_, i, p, product_.block_a(i, p, rows, depth));
      typename Buffers::Entry& b = fetch(b_, p, j, product_.block_b(p, j, depth, cols));
      const BlockProduct<T> block{
          rows, cols, depth, front(a, rows * depth), front(b, depth * cols), c_view, p > 0};
      lane_.compute().use(block.a);
      lane_.compute().use(block.b);
      lane_.compute().use(block.c);
      launch_(lane_, block);
      lane_.compute().record(a.used).record(b.used).record(c.filled);
    }
    // Down: rows i to i + rows of the panel's staging, which has m rows.
    lane_.out().wait(c.filled);
    const auto height = static_cast<std::size_t>(rows), ld = static_cast<std::size_t>(product_.m);
    lane_.out().copy_matrix(staging_part(staging, i), ld, c_view, height, height,
                            static_cast<std::size_t>(cols));
    lane_.out().record(c.used);
  }

  View<T, memory::Pinned> staging_part(const Staging& staging, std::int64_t i) const {
    const View<T, memory::Pinned> all = staging.memory.view();
    return all.part(static_cast<std::size_t>(i),
                    static_cast<std::size_t>(product_.m * staging.columns - i));
  }

  void commit(Staging& staging, std::int64_t& completed) {
    if (staging.columns == 0) return;
    staging.done.sync();
    unpack(static_cast<const T*>(staging.memory.data()),
           product_.c.part(0, staging.column, product_.m, staging.columns));
    completed = staging.column + staging.columns;
    staging.columns = 0;
  }

  Lane& lane_;
  const Product<T>& product_;
  const Tiles tiles_;
  const Launch& launch_;
  Buffers a_, b_, c_;
  std::vector<Staging> staging_;
};

}  // namespace fulcrum::offload::blas
