// SPDX-License-Identifier: Apache-2.0
// Level 1: what the rest of the library calls. The family's notes are in README.md.
#pragma once

#include <complex>
#include <cstdint>

#include "simd/level1/problem.hpp"
#include "simd/problem.hpp"

namespace fulcrum::simd {

struct Target;

// A 2 x 2 matrix, which a rotation applies to (x_i, y_i)'.
template <class T>
struct Rotation {
  T h11, h12, h21, h22;
};

// An extreme and the index of the first element that has it. Elements that are NaN are left out;
// where all are, `value` is less extreme than any other and the index means nothing.
template <class R>
struct Extremum {
  R value;
  std::int64_t index;
};

// Serial kernels of one target. Vectors are given by their first element (first() in problem.hpp),
// so increments of any sign work, 0 included.
template <class T>
struct Level1Kernels {
  void (*axpy)(std::int64_t n, T alpha, const T* x, std::int64_t incx, T* y,
               std::int64_t incy) = nullptr;
  T (*dot)(std::int64_t n, const T* x, std::int64_t incx, const T* y, std::int64_t incy) = nullptr;
  void (*scal)(std::int64_t n, T alpha, T* x, std::int64_t incx) = nullptr;
  // y = alpha x + beta y; beta == 0 does not read y.
  void (*axpby)(std::int64_t n, T alpha, const T* x, std::int64_t incx, T beta, T* y,
                std::int64_t incy) = nullptr;
  void (*copy)(std::int64_t n, const T* x, std::int64_t incx, T* y, std::int64_t incy) = nullptr;
  void (*swap)(std::int64_t n, T* x, std::int64_t incx, T* y, std::int64_t incy) = nullptr;
  void (*rotate)(std::int64_t n, T* x, std::int64_t incx, T* y, std::int64_t incy,
                 const Rotation<T>& h) = nullptr;
  // The sum of |x_i|.
  T (*asum)(std::int64_t n, const T* x, std::int64_t incx) = nullptr;
  // The sum of (scale x_i)^2, of float in double.
  double (*sum_squares)(std::int64_t n, T scale, const T* x, std::int64_t incx) = nullptr;
  // The sum of x_i.
  T (*sum)(std::int64_t n, const T* x, std::int64_t incx) = nullptr;
  // The largest and the least |x_i|, NaN left out: -1 and Inf where all are NaN.
  T (*amax)(std::int64_t n, const T* x, std::int64_t incx) = nullptr;
  T (*amin)(std::int64_t n, const T* x, std::int64_t incx) = nullptr;
  // These with their index, and the largest and the least x_i (-Inf and Inf where all are NaN).
  Extremum<T> (*iamax)(std::int64_t n, const T* x, std::int64_t incx) = nullptr;
  Extremum<T> (*iamin)(std::int64_t n, const T* x, std::int64_t incx) = nullptr;
  Extremum<T> (*imax)(std::int64_t n, const T* x, std::int64_t incx) = nullptr;
  Extremum<T> (*imin)(std::int64_t n, const T* x, std::int64_t incx) = nullptr;
  // Of float alone: the sum of products in double.
  double (*dot_wide)(std::int64_t n, const T* x, std::int64_t incx, const T* y,
                     std::int64_t incy) = nullptr;
};

// Complex elements. Factors are read where they lie, part by part: two floats that were stored one
// by one and are loaded together, for a register, are not forwarded from the store buffer.
template <class R>
struct Level1Kernels<std::complex<R>> {
  using T = std::complex<R>;
  void (*axpy)(std::int64_t n, const T& alpha, const T* x, std::int64_t incx, T* y,
               std::int64_t incy) = nullptr;
  // y += alpha conj(x)
  void (*axpy_conj)(std::int64_t n, const T& alpha, const T* x, std::int64_t incx, T* y,
                    std::int64_t incy) = nullptr;
  T (*dot)(std::int64_t n, const T* x, std::int64_t incx, const T* y, std::int64_t incy) = nullptr;
  // The sum of conj(x_i) y_i.
  T(*dot_conj)
  (std::int64_t n, const T* x, std::int64_t incx, const T* y, std::int64_t incy) = nullptr;
  // Both, stored: faster than a value that is returned.
  void (*dot_to)(std::int64_t n, const T* x, std::int64_t incx, const T* y, std::int64_t incy,
                 T* result) = nullptr;
  void (*dot_conj_to)(std::int64_t n, const T* x, std::int64_t incx, const T* y, std::int64_t incy,
                      T* result) = nullptr;
  void (*scal)(std::int64_t n, const T& alpha, T* x, std::int64_t incx) = nullptr;
  void (*scal_real)(std::int64_t n, R alpha, T* x, std::int64_t incx) = nullptr;
  void (*axpby)(std::int64_t n, const T& alpha, const T* x, std::int64_t incx, const T& beta, T* y,
                std::int64_t incy) = nullptr;
  void (*copy)(std::int64_t n, const T* x, std::int64_t incx, T* y, std::int64_t incy) = nullptr;
  void (*swap)(std::int64_t n, T* x, std::int64_t incx, T* y, std::int64_t incy) = nullptr;
  void (*rotate)(std::int64_t n, T* x, std::int64_t incx, T* y, std::int64_t incy,
                 const Rotation<R>& h) = nullptr;
  // As those of real vectors, over both parts of every element.
  R (*asum)(std::int64_t n, const T* x, std::int64_t incx) = nullptr;
  double (*sum_squares)(std::int64_t n, R scale, const T* x, std::int64_t incx) = nullptr;
  R (*sum)(std::int64_t n, const T* x, std::int64_t incx) = nullptr;
  // As those of real vectors, of |re x_i| + |im x_i|.
  Extremum<R> (*iamax)(std::int64_t n, const T* x, std::int64_t incx) = nullptr;
  Extremum<R> (*iamin)(std::int64_t n, const T* x, std::int64_t incx) = nullptr;
  Level1Kernels<R> parts;
};

// `target` is one HWY_* bit that this build has.
Level1Kernels<float> level1_kernels_f32(std::int64_t target);
Level1Kernels<double> level1_kernels_f64(std::int64_t target);
Level1Kernels<std::complex<float>> level1_kernels_c32(std::int64_t target);
Level1Kernels<std::complex<double>> level1_kernels_c64(std::int64_t target);

// Compute one problem with up to `threads` threads; the bits do not depend on their number.
template <class T>
void axpy(const Level1Kernels<T>& kernels, const AxpyProblem<T>& p, int threads);
template <class T>
void dot(const Level1Kernels<T>& kernels, const DotProblem<T>& p, int threads);
template <class T>
void scal(const Level1Kernels<T>& kernels, const ScalProblem<T>& p, int threads);
template <class T>
void copy(const Level1Kernels<T>& kernels, const CopyProblem<T>& p, int threads);
template <class T>
void swap(const Level1Kernels<T>& kernels, const SwapProblem<T>& p, int threads);
template <class T>
void axpby(const Level1Kernels<T>& kernels, const AxpbyProblem<T>& p, int threads);
template <class T>
void scal_real(const Level1Kernels<T>& kernels, const RealScalProblem<T>& p, int threads);
void dot(const Level1Kernels<float>& kernels, const WideDotProblem& p, int threads);
template <class T>
void nrm2(const Level1Kernels<T>& kernels, const Nrm2Problem<T>& p, int threads);
template <class T>
void asum(const Level1Kernels<T>& kernels, const AsumProblem<T>& p, int threads);
template <class T>
void iamax(const Level1Kernels<T>& kernels, const IamaxProblem<T>& p, int threads);
template <class T>
void sum(const Level1Kernels<T>& kernels, const SumProblem<T>& p, int threads);
template <class T>
void extreme_index(const Level1Kernels<T>& kernels, const ExtremeIndexProblem<T>& p, int threads);
template <class T>
void extreme(const Level1Kernels<T>& kernels, const ExtremeProblem<T>& p, int threads);
template <class T>
void rot(const Level1Kernels<T>& kernels, const RotProblem<T>& p, int threads);
template <class T>
void rotm(const Level1Kernels<T>& kernels, const RotmProblem<T>& p, int threads);

}  // namespace fulcrum::simd
