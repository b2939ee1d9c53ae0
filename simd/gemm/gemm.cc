// SPDX-License-Identifier: Apache-2.0
// The target-independent half of gemm: the loops over cache blocks, the threads and the scratch
// memory.
#include "simd/gemm/gemm.hpp"

#include <unistd.h>

#include <algorithm>

#include "simd/gemm/plan.hpp"
#include "simd/threads/threads.hpp"
#include "simd/threads/workspace.hpp"

namespace fulcrum::simd {

const CacheSizes& cache_sizes() {
  static const CacheSizes sizes = [] {
    CacheSizes s;
#if defined(_SC_LEVEL1_DCACHE_SIZE)
    if (const long l1 = sysconf(_SC_LEVEL1_DCACHE_SIZE); l1 >= (16 << 10)) s.l1 = l1;
    if (const long l2 = sysconf(_SC_LEVEL2_CACHE_SIZE); l2 >= (128 << 10)) s.l2 = l2;
#endif
    return s;
  }();
  return sizes;
}

namespace {

// A thread is worth waking from about a million operations of its own on (a barrier costs 1-2 us).
constexpr double kFlopsPerThread = 2e6;

// Elements kept between packed buffers, so that the same column of A and B does not fall into the
// same cache set.
constexpr std::int64_t kStagger = 512 / 4;

// part `index` of `count` nearly equal parts of [0, total), in whole units.
struct Range {
  std::int64_t begin, end;
};
Range part(std::int64_t total, std::int64_t unit, int index, int count) {
  const std::int64_t units = ceil_div(total, unit);
  const std::int64_t begin = units * index / count * unit, end = units * (index + 1) / count * unit;
  return {std::min(begin, total), std::min(end, total)};
}

// Threads as a grid over the tiles of C: the split whose largest share of tiles is smallest; among
// equals the one with fewest columns of threads, because each of those packs A again.
struct Grid {
  int rows, columns;
};
Grid choose_grid(std::int64_t row_tiles, std::int64_t column_tiles, int threads) {
  Grid best{threads, 1};
  std::int64_t best_share = ceil_div(row_tiles, threads) * column_tiles;
  for (int columns = 2; columns <= threads; ++columns) {
    if (threads % columns != 0) continue;
    const std::int64_t share =
        ceil_div(row_tiles, threads / columns) * ceil_div(column_tiles, columns);
    if (share < best_share) {
      best_share = share;
      best = {threads / columns, columns};
    }
  }
  return best;
}

// A transposed: its panels are packed, B is still read in place.
template <class T>
[[gnu::noinline]] void small_transposed(const GemmKernels<T>& kernels, const GemmProblem<T>& p) {
  const std::int64_t mr = kernels.mr;
  T* packed =
      static_cast<T*>(workspace(static_cast<std::size_t>(round_up(p.m, mr) * p.k) * sizeof(T)));
  kernels.pack_a(true, p.m, p.k, p.a, p.lda, packed);
  GemmProblem<T> panel = p;
  panel.trans_a = false;
  panel.lda = mr;
  for (std::int64_t i = 0; i < p.m; i += mr) {
    panel.m = std::min(mr, p.m - i);
    panel.a = packed + i * p.k;
    panel.c = p.c + i;
    kernels.small(panel);
  }
}

// The packed path. One parallel region; per block of B: pack it together, wait, multiply own part
// of C. B has two buffers, so that one barrier per block is enough.
template <class T>
class PackedGemm {
 public:
  PackedGemm(const GemmKernels<T>& kernels, const GemmProblem<T>& p, const GemmPlan& plan,
             int threads)
      : kernels_(kernels), p_(p), plan_(plan) {
    a_size_ = plan.mc * plan.kc + kStagger;
    b_size_ = plan.b_in_place ? 0 : plan.nc * plan.kc + kStagger;
    T* memory = static_cast<T*>(
        workspace(static_cast<std::size_t>(2 * b_size_ + threads * a_size_) * sizeof(T)));
    packed_b_ = memory;
    packed_a_ = memory + 2 * b_size_;
  }

  void operator()(int index, int count) const {
    const Grid grid = choose_grid(ceil_div(p_.m, kernels_.mr),
                                  ceil_div(std::min(p_.n, plan_.nc), kernels_.nr), count);
    const Range rows = part(p_.m, kernels_.mr, index / grid.columns, grid.rows);
    T* packed_a = packed_a_ + index * a_size_;
    int block = 0;
    for (std::int64_t j = 0; j < p_.n; j += plan_.nc) {
      const std::int64_t width = std::min(plan_.nc, p_.n - j);
      const Range columns = part(width, kernels_.nr, index % grid.columns, grid.columns);
      for (std::int64_t l = 0; l < p_.k; l += plan_.kc, ++block) {
        const std::int64_t depth = std::min(plan_.kc, p_.k - l);
        T* packed_b = packed_b_ + (block & 1) * b_size_;
        if (!plan_.b_in_place) {
          pack_b(part(width, kernels_.nr, index, count), j, l, depth, packed_b);
          barrier(count);
        }
        multiply(rows, columns, j, l, depth, packed_a, packed_b);
      }
    }
  }

 private:
  void pack_b(Range columns, std::int64_t j, std::int64_t l, std::int64_t depth,
              T* packed_b) const {
    if (columns.begin == columns.end) return;
    const std::int64_t column = j + columns.begin;
    const T* b = p_.trans_b ? p_.b + column + l * p_.ldb : p_.b + l + column * p_.ldb;
    kernels_.pack_b(p_.trans_b, depth, columns.end - columns.begin, b, p_.ldb,
                    packed_b + columns.begin * depth);
  }

  void multiply(Range rows, Range columns, std::int64_t j, std::int64_t l, std::int64_t depth,
                T* packed_a, const T* packed_b) const {
    if (columns.begin == columns.end) return;
    const T beta = l == 0 ? p_.beta : T{1};
    for (std::int64_t i = rows.begin; i < rows.end; i += plan_.mc) {
      const std::int64_t height = std::min(plan_.mc, rows.end - i);
      const T* a = p_.trans_a ? p_.a + l + i * p_.lda : p_.a + i + l * p_.lda;
      kernels_.pack_a(p_.trans_a, height, depth, a, p_.lda, packed_a);
      T* c = p_.c + i + (j + columns.begin) * p_.ldc;
      if (plan_.b_in_place) {
        kernels_.macro_columns(height, columns.end - columns.begin, depth, p_.alpha, packed_a,
                               p_.b + l + (j + columns.begin) * p_.ldb, p_.ldb, beta, c, p_.ldc);
      } else {
        kernels_.macro(height, columns.end - columns.begin, depth, p_.alpha, packed_a,
                       packed_b + columns.begin * depth, beta, c, p_.ldc);
      }
    }
  }

  const GemmKernels<T>& kernels_;
  const GemmProblem<T>& p_;
  const GemmPlan& plan_;
  std::int64_t a_size_ = 0, b_size_ = 0;
  T* packed_a_ = nullptr;
  T* packed_b_ = nullptr;
};

template <class T>
[[gnu::noinline]] void packed(const GemmKernels<T>& kernels, const GemmProblem<T>& p,
                              const GemmSizes& sizes, int threads) {
  const GemmPlan plan = plan_packed(sizes, kernels.mr, kernels.nr, sizeof(T), cache_sizes());
  const double flops =
      2.0 * static_cast<double>(p.m) * static_cast<double>(p.n) * static_cast<double>(p.k);
  const int useful =
      static_cast<int>(std::min<double>(threads, std::max(1.0, flops / kFlopsPerThread)));
  PackedGemm<T> product(kernels, p, plan, useful);
  parallel(useful, product);
}

}  // namespace

template <class T>
void gemm_general(const GemmKernels<T>& kernels, const GemmProblem<T>& p, int threads) {
  if (p.alpha == T{0} || p.k == 0) [[unlikely]] {
    kernels.scale(p.m, p.n, p.beta, p.c, p.ldc);
    return;
  }
  const GemmSizes sizes{p.trans_a, p.trans_b, p.m, p.n, p.k};
  switch (gemm_path(sizes)) {
    case GemmPath::Small:
      return kernels.small(p);
    case GemmPath::SmallTransposed:
      return small_transposed(kernels, p);
    case GemmPath::Packed:
      return packed(kernels, p, sizes, threads);
  }
}

template void gemm_general<float>(const GemmKernels<float>&, const GemmProblem<float>&, int);
template void gemm_general<double>(const GemmKernels<double>&, const GemmProblem<double>&, int);

}  // namespace fulcrum::simd
