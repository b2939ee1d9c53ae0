// SPDX-License-Identifier: Apache-2.0
// The target-independent half of gemm: the loops over cache blocks, the threads and the scratch
// memory.
#include "simd/gemm/gemm.hpp"

#include <algorithm>

#include "simd/gemm/noted.hpp"
#include "simd/gemm/packed_loop.hpp"
#include "simd/gemm/panels.hpp"
#include "simd/gemm/plan.hpp"
#include "simd/gemm/share.hpp"
#include "simd/threads/threads.hpp"
#include "simd/threads/workspace.hpp"

namespace fulcrum::simd {
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
[[gnu::noinline]] void rank(const GemmKernels<T>& kernels, GemmProblem<T> p, int useful, T* memory,
                            const FusedEpilogue<T>* fused) {
  if (p.trans_a) {  // turned over first
    kernels.transpose(p.k, p.m, p.a, p.lda, memory, p.m);
    p.trans_a = false;
    p.a = memory;
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
                                        const GemmPlan& plan, T* memory,
                                        const FusedEpilogue<T>* fused) {
  if (plan.scratch == 0) {
    alignas(64) T strip[kStripBytes / sizeof(T)];
    return small_panels(kernels, p, strip, fused);
  }
  const std::int64_t depth = plan.blocks.depth, strip = kernels.mr * depth + kStagger;
  parallel(plan.threads, [&](int index, int count) {
    const Bands bands({{0, p.m}, {0, p.n}}, kernels.mr, kernels.nr, round_up(p.m, kernels.mr),
                      index, count);
    bands.for_each_band([&](Range, auto&& blocks) {
      blocks([&](Range rows, Range columns) {
        small_strips(kernels, columns_of(rows_of(p, rows), columns), depth, memory + index * strip,
                     fused);
      });
    });
  });
}

// Not a multiple of a page, so that copies of rows do not share cache sets.
constexpr std::int64_t ld_of_copies(std::int64_t k) { return round_up(k, 16) + 16; }

// Few rows or columns against a long k: X are the rows of op(A), Y the columns of op(B), each
// contiguous along k, the few ones after a copy where they are not.
template <class T>
[[gnu::noinline]] void inner(const GemmKernels<T>& kernels, const GemmProblem<T>& p, int useful,
                             T* memory, const FusedEpilogue<T>* fused) {
  const T* a = p.a;
  const T* b = p.b;
  std::int64_t lda = p.lda, ldb = p.ldb;
  if (!p.trans_a || p.trans_b) {
    const bool copy_a = !p.trans_a;
    const std::int64_t ld = ld_of_copies(p.k);
    kernels.transpose(copy_a ? p.m : p.n, p.k, copy_a ? p.a : p.b, copy_a ? p.lda : p.ldb, memory,
                      ld);
    (copy_a ? a : b) = memory;
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
void stream(const GemmKernels<T>& kernels, const GemmProblem<T>& p, const GemmBlocks& blocks,
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
                               const GemmPlan& plan, T* memory, const FusedEpilogue<T>* fused) {
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
  const GemmBlocks& blocks = plan.blocks;
  t.ldc = blocks.ld;
  parallel(plan.threads, [&](int index, int count) {
    const Range columns = part(p.n, kernels.mr, index, count);
    for (std::int64_t j = columns.begin; j < columns.end; j += blocks.rows) {
      GemmProblem<T> piece = t;
      piece.m = std::min(blocks.rows, columns.end - j);
      piece.a += j;
      piece.c = memory + index * blocks.ld * p.m;
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
                                const GemmPlan& plan, T* memory, const FusedEpilogue<T>* fused) {
  const GemmBlocks& blocks = plan.blocks;
  parallel_parts(kernels, p, plan.threads, [&](const GemmProblem<T>& part, int index) {
    T* const copy = blocks.copy != 0 ? memory + index * (blocks.copy + kStagger) : nullptr;
    stream(kernels, part, blocks, copy, fused);
  });
}

// Little of C and a long k: the chunks of k are independent products, summed in order. Their number
// depends on the shape alone.
template <class T>
[[gnu::noinline]] void split_k(const GemmKernels<T>& kernels, const GemmProblem<T>& p,
                               const GemmPlan& plan, T* memory, const FusedEpilogue<T>* fused) {
  const std::int64_t depth = plan.blocks.chunk, chunks = plan.blocks.chunks,
                     step = plan.blocks.depth;
  const std::int64_t area = p.m * p.n;
  const std::int64_t panel = p.trans_a ? kernels.mr * step + kStagger : 0;
  T* panels = memory + chunks * area;
  const bool far = p.m * p.k * std::int64_t{sizeof(T)} > cache_sizes().l2;
  parallel(plan.threads, [&](int index, int count) {
    for (std::int64_t chunk = index; chunk < chunks; chunk += count) {
      GemmProblem<T> product = p;
      product.alpha = T{1};
      product.c = memory + chunk * area;
      product.ldc = p.m;
      const std::int64_t begin = chunk * depth, end = std::min(begin + depth, p.k);
      for (std::int64_t l = begin; l < end; l += step) {
        GemmProblem<T> block = block_of(product, l, std::min(step, end - l));
        block.beta = l == begin ? T{0} : T{1};
        if (p.trans_a) {
          small_panels<T>(kernels, block, panels + index * panel, nullptr);
        } else {
          kernels.streamed(block, far && l + step < end ? step * p.lda : 0, nullptr);
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

// C = alpha op(A) op(B) + beta C of packed operands, or of B in place.
template <class T>
class PackedGemm : public PanelProduct<T>, public PackedProductBase {
  using Base = PanelProduct<T>;

 public:
  PackedGemm(const GemmKernels<T>& kernels, const GemmProblem<T>& p, const GemmBlocks& blocks,
             const FusedEpilogue<T>* fused)
      : Base(kernels, blocks, p.n, p.k), kernels_(kernels), p_(p), fused_(fused) {}

  Region region(const Turn& turn) const { return {{0, p_.m}, turn.columns}; }
  std::int64_t b_room() const { return this->blocks.b_in_place ? 0 : Base::b_room(); }

  const T* pack_a(Range rows, const Turn& turn, T* room) const {
    this->panels.pack_a(operand_a(p_).at(rows.begin, turn.k.begin), rows.size(), turn.depth(),
                        room);
    return room;
  }
  void pack_b(Range columns, const Turn& turn, T* to) const {
    this->panels.pack_b(operand_b(p_).at(turn.k.begin, columns.begin), columns.size(), turn.depth(),
                        to);
  }

  void multiply(Range rows, Range columns, const Turn& turn, const T* a, const T* b,
                T* /*own*/) const {
    const std::int64_t m = rows.size(), n = columns.size(), k = turn.depth();
    const T alpha = p_.alpha, beta = turn.first ? p_.beta : T{1};
    T* const c = p_.c + rows.begin + columns.begin * p_.ldc;
    const bool in_place = this->blocks.b_in_place;
    if (in_place) b = p_.b + turn.k.begin + columns.begin * p_.ldb;
    if (fused_ != nullptr && turn.last) {
      if (in_place) {
        kernels_.macro_columns_fused(*fused_, m, n, k, alpha, a, b, p_.ldb, beta, c, p_.ldc);
      } else {
        kernels_.macro_fused(*fused_, m, n, k, alpha, a, b, beta, c, p_.ldc);
      }
    } else if (in_place) {
      kernels_.macro_columns(m, n, k, alpha, a, b, p_.ldb, beta, c, p_.ldc);
    } else {
      kernels_.macro(m, n, k, alpha, a, b, beta, c, p_.ldc);
    }
  }

 private:
  const GemmKernels<T>& kernels_;
  const GemmProblem<T>& p_;
  const FusedEpilogue<T>* fused_;
};

template <class T>
[[gnu::noinline]] void packed(const GemmKernels<T>& kernels, const GemmProblem<T>& p,
                              const GemmPlan& plan, void* memory, const FusedEpilogue<T>* fused) {
  const PackedGemm<T> product(kernels, p, plan.blocks, fused);
  run_packed(product, plan.threads, memory);
}

// Elements of scratch memory.
template <class T>
std::int64_t scratch_elements(const GemmKernels<T>& kernels, const GemmProblem<T>& p,
                              const GemmPlan& plan) {
  const std::int64_t threads = plan.threads;
  const GemmBlocks& blocks = plan.blocks;
  switch (plan.path) {
    case GemmPath::Gemv: {  // gathered vectors, and up to 32 partial results of a short one
      const std::int64_t length = std::max(p.m, p.n);
      return p.k + length + 32 * std::min(length, std::int64_t{1} << 14);
    }
    case GemmPath::Rank:
      return p.trans_a ? p.m * p.k : 0;
    case GemmPath::Small:
      return 0;
    case GemmPath::SmallTransposed:
      return has_strip_on_stack(kernels, p) ? 0 : threads * (kernels.mr * blocks.depth + kStagger);
    case GemmPath::Inner: {
      if (p.trans_a && !p.trans_b) return 0;
      return (p.trans_a ? p.n : p.m) * ld_of_copies(p.k);
    }
    case GemmPath::Swapped:
      return threads * blocks.ld * p.m;
    case GemmPath::Streamed:
      return blocks.copy == 0 ? 0 : threads * (blocks.copy + kStagger);
    case GemmPath::SplitK:
      return blocks.chunks * p.m * p.n +
             (p.trans_a ? threads * (kernels.mr * blocks.depth + kStagger) : 0);
    case GemmPath::Packed:
      break;
  }
  const PackedGemm<T> product(kernels, p, blocks, nullptr);
  return packed_scratch(product, plan.threads) / static_cast<std::int64_t>(sizeof(T));
}

// As many threads as the operations are worth and the path's pieces can be given to.
template <class T>
int plan_threads(const GemmKernels<T>& kernels, const GemmProblem<T>& p, const GemmPlan& plan,
                 int threads) {
  const auto of_pieces = [&](std::int64_t pieces) {
    return static_cast<int>(std::min<std::int64_t>(threads_for(2, p.m, p.n, p.k, threads), pieces));
  };
  switch (plan.path) {
    case GemmPath::Gemv:
      return useful_threads(gemv_of(p), threads);
    case GemmPath::Rank:
      return of_pieces(p.n);
    case GemmPath::Small:
    case GemmPath::Streamed:
      return of_pieces(tile_line(kernels, p).tiles);
    case GemmPath::SmallTransposed:
      if (has_strip_on_stack(kernels, p)) return 1;
      return of_pieces(ceil_div(p.m, kernels.mr) * ceil_div(p.n, kernels.nr));
    case GemmPath::Inner: {
      const InnerSides sides = inner_sides(kernels, p);
      return of_pieces(ceil_div(sides.length, sides.unit));
    }
    case GemmPath::Swapped:
      return of_pieces(ceil_div(p.n, kernels.mr));
    case GemmPath::SplitK:
      return of_pieces(plan.blocks.chunks);
    case GemmPath::Packed:
      break;
  }
  return threads_for(2, p.m, p.n, p.k, threads);
}

}  // namespace

template <class T>
GemmPlan gemm_plan(const GemmKernels<T>& kernels, const GemmProblem<T>& p, int threads) {
  const GemmSizes sizes = sizes_of(p);
  GemmPlan plan;
  if (!is_product(p)) return plan;
  plan.path = gemm_path(sizes);
  plan.blocks = gemm_blocks(plan.path, sizes, {kernels.mr, kernels.nr}, cache_sizes());
  plan.threads = gemm_is_direct(p) ? 1 : plan_threads(kernels, p, plan, threads);
  plan.scratch = static_cast<std::size_t>(scratch_elements(kernels, p, plan)) * sizeof(T);
  return plan;
}

template <class T>
void gemm_as_planned(const GemmKernels<T>& kernels, const GemmProblem<T>& p, const GemmPlan& plan,
                     void* memory, const FusedEpilogue<T>* fused) {
  if (!is_product(p)) return kernels.scale(p.m, p.n, p.beta, p.c, p.ldc);
  T* const elements = static_cast<T*>(memory);
  switch (plan.path) {
    case GemmPath::Gemv:  // has memory of its own
      return as_gemv(kernels, p, plan.threads, fused);
    case GemmPath::Rank:
      return rank(kernels, p, plan.threads, elements, fused);
    case GemmPath::Small:
      return small(kernels, p, plan.threads, fused);
    case GemmPath::SmallTransposed:
      return small_transposed(kernels, p, plan, elements, fused);
    case GemmPath::Inner:
      return inner(kernels, p, plan.threads, elements, fused);
    case GemmPath::Swapped:
      return swapped(kernels, p, plan, elements, fused);
    case GemmPath::Streamed:
      return streamed(kernels, p, plan, elements, fused);
    case GemmPath::SplitK:
      return split_k(kernels, p, plan, elements, fused);
    case GemmPath::Packed:
      return packed(kernels, p, plan, memory, fused);
  }
}

template <class T>
void gemm_general(const GemmKernels<T>& kernels, const GemmProblem<T>& p, int threads,
                  const FusedEpilogue<T>* fused) {
  if (!is_product(p)) [[unlikely]] {
    if (p.beta != T{1} || fused == nullptr) kernels.scale(p.m, p.n, p.beta, p.c, p.ldc);
    if (fused != nullptr) finish_all(kernels, p, threads, *fused);
    return;
  }
  const GemmPlan plan = gemm_plan(kernels, p, possible(threads));
  note_path(plan.path);
  if (plan.path == GemmPath::Gemv) return as_gemv(kernels, p, threads, fused);
  gemm_as_planned(kernels, p, plan, plan.scratch > 0 ? workspace(plan.scratch) : nullptr, fused);
}

template <RealScalar T>
int useful_threads(const GemmKernels<T>& kernels, const GemmProblem<T>& p, int threads) {
  return gemm_plan(kernels, p, threads).threads;
}

template <class T>
int useful_threads(const GemmKernels<T>& kernels, const GemmProblem<T>& p,
                   const EpilogueList<T>& /*list*/, int threads) {
  if (!is_product(p)) return epilogue_threads(p, threads);
  const GemmPlan plan = gemm_plan(kernels, p, threads);
  return plan.path == GemmPath::Gemv ? std::max(plan.threads, epilogue_threads(p, threads))
                                     : plan.threads;
}

template GemmPlan gemm_plan(const GemmKernels<float>&, const GemmProblem<float>&, int);
template GemmPlan gemm_plan(const GemmKernels<double>&, const GemmProblem<double>&, int);
template void gemm_as_planned(const GemmKernels<float>&, const GemmProblem<float>&, const GemmPlan&,
                              void*, const FusedEpilogue<float>*);
template void gemm_as_planned(const GemmKernels<double>&, const GemmProblem<double>&,
                              const GemmPlan&, void*, const FusedEpilogue<double>*);
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
