// SPDX-License-Identifier: Apache-2.0
// Copies, transposes and sums of matrices: how they are recorded and run.
#pragma once

#include "simd/matcopy/matcopy.hpp"
#include "simd/targets.hpp"
#include "src/api/describe.hpp"

// In the namespace of the problems, where templates that have been read before find them.
namespace fulcrum {

template <class T, class Problem>
void describe_matrix(Call& call, Routine routine, const Problem& p) {
  api::describe_operands(call, routine, element_type_of<T>);
  call.layout = p.layout;
  call.m = p.m;
  call.n = p.n;
  call.lda = p.lda;
}
template <class T>
void describe_into(Call& call, const OmatcopyProblem<T>& p) {
  describe_matrix<T>(call, Routine::Omatcopy, p);
  call.trans_a = api::op_of(p.trans);
  call.ldb = p.ldb;
}
template <class T>
void describe_into(Call& call, const ImatcopyProblem<T>& p) {
  describe_matrix<T>(call, Routine::Imatcopy, p);
  call.trans_a = api::op_of(p.trans);
  call.ldb = p.ldb;
}
template <class T>
void describe_into(Call& call, const GeaddProblem<T>& p) {
  describe_matrix<T>(call, Routine::Geadd, p);
  call.ldc = p.ldc;
  call.beta_zero = p.beta == T{};
}

// Computed by one thread.
template <class Problem>
double work_of(const Problem& /*p*/) {
  return 0;
}

template <class T>
void run(const simd::Target& target, const OmatcopyProblem<T>& p, int /*threads*/,
         simd::Scratch /*scratch*/ = simd::Scratch::Workspace) {
  simd::omatcopy(target.kernels<T>().level3(), p);
}
template <class T>
void run(const simd::Target& target, const ImatcopyProblem<T>& p, int /*threads*/,
         simd::Scratch scratch = simd::Scratch::Workspace) {
  simd::imatcopy(target.kernels<T>().level3(), p, scratch);
}
template <class T>
void run(const simd::Target& target, const GeaddProblem<T>& p, int /*threads*/,
         simd::Scratch /*scratch*/ = simd::Scratch::Workspace) {
  simd::geadd(target.kernels<T>().level3(), p);
}

template <class Problem>
void run_without_workspace(const simd::Target& target, const Problem& p) {
  run(target, p, 1, simd::Scratch::None);
}

}  // namespace fulcrum
