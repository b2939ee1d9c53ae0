// SPDX-License-Identifier: Apache-2.0
// Large trmm and trsm: what the packed loop computes in the place of B, for each of the two on
// either side.
#pragma once

#include <algorithm>
#include <cstdint>

#include "simd/gemm/packed_loop.hpp"
#include "simd/gemm/panels.hpp"
#include "simd/level3/diagonal.hpp"
#include "simd/level3/triangle_blocks.hpp"

namespace fulcrum::simd {

// Order of the blocks that the packed loop solves at a time.
inline constexpr std::int64_t kSolvedOrder = 128;

// Blocks whose depth is whole tiles along the order, so that no tile lies partly in a diagonal
// block, and whose columns are whole blocks of the order.
template <class T>
GemmBlocks in_whole_tiles(const Level3Kernels<T>& kernels, const TrmProblem<T>& p,
                          GemmBlocks blocks) {
  // What is solved by the recursion goes slower than what is multiplied.
  if (p.solve) blocks.depth = std::min(blocks.depth, kSolvedOrder);
  blocks.depth = round_up(blocks.depth, p.right ? kernels.gemm.nr : kernels.gemm.mr);
  if (p.right) {
    blocks.columns = round_up(blocks.columns, blocks.depth);
  }
  return blocks;
}

// The blocks of op(A)'s order, in the order in which they are walked.
struct OrderBlocks {
  std::int64_t order = 0, depth = 1;
  bool ascending = true;

  std::int64_t count() const { return ceil_div(order, depth); }
  Range at(std::int64_t index) const {
    const std::int64_t block = ascending ? index : count() - 1 - index;
    return {block * depth, std::min(block * depth + depth, order)};
  }
};

template <class T>
class TrmProduct : public PanelProduct<T>, public PackedProductBase {
  using Base = PanelProduct<T>;

 public:
  using Element = typename Base::Element;

  TrmProduct(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, const GemmBlocks& blocks,
             bool ascending)
      : Base(kernels.gemm, in_whole_tiles(kernels, p, blocks), p.n, order_of(p)),
        kernels_(kernels),
        p_(p),
        order_{order_of(p), this->blocks.depth, ascending} {}

  // On the left, where A's order is the depth and B is the right operand.
  Turn turn(std::int64_t index) const {
    Turn turn = Base::turn(index);
    turn.k = this->order_.at(index % this->order_.count());
    return turn;
  }
  void pack_b(Range columns, const Turn& turn, Element* to) const {
    this->panels.pack_b(this->b().at(turn.k.begin, columns.begin), columns.size(), turn.depth(),
                        to);
  }

 protected:
  Operand<T> b() const { return {p_.b, p_.ldb}; }
  T* at(std::int64_t i, std::int64_t j) const { return p_.b + i + j * p_.ldb; }

  const Level3Kernels<T>& kernels_;
  const TrmProblem<T>& p_;
  OrderBlocks order_;
};

// B = alpha op(A) B: each block of B's rows is packed before it is replaced by its own part of the
// product, and the rows whose parts it belongs to have been replaced by then.
template <class T>
class MultiplyLeft : public TrmProduct<T> {
  using Base = TrmProduct<T>;

 public:
  using Element = typename Base::Element;

  MultiplyLeft(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, const GemmBlocks& blocks)
      : Base(kernels, p, blocks, !forward(p)) {}

  Region region(const Turn& turn) const {
    Region region;
    region.columns = turn.columns;
    if (forward(this->p_)) {
      region.rows = {turn.k.begin, this->p_.m};
      region.rising = turn.depth();
    } else {
      region.rows = {0, turn.k.end};
      region.falling = turn.depth();
    }
    return region;
  }
  const Element* pack_a(Range rows, const Turn& turn, Element* room) const {
    pack_diagonal(this->panels, PackedSide::A, triangular_operand(this->p_), rows, turn.k, room);
    return room;
  }

  void multiply(Range rows, Range columns, const Turn& turn, const Element* a, const Element* b,
                Element* /*own*/) const {
    const std::int64_t depth = turn.depth();
    // Rows in the diagonal block, and those before or behind it.
    const Range inside{std::clamp(turn.k.begin, rows.begin, rows.end),
                       std::clamp(turn.k.end, rows.begin, rows.end)};
    for (const Range beside : {Range{rows.begin, inside.begin}, Range{inside.end, rows.end}}) {
      if (beside.empty()) continue;
      this->panels.multiply(beside.size(), columns.size(), depth, this->p_.alpha,
                            a + this->a_size(beside.begin - rows.begin, depth), b, T{1},
                            this->at(beside.begin, columns.begin), this->p_.ldb);
    }
    if (inside.empty()) return;
    for (std::int64_t j = columns.begin; j < columns.end; j += this->nr()) {
      const std::int64_t width = std::min(this->nr(), columns.end - j);
      const Element* const panel_b = b + this->b_size(j - columns.begin, depth);
      for (std::int64_t i = inside.begin; i < inside.end; i += this->mr()) {
        const std::int64_t height = std::min(this->mr(), inside.end - i);
        const Range steps =
            forward(this->p_) ? Range{turn.k.begin, i + height} : Range{i, turn.k.end};
        const std::int64_t skipped = steps.begin - turn.k.begin;
        this->panels.multiply(
            height, width, steps.size(), this->p_.alpha,
            a + this->a_size(i - rows.begin, depth) + this->a_size(this->mr(), skipped),
            panel_b + this->b_size(this->nr(), skipped), T{}, this->at(i, j), this->p_.ldb);
      }
    }
  }
};

// B = alpha B op(A): each thread has rows of B of its own. Blocks of columns in the order in which
// their replacement needs no column that is replaced already; for each the blocks of A's rows that
// meet it, its own first.
template <class T>
class MultiplyRight : public TrmProduct<T> {
  using Base = TrmProduct<T>;

 public:
  using Element = typename Base::Element;

  MultiplyRight(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, const GemmBlocks& blocks)
      : Base(kernels, p, blocks, !forward(p)),
        columns_{p.n, this->blocks.columns, !forward(p)},
        per_block_(this->blocks.columns / this->blocks.depth) {}

  std::int64_t turns() const {
    std::int64_t count = 0;
    for (std::int64_t i = 0; i < columns_.count(); ++i) count += turns_of(i);
    return count;
  }
  Turn turn(std::int64_t index) const {
    std::int64_t block = 0;
    for (; index >= turns_of(block); ++block) index -= turns_of(block);
    Turn turn;
    turn.k = this->order_.at(passed(block) + index);
    turn.columns = columns_.at(block);
    // In the columns' own rows of A only those that they meet.
    if (forward(this->p_)) {
      turn.columns.begin = std::max(turn.columns.begin, turn.k.begin);
    } else {
      turn.columns.end = std::min(turn.columns.end, turn.k.end);
    }
    return turn;
  }
  Region region(const Turn& turn) const {
    return {{0, this->p_.m}, turn.columns, Region::Shape::Full, this->mr()};
  }
  const Element* pack_a(Range rows, const Turn& turn, Element* room) const {
    this->panels.pack_a(this->b().at(rows.begin, turn.k.begin), rows.size(), turn.depth(), room);
    return room;
  }
  void pack_b(Range columns, const Turn& turn, Element* to) const {
    pack_diagonal(this->panels, PackedSide::B, triangular_operand(this->p_), columns, turn.k, to);
  }

  void multiply(Range rows, Range columns, const Turn& turn, const Element* a, const Element* b,
                Element* /*own*/) const {
    const std::int64_t depth = turn.depth();
    const Range inside{std::clamp(turn.k.begin, columns.begin, columns.end),
                       std::clamp(turn.k.end, columns.begin, columns.end)};
    // The diagonal block first: it replaces, the others add.
    for (std::int64_t j = inside.begin; j < inside.end; j += this->nr()) {
      const std::int64_t width = std::min(this->nr(), inside.end - j);
      const Range steps = forward(this->p_) ? Range{turn.k.begin, j + width} : Range{j, turn.k.end};
      const std::int64_t skipped = steps.begin - turn.k.begin;
      const Element* const panel_b =
          b + this->b_size(j - columns.begin, depth) + this->b_size(this->nr(), skipped);
      for (std::int64_t i = rows.begin; i < rows.end; i += this->mr()) {
        this->panels.multiply(
            std::min(this->mr(), rows.end - i), width, steps.size(), this->p_.alpha,
            a + this->a_size(i - rows.begin, depth) + this->a_size(this->mr(), skipped), panel_b,
            T{}, this->at(i, j), this->p_.ldb);
      }
    }
    for (const Range beside :
         {Range{columns.begin, inside.begin}, Range{inside.end, columns.end}}) {
      if (beside.empty()) continue;
      this->panels.multiply(rows.size(), beside.size(), depth, this->p_.alpha, a,
                            b + this->b_size(beside.begin - columns.begin, depth), T{1},
                            this->at(rows.begin, beside.begin), this->p_.ldb);
    }
  }

 private:
  // The blocks of A's rows, in their order, that are done with when a block of columns is begun:
  // those that only the blocks before it meet.
  std::int64_t passed(std::int64_t block) const {
    const std::int64_t physical = columns_.ascending ? block : columns_.count() - 1 - block;
    const std::int64_t count = this->order_.count();
    return columns_.ascending ? physical * per_block_
                              : count - std::min((physical + 1) * per_block_, count);
  }
  std::int64_t turns_of(std::int64_t block) const { return this->order_.count() - passed(block); }

  OrderBlocks columns_;
  std::int64_t per_block_;
};

// Columns (on the right rows) of B that are solved at a time: whole tiles.
template <class T>
std::int64_t unit_of(const Level3Kernels<T>& kernels, const TrmProblem<T>& p) {
  return round_up(kTriangleWidth<T>, p.right ? kernels.gemm.mr : kernels.gemm.nr);
}

// The solution of a diagonal block for some columns or rows of B - whole units from the first on -
// so many at a time, whoever has them: the shapes of its products, on which bits depend, are the
// same for any number of threads.
template <class T>
void solve_diagonal(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, Range block, Range all,
                    std::int64_t unit) {
  const T* const a = p.a + block.begin + block.begin * p.lda;
  for (std::int64_t begin = all.begin; begin < all.end; begin += unit) {
    TrmProblem<T> part = p;
    (p.right ? part.m : part.n) = std::min(unit, all.end - begin);
    T* const b = p.right ? p.b + begin + block.begin * p.ldb : p.b + block.begin + begin * p.ldb;
    recurse(kernels, part, true, block.size(), a, b);
  }
}

// op(A) X = alpha B: a block of X at a time, each thread for columns of its own, which it packs;
// then what is left of B loses its part.
template <class T>
class SolveLeft : public TrmProduct<T> {
  using Base = TrmProduct<T>;

 public:
  using Element = typename Base::Element;
  static constexpr bool kPrepares = true;
  static constexpr bool kTurnsDepend = true;

  SolveLeft(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, const GemmBlocks& blocks)
      : Base(kernels, p, blocks, forward(p)) {
    // Blocks of columns are whole units too.
    this->all.width = this->blocks.columns =
        round_up(this->blocks.columns, unit_of(this->kernels_, this->p_));
  }

  std::int64_t column_unit() const { return unit_of(this->kernels_, this->p_); }
  Region region(const Turn& turn) const {
    return {forward(this->p_) ? Range{turn.k.end, this->p_.m} : Range{0, turn.k.begin},
            turn.columns};
  }
  void prepare(const Turn& turn, int index, int count, Element* /*own*/) const {
    Range columns = part(turn.columns.size(), column_unit(), index, count);
    if (columns.empty()) return;
    columns = {turn.columns.begin + columns.begin, turn.columns.begin + columns.end};
    if (turn.first)
      scale(this->kernels_, this->p_, this->at(0, columns.begin), this->p_.m, columns.size());
    solve_diagonal(this->kernels_, this->p_, turn.k, columns, column_unit());
  }
  const Element* pack_a(Range rows, const Turn& turn, Element* room) const {
    const Operand<T> a{this->p_.a, this->p_.lda, this->p_.trans, this->p_.conj};
    this->panels.pack_a(a.at(rows.begin, turn.k.begin), rows.size(), turn.depth(), room);
    return room;
  }
  void multiply(Range rows, Range columns, const Turn& turn, const Element* a, const Element* b,
                Element* /*own*/) const {
    this->panels.multiply(rows.size(), columns.size(), turn.depth(), T{-1}, a, b, T{1},
                          this->at(rows.begin, columns.begin), this->p_.ldb);
  }
};

// X op(A) = alpha B: each thread has rows of its own. A block of X's columns is solved, then the
// columns behind it lose their parts, so many at a time as are packed of A.
template <class T>
class SolveRight : public TrmProduct<T> {
  using Base = TrmProduct<T>;

 public:
  using Element = typename Base::Element;
  static constexpr bool kPrepares = true;

  SolveRight(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, const GemmBlocks& blocks)
      : Base(kernels, p, blocks, forward(p)) {}

  std::int64_t row_unit() const { return unit_of(this->kernels_, this->p_); }
  std::int64_t turns() const {
    std::int64_t count = 0;
    for (std::int64_t i = 0; i < this->order_.count(); ++i) count += turns_of(i);
    return count;
  }
  Turn turn(std::int64_t index) const {
    std::int64_t block = 0;
    for (; index >= turns_of(block); ++block) index -= turns_of(block);
    Turn turn;
    turn.k = this->order_.at(block);
    turn.first = index == 0;
    const Range rest = rest_of(block);
    turn.columns.begin = std::min(rest.begin + index * this->blocks.columns, rest.end);
    turn.columns.end = std::min(turn.columns.begin + this->blocks.columns, rest.end);
    return turn;
  }
  Region region(const Turn& turn) const {
    return {{0, this->p_.m}, turn.columns, Region::Shape::Full, row_unit()};
  }
  void prepare(const Turn& turn, int index, int count, Element* /*own*/) const {
    const Range rows = part(this->p_.m, row_unit(), index, count);
    if (!turn.first || rows.empty()) return;
    const bool at_the_start = turn.k.begin == this->order_.at(0).begin;
    if (at_the_start)
      scale(this->kernels_, this->p_, this->at(rows.begin, 0), rows.size(), this->p_.n);
    solve_diagonal(this->kernels_, this->p_, turn.k, rows, row_unit());
  }
  const Element* pack_a(Range rows, const Turn& turn, Element* room) const {
    this->panels.pack_a(this->b().at(rows.begin, turn.k.begin), rows.size(), turn.depth(), room);
    return room;
  }
  void pack_b(Range columns, const Turn& turn, Element* to) const {
    const Operand<T> a{this->p_.a, this->p_.lda, this->p_.trans, this->p_.conj};
    this->panels.pack_b(a.at(turn.k.begin, columns.begin), columns.size(), turn.depth(), to);
  }
  void multiply(Range rows, Range columns, const Turn& turn, const Element* a, const Element* b,
                Element* /*own*/) const {
    this->panels.multiply(rows.size(), columns.size(), turn.depth(), T{-1}, a, b, T{1},
                          this->at(rows.begin, columns.begin), this->p_.ldb);
  }

 private:
  Range rest_of(std::int64_t block) const {
    const Range k = this->order_.at(block);
    return forward(this->p_) ? Range{k.end, this->p_.n} : Range{0, k.begin};
  }
  std::int64_t turns_of(std::int64_t block) const {
    return std::max<std::int64_t>(ceil_div(rest_of(block).size(), this->blocks.columns), 1);
  }
};

}  // namespace fulcrum::simd
