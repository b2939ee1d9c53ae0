// SPDX-License-Identifier: Apache-2.0
// The calls of level 1 beside axpy, dot and scal, which have a device path (simd/problem.hpp). As
// there: arguments are legal, quick returns have been taken, vectors follow the reference's
// convention for negative increments.
#pragma once

#include <cstdint>

#include "fulcrum/types.hpp"

namespace fulcrum {

// y = x, n >= 1.
template <class T>
struct FULCRUM_API CopyProblem {
  std::int64_t n = 0;
  const T* x = nullptr;
  std::int64_t incx = 1;
  T* y = nullptr;
  std::int64_t incy = 1;
};

// x and y exchange their elements, n >= 1.
template <class T>
struct FULCRUM_API SwapProblem {
  std::int64_t n = 0;
  T* x = nullptr;
  std::int64_t incx = 1;
  T* y = nullptr;
  std::int64_t incy = 1;
};

// y = alpha x + beta y, n >= 1. With alpha == 0 x is not read, with beta == 0 y is not.
template <class T>
struct FULCRUM_API AxpbyProblem {
  std::int64_t n = 0;
  T alpha{};
  const T* x = nullptr;
  std::int64_t incx = 1;
  T beta{};
  T* y = nullptr;
  std::int64_t incy = 1;
};

// x = alpha x for a complex x and a real alpha: both parts are multiplied. n, incx >= 1.
template <class T>
struct FULCRUM_API RealScalProblem {
  std::int64_t n = 0;
  Real<T> alpha{};
  T* x = nullptr;
  std::int64_t incx = 1;
};

// *result = the sum of x_i y_i of float, computed in double. n >= 1.
struct FULCRUM_API WideDotProblem {
  std::int64_t n = 0;
  const float* x = nullptr;
  std::int64_t incx = 1;
  const float* y = nullptr;
  std::int64_t incy = 1;
  double* result = nullptr;
};

// *result = the Euclidean norm of x, n >= 1.
template <class T>
struct FULCRUM_API Nrm2Problem {
  std::int64_t n = 0;
  const T* x = nullptr;
  std::int64_t incx = 1;
  Real<T>* result = nullptr;
};

// *result = the sum of |re x_i| + |im x_i|. n, incx >= 1.
template <class T>
struct FULCRUM_API AsumProblem {
  std::int64_t n = 0;
  const T* x = nullptr;
  std::int64_t incx = 1;
  Real<T>* result = nullptr;
};

// *result = the sum of all parts, re x_i + im x_i. n, incx >= 1.
template <class T>
struct FULCRUM_API SumProblem {
  std::int64_t n = 0;
  const T* x = nullptr;
  std::int64_t incx = 1;
  Real<T>* result = nullptr;
};

// What of a vector is looked for: elements are compared by |re x_i| + |im x_i|, or, of real ones
// alone, by x_i.
enum class Extreme : std::uint8_t { LargestMagnitude, LeastMagnitude, Largest, Least };

// *result = the first i, from 0, whose element is that extreme; a NaN that comes first is one, a
// later one is none. n, incx >= 1. The largest magnitude is IamaxProblem's.
template <class T>
struct FULCRUM_API ExtremeIndexProblem {
  std::int64_t n = 0;
  const T* x = nullptr;
  std::int64_t incx = 1;
  std::int64_t* result = nullptr;
  Extreme extreme = Extreme::LeastMagnitude;
};

// *result = what is compared of that element.
template <class T>
struct FULCRUM_API ExtremeProblem {
  std::int64_t n = 0;
  const T* x = nullptr;
  std::int64_t incx = 1;
  Real<T>* result = nullptr;
  Extreme extreme = Extreme::LargestMagnitude;
};

// *result = the first i, from 0, with the largest |re x_i| + |im x_i|. n, incx >= 1.
template <class T>
struct FULCRUM_API IamaxProblem {
  std::int64_t n = 0;
  const T* x = nullptr;
  std::int64_t incx = 1;
  std::int64_t* result = nullptr;
};

// (x_i, y_i) = (c x_i + s y_i, c y_i - s x_i), n >= 1.
template <class T>
struct FULCRUM_API RotProblem {
  std::int64_t n = 0;
  T* x = nullptr;
  std::int64_t incx = 1;
  T* y = nullptr;
  std::int64_t incy = 1;
  Real<T> c{}, s{};
};

// (x_i, y_i) = H (x_i, y_i)', H from param as the reference's xROTM; n >= 1, and H is not the
// identity (param[0] != -2).
template <class T>
struct FULCRUM_API RotmProblem {
  std::int64_t n = 0;
  T* x = nullptr;
  std::int64_t incx = 1;
  T* y = nullptr;
  std::int64_t incy = 1;
  const T* param = nullptr;
};

}  // namespace fulcrum
