// SPDX-License-Identifier: Apache-2.0
// Level 2 beside gemv: what the rest of the library calls. The family's notes are in README.md.
#pragma once

#include <algorithm>
#include <complex>
#include <cstdint>

#include "simd/level1/level1.hpp"
#include "simd/level2/gemv.hpp"
#include "simd/level2/panels.hpp"
#include "simd/level2/problem.hpp"

namespace fulcrum::simd {

// Bytes of a triangle, or of a band.
template <class T>
double triangle_bytes(Storage storage, std::int64_t n, std::int64_t k) {
  if (storage == Storage::Band) return matrix_bytes<T>(std::min(n, k + 1), n);
  return matrix_bytes<T>(n, n) / 2;
}
// A solution goes from block to block of kSolveBlock columns; what is beside a block is shared out.
inline constexpr std::int64_t kSolveBlock = 128;
inline constexpr double kSolveThreadBytes = 1024.0 * 1024;

// The threads that a call asks for (see level1/split.hpp). The vectors stay in the first-level
// caches; of an update the matrix is read and written.
template <class T>
int useful_threads(const GerProblem<T>& p, int threads) {
  return threads_of_bytes(2 * matrix_bytes<T>(p.m, p.n), threads);
}
template <class T>
int useful_threads(const GbmvProblem<T>& p, int threads) {
  if (p.alpha == T{}) return 1;
  return threads_of_bytes(matrix_bytes<T>(std::min(p.m, p.kl + p.ku + 1), p.n), threads);
}
template <class T>
int useful_threads(const SymvProblem<T>& p, int threads) {
  if (p.alpha == T{}) return 1;
  return threads_of_bytes(triangle_bytes<T>(p.storage, p.n, p.k), threads);
}
template <class T>
int useful_threads(const TrvProblem<T>& p, int threads) {
  const double bytes = triangle_bytes<T>(p.storage, p.n, p.k);
  if (p.solve && (p.storage == Storage::Band || bytes < kSolveThreadBytes)) return 1;
  return threads_of_bytes(bytes, threads);
}
template <class T>
int useful_threads(const SyrProblem<T>& p, int threads) {
  return threads_of_bytes(2 * triangle_bytes<T>(p.storage, p.n, p.n), threads);
}
template <class T>
int useful_threads(const Syr2Problem<T>& p, int threads) {
  return threads_of_bytes(2 * triangle_bytes<T>(p.storage, p.n, p.n), threads);
}

// What level 2 computes with.
template <class T>
struct Level2Kernels {
  const Level1Kernels<T>& level1;
  const GemvKernels<T>& gemv;
  const PanelKernels<T>& panels;
};
template <class R>
struct Level2Kernels<std::complex<R>> {
  const Level1Kernels<std::complex<R>>& level1;
  const PanelKernels<std::complex<R>>& panels;
};

// Compute one problem with up to `threads` threads; the bits do not depend on their number. Strided
// vectors are gathered into workspace(): Error(OutOfMemory) is thrown before anything is written.
// With Scratch::None no memory is asked for: strided vectors are walked as they lie, on one thread.
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
void gbmv(const Level2Kernels<T>& kernels, const GbmvProblem<T>& p, int threads, Scratch scratch);
template <class T>
void symv(const Level2Kernels<T>& kernels, const SymvProblem<T>& p, int threads, Scratch scratch);
template <class T>
void trv(const Level2Kernels<T>& kernels, const TrvProblem<T>& p, int threads, Scratch scratch);
template <class T>
void ger(const Level2Kernels<T>& kernels, const GerProblem<T>& p, int threads, Scratch scratch);
template <class T>
void syr(const Level2Kernels<T>& kernels, const SyrProblem<T>& p, int threads, Scratch scratch);
template <class T>
void syr2(const Level2Kernels<T>& kernels, const Syr2Problem<T>& p, int threads, Scratch scratch);

// On the calling thread alone, as level 3 computes a product of one column.
template <class T>
void symv(const Level2Kernels<T>& kernels, const SymvProblem<T>& p, Scratch scratch) {
  symv(kernels, p, 1, scratch);
}

}  // namespace fulcrum::simd
