// SPDX-License-Identifier: Apache-2.0
// nrm2, asum, sum, iamax and the other extremes, and dot of float in double.
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <type_traits>

#include "simd/level1/level1.hpp"
#include "simd/level1/short.hpp"
#include "simd/level1/split.hpp"

namespace fulcrum::simd {
namespace {

// The sum of the squares of scale x_i, in chunks where x is long.
template <class T>
double chunked_squares(const Level1Kernels<T>& kernels, const Nrm2Problem<T>& p, Real<T> scale,
                       int threads) {
  const T* const x = first(p.x, p.n, p.incx);
  const auto part = [&](std::int64_t begin, std::int64_t size) {
    return sum_of_squares(kernels, size, scale, x + begin * p.incx, p.incx);
  };
  if (bytes_of(p) <= kSumChunkBytes) return part(0, p.n);
  return over_chunks<double>(p, threads, part, std::plus<double>());
}

// The sum of what at_once() gives for each chunk.
template <class T, class P>
void chunked_sum(const Level1Kernels<T>& kernels, const P& p, int threads) {
  using R = std::remove_pointer_t<decltype(p.result)>;
  *p.result = over_chunks<R>(
      p, threads,
      [&](std::int64_t begin, std::int64_t size) {
        P piece = piece_of(p, begin, size);
        R part{};
        piece.result = &part;
        at_once(kernels, piece);
        return part;
      },
      std::plus<R>());
}

// The extreme of a long vector that does not begin with NaN.
template <class T, class P>
Real<T> chunked_extreme(const Level1Kernels<T>& kernels, const P& p, int threads) {
  const auto kernel = extreme_of(kernels, p.extreme);
  return over_chunks<Real<T>>(
      p, threads,
      [&](std::int64_t begin, std::int64_t size) {
        return kernel(size, p.x + begin * p.incx, p.incx);
      },
      [&](Real<T> a, Real<T> b) { return more_extreme(p.extreme, b, a) ? b : a; });
}

// Every element is divided by a power of two near the largest.
template <class T>
double scaled_norm(const Level1Kernels<T>& kernels, const Nrm2Problem<T>& p, int threads) {
  using R = Real<T>;
  const auto larger = [](R a, R b) { return std::max(a, b); };
  const R most =
      over_reals(p.n, first(p.x, p.n, p.incx), p.incx, real_kernels(kernels).amax, larger);
  if (std::isinf(most) || most == R{0} || most < R{0}) return static_cast<double>(most);
  // The exponent is held where the scale itself is a normal number.
  const int exponent = std::clamp(std::ilogb(most), std::numeric_limits<R>::min_exponent,
                                  std::numeric_limits<R>::max_exponent - 3);
  const double sum = chunked_squares(kernels, p, std::ldexp(R{1}, -exponent), threads);
  return std::ldexp(std::sqrt(sum), exponent);
}

}  // namespace

template <class T>
void unsafe_norm(const Level1Kernels<T>& kernels, const Nrm2Problem<T>& p, double sum,
                 int threads) {
  *p.result = static_cast<Real<T>>(std::isnan(sum) ? sum : scaled_norm(kernels, p, threads));
}

template <class T>
void nrm2(const Level1Kernels<T>& kernels, const Nrm2Problem<T>& p, int threads) {
  if (bytes_of(p) <= kSumChunkBytes) return at_once(kernels, p);
  const double sum = chunked_squares(kernels, p, Real<T>{1}, threads);
  if (!is_safe_sum(sum)) return unsafe_norm(kernels, p, sum, threads);
  *p.result = static_cast<Real<T>>(std::sqrt(sum));
}

template <class T>
void asum(const Level1Kernels<T>& kernels, const AsumProblem<T>& p, int threads) {
  if (bytes_of(p) <= kSumChunkBytes) return at_once(kernels, p);
  chunked_sum(kernels, p, threads);
}

template <class T>
void sum(const Level1Kernels<T>& kernels, const SumProblem<T>& p, int threads) {
  if (bytes_of(p) <= kSumChunkBytes) return at_once(kernels, p);
  chunked_sum(kernels, p, threads);
}

template <class T>
void iamax(const Level1Kernels<T>& kernels, const IamaxProblem<T>& p, int threads) {
  if (bytes_of(p) <= kSumChunkBytes) return at_once(kernels, p);
  using R = Real<T>;
  if (kernels.amax(1, p.x, p.incx) < R{0}) {  // as at_once()
    *p.result = 0;
    return;
  }
  const R most = over_chunks<R>(
      p, threads,
      [&](std::int64_t begin, std::int64_t size) {
        return kernels.amax(size, p.x + begin * p.incx, p.incx);
      },
      [](R a, R b) { return std::max(a, b); });
  *p.result = kernels.find(p.n, p.x, p.incx, most);
}

template <class T>
void extreme(const Level1Kernels<T>& kernels, const ExtremeProblem<T>& p, int threads) {
  if (bytes_of(p) <= kSumChunkBytes || std::isnan(compared(p.extreme, *p.x)))
    return at_once(kernels, p);
  *p.result = chunked_extreme(kernels, p, threads);
}

template <class T>
void extreme_index(const Level1Kernels<T>& kernels, const ExtremeIndexProblem<T>& p, int threads) {
  if (bytes_of(p) <= kSumChunkBytes || std::isnan(compared(p.extreme, *p.x)))
    return at_once(kernels, p);
  *p.result = finder_of(kernels, p.extreme)(p.n, p.x, p.incx, chunked_extreme(kernels, p, threads));
}

void dot(const Level1Kernels<float>& kernels, const WideDotProblem& p, int threads) {
  if (bytes_of(p) <= kSumChunkBytes) return at_once(kernels, p);
  chunked_sum(kernels, p, threads);
}

using C32 = std::complex<float>;
using C64 = std::complex<double>;
template void unsafe_norm(const Level1Kernels<float>&, const Nrm2Problem<float>&, double, int);
template void unsafe_norm(const Level1Kernels<double>&, const Nrm2Problem<double>&, double, int);
template void unsafe_norm(const Level1Kernels<C32>&, const Nrm2Problem<C32>&, double, int);
template void unsafe_norm(const Level1Kernels<C64>&, const Nrm2Problem<C64>&, double, int);
template void nrm2(const Level1Kernels<float>&, const Nrm2Problem<float>&, int);
template void nrm2(const Level1Kernels<double>&, const Nrm2Problem<double>&, int);
template void nrm2(const Level1Kernels<C32>&, const Nrm2Problem<C32>&, int);
template void nrm2(const Level1Kernels<C64>&, const Nrm2Problem<C64>&, int);
template void asum(const Level1Kernels<float>&, const AsumProblem<float>&, int);
template void asum(const Level1Kernels<double>&, const AsumProblem<double>&, int);
template void asum(const Level1Kernels<C32>&, const AsumProblem<C32>&, int);
template void asum(const Level1Kernels<C64>&, const AsumProblem<C64>&, int);
template void iamax(const Level1Kernels<float>&, const IamaxProblem<float>&, int);
template void iamax(const Level1Kernels<double>&, const IamaxProblem<double>&, int);
template void iamax(const Level1Kernels<C32>&, const IamaxProblem<C32>&, int);
template void iamax(const Level1Kernels<C64>&, const IamaxProblem<C64>&, int);
template void sum(const Level1Kernels<float>&, const SumProblem<float>&, int);
template void sum(const Level1Kernels<double>&, const SumProblem<double>&, int);
template void sum(const Level1Kernels<C32>&, const SumProblem<C32>&, int);
template void sum(const Level1Kernels<C64>&, const SumProblem<C64>&, int);
template void extreme(const Level1Kernels<float>&, const ExtremeProblem<float>&, int);
template void extreme(const Level1Kernels<double>&, const ExtremeProblem<double>&, int);
template void extreme(const Level1Kernels<C32>&, const ExtremeProblem<C32>&, int);
template void extreme(const Level1Kernels<C64>&, const ExtremeProblem<C64>&, int);
template void extreme_index(const Level1Kernels<float>&, const ExtremeIndexProblem<float>&, int);
template void extreme_index(const Level1Kernels<double>&, const ExtremeIndexProblem<double>&, int);
template void extreme_index(const Level1Kernels<C32>&, const ExtremeIndexProblem<C32>&, int);
template void extreme_index(const Level1Kernels<C64>&, const ExtremeIndexProblem<C64>&, int);

}  // namespace fulcrum::simd
