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

#include <array>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "hwy/highway.h"
#include "simd/compat-inl.h"
#include "simd/gemm_complex/gemm_complex.hpp"
#include "simd/level1/complex-inl.h"
#include "simd/scalar.hpp"

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

// ------------------------------ in place

// Both operands where they lie, elements as pairs of lanes: a step of k adds A re(B) to one sum and
// A im(B) to another, without a shuffle; only when a tile is finished the second is turned by i.
// Conjugating A or B is a change of signs then.
#if HWY_TARGET != HWY_SCALAR
#if HWY_ARCH_X86 && HWY_TARGET > HWY_AVX3
inline constexpr int kPairVectors = 2, kPairColumns = 3;  // 12 sums, 2 of A, 1 of B
#else
inline constexpr int kPairVectors = 3, kPairColumns = 4;  // 24 sums, 3 of A, 1 of B
#endif

// What a tile is computed from beyond the addresses and steps; in real numbers.
template <typename R>
struct PairRest {
  R* c;
  size_t ldc;
  std::complex<R> alpha, beta;
  R sign_im, turn_re, turn_im;  // see FinishPairs
  size_t last;    // where the last of several vectors begins, or the numbers of a single one
  size_t b_step;  // distance of two rows of op(B)
};

// alpha z, or alpha z + c, of pairs.
template <class D, class V, typename R>
HWY_INLINE V TimesPairs(D d, std::complex<R> factor, V z, V more) {
  const V p = hn::Set(d, factor.real()), q = own::SetPair(d, -factor.imag(), factor.imag());
  return hn::MulAdd(p, z, hn::MulAdd(q, hn::Reverse2(d, z), more));
}

// op(A) op(B) from the sums of A re(B) and A im(B): of plain A the second times i, (-im, re); of
// conjugated A conj(first) + i conj(second). Conjugated B changes the second's sign.
template <class D, class V, typename R>
HWY_INLINE V FinishPairs(D d, const PairRest<R>& r, V with_re, V with_im) {
  const V sign = own::SetPair(d, R{1}, r.sign_im);
  const V turn = own::SetPair(d, r.turn_re, r.turn_im);
  return hn::MulAdd(turn, hn::Reverse2(d, with_im), hn::Mul(sign, with_re));
}

// kVectors vectors of rows by kColumns columns. The last of several vectors begins where it ends
// with the tile; a single one is masked where it is not whole.
template <int kVectors, int kColumns, bool kWhole, typename R>
HWY_NOINLINE void PairTile(size_t k, const R* HWY_RESTRICT a, size_t a_step,
                           const R* HWY_RESTRICT b, size_t b_column, const PairRest<R>& r) {
  constexpr bool kMasked = kVectors == 1 && !kWhole;
  const hn::ScalableTag<R> d;
  using V = hn::Vec<decltype(d)>;
  const size_t lanes = hn::Lanes(d), b_step = r.b_step;
  const size_t last = kWhole ? (kVectors - 1) * lanes : kMasked ? 0 : r.last;
  const auto tail = own::MakeTail(d, kMasked ? r.last : lanes);
  const V zero = hn::Zero(d);
  V p00 = zero, p10 = zero, p20 = zero, q00 = zero, q10 = zero, q20 = zero;
  V p01 = zero, p11 = zero, p21 = zero, q01 = zero, q11 = zero, q21 = zero;
  V p02 = zero, p12 = zero, p22 = zero, q02 = zero, q12 = zero, q22 = zero;
  V p03 = zero, p13 = zero, p23 = zero, q03 = zero, q13 = zero, q23 = zero;
  for (size_t l = 0; l < k; ++l, a += a_step, b += b_step) {
    V a0, a1 = zero, a2 = zero;
    if constexpr (kMasked) {
      a0 = own::LoadTail(d, a, tail);
    } else {
      a0 = hn::LoadU(d, a);
    }
    if constexpr (kVectors == 2) a1 = hn::LoadU(d, a + last);
    if constexpr (kVectors == 3) {
      a1 = hn::LoadU(d, a + lanes);
      a2 = hn::LoadU(d, a + last);
    }
    const auto column = [&](auto index, V& p0, V& p1, V& p2, V& q0, V& q1, V& q2)
                            FULCRUM_INLINE_LAMBDA {
                              constexpr size_t kJ = decltype(index)::value;
                              if constexpr (kJ < kColumns) {
                                const V re = hn::Set(d, b[kJ * b_column]);
                                p0 = hn::MulAdd(a0, re, p0);
                                if constexpr (kVectors > 1) p1 = hn::MulAdd(a1, re, p1);
                                if constexpr (kVectors > 2) p2 = hn::MulAdd(a2, re, p2);
                                const V im = hn::Set(d, b[kJ * b_column + 1]);
                                q0 = hn::MulAdd(a0, im, q0);
                                if constexpr (kVectors > 1) q1 = hn::MulAdd(a1, im, q1);
                                if constexpr (kVectors > 2) q2 = hn::MulAdd(a2, im, q2);
                              }
                            };
    column(std::integral_constant<size_t, 0>(), p00, p10, p20, q00, q10, q20);
    column(std::integral_constant<size_t, 1>(), p01, p11, p21, q01, q11, q21);
    column(std::integral_constant<size_t, 2>(), p02, p12, p22, q02, q12, q22);
    column(std::integral_constant<size_t, 3>(), p03, p13, p23, q03, q13, q23);
  }
  const bool read_c = r.beta != std::complex<R>{};
  R* HWY_RESTRICT c = r.c;
  // The old values are all read before the first is written: the last two vectors overlap.
  const auto store = [&](auto index, V p0, V p1, V p2, V q0, V q1, V q2) FULCRUM_INLINE_LAMBDA {
    if constexpr (decltype(index)::value < kColumns) {
      const auto value = [&](V p, V q) FULCRUM_INLINE_LAMBDA {
        return own::TimesPairs(d, r.alpha, own::FinishPairs(d, r, p, q), zero);
      };
      R* const c1 = c + (kVectors == 2 ? last : lanes);
      R* const c2 = c + last;
      V v0 = value(p0, q0), v1 = zero, v2 = zero;
      if constexpr (kVectors > 1) v1 = value(p1, q1);
      if constexpr (kVectors > 2) v2 = value(p2, q2);
      if (read_c) {
        if constexpr (kMasked) {
          v0 = own::TimesPairs(d, r.beta, own::LoadTail(d, c, tail), v0);
        } else {
          v0 = own::TimesPairs(d, r.beta, hn::LoadU(d, c), v0);
        }
        if constexpr (kVectors > 1) v1 = own::TimesPairs(d, r.beta, hn::LoadU(d, c1), v1);
        if constexpr (kVectors > 2) v2 = own::TimesPairs(d, r.beta, hn::LoadU(d, c2), v2);
      }
      if constexpr (kMasked) {
        own::StoreTail(v0, d, c, tail);
      } else {
        hn::StoreU(v0, d, c);
      }
      if constexpr (kVectors > 1) hn::StoreU(v1, d, c1);
      if constexpr (kVectors > 2) hn::StoreU(v2, d, c2);
      c += r.ldc;
    }
  };
  store(std::integral_constant<size_t, 0>(), p00, p10, p20, q00, q10, q20);
  store(std::integral_constant<size_t, 1>(), p01, p11, p21, q01, q11, q21);
  store(std::integral_constant<size_t, 2>(), p02, p12, p22, q02, q12, q22);
  store(std::integral_constant<size_t, 3>(), p03, p13, p23, q03, q13, q23);
}

template <typename R>
using PairFunction = void (*)(size_t, const R*, size_t, const R*, size_t, const PairRest<R>&);
template <typename R>
using PairsByColumns = std::array<PairFunction<R>, kPairColumns>;

template <int kVectors, bool kWhole, typename R, int... kColumn>
constexpr PairsByColumns<R> PairTilesOf(std::integer_sequence<int, kColumn...>) {
  return {&PairTile<kVectors, kColumn + 1, kWhole, R>...};
}

// By vectors less one, whole or not, then columns less one.
template <typename R, int... kVector>
constexpr std::array<std::array<PairsByColumns<R>, 2>, kPairVectors> AllPairTiles(
    std::integer_sequence<int, kVector...>) {
  using Columns = std::make_integer_sequence<int, kPairColumns>;
  return {{{PairTilesOf<kVector + 1, false, R>(Columns()),
            PairTilesOf<kVector + 1, true, R>(Columns())}...}};
}
#else
inline constexpr int kPairVectors = 1, kPairColumns = 1;
#endif

// See GemmKernels<std::complex<R>>::small.
template <typename R>
void ComplexSmall(const GemmProblem<std::complex<R>>& p) {
  const size_t row_b = static_cast<size_t>(p.trans_b ? p.ldb : 1);
  const size_t column_b = static_cast<size_t>(p.trans_b ? 1 : p.ldb);
  const size_t rows = static_cast<size_t>(p.m), columns = static_cast<size_t>(p.n),
               depth = static_cast<size_t>(p.k);
#if HWY_TARGET == HWY_SCALAR
  using T = std::complex<R>;
  for (size_t j = 0; j < columns; ++j) {
    for (size_t i = 0; i < rows; ++i) {
      T sum{};
      for (size_t l = 0; l < depth; ++l) {
        sum += times(conj_if(p.conj_a, p.a[i + l * static_cast<size_t>(p.lda)]),
                     conj_if(p.conj_b, p.b[l * row_b + j * column_b]));
      }
      T& c = p.c[i + j * static_cast<size_t>(p.ldc)];
      c = p.beta == T{} ? times(p.alpha, sum) : times(p.alpha, sum) + times(p.beta, c);
    }
  }
#else
  static constexpr auto kTiles = AllPairTiles<R>(std::make_integer_sequence<int, kPairVectors>());
  const size_t lanes = hn::Lanes(hn::ScalableTag<R>());
  const R sign_b = p.conj_b ? R{-1} : R{1};
  PairRest<R> rest{nullptr,
                   2 * static_cast<size_t>(p.ldc),
                   p.alpha,
                   p.beta,
                   p.conj_a ? R{-1} : R{1},
                   p.conj_a ? sign_b : -sign_b,
                   sign_b,
                   0,
                   2 * row_b};
  const size_t numbers = 2 * rows;
  int64_t vectors = static_cast<int64_t>((numbers + lanes - 1) / lanes);
  for (size_t i = 0; i < numbers;) {
    const int64_t height = next_piece(vectors, kPairVectors);
    vectors -= height;
    const size_t count = HWY_MIN(static_cast<size_t>(height) * lanes, numbers - i);
    const bool whole = count == static_cast<size_t>(height) * lanes;
    rest.last = height == 1 ? count : count - lanes;
    const auto& tiles = kTiles[static_cast<size_t>(height - 1)][whole ? 1 : 0];
    for (size_t j = 0; j < columns;) {
      const size_t width =
          static_cast<size_t>(next_piece(static_cast<int64_t>(columns - j), kPairColumns));
      rest.c = PartsOf(p.c) + i + j * rest.ldc;
      tiles[width - 1](depth, PartsOf(p.a) + i, 2 * static_cast<size_t>(p.lda),
                       PartsOf(p.b) + 2 * j * column_b, 2 * column_b, rest);
      j += width;
    }
    i += count;
  }
#endif
}

template <typename R>
GemmKernels<std::complex<R>> MakeComplexGemmKernels() {
  GemmKernels<std::complex<R>> kernels;
  kernels.mr = static_cast<int>(kComplexVectors * hn::Lanes(hn::ScalableTag<R>()));
  kernels.nr = static_cast<int>(kComplexTileColumns);
  kernels.pack_a = &PackComplexA<R>;
  kernels.pack_b = &PackComplexB<R>;
  kernels.macro = &ComplexMacro<R>;
  const int lanes = static_cast<int>(hn::Lanes(hn::ScalableTag<R>()));
  kernels.small_mr = HWY_MAX(kPairVectors * lanes / 2, 1);
  kernels.small_nr = kPairColumns;
  kernels.lanes = HWY_MAX(lanes / 2, 1);
  kernels.small = &ComplexSmall<R>;
  return kernels;
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
