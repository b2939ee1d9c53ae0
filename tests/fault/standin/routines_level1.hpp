// SPDX-License-Identifier: Apache-2.0
// Level 1 of the stand-in's cuBLAS (routines.hpp).
#pragma once

#include <array>
#include <cmath>

#include "routines.hpp"

namespace standin {

// Routines that do element(i) for each of n: `run` is that, once the vectors are known.
template <class Run>
int each(Kernel& kernel, I64 n, Run run) {
  return kernel.launch([=] {
    for (I64 i = 0; i < n; ++i) run(i);
  });
}

template <class T>
BlasStatus copy(const char* name, cuda::BlasHandle handle, I64 n, const T* x, I64 incx, T* y,
                I64 incy) {
  return run_routine(name, handle, [&](Kernel& kernel, int) -> int {
    if (n <= 0) return 0;
    const T* dx = kernel.vector(x, n, incx, false);
    T* dy = kernel.vector(y, n, incy, true);
    return each(kernel, n, [=](I64 i) { dy[i * incy] = dx[i * incx]; });
  });
}

template <class T>
BlasStatus swap(const char* name, cuda::BlasHandle handle, I64 n, T* x, I64 incx, T* y, I64 incy) {
  return run_routine(name, handle, [&](Kernel& kernel, int) -> int {
    if (n <= 0) return 0;
    T* dx = kernel.vector(x, n, incx, true);
    T* dy = kernel.vector(y, n, incy, true);
    return each(kernel, n, [=](I64 i) { std::swap(dy[i * incy], dx[i * incx]); });
  });
}

template <class T, class Alpha>
BlasStatus scaled(const char* name, cuda::BlasHandle handle, I64 n, const Alpha* alpha, T* x,
                  I64 incx) {
  return run_routine(name, handle, [&](Kernel& kernel, int) -> int {
    if (alpha == nullptr) return kBlasInvalidValue;
    if (n <= 0 || incx <= 0) return 0;
    T* dx = kernel.vector(x, n, incx, true);
    const auto alpha_at = kernel.scalar(alpha);
    return each(kernel, n, [=](I64 i) { dx[i * incx] *= alpha_at(); });
  });
}
template <class T>
BlasStatus scal(const char* name, cuda::BlasHandle handle, I64 n, const T* alpha, T* x, I64 incx) {
  return scaled(name, handle, n, alpha, x, incx);
}
template <class T>
BlasStatus real_scal(const char* name, cuda::BlasHandle handle, I64 n, const RealOf<T>* alpha, T* x,
                     I64 incx) {
  return scaled(name, handle, n, alpha, x, incx);
}

template <class T>
BlasStatus axpy(const char* name, cuda::BlasHandle handle, I64 n, const T* alpha, const T* x,
                I64 incx, T* y, I64 incy) {
  return run_routine(name, handle, [&](Kernel& kernel, int) -> int {
    if (alpha == nullptr) return kBlasInvalidValue;
    if (n <= 0) return 0;
    const T* dx = kernel.vector(x, n, incx, false);
    T* dy = kernel.vector(y, n, incy, true);
    const auto alpha_at = kernel.scalar(alpha);
    return each(kernel, n, [=](I64 i) { dy[i * incy] += alpha_at() * dx[i * incx]; });
  });
}

template <class T>
BlasStatus rot(const char* name, cuda::BlasHandle handle, I64 n, T* x, I64 incx, T* y, I64 incy,
               const RealOf<T>* c, const RealOf<T>* s) {
  return run_routine(name, handle, [&](Kernel& kernel, int) -> int {
    if (c == nullptr || s == nullptr) return kBlasInvalidValue;
    if (n <= 0) return 0;
    T* dx = kernel.vector(x, n, incx, true);
    T* dy = kernel.vector(y, n, incy, true);
    const auto c_at = kernel.scalar(c), s_at = kernel.scalar(s);
    return each(kernel, n, [=](I64 i) {
      T &a = dx[i * incx], &b = dy[i * incy];
      const T rotated = c_at() * a + s_at() * b;
      b = c_at() * b - s_at() * a;
      a = rotated;
    });
  });
}

// flag, h11, h21, h12, h22, of which the flag says which are implied.
template <class T>
BlasStatus rotm(const char* name, cuda::BlasHandle handle, I64 n, T* x, I64 incx, T* y, I64 incy,
                const T* param) {
  return run_routine(name, handle, [&](Kernel& kernel, int) -> int {
    if (param == nullptr) return kBlasInvalidValue;
    if (n <= 0) return 0;
    T* dx = kernel.vector(x, n, incx, true);
    T* dy = kernel.vector(y, n, incy, true);
    std::array<std::function<T()>, 5> at;
    for (std::size_t i = 0; i < 5; ++i) at[i] = kernel.scalar(param + i);
    return kernel.launch([=] {
      const T flag = at[0]();
      if (flag == T(-2)) return;
      const T h11 = flag == T(0) ? T(1) : at[1](), h22 = flag == T(0) ? T(1) : at[4]();
      const T h21 = flag == T(1) ? T(-1) : at[2](), h12 = flag == T(1) ? T(1) : at[3]();
      for (I64 i = 0; i < n; ++i) {
        T &a = dx[i * incx], &b = dy[i * incy];
        const T turned = h11 * a + h12 * b;
        b = h21 * a + h22 * b;
        a = turned;
      }
    });
  });
}

// Leaves compute() in *result. In host pointer mode the call waits for it, as cuBLAS does.
template <class R, class Compute>
int reduce(Kernel& kernel, int pointer_mode, R* result, const Compute& compute) {
  auto on_host = std::make_shared<R>();
  R* out = pointer_mode == 0 ? on_host.get() : kernel.touch(result, sizeof(R), true);
  const int launched = kernel.launch([=] {
    *out = compute();
    (void)on_host;  // kept alive until here
  });
  if (launched != 0 || pointer_mode != 0) return launched;
  const int status = kernel.synchronize();
  if (status == 0) *result = *on_host;
  return status;
}

template <class T>
BlasStatus inner_product(const char* name, cuda::BlasHandle handle, bool conj, I64 n, const T* x,
                         I64 incx, const T* y, I64 incy, T* result) {
  return run_routine(name, handle, [&](Kernel& kernel, int pointer_mode) -> int {
    if (result == nullptr) return kBlasInvalidValue;
    const I64 count = std::max<I64>(n, 0);
    const T* dx = kernel.vector(x, count, incx, false);
    const T* dy = kernel.vector(y, count, incy, false);
    return reduce(kernel, pointer_mode, result, [=] {
      T sum{};
      for (I64 i = 0; i < count; ++i) sum += conjugate_if(conj, dx[i * incx]) * dy[i * incy];
      return sum;
    });
  });
}
template <class T>
BlasStatus dot(const char* name, cuda::BlasHandle handle, I64 n, const T* x, I64 incx, const T* y,
               I64 incy, T* result) {
  return inner_product(name, handle, false, n, x, incx, y, incy, result);
}
template <class T>
BlasStatus dotc(const char* name, cuda::BlasHandle handle, I64 n, const T* x, I64 incx, const T* y,
                I64 incy, T* result) {
  return inner_product(name, handle, true, n, x, incx, y, incy, result);
}

// term(x_i) summed in double; 0 where n or incx is not positive.
template <class T, class Term, class Finish>
BlasStatus sum_of(const char* name, cuda::BlasHandle handle, I64 n, const T* x, I64 incx,
                  RealOf<T>* result, Term term, Finish finish) {
  return run_routine(name, handle, [&](Kernel& kernel, int pointer_mode) -> int {
    if (result == nullptr) return kBlasInvalidValue;
    const I64 count = incx > 0 ? std::max<I64>(n, 0) : 0;
    const T* dx = kernel.vector(x, count, incx, false);
    return reduce(kernel, pointer_mode, result, [=] {
      double sum = 0;
      for (I64 i = 0; i < count; ++i) sum += term(dx[i * incx]);
      return static_cast<RealOf<T>>(finish(sum));
    });
  });
}
template <class T>
BlasStatus nrm2(const char* name, cuda::BlasHandle handle, I64 n, const T* x, I64 incx,
                RealOf<T>* result) {
  const auto square = [](const T& v) {
    const double re = std::real(v), im = std::imag(v);
    return re * re + im * im;
  };
  return sum_of(name, handle, n, x, incx, result, square,
                [](double sum) { return std::sqrt(sum); });
}
template <class T>
BlasStatus asum(const char* name, cuda::BlasHandle handle, I64 n, const T* x, I64 incx,
                RealOf<T>* result) {
  const auto size = [](const T& v) {
    return std::abs(double{std::real(v)}) + std::abs(double{std::imag(v)});
  };
  return sum_of(name, handle, n, x, incx, result, size, [](double sum) { return sum; });
}

}  // namespace standin
