// SPDX-License-Identifier: Apache-2.0
// The target-independent half of the complex gemm: cache blocks, threads, scratch memory.
#include "simd/gemm_complex/gemm_complex.hpp"

#include <algorithm>

#include "simd/batch/run.hpp"
#include "simd/gemm/noted.hpp"
#include "simd/gemm/packed_loop.hpp"
#include "simd/gemm/panels.hpp"
#include "simd/gemm/plan.hpp"
#include "simd/gemm/share.hpp"
#include "simd/level2/level2.hpp"
#include "simd/scalar.hpp"
#include "simd/threads/threads.hpp"
#include "simd/threads/workspace.hpp"

namespace fulcrum::simd {
namespace {

// C = beta C
template <class T>
void scale(const GemmProblem<T>& p) {
  for (std::int64_t j = 0; j < p.n; ++j) {
    T* const column = p.c + j * p.ldc;
    for (std::int64_t i = 0; i < p.m; ++i)
      column[i] = p.beta == T{} ? T{} : times(p.beta, column[i]);
  }
}

template <class R>
class Product : public PanelProduct<std::complex<R>>, public PackedProductBase {
  using T = std::complex<R>;
  using Base = PanelProduct<T>;

 public:
  Product(const GemmKernels<T>& kernels, const GemmProblem<T>& p, const GemmBlocks& blocks)
      : Base(kernels, blocks, p.n, p.k), p_(p) {}

  Region region(const Turn& turn) const { return {{0, p_.m}, turn.columns}; }
  const R* pack_a(Range rows, const Turn& turn, R* room) const {
    this->panels.pack_a(operand_a(p_).at(rows.begin, turn.k.begin), rows.size(), turn.depth(),
                        room);
    return room;
  }
  void pack_b(Range columns, const Turn& turn, R* to) const {
    this->panels.pack_b(operand_b(p_).at(turn.k.begin, columns.begin), columns.size(), turn.depth(),
                        to);
  }
  void multiply(Range rows, Range columns, const Turn& turn, const R* a, const R* b,
                R* /*own*/) const {
    this->panels.multiply(rows.size(), columns.size(), turn.depth(), p_.alpha, a, b,
                          turn.first ? p_.beta : T{1}, p_.c + rows.begin + columns.begin * p_.ldc,
                          p_.ldc);
  }

 private:
  const GemmProblem<T>& p_;
};

// In place up to so many products of elements with no long edge: packing them costs more.
constexpr std::int64_t kSmallVolume = std::int64_t{64} * 64 * 64;
constexpr std::int64_t kSmallEdge = 256;
// Depth of a strip of a transposed A.
constexpr std::int64_t kStripDepth = 64;
// Columns of an op(B)' in place, apart by its leading dimension, that are walked side by side.
constexpr std::int64_t kSwappedDepth = 128;

// ------------------------------ one or two rows or columns

// A row or column of C is a gemv; two are two of them where that walks the other operand along its
// columns: to have vectors along C would take its transpose.
template <class T>
bool is_gemv(const GemmProblem<T>& p) {
  constexpr std::int64_t kDots = 2;
  if (p.m == 1 || p.n == 1) return true;
  return p.n <= p.m ? p.n <= kDots && p.trans_a : p.m <= kDots && !p.trans_b;
}

// The gemv of one of the few columns of C, or of its few rows, by their number.
template <class T>
struct GemvPart {
  GemvProblem<T> problem;
  bool conj_x;
};
template <class T>
GemvPart<T> gemv_part(const GemmProblem<T>& p, std::int64_t index) {
  GemvProblem<T> v;
  v.alpha = p.alpha, v.beta = p.beta;
  if (p.n <= p.m) {  // C = op(A) times columns of op(B)
    v.trans = p.trans_a, v.conj = p.conj_a;
    v.m = p.trans_a ? p.k : p.m, v.n = p.trans_a ? p.m : p.k;
    v.a = p.a, v.lda = p.lda;
    v.x = operand_b(p).at(0, index).data, v.incx = p.trans_b ? p.ldb : 1;
    v.y = p.c + index * p.ldc;
    return {v, p.conj_b};
  }
  // C' = op(B)' times rows of op(A)
  v.trans = !p.trans_b, v.conj = p.conj_b;
  v.m = p.trans_b ? p.n : p.k, v.n = p.trans_b ? p.k : p.n;
  v.a = p.b, v.lda = p.ldb;
  v.x = operand_a(p).at(index, 0).data, v.incx = p.trans_a ? 1 : p.lda;
  v.y = p.c + index, v.incy = p.ldc;
  return {v, p.conj_a};
}

// A few columns with A transposed: products of A's columns and B's, which lie as they should, not
// of strips of A that have been copied. Up to 8 columns take half of the strips' time, 16 0.8 of
// the packed one's (32: 1.0), shorter sums 1.3 (12 columns, 70 deep).
constexpr std::int64_t kDotColumns = 16, kDotDepth = 128;
template <class T>
bool is_few_dots(const GemmProblem<T>& p) {
  return p.trans_a && !p.trans_b && p.n <= kDotColumns && p.n <= p.m && p.k >= kDotDepth;
}

template <class T>
void conjugate(const GemvProblem<T>& v) {
  for (std::int64_t i = 0; i < v.y_size(); ++i) v.y[i * v.incy] = std::conj(v.y[i * v.incy]);
}

// In the workspace. With a conjugated x as the conjugate of y = conj(alpha) conj(op(A)) x +
// conj(beta) conj(y).
template <class R>
void as_gemv(const GemmKernels<std::complex<R>>& kernels, const GemmProblem<std::complex<R>>& p,
             int threads) {
  const Level2Kernels<std::complex<R>> level2{kernels.level1, kernels.panels};
  for (std::int64_t i = 0; i < std::min(p.m, p.n); ++i) {
    auto [v, conj_x] = gemv_part(p, i);
    if (conj_x) {
      v.conj = !v.conj;
      v.alpha = std::conj(v.alpha), v.beta = std::conj(v.beta);
      // Had before y is changed.
      if (const std::size_t bytes = gemv_complex_scratch(v); bytes > 0) workspace(bytes);
      if (v.beta != std::complex<R>{}) conjugate(v);
    }
    gemv_complex(level2, v, threads, Scratch::Workspace);
    if (conj_x) conjugate(v);
  }
}

// One column of C after another for as many columns of A, in whole panels, as stay in half of the
// second-level cache.
template <class R>
void few_dots(const GemmKernels<std::complex<R>>& kernels, const GemmProblem<std::complex<R>>& p,
              int threads) {
  const std::int64_t column = p.k * static_cast<std::int64_t>(sizeof(std::complex<R>));
  const std::int64_t step =
      std::max<std::int64_t>(cache_sizes().l2 / 2 / column / kPanelColumns, 1) * kPanelColumns;
  parallel(threads, [&](int index, int count) {
    const Range own = part(p.m, kPanelColumns, index, count);
    for (std::int64_t i = own.begin; i < own.end; i += step) {
      GemmProblem<std::complex<R>> block = p;
      block.a = operand_a(p).at(i, 0).data;
      block.m = std::min(step, own.end - i);
      block.n = 1;
      for (std::int64_t j = 0; j < p.n; ++j) {
        block.b = p.b + j * p.ldb;
        block.c = p.c + i + j * p.ldc;
        as_gemv(kernels, block, 1);
      }
    }
  });
}

// ------------------------------ the rule

// Small ones in place; few columns too, with A read once; few rows as the columns of C';
// else packed.
template <class R>
GemmPath path_of(const GemmKernels<std::complex<R>>& kernels,
                 const GemmProblem<std::complex<R>>& p) {
  const GemmPath in_place = p.trans_a ? GemmPath::SmallTransposed : GemmPath::Small;
  if (gemm_is_direct(p)) return in_place;
  if (is_gemv(p)) return GemmPath::Gemv;
  // A vector's rows or fewer leave lanes empty.
  if (p.m < kernels.lanes && p.n >= 2 * kernels.lanes) return GemmPath::Swapped;
  if (std::max({p.m, p.n, p.k}) <= kSmallEdge && p.m * p.n * p.k <= kSmallVolume) return in_place;
  // A B in place is read once, not packed for a tile or two.
  if (p.trans_b && p.m <= 2 * kernels.small_nr && p.n >= 2 * kernels.lanes)
    return GemmPath::Swapped;
  if (is_few_dots(p)) return GemmPath::Gemv;
  if (p.n <= 3 * kernels.small_nr) return p.trans_a ? in_place : GemmPath::Streamed;
  return GemmPath::Packed;
}

// The part of a problem that computes some rows or columns of C, or adds a block of k.
template <class T>
GemmProblem<T> part_of(GemmProblem<T> p, Range rows, Range columns, Range depth) {
  const Operand<T> a = operand_a(p).at(rows.begin, depth.begin),
                   b = operand_b(p).at(depth.begin, columns.begin);
  p.a = a.data, p.b = b.data;
  p.c += rows.begin + columns.begin * p.ldc;
  p.m = rows.size(), p.n = columns.size(), p.k = depth.size();
  if (depth.begin > 0) p.beta = T{1};
  return p;
}

// In place on one thread, in blocks of rows and k; a transposed A in strips, copied to `strip`.
template <class R>
void in_place(const GemmKernels<std::complex<R>>& kernels, const GemmProblem<std::complex<R>>& p,
              const GemmBlocks& blocks, std::complex<R>* strip) {
  for (std::int64_t i = 0; i < p.m; i += blocks.rows) {
    const Range rows{i, std::min(i + blocks.rows, p.m)};
    for (std::int64_t l = 0; l < p.k; l += blocks.depth) {
      GemmProblem<std::complex<R>> block =
          part_of(p, rows, {0, p.n}, {l, std::min(l + blocks.depth, p.k)});
      if (p.trans_a) {
        transpose(kernels, block.k, block.m, block.a, block.lda, strip, blocks.rows);
        block.trans_a = false;
        block.a = strip;
        block.lda = blocks.rows;
      }
      kernels.small(block);
    }
  }
}

// C' = op(B)' op(A)' of a problem with few rows, to `c`.
template <class T>
GemmProblem<T> swapped_problem(const GemmProblem<T>& p, T* c, std::int64_t ldc) {
  GemmProblem<T> t;
  t.trans_a = !p.trans_b, t.trans_b = !p.trans_a;
  t.conj_a = p.conj_b, t.conj_b = p.conj_a;
  t.m = p.n, t.n = p.m, t.k = p.k;
  t.alpha = p.alpha;
  t.a = p.b, t.lda = p.ldb;
  t.b = p.a, t.ldb = p.lda;
  t.beta = p.beta;
  t.c = c, t.ldc = ldc;
  return t;
}

template <class R>
GemmBlocks blocks_in_place(const GemmKernels<std::complex<R>>& kernels,
                           const GemmProblem<std::complex<R>>& p, GemmPath path) {
  GemmBlocks blocks;
  const GemmTile tile{kernels.small_mr, kernels.small_nr};
  const bool strips = path == GemmPath::Swapped ? !p.trans_b : p.trans_a;
  if (path == GemmPath::Swapped) {
    blocks.columns = round_up(std::max<std::int64_t>(256 / p.m, 1), tile.mr);
    blocks.rows = strips ? tile.mr : blocks.columns;
    blocks.depth = strips ? kStripDepth : std::min(p.k, kSwappedDepth);
  } else if (strips) {
    blocks.rows = tile.mr;
    blocks.depth = kStripDepth;
  } else if (path == GemmPath::Streamed) {
    blocks = gemm_blocks(path, sizes_of(p), tile, cache_sizes());
  } else {
    blocks.rows = p.m;
    blocks.depth = p.k;
  }
  return blocks;
}

// Elements of memory of one thread in place: a strip, and a block of C'.
std::int64_t strip_size(const GemmBlocks& blocks) { return blocks.rows * blocks.depth; }
template <class T>
std::int64_t own_size(const GemmProblem<T>& p, GemmPath path, const GemmBlocks& blocks) {
  if (path == GemmPath::Swapped)
    return (p.trans_b ? 0 : strip_size(blocks)) + blocks.columns * p.m + kStagger;
  return p.trans_a ? strip_size(blocks) + kStagger : 0;
}

template <class R>
void swapped(const GemmKernels<std::complex<R>>& kernels, const GemmProblem<std::complex<R>>& p,
             const GemmBlocks& blocks, Range columns, std::complex<R>* own) {
  using T = std::complex<R>;
  T* const strip = own + blocks.columns * p.m;
  for (std::int64_t j = columns.begin; j < columns.end; j += blocks.columns) {
    const Range some{j, std::min(j + blocks.columns, columns.end)};
    const GemmProblem<T> part = part_of(p, {0, p.m}, some, {0, p.k});
    if (p.beta != T{}) transpose(kernels, p.m, some.size(), part.c, p.ldc, own, blocks.columns);
    in_place(kernels, swapped_problem(part, own, blocks.columns), blocks, strip);
    transpose(kernels, some.size(), p.m, own, blocks.columns, part.c, p.ldc);
  }
}

}  // namespace

template <class R>
GemmPlan gemm_plan(const GemmKernels<std::complex<R>>& kernels,
                   const GemmProblem<std::complex<R>>& p, int threads) {
  GemmPlan plan;
  if (!is_product(p)) return plan;
  plan.path = path_of(kernels, p);
  if (plan.path == GemmPath::Gemv && !is_gemv(p)) {
    const std::int64_t pieces = ceil_div(p.m, kPanelColumns);
    plan.threads =
        static_cast<int>(std::min<std::int64_t>(threads_for(8, p.m, p.n, p.k, threads), pieces));
    return plan;
  }
  if (plan.path == GemmPath::Gemv) {
    const GemvProblem<std::complex<R>> v = gemv_part(p, 0).problem;
    plan.threads = useful_threads(v, threads);
    plan.scratch = gemv_complex_scratch(v);
    return plan;
  }
  // Four times the operations of a real product.
  plan.threads = gemm_is_direct(p) ? 1 : threads_for(8, p.m, p.n, p.k, threads);
  if (plan.path == GemmPath::Packed) {
    plan.blocks = blocks_of_panels(kernels, p.m, p.n, p.k);
    const Product<R> product(kernels, p, plan.blocks);
    plan.scratch = static_cast<std::size_t>(packed_scratch(product, plan.threads));
    return plan;
  }
  plan.blocks = blocks_in_place(kernels, p, plan.path);
  const bool by_columns = plan.path == GemmPath::Swapped;
  const std::int64_t pieces =
      std::max(by_columns ? 0 : ceil_div(p.m, kernels.small_mr), ceil_div(p.n, kernels.small_nr));
  plan.threads = static_cast<int>(std::min<std::int64_t>(plan.threads, pieces));
  plan.scratch = static_cast<std::size_t>(plan.threads * own_size(p, plan.path, plan.blocks)) *
                 sizeof(std::complex<R>);
  return plan;
}

template <class R>
void gemm_as_planned(const GemmKernels<std::complex<R>>& kernels,
                     const GemmProblem<std::complex<R>>& p, const GemmPlan& plan, void* memory) {
  using T = std::complex<R>;
  if (!is_product(p)) return scale(p);
  if (plan.path == GemmPath::Gemv)
    return is_gemv(p) ? as_gemv(kernels, p, plan.threads) : few_dots(kernels, p, plan.threads);
  if (plan.path == GemmPath::Packed)
    return run_packed(Product<R>(kernels, p, plan.blocks), plan.threads, memory);
  if (plan.threads == 1 && plan.scratch == 0 && plan.path == GemmPath::Small)
    return kernels.small(p);
  const std::int64_t own = own_size(p, plan.path, plan.blocks);
  parallel(plan.threads, [&](int index, int count) {
    T* const room = memory == nullptr ? nullptr : static_cast<T*>(memory) + index * own;
    if (plan.path == GemmPath::Swapped) {
      const Range columns = part(p.n, kernels.small_nr, index, count);
      if (!columns.empty()) swapped(kernels, p, plan.blocks, columns, room);
      return;
    }
    const bool by_rows = ceil_div(p.m, kernels.small_mr) >= ceil_div(p.n, kernels.small_nr);
    const Range rows = by_rows ? part(p.m, kernels.small_mr, index, count) : Range{0, p.m};
    const Range columns = by_rows ? Range{0, p.n} : part(p.n, kernels.small_nr, index, count);
    if (!rows.empty() && !columns.empty())
      in_place(kernels, part_of(p, rows, columns, {0, p.k}), plan.blocks, room);
  });
}

template <class R>
int useful_threads(const GemmKernels<std::complex<R>>& kernels,
                   const GemmProblem<std::complex<R>>& p, int threads) {
  return gemm_plan(kernels, p, threads).threads;
}

namespace {

// Problems of one shape, problem(0) to problem(count - 1), one after another; the plan and the
// memory are had once. `shape` has their sizes and factors.
template <class R, class Get>
void compute_all(const GemmKernels<std::complex<R>>& kernels,
                 const GemmProblem<std::complex<R>>& shape, std::int64_t count, int threads,
                 const Get& problem) {
  if (count <= 0) return;
  const GemmPlan plan = gemm_plan(kernels, shape, possible(threads));
  if (is_product(shape)) note_path(plan.path);
  void* const memory = plan.scratch > 0 ? workspace(plan.scratch) : nullptr;
  for (std::int64_t i = 0; i < count; ++i) gemm_as_planned(kernels, problem(i), plan, memory);
}

template <class R>
struct Family {
  using Group = GemmGroup<std::complex<R>>;
  static constexpr double kThreadWork = kFlopsPerThread;
  const GemmKernels<std::complex<R>>& kernels;

  double work(const Group& group) const {
    const GemmProblem<std::complex<R>>& p = group.item;
    if (!writes(p)) return 0;
    const double depth = p.alpha == std::complex<R>{} ? 0 : static_cast<double>(p.k);
    return kItemWork + (8 * depth + 4) * static_cast<double>(p.m) * static_cast<double>(p.n);
  }
  std::size_t scratch(const Group& group, int threads) const {
    return gemm_plan(kernels, group.item, possible(threads)).scratch;
  }
  int useful(const Group& group, int threads) const {
    return useful_threads(kernels, group.item, threads);
  }
  void compute(const Group& group, std::int64_t begin, std::int64_t end, int threads) const {
    compute_all(kernels, group.item, end - begin, threads,
                [&](std::int64_t i) { return group.at(begin + i); });
  }
};

}  // namespace

template <class R>
int useful_threads(const GemmKernels<std::complex<R>>& kernels,
                   const GemmBatch<std::complex<R>>& batch, int threads) {
  return batch_threads(Family<R>{kernels}, batch, threads);
}

template <class R>
void gemm_complex(const GemmKernels<std::complex<R>>& kernels,
                  const GemmProblem<std::complex<R>>& p, int threads) {
  if (gemm_is_direct(p)) return kernels.small(p);
  compute_all(kernels, p, 1, threads,
              [&](std::int64_t) -> const GemmProblem<std::complex<R>>& { return p; });
}

template <class R>
void gemm_complex_batch(const GemmKernels<std::complex<R>>& kernels,
                        const GemmBatch<std::complex<R>>& batch, int threads) {
  run_batch(Family<R>{kernels}, batch, threads);
}

template int useful_threads(const GemmKernels<std::complex<float>>&,
                            const GemmProblem<std::complex<float>>&, int);
template int useful_threads(const GemmKernels<std::complex<float>>&,
                            const GemmBatch<std::complex<float>>&, int);
template GemmPlan gemm_plan(const GemmKernels<std::complex<float>>&,
                            const GemmProblem<std::complex<float>>&, int);
template void gemm_as_planned(const GemmKernels<std::complex<float>>&,
                              const GemmProblem<std::complex<float>>&, const GemmPlan&, void*);
template void gemm_complex(const GemmKernels<std::complex<float>>&,
                           const GemmProblem<std::complex<float>>&, int);
template void gemm_complex_batch(const GemmKernels<std::complex<float>>&,
                                 const GemmBatch<std::complex<float>>&, int);
template int useful_threads(const GemmKernels<std::complex<double>>&,
                            const GemmProblem<std::complex<double>>&, int);
template int useful_threads(const GemmKernels<std::complex<double>>&,
                            const GemmBatch<std::complex<double>>&, int);
template GemmPlan gemm_plan(const GemmKernels<std::complex<double>>&,
                            const GemmProblem<std::complex<double>>&, int);
template void gemm_as_planned(const GemmKernels<std::complex<double>>&,
                              const GemmProblem<std::complex<double>>&, const GemmPlan&, void*);
template void gemm_complex(const GemmKernels<std::complex<double>>&,
                           const GemmProblem<std::complex<double>>&, int);
template void gemm_complex_batch(const GemmKernels<std::complex<double>>&,
                                 const GemmBatch<std::complex<double>>&, int);

}  // namespace fulcrum::simd
