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

// The sum of the squares of scale x_i, in chunks where x is long; x is its first element.
template <class T>
double chunked_squares(const Level1Kernels<T>& kernels, std::int64_t n, const T* x,
                       std::int64_t incx, Real<T> scale, int threads) {
  const auto part = [&](std::int64_t begin, std::int64_t size) {
    return kernels.sum_squares(size, scale, x + begin * incx, incx);
  };
  const Nrm2Problem<T> p{n, x, incx, nullptr};
  if (bytes_of(p) <= kSumChunkBytes) return part(0, n);
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

// The first extreme of a long vector that does not begin with NaN.
template <class T, class P>
Extremum<Real<T>> chunked_extremum(const Level1Kernels<T>& kernels, const P& p, Extreme extreme,
                                   int threads) {
  const auto kernel = extremum_of(kernels, extreme);
  return over_chunks<Extremum<Real<T>>>(
      p, threads,
      [&](std::int64_t begin, std::int64_t size) {
        const auto found = kernel(size, p.x + begin * p.incx, p.incx);
        return Extremum<Real<T>>{found.value, begin + found.index};
      },
      [&](const auto& a, const auto& b) {
        return more_extreme(extreme, b.value, a.value) ? b : a;
      });
}

// The largest magnitude of all parts.
template <class T>
Real<T> largest_part(const Level1Kernels<T>& kernels, std::int64_t n, const T* x,
                     std::int64_t inc) {
  if constexpr (RealScalar<T>) {
    return kernels.amax(n, x, inc);
  } else {
    const auto* const parts = reinterpret_cast<const Real<T>*>(x);  // NOLINT: std::complex
    return std::max(kernels.parts.amax(n, parts, 2 * inc),
                    kernels.parts.amax(n, parts + 1, 2 * inc));
  }
}

// Every element is divided by a power of two near the largest.
template <class T>
double scaled_norm(const Level1Kernels<T>& kernels, std::int64_t n, const T* x, std::int64_t incx,
                   int threads) {
  using R = Real<T>;
  const R most = largest_part(kernels, n, x, incx);
  if (std::isinf(most) || most == R{0} || most < R{0}) return static_cast<double>(most);
  // The exponent is held where the scale itself is a normal number.
  const int exponent = std::clamp(std::ilogb(most), std::numeric_limits<R>::min_exponent,
                                  std::numeric_limits<R>::max_exponent - 3);
  const R scale = std::ldexp(R{1}, -exponent);
  return std::ldexp(std::sqrt(chunked_squares(kernels, n, x, incx, scale, threads)), exponent);
}

}  // namespace

template <class T>
Real<T> unsafe_norm(const Level1Kernels<T>& kernels, std::int64_t n, const T* x, std::int64_t incx,
                    double sum, int threads) {
  const bool nan = std::isnan(sum);
  return static_cast<Real<T>>(nan ? sum : scaled_norm(kernels, n, x, incx, threads));
}

template <class T>
void nrm2(const Level1Kernels<T>& kernels, const Nrm2Problem<T>& p, int threads) {
  if (bytes_of(p) <= kSumChunkBytes) return at_once(kernels, p);
  const T* const x = first(p.x, p.n, p.incx);
  const double sum = chunked_squares(kernels, p.n, x, p.incx, Real<T>{1}, threads);
  *p.result = is_safe_sum(sum) ? static_cast<Real<T>>(std::sqrt(sum))
                               : unsafe_norm(kernels, p.n, x, p.incx, sum, threads);
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
  constexpr Extreme kLargest = Extreme::LargestMagnitude;
  if (bytes_of(p) <= kSumChunkBytes || std::isnan(compared(kLargest, *p.x)))
    return at_once(kernels, p);
  *p.result = chunked_extremum(kernels, p, kLargest, threads).index;
}

template <class T>
void extreme(const Level1Kernels<T>& kernels, const ExtremeProblem<T>& p, int threads) {
  if (bytes_of(p) <= kSumChunkBytes || std::isnan(compared(p.extreme, *p.x)))
    return at_once(kernels, p);
  *p.result = chunked_extremum(kernels, p, p.extreme, threads).value;
}

template <class T>
void extreme_index(const Level1Kernels<T>& kernels, const ExtremeIndexProblem<T>& p, int threads) {
  if (bytes_of(p) <= kSumChunkBytes || std::isnan(compared(p.extreme, *p.x)))
    return at_once(kernels, p);
  *p.result = chunked_extremum(kernels, p, p.extreme, threads).index;
}

void dot(const Level1Kernels<float>& kernels, const WideDotProblem& p, int threads) {
  if (bytes_of(p) <= kSumChunkBytes) return at_once(kernels, p);
  chunked_sum(kernels, p, threads);
}

using C32 = std::complex<float>;
using C64 = std::complex<double>;
template float unsafe_norm(const Level1Kernels<float>&, std::int64_t, const float*, std::int64_t,
                           double, int);
template double unsafe_norm(const Level1Kernels<double>&, std::int64_t, const double*, std::int64_t,
                            double, int);
template float unsafe_norm(const Level1Kernels<C32>&, std::int64_t, const C32*, std::int64_t,
                           double, int);
template double unsafe_norm(const Level1Kernels<C64>&, std::int64_t, const C64*, std::int64_t,
                            double, int);
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
