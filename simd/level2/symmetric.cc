// SPDX-License-Identifier: Apache-2.0
// Level 2 on symmetric and Hermitian matrices, full, banded and packed.
#include <algorithm>

#include "simd/level2/columns.hpp"
#include "simd/threads/threads.hpp"

namespace fulcrum::simd {
namespace {

// A product's columns are walked in at most so many parts, each with a sum of its own of at least
// bytes_per_thread() of the matrix.
constexpr std::int64_t kMaxParts = 16;
// Boundaries between parts and between threads.
constexpr std::int64_t kUnit = 64;

template <class Problem>
Rows columns_of(const Problem& p) {
  if (p.storage == Storage::Band) return Rows::Even;
  return p.upper ? Rows::Growing : Rows::Shrinking;
}

// A power of two that depends on the shape alone.
template <class T>
std::int64_t parts_of(const SymvProblem<T>& p) {
  const double bytes = triangle_bytes<T>(p.storage, p.n, p.k);
  std::int64_t parts = 1;
  if (bytes < static_cast<double>(thread_bytes())) return parts;
  while (2 * parts <= kMaxParts && static_cast<double>(2 * parts * bytes_per_thread()) <= bytes)
    parts *= 2;
  return parts;
}

template <class T>
struct Product {
  const Level2Kernels<T>& kernels;
  const SymvProblem<T>& p;
  const Stored<const T> s;
  const MirrorUse use;
  const T* const x;
  T* const y;
  const std::int64_t parts;
  T* const sums;  // n elements for each part

  Product(const Level2Kernels<T>& k, const SymvProblem<T>& problem, const T* from, T* to,
          T* scratch)
      : kernels(k),
        p(problem),
        s(stored_triangle(p.a, p.lda, p.storage, p.upper, p.n, p.k)),
        use(use_of(p)),
        x(from),
        y(to),
        parts(scratch == nullptr ? 1 : parts_of(p)),
        sums(scratch) {}

  ColumnRange part(std::int64_t index) const {
    return {cut(p.n, index, parts, columns_of(p), kUnit),
            cut(p.n, index + 1, parts, columns_of(p), kUnit)};
  }
  // Rows beside the diagonal.
  std::int64_t k() const { return p.storage == Storage::Band ? std::min(p.k, p.n) : p.n; }
  // The rows that a part adds to. They begin with a whole panel, as the windows must that begin
  // with them: a panel belongs to one window.
  ColumnRange rows(ColumnRange columns) const {
    if (p.upper) {
      const std::int64_t first = std::max<std::int64_t>(0, columns.begin - k());
      return {first / kPanelColumns * kPanelColumns, columns.end};
    }
    return {columns.begin, std::min(p.n, columns.end + k())};
  }

  // to += the columns' part of alpha A x, in windows of rows.
  void add(ColumnRange columns, T* to) const {
    const ColumnRange all = rows(columns);
    over_windows<T>(all.begin, all.end, true, [&](std::int64_t begin, std::int64_t end) {
      // The diagonal belongs to the window that has its row; columns of a band that do not reach
      // into the window are left out, in whole panels.
      const std::int64_t before = std::max<std::int64_t>(0, begin - k()) / kPanelColumns,
                         behind = (std::min(p.n, end + k()) + kPanelColumns - 1) / kPanelColumns;
      const std::int64_t from = std::max(columns.begin, p.upper ? begin : before * kPanelColumns),
                         last = std::min(columns.end, p.upper ? behind * kPanelColumns : end);
      if (from < last) kernels.panels.both(s.rows(begin, end), from, last, use, p.alpha, x, to);
    });
  }
  void add_part(std::int64_t index, T* to) const {
    const ColumnRange columns = part(index), all = rows(columns);
    if (columns.begin >= columns.end) return;
    std::fill(to + all.begin, to + all.end, T{});
    add(columns, to);
  }
  // y += a part's sum, of rows [begin, end).
  void take(std::int64_t index, const T* sum, std::int64_t begin, std::int64_t end) const {
    const ColumnRange columns = part(index), all = rows(columns);
    if (columns.begin >= columns.end) return;
    begin = std::max(begin, all.begin), end = std::min(end, all.end);
    if (begin >= end) return;
    if constexpr (ComplexScalar<T>) {
      using R = Real<T>;
      kernels.level1.parts.axpy(2 * (end - begin), R{1}, reinterpret_cast<const R*>(sum + begin),
                                1,                                    // NOLINT
                                reinterpret_cast<R*>(y + begin), 1);  // NOLINT
    } else {
      kernels.level1.axpy(end - begin, T{1}, sum + begin, 1, y + begin, 1);
    }
  }

  // One thread adds part after part, several the same sums behind a barrier.
  void run(int threads) const {
    if (parts == 1) return add({0, p.n}, y);
    if (threads <= 1) {
      for (std::int64_t i = 0; i < parts; ++i) {
        add_part(i, sums);
        take(i, sums, 0, p.n);
      }
      return;
    }
    parallel(threads, [&](int index, int count) {
      for (std::int64_t i = parts * index / count; i < parts * (index + 1) / count; ++i)
        add_part(i, sums + i * p.n);
      barrier(count);
      const std::int64_t begin = cut(p.n, index, count, Rows::Even, kUnit),
                         end = cut(p.n, index + 1, count, Rows::Even, kUnit);
      for (std::int64_t i = 0; i < parts; ++i) take(i, sums + i * p.n, begin, end);
    });
  }
};

// Column by column, for vectors as they lie.
template <class T>
void by_columns(const Level2Kernels<T>& kernels, const SymvProblem<T>& p, Strided<const T> x,
                Strided<T> y) {
  const ColumnSums<T> sums{kernels.level1};
  const Stored<const T> s = stored_triangle(p.a, p.lda, p.storage, p.upper, p.n, p.k);
  for (std::int64_t j = 0; j < p.n; ++j) {
    const Column<const T> column = column_of(s, j);
    const T alpha_x = times(p.alpha, x[j]), d = s.column(j)[j];
    const T across = sums.dot(p.hermitian != p.conj, column, x);
    sums.axpy(p.conj, alpha_x, column, y);
    if constexpr (ComplexScalar<T>) {
      y[j] += p.hermitian ? times_real(d.real(), alpha_x) : times(conj_if(p.conj, d), alpha_x);
    } else {
      y[j] += d * alpha_x;
    }
    y[j] += times(p.alpha, across);
  }
}

// Runs body(begin, end) on the columns of the triangle that a problem writes.
template <class Problem, class Body>
void over_columns(const Problem& p, int threads, Body&& body) {
  over_parts(p.n, columns_of(p), kPanelColumns, used_threads(p, threads), body);
}

}  // namespace

template <class T>
void symv(const Level2Kernels<T>& kernels, const SymvProblem<T>& p, int threads, Scratch scratch) {
  const Strided<T> to = strided(p.y, p.n, p.incy);
  if (p.alpha == T{}) return scale_vector(kernels.level1, p.beta, p.n, to);
  const int used = used_threads(p, threads);
  const std::int64_t parts = parts_of(p), sums = parts == 1 ? 0 : used == 1 ? 1 : parts;
  const Gathered<T> vectors(scratch, p.n, strided(p.x, p.n, p.incx), p.n, to, p.beta != T{},
                            sums * p.n);
  const Strided<T> y = vectors.y();
  scale_vector(kernels.level1, p.beta, p.n, y);
  if (!vectors.unit()) return by_columns(kernels, p, vectors.x(), y);
  if (sums == 0 && p.n <= kWindow<T>) {
    kernels.panels.both(stored_triangle(p.a, p.lda, p.storage, p.upper, p.n, p.k), 0, p.n,
                        use_of(p), p.alpha, vectors.x().first, y.first);
  } else {
    const Product<T> product(kernels, p, vectors.x().first, y.first,
                             sums == 0 ? nullptr : vectors.extra());
    product.run(used);
  }
  vectors.finish();
}

template <class T>
void syr(const Level2Kernels<T>& kernels, const SyrProblem<T>& p, int threads, Scratch scratch) {
  const Gathered<T> vectors(scratch, p.n, strided(p.x, p.n, p.incx));
  const Strided<const T> x = vectors.x();
  const Stored<T> s = written_triangle<T>(p);
  const UpdateKind kind = kind_of(p);
  if (x.inc == 1) {
    over_columns(p, threads, [&](std::int64_t begin, std::int64_t end) {
      kernels.panels.update(s, begin, end, kind, p.alpha, x.first, x.first);
    });
    return;
  }
  const ColumnSums<T> sums{kernels.level1};
  for (std::int64_t j = 0; j < p.n; ++j) {
    const Column<T> column = column_of(s, j);
    const T xj = conj_if(kind.conj_across, x[j]);
    T factor{};
    if constexpr (ComplexScalar<T>) {
      factor = p.hermitian ? times_real(p.alpha.real(), xj) : times(p.alpha, xj);
    } else {
      factor = p.alpha * xj;
    }
    sums.axpy(p.conj, column.end - column.begin, factor, x.from(column.begin), {column.data, 1});
    if (p.hermitian) s.column(j)[j] = real_only(s.column(j)[j]);
  }
}

template <class T>
void syr2(const Level2Kernels<T>& kernels, const Syr2Problem<T>& p, int threads, Scratch scratch) {
  // Both are only read; the second one in the place of an output that is never put back.
  const Strided<const T> y_as_given = strided(p.y, p.n, p.incy);
  const Gathered<T> vectors(scratch, p.n, strided(p.x, p.n, p.incx), p.n,
                            {const_cast<T*>(y_as_given.first), y_as_given.inc});  // NOLINT
  const Strided<const T> x = vectors.x();
  const Strided<const T> y{vectors.y().first, vectors.y().inc};
  const Stored<T> s = written_triangle<T>(p);
  const UpdateKind kind = kind_of(p);
  if (vectors.unit()) {
    over_columns(p, threads, [&](std::int64_t begin, std::int64_t end) {
      kernels.panels.update2(s, begin, end, kind, p.alpha, x.first, y.first);
    });
    return;
  }
  const ColumnSums<T> sums{kernels.level1};
  for (std::int64_t j = 0; j < p.n; ++j) {
    const Column<T> column = column_of(s, j);
    const std::int64_t size = column.end - column.begin;
    const Strided<T> to{column.data, 1};
    sums.axpy(p.conj, size, times(p.alpha, conj_if(kind.conj_across, y[j])), x.from(column.begin),
              to);
    sums.axpy(p.conj, size, times(conj_if(p.hermitian, p.alpha), conj_if(kind.conj_across, x[j])),
              y.from(column.begin), to);
    if (p.hermitian) s.column(j)[j] = real_only(s.column(j)[j]);
  }
}

using C32 = std::complex<float>;
using C64 = std::complex<double>;
template void symv(const Level2Kernels<float>&, const SymvProblem<float>&, int, Scratch);
template void symv(const Level2Kernels<double>&, const SymvProblem<double>&, int, Scratch);
template void symv(const Level2Kernels<C32>&, const SymvProblem<C32>&, int, Scratch);
template void symv(const Level2Kernels<C64>&, const SymvProblem<C64>&, int, Scratch);
template void syr(const Level2Kernels<float>&, const SyrProblem<float>&, int, Scratch);
template void syr(const Level2Kernels<double>&, const SyrProblem<double>&, int, Scratch);
template void syr(const Level2Kernels<C32>&, const SyrProblem<C32>&, int, Scratch);
template void syr(const Level2Kernels<C64>&, const SyrProblem<C64>&, int, Scratch);
template void syr2(const Level2Kernels<float>&, const Syr2Problem<float>&, int, Scratch);
template void syr2(const Level2Kernels<double>&, const Syr2Problem<double>&, int, Scratch);
template void syr2(const Level2Kernels<C32>&, const Syr2Problem<C32>&, int, Scratch);
template void syr2(const Level2Kernels<C64>&, const Syr2Problem<C64>&, int, Scratch);

}  // namespace fulcrum::simd
