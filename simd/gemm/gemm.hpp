// SPDX-License-Identifier: Apache-2.0
// gemm: what the rest of the library calls. The family's notes are in README.md.
#pragma once

#include <cstdint>

#include "simd/gemm/epilogue.hpp"
#include "simd/gemm/plan.hpp"
#include "simd/level2/gemv.hpp"
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
  // The same for a block of k, meanwhile fetching the next one, which begins `ahead` elements after
  // this one, into the second-level cache; 0: without. Or else with `copy`, mr x k elements, unless
  // null: from n = 2 nr on the first tile of a row of tiles leaves its rows of A there for the
  // others.
  void (*streamed)(const GemmProblem<T>& p, std::int64_t ahead, T* copy) = nullptr;
  // small(p), meanwhile fetching the operands of `next`, of the same shape, into the second-level
  // cache.
  void (*small_before)(const GemmProblem<T>& p, const GemmProblem<T>& next) = nullptr;
  // The problem of a k up to kRankDepth; A must not be transposed. k >= 1, alpha != 0.
  void (*rank)(const GemmProblem<T>& p) = nullptr;
  // C(i,j) = alpha sum over l of x[i ldx + l] y[j ldy + l] + beta C(i,j) for i < rows_x, j <
  // rows_y; C(i,j) lies at c[i x_step + j y_step]. k >= 1.
  void (*inner)(std::int64_t rows_x, std::int64_t rows_y, std::int64_t k, T alpha, const T* x,
                std::int64_t ldx, const T* y, std::int64_t ldy, T beta, T* c, std::int64_t x_step,
                std::int64_t y_step) = nullptr;
  // dst(m,n) = src(n,m)', leading dimensions ldd of rows and lds of columns: dst[i ldd + j] = src[j
  // lds + i] for i < m, j < n.
  void (*transpose)(std::int64_t m, std::int64_t n, const T* src, std::int64_t lds, T* dst,
                    std::int64_t ldd) = nullptr;
  // C(m,n) = beta C; beta == 0 writes zeros without reading.
  void (*scale)(std::int64_t m, std::int64_t n, T beta, T* c, std::int64_t ldc) = nullptr;
  // macro, macro_columns and small with an epilogue on every tile.
  void (*macro_fused)(const FusedEpilogue<T>& fused, std::int64_t m, std::int64_t n, std::int64_t k,
                      T alpha, const T* packed_a, const T* packed_b, T beta, T* c,
                      std::int64_t ldc) = nullptr;
  void (*macro_columns_fused)(const FusedEpilogue<T>& fused, std::int64_t m, std::int64_t n,
                              std::int64_t k, T alpha, const T* packed_a, const T* b,
                              std::int64_t ldb, T beta, T* c, std::int64_t ldc) = nullptr;
  void (*small_fused)(const FusedEpilogue<T>& fused, const GemmProblem<T>& p) = nullptr;
  // An epilogue on a part of C.
  ApplyEpilogue<T> apply_epilogue = nullptr;
  // The same target's gemv, for products of one row or column.
  GemvKernels<T> gemv;
};

GemmKernels<float> gemm_kernels_f32(std::int64_t target);
GemmKernels<double> gemm_kernels_f64(std::int64_t target);

// How gemm() computes p: the one choice of path, blocks, threads and memory, which the kernels, the
// batches' memory, verbose lines and tests all take from here.
template <class T>
GemmPlan gemm_plan(const GemmKernels<T>& kernels, const GemmProblem<T>& p, int threads);

// gemm() for all but direct products; with an epilogue where there is one.
template <class T>
void gemm_general(const GemmKernels<T>& kernels, const GemmProblem<T>& p, int threads,
                  const FusedEpilogue<T>* fused = nullptr);

// gemm() by a plan, which is not of gemv, in plan.scratch bytes at `memory`.
template <class T>
void gemm_as_planned(const GemmKernels<T>& kernels, const GemmProblem<T>& p, const GemmPlan& plan,
                     void* memory, const FusedEpilogue<T>* fused = nullptr);

// The threads that gemm() asks for (see level1/split.hpp): the operations of a thread, and the
// tiles or chunks of the path that the product takes.
template <RealScalar T>
int useful_threads(const GemmKernels<T>& kernels, const GemmProblem<T>& p, int threads);

// Does p need no look at the plan?
template <class T>
constexpr bool gemm_is_direct(const GemmProblem<T>& p) {
  return is_direct(p.trans_a, p.m, p.n, p.k) && p.alpha != T{0} && p.k != 0;
}

// Computes one problem with up to `threads` threads. The bits depend on the shape, the strides, the
// values and the target, never on the threads. Throws Error(OutOfMemory) before C is touched.
// Inline: a small product goes straight to its kernel.
template <class T>
inline void gemm(const GemmKernels<T>& kernels, const GemmProblem<T>& p, int threads) {
  if (gemm_is_direct(p)) {
    kernels.small(p);
  } else {
    gemm_general(kernels, p, threads);
  }
}

}  // namespace fulcrum::simd
