// SPDX-License-Identifier: Apache-2.0
// Matrices copied, transposed and added element by element: what the rest of the library calls. All
// column-major; one thread.
#pragma once

#include <cstdint>

#include "simd/level3/level3.hpp"

namespace fulcrum {

// B = alpha op(A), A(m,n). With alpha == 0 A is not read.
template <class T>
struct FULCRUM_API OmatcopyProblem {
  bool trans = false, conj = false;
  std::int64_t m = 0, n = 0;
  T alpha{};
  const T* a = nullptr;
  std::int64_t lda = 1;
  T* b = nullptr;
  std::int64_t ldb = 1;
  Layout layout = Layout::ColMajor;
};

// The same in the place of A, with another leading dimension.
template <class T>
struct FULCRUM_API ImatcopyProblem {
  bool trans = false, conj = false;
  std::int64_t m = 0, n = 0;
  T alpha{};
  T* a = nullptr;
  std::int64_t lda = 1, ldb = 1;
  Layout layout = Layout::ColMajor;
};

// C(m,n) = alpha A + beta C. With alpha == 0 A is not read, with beta == 0 C is not.
template <class T>
struct FULCRUM_API GeaddProblem {
  std::int64_t m = 0, n = 0;
  T alpha{};
  const T* a = nullptr;
  std::int64_t lda = 1;
  T beta{};
  T* c = nullptr;
  std::int64_t ldc = 1;
  Layout layout = Layout::ColMajor;
};

// As OmatcopyProblem, where the elements of a column lie a stride apart: (i, j) of A is at
// a[i stride_a + j lda], of B at b[i stride_b + j ldb].
template <class T>
struct FULCRUM_API Omatcopy2Problem {
  bool trans = false, conj = false;
  std::int64_t m = 0, n = 0;
  T alpha{};
  const T* a = nullptr;
  std::int64_t lda = 1, stride_a = 1;
  T* b = nullptr;
  std::int64_t ldb = 1, stride_b = 1;
  Layout layout = Layout::ColMajor;
};

// C(m,n) = alpha op(A) + beta op(B). With alpha == 0 A is not read, with beta == 0 B is not. C may
// be A or B where that one has C's leading dimension and is not transposed.
template <class T>
struct FULCRUM_API OmataddProblem {
  bool trans_a = false, conj_a = false, trans_b = false, conj_b = false;
  std::int64_t m = 0, n = 0;
  T alpha{};
  const T* a = nullptr;
  std::int64_t lda = 1;
  T beta{};
  const T* b = nullptr;
  std::int64_t ldb = 1;
  T* c = nullptr;
  std::int64_t ldc = 1;
  Layout layout = Layout::ColMajor;
};

namespace simd {

// The threads that a call asks for (see level1/split.hpp).
template <class T>
constexpr int useful_threads(const OmatcopyProblem<T>& /*p*/, int /*threads*/) {
  return 1;
}
template <class T>
constexpr int useful_threads(const ImatcopyProblem<T>& /*p*/, int /*threads*/) {
  return 1;
}
template <class T>
constexpr int useful_threads(const GeaddProblem<T>& /*p*/, int /*threads*/) {
  return 1;
}
template <class T>
constexpr int useful_threads(const Omatcopy2Problem<T>& /*p*/, int /*threads*/) {
  return 1;
}
template <class T>
constexpr int useful_threads(const OmataddProblem<T>& /*p*/, int /*threads*/) {
  return 1;
}

template <class T>
void omatcopy(const Level3Kernels<T>& kernels, const OmatcopyProblem<T>& p);
// Throws Error(OutOfMemory) before A is touched; with Scratch::None it needs no memory and, where
// the shape changes, much more time, and may write between A's columns.
template <class T>
void imatcopy(const Level3Kernels<T>& kernels, const ImatcopyProblem<T>& p, Scratch scratch);
template <class T>
void geadd(const Level3Kernels<T>& kernels, const GeaddProblem<T>& p);
template <class T>
void omatcopy2(const Level3Kernels<T>& kernels, const Omatcopy2Problem<T>& p);
template <class T>
void omatadd(const Level3Kernels<T>& kernels, const OmataddProblem<T>& p);

}  // namespace simd
}  // namespace fulcrum
