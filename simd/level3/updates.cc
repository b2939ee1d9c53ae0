// SPDX-License-Identifier: Apache-2.0
// Triangles of C: syrk, herk, syr2k, her2k and gemmt. The order is halved until a diagonal block
// fits into a tile on the stack, which is computed whole and of which a triangle is used; all that
// lies beside the blocks is gemm.
#include "simd/level3/engine.hpp"

namespace fulcrum::simd {
namespace {

// C's triangle gets the sum of alpha a b over one or two terms.
template <class T>
struct Term {
  T alpha;
  Factor3<T> a, b;
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

// C = tile + beta C in the triangle.
template <class T>
void merge(const Update<T>& u, std::int64_t n, const T* tile, T* c) {
  for (std::int64_t j = 0; j < n; ++j) {
    const std::int64_t begin = u.upper ? 0 : j, end = u.upper ? j + 1 : n;
    T* const column = c + j * u.ldc;
    for (std::int64_t i = begin; i < end; ++i) {
      const T sum = tile == nullptr ? T{} : tile[i + j * n];
      if (u.beta == T{}) {
        column[i] = sum;
      } else if (u.beta == T{1}) {
        column[i] += sum;
      } else if (u.hermitian) {
        column[i] = sum + times_real(std::real(u.beta), column[i]);
      } else {
        column[i] = sum + times(u.beta, column[i]);
      }
    }
    if (u.hermitian) column[j] = real_only(column[j]);
  }
}

// Not inlined: every level of the recursion that GCC unrolls would have a tile of its own, 205 KiB
// in all.
template <class T>
[[gnu::noinline]] void leaf(Engine<T>& engine, const Update<T>& u, std::int64_t n, std::int64_t at,
                            T* c) {
  alignas(64) T tile[kTileOrder<T> * kTileOrder<T>];
  for (int t = 0; t < u.terms; ++t) {
    const Term<T>& term = u.term[t];
    engine.product(n, n, u.k, term.alpha, term.a.at(at, 0), term.b.at(0, at), t == 0 ? T{} : T{1},
                   tile, n);
  }
  if (!engine.measuring()) merge(u, n, tile, c);
}

template <class T>
void recurse(Engine<T>& engine, const Update<T>& u, std::int64_t n, std::int64_t at, T* c) {
  constexpr std::int64_t kOrder = kTileOrder<T>;
  if (n <= kOrder) return leaf(engine, u, n, at, c);
  const std::int64_t first = half_of(n, kOrder), second = n - first;
  recurse(engine, u, first, at, c);
  recurse(engine, u, second, at + first, c + first + first * u.ldc);
  const std::int64_t row = u.upper ? 0 : first, column = u.upper ? first : 0;
  for (int t = 0; t < u.terms; ++t) {
    const Term<T>& term = u.term[t];
    engine.product(u.upper ? first : second, u.upper ? second : first, u.k, term.alpha,
                   term.a.at(at + row, 0), term.b.at(0, at + column), t == 0 ? u.beta : T{1},
                   c + row + column * u.ldc, u.ldc);
  }
}

template <class T>
void run(const Level3Kernels<T>& kernels, const Update<T>& u, std::int64_t n, T* c, int threads,
         Scratch scratch) {
  if (u.term[0].alpha == T{} || u.k == 0) return merge(u, n, static_cast<const T*>(nullptr), c);
  Engine<T> engine(kernels, threads, scratch);
  engine.run([&] { recurse(engine, u, n, 0, c); });
}

// The threads that run() asks for at most, of C(n,n) and products of these transposes.
template <class T>
int threads_of_run(const Level3Kernels<T>& kernels, bool upper, bool trans_a, bool trans_b,
                   std::int64_t n, std::int64_t k, T alpha, int threads) {
  if (alpha == T{} || k == 0) return 1;
  constexpr std::int64_t kOrder = kTileOrder<T>;
  return largest_over_orders(n, kOrder, threads, [&](std::int64_t order) {
    const std::int64_t first = order <= kOrder ? order : half_of(order, kOrder);
    const std::int64_t second = order <= kOrder ? order : order - first;
    return product_threads(kernels, trans_a, trans_b, upper ? first : second,
                           upper ? second : first, k, threads);
  });
}

}  // namespace

template <class T>
int useful_threads(const Level3Kernels<T>& kernels, const SyrkProblem<T>& p, int threads) {
  return threads_of_run(kernels, p.upper, p.trans, !p.trans, p.n, p.k, p.alpha, threads);
}

template <class T>
int useful_threads(const Level3Kernels<T>& kernels, const Syr2kProblem<T>& p, int threads) {
  return threads_of_run(kernels, p.upper, p.trans, !p.trans, p.n, p.k, p.alpha, threads);
}

template <class T>
int useful_threads(const Level3Kernels<T>& kernels, const GemmtProblem<T>& p, int threads) {
  return threads_of_run(kernels, p.upper, p.trans_a, p.trans_b, p.n, p.k, p.alpha, threads);
}

template <class T>
void syrk(const Level3Kernels<T>& kernels, const SyrkProblem<T>& p, int threads, Scratch scratch) {
  const Factor3<T> left{p.a, p.lda, p.trans, p.trans && p.hermitian};
  const Factor3<T> right{p.a, p.lda, !p.trans, !p.trans && p.hermitian};
  run(kernels, {p.upper, p.hermitian, p.k, 1, {{p.alpha, left, right}, {}}, p.beta, p.ldc}, p.n,
      p.c, threads, scratch);
}

template <class T>
void syr2k(const Level3Kernels<T>& kernels, const Syr2kProblem<T>& p, int threads,
           Scratch scratch) {
  const bool h = p.hermitian;
  const Factor3<T> left_a{p.a, p.lda, p.trans, p.trans && h};
  const Factor3<T> right_a{p.a, p.lda, !p.trans, !p.trans && h};
  const Factor3<T> left_b{p.b, p.ldb, p.trans, p.trans && h};
  const Factor3<T> right_b{p.b, p.ldb, !p.trans, !p.trans && h};
  run(kernels,
      {p.upper,
       h,
       p.k,
       2,
       {{p.alpha, left_a, right_b}, {conj_if(h, p.alpha), left_b, right_a}},
       p.beta,
       p.ldc},
      p.n, p.c, threads, scratch);
}

template <class T>
void gemmt(const Level3Kernels<T>& kernels, const GemmtProblem<T>& p, int threads,
           Scratch scratch) {
  const Factor3<T> a{p.a, p.lda, p.trans_a, p.conj_a}, b{p.b, p.ldb, p.trans_b, p.conj_b};
  run(kernels, {p.upper, false, p.k, 1, {{p.alpha, a, b}, {}}, p.beta, p.ldc}, p.n, p.c, threads,
      scratch);
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

}  // namespace fulcrum::simd
