// SPDX-License-Identifier: Apache-2.0
// The loop nest of all products of packed operands: plain, complex, of narrow numbers, of operands
// that were packed before, and those of level 3. One parallel region; in each turn all threads pack
// a block of B, wait for each other, and multiply their tiles of C, for which each packs A itself.
// B has two buffers, so that one barrier a turn is enough.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "simd/gemm/bands.hpp"
#include "simd/threads/threads.hpp"
#include "simd/threads/workspace.hpp"

namespace fulcrum::simd {

// Elements kept between packed buffers, so that the same column of A and B does not fall into the
// same cache set.
inline constexpr std::int64_t kStagger = 512 / 4;

// One turn: a block of k for a block of columns of C.
struct Turn {
  Range columns;
  Range k;                           // in steps
  bool first = false, last = false;  // of the blocks of k of these columns
  int term = 0;                      // which product it belongs to, where several are added up

  std::int64_t depth() const { return k.size(); }
};

// The turns of a product that adds up `terms` products: columns in blocks of `width`, for each all
// of k in blocks of `depth`.
struct Turns {
  std::int64_t n = 0, width = 1, k = 0, depth = 1;
  int terms = 1;

  std::int64_t of_columns() const { return terms * ceil_div(k, depth); }
  std::int64_t count() const { return ceil_div(n, width) * of_columns(); }
  Turn at(std::int64_t index) const {
    const std::int64_t each = of_columns(), block = index % each, blocks = ceil_div(k, depth);
    Turn turn;
    turn.columns.begin = index / each * width;
    turn.columns.end = std::min(turn.columns.begin + width, n);
    turn.term = static_cast<int>(block / blocks);
    turn.k.begin = block % blocks * depth;
    turn.k.end = std::min(turn.k.begin + depth, k);
    turn.first = block == 0;
    turn.last = block + 1 == each;
    return turn;
  }
};

// What the loop leaves out unless a product has it.
struct PackedProductBase {
  // Work of every thread's own at the beginning of a turn, before B is packed: prepare(turn, index,
  // count, own).
  static constexpr bool kPrepares = false;
  // Work on a thread's own tiles when the last turn of their columns is done: finish(rows, columns,
  // turn).
  static constexpr bool kFinishes = false;
  // What one turn writes the next one's prepare() or pack_b() reads.
  static constexpr bool kTurnsDepend = false;
};

// A Product has, beside what PackedProductBase says:
//
//   using Element = ...;                     of panels
//   std::int64_t mr() const, nr() const;     rows and columns of a tile
//   std::int64_t column_unit() const;        of B, that one thread packs: whole tiles
//   std::int64_t turns() const; Turn turn(std::int64_t) const;
//   Region region(const Turn&) const;        of C, that a turn computes
//   std::int64_t a_rows() const;             the most rows whose panels of A a thread packs at once
//   std::int64_t a_size(rows, depth) const   elements of panels of so many rows, whole panels
//   std::int64_t b_size(columns, depth) const
//   std::int64_t a_room() const, b_room() const;  the largest of either; 0: nothing is packed
//   std::int64_t own_room() const;           further elements for each thread, behind its room for
//   A const Element* pack_a(Range rows, const Turn&, Element* room) const;  where the panels are
//   void pack_b(Range columns, const Turn&, Element* to) const;
//   void multiply(Range rows, Range columns, const Turn&, const Element* a, const Element* b,
//                 Element* own) const;       a and b: the panels of these rows and columns
template <class Product>
class PackedLoop {
  using Element = typename Product::Element;

 public:
  // `memory`: packed_scratch() bytes.
  PackedLoop(const Product& product, void* memory)
      : product_(product), b_room_(b_room(product)), own_room_(own_room(product)) {
    packed_b_ = static_cast<Element*>(memory);
    if (memory != nullptr) own_ = packed_b_ + 2 * b_room_;
  }

  // Elements of memory for so many threads.
  static std::int64_t room(const Product& product, int threads) {
    return 2 * b_room(product) + threads * own_room(product);
  }

  void operator()(int index, int count) const {
    Element* const room = own_ == nullptr ? nullptr : own_ + index * own_room_;
    const std::int64_t turns = product_.turns();
    int buffer = 0;
    for (std::int64_t i = 0; i < turns; ++i) {
      const Turn turn = product_.turn(i);
      Element* const packed_b = b_room_ > 0 ? packed_b_ + buffer * b_room_ : nullptr;
      if constexpr (Product::kPrepares) product_.prepare(turn, index, count, own_part(room));
      const Region region = product_.region(turn);
      // The last block of a solution leaves nothing behind it.
      const bool is_work = !region.rows.empty() && !region.columns.empty();
      if (b_room_ > 0 && is_work) {
        const Range own = part(turn.columns.size(), product_.column_unit(), index, count);
        if (!own.empty()) {
          product_.pack_b({turn.columns.begin + own.begin, turn.columns.begin + own.end}, turn,
                          packed_b + product_.b_size(own.begin, turn.depth()));
        }
        barrier(count);
        buffer ^= 1;
      }
      const Bands bands(region, product_.mr(), product_.nr(), product_.a_rows(), index, count);
      multiply(bands, turn, room, packed_b);
      if constexpr (Product::kFinishes) {
        if (turn.last) finish(bands, turn, count);
      }
      if (Product::kTurnsDepend && i + 1 < turns) barrier(count);
    }
  }

 private:
  static std::int64_t b_room(const Product& product) {
    return product.b_room() == 0 ? 0 : product.b_room() + kStagger;
  }
  static std::int64_t own_room(const Product& product) {
    const std::int64_t elements = product.a_room() + product.own_room();
    return elements == 0 ? 0 : elements + kStagger;
  }

  // Behind the room for A.
  Element* own_part(Element* room) const {
    return room == nullptr ? nullptr : room + product_.a_room();
  }

  void multiply(const Bands& bands, const Turn& turn, Element* room,
                const Element* packed_b) const {
    Element* const own = own_part(room);
    bands.for_each_band([&](Range band, auto&& blocks) {
      const Element* const a = product_.pack_a(band, turn, room);
      blocks([&](Range rows, Range columns) {
        product_.multiply(
            rows, columns, turn, a + product_.a_size(rows.begin - band.begin, turn.depth()),
            packed_b == nullptr
                ? nullptr
                : packed_b + product_.b_size(columns.begin - turn.columns.begin, turn.depth()),
            own);
      });
    });
  }

  void finish(const Bands& bands, const Turn& turn, int count) const {
    bands.for_each_band([&](Range, auto&& blocks) {
      blocks([&](Range rows, Range columns) { product_.finish(rows, columns, turn); });
    });
    // The next columns' sums may take the place of these; a packed B has a barrier of its own.
    if (b_room_ == 0) barrier(count);
  }

  const Product& product_;
  std::int64_t b_room_, own_room_;
  Element* packed_b_ = nullptr;
  Element* own_ = nullptr;
};

// Bytes of memory that a product takes on so many threads.
template <class Product>
std::int64_t packed_scratch(const Product& product, int threads) {
  return PackedLoop<Product>::room(product, threads) *
         static_cast<std::int64_t>(sizeof(typename Product::Element));
}

// Computes a product in that memory.
template <class Product>
void run_packed(const Product& product, int threads, void* memory) {
  const PackedLoop<Product> loop(product, memory);
  parallel(threads, loop);
}

// The same in workspace(): Error(OutOfMemory) before anything is written.
template <class Product>
void run_packed(const Product& product, int threads) {
  const std::int64_t bytes = packed_scratch(product, threads);
  run_packed(product, threads, bytes > 0 ? workspace(static_cast<std::size_t>(bytes)) : nullptr);
}

}  // namespace fulcrum::simd
