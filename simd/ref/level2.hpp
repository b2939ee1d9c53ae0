// SPDX-License-Identifier: Apache-2.0
// Level 2 beside real gemv as a specification: every routine as a sum of matrix products
// (products.hpp), where vectors are matrices of one column.
#pragma once

#include "simd/level2/problem.hpp"
#include "simd/ref/products.hpp"

namespace fulcrum::simd::ref {

template <class T>
Products<T> products(const GemvProblem<T>& p) {
  return {p.y_size(),
          1,
          p.x_size(),
          {{p.alpha, general(p.a, p.m, p.n, p.lda, p.trans, p.conj),
            vector_of(p.x, p.x_size(), p.incx)}},
          p.beta,
          vector_of<T>(p.y, p.y_size(), p.incy)};
}

template <class T>
Products<T> products(const GbmvProblem<T>& p) {
  Matrix<T> a = general(p.a, p.m, p.n, p.lda, p.trans, p.conj);
  a.storage = Storage::Band;
  a.kl = p.kl, a.ku = p.ku;
  return {p.y_size(), 1,
          p.x_size(), {{p.alpha, a, vector_of(p.x, p.x_size(), p.incx)}},
          p.beta,     vector_of<T>(p.y, p.y_size(), p.incy)};
}

template <class T>
Products<T> products(const SymvProblem<T>& p) {
  Matrix<T> a = square(p.a, p.n, p.lda, p.hermitian ? Kind::Hermitian : Kind::Symmetric, p.upper,
                       p.storage, p.k);
  a.conj = p.conj;
  return {p.n,    1,
          p.n,    {{p.alpha, a, vector_of(p.x, p.n, p.incx)}},
          p.beta, vector_of<T>(p.y, p.n, p.incy)};
}

template <class T>
Matrix<T> triangle(const TrvProblem<T>& p) {
  Matrix<T> a = square(p.a, p.n, p.lda, Kind::Triangular, p.upper, p.storage, p.k);
  a.trans = p.trans, a.conj = p.conj, a.unit = p.unit;
  return a;
}

// x = op(A) x
template <class T>
Products<T> products(const TrvProblem<T>& p) {
  const Matrix<T> x = vector_of<T>(p.x, p.n, p.incx);
  return {p.n, 1, p.n, {{T{1}, triangle(p), x}}, T{}, x};
}

// What must be nearly 0 for a solution x of op(A) x = b: op(A) x - b, of a backward error of at
// most gamma_(n + 1) |op(A)| |x| by whatever order of substitution (Higham, Accuracy and Stability
// of Numerical Algorithms, 2nd ed., theorem 8.5). `b` has the elements that x had before.
template <class T>
Products<T> residual(const TrvProblem<T>& p, const T* b) {
  Products<T> r = products(p);
  r.beta = T{-1};
  r.c.data = b;
  r.beside = 12;
  return r;
}

template <class T>
Products<T> products(const GerProblem<T>& p) {
  return {p.m,
          p.n,
          1,
          {{p.alpha, vector_of(p.x, p.m, p.incx, false, p.conj_x),
            vector_of(p.y, p.n, p.incy, true, p.conj_y)}},
          T{1},
          general<T>(p.a, p.m, p.n, p.lda)};
}

template <class T>
Products<T> products(const SyrProblem<T>& p) {
  return {p.n,
          p.n,
          1,
          {{p.alpha, vector_of(p.x, p.n, p.incx, false, p.conj),
            vector_of(p.x, p.n, p.incx, true, p.hermitian != p.conj)}},
          T{1},
          square<T>(p.a, p.n, p.lda, p.hermitian ? Kind::Hermitian : Kind::Symmetric, p.upper,
                    p.storage)};
}

template <class T>
Products<T> products(const Syr2Problem<T>& p) {
  const bool across = p.hermitian != p.conj;
  return {p.n,
          p.n,
          1,
          {{p.alpha, vector_of(p.x, p.n, p.incx, false, p.conj),
            vector_of(p.y, p.n, p.incy, true, across)},
           {conj_if(p.hermitian, p.alpha), vector_of(p.y, p.n, p.incy, false, p.conj),
            vector_of(p.x, p.n, p.incx, true, across)}},
          T{1},
          square<T>(p.a, p.n, p.lda, p.hermitian ? Kind::Hermitian : Kind::Symmetric, p.upper,
                    p.storage)};
}

}  // namespace fulcrum::simd::ref
