// SPDX-License-Identifier: Apache-2.0
// trmm and trsm: small ones in place (triangle_blocks.hpp), large ones in the packed loop
// (triangle_products.hpp).
#include "simd/gemm/noted.hpp"
#include "simd/gemm/packed_loop.hpp"
#include "simd/level3/diagonal.hpp"
#include "simd/level3/loops.hpp"
#include "simd/level3/triangle_blocks.hpp"
#include "simd/level3/triangle_products.hpp"

namespace fulcrum::simd {
namespace {

// Calls f(product) with the one that computes p in the packed loop.
template <class T, class F>
void with_product(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, const GemmBlocks& blocks,
                  F&& f) {
  if (p.solve && p.right) {
    f(SolveRight<T>(kernels, p, blocks));
  } else if (p.solve) {
    f(SolveLeft<T>(kernels, p, blocks));
  } else if (p.right) {
    f(MultiplyRight<T>(kernels, p, blocks));
  } else {
    f(MultiplyLeft<T>(kernels, p, blocks));
  }
}

// Of real numbers larger ones than other products: at order 200 one thread takes 0.93 to 1.0 of the
// packed time, two take 0.7 to 0.85, for they wait for each other once. (Order 250: 1.0 to 1.2;
// complex 200: 1.0 to 1.3.)
template <class T>
inline constexpr std::int64_t kSmallTriangle = ComplexScalar<T> ? kSmallOrder : 208;

template <class T>
bool is_small(const TrmProblem<T>& p) {
  return is_small_product(p.m, p.n, order_of(p), kSmallTriangle<T>);
}

template <class T>
GemmBlocks blocks_of(const Level3Kernels<T>& kernels, const TrmProblem<T>& p) {
  return blocks_of_panels(kernels.gemm, p.m, p.n, order_of(p));
}

}  // namespace

template <class T>
int useful_threads(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, int threads) {
  if (p.alpha == T{}) return 1;
  const int useful = threads_of_product<T>(1, p.m, p.n, order_of(p), threads);
  if (is_small(p)) return at_most_units(kernels, p.right, p.right ? p.m : p.n, useful);
  if (!p.right) return useful;
  // On the right every thread has rows of its own, in whole units.
  const std::int64_t unit = p.solve ? unit_of(kernels, p) : kernels.gemm.mr;
  return static_cast<int>(std::min<std::int64_t>(useful, ceil_div(p.m, unit)));
}

template <class T>
void trm_in_loop(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, int threads,
                 const GemmBlocks& blocks) {
  if (!p.solve && !all_finite({0, p.m}, {0, p.n}, p.b, p.ldb))
    return in_place(kernels, p, false, 1);
  note_path(GemmPath::Packed);
  with_product(kernels, p, blocks, [&](const auto& product) { run_packed(product, threads); });
}

template <class T>
void trm(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, int threads, Scratch scratch) {
  if (p.alpha == T{}) return scale(kernels, p, p.b, p.m, p.n);
  const bool small = is_small(p);
  if (scratch == Scratch::None || small) {
    note_path(GemmPath::Small);
    const bool finite = p.solve || is_one_block(p) || all_finite({0, p.m}, {0, p.n}, p.b, p.ldb);
    const int useful =
        small && scratch == Scratch::Workspace ? useful_threads(kernels, p, possible(threads)) : 1;
    return in_place(kernels, p, finite, useful);
  }
  trm_in_loop(kernels, p, useful_threads(kernels, p, possible(threads)), blocks_of(kernels, p));
}

template <class T>
std::size_t trm_scratch(const Level3Kernels<T>& kernels, const TrmProblem<T>& p, int threads) {
  if (p.alpha == T{} || is_small(p)) return 0;
  std::size_t bytes = 0;
  const int useful = useful_threads(kernels, p, possible(threads));
  with_product(kernels, p, blocks_of(kernels, p), [&](const auto& product) {
    bytes = static_cast<std::size_t>(packed_scratch(product, useful));
  });
  return bytes;
}

using C32 = std::complex<float>;
using C64 = std::complex<double>;
template int useful_threads(const Level3Kernels<float>&, const TrmProblem<float>&, int);
template int useful_threads(const Level3Kernels<double>&, const TrmProblem<double>&, int);
template int useful_threads(const Level3Kernels<C32>&, const TrmProblem<C32>&, int);
template int useful_threads(const Level3Kernels<C64>&, const TrmProblem<C64>&, int);
template std::size_t trm_scratch(const Level3Kernels<float>&, const TrmProblem<float>&, int);
template std::size_t trm_scratch(const Level3Kernels<double>&, const TrmProblem<double>&, int);
template std::size_t trm_scratch(const Level3Kernels<C32>&, const TrmProblem<C32>&, int);
template std::size_t trm_scratch(const Level3Kernels<C64>&, const TrmProblem<C64>&, int);
template void trm(const Level3Kernels<float>&, const TrmProblem<float>&, int, Scratch);
template void trm(const Level3Kernels<double>&, const TrmProblem<double>&, int, Scratch);
template void trm(const Level3Kernels<C32>&, const TrmProblem<C32>&, int, Scratch);
template void trm(const Level3Kernels<C64>&, const TrmProblem<C64>&, int, Scratch);
template void trm_in_loop(const Level3Kernels<float>&, const TrmProblem<float>&, int,
                          const GemmBlocks&);
template void trm_in_loop(const Level3Kernels<double>&, const TrmProblem<double>&, int,
                          const GemmBlocks&);
template void trm_in_loop(const Level3Kernels<C32>&, const TrmProblem<C32>&, int,
                          const GemmBlocks&);
template void trm_in_loop(const Level3Kernels<C64>&, const TrmProblem<C64>&, int,
                          const GemmBlocks&);

}  // namespace fulcrum::simd
