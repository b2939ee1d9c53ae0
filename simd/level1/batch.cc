// SPDX-License-Identifier: Apache-2.0
#include "simd/level1/batch.hpp"

#include "simd/batch/run.hpp"
#include "simd/level1/split.hpp"

namespace fulcrum::simd {
namespace {

template <class P>
struct Family {
  using Group = VectorGroup<P>;
  using T = typename Group::T;
  static constexpr double kThreadWork = kMostThreadBytes / 2;  // bytes_per_thread() at most
  const Level1Kernels<T>& kernels;

  // Counted in bytes of both vectors.
  double work(const Group& group) const {
    return group.writes() ? kItemWork + static_cast<double>(bytes_of(group.item)) : 0;
  }
  std::size_t scratch(const Group& /*group*/, int /*threads*/) const { return 0; }
  int useful(const Group& group, int threads) const { return useful_threads(group.item, threads); }
  void compute(const Group& group, std::int64_t begin, std::int64_t end, int threads) const {
    for (std::int64_t i = begin; i < end; ++i) {
      if constexpr (requires(P p) { p.alpha; }) {
        axpy(kernels, group.at(i), threads);
      } else {
        copy(kernels, group.at(i), threads);
      }
    }
  }
};

}  // namespace

template <class T>
int useful_threads(const Level1Kernels<T>& kernels, const Batch<AxpyGroup<T>>& batch, int threads) {
  return batch_threads(Family<AxpyProblem<T>>{kernels}, batch, threads);
}
template <class T>
int useful_threads(const Level1Kernels<T>& kernels, const Batch<CopyGroup<T>>& batch, int threads) {
  return batch_threads(Family<CopyProblem<T>>{kernels}, batch, threads);
}

template <class T>
void axpy_batch(const Level1Kernels<T>& kernels, const Batch<AxpyGroup<T>>& batch, int threads) {
  run_batch(Family<AxpyProblem<T>>{kernels}, batch, threads);
}
template <class T>
void copy_batch(const Level1Kernels<T>& kernels, const Batch<CopyGroup<T>>& batch, int threads) {
  run_batch(Family<CopyProblem<T>>{kernels}, batch, threads);
}

using C32 = std::complex<float>;
using C64 = std::complex<double>;
template int useful_threads(const Level1Kernels<float>&, const Batch<AxpyGroup<float>>&, int);
template int useful_threads(const Level1Kernels<double>&, const Batch<AxpyGroup<double>>&, int);
template int useful_threads(const Level1Kernels<C32>&, const Batch<AxpyGroup<C32>>&, int);
template int useful_threads(const Level1Kernels<C64>&, const Batch<AxpyGroup<C64>>&, int);
template int useful_threads(const Level1Kernels<float>&, const Batch<CopyGroup<float>>&, int);
template int useful_threads(const Level1Kernels<double>&, const Batch<CopyGroup<double>>&, int);
template int useful_threads(const Level1Kernels<C32>&, const Batch<CopyGroup<C32>>&, int);
template int useful_threads(const Level1Kernels<C64>&, const Batch<CopyGroup<C64>>&, int);
template void axpy_batch(const Level1Kernels<float>&, const Batch<AxpyGroup<float>>&, int);
template void axpy_batch(const Level1Kernels<double>&, const Batch<AxpyGroup<double>>&, int);
template void axpy_batch(const Level1Kernels<C32>&, const Batch<AxpyGroup<C32>>&, int);
template void axpy_batch(const Level1Kernels<C64>&, const Batch<AxpyGroup<C64>>&, int);
template void copy_batch(const Level1Kernels<float>&, const Batch<CopyGroup<float>>&, int);
template void copy_batch(const Level1Kernels<double>&, const Batch<CopyGroup<double>>&, int);
template void copy_batch(const Level1Kernels<C32>&, const Batch<CopyGroup<C32>>&, int);
template void copy_batch(const Level1Kernels<C64>&, const Batch<CopyGroup<C64>>&, int);

}  // namespace fulcrum::simd
