// SPDX-License-Identifier: Apache-2.0
// A problem as the model sees it.
#pragma once

#include "fulcrum/decision.hpp"
#include "simd/problem.hpp"

namespace fulcrum::api {

inline Op op_of(bool trans) { return trans ? Op::Trans : Op::NoTrans; }

template <class T>
Call vector_call(Routine routine, std::int64_t n, std::int64_t incx, std::int64_t incy) {
  Call call;
  call.routine = routine;
  call.type = element_type_of<T>;
  call.n = n;
  call.lda = incx;
  call.ldb = incy;
  return call;
}

template <class T>
Call describe(const GemmProblem<T>& p) {
  Call call;
  call.routine = Routine::Gemm;
  call.type = element_type_of<T>;
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
  return call;
}

template <class T>
Call describe(const GemvProblem<T>& p) {
  Call call;
  call.routine = Routine::Gemv;
  call.type = element_type_of<T>;
  call.layout = p.layout;
  call.trans_a = op_of(p.trans);
  call.beta_zero = p.beta == T{0};
  call.m = p.m;
  call.n = p.n;
  call.lda = p.lda;
  call.ldb = p.incx;
  call.ldc = p.incy;
  return call;
}

template <class T>
Call describe(const AxpyProblem<T>& p) {
  return vector_call<T>(Routine::Axpy, p.n, p.incx, p.incy);
}
template <class T>
Call describe(const DotProblem<T>& p) {
  return vector_call<T>(Routine::Dot, p.n, p.incx, p.incy);
}
template <class T>
Call describe(const ScalProblem<T>& p) {
  return vector_call<T>(Routine::Scal, p.n, p.incx, 1);
}

}  // namespace fulcrum::api
