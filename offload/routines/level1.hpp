// SPDX-License-Identifier: Apache-2.0
// Level 1. All routines fall apart into elements; what they share is in VectorRoutine.
#pragma once

#include <cmath>
#include <limits>
#include <type_traits>

#include "offload/routines/description.hpp"
#include "simd/level1/level1.hpp"
#include "simd/level1/short.hpp"
#include "simd/level1/split.hpp"

namespace fulcrum::offload {

// Problems with x and incx, most with y and incy.
template <class P>
struct VectorRoutine {
  static constexpr Cost kCost = Cost::Stream;
  static constexpr bool kTwo = requires(P p) { p.y; };

  template <class Q, class F>
  static constexpr void fields(Q& p, const F& f) {
    f.n(p.n);
    f.lda(p.incx);
    if constexpr (kTwo) f.ldb(p.incy);
    if constexpr (requires { p.beta; }) f.beta(p.beta);
  }
  static Operand x(const P& p) { return vector(Slot::A, p.x, p.n, p.incx).shared_out(); }
  static Operand y(const P& p) requires kTwo {
    return vector(Slot::B, p.y, p.n, p.incy).shared_out();
  }
  static int threads(const simd::Target& /*t*/, const P& p, int allowed) {
    return simd::useful_threads(p, allowed);
  }
  // Sums are taken in chunks where they are long.
  static bool is_short(const P& p) {
    return !requires { p.result; }
    || simd::bytes_of(p) <= simd::kSumChunkBytes;
  }
  static void at_once(const simd::Target& t, const P& p) {
    simd::at_once(t.kernels<std::remove_cvref_t<decltype(*p.x)>>().level1, p);
  }
  static std::int64_t extent(const P& p) { return p.n; }
  static P piece(const P& p, std::int64_t begin, std::int64_t count) {
    return simd::piece_of(p, begin, count);
  }
};

// y += alpha x
template <class T>
struct Description<AxpyProblem<T>> : VectorRoutine<AxpyProblem<T>> {
  using P = AxpyProblem<T>;
  using D = VectorRoutine<P>;
  static constexpr std::array kRoutines = {Routine::Axpy};
  static double operations(const P& p) { return kMultiplyAdd<T> * real(p.n); }
  static std::array<Operand, 2> operands(const P& p) {
    return {D::x(p).read(), D::y(p).read().write()};
  }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch /*scratch*/) {
    simd::axpy(t.kernels<T>().level1, p, threads);
  }
};

// y = alpha x + beta y
template <class T>
struct Description<AxpbyProblem<T>> : VectorRoutine<AxpbyProblem<T>> {
  using P = AxpbyProblem<T>;
  using D = VectorRoutine<P>;
  static constexpr std::array kRoutines = {Routine::Axpby};
  static double operations(const P& p) { return (kMultiplyAdd<T> + kMultiply<T>)*real(p.n); }
  static std::array<Operand, 2> operands(const P& p) {
    return {D::x(p).read(p.alpha != T{}), D::y(p).read(p.beta != T{}).write()};
  }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch /*scratch*/) {
    simd::axpby(t.kernels<T>().level1, p, threads);
  }
};

template <class T>
struct Description<ScalProblem<T>> : VectorRoutine<ScalProblem<T>> {
  using P = ScalProblem<T>;
  using D = VectorRoutine<P>;
  static constexpr std::array kRoutines = {Routine::Scal};
  static double operations(const P& p) { return kMultiply<T> * real(p.n); }
  static std::array<Operand, 1> operands(const P& p) { return {D::x(p).read().write()}; }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch /*scratch*/) {
    simd::scal(t.kernels<T>().level1, p, threads);
  }
};

template <class T>
struct Description<RealScalProblem<T>> : VectorRoutine<RealScalProblem<T>> {
  using P = RealScalProblem<T>;
  using D = VectorRoutine<P>;
  static constexpr std::array kRoutines = {Routine::Rscal};
  static double operations(const P& p) { return 2 * real(p.n); }
  static std::array<Operand, 1> operands(const P& p) { return {D::x(p).read().write()}; }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch /*scratch*/) {
    simd::scal_real(t.kernels<T>().level1, p, threads);
  }
};

template <class T>
struct Description<CopyProblem<T>> : VectorRoutine<CopyProblem<T>> {
  using P = CopyProblem<T>;
  using D = VectorRoutine<P>;
  static constexpr std::array kRoutines = {Routine::Copy};
  static double operations(const P& p) { return kParts<T> * real(p.n); }
  static std::array<Operand, 2> operands(const P& p) { return {D::x(p).read(), D::y(p).write()}; }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch /*scratch*/) {
    simd::copy(t.kernels<T>().level1, p, threads);
  }
};

template <class T>
struct Description<SwapProblem<T>> : VectorRoutine<SwapProblem<T>> {
  using P = SwapProblem<T>;
  using D = VectorRoutine<P>;
  static constexpr std::array kRoutines = {Routine::Swap};
  static double operations(const P& p) { return 2 * kParts<T> * real(p.n); }
  static std::array<Operand, 2> operands(const P& p) {
    return {D::x(p).read().write(), D::y(p).read().write()};
  }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch /*scratch*/) {
    simd::swap(t.kernels<T>().level1, p, threads);
  }
};

template <class T>
struct Description<RotProblem<T>> : VectorRoutine<RotProblem<T>> {
  using P = RotProblem<T>;
  using D = VectorRoutine<P>;
  static constexpr std::array kRoutines = {Routine::Rot};
  static double operations(const P& p) { return 6 * kParts<T> * real(p.n); }
  static std::array<Operand, 2> operands(const P& p) {
    return {D::x(p).read().write(), D::y(p).read().write()};
  }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch /*scratch*/) {
    simd::rot(t.kernels<T>().level1, p, threads);
  }
};

template <class T>
struct Description<RotmProblem<T>> : VectorRoutine<RotmProblem<T>> {
  using P = RotmProblem<T>;
  using D = VectorRoutine<P>;
  static constexpr std::array kRoutines = {Routine::Rotm};
  static double operations(const P& p) { return 6 * real(p.n); }
  static std::array<Operand, 2> operands(const P& p) {
    return {D::x(p).read().write(), D::y(p).read().write()};
  }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch /*scratch*/) {
    simd::rotm(t.kernels<T>().level1, p, threads);
  }
};

// Reductions. merge() takes the result of the piece [begin, begin + count) into *p.result, which
// has that of all elements before it.

template <class T>
struct Description<DotProblem<T>> : VectorRoutine<DotProblem<T>> {
  using P = DotProblem<T>;
  using D = VectorRoutine<P>;
  static constexpr std::array kRoutines = {Routine::Dot};
  static double operations(const P& p) { return kMultiplyAdd<T> * real(p.n); }
  static std::array<Operand, 2> operands(const P& p) { return {D::x(p).read(), D::y(p).read()}; }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch /*scratch*/) {
    simd::dot(t.kernels<T>().level1, p, threads);
  }
  static void merge(const P& p, std::int64_t /*begin*/, std::int64_t /*count*/, T part) {
    *p.result += part;
  }
};

template <>
struct ElementOf<WideDotProblem> {
  static constexpr ElementType kType = ElementType::F32;
};
template <>
struct Description<WideDotProblem> : VectorRoutine<WideDotProblem> {
  using P = WideDotProblem;
  using D = VectorRoutine<P>;
  static constexpr std::array kRoutines = {Routine::Dsdot};
  static double operations(const P& p) { return 2 * real(p.n); }
  static std::array<Operand, 2> operands(const P& p) { return {D::x(p).read(), D::y(p).read()}; }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch /*scratch*/) {
    simd::dot(t.f32.level1, p, threads);
  }
  static void merge(const P& p, std::int64_t /*begin*/, std::int64_t /*count*/, double part) {
    *p.result += part;
  }
};

template <class T>
struct Description<Nrm2Problem<T>> : VectorRoutine<Nrm2Problem<T>> {
  using P = Nrm2Problem<T>;
  using D = VectorRoutine<P>;
  static constexpr std::array kRoutines = {Routine::Nrm2};
  static double operations(const P& p) { return 2 * kParts<T> * real(p.n); }
  static std::array<Operand, 1> operands(const P& p) { return {D::x(p).read()}; }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch /*scratch*/) {
    simd::nrm2(t.kernels<T>().level1, p, threads);
  }
  // hypot() takes an infinity for larger than a NaN.
  static void merge(const P& p, std::int64_t /*begin*/, std::int64_t /*count*/, Real<T> part) {
    const bool nan = std::isnan(part) || std::isnan(*p.result);
    *p.result = nan ? std::numeric_limits<Real<T>>::quiet_NaN() : std::hypot(*p.result, part);
  }
};

template <class T>
struct Description<AsumProblem<T>> : VectorRoutine<AsumProblem<T>> {
  using P = AsumProblem<T>;
  using D = VectorRoutine<P>;
  static constexpr std::array kRoutines = {Routine::Asum};
  static double operations(const P& p) { return kParts<T> * real(p.n); }
  static std::array<Operand, 1> operands(const P& p) { return {D::x(p).read()}; }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch /*scratch*/) {
    simd::asum(t.kernels<T>().level1, p, threads);
  }
  static void merge(const P& p, std::int64_t /*begin*/, std::int64_t /*count*/, Real<T> part) {
    *p.result += part;
  }
};

template <class T>
struct Description<SumProblem<T>> : VectorRoutine<SumProblem<T>> {
  using P = SumProblem<T>;
  using D = VectorRoutine<P>;
  static constexpr std::array kRoutines = {Routine::Sum};
  static double operations(const P& p) { return kParts<T> * real(p.n); }
  static std::array<Operand, 1> operands(const P& p) { return {D::x(p).read()}; }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch /*scratch*/) {
    simd::sum(t.kernels<T>().level1, p, threads);
  }
  static void merge(const P& p, std::int64_t /*begin*/, std::int64_t /*count*/, Real<T> part) {
    *p.result += part;
  }
};

// The elements decide, as the reference compares them: with > or <, which a NaN neither is nor lets
// be. A piece that begins with one has it for its result, whatever comes behind: that is looked at
// here. take(i, size) is called with each element of the piece that may be more extreme.
template <class P, class Take>
void take_extremes(const P& p, Extreme extreme, std::int64_t begin, std::int64_t count,
                   std::int64_t found, const Take& take) {
  const auto size = [&](std::int64_t i) { return simd::compared(extreme, p.x[i * p.incx]); };
  const bool hidden = std::isnan(size(begin + found));
  const std::int64_t first = hidden ? begin : begin + found;
  const std::int64_t last = hidden ? begin + count : first + 1;
  for (std::int64_t i = first; i < last; ++i) take(i, size(i));
}

// One that is the index of an extreme.
template <class P>
void merge_index(const P& p, Extreme extreme, std::int64_t begin, std::int64_t count,
                 std::int64_t part) {
  take_extremes(p, extreme, begin, count, part, [&](std::int64_t i, auto size) {
    if (simd::more_extreme(extreme, size, simd::compared(extreme, p.x[*p.result * p.incx])))
      *p.result = i;
  });
}

template <class T>
struct Description<IamaxProblem<T>> : VectorRoutine<IamaxProblem<T>> {
  using P = IamaxProblem<T>;
  using D = VectorRoutine<P>;
  static constexpr std::array kRoutines = {Routine::Iamax};
  static double operations(const P& p) { return kParts<T> * real(p.n); }
  static std::array<Operand, 1> operands(const P& p) { return {D::x(p).read()}; }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch /*scratch*/) {
    simd::iamax(t.kernels<T>().level1, p, threads);
  }
  static void merge(const P& p, std::int64_t begin, std::int64_t count, std::int64_t part) {
    merge_index(p, Extreme::LargestMagnitude, begin, count, part);
  }
};

// Complex elements have no order but by magnitude.
template <class T>
struct Description<ExtremeIndexProblem<T>> : VectorRoutine<ExtremeIndexProblem<T>> {
  using P = ExtremeIndexProblem<T>;
  using D = VectorRoutine<P>;
  static constexpr auto kRoutines = [] {
    if constexpr (ComplexScalar<T>) {
      return std::array{Routine::Iamin};
    } else {
      return std::array{Routine::Iamin, Routine::Imax, Routine::Imin};
    }
  }();
  static constexpr Routine routine(const P& p) {
    return p.extreme == Extreme::LeastMagnitude ? Routine::Iamin
           : p.extreme == Extreme::Largest      ? Routine::Imax
                                                : Routine::Imin;
  }
  static constexpr P of(Routine routine) {
    P p;
    p.extreme = routine == Routine::Iamin  ? Extreme::LeastMagnitude
                : routine == Routine::Imax ? Extreme::Largest
                                           : Extreme::Least;
    return p;
  }
  static double operations(const P& p) { return kParts<T> * real(p.n); }
  static std::array<Operand, 1> operands(const P& p) { return {D::x(p).read()}; }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch /*scratch*/) {
    simd::extreme_index(t.kernels<T>().level1, p, threads);
  }
  static void merge(const P& p, std::int64_t begin, std::int64_t count, std::int64_t part) {
    merge_index(p, p.extreme, begin, count, part);
  }
};

template <class T>
struct Description<ExtremeProblem<T>> : VectorRoutine<ExtremeProblem<T>> {
  using P = ExtremeProblem<T>;
  using D = VectorRoutine<P>;
  static constexpr std::array kRoutines = {Routine::Amax, Routine::Amin};
  static constexpr Routine routine(const P& p) {
    return p.extreme == Extreme::LargestMagnitude ? Routine::Amax : Routine::Amin;
  }
  static constexpr P of(Routine routine) {
    P p;
    p.extreme = routine == Routine::Amax ? Extreme::LargestMagnitude : Extreme::LeastMagnitude;
    return p;
  }
  static double operations(const P& p) { return kParts<T> * real(p.n); }
  static std::array<Operand, 1> operands(const P& p) { return {D::x(p).read()}; }
  static void host(const simd::Target& t, const P& p, int threads, simd::Scratch /*scratch*/) {
    simd::extreme(t.kernels<T>().level1, p, threads);
  }
  static void merge(const P& p, std::int64_t begin, std::int64_t count, Real<T> part) {
    const auto take = [&](std::int64_t /*i*/, Real<T> size) {
      if (simd::more_extreme(p.extreme, size, *p.result)) *p.result = size;
    };
    if (!std::isnan(part)) return take(begin, part);
    take_extremes(p, p.extreme, begin, count, 0, take);
  }
};

using Level1Problems =
    typename Joined<InAllTypes<AxpyProblem, AxpbyProblem, ScalProblem, CopyProblem, SwapProblem,
                               RotProblem, DotProblem, Nrm2Problem, AsumProblem, SumProblem,
                               IamaxProblem, ExtremeIndexProblem, ExtremeProblem>,
                    InRealTypes<RotmProblem>, InComplexTypes<RealScalProblem>,
                    ProblemList<WideDotProblem>>::List;

}  // namespace fulcrum::offload
