// SPDX-License-Identifier: Apache-2.0
// Level 2 beside gemv: what the rest of the library calls. The family's notes are in README.md.
#pragma once

#include <complex>
#include <cstdint>

#include "simd/level1/level1.hpp"
#include "simd/level2/gemv.hpp"
#include "simd/level2/problem.hpp"

namespace fulcrum::simd {

// Serial kernels of one target that read a column of a symmetric or Hermitian matrix once for both
// of its uses: y(i) += alpha a(i) and the sum of a(i) x(i), i < n, vectors of unit stride.
template <class T>
struct SymvKernels {
  T (*column)(std::int64_t n, T alpha, const T* a, const T* x, T* y) = nullptr;
};
// y(i) += alpha a(i) with the sum of conj(a(i)) x(i), and the other way round.
template <class R>
struct SymvKernels<std::complex<R>> {
  using T = std::complex<R>;
  T (*column)(std::int64_t n, T alpha, const T* a, const T* x, T* y) = nullptr;
  T (*column_conj)(std::int64_t n, T alpha, const T* a, const T* x, T* y) = nullptr;
};

SymvKernels<float> symv_kernels_f32(std::int64_t target);
SymvKernels<double> symv_kernels_f64(std::int64_t target);
SymvKernels<std::complex<float>> symv_kernels_c32(std::int64_t target);
SymvKernels<std::complex<double>> symv_kernels_c64(std::int64_t target);

// The threads that a call asks for (see level1/split.hpp). Where columns depend on one another, or
// a triangle would have to be shared out, there is one.
template <class T>
int useful_threads(const GerProblem<T>& p, int threads) {
  return grade(matrix_bytes<T>(p.m, p.n), threads);
}
template <class T>
constexpr int useful_threads(const GbmvProblem<T>& /*p*/, int /*threads*/) {
  return 1;
}
template <class T>
constexpr int useful_threads(const SymvProblem<T>& /*p*/, int /*threads*/) {
  return 1;
}
template <class T>
constexpr int useful_threads(const TrvProblem<T>& /*p*/, int /*threads*/) {
  return 1;
}
template <class T>
constexpr int useful_threads(const SyrProblem<T>& /*p*/, int /*threads*/) {
  return 1;
}
template <class T>
constexpr int useful_threads(const Syr2Problem<T>& /*p*/, int /*threads*/) {
  return 1;
}

// What level 2 computes with.
template <class T>
struct Level2Kernels {
  const Level1Kernels<T>& level1;
  const GemvKernels<T>& gemv;
  const SymvKernels<T>& symv;
};

// Compute one problem with up to `threads` threads; the bits do not depend on their number. Strided
// vectors are gathered into workspace(): Error(OutOfMemory) is thrown before anything is written.
// With Scratch::None no memory is asked for, and strided vectors are walked as they lie.
enum class Scratch : std::uint8_t { Workspace, None };

template <class T>
void gemv_complex(const Level2Kernels<T>& kernels, const GemvProblem<T>& p, int threads,
                  Scratch scratch);
// The real gemv without scratch memory: column by column, on vectors as they lie.
template <class T>
void gemv_without_workspace(const Level2Kernels<T>& kernels, const GemvProblem<T>& p);
// Bytes of workspace() that gemv_complex() takes.
template <class T>
std::size_t gemv_complex_scratch(const GemvProblem<T>& p);
template <class T>
void gbmv(const Level2Kernels<T>& kernels, const GbmvProblem<T>& p, Scratch scratch);
template <class T>
void symv(const Level2Kernels<T>& kernels, const SymvProblem<T>& p, Scratch scratch);
template <class T>
void trv(const Level2Kernels<T>& kernels, const TrvProblem<T>& p, Scratch scratch);
template <class T>
void ger(const Level2Kernels<T>& kernels, const GerProblem<T>& p, int threads, Scratch scratch);
template <class T>
void syr(const Level2Kernels<T>& kernels, const SyrProblem<T>& p, Scratch scratch);
template <class T>
void syr2(const Level2Kernels<T>& kernels, const Syr2Problem<T>& p, Scratch scratch);

}  // namespace fulcrum::simd
