// SPDX-License-Identifier: Apache-2.0
// Products in place without a byte of scratch memory: the pieces of small level 3, and what is left
// to callers that cannot report that there is no memory.
#pragma once

#include <algorithm>
#include <cstdint>

#include "simd/gemm/gemm.hpp"
#include "simd/gemm/operand.hpp"
#include "simd/gemm_complex/gemm_complex.hpp"
#include "simd/scalar.hpp"

namespace fulcrum::simd {

// The tile of `kernels.small`.
template <class T>
GemmTile tile_in_place(const GemmKernels<T>& kernels) {
  if constexpr (ComplexScalar<T>) {
    return {kernels.small_mr, kernels.small_nr};
  } else {
    return {kernels.mr, kernels.nr};
  }
}

// C(m,n) = alpha a b + beta C, k >= 1 and alpha != 0: both operands in place, a transposed `a` in
// strips on the stack.
template <class T>
void product_on_stack(const GemmKernels<T>& kernels, std::int64_t m, std::int64_t n, std::int64_t k,
                      T alpha, const Operand<T>& a, const Operand<T>& b, T beta, T* c,
                      std::int64_t ldc) {
  GemmProblem<T> p;
  p.m = m, p.n = n, p.k = k;
  p.alpha = alpha, p.beta = beta;
  p.a = a.data, p.lda = a.ld, p.conj_a = a.conj;
  p.b = b.data, p.ldb = b.ld, p.trans_b = b.trans, p.conj_b = b.conj;
  p.c = c, p.ldc = ldc;
  if (!a.trans) return kernels.small(p);
  // 16 KiB: a half or less of the first-level cache, and a tile's rows of 2048 bits 21 deep.
  constexpr std::int64_t kRoom = std::int64_t{16 << 10} / static_cast<std::int64_t>(sizeof(T));
  OnStack<T, kRoom> strip_room;
  T* const strip = strip_room.data();
  const std::int64_t rows = tile_in_place(kernels).mr;
  p.a = strip;
  p.lda = rows;
  for (std::int64_t i = 0; i < m; i += rows) {
    p.m = std::min(rows, m - i);
    p.c = c + i;
    for (std::int64_t l = 0; l < k; l += p.k) {
      p.k = std::min(kRoom / rows, k - l);
      p.b = b.at(l, 0).data;
      p.beta = l == 0 ? beta : T{1};
      transpose(kernels, p.k, p.m, a.at(i, l).data, a.ld, strip, rows);
      kernels.small(p);
    }
  }
}

// gemm() on one thread, without memory and without blocks for the caches.
template <class T>
void gemm_on_stack(const GemmKernels<T>& kernels, const GemmProblem<T>& p) {
  if (p.alpha != T{} && p.k != 0)
    return product_on_stack(kernels, p.m, p.n, p.k, p.alpha, operand_a(p), operand_b(p), p.beta,
                            p.c, p.ldc);
  for (std::int64_t j = 0; j < p.n; ++j) {
    T* const column = p.c + j * p.ldc;
    for (std::int64_t i = 0; i < p.m; ++i)
      column[i] = p.beta == T{} ? T{} : times(p.beta, column[i]);
  }
}

}  // namespace fulcrum::simd
