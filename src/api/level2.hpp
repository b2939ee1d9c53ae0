// SPDX-License-Identifier: Apache-2.0
// The calls of level 2 that are computed in place: how they are recorded and run.
#pragma once

#include "simd/level2/level2.hpp"
#include "simd/targets.hpp"
#include "src/api/describe.hpp"

// In the namespace of the problems, where templates that have been read before find them.
namespace fulcrum {

template <class T, class Problem>
void describe_matrix_call(Call& call, Routine routine, const Problem& p, std::int64_t m) {
  api::describe_operands(call, routine, element_type_of<T>);
  call.layout = p.layout;
  call.m = m;
  call.n = p.n;
  call.lda = p.lda;
  call.ldb = p.incx;
}

// One routine for each storage.
constexpr Routine by_storage(Storage storage, Routine full, Routine band, Routine packed) {
  return storage == Storage::Full ? full : storage == Storage::Band ? band : packed;
}

template <class T>
void describe_into(Call& call, const GbmvProblem<T>& p) {
  describe_matrix_call<T>(call, Routine::Gbmv, p, p.m);
  call.trans_a = api::op_of(p.trans);
  call.k = p.kl + p.ku + 1;
  call.ldc = p.incy;
  call.beta_zero = p.beta == T{};
}
template <class T>
void describe_into(Call& call, const SymvProblem<T>& p) {
  const Routine routine = p.hermitian
                              ? by_storage(p.storage, Routine::Hemv, Routine::Hbmv, Routine::Hpmv)
                              : by_storage(p.storage, Routine::Symv, Routine::Sbmv, Routine::Spmv);
  describe_matrix_call<T>(call, routine, p, p.n);
  if (p.storage == Storage::Band) call.k = p.k;
  call.ldc = p.incy;
  call.beta_zero = p.beta == T{};
}
template <class T>
void describe_into(Call& call, const TrvProblem<T>& p) {
  const Routine routine = p.solve
                              ? by_storage(p.storage, Routine::Trsv, Routine::Tbsv, Routine::Tpsv)
                              : by_storage(p.storage, Routine::Trmv, Routine::Tbmv, Routine::Tpmv);
  describe_matrix_call<T>(call, routine, p, p.n);
  call.trans_a = api::op_of(p.trans);
  if (p.storage == Storage::Band) call.k = p.k;
}
template <class T>
void describe_into(Call& call, const GerProblem<T>& p) {
  describe_matrix_call<T>(call, Routine::Ger, p, p.m);
  call.ldc = p.incy;
}
template <class T>
void describe_into(Call& call, const SyrProblem<T>& p) {
  const bool packed = p.storage == Storage::Packed;
  const Routine routine =
      p.hermitian ? (packed ? Routine::Hpr : Routine::Her) : (packed ? Routine::Spr : Routine::Syr);
  describe_matrix_call<T>(call, routine, p, p.n);
}
template <class T>
void describe_into(Call& call, const Syr2Problem<T>& p) {
  const bool packed = p.storage == Storage::Packed;
  const Routine routine = p.hermitian ? (packed ? Routine::Hpr2 : Routine::Her2)
                                      : (packed ? Routine::Spr2 : Routine::Syr2);
  describe_matrix_call<T>(call, routine, p, p.n);
  call.ldc = p.incy;
}

// Enough for the number of threads, which begin with the size of the matrix.
template <class T>
double work_of(const GemvProblem<T>& p) {
  return 8 * static_cast<double>(p.m) * static_cast<double>(p.n);
}
template <class T>
double work_of(const GerProblem<T>& p) {
  return 2 * static_cast<double>(p.m) * static_cast<double>(p.n);
}
// Computed by one thread.
template <class T>
double work_of(const GbmvProblem<T>&) {
  return 0;
}
template <class T>
double work_of(const SymvProblem<T>&) {
  return 0;
}
template <class T>
double work_of(const TrvProblem<T>&) {
  return 0;
}
template <class T>
double work_of(const SyrProblem<T>&) {
  return 0;
}
template <class T>
double work_of(const Syr2Problem<T>&) {
  return 0;
}

template <ComplexScalar T>
void run(const simd::Target& target, const GemvProblem<T>& p, int threads,
         simd::Scratch scratch = simd::Scratch::Workspace) {
  simd::gemv_complex(target.kernels<T>().level2(), p, threads, scratch);
}
template <class T>
void run(const simd::Target& target, const GbmvProblem<T>& p, int,
         simd::Scratch scratch = simd::Scratch::Workspace) {
  simd::gbmv(target.kernels<T>().level2(), p, scratch);
}
template <class T>
void run(const simd::Target& target, const SymvProblem<T>& p, int,
         simd::Scratch scratch = simd::Scratch::Workspace) {
  simd::symv(target.kernels<T>().level2(), p, scratch);
}
template <class T>
void run(const simd::Target& target, const TrvProblem<T>& p, int,
         simd::Scratch scratch = simd::Scratch::Workspace) {
  simd::trv(target.kernels<T>().level2(), p, scratch);
}
template <class T>
void run(const simd::Target& target, const GerProblem<T>& p, int threads,
         simd::Scratch scratch = simd::Scratch::Workspace) {
  simd::ger(target.kernels<T>().level2(), p, threads, scratch);
}
template <class T>
void run(const simd::Target& target, const SyrProblem<T>& p, int,
         simd::Scratch scratch = simd::Scratch::Workspace) {
  simd::syr(target.kernels<T>().level2(), p, scratch);
}
template <class T>
void run(const simd::Target& target, const Syr2Problem<T>& p, int,
         simd::Scratch scratch = simd::Scratch::Workspace) {
  simd::syr2(target.kernels<T>().level2(), p, scratch);
}

template <class Problem>
void run_without_workspace(const simd::Target& target, const Problem& p) {
  run(target, p, 1, simd::Scratch::None);
}

}  // namespace fulcrum
