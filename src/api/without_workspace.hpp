// SPDX-License-Identifier: Apache-2.0
// Every routine once more without a byte of scratch memory, for the C ABI, which cannot report that
// there is none. Slower, and with other roundings than the usual path: within the same error
// bounds.
#pragma once

#include <cstdint>

#include "simd/gemm/on_stack.hpp"
#include "simd/problem.hpp"
#include "simd/targets.hpp"

namespace fulcrum::api {

template <class T>
void compute_without_workspace(const simd::Target& target, const GemmProblem<T>& p) {
  simd::gemm_on_stack(target.kernels<T>().gemm, p);
}

// Column by column, on the strided kernels of level 1.
template <class T>
void compute_without_workspace(const simd::Target& target, const GemvProblem<T>& p) {
  const simd::Level1Kernels<T>& kernels = target.kernels<T>().level1;
  const T* x = first(p.x, p.x_size(), p.incx);
  T* y = first(p.y, p.y_size(), p.incy);
  for (std::int64_t i = 0; i < p.y_size(); ++i)
    y[i * p.incy] = p.beta == T{0} ? T{0} : p.beta * y[i * p.incy];
  for (std::int64_t j = 0; p.alpha != T{0} && j < p.n; ++j) {
    const T* column = p.a + j * p.lda;
    if (p.trans) {
      y[j * p.incy] += p.alpha * kernels.dot(p.m, column, 1, x, p.incx);
    } else {
      kernels.axpy(p.m, p.alpha * x[j * p.incx], column, 1, y, p.incy);
    }
  }
}

template <class T>
void compute_without_workspace(const simd::Target& target, const AxpyProblem<T>& p) {
  target.kernels<T>().level1.axpy(p.n, p.alpha, first(p.x, p.n, p.incx), p.incx,
                                  first(p.y, p.n, p.incy), p.incy);
}

template <class T>
void compute_without_workspace(const simd::Target& target, const DotProblem<T>& p) {
  *p.result = target.kernels<T>().level1.dot(p.n, first(p.x, p.n, p.incx), p.incx,
                                             first(p.y, p.n, p.incy), p.incy);
}

template <class T>
void compute_without_workspace(const simd::Target& target, const ScalProblem<T>& p) {
  target.kernels<T>().level1.scal(p.n, p.alpha, p.x, p.incx);
}

}  // namespace fulcrum::api
