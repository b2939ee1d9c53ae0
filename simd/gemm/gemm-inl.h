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
#include <type_traits>
#include <utility>

#include "hwy/highway.h"
#include "simd/compat-inl.h"
#include "simd/gemm/gemm.hpp"
#include "simd/gemm/inner-inl.h"
#include "simd/gemm/pack-inl.h"
#include "simd/gemm/rank-inl.h"
#include "simd/gemm/tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace own = fulcrum::simd::HWY_NAMESPACE;

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
      &kTiles<BAccess, D, 1, Edge::Full>,   &kTiles<BAccess, D, 2, Edge::Full>,
      &kTiles<BAccess, D, 3, Edge::Full>,   &kTiles<BAccess, D, 1, kMaskedEdge>,
      &kTiles<BAccess, D, 2, kShiftedEdge>, &kTiles<BAccess, D, 3, kShiftedEdge>};
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
  own::PackPanels(hn::ScalableTag<T>(), !trans, static_cast<size_t>(k), static_cast<size_t>(m), mr,
                  a, static_cast<size_t>(lda), dst);
}

template <typename T>
void PackB(bool trans, int64_t k, int64_t n, const T* b, int64_t ldb, T* dst) {
  own::PackPanels(hn::CappedTag<T, kTileColumns>(), trans, static_cast<size_t>(k),
                  static_cast<size_t>(n), size_t{kTileColumns}, b, static_cast<size_t>(ldb), dst);
}

// The tile of all columns with a list of simple operations in it, or null. There are few: of packed
// panels the full ones, in which all but the last rows of C lie, and in place those of more than
// one vector. All of them would double the kernels' code.
template <class BAccess, typename T>
HWY_INLINE TileFunction<T> FusedTile(size_t rows) {
  using D = hn::ScalableTag<T>;
  const size_t lanes = hn::Lanes(D());
  if constexpr (BAccess::kPaddedA) {
    if (rows != kTileVectors * lanes) return nullptr;
    return &Tile<BAccess, D, kTileVectors, kTileColumns, Edge::Full, T, true>;
  } else {
    static constexpr std::array<TileFunction<T>, 4> kTable = {
        &Tile<BAccess, D, 2, kTileColumns, Edge::Full, T, true>,
        &Tile<BAccess, D, 3, kTileColumns, Edge::Full, T, true>,
        &Tile<BAccess, D, 2, kTileColumns, kShiftedEdge, T, true>,
        &Tile<BAccess, D, 3, kTileColumns, kShiftedEdge, T, true>};
    if (rows <= lanes) return nullptr;
    return kTable[(rows > 2 * lanes ? 1 : 0) + (rows % lanes != 0 ? 2 : 0)];
  }
}

// What becomes of a tile of `rows` x `columns` whose place in C is `to`, (i, j) from where this
// part of C begins: it is stored there ...
struct ToC {
  template <typename T>
  HWY_INLINE TileRest<T> rest(const TileRest<T>& rest) const {
    return rest;
  }
  // The tile to be computed; sets where `rest` says that it goes.
  template <class BAccess, typename T>
  HWY_INLINE TileFunction<T> begin(TileFunction<T> tile, TileRest<T>& rest, T* to, int64_t, int64_t,
                                   size_t, size_t) const {
    rest.c = to;
    return tile;
  }
  HWY_INLINE void finish() const {}
};

// ... and is stored there while the operands of another product of the same shape are fetched, each
// tile its share of their lines: a burst of more than a core has under way at once holds up the
// tile's own loads.
template <typename T>
class ToCFetching {
 public:
  ToCFetching(const GemmProblem<T>& next, size_t tiles)
      : areas_{{{next.a, next.m, next.k, next.lda, tiles},
                {next.b, next.trans_b ? next.n : next.k, next.trans_b ? next.k : next.n, next.ldb,
                 tiles},
                {next.c, next.m, next.n, next.ldc, tiles}}} {}

  HWY_INLINE TileRest<T> rest(const TileRest<T>& rest) const { return rest; }
  template <class BAccess>
  HWY_INLINE TileFunction<T> begin(TileFunction<T> tile, TileRest<T>& rest, T* to, int64_t, int64_t,
                                   size_t, size_t) {
    rest.c = to;
    for (Area& area : areas_) area.fetch();
    return tile;
  }
  HWY_INLINE void finish() const {}

 private:
  // Columns of lines, so many of which are fetched at a time.
  class Area {
   public:
    Area(const T* first, int64_t rows, int64_t columns, int64_t ld, size_t tiles)
        : next_(first), ld_(static_cast<size_t>(ld)), columns_(static_cast<size_t>(columns)) {
      if (ld == rows) {  // one run of lines
        rows *= columns;
        columns_ = 1;
      }
      lines_ = (static_cast<size_t>(rows) + kLine - 1) / kLine;
      share_ = (lines_ * columns_ + tiles - 1) / tiles;
    }
    HWY_INLINE void fetch() {
      for (size_t share = share_; columns_ > 0; --columns_) {
        const size_t count = HWY_MIN(share, lines_ - done_);
        const T* const from = next_ + done_ * kLine;
        for (size_t i = 0; i < count; ++i) PrefetchL2(from + i * kLine);
        done_ += count;
        share -= count;
        if (done_ < lines_) return;
        done_ = 0;
        next_ += ld_;
      }
    }

   private:
    static constexpr size_t kLine = kLineBytes / sizeof(T);
    const T* next_;  // a column
    size_t ld_, columns_, lines_, done_ = 0, share_;
  };

  std::array<Area, 3> areas_;
};

// ... or goes through an epilogue first: in the tile's registers, where there is such a tile; by
// way of a place in the first-level cache otherwise.
template <typename T>
class ToEpilogue {
 public:
  // For the tiles of alpha A B + beta C on the part of C that begins at c.
  ToEpilogue(const FusedEpilogue<T>& fused, T beta, T* c)
      : fused_(fused),
        beta_(beta),
        row_(fused.row(c)),
        column_(fused.column(c)),
        lanes_(hn::Lanes(hn::ScalableTag<T>())) {}

  HWY_INLINE FusedTileRest<T> rest(const TileRest<T>& rest) const {
    return {rest, fused_.list.ops.data(), fused_.list.count, 0, 0};
  }
  template <class BAccess>
  HWY_INLINE TileFunction<T> begin(TileFunction<T> tile, FusedTileRest<T>& rest, T* to, int64_t i,
                                   int64_t j, size_t rows, size_t columns) {
    const TileFunction<T> with_epilogue =
        fused_.list.simple && columns == kTileColumns ? FusedTile<BAccess, T>(rows) : nullptr;
    in_registers_ = with_epilogue != nullptr;
    if (in_registers_) {
      rest.row = static_cast<size_t>(row_ + i);
      rest.column = static_cast<size_t>(column_ + j);
      rest.c = to;
      rest.ldc = static_cast<size_t>(fused_.ldc);
      rest.beta = beta_;
      return with_epilogue;
    }
    area_ = {row_ + i,
             column_ + j,
             static_cast<int64_t>(rows),
             static_cast<int64_t>(columns),
             sums_,
             static_cast<int64_t>(kTileVectors * lanes_),
             beta_,
             to,
             fused_.ldc};
    rest.c = sums_;
    rest.ldc = kTileVectors * lanes_;
    rest.beta = T{0};
    return tile;
  }
  HWY_INLINE void finish() const {
    if (!in_registers_) fused_.apply(fused_.list, area_);
  }

 private:
  HWY_ALIGN T sums_[size_t{kTileColumns} * kTileVectors * HWY_MAX_BYTES / sizeof(T)];
  const FusedEpilogue<T>& fused_;
  const T beta_;
  const int64_t row_, column_;
  const size_t lanes_;
  bool in_registers_ = false;
  EpilogueArea<T> area_{};
};

// B's panel of kTileColumns x k stays in L1 while the panels of A stream past it from L2. `b_panel`
// is the distance of two panels of B, `b_column` that of two columns of one panel where BAccess
// asks for it.
template <class BAccess, class Out, typename T>
HWY_INLINE void MacroLoop(Out& out, int64_t m, int64_t n, int64_t k, T alpha, const T* packed_a,
                          const T* b, int64_t b_panel, int64_t b_column, T beta, T* c,
                          int64_t ldc) {
  const int64_t mr = static_cast<int64_t>(kTileVectors * hn::Lanes(hn::ScalableTag<T>()));
  // A tile fetches k / 4 lines of the next panel, so the first few tiles of a panel fetch all of
  // it; the others go round once more, which costs nothing.
  const int64_t fetched = k / 4 * static_cast<int64_t>(kLineBytes / sizeof(T));
  for (int64_t j = 0; j < n; j += kTileColumns, b += b_panel) {
    const size_t columns = static_cast<size_t>(HWY_MIN(int64_t{kTileColumns}, n - j));
    int64_t next = 0;
    for (int64_t i = 0; i < m; i += mr, next = next + fetched < b_panel ? next + fetched : 0) {
      T* const to = c + i + j * ldc;
      const size_t rows = static_cast<size_t>(HWY_MIN(mr, m - i));
      auto rest = out.rest(TileRest<T>{to, static_cast<size_t>(ldc), alpha, beta, 0, 0});
      if constexpr (BAccess::kPrefetchNext) rest.next = b + b_panel + next;
      if constexpr (BAccess::kPrefetchColumns) {
        if (i == 0) rest.next = b + b_panel;
      }
      const auto& tiles = TilesForRows<BAccess>(rows, rest);
      const TileFunction<T> tile =
          out.template begin<BAccess>(tiles[columns - 1], rest, to, i, j, rows, columns);
      tile(static_cast<size_t>(k), packed_a + i * k, static_cast<size_t>(mr), b,
           static_cast<size_t>(b_column), rest);
      out.finish();
    }
  }
}

template <typename T>
void Macro(int64_t m, int64_t n, int64_t k, T alpha, const T* packed_a, const T* packed_b, T beta,
           T* c, int64_t ldc) {
  ToC out;
  MacroLoop<PackedB>(out, m, n, k, alpha, packed_a, packed_b, kTileColumns * k, 0, beta, c, ldc);
}

template <typename T>
void MacroFused(const FusedEpilogue<T>& fused, int64_t m, int64_t n, int64_t k, T alpha,
                const T* packed_a, const T* packed_b, T beta, T* c, int64_t ldc) {
  ToEpilogue<T> out(fused, beta, c);
  MacroLoop<PackedB>(out, m, n, k, alpha, packed_a, packed_b, kTileColumns * k, 0, beta, c, ldc);
}

template <typename T>
void MacroColumns(int64_t m, int64_t n, int64_t k, T alpha, const T* packed_a, const T* b,
                  int64_t ldb, T beta, T* c, int64_t ldc) {
  ToC out;
  MacroLoop<ColumnsB>(out, m, n, k, alpha, packed_a, b, kTileColumns * ldb, ldb, beta, c, ldc);
}

template <typename T>
void MacroColumnsFused(const FusedEpilogue<T>& fused, int64_t m, int64_t n, int64_t k, T alpha,
                       const T* packed_a, const T* b, int64_t ldb, T beta, T* c, int64_t ldc) {
  ToEpilogue<T> out(fused, beta, c);
  MacroLoop<ColumnsB>(out, m, n, k, alpha, packed_a, b, kTileColumns * ldb, ldb, beta, c, ldc);
}

// Tall tiles of kColumns columns by number of vectors from kLeastTall on; the highest once more,
// fetching.
template <int kColumns, typename T, int... kAbove>
constexpr std::array<TileFunction<T>, sizeof...(kAbove) + 1> TallTilesOf(
    std::integer_sequence<int, kAbove...>) {
  return {&TallTile<kColumns, kLeastTall + kAbove, false, T>...,
          &TallTile<kColumns, TallVectors(kColumns), true, T>};
}

// The rows of a product of kColumns columns that tall tiles cover; computes them.
template <int kColumns, typename T>
HWY_INLINE size_t TallRows(const GemmProblem<T>& p, size_t row_b, size_t column_b, size_t ahead) {
  constexpr int kMost = TallVectors(kColumns);
  static constexpr auto kTiles =
      TallTilesOf<kColumns, T>(std::make_integer_sequence<int, kMost - kLeastTall + 1>());
  const size_t lanes = hn::Lanes(hn::ScalableTag<T>()), m = static_cast<size_t>(p.m);
  int64_t vectors = static_cast<int64_t>((m + lanes - 1) / lanes);
  size_t i = 0;
  while (vectors >= kLeastTall) {
    const int64_t height = next_piece(vectors, kMost);
    if (height < kLeastTall) break;
    vectors -= height;
    const size_t rows = HWY_MIN(static_cast<size_t>(height) * lanes, m - i);
    const TileRest<T> rest{
        p.c + i, static_cast<size_t>(p.ldc), p.alpha, p.beta, rows - lanes, row_b, p.a + i + ahead};
    const int index = height == kMost && ahead != 0 ? kMost + 1 : static_cast<int>(height);
    kTiles[static_cast<size_t>(index - kLeastTall)](
        static_cast<size_t>(p.k), p.a + i, static_cast<size_t>(p.lda), p.b, column_b, rest);
    i += rows;
  }
  return i;
}

// How many of the `vectors` that are left to fetch a tile fetches, where `columns` are left: its
// share.
HWY_INLINE size_t VectorsToFetch(size_t vectors, size_t columns) {
  constexpr size_t kWidth = kTileColumns;
  return columns <= kWidth ? vectors : columns <= 2 * kWidth ? (vectors + 1) / 2 : 1;
}

// The tile of kTileVectors vectors that fetches so many of A's next block.
template <typename T>
HWY_INLINE TileFunction<T> StreamedTile(size_t fetched, size_t columns) {
  using D = hn::ScalableTag<T>;
  static constexpr std::array<const TilesByColumns<T>*, 3> kTable = {
      &kTiles<StreamedB<1>, D, kTileVectors, Edge::Full>,
      &kTiles<StreamedB<2>, D, kTileVectors, Edge::Full>,
      &kTiles<StreamedB<3>, D, kTileVectors, Edge::Full>};
  return (*kTable[fetched - 1])[columns - 1];
}

// The tile of all columns for up to kTileVectors vectors of rows, at least one whole, that copies
// A.
template <typename T>
HWY_INLINE TileFunction<T> CopyingTile(size_t rows) {
  using D = hn::ScalableTag<T>;
  static constexpr std::array<TileFunction<T>, 5> kTable = {
      &Tile<CopyingB, D, 1, kTileColumns, Edge::Full, T>,
      &Tile<CopyingB, D, 2, kTileColumns, Edge::Full, T>,
      &Tile<CopyingB, D, 3, kTileColumns, Edge::Full, T>,
      &Tile<CopyingB, D, 2, kTileColumns, kShiftedEdge, T>,
      &Tile<CopyingB, D, 3, kTileColumns, kShiftedEdge, T>};
  const size_t lanes = hn::Lanes(D());
  return kTable[(rows + lanes - 1) / lanes - 1 + (rows % lanes != 0 ? 2 : 0)];
}

// Both operands in place. Rows and columns are cut into equal tiles, so that none is a thin rest: a
// tile of one column waits for its own multiply-adds. The strip of A that a row of tiles shares
// stays in L1. `ahead`: how far from an element of A that of the next block lies which is to be
// fetched meanwhile, or 0. `copy`: room for a copy of that strip, or null. Below two tiles of
// columns none is made: the first tile could have fewer than all columns, and few others would read
// it.
template <class Out, typename T>
HWY_INLINE void SmallTiles(Out& out, const GemmProblem<T>& p, size_t ahead, T* copy) {
  const size_t lanes = hn::Lanes(hn::ScalableTag<T>());
  const size_t m = static_cast<size_t>(p.m), n = static_cast<size_t>(p.n);
  const size_t row_b = static_cast<size_t>(p.trans_b ? p.ldb : 1);
  const size_t column_b = static_cast<size_t>(p.trans_b ? 1 : p.ldb);
  const size_t lda = static_cast<size_t>(p.lda), ldc = static_cast<size_t>(p.ldc);
  auto rest = out.rest(TileRest<T>{p.c, ldc, p.alpha, p.beta, 0, row_b});
  if (ahead == 0 && m <= kTileVectors * lanes && n <= kTileColumns) {
    const auto& tiles = TilesForRowsInPlace<T>(m, static_cast<size_t>(p.k), rest);
    const TileFunction<T> tile = out.template begin<StridedB>(tiles[n - 1], rest, p.c, 0, 0, m, n);
    tile(static_cast<size_t>(p.k), p.a, lda, p.b, column_b, rest);
    out.finish();
    return;
  }
  size_t i = 0;
  if constexpr (std::is_same_v<Out, ToC> && kTileColumns == 8) {
    if (n == 2) i = TallRows<2>(p, row_b, column_b, ahead);
    if (n == 3) i = TallRows<3>(p, row_b, column_b, ahead);
    if (n == 4) i = TallRows<4>(p, row_b, column_b, ahead);
  }
  int64_t vectors = static_cast<int64_t>((m - i + lanes - 1) / lanes);
  while (i < m) {
    const int64_t height = next_piece(vectors, kTileVectors);
    vectors -= height;
    const size_t rows = HWY_MIN(static_cast<size_t>(height) * lanes, m - i);
    const auto& tiles = TilesForRowsInPlace<T>(rows, static_cast<size_t>(p.k), rest);
    // Vectors of the next block that the tiles of these rows have left to fetch.
    size_t to_fetch = ahead != 0 && rows == kTileVectors * lanes ? kTileVectors : 0;
    rest.next = p.a + i + ahead;
    rest.copy = copy;
    const bool copied = copy != nullptr && rows >= lanes && n >= 2 * kTileColumns;
    const T* a = p.a + i;
    size_t a_step = lda;
    for (size_t j = 0; j < n;) {
      const size_t columns =
          static_cast<size_t>(next_piece(static_cast<int64_t>(n - j), kTileColumns));
      TileFunction<T> tile = tiles[columns - 1];
      const size_t fetched = to_fetch == 0 ? 0 : VectorsToFetch(to_fetch, n - j);
      if (fetched != 0) tile = StreamedTile<T>(fetched, columns);
      if (copied && j == 0) tile = CopyingTile<T>(rows);
      tile = out.template begin<StridedB>(tile, rest, p.c + i + j * ldc, static_cast<int64_t>(i),
                                          static_cast<int64_t>(j), rows, columns);
      tile(static_cast<size_t>(p.k), a, a_step, p.b + j * column_b, column_b, rest);
      out.finish();
      if (copied) {
        a = copy;
        a_step = kTileVectors * lanes;
      }
      rest.next += fetched * lanes;
      to_fetch -= fetched;
      j += columns;
    }
    i += rows;
  }
}

template <typename T>
void Small(const GemmProblem<T>& p) {
  ToC out;
  SmallTiles(out, p, 0, static_cast<T*>(nullptr));
}

// See GemmKernels::small_before.
template <typename T>
void SmallBefore(const GemmProblem<T>& p, const GemmProblem<T>& next) {
  const size_t mr = kTileVectors * hn::Lanes(hn::ScalableTag<T>());
  const size_t tiles = (static_cast<size_t>(p.m) + mr - 1) / mr *
                       ((static_cast<size_t>(p.n) + kTileColumns - 1) / kTileColumns);
  ToCFetching<T> out(next, tiles);
  SmallTiles(out, p, 0, static_cast<T*>(nullptr));
}

// See GemmKernels::streamed.
template <typename T>
void Streamed(const GemmProblem<T>& p, int64_t ahead, T* copy) {
  ToC out;
  SmallTiles(out, p, static_cast<size_t>(ahead), copy);
}

template <typename T>
void SmallFused(const FusedEpilogue<T>& fused, const GemmProblem<T>& p) {
  ToEpilogue<T> out(fused, p.beta, p.c);
  SmallTiles(out, p, 0, static_cast<T*>(nullptr));
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
      const auto v = beta == T{0} ? hn::Zero(d) : hn::Mul(vbeta, own::LoadFirst(d, c + i, count));
      own::StoreFirst(v, d, c + i, count);
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
  kernels.small_before = &SmallBefore<T>;
  kernels.streamed = &Streamed<T>;
  kernels.macro_fused = &MacroFused<T>;
  kernels.macro_columns_fused = &MacroColumnsFused<T>;
  kernels.small_fused = &SmallFused<T>;
  kernels.rank = &Rank<T>;
  kernels.inner = &Inner<T>;
  kernels.transpose = &Transpose<T>;
  kernels.scale = &Scale<T>;
  return kernels;
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
