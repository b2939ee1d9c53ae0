// SPDX-License-Identifier: Apache-2.0
// Operands packed once and multiplied often.
//
// A packed operand is what the packed path of gemm packs anew in every call: blocks of kc along k,
// each the panels of mr rows of op(A) or of nr columns of op(B). It is packed for one target and
// one kc, a function of k alone; how rows and columns are blocked is free in every multiplication.
#pragma once

#include <cstddef>
#include <cstdint>

#include "simd/gemm/gemm.hpp"
#include "simd/problem.hpp"

namespace fulcrum::simd {

enum class PackedSide : std::uint8_t { A, B };

// The form of a packed operand, as plain data.
struct PackedForm {
  PackedSide side = PackedSide::A;
  std::int64_t extent = 0;  // rows of op(A), or columns of op(B)
  std::int64_t k = 0;
  std::int64_t kc = 0;     // depth of a block of k
  std::int64_t width = 0;  // of a panel: mr or nr

  // The extent in whole panels; those that do not exist are zero.
  std::int64_t padded() const { return round_up(extent, width); }
  // Elements of the whole operand: block l begins at l * padded(), a panel of its `depth` rows of k
  // at index i * depth for the panel that begins at row or column i.
  std::int64_t elements() const { return padded() * k; }
};

// A packed operand in memory that somebody else owns.
template <class T>
struct PackedOperand {
  PackedForm form;
  const T* data = nullptr;
};

template <class T>
PackedForm packed_form(const GemmKernels<T>& kernels, PackedSide side, std::int64_t extent,
                       std::int64_t k);

// The threads that pack() asks for (see level1/split.hpp), and gemm_packed().
int useful_threads(const PackedForm& form, int threads);
template <class T>
int useful_threads(const GemmProblem<T>& p, const PackedOperand<T>* a, const PackedOperand<T>* b,
                   int threads);

// Packs op(source), which is extent x k for A and k x extent for B, into form.elements() elements
// at `data`, with up to `threads` threads.
template <class T>
void pack(const GemmKernels<T>& kernels, const PackedForm& form, bool trans, const T* source,
          std::int64_t ld, T* data, int threads);

// gemm() with A, B or both packed; null: not packed, and read from p. Of a packed operand p's
// pointer, leading dimension and transpose are not used; its form must have p's sizes and this
// target's widths. The bits are those of gemm()'s packed path, for any number of threads. Throws
// Error(OutOfMemory) before C is touched; where both operands are packed no memory is needed.
template <class T>
void gemm_packed(const GemmKernels<T>& kernels, const GemmProblem<T>& p, const PackedOperand<T>* a,
                 const PackedOperand<T>* b, int threads);

// The same on one thread without scratch memory: slower, and within the same error bounds.
template <class T>
void gemm_packed_without_workspace(const GemmKernels<T>& kernels, const GemmProblem<T>& p,
                                   const PackedOperand<T>* a, const PackedOperand<T>* b);

}  // namespace fulcrum::simd
