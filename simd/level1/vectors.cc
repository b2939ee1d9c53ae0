// SPDX-License-Identifier: Apache-2.0
// copy, swap, axpby, scal of complex by real, and rotations.
#include "simd/level1/level1.hpp"
#include "simd/level1/short.hpp"
#include "simd/level1/split.hpp"

namespace fulcrum::simd {

template <class T>
void copy(const Level1Kernels<T>& kernels, const CopyProblem<T>& p, int threads) {
  over_parts(p, threads, [&](std::int64_t begin, std::int64_t end) {
    at_once(kernels, piece_of(p, begin, end - begin));
  });
}

template <class T>
void swap(const Level1Kernels<T>& kernels, const SwapProblem<T>& p, int threads) {
  over_parts(p, threads, [&](std::int64_t begin, std::int64_t end) {
    at_once(kernels, piece_of(p, begin, end - begin));
  });
}

template <class T>
void axpby(const Level1Kernels<T>& kernels, const AxpbyProblem<T>& p, int threads) {
  over_parts(p, threads, [&](std::int64_t begin, std::int64_t end) {
    at_once(kernels, piece_of(p, begin, end - begin));
  });
}

template <class T>
void scal_real(const Level1Kernels<T>& kernels, const RealScalProblem<T>& p, int threads) {
  over_parts(p, threads, [&](std::int64_t begin, std::int64_t end) {
    at_once(kernels, piece_of(p, begin, end - begin));
  });
}

template <class T>
void rot(const Level1Kernels<T>& kernels, const RotProblem<T>& p, int threads) {
  over_parts(p, threads, [&](std::int64_t begin, std::int64_t end) {
    at_once(kernels, piece_of(p, begin, end - begin));
  });
}

template <class T>
void rotm(const Level1Kernels<T>& kernels, const RotmProblem<T>& p, int threads) {
  over_parts(p, threads, [&](std::int64_t begin, std::int64_t end) {
    at_once(kernels, piece_of(p, begin, end - begin));
  });
}

using C32 = std::complex<float>;
using C64 = std::complex<double>;
template void copy(const Level1Kernels<float>&, const CopyProblem<float>&, int);
template void copy(const Level1Kernels<double>&, const CopyProblem<double>&, int);
template void copy(const Level1Kernels<C32>&, const CopyProblem<C32>&, int);
template void copy(const Level1Kernels<C64>&, const CopyProblem<C64>&, int);
template void swap(const Level1Kernels<float>&, const SwapProblem<float>&, int);
template void swap(const Level1Kernels<double>&, const SwapProblem<double>&, int);
template void swap(const Level1Kernels<C32>&, const SwapProblem<C32>&, int);
template void swap(const Level1Kernels<C64>&, const SwapProblem<C64>&, int);
template void axpby(const Level1Kernels<float>&, const AxpbyProblem<float>&, int);
template void axpby(const Level1Kernels<double>&, const AxpbyProblem<double>&, int);
template void axpby(const Level1Kernels<C32>&, const AxpbyProblem<C32>&, int);
template void axpby(const Level1Kernels<C64>&, const AxpbyProblem<C64>&, int);
template void scal_real(const Level1Kernels<C32>&, const RealScalProblem<C32>&, int);
template void scal_real(const Level1Kernels<C64>&, const RealScalProblem<C64>&, int);
template void rot(const Level1Kernels<float>&, const RotProblem<float>&, int);
template void rot(const Level1Kernels<double>&, const RotProblem<double>&, int);
template void rot(const Level1Kernels<C32>&, const RotProblem<C32>&, int);
template void rot(const Level1Kernels<C64>&, const RotProblem<C64>&, int);
template void rotm(const Level1Kernels<float>&, const RotmProblem<float>&, int);
template void rotm(const Level1Kernels<double>&, const RotmProblem<double>&, int);

}  // namespace fulcrum::simd
