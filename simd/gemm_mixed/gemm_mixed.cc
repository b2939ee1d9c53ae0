// SPDX-License-Identifier: Apache-2.0
// The target-independent half of gemm of narrow operands: cache blocks, threads, scratch memory.
#include "simd/gemm_mixed/gemm_mixed.hpp"

#include <algorithm>

#include "simd/gemm/noted.hpp"
#include "simd/gemm/packed_loop.hpp"
#include "simd/gemm/plan.hpp"
#include "simd/gemm/share.hpp"
#include "simd/gemm_mixed/offset.hpp"
#include "simd/threads/threads.hpp"
#include "simd/threads/workspace.hpp"

namespace fulcrum::simd {

using Bf16Problem = MixedGemmProblem<bfloat16, bfloat16, float>;
using F16Problem = MixedGemmProblem<float16, float16, float>;
using I8Problem = MixedGemmProblem<std::int8_t, std::int8_t, std::int32_t>;
using U8I8Problem = MixedGemmProblem<std::uint8_t, std::int8_t, std::int32_t>;
using I8U8Problem = MixedGemmProblem<std::int8_t, std::uint8_t, std::int32_t>;

namespace {

// Up to this many rows of A, B is not packed where its columns are contiguous along k: read in
// place as gemm does up to kInPlaceRows (1.9 times faster at 16 rows, 1.2-1.3 at 192, 1.0 at 512
// and at 1000, n = k = 2048), or widened a tile's columns at a time (1.6 times at 16 rows, 1.2 at
// 48, 1.05 at 96, 0.95 at 192).
constexpr std::int64_t kWidenedRows = 96;

enum class ColumnsOfB : std::uint8_t {
  Packed,   // in panels, which the threads share
  InPlace,  // numbers that are multiplied as they are
  Widened,  // a tile's columns at a time, in L1
};

// The packed path of gemm for every size. Depths count steps (see MixedKernels::per_step).
// `Finish`: see offset.hpp.
template <class TA, class TB, class TC, class Finish = FinishNothing>
class MixedProduct : public PackedProductBase {
 public:
  using Element = float;
  static constexpr bool kPrepares = Finish::kAny;
  static constexpr bool kFinishes = Finish::kAny;

  MixedProduct(const MixedKernels<TA, TB, TC>& kernels, const MixedGemmProblem<TA, TB, TC>& p,
               const Finish& finish = {})
      : kernels_(kernels), p_(p), finish_(finish) {
    if (!p.trans_b) {
      if (kernels.macro_columns != nullptr && p.m <= kInPlaceRows)
        columns_of_b_ = ColumnsOfB::InPlace;
      if (kernels.macro_widened != nullptr && p.m <= kWidenedRows)
        columns_of_b_ = ColumnsOfB::Widened;
    }
    const std::int64_t steps = ceil_div(p.k, kernels.per_step);
    blocks_ = packed_blocks({p.trans_a, true, p.m, p.n, steps}, {kernels.mr, kernels.nr},
                            sizeof(float), cache_sizes());
    if constexpr (Finish::kAny) {
      if (finish.apart())
        blocks_.columns = std::min(blocks_.columns, finish.columns_at_a_time(kernels.nr));
    }
    turns_ = {p.n, blocks_.columns, steps, blocks_.depth};
    // No multiple of 4096 bytes.
    if (columns_of_b_ == ColumnsOfB::Widened) ld_widened_ = round_up(blocks_.depth, kLine) + kLine;
  }

  // Floats that the finish takes of the memory.
  std::int64_t finish_room() const {
    if constexpr (Finish::kAny) return finish_.size(std::min(blocks_.columns, p_.n));
    return 0;
  }
  void use(float* memory) {
    if constexpr (Finish::kAny) finish_.use(memory);
  }

  std::int64_t mr() const { return kernels_.mr; }
  std::int64_t nr() const { return kernels_.nr; }
  std::int64_t column_unit() const { return nr(); }
  std::int64_t turns() const { return turns_.count(); }
  Turn turn(std::int64_t index) const { return turns_.at(index); }
  Region region(const Turn& turn) const { return {{0, p_.m}, turn.columns}; }
  std::int64_t a_rows() const { return blocks_.rows; }
  std::int64_t a_size(std::int64_t rows, std::int64_t depth) const {
    return rows * (depth + kernels_.head_a);
  }
  std::int64_t b_size(std::int64_t columns, std::int64_t depth) const {
    return columns * (depth + kernels_.head_b);
  }
  std::int64_t a_room() const { return a_size(blocks_.rows, blocks_.depth); }
  std::int64_t b_room() const {
    return columns_of_b_ == ColumnsOfB::Packed ? b_size(blocks_.columns, blocks_.depth) : 0;
  }
  std::int64_t own_room() const { return kernels_.nr * ld_widened_; }

  // Before the first turn: what the finish multiplies by the offsets.
  void prepare(const Turn& turn, int index, int count, float* /*own*/) const {
    if (!turn.first || turn.columns.begin > 0) return;
    finish_.prepare(index, count);
    barrier(count);
  }
  void finish(Range rows, Range columns, const Turn& turn) const {
    const std::int64_t first = turn.columns.begin;
    finish_.finish(rows, {columns.begin - first, columns.end - first}, first);
  }

  const float* pack_a(Range rows, const Turn& turn, float* room) const {
    const std::int64_t l = turn.k.begin * kernels_.per_step;
    const TA* const a =
        p_.trans_a ? p_.a + l + rows.begin * p_.lda : p_.a + rows.begin + l * p_.lda;
    kernels_.pack_a(!p_.trans_a, elements(turn), rows.size(), kernels_.mr, a, p_.lda, room);
    return room;
  }
  void pack_b(Range columns, const Turn& turn, float* to) const {
    kernels_.pack_b(p_.trans_b, elements(turn), columns.size(), kernels_.nr,
                    b_at(turn, columns.begin), p_.ldb, to);
  }

  void multiply(Range rows, Range columns, const Turn& turn, const float* a, const float* b,
                float* own) const {
    const TC beta = turn.first ? p_.beta : TC{1};
    const std::int64_t height = rows.size(), width = columns.size();
    TC* const c = sums(rows.begin, columns.begin, turn.columns.begin);
    switch (columns_of_b_) {
      case ColumnsOfB::Packed:
        kernels_.macro(height, width, turn.depth(), p_.alpha, a, b, beta, c, ldc());
        break;
      case ColumnsOfB::InPlace:
        kernels_.macro_columns(height, width, elements(turn), p_.alpha, a,
                               b_at(turn, columns.begin), p_.ldb, beta, c, ldc());
        break;
      case ColumnsOfB::Widened:
        multiply_widened(height, width, turn.depth(), b_at(turn, columns.begin), a, own, beta, c);
        break;
    }
  }

 private:
  static constexpr std::int64_t kLine = 16;  // floats of a cache line

  // Where the sums of row i and column j of a block that begins at column `first` go.
  TC* sums(std::int64_t i, std::int64_t j, std::int64_t first) const {
    if constexpr (Finish::kAny) return finish_.sums(i, j - first, first);
    return p_.c + i + j * p_.ldc;
  }
  std::int64_t ldc() const {
    if constexpr (Finish::kAny) return finish_.ld();
    return p_.ldc;
  }

  // Elements of k in a turn.
  std::int64_t elements(const Turn& turn) const {
    return std::min(turn.depth() * kernels_.per_step, p_.k - turn.k.begin * kernels_.per_step);
  }

  const TB* b_at(const Turn& turn, std::int64_t column) const {
    const std::int64_t row = turn.k.begin * kernels_.per_step;
    return p_.trans_b ? p_.b + column + row * p_.ldb : p_.b + row + column * p_.ldb;
  }

  // As panels these columns would be written to memory and read again for few multiplications.
  void multiply_widened(std::int64_t height, std::int64_t width, std::int64_t depth, const TB* b,
                        const float* packed_a, float* widened, TC beta, TC* c) const {
    for (std::int64_t j = 0; j < width; j += kernels_.nr) {
      const std::int64_t columns = std::min<std::int64_t>(kernels_.nr, width - j);
      // One panel, whose rows are those of B and whose steps are the columns.
      kernels_.pack_b(true, columns, depth, ld_widened_, b + j * p_.ldb, p_.ldb, widened);
      kernels_.macro_widened(height, columns, depth, p_.alpha, packed_a, widened, ld_widened_, beta,
                             c + j * ldc(), ldc());
    }
  }

  const MixedKernels<TA, TB, TC>& kernels_;
  const MixedGemmProblem<TA, TB, TC>& p_;
  Finish finish_;
  ColumnsOfB columns_of_b_ = ColumnsOfB::Packed;
  GemmBlocks blocks_;
  Turns turns_;
  std::int64_t ld_widened_ = 0;
};

template <class Product>
void run(Product& product, int threads) {
  note_path(GemmPath::Packed);
  const std::int64_t bytes = packed_scratch(product, threads);
  const std::size_t floats = static_cast<std::size_t>(bytes) / sizeof(float);
  auto* const memory = static_cast<float*>(
      workspace((floats + static_cast<std::size_t>(product.finish_room())) * sizeof(float)));
  product.use(memory + floats);
  run_packed(product, threads, memory);
}

// C = beta C.
void scale(const GemmMixedKernels& kernels, std::int64_t m, std::int64_t n, float beta, float* c,
           std::int64_t ldc) {
  kernels.f32.scale(m, n, beta, c, ldc);
}
void scale(const GemmMixedKernels& /*kernels*/, std::int64_t m, std::int64_t n, std::int32_t beta,
           std::int32_t* c, std::int64_t ldc) {
  if (beta != 0) return;
  for (std::int64_t j = 0; j < n; ++j) std::fill_n(c + j * ldc, m, 0);
}

// C = beta C + offset_c.
void finish_without_product(const OffsetGemmProblem& p) {
  for (std::int64_t j = 0; j < p.plain.n; ++j)
    finish_column(p, j, 0, p.plain.m, nullptr, nullptr, 0);
}

// The sums of a product alone.
I8U8Problem sums_of(const OffsetGemmProblem& p) {
  I8U8Problem sums = p.plain;
  sums.alpha = 1;
  sums.beta = 0;
  return sums;
}

bool is_product(const OffsetGemmProblem& p) { return p.alpha != 0 && p.plain.k > 0; }

}  // namespace

template <class TA, class TB, class TC>
int useful_threads(const MixedGemmProblem<TA, TB, TC>& p, int threads) {
  return p.alpha == TC{0} || p.k == 0 ? 1 : threads_for(2, p.m, p.n, p.k, threads);
}

template <class TA, class TB, class TC>
void gemm_mixed(const GemmMixedKernels& kernels, const MixedGemmProblem<TA, TB, TC>& p,
                int threads) {
  if (p.alpha == TC{0} || p.k == 0) return scale(kernels, p.m, p.n, p.beta, p.c, p.ldc);
  const int useful = useful_threads(p, possible(threads));
  MixedProduct<TA, TB, TC> product(kernels.kernels<TA, TB, TC>(), p);
  run(product, useful);
}

void gemm_mixed(const GemmMixedKernels& kernels, const OffsetGemmProblem& p, int threads) {
  if (!is_product(p)) return finish_without_product(p);
  const I8U8Problem sums = sums_of(p);
  if (only_sums(p)) return gemm_mixed(kernels, sums, threads);
  const int useful = useful_threads(sums, possible(threads));
  MixedProduct<std::int8_t, std::uint8_t, std::int32_t, FinishOffsets> product(kernels.i8u8, sums,
                                                                               FinishOffsets(p));
  run(product, useful);
}

// Tile by tile of C, a piece of each panel at a time, on the stack.
template <class TA, class TB, class TC>
void gemm_mixed_without_workspace(const GemmMixedKernels& kernels,
                                  const MixedGemmProblem<TA, TB, TC>& p) {
  if (p.alpha == TC{0} || p.k == 0) return scale(kernels, p.m, p.n, p.beta, p.c, p.ldc);
  constexpr std::int64_t kSteps = 16, kHead = 1;  // 26 KiB of stack
  constexpr std::int64_t kPanel = std::int64_t{3} * 64;
  alignas(64) float packed_a[kPanel * (kSteps + kHead)];
  alignas(64) float packed_b[kPanel * (kSteps + kHead)];
  const auto& pieces = kernels.kernels<TA, TB, TC>();
  const std::int64_t mr = pieces.mr, nr = pieces.nr, per = pieces.per_step;
  for (std::int64_t j = 0; j < p.n; j += nr) {
    const std::int64_t columns = std::min(nr, p.n - j);
    for (std::int64_t i = 0; i < p.m; i += mr) {
      const std::int64_t rows = std::min(mr, p.m - i);
      for (std::int64_t l = 0; l < p.k; l += kSteps * per) {
        const std::int64_t depth = std::min(kSteps * per, p.k - l);
        pieces.pack_a(!p.trans_a, depth, rows, mr,
                      p.trans_a ? p.a + l + i * p.lda : p.a + i + l * p.lda, p.lda, packed_a);
        pieces.pack_b(p.trans_b, depth, columns, nr,
                      p.trans_b ? p.b + j + l * p.ldb : p.b + l + j * p.ldb, p.ldb, packed_b);
        pieces.macro(rows, columns, ceil_div(depth, per), p.alpha, packed_a, packed_b,
                     l == 0 ? p.beta : TC{1}, p.c + i + j * p.ldc, p.ldc);
      }
    }
  }
}

// A few rows and columns at a time, whose sums are on the stack.
void gemm_mixed_without_workspace(const GemmMixedKernels& kernels, const OffsetGemmProblem& p) {
  if (!is_product(p)) return finish_without_product(p);
  constexpr std::int64_t kRows = 64, kColumns = 8;
  std::int32_t tile[kRows * kColumns];
  std::uint32_t of_rows[kRows], of_columns[kColumns];
  const SumsOfOffsets offsets(p);
  I8U8Problem part = sums_of(p);
  part.c = tile;
  part.ldc = kRows;
  for (std::int64_t i = 0; i < p.plain.m; i += kRows) {
    const Range rows = {i, std::min(i + kRows, p.plain.m)};
    offsets.of_rows(rows, of_rows);
    part.m = rows.end - rows.begin;
    part.a = p.plain.a + (p.plain.trans_a ? i * p.plain.lda : i);
    for (std::int64_t j = 0; j < p.plain.n; j += kColumns) {
      const Range columns = {j, std::min(j + kColumns, p.plain.n)};
      offsets.of_columns(columns, of_columns);
      part.n = columns.end - columns.begin;
      part.b = p.plain.b + (p.plain.trans_b ? j : j * p.plain.ldb);
      gemm_mixed_without_workspace(kernels, part);
      for (std::int64_t column = 0; column < part.n; ++column) {
        finish_column(p, j + column, rows.begin, rows.end, tile + column * kRows, of_rows,
                      of_columns[column]);
      }
    }
  }
}

template int useful_threads(const Bf16Problem&, int);
template void gemm_mixed(const GemmMixedKernels&, const Bf16Problem&, int);
template void gemm_mixed_without_workspace(const GemmMixedKernels&, const Bf16Problem&);
template int useful_threads(const F16Problem&, int);
template void gemm_mixed(const GemmMixedKernels&, const F16Problem&, int);
template void gemm_mixed_without_workspace(const GemmMixedKernels&, const F16Problem&);
template int useful_threads(const I8Problem&, int);
template void gemm_mixed(const GemmMixedKernels&, const I8Problem&, int);
template void gemm_mixed_without_workspace(const GemmMixedKernels&, const I8Problem&);
template int useful_threads(const U8I8Problem&, int);
template void gemm_mixed(const GemmMixedKernels&, const U8I8Problem&, int);
template void gemm_mixed_without_workspace(const GemmMixedKernels&, const U8I8Problem&);
template int useful_threads(const I8U8Problem&, int);
template void gemm_mixed(const GemmMixedKernels&, const I8U8Problem&, int);
template void gemm_mixed_without_workspace(const GemmMixedKernels&, const I8U8Problem&);

}  // namespace fulcrum::simd
