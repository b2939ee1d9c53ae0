// SPDX-License-Identifier: Apache-2.0
// Every routine once more without a byte of scratch memory, for the C ABI, which cannot report that
// there is none. Slower, and with other roundings than the usual path: within the same error
// bounds.
#pragma once

#include <algorithm>
#include <cstdint>

#include "simd/problem.hpp"
#include "simd/targets.hpp"

namespace fulcrum::api {

// A panel of A at a time on the stack, B in place.
template <class T>
void compute_without_workspace(const simd::Target& target, const GemmProblem<T>& p) {
  constexpr std::int64_t kVectorBytes = 256;  // 2048 bits at most
  constexpr std::int64_t kPanel = 3 * kVectorBytes / static_cast<std::int64_t>(sizeof(T));
  constexpr std::int64_t kDepth = 32;
  const simd::GemmKernels<T>& kernels = target.kernels<T>().gemm;
  alignas(64) T packed[kPanel * kDepth];
  GemmProblem<T> panel = p;
  panel.trans_a = false;
  panel.a = packed;
  panel.lda = kernels.mr;
  for (std::int64_t i = 0; i < p.m; i += kernels.mr) {
    panel.m = std::min<std::int64_t>(kernels.mr, p.m - i);
    panel.c = p.c + i;
    for (std::int64_t l = 0; l < p.k; l += kDepth) {
      panel.k = std::min(kDepth, p.k - l);
      panel.b = p.trans_b ? p.b + l * p.ldb : p.b + l;
      panel.beta = l == 0 ? p.beta : T{1};
      kernels.pack_a(p.trans_a, panel.m, panel.k,
                     p.trans_a ? p.a + l + i * p.lda : p.a + i + l * p.lda, p.lda, packed);
      kernels.small(panel);
    }
  }
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
