// SPDX-License-Identifier: Apache-2.0
// copy, swap, axpby, scal of complex by real, and rotations.
#include <cstring>

#include "simd/level1/level1.hpp"
#include "simd/level1/split.hpp"

namespace fulcrum::simd {
namespace {

template <class T>
std::int64_t bytes_of(std::int64_t n, int vectors) {
  return n * vectors * static_cast<std::int64_t>(sizeof(T));
}

// The parts of a complex vector without gaps, which is a real vector of 2 n elements.
template <class R>
R* parts(std::complex<R>* x) {
  return reinterpret_cast<R*>(x);  // NOLINT: the standard allows it for std::complex
}

template <class T>
void fill_zero(std::int64_t n, T* y, std::int64_t incy) {
  for (; n > 0; --n, y += incy) *y = T{};
}

}  // namespace

template <class T>
void copy(const CopyProblem<T>& p, int threads) {
  const T* x = first(p.x, p.n, p.incx);
  T* y = first(p.y, p.n, p.incy);
  over_parts(p.n, bytes_of<T>(p.n, 2), p.incy == 0 ? 1 : threads,
             [&](std::int64_t begin, std::int64_t end) {
               if (p.incx == 1 && p.incy == 1) {
                 std::memmove(static_cast<void*>(y + begin), x + begin,
                              static_cast<std::size_t>(end - begin) * sizeof(T));
                 return;
               }
               for (std::int64_t i = begin; i < end; ++i) y[i * p.incy] = x[i * p.incx];
             });
}

template <class T>
void swap(const Level1Kernels<T>& kernels, const SwapProblem<T>& p, int threads) {
  T* x = first(p.x, p.n, p.incx);
  T* y = first(p.y, p.n, p.incy);
  const bool fixed = p.incx == 0 || p.incy == 0;
  over_parts(p.n, bytes_of<T>(p.n, 2), fixed ? 1 : threads,
             [&](std::int64_t begin, std::int64_t end) {
               T* const from = x + begin * p.incx;
               T* const to = y + begin * p.incy;
               if constexpr (RealScalar<T>) {
                 kernels.swap(end - begin, from, p.incx, to, p.incy);
               } else if (p.incx == 1 && p.incy == 1) {
                 kernels.parts.swap(2 * (end - begin), parts(from), 1, parts(to), 1);
               } else {
                 for (std::int64_t i = 0; i < end - begin; ++i)
                   std::swap(from[i * p.incx], to[i * p.incy]);
               }
             });
}

template <class T>
void axpby(const Level1Kernels<T>& kernels, const AxpbyProblem<T>& p, int threads) {
  const T* x = first(p.x, p.n, p.incx);
  T* y = first(p.y, p.n, p.incy);
  over_parts(p.n, bytes_of<T>(p.n, 2), p.incy == 0 ? 1 : threads,
             [&](std::int64_t begin, std::int64_t end) {
               const std::int64_t n = end - begin;
               T* const to = y + begin * p.incy;
               if (p.alpha != T{}) {
                 kernels.axpby(n, p.alpha, x + begin * p.incx, p.incx, p.beta, to, p.incy);
               } else if (p.beta != T{}) {
                 kernels.scal(n, p.beta, to, p.incy);
               } else {
                 fill_zero(n, to, p.incy);
               }
             });
}

template <class T>
void scal_real(const Level1Kernels<T>& kernels, const RealScalProblem<T>& p, int threads) {
  over_parts(p.n, bytes_of<T>(p.n, 1), threads, [&](std::int64_t begin, std::int64_t end) {
    Real<T>* const x = parts(p.x + begin * p.incx);
    if (p.incx == 1) {
      kernels.parts.scal(2 * (end - begin), p.alpha, x, 1);
    } else {
      kernels.parts.scal(end - begin, p.alpha, x, 2 * p.incx);
      kernels.parts.scal(end - begin, p.alpha, x + 1, 2 * p.incx);
    }
  });
}

template <class T>
void rot(const Level1Kernels<T>& kernels, const RotProblem<T>& p, int threads) {
  const Rotation<Real<T>> h = {p.c, p.s, -p.s, p.c};
  T* x = first(p.x, p.n, p.incx);
  T* y = first(p.y, p.n, p.incy);
  const bool fixed = p.incx == 0 || p.incy == 0;
  over_parts(p.n, bytes_of<T>(p.n, 2), fixed ? 1 : threads,
             [&](std::int64_t begin, std::int64_t end) {
               const std::int64_t n = end - begin;
               if constexpr (RealScalar<T>) {
                 kernels.rotate(n, x + begin * p.incx, p.incx, y + begin * p.incy, p.incy, h);
               } else {
                 Real<T>* const a = parts(x + begin * p.incx);
                 Real<T>* const b = parts(y + begin * p.incy);
                 if (p.incx == 1 && p.incy == 1) {
                   kernels.parts.rotate(2 * n, a, 1, b, 1, h);
                 } else {
                   kernels.parts.rotate(n, a, 2 * p.incx, b, 2 * p.incy, h);
                   kernels.parts.rotate(n, a + 1, 2 * p.incx, b + 1, 2 * p.incy, h);
                 }
               }
             });
}

template <class T>
void rotm(const Level1Kernels<T>& kernels, const RotmProblem<T>& p, int threads) {
  // What the flag says is not stored is not read either.
  const T flag = p.param[0];
  Rotation<T> h = {T{1}, T{1}, T{-1}, T{1}};
  if (flag <= T{0}) h.h21 = p.param[2], h.h12 = p.param[3];
  if (flag != T{0}) h.h11 = p.param[1], h.h22 = p.param[4];
  T* x = first(p.x, p.n, p.incx);
  T* y = first(p.y, p.n, p.incy);
  const bool fixed = p.incx == 0 || p.incy == 0;
  over_parts(
      p.n, bytes_of<T>(p.n, 2), fixed ? 1 : threads, [&](std::int64_t begin, std::int64_t end) {
        kernels.rotate(end - begin, x + begin * p.incx, p.incx, y + begin * p.incy, p.incy, h);
      });
}

using C32 = std::complex<float>;
using C64 = std::complex<double>;
template void copy(const CopyProblem<float>&, int);
template void copy(const CopyProblem<double>&, int);
template void copy(const CopyProblem<C32>&, int);
template void copy(const CopyProblem<C64>&, int);
template void swap(const Level1Kernels<float>&, const SwapProblem<float>&, int);
template void swap(const Level1Kernels<double>&, const SwapProblem<double>&, int);
template void swap(const Level1Kernels<C32>&, const SwapProblem<C32>&, int);
template void swap(const Level1Kernels<C64>&, const SwapProblem<C64>&, int);
template void axpby(const Level1Kernels<float>&, const AxpbyProblem<float>&, int);
template void axpby(const Level1Kernels<double>&, const AxpbyProblem<double>&, int);
template void axpby(const Level1Kernels<C32>&, const AxpbyProblem<C32>&, int);
template void axpby(const Level1Kernels<C64>&, const AxpbyProblem<C64>&, int);
template void scal_real(const Level1Kernels<C32>&, const RealScalProblem<C32>&, int);
template void scal_real(const Level1Kernels<C64>&, const RealScalProblem<C64>&, int);
template void rot(const Level1Kernels<float>&, const RotProblem<float>&, int);
template void rot(const Level1Kernels<double>&, const RotProblem<double>&, int);
template void rot(const Level1Kernels<C32>&, const RotProblem<C32>&, int);
template void rot(const Level1Kernels<C64>&, const RotProblem<C64>&, int);
template void rotm(const Level1Kernels<float>&, const RotmProblem<float>&, int);
template void rotm(const Level1Kernels<double>&, const RotmProblem<double>&, int);

}  // namespace fulcrum::simd
