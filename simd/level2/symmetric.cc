// SPDX-License-Identifier: Apache-2.0
// Level 2 on symmetric and Hermitian matrices, full, banded and packed.
#include "simd/level2/columns.hpp"

namespace fulcrum::simd {
namespace {

// The off-diagonal part of a column in both of its uses; the second one is returned.
template <class T>
T both_uses(const Level2Kernels<T>& kernels, const SymvProblem<T>& p, T alpha,
            Column<const T> column, Strided<const T> x, Strided<T> y) {
  const std::int64_t n = column.end - column.begin;
  if (n <= 0) return T{};
  const bool below = p.conj, above = p.hermitian != p.conj;  // what is conjugated
  if (x.inc == 1 && y.inc == 1) {
    const T* const from = x.first + column.begin;
    T* const to = y.first + column.begin;
    if constexpr (ComplexScalar<T>) {
      // column: a as it is down, conjugated across.
      if (below != above)
        return (below ? kernels.symv.column_conj : kernels.symv.column)(n, alpha, column.data, from,
                                                                        to);
    } else {
      return kernels.symv.column(n, alpha, column.data, from, to);
    }
  }
  const ColumnSums<T> sums{kernels.level1};
  const T across = sums.dot(above, column, x);
  sums.axpy(below, alpha, column, y);
  return across;
}

}  // namespace

template <class T>
void symv(const Level2Kernels<T>& kernels, const SymvProblem<T>& p, Scratch scratch) {
  const Strided<T> to = strided(p.y, p.n, p.incy);
  if (p.alpha == T{}) return scale_vector(kernels.level1, p.beta, p.n, to);
  const Gathered<T> vectors(scratch, p.n, strided(p.x, p.n, p.incx), p.n, to, p.beta != T{});
  const Strided<const T> x = vectors.x();
  const Strided<T> y = vectors.y();
  scale_vector(kernels.level1, p.beta, p.n, y);
  for (std::int64_t j = 0; j < p.n; ++j) {
    const Column<const T> column = triangle_column(p.a, p.lda, p.storage, p.upper, p.n, p.k, j);
    const T alpha_x = times(p.alpha, x[j]);
    const T across = both_uses(kernels, p, alpha_x, without_diagonal(column, p.upper), x, y);
    const T d = diagonal(column, p.upper);
    if constexpr (ComplexScalar<T>) {
      y[j] += p.hermitian ? times_real(d.real(), alpha_x) : times(conj_if(p.conj, d), alpha_x);
    } else {
      y[j] += d * alpha_x;
    }
    y[j] += times(p.alpha, across);
  }
  vectors.finish();
}

template <class T>
void syr(const Level2Kernels<T>& kernels, const SyrProblem<T>& p, Scratch scratch) {
  const Gathered<T> vectors(scratch, p.n, strided(p.x, p.n, p.incx));
  const Strided<const T> x = vectors.x();
  const ColumnSums<T> sums{kernels.level1};
  for (std::int64_t j = 0; j < p.n; ++j) {
    const Column<T> column =
        triangle_column(p.a, p.lda, p.storage, p.upper, p.n, std::int64_t{0}, j);
    const T xj = conj_if(p.hermitian != p.conj, x[j]);
    T factor{};
    if constexpr (ComplexScalar<T>) {
      factor = p.hermitian ? times_real(p.alpha.real(), xj) : times(p.alpha, xj);
    } else {
      factor = p.alpha * xj;
    }
    sums.axpy(p.conj, column.end - column.begin, factor, x.from(column.begin), {column.data, 1});
    if (p.hermitian) diagonal(column, p.upper) = real_only(diagonal(column, p.upper));
  }
}

template <class T>
void syr2(const Level2Kernels<T>& kernels, const Syr2Problem<T>& p, Scratch scratch) {
  // Both are only read; the second one in the place of an output that is never put back.
  const Strided<const T> y_as_given = strided(p.y, p.n, p.incy);
  const Gathered<T> vectors(scratch, p.n, strided(p.x, p.n, p.incx), p.n,
                            {const_cast<T*>(y_as_given.first), y_as_given.inc});  // NOLINT
  const Strided<const T> x = vectors.x();
  const Strided<const T> y{vectors.y().first, vectors.y().inc};
  const ColumnSums<T> sums{kernels.level1};
  const bool flip = p.hermitian != p.conj;
  for (std::int64_t j = 0; j < p.n; ++j) {
    const Column<T> column =
        triangle_column(p.a, p.lda, p.storage, p.upper, p.n, std::int64_t{0}, j);
    const std::int64_t size = column.end - column.begin;
    const Strided<T> to{column.data, 1};
    sums.axpy(p.conj, size, times(p.alpha, conj_if(flip, y[j])), x.from(column.begin), to);
    sums.axpy(p.conj, size, times(conj_if(p.hermitian, p.alpha), conj_if(flip, x[j])),
              y.from(column.begin), to);
    if (p.hermitian) diagonal(column, p.upper) = real_only(diagonal(column, p.upper));
  }
}

using C32 = std::complex<float>;
using C64 = std::complex<double>;
template void symv(const Level2Kernels<float>&, const SymvProblem<float>&, Scratch);
template void symv(const Level2Kernels<double>&, const SymvProblem<double>&, Scratch);
template void symv(const Level2Kernels<C32>&, const SymvProblem<C32>&, Scratch);
template void symv(const Level2Kernels<C64>&, const SymvProblem<C64>&, Scratch);
template void syr(const Level2Kernels<float>&, const SyrProblem<float>&, Scratch);
template void syr(const Level2Kernels<double>&, const SyrProblem<double>&, Scratch);
template void syr(const Level2Kernels<C32>&, const SyrProblem<C32>&, Scratch);
template void syr(const Level2Kernels<C64>&, const SyrProblem<C64>&, Scratch);
template void syr2(const Level2Kernels<float>&, const Syr2Problem<float>&, Scratch);
template void syr2(const Level2Kernels<double>&, const Syr2Problem<double>&, Scratch);
template void syr2(const Level2Kernels<C32>&, const Syr2Problem<C32>&, Scratch);
template void syr2(const Level2Kernels<C64>&, const Syr2Problem<C64>&, Scratch);

}  // namespace fulcrum::simd
