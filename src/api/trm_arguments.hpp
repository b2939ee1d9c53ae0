// SPDX-License-Identifier: Apache-2.0
// The arguments that trmm, trsm and its batches share.
#pragma once

#include <cstdint>

#include "simd/level3/problem.hpp"

namespace fulcrum::api {

// The letters of a call, which have been checked.
struct TrmLetters {
  bool right = false, upper = false, trans = false, conj = false, unit = false;
};

constexpr TrmLetters trm_letters(Side side, Uplo uplo, Op op, Diag diag) {
  return {side == Side::Right, uplo == Uplo::Upper, op != Op::NoTrans, op == Op::ConjTrans,
          diag == Diag::Unit};
}

// By rows it is the transposed equation: A on the other side, its other triangle stored.
template <class T>
TrmProblem<T> trm_problem(bool solve, Layout layout, const TrmLetters& letters, std::int64_t m,
                          std::int64_t n, T alpha, const T* a, std::int64_t lda, T* b,
                          std::int64_t ldb) {
  const bool by_rows = layout == Layout::RowMajor;
  return {solve,
          letters.right != by_rows,
          letters.upper != by_rows,
          letters.trans,
          letters.conj,
          letters.unit,
          by_rows ? n : m,
          by_rows ? m : n,
          alpha,
          a,
          lda,
          b,
          ldb,
          layout};
}

}  // namespace fulcrum::api
