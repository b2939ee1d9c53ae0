// SPDX-License-Identifier: Apache-2.0
// symm and hemm: the order of A is halved until a diagonal block fits into a tile on the stack,
// where it is made a full matrix; all products are gemm.
#include <cmath>

#include "simd/level3/engine.hpp"

namespace fulcrum::simd {
namespace {

template <class T>
bool all_finite(std::int64_t m, std::int64_t n, const T* b, std::int64_t ldb) {
  Real<T> sum{0};  // of zeros, but for what is not finite
  for (std::int64_t j = 0; j < n; ++j) {
    const auto* const parts = reinterpret_cast<const Real<T>*>(b + j * ldb);  // NOLINT
    const std::int64_t count = ComplexScalar<T> ? 2 * m : m;
    for (std::int64_t i = 0; i < count; ++i) sum += parts[i] * Real<T>{0};
  }
  return sum == Real<T>{0};
}

template <class T>
void expand(const SymmProblem<T>& p, std::int64_t n, const T* a, T* tile) {
  for (std::int64_t j = 0; j < n; ++j) {
    for (std::int64_t i = 0; i < n; ++i) {
      const bool stored = p.upper ? i <= j : i >= j;
      const T value = stored ? a[i + j * p.lda] : conj_if(p.hermitian, a[j + i * p.lda]);
      tile[i + j * n] = p.hermitian && i == j ? real_only(value) : value;
    }
  }
}

// A diagonal block of a Hermitian matrix times something that is not finite: no imaginary part of
// the diagonal takes part, not even as a zero. A vector at a time.
template <class T>
void by_vectors(Engine<T>& engine, const SymmProblem<T>& p, std::int64_t n, std::int64_t others,
                const T* a, const T* b, T* c) {
  for (std::int64_t j = 0; j < others; ++j) {
    SymvProblem<T> v;
    v.hermitian = true;
    v.conj = p.right;  // a row times A is A' times the column
    v.upper = p.upper;
    v.n = n;
    v.alpha = p.alpha;
    v.a = a;
    v.lda = p.lda;
    v.x = b + (p.right ? j : j * p.ldb);
    v.incx = p.right ? p.ldb : 1;
    v.beta = p.beta;
    v.y = c + (p.right ? j : j * p.ldc);
    v.incy = p.right ? p.ldc : 1;
    symv(engine.kernels().level2, v, Scratch::None);
  }
}

// The rows of B and C (or columns, where A is on the right) that belong to a diagonal block. Not
// inlined into a recursion: one tile on the stack, not one a level.
template <class T>
[[gnu::noinline]] void leaf(Engine<T>& engine, const SymmProblem<T>& p, std::int64_t n, const T* a,
                            const T* b, T* c) {
  const std::int64_t others = p.right ? p.m : p.n;
  const std::int64_t rows = p.right ? others : n, columns = p.right ? n : others;
  if (!engine.measuring() && p.hermitian && !all_finite(rows, columns, b, p.ldb))
    return by_vectors(engine, p, n, others, a, b, c);
  alignas(64) T tile[kTileOrder<T> * kTileOrder<T>];
  if (!engine.measuring()) expand(p, n, a, tile);
  const Factor3<T> full{tile, n}, other{b, p.ldb};
  engine.product(rows, columns, n, p.alpha, p.right ? other : full, p.right ? full : other, p.beta,
                 c, p.ldc);
}

template <class T>
void recurse(Engine<T>& engine, const SymmProblem<T>& p, std::int64_t n, const T* a, const T* b,
             T* c) {
  if (n <= kTileOrder<T>) return leaf(engine, p, n, a, b, c);
  const std::int64_t first = half_of(n, kTileOrder<T>), second = n - first;
  const std::int64_t step_b = p.right ? first * p.ldb : first;
  const std::int64_t step_c = p.right ? first * p.ldc : first;
  recurse(engine, p, first, a, b, c);
  recurse(engine, p, second, a + first + first * p.lda, b + step_b, c + step_c);
  // A12, as it is stored or as the other triangle has it; A21 is its transpose.
  const Factor3<T> a12 = p.upper ? Factor3<T>{a + first * p.lda, p.lda}
                                 : Factor3<T>{a + first, p.lda, true, p.hermitian};
  const Factor3<T> a21 = p.upper ? Factor3<T>{a + first * p.lda, p.lda, true, p.hermitian}
                                 : Factor3<T>{a + first, p.lda};
  const Factor3<T> b1{b, p.ldb}, b2{b + step_b, p.ldb};
  if (p.right) {
    engine.product(p.m, first, second, p.alpha, b2, a21, T{1}, c, p.ldc);
    engine.product(p.m, second, first, p.alpha, b1, a12, T{1}, c + step_c, p.ldc);
  } else {
    engine.product(first, p.n, second, p.alpha, a12, b2, T{1}, c, p.ldc);
    engine.product(second, p.n, first, p.alpha, a21, b1, T{1}, c + step_c, p.ldc);
  }
}

}  // namespace

template <class T>
int useful_threads(const Level3Kernels<T>& kernels, const SymmProblem<T>& p, int threads) {
  if (p.alpha == T{}) return 1;
  const auto product = [&](std::int64_t order, std::int64_t depth, bool trans) {
    return p.right ? product_threads(kernels, false, trans, p.m, order, depth, threads)
                   : product_threads(kernels, trans, false, order, p.n, depth, threads);
  };
  return largest_over_orders(p.right ? p.n : p.m, kTileOrder<T>, threads, [&](std::int64_t n) {
    if (n <= kTileOrder<T>) return product(n, n, false);
    const std::int64_t first = half_of(n, kTileOrder<T>), second = n - first;
    // As recurse() has A12 and A21: the one that is not stored is the other's transpose.
    return std::max(product(first, second, p.upper == p.right),
                    product(second, first, p.upper != p.right));
  });
}

template <class T>
void symm(const Level3Kernels<T>& kernels, const SymmProblem<T>& p, int threads, Scratch scratch) {
  Engine<T> engine(kernels, threads, scratch);
  if (p.alpha == T{}) {
    engine.run([&] { engine.product(p.m, p.n, 0, T{}, {}, {}, p.beta, p.c, p.ldc); });
    return;
  }
  engine.run([&] { recurse(engine, p, p.right ? p.n : p.m, p.a, p.b, p.c); });
}

template int useful_threads(const Level3Kernels<float>&, const SymmProblem<float>&, int);
template int useful_threads(const Level3Kernels<double>&, const SymmProblem<double>&, int);
template int useful_threads(const Level3Kernels<std::complex<float>>&,
                            const SymmProblem<std::complex<float>>&, int);
template int useful_threads(const Level3Kernels<std::complex<double>>&,
                            const SymmProblem<std::complex<double>>&, int);
template void symm(const Level3Kernels<float>&, const SymmProblem<float>&, int, Scratch);
template void symm(const Level3Kernels<double>&, const SymmProblem<double>&, int, Scratch);
template void symm(const Level3Kernels<std::complex<float>>&,
                   const SymmProblem<std::complex<float>>&, int, Scratch);
template void symm(const Level3Kernels<std::complex<double>>&,
                   const SymmProblem<std::complex<double>>&, int, Scratch);

}  // namespace fulcrum::simd
