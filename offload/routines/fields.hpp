// SPDX-License-Identifier: Apache-2.0
// A problem as a Call, and a Call as a problem, by the fields that its routine's description names.
#pragma once

#include <cstdint>

#include "offload/routines/description.hpp"

namespace fulcrum::offload {

constexpr Op op_of(bool trans, bool conj) {
  if (conj) return trans ? Op::ConjTrans : Op::ConjNoTrans;
  return trans ? Op::Trans : Op::NoTrans;
}

// Writes a problem's fields into a Call. Real elements have no conjugate.
template <bool kComplex>
struct Write {
  Call& to;

  void layout(Layout layout) const { to.layout = layout; }
  void side(bool right) const { to.side = right ? Side::Right : Side::Left; }
  void uplo(bool upper) const { to.uplo = upper ? Uplo::Upper : Uplo::Lower; }
  void op_a(bool trans, bool conj) const { to.trans_a = op_of(trans, kComplex && conj); }
  void op_b(bool trans, bool conj) const { to.trans_b = op_of(trans, kComplex && conj); }
  void diag(bool unit) const { to.diag = unit ? Diag::Unit : Diag::NonUnit; }
  template <class T>
  void beta(const T& beta) const {
    to.beta_zero = beta == T{};
  }
  void m(std::int64_t m) const { to.m = m; }
  void n(std::int64_t n) const { to.n = n; }
  void k(std::int64_t k) const { to.k = k; }
  void order(std::int64_t n) const { to.m = to.n = n; }
  void diagonals(std::int64_t below, std::int64_t above) const { to.k = below + above + 1; }
  void depth(std::int64_t k) const { to.k = k; }
  void lda(std::int64_t ld) const { to.lda = ld; }
  void ldb(std::int64_t ld) const { to.ldb = ld; }
  void ldc(std::int64_t ld) const { to.ldc = ld; }
  void apart(std::int64_t, std::int64_t) const {}
};

// Reads them back into a problem.
struct Read {
  const Call& from;

  constexpr void layout(Layout& layout) const { layout = from.layout; }
  constexpr void side(bool& right) const { right = from.side == Side::Right; }
  constexpr void uplo(bool& upper) const { upper = from.uplo == Uplo::Upper; }
  constexpr void op_a(bool& trans, bool& conj) const { set(from.trans_a, trans, conj); }
  constexpr void op_b(bool& trans, bool& conj) const { set(from.trans_b, trans, conj); }
  constexpr void diag(bool& unit) const { unit = from.diag == Diag::Unit; }
  template <class T>
  constexpr void beta(T& beta) const {
    beta = from.beta_zero ? T{} : T{1};
  }
  constexpr void m(std::int64_t& m) const { m = from.m; }
  constexpr void n(std::int64_t& n) const { n = from.n; }
  constexpr void k(std::int64_t& k) const { k = from.k; }
  constexpr void order(std::int64_t& n) const { n = from.n; }
  // Their sum is all that is kept.
  constexpr void diagonals(std::int64_t& below, std::int64_t& above) const {
    below = from.k - 1;
    above = 0;
  }
  constexpr void depth(std::int64_t) const {}
  constexpr void lda(std::int64_t& ld) const { ld = from.lda; }
  constexpr void ldb(std::int64_t& ld) const { ld = from.ldb; }
  constexpr void ldc(std::int64_t& ld) const { ld = from.ldc; }
  // A Call has no place for them: next to one another.
  constexpr void apart(std::int64_t& a, std::int64_t& b) const { a = b = 1; }

 private:
  static constexpr void set(Op op, bool& trans, bool& conj) {
    trans = op == Op::Trans || op == Op::ConjTrans;
    conj = op == Op::ConjTrans || op == Op::ConjNoTrans;
  }
};

// Which of the fields that a report shows a routine has.
struct Present {
  bool side = false, uplo = false, op_a = false, op_b = false, diag = false;
  bool m = false, n = false, k = false;
  bool order = false;  // n, and m is the same
  bool beta = false;
  bool diagonals = false;  // k is the number of a band's stored diagonals
  bool ldb = false;
};
struct See {
  Present& seen;

  constexpr void layout(Layout) const {}
  constexpr void side(bool) const { seen.side = true; }
  constexpr void uplo(bool) const { seen.uplo = true; }
  constexpr void op_a(bool, bool) const { seen.op_a = true; }
  constexpr void op_b(bool, bool) const { seen.op_b = true; }
  constexpr void diag(bool) const { seen.diag = true; }
  template <class T>
  constexpr void beta(const T&) const {
    seen.beta = true;
  }
  constexpr void m(std::int64_t) const { seen.m = true; }
  constexpr void n(std::int64_t) const { seen.n = true; }
  constexpr void k(std::int64_t) const { seen.k = true; }
  constexpr void order(std::int64_t) const { seen.n = seen.order = true; }
  constexpr void diagonals(std::int64_t, std::int64_t) const { seen.k = seen.diagonals = true; }
  constexpr void depth(std::int64_t) const {}
  constexpr void lda(std::int64_t) const {}
  constexpr void ldb(std::int64_t) const { seen.ldb = true; }
  constexpr void ldc(std::int64_t) const {}
  constexpr void apart(std::int64_t, std::int64_t) const {}
};

template <class Problem>
Call describe(const Problem& p) {
  using D = Description<Problem>;
  Call call;
  call.routine = routine_of(p);
  call.type = type_of<Problem>();
  D::fields(p, Write<is_complex(type_of<Problem>())>{call});
  if constexpr (requires { D::count(p); }) call.batch = D::count(p);
  return call;
}

// The problem that a Call describes, without operands and with factors of 1.
template <class Problem>
constexpr Problem problem_of(const Call& call) {
  Problem p = problem_of<Problem>(call.routine);
  if constexpr (requires { p.alpha; }) p.alpha = decltype(p.alpha)(1);
  const Read read{call};
  Description<Problem>::fields(p, read);
  return p;
}

}  // namespace fulcrum::offload
