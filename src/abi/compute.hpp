// SPDX-License-Identifier: Apache-2.0
// Checked column-major calls: the reference's quick returns, then the library. Shared by Fortran
// and CBLAS.
#pragma once

#include "simd/problem.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum::abi {

template <class T>
inline void compute(const GemmProblem<T>& p) {
  if (p.m == 0 || p.n == 0) return;
  if ((p.alpha == T{0} || p.k == 0) && p.beta == T{1}) return;
  execute::call_or_fall_back(p);
}

template <class T>
inline void compute(const GemvProblem<T>& p) {
  if (p.m == 0 || p.n == 0 || (p.alpha == T{0} && p.beta == T{1})) return;
  execute::call_or_fall_back(p);
}

template <class T>
inline void compute(const AxpyProblem<T>& p) {
  if (p.n <= 0 || p.alpha == T{0}) return;
  execute::call_or_fall_back(p);
}

template <class T>
inline T compute(DotProblem<T> p) {
  T result{0};
  if (p.n <= 0) return result;
  p.result = &result;
  execute::call_or_fall_back(p);
  return result;
}

template <class T>
inline void compute(const ScalProblem<T>& p) {
  if (p.n <= 0 || p.incx <= 0) return;
  execute::call_or_fall_back(p);
}

}  // namespace fulcrum::abi
