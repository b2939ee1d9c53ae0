// SPDX-License-Identifier: Apache-2.0
// gemm of narrow operands: what the rest of the library calls. The family's notes are in README.md.
#pragma once

#include <cstdint>
#include <type_traits>

#include "fulcrum/narrow_float.hpp"
#include "simd/gemm/gemm.hpp"

namespace fulcrum::simd {

// C(m,n) = alpha op(A)(m,k) op(B)(k,n) + beta C, as GemmProblem. TC is float, or std::int32_t with
// alpha and beta 0 or 1.
template <class TA, class TB, class TC>
struct MixedGemmProblem {
  bool trans_a = false, trans_b = false;
  std::int64_t m = 0, n = 0, k = 0;
  TC alpha{};
  const TA* a = nullptr;
  std::int64_t lda = 1;
  const TB* b = nullptr;
  std::int64_t ldb = 1;
  TC beta{};
  TC* c = nullptr;
  std::int64_t ldc = 1;
};

// Elements along k in one packed element of 32 bits: one float, or a pair of std::int16_t.
template <class T>
inline constexpr std::int64_t kPerStep = sizeof(T) == 1 ? 2 : 1;

// Packs `count` rows of op(A) (columns of op(B)), k elements each, into panels of `width`: step l
// of row i of panel p lies at dst[(p steps + l) width + i] with steps = ceil(k / kPerStep), zeros
// in what is missing. Source element (i, l) lies at src[i + l ld] where `contiguous`, else at src[i
// ld
// + l].
template <class T>
using PackNarrow = void (*)(bool contiguous, std::int64_t k, std::int64_t count, std::int64_t width,
                            const T* src, std::int64_t ld, float* dst);

// The target-specific pieces.
struct GemmMixedKernels {
  PackNarrow<bfloat16> pack_bf16 = nullptr;
  PackNarrow<float16> pack_f16 = nullptr;
  PackNarrow<std::int8_t> pack_i8 = nullptr;
  PackNarrow<std::uint8_t> pack_u8 = nullptr;
  int mr_int8 = 0, nr_int8 = 0;  // the tile of macro_int8
  // C(m,n) = packedA packedB, or C plus that; packed elements are pairs.
  void (*macro_int8)(std::int64_t m, std::int64_t n, std::int64_t steps, const float* packed_a,
                     const float* packed_b, bool add, std::int32_t* c, std::int64_t ldc) = nullptr;
  // The same target's gemm: widened operands run on its micro-kernel.
  GemmKernels<float> f32;

  template <class T>
  PackNarrow<T> pack() const {
    if constexpr (std::is_same_v<T, bfloat16>) {
      return pack_bf16;
    } else if constexpr (std::is_same_v<T, float16>) {
      return pack_f16;
    } else if constexpr (std::is_same_v<T, std::int8_t>) {
      return pack_i8;
    } else {
      return pack_u8;
    }
  }
};

// All but f32.
GemmMixedKernels gemm_mixed_kernels(std::int64_t target);

// Computes one problem, m, n >= 1, with up to `threads` threads. The bits depend on the shape, the
// values and the target, never on the threads. Throws Error(OutOfMemory) before C is touched.
template <class TA, class TB, class TC>
void gemm_mixed(const GemmMixedKernels& kernels, const MixedGemmProblem<TA, TB, TC>& p,
                int threads);

}  // namespace fulcrum::simd
