// SPDX-License-Identifier: Apache-2.0
// Level 1 kernels, width-agnostic: included once per target by level1_f32.cc and level1_f64.cc.

// clang-format off
#if defined(FULCRUM_SIMD_LEVEL1_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_LEVEL1_INL_H_
#undef FULCRUM_SIMD_LEVEL1_INL_H_
#else
#define FULCRUM_SIMD_LEVEL1_INL_H_
#endif
// clang-format on

#include <cstddef>
#include <cstdint>

#include "hwy/highway.h"
#include "simd/compat-inl.h"
#include "simd/level1/level1.hpp"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace own = fulcrum::simd::HWY_NAMESPACE;

// One-lane vectors: scalar code with the target's own multiply-add, so that an element's bits do
// not depend on whether it sat in a full vector or not (a plain a * b + c is contracted or not as
// the compiler likes).
template <typename T>
using OneLane = hn::CappedTag<T, 1>;

// Elements from p to the next address where a store of a whole vector crosses no cache line; 0 if
// there is none.
template <typename T>
HWY_INLINE size_t ToAligned(const T* p, size_t lanes) {
  const size_t bytes = lanes * sizeof(T);
  return (bytes - reinterpret_cast<uintptr_t>(p) % bytes) % bytes / sizeof(T);
}

// How a step loads and stores vectors: whole ones, or the first lanes, zeros behind them when
// loaded. Keep() takes what is new in these lanes and what was there in the others.
struct WholeVector {
  template <class D, typename T>
  HWY_INLINE hn::Vec<D> Load(D d, const T* p) const {
    return hn::LoadU(d, p);
  }
  template <class D, typename T>
  HWY_INLINE void Store(hn::Vec<D> v, D d, T* p) const {
    hn::StoreU(v, d, p);
  }
  template <class D>
  HWY_INLINE hn::Vec<D> Keep(D /*d*/, hn::Vec<D> fresh, hn::Vec<D> /*old*/) const {
    return fresh;
  }
};
struct FirstLanes {
  size_t count;

  template <class D, typename T>
  HWY_INLINE hn::Vec<D> Load(D d, const T* p) const {
    return own::LoadFirst(d, p, count);
  }
  template <class D, typename T>
  HWY_INLINE void Store(hn::Vec<D> v, D d, T* p) const {
    own::StoreFirst(v, d, p, count);
  }
  template <class D>
  HWY_INLINE hn::Vec<D> Keep(D d, hn::Vec<D> fresh, hn::Vec<D> old) const {
    return hn::IfThenElse(hn::FirstN(d, count), fresh, old);
  }
};

// Runs step(tag, whole, i) over `rest` elements from i on, fewer than a vector, in pieces of 8, 4,
// 2 and 1, none shorter than kLeast. No masks: a load behind a masked store is not forwarded from
// the store buffer, so that a following call on the same short vector waits (scal f32 of 10
// elements: 5.6 ns with a mask, 3.7 ns in pieces), and AVX2's take 11 cycles on Zen 3.
template <typename T, size_t kLeast, class Step>
HWY_INLINE void ForRest(size_t i, size_t rest, Step step) {
  constexpr size_t kLanes = HWY_MAX_BYTES / sizeof(T);
  const WholeVector whole;
  if constexpr (kLanes > 8 && kLeast <= 8) {
    if (rest & 8) {
      step(hn::CappedTag<T, 8>(), whole, i);
      i += 8;
    }
  }
  if constexpr (kLanes > 4 && kLeast <= 4) {
    if (rest & 4) {
      step(hn::CappedTag<T, 4>(), whole, i);
      i += 4;
    }
  }
  if constexpr (kLanes > 2 && kLeast <= 2) {
    if (rest & 2) {
      step(hn::CappedTag<T, 2>(), whole, i);
      i += 2;
    }
  }
  if constexpr (kLanes > 1 && kLeast <= 1) {
    if (rest & 1) step(hn::CappedTag<T, 1>(), whole, i);
  }
}

// Runs step(tag, lanes, i) over n elements in ascending order: whole vectors, four a turn, then the
// rest in pieces (fixed sizes) or with a mask. A long loop begins with what lies before an address
// where a store of a whole vector to `stored` crosses no cache line. kUnit elements stay together.
template <typename T, size_t kUnit, class Step>
HWY_INLINE void ForEachVector(size_t n, [[maybe_unused]] const T* stored, Step step) {
  const hn::ScalableTag<T> d;
  const size_t lanes = hn::Lanes(d);
  const WholeVector whole;
  size_t i = 0;
  if (n >= 4 * lanes) {
#if !HWY_HAVE_SCALABLE
    if (n >= 16 * lanes) {
      i = own::ToAligned(stored, lanes) / kUnit * kUnit;
      own::ForRest<T, kUnit>(0, i, step);
    }
#endif
    for (; i <= n - 4 * lanes; i += 4 * lanes) {
      step(d, whole, i);
      step(d, whole, i + lanes);
      step(d, whole, i + 2 * lanes);
      step(d, whole, i + 3 * lanes);
    }
  }
  if (i + 2 * lanes <= n) {
    step(d, whole, i);
    step(d, whole, i + lanes);
    i += 2 * lanes;
  }
  if (i + lanes <= n) {
    step(d, whole, i);
    i += lanes;
  }
#if HWY_HAVE_SCALABLE
  if (i < n) step(d, FirstLanes{n - i}, i);
#else
  own::ForRest<T, kUnit>(i, n - i, step);
#endif
}

// Runs step(x_i, y_i) with the addresses of n elements in their order, or step(x_i): four a turn,
// since the addresses and not the arithmetic bound a loop of one. Two strides a vector are all that
// it keeps, so that a short call has no registers to save.
template <class X, class Y, class Step>
HWY_INLINE void ForEachElement(size_t n, X* x, int64_t incx, Y* y, int64_t incy, Step step) {
  for (; n >= 4; n -= 4) {
    step(x, y);
    step(x + incx, y + incy);
    x += 2 * incx, y += 2 * incy;
    step(x, y);
    step(x + incx, y + incy);
    x += 2 * incx, y += 2 * incy;
  }
  for (; n > 0; --n, x += incx, y += incy) step(x, y);
}
template <class X, class Step>
HWY_INLINE void ForEachElement(size_t n, X* x, int64_t inc, Step step) {
  for (; n >= 4; n -= 4) {
    step(x);
    step(x + inc);
    x += 2 * inc;
    step(x);
    step(x + inc);
    x += 2 * inc;
  }
  for (; n > 0; --n, x += inc) step(x);
}

// ------------------------------ axpy

template <class Lanes, class D, typename T>
HWY_INLINE void AxpyStep(D d, Lanes lanes, T alpha, const T* x, T* y) {
  lanes.Store(hn::MulAdd(hn::Set(d, alpha), lanes.Load(d, x), lanes.Load(d, y)), d, y);
}

// Strided loops are functions of their own: what they keep in registers would make the short calls
// of the others save and restore six.
template <typename T>
HWY_NOINLINE void AxpyStrided(size_t n, T alpha, const T* x, int64_t incx, T* y, int64_t incy) {
  own::ForEachElement(n, x, incx, y, incy, [=](const T* from, T* to) FULCRUM_INLINE_LAMBDA {
    own::AxpyStep(OneLane<T>(), WholeVector(), alpha, from, to);
  });
}

template <typename T>
void Axpy(int64_t count, T alpha, const T* x, int64_t incx, T* y, int64_t incy) {
  const size_t n = static_cast<size_t>(count);
  if (incx == 1 && incy == 1) {
    own::ForEachVector<T, 1>(n, y, [=](auto d, auto lanes, size_t i) FULCRUM_INLINE_LAMBDA {
      own::AxpyStep(d, lanes, alpha, x + i, y + i);
    });
    return;
  }
  own::AxpyStrided(n, alpha, x, incx, y, incy);
}

// ------------------------------ scal

template <class Lanes, class D, typename T>
HWY_INLINE void ScalStep(D d, Lanes lanes, T alpha, T* x) {
  lanes.Store(hn::Mul(hn::Set(d, alpha), lanes.Load(d, x)), d, x);
}

template <typename T>
HWY_NOINLINE void ScalStrided(size_t n, T alpha, T* x, int64_t incx) {
  own::ForEachElement(n, x, incx, [=](T* to) FULCRUM_INLINE_LAMBDA {
    own::ScalStep(OneLane<T>(), WholeVector(), alpha, to);
  });
}

template <typename T>
void Scal(int64_t count, T alpha, T* x, int64_t incx) {
  const size_t n = static_cast<size_t>(count);
  if (incx == 1) {
    own::ForEachVector<T, 1>(n, x, [=](auto d, auto lanes, size_t i) FULCRUM_INLINE_LAMBDA {
      own::ScalStep(d, lanes, alpha, x + i);
    });
    return;
  }
  own::ScalStrided(n, alpha, x, incx);
}

// ------------------------------ reductions

// Op brings together what the chains, and then the lanes, of a reduction have come to.
struct Added {
  template <class V>
  static HWY_INLINE V Both(V a, V b) {
    return hn::Add(a, b);
  }
  template <class D>
  static HWY_INLINE hn::TFromD<D> OfLanes(D d, hn::Vec<D> v) {
    return own::SumLanes(d, v);
  }
};

// term(tag, lanes, i, so_far) over i < n, from `start` in every lane: kChains (4 or 8) vectors a
// turn, as many as latency times loads a cycle ask for. What it comes to depends on n and the
// elements alone, not on addresses. kUnit elements stay together.
template <class Op, int kChains, size_t kUnit = 1, class D, class Term>
HWY_INLINE hn::TFromD<D> Reduce(D d, size_t n, hn::TFromD<D> start, Term term) {
  const size_t lanes = hn::Lanes(d);
  const WholeVector whole;
  auto s0 = hn::Set(d, start);
  size_t i = 0;
  if (n >= 2 * lanes) {
    auto s1 = s0;
    if (n >= 4 * lanes) {
      auto s2 = s0, s3 = s0;
      if constexpr (kChains == 8) {
        if (n >= 8 * lanes) {
          auto s4 = s0, s5 = s0, s6 = s0, s7 = s0;
          for (; i <= n - 8 * lanes; i += 8 * lanes) {
            s0 = term(d, whole, i, s0);
            s1 = term(d, whole, i + lanes, s1);
            s2 = term(d, whole, i + 2 * lanes, s2);
            s3 = term(d, whole, i + 3 * lanes, s3);
            s4 = term(d, whole, i + 4 * lanes, s4);
            s5 = term(d, whole, i + 5 * lanes, s5);
            s6 = term(d, whole, i + 6 * lanes, s6);
            s7 = term(d, whole, i + 7 * lanes, s7);
          }
          s0 = Op::Both(s0, s4), s1 = Op::Both(s1, s5);
          s2 = Op::Both(s2, s6), s3 = Op::Both(s3, s7);
        }
      }
      for (; i + 4 * lanes <= n; i += 4 * lanes) {
        s0 = term(d, whole, i, s0);
        s1 = term(d, whole, i + lanes, s1);
        s2 = term(d, whole, i + 2 * lanes, s2);
        s3 = term(d, whole, i + 3 * lanes, s3);
      }
      s0 = Op::Both(s0, s2), s1 = Op::Both(s1, s3);
    }
    if (i + 2 * lanes <= n) {
      s0 = term(d, whole, i, s0);
      s1 = term(d, whole, i + lanes, s1);
      i += 2 * lanes;
    }
    s0 = Op::Both(s0, s1);
  }
  if (i + lanes <= n) {
    s0 = term(d, whole, i, s0);
    i += lanes;
  }
#if FULCRUM_MASK_IS_SAFE
  if (i < n) s0 = term(d, FirstLanes{n - i}, i, s0);
  return Op::OfLanes(d, s0);
#else
  using T = hn::TFromD<D>;
  const hn::CappedTag<T, kUnit> unit;
  auto rest = hn::Set(unit, start);
  for (; i < n; i += kUnit) rest = term(unit, whole, i, rest);
  const OneLane<T> one;
  return hn::GetLane(
      Op::Both(hn::Set(one, Op::OfLanes(d, s0)), hn::Set(one, Op::OfLanes(unit, rest))));
#endif
}

// The same of single elements with gaps: term(x_i, y_i, so_far), or term(x_i, so_far), with their
// addresses; four chains.
template <class Op, typename R, class X, class Y, class Term>
HWY_INLINE R ReduceElements(size_t n, R start, X* x, int64_t incx, Y* y, int64_t incy, Term term) {
  const OneLane<R> d;
  auto s0 = hn::Set(d, start);
  auto s1 = s0, s2 = s0, s3 = s0;
  for (; n >= 4; n -= 4) {
    s0 = term(x, y, s0);
    s1 = term(x + incx, y + incy, s1);
    x += 2 * incx, y += 2 * incy;
    s2 = term(x, y, s2);
    s3 = term(x + incx, y + incy, s3);
    x += 2 * incx, y += 2 * incy;
  }
  for (; n > 0; --n, x += incx, y += incy) s0 = term(x, y, s0);
  return hn::GetLane(Op::Both(Op::Both(s0, s1), Op::Both(s2, s3)));
}
template <class Op, typename R, class X, class Term>
HWY_INLINE R ReduceElements(size_t n, R start, X* x, int64_t inc, Term term) {
  return own::ReduceElements<Op>(n, start, x, inc, x, int64_t{0},
                                 [term](X* at, X* /*none*/, auto so_far)
                                     FULCRUM_INLINE_LAMBDA { return term(at, so_far); });
}

// ------------------------------ dot

template <typename T>
HWY_NOINLINE T DotStrided(size_t n, const T* x, int64_t incx, const T* y, int64_t incy) {
  const OneLane<T> one;
  return own::ReduceElements<Added>(n, T{0}, x, incx, y, incy,
                                    [one](const T* a, const T* b, auto sum) FULCRUM_INLINE_LAMBDA {
                                      return hn::MulAdd(hn::LoadU(one, a), hn::LoadU(one, b), sum);
                                    });
}

// Two loads feed one multiply-add, so at two loads a cycle and a latency of four, four chains
// suffice.
template <typename T>
T Dot(int64_t count, const T* x, int64_t incx, const T* y, int64_t incy) {
  const size_t n = static_cast<size_t>(count);
  if (incx == 1 && incy == 1) {
    return own::Reduce<Added, 4>(hn::ScalableTag<T>(), n, T{0},
                                 [=](auto d, auto lanes, size_t i, auto sum) FULCRUM_INLINE_LAMBDA {
                                   return hn::MulAdd(lanes.Load(d, x + i), lanes.Load(d, y + i),
                                                     sum);
                                 });
  }
  return own::DotStrided(n, x, incx, y, incy);
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
