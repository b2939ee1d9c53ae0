// SPDX-License-Identifier: Apache-2.0
// The micro-kernel: one tile of C, up to 3 vectors of rows by 8 columns, in registers over the
// whole of k.
//
// With 32 vector registers the tile is 3 x 8: 24 accumulators, 3 vectors of A and one broadcast of
// B make 28. Each step of k then takes 11 loads for 24 multiply-adds; two load ports and two FMA
// ports of 4 cycles' latency want at least 8 independent chains and no more loads than
// multiply-adds. With 16 registers it is 3 x 4 (12 + 3 + 1). Vectors of SVE have no size that the
// compiler knows, so they cannot be array elements: the accumulators are named, and the columns
// that an instantiation lacks are never touched and vanish.

// clang-format off
#if defined(FULCRUM_SIMD_GEMM_TILE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_GEMM_TILE_INL_H_
#undef FULCRUM_SIMD_GEMM_TILE_INL_H_
#else
#define FULCRUM_SIMD_GEMM_TILE_INL_H_
#endif
// clang-format on

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "hwy/cache_control.h"
#include "hwy/highway.h"
#include "simd/compat-inl.h"
#include "simd/gemm/epilogue_simple-inl.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace own = fulcrum::simd::HWY_NAMESPACE;

#if (HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3) || HWY_ARCH_ARM_A64
inline constexpr int kTileColumns = 8;  // 32 vector registers
#else
inline constexpr int kTileColumns = 4;  // 16 vector registers
#endif
inline constexpr int kTileVectors = 3;
inline constexpr size_t kLineBytes = 64;  // a cache line

// How the rows of a tile end.
enum class Edge : std::uint8_t {
  Full,     // whole vectors
  Shifted,  // the last of several vectors begins where it ends with the tile
  Masked,   // one partial vector
};
// The same for tables of tiles. With one lane no vector is partial: nothing is compiled for it.
#if HWY_TARGET == HWY_SCALAR
inline constexpr Edge kShiftedEdge = Edge::Full, kMaskedEdge = Edge::Full;
#else
inline constexpr Edge kShiftedEdge = Edge::Shifted, kMaskedEdge = Edge::Masked;
#endif

// What a tile is computed from beyond the addresses and steps that its function takes in registers.
// The tile goes to C = alpha * tile + beta * C.
template <typename T>
struct TileRest {
  T* c;
  size_t ldc;
  T alpha, beta;
  size_t last;    // Shifted: the row where the last vector begins; Masked: the rows that exist
  size_t b_step;  // StridedB: distance of two rows of op(B)
  // What to fetch into the second-level cache meanwhile. PackedB: a part of the next panel of B;
  // StreamedB: the tile's rows in A's next block.
  const T* next = nullptr;
  T* copy = nullptr;  // CopyingB: where A's rows go, kTileVectors vectors from column to column
};

// The same for a tile that applies a list of simple operations to its sums before it stores them;
// it begins at (row, column) of the whole C.
template <typename T>
struct FusedTileRest : TileRest<T> {
  const EpilogueOp<T>* ops;
  int count;
  size_t row, column;
};

// Where the tile reads B: element (l, j) is b[l * step + j * column]. PackedB fixes both at compile
// time, so that every broadcast has an immediate offset.
struct PackedB {
  // The tile of C is far away, and needed only after k steps: fetch it meanwhile.
  static constexpr bool kPrefetchC = true;
  // A comes in packed panels of full height, so no vector of it needs a mask.
  static constexpr bool kPaddedA = true;
  static constexpr bool kUnrolled = true;
  static constexpr bool kPrefetchColumns = false;
  // A line of the next panel of B with every four steps: it comes from L3 or memory otherwise, a
  // tenth of a tile's time. 1.04-1.07 in f64 at n = 1000-2000 (Emerald Rapids).
  static constexpr bool kPrefetchNext = true;
  // Columns whose broadcast is an operand of the multiply-adds, three loads instead of one and an
  // instruction: where the loads have room beside 24 multiply-adds (11 of them without), fewer
  // instructions are faster. 2 and the unrolled loop: 1.05 in f64, 1.02 in f32; 4 columns: slower.
  static constexpr int kFolded = HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3 ? 2 : 0;
  static constexpr int kFetchedVectors = 0;
  static constexpr bool kCopyA = false;
  static HWY_INLINE size_t step(size_t) { return kTileColumns; }
  static HWY_INLINE size_t column(size_t) { return 1; }
};

// B in place, its columns contiguous along k.
struct ColumnsB {
  static constexpr bool kPrefetchC = true;
  static constexpr bool kPaddedA = true;
  static constexpr bool kUnrolled = false;  // 0.9 of the speed with eight streams of B
  static constexpr bool kPrefetchColumns = true;
  static constexpr bool kPrefetchNext = false;
  static constexpr int kFolded = 0;
  static constexpr int kFetchedVectors = 0;
  static constexpr bool kCopyA = false;
  static HWY_INLINE size_t step(size_t) { return 1; }
  static HWY_INLINE size_t column(size_t column) { return column; }
};

// Both operands in place.
struct StridedB {
  // Unpacked operands are small, and so is C: it is in L1 or L2, and 24 prefetches cost 12 of a
  // tile's cycles.
  static constexpr bool kPrefetchC = false;
  static constexpr bool kPaddedA = false;
  static constexpr bool kUnrolled = false;
  static constexpr bool kPrefetchColumns = false;
  static constexpr bool kPrefetchNext = false;
  static constexpr int kFolded = 0;
  static constexpr int kFetchedVectors = 0;
  static constexpr bool kCopyA = false;
  static HWY_INLINE size_t step(size_t step) { return step; }
  static HWY_INLINE size_t column(size_t column) { return column; }
};

// The same on a block of an A from beyond the second-level cache: the tiles that share these rows
// also fetch them in the next block, so many vectors of a column each, since a burst of more lines
// than a core has under way at once (48) holds up the tile's own loads. Its columns are a few pages
// long, too short for the processor to see them coming.
template <int kVectors>
struct StreamedB : StridedB {
  static constexpr int kFetchedVectors = kVectors;
};

// Both operands in place, for the first of many tiles that share these rows of A: it leaves them
// behind in one run of memory, in which the others find them aligned and in few pages and sets.
struct CopyingB : StridedB {
  static constexpr bool kCopyA = true;
};

// c0, c1, c2 += a0, a1, a2 times one broadcast element of B.
template <int kVectors, class D, class V = hn::Vec<D>, typename T = hn::TFromD<D>>
HWY_INLINE void MulAddColumn(D d, V a0, V a1, V a2, const T* HWY_RESTRICT b, V& c0, V& c1, V& c2) {
  const V bj = hn::Set(d, *b);
  c0 = hn::MulAdd(a0, bj, c0);
  if constexpr (kVectors > 1) c1 = hn::MulAdd(a1, bj, c1);
  if constexpr (kVectors > 2) c2 = hn::MulAdd(a2, bj, c2);
}

// One column of C from its sums. The old values are all read before the first is written: vectors
// of a shifted edge overlap.
template <int kVectors, Edge kEdge, bool kReadC, class D, class Tail, class V = hn::Vec<D>,
          typename T = hn::TFromD<D>>
HWY_INLINE void StoreColumn(D d, V c0, V c1, V c2, V alpha, V beta, Tail tail, size_t last,
                            T* HWY_RESTRICT c) {
  const size_t lanes = hn::Lanes(d);
  if constexpr (kEdge == Edge::Masked) {
    V value = hn::Mul(c0, alpha);
    if constexpr (kReadC) value = hn::MulAdd(beta, own::LoadTail(d, c, tail), value);
    own::StoreTail(value, d, c, tail);
    return;
  }
  c0 = hn::Mul(c0, alpha);
  if constexpr (kVectors > 1) c1 = hn::Mul(c1, alpha);
  if constexpr (kVectors > 2) c2 = hn::Mul(c2, alpha);
  T* c_1 = c + (kVectors == 2 ? last : lanes);
  T* c_2 = c + last;
  if constexpr (kReadC) {
    c0 = hn::MulAdd(beta, hn::LoadU(d, c), c0);
    if constexpr (kVectors > 1) c1 = hn::MulAdd(beta, hn::LoadU(d, c_1), c1);
    if constexpr (kVectors > 2) c2 = hn::MulAdd(beta, hn::LoadU(d, c_2), c2);
  }
  hn::StoreU(c0, d, c);
  if constexpr (kVectors > 1) hn::StoreU(c1, d, c_1);
  if constexpr (kVectors > 2) hn::StoreU(c2, d, c_2);
}

// The sums of a tile, up to 8 columns of them, to what the epilogue makes of alpha * sum + beta *
// C.
template <int kVectors, class D, class V = hn::Vec<D>, typename T = hn::TFromD<D>>
HWY_INLINE void FuseEpilogue(D d, const FusedTileRest<T>& r, size_t last, V& c00, V& c10, V& c20,
                             V& c01, V& c11, V& c21, V& c02, V& c12, V& c22, V& c03, V& c13, V& c23,
                             V& c04, V& c14, V& c24, V& c05, V& c15, V& c25, V& c06, V& c16, V& c26,
                             V& c07, V& c17, V& c27) {
  const size_t second = kVectors == 2 ? last : hn::Lanes(d);
  const auto load = [&](const T* from) FULCRUM_INLINE_LAMBDA { return hn::LoadU(d, from); };
  const auto each = [&](auto f) FULCRUM_INLINE_LAMBDA {
    const auto column = [&](size_t j, V& c0, V& c1, V& c2) FULCRUM_INLINE_LAMBDA {
      c0 = f(c0, size_t{0}, j);
      c1 = f(c1, second, j);
      if constexpr (kVectors > 2) c2 = f(c2, last, j);
    };
    column(0, c00, c10, c20);
    column(1, c01, c11, c21);
    column(2, c02, c12, c22);
    column(3, c03, c13, c23);
    if constexpr (kTileColumns > 4) {
      column(4, c04, c14, c24);
      column(5, c05, c15, c25);
      column(6, c06, c16, c26);
      column(7, c07, c17, c27);
    }
  };
  const V alpha = hn::Set(d, r.alpha), beta = hn::Set(d, r.beta);
  each([&](V v, size_t, size_t) FULCRUM_INLINE_LAMBDA { return hn::Mul(v, alpha); });
  if (r.beta != T{0}) {
    each([&](V v, size_t i, size_t j)
             FULCRUM_INLINE_LAMBDA { return hn::MulAdd(beta, load(r.c + i + j * r.ldc), v); });
  }
  for (int i = 0; i < r.count; ++i) own::ApplySimple(d, r.ops[i], r.row, r.column, each, load);
}

// One tile: kVectors vectors of rows by kColumns columns; kFused: r is a FusedTileRest.
template <class BAccess, int kVectors, int kColumns, Edge kEdge, bool kFused, class D,
          typename T = hn::TFromD<D>>
HWY_INLINE void TileBody(D d, size_t k, const T* HWY_RESTRICT a, size_t a_distance,
                         const T* HWY_RESTRICT b, size_t column, const TileRest<T>& r) {
  static_assert((kEdge == Edge::Masked) <= (kVectors == 1) &&
                (kEdge == Edge::Shifted) <= (kVectors > 1));
  using V = hn::Vec<D>;
  const size_t lanes = hn::Lanes(d);
  // Known at compile time in packed panels, so that every load has an immediate offset.
  const size_t a_step = BAccess::kPaddedA ? static_cast<size_t>(kTileVectors) * lanes : a_distance;
  const size_t b_step = BAccess::step(r.b_step);
  const size_t b_column = BAccess::column(column);

  const size_t last = kEdge == Edge::Shifted ? r.last : static_cast<size_t>(kVectors - 1) * lanes;
  const auto tail = own::MakeTail(d, kEdge == Edge::Masked ? r.last : lanes);
  const V zero = hn::Zero(d);
  V c00 = zero, c10 = zero, c20 = zero, c01 = zero, c11 = zero, c21 = zero;
  V c02 = zero, c12 = zero, c22 = zero, c03 = zero, c13 = zero, c23 = zero;
  V c04 = zero, c14 = zero, c24 = zero, c05 = zero, c15 = zero, c25 = zero;
  V c06 = zero, c16 = zero, c26 = zero, c07 = zero, c17 = zero, c27 = zero;

  for (int j = 0; BAccess::kPrefetchC && j < kColumns; ++j) {
    for (int v = 0; v < kVectors; ++v) {
      hwy::Prefetch(r.c + static_cast<size_t>(j) * r.ldc + static_cast<size_t>(v) * lanes);
    }
  }

  // The same address thrice: the compiler must not see that, so that each of the three
  // multiply-adds of a folded column has its own load.
  const T* HWY_RESTRICT b_1 = HidePointer(b);
  const T* HWY_RESTRICT b_2 = HidePointer(b);
  const auto add_column = [&](auto column_index, size_t u, V a0, V a1, V a2, V& c0, V& c1,
                              V& c2) HWY_ATTR {
    constexpr int kJ = decltype(column_index)::value;
    const size_t at = u * b_step + kJ * b_column;
    if constexpr (kJ < kColumns && kVectors == 3 && kJ < BAccess::kFolded) {
      c0 = hn::MulAdd(a0, hn::Set(d, b[at]), c0);
      c1 = hn::MulAdd(a1, hn::Set(d, b_1[at]), c1);
      c2 = hn::MulAdd(a2, hn::Set(d, b_2[at]), c2);
    } else if constexpr (kJ < kColumns) {
      own::MulAddColumn<kVectors>(d, a0, a1, a2, b + at, c0, c1, c2);
    }
  };
  [[maybe_unused]] const T* next = r.next;
  [[maybe_unused]] T* HWY_RESTRICT copy = r.copy;
  const auto step = [&](size_t u) HWY_ATTR {
    const T* HWY_RESTRICT au = a + u * a_step;
    V a0, a1 = zero, a2 = zero;
    if constexpr (kEdge == Edge::Masked && !BAccess::kPaddedA) {
      a0 = own::LoadTail(d, au, tail);
    } else {
      a0 = hn::LoadU(d, au);
    }
    if constexpr (kVectors == 2) a1 = hn::LoadU(d, au + last);
    if constexpr (kVectors == 3) {
      a1 = hn::LoadU(d, au + lanes);
      a2 = hn::LoadU(d, au + last);
    }
    if constexpr (BAccess::kCopyA) {
      hn::StoreU(a0, d, copy);
      if constexpr (kVectors == 2) hn::StoreU(a1, d, copy + last);
      if constexpr (kVectors == 3) {
        hn::StoreU(a1, d, copy + lanes);
        hn::StoreU(a2, d, copy + last);
      }
    }
    for (int v = 0; v < BAccess::kFetchedVectors; ++v)
      PrefetchL2(next + static_cast<size_t>(v) * lanes);
    add_column(std::integral_constant<int, 0>(), u, a0, a1, a2, c00, c10, c20);
    add_column(std::integral_constant<int, 1>(), u, a0, a1, a2, c01, c11, c21);
    add_column(std::integral_constant<int, 2>(), u, a0, a1, a2, c02, c12, c22);
    add_column(std::integral_constant<int, 3>(), u, a0, a1, a2, c03, c13, c23);
    add_column(std::integral_constant<int, 4>(), u, a0, a1, a2, c04, c14, c24);
    add_column(std::integral_constant<int, 5>(), u, a0, a1, a2, c05, c15, c25);
    add_column(std::integral_constant<int, 6>(), u, a0, a1, a2, c06, c16, c26);
    add_column(std::integral_constant<int, 7>(), u, a0, a1, a2, c07, c17, c27);
    if constexpr (kVectors == 3 && kTileColumns == 8) own::NeededUpToHere(a0, a1, a2);
  };
  const auto advance = [&](size_t steps) HWY_ATTR {
    a += steps * a_step;
    b += steps * b_step;
    if constexpr (BAccess::kFetchedVectors > 0) next += steps * a_step;
    if constexpr (BAccess::kCopyA) copy += steps * kTileVectors * lanes;
    if constexpr (BAccess::kFolded > 0) {
      b_1 += steps * b_step;
      b_2 += steps * b_step;
    }
  };
  size_t l = 0;
  if constexpr (BAccess::kUnrolled) {
    for (; l + 4 <= k; l += 4) {
      step(0);
      step(1);
      step(2);
      step(3);
      if constexpr (BAccess::kPrefetchNext) {
        PrefetchL2(next);
        next += kLineBytes / sizeof(T);
      }
      advance(4);
    }
  }
  if constexpr (BAccess::kPrefetchColumns) {
    constexpr size_t kLine = kLineBytes / sizeof(T);
    if (next != nullptr) {
      while (l + kLine <= k) {
        for (size_t j = 0; j < size_t{kColumns}; ++j) PrefetchL2(next + l + j * b_column);
        for (size_t end = l + kLine; l < end; ++l) {
          step(0);
          advance(1);
        }
      }
    }
  }
  for (; l < k; ++l) {
    step(0);
    advance(1);
  }

  // After an epilogue, which has begun with alpha and beta, as they are.
  T factor = r.alpha, c_factor = r.beta;
  if constexpr (kFused) {
    own::FuseEpilogue<kVectors>(d, static_cast<const FusedTileRest<T>&>(r), last, c00, c10, c20,
                                c01, c11, c21, c02, c12, c22, c03, c13, c23, c04, c14, c24, c05,
                                c15, c25, c06, c16, c26, c07, c17, c27);
    factor = T{1};
    c_factor = T{0};
  }
  const V alpha = hn::Set(d, factor);
  const V beta = hn::Set(d, c_factor);
  const auto store = [&](auto read_c) HWY_ATTR {
    constexpr bool kReadC = decltype(read_c)::value;
    T* HWY_RESTRICT c = r.c;
    const size_t ldc = r.ldc;
    own::StoreColumn<kVectors, kEdge, kReadC>(d, c00, c10, c20, alpha, beta, tail, last, c);
    if constexpr (kColumns > 1)
      own::StoreColumn<kVectors, kEdge, kReadC>(d, c01, c11, c21, alpha, beta, tail, last,
                                                c += ldc);
    if constexpr (kColumns > 2)
      own::StoreColumn<kVectors, kEdge, kReadC>(d, c02, c12, c22, alpha, beta, tail, last,
                                                c += ldc);
    if constexpr (kColumns > 3)
      own::StoreColumn<kVectors, kEdge, kReadC>(d, c03, c13, c23, alpha, beta, tail, last,
                                                c += ldc);
    if constexpr (kColumns > 4)
      own::StoreColumn<kVectors, kEdge, kReadC>(d, c04, c14, c24, alpha, beta, tail, last,
                                                c += ldc);
    if constexpr (kColumns > 5)
      own::StoreColumn<kVectors, kEdge, kReadC>(d, c05, c15, c25, alpha, beta, tail, last,
                                                c += ldc);
    if constexpr (kColumns > 6)
      own::StoreColumn<kVectors, kEdge, kReadC>(d, c06, c16, c26, alpha, beta, tail, last,
                                                c += ldc);
    if constexpr (kColumns > 7)
      own::StoreColumn<kVectors, kEdge, kReadC>(d, c07, c17, c27, alpha, beta, tail, last,
                                                c += ldc);
  };
  if (c_factor == T{0}) {
    store(std::false_type());
  } else {
    store(std::true_type());
  }
}

// Element (i, l) of A is a[l * a_step + i].
template <class BAccess, class D, int kVectors, int kColumns, Edge kEdge, typename T,
          bool kFused = false>
HWY_NOINLINE void Tile(size_t k, const T* a, size_t a_step, const T* b, size_t b_column,
                       const TileRest<T>& r) {
  own::TileBody<BAccess, kVectors, kColumns, kEdge, kFused>(D(), k, a, a_step, b, b_column, r);
}

// A tall tile for two to four columns of a B in place: as many sums as the widest tile has, so that
// every step of k reads a long run of A and has work for the multiply-adds' latency. The last
// vector begins at row `last`, where it ends with the tile. Only where there are 32 registers.
// kFetch: as StreamedB does.
constexpr int TallVectors(int64_t columns) { return columns == 2 ? 12 : columns == 3 ? 8 : 6; }
// Fewer vectors of rows are no tall tile.
inline constexpr int kLeastTall = kTileVectors + 1;

template <int kColumns, int kVectors, bool kFetch, typename T>
HWY_NOINLINE void TallTile(size_t k, const T* a, size_t a_step, const T* b, size_t b_column,
                           const TileRest<T>& r) {
  static_assert(kColumns >= 2 && kColumns <= 4 && kVectors <= TallVectors(kColumns));
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  const size_t lanes = hn::Lanes(d);
  const V zero = hn::Zero(d);
  // Vector v of column j is sum v * kColumns + j.
  V c0 = zero, c1 = zero, c2 = zero, c3 = zero, c4 = zero, c5 = zero, c6 = zero, c7 = zero;
  V c8 = zero, c9 = zero, c10 = zero, c11 = zero, c12 = zero, c13 = zero, c14 = zero, c15 = zero;
  V c16 = zero, c17 = zero, c18 = zero, c19 = zero, c20 = zero, c21 = zero, c22 = zero, c23 = zero;
  V unused = zero;
  // f(where it begins, its sums) for every vector of rows.
  const auto each_row = [&](const auto& f) FULCRUM_INLINE_LAMBDA {
    const auto row = [&](auto v, V& s0, V& s1, V& s2, V& s3) FULCRUM_INLINE_LAMBDA {
      if constexpr (decltype(v)::value < kVectors)
        f(decltype(v)::value + 1 == kVectors ? r.last : decltype(v)::value * lanes, s0, s1, s2, s3);
    };
    if constexpr (kColumns == 2) {
      row(std::integral_constant<size_t, 0>(), c0, c1, unused, unused);
      row(std::integral_constant<size_t, 1>(), c2, c3, unused, unused);
      row(std::integral_constant<size_t, 2>(), c4, c5, unused, unused);
      row(std::integral_constant<size_t, 3>(), c6, c7, unused, unused);
      row(std::integral_constant<size_t, 4>(), c8, c9, unused, unused);
      row(std::integral_constant<size_t, 5>(), c10, c11, unused, unused);
      row(std::integral_constant<size_t, 6>(), c12, c13, unused, unused);
      row(std::integral_constant<size_t, 7>(), c14, c15, unused, unused);
      row(std::integral_constant<size_t, 8>(), c16, c17, unused, unused);
      row(std::integral_constant<size_t, 9>(), c18, c19, unused, unused);
      row(std::integral_constant<size_t, 10>(), c20, c21, unused, unused);
      row(std::integral_constant<size_t, 11>(), c22, c23, unused, unused);
    } else if constexpr (kColumns == 3) {
      row(std::integral_constant<size_t, 0>(), c0, c1, c2, unused);
      row(std::integral_constant<size_t, 1>(), c3, c4, c5, unused);
      row(std::integral_constant<size_t, 2>(), c6, c7, c8, unused);
      row(std::integral_constant<size_t, 3>(), c9, c10, c11, unused);
      row(std::integral_constant<size_t, 4>(), c12, c13, c14, unused);
      row(std::integral_constant<size_t, 5>(), c15, c16, c17, unused);
      row(std::integral_constant<size_t, 6>(), c18, c19, c20, unused);
      row(std::integral_constant<size_t, 7>(), c21, c22, c23, unused);
    } else {
      row(std::integral_constant<size_t, 0>(), c0, c1, c2, c3);
      row(std::integral_constant<size_t, 1>(), c4, c5, c6, c7);
      row(std::integral_constant<size_t, 2>(), c8, c9, c10, c11);
      row(std::integral_constant<size_t, 3>(), c12, c13, c14, c15);
      row(std::integral_constant<size_t, 4>(), c16, c17, c18, c19);
      row(std::integral_constant<size_t, 5>(), c20, c21, c22, c23);
    }
  };

  const T* next = r.next;
  for (size_t l = 0; l < k; ++l, a += a_step, b += r.b_step) {
    if constexpr (kFetch) {
      for (size_t v = 0; v < size_t{kVectors}; ++v) PrefetchL2(next + v * lanes);
      next += a_step;
    }
    const V b0 = own::KeepInRegister(hn::Set(d, b[0]));
    const V b1 = own::KeepInRegister(hn::Set(d, b[b_column]));
    V b2 = zero, b3 = zero;
    if constexpr (kColumns > 2) b2 = own::KeepInRegister(hn::Set(d, b[2 * b_column]));
    if constexpr (kColumns > 3) b3 = own::KeepInRegister(hn::Set(d, b[3 * b_column]));
    each_row([&](size_t i, V& s0, V& s1, V& s2, V& s3) FULCRUM_INLINE_LAMBDA {
      const V v = own::KeepInRegister(hn::LoadU(d, a + i));
      s0 = hn::MulAdd(v, b0, s0);
      s1 = hn::MulAdd(v, b1, s1);
      if constexpr (kColumns > 2) s2 = hn::MulAdd(v, b2, s2);
      if constexpr (kColumns > 3) s3 = hn::MulAdd(v, b3, s3);
    });
  }

  const V alpha = hn::Set(d, r.alpha);
  const V beta = hn::Set(d, r.beta);
  T* const c_0 = r.c;
  T* const c_1 = c_0 + r.ldc;
  T* const c_2 = kColumns > 2 ? c_1 + r.ldc : c_0;
  T* const c_3 = kColumns > 3 ? c_2 + r.ldc : c_0;
  const auto each_sum = [&](const auto& f) FULCRUM_INLINE_LAMBDA {
    each_row([&](size_t i, V& s0, V& s1, V& s2, V& s3) FULCRUM_INLINE_LAMBDA {
      f(s0, c_0 + i);
      f(s1, c_1 + i);
      if constexpr (kColumns > 2) f(s2, c_2 + i);
      if constexpr (kColumns > 3) f(s3, c_3 + i);
    });
  };
  // All old values are read before the first is written: the last two vectors overlap.
  each_sum([&](V& sum, const T*) FULCRUM_INLINE_LAMBDA { sum = hn::Mul(sum, alpha); });
  if (r.beta != T{0}) {
    each_sum([&](V& sum, const T* from)
                 FULCRUM_INLINE_LAMBDA { sum = hn::MulAdd(beta, hn::LoadU(d, from), sum); });
  }
  each_sum([&](const V& sum, T* to) FULCRUM_INLINE_LAMBDA { hn::StoreU(sum, d, to); });
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
