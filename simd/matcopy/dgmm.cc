// SPDX-License-Identifier: Apache-2.0
#include "simd/matcopy/dgmm.hpp"

#include "simd/batch/run.hpp"
#include "simd/level1/split.hpp"
#include "simd/scalar.hpp"

namespace fulcrum::simd {
namespace {

template <class T>
struct Family {
  using Group = DgmmGroup<T>;
  static constexpr double kThreadWork = kMostThreadBytes / 2;
  const Level3Kernels<T>& kernels;

  // Counted in bytes of A and C.
  double work(const Group& group) const {
    if (!group.writes()) return 0;
    return kItemWork +
           2 * sizeof(T) * static_cast<double>(group.item.m) * static_cast<double>(group.item.n);
  }
  std::size_t scratch(const Group& /*group*/, int /*threads*/) const { return 0; }
  int useful(const Group& group, int threads) const { return useful_threads(group.item, threads); }
  void compute(const Group& group, std::int64_t begin, std::int64_t end, int /*threads*/) const {
    for (std::int64_t i = begin; i < end; ++i) dgmm(kernels, group.at(i));
  }
};

}  // namespace

template <class T>
void dgmm(const Level3Kernels<T>& kernels, const DgmmProblem<T>& p) {
  const T* const x = first(p.x, p.x_size(), p.incx);
  for (std::int64_t j = 0; j < p.n; ++j) {
    const T* const a = p.a + j * p.lda;
    T* const c = p.c + j * p.ldc;
    if (p.right) {
      kernels.level2.level1.axpby(p.m, x[j * p.incx], a, 1, T{}, c, 1);
    } else {
      for (std::int64_t i = 0; i < p.m; ++i) c[i] = times(x[i * p.incx], a[i]);
    }
  }
}

template <class T>
int useful_threads(const Level3Kernels<T>& kernels, const Batch<DgmmGroup<T>>& batch, int threads) {
  return batch_threads(Family<T>{kernels}, batch, threads);
}

template <class T>
void dgmm_batch(const Level3Kernels<T>& kernels, const Batch<DgmmGroup<T>>& batch, int threads) {
  run_batch(Family<T>{kernels}, batch, threads);
}

using C32 = std::complex<float>;
using C64 = std::complex<double>;
template void dgmm(const Level3Kernels<float>&, const DgmmProblem<float>&);
template void dgmm(const Level3Kernels<double>&, const DgmmProblem<double>&);
template void dgmm(const Level3Kernels<C32>&, const DgmmProblem<C32>&);
template void dgmm(const Level3Kernels<C64>&, const DgmmProblem<C64>&);
template int useful_threads(const Level3Kernels<float>&, const Batch<DgmmGroup<float>>&, int);
template int useful_threads(const Level3Kernels<double>&, const Batch<DgmmGroup<double>>&, int);
template int useful_threads(const Level3Kernels<C32>&, const Batch<DgmmGroup<C32>>&, int);
template int useful_threads(const Level3Kernels<C64>&, const Batch<DgmmGroup<C64>>&, int);
template void dgmm_batch(const Level3Kernels<float>&, const Batch<DgmmGroup<float>>&, int);
template void dgmm_batch(const Level3Kernels<double>&, const Batch<DgmmGroup<double>>&, int);
template void dgmm_batch(const Level3Kernels<C32>&, const Batch<DgmmGroup<C32>>&, int);
template void dgmm_batch(const Level3Kernels<C64>&, const Batch<DgmmGroup<C64>>&, int);

}  // namespace fulcrum::simd
