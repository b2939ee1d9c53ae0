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
#include "simd/gemm/inner-inl.h"
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
template <typename T>
using TilesByColumns = std::array<TileFunction<T>, kTileColumns>;

template <class BAccess, class D, int kVectors, Edge kEdge, typename T, int... kColumn>
constexpr TilesByColumns<T> TilesOf(std::integer_sequence<int, kColumn...>) {
  return {&Tile<BAccess, D, kVectors, kColumn + 1, kEdge, T>...};
}

template <class BAccess, class D, int kVectors, Edge kEdge>
inline constexpr TilesByColumns<hn::TFromD<D>> kTiles =
    TilesOf<BAccess, D, kVectors, kEdge, hn::TFromD<D>>(
        std::make_integer_sequence<int, kTileColumns>());

// The tiles for up to kTileVectors vectors of rows, by the number of columns less one; sets
// rest.last.
template <class BAccess, typename T>
HWY_INLINE const TilesByColumns<T>& TilesForRows(size_t rows, TileRest<T>& rest) {
  using D = hn::ScalableTag<T>;
  using Table = std::array<const TilesByColumns<T>*, 6>;
  static constexpr Table kTable = {
      &kTiles<BAccess, D, 1, Edge::Full>,    &kTiles<BAccess, D, 2, Edge::Full>,
      &kTiles<BAccess, D, 3, Edge::Full>,    &kTiles<BAccess, D, 1, Edge::Masked>,
      &kTiles<BAccess, D, 2, Edge::Shifted>, &kTiles<BAccess, D, 3, Edge::Shifted>};
  const size_t lanes = hn::Lanes(D());
  const size_t vectors = (rows + lanes - 1) / lanes;
  rest.last = vectors == 1 ? rows : rows - lanes;
  return *kTable[vectors - 1 + (rows % lanes != 0 ? 3 : 0)];
}

#if HWY_HAVE_SCALABLE || HWY_TARGET == HWY_SCALAR
// A predicate costs nothing, and narrower vectors would be predicates too.
template <typename T>
HWY_INLINE const TilesByColumns<T>& TilesForRowsInPlace(size_t rows, size_t /*k*/,
                                                        TileRest<T>& rest) {
  return TilesForRows<StridedB>(rows, rest);
}
#else
// Fewer rows than a vector holds: the widest vector that they fill, twice and shifted where it does
// not hold them all. No masks: f64 5 x 5 x 5 takes 0.8 of the masked tile's time, and SSE4 has
// none. Where there are some, a long k would rather have half the multiply-adds.
inline constexpr size_t kNarrowDepth = FULCRUM_MASK_IS_SAFE ? 24 : ~size_t{0};

template <typename T, int kLog2>
inline constexpr const TilesByColumns<T>* kNarrowTiles[2] = {
    &kTiles<StridedB, hn::FixedTag<T, (size_t{1} << kLog2)>, 1, Edge::Full>,
    &kTiles<StridedB, hn::FixedTag<T, (size_t{1} << kLog2)>, 2, Edge::Shifted>};

template <typename T>
HWY_INLINE const TilesByColumns<T>& TilesForRowsInPlace(size_t rows, size_t k, TileRest<T>& rest) {
  constexpr size_t kLanes = HWY_LANES(T);
  if (rows >= kLanes) return TilesForRows<StridedB>(rows, rest);
  const int log2 = rows >= 8 ? 3 : rows >= 4 ? 2 : rows >= 2 ? 1 : 0;
  const size_t width = size_t{1} << log2;
  rest.last = rows - width;
  const bool shifted = rows != width;
  if (shifted && k > kNarrowDepth) return TilesForRows<StridedB>(rows, rest);
  if constexpr (kLanes > 8) {
    if (log2 == 3) return *kNarrowTiles<T, 3>[shifted];
  }
  if constexpr (kLanes > 4) {
    if (log2 == 2) return *kNarrowTiles<T, 2>[shifted];
  }
  if constexpr (kLanes > 2) {
    if (log2 == 1) return *kNarrowTiles<T, 1>[shifted];
  }
  return *kNarrowTiles<T, 0>[0];
}
#endif

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
  // A tile fetches k / 4 lines of the next panel, so the first few tiles of a panel fetch all of
  // it; the others go round once more, which costs nothing.
  const int64_t fetched = k / 4 * static_cast<int64_t>(kLineBytes / sizeof(T));
  for (int64_t j = 0; j < n; j += kTileColumns, b += b_panel) {
    const size_t columns = static_cast<size_t>(HWY_MIN(int64_t{kTileColumns}, n - j));
    int64_t next = 0;
    for (int64_t i = 0; i < m; i += mr, next = next + fetched < b_panel ? next + fetched : 0) {
      TileRest<T> rest{c + i + j * ldc, static_cast<size_t>(ldc), alpha, beta, 0, 0};
      if constexpr (BAccess::kPrefetchNext) rest.next = b + b_panel + next;
      const auto& tiles = TilesForRows<BAccess>(static_cast<size_t>(HWY_MIN(mr, m - i)), rest);
      tiles[columns - 1](static_cast<size_t>(k), packed_a + i * k, static_cast<size_t>(mr), b,
                         static_cast<size_t>(b_column), rest);
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

// The rows of a product of two to four columns that whole tall tiles cover; computes them.
template <typename T>
HWY_INLINE size_t TallRows(const GemmProblem<T>& p, size_t row_b, size_t column_b) {
#if HWY_TARGET == HWY_SCALAR
  (void)p, (void)row_b, (void)column_b;
  return 0;
#else
  if (kTileColumns < 8 || p.n < 2 || p.n > 4) return 0;
  static constexpr TileFunction<T> kTall[3] = {&TallTile<2, T>, &TallTile<3, T>, &TallTile<4, T>};
  const size_t height = (p.n == 2 ? 12 : 6) * hn::Lanes(hn::ScalableTag<T>());
  size_t i = 0;
  for (; i + height <= static_cast<size_t>(p.m); i += height) {
    const TileRest<T> rest{p.c + i, static_cast<size_t>(p.ldc), p.alpha, p.beta, 0, row_b};
    kTall[p.n - 2](static_cast<size_t>(p.k), p.a + i, static_cast<size_t>(p.lda), p.b, column_b,
                   rest);
  }
  return i;
#endif
}

// Both operands in place. Rows and columns are cut into equal tiles, so that none is a thin rest: a
// tile of one column waits for its own multiply-adds. The strip of A that a row of tiles shares
// stays in L1.
template <typename T>
void Small(const GemmProblem<T>& p) {
  const size_t lanes = hn::Lanes(hn::ScalableTag<T>());
  const size_t m = static_cast<size_t>(p.m), n = static_cast<size_t>(p.n);
  const size_t row_b = static_cast<size_t>(p.trans_b ? p.ldb : 1);
  const size_t column_b = static_cast<size_t>(p.trans_b ? 1 : p.ldb);
  const size_t lda = static_cast<size_t>(p.lda), ldc = static_cast<size_t>(p.ldc);
  TileRest<T> rest{p.c, ldc, p.alpha, p.beta, 0, row_b};
  if (m <= kTileVectors * lanes && n <= kTileColumns) {
    TilesForRowsInPlace<T>(m, static_cast<size_t>(p.k), rest)[n - 1](static_cast<size_t>(p.k), p.a,
                                                                     lda, p.b, column_b, rest);
    return;
  }
  size_t i = TallRows(p, row_b, column_b);
  int64_t vectors = static_cast<int64_t>((m - i + lanes - 1) / lanes);
  while (i < m) {
    const int64_t height = next_piece(vectors, kTileVectors);
    vectors -= height;
    const size_t rows = HWY_MIN(static_cast<size_t>(height) * lanes, m - i);
    const auto& tiles = TilesForRowsInPlace<T>(rows, static_cast<size_t>(p.k), rest);
    for (size_t j = 0; j < n;) {
      const size_t columns =
          static_cast<size_t>(next_piece(static_cast<int64_t>(n - j), kTileColumns));
      rest.c = p.c + i + j * ldc;
      tiles[columns - 1](static_cast<size_t>(p.k), p.a + i, lda, p.b + j * column_b, column_b,
                         rest);
      j += columns;
    }
    i += rows;
  }
}

// See GemmKernels::transpose.
template <typename T>
void Transpose(int64_t m, int64_t n, const T* src, int64_t lds, T* dst, int64_t ldd) {
  PackTranspose(static_cast<size_t>(m), static_cast<size_t>(n), static_cast<size_t>(n), src,
                static_cast<size_t>(lds), false, dst, static_cast<size_t>(ldd));
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
  kernels.inner = &Inner<T>;
  kernels.transpose = &Transpose<T>;
  kernels.scale = &Scale<T>;
  return kernels;
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
