// SPDX-License-Identifier: Apache-2.0
// The inner product of few rows with columns: both operands contiguous along k, so that vectors run
// along k and nothing is packed or broadcast. Up to 3 vectors of X meet 8 of Y (3 x 4 with 16
// registers) in as many sums; each ends as a scalar, which pays where k is long.

// clang-format off
#if defined(FULCRUM_SIMD_GEMM_INNER_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_GEMM_INNER_INL_H_
#undef FULCRUM_SIMD_GEMM_INNER_INL_H_
#else
#define FULCRUM_SIMD_GEMM_INNER_INL_H_
#endif
// clang-format on

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "hwy/highway.h"
#include "simd/compat-inl.h"
#include "simd/gemm/plan.hpp"
#include "simd/gemm/tile-inl.h"
#include "simd/level2/gemv-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace own = fulcrum::simd::HWY_NAMESPACE;

// Where there are 32 registers whose size is known, the lanes of eight sums are added together, by
// halves: f32 8 x 100 x 100 takes 0.83 of the time that eight separate sums of lanes leave it.
inline constexpr bool kFoldInner =
    kTileColumns == 8 && HWY_HAVE_SCALABLE == 0 && HWY_TARGET != HWY_SCALAR;

// The result: C(i, j) = alpha * sum + beta * C(i, j) lies at c + i * x_step + j * y_step.
template <typename T>
struct InnerRest {
  T* c;
  size_t x_step, y_step;
  T alpha, beta;
};

// s0, s1, s2 += x0, x1, x2 times y.
template <int kX, class D, class V = hn::Vec<D>>
HWY_INLINE void MulAddInner(D /*d*/, V x0, V x1, V x2, V y, V& s0, V& s1, V& s2) {
  if constexpr (kX > 1) y = own::KeepInRegister(y);
  s0 = hn::MulAdd(x0, y, s0);
  if constexpr (kX > 1) s1 = hn::MulAdd(x1, y, s1);
  if constexpr (kX > 2) s2 = hn::MulAdd(x2, y, s2);
}

template <bool kReadC, class D, class V = hn::Vec<D>, typename T = hn::TFromD<D>>
HWY_INLINE void StoreInner(D d, V sum, const InnerRest<T>& r, T* c) {
  T value = r.alpha * own::SumLanes(d, sum);
  if constexpr (kReadC) value += r.beta * *c;
  *c = value;
}

template <int kX, bool kReadC, class D, class V = hn::Vec<D>, typename T = hn::TFromD<D>>
HWY_INLINE void StoreInnerColumn(D d, V s0, V s1, V s2, const InnerRest<T>& r, size_t j) {
  T* c = r.c + j * r.y_step;
  own::StoreInner<kReadC>(d, s0, r, c);
  if constexpr (kX > 1) own::StoreInner<kReadC>(d, s1, r, c + r.x_step);
  if constexpr (kX > 2) own::StoreInner<kReadC>(d, s2, r, c + 2 * r.x_step);
}

template <int kX, int kY, typename T>
HWY_NOINLINE void InnerTile(size_t k, const T* HWY_RESTRICT x, size_t ldx, const T* HWY_RESTRICT y,
                            size_t ldy, const InnerRest<T>& r) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  const size_t lanes = hn::Lanes(d);
  const V zero = hn::Zero(d);
  V s00 = zero, s10 = zero, s20 = zero, s01 = zero, s11 = zero, s21 = zero;
  V s02 = zero, s12 = zero, s22 = zero, s03 = zero, s13 = zero, s23 = zero;
  V s04 = zero, s14 = zero, s24 = zero, s05 = zero, s15 = zero, s25 = zero;
  V s06 = zero, s16 = zero, s26 = zero, s07 = zero, s17 = zero, s27 = zero;

  const auto step = [&](auto load, size_t l) HWY_ATTR {
    const V x0 = load(x + l);
    V x1 = zero, x2 = zero;
    if constexpr (kX > 1) x1 = load(x + ldx + l);
    if constexpr (kX > 2) x2 = load(x + 2 * ldx + l);
    own::MulAddInner<kX>(d, x0, x1, x2, load(y + l), s00, s10, s20);
    if constexpr (kY > 1) own::MulAddInner<kX>(d, x0, x1, x2, load(y + ldy + l), s01, s11, s21);
    if constexpr (kY > 2) own::MulAddInner<kX>(d, x0, x1, x2, load(y + 2 * ldy + l), s02, s12, s22);
    if constexpr (kY > 3) own::MulAddInner<kX>(d, x0, x1, x2, load(y + 3 * ldy + l), s03, s13, s23);
    if constexpr (kY > 4) own::MulAddInner<kX>(d, x0, x1, x2, load(y + 4 * ldy + l), s04, s14, s24);
    if constexpr (kY > 5) own::MulAddInner<kX>(d, x0, x1, x2, load(y + 5 * ldy + l), s05, s15, s25);
    if constexpr (kY > 6) own::MulAddInner<kX>(d, x0, x1, x2, load(y + 6 * ldy + l), s06, s16, s26);
    if constexpr (kY > 7) own::MulAddInner<kX>(d, x0, x1, x2, load(y + 7 * ldy + l), s07, s17, s27);
  };
  size_t l = 0;
  for (; l + lanes <= k; l += lanes) {
    step([&](const T* from) HWY_ATTR { return hn::LoadU(d, from); }, l);
  }
  if (l < k) {
    const auto tail = own::MakeTail(d, k - l);
    step([&](const T* from) HWY_ATTR { return own::LoadTail(d, from, tail); }, l);
  }

  const auto store = [&](auto read_c) HWY_ATTR {
    constexpr bool kReadC = decltype(read_c)::value;
    if constexpr (kFoldInner) {
      // Of every tile, whatever its size: the bits must not depend on how C is cut into tiles.
      HWY_ALIGN T sums[kTileVectors][8];
      const bool straight = !kReadC && kY == 8 && r.y_step == 1;
      const auto to = [&](size_t i) HWY_ATTR { return straight ? r.c + i * r.x_step : sums[i]; };
      own::TransFinish8(d, r.alpha, T{0}, to(0), s00, s01, s02, s03, s04, s05, s06, s07);
      if constexpr (kX > 1)
        own::TransFinish8(d, r.alpha, T{0}, to(1), s10, s11, s12, s13, s14, s15, s16, s17);
      if constexpr (kX > 2)
        own::TransFinish8(d, r.alpha, T{0}, to(2), s20, s21, s22, s23, s24, s25, s26, s27);
      if (straight) return;
      for (size_t j = 0; j < kY; ++j) {
        for (size_t i = 0; i < kX; ++i) {
          T* const c = r.c + i * r.x_step + j * r.y_step;
          *c = kReadC ? sums[i][j] + r.beta * *c : sums[i][j];
        }
      }
      return;
    }
    own::StoreInnerColumn<kX, kReadC>(d, s00, s10, s20, r, 0);
    if constexpr (kY > 1) own::StoreInnerColumn<kX, kReadC>(d, s01, s11, s21, r, 1);
    if constexpr (kY > 2) own::StoreInnerColumn<kX, kReadC>(d, s02, s12, s22, r, 2);
    if constexpr (kY > 3) own::StoreInnerColumn<kX, kReadC>(d, s03, s13, s23, r, 3);
    if constexpr (kY > 4) own::StoreInnerColumn<kX, kReadC>(d, s04, s14, s24, r, 4);
    if constexpr (kY > 5) own::StoreInnerColumn<kX, kReadC>(d, s05, s15, s25, r, 5);
    if constexpr (kY > 6) own::StoreInnerColumn<kX, kReadC>(d, s06, s16, s26, r, 6);
    if constexpr (kY > 7) own::StoreInnerColumn<kX, kReadC>(d, s07, s17, s27, r, 7);
  };
  if (r.beta == T{0}) {
    store(std::false_type());
  } else {
    store(std::true_type());
  }
}

template <typename T>
using InnerFunction = void (*)(size_t, const T*, size_t, const T*, size_t, const InnerRest<T>&);

template <int kX, typename T, int... kColumn>
constexpr std::array<InnerFunction<T>, kTileColumns> InnerTilesOf(
    std::integer_sequence<int, kColumn...>) {
  return {&InnerTile<kX, kColumn + 1, T>...};
}

// See GemmKernels::inner.
template <typename T>
void Inner(int64_t rows_x, int64_t rows_y, int64_t k, T alpha, const T* x, int64_t ldx, const T* y,
           int64_t ldy, T beta, T* c, int64_t x_step, int64_t y_step) {
  using Columns = std::make_integer_sequence<int, kTileColumns>;
  static constexpr std::array<std::array<InnerFunction<T>, kTileColumns>, kTileVectors> kTable = {
      {InnerTilesOf<1, T>(Columns()), InnerTilesOf<2, T>(Columns()),
       InnerTilesOf<3, T>(Columns())}};
  // Two rows against columns out of the second-level cache: four streams of them arrive faster than
  // eight (f64 2 x 100 x 1000: 1.37), which win from farther away (2 x 1000 x 1000: 1.06).
  const bool near = rows_y * k * int64_t{sizeof(T)} <= cache_sizes().l2;
  const int64_t at_once = rows_x <= 2 && near ? kTileColumns / 2 : kTileColumns;
  for (int64_t j = 0, columns = 0; j < rows_y; j += columns) {
    columns = next_piece(rows_y - j, at_once);
    for (int64_t i = 0, rows = 0; i < rows_x; i += rows) {
      rows = next_piece(rows_x - i, kTileVectors);
      const InnerRest<T> rest{c + i * x_step + j * y_step, static_cast<size_t>(x_step),
                              static_cast<size_t>(y_step), alpha, beta};
      kTable[static_cast<size_t>(rows - 1)][static_cast<size_t>(columns - 1)](
          static_cast<size_t>(k), x + i * ldx, static_cast<size_t>(ldx), y + j * ldy,
          static_cast<size_t>(ldy), rest);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
