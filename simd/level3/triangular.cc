// SPDX-License-Identifier: Apache-2.0
// trmm and trsm. Small ones, and the diagonal blocks of large solutions: the order of A is halved
// down to blocks that a kernel takes whole; all that lies beside them is gemm. Large ones run in
// the packed loop, in the place of B. No zero of the other triangle is multiplied by anything but a
// finite number.
#include "simd/gemm/noted.hpp"
#include "simd/gemm/packed_loop.hpp"
#include "simd/level3/diagonal.hpp"
#include "simd/level3/engine.hpp"
#include "simd/level3/loops.hpp"

namespace fulcrum::simd {
namespace {

// Order of the blocks that kernels take: 16 rows of 64 columns are 8 KiB of double.
constexpr std::int64_t kBlock = 16;
constexpr std::int64_t kWidth = 64;
// Order of the blocks that the packed loop solves at a time.
constexpr std::int64_t kSolvedOrder = 128;

// Is op(A) - seen from the rows or columns of B that it mixes - to be walked from the first to the
// last? A lower triangle on the left is, and an upper one on the right.
template <class T>
bool forward(const TrmProblem<T>& p) {
  const bool lower = p.upper == p.trans;
  return lower != p.right;
}

template <class T>
std::int64_t order_of(const TrmProblem<T>& p) {
  return p.right ? p.n : p.m;
}

// ------------------------------ blocks and recursion

// op(A)(i, j), of elements that are read.
template <class T>
T element(const TrmProblem<T>& p, const T* a, std::int64_t i, std::int64_t j) {
  return conj_if(p.conj, p.trans ? a[j + i * p.lda] : a[i + j * p.lda]);
}

// The coefficients in the order of the walk: t[s order + r], r <= s.
template <class T>
void coefficients(const TrmProblem<T>& p, std::int64_t n, const T* a, T* t) {
  const bool first_to_last = forward(p);
  for (std::int64_t s = 0; s < n; ++s) {
    for (std::int64_t r = 0; r <= s; ++r) {
      if (r == s && p.unit) continue;
      const std::int64_t own = first_to_last ? s : n - 1 - s;
      const std::int64_t other = first_to_last ? r : n - 1 - r;
      t[s * n + r] = p.right ? element(p, a, other, own) : element(p, a, own, other);
    }
  }
}

template <class T>
void turn_over(const Level3Kernels<T>& kernels, std::int64_t m, std::int64_t n, const T* from,
               std::int64_t lds, T* to, std::int64_t ldd) {
  if constexpr (RealScalar<T>) {
    kernels.gemm.transpose(m, n, from, lds, to, ldd);
  } else {
    for (std::int64_t i = 0; i < m; ++i)
      for (std::int64_t j = 0; j < n; ++j) to[i * ldd + j] = from[j * lds + i];
  }
}

// A block on the left: n rows of `width` columns of B, turned so that rows are contiguous.
template <class T>
void left_columns(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, std::int64_t n,
                  const T* t, std::int64_t width, T* b) {
  alignas(64) T x[kBlock * kWidth];
  turn_over(kernels, n, width, b, p.ldb, x, kWidth);
  const auto kernel = p.solve ? kernels.triangle.solve : kernels.triangle.multiply;
  if (forward(p)) {
    kernel(n, width, t, p.unit, x, kWidth);
  } else {
    kernel(n, width, t, p.unit, x + (n - 1) * kWidth, -kWidth);
  }
  turn_over(kernels, width, n, x, kWidth, b, p.ldb);
}

// Not inlined into a recursion: one block on the stack, not one a level.
template <class T>
[[gnu::noinline]] void leaf(Engine<T>& engine, const TrmProblem<T>& p, std::int64_t n, const T* a,
                            T* b) {
  if (engine.measuring()) return;
  const Level3Kernels<T>& kernels = engine.kernels();
  alignas(64) T t[kBlock * kBlock];
  coefficients(p, n, a, t);
  const std::int64_t others = p.right ? p.m : p.n;
  const auto kernel = p.solve ? kernels.triangle.solve : kernels.triangle.multiply;
  for (std::int64_t begin = 0; begin < others; begin += kWidth) {
    const std::int64_t width = std::min(kWidth, others - begin);
    if (!p.right) {
      left_columns(kernels, p, n, t, width, b + begin * p.ldb);
    } else if (forward(p)) {
      kernel(n, width, t, p.unit, b + begin, p.ldb);
    } else {
      kernel(n, width, t, p.unit, b + begin + (n - 1) * p.ldb, -p.ldb);
    }
  }
}

template <class T>
void recurse(Engine<T>& engine, const TrmProblem<T>& p, std::int64_t n, const T* a, T* b) {
  if (n <= kBlock) return leaf(engine, p, n, a, b);
  const std::int64_t first = half_of(n, kBlock), second = n - first;
  const T* const a22 = a + first + first * p.lda;
  T* const b2 = b + (p.right ? first * p.ldb : first);
  // The block of op(A) beside the diagonal: below it where op(A) is lower, else above it.
  const bool lower = p.upper == p.trans;
  const Operand<T> beside{p.upper ? a + first * p.lda : a + first, p.lda, p.trans, p.conj};
  // What the walk comes to last gets the product of what it came to first.
  const bool second_gets = forward(p);
  T* const to = second_gets ? b2 : b;
  const Operand<T> from{second_gets ? b : b2, p.ldb};
  const T sign = p.solve ? T{-1} : T{1};
  const auto mix = [&] {
    if (p.right) {
      engine.product(p.m, lower ? first : second, lower ? second : first, sign, from, beside, T{1},
                     to, p.ldb);
    } else {
      engine.product(lower ? second : first, p.n, lower ? first : second, sign, beside, from, T{1},
                     to, p.ldb);
    }
  };
  // A solution walks forward; a product backward, so that it finds what it has not replaced.
  const bool first_half_first = second_gets == p.solve;
  const auto half = [&](bool front) {
    if (front) {
      recurse(engine, p, first, a, b);
    } else {
      recurse(engine, p, second, a22, b2);
    }
  };
  half(first_half_first);
  mix();
  half(!first_half_first);
}

// B = alpha B in these rows and columns.
template <class T>
void scale(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, Range rows, Range columns) {
  for (std::int64_t j = columns.begin; j < columns.end; ++j) {
    T* const column = p.b + rows.begin + j * p.ldb;
    if (p.alpha == T{}) {
      std::fill_n(column, rows.size(), T{});
    } else if (p.alpha != T{1}) {
      kernels.level2.level1.scal(rows.size(), p.alpha, column, 1);
    }
  }
}
template <class T>
void scale(const Level3Kernels<T>& kernels, const TrmProblem<T>& p) {
  scale(kernels, p, {0, p.m}, {0, p.n});
}

template <class T>
void by_recursion(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, Scratch scratch) {
  Engine<T>(kernels).compute(scratch, [&](Engine<T>& engine) {
    if (!engine.measuring()) scale(kernels, p);
    recurse(engine, p, order_of(p), p.a, p.b);
  });
}

// ------------------------------ the loop

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

  Turn turn(std::int64_t index) const {
    Turn turn = Base::turn(index);
    turn.k = this->order_.at(index % this->order_.count());
    return turn;
  }
  Region region(const Turn& turn) const {
    return {forward(this->p_) ? Range{turn.k.begin, this->p_.m} : Range{0, turn.k.end},
            turn.columns};
  }
  const Element* pack_a(Range rows, const Turn& turn, Element* room) const {
    pack_diagonal(this->panels, PackedSide::A, triangular_operand(this->p_), rows, turn.k, room);
    return room;
  }
  void pack_b(Range columns, const Turn& turn, Element* to) const {
    this->panels.pack_b(this->b().at(turn.k.begin, columns.begin), columns.size(), turn.depth(),
                        to);
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
  return round_up(kWidth, p.right ? kernels.gemm.mr : kernels.gemm.nr);
}

// The solution of a diagonal block for some columns or rows of B, by the recursion, so many at a
// time, whoever has them: the shapes of its products, on which bits depend, are the same for any
// number of threads.
template <class T>
class DiagonalBlocks {
 public:
  // Blocks of `depth`, the last one fewer.
  DiagonalBlocks(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, std::int64_t depth)
      : kernels_(kernels), p_(p), unit_(unit_of(kernels, p)) {
    const std::int64_t order = order_of(p), all = others(p);
    for (const std::int64_t block : {std::min(depth, order), order % depth}) {
      for (const std::int64_t beside : {std::min(unit_, all), all % unit_}) {
        if (block == 0 || beside == 0) continue;
        TrmProblem<T> part = p;
        others(part) = beside;
        const std::size_t bytes = Engine<T>(kernels).measure(
            [&](Engine<T>& engine) { recurse(engine, part, block, part.a, part.b); });
        room_ = std::max(room_, static_cast<std::int64_t>(bytes / sizeof(Real<T>)));
      }
    }
  }

  // Columns or rows at a time.
  std::int64_t unit() const { return unit_; }
  // Elements of memory.
  std::int64_t room() const { return room_; }

  // `all`: whole units from the first on.
  void solve(Range block, Range all, Real<T>* memory) const {
    const T* const a = p_.a + block.begin + block.begin * p_.lda;
    for (std::int64_t begin = all.begin; begin < all.end; begin += unit_) {
      TrmProblem<T> part = p_;
      others(part) = std::min(unit_, all.end - begin);
      T* const b =
          p_.right ? p_.b + begin + block.begin * p_.ldb : p_.b + block.begin + begin * p_.ldb;
      Engine<T>(kernels_).compute_in(
          memory, [&](Engine<T>& engine) { recurse(engine, part, block.size(), a, b); });
    }
  }

 private:
  template <class P>
  static auto& others(P& p) {
    return p.right ? p.m : p.n;
  }

  const Level3Kernels<T>& kernels_;
  const TrmProblem<T>& p_;
  std::int64_t unit_, room_ = 0;
};

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
      : Base(kernels, p, blocks, forward(p)), diagonal_(kernels, p, this->blocks.depth) {
    // Blocks of columns are whole units too.
    this->all.width = this->blocks.columns = round_up(this->blocks.columns, diagonal_.unit());
  }

  std::int64_t own_room() const { return diagonal_.room(); }
  std::int64_t column_unit() const { return diagonal_.unit(); }
  Turn turn(std::int64_t index) const {
    Turn turn = Base::turn(index);
    turn.k = this->order_.at(index % this->order_.count());
    return turn;
  }
  Region region(const Turn& turn) const {
    return {forward(this->p_) ? Range{turn.k.end, this->p_.m} : Range{0, turn.k.begin},
            turn.columns};
  }
  void prepare(const Turn& turn, int index, int count, Element* own) const {
    Range columns = part(turn.columns.size(), column_unit(), index, count);
    if (columns.empty()) return;
    columns = {turn.columns.begin + columns.begin, turn.columns.begin + columns.end};
    if (turn.first) scale(this->kernels_, this->p_, {0, this->p_.m}, columns);
    diagonal_.solve(turn.k, columns, own);
  }
  const Element* pack_a(Range rows, const Turn& turn, Element* room) const {
    const Operand<T> a{this->p_.a, this->p_.lda, this->p_.trans, this->p_.conj};
    this->panels.pack_a(a.at(rows.begin, turn.k.begin), rows.size(), turn.depth(), room);
    return room;
  }
  void pack_b(Range columns, const Turn& turn, Element* to) const {
    this->panels.pack_b(this->b().at(turn.k.begin, columns.begin), columns.size(), turn.depth(),
                        to);
  }
  void multiply(Range rows, Range columns, const Turn& turn, const Element* a, const Element* b,
                Element* /*own*/) const {
    this->panels.multiply(rows.size(), columns.size(), turn.depth(), T{-1}, a, b, T{1},
                          this->at(rows.begin, columns.begin), this->p_.ldb);
  }

 private:
  DiagonalBlocks<T> diagonal_;
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
      : Base(kernels, p, blocks, forward(p)), diagonal_(kernels, p, this->blocks.depth) {}

  std::int64_t own_room() const { return diagonal_.room(); }
  std::int64_t row_unit() const { return diagonal_.unit(); }
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
  void prepare(const Turn& turn, int index, int count, Element* own) const {
    const Range rows = part(this->p_.m, row_unit(), index, count);
    if (!turn.first || rows.empty()) return;
    const bool at_the_start = turn.k.begin == this->order_.at(0).begin;
    if (at_the_start) scale(this->kernels_, this->p_, rows, {0, this->p_.n});
    diagonal_.solve(turn.k, rows, own);
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

  DiagonalBlocks<T> diagonal_;
};

// Calls f(product) with the one that computes p in the packed loop.
template <class T, class F>
void with_product(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, const GemmBlocks& blocks,
                  F&& f) {
  if (p.solve && p.right) {
    f(SolveRight<T>(kernels, p, blocks));
  } else if (p.solve) {
    f(SolveLeft<T>(kernels, p, blocks));
  } else if (p.right) {
    f(MultiplyRight<T>(kernels, p, blocks));
  } else {
    f(MultiplyLeft<T>(kernels, p, blocks));
  }
}

template <class T>
bool is_small(const TrmProblem<T>& p) {
  return is_small_product(p.m, p.n, order_of(p));
}

template <class T>
GemmBlocks blocks_of(const Level3Kernels<T>& kernels, const TrmProblem<T>& p) {
  return blocks_of_panels(kernels.gemm, p.m, p.n, order_of(p));
}

}  // namespace

template <class T>
int useful_threads(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, int threads) {
  if (p.alpha == T{}) return 1;
  const int useful = threads_of_loop<T>(1, p.m, p.n, order_of(p), threads);
  if (!p.right) return useful;
  // On the right every thread has rows of its own, in whole units.
  const std::int64_t unit = p.solve ? unit_of(kernels, p) : kernels.gemm.mr;
  return static_cast<int>(std::min<std::int64_t>(useful, ceil_div(p.m, unit)));
}

template <class T>
void trm_in_loop(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, int threads,
                 const GemmBlocks& blocks) {
  if (!p.solve && !all_finite(kernels, {0, p.m}, {0, p.n}, p.b, p.ldb))
    return by_recursion(kernels, p, Scratch::Workspace);
  note_path(GemmPath::Packed);
  with_product(kernels, p, blocks, [&](const auto& product) { run_packed(product, threads); });
}

template <class T>
void trm(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, int threads, Scratch scratch) {
  if (p.alpha == T{}) return scale(kernels, p);
  if (scratch == Scratch::None || is_small(p)) return by_recursion(kernels, p, scratch);
  trm_in_loop(kernels, p, useful_threads(kernels, p, possible(threads)), blocks_of(kernels, p));
}

template <class T>
std::size_t trm_scratch(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, int threads) {
  if (p.alpha == T{}) return 0;
  // The recursion's too: of a product it is taken where B is not finite.
  std::size_t bytes = 0;
  if (!p.solve || is_small(p)) {
    bytes = Engine<T>(kernels).measure(
        [&](Engine<T>& engine) { recurse(engine, p, order_of(p), p.a, p.b); });
  }
  if (is_small(p)) return bytes;
  const int useful = useful_threads(kernels, p, possible(threads));
  with_product(kernels, p, blocks_of(kernels, p), [&](const auto& product) {
    bytes = std::max(bytes, static_cast<std::size_t>(packed_scratch(product, useful)));
  });
  return bytes;
}

using C32 = std::complex<float>;
using C64 = std::complex<double>;
template int useful_threads(const Level3Kernels<float>&, const TrmProblem<float>&, int);
template int useful_threads(const Level3Kernels<double>&, const TrmProblem<double>&, int);
template int useful_threads(const Level3Kernels<C32>&, const TrmProblem<C32>&, int);
template int useful_threads(const Level3Kernels<C64>&, const TrmProblem<C64>&, int);
template std::size_t trm_scratch(const Level3Kernels<float>&, const TrmProblem<float>&, int);
template std::size_t trm_scratch(const Level3Kernels<double>&, const TrmProblem<double>&, int);
template std::size_t trm_scratch(const Level3Kernels<C32>&, const TrmProblem<C32>&, int);
template std::size_t trm_scratch(const Level3Kernels<C64>&, const TrmProblem<C64>&, int);
template void trm(const Level3Kernels<float>&, const TrmProblem<float>&, int, Scratch);
template void trm(const Level3Kernels<double>&, const TrmProblem<double>&, int, Scratch);
template void trm(const Level3Kernels<C32>&, const TrmProblem<C32>&, int, Scratch);
template void trm(const Level3Kernels<C64>&, const TrmProblem<C64>&, int, Scratch);
template void trm_in_loop(const Level3Kernels<float>&, const TrmProblem<float>&, int,
                          const GemmBlocks&);
template void trm_in_loop(const Level3Kernels<double>&, const TrmProblem<double>&, int,
                          const GemmBlocks&);
template void trm_in_loop(const Level3Kernels<C32>&, const TrmProblem<C32>&, int,
                          const GemmBlocks&);
template void trm_in_loop(const Level3Kernels<C64>&, const TrmProblem<C64>&, int,
                          const GemmBlocks&);

}  // namespace fulcrum::simd
