// SPDX-License-Identifier: Apache-2.0
// gemm: what the rest of the library calls. The family's notes are in README.md.
#pragma once

#include <cstdint>

#include "simd/gemm/plan.hpp"
#include "simd/problem.hpp"

namespace fulcrum::simd {

// The target-specific pieces of gemm; the loops around them, the plan and the threads are in
// gemm.cc.
template <class T>
struct GemmKernels {
  int mr = 0;     // rows of the micro-kernel's tile: a multiple of the vector's lanes
  int nr = 0;     // columns of the tile
  int lanes = 0;  // elements of one vector

  // dst = packed panels of mr rows of op(A)(m,k): panel p holds op(A)(p mr + i, l) at dst[p mr k +
  // l mr + i], rows past m zero.
  void (*pack_a)(bool trans, std::int64_t m, std::int64_t k, const T* a, std::int64_t lda,
                 T* dst) = nullptr;
  // dst = packed panels of nr columns of op(B)(k,n): panel q holds op(B)(l, q nr + j) at dst[q nr k
  // + l nr + j], columns past n zero.
  void (*pack_b)(bool trans, std::int64_t k, std::int64_t n, const T* b, std::int64_t ldb,
                 T* dst) = nullptr;
  // C(m,n) = alpha packedA packedB + beta C over whole panels; beta == 0 does not read C.
  void (*macro)(std::int64_t m, std::int64_t n, std::int64_t k, T alpha, const T* packed_a,
                const T* packed_b, T beta, T* c, std::int64_t ldc) = nullptr;
  // The same with B in place, its columns ldb apart.
  void (*macro_columns)(std::int64_t m, std::int64_t n, std::int64_t k, T alpha, const T* packed_a,
                        const T* b, std::int64_t ldb, T beta, T* c, std::int64_t ldc) = nullptr;
  // The problem without packing: A is read in place and must not be transposed. k >= 1, alpha != 0.
  void (*small)(const GemmProblem<T>& p) = nullptr;
  // C(m,n) = beta C; beta == 0 writes zeros without reading.
  void (*scale)(std::int64_t m, std::int64_t n, T beta, T* c, std::int64_t ldc) = nullptr;
};

GemmKernels<float> gemm_kernels_f32(std::int64_t target);
GemmKernels<double> gemm_kernels_f64(std::int64_t target);

// gemm() for everything but the smallest products.
template <class T>
void gemm_general(const GemmKernels<T>& kernels, const GemmProblem<T>& p, int threads);

// Computes one problem with up to `threads` threads. The bits depend on the shape, the strides, the
// values and the target, never on the threads. Throws Error(OutOfMemory) before C is touched.
// Inline: a small product goes straight to its kernel.
template <class T>
inline void gemm(const GemmKernels<T>& kernels, const GemmProblem<T>& p, int threads) {
  const GemmSizes sizes{p.trans_a, p.trans_b, p.m, p.n, p.k};
  if (gemm_path(sizes) == GemmPath::Small && p.alpha != T{0} && p.k != 0) {
    kernels.small(p);
  } else {
    gemm_general(kernels, p, threads);
  }
}

}  // namespace fulcrum::simd
