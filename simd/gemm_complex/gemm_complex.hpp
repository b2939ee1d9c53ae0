// SPDX-License-Identifier: Apache-2.0
// gemm of complex elements: what the rest of the library calls. The family's notes are in
// README.md.
#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>

#include "simd/gemm/batch.hpp"
#include "simd/gemm/gemm.hpp"
#include "simd/level1/level1.hpp"
#include "simd/level2/panels.hpp"
#include "simd/problem.hpp"

namespace fulcrum::simd {

// The target-specific pieces. Panels are planar: of every step of k first the real parts of mr rows
// (or nr columns), then the imaginary parts; conjugation is applied here, once.
template <class R>
struct GemmKernels<std::complex<R>> {
  using T = std::complex<R>;
  int mr = 0, nr = 0;  // rows and columns of the micro-kernel's tile

  // dst = panels of mr rows of op(A)(m,k), rows past m zero; of nr columns of op(B)(k,n) likewise.
  void (*pack_a)(bool trans, bool conj, std::int64_t m, std::int64_t k, const T* a,
                 std::int64_t lda, R* dst) = nullptr;
  void (*pack_b)(bool trans, bool conj, std::int64_t k, std::int64_t n, const T* b,
                 std::int64_t ldb, R* dst) = nullptr;
  // C(m,n) = alpha packedA packedB + beta C over whole panels; beta == 0 does not read C.
  void (*macro)(std::int64_t m, std::int64_t n, std::int64_t k, T alpha, const R* packed_a,
                const R* packed_b, T beta, T* c, std::int64_t ldc) = nullptr;
  // The problem without packing; A must not be transposed. k >= 1.
  void (*small)(const GemmProblem<T>& p) = nullptr;
  // Rows and columns of its tile, and elements of a vector.
  int small_mr = 0, small_nr = 0, lanes = 0;
  // The same target's gemv, for products of one or two rows or columns.
  Level1Kernels<T> level1;
  PanelKernels<T> panels;
};

GemmKernels<std::complex<float>> gemm_kernels_c32(std::int64_t target);
GemmKernels<std::complex<double>> gemm_kernels_c64(std::int64_t target);

// The threads that gemm_complex() asks for, and gemm_complex_batch() at most (see
// level1/split.hpp): the operations of a thread, and in place no more than there are tiles.
template <class R>
int useful_threads(const GemmKernels<std::complex<R>>& kernels,
                   const GemmProblem<std::complex<R>>& p, int threads);
template <class R>
int useful_threads(const GemmKernels<std::complex<R>>& kernels,
                   const GemmBatch<std::complex<R>>& batch, int threads);

// The plan of gemm_complex() (see gemm.hpp), and a product by it in plan.scratch bytes at `memory`;
// a gemv in the workspace, whatever `memory` is.
template <class R>
GemmPlan gemm_plan(const GemmKernels<std::complex<R>>& kernels,
                   const GemmProblem<std::complex<R>>& p, int threads);
template <class R>
void gemm_as_planned(const GemmKernels<std::complex<R>>& kernels,
                     const GemmProblem<std::complex<R>>& p, const GemmPlan& plan, void* memory);
// Is it one call of the kernel in place, on one thread?
template <class R>
constexpr bool gemm_is_direct(const GemmProblem<std::complex<R>>& p) {
  constexpr std::int64_t kMost = std::int64_t{16} * 16 * 16;
  const std::int64_t area = p.m * p.n;
  return !p.trans_a && area <= kMost && area * p.k <= kMost && p.alpha != std::complex<R>{} &&
         p.k != 0;
}

// Computes one problem with up to `threads` threads; the bits do not depend on their number. Throws
// Error(OutOfMemory) before C is touched.
template <class R>
void gemm_complex(const GemmKernels<std::complex<R>>& kernels,
                  const GemmProblem<std::complex<R>>& p, int threads);

// Computes all products with up to `threads` threads, as run_batch() shares them out; every C gets
// the bits that gemm_complex() gives it. Throws Error(OutOfMemory) before any C is touched.
template <class R>
void gemm_complex_batch(const GemmKernels<std::complex<R>>& kernels,
                        const GemmBatch<std::complex<R>>& batch, int threads);

}  // namespace fulcrum::simd
