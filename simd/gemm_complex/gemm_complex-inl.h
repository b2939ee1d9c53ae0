// SPDX-License-Identifier: Apache-2.0
// Packing and the micro-kernel of complex products, width-agnostic: included once per target by
// gemm_c32.cc and gemm_c64.cc.
//
// The micro-kernel keeps real and imaginary sums apart: four multiply-adds per product, no shuffle.
// With 32 registers a tile is two vectors of rows by six columns: 24 sums, 4 registers of A, 2 of
// B; a step loads 4 vectors and broadcasts 12 numbers for 48 multiply-adds. With 16 registers it is
// one vector by six.

// clang-format off
#if defined(FULCRUM_SIMD_GEMM_COMPLEX_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_GEMM_COMPLEX_INL_H_
#undef FULCRUM_SIMD_GEMM_COMPLEX_INL_H_
#else
#define FULCRUM_SIMD_GEMM_COMPLEX_INL_H_
#endif
// clang-format on

#include <complex>
#include <cstddef>
#include <cstdint>

#include "hwy/highway.h"
#include "simd/compat-inl.h"
#include "simd/gemm_complex/gemm_complex.hpp"
#include "simd/level1/complex-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace own = fulcrum::simd::HWY_NAMESPACE;

#if HWY_ARCH_X86 && HWY_TARGET > HWY_AVX3
inline constexpr size_t kComplexVectors = 1;  // 16 vector registers
#else
inline constexpr size_t kComplexVectors = 2;
#endif
inline constexpr size_t kComplexTileColumns = 6;

// ------------------------------ packing

// One panel of `height` rows at most: element (i, l) of op(A) lies at a[i * row + l * step], in
// elements. Rows from `rows` on are zero.
template <typename R>
void PackComplexPanel(size_t height, size_t rows, size_t k, const R* a, size_t row, size_t step,
                      bool conj, R* dst) {
  const R sign = conj ? R{-1} : R{1};
  for (size_t l = 0; l < k; ++l, dst += 2 * height) {
    const R* const from = a + 2 * l * step;
    for (size_t i = 0; i < rows; ++i) {
      dst[i] = from[2 * i * row];
      dst[height + i] = sign * from[2 * i * row + 1];
    }
    for (size_t i = rows; i < height; ++i) dst[i] = dst[height + i] = R{0};
  }
}

#if HWY_TARGET != HWY_SCALAR
// The same of whole panels whose rows are contiguous.
template <typename R>
void PackComplexRows(size_t vectors, size_t k, const R* a, size_t step, bool conj, R* dst) {
  const hn::ScalableTag<R> d;
  const size_t lanes = hn::Lanes(d), height = vectors * lanes;
  const auto sign = hn::Set(d, conj ? R{-1} : R{1});
  for (size_t l = 0; l < k; ++l, dst += 2 * height) {
    for (size_t v = 0; v < vectors; ++v) {
      auto re = hn::Zero(d), im = hn::Zero(d);
      hn::LoadInterleaved2(d, a + 2 * (l * step + v * lanes), re, im);
      hn::StoreU(re, d, dst + v * lanes);
      hn::StoreU(hn::Mul(sign, im), d, dst + height + v * lanes);
    }
  }
}
#endif

template <typename R>
void PackComplexA(bool trans, bool conj, int64_t m, int64_t k, const std::complex<R>* a,
                  int64_t lda, R* dst) {
  const size_t lanes = hn::Lanes(hn::ScalableTag<R>()), mr = kComplexVectors * lanes;
  const size_t rows = static_cast<size_t>(m), depth = static_cast<size_t>(k),
               ld = static_cast<size_t>(lda);
  for (size_t i = 0; i < rows; i += mr, dst += 2 * mr * depth) {
    const size_t height = rows - i < mr ? rows - i : mr;
    const R* const from = PartsOf(a) + 2 * (trans ? i * ld : i);
#if HWY_TARGET != HWY_SCALAR
    if (!trans && height == mr) {
      PackComplexRows(kComplexVectors, depth, from, ld, conj, dst);
      continue;
    }
#endif
    PackComplexPanel(mr, height, depth, from, trans ? ld : 1, trans ? 1 : ld, conj, dst);
  }
}

template <typename R>
void PackComplexB(bool trans, bool conj, int64_t k, int64_t n, const std::complex<R>* b,
                  int64_t ldb, R* dst) {
  const size_t columns = static_cast<size_t>(n), depth = static_cast<size_t>(k),
               ld = static_cast<size_t>(ldb);
  for (size_t j = 0; j < columns;
       j += kComplexTileColumns, dst += 2 * kComplexTileColumns * depth) {
    const size_t width = columns - j < kComplexTileColumns ? columns - j : kComplexTileColumns;
    const R* const from = PartsOf(b) + 2 * (trans ? j : j * ld);
    PackComplexPanel(kComplexTileColumns, width, depth, from, trans ? 1 : ld, trans ? ld : 1, conj,
                     dst);
  }
}

// ------------------------------ the micro-kernel

// re, im += (a_re, a_im) (b_re, b_im)
template <class V>
HWY_INLINE void MulAddParts(V a_re, V a_im, V b_re, V b_im, V& re, V& im) {
  re = hn::MulAdd(a_re, b_re, re);
  im = hn::MulAdd(a_re, b_im, im);
  re = hn::NegMulAdd(a_im, b_im, re);
  im = hn::MulAdd(a_im, b_re, im);
}

// The sums of one tile: of column j, mr real parts at tile[2 j mr], then mr imaginary ones.
template <typename R>
HWY_NOINLINE void ComplexTile(size_t k, const R* HWY_RESTRICT a, const R* HWY_RESTRICT b,
                              R* HWY_RESTRICT tile) {
  const hn::ScalableTag<R> d;
  const size_t lanes = hn::Lanes(d), mr = kComplexVectors * lanes;
  constexpr bool kTwo = kComplexVectors == 2;
  const auto zero = hn::Zero(d);
  auto r00 = zero, r01 = zero, r02 = zero, r03 = zero, r04 = zero, r05 = zero;
  auto i00 = zero, i01 = zero, i02 = zero, i03 = zero, i04 = zero, i05 = zero;
  auto r10 = zero, r11 = zero, r12 = zero, r13 = zero, r14 = zero, r15 = zero;
  auto i10 = zero, i11 = zero, i12 = zero, i13 = zero, i14 = zero, i15 = zero;
  for (size_t l = 0; l < k; ++l, a += 2 * mr, b += 2 * kComplexTileColumns) {
    const auto a0_re = hn::LoadU(d, a), a0_im = hn::LoadU(d, a + mr);
    auto a1_re = zero, a1_im = zero;
    if constexpr (kTwo) {
      a1_re = hn::LoadU(d, a + lanes);
      a1_im = hn::LoadU(d, a + mr + lanes);
    }
    const auto column = [&](size_t j, auto& r0, auto& i0, [[maybe_unused]] auto& r1,
                            [[maybe_unused]] auto& i1) FULCRUM_INLINE_LAMBDA {
      const auto b_re = hn::Set(d, b[j]), b_im = hn::Set(d, b[kComplexTileColumns + j]);
      own::MulAddParts(a0_re, a0_im, b_re, b_im, r0, i0);
      if constexpr (kTwo) own::MulAddParts(a1_re, a1_im, b_re, b_im, r1, i1);
    };
    column(0, r00, i00, r10, i10);
    column(1, r01, i01, r11, i11);
    column(2, r02, i02, r12, i12);
    column(3, r03, i03, r13, i13);
    column(4, r04, i04, r14, i14);
    column(5, r05, i05, r15, i15);
  }
  const auto store = [&](size_t j, auto r0, auto i0, [[maybe_unused]] auto r1,
                         [[maybe_unused]] auto i1) FULCRUM_INLINE_LAMBDA {
    R* const to = tile + 2 * j * mr;
    hn::StoreU(r0, d, to);
    hn::StoreU(i0, d, to + mr);
    if constexpr (kTwo) {
      hn::StoreU(r1, d, to + lanes);
      hn::StoreU(i1, d, to + mr + lanes);
    }
  };
  store(0, r00, i00, r10, i10);
  store(1, r01, i01, r11, i11);
  store(2, r02, i02, r12, i12);
  store(3, r03, i03, r13, i13);
  store(4, r04, i04, r14, i14);
  store(5, r05, i05, r15, i15);
}

// ------------------------------ the write of C

// c = alpha (re, im) + beta c, for as many elements as a vector has lanes; one lane for the rest,
// so that the bits are the same.
template <bool kReadC, class D, typename R>
HWY_INLINE void ComplexUpdate(D d, std::complex<R> alpha, std::complex<R> beta, hn::Vec<D> re,
                              hn::Vec<D> im, hn::Vec<D>& c_re, hn::Vec<D>& c_im) {
  const auto ar = hn::Set(d, alpha.real()), ai = hn::Set(d, alpha.imag());
  auto out_re = hn::NegMulAdd(ai, im, hn::Mul(ar, re));
  auto out_im = hn::MulAdd(ai, re, hn::Mul(ar, im));
  if constexpr (kReadC) {
    const auto br = hn::Set(d, beta.real()), bi = hn::Set(d, beta.imag());
    out_re = hn::NegMulAdd(bi, c_im, hn::MulAdd(br, c_re, out_re));
    out_im = hn::MulAdd(bi, c_re, hn::MulAdd(br, c_im, out_im));
  }
  c_re = out_re;
  c_im = out_im;
}

template <bool kReadC, typename R>
void WriteComplexColumn(size_t rows, const R* re, const R* im, std::complex<R> alpha,
                        std::complex<R> beta, R* c) {
  size_t i = 0;
#if HWY_TARGET != HWY_SCALAR
  const hn::ScalableTag<R> d;
  const size_t lanes = hn::Lanes(d);
  for (; i + lanes <= rows; i += lanes) {
    auto c_re = hn::Zero(d), c_im = hn::Zero(d);
    if constexpr (kReadC) hn::LoadInterleaved2(d, c + 2 * i, c_re, c_im);
    own::ComplexUpdate<kReadC>(d, alpha, beta, hn::LoadU(d, re + i), hn::LoadU(d, im + i), c_re,
                               c_im);
    hn::StoreInterleaved2(c_re, c_im, d, c + 2 * i);
  }
#endif
  const hn::CappedTag<R, 1> one;
  for (; i < rows; ++i) {
    auto c_re = hn::Zero(one), c_im = hn::Zero(one);
    if constexpr (kReadC) c_re = hn::Set(one, c[2 * i]), c_im = hn::Set(one, c[2 * i + 1]);
    own::ComplexUpdate<kReadC>(one, alpha, beta, hn::Set(one, re[i]), hn::Set(one, im[i]), c_re,
                               c_im);
    c[2 * i] = hn::GetLane(c_re);
    c[2 * i + 1] = hn::GetLane(c_im);
  }
}

template <typename R>
void ComplexMacro(int64_t m, int64_t n, int64_t k, std::complex<R> alpha, const R* packed_a,
                  const R* packed_b, std::complex<R> beta, std::complex<R>* c, int64_t ldc) {
  const size_t mr = kComplexVectors * hn::Lanes(hn::ScalableTag<R>());
  const size_t rows = static_cast<size_t>(m), columns = static_cast<size_t>(n),
               depth = static_cast<size_t>(k), ld = 2 * static_cast<size_t>(ldc);
  constexpr size_t kMost = kComplexVectors * HWY_MAX_BYTES / sizeof(R);
  HWY_ALIGN R tile[2 * kMost * kComplexTileColumns];
  const bool read_c = beta != std::complex<R>{};
  for (size_t j = 0; j < columns; j += kComplexTileColumns) {
    const size_t width = columns - j < kComplexTileColumns ? columns - j : kComplexTileColumns;
    for (size_t i = 0; i < rows; i += mr) {
      const size_t height = rows - i < mr ? rows - i : mr;
      ComplexTile(depth, packed_a + 2 * i * depth, packed_b + 2 * j * depth, tile);
      R* const corner = PartsOf(c) + 2 * i + j * ld;
      for (size_t x = 0; x < width; ++x) {
        const R* const re = tile + 2 * x * mr;
        if (read_c) {
          WriteComplexColumn<true>(height, re, re + mr, alpha, beta, corner + x * ld);
        } else {
          WriteComplexColumn<false>(height, re, re + mr, alpha, beta, corner + x * ld);
        }
      }
    }
  }
}

template <typename R>
GemmKernels<std::complex<R>> MakeComplexGemmKernels() {
  GemmKernels<std::complex<R>> kernels;
  kernels.mr = static_cast<int>(kComplexVectors * hn::Lanes(hn::ScalableTag<R>()));
  kernels.nr = static_cast<int>(kComplexTileColumns);
  kernels.pack_a = &PackComplexA<R>;
  kernels.pack_b = &PackComplexB<R>;
  kernels.macro = &ComplexMacro<R>;
  return kernels;
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
