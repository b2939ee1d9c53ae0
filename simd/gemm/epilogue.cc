// SPDX-License-Identifier: Apache-2.0
#include "simd/gemm/epilogue.hpp"

#include "simd/gemm/gemm.hpp"

namespace fulcrum::simd {

template <class T>
void gemm_with_epilogue(const GemmKernels<T>& kernels, const GemmProblem<T>& p,
                        const EpilogueList<T>& list, int threads) {
  const FusedEpilogue<T> fused{list, kernels.apply_epilogue, p.c, p.ldc};
  if (gemm_is_direct(p)) {
    kernels.small_fused(fused, p);
  } else {
    gemm_general(kernels, p, threads, &fused);
  }
}

template void gemm_with_epilogue(const GemmKernels<float>&, const GemmProblem<float>&,
                                 const EpilogueList<float>&, int);
template void gemm_with_epilogue(const GemmKernels<double>&, const GemmProblem<double>&,
                                 const EpilogueList<double>&, int);

}  // namespace fulcrum::simd
