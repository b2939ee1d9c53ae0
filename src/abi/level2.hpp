// SPDX-License-Identifier: Apache-2.0
// Level 2 for Fortran and CBLAS alike: the checks of the reference and its quick returns. A letter
// comes as it was written: a char of Fortran, an int of CBLAS.
#pragma once

#include <utility>

#include "simd/level2/problem.hpp"
#include "simd/problem.hpp"
#include "src/abi/arguments.hpp"
#include "src/execute/execute.hpp"

namespace fulcrum::abi {

inline constexpr const char* kUploLetters = "U or L";
inline constexpr const char* kDiagLetters = "N or U";

template <class T, class Letter>
void gemv(Caller caller, const char* routine, Letter trans, GemvProblem<T> p) {
  const bool by_rows = caller == Caller::Rows;
  const Form form = parse_form(trans);
  Arguments arguments(caller, routine);
  arguments.letter(form != Form::Invalid, "trans", trans, "N, T or C");
  if (by_rows) std::swap(p.m, p.n);
  arguments.size(by_rows ? "n" : "m", p.m, by_rows ? 4 : 0);
  arguments.size(by_rows ? "m" : "n", p.n, by_rows ? 3 : 0);
  arguments.skip(2);
  arguments.leading("lda", p.lda, p.m);
  arguments.skip();
  arguments.increment("incx", p.incx);
  arguments.skip(2);
  arguments.increment("incy", p.incy);
  if (arguments.refused()) return;
  if (p.m == 0 || p.n == 0 || (p.alpha == T{} && p.beta == T{1})) return;
  p.trans = (form != Form::No) != by_rows;
  p.conj = form == Form::ConjTrans;
  p.layout = by_rows ? Layout::RowMajor : Layout::ColMajor;
  execute::call_or_fall_back(p);
}

template <class T, class Letter>
void gbmv(Caller caller, const char* routine, Letter trans, GbmvProblem<T> p) {
  const bool by_rows = caller == Caller::Rows;
  const Form form = parse_form(trans);
  Arguments arguments(caller, routine);
  arguments.letter(form != Form::Invalid, "trans", trans, "N, T or C");
  if (by_rows) {
    std::swap(p.m, p.n);
    std::swap(p.kl, p.ku);
  }
  arguments.size(by_rows ? "n" : "m", p.m, by_rows ? 4 : 0);
  arguments.size(by_rows ? "m" : "n", p.n, by_rows ? 3 : 0);
  arguments.size(by_rows ? "ku" : "kl", p.kl, by_rows ? 6 : 0);
  arguments.size(by_rows ? "kl" : "ku", p.ku, by_rows ? 5 : 0);
  arguments.skip(2);
  arguments.leading("lda", p.lda, p.kl + p.ku + 1);
  arguments.skip();
  arguments.increment("incx", p.incx);
  arguments.skip(2);
  arguments.increment("incy", p.incy);
  if (arguments.refused()) return;
  if (p.m == 0 || p.n == 0 || (p.alpha == T{} && p.beta == T{1})) return;
  p.trans = (form != Form::No) != by_rows;
  p.conj = form == Form::ConjTrans;
  p.layout = by_rows ? Layout::RowMajor : Layout::ColMajor;
  execute::call_or_fall_back(p);
}

// Symmetric and Hermitian, by p.storage and p.hermitian.
template <class T, class Letter>
void symv(Caller caller, const char* routine, Letter uplo, SymvProblem<T> p) {
  const bool by_rows = caller == Caller::Rows;
  const Triangle triangle = parse_triangle(uplo);
  Arguments arguments(caller, routine);
  arguments.letter(triangle != Triangle::Invalid, "uplo", uplo, kUploLetters);
  arguments.size("n", p.n);
  if (p.storage == Storage::Band) arguments.size("k", p.k);
  arguments.skip(2);
  if (p.storage != Storage::Packed)
    arguments.leading("lda", p.lda, p.storage == Storage::Band ? p.k + 1 : p.n);
  arguments.skip();
  arguments.increment("incx", p.incx);
  arguments.skip(2);
  arguments.increment("incy", p.incy);
  if (arguments.refused()) return;
  if (p.n == 0 || (p.alpha == T{} && p.beta == T{1})) return;
  p.conj = by_rows && p.hermitian;
  p.upper = (triangle == Triangle::Upper) != by_rows;
  p.layout = by_rows ? Layout::RowMajor : Layout::ColMajor;
  execute::call_or_fall_back(p);
}

// Products and solutions, by p.storage and p.solve.
template <class T, class Letter>
void trv(Caller caller, const char* routine, Letter uplo, Letter trans, Letter diag,
         TrvProblem<T> p) {
  const bool by_rows = caller == Caller::Rows;
  const Triangle triangle = parse_triangle(uplo);
  const Form form = parse_form(trans);
  const Diagonal diagonal = parse_diagonal(diag);
  Arguments arguments(caller, routine);
  arguments.letter(triangle != Triangle::Invalid, "uplo", uplo, kUploLetters);
  arguments.letter(form != Form::Invalid, "trans", trans, "N, T or C");
  arguments.letter(diagonal != Diagonal::Invalid, "diag", diag, kDiagLetters);
  arguments.size("n", p.n);
  if (p.storage == Storage::Band) arguments.size("k", p.k);
  arguments.skip();
  if (p.storage != Storage::Packed)
    arguments.leading("lda", p.lda, p.storage == Storage::Band ? p.k + 1 : p.n);
  arguments.skip();
  arguments.increment("incx", p.incx);
  if (arguments.refused() || p.n == 0) return;
  p.upper = (triangle == Triangle::Upper) != by_rows;
  p.trans = (form != Form::No) != by_rows;
  p.conj = form == Form::ConjTrans;
  p.unit = diagonal == Diagonal::Unit;
  p.layout = by_rows ? Layout::RowMajor : Layout::ColMajor;
  execute::call_or_fall_back(p);
}

// p.conj_y: gerc.
template <class T>
void ger(Caller caller, const char* routine, GerProblem<T> p) {
  const bool by_rows = caller == Caller::Rows;
  if (by_rows) {
    std::swap(p.m, p.n);
    std::swap(p.x, p.y);
    std::swap(p.incx, p.incy);
    std::swap(p.conj_x, p.conj_y);
  }
  Arguments arguments(caller, routine);
  arguments.size(by_rows ? "n" : "m", p.m, by_rows ? 3 : 0);
  arguments.size(by_rows ? "m" : "n", p.n, by_rows ? 2 : 0);
  arguments.skip(2);
  arguments.increment(by_rows ? "incy" : "incx", p.incx, by_rows ? 8 : 0);
  arguments.skip();
  arguments.increment(by_rows ? "incx" : "incy", p.incy, by_rows ? 6 : 0);
  arguments.skip();
  arguments.leading("lda", p.lda, p.m);
  if (arguments.refused()) return;
  if (p.m == 0 || p.n == 0 || p.alpha == T{}) return;
  p.layout = by_rows ? Layout::RowMajor : Layout::ColMajor;
  execute::call_or_fall_back(p);
}

// By p.storage and p.hermitian.
template <class T, class Letter>
void syr(Caller caller, const char* routine, Letter uplo, SyrProblem<T> p) {
  const bool by_rows = caller == Caller::Rows;
  const Triangle triangle = parse_triangle(uplo);
  Arguments arguments(caller, routine);
  arguments.letter(triangle != Triangle::Invalid, "uplo", uplo, kUploLetters);
  arguments.size("n", p.n);
  arguments.skip(2);
  arguments.increment("incx", p.incx);
  arguments.skip();
  if (p.storage == Storage::Full) arguments.leading("lda", p.lda, p.n);
  if (arguments.refused()) return;
  if (p.n == 0 || p.alpha == T{}) return;
  p.conj = by_rows && p.hermitian;
  p.upper = (triangle == Triangle::Upper) != by_rows;
  p.layout = by_rows ? Layout::RowMajor : Layout::ColMajor;
  execute::call_or_fall_back(p);
}

// A row-major Hermitian call is the column-major one of conj(y) and conj(x), in this order.
template <class T, class Letter>
void syr2(Caller caller, const char* routine, Letter uplo, Syr2Problem<T> p) {
  const bool by_rows = caller == Caller::Rows, turned = by_rows && p.hermitian;
  if (turned) {
    std::swap(p.x, p.y);
    std::swap(p.incx, p.incy);
  }
  const Triangle triangle = parse_triangle(uplo);
  Arguments arguments(caller, routine);
  arguments.letter(triangle != Triangle::Invalid, "uplo", uplo, kUploLetters);
  arguments.size("n", p.n);
  arguments.skip(2);
  arguments.increment(turned ? "incy" : "incx", p.incx, turned ? 8 : 0);
  arguments.skip();
  arguments.increment(turned ? "incx" : "incy", p.incy, turned ? 6 : 0);
  arguments.skip();
  if (p.storage == Storage::Full) arguments.leading("lda", p.lda, p.n);
  if (arguments.refused()) return;
  if (p.n == 0 || p.alpha == T{}) return;
  p.conj = turned;
  p.upper = (triangle == Triangle::Upper) != by_rows;
  p.layout = by_rows ? Layout::RowMajor : Layout::ColMajor;
  execute::call_or_fall_back(p);
}

}  // namespace fulcrum::abi
