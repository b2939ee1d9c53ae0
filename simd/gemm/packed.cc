// SPDX-License-Identifier: Apache-2.0
#include "simd/gemm/packed.hpp"

#include <algorithm>

#include "simd/gemm/noted.hpp"
#include "simd/gemm/packed_loop.hpp"
#include "simd/gemm/panels.hpp"
#include "simd/gemm/plan.hpp"
#include "simd/gemm/share.hpp"
#include "simd/threads/threads.hpp"

namespace fulcrum::simd {
namespace {

// A thread is worth waking for this many elements to pack: about 100 us.
constexpr double kElementsPerThread = 1 << 17;

// Element (i, l) of op(A), or (l, i) of op(B), for the pointer of either.
template <class T>
const T* source_at(PackedSide side, bool trans, const T* source, std::int64_t ld, std::int64_t i,
                   std::int64_t l) {
  const bool along_i = (side == PackedSide::A) != trans;
  return along_i ? source + i + l * ld : source + l + i * ld;
}

template <class T>
void pack_block(const GemmKernels<T>& kernels, PackedSide side, bool trans, std::int64_t extent,
                std::int64_t depth, const T* source, std::int64_t ld, T* data) {
  if (side == PackedSide::A) {
    kernels.pack_a(trans, extent, depth, source, ld, data);
  } else {
    kernels.pack_b(trans, depth, extent, source, ld, data);
  }
}

// Panels from row or column `i` on (a multiple of the width) of the block of k that begins at l.
template <class T>
const T* panels_of(const PackedOperand<T>& x, std::int64_t i, std::int64_t l, std::int64_t depth) {
  return x.data + l * x.form.padded() + i * depth;
}

// gemm()'s packed path, with what is packed already left out.
template <class T>
class PackedOnce : public PanelProduct<T>, public PackedProductBase {
  using Base = PanelProduct<T>;

 public:
  PackedOnce(const GemmKernels<T>& kernels, const GemmProblem<T>& p, const PackedOperand<T>* a,
             const PackedOperand<T>* b)
      : Base(kernels, blocks_of(kernels, p, a, b), p.n, p.k),
        kernels_(kernels),
        p_(p),
        a_(a),
        b_(b) {}

  Region region(const Turn& turn) const { return {{0, p_.m}, turn.columns}; }
  std::int64_t a_room() const { return a_ != nullptr ? 0 : Base::a_room(); }
  std::int64_t b_room() const {
    return b_ != nullptr || this->blocks.b_in_place ? 0 : Base::b_room();
  }

  const T* pack_a(Range rows, const Turn& turn, T* room) const {
    if (a_ != nullptr) return panels_of(*a_, rows.begin, turn.k.begin, turn.depth());
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
    const T beta = turn.first ? p_.beta : T{1};
    T* const c = p_.c + rows.begin + columns.begin * p_.ldc;
    if (b_ != nullptr) b = panels_of(*b_, columns.begin, turn.k.begin, k);
    if (b_ == nullptr && this->blocks.b_in_place) {
      kernels_.macro_columns(m, n, k, p_.alpha, a, p_.b + turn.k.begin + columns.begin * p_.ldb,
                             p_.ldb, beta, c, p_.ldc);
    } else {
      kernels_.macro(m, n, k, p_.alpha, a, b, beta, c, p_.ldc);
    }
  }

 private:
  static GemmBlocks blocks_of(const GemmKernels<T>& kernels, const GemmProblem<T>& p,
                              const PackedOperand<T>* a, const PackedOperand<T>* b) {
    GemmBlocks blocks =
        gemm_blocks(GemmPath::Packed, sizes_of(p), {kernels.mr, kernels.nr}, cache_sizes());
    blocks.depth = (a != nullptr ? a : b)->form.kc;
    return blocks;
  }

  const GemmKernels<T>& kernels_;
  const GemmProblem<T>& p_;
  const PackedOperand<T>*const a_, *const b_;
};

template <class T>
bool only_scales(const GemmKernels<T>& kernels, const GemmProblem<T>& p) {
  if (is_product(p)) return false;
  kernels.scale(p.m, p.n, p.beta, p.c, p.ldc);
  return true;
}

}  // namespace

int useful_threads(const PackedForm& form, int threads) {
  return threads_for_pass(static_cast<double>(form.elements()), kElementsPerThread, threads);
}

template <class T>
int useful_threads(const GemmProblem<T>& p, const PackedOperand<T>* /*a*/,
                   const PackedOperand<T>* /*b*/, int threads) {
  return is_product(p) ? threads_for(2, p.m, p.n, p.k, threads) : 1;
}

template <class T>
PackedForm packed_form(const GemmKernels<T>& kernels, PackedSide side, std::int64_t extent,
                       std::int64_t k) {
  PackedForm form;
  form.side = side;
  form.extent = extent;
  form.k = k;
  form.width = side == PackedSide::A ? kernels.mr : kernels.nr;
  // Of the blocks only the depth is used, and that depends on k. The other sizes are any that take
  // this path.
  constexpr std::int64_t kAny = 4096;
  const GemmSizes sizes{false, true, kAny, kAny, std::max<std::int64_t>(k, 1), sizeof(T)};
  form.kc = packed_blocks(sizes, {kernels.mr, kernels.nr}, sizeof(T), cache_sizes()).depth;
  return form;
}

template <class T>
void pack(const GemmKernels<T>& kernels, const PackedForm& form, bool trans, const T* source,
          std::int64_t ld, T* data, int threads) {
  if (form.k == 0) return;
  parallel(useful_threads(form, threads), [&](int index, int count) {
    const Range range = part(form.extent, form.width, index, count);
    if (range.begin == range.end) return;
    for (std::int64_t l = 0; l < form.k; l += form.kc) {
      const std::int64_t depth = std::min(form.kc, form.k - l);
      pack_block(kernels, form.side, trans, range.end - range.begin, depth,
                 source_at(form.side, trans, source, ld, range.begin, l), ld,
                 data + l * form.padded() + range.begin * depth);
    }
  });
}

template <class T>
void gemm_packed(const GemmKernels<T>& kernels, const GemmProblem<T>& p, const PackedOperand<T>* a,
                 const PackedOperand<T>* b, int threads) {
  if (only_scales(kernels, p)) return;
  const int useful = useful_threads(p, a, b, possible(threads));
  note_path(GemmPath::Packed);
  const PackedOnce<T> product(kernels, p, a, b);
  run_packed(product, useful);
}

// Tile by tile of C; of an operand that is not packed a piece of each panel at a time, on the
// stack.
template <class T>
void gemm_packed_without_workspace(const GemmKernels<T>& kernels, const GemmProblem<T>& p,
                                   const PackedOperand<T>* a, const PackedOperand<T>* b) {
  if (only_scales(kernels, p)) return;
  constexpr std::int64_t kDepth = 16;  // 24 KiB of stack
  constexpr std::int64_t kPanel = std::int64_t{3} * 256 / static_cast<std::int64_t>(sizeof(T));
  alignas(64) T stack_a[kPanel * kDepth];
  alignas(64) T stack_b[kPanel * kDepth];
  const std::int64_t mr = kernels.mr, nr = kernels.nr;
  const std::int64_t kc = (a != nullptr ? a : b)->form.kc;
  const auto piece = [&](PackedSide side, const PackedOperand<T>* x, std::int64_t i,
                         std::int64_t count, std::int64_t l, std::int64_t depth, T* stack) {
    if (x != nullptr) {  // inside its block of k
      const std::int64_t block = l / kc * kc, block_depth = std::min(kc, p.k - block);
      return panels_of(*x, i, block, block_depth) + (l - block) * x->form.width;
    }
    const bool is_a = side == PackedSide::A;
    const bool trans = is_a ? p.trans_a : p.trans_b;
    const std::int64_t ld = is_a ? p.lda : p.ldb;
    pack_block(kernels, side, trans, count, depth,
               source_at(side, trans, is_a ? p.a : p.b, ld, i, l), ld, stack);
    return static_cast<const T*>(stack);
  };
  for (std::int64_t j = 0; j < p.n; j += nr) {
    const std::int64_t columns = std::min(nr, p.n - j);
    for (std::int64_t i = 0; i < p.m; i += mr) {
      const std::int64_t rows = std::min(mr, p.m - i);
      for (std::int64_t l = 0, depth = 0; l < p.k; l += depth) {
        depth = std::min({kDepth, p.k - l, l / kc * kc + kc - l});
        kernels.macro(rows, columns, depth, p.alpha,
                      piece(PackedSide::A, a, i, rows, l, depth, stack_a),
                      piece(PackedSide::B, b, j, columns, l, depth, stack_b),
                      l == 0 ? p.beta : T{1}, p.c + i + j * p.ldc, p.ldc);
      }
    }
  }
}

template int useful_threads(const GemmProblem<float>&, const PackedOperand<float>*,
                            const PackedOperand<float>*, int);
template int useful_threads(const GemmProblem<double>&, const PackedOperand<double>*,
                            const PackedOperand<double>*, int);
template PackedForm packed_form(const GemmKernels<float>&, PackedSide, std::int64_t, std::int64_t);
template PackedForm packed_form(const GemmKernels<double>&, PackedSide, std::int64_t, std::int64_t);
template void pack(const GemmKernels<float>&, const PackedForm&, bool, const float*, std::int64_t,
                   float*, int);
template void pack(const GemmKernels<double>&, const PackedForm&, bool, const double*, std::int64_t,
                   double*, int);
template void gemm_packed(const GemmKernels<float>&, const GemmProblem<float>&,
                          const PackedOperand<float>*, const PackedOperand<float>*, int);
template void gemm_packed(const GemmKernels<double>&, const GemmProblem<double>&,
                          const PackedOperand<double>*, const PackedOperand<double>*, int);
template void gemm_packed_without_workspace(const GemmKernels<float>&, const GemmProblem<float>&,
                                            const PackedOperand<float>*,
                                            const PackedOperand<float>*);
template void gemm_packed_without_workspace(const GemmKernels<double>&, const GemmProblem<double>&,
                                            const PackedOperand<double>*,
                                            const PackedOperand<double>*);

}  // namespace fulcrum::simd
