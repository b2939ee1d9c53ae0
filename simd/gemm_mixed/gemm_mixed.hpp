// SPDX-License-Identifier: Apache-2.0
// gemm of narrow operands: what the rest of the library calls. The family's notes are in README.md.
#pragma once

#include <cstdint>
#include <type_traits>
#include <vector>

#include "fulcrum/narrow_float.hpp"
#include "simd/gemm/gemm.hpp"

namespace fulcrum::simd {

// C(m,n) = alpha op(A)(m,k) op(B)(k,n) + beta C, as GemmProblem. TC is float, or std::int32_t with
// alpha and beta 0 or 1.
template <class TA, class TB, class TC>
struct FULCRUM_API MixedGemmProblem {
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
  Layout layout = Layout::ColMajor;  // what the caller wrote; for reports only
};

// Which elements of offset_c are added to C(i,j): the first, element i, element j.
enum class OffsetC : std::uint8_t { One, PerRow, PerColumn };

// C = alpha (op(A) + offset_a)(op(B) + offset_b) + beta C + offset_c. The sum over k is exact
// modulo 2^32; it is scaled and added in double, rounded to nearest (ties to even), and ends at the
// limits of C's type. NaN, of factors that are no numbers, becomes 0.
struct FULCRUM_API OffsetGemmProblem {
  // What is multiplied, with 0 or 1 for the factors: are they 0?
  MixedGemmProblem<std::int8_t, std::uint8_t, std::int32_t> plain;
  float alpha = 1, beta = 0;
  std::int32_t offset_a = 0, offset_b = 0;
  const std::int32_t* offset_c = nullptr;
  OffsetC kind = OffsetC::One;
};

// Packs `count` rows of op(A) (columns of op(B)), k elements each, into panels of `width` elements
// of 32 bits: `head` rows of sums (see MixedKernels), then step l of row i of panel p at dst[(p
// (head + steps) + head + l) width + i], zeros in what is missing (their counterparts are zeros
// too, where not). Source element (i, l) lies at src[i + l ld] where `contiguous`, else at src[i ld
// + l].
template <class T>
using PackNarrow = void (*)(bool contiguous, std::int64_t k, std::int64_t count, std::int64_t width,
                            const T* src, std::int64_t ld, float* dst);

// The target-specific pieces of one combination of types.
template <class TA, class TB, class TC>
struct MixedKernels {
  // Elements along k in one packed element of 32 bits: 1 (widened to float), 2 (a pair of
  // std::int16_t or of bfloat16) or 4 (bytes as they are).
  int per_step = 1;
  // Rows of 32-bit sums at the beginning of every panel, from which the sums of C begin: where one
  // operand's sign bits are flipped, the other's sums take that back.
  int head_a = 0, head_b = 0;
  int mr = 0, nr = 0;  // the tile of macro
  PackNarrow<TA> pack_a = nullptr;
  PackNarrow<TB> pack_b = nullptr;
  // C(m,n) = alpha packedA packedB + beta C over whole panels; beta == 0 does not read C. Integers:
  // alpha is 1.
  void (*macro)(std::int64_t m, std::int64_t n, std::int64_t steps, TC alpha, const float* packed_a,
                const float* packed_b, TC beta, TC* c, std::int64_t ldc) = nullptr;
  // The same with B in place, its columns ldb apart and k elements deep; null where B's elements
  // must be converted.
  void (*macro_columns)(std::int64_t m, std::int64_t n, std::int64_t k, TC alpha,
                        const float* packed_a, const TB* b, std::int64_t ldb, TC beta, TC* c,
                        std::int64_t ldc) = nullptr;
  // The same with columns that were widened to float; null where numbers are packed as they are.
  void (*macro_widened)(std::int64_t m, std::int64_t n, std::int64_t k, TC alpha,
                        const float* packed_a, const float* b, std::int64_t ldb, TC beta, TC* c,
                        std::int64_t ldc) = nullptr;
};

// One target's pieces.
struct GemmMixedKernels {
  const char* name = "";  // Highway's name of the target
  MixedKernels<bfloat16, bfloat16, float> bf16;
  MixedKernels<float16, float16, float> f16;
  MixedKernels<std::int8_t, std::int8_t, std::int32_t> i8;
  MixedKernels<std::uint8_t, std::int8_t, std::int32_t> u8i8;
  MixedKernels<std::int8_t, std::uint8_t, std::int32_t> i8u8;
  // bf16 reads and writes no subnormal number: it takes them for zero (AVX-512 BF16).
  bool bf16_flushes = false;
  // The same target's gemm: widened operands run on its micro-kernel.
  GemmKernels<float> f32;

  template <class TA, class TB, class TC>
  const MixedKernels<TA, TB, TC>& kernels() const {
    if constexpr (std::is_same_v<TA, bfloat16>) {
      return bf16;
    } else if constexpr (std::is_same_v<TA, float16>) {
      return f16;
    } else if constexpr (std::is_same_v<TA, std::uint8_t>) {
      return u8i8;
    } else if constexpr (std::is_same_v<TB, std::uint8_t>) {
      return i8u8;
    } else {
      return i8;
    }
  }
};

// What this processor can run of `target`, whose gemm is f32: the best first, the target's own
// last. Beyond it there are targets that are compiled for this family alone, since no other has a
// use for their instructions (AVX3_DL: products of bytes; AVX3_ZEN4: of bfloat16).
std::vector<GemmMixedKernels> gemm_mixed_kernels(std::int64_t target,
                                                 const GemmKernels<float>& f32);

// The threads that gemm_mixed() asks for (see level1/split.hpp).
template <class TA, class TB, class TC>
int useful_threads(const MixedGemmProblem<TA, TB, TC>& p, int threads);
inline int useful_threads(const OffsetGemmProblem& p, int threads) {
  return useful_threads(p.plain, threads);
}

// Computes one problem, m, n >= 1, with up to `threads` threads. The bits depend on the shape, the
// values and the target, never on the threads. Throws Error(OutOfMemory) before C is touched.
template <class TA, class TB, class TC>
void gemm_mixed(const GemmMixedKernels& kernels, const MixedGemmProblem<TA, TB, TC>& p,
                int threads);
void gemm_mixed(const GemmMixedKernels& kernels, const OffsetGemmProblem& p, int threads);

// The same on one thread without scratch memory, slower.
template <class TA, class TB, class TC>
void gemm_mixed_without_workspace(const GemmMixedKernels& kernels,
                                  const MixedGemmProblem<TA, TB, TC>& p);
void gemm_mixed_without_workspace(const GemmMixedKernels& kernels, const OffsetGemmProblem& p);

}  // namespace fulcrum::simd
