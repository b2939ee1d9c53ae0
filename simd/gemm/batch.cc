// SPDX-License-Identifier: Apache-2.0
#include "simd/gemm/batch.hpp"

#include <algorithm>

#include "simd/batch/run.hpp"
#include "simd/gemm/plan.hpp"
#include "simd/gemm/share.hpp"

namespace fulcrum::simd {
namespace {

template <class T>
double work_of(const GemmProblem<T>& p) {
  if (!writes(p)) return 0;
  const double depth = p.alpha == T{0} ? 0 : static_cast<double>(p.k);
  return kItemWork + (2 * depth + 1) * static_cast<double>(p.m) * static_cast<double>(p.n);
}

// Calls compute(p) for products `begin` to `end` of a group.
template <class T, class Compute>
inline void for_each_item(const GemmGroup<T>& group, std::int64_t begin, std::int64_t end,
                          Compute compute) {
  if (begin >= end) return;
  if (group.c != nullptr) {
    GemmProblem<T> p = group.item;
    for (std::int64_t i = begin; i < end; ++i) {
      p.a = group.a[i];
      p.b = group.b[i];
      p.c = group.c[i];
      compute(p);
    }
    return;
  }
  GemmProblem<T> p = group.at(begin);
  for (std::int64_t i = begin; i < end; ++i) {
    compute(p);
    p.a += group.stride_a;
    p.b += group.stride_b;
    p.c += group.stride_c;
  }
}

// Is the next product's data worth fetching while one is computed? It is where it comes from beyond
// the second-level cache, is more than what a core fetches by itself in time, and there is work to
// hide it behind. 40 x 40 x 40 in f64 is 1.1 times as fast so from memory, 64 x 64 x 64 1.4 times
// (f32: 1.06-1.2), from 10 MB 1.04; 32 x 32 x 32 (24 KB) the same, and in f32 0.9 (Emerald Rapids).
template <class T>
bool fetches_ahead(const GemmGroup<T>& group) {
  constexpr double kWorkPerElement = 8;
  constexpr double kBytes = 32 << 10;
  const GemmProblem<T>& p = group.item;
  const double m = static_cast<double>(p.m), n = static_cast<double>(p.n),
               k = static_cast<double>(p.k);
  const double elements = m * k + k * n + m * n, bytes = elements * sizeof(T);
  return m * n * k >= kWorkPerElement * elements && bytes >= kBytes &&
         bytes * static_cast<double>(group.count) > 2 * static_cast<double>(cache_sizes().l2);
}

// Is a product of a batch one kernel on one thread, however many there are?
template <class T>
bool takes_small_kernel(const GemmProblem<T>& p) {
  return is_product(p) && gemm_path(sizes_of(p)) == GemmPath::Small;
}

// Products `begin` to `end` of a group, one after another: as gemm() computes them, but with the
// choice of the path made once.
template <class T>
void compute_items(const GemmKernels<T>& kernels, const GemmGroup<T>& group, std::int64_t begin,
                   std::int64_t end, int threads) {
  const GemmProblem<T>& item = group.item;
  if (!is_product(item)) {
    for_each_item(group, begin, end,
                  [&](const GemmProblem<T>& p) { kernels.scale(p.m, p.n, p.beta, p.c, p.ldc); });
  } else if (takes_small_kernel(item)) {
    if (fetches_ahead(group)) {
      for (; begin + 1 < end; ++begin) kernels.small_before(group.at(begin), group.at(begin + 1));
    }
    for_each_item(group, begin, end, kernels.small);
  } else {
    for_each_item(group, begin, end, [&](const GemmProblem<T>& p) { gemm(kernels, p, threads); });
  }
}

template <class T>
struct Family {
  using Group = GemmGroup<T>;
  static constexpr double kThreadWork = kFlopsPerThread;
  const GemmKernels<T>& kernels;

  double work(const Group& group) const { return work_of(group.item); }
  std::size_t scratch(const Group& group, int threads) const {
    return gemm_scratch(kernels, group.item, threads);
  }
  int useful(const Group& group, int threads) const {
    return takes_small_kernel(group.item) ? 1 : useful_threads(kernels, group.item, threads);
  }
  void compute(const Group& group, std::int64_t begin, std::int64_t end, int threads) const {
    compute_items(kernels, group, begin, end, threads);
  }
};

}  // namespace

template <class T>
std::size_t gemm_scratch(const GemmKernels<T>& kernels, const GemmProblem<T>& p, int threads) {
  return gemm_plan(kernels, p, possible(threads)).scratch;
}

template <class T>
void gemm_batch(const GemmKernels<T>& kernels, const GemmBatch<T>& batch, int threads) {
  run_batch(Family<T>{kernels}, batch, threads);
}

template <RealScalar T>
int useful_threads(const GemmKernels<T>& kernels, const GemmBatch<T>& batch, int threads) {
  return batch_threads(Family<T>{kernels}, batch, threads);
}

template int useful_threads(const GemmKernels<float>&, const GemmBatch<float>&, int);
template int useful_threads(const GemmKernels<double>&, const GemmBatch<double>&, int);
template std::size_t gemm_scratch(const GemmKernels<float>&, const GemmProblem<float>&, int);
template std::size_t gemm_scratch(const GemmKernels<double>&, const GemmProblem<double>&, int);
template void gemm_batch(const GemmKernels<float>&, const GemmBatch<float>&, int);
template void gemm_batch(const GemmKernels<double>&, const GemmBatch<double>&, int);

}  // namespace fulcrum::simd
