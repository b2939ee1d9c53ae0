// SPDX-License-Identifier: Apache-2.0
// The target-specific half of gemm: the loops over tiles, on the micro-kernel of tile-inl.h.

// clang-format off
#if defined(FULCRUM_SIMD_GEMM_GEMM_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_GEMM_GEMM_INL_H_
#undef FULCRUM_SIMD_GEMM_GEMM_INL_H_
#else
#define FULCRUM_SIMD_GEMM_GEMM_INL_H_
#endif
// clang-format on

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "hwy/highway.h"
#include "simd/compat-inl.h"
#include "simd/gemm/gemm.hpp"
#include "simd/gemm/pack-inl.h"
#include "simd/gemm/tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// All instantiations of the tile, by what a table look-up replaces: a chain of branches that costs
// more than a 4 x 4 product.
template <typename T>
using TileFunction = void (*)(size_t, const T*, size_t, const T*, size_t, const TileRest<T>&);

template <class BAccess, int kVectors, bool kMasked, typename T, int... kColumn>
constexpr std::array<TileFunction<T>, kTileColumns> TilesOfColumns(
    std::integer_sequence<int, kColumn...>) {
  return {&Tile<BAccess, kVectors, kColumn + 1, kMasked, T>...};
}

// [vectors - 1][masked][columns - 1]
template <class BAccess, typename T>
struct Tiles {
  using Columns = std::make_integer_sequence<int, kTileColumns>;
  static constexpr std::array<std::array<std::array<TileFunction<T>, kTileColumns>, 2>,
                              kTileVectors>
      kTable = {{
          {TilesOfColumns<BAccess, 1, false, T>(Columns()),
           TilesOfColumns<BAccess, 1, true, T>(Columns())},
          {TilesOfColumns<BAccess, 2, false, T>(Columns()),
           TilesOfColumns<BAccess, 2, true, T>(Columns())},
          {TilesOfColumns<BAccess, 3, false, T>(Columns()),
           TilesOfColumns<BAccess, 3, true, T>(Columns())},
      }};
};

// One tile of any size up to the full one; rows in 1..3 lanes, columns in 1..kTileColumns.
template <class BAccess, typename T>
HWY_INLINE void AnyTile(size_t rows, size_t columns, size_t k, const T* a, size_t a_step,
                        const T* b, size_t b_column, TileRest<T>& rest) {
  const size_t lanes = hn::Lanes(hn::ScalableTag<T>());
  const size_t vectors = (rows + lanes - 1) / lanes;
  rest.last_rows = rows - (vectors - 1) * lanes;
  Tiles<BAccess, T>::kTable[vectors - 1][rest.last_rows != lanes][columns - 1](k, a, a_step, b,
                                                                               b_column, rest);
}

template <typename T>
void PackA(bool trans, int64_t m, int64_t k, const T* a, int64_t lda, T* dst) {
  const size_t mr = kTileVectors * hn::Lanes(hn::ScalableTag<T>());
  PackPanels(!trans, static_cast<size_t>(k), static_cast<size_t>(m), mr, a,
             static_cast<size_t>(lda), dst);
}

template <typename T>
void PackB(bool trans, int64_t k, int64_t n, const T* b, int64_t ldb, T* dst) {
  PackPanels(trans, static_cast<size_t>(k), static_cast<size_t>(n), size_t{kTileColumns}, b,
             static_cast<size_t>(ldb), dst);
}

// B's panel of kTileColumns x k stays in L1 while the panels of A stream past it from L2. `b_panel`
// is the distance of two panels of B, `b_column` that of two columns of one panel where BAccess
// asks for it.
template <class BAccess, typename T>
HWY_INLINE void MacroLoop(int64_t m, int64_t n, int64_t k, T alpha, const T* packed_a, const T* b,
                          int64_t b_panel, int64_t b_column, T beta, T* c, int64_t ldc) {
  const int64_t mr = static_cast<int64_t>(kTileVectors * hn::Lanes(hn::ScalableTag<T>()));
  for (int64_t j = 0; j < n; j += kTileColumns, b += b_panel) {
    const size_t columns = static_cast<size_t>(HWY_MIN(int64_t{kTileColumns}, n - j));
    for (int64_t i = 0; i < m; i += mr) {
      TileRest<T> rest{c + i + j * ldc, static_cast<size_t>(ldc), alpha, beta, 0, 0};
      AnyTile<BAccess>(static_cast<size_t>(HWY_MIN(mr, m - i)), columns, static_cast<size_t>(k),
                       packed_a + i * k, static_cast<size_t>(mr), b, static_cast<size_t>(b_column),
                       rest);
    }
  }
}

template <typename T>
void Macro(int64_t m, int64_t n, int64_t k, T alpha, const T* packed_a, const T* packed_b, T beta,
           T* c, int64_t ldc) {
  MacroLoop<PackedB>(m, n, k, alpha, packed_a, packed_b, kTileColumns * k, 0, beta, c, ldc);
}

template <typename T>
void MacroColumns(int64_t m, int64_t n, int64_t k, T alpha, const T* packed_a, const T* b,
                  int64_t ldb, T beta, T* c, int64_t ldc) {
  MacroLoop<ColumnsB>(m, n, k, alpha, packed_a, b, kTileColumns * ldb, ldb, beta, c, ldc);
}

template <typename T>
void Small(const GemmProblem<T>& p) {
  const int64_t mr = static_cast<int64_t>(kTileVectors * hn::Lanes(hn::ScalableTag<T>()));
  const int64_t row_b = p.trans_b ? p.ldb : 1, column_b = p.trans_b ? 1 : p.ldb;
  for (int64_t j = 0; j < p.n; j += kTileColumns) {
    const size_t columns = static_cast<size_t>(HWY_MIN(int64_t{kTileColumns}, p.n - j));
    for (int64_t i = 0; i < p.m; i += mr) {
      TileRest<T> rest{p.c + i + j * p.ldc,       static_cast<size_t>(p.ldc), p.alpha, p.beta, 0,
                       static_cast<size_t>(row_b)};
      AnyTile<StridedB>(static_cast<size_t>(HWY_MIN(mr, p.m - i)), columns,
                        static_cast<size_t>(p.k), p.a + i, static_cast<size_t>(p.lda),
                        p.b + j * column_b, static_cast<size_t>(column_b), rest);
    }
  }
}

template <typename T>
void Scale(int64_t m, int64_t n, T beta, T* c, int64_t ldc) {
  const hn::ScalableTag<T> d;
  const size_t lanes = hn::Lanes(d);
  const size_t rows = static_cast<size_t>(m);
  const auto vbeta = hn::Set(d, beta);
  for (int64_t j = 0; j < n; ++j, c += ldc) {
    for (size_t i = 0; i < rows; i += lanes) {
      const size_t count = HWY_MIN(lanes, rows - i);
      const auto v = beta == T{0} ? hn::Zero(d) : hn::Mul(vbeta, LoadFirst(d, c + i, count));
      StoreFirst(v, d, c + i, count);
    }
  }
}

template <typename T>
GemmKernels<T> MakeGemmKernels() {
  GemmKernels<T> kernels;
  kernels.lanes = static_cast<int>(hn::Lanes(hn::ScalableTag<T>()));
  kernels.mr = kTileVectors * kernels.lanes;
  kernels.nr = kTileColumns;
  kernels.pack_a = &PackA<T>;
  kernels.pack_b = &PackB<T>;
  kernels.macro = &Macro<T>;
  kernels.macro_columns = &MacroColumns<T>;
  kernels.small = &Small<T>;
  kernels.scale = &Scale<T>;
  return kernels;
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
