// SPDX-License-Identifier: Apache-2.0
// Level 2 on general matrices: gbmv, ger, and the complex gemv.
#include <algorithm>

#include "simd/level2/columns.hpp"
#include "simd/threads/threads.hpp"

namespace fulcrum::simd {
namespace {

// Runs body(begin, end) on parts of n units whose boundaries are multiples of `unit`.
template <class Body>
void over_units(std::int64_t n, std::int64_t unit, int threads, Body&& body) {
  if (threads <= 1) {
    body(std::int64_t{0}, n);
    return;
  }
  parallel(threads, [&](int index, int count) {
    const std::int64_t units = (n + unit - 1) / unit, each = (units + count - 1) / count * unit;
    const std::int64_t begin = std::min(n, index * each), end = std::min(n, begin + each);
    if (begin < end) body(begin, end);
  });
}

// y = alpha op(A) x + beta y, element by element down the columns, for vectors as they lie.
template <class T>
void gemv_by_columns(const Level2Kernels<T>& kernels, const GemvProblem<T>& p, Strided<const T> x,
                     Strided<T> y) {
  const ColumnSums<T> sums{kernels.level1};
  scale_vector(kernels.level1, p.beta, p.y_size(), y);
  for (std::int64_t j = 0; j < p.n; ++j) {
    const Column<const T> column{p.a + j * p.lda, 0, p.m};
    if (p.trans) {
      y[j] += times(p.alpha, sums.dot(p.conj, column, x));
    } else {
      sums.axpy(p.conj, times(p.alpha, x[j]), column, y);
    }
  }
}

}  // namespace

template <class T>
void gemv_complex(const Level2Kernels<T>& kernels, const GemvProblem<T>& p, int threads,
                  Scratch scratch) {
  const Strided<T> to = strided(p.y, p.y_size(), p.incy);
  if (p.alpha == T{}) return scale_vector(kernels.level1, p.beta, p.y_size(), to);
  const Gathered<T> vectors(scratch, p.x_size(), strided(p.x, p.x_size(), p.incx), p.y_size(), to,
                            p.beta != T{});
  const Strided<const T> x = vectors.x();
  const Strided<T> y = vectors.y();
  if (x.inc != 1 || y.inc != 1) return gemv_by_columns(kernels, p, x, y);
  scale_vector(kernels.level1, p.beta, p.y_size(), y);
  const GemvKernels<T>& k = kernels.gemv;
  const int used = useful_threads(p, threads);
  if (p.trans) {
    const auto kernel = p.conj ? k.trans_conj : k.trans;
    over_units(p.n, k.columns, used, [&](std::int64_t begin, std::int64_t end) {
      kernel(p.m, end - begin, p.alpha, p.a + begin * p.lda, p.lda, x.first, y.first + begin);
    });
  } else {
    const auto kernel = p.conj ? k.notrans_conj : k.notrans;
    over_units(p.m, 64, used, [&](std::int64_t begin, std::int64_t end) {
      kernel(end - begin, p.n, p.alpha, p.a + begin, p.lda, x.first, y.first + begin);
    });
  }
  vectors.finish();
}

template <class T>
void gemv_without_workspace(const Level2Kernels<T>& kernels, const GemvProblem<T>& p) {
  const Strided<T> y = strided(p.y, p.y_size(), p.incy);
  if (p.alpha == T{}) return scale_vector(kernels.level1, p.beta, p.y_size(), y);
  gemv_by_columns(kernels, p, strided(p.x, p.x_size(), p.incx), y);
}

template <class T>
std::size_t gemv_complex_scratch(const GemvProblem<T>& p) {
  if (p.alpha == T{}) return 0;
  const std::int64_t elements = (p.incx == 1 ? 0 : p.x_size()) + (p.incy == 1 ? 0 : p.y_size());
  return static_cast<std::size_t>(elements) * sizeof(T);
}

template <class T>
void gbmv(const Level2Kernels<T>& kernels, const GbmvProblem<T>& p, Scratch scratch) {
  const Strided<T> to = strided(p.y, p.y_size(), p.incy);
  if (p.alpha == T{}) return scale_vector(kernels.level1, p.beta, p.y_size(), to);
  const Gathered<T> vectors(scratch, p.x_size(), strided(p.x, p.x_size(), p.incx), p.y_size(), to,
                            p.beta != T{});
  const Strided<const T> x = vectors.x();
  const Strided<T> y = vectors.y();
  const ColumnSums<T> sums{kernels.level1};
  scale_vector(kernels.level1, p.beta, p.y_size(), y);
  for (std::int64_t j = 0; j < p.n; ++j) {
    const std::int64_t begin = std::max<std::int64_t>(0, j - p.ku);
    const std::int64_t end = std::min(p.m, j + p.kl + 1);
    if (begin >= end) continue;
    const Column<const T> column{p.a + j * p.lda + p.ku + begin - j, begin, end};
    if (p.trans) {
      y[j] += times(p.alpha, sums.dot(p.conj, column, x));
    } else {
      sums.axpy(p.conj, times(p.alpha, x[j]), column, y);
    }
  }
  vectors.finish();
}

template <class T>
void ger(const Level2Kernels<T>& kernels, const GerProblem<T>& p, int threads, Scratch scratch) {
  // x is used for every column; of y every element once.
  const Gathered<T> vectors(scratch, p.m, strided(p.x, p.m, p.incx));
  const Strided<const T> y = strided(p.y, p.n, p.incy);
  const ColumnSums<T> sums{kernels.level1};
  over_units(p.n, 1, useful_threads(p, threads), [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t j = begin; j < end; ++j)
      sums.axpy(p.conj_x, p.m, times(p.alpha, conj_if(p.conj_y, y[j])), vectors.x(),
                {p.a + j * p.lda, 1});
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
template void gbmv(const Level2Kernels<float>&, const GbmvProblem<float>&, Scratch);
template void gbmv(const Level2Kernels<double>&, const GbmvProblem<double>&, Scratch);
template void gbmv(const Level2Kernels<C32>&, const GbmvProblem<C32>&, Scratch);
template void gbmv(const Level2Kernels<C64>&, const GbmvProblem<C64>&, Scratch);
template void ger(const Level2Kernels<float>&, const GerProblem<float>&, int, Scratch);
template void ger(const Level2Kernels<double>&, const GerProblem<double>&, int, Scratch);
template void ger(const Level2Kernels<C32>&, const GerProblem<C32>&, int, Scratch);
template void ger(const Level2Kernels<C64>&, const GerProblem<C64>&, int, Scratch);

}  // namespace fulcrum::simd
