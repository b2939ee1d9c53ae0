// SPDX-License-Identifier: Apache-2.0
// The target-independent half of the complex gemm: cache blocks, threads, scratch memory.
#include "simd/gemm_complex/gemm_complex.hpp"

#include <algorithm>

#include "simd/batch/run.hpp"
#include "simd/gemm/plan.hpp"
#include "simd/gemm/share.hpp"
#include "simd/scalar.hpp"
#include "simd/threads/threads.hpp"
#include "simd/threads/workspace.hpp"

namespace fulcrum::simd {
namespace {

// C = beta C
template <class T>
void scale(const GemmProblem<T>& p) {
  for (std::int64_t j = 0; j < p.n; ++j) {
    T* const column = p.c + j * p.ldc;
    for (std::int64_t i = 0; i < p.m; ++i)
      column[i] = p.beta == T{} ? T{} : times(p.beta, column[i]);
  }
}

// Blocks as plan_packed() makes them, of elements with two parts.
template <class R>
GemmPlan plan_of(const GemmKernels<std::complex<R>>& kernels,
                 const GemmProblem<std::complex<R>>& p) {
  GemmSizes sizes;
  sizes.trans_b = true;  // B is always packed
  sizes.m = p.m, sizes.n = p.n, sizes.k = p.k;
  GemmPlan plan =
      plan_packed(sizes, kernels.mr, kernels.nr, sizeof(std::complex<R>), cache_sizes());
  plan.nc = round_up(std::min<std::int64_t>(p.n, 2048), kernels.nr);
  return plan;
}

template <class R>
struct Sizes {
  std::int64_t a, b;  // reals of one thread's panels of A, and of the panels of B

  Sizes(const GemmKernels<std::complex<R>>& kernels, const GemmProblem<std::complex<R>>& p,
        const GemmPlan& plan)
      : a(2 * std::min(plan.mc, round_up(p.m, kernels.mr)) * plan.kc + kStagger),
        b(2 * plan.nc * plan.kc + kStagger) {}
  std::size_t bytes(int threads) const {
    return static_cast<std::size_t>(b + threads * a) * sizeof(R);
  }
};

template <class R>
class Product {
 public:
  using T = std::complex<R>;
  Product(const GemmKernels<T>& kernels, const GemmProblem<T>& p, const GemmPlan& plan,
          const Sizes<R>& sizes, R* memory)
      : kernels_(kernels), p_(p), plan_(plan), sizes_(sizes), memory_(memory) {}

  void operator()(int index, int count) const {
    R* const packed_a = memory_ + sizes_.b + index * sizes_.a;
    for (std::int64_t j = 0; j < p_.n; j += plan_.nc) {
      const std::int64_t width = std::min(plan_.nc, p_.n - j);
      const Place own(ceil_div(p_.m, kernels_.mr), ceil_div(width, kernels_.nr), index, count);
      for (std::int64_t l = 0; l < p_.k; l += plan_.kc) {
        const std::int64_t depth = std::min(plan_.kc, p_.k - l);
        pack_b(part(width, kernels_.nr, index, count), j, l, depth);
        barrier(count);
        multiply(own.rows(p_.m, kernels_.mr), own.columns(width, kernels_.nr), j, l, depth,
                 packed_a);
        barrier(count);
      }
    }
  }

 private:
  void pack_b(Range columns, std::int64_t j, std::int64_t l, std::int64_t depth) const {
    if (columns.begin == columns.end) return;
    const std::int64_t first = j + columns.begin;
    const T* const b = p_.trans_b ? p_.b + first + l * p_.ldb : p_.b + l + first * p_.ldb;
    kernels_.pack_b(p_.trans_b, p_.conj_b, depth, columns.end - columns.begin, b, p_.ldb,
                    memory_ + 2 * columns.begin * depth);
  }

  void multiply(Range rows, Range columns, std::int64_t j, std::int64_t l, std::int64_t depth,
                R* packed_a) const {
    if (columns.begin == columns.end) return;
    const T beta = l == 0 ? p_.beta : T{1};
    for (std::int64_t i = rows.begin; i < rows.end; i += plan_.mc) {
      const std::int64_t height = std::min(plan_.mc, rows.end - i);
      const T* const a = p_.trans_a ? p_.a + l + i * p_.lda : p_.a + i + l * p_.lda;
      kernels_.pack_a(p_.trans_a, p_.conj_a, height, depth, a, p_.lda, packed_a);
      kernels_.macro(height, columns.end - columns.begin, depth, p_.alpha, packed_a,
                     memory_ + 2 * columns.begin * depth, beta,
                     p_.c + i + (j + columns.begin) * p_.ldc, p_.ldc);
    }
  }

  const GemmKernels<T>& kernels_;
  const GemmProblem<T>& p_;
  const GemmPlan& plan_;
  const Sizes<R>& sizes_;
  R* memory_;
};

}  // namespace

// A complex product has four times the operations of a real one.
template <class R>
int useful_threads(const GemmKernels<std::complex<R>>& /*kernels*/,
                   const GemmProblem<std::complex<R>>& p, int threads) {
  return is_product(p) ? threads_for(8, p.m, p.n, p.k, threads) : 1;
}

template <class R>
std::size_t gemm_complex_scratch(const GemmKernels<std::complex<R>>& kernels,
                                 const GemmProblem<std::complex<R>>& p, int threads) {
  if (!is_product(p)) return 0;
  return Sizes<R>(kernels, p, plan_of(kernels, p))
      .bytes(useful_threads(kernels, p, possible(threads)));
}

namespace {

// Problems of one shape, problem(0) to problem(count - 1), one after another; the plan and the
// memory are had once. `shape` has their sizes and factors.
template <class R, class Get>
void compute_all(const GemmKernels<std::complex<R>>& kernels,
                 const GemmProblem<std::complex<R>>& shape, std::int64_t count, int threads,
                 const Get& problem) {
  if (!is_product(shape)) {
    for (std::int64_t i = 0; i < count; ++i) scale(problem(i));
    return;
  }
  const GemmPlan plan = plan_of(kernels, shape);
  const Sizes<R> sizes(kernels, shape, plan);
  const int useful = useful_threads(kernels, shape, possible(threads));
  R* const memory = static_cast<R*>(workspace(sizes.bytes(useful)));
  for (std::int64_t i = 0; i < count; ++i) {
    const GemmProblem<std::complex<R>>& p = problem(i);
    const Product<R> product(kernels, p, plan, sizes, memory);
    parallel(useful, product);
  }
}

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
  int useful(const Group& group, int threads) const {
    return useful_threads(kernels, group.item, threads);
  }
  void compute(const Group& group, std::int64_t begin, std::int64_t end, int threads) const {
    compute_all(kernels, group.item, end - begin, threads,
                [&](std::int64_t i) { return group.at(begin + i); });
  }
};

}  // namespace

template <class R>
int useful_threads(const GemmKernels<std::complex<R>>& kernels,
                   const GemmBatch<std::complex<R>>& batch, int threads) {
  return batch_threads(Family<R>{kernels}, batch, threads);
}

template <class R>
void gemm_complex(const GemmKernels<std::complex<R>>& kernels,
                  const GemmProblem<std::complex<R>>& p, int threads) {
  compute_all(kernels, p, 1, threads,
              [&](std::int64_t) -> const GemmProblem<std::complex<R>>& { return p; });
}

template <class R>
void gemm_complex_batch(const GemmKernels<std::complex<R>>& kernels,
                        const GemmBatch<std::complex<R>>& batch, int threads) {
  run_batch(Family<R>{kernels}, batch, threads);
}

template <class R>
void gemm_complex_on_stack(const GemmKernels<std::complex<R>>& kernels,
                           const GemmProblem<std::complex<R>>& p) {
  using T = std::complex<R>;
  if (!is_product(p)) return scale(p);
  constexpr std::int64_t kDepth = 16, kRows = 512 / static_cast<std::int64_t>(sizeof(R));
  alignas(64) R a[2 * kRows * kDepth];
  alignas(64) R b[16 * kDepth];
  const std::int64_t mr = kernels.mr, nr = kernels.nr;
  for (std::int64_t l = 0; l < p.k; l += kDepth) {
    const std::int64_t depth = std::min(kDepth, p.k - l);
    const T beta = l == 0 ? p.beta : T{1};
    for (std::int64_t i = 0; i < p.m; i += mr) {
      const std::int64_t height = std::min(mr, p.m - i);
      kernels.pack_a(p.trans_a, p.conj_a, height, depth,
                     p.trans_a ? p.a + l + i * p.lda : p.a + i + l * p.lda, p.lda, a);
      for (std::int64_t j = 0; j < p.n; j += nr) {
        const std::int64_t width = std::min(nr, p.n - j);
        kernels.pack_b(p.trans_b, p.conj_b, depth, width,
                       p.trans_b ? p.b + j + l * p.ldb : p.b + l + j * p.ldb, p.ldb, b);
        kernels.macro(height, width, depth, p.alpha, a, b, beta, p.c + i + j * p.ldc, p.ldc);
      }
    }
  }
}

template int useful_threads(const GemmKernels<std::complex<float>>&,
                            const GemmProblem<std::complex<float>>&, int);
template int useful_threads(const GemmKernels<std::complex<float>>&,
                            const GemmBatch<std::complex<float>>&, int);
template std::size_t gemm_complex_scratch(const GemmKernels<std::complex<float>>&,
                                          const GemmProblem<std::complex<float>>&, int);
template void gemm_complex(const GemmKernels<std::complex<float>>&,
                           const GemmProblem<std::complex<float>>&, int);
template void gemm_complex_batch(const GemmKernels<std::complex<float>>&,
                                 const GemmBatch<std::complex<float>>&, int);
template void gemm_complex_on_stack(const GemmKernels<std::complex<float>>&,
                                    const GemmProblem<std::complex<float>>&);
template int useful_threads(const GemmKernels<std::complex<double>>&,
                            const GemmProblem<std::complex<double>>&, int);
template int useful_threads(const GemmKernels<std::complex<double>>&,
                            const GemmBatch<std::complex<double>>&, int);
template std::size_t gemm_complex_scratch(const GemmKernels<std::complex<double>>&,
                                          const GemmProblem<std::complex<double>>&, int);
template void gemm_complex(const GemmKernels<std::complex<double>>&,
                           const GemmProblem<std::complex<double>>&, int);
template void gemm_complex_batch(const GemmKernels<std::complex<double>>&,
                                 const GemmBatch<std::complex<double>>&, int);
template void gemm_complex_on_stack(const GemmKernels<std::complex<double>>&,
                                    const GemmProblem<std::complex<double>>&);

}  // namespace fulcrum::simd
