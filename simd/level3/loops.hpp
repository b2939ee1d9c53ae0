// SPDX-License-Identifier: Apache-2.0
// Level 3 in the packed loop, whatever the size, in given blocks: what the calls of level3.hpp do
// with all but small problems, in blocks_of_panels(). Tests choose smaller ones. alpha is not 0,
// and there is something to multiply.
#pragma once

#include "simd/gemm/plan.hpp"
#include "simd/level3/level3.hpp"

namespace fulcrum::simd {

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
