// SPDX-License-Identifier: Apache-2.0
// Operands as panels, alike for real and complex elements: what products of both are written with.
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"
#include "simd/gemm/gemm.hpp"
#include "simd/gemm/operand.hpp"
#include "simd/gemm/packed_loop.hpp"
#include "simd/gemm/plan.hpp"
#include "simd/gemm/range.hpp"

namespace fulcrum::simd {

// The packed pieces of one target.
template <class T>
class Panels {
 public:
  using Element = Real<T>;
  // Elements of a panel for each number: its parts.
  static constexpr std::int64_t kParts = ComplexScalar<T> ? 2 : 1;

  explicit Panels(const GemmKernels<T>& kernels) : kernels_(kernels) {}

  std::int64_t mr() const { return kernels_.mr; }
  std::int64_t nr() const { return kernels_.nr; }
  // Elements of panels of so many rows or columns, of whole panels but for the last.
  static std::int64_t size(std::int64_t extent, std::int64_t depth) {
    return kParts * extent * depth;
  }

  // Panels of mr rows of op(A), from where `a` begins; of nr columns of op(B).
  void pack_a(const Operand<T>& a, std::int64_t rows, std::int64_t depth, Element* to) const {
    if constexpr (ComplexScalar<T>) {
      kernels_.pack_a(a.trans, a.conj, rows, depth, a.data, a.ld, to);
    } else {
      kernels_.pack_a(a.trans, rows, depth, a.data, a.ld, to);
    }
  }
  void pack_b(const Operand<T>& b, std::int64_t columns, std::int64_t depth, Element* to) const {
    if constexpr (ComplexScalar<T>) {
      kernels_.pack_b(b.trans, b.conj, depth, columns, b.data, b.ld, to);
    } else {
      kernels_.pack_b(b.trans, depth, columns, b.data, b.ld, to);
    }
  }

  void multiply(std::int64_t m, std::int64_t n, std::int64_t k, T alpha, const Element* a,
                const Element* b, T beta, T* c, std::int64_t ldc) const {
    kernels_.macro(m, n, k, alpha, a, b, beta, c, ldc);
  }

  // One number into a panel of `width` rows or columns: number i of step l.
  static void put(Element* panel, std::int64_t width, std::int64_t l, std::int64_t i, T value) {
    if constexpr (ComplexScalar<T>) {
      panel[2 * l * width + i] = value.real();
      panel[(2 * l + 1) * width + i] = value.imag();
    } else {
      panel[l * width + i] = value;
    }
  }

 private:
  const GemmKernels<T>& kernels_;
};

// Blocks for a product of m x n x k whose operands are always packed.
template <class T>
GemmBlocks blocks_of_panels(const GemmKernels<T>& kernels, std::int64_t m, std::int64_t n,
                            std::int64_t k) {
  const GemmTile tile{kernels.mr, kernels.nr};
  GemmBlocks blocks =
      packed_blocks({false, true, m, n, k, sizeof(T)}, tile, sizeof(T), cache_sizes());
  // Two buffers of 8 MiB and more for complex elements would come from memory.
  if (ComplexScalar<T>) blocks.columns = round_up(std::min<std::int64_t>(n, 2048), tile.nr);
  return blocks;
}

// What the products of packed operands have in common: tiles, blocks, turns.
template <class T>
struct PanelProduct {
  using Element = Real<T>;

  Panels<T> panels;
  GemmBlocks blocks;
  Turns all;  // of them

  PanelProduct(const GemmKernels<T>& kernels, const GemmBlocks& in_blocks, std::int64_t n,
               std::int64_t k, int terms = 1)
      : panels(kernels), blocks(in_blocks), all{n, in_blocks.columns, k, in_blocks.depth, terms} {}

  std::int64_t mr() const { return panels.mr(); }
  std::int64_t nr() const { return panels.nr(); }
  std::int64_t column_unit() const { return nr(); }
  std::int64_t turns() const { return all.count(); }
  Turn turn(std::int64_t index) const { return all.at(index); }
  std::int64_t a_rows() const { return blocks.rows; }
  std::int64_t a_size(std::int64_t rows, std::int64_t depth) const {
    return Panels<T>::size(rows, depth);
  }
  std::int64_t b_size(std::int64_t columns, std::int64_t depth) const {
    return Panels<T>::size(columns, depth);
  }
  std::int64_t a_room() const { return a_size(blocks.rows, blocks.depth); }
  std::int64_t b_room() const { return b_size(blocks.columns, blocks.depth); }
  std::int64_t own_room() const { return 0; }
};

}  // namespace fulcrum::simd
