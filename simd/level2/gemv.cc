// SPDX-License-Identifier: Apache-2.0
#include "simd/level2/gemv.hpp"

#include <algorithm>
#include <cstddef>

#include "simd/threads/threads.hpp"
#include "simd/threads/workspace.hpp"

namespace fulcrum::simd {
namespace {

// Past this size A no longer sits in the first-level cache and long streams beat blocks of rows
// (README.md).
constexpr double kPanelBytes = 96.0 * 1024;
// Between these sizes A comes from an outer cache: four columns at a time beat eight by 5%, which
// win from memory.
constexpr double kOuterBytes = 1 << 20;
constexpr double kMemoryBytes = 12.0 * (1 << 20);
// Under this many rows a column's sum of lanes outweighs its loads: only eight columns share a
// reduction.
constexpr std::int64_t kLongColumn = 512;
// With fewer pieces of y than this a split of y would leave threads without work; the reduction is
// split instead.
constexpr std::int64_t kPieces = 16;
// Most chunks that a split reduction has; each keeps a copy of y.
constexpr std::int64_t kMaxChunks = 32;
// Rows per piece where any split keeps the bits, and of a chunk's length: a whole number of vectors
// everywhere.
constexpr std::int64_t kRows = 64;

std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

// How a shape is computed: a function of the shape alone, so that the bits are too.
template <class T>
struct Plan {
  void (*kernel)(std::int64_t, std::int64_t, T, const T*, std::int64_t, const T*, T, T*);
  std::int64_t unit;    // elements of y between legal splits
  std::int64_t chunks;  // parts of the reduction; 1: y is split
  std::int64_t length;  // elements of x per chunk
  double bytes;         // of A
};

template <class T>
Plan<T> make_plan(const GemvKernels<T>& kernels, const GemvProblem<T>& p) {
  const double bytes = matrix_bytes<T>(p.m, p.n);
  Plan<T> plan{kernels.trans8, kernels.col_block, 1, p.x_size(), bytes};
  if (p.trans) {
    if (bytes > kOuterBytes && bytes <= kMemoryBytes && p.m >= kLongColumn)
      plan.kernel = kernels.trans4;
  } else if (bytes <= kPanelBytes || p.m <= kernels.row_block) {
    plan.kernel = kernels.notrans;
    plan.unit = kernels.row_block;
  } else {
    plan.kernel = bytes <= kMemoryBytes ? kernels.notrans_panels4 : kernels.notrans_panels8;
    plan.unit = kRows;
  }
  if (plan.bytes >= static_cast<double>(thread_bytes()) && p.y_size() < kPieces * plan.unit) {
    const auto wanted = std::min(
        kMaxChunks,
        static_cast<std::int64_t>(2 * plan.bytes / static_cast<double>(bytes_per_thread())));
    plan.length = ceil_div(ceil_div(p.x_size(), wanted), kRows) * kRows;
    plan.chunks = ceil_div(p.x_size(), plan.length);
  }
  return plan;
}

// Each thread computes a part of y.
template <class T>
void split_output(const Plan<T>& plan, const GemvProblem<T>& p, const T* x, T* y, int threads) {
  parallel(useful_threads(p, threads), [&](int index, int count) {
    const std::int64_t size = p.y_size();
    const std::int64_t each = ceil_div(ceil_div(size, count), plan.unit) * plan.unit;
    const std::int64_t begin = std::min(size, index * each);
    const std::int64_t part = std::min(each, size - begin);
    if (part <= 0) return;
    if (p.trans) {
      plan.kernel(p.m, part, p.alpha, p.a + begin * p.lda, p.lda, x, p.beta, y + begin);
    } else {
      plan.kernel(part, p.n, p.alpha, p.a + begin, p.lda, x, p.beta, y + begin);
    }
  });
}

// Each thread computes all of y for some chunks of the reduction; the chunks are added in order.
template <class T>
void split_reduction(const Plan<T>& plan, const GemvProblem<T>& p, const T* x, T* y, T* partial,
                     int threads) {
  const std::int64_t size = p.y_size();
  parallel(useful_threads(p, threads), [&](int index, int count) {
    for (std::int64_t c = plan.chunks * index / count; c < plan.chunks * (index + 1) / count; ++c) {
      const std::int64_t begin = c * plan.length;
      const std::int64_t depth = std::min(plan.length, p.x_size() - begin);
      if (p.trans) {
        plan.kernel(depth, p.n, p.alpha, p.a + begin, p.lda, x + begin, T{0}, partial + c * size);
      } else {
        plan.kernel(p.m, depth, p.alpha, p.a + begin * p.lda, p.lda, x + begin, T{0},
                    partial + c * size);
      }
    }
  });
  for (std::int64_t i = 0; i < size; ++i) {
    T sum = partial[i];
    for (std::int64_t c = 1; c < plan.chunks; ++c) sum += partial[c * size + i];
    y[i] = p.beta == T{0} ? sum : sum + p.beta * y[i];
  }
}

template <class T>
void gather(T* to, const T* from, std::int64_t n, std::int64_t inc) {
  for (std::int64_t i = 0; i < n; ++i, from += inc) to[i] = *from;
}

template <class T>
void scale(const GemvProblem<T>& p) {
  T* y = first(p.y, p.y_size(), p.incy);
  for (std::int64_t i = 0; i < p.y_size(); ++i, y += p.incy)
    *y = p.beta == T{0} ? T{0} : p.beta * *y;
}

// Elements of scratch memory: gathered vectors and the chunks of a split reduction.
struct Needs {
  std::int64_t nx, ny, np;
};
template <class T>
Needs needs(const Plan<T>& plan, const GemvProblem<T>& p) {
  return {p.incx == 1 ? 0 : p.x_size(), p.incy == 1 ? 0 : p.y_size(),
          plan.chunks == 1 ? 0 : plan.chunks * p.y_size()};
}

// Everything that needs scratch memory.
template <class T>
void with_workspace(const Plan<T>& plan, const GemvProblem<T>& p, int threads) {
  const auto [nx, ny, np] = needs(plan, p);
  T* const packed_x =
      static_cast<T*>(workspace(static_cast<std::size_t>(nx + ny + np) * sizeof(T)));
  T* const packed_y = packed_x + nx;
  if (nx > 0) gather(packed_x, first(p.x, nx, p.incx), nx, p.incx);
  if (ny > 0 && p.beta != T{0})
    gather(packed_y, static_cast<const T*>(first(p.y, ny, p.incy)), ny, p.incy);
  const T* const x = nx > 0 ? packed_x : p.x;
  T* const y = ny > 0 ? packed_y : p.y;
  if (plan.chunks == 1) {
    split_output(plan, p, x, y, threads);
  } else {
    split_reduction(plan, p, x, y, packed_y + ny, threads);
  }
  T* to = first(p.y, p.y_size(), p.incy);
  for (std::int64_t i = 0; i < ny; ++i, to += p.incy) *to = packed_y[i];
}

}  // namespace

template <class T>
void gemv(const GemvKernels<T>& kernels, const GemvProblem<T>& p, int threads) {
  if (p.alpha == T{0}) {
    scale(p);
    return;
  }
  const Plan<T> plan = make_plan(kernels, p);
  if (plan.chunks > 1 || p.incx != 1 || p.incy != 1) {
    with_workspace(plan, p, threads);
  } else if (plan.bytes < static_cast<double>(thread_bytes())) {
    plan.kernel(p.m, p.n, p.alpha, p.a, p.lda, p.x, p.beta, p.y);
  } else {
    split_output(plan, p, p.x, p.y, threads);
  }
}

template <class T>
std::size_t gemv_scratch(const GemvKernels<T>& kernels, const GemvProblem<T>& p) {
  if (p.alpha == T{0}) return 0;
  const auto [nx, ny, np] = needs(make_plan(kernels, p), p);
  return static_cast<std::size_t>(nx + ny + np) * sizeof(T);
}

template std::size_t gemv_scratch(const GemvKernels<float>&, const GemvProblem<float>&);
template std::size_t gemv_scratch(const GemvKernels<double>&, const GemvProblem<double>&);
template void gemv<float>(const GemvKernels<float>&, const GemvProblem<float>&, int);
template void gemv<double>(const GemvKernels<double>&, const GemvProblem<double>&, int);

}  // namespace fulcrum::simd
