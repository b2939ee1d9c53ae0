// SPDX-License-Identifier: Apache-2.0
#include "simd/level2/gemv_batch.hpp"

#include "simd/batch/run.hpp"
#include "simd/scalar.hpp"

namespace fulcrum::simd {
namespace {

template <class T>
struct Family {
  using Group = GemvGroup<T>;
  static constexpr double kThreadWork = kMostThreadBytes / 2;  // bytes_per_thread() at most
  const Level2Kernels<T>& kernels;

  // Counted in bytes of A, whose arrival bounds all but the smallest.
  double work(const Group& group) const {
    const GemvProblem<T>& p = group.item;
    if (!writes(p)) return 0;
    const double elements = p.alpha == T{} ? static_cast<double>(p.y_size())
                                           : static_cast<double>(p.m) * static_cast<double>(p.n);
    return kItemWork + elements * sizeof(T);
  }
  std::size_t scratch(const Group& group, int) const {
    if constexpr (ComplexScalar<T>) {
      return gemv_complex_scratch(group.item);
    } else {
      return gemv_scratch(kernels.gemv, group.item);
    }
  }
  int useful(const Group& group, int threads) const { return useful_threads(group.item, threads); }
  void compute(const Group& group, std::int64_t begin, std::int64_t end, int threads) const {
    for (std::int64_t i = begin; i < end; ++i) {
      if constexpr (ComplexScalar<T>) {
        gemv_complex(kernels, group.at(i), threads, Scratch::Workspace);
      } else {
        gemv(kernels.gemv, group.at(i), threads);
      }
    }
  }
};

}  // namespace

template <class T>
int useful_threads(const Level2Kernels<T>& kernels, const Batch<GemvGroup<T>>& batch, int threads) {
  return batch_threads(Family<T>{kernels}, batch, threads);
}

template <class T>
void gemv_batch(const Level2Kernels<T>& kernels, const Batch<GemvGroup<T>>& batch, int threads) {
  run_batch(Family<T>{kernels}, batch, threads);
}

using C32 = std::complex<float>;
using C64 = std::complex<double>;
template int useful_threads(const Level2Kernels<float>&, const Batch<GemvGroup<float>>&, int);
template int useful_threads(const Level2Kernels<double>&, const Batch<GemvGroup<double>>&, int);
template int useful_threads(const Level2Kernels<C32>&, const Batch<GemvGroup<C32>>&, int);
template int useful_threads(const Level2Kernels<C64>&, const Batch<GemvGroup<C64>>&, int);
template void gemv_batch(const Level2Kernels<float>&, const Batch<GemvGroup<float>>&, int);
template void gemv_batch(const Level2Kernels<double>&, const Batch<GemvGroup<double>>&, int);
template void gemv_batch(const Level2Kernels<C32>&, const Batch<GemvGroup<C32>>&, int);
template void gemv_batch(const Level2Kernels<C64>&, const Batch<GemvGroup<C64>>&, int);

}  // namespace fulcrum::simd
