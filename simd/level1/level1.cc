// SPDX-License-Identifier: Apache-2.0
// axpy, dot and scal: the routines of level 1 that have a device path for real types.
#include "simd/level1/level1.hpp"

#include <functional>

#include "simd/level1/split.hpp"

namespace fulcrum::simd {

template <class T>
void axpy(const Level1Kernels<T>& kernels, const AxpyProblem<T>& p, int threads) {
  const T* x = first(p.x, p.n, p.incx);
  T* y = first(p.y, p.n, p.incy);
  const std::int64_t bytes = p.n * 2 * static_cast<std::int64_t>(sizeof(T));
  over_parts(p.n, bytes, p.incy == 0 ? 1 : threads, [&](std::int64_t begin, std::int64_t end) {
    kernels.axpy(end - begin, p.alpha, x + begin * p.incx, p.incx, y + begin * p.incy, p.incy);
  });
}

namespace {

template <class T>
auto dot_kernel(const Level1Kernels<T>& kernels, const DotProblem<T>& p) {
  if constexpr (ComplexScalar<T>) {
    return p.conj ? kernels.dot_conj : kernels.dot;
  } else {
    return kernels.dot;
  }
}

// Out of line, so that the short path of dot() has no stack frame for the partial sums.
template <class T>
[[gnu::noinline]] void dot_chunks(const Level1Kernels<T>& kernels, const DotProblem<T>& p,
                                  int threads) {
  const T* x = first(p.x, p.n, p.incx);
  const T* y = first(p.y, p.n, p.incy);
  const auto kernel = dot_kernel(kernels, p);
  *p.result = over_chunks<T>(
      p.n, p.n * 2 * static_cast<std::int64_t>(sizeof(T)), threads,
      [&](std::int64_t begin, std::int64_t size) {
        return kernel(size, x + begin * p.incx, p.incx, y + begin * p.incy, p.incy);
      },
      std::plus<T>());
}

}  // namespace

template <class T>
void dot(const Level1Kernels<T>& kernels, const DotProblem<T>& p, int threads) {
  if (p.n > kSumChunkBytes / (2 * static_cast<std::int64_t>(sizeof(T)))) {
    dot_chunks(kernels, p, threads);
    return;
  }
  *p.result =
      dot_kernel(kernels, p)(p.n, first(p.x, p.n, p.incx), p.incx, first(p.y, p.n, p.incy), p.incy);
}

template <class T>
void scal(const Level1Kernels<T>& kernels, const ScalProblem<T>& p, int threads) {
  over_parts(p.n, p.n * static_cast<std::int64_t>(sizeof(T)), threads,
             [&](std::int64_t begin, std::int64_t end) {
               kernels.scal(end - begin, p.alpha, p.x + begin * p.incx, p.incx);
             });
}

template void axpy(const Level1Kernels<float>&, const AxpyProblem<float>&, int);
template void axpy(const Level1Kernels<double>&, const AxpyProblem<double>&, int);
template void axpy(const Level1Kernels<std::complex<float>>&,
                   const AxpyProblem<std::complex<float>>&, int);
template void axpy(const Level1Kernels<std::complex<double>>&,
                   const AxpyProblem<std::complex<double>>&, int);
template void dot(const Level1Kernels<float>&, const DotProblem<float>&, int);
template void dot(const Level1Kernels<double>&, const DotProblem<double>&, int);
template void dot(const Level1Kernels<std::complex<float>>&, const DotProblem<std::complex<float>>&,
                  int);
template void dot(const Level1Kernels<std::complex<double>>&,
                  const DotProblem<std::complex<double>>&, int);
template void scal(const Level1Kernels<float>&, const ScalProblem<float>&, int);
template void scal(const Level1Kernels<double>&, const ScalProblem<double>&, int);
template void scal(const Level1Kernels<std::complex<float>>&,
                   const ScalProblem<std::complex<float>>&, int);
template void scal(const Level1Kernels<std::complex<double>>&,
                   const ScalProblem<std::complex<double>>&, int);

}  // namespace fulcrum::simd
