// SPDX-License-Identifier: Apache-2.0
// Level 2 on triangular matrices: products with a vector and solutions, full, banded and packed.
#include <algorithm>

#include "simd/level2/columns.hpp"
#include "simd/threads/threads.hpp"

namespace fulcrum::simd {
namespace {

// Boundaries between threads.
constexpr std::int64_t kUnit = 64;

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

// Column by column, for a vector as it lies.
template <class T>
void by_columns(const Level1Kernels<T>& level1, const TrvProblem<T>& p, const Stored<const T>& s,
                Strided<T> x) {
  const ColumnSums<T> sums{level1};
  in_order(p, p.n, [&](std::int64_t j) {
    const Column<const T> rest = column_of(s, j);
    const auto d = [&] { return conj_if(p.conj, s.column(j)[j]); };
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

// `to` = op(A) `from` of a part of the rows of op(A).
template <class T>
void multiply_part(const PanelKernels<T>& panels, const TrvProblem<T>& p, const Stored<const T>& s,
                   std::int64_t begin, std::int64_t end, const T* from, T* to) {
  const TriangleUse use = use_of(p);
  if (p.trans) return panels.multiply(s, begin, end, use, from, to);
  over_windows<T>(begin, end, p.upper, [&](std::int64_t row, std::int64_t last) {
    const ColumnRange columns = columns_with(s, p.n, row, last);
    panels.multiply(s.rows(row, last), p.upper ? row : columns.begin, p.upper ? columns.end : last,
                    use, from, to);
  });
}

template <class T>
void multiply(const PanelKernels<T>& panels, const TrvProblem<T>& p, const Stored<const T>& s, T* x,
              T* copy, int threads) {
  if (threads <= 1) return multiply_part(panels, p, s, 0, p.n, x, x);
  std::copy(x, x + p.n, copy);
  const Rows rows = p.storage == Storage::Band ? Rows::Even
                    : p.upper == p.trans       ? Rows::Growing
                                               : Rows::Shrinking;
  over_parts(p.n, rows, kUnit, threads, [&](std::int64_t begin, std::int64_t end) {
    multiply_part(panels, p, s, begin, end, static_cast<const T*>(copy), x);
  });
}

// Blocks of columns, one after another; what lies beside a block is shared out: its rows, or
// transposed its columns.
template <class T>
void solve_blocks(const PanelKernels<T>& panels, const TrvProblem<T>& p, const Stored<const T>& s,
                  T* x, int threads) {
  const TriangleUse use = use_of(p);
  const std::int64_t blocks = (p.n + kSolveBlock - 1) / kSolveBlock;
  const auto run = [&](int index, int count) {
    in_order(p, blocks, [&](std::int64_t block) {
      const std::int64_t begin = block * kSolveBlock, end = std::min(p.n, begin + kSolveBlock);
      const std::int64_t other = p.upper ? 0 : end, rows = p.upper ? begin : p.n - end;
      const auto beside = [&] {
        const std::int64_t all = p.trans ? end - begin : rows,
                           unit = p.trans ? kPanelColumns : kUnit;
        const std::int64_t from = cut(all, index, count, Rows::Even, unit),
                           to = cut(all, index + 1, count, Rows::Even, unit);
        if (from >= to || rows == 0) return;
        if (p.trans) {
          panels.dots(s.rows(other, other + rows), begin + from, begin + to, p.conj, T{-1}, x, x);
        } else {
          panels.add(s.rows(other + from, other + to), begin, end, p.conj, T{-1}, x, x);
        }
      };
      if (p.trans) {
        beside();
        barrier(count);
      }
      if (index == 0) panels.solve(s.rows(begin, end), begin, end, use, x);
      barrier(count);
      if (!p.trans) {
        beside();
        barrier(count);
      }
    });
  };
  if (threads <= 1) return run(0, 1);
  parallel(threads, run);
}

}  // namespace

template <class T>
void trv(const Level2Kernels<T>& kernels, const TrvProblem<T>& p, int threads, Scratch scratch) {
  const int used = used_threads(p, threads);
  const std::int64_t copied = p.solve || used == 1 ? 0 : p.n;
  const Gathered<T> vectors(scratch, 0, {}, p.n, strided(p.x, p.n, p.incx), true, copied);
  const Strided<T> x = vectors.y();
  const Stored<const T> s = stored_triangle(p.a, p.lda, p.storage, p.upper, p.n, p.k);
  if (x.inc != 1) {
    by_columns(kernels.level1, p, s, x);
  } else if (!p.solve) {
    multiply(kernels.panels, p, s, x.first, vectors.extra(), vectors.extra() == nullptr ? 1 : used);
  } else if (p.storage == Storage::Band ||
             triangle_bytes<T>(p.storage, p.n, p.k) < kSolveThreadBytes) {
    kernels.panels.solve(s, 0, p.n, use_of(p), x.first);
  } else {
    solve_blocks(kernels.panels, p, s, x.first, scratch == Scratch::None ? 1 : used);
  }
  vectors.finish();
}

template void trv(const Level2Kernels<float>&, const TrvProblem<float>&, int, Scratch);
template void trv(const Level2Kernels<double>&, const TrvProblem<double>&, int, Scratch);
template void trv(const Level2Kernels<std::complex<float>>&, const TrvProblem<std::complex<float>>&,
                  int, Scratch);
template void trv(const Level2Kernels<std::complex<double>>&,
                  const TrvProblem<std::complex<double>>&, int, Scratch);

}  // namespace fulcrum::simd
