// SPDX-License-Identifier: Apache-2.0
// nrm2, asum, iamax, and dot of float in double.
#include <algorithm>
#include <cfloat>
#include <cmath>
#include <functional>
#include <limits>

#include "simd/level1/level1.hpp"
#include "simd/level1/split.hpp"

namespace fulcrum::simd {
namespace {

template <class R>
const R* parts(const std::complex<R>* x) {
  return reinterpret_cast<const R*>(x);  // NOLINT: the standard allows it for std::complex
}

// of(n, x, inc) over real vectors: a complex one without gaps has 2 n elements, one with gaps is
// two vectors of n, whose values `combine` brings together.
template <class T, class Of, class Combine>
auto over_reals(std::int64_t n, const T* x, std::int64_t inc, Of&& of, Combine&& combine) {
  if constexpr (RealScalar<T>) {
    return of(n, x, inc);
  } else if (inc == 1) {
    return of(2 * n, parts(x), std::int64_t{1});
  } else {
    return combine(of(n, parts(x), 2 * inc), of(n, parts(x) + 1, 2 * inc));
  }
}

template <class T>
const Level1Kernels<Real<T>>& real_kernels(const Level1Kernels<T>& kernels) {
  if constexpr (RealScalar<T>) {
    return kernels;
  } else {
    return kernels.parts;
  }
}

// A sum of of(n, x, inc) over chunks.
template <class V, class T, class Of>
V chunked_sum(std::int64_t n, const T* x, std::int64_t inc, int threads, Of&& of) {
  const auto part = [&](std::int64_t begin, std::int64_t size) {
    return over_reals(size, x + begin * inc, inc, of, std::plus<V>());
  };
  const std::int64_t bytes = n * static_cast<std::int64_t>(sizeof(T));
  if (bytes <= kSumChunkBytes) return part(0, n);
  return over_chunks<V>(n, bytes, threads, part, std::plus<V>());
}

// The largest absolute value of all parts, NaN left out.
template <class T>
Real<T> largest_part(const Level1Kernels<T>& kernels, const Nrm2Problem<T>& p, const T* x) {
  const auto larger = [](Real<T> a, Real<T> b) { return std::max(a, b); };
  return over_reals(p.n, x, p.incx, real_kernels(kernels).amax, larger);
}

// Where the plain sum of squares has overflowed, or underflowed so far that digits are lost: every
// element is divided by a power of two near the largest.
template <class T>
double scaled_norm(const Level1Kernels<T>& kernels, const Nrm2Problem<T>& p, const T* x,
                   int threads) {
  using R = Real<T>;
  const R most = largest_part(kernels, p, x);
  if (std::isinf(most) || most == R{0} || most < R{0}) return static_cast<double>(most);
  // The exponent is held where the scale itself is a normal number.
  const int exponent = std::clamp(std::ilogb(most), std::numeric_limits<R>::min_exponent,
                                  std::numeric_limits<R>::max_exponent - 3);
  const R scale = std::ldexp(R{1}, -exponent);
  const double sum = chunked_sum<double>(
      p.n, x, p.incx, threads, [&](std::int64_t n, const R* v, std::int64_t inc) {
        return real_kernels(kernels).sum_squares(n, scale, v, inc);
      });
  return std::ldexp(std::sqrt(sum), exponent);
}

}  // namespace

template <class T>
void nrm2(const Level1Kernels<T>& kernels, const Nrm2Problem<T>& p, int threads) {
  using R = Real<T>;
  const T* x = first(p.x, p.n, p.incx);
  const double sum = chunked_sum<double>(
      p.n, x, p.incx, threads, [&](std::int64_t n, const R* v, std::int64_t inc) {
        return real_kernels(kernels).sum_squares(n, R{1}, v, inc);
      });
  // Under this a square has lost digits to underflow that matter: each loses at most 2^-1075.
  constexpr double kSafe = DBL_MIN / DBL_EPSILON;
  double norm = 0;
  if (std::isnan(sum)) {
    norm = sum;
  } else if (std::isfinite(sum) && sum >= kSafe) {
    norm = std::sqrt(sum);
  } else {
    norm = scaled_norm(kernels, p, x, threads);
  }
  *p.result = static_cast<R>(norm);
}

template <class T>
void asum(const Level1Kernels<T>& kernels, const AsumProblem<T>& p, int threads) {
  *p.result = chunked_sum<Real<T>>(p.n, p.x, p.incx, threads, real_kernels(kernels).asum);
}

template <class T>
void iamax(const Level1Kernels<T>& kernels, const IamaxProblem<T>& p, int threads) {
  using R = Real<T>;
  // The reference compares with > from the first element on: a NaN there is never exceeded.
  const R head = kernels.amax(1, p.x, p.incx);
  if (head < R{0}) {
    *p.result = 0;
    return;
  }
  const std::int64_t bytes = p.n * static_cast<std::int64_t>(sizeof(T));
  const auto most_of = [&](std::int64_t begin, std::int64_t size) {
    return kernels.amax(size, p.x + begin * p.incx, p.incx);
  };
  const auto larger = [](R a, R b) { return std::max(a, b); };
  const R most = bytes <= kSumChunkBytes ? most_of(0, p.n)
                                         : over_chunks<R>(p.n, bytes, threads, most_of, larger);
  *p.result = kernels.find(p.n, p.x, p.incx, most);
}

void dot(const Level1Kernels<float>& kernels, const WideDotProblem& p, int threads) {
  const float* x = first(p.x, p.n, p.incx);
  const float* y = first(p.y, p.n, p.incy);
  const auto part = [&](std::int64_t begin, std::int64_t size) {
    return kernels.dot_wide(size, x + begin * p.incx, p.incx, y + begin * p.incy, p.incy);
  };
  const std::int64_t bytes = p.n * 2 * static_cast<std::int64_t>(sizeof(float));
  *p.result = bytes <= kSumChunkBytes
                  ? part(0, p.n)
                  : over_chunks<double>(p.n, bytes, threads, part, std::plus<double>());
}

using C32 = std::complex<float>;
using C64 = std::complex<double>;
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

}  // namespace fulcrum::simd
