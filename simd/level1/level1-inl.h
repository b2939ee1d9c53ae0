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

// Runs step(tag, i) over the rest [i, n), shorter than a vector. Where vectors have a fixed size,
// in pieces of 8, 4, 2 and 1 elements: no load behind a masked store is forwarded from the store
// buffer, so that masks make a following call on the same short vector wait (scal f32 of 10
// elements: 5.6 ns with a mask, 3.7 ns in pieces).
template <typename T, class Step>
HWY_INLINE void ForRest(size_t i, size_t n, Step step) {
  constexpr size_t kLanes = HWY_MAX_BYTES / sizeof(T);
  const size_t rest = n - i;
  if constexpr (kLanes > 8) {
    if (rest & 8) {
      step(hn::CappedTag<T, 8>(), i);
      i += 8;
    }
  }
  if constexpr (kLanes > 4) {
    if (rest & 4) {
      step(hn::CappedTag<T, 4>(), i);
      i += 4;
    }
  }
  if constexpr (kLanes > 2) {
    if (rest & 2) {
      step(hn::CappedTag<T, 2>(), i);
      i += 2;
    }
  }
  if constexpr (kLanes > 1) {
    if (rest & 1) step(hn::CappedTag<T, 1>(), i);
  }
}

// ------------------------------ axpy

template <class D, typename T>
HWY_INLINE void AxpyStep(D d, hn::Vec<D> alpha, const T* x, T* y) {
  hn::StoreU(hn::MulAdd(alpha, hn::LoadU(d, x), hn::LoadU(d, y)), d, y);
}

// Bound by two loads and a store per vector: four vectors a turn hide the loop itself, more gain
// nothing.
template <typename T>
void AxpyUnit(size_t n, T alpha, const T* x, T* y) {
  const hn::ScalableTag<T> d;
  const size_t lanes = hn::Lanes(d);
  const auto va = hn::Set(d, alpha);
  size_t i = 0;
#if FULCRUM_MASK_IS_SAFE
  if (n >= 16 * lanes) {
    i = ToAligned(y, lanes);
    if (i > 0)
      own::StoreFirst(hn::MulAdd(va, own::LoadFirst(d, x, i), own::LoadFirst(d, y, i)), d, y, i);
  }
#endif
  if (n >= 4 * lanes) {
    for (; i <= n - 4 * lanes; i += 4 * lanes) {
      own::AxpyStep(d, va, x + i, y + i);
      own::AxpyStep(d, va, x + i + lanes, y + i + lanes);
      own::AxpyStep(d, va, x + i + 2 * lanes, y + i + 2 * lanes);
      own::AxpyStep(d, va, x + i + 3 * lanes, y + i + 3 * lanes);
    }
  }
  for (; i + lanes <= n; i += lanes) own::AxpyStep(d, va, x + i, y + i);
#if HWY_HAVE_SCALABLE
  if (i < n)
    own::StoreFirst(
        hn::MulAdd(va, own::LoadFirst(d, x + i, n - i), own::LoadFirst(d, y + i, n - i)), d, y + i,
        n - i);
#else
  ForRest<T>(i, n, [&](auto piece, size_t k) HWY_ATTR {
    own::AxpyStep(piece, hn::Set(piece, alpha), x + k, y + k);
  });
#endif
}

template <typename T>
void AxpyStrided(size_t n, T alpha, const T* x, int64_t incx, T* y, int64_t incy) {
  const OneLane<T> d;
  const auto va = hn::Set(d, alpha);
  if (incy == 0) {  // n additions into one element, in order
    auto sum = hn::LoadU(d, y);
    for (size_t i = 0; i < n; ++i, x += incx) sum = hn::MulAdd(va, hn::LoadU(d, x), sum);
    hn::StoreU(sum, d, y);
    return;
  }
  size_t i = 0;
  for (; i + 4 <= n; i += 4, x += 4 * incx, y += 4 * incy) {
    own::AxpyStep(d, va, x, y);
    own::AxpyStep(d, va, x + incx, y + incy);
    own::AxpyStep(d, va, x + 2 * incx, y + 2 * incy);
    own::AxpyStep(d, va, x + 3 * incx, y + 3 * incy);
  }
  for (; i < n; ++i, x += incx, y += incy) own::AxpyStep(d, va, x, y);
}

template <typename T>
void Axpy(int64_t n, T alpha, const T* x, int64_t incx, T* y, int64_t incy) {
  if (incx == 1 && incy == 1) {
    AxpyUnit(static_cast<size_t>(n), alpha, x, y);
  } else {
    AxpyStrided(static_cast<size_t>(n), alpha, x, incx, y, incy);
  }
}

// ------------------------------ dot

// Two loads feed one multiply-add, so at two loads a cycle and a latency of four, four chains
// suffice.
template <typename T>
T DotUnit(size_t n, const T* x, const T* y) {
  const hn::ScalableTag<T> d;
  const size_t lanes = hn::Lanes(d);
  auto s0 = hn::Zero(d);
  auto s1 = s0, s2 = s0, s3 = s0;
  size_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    s0 = hn::MulAdd(hn::LoadU(d, x + i), hn::LoadU(d, y + i), s0);
    s1 = hn::MulAdd(hn::LoadU(d, x + i + lanes), hn::LoadU(d, y + i + lanes), s1);
    s2 = hn::MulAdd(hn::LoadU(d, x + i + 2 * lanes), hn::LoadU(d, y + i + 2 * lanes), s2);
    s3 = hn::MulAdd(hn::LoadU(d, x + i + 3 * lanes), hn::LoadU(d, y + i + 3 * lanes), s3);
  }
  if (i + 2 * lanes <= n) {
    s0 = hn::MulAdd(hn::LoadU(d, x + i), hn::LoadU(d, y + i), s0);
    s1 = hn::MulAdd(hn::LoadU(d, x + i + lanes), hn::LoadU(d, y + i + lanes), s1);
    i += 2 * lanes;
  }
  if (i + lanes <= n) {
    s2 = hn::MulAdd(hn::LoadU(d, x + i), hn::LoadU(d, y + i), s2);
    i += lanes;
  }
#if FULCRUM_MASK_IS_SAFE
  if (i < n) s3 = hn::MulAdd(own::LoadFirst(d, x + i, n - i), own::LoadFirst(d, y + i, n - i), s3);
  return own::SumLanes(d, hn::Add(hn::Add(s0, s1), hn::Add(s2, s3)));
#else
  const OneLane<T> one;
  auto sum = hn::Set(one, own::SumLanes(d, hn::Add(hn::Add(s0, s1), hn::Add(s2, s3))));
  for (; i < n; ++i) sum = hn::MulAdd(hn::LoadU(one, x + i), hn::LoadU(one, y + i), sum);
  return hn::GetLane(sum);
#endif
}

template <typename T>
T DotStrided(size_t n, const T* x, int64_t incx, const T* y, int64_t incy) {
  const OneLane<T> d;
  auto s0 = hn::Zero(d);
  auto s1 = s0, s2 = s0, s3 = s0;
  size_t i = 0;
  for (; i + 4 <= n; i += 4, x += 4 * incx, y += 4 * incy) {
    s0 = hn::MulAdd(hn::LoadU(d, x), hn::LoadU(d, y), s0);
    s1 = hn::MulAdd(hn::LoadU(d, x + incx), hn::LoadU(d, y + incy), s1);
    s2 = hn::MulAdd(hn::LoadU(d, x + 2 * incx), hn::LoadU(d, y + 2 * incy), s2);
    s3 = hn::MulAdd(hn::LoadU(d, x + 3 * incx), hn::LoadU(d, y + 3 * incy), s3);
  }
  for (; i < n; ++i, x += incx, y += incy) s0 = hn::MulAdd(hn::LoadU(d, x), hn::LoadU(d, y), s0);
  return hn::GetLane(hn::Add(hn::Add(s0, s1), hn::Add(s2, s3)));
}

template <typename T>
T Dot(int64_t n, const T* x, int64_t incx, const T* y, int64_t incy) {
  if (incx == 1 && incy == 1) return DotUnit(static_cast<size_t>(n), x, y);
  return DotStrided(static_cast<size_t>(n), x, incx, y, incy);
}

// ------------------------------ scal

template <class D, typename T>
HWY_INLINE void ScalStep(D d, hn::Vec<D> alpha, T* x) {
  hn::StoreU(hn::Mul(alpha, hn::LoadU(d, x)), d, x);
}

template <typename T>
void ScalUnit(size_t n, T alpha, T* x) {
  const hn::ScalableTag<T> d;
  const size_t lanes = hn::Lanes(d);
  const auto va = hn::Set(d, alpha);
  size_t i = 0;
#if FULCRUM_MASK_IS_SAFE
  if (n >= 16 * lanes) {
    i = ToAligned(x, lanes);
    if (i > 0) own::StoreFirst(hn::Mul(va, own::LoadFirst(d, x, i)), d, x, i);
  }
#endif
  if (n >= 4 * lanes) {
    for (; i <= n - 4 * lanes; i += 4 * lanes) {
      own::ScalStep(d, va, x + i);
      own::ScalStep(d, va, x + i + lanes);
      own::ScalStep(d, va, x + i + 2 * lanes);
      own::ScalStep(d, va, x + i + 3 * lanes);
    }
  }
  for (; i + lanes <= n; i += lanes) own::ScalStep(d, va, x + i);
#if HWY_HAVE_SCALABLE
  if (i < n) own::StoreFirst(hn::Mul(va, own::LoadFirst(d, x + i, n - i)), d, x + i, n - i);
#else
  ForRest<T>(i, n, [&](auto piece, size_t k) HWY_ATTR {
    own::ScalStep(piece, hn::Set(piece, alpha), x + k);
  });
#endif
}

// Four elements a turn: the strided addresses, not the products, bound a loop of one.
template <typename T>
void ScalStrided(size_t n, T alpha, T* x, int64_t inc) {
  size_t i = 0;
  for (; i + 4 <= n; i += 4, x += 4 * inc) {
    const T a = alpha * x[0], b = alpha * x[inc], c = alpha * x[2 * inc], e = alpha * x[3 * inc];
    x[0] = a;
    x[inc] = b;
    x[2 * inc] = c;
    x[3 * inc] = e;
  }
  for (; i < n; ++i, x += inc) *x *= alpha;
}

template <typename T>
void Scal(int64_t n, T alpha, T* x, int64_t incx) {
  if (incx == 1) {
    ScalUnit(static_cast<size_t>(n), alpha, x);
  } else {
    ScalStrided(static_cast<size_t>(n), alpha, x, incx);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
