// SPDX-License-Identifier: Apache-2.0
// One checked call, ready to be computed: what simd/ and offload/ are handed.
//
// Always column-major; a row-major call arrives with its operands swapped. Arguments are legal and
// quick returns have been taken. The types are exported because functions exported to the C ABI
// take them. Vectors follow the reference's convention: the pointer is the lowest address, and a
// negative increment starts at the other end (see first()).
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// C(m,n) = alpha op(A)(m,k) op(B)(k,n) + beta C. m, n >= 1; k >= 0. With alpha == 0 or k == 0
// neither A nor B is read; with beta == 0 C is not read. conj_a and conj_b (complex types):
// conjugated, transposed or not.
template <class T>
struct FULCRUM_API GemmProblem {
  bool trans_a = false, trans_b = false;
  std::int64_t m = 0, n = 0, k = 0;
  T alpha{};
  const T* a = nullptr;
  std::int64_t lda = 1;
  const T* b = nullptr;
  std::int64_t ldb = 1;
  T beta{};
  T* c = nullptr;
  std::int64_t ldc = 1;
  Layout layout = Layout::ColMajor;  // what the caller wrote; for reports only
  bool conj_a = false, conj_b = false;
};

// y = alpha op(A) x + beta y, A(m,n). m, n >= 1. With alpha == 0 neither A nor x is read. conj
// (complex types): A is conjugated, transposed or not.
template <class T>
struct FULCRUM_API GemvProblem {
  bool trans = false;
  std::int64_t m = 0, n = 0;
  T alpha{};
  const T* a = nullptr;
  std::int64_t lda = 1;
  const T* x = nullptr;
  std::int64_t incx = 1;
  T beta{};
  T* y = nullptr;
  std::int64_t incy = 1;
  Layout layout = Layout::ColMajor;
  bool conj = false;

  std::int64_t x_size() const { return trans ? m : n; }
  std::int64_t y_size() const { return trans ? n : m; }
};

// y += alpha x, n >= 1, alpha != 0; conj (complex types): with x conjugated.
template <class T>
struct FULCRUM_API AxpyProblem {
  std::int64_t n = 0;
  T alpha{};
  const T* x = nullptr;
  std::int64_t incx = 1;
  T* y = nullptr;
  std::int64_t incy = 1;
  bool conj = false;
};

// *result = x . y, n >= 1; conj (complex types): with x conjugated.
template <class T>
struct FULCRUM_API DotProblem {
  std::int64_t n = 0;
  const T* x = nullptr;
  std::int64_t incx = 1;
  const T* y = nullptr;
  std::int64_t incy = 1;
  T* result = nullptr;
  bool conj = false;
};

// x = alpha x, n >= 1, incx >= 1.
template <class T>
struct FULCRUM_API ScalProblem {
  std::int64_t n = 0;
  T alpha{};
  T* x = nullptr;
  std::int64_t incx = 1;
};

// The element that a vector of n elements starts with: element i lies at first(x, n, inc)[i * inc].
template <class T>
constexpr T* first(T* x, std::int64_t n, std::int64_t inc) {
  return inc < 0 ? x - (n - 1) * inc : x;
}

}  // namespace fulcrum
