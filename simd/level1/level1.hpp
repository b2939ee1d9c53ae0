// SPDX-License-Identifier: Apache-2.0
// Level 1: what the rest of the library calls. The family's notes are in README.md.
#pragma once

#include <cstdint>

#include "simd/problem.hpp"

namespace fulcrum::simd {

// Serial kernels of one target. Vectors are given by their first element (first() in problem.hpp),
// so increments of any sign work, 0 included.
template <class T>
struct Level1Kernels {
  void (*axpy)(std::int64_t n, T alpha, const T* x, std::int64_t incx, T* y,
               std::int64_t incy) = nullptr;
  T (*dot)(std::int64_t n, const T* x, std::int64_t incx, const T* y, std::int64_t incy) = nullptr;
  void (*scal)(std::int64_t n, T alpha, T* x, std::int64_t incx) = nullptr;
  // Of complex types: y += alpha conj(x), and the sum of conj(x_i) y_i.
  void (*axpy_conj)(std::int64_t n, T alpha, const T* x, std::int64_t incx, T* y,
                    std::int64_t incy) = nullptr;
  T (*dot_conj)(std::int64_t n, const T* x, std::int64_t incx, const T* y,
                std::int64_t incy) = nullptr;
};

// `target` is one HWY_* bit that this build has.
Level1Kernels<float> level1_kernels_f32(std::int64_t target);
Level1Kernels<double> level1_kernels_f64(std::int64_t target);

// Compute one problem with up to `threads` threads; the bits do not depend on their number.
template <class T>
void axpy(const Level1Kernels<T>& kernels, const AxpyProblem<T>& p, int threads);
template <class T>
void dot(const Level1Kernels<T>& kernels, const DotProblem<T>& p, int threads);
template <class T>
void scal(const Level1Kernels<T>& kernels, const ScalProblem<T>& p, int threads);

}  // namespace fulcrum::simd
