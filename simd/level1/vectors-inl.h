// SPDX-License-Identifier: Apache-2.0
// Real kernels that write vectors: axpby, copy, swap, rotations. Included once per target, after
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
#include <cstring>

#include "hwy/highway.h"
#include "simd/compat-inl.h"
#include "simd/level1/level1-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace own = fulcrum::simd::HWY_NAMESPACE;

// ------------------------------ axpby

template <bool kReadY, class Lanes, class D, typename T>
HWY_INLINE void AxpbyStep(D d, Lanes lanes, T alpha, T beta, const T* x, T* y) {
  auto r = hn::Mul(hn::Set(d, alpha), lanes.Load(d, x));
  if constexpr (kReadY) r = hn::MulAdd(hn::Set(d, beta), lanes.Load(d, y), r);
  lanes.Store(r, d, y);
}

template <bool kReadY, typename T>
HWY_NOINLINE void AxpbyStrided(size_t n, T alpha, const T* x, int64_t incx, T beta, T* y,
                               int64_t incy) {
  own::ForEachElement(n, x, incx, y, incy, [=](const T* from, T* to) FULCRUM_INLINE_LAMBDA {
    own::AxpbyStep<kReadY>(OneLane<T>(), WholeVector(), alpha, beta, from, to);
  });
}

template <bool kReadY, typename T>
HWY_INLINE void AxpbyVectors(size_t n, T alpha, const T* x, int64_t incx, T beta, T* y,
                             int64_t incy) {
  if (incx == 1 && incy == 1) {
    own::ForEachVector<T, 1>(n, y, [=](auto d, auto lanes, size_t i) FULCRUM_INLINE_LAMBDA {
      own::AxpbyStep<kReadY>(d, lanes, alpha, beta, x + i, y + i);
    });
    return;
  }
  own::AxpbyStrided<kReadY>(n, alpha, x, incx, beta, y, incy);
}

template <typename T>
void Axpby(int64_t n, T alpha, const T* x, int64_t incx, T beta, T* y, int64_t incy) {
  if (beta == T{0}) {
    own::AxpbyVectors<false>(static_cast<size_t>(n), alpha, x, incx, beta, y, incy);
  } else {
    own::AxpbyVectors<true>(static_cast<size_t>(n), alpha, x, incx, beta, y, incy);
  }
}

// ------------------------------ copy, swap

// From here on memmove, which knows what its processor copies long blocks with.
constexpr size_t kLongCopyBytes = 1024;

// Vectors without gaps, in ascending order where they are short.
template <typename T>
HWY_INLINE void CopyVectors(size_t n, const T* x, T* y) {
  if (n * sizeof(T) >= kLongCopyBytes) {
    std::memmove(y, x, n * sizeof(T));
    return;
  }
  own::ForEachVector<T, 1>(n, y, [=](auto d, auto lanes, size_t i) FULCRUM_INLINE_LAMBDA {
    lanes.Store(lanes.Load(d, x + i), d, y + i);
  });
}

template <typename T>
HWY_NOINLINE void CopyStrided(size_t n, const T* x, int64_t incx, T* y, int64_t incy) {
  own::ForEachElement(n, x, incx, y, incy,
                      [](const T* from, T* to) FULCRUM_INLINE_LAMBDA { *to = *from; });
}

template <typename T>
void Copy(int64_t count, const T* x, int64_t incx, T* y, int64_t incy) {
  const size_t n = static_cast<size_t>(count);
  if (incx == 1 && incy == 1) return own::CopyVectors(n, x, y);
  own::CopyStrided(n, x, incx, y, incy);
}

template <class Lanes, class D, typename T>
HWY_INLINE void SwapStep(D d, Lanes lanes, T* x, T* y) {
  const auto a = lanes.Load(d, x), b = lanes.Load(d, y);
  lanes.Store(b, d, x);
  lanes.Store(a, d, y);
}

template <typename T>
HWY_NOINLINE void SwapStrided(size_t n, T* x, int64_t incx, T* y, int64_t incy) {
  own::ForEachElement(n, x, incx, y, incy, [](T* a, T* b) FULCRUM_INLINE_LAMBDA {
    own::SwapStep(OneLane<T>(), WholeVector(), a, b);
  });
}

template <typename T>
void Swap(int64_t count, T* x, int64_t incx, T* y, int64_t incy) {
  const size_t n = static_cast<size_t>(count);
  if (incx == 1 && incy == 1) {
    own::ForEachVector<T, 1>(n, y, [=](auto d, auto lanes, size_t i) FULCRUM_INLINE_LAMBDA {
      own::SwapStep(d, lanes, x + i, y + i);
    });
    return;
  }
  own::SwapStrided(n, x, incx, y, incy);
}

// ------------------------------ rotations

// Coefficients of 1 and -1 cost nothing but time: their products are exact. Each element is loaded
// once (compat-inl.h): with two loads apiece drot of 1000 elements was 1.5 times as long.
template <class Lanes, class D, typename T>
HWY_INLINE void RotateStep(D d, Lanes lanes, T h11, T h12, T h21, T h22, T* x, T* y) {
  const auto a = own::KeepInRegister(lanes.Load(d, x));
  const auto b = own::KeepInRegister(lanes.Load(d, y));
  const auto p = hn::MulAdd(hn::Set(d, h12), b, hn::Mul(hn::Set(d, h11), a));
  const auto q = hn::MulAdd(hn::Set(d, h22), b, hn::Mul(hn::Set(d, h21), a));
  lanes.Store(p, d, x);
  lanes.Store(q, d, y);
}

template <typename T>
HWY_NOINLINE void RotateStrided(size_t n, T* x, int64_t incx, T* y, int64_t incy,
                                const Rotation<T>& h) {
  const T h11 = h.h11, h12 = h.h12, h21 = h.h21, h22 = h.h22;  // which no store can change
  own::ForEachElement(n, x, incx, y, incy, [=](T* a, T* b) FULCRUM_INLINE_LAMBDA {
    own::RotateStep(OneLane<T>(), WholeVector(), h11, h12, h21, h22, a, b);
  });
}

template <typename T>
void Rotate(int64_t count, T* x, int64_t incx, T* y, int64_t incy, const Rotation<T>& h) {
  const size_t n = static_cast<size_t>(count);
  if (incx != 1 || incy != 1) return own::RotateStrided(n, x, incx, y, incy, h);
  const T h11 = h.h11, h12 = h.h12, h21 = h.h21, h22 = h.h22;
  own::ForEachVector<T, 1>(n, y, [=](auto d, auto lanes, size_t i) FULCRUM_INLINE_LAMBDA {
    own::RotateStep(d, lanes, h11, h12, h21, h22, x + i, y + i);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
