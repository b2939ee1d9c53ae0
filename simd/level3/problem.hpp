// SPDX-License-Identifier: Apache-2.0
// The calls of level 3 beside gemm (simd/problem.hpp). As there: always column-major, arguments are
// legal, quick returns have been taken; `conj` matters for complex types only.
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// C(m,n) = alpha A B + beta C, or alpha B A + beta C where A stands on the right; A is symmetric,
// or Hermitian with a diagonal whose imaginary part is not read.
template <class T>
struct FULCRUM_API SymmProblem {
  bool right = false, hermitian = false, upper = false;
  std::int64_t m = 0, n = 0;
  T alpha{};
  const T* a = nullptr;
  std::int64_t lda = 1;
  const T* b = nullptr;
  std::int64_t ldb = 1;
  T beta{};
  T* c = nullptr;
  std::int64_t ldc = 1;
  Layout layout = Layout::ColMajor;
};

// The stored triangle of C(n,n) = alpha op(A) op(A)' + beta C, op(A) of n x k; Hermitian: with
// conj(op(A))', real alpha and beta, and a diagonal that becomes real.
template <class T>
struct FULCRUM_API SyrkProblem {
  bool hermitian = false, upper = false, trans = false;
  std::int64_t n = 0, k = 0;
  T alpha{};
  const T* a = nullptr;
  std::int64_t lda = 1;
  T beta{};
  T* c = nullptr;
  std::int64_t ldc = 1;
  Layout layout = Layout::ColMajor;
};

// The same of alpha op(A) op(B)' + alpha op(B) op(A)'; Hermitian: alpha op(A) conj(op(B))' +
// conj(alpha) op(B) conj(op(A))', and a real beta.
template <class T>
struct FULCRUM_API Syr2kProblem {
  bool hermitian = false, upper = false, trans = false;
  std::int64_t n = 0, k = 0;
  T alpha{};
  const T* a = nullptr;
  std::int64_t lda = 1;
  const T* b = nullptr;
  std::int64_t ldb = 1;
  T beta{};
  T* c = nullptr;
  std::int64_t ldc = 1;
  Layout layout = Layout::ColMajor;
};

// The stored triangle of C(n,n) = alpha op(A) op(B) + beta C.
template <class T>
struct FULCRUM_API GemmtProblem {
  bool upper = false, trans_a = false, conj_a = false, trans_b = false, conj_b = false;
  std::int64_t n = 0, k = 0;
  T alpha{};
  const T* a = nullptr;
  std::int64_t lda = 1;
  const T* b = nullptr;
  std::int64_t ldb = 1;
  T beta{};
  T* c = nullptr;
  std::int64_t ldc = 1;
  Layout layout = Layout::ColMajor;
};

// B(m,n) = alpha op(A) B, or the solution of op(A) X = alpha B in its place; where A, triangular,
// stands on the right alpha B op(A) and X op(A) = alpha B. A unit diagonal is not read.
template <class T>
struct FULCRUM_API TrmProblem {
  bool solve = false, right = false, upper = false, trans = false, conj = false, unit = false;
  std::int64_t m = 0, n = 0;
  T alpha{};
  const T* a = nullptr;
  std::int64_t lda = 1;
  T* b = nullptr;
  std::int64_t ldb = 1;
  Layout layout = Layout::ColMajor;
};

}  // namespace fulcrum
