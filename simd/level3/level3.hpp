// SPDX-License-Identifier: Apache-2.0
// Level 3 beside gemm: what the rest of the library calls. The family's notes are in README.md.
#pragma once

#include <complex>
#include <cstdint>

#include "simd/gemm/gemm.hpp"
#include "simd/gemm_complex/gemm_complex.hpp"
#include "simd/level2/level2.hpp"
#include "simd/level3/problem.hpp"

namespace fulcrum::simd {

// Serial kernels of one target for the diagonal blocks of triangular matrices, of a small order. X
// has `order` rows of w contiguous elements, row s at x + s ldx (ldx may be negative); the block is
// lower triangular, element (s, r) at t[s order + r]. A unit diagonal is not read.
template <class T>
struct TriangleKernels {
  using Kernel = void (*)(std::int64_t order, std::int64_t w, const T* t, bool unit, T* x,
                          std::int64_t ldx);
  Kernel solve = nullptr;     // T X = B in the place of B
  Kernel multiply = nullptr;  // X = T X
};

TriangleKernels<float> triangle_kernels_f32(std::int64_t target);
TriangleKernels<double> triangle_kernels_f64(std::int64_t target);
TriangleKernels<std::complex<float>> triangle_kernels_c32(std::int64_t target);
TriangleKernels<std::complex<double>> triangle_kernels_c64(std::int64_t target);

// What level 3 computes with.
template <class T>
struct Level3Kernels {
  const GemmKernels<T>& gemm;
  const TriangleKernels<T>& triangle;
  Level2Kernels<T> level2;
};

// The threads that a call asks for (see level1/split.hpp): one of a small problem, else what its
// operations are worth; where each has rows of its own, no more than there are.
template <class T>
int useful_threads(const Level3Kernels<T>& kernels, const SymmProblem<T>& p, int threads);
template <class T>
int useful_threads(const Level3Kernels<T>& kernels, const SyrkProblem<T>& p, int threads);
template <class T>
int useful_threads(const Level3Kernels<T>& kernels, const Syr2kProblem<T>& p, int threads);
template <class T>
int useful_threads(const Level3Kernels<T>& kernels, const GemmtProblem<T>& p, int threads);
template <class T>
int useful_threads(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, int threads);

// Compute one problem with up to `threads` threads; the bits do not depend on their number. Scratch
// memory is reserved before anything is written: Error(OutOfMemory) leaves the output untouched.
// With Scratch::None none is used, on one thread.
template <class T>
void symm(const Level3Kernels<T>& kernels, const SymmProblem<T>& p, int threads, Scratch scratch);
template <class T>
void syrk(const Level3Kernels<T>& kernels, const SyrkProblem<T>& p, int threads, Scratch scratch);
template <class T>
void syr2k(const Level3Kernels<T>& kernels, const Syr2kProblem<T>& p, int threads, Scratch scratch);
template <class T>
void gemmt(const Level3Kernels<T>& kernels, const GemmtProblem<T>& p, int threads, Scratch scratch);
template <class T>
void trm(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, int threads, Scratch scratch);
// Bytes of workspace() that trm() takes.
template <class T>
std::size_t trm_scratch(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, int threads);

}  // namespace fulcrum::simd
