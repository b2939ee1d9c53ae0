// SPDX-License-Identifier: Apache-2.0
// The target-independent half of gemm: the loops over cache blocks, the threads and the scratch
// memory.
#include "simd/gemm/gemm.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>

#include "simd/gemm/plan.hpp"
#include "simd/gemm/share.hpp"
#include "simd/threads/published.hpp"
#include "simd/threads/threads.hpp"
#include "simd/threads/workspace.hpp"

namespace fulcrum::simd {
namespace {

constinit std::atomic<const CacheSizes*> g_cache_sizes{nullptr};

std::unique_ptr<const CacheSizes> read_cache_sizes() {
  auto sizes = std::make_unique<CacheSizes>();
#if defined(_SC_LEVEL1_DCACHE_SIZE)
  if (const long l1 = sysconf(_SC_LEVEL1_DCACHE_SIZE); l1 >= (16 << 10)) sizes->l1 = l1;
  if (const long l2 = sysconf(_SC_LEVEL2_CACHE_SIZE); l2 >= (128 << 10)) sizes->l2 = l2;
#endif
  return sizes;
}

}  // namespace

const CacheSizes& cache_sizes() { return published(g_cache_sizes, read_cache_sizes); }

namespace {

// Rows of a finished piece of a column: half of a first-level cache in f64.
constexpr std::int64_t kFinishedRows = 2048;

// The part of a problem that computes some rows or columns of C.
template <class T>
GemmProblem<T> rows_of(GemmProblem<T> p, Range rows) {
  p.m = rows.end - rows.begin;
  p.a += p.trans_a ? rows.begin * p.lda : rows.begin;
  p.c += rows.begin;
  return p;
}
template <class T>
GemmProblem<T> columns_of(GemmProblem<T> p, Range columns) {
  p.n = columns.end - columns.begin;
  p.b += p.trans_b ? columns.begin : columns.begin * p.ldb;
  p.c += columns.begin * p.ldc;
  return p;
}
// ... that multiplies a block of k; the first block takes beta, the others add to C.
template <class T>
GemmProblem<T> block_of(GemmProblem<T> p, std::int64_t begin, std::int64_t depth) {
  p.k = depth;
  p.a += p.trans_a ? begin : begin * p.lda;
  p.b += p.trans_b ? begin * p.ldb : begin;
  if (begin > 0) p.beta = T{1};
  return p;
}

// The tiles of a problem without packing, with the epilogue where there is one.
template <class T>
void small_tiles(const GemmKernels<T>& kernels, const GemmProblem<T>& p,
                 const FusedEpilogue<T>* fused) {
  if (fused != nullptr) {
    kernels.small_fused(*fused, p);
  } else {
    kernels.small(p);
  }
}

// Runs body(part of p, index of the thread) on `useful` threads, which share a line of tiles.
template <class T, class Body>
void parallel_parts(const GemmKernels<T>& kernels, const GemmProblem<T>& p, int useful,
                    Body&& body) {
  const bool by_rows = tile_line(kernels, p).by_rows;
  parallel(useful, [&](int index, int count) {
    if (by_rows) {
      const Range rows = part(p.m, kernels.mr, index, count);
      if (rows.begin < rows.end) body(rows_of(p, rows), index);
    } else {
      const Range columns = part(p.n, kernels.nr, index, count);
      if (columns.begin < columns.end) body(columns_of(p, columns), index);
    }
  });
}

// So much scratch memory of each of the threads.
template <class T>
T* scratch_of_each(int threads, std::int64_t elements) {
  return static_cast<T*>(
      workspace(static_cast<std::size_t>(threads * (elements + kStagger)) * sizeof(T)));
}

// The epilogue on all of C, where it is done after the product: C is far smaller than the operands
// or does not come from a product at all.
template <class T>
void finish_all(const GemmKernels<T>& kernels, const GemmProblem<T>& p, int threads,
                const FusedEpilogue<T>& fused) {
  const bool by_rows = p.n < p.m;
  const std::int64_t unit = by_rows ? kernels.mr : kernels.nr, length = by_rows ? p.m : p.n;
  parallel(epilogue_threads(p, threads), [&](int index, int count) {
    const Range range = part(length, unit, index, count);
    if (range.begin >= range.end) return;
    const std::int64_t size = range.end - range.begin;
    if (by_rows) {
      fused.finish(size, p.n, p.c + range.begin);
    } else {
      fused.finish(p.m, size, p.c + range.begin * p.ldc);
    }
  });
}

// One row or column of C.
template <class T>
[[gnu::noinline]] void as_gemv(const GemmKernels<T>& kernels, const GemmProblem<T>& p, int threads,
                               const FusedEpilogue<T>* fused) {
  gemv(kernels.gemv, gemv_of(p), threads);
  if (fused != nullptr) finish_all(kernels, p, threads, *fused);
}

// A k of one to four: down the columns of C, A staying in the first-level cache.
template <class T>
[[gnu::noinline]] void rank(const GemmKernels<T>& kernels, GemmProblem<T> p, int useful,
                            const FusedEpilogue<T>* fused) {
  if (p.trans_a) {  // turned over first
    T* const copy = static_cast<T*>(workspace(static_cast<std::size_t>(p.m * p.k) * sizeof(T)));
    kernels.transpose(p.k, p.m, p.a, p.lda, copy, p.m);
    p.trans_a = false;
    p.a = copy;
    p.lda = p.m;
  }
  parallel(useful, [&](int index, int count) {
    const Range columns = part(p.n, 1, index, count);
    if (columns.begin == columns.end) return;
    const GemmProblem<T> own = columns_of(p, columns);
    if (fused == nullptr) {
      kernels.rank(own);
      return;
    }
    // A piece of a column at a time, which the epilogue then finds in the first-level cache.
    for (std::int64_t j = 0; j < own.n; ++j) {
      for (std::int64_t i = 0; i < own.m; i += kFinishedRows) {
        const GemmProblem<T> piece =
            rows_of(columns_of(own, {j, j + 1}), {i, std::min(i + kFinishedRows, own.m)});
        kernels.rank(piece);
        fused->finish(piece.m, 1, piece.c);
      }
    }
  });
}

// Both operands in place.
template <class T>
[[gnu::noinline]] void small(const GemmKernels<T>& kernels, const GemmProblem<T>& p, int useful,
                             const FusedEpilogue<T>* fused) {
  parallel_parts(kernels, p, useful,
                 [&](const GemmProblem<T>& part, int) { small_tiles(kernels, part, fused); });
}

// A transposed: its panels of `height` rows are packed into `packed`, B is read in place.
template <class T>
void small_panels(const GemmKernels<T>& kernels, const GemmProblem<T>& p, T* packed,
                  const FusedEpilogue<T>* fused) {
  const std::int64_t mr = kernels.mr;
  GemmProblem<T> panel = p;
  panel.trans_a = false;
  panel.lda = mr;
  panel.a = packed;
  for (std::int64_t i = 0; i < p.m; i += mr) {
    panel.m = std::min(mr, p.m - i);
    panel.c = p.c + i;
    kernels.transpose(p.k, panel.m, p.a + i * p.lda, p.lda, packed, mr);
    small_tiles(kernels, panel, fused);
  }
}

// The same a block of k at a time.
template <class T>
void small_strips(const GemmKernels<T>& kernels, const GemmProblem<T>& p, std::int64_t depth,
                  T* packed, const FusedEpilogue<T>* fused) {
  for (std::int64_t l = 0; l < p.k; l += depth) {
    const bool last = l + depth >= p.k;
    small_panels(kernels, block_of(p, l, std::min(depth, p.k - l)), packed, last ? fused : nullptr);
  }
}

template <class T>
[[gnu::noinline]] void small_transposed(const GemmKernels<T>& kernels, const GemmProblem<T>& p,
                                        const GemmSizes& sizes, int useful,
                                        const FusedEpilogue<T>* fused) {
  if (has_strip_on_stack(kernels, p)) {
    alignas(64) T packed[kStripBytes / sizeof(T)];
    return small_panels(kernels, p, packed, fused);
  }
  const std::int64_t depth = transposed_depth(sizes), strip = kernels.mr * depth;
  const std::int64_t row_tiles = ceil_div(p.m, kernels.mr),
                     column_tiles = ceil_div(p.n, kernels.nr);
  T* const packed = scratch_of_each<T>(useful, strip);
  // As the packed path shares C: threads with the same rows turn over the same part of A, so rows
  // come first.
  parallel(useful, [&](int index, int count) {
    const Place place(row_tiles, column_tiles, index, count);
    const Range rows = place.rows(p.m, kernels.mr), columns = place.columns(p.n, kernels.nr);
    if (rows.begin == rows.end || columns.begin == columns.end) return;
    small_strips(kernels, columns_of(rows_of(p, rows), columns), depth,
                 packed + index * (strip + kStagger), fused);
  });
}

// Few rows or columns against a long k: X are the rows of op(A), Y the columns of op(B), each
// contiguous along k, the few ones after a copy where they are not.
template <class T>
[[gnu::noinline]] void inner(const GemmKernels<T>& kernels, const GemmProblem<T>& p, int useful,
                             const FusedEpilogue<T>* fused) {
  const T* a = p.a;
  const T* b = p.b;
  std::int64_t lda = p.lda, ldb = p.ldb;
  if (!p.trans_a || p.trans_b) {
    const bool copy_a = !p.trans_a;
    // Not a multiple of a page apart, so that the copies do not share cache sets.
    const std::int64_t ld = round_up(p.k, 16) + 16, rows = copy_a ? p.m : p.n;
    T* copy = static_cast<T*>(workspace(static_cast<std::size_t>(rows * ld) * sizeof(T)));
    kernels.transpose(rows, p.k, copy_a ? p.a : p.b, copy_a ? p.lda : p.ldb, copy, ld);
    (copy_a ? a : b) = copy;
    (copy_a ? lda : ldb) = ld;
  }
  parallel(useful, [&, sides = inner_sides(kernels, p)](int index, int count) {
    const auto [a_is_long, a_is_x, length, unit] = sides;
    const Range range = part(length, unit, index, count);
    if (range.begin >= range.end) return;
    const std::int64_t rows = a_is_long ? range.end - range.begin : p.m;
    const std::int64_t columns = a_is_long ? p.n : range.end - range.begin;
    const T* x = a_is_long ? a + range.begin * lda : a;
    const T* y = a_is_long ? b : b + range.begin * ldb;
    T* c = p.c + (a_is_long ? range.begin : range.begin * p.ldc);
    if (a_is_x) {
      kernels.inner(rows, columns, p.k, p.alpha, x, lda, y, ldb, p.beta, c, 1, p.ldc);
    } else {
      kernels.inner(columns, rows, p.k, p.alpha, y, ldb, x, lda, p.beta, c, p.ldc, 1);
    }
    if (fused != nullptr) fused->finish(rows, columns, c);
  });
}

// Blocks of A in place; `copy`: room for blocks.copy elements, or null.
template <class T>
void stream(const GemmKernels<T>& kernels, const GemmProblem<T>& p, const StreamedBlocks& blocks,
            T* copy, const FusedEpilogue<T>* fused) {
  for (std::int64_t i = 0; i < p.m; i += blocks.rows) {
    const GemmProblem<T> piece = rows_of(p, {i, std::min(i + blocks.rows, p.m)});
    for (std::int64_t l = 0; l < p.k; l += blocks.depth) {
      const bool last = l + blocks.depth >= p.k;
      const GemmProblem<T> block = block_of(piece, l, std::min(blocks.depth, p.k - l));
      if (last && fused != nullptr) {
        kernels.small_fused(*fused, block);
      } else {
        kernels.streamed(block, blocks.fetch && !last ? blocks.depth * p.lda : 0, copy);
      }
    }
  }
}

// Few rows, B transposed: the columns of C' = op(B)' op(A)' are long and B is their A, in place. A
// block of C' at a time, from C and back.
template <class T>
[[gnu::noinline]] void swapped(const GemmKernels<T>& kernels, const GemmProblem<T>& p,
                               const GemmSizes& sizes, int useful, const FusedEpilogue<T>* fused) {
  GemmProblem<T> t;
  t.trans_b = !p.trans_a;
  t.m = p.n;
  t.n = p.m;
  t.k = p.k;
  t.alpha = p.alpha;
  t.a = p.b;
  t.lda = p.ldb;
  t.b = p.a;
  t.ldb = p.lda;
  t.beta = p.beta;
  const SwappedBlocks blocks = swapped_blocks(sizes, kernels.mr, cache_sizes());
  t.ldc = blocks.ld;
  T* const memory =
      static_cast<T*>(workspace(static_cast<std::size_t>(useful * blocks.elements) * sizeof(T)));
  parallel(useful, [&](int index, int count) {
    const Range columns = part(p.n, kernels.mr, index, count);
    for (std::int64_t j = columns.begin; j < columns.end; j += blocks.rows) {
      GemmProblem<T> piece = t;
      piece.m = std::min(blocks.rows, columns.end - j);
      piece.a += j;
      piece.c = memory + index * blocks.elements;
      T* const c = p.c + j * p.ldc;
      if (p.beta != T{0}) kernels.transpose(p.m, piece.m, c, p.ldc, piece.c, blocks.ld);
      stream<T>(kernels, piece, blocks, nullptr, nullptr);
      kernels.transpose(piece.m, p.m, piece.c, blocks.ld, c, p.ldc);
      if (fused != nullptr) fused->finish(p.m, piece.m, c);
    }
  });
}

// Few columns, or operands that are near: A streams through, in place.
template <class T>
[[gnu::noinline]] void streamed(const GemmKernels<T>& kernels, const GemmProblem<T>& p,
                                const GemmSizes& sizes, int useful, const FusedEpilogue<T>* fused) {
  const StreamedBlocks blocks = streamed_blocks(sizes, kernels.mr, cache_sizes());
  T* const copies = blocks.copy != 0 ? scratch_of_each<T>(useful, blocks.copy) : nullptr;
  parallel_parts(kernels, p, useful, [&](const GemmProblem<T>& part, int index) {
    T* const copy = copies != nullptr ? copies + index * (blocks.copy + kStagger) : nullptr;
    stream(kernels, part, blocks, copy, fused);
  });
}

// Little of C and a long k: the chunks of k are independent products, summed in order. Their number
// depends on the shape alone.
template <class T>
[[gnu::noinline]] void split_k(const GemmKernels<T>& kernels, const GemmProblem<T>& p, int useful,
                               const FusedEpilogue<T>* fused) {
  const std::int64_t depth = split_chunks(p.k).depth, chunks = split_chunks(p.k).count;
  const std::int64_t area = p.m * p.n;
  const std::int64_t panel = p.trans_a ? kernels.mr * kSplitBlock + kStagger : 0;
  T* memory = static_cast<T*>(
      workspace(static_cast<std::size_t>(chunks * area + useful * panel) * sizeof(T)));
  T* panels = memory + chunks * area;
  const bool far = p.m * p.k * std::int64_t{sizeof(T)} > cache_sizes().l2;
  parallel(useful, [&](int index, int count) {
    for (std::int64_t chunk = index; chunk < chunks; chunk += count) {
      GemmProblem<T> product = p;
      product.alpha = T{1};
      product.c = memory + chunk * area;
      product.ldc = p.m;
      const std::int64_t begin = chunk * depth, end = std::min(begin + depth, p.k);
      for (std::int64_t l = begin; l < end; l += kSplitBlock) {
        GemmProblem<T> block = block_of(product, l, std::min(kSplitBlock, end - l));
        block.beta = l == begin ? T{0} : T{1};
        if (p.trans_a) {
          small_panels<T>(kernels, block, panels + index * panel, nullptr);
        } else {
          kernels.streamed(block, far && l + kSplitBlock < end ? kSplitBlock * p.lda : 0, nullptr);
        }
      }
    }
  });
  for (std::int64_t j = 0; j < p.n; ++j) {
    T* c = p.c + j * p.ldc;
    for (std::int64_t i = 0; i < p.m; ++i) {
      T sum = memory[i + j * p.m];
      for (std::int64_t chunk = 1; chunk < chunks; ++chunk)
        sum += memory[chunk * area + i + j * p.m];
      sum *= p.alpha;
      c[i] = p.beta == T{0} ? sum : sum + p.beta * c[i];
    }
  }
  if (fused != nullptr) fused->finish(p.m, p.n, p.c);
}

// The packed path. One parallel region; per block of B: pack it together, wait, multiply own part
// of C. B has two buffers, so that one barrier per block is enough.
template <class T>
class PackedGemm {
 public:
  PackedGemm(const GemmKernels<T>& kernels, const GemmProblem<T>& p, const GemmPlan& plan,
             int threads, const FusedEpilogue<T>* fused)
      : kernels_(kernels), p_(p), plan_(plan), fused_(fused) {
    a_size_ = plan.mc * plan.kc + kStagger;
    b_size_ = plan.b_in_place ? 0 : plan.nc * plan.kc + kStagger;
    T* memory = static_cast<T*>(
        workspace(static_cast<std::size_t>(2 * b_size_ + threads * a_size_) * sizeof(T)));
    packed_b_ = memory;
    packed_a_ = memory + 2 * b_size_;
  }

  void operator()(int index, int count) const {
    const Place place(ceil_div(p_.m, kernels_.mr), ceil_div(std::min(p_.n, plan_.nc), kernels_.nr),
                      index, count, p_.n >= kColumnsFirst * count * p_.k);
    const Range rows = place.rows(p_.m, kernels_.mr);
    T* packed_a = packed_a_ + index * a_size_;
    int block = 0;
    for (std::int64_t j = 0; j < p_.n; j += plan_.nc) {
      const std::int64_t width = std::min(plan_.nc, p_.n - j);
      const Range columns = place.columns(width, kernels_.nr);
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
      const T* b = plan_.b_in_place ? p_.b + l + (j + columns.begin) * p_.ldb
                                    : packed_b + columns.begin * depth;
      macro(height, columns.end - columns.begin, depth, packed_a, b, beta, c,
            l + depth == p_.k ? fused_ : nullptr);
    }
  }

  void macro(std::int64_t m, std::int64_t n, std::int64_t k, const T* packed_a, const T* b, T beta,
             T* c, const FusedEpilogue<T>* fused) const {
    if (fused == nullptr) {
      if (plan_.b_in_place) {
        kernels_.macro_columns(m, n, k, p_.alpha, packed_a, b, p_.ldb, beta, c, p_.ldc);
      } else {
        kernels_.macro(m, n, k, p_.alpha, packed_a, b, beta, c, p_.ldc);
      }
    } else if (plan_.b_in_place) {
      kernels_.macro_columns_fused(*fused, m, n, k, p_.alpha, packed_a, b, p_.ldb, beta, c, p_.ldc);
    } else {
      kernels_.macro_fused(*fused, m, n, k, p_.alpha, packed_a, b, beta, c, p_.ldc);
    }
  }

  const GemmKernels<T>& kernels_;
  const GemmProblem<T>& p_;
  const GemmPlan& plan_;
  const FusedEpilogue<T>* fused_;
  std::int64_t a_size_ = 0, b_size_ = 0;
  T* packed_a_ = nullptr;
  T* packed_b_ = nullptr;
};

template <class T>
[[gnu::noinline]] void packed(const GemmKernels<T>& kernels, const GemmProblem<T>& p,
                              const GemmSizes& sizes, int useful, const FusedEpilogue<T>* fused) {
  const GemmPlan plan = plan_packed(sizes, kernels.mr, kernels.nr, sizeof(T), cache_sizes());
  PackedGemm<T> product(kernels, p, plan, useful, fused);
  parallel(useful, product);
}

}  // namespace

template <class T>
void gemm_general(const GemmKernels<T>& kernels, const GemmProblem<T>& p, int threads,
                  const FusedEpilogue<T>* fused) {
  if (!is_product(p)) [[unlikely]] {
    if (p.beta != T{1} || fused == nullptr) kernels.scale(p.m, p.n, p.beta, p.c, p.ldc);
    if (fused != nullptr) finish_all(kernels, p, threads, *fused);
    return;
  }
  const GemmSizes sizes = sizes_of(p);
  const GemmPath path = gemm_path(sizes);
  const int useful = path_threads(kernels, p, path, possible(threads));
  switch (path) {
    case GemmPath::Gemv:
      return as_gemv(kernels, p, threads, fused);
    case GemmPath::Rank:
      return rank(kernels, p, useful, fused);
    case GemmPath::Small:
      return small(kernels, p, useful, fused);
    case GemmPath::SmallTransposed:
      return small_transposed(kernels, p, sizes, useful, fused);
    case GemmPath::Inner:
      return inner(kernels, p, useful, fused);
    case GemmPath::Swapped:
      return swapped(kernels, p, sizes, useful, fused);
    case GemmPath::Streamed:
      return streamed(kernels, p, sizes, useful, fused);
    case GemmPath::SplitK:
      return split_k(kernels, p, useful, fused);
    case GemmPath::Packed:
      return packed(kernels, p, sizes, useful, fused);
  }
}

template <RealScalar T>
int useful_threads(const GemmKernels<T>& kernels, const GemmProblem<T>& p, int threads) {
  if (gemm_is_direct(p) || !is_product(p)) return 1;
  return path_threads(kernels, p, gemm_path(sizes_of(p)), threads);
}

template <class T>
int useful_threads(const GemmKernels<T>& kernels, const GemmProblem<T>& p,
                   const EpilogueList<T>& /*list*/, int threads) {
  if (gemm_is_direct(p)) return 1;
  if (!is_product(p)) return epilogue_threads(p, threads);
  const GemmPath path = gemm_path(sizes_of(p));
  const int product = path_threads(kernels, p, path, threads);
  return path == GemmPath::Gemv ? std::max(product, epilogue_threads(p, threads)) : product;
}

template int useful_threads(const GemmKernels<float>&, const GemmProblem<float>&, int);
template int useful_threads(const GemmKernels<double>&, const GemmProblem<double>&, int);
template int useful_threads(const GemmKernels<float>&, const GemmProblem<float>&,
                            const EpilogueList<float>&, int);
template int useful_threads(const GemmKernels<double>&, const GemmProblem<double>&,
                            const EpilogueList<double>&, int);
template void gemm_general<float>(const GemmKernels<float>&, const GemmProblem<float>&, int,
                                  const FusedEpilogue<float>*);
template void gemm_general<double>(const GemmKernels<double>&, const GemmProblem<double>&, int,
                                   const FusedEpilogue<double>*);

}  // namespace fulcrum::simd
