// SPDX-License-Identifier: Apache-2.0
// The real gemm without a byte of scratch memory, for callers that cannot report that there is
// none.
#pragma once

#include <algorithm>
#include <cstdint>

#include "simd/gemm/gemm.hpp"

namespace fulcrum::simd {

// A panel of A at a time on the stack, B in place. Slower, and with other roundings than gemm():
// within the same error bounds.
template <class T>
void gemm_on_stack(const GemmKernels<T>& kernels, const GemmProblem<T>& p) {
  if (p.alpha == T{0} || p.k == 0) return kernels.scale(p.m, p.n, p.beta, p.c, p.ldc);
  constexpr std::int64_t kVectorBytes = 256;  // 2048 bits at most
  constexpr std::int64_t kPanel = 3 * kVectorBytes / static_cast<std::int64_t>(sizeof(T));
  constexpr std::int64_t kDepth = 16;  // 12 KiB, below a tile of 32 KiB
  alignas(64) T packed[kPanel * kDepth];
  GemmProblem<T> panel = p;
  panel.trans_a = false;
  panel.a = packed;
  panel.lda = kernels.mr;
  for (std::int64_t i = 0; i < p.m; i += kernels.mr) {
    panel.m = std::min<std::int64_t>(kernels.mr, p.m - i);
    panel.c = p.c + i;
    for (std::int64_t l = 0; l < p.k; l += kDepth) {
      panel.k = std::min(kDepth, p.k - l);
      panel.b = p.trans_b ? p.b + l * p.ldb : p.b + l;
      panel.beta = l == 0 ? p.beta : T{1};
      kernels.pack_a(p.trans_a, panel.m, panel.k,
                     p.trans_a ? p.a + l + i * p.lda : p.a + i + l * p.lda, p.lda, packed);
      kernels.small(panel);
    }
  }
}

}  // namespace fulcrum::simd
