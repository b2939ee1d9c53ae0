// SPDX-License-Identifier: Apache-2.0
#include "simd/batch/run.hpp"
#include "simd/gemm/share.hpp"
#include "simd/gemm_complex/gemm_complex.hpp"

namespace fulcrum::simd {
namespace {

template <class R>
struct Family {
  using Group = GemmGroup<std::complex<R>>;
  static constexpr double kThreadWork = kFlopsPerThread;
  const GemmKernels<std::complex<R>>& kernels;

  double work(const Group& group) const {
    const GemmProblem<std::complex<R>>& p = group.item;
    if (!writes(p)) return 0;
    const double depth = p.alpha == std::complex<R>{} ? 0 : static_cast<double>(p.k);
    return kItemWork + (8 * depth + 4) * static_cast<double>(p.m) * static_cast<double>(p.n);
  }
  std::size_t scratch(const Group& group, int threads) const {
    return gemm_complex_scratch(kernels, group.item, threads);
  }
  void compute(const Group& group, std::int64_t begin, std::int64_t end, int threads) const {
    for (std::int64_t i = begin; i < end; ++i) gemm_complex(kernels, group.at(i), threads);
  }
};

}  // namespace

template <class R>
void gemm_complex_batch(const GemmKernels<std::complex<R>>& kernels,
                        const GemmBatch<std::complex<R>>& batch, int threads) {
  run_batch(Family<R>{kernels}, batch, threads);
}

template void gemm_complex_batch(const GemmKernels<std::complex<float>>&,
                                 const GemmBatch<std::complex<float>>&, int);
template void gemm_complex_batch(const GemmKernels<std::complex<double>>&,
                                 const GemmBatch<std::complex<double>>&, int);

}  // namespace fulcrum::simd
