// SPDX-License-Identifier: Apache-2.0
// What is left of a problem after a device has completed the first elements of its output.
#pragma once

#include "simd/problem.hpp"

namespace fulcrum::api {

// The lowest address of what is left of a vector after its first `done` elements: a negative
// increment ends at the lowest address, which stays.
template <class T>
T* skip(T* x, std::int64_t inc, std::int64_t done) {
  return inc > 0 ? x + done * inc : x;
}

template <class T>
GemmProblem<T> remainder(GemmProblem<T> p, std::int64_t columns) {
  p.n -= columns;
  p.b += p.trans_b ? columns : columns * p.ldb;
  p.c += columns * p.ldc;
  return p;
}

template <class T>
GemvProblem<T> remainder(GemvProblem<T> p, std::int64_t elements) {
  (p.trans ? p.n : p.m) -= elements;
  p.a += p.trans ? elements * p.lda : elements;
  p.y = skip(p.y, p.incy, elements);
  return p;
}

template <class T>
AxpyProblem<T> remainder(AxpyProblem<T> p, std::int64_t elements) {
  p.n -= elements;
  p.x = skip(p.x, p.incx, elements);
  p.y = skip(p.y, p.incy, elements);
  return p;
}

// One result: nothing of it is there.
template <class T>
DotProblem<T> remainder(DotProblem<T> p, std::int64_t) {
  return p;
}

template <class T>
ScalProblem<T> remainder(ScalProblem<T> p, std::int64_t elements) {
  p.n -= elements;
  p.x = skip(p.x, p.incx, elements);
  return p;
}

}  // namespace fulcrum::api
