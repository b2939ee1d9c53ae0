// SPDX-License-Identifier: Apache-2.0
// gemv kernels of complex elements, width-agnostic: included once per target by gemv_c32.cc and
// gemv_c64.cc. Elements stay pairs of lanes; the parts of a product are added up apart and brought
// together at the end (complex-inl.h of level 1 has the algebra).

// clang-format off
#if defined(FULCRUM_SIMD_GEMV_COMPLEX_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_GEMV_COMPLEX_INL_H_
#undef FULCRUM_SIMD_GEMV_COMPLEX_INL_H_
#else
#define FULCRUM_SIMD_GEMV_COMPLEX_INL_H_
#endif
// clang-format on

#include <complex>
#include <cstddef>
#include <cstdint>

#include "hwy/highway.h"
#include "simd/compat-inl.h"
#include "simd/level1/complex-inl.h"
#include "simd/level2/gemv.hpp"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace own = fulcrum::simd::HWY_NAMESPACE;

// Columns that share a pass over y (not transposed) or over x (transposed).
inline constexpr int64_t kComplexColumns = 4;

#if HWY_TARGET == HWY_SCALAR

template <bool kConj, typename R>
void ComplexGemvNoTrans(int64_t m, int64_t n, std::complex<R> alpha, const std::complex<R>* a,
                        int64_t lda, const std::complex<R>* x, std::complex<R>* y) {
  for (int64_t j = 0; j < n; ++j) {
    R re, im;
    MulOne(Factor<R>::Of(alpha), PartsOf(x + j), re, im);
    ComplexAxpy<kConj, R>(m, {re, im}, a + j * lda, 1, y, 1);
  }
}

template <bool kConj, typename R>
void ComplexGemvTrans(int64_t m, int64_t n, std::complex<R> alpha, const std::complex<R>* a,
                      int64_t lda, const std::complex<R>* x, std::complex<R>* y) {
  for (int64_t j = 0; j < n; ++j) {
    const std::complex<R> sum = ComplexDot<kConj, R>(m, a + j * lda, 1, x, 1);
    MulAddOne(Factor<R>::Of(alpha), PartsOf(&sum), PartsOf(y + j)[0], PartsOf(y + j)[1]);
  }
}

#else

// y += the sum of kColumns columns times t: s holds a re t, w a im t.
template <int kColumns, bool kConj, typename R>
HWY_INLINE void ComplexPanel(size_t n, const R* a, size_t lda, const R* t, R* y) {
  const hn::ScalableTag<R> d;
  const auto p = kConj ? own::SetPair(d, R{1}, R{-1}) : hn::Set(d, R{1});
  const auto q = kConj ? hn::Set(d, R{1}) : own::SetPair(d, R{-1}, R{1});
  own::ForPairs(d, n, [&](size_t i, size_t count, auto whole) HWY_ATTR {
    const auto column = [&](size_t j)
                            HWY_ATTR { return own::LoadPairs(d, a + j * lda + i, count, whole); };
    auto v = column(0);
    auto s = hn::Mul(v, hn::Set(d, t[0])), w = hn::Mul(v, hn::Set(d, t[1]));
    if constexpr (kColumns > 1) {
      v = column(1);
      s = hn::MulAdd(v, hn::Set(d, t[2]), s), w = hn::MulAdd(v, hn::Set(d, t[3]), w);
    }
    if constexpr (kColumns > 2) {
      v = column(2);
      s = hn::MulAdd(v, hn::Set(d, t[4]), s), w = hn::MulAdd(v, hn::Set(d, t[5]), w);
      v = column(3);
      s = hn::MulAdd(v, hn::Set(d, t[6]), s), w = hn::MulAdd(v, hn::Set(d, t[7]), w);
    }
    const auto old = own::LoadPairs(d, y + i, count, whole);
    own::StorePairs(hn::MulAdd(p, s, hn::MulAdd(q, hn::Reverse2(d, w), old)), d, y + i, count,
                    whole);
  });
}

template <bool kConj, typename R>
void ComplexGemvNoTrans(int64_t m, int64_t n, std::complex<R> alpha, const std::complex<R>* a,
                        int64_t lda, const std::complex<R>* x, std::complex<R>* y) {
  const Factor<R> f = Factor<R>::Of(alpha);
  const size_t ld = 2 * static_cast<size_t>(lda);
  constexpr int64_t kChunk = 8192 / static_cast<int64_t>(sizeof(R));  // 16 KiB of y stay in L1
  for (int64_t i = 0; i < m; i += kChunk) {
    const size_t part = 2 * static_cast<size_t>(m - i < kChunk ? m - i : kChunk);
    R* const to = PartsOf(y + i);
    int64_t j = 0;
    for (; j < n;) {
      const int64_t columns = n - j >= 4 ? 4 : n - j >= 2 ? 2 : 1;
      R t[2 * kComplexColumns];
      for (int64_t c = 0; c < columns; ++c) MulOne(f, PartsOf(x + j + c), t[2 * c], t[2 * c + 1]);
      const R* const from = PartsOf(a + i + j * lda);
      if (columns == 4) ComplexPanel<4, kConj>(part, from, ld, t, to);
      if (columns == 2) ComplexPanel<2, kConj>(part, from, ld, t, to);
      if (columns == 1) ComplexPanel<1, kConj>(part, from, ld, t, to);
      j += columns;
    }
  }
}

// y(0..4) += alpha times the sums over four columns.
template <bool kConj, typename R>
HWY_INLINE void ComplexSums4(size_t n, const Factor<R>& f, const R* a, size_t lda, const R* x,
                             R* y) {
  const hn::ScalableTag<R> d;
  const size_t lanes = hn::Lanes(d);
  auto s0 = hn::Zero(d);
  auto s1 = s0, s2 = s0, s3 = s0, w0 = s0, w1 = s0, w2 = s0, w3 = s0;
  const auto step = [&](size_t i, size_t count, auto whole) FULCRUM_INLINE_LAMBDA {
    const auto v = own::LoadPairs(d, x + i, count, whole);
    const auto turned = hn::Reverse2(d, v);
    auto c = own::LoadPairs(d, a + i, count, whole);
    s0 = hn::MulAdd(c, v, s0), w0 = hn::MulAdd(c, turned, w0);
    c = own::LoadPairs(d, a + lda + i, count, whole);
    s1 = hn::MulAdd(c, v, s1), w1 = hn::MulAdd(c, turned, w1);
    c = own::LoadPairs(d, a + 2 * lda + i, count, whole);
    s2 = hn::MulAdd(c, v, s2), w2 = hn::MulAdd(c, turned, w2);
    c = own::LoadPairs(d, a + 3 * lda + i, count, whole);
    s3 = hn::MulAdd(c, v, s3), w3 = hn::MulAdd(c, turned, w3);
  };
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) step(i, lanes, std::true_type());
  if (i < n) step(i, n - i, std::false_type());
  const auto finish = [&](auto s, auto w, R* to) FULCRUM_INLINE_LAMBDA {
    PartSums<R> sums;
    own::SumEvenOdd(d, s, sums.rr, sums.ii);
    own::SumEvenOdd(d, w, sums.ri, sums.ir);
    const std::complex<R> sum = sums.Dot(kConj);
    MulAddOne(f, PartsOf(&sum), to[0], to[1]);
  };
  finish(s0, w0, y);
  finish(s1, w1, y + 2);
  finish(s2, w2, y + 4);
  finish(s3, w3, y + 6);
}

template <bool kConj, typename R>
void ComplexGemvTrans(int64_t m, int64_t n, std::complex<R> alpha, const std::complex<R>* a,
                      int64_t lda, const std::complex<R>* x, std::complex<R>* y) {
  const Factor<R> f = Factor<R>::Of(alpha);
  int64_t j = 0;
  for (; j + kComplexColumns <= n; j += kComplexColumns) {
    ComplexSums4<kConj>(2 * static_cast<size_t>(m), f, PartsOf(a + j * lda),
                        2 * static_cast<size_t>(lda), PartsOf(x), PartsOf(y + j));
  }
  for (; j < n; ++j) {
    const std::complex<R> sum = ComplexDot<kConj, R>(m, a + j * lda, 1, x, 1);
    MulAddOne(f, PartsOf(&sum), PartsOf(y + j)[0], PartsOf(y + j)[1]);
  }
}

#endif

template <typename R>
GemvKernels<std::complex<R>> MakeComplexGemv() {
  GemvKernels<std::complex<R>> kernels;
  kernels.columns = static_cast<int>(kComplexColumns);
  kernels.notrans = &ComplexGemvNoTrans<false, R>;
  kernels.notrans_conj = &ComplexGemvNoTrans<true, R>;
  kernels.trans = &ComplexGemvTrans<false, R>;
  kernels.trans_conj = &ComplexGemvTrans<true, R>;
  return kernels;
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
