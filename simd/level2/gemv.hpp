// SPDX-License-Identifier: Apache-2.0
// gemv: what the rest of the library calls. The family's notes are in README.md.
#pragma once

#include <complex>
#include <cstdint>

#include "simd/level1/split.hpp"
#include "simd/problem.hpp"

namespace fulcrum::simd {

// Serial kernels of one target, on unit-stride vectors; strided ones are gathered into the
// workspace by gemv(). beta == 0 writes y without reading it.
template <class T>
struct GemvKernels {
  int row_block =
      0;  // notrans computes rows in blocks of this many: a split at its multiples keeps the bits
  int col_block = 0;  // trans, columns likewise
  // y(0..m) = alpha A(m,n) x + beta y
  void (*notrans)(std::int64_t m, std::int64_t n, T alpha, const T* a, std::int64_t lda, const T* x,
                  T beta, T* y) = nullptr;
  // The same, column by column, where blocks of rows would leave the first-level cache: four
  // columns at a time, and eight for a matrix that comes from memory. Any split of the rows keeps
  // the bits.
  void (*notrans_panels4)(std::int64_t m, std::int64_t n, T alpha, const T* a, std::int64_t lda,
                          const T* x, T beta, T* y) = nullptr;
  void (*notrans_panels8)(std::int64_t m, std::int64_t n, T alpha, const T* a, std::int64_t lda,
                          const T* x, T beta, T* y) = nullptr;
  // y(0..n) = alpha A(m,n)' x + beta y, eight columns at a time, or four for a matrix in the outer
  // caches
  void (*trans8)(std::int64_t m, std::int64_t n, T alpha, const T* a, std::int64_t lda, const T* x,
                 T beta, T* y) = nullptr;
  void (*trans4)(std::int64_t m, std::int64_t n, T alpha, const T* a, std::int64_t lda, const T* x,
                 T beta, T* y) = nullptr;
};

GemvKernels<float> gemv_kernels_f32(std::int64_t target);
GemvKernels<double> gemv_kernels_f64(std::int64_t target);

// Bytes of A.
template <class T>
double matrix_bytes(std::int64_t m, std::int64_t n) {
  return static_cast<double>(m) * static_cast<double>(n) * sizeof(T);
}

// The threads that gemv() and gemv_complex() ask for (see level1/split.hpp): A's bytes have the
// grain of a vector's, and without A there is one thread.
template <class T>
int useful_threads(const GemvProblem<T>& p, int threads) {
  return p.alpha == T{} ? 1 : threads_of_bytes(matrix_bytes<T>(p.m, p.n), threads);
}

// Computes one problem with up to `threads` threads; the bits do not depend on their number. Uses
// workspace() for strided vectors and split reductions. Throws Error(OutOfMemory) before y is
// touched.
template <class T>
void gemv(const GemvKernels<T>& kernels, const GemvProblem<T>& p, int threads);
// Bytes of workspace() that gemv() takes.
template <class T>
std::size_t gemv_scratch(const GemvKernels<T>& kernels, const GemvProblem<T>& p);

}  // namespace fulcrum::simd
