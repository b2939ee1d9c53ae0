// SPDX-License-Identifier: Apache-2.0
// The routines written a second time, on xsimd: an independent opinion on what the Highway kernels
// compute. Plain loops over vectors, no blocking, no threads, nothing shared with simd/.
#pragma once

#include <cstdint>

namespace fulcrum::test {

// A matrix of which element (i, j) is data[i * row + j * column].
template <class T>
struct Strided {
  T* data;
  std::int64_t row, column;
};

// A vector of which element i is data[i * step].
template <class T>
struct Steps {
  T* data;
  std::int64_t step;
};

template <class T>
struct XsimdKernels {
  const char* name;
  // C(m,n) = alpha A(m,k) B(k,n) + beta C
  void (*gemm)(std::int64_t m, std::int64_t n, std::int64_t k, T alpha, Strided<const T> a,
               Strided<const T> b, T beta, Strided<T> c);
  // y = alpha A(rows,columns) x + beta y
  void (*gemv)(std::int64_t rows, std::int64_t columns, T alpha, Strided<const T> a,
               Steps<const T> x, T beta, Steps<T> y);
  void (*axpy)(std::int64_t n, T alpha, Steps<const T> x, Steps<T> y);
  T (*dot)(std::int64_t n, Steps<const T> x, Steps<const T> y);
  void (*scal)(std::int64_t n, T alpha, Steps<T> x);
};

}  // namespace fulcrum::test
