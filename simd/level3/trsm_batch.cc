// SPDX-License-Identifier: Apache-2.0
#include "simd/level3/trsm_batch.hpp"

#include "simd/batch/run.hpp"
#include "simd/gemm/share.hpp"
#include "simd/scalar.hpp"

namespace fulcrum::simd {
namespace {

template <class T>
struct Family {
  using Group = TrsmGroup<T>;
  static constexpr double kThreadWork = kFlopsPerThread;  // gemm does most of a large one
  const Level3Kernels<T>& kernels;

  double work(const Group& group) const {
    const TrmProblem<T>& p = group.item;
    if (!writes(p)) return 0;
    const double order = p.alpha == T{} ? 1 : static_cast<double>(p.right ? p.n : p.m);
    return kItemWork +
           (ComplexScalar<T> ? 4 : 1) * order * static_cast<double>(p.m) * static_cast<double>(p.n);
  }
  std::size_t scratch(const Group& group, int threads) const {
    return trm_scratch(kernels, group.item, threads);
  }
  int useful(const Group& group, int threads) const {
    return useful_threads(kernels, group.item, threads);
  }
  void compute(const Group& group, std::int64_t begin, std::int64_t end, int threads) const {
    for (std::int64_t i = begin; i < end; ++i)
      trm(kernels, group.at(i), threads, Scratch::Workspace);
  }
};

}  // namespace

template <class T>
int useful_threads(const Level3Kernels<T>& kernels, const Batch<TrsmGroup<T>>& batch, int threads) {
  return batch_threads(Family<T>{kernels}, batch, threads);
}

template <class T>
void trsm_batch(const Level3Kernels<T>& kernels, const Batch<TrsmGroup<T>>& batch, int threads) {
  run_batch(Family<T>{kernels}, batch, threads);
}

using C32 = std::complex<float>;
using C64 = std::complex<double>;
template int useful_threads(const Level3Kernels<float>&, const Batch<TrsmGroup<float>>&, int);
template int useful_threads(const Level3Kernels<double>&, const Batch<TrsmGroup<double>>&, int);
template int useful_threads(const Level3Kernels<C32>&, const Batch<TrsmGroup<C32>>&, int);
template int useful_threads(const Level3Kernels<C64>&, const Batch<TrsmGroup<C64>>&, int);
template void trsm_batch(const Level3Kernels<float>&, const Batch<TrsmGroup<float>>&, int);
template void trsm_batch(const Level3Kernels<double>&, const Batch<TrsmGroup<double>>&, int);
template void trsm_batch(const Level3Kernels<C32>&, const Batch<TrsmGroup<C32>>&, int);
template void trsm_batch(const Level3Kernels<C64>&, const Batch<TrsmGroup<C64>>&, int);

}  // namespace fulcrum::simd
