// SPDX-License-Identifier: Apache-2.0
// The calls of level 1 that are computed in place: how they are recorded and run.
#pragma once

#include "simd/level1/level1.hpp"
#include "simd/targets.hpp"
#include "src/api/describe.hpp"

// In the namespace of the problems, where templates that have been read before find them.
namespace fulcrum {

template <class T>
void describe_vectors(Call& call, Routine routine, std::int64_t n, std::int64_t incx,
                      std::int64_t incy = 1) {
  api::describe_operands(call, routine, element_type_of<T>);
  call.n = n;
  call.lda = incx;
  call.ldb = incy;
}

template <class T>
void describe_into(Call& call, const CopyProblem<T>& p) {
  describe_vectors<T>(call, Routine::Copy, p.n, p.incx, p.incy);
}
template <class T>
void describe_into(Call& call, const SwapProblem<T>& p) {
  describe_vectors<T>(call, Routine::Swap, p.n, p.incx, p.incy);
}
template <class T>
void describe_into(Call& call, const AxpbyProblem<T>& p) {
  describe_vectors<T>(call, Routine::Axpby, p.n, p.incx, p.incy);
  call.beta_zero = p.beta == T{};
}
template <class T>
void describe_into(Call& call, const RealScalProblem<T>& p) {
  describe_vectors<T>(call, Routine::Scal, p.n, p.incx);
}
inline void describe_into(Call& call, const WideDotProblem& p) {
  describe_vectors<float>(call, Routine::Dot, p.n, p.incx, p.incy);
}
template <class T>
void describe_into(Call& call, const Nrm2Problem<T>& p) {
  describe_vectors<T>(call, Routine::Nrm2, p.n, p.incx);
}
template <class T>
void describe_into(Call& call, const AsumProblem<T>& p) {
  describe_vectors<T>(call, Routine::Asum, p.n, p.incx);
}
template <class T>
void describe_into(Call& call, const IamaxProblem<T>& p) {
  describe_vectors<T>(call, Routine::Iamax, p.n, p.incx);
}
template <class T>
void describe_into(Call& call, const RotProblem<T>& p) {
  describe_vectors<T>(call, Routine::Rot, p.n, p.incx, p.incy);
}
template <class T>
void describe_into(Call& call, const RotmProblem<T>& p) {
  describe_vectors<T>(call, Routine::Rotm, p.n, p.incx, p.incy);
}

// Enough for the number of threads: they begin with the size of the vectors.
template <template <class> class Problem, class T>
double work_of(const Problem<T>& p) {
  return static_cast<double>(p.n) * static_cast<double>(sizeof(T));
}
inline double work_of(const WideDotProblem& p) { return 4 * static_cast<double>(p.n); }

template <class T>
void run(const simd::Target& target, const AxpyProblem<T>& p, int threads) {
  simd::axpy(target.kernels<T>().level1, p, threads);
}
template <class T>
void run(const simd::Target& target, const DotProblem<T>& p, int threads) {
  simd::dot(target.kernels<T>().level1, p, threads);
}
template <class T>
void run(const simd::Target& target, const ScalProblem<T>& p, int threads) {
  simd::scal(target.kernels<T>().level1, p, threads);
}
template <class T>
void run(const simd::Target& /*target*/, const CopyProblem<T>& p, int threads) {
  simd::copy(p, threads);
}
template <class T>
void run(const simd::Target& target, const SwapProblem<T>& p, int threads) {
  simd::swap(target.kernels<T>().level1, p, threads);
}
template <class T>
void run(const simd::Target& target, const AxpbyProblem<T>& p, int threads) {
  simd::axpby(target.kernels<T>().level1, p, threads);
}
template <class T>
void run(const simd::Target& target, const RealScalProblem<T>& p, int threads) {
  simd::scal_real(target.kernels<T>().level1, p, threads);
}
inline void run(const simd::Target& target, const WideDotProblem& p, int threads) {
  simd::dot(target.f32.level1, p, threads);
}
template <class T>
void run(const simd::Target& target, const Nrm2Problem<T>& p, int threads) {
  simd::nrm2(target.kernels<T>().level1, p, threads);
}
template <class T>
void run(const simd::Target& target, const AsumProblem<T>& p, int threads) {
  simd::asum(target.kernels<T>().level1, p, threads);
}
template <class T>
void run(const simd::Target& target, const IamaxProblem<T>& p, int threads) {
  simd::iamax(target.kernels<T>().level1, p, threads);
}
template <class T>
void run(const simd::Target& target, const RotProblem<T>& p, int threads) {
  simd::rot(target.kernels<T>().level1, p, threads);
}
template <class T>
void run(const simd::Target& target, const RotmProblem<T>& p, int threads) {
  simd::rotm(target.kernels<T>().level1, p, threads);
}

// None of these needs scratch memory.
template <class Problem>
void run_without_workspace(const simd::Target& target, const Problem& p) {
  run(target, p, 1);
}

}  // namespace fulcrum
