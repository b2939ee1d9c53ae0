// SPDX-License-Identifier: Apache-2.0
// axpy, dot and scal.
#include "simd/level1/level1.hpp"

#include <functional>

#include "simd/level1/short.hpp"
#include "simd/level1/split.hpp"

namespace fulcrum::simd {

template <class T>
void axpy(const Level1Kernels<T>& kernels, const AxpyProblem<T>& p, int threads) {
  over_parts(p, threads, [&](std::int64_t begin, std::int64_t end) {
    at_once(kernels, piece_of(p, begin, end - begin));
  });
}

template <class T>
void dot(const Level1Kernels<T>& kernels, const DotProblem<T>& p, int threads) {
  if (bytes_of(p) <= kSumChunkBytes) return at_once(kernels, p);
  *p.result = over_chunks<T>(
      p, threads,
      [&](std::int64_t begin, std::int64_t size) {
        DotProblem<T> piece = piece_of(p, begin, size);
        T part{};
        piece.result = &part;
        at_once(kernels, piece);
        return part;
      },
      std::plus<T>());
}

template <class T>
void scal(const Level1Kernels<T>& kernels, const ScalProblem<T>& p, int threads) {
  over_parts(p, threads, [&](std::int64_t begin, std::int64_t end) {
    at_once(kernels, piece_of(p, begin, end - begin));
  });
}

template void axpy(const Level1Kernels<float>&, const AxpyProblem<float>&, int);
template void axpy(const Level1Kernels<double>&, const AxpyProblem<double>&, int);
template void axpy(const Level1Kernels<std::complex<float>>&,
                   const AxpyProblem<std::complex<float>>&, int);
template void axpy(const Level1Kernels<std::complex<double>>&,
                   const AxpyProblem<std::complex<double>>&, int);
template void dot(const Level1Kernels<float>&, const DotProblem<float>&, int);
template void dot(const Level1Kernels<double>&, const DotProblem<double>&, int);
template void dot(const Level1Kernels<std::complex<float>>&, const DotProblem<std::complex<float>>&,
                  int);
template void dot(const Level1Kernels<std::complex<double>>&,
                  const DotProblem<std::complex<double>>&, int);
template void scal(const Level1Kernels<float>&, const ScalProblem<float>&, int);
template void scal(const Level1Kernels<double>&, const ScalProblem<double>&, int);
template void scal(const Level1Kernels<std::complex<float>>&,
                   const ScalProblem<std::complex<float>>&, int);
template void scal(const Level1Kernels<std::complex<double>>&,
                   const ScalProblem<std::complex<double>>&, int);

}  // namespace fulcrum::simd
