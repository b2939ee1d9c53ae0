// SPDX-License-Identifier: Apache-2.0
// A problem as the model sees it.
//
// describe_into() writes a Call where it is to stay, field by field: building one and copying it
// costs a 4 x 4 x 4 product a seventh of its time (16-byte loads of what 8-byte stores have just
// written wait until those have left the store buffer).
#pragma once

#include "fulcrum/decision.hpp"
#include "simd/problem.hpp"

namespace fulcrum::api {

constexpr Op op_of(bool trans) { return trans ? Op::Trans : Op::NoTrans; }

// What all routines have in common; sizes of 1 and increments of 1.
inline void describe_operands(Call& call, Routine routine, ElementType type) {
  call.routine = routine;
  call.type = type;
  call.layout = Layout::ColMajor;
  call.trans_a = call.trans_b = Op::NoTrans;
  call.beta_zero = false;
  call.a = call.b = call.c = Location::Unknown;
  call.m = call.n = call.k = 1;
  call.lda = call.ldb = call.ldc = 1;
  call.batch = 1;
  call.threads = 0;
  call.device = -1;
}

template <class T>
void describe_into(Call& call, const GemmProblem<T>& p) {
  describe_operands(call, Routine::Gemm, element_type_of<T>);
  call.layout = p.layout;
  call.trans_a = op_of(p.trans_a);
  call.trans_b = op_of(p.trans_b);
  call.beta_zero = p.beta == T{0};
  call.m = p.m;
  call.n = p.n;
  call.k = p.k;
  call.lda = p.lda;
  call.ldb = p.ldb;
  call.ldc = p.ldc;
}

template <class T>
void describe_into(Call& call, const GemvProblem<T>& p) {
  describe_operands(call, Routine::Gemv, element_type_of<T>);
  call.layout = p.layout;
  call.trans_a = op_of(p.trans);
  call.beta_zero = p.beta == T{0};
  call.m = p.m;
  call.n = p.n;
  call.lda = p.lda;
  call.ldb = p.incx;
  call.ldc = p.incy;
}

template <class T>
void describe_into(Call& call, const AxpyProblem<T>& p) {
  describe_operands(call, Routine::Axpy, element_type_of<T>);
  call.n = p.n;
  call.lda = p.incx;
  call.ldb = p.incy;
}

template <class T>
void describe_into(Call& call, const DotProblem<T>& p) {
  describe_operands(call, Routine::Dot, element_type_of<T>);
  call.n = p.n;
  call.lda = p.incx;
  call.ldb = p.incy;
}

template <class T>
void describe_into(Call& call, const ScalProblem<T>& p) {
  describe_operands(call, Routine::Scal, element_type_of<T>);
  call.n = p.n;
  call.lda = p.incx;
}

template <class Problem>
Call describe(const Problem& p) {
  Call call;
  describe_into(call, p);
  return call;
}

// offload::flops(describe(p)), without waiting for the description.
template <class T>
double flops(const GemmProblem<T>& p) {
  return 2 * static_cast<double>(p.m) * static_cast<double>(p.n) * static_cast<double>(p.k);
}
template <class T>
double flops(const GemvProblem<T>& p) {
  return 2 * static_cast<double>(p.m) * static_cast<double>(p.n);
}
template <class T>
double flops(const AxpyProblem<T>& p) {
  return 2 * static_cast<double>(p.n);
}
template <class T>
double flops(const DotProblem<T>& p) {
  return 2 * static_cast<double>(p.n);
}
template <class T>
double flops(const ScalProblem<T>& p) {
  return static_cast<double>(p.n);
}

// Which row of Snapshot::smallest_paying_flops a problem belongs to.
template <class T>
constexpr Routine routine_of(const GemmProblem<T>&) {
  return Routine::Gemm;
}
template <class T>
constexpr Routine routine_of(const GemvProblem<T>&) {
  return Routine::Gemv;
}
template <class T>
constexpr Routine routine_of(const AxpyProblem<T>&) {
  return Routine::Axpy;
}
template <class T>
constexpr Routine routine_of(const DotProblem<T>&) {
  return Routine::Dot;
}
template <class T>
constexpr Routine routine_of(const ScalProblem<T>&) {
  return Routine::Scal;
}

template <template <class> class Problem, class T>
constexpr ElementType type_of(const Problem<T>&) {
  return element_type_of<T>;
}

}  // namespace fulcrum::api
