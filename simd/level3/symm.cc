// SPDX-License-Identifier: Apache-2.0
// symm and hemm: a product whose symmetric operand is made full while it is packed. Small ones: the
// order of A is halved until a diagonal block fits into a tile on the stack, where it is made full;
// all products are in place.
#include "simd/gemm/noted.hpp"
#include "simd/gemm/packed_loop.hpp"
#include "simd/level3/diagonal.hpp"
#include "simd/level3/loops.hpp"
#include "simd/level3/small.hpp"

namespace fulcrum::simd {
namespace {

template <class T>
std::int64_t order_of(const SymmProblem<T>& p) {
  return p.right ? p.n : p.m;
}

// A Hermitian matrix times something that is not finite: no imaginary part of the diagonal takes
// part, not even as a zero. A vector at a time.
template <class T>
void by_vectors(const Level3Kernels<T>& kernels, const SymmProblem<T>& p) {
  for (std::int64_t j = 0; j < (p.right ? p.m : p.n); ++j) {
    SymvProblem<T> v;
    v.hermitian = true;
    v.conj = p.right;  // a row times A is A' times the column
    v.upper = p.upper;
    v.n = order_of(p);
    v.alpha = p.alpha;
    v.a = p.a;
    v.lda = p.lda;
    v.x = p.b + (p.right ? j : j * p.ldb);
    v.incx = p.right ? p.ldb : 1;
    v.beta = p.beta;
    v.y = p.c + (p.right ? j : j * p.ldc);
    v.incy = p.right ? p.ldc : 1;
    symv(kernels.level2, v, Scratch::None);
  }
}

// ------------------------------ small

// A block on the diagonal, all of it.
template <class T>
void expand(const SymmetricOperand<T>& a, std::int64_t n, T* tile) {
  for (std::int64_t j = 0; j < n; ++j) {
    const T* const column = a.data + j * a.ld;
    const Range stored = a.upper ? Range{0, j} : Range{j + 1, n};
    for (std::int64_t i = stored.begin; i < stored.end; ++i) {
      tile[i + j * n] = column[i];
      tile[j + i * n] = conj_if(a.hermitian, column[i]);
    }
    tile[j + j * n] = a.hermitian ? real_only(column[j]) : column[j];
  }
}

// The rows of B and C (or columns, where A is on the right) that belong to a diagonal block. Not
// inlined into a recursion: one tile on the stack, not one a level.
template <class T>
[[gnu::noinline]] void leaf(const Level3Kernels<T>& kernels, const SymmProblem<T>& p,
                            std::int64_t n, const T* a, const T* b, T* c) {
  const std::int64_t others = p.right ? p.m : p.n;
  const std::int64_t rows = p.right ? others : n, columns = p.right ? n : others;
  OnStack<T, kTileOrder<T> * kTileOrder<T>> tile_room;
  T* const tile = tile_room.data();
  expand<T>({a, p.lda, p.upper, p.hermitian}, n, tile);
  const Operand<T> full{tile, n}, other{b, p.ldb};
  product_on_stack(kernels.gemm, rows, columns, n, p.alpha, p.right ? other : full,
                   p.right ? full : other, p.beta, c, p.ldc);
}

template <class T>
void recurse(const Level3Kernels<T>& kernels, const SymmProblem<T>& p, std::int64_t n, const T* a,
             const T* b, T* c) {
  if (n <= kTileOrder<T>) return leaf(kernels, p, n, a, b, c);
  const std::int64_t first = half_of(n, kTileOrder<T>), second = n - first;
  const std::int64_t step_b = p.right ? first * p.ldb : first;
  const std::int64_t step_c = p.right ? first * p.ldc : first;
  recurse(kernels, p, first, a, b, c);
  recurse(kernels, p, second, a + first + first * p.lda, b + step_b, c + step_c);
  const SymmetricOperand<T> all{a, p.lda, p.upper, p.hermitian};
  const Operand<T> a12 = all.beside(false, 0, first), a21 = all.beside(true, first, 0);
  const Operand<T> b1{b, p.ldb}, b2{b + step_b, p.ldb};
  if (p.right) {
    product_on_stack(kernels.gemm, p.m, first, second, p.alpha, b2, a21, T{1}, c, p.ldc);
    product_on_stack(kernels.gemm, p.m, second, first, p.alpha, b1, a12, T{1}, c + step_c, p.ldc);
  } else {
    product_on_stack(kernels.gemm, first, p.n, second, p.alpha, a12, b2, T{1}, c, p.ldc);
    product_on_stack(kernels.gemm, second, p.n, first, p.alpha, a21, b1, T{1}, c + step_c, p.ldc);
  }
}

// ------------------------------ large

template <class T>
class SymmProduct : public PanelProduct<T>, public PackedProductBase {
  using Base = PanelProduct<T>;

 public:
  using Element = typename Base::Element;

  SymmProduct(const Level3Kernels<T>& kernels, const SymmProblem<T>& p, const GemmBlocks& blocks)
      : Base(kernels.gemm, blocks, p.n, order_of(p)), p_(p) {}

  Region region(const Turn& turn) const { return {{0, p_.m}, turn.columns}; }

  const Element* pack_a(Range rows, const Turn& turn, Element* room) const {
    if (p_.right) {
      this->panels.pack_a(other().at(rows.begin, turn.k.begin), rows.size(), turn.depth(), room);
    } else {
      pack_diagonal(this->panels, PackedSide::A, symmetric(), rows, turn.k, room);
    }
    return room;
  }
  void pack_b(Range columns, const Turn& turn, Element* to) const {
    if (p_.right) {
      pack_diagonal(this->panels, PackedSide::B, symmetric(), columns, turn.k, to);
    } else {
      this->panels.pack_b(other().at(turn.k.begin, columns.begin), columns.size(), turn.depth(),
                          to);
    }
  }
  void multiply(Range rows, Range columns, const Turn& turn, const Element* a, const Element* b,
                Element* /*own*/) const {
    this->panels.multiply(rows.size(), columns.size(), turn.depth(), p_.alpha, a, b,
                          turn.first ? p_.beta : T{1}, p_.c + rows.begin + columns.begin * p_.ldc,
                          p_.ldc);
  }

 private:
  SymmetricOperand<T> symmetric() const { return {p_.a, p_.lda, p_.upper, p_.hermitian}; }
  Operand<T> other() const { return {p_.b, p_.ldb}; }

  const SymmProblem<T>& p_;
};

template <class T>
void run_in_loop(const Level3Kernels<T>& kernels, const SymmProblem<T>& p, int threads,
                 const GemmBlocks& blocks) {
  note_path(GemmPath::Packed);
  run_packed(SymmProduct<T>(kernels, p, blocks), threads);
}

template <class T>
bool is_small(const SymmProblem<T>& p) {
  return is_small_product(p.m, p.n, order_of(p));
}

// Each thread has rows of its own where A is on the right, columns on the left.
template <class T>
void in_place(const Level3Kernels<T>& kernels, const SymmProblem<T>& p, int threads) {
  note_path(GemmPath::Small);
  over_shares(threads, p.right ? p.m : p.n, small_unit(kernels, p.right), [&](Range own) {
    SymmProblem<T> part = p;
    (p.right ? part.m : part.n) = own.size();
    recurse(kernels, part, order_of(p), p.a, p.b + own.begin * (p.right ? 1 : p.ldb),
            p.c + own.begin * (p.right ? 1 : p.ldc));
  });
}

}  // namespace

template <class T>
void symm_in_loop(const Level3Kernels<T>& kernels, const SymmProblem<T>& p, int threads,
                  const GemmBlocks& blocks) {
  if (p.hermitian && !all_finite({0, p.m}, {0, p.n}, p.b, p.ldb)) return by_vectors(kernels, p);
  run_in_loop(kernels, p, threads, blocks);
}

template <class T>
int useful_threads(const Level3Kernels<T>& kernels, const SymmProblem<T>& p, int threads) {
  if (p.alpha == T{}) return 1;
  threads = threads_of_product<T>(2, p.m, p.n, order_of(p), threads);
  return is_small(p) ? at_most_units(kernels, p.right, p.right ? p.m : p.n, threads) : threads;
}

template <class T>
void symm(const Level3Kernels<T>& kernels, const SymmProblem<T>& p, int threads, Scratch scratch) {
  if (p.alpha == T{}) {
    GemmProblem<T> none;
    none.m = p.m, none.n = p.n, none.beta = p.beta, none.c = p.c, none.ldc = p.ldc;
    return gemm_on_stack(kernels.gemm, none);
  }
  if (p.hermitian && !all_finite({0, p.m}, {0, p.n}, p.b, p.ldb)) return by_vectors(kernels, p);
  if (scratch == Scratch::None) return in_place(kernels, p, 1);
  const int useful = useful_threads(kernels, p, possible(threads));
  if (is_small(p)) return in_place(kernels, p, useful);
  run_in_loop(kernels, p, useful, blocks_of_panels(kernels.gemm, p.m, p.n, order_of(p)));
}

template int useful_threads(const Level3Kernels<float>&, const SymmProblem<float>&, int);
template int useful_threads(const Level3Kernels<double>&, const SymmProblem<double>&, int);
template int useful_threads(const Level3Kernels<std::complex<float>>&,
                            const SymmProblem<std::complex<float>>&, int);
template int useful_threads(const Level3Kernels<std::complex<double>>&,
                            const SymmProblem<std::complex<double>>&, int);
template void symm_in_loop(const Level3Kernels<float>&, const SymmProblem<float>&, int,
                           const GemmBlocks&);
template void symm_in_loop(const Level3Kernels<double>&, const SymmProblem<double>&, int,
                           const GemmBlocks&);
template void symm_in_loop(const Level3Kernels<std::complex<float>>&,
                           const SymmProblem<std::complex<float>>&, int, const GemmBlocks&);
template void symm_in_loop(const Level3Kernels<std::complex<double>>&,
                           const SymmProblem<std::complex<double>>&, int, const GemmBlocks&);
template void symm(const Level3Kernels<float>&, const SymmProblem<float>&, int, Scratch);
template void symm(const Level3Kernels<double>&, const SymmProblem<double>&, int, Scratch);
template void symm(const Level3Kernels<std::complex<float>>&,
                   const SymmProblem<std::complex<float>>&, int, Scratch);
template void symm(const Level3Kernels<std::complex<double>>&,
                   const SymmProblem<std::complex<double>>&, int, Scratch);

}  // namespace fulcrum::simd
