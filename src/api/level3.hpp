// SPDX-License-Identifier: Apache-2.0
// The calls of level 3 that are computed in place: how they are recorded and run.
#pragma once

#include "simd/level3/level3.hpp"
#include "simd/targets.hpp"
#include "src/api/describe.hpp"

// In the namespace of the problems, where templates that have been read before find them.
namespace fulcrum {

template <class T, class Problem>
void describe_product(Call& call, Routine routine, const Problem& p, std::int64_t m,
                      std::int64_t k) {
  api::describe_operands(call, routine, element_type_of<T>);
  call.layout = p.layout;
  call.m = m;
  call.n = p.n;
  call.k = k;
  call.lda = p.lda;
}

template <class T>
void describe_into(Call& call, const SymmProblem<T>& p) {
  describe_product<T>(call, p.hermitian ? Routine::Hemm : Routine::Symm, p, p.m,
                      p.right ? p.n : p.m);
  call.ldb = p.ldb;
  call.ldc = p.ldc;
  call.beta_zero = p.beta == T{};
}
template <class T>
void describe_into(Call& call, const SyrkProblem<T>& p) {
  describe_product<T>(call, p.hermitian ? Routine::Herk : Routine::Syrk, p, p.n, p.k);
  call.trans_a = api::op_of(p.trans);
  call.ldc = p.ldc;
  call.beta_zero = p.beta == T{};
}
template <class T>
void describe_into(Call& call, const Syr2kProblem<T>& p) {
  describe_product<T>(call, p.hermitian ? Routine::Her2k : Routine::Syr2k, p, p.n, p.k);
  call.trans_a = api::op_of(p.trans);
  call.ldb = p.ldb;
  call.ldc = p.ldc;
  call.beta_zero = p.beta == T{};
}
template <class T>
void describe_into(Call& call, const GemmtProblem<T>& p) {
  describe_product<T>(call, Routine::Gemmt, p, p.n, p.k);
  call.trans_a = api::op_of(p.trans_a);
  call.trans_b = api::op_of(p.trans_b);
  call.ldb = p.ldb;
  call.ldc = p.ldc;
  call.beta_zero = p.beta == T{};
}
template <class T>
void describe_into(Call& call, const TrmProblem<T>& p) {
  describe_product<T>(call, p.solve ? Routine::Trsm : Routine::Trmm, p, p.m, p.right ? p.n : p.m);
  call.trans_a = api::op_of(p.trans);
  call.ldb = p.ldb;
}

// Multiplications and additions.
template <class T>
double product_work(std::int64_t m, std::int64_t n, std::int64_t k) {
  return (ComplexScalar<T> ? 8 : 2) * static_cast<double>(m) * static_cast<double>(n) *
         static_cast<double>(k);
}
template <ComplexScalar T>
double work_of(const GemmProblem<T>& p) {
  return product_work<T>(p.m, p.n, p.k);
}
template <class T>
double work_of(const SymmProblem<T>& p) {
  return product_work<T>(p.m, p.n, p.right ? p.n : p.m);
}
template <class T>
double work_of(const SyrkProblem<T>& p) {
  return product_work<T>(p.n, p.n, p.k) / 2;
}
template <class T>
double work_of(const Syr2kProblem<T>& p) {
  return product_work<T>(p.n, p.n, p.k);
}
template <class T>
double work_of(const GemmtProblem<T>& p) {
  return product_work<T>(p.n, p.n, p.k) / 2;
}
template <class T>
double work_of(const TrmProblem<T>& p) {
  return product_work<T>(p.m, p.n, p.right ? p.n : p.m) / 2;
}

template <ComplexScalar T>
void run(const simd::Target& target, const GemmProblem<T>& p, int threads) {
  simd::gemm_complex(target.kernels<T>().gemm, p, threads);
}
template <class T>
void run(const simd::Target& target, const SymmProblem<T>& p, int threads,
         simd::Scratch scratch = simd::Scratch::Workspace) {
  simd::symm(target.kernels<T>().level3(), p, threads, scratch);
}
template <class T>
void run(const simd::Target& target, const SyrkProblem<T>& p, int threads,
         simd::Scratch scratch = simd::Scratch::Workspace) {
  simd::syrk(target.kernels<T>().level3(), p, threads, scratch);
}
template <class T>
void run(const simd::Target& target, const Syr2kProblem<T>& p, int threads,
         simd::Scratch scratch = simd::Scratch::Workspace) {
  simd::syr2k(target.kernels<T>().level3(), p, threads, scratch);
}
template <class T>
void run(const simd::Target& target, const GemmtProblem<T>& p, int threads,
         simd::Scratch scratch = simd::Scratch::Workspace) {
  simd::gemmt(target.kernels<T>().level3(), p, threads, scratch);
}
template <class T>
void run(const simd::Target& target, const TrmProblem<T>& p, int threads,
         simd::Scratch scratch = simd::Scratch::Workspace) {
  simd::trm(target.kernels<T>().level3(), p, threads, scratch);
}

template <ComplexScalar T>
void run_without_workspace(const simd::Target& target, const GemmProblem<T>& p) {
  simd::gemm_complex_on_stack(target.kernels<T>().gemm, p);
}
template <class Problem>
void run_without_workspace(const simd::Target& target, const Problem& p) {
  run(target, p, 1, simd::Scratch::None);
}

}  // namespace fulcrum
