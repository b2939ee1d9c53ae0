// SPDX-License-Identifier: Apache-2.0
// Real kernels that write vectors: axpby, swap, rotations. Included once per target, after
// level1-inl.h.

// clang-format off
#if defined(FULCRUM_SIMD_VECTORS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_VECTORS_INL_H_
#undef FULCRUM_SIMD_VECTORS_INL_H_
#else
#define FULCRUM_SIMD_VECTORS_INL_H_
#endif
// clang-format on

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "hwy/highway.h"
#include "simd/compat-inl.h"
#include "simd/level1/level1-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace own = fulcrum::simd::HWY_NAMESPACE;

// Runs step(tag, i) over n elements: whole vectors, two a turn, then the rest in smaller pieces
// (fixed sizes) or with a mask: step(tag, i, count) then.
template <typename T, class Step>
HWY_INLINE void ForEachVector(size_t n, Step step) {
  const hn::ScalableTag<T> d;
  const size_t lanes = hn::Lanes(d);
  size_t i = 0;
  for (; i + 2 * lanes <= n; i += 2 * lanes) {
    step(d, i);
    step(d, i + lanes);
  }
  if (i + lanes <= n) {
    step(d, i);
    i += lanes;
  }
#if HWY_HAVE_SCALABLE
  const OneLane<T> one;
  for (; i < n; ++i) step(one, i);
#else
  ForRest<T>(i, n, step);
#endif
}

// ------------------------------ axpby

template <bool kReadY, class D, typename T>
HWY_INLINE void AxpbyStep(D d, T alpha, T beta, const T* x, T* y) {
  auto r = hn::Mul(hn::Set(d, alpha), hn::LoadU(d, x));
  if constexpr (kReadY) r = hn::MulAdd(hn::Set(d, beta), hn::LoadU(d, y), r);
  hn::StoreU(r, d, y);
}

template <bool kReadY, typename T>
void AxpbyVectors(size_t n, T alpha, const T* x, int64_t incx, T beta, T* y, int64_t incy) {
  if (incx == 1 && incy == 1) {
    ForEachVector<T>(n, [&](auto d, size_t i)
                            HWY_ATTR { own::AxpbyStep<kReadY>(d, alpha, beta, x + i, y + i); });
    return;
  }
  const OneLane<T> one;
  for (; n > 0; --n, x += incx, y += incy) own::AxpbyStep<kReadY>(one, alpha, beta, x, y);
}

template <typename T>
void Axpby(int64_t n, T alpha, const T* x, int64_t incx, T beta, T* y, int64_t incy) {
  if (beta == T{0}) {
    AxpbyVectors<false>(static_cast<size_t>(n), alpha, x, incx, beta, y, incy);
  } else {
    AxpbyVectors<true>(static_cast<size_t>(n), alpha, x, incx, beta, y, incy);
  }
}

// ------------------------------ swap

template <typename T>
void Swap(int64_t n, T* x, int64_t incx, T* y, int64_t incy) {
  if (incx == 1 && incy == 1) {
    ForEachVector<T>(static_cast<size_t>(n), [&](auto d, size_t i) HWY_ATTR {
      const auto a = hn::LoadU(d, x + i), b = hn::LoadU(d, y + i);
      hn::StoreU(b, d, x + i);
      hn::StoreU(a, d, y + i);
    });
    return;
  }
  for (; n > 0; --n, x += incx, y += incy) {
    const T a = *x;
    *x = *y;
    *y = a;
  }
}

// ------------------------------ rotations

// Coefficients of 1 and -1 cost nothing but time: their products are exact.
template <class D, typename T>
HWY_INLINE void RotateStep(D d, T* x, T* y, const Rotation<T>& h) {
  const auto a = hn::LoadU(d, x), b = hn::LoadU(d, y);
  const auto p = hn::MulAdd(hn::Set(d, h.h12), b, hn::Mul(hn::Set(d, h.h11), a));
  const auto q = hn::MulAdd(hn::Set(d, h.h22), b, hn::Mul(hn::Set(d, h.h21), a));
  hn::StoreU(p, d, x);
  hn::StoreU(q, d, y);
}

template <typename T>
void Rotate(int64_t n, T* x, int64_t incx, T* y, int64_t incy, const Rotation<T>& h) {
  const Rotation<T> rotation = h;  // which no store can change
  if (incx == 1 && incy == 1) {
    ForEachVector<T>(static_cast<size_t>(n), [&](auto d, size_t i) HWY_ATTR {
      own::RotateStep(d, x + i, y + i, rotation);
    });
    return;
  }
  const OneLane<T> one;
  for (; n > 0; --n, x += incx, y += incy) own::RotateStep(one, x, y, rotation);
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
