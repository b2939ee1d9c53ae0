// SPDX-License-Identifier: Apache-2.0
// Level 2 on general matrices: gbmv, ger, and the complex gemv.
#include <algorithm>

#include "simd/level2/columns.hpp"
#include "simd/threads/threads.hpp"

namespace fulcrum::simd {
namespace {

// Boundaries between threads.
constexpr std::int64_t kUnit = 64;

template <class T>
Stored<const T> stored(const GemvProblem<T>& p) {
  return stored_full(p.a, p.lda, p.m, p.n);
}
template <class T>
Stored<const T> stored(const GbmvProblem<T>& p) {
  return stored_band(p.a, p.lda, p.m, p.kl, p.ku);
}

// y = alpha op(A) x + beta y, element by element down the columns, for vectors as they lie.
template <class T, class Problem>
void by_columns(const Level2Kernels<T>& kernels, const Problem& p, Strided<const T> x,
                Strided<T> y) {
  const ColumnSums<T> sums{kernels.level1};
  const Stored<const T> s = stored(p);
  scale_vector(kernels.level1, p.beta, p.y_size(), y);
  for (std::int64_t j = 0; j < p.n; ++j) {
    const Column<const T> column = column_of(s, j);
    if (column.begin >= column.end) continue;
    if (p.trans) {
      y[j] += times(p.alpha, sums.dot(p.conj, column, x));
    } else {
      sums.axpy(p.conj, times(p.alpha, x[j]), column, y);
    }
  }
}

// gemv and gbmv. Each thread has its own elements of y.
template <class T, class Problem>
void multiply(const Level2Kernels<T>& kernels, const Problem& p, int threads, Scratch scratch) {
  const Strided<T> to = strided(p.y, p.y_size(), p.incy);
  if (p.alpha == T{}) return scale_vector(kernels.level1, p.beta, p.y_size(), to);
  const Gathered<T> vectors(scratch, p.x_size(), strided(p.x, p.x_size(), p.incx), p.y_size(), to,
                            p.beta != T{});
  if (!vectors.unit()) return by_columns(kernels, p, vectors.x(), vectors.y());
  const Stored<const T> s = stored(p);
  const T* const x = vectors.x().first;
  T* const y = vectors.y().first;
  over_parts(p.y_size(), Rows::Even, kUnit, used_threads(p, threads),
             [&](std::int64_t begin, std::int64_t end) {
               scale_vector(kernels.level1, p.beta, end - begin, Strided<T>{y + begin, 1});
               if (p.trans) return kernels.panels.dots(s, begin, end, p.conj, p.alpha, x, y);
               over_windows<T>(begin, end, true, [&](std::int64_t from, std::int64_t last) {
                 const ColumnRange columns = columns_with(s, p.n, from, last);
                 if (columns.begin >= columns.end) return;
                 kernels.panels.add(s.rows(from, last), columns.begin, columns.end, p.conj, p.alpha,
                                    x, y);
               });
             });
  vectors.finish();
}

}  // namespace

template <class T>
void gemv_complex(const Level2Kernels<T>& kernels, const GemvProblem<T>& p, int threads,
                  Scratch scratch) {
  multiply(kernels, p, threads, scratch);
}

template <class T>
void gemv_without_workspace(const Level2Kernels<T>& kernels, const GemvProblem<T>& p) {
  const Strided<T> y = strided(p.y, p.y_size(), p.incy);
  if (p.alpha == T{}) return scale_vector(kernels.level1, p.beta, p.y_size(), y);
  by_columns(kernels, p, strided(p.x, p.x_size(), p.incx), y);
}

template <class T>
std::size_t gemv_complex_scratch(const GemvProblem<T>& p) {
  if (p.alpha == T{}) return 0;
  const std::int64_t elements = (p.incx == 1 ? 0 : p.x_size()) + (p.incy == 1 ? 0 : p.y_size());
  return static_cast<std::size_t>(elements) * sizeof(T);
}

template <class T>
void gbmv(const Level2Kernels<T>& kernels, const GbmvProblem<T>& p, int threads, Scratch scratch) {
  multiply(kernels, p, threads, scratch);
}

template <class T>
void ger(const Level2Kernels<T>& kernels, const GerProblem<T>& p, int threads, Scratch scratch) {
  // Both are only read; the second one in the place of an output that is never put back.
  const Strided<const T> y_as_given = strided(p.y, p.n, p.incy);
  const Gathered<T> vectors(scratch, p.m, strided(p.x, p.m, p.incx), p.n,
                            {const_cast<T*>(y_as_given.first), y_as_given.inc});  // NOLINT
  const Strided<const T> x = vectors.x();
  const Strided<T> y = vectors.y();
  if (!vectors.unit()) {
    const ColumnSums<T> sums{kernels.level1};
    for (std::int64_t j = 0; j < p.n; ++j)
      sums.axpy(p.conj_x, p.m, times(p.alpha, conj_if(p.conj_y, y[j])), x, {p.a + j * p.lda, 1});
    return;
  }
  const Stored<T> s = stored_full(p.a, p.lda, p.m, p.n);
  over_parts(p.n, Rows::Even, kPanelColumns, used_threads(p, threads),
             [&](std::int64_t begin, std::int64_t end) {
               kernels.panels.update(s, begin, end, kind_of(p), p.alpha, x.first, y.first);
             });
}

using C32 = std::complex<float>;
using C64 = std::complex<double>;
template void gemv_without_workspace(const Level2Kernels<float>&, const GemvProblem<float>&);
template void gemv_without_workspace(const Level2Kernels<double>&, const GemvProblem<double>&);
template std::size_t gemv_complex_scratch(const GemvProblem<C32>&);
template std::size_t gemv_complex_scratch(const GemvProblem<C64>&);
template void gemv_complex(const Level2Kernels<C32>&, const GemvProblem<C32>&, int, Scratch);
template void gemv_complex(const Level2Kernels<C64>&, const GemvProblem<C64>&, int, Scratch);
template void gbmv(const Level2Kernels<float>&, const GbmvProblem<float>&, int, Scratch);
template void gbmv(const Level2Kernels<double>&, const GbmvProblem<double>&, int, Scratch);
template void gbmv(const Level2Kernels<C32>&, const GbmvProblem<C32>&, int, Scratch);
template void gbmv(const Level2Kernels<C64>&, const GbmvProblem<C64>&, int, Scratch);
template void ger(const Level2Kernels<float>&, const GerProblem<float>&, int, Scratch);
template void ger(const Level2Kernels<double>&, const GerProblem<double>&, int, Scratch);
template void ger(const Level2Kernels<C32>&, const GerProblem<C32>&, int, Scratch);
template void ger(const Level2Kernels<C64>&, const GerProblem<C64>&, int, Scratch);

}  // namespace fulcrum::simd
