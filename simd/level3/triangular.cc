// SPDX-License-Identifier: Apache-2.0
// trmm and trsm: the order of A is halved down to blocks that a kernel takes whole; all that lies
// beside them is gemm. No zero of the other triangle is multiplied by anything.
#include "simd/level3/engine.hpp"
#include "simd/threads/threads.hpp"

namespace fulcrum::simd {
namespace {

// Order of the blocks that kernels take: 16 rows of 64 columns are 8 KiB of double.
constexpr std::int64_t kBlock = 16;
constexpr std::int64_t kWidth = 64;
// Elements of B beside one block from which its columns are shared out to threads.
constexpr std::int64_t kShared = 1 << 14;

// op(A)(i, j), of elements that are read.
template <class T>
T element(const TrmProblem<T>& p, const T* a, std::int64_t i, std::int64_t j) {
  return conj_if(p.conj, p.trans ? a[j + i * p.lda] : a[i + j * p.lda]);
}

// Is op(A) - seen from the rows or columns of B that it mixes - to be walked from the first to the
// last? A lower triangle on the left is, and an upper one on the right.
template <class T>
bool forward(const TrmProblem<T>& p) {
  const bool lower = p.upper == p.trans;
  return lower != p.right;
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
void turn(const Level3Kernels<T>& kernels, std::int64_t m, std::int64_t n, const T* from,
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
  turn(kernels, n, width, b, p.ldb, x, kWidth);
  const auto kernel = p.solve ? kernels.triangle.solve : kernels.triangle.multiply;
  if (forward(p)) {
    kernel(n, width, t, p.unit, x, kWidth);
  } else {
    kernel(n, width, t, p.unit, x + (n - 1) * kWidth, -kWidth);
  }
  turn(kernels, width, n, x, kWidth, b, p.ldb);
}

// The threads of a block of order n beside so many columns or rows of B.
int leaf_threads(std::int64_t n, std::int64_t others, int threads) {
  const std::int64_t chunks = (others + kWidth - 1) / kWidth;
  return static_cast<int>(std::min<std::int64_t>(n * others < kShared ? 1 : threads, chunks));
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
  const std::int64_t chunks = (others + kWidth - 1) / kWidth;
  const auto kernel = p.solve ? kernels.triangle.solve : kernels.triangle.multiply;
  const auto chunk = [&](std::int64_t c) {
    const std::int64_t begin = c * kWidth, width = std::min(kWidth, others - begin);
    if (!p.right) {
      left_columns(kernels, p, n, t, width, b + begin * p.ldb);
    } else if (forward(p)) {
      kernel(n, width, t, p.unit, b + begin, p.ldb);
    } else {
      kernel(n, width, t, p.unit, b + begin + (n - 1) * p.ldb, -p.ldb);
    }
  };
  parallel(leaf_threads(n, others, engine.threads()), [&](int index, int count) {
    for (std::int64_t c = chunks * index / count; c < chunks * (index + 1) / count; ++c) chunk(c);
  });
}

template <class T>
void recurse(Engine<T>& engine, const TrmProblem<T>& p, std::int64_t n, const T* a, T* b) {
  if (n <= kBlock) return leaf(engine, p, n, a, b);
  const std::int64_t first = half_of(n, kBlock), second = n - first;
  const T* const a22 = a + first + first * p.lda;
  T* const b2 = b + (p.right ? first * p.ldb : first);
  // The block of op(A) beside the diagonal: below it where op(A) is lower, else above it.
  const bool lower = p.upper == p.trans;
  const Factor3<T> beside{p.upper ? a + first * p.lda : a + first, p.lda, p.trans, p.conj};
  // What the walk comes to last gets the product of what it came to first.
  const bool second_gets = forward(p);
  T* const to = second_gets ? b2 : b;
  const Factor3<T> from{second_gets ? b : b2, p.ldb};
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

// B = alpha B
template <class T>
void scale(const Level3Kernels<T>& kernels, const TrmProblem<T>& p) {
  for (std::int64_t j = 0; j < p.n; ++j) {
    T* const column = p.b + j * p.ldb;
    if (p.alpha == T{}) {
      std::fill_n(column, p.m, T{});
    } else {
      kernels.level2.level1.scal(p.m, p.alpha, column, 1);
    }
  }
}

}  // namespace

template <class T>
int useful_threads(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, int threads) {
  if (p.alpha == T{}) return 1;
  const bool lower = p.upper == p.trans;
  return largest_over_orders(p.right ? p.n : p.m, kBlock, threads, [&](std::int64_t n) {
    if (n <= kBlock) return leaf_threads(n, p.right ? p.m : p.n, threads);
    const std::int64_t first = half_of(n, kBlock), second = n - first;
    return p.right ? product_threads(kernels, false, p.trans, p.m, lower ? first : second,
                                     lower ? second : first, threads)
                   : product_threads(kernels, p.trans, false, lower ? second : first, p.n,
                                     lower ? first : second, threads);
  });
}

template <class T>
void trm(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, int threads, Scratch scratch) {
  if (p.alpha == T{}) return scale(kernels, p);
  Engine<T> engine(kernels, threads, scratch);
  engine.run([&] {
    if (p.alpha != T{1} && !engine.measuring()) scale(kernels, p);
    recurse(engine, p, p.right ? p.n : p.m, p.a, p.b);
  });
}

template <class T>
std::size_t trm_scratch(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, int threads) {
  if (p.alpha == T{}) return 0;
  Engine<T> engine(kernels, threads, Scratch::Workspace);
  return engine.measure([&] { recurse(engine, p, p.right ? p.n : p.m, p.a, p.b); });
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

}  // namespace fulcrum::simd
