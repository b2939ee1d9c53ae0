// SPDX-License-Identifier: Apache-2.0
// Level 3 in the packed loop, whatever the size, in given blocks: what the calls of level3.hpp do
// with all but small problems, in blocks_of_loop(). Tests choose smaller ones. alpha is not 0, and
// there is something to multiply.
#pragma once

#include "simd/gemm/plan.hpp"
#include "simd/level3/level3.hpp"

namespace fulcrum::simd {

// Blocks for a product of m x n x k, whose operands are always packed.
template <class T>
GemmBlocks blocks_of_loop(const Level3Kernels<T>& kernels, std::int64_t m, std::int64_t n,
                          std::int64_t k) {
  const GemmTile tile{kernels.gemm.mr, kernels.gemm.nr};
  GemmBlocks blocks =
      packed_blocks({false, true, m, n, k, sizeof(T)}, tile, sizeof(T), cache_sizes());
  // Two buffers of 8 MiB and more for complex elements would come from memory.
  if (ComplexScalar<T>) blocks.columns = round_up(std::min<std::int64_t>(n, 2048), tile.nr);
  return blocks;
}

template <class T>
void symm_in_loop(const Level3Kernels<T>& kernels, const SymmProblem<T>& p, int threads,
                  const GemmBlocks& blocks);
template <class T>
void syrk_in_loop(const Level3Kernels<T>& kernels, const SyrkProblem<T>& p, int threads,
                  const GemmBlocks& blocks);
template <class T>
void syr2k_in_loop(const Level3Kernels<T>& kernels, const Syr2kProblem<T>& p, int threads,
                   const GemmBlocks& blocks);
template <class T>
void gemmt_in_loop(const Level3Kernels<T>& kernels, const GemmtProblem<T>& p, int threads,
                   const GemmBlocks& blocks);
template <class T>
void trm_in_loop(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, int threads,
                 const GemmBlocks& blocks);

}  // namespace fulcrum::simd
