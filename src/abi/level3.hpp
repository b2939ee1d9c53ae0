// SPDX-License-Identifier: Apache-2.0
// Level 3 for Fortran and CBLAS alike, but for the real gemm: the checks of the reference and its
// quick returns. A letter comes as it was written: a char of Fortran, an int of CBLAS.
#pragma once

#include <utility>

#include "simd/level3/problem.hpp"
#include "simd/scalar.hpp"
#include "src/abi/level2.hpp"

namespace fulcrum::abi {

inline constexpr const char* kSideLetters = "L or R";
inline constexpr const char* kOpLetters = "N, T or C";

template <class T, class Letter>
void gemm(Caller caller, const char* routine, Letter transa, Letter transb, GemmProblem<T> p) {
  const bool by_rows = caller == Caller::Rows;
  Form form_a = parse_form(transa), form_b = parse_form(transb);
  Arguments arguments(caller, routine);
  arguments.letter(form_a != Form::Invalid, "transa", transa, kOpLetters);
  arguments.letter(form_b != Form::Invalid, "transb", transb, kOpLetters);
  if (by_rows) {
    std::swap(form_a, form_b);
    std::swap(p.m, p.n);
    std::swap(p.a, p.b);
    std::swap(p.lda, p.ldb);
  }
  arguments.size(by_rows ? "n" : "m", p.m, by_rows ? 5 : 0);
  arguments.size(by_rows ? "m" : "n", p.n, by_rows ? 4 : 0);
  arguments.size("k", p.k);
  arguments.skip(2);
  arguments.leading(by_rows ? "ldb" : "lda", p.lda, form_a == Form::No ? p.m : p.k,
                    by_rows ? 11 : 0);
  arguments.skip();
  arguments.leading(by_rows ? "lda" : "ldb", p.ldb, form_b == Form::No ? p.k : p.n,
                    by_rows ? 9 : 0);
  arguments.skip(2);
  arguments.leading("ldc", p.ldc, p.m);
  if (arguments.refused()) return;
  if (p.m == 0 || p.n == 0 || ((p.alpha == T{} || p.k == 0) && p.beta == T{1})) return;
  p.trans_a = form_a != Form::No;
  p.trans_b = form_b != Form::No;
  p.conj_a = form_a == Form::ConjTrans;
  p.conj_b = form_b == Form::ConjTrans;
  p.layout = layout_of(caller);
  execute::call_or_fall_back(p);
}

// By p.hermitian.
template <class T, class Letter>
void symm(Caller caller, const char* routine, Letter side, Letter uplo, SymmProblem<T> p) {
  const bool by_rows = caller == Caller::Rows;
  const Hand hand = parse_hand(side);
  const Triangle triangle = parse_triangle(uplo);
  if (by_rows) std::swap(p.m, p.n);
  p.right = (hand == Hand::Right) != by_rows;
  Arguments arguments(caller, routine);
  arguments.letter(hand != Hand::Invalid, "side", side, kSideLetters);
  arguments.letter(triangle != Triangle::Invalid, "uplo", uplo, kUploLetters);
  arguments.size(by_rows ? "n" : "m", p.m, by_rows ? 5 : 0);
  arguments.size(by_rows ? "m" : "n", p.n, by_rows ? 4 : 0);
  arguments.skip(2);
  arguments.leading("lda", p.lda, p.right ? p.n : p.m);
  arguments.skip();
  arguments.leading("ldb", p.ldb, p.m);
  arguments.skip(2);
  arguments.leading("ldc", p.ldc, p.m);
  if (arguments.refused()) return;
  if (p.m == 0 || p.n == 0 || (p.alpha == T{} && p.beta == T{1})) return;
  p.upper = (triangle == Triangle::Upper) != by_rows;
  p.layout = layout_of(caller);
  execute::call_or_fall_back(p);
}

// The letters that a rank-k update takes: of complex elements a symmetric one no C, a Hermitian one
// no T.
template <class T>
constexpr bool updates(Form form, bool hermitian) {
  if (form == Form::Invalid || form == Form::No) return form == Form::No;
  if (hermitian) return form == Form::ConjTrans;
  return RealScalar<T> || form == Form::Trans;
}
template <class T>
constexpr const char* update_letters(bool hermitian) {
  return hermitian ? "N or C" : RealScalar<T> ? kOpLetters : "N or T";
}

// syrk and herk, syr2k and her2k: one operand or two.
template <template <class> class Problem, class T, class Letter>
void syrk(Caller caller, const char* routine, Letter uplo, Letter trans, Problem<T> p) {
  constexpr bool kTwo = requires { p.b; };
  const bool by_rows = caller == Caller::Rows;
  const Triangle triangle = parse_triangle(uplo);
  const Form form = parse_form(trans);
  p.trans = (form != Form::No) != by_rows;
  Arguments arguments(caller, routine);
  arguments.letter(triangle != Triangle::Invalid, "uplo", uplo, kUploLetters);
  arguments.letter(updates<T>(form, p.hermitian), "trans", trans, update_letters<T>(p.hermitian));
  arguments.size("n", p.n);
  arguments.size("k", p.k);
  arguments.skip(2);
  arguments.leading("lda", p.lda, p.trans ? p.k : p.n);
  if constexpr (kTwo) {
    arguments.skip();
    arguments.leading("ldb", p.ldb, p.trans ? p.k : p.n);
  }
  arguments.skip(2);
  arguments.leading("ldc", p.ldc, p.n);
  if (arguments.refused()) return;
  if (p.n == 0 || ((p.alpha == T{} || p.k == 0) && p.beta == T{1})) return;
  if constexpr (kTwo) {
    if (by_rows && p.hermitian) p.alpha = simd::conj_if(true, p.alpha);
  }
  p.upper = (triangle == Triangle::Upper) != by_rows;
  p.layout = layout_of(caller);
  execute::call_or_fall_back(p);
}

template <class T, class Letter>
void gemmt(Caller caller, const char* routine, Letter uplo, Letter transa, Letter transb,
           GemmtProblem<T> p) {
  const bool by_rows = caller == Caller::Rows;
  const Triangle triangle = parse_triangle(uplo);
  Form form_a = parse_form(transa), form_b = parse_form(transb);
  Arguments arguments(caller, routine);
  arguments.letter(triangle != Triangle::Invalid, "uplo", uplo, kUploLetters);
  arguments.letter(form_a != Form::Invalid, "transa", transa, kOpLetters);
  arguments.letter(form_b != Form::Invalid, "transb", transb, kOpLetters);
  if (by_rows) {
    std::swap(form_a, form_b);
    std::swap(p.a, p.b);
    std::swap(p.lda, p.ldb);
  }
  arguments.size("n", p.n);
  arguments.size("k", p.k);
  arguments.skip(2);
  arguments.leading(by_rows ? "ldb" : "lda", p.lda, form_a == Form::No ? p.n : p.k,
                    by_rows ? 11 : 0);
  arguments.skip();
  arguments.leading(by_rows ? "lda" : "ldb", p.ldb, form_b == Form::No ? p.k : p.n,
                    by_rows ? 9 : 0);
  arguments.skip(2);
  arguments.leading("ldc", p.ldc, p.n);
  if (arguments.refused()) return;
  if (p.n == 0 || ((p.alpha == T{} || p.k == 0) && p.beta == T{1})) return;
  p.upper = (triangle == Triangle::Upper) != by_rows;
  p.trans_a = form_a != Form::No;
  p.trans_b = form_b != Form::No;
  p.conj_a = form_a == Form::ConjTrans;
  p.conj_b = form_b == Form::ConjTrans;
  p.layout = layout_of(caller);
  execute::call_or_fall_back(p);
}

// By p.solve.
template <class T, class Letter>
void trm(Caller caller, const char* routine, Letter side, Letter uplo, Letter transa, Letter diag,
         TrmProblem<T> p) {
  const bool by_rows = caller == Caller::Rows;
  const Hand hand = parse_hand(side);
  const Triangle triangle = parse_triangle(uplo);
  const Form form = parse_form(transa);
  const Diagonal diagonal = parse_diagonal(diag);
  if (by_rows) std::swap(p.m, p.n);
  p.right = (hand == Hand::Right) != by_rows;
  Arguments arguments(caller, routine);
  arguments.letter(hand != Hand::Invalid, "side", side, kSideLetters);
  arguments.letter(triangle != Triangle::Invalid, "uplo", uplo, kUploLetters);
  arguments.letter(form != Form::Invalid, "transa", transa, kOpLetters);
  arguments.letter(diagonal != Diagonal::Invalid, "diag", diag, kDiagLetters);
  arguments.size(by_rows ? "n" : "m", p.m, by_rows ? 7 : 0);
  arguments.size(by_rows ? "m" : "n", p.n, by_rows ? 6 : 0);
  arguments.skip(2);
  arguments.leading("lda", p.lda, p.right ? p.n : p.m);
  arguments.skip();
  arguments.leading("ldb", p.ldb, p.m);
  if (arguments.refused() || p.m == 0 || p.n == 0) return;
  p.upper = (triangle == Triangle::Upper) != by_rows;
  p.trans = form != Form::No;
  p.conj = form == Form::ConjTrans;
  p.unit = diagonal == Diagonal::Unit;
  p.layout = layout_of(caller);
  execute::call_or_fall_back(p);
}

}  // namespace fulcrum::abi
