// SPDX-License-Identifier: Apache-2.0
// Level 1 kernels of complex elements whose parts are treated alike, and the table of all: included
// once per target by level1_c32.cc and level1_c64.cc. Without gaps a complex vector is a real one
// of twice as many elements; with gaps each element is a vector of two lanes.

// clang-format off
#if defined(FULCRUM_SIMD_COMPLEX_VECTORS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_COMPLEX_VECTORS_INL_H_
#undef FULCRUM_SIMD_COMPLEX_VECTORS_INL_H_
#else
#define FULCRUM_SIMD_COMPLEX_VECTORS_INL_H_
#endif
// clang-format on

#include <complex>
#include <cstddef>
#include <cstdint>

#include "hwy/highway.h"
#include "simd/compat-inl.h"
#include "simd/level1/complex-inl.h"
#include "simd/level1/level1-inl.h"
#include "simd/level1/reductions-inl.h"
#include "simd/level1/vectors-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace own = fulcrum::simd::HWY_NAMESPACE;

// Runs step(tag, x_i, y_i) with the addresses of the elements' parts: of both parts in one vector,
// or one after the other where a vector has one lane.
template <typename R, class X, class Y, class Step>
HWY_NOINLINE void ForEachComplex(size_t n, X* x, int64_t incx, Y* y, int64_t incy,
                                 const Step& given) {
  const Step step = given;  // which no store can change
  own::ForEachElement(n, PartsOf(x), 2 * incx, PartsOf(y), 2 * incy,
                      [=](auto* a, auto* b) FULCRUM_INLINE_LAMBDA {
#if HWY_TARGET == HWY_SCALAR
                        step(OneLane<R>(), a, b);
                        step(OneLane<R>(), a + 1, b + 1);
#else
                        step(hn::CappedTag<R, 2>(), a, b);
#endif
                      });
}

template <typename R>
void ComplexCopy(int64_t count, const std::complex<R>* x, int64_t incx, std::complex<R>* y,
                 int64_t incy) {
  const size_t n = static_cast<size_t>(count);
  if (incx == 1 && incy == 1) return own::CopyVectors(2 * n, PartsOf(x), PartsOf(y));
  own::ForEachComplex<R>(n, x, incx, y, incy, [](auto d, const R* a, R* b) FULCRUM_INLINE_LAMBDA {
    hn::StoreU(hn::LoadU(d, a), d, b);
  });
}

template <typename R>
void ComplexSwap(int64_t count, std::complex<R>* x, int64_t incx, std::complex<R>* y,
                 int64_t incy) {
  const size_t n = static_cast<size_t>(count);
  if (incx == 1 && incy == 1) return Swap(2 * count, PartsOf(x), 1, PartsOf(y), 1);
  own::ForEachComplex<R>(n, x, incx, y, incy, [](auto d, R* a, R* b) FULCRUM_INLINE_LAMBDA {
    own::SwapStep(d, WholeVector(), a, b);
  });
}

template <typename R>
void ComplexRotate(int64_t count, std::complex<R>* x, int64_t incx, std::complex<R>* y,
                   int64_t incy, const Rotation<R>& h) {
  const size_t n = static_cast<size_t>(count);
  if (incx == 1 && incy == 1) return Rotate(2 * count, PartsOf(x), 1, PartsOf(y), 1, h);
  const R h11 = h.h11, h12 = h.h12, h21 = h.h21, h22 = h.h22;
  own::ForEachComplex<R>(n, x, incx, y, incy, [=](auto d, R* a, R* b) FULCRUM_INLINE_LAMBDA {
    own::RotateStep(d, WholeVector(), h11, h12, h21, h22, a, b);
  });
}

template <typename R>
void ComplexScalReal(int64_t count, R alpha, std::complex<R>* x, int64_t incx) {
  const size_t n = static_cast<size_t>(count);
  if (incx == 1) return Scal(2 * count, alpha, PartsOf(x), 1);
  own::ForEachComplex<R>(n, x, incx, x, incx, [=](auto d, R* a, R* /*b*/) FULCRUM_INLINE_LAMBDA {
    own::ScalStep(d, WholeVector(), alpha, a);
  });
}

// ------------------------------ sums over all parts

// term(tag, parts, so_far) over elements with gaps, in four chains; T is what is summed.
template <typename T, typename R, class Term>
HWY_NOINLINE T ReduceParts(size_t n, const std::complex<R>* x, int64_t inc, Term term) {
  const R* at = PartsOf(x);
#if HWY_TARGET == HWY_SCALAR
  return own::ReduceElements<Added>(n, T{0}, at, 2 * inc,
                                    [=](const R* a, auto sum) FULCRUM_INLINE_LAMBDA {
                                      return term(OneLane<T>(), a + 1, term(OneLane<T>(), a, sum));
                                    });
#else
  const hn::CappedTag<T, 2> d;
  const int64_t step = 2 * inc;
  auto s0 = hn::Zero(d);
  auto s1 = s0, s2 = s0, s3 = s0;
  for (; n >= 4; n -= 4, at += 4 * step) {
    s0 = term(d, at, s0);
    s1 = term(d, at + step, s1);
    s2 = term(d, at + 2 * step, s2);
    s3 = term(d, at + 3 * step, s3);
  }
  for (; n > 0; --n, at += step) s0 = term(d, at, s0);
  return own::SumLanes(d, hn::Add(hn::Add(s0, s1), hn::Add(s2, s3)));
#endif
}

template <class Of, typename R>
R ComplexSum(int64_t count, const std::complex<R>* x, int64_t inc) {
  if (inc == 1) return Sum<Of>(2 * count, PartsOf(x), 1);
  return own::ReduceParts<R>(static_cast<size_t>(count), x, inc,
                             [](auto d, const R* at, auto sum) FULCRUM_INLINE_LAMBDA {
                               return hn::Add(Of()(hn::LoadU(d, at)), sum);
                             });
}

template <typename R>
double ComplexSumSquares(int64_t count, R scale, const std::complex<R>* x, int64_t inc) {
  if (inc == 1) return SumSquares(2 * count, scale, PartsOf(x), 1);
  const double factor = static_cast<double>(scale);
  return own::ReduceParts<double>(
      static_cast<size_t>(count), x, inc, [=](auto d, const R* at, auto sum) FULCRUM_INLINE_LAMBDA {
        const auto v = hn::Mul(hn::Set(d, factor), own::LoadWide(d, WholeVector(), at));
        return hn::MulAdd(v, v, sum);
      });
}

template <typename R>
Level1Kernels<std::complex<R>> MakeComplexLevel1() {
  Level1Kernels<std::complex<R>> kernels;
  kernels.axpy = &ComplexAxpy<false, R>;
  kernels.axpy_conj = &ComplexAxpy<true, R>;
  kernels.dot = &ComplexDot<false, R>;
  kernels.dot_conj = &ComplexDot<true, R>;
  kernels.dot_to = &ComplexDotTo<false, R>;
  kernels.dot_conj_to = &ComplexDotTo<true, R>;
  kernels.scal = &ComplexScal<R>;
  kernels.scal_real = &ComplexScalReal<R>;
  kernels.axpby = &ComplexAxpby<R>;
  kernels.copy = &ComplexCopy<R>;
  kernels.swap = &ComplexSwap<R>;
  kernels.rotate = &ComplexRotate<R>;
  kernels.asum = &ComplexSum<Magnitude, R>;
  kernels.sum = &ComplexSum<Itself, R>;
  kernels.sum_squares = &ComplexSumSquares<R>;
  kernels.iamax = &ComplexFirstAmax<R>;
  kernels.iamin = &ComplexFirstAmin<R>;
  return kernels;
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
