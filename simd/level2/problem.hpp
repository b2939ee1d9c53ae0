// SPDX-License-Identifier: Apache-2.0
// The calls of level 2 beside gemv, which has a device path (simd/problem.hpp). As there: always
// column-major, arguments are legal, quick returns have been taken, vectors follow the reference's
// convention for negative increments. `conj` matters for complex types only: what is named is
// conjugated on top of everything else, as row-major calls of Hermitian routines need it.
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// How a matrix with a structure is stored: as a triangle of a full one, as its diagonals side by
// side in columns of lda elements, or as the columns of its triangle one behind another.
enum class Storage : std::uint8_t { Full, Band, Packed };

// y = alpha op(A) x + beta y, A(m,n) with kl diagonals below the main one and ku above it.
template <class T>
struct FULCRUM_API GbmvProblem {
  bool trans = false, conj = false;
  std::int64_t m = 0, n = 0, kl = 0, ku = 0;
  T alpha{};
  const T* a = nullptr;
  std::int64_t lda = 1;
  const T* x = nullptr;
  std::int64_t incx = 1;
  T beta{};
  T* y = nullptr;
  std::int64_t incy = 1;
  Layout layout = Layout::ColMajor;

  std::int64_t x_size() const { return trans ? m : n; }
  std::int64_t y_size() const { return trans ? n : m; }
};

// y = alpha A x + beta y, A(n,n) symmetric, or Hermitian with a diagonal whose imaginary part is
// not read. k diagonals beside the main one where it is a band.
template <class T>
struct FULCRUM_API SymvProblem {
  Storage storage = Storage::Full;
  bool hermitian = false, conj = false, upper = false;
  std::int64_t n = 0, k = 0;
  T alpha{};
  const T* a = nullptr;
  std::int64_t lda = 1;
  const T* x = nullptr;
  std::int64_t incx = 1;
  T beta{};
  T* y = nullptr;
  std::int64_t incy = 1;
  Layout layout = Layout::ColMajor;
};

// x = op(A) x, or the solution of op(A) x = b in the place of b; A(n,n) triangular. A unit diagonal
// is not read.
template <class T>
struct FULCRUM_API TrvProblem {
  Storage storage = Storage::Full;
  bool solve = false, upper = false, trans = false, conj = false, unit = false;
  std::int64_t n = 0, k = 0;
  const T* a = nullptr;
  std::int64_t lda = 1;
  T* x = nullptr;
  std::int64_t incx = 1;
  Layout layout = Layout::ColMajor;
};

// A(m,n) += alpha x y'; alpha != 0.
template <class T>
struct FULCRUM_API GerProblem {
  bool conj_x = false, conj_y = false;
  std::int64_t m = 0, n = 0;
  T alpha{};
  const T* x = nullptr;
  std::int64_t incx = 1;
  const T* y = nullptr;
  std::int64_t incy = 1;
  T* a = nullptr;
  std::int64_t lda = 1;
  Layout layout = Layout::ColMajor;
};

// The stored triangle of A(n,n) += alpha x x', or alpha x conj(x)' where Hermitian: alpha is real
// then, and the diagonal becomes real. `conj`: with conj(x) in the place of x. alpha != 0. Full or
// Packed.
template <class T>
struct FULCRUM_API SyrProblem {
  Storage storage = Storage::Full;
  bool hermitian = false, conj = false, upper = false;
  std::int64_t n = 0;
  T alpha{};
  const T* x = nullptr;
  std::int64_t incx = 1;
  T* a = nullptr;
  std::int64_t lda = 1;
  Layout layout = Layout::ColMajor;
};

// The same of alpha x y' + alpha y x', or alpha x conj(y)' + conj(alpha) y conj(x)'. `conj`: with
// conj(x) and conj(y).
template <class T>
struct FULCRUM_API Syr2Problem {
  Storage storage = Storage::Full;
  bool hermitian = false, conj = false, upper = false;
  std::int64_t n = 0;
  T alpha{};
  const T* x = nullptr;
  std::int64_t incx = 1;
  const T* y = nullptr;
  std::int64_t incy = 1;
  T* a = nullptr;
  std::int64_t lda = 1;
  Layout layout = Layout::ColMajor;
};

}  // namespace fulcrum
