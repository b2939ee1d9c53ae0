// SPDX-License-Identifier: Apache-2.0
// Compiled once per architecture, with its instruction set switched on: FULCRUM_XSIMD_ARCH is the
// tag of xsimd, FULCRUM_XSIMD_NAME the name of the function that hands out the kernels. Nothing
// here may be an inline function that another translation unit shares: the linker could keep the
// version with instructions that the processor lacks.
#include "tests/xsimd/kernels.hpp"

#include <cstdint>
#include <xsimd/xsimd.hpp>

namespace fulcrum::test {
namespace {

template <class T>
struct Vectors {
  using Batch = xsimd::batch<T, FULCRUM_XSIMD_ARCH>;
  static constexpr std::int64_t kLanes = static_cast<std::int64_t>(Batch::size);

  // Elements in this step of a loop over n that has come to i.
  static std::int64_t count(std::int64_t n, std::int64_t i) {
    return n - i < kLanes ? n - i : kLanes;
  }

  // `count` elements, `step` apart, zero in the other lanes.
  static Batch load(const T* from, std::int64_t step, std::int64_t count) {
    if (step == 1 && count == kLanes) return Batch::load_unaligned(from);
    alignas(64) T lanes[static_cast<std::size_t>(kLanes)] = {};
    for (std::int64_t i = 0; i < count; ++i) lanes[i] = from[i * step];
    return Batch::load_aligned(lanes);
  }

  static void store(const Batch& v, T* to, std::int64_t step, std::int64_t count) {
    if (step == 1 && count == kLanes) return v.store_unaligned(to);
    alignas(64) T lanes[static_cast<std::size_t>(kLanes)];
    v.store_aligned(lanes);
    for (std::int64_t i = 0; i < count; ++i) to[i * step] = lanes[i];
  }

  static T sum(const Batch& v) {
    alignas(64) T lanes[static_cast<std::size_t>(kLanes)];
    v.store_aligned(lanes);
    T total{0};
    for (std::int64_t i = 0; i < kLanes; ++i) total += lanes[i];
    return total;
  }
};

template <class T>
T dot(std::int64_t n, Steps<const T> x, Steps<const T> y) {
  using V = Vectors<T>;
  typename V::Batch sum(T{0});
  for (std::int64_t i = 0; i < n; i += V::kLanes) {
    const std::int64_t count = V::count(n, i);
    sum = xsimd::fma(V::load(x.data + i * x.step, x.step, count),
                     V::load(y.data + i * y.step, y.step, count), sum);
  }
  return V::sum(sum);
}

// One vector of rows at a time over all columns.
template <class T>
void gemv_by_rows(std::int64_t rows, std::int64_t columns, T alpha, Strided<const T> a,
                  Steps<const T> x, T beta, Steps<T> y) {
  using V = Vectors<T>;
  for (std::int64_t i = 0; i < rows; i += V::kLanes) {
    const std::int64_t count = V::count(rows, i);
    typename V::Batch sum(T{0});
    for (std::int64_t j = 0; alpha != T{0} && j < columns; ++j) {
      const typename V::Batch xj(x.data[j * x.step]);
      sum = xsimd::fma(V::load(a.data + i * a.row + j * a.column, a.row, count), xj, sum);
    }
    typename V::Batch value = typename V::Batch(alpha) * sum;
    if (beta != T{0}) {
      value =
          xsimd::fma(typename V::Batch(beta), V::load(y.data + i * y.step, y.step, count), value);
    }
    V::store(value, y.data + i * y.step, y.step, count);
  }
}

template <class T>
void gemv(std::int64_t rows, std::int64_t columns, T alpha, Strided<const T> a, Steps<const T> x,
          T beta, Steps<T> y) {
  if (a.column != 1) return gemv_by_rows(rows, columns, alpha, a, x, beta, y);
  for (std::int64_t i = 0; i < rows; ++i) {  // rows are contiguous: one dot product each
    T& result = y.data[i * y.step];
    T value = beta == T{0} ? T{0} : beta * result;
    if (alpha != T{0}) value += alpha * dot<T>(columns, {a.data + i * a.row, 1}, x);
    result = value;
  }
}

template <class T>
void gemm(std::int64_t m, std::int64_t n, std::int64_t k, T alpha, Strided<const T> a,
          Strided<const T> b, T beta, Strided<T> c) {
  for (std::int64_t j = 0; j < n; ++j) {
    gemv<T>(m, k, alpha, a, {b.data + j * b.column, b.row}, beta, {c.data + j * c.column, c.row});
  }
}

template <class T>
void axpy(std::int64_t n, T alpha, Steps<const T> x, Steps<T> y) {
  using V = Vectors<T>;
  if (y.step == 0) {  // all products go to one element
    const T one{1};
    *y.data += alpha * dot<T>(n, x, {&one, 0});
    return;
  }
  for (std::int64_t i = 0; i < n; i += V::kLanes) {
    const std::int64_t count = V::count(n, i);
    const auto xi = V::load(x.data + i * x.step, x.step, count);
    const auto yi = V::load(y.data + i * y.step, y.step, count);
    V::store(xsimd::fma(typename V::Batch(alpha), xi, yi), y.data + i * y.step, y.step, count);
  }
}

template <class T>
void scal(std::int64_t n, T alpha, Steps<T> x) {
  using V = Vectors<T>;
  for (std::int64_t i = 0; i < n; i += V::kLanes) {
    const std::int64_t count = V::count(n, i);
    V::store(V::load(x.data + i * x.step, x.step, count) * typename V::Batch(alpha),
             x.data + i * x.step, x.step, count);
  }
}

template <class T>
XsimdKernels<T> kernels() {
  return {FULCRUM_XSIMD_ARCH::name(), gemm<T>, gemv<T>, axpy<T>, dot<T>, scal<T>};
}

}  // namespace

XsimdKernels<float> FULCRUM_XSIMD_NAME(const float*) { return kernels<float>(); }
XsimdKernels<double> FULCRUM_XSIMD_NAME(const double*) { return kernels<double>(); }

}  // namespace fulcrum::test
