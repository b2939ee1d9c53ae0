// SPDX-License-Identifier: Apache-2.0
// Triangles of C: syrk, herk, syr2k, her2k and gemmt, in the packed loop without the tiles outside
// the triangle. Small ones in place, a strip of rows at a time: what lies beside its square on the
// diagonal is a product, the square itself is computed whole in a tile on the stack, of which a
// triangle is used.
#include "simd/gemm/noted.hpp"
#include "simd/gemm/packed_loop.hpp"
#include "simd/gemm/panels.hpp"
#include "simd/level3/loops.hpp"
#include "simd/level3/small.hpp"

namespace fulcrum::simd {
namespace {

// C's triangle gets the sum of alpha a b over one or two terms.
template <class T>
struct Term {
  T alpha;
  Operand<T> a, b;
};

template <class T>
struct Update {
  bool upper, hermitian;
  std::int64_t k;
  int terms;
  Term<T> term[2];
  T beta;
  std::int64_t ldc;
};

// C = tile + beta C for what lies of these rows and columns in the triangle; null: no tile.
template <class T>
void merge(const Update<T>& u, Range rows, Range columns, const T* tile, std::int64_t ld, T* c) {
  for (std::int64_t j = columns.begin; j < columns.end; ++j) {
    const std::int64_t begin = u.upper ? rows.begin : std::max(rows.begin, j),
                       end = u.upper ? std::min(rows.end, j + 1) : rows.end;
    T* const column = c + j * u.ldc;
    const T* const sums = tile == nullptr ? nullptr : tile + (j - columns.begin) * ld - rows.begin;
    const auto each = [&](auto value) {
      for (std::int64_t i = begin; i < end; ++i)
        column[i] = value(sums == nullptr ? T{} : sums[i], column[i]);
    };
    if (u.beta == T{}) {
      each([](T sum, T) { return sum; });
    } else if (u.beta == T{1}) {
      each([](T sum, T old) { return sum + old; });
    } else if (u.hermitian) {
      each([&](T sum, T old) { return sum + times_real(std::real(u.beta), old); });
    } else {
      each([&](T sum, T old) { return sum + times(u.beta, old); });
    }
    if (u.hermitian && begin < end && j >= rows.begin && j < rows.end)
      column[j] = real_only(column[j]);
  }
}

// ------------------------------ small

// A square on the diagonal, computed in a tile: of each row of the kernel's tiles those that meet
// the triangle. Of two terms the second is the first one's transpose there, conjugated if
// Hermitian, so that the first is computed whole and both are taken from it.
template <class T>
void on_diagonal(const Level3Kernels<T>& kernels, const Update<T>& u, Range own, T* c) {
  OnStack<T, kTileOrder<T> * kTileOrder<T>> tile_room;
  T* const tile = tile_room.data();
  const std::int64_t order = own.size(), height = tile_in_place(kernels.gemm).mr;
  const bool whole = u.terms == 2;
  const Term<T>& term = u.term[0];
  for (std::int64_t i = 0; i < order; i += whole ? order : height) {
    const std::int64_t rows = std::min(whole ? order : height, order - i);
    const Range columns = whole ? Range{0, order} : u.upper ? Range{i, order} : Range{0, i + rows};
    product_on_stack(kernels.gemm, rows, columns.size(), u.k, term.alpha,
                     term.a.at(own.begin + i, 0), term.b.at(0, own.begin + columns.begin), T{},
                     tile + i + columns.begin * order, order);
  }
  if (whole) {
    for (std::int64_t j = 0; j < order; ++j) {
      const Range rows = u.upper ? Range{0, j + 1} : Range{j, order};
      for (std::int64_t i = rows.begin; i < rows.end; ++i)
        tile[i + j * order] += conj_if(u.hermitian, tile[j + i * order]);
    }
  }
  merge(u, own, own, tile, order, c);
}

// Rows of a strip, whole tiles: so few that threads find enough of them.
template <class T>
std::int64_t strip_height(const Level3Kernels<T>& kernels) {
  return std::min(round_up(24, tile_in_place(kernels.gemm).mr), kTileOrder<T>);
}

template <class T>
void strip(const Level3Kernels<T>& kernels, const Update<T>& u, Range own, std::int64_t n, T* c) {
  const Range beside = u.upper ? Range{own.end, n} : Range{0, own.begin};
  for (int t = 0; t < u.terms && !beside.empty(); ++t) {
    const Term<T>& term = u.term[t];
    product_on_stack(kernels.gemm, own.size(), beside.size(), u.k, term.alpha,
                     term.a.at(own.begin, 0), term.b.at(0, beside.begin), t == 0 ? u.beta : T{1},
                     c + own.begin + beside.begin * u.ldc, u.ldc);
  }
  on_diagonal(kernels, u, own, c);
}

// The threads take strips in turn, forwards and backwards, so that each has long and short ones.
template <class T>
void in_strips(const Level3Kernels<T>& kernels, const Update<T>& u, std::int64_t n, T* c,
               int threads) {
  note_path(GemmPath::Small);
  const std::int64_t height = strip_height(kernels), strips = ceil_div(n, height);
  const auto share = [&](int index, int count) {
    for (std::int64_t first = 0; first < strips; first += count) {
      const std::int64_t own = first / count % 2 == 0 ? index : count - 1 - index;
      // The longest ones first: the last rows of a lower triangle, the first of an upper one.
      const std::int64_t at = u.upper ? first + own : strips - 1 - (first + own);
      if (first + own >= strips) continue;
      strip(kernels, u, {at * height, std::min((at + 1) * height, n)}, n, c);
    }
  };
  if (threads <= 1) return share(0, 1);
  parallel(threads, share);
}

// The threads of `terms` products.
template <class T>
int threads_of_run(const Level3Kernels<T>& kernels, int terms, std::int64_t n, std::int64_t k,
                   T alpha, int threads) {
  if (alpha == T{} || k == 0) return 1;
  threads = threads_of_product<T>(terms, n, n, k, threads);
  if (!is_small_product(n, n, k)) return threads;
  return static_cast<int>(std::min<std::int64_t>(threads, ceil_div(n, strip_height(kernels))));
}

// ------------------------------ large

template <class T>
class UpdateProduct : public PanelProduct<T>, public PackedProductBase {
  using Base = PanelProduct<T>;

 public:
  using Element = typename Base::Element;

  UpdateProduct(const Level3Kernels<T>& kernels, const Update<T>& u, std::int64_t n, T* c,
                const GemmBlocks& blocks)
      : Base(kernels.gemm, blocks, n, u.k, u.terms), u_(u), n_(n), c_(c) {}

  Region region(const Turn& turn) const {
    return {{0, n_}, turn.columns, u_.upper ? Region::Shape::Upper : Region::Shape::Lower};
  }
  const Element* pack_a(Range rows, const Turn& turn, Element* room) const {
    this->panels.pack_a(u_.term[turn.term].a.at(rows.begin, turn.k.begin), rows.size(),
                        turn.depth(), room);
    return room;
  }
  void pack_b(Range columns, const Turn& turn, Element* to) const {
    this->panels.pack_b(u_.term[turn.term].b.at(turn.k.begin, columns.begin), columns.size(),
                        turn.depth(), to);
  }

  // What lies in the triangle at once; the tiles that the diagonal crosses one at a time.
  void multiply(Range rows, Range columns, const Turn& turn, const Element* a, const Element* b,
                Element* /*own*/) const {
    if (is_inside(rows, columns)) return product(rows, columns, turn, a, b);
    const std::int64_t depth = turn.depth();
    for (Range narrow{columns.begin, 0}; narrow.begin < columns.end; narrow.begin += this->nr()) {
      narrow.end = std::min(narrow.begin + this->nr(), columns.end);
      const Element* const narrow_b = b + this->b_size(narrow.begin - columns.begin, depth);
      Range inside{rows.begin, rows.begin};  // rows of whole tiles in the triangle, till now
      for (Range tile{rows.begin, 0}; tile.begin < rows.end; tile.begin = tile.end) {
        tile.end = std::min(tile.begin + this->mr(), rows.end);
        if (is_inside(tile, narrow)) {
          inside = {inside.empty() ? tile.begin : inside.begin, tile.end};
          continue;
        }
        on_diagonal(tile, narrow, turn, a + this->a_size(tile.begin - rows.begin, depth), narrow_b);
      }
      if (!inside.empty())
        product(inside, narrow, turn, a + this->a_size(inside.begin - rows.begin, depth), narrow_b);
    }
  }

 private:
  // Without an element of a Hermitian diagonal, whose imaginary part is not read.
  bool is_inside(Range rows, Range columns) const {
    const std::int64_t diagonal = u_.hermitian ? 0 : 1;
    return u_.upper ? rows.end - diagonal <= columns.begin : rows.begin >= columns.end - diagonal;
  }

  T alpha(const Turn& turn) const { return u_.term[turn.term].alpha; }

  void product(Range rows, Range columns, const Turn& turn, const Element* a,
               const Element* b) const {
    this->panels.multiply(rows.size(), columns.size(), turn.depth(), alpha(turn), a, b,
                          turn.first ? u_.beta : T{1}, c_ + rows.begin + columns.begin * u_.ldc,
                          u_.ldc);
  }

  void on_diagonal(Range rows, Range columns, const Turn& turn, const Element* a,
                   const Element* b) const {
    // The largest tile: 3 vectors of 2048 bits by 8, or 2 by 6 of each part.
    OnStack<T, 3 * 256 * 8 / sizeof(T)> tile_room;
    T* const tile = tile_room.data();
    const std::int64_t ld = rows.size();
    this->panels.multiply(ld, columns.size(), turn.depth(), alpha(turn), a, b, T{}, tile, ld);
    Update<T> once = u_;
    if (!turn.first) once.beta = T{1};
    merge(once, rows, columns, tile, ld, c_);
  }

  const Update<T>& u_;
  std::int64_t n_;
  T* c_;
};

template <class T>
void run_in_loop(const Level3Kernels<T>& kernels, const Update<T>& u, std::int64_t n, T* c,
                 int threads, const GemmBlocks& blocks) {
  note_path(GemmPath::Packed);
  run_packed(UpdateProduct<T>(kernels, u, n, c, blocks), threads);
}

template <class T>
void run(const Level3Kernels<T>& kernels, const Update<T>& u, std::int64_t n, T* c, int threads,
         Scratch scratch) {
  if (u.term[0].alpha == T{} || u.k == 0)
    return merge(u, {0, n}, {0, n}, static_cast<const T*>(nullptr), 0, c);
  if (scratch == Scratch::None) return in_strips(kernels, u, n, c, 1);
  const int useful = threads_of_run(kernels, u.terms, n, u.k, u.term[0].alpha, possible(threads));
  if (is_small_product(n, n, u.k)) return in_strips(kernels, u, n, c, useful);
  run_in_loop(kernels, u, n, c, useful, blocks_of_panels(kernels.gemm, n, n, u.k));
}

template <class T>
Update<T> update_of(const SyrkProblem<T>& p) {
  const Operand<T> left{p.a, p.lda, p.trans, p.trans && p.hermitian};
  const Operand<T> right{p.a, p.lda, !p.trans, !p.trans && p.hermitian};
  return {p.upper, p.hermitian, p.k, 1, {{p.alpha, left, right}, {}}, p.beta, p.ldc};
}

template <class T>
Update<T> update_of(const Syr2kProblem<T>& p) {
  const bool h = p.hermitian;
  const Operand<T> left_a{p.a, p.lda, p.trans, p.trans && h};
  const Operand<T> right_a{p.a, p.lda, !p.trans, !p.trans && h};
  const Operand<T> left_b{p.b, p.ldb, p.trans, p.trans && h};
  const Operand<T> right_b{p.b, p.ldb, !p.trans, !p.trans && h};
  return {
      p.upper, h,    p.k, 2, {{p.alpha, left_a, right_b}, {conj_if(h, p.alpha), left_b, right_a}},
      p.beta,  p.ldc};
}

template <class T>
Update<T> update_of(const GemmtProblem<T>& p) {
  const Operand<T> a{p.a, p.lda, p.trans_a, p.conj_a}, b{p.b, p.ldb, p.trans_b, p.conj_b};
  return {p.upper, false, p.k, 1, {{p.alpha, a, b}, {}}, p.beta, p.ldc};
}

}  // namespace

template <class T>
int useful_threads(const Level3Kernels<T>& kernels, const SyrkProblem<T>& p, int threads) {
  return threads_of_run(kernels, 1, p.n, p.k, p.alpha, threads);
}

template <class T>
int useful_threads(const Level3Kernels<T>& kernels, const Syr2kProblem<T>& p, int threads) {
  return threads_of_run(kernels, 2, p.n, p.k, p.alpha, threads);
}

template <class T>
int useful_threads(const Level3Kernels<T>& kernels, const GemmtProblem<T>& p, int threads) {
  return threads_of_run(kernels, 1, p.n, p.k, p.alpha, threads);
}

template <class T>
void syrk(const Level3Kernels<T>& kernels, const SyrkProblem<T>& p, int threads, Scratch scratch) {
  run(kernels, update_of(p), p.n, p.c, threads, scratch);
}
template <class T>
void syrk_in_loop(const Level3Kernels<T>& kernels, const SyrkProblem<T>& p, int threads,
                  const GemmBlocks& blocks) {
  run_in_loop(kernels, update_of(p), p.n, p.c, threads, blocks);
}

template <class T>
void syr2k(const Level3Kernels<T>& kernels, const Syr2kProblem<T>& p, int threads,
           Scratch scratch) {
  run(kernels, update_of(p), p.n, p.c, threads, scratch);
}
template <class T>
void syr2k_in_loop(const Level3Kernels<T>& kernels, const Syr2kProblem<T>& p, int threads,
                   const GemmBlocks& blocks) {
  run_in_loop(kernels, update_of(p), p.n, p.c, threads, blocks);
}

template <class T>
void gemmt(const Level3Kernels<T>& kernels, const GemmtProblem<T>& p, int threads,
           Scratch scratch) {
  run(kernels, update_of(p), p.n, p.c, threads, scratch);
}
template <class T>
void gemmt_in_loop(const Level3Kernels<T>& kernels, const GemmtProblem<T>& p, int threads,
                   const GemmBlocks& blocks) {
  run_in_loop(kernels, update_of(p), p.n, p.c, threads, blocks);
}

using C32 = std::complex<float>;
using C64 = std::complex<double>;
template int useful_threads(const Level3Kernels<float>&, const SyrkProblem<float>&, int);
template int useful_threads(const Level3Kernels<double>&, const SyrkProblem<double>&, int);
template int useful_threads(const Level3Kernels<C32>&, const SyrkProblem<C32>&, int);
template int useful_threads(const Level3Kernels<C64>&, const SyrkProblem<C64>&, int);
template int useful_threads(const Level3Kernels<float>&, const Syr2kProblem<float>&, int);
template int useful_threads(const Level3Kernels<double>&, const Syr2kProblem<double>&, int);
template int useful_threads(const Level3Kernels<C32>&, const Syr2kProblem<C32>&, int);
template int useful_threads(const Level3Kernels<C64>&, const Syr2kProblem<C64>&, int);
template int useful_threads(const Level3Kernels<float>&, const GemmtProblem<float>&, int);
template int useful_threads(const Level3Kernels<double>&, const GemmtProblem<double>&, int);
template int useful_threads(const Level3Kernels<C32>&, const GemmtProblem<C32>&, int);
template int useful_threads(const Level3Kernels<C64>&, const GemmtProblem<C64>&, int);
template void syrk(const Level3Kernels<float>&, const SyrkProblem<float>&, int, Scratch);
template void syrk(const Level3Kernels<double>&, const SyrkProblem<double>&, int, Scratch);
template void syrk(const Level3Kernels<C32>&, const SyrkProblem<C32>&, int, Scratch);
template void syrk(const Level3Kernels<C64>&, const SyrkProblem<C64>&, int, Scratch);
template void syr2k(const Level3Kernels<float>&, const Syr2kProblem<float>&, int, Scratch);
template void syr2k(const Level3Kernels<double>&, const Syr2kProblem<double>&, int, Scratch);
template void syr2k(const Level3Kernels<C32>&, const Syr2kProblem<C32>&, int, Scratch);
template void syr2k(const Level3Kernels<C64>&, const Syr2kProblem<C64>&, int, Scratch);
template void gemmt(const Level3Kernels<float>&, const GemmtProblem<float>&, int, Scratch);
template void gemmt(const Level3Kernels<double>&, const GemmtProblem<double>&, int, Scratch);
template void gemmt(const Level3Kernels<C32>&, const GemmtProblem<C32>&, int, Scratch);
template void gemmt(const Level3Kernels<C64>&, const GemmtProblem<C64>&, int, Scratch);
template void syrk_in_loop(const Level3Kernels<float>&, const SyrkProblem<float>&, int,
                           const GemmBlocks&);
template void syrk_in_loop(const Level3Kernels<double>&, const SyrkProblem<double>&, int,
                           const GemmBlocks&);
template void syrk_in_loop(const Level3Kernels<C32>&, const SyrkProblem<C32>&, int,
                           const GemmBlocks&);
template void syrk_in_loop(const Level3Kernels<C64>&, const SyrkProblem<C64>&, int,
                           const GemmBlocks&);
template void syr2k_in_loop(const Level3Kernels<float>&, const Syr2kProblem<float>&, int,
                            const GemmBlocks&);
template void syr2k_in_loop(const Level3Kernels<double>&, const Syr2kProblem<double>&, int,
                            const GemmBlocks&);
template void syr2k_in_loop(const Level3Kernels<C32>&, const Syr2kProblem<C32>&, int,
                            const GemmBlocks&);
template void syr2k_in_loop(const Level3Kernels<C64>&, const Syr2kProblem<C64>&, int,
                            const GemmBlocks&);
template void gemmt_in_loop(const Level3Kernels<float>&, const GemmtProblem<float>&, int,
                            const GemmBlocks&);
template void gemmt_in_loop(const Level3Kernels<double>&, const GemmtProblem<double>&, int,
                            const GemmBlocks&);
template void gemmt_in_loop(const Level3Kernels<C32>&, const GemmtProblem<C32>&, int,
                            const GemmBlocks&);
template void gemmt_in_loop(const Level3Kernels<C64>&, const GemmtProblem<C64>&, int,
                            const GemmBlocks&);

}  // namespace fulcrum::simd
