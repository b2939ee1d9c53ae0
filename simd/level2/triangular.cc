// SPDX-License-Identifier: Apache-2.0
// Level 2 on triangular matrices: products with a vector and solutions, full, banded and packed.
#include <algorithm>

#include "simd/level2/columns.hpp"

namespace fulcrum::simd {
namespace {

// Order of the diagonal blocks of a full matrix; everything beside them is a gemv.
constexpr std::int64_t kBlock = 64;

// Do the columns of op(A) come from the first to the last? A product must use what it has not
// replaced yet, a solution what it has.
template <class T>
bool ascending(const TrvProblem<T>& p) {
  return (p.upper != p.trans) != p.solve;
}

// Runs body(j) over `count` steps in the order that the problem needs.
template <class T, class Body>
void in_order(const TrvProblem<T>& p, std::int64_t count, Body&& body) {
  for (std::int64_t i = 0; i < count; ++i) body(ascending(p) ? i : count - 1 - i);
}

// Column by column.
template <class T>
void by_columns(const Level1Kernels<T>& level1, const TrvProblem<T>& p, Strided<T> x) {
  const ColumnSums<T> sums{level1};
  in_order(p, p.n, [&](std::int64_t j) {
    const Column<const T> column = triangle_column(p.a, p.lda, p.storage, p.upper, p.n, p.k, j);
    const Column<const T> rest = without_diagonal(column, p.upper);
    const auto d = [&] { return conj_if(p.conj, diagonal(column, p.upper)); };
    const Strided<const T> others{x.first, x.inc};
    if (p.trans && p.solve) {
      const T value = x[j] - sums.dot(p.conj, rest, others);
      x[j] = p.unit ? value : divide(value, d());
    } else if (p.trans) {
      const T own = p.unit ? x[j] : times(d(), x[j]);
      x[j] = own + sums.dot(p.conj, rest, others);
    } else if (p.solve) {
      if (!p.unit) x[j] = divide(x[j], d());
      sums.axpy(p.conj, -x[j], rest, x);
    } else {
      sums.axpy(p.conj, x[j], rest, x);
      if (!p.unit) x[j] = times(d(), x[j]);
    }
  });
}

// y += alpha op(A) x for a block beside the diagonal, vectors of unit stride.
template <class T>
void add_block(const GemvKernels<T>& k, const TrvProblem<T>& p, std::int64_t m, std::int64_t n,
               T alpha, const T* a, const T* x, T* y) {
  if (m == 0 || n == 0) return;
  if constexpr (ComplexScalar<T>) {
    const auto kernel =
        p.trans ? (p.conj ? k.trans_conj : k.trans) : (p.conj ? k.notrans_conj : k.notrans);
    kernel(m, n, alpha, a, p.lda, x, y);
  } else {
    const auto kernel = p.trans ? k.trans8 : k.notrans_panels4;
    kernel(m, n, alpha, a, p.lda, x, T{1}, y);
  }
}

// A full matrix in blocks of columns: what lies above or below the diagonal block is a gemv, before
// the block itself or after it as what it reads must be old or new.
template <class T>
void by_blocks(const Level2Kernels<T>& kernels, const TrvProblem<T>& p, T* x) {
  const T sign = p.solve ? T{-1} : T{1};
  in_order(p, (p.n + kBlock - 1) / kBlock, [&](std::int64_t block) {
    const std::int64_t begin = block * kBlock, end = std::min(p.n, begin + kBlock);
    TrvProblem<T> own = p;
    own.n = end - begin;
    own.a = p.a + begin + begin * p.lda;
    const std::int64_t other = p.upper ? 0 : end, rows = p.upper ? begin : p.n - end;
    const T* const beside = p.a + other + begin * p.lda;
    const auto rest = [&] {
      if (p.trans) {
        add_block(kernels.gemv, p, rows, own.n, sign, beside, x + other, x + begin);
      } else {
        add_block(kernels.gemv, p, rows, own.n, sign, beside, x + begin, x + other);
      }
    };
    // A product reads the block's own x before it is replaced; a transposed one adds to the result.
    const bool rest_first = p.solve == p.trans;
    if (rest_first) rest();
    by_columns(kernels.level1, own, Strided<T>{x + begin, 1});
    if (!rest_first) rest();
  });
}

}  // namespace

template <class T>
void trv(const Level2Kernels<T>& kernels, const TrvProblem<T>& p, Scratch scratch) {
  const Strided<T> to = strided(p.x, p.n, p.incx);
  const Gathered<T> vectors(scratch, 0, {}, p.n, to);
  const Strided<T> x = vectors.y();
  if (p.storage == Storage::Full && x.inc == 1 && p.n > kBlock) {
    by_blocks(kernels, p, x.first);
  } else {
    by_columns(kernels.level1, p, x);
  }
  vectors.finish();
}

template void trv(const Level2Kernels<float>&, const TrvProblem<float>&, Scratch);
template void trv(const Level2Kernels<double>&, const TrvProblem<double>&, Scratch);
template void trv(const Level2Kernels<std::complex<float>>&, const TrvProblem<std::complex<float>>&,
                  Scratch);
template void trv(const Level2Kernels<std::complex<double>>&,
                  const TrvProblem<std::complex<double>>&, Scratch);

}  // namespace fulcrum::simd
