// SPDX-License-Identifier: Apache-2.0
// Level 3 beside real gemm as a specification: every routine as a sum of matrix products
// (products.hpp).
#pragma once

#include "simd/level3/problem.hpp"
#include "simd/ref/products.hpp"

namespace fulcrum::simd::ref {

// op(A), of m x k.
template <class T>
Matrix<T> operand(const T* a, std::int64_t m, std::int64_t k, std::int64_t ld, bool trans,
                  bool conj) {
  return trans ? general(a, k, m, ld, true, conj) : general(a, m, k, ld, false, conj);
}

template <class T>
Products<T> products(const GemmProblem<T>& p) {
  return {p.m,
          p.n,
          p.k,
          {{p.alpha, operand(p.a, p.m, p.k, p.lda, p.trans_a, p.conj_a),
            operand(p.b, p.k, p.n, p.ldb, p.trans_b, p.conj_b)}},
          p.beta,
          general<T>(p.c, p.m, p.n, p.ldc)};
}

template <class T>
Products<T> products(const SymmProblem<T>& p) {
  const std::int64_t order = p.right ? p.n : p.m;
  const Matrix<T> a =
      square(p.a, order, p.lda, p.hermitian ? Kind::Hermitian : Kind::Symmetric, p.upper);
  const Matrix<T> b = general(p.b, p.m, p.n, p.ldb);
  return {p.m,    p.n,
          order,  {{p.alpha, p.right ? b : a, p.right ? a : b}},
          p.beta, general<T>(p.c, p.m, p.n, p.ldc)};
}

template <class T>
Products<T> products(const SyrkProblem<T>& p) {
  const bool h = p.hermitian;
  return {p.n,
          p.n,
          p.k,
          {{p.alpha, operand(p.a, p.n, p.k, p.lda, p.trans, h && p.trans),
            operand(p.a, p.k, p.n, p.lda, !p.trans, h && !p.trans)}},
          p.beta,
          square<T>(p.c, p.n, p.ldc, h ? Kind::Hermitian : Kind::Symmetric, p.upper)};
}

template <class T>
Products<T> products(const Syr2kProblem<T>& p) {
  const bool h = p.hermitian;
  const auto left = [&](const T* a, std::int64_t ld) {
    return operand(a, p.n, p.k, ld, p.trans, h && p.trans);
  };
  const auto right = [&](const T* a, std::int64_t ld) {
    return operand(a, p.k, p.n, ld, !p.trans, h && !p.trans);
  };
  return {p.n,
          p.n,
          p.k,
          {{p.alpha, left(p.a, p.lda), right(p.b, p.ldb)},
           {conj_if(h, p.alpha), left(p.b, p.ldb), right(p.a, p.lda)}},
          p.beta,
          square<T>(p.c, p.n, p.ldc, h ? Kind::Hermitian : Kind::Symmetric, p.upper)};
}

// C's other triangle is neither read nor written, though C need not be symmetric.
template <class T>
Products<T> products(const GemmtProblem<T>& p) {
  return {p.n,
          p.n,
          p.k,
          {{p.alpha, operand(p.a, p.n, p.k, p.lda, p.trans_a, p.conj_a),
            operand(p.b, p.k, p.n, p.ldb, p.trans_b, p.conj_b)}},
          p.beta,
          square<T>(p.c, p.n, p.ldc, Kind::Symmetric, p.upper)};
}

// B = alpha op(A) B, or alpha B op(A)
template <class T>
Products<T> products(const TrmProblem<T>& p) {
  const std::int64_t order = p.right ? p.n : p.m;
  Matrix<T> a = square(p.a, order, p.lda, Kind::Triangular, p.upper);
  a.trans = p.trans, a.conj = p.conj, a.unit = p.unit;
  const Matrix<T> b = general<T>(p.b, p.m, p.n, p.ldb);
  return {p.m, p.n, order, {{p.alpha, p.right ? b : a, p.right ? a : b}}, T{}, b};
}

// What must be nearly 0 for a solution X in B: op(A) X - alpha B or X op(A) - alpha B, as in
// level2.hpp; `b` has the elements that B had before. alpha == 0: A and B are not read, X is 0.
template <class T>
Products<T> residual(const TrmProblem<T>& p, const T* b) {
  Products<T> r = products(p);
  r.terms[0].alpha = T{1};
  r.beta = -p.alpha;
  r.c.data = b;
  r.beside = 12;
  return r;
}

}  // namespace fulcrum::simd::ref
