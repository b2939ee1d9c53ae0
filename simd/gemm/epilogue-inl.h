// SPDX-License-Identifier: Apache-2.0
// A list of elementwise operations on a part of C: up to 3 x 4 vectors go through the whole list in
// registers, so that a switch per operation is paid for by 12 vectors and every element is loaded
// and stored once. Vectors of SVE cannot be array elements, so they are named.

// clang-format off
#if defined(FULCRUM_SIMD_GEMM_EPILOGUE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_GEMM_EPILOGUE_INL_H_
#undef FULCRUM_SIMD_GEMM_EPILOGUE_INL_H_
#else
#define FULCRUM_SIMD_GEMM_EPILOGUE_INL_H_
#endif
// clang-format on

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

#include "hwy/highway.h"
#include "simd/compat-inl.h"
#include "simd/gemm/epilogue.hpp"
#include "simd/gemm/epilogue_math-inl.h"
#include "simd/gemm/epilogue_simple-inl.h"
#include "simd/gemm/plan.hpp"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace own = fulcrum::simd::HWY_NAMESPACE;

inline constexpr int64_t kGroupVectors = 3;
inline constexpr int64_t kGroupColumns = 4;
// Columns that are finished together, and that a callback is given at most: those of a tile.
inline constexpr int64_t kTileWidth = 8;

// Up to 3 vectors of rows by 4 columns, and where they come from and go to. dst may be src: all
// loads are before all stores, and no two groups share an element.
template <typename T>
struct EpilogueGroup {
  size_t row, column;    // in C, of the first element
  size_t second, third;  // rows from there to the second and third vector; the last may overlap the
                         // one before it
  size_t rows;           // Masked: the rows that exist, fewer than a vector's
  const T* src;
  size_t lds;
  T beta;
  const T* c;
  size_t ldc;
  T* dst;
  size_t ldd;
};

// What a quantisation does to every vector. q = rint(x * r) + zero_point, saturated.
template <class D, typename Q, typename T = hn::TFromD<D>>
class Quantiser {
 public:
  Quantiser(const EpilogueOp<T>& op, size_t row, size_t column)
      : reciprocal_(op.first),
        zero_point_(op.zero_point),
        out_(static_cast<Q*>(op.out) + row + column * static_cast<size_t>(op.ld)),
        ld_(static_cast<size_t>(op.ld)) {}

  template <bool kMasked, class V>
  HWY_INLINE void Store(D d, V x, size_t rows, size_t row, size_t column) const {
    const hn::Rebind<int32_t, D> di;
    const hn::Rebind<Q, D> dq;
    // The bounds are whole numbers, so saturating before the rounding is saturating after it; and
    // zero_point is 0 for them, so that no sum leaves 32 bits.
    const V low = hn::Set(d, static_cast<T>(std::numeric_limits<Q>::min() - zero_point_));
    const V high = hn::Set(d, static_cast<T>(std::numeric_limits<Q>::max() - zero_point_));
    V v = hn::Mul(x, hn::Set(d, reciprocal_));
    v = hn::IfThenZeroElse(hn::IsNaN(v), v);
    v = hn::Round(hn::Max(hn::Min(v, high), low));
    const auto q = hn::DemoteTo(dq, hn::Add(ToInt32(di, v), hn::Set(di, zero_point_)));
    Q* const to = out_ + row + column * ld_;
    if constexpr (kMasked) {
      HWY_ALIGN Q buffer[HWY_MAX_BYTES / sizeof(T)];
      hn::StoreU(q, dq, buffer);
      std::memcpy(to, buffer, rows);
    } else {
      hn::StoreU(q, dq, to);
    }
  }

 private:
  template <class DI, class V>
  static HWY_INLINE hn::Vec<DI> ToInt32(DI di, V v) {
    if constexpr (sizeof(T) == 4) {
      return hn::ConvertTo(di, v);
    } else {
      return hn::DemoteTo(di, v);
    }
  }

  T reciprocal_;
  int32_t zero_point_;
  Q* out_;
  size_t ld_;
};

// One group through `count` operations.
template <int kVectors, int kColumns, bool kMasked, typename T>
HWY_NOINLINE void RunGroup(const EpilogueOp<T>* ops, int count, const EpilogueGroup<T>& g) {
  static_assert(!kMasked || kVectors == 1);
  const hn::ScalableTag<T> d;
  using D = hn::ScalableTag<T>;
  using V = hn::Vec<D>;
  const auto tail = own::MakeTail(d, kMasked ? g.rows : hn::Lanes(d));
  const auto load = [&](const T* from) FULCRUM_INLINE_LAMBDA -> V {
    if constexpr (kMasked) {
      return own::LoadTail(d, from, tail);
    } else {
      return hn::LoadU(d, from);
    }
  };
  V v00, v10, v20, v01, v11, v21, v02, v12, v22, v03, v13, v23;
  v00 = v10 = v20 = v01 = v11 = v21 = v02 = v12 = v22 = v03 = v13 = v23 = hn::Zero(d);
  // v = f(v, its first row, its column) for every vector of the group.
  const auto each = [&](auto f) FULCRUM_INLINE_LAMBDA {
    const auto column = [&](size_t j, V& v0, V& v1, V& v2) FULCRUM_INLINE_LAMBDA {
      v0 = f(v0, size_t{0}, j);
      if constexpr (kVectors > 1) v1 = f(v1, g.second, j);
      if constexpr (kVectors > 2) v2 = f(v2, g.third, j);
    };
    column(0, v00, v10, v20);
    if constexpr (kColumns > 1) {
      column(1, v01, v11, v21);
      column(2, v02, v12, v22);
      column(3, v03, v13, v23);
    }
  };

  each([&](V, size_t i, size_t j) FULCRUM_INLINE_LAMBDA { return load(g.src + i + j * g.lds); });
  if (g.beta != T{0}) {
    const V beta = hn::Set(d, g.beta);
    each([&](V v, size_t i, size_t j)
             FULCRUM_INLINE_LAMBDA { return hn::MulAdd(beta, load(g.c + i + j * g.ldc), v); });
  }
  for (const EpilogueOp<T>* op = ops; op != ops + count; ++op) {
    switch (op->kind) {
      case EpilogueKind::GeluErf:
        each([&](V v, size_t, size_t) FULCRUM_INLINE_LAMBDA { return own::GeluErf(d, v); });
        break;
      case EpilogueKind::GeluTanh:
        each([&](V v, size_t, size_t) FULCRUM_INLINE_LAMBDA { return own::GeluTanh(d, v); });
        break;
      case EpilogueKind::Silu:
        each([&](V v, size_t, size_t) FULCRUM_INLINE_LAMBDA { return own::Silu(d, v); });
        break;
      case EpilogueKind::QuantiseInt8: {
        const Quantiser<D, int8_t> quantiser(*op, g.row, g.column);
        each([&](V v, size_t i, size_t j) FULCRUM_INLINE_LAMBDA {
          quantiser.template Store<kMasked>(d, v, g.rows, i, j);
          return v;
        });
        break;
      }
      case EpilogueKind::QuantiseUint8: {
        const Quantiser<D, uint8_t> quantiser(*op, g.row, g.column);
        each([&](V v, size_t i, size_t j) FULCRUM_INLINE_LAMBDA {
          quantiser.template Store<kMasked>(d, v, g.rows, i, j);
          return v;
        });
        break;
      }
      default:
        own::ApplySimple(d, *op, g.row, g.column, each, load);
        break;
    }
  }
  each([&](V v, size_t i, size_t j) FULCRUM_INLINE_LAMBDA {
    if constexpr (kMasked) {
      own::StoreTail(v, d, g.dst + i + j * g.ldd, tail);
    } else {
      hn::StoreU(v, d, g.dst + i + j * g.ldd);
    }
    return v;
  });
}

// An area through `count` operations, none of them a callback, into dst. Rows are cut so that only
// a column of less than a vector needs a mask: next_piece leaves no last group of one vector beside
// others. A call per group, and not one for all columns of a tile: 30 ns a tile instead of 45.
template <typename T>
void RunOps(const EpilogueOp<T>* ops, int count, const EpilogueArea<T>& area, T* dst, int64_t ldd) {
  using Group = void (*)(const EpilogueOp<T>*, int, const EpilogueGroup<T>&);
  using Pair = std::array<Group, 2>;  // 1 column, kGroupColumns
  static constexpr std::array<Pair, 4> kTable = {
      Pair{&RunGroup<1, 1, true, T>, &RunGroup<1, kGroupColumns, true, T>},
      Pair{&RunGroup<1, 1, false, T>, &RunGroup<1, kGroupColumns, false, T>},
      Pair{&RunGroup<2, 1, false, T>, &RunGroup<2, kGroupColumns, false, T>},
      Pair{&RunGroup<3, 1, false, T>, &RunGroup<3, kGroupColumns, false, T>}};
  const size_t lanes = hn::Lanes(hn::ScalableTag<T>());
  const size_t rows = static_cast<size_t>(area.rows);
  EpilogueGroup<T> g{};
  g.lds = static_cast<size_t>(area.lds);
  g.ldc = static_cast<size_t>(area.ldc);
  g.ldd = static_cast<size_t>(ldd);
  g.beta = area.beta;
  for (int64_t j = 0; j < area.columns;) {
    const bool several = area.columns - j >= kGroupColumns;
    const size_t column = static_cast<size_t>(j);
    g.column = static_cast<size_t>(area.column) + column;
    int64_t vectors = static_cast<int64_t>((rows + lanes - 1) / lanes);
    for (size_t i = 0; i < rows; i += g.rows) {
      const int64_t height = next_piece(vectors, kGroupVectors);
      vectors -= height;
      g.rows = HWY_MIN(static_cast<size_t>(height) * lanes, rows - i);
      g.second = height == 2 ? g.rows - lanes : lanes;
      g.third = g.rows - lanes;
      g.row = static_cast<size_t>(area.row) + i;
      g.src = area.src + i + column * g.lds;
      g.c = area.c + i + column * g.ldc;
      g.dst = dst + i + column * g.ldd;
      kTable[g.rows < lanes ? 0 : static_cast<size_t>(height)][several ? 1 : 0](ops, count, g);
    }
    j += several ? kGroupColumns : 1;
  }
}

template <typename T>
void CallBack(const EpilogueOp<T>& op, bool row_major, const EpilogueArea<T>& area, T* tile,
              int64_t ld) {
  if (row_major) {
    op.function(op.context, {tile, area.columns, area.rows, ld, area.column, area.row});
  } else {
    op.function(op.context, {tile, area.rows, area.columns, ld, area.row, area.column});
  }
}

// An area of at most kGroupVectors vectors by kTileWidth: between the operations in registers
// it lies in `tile`, where the callbacks get it.
template <typename T>
void ApplyWithCallbacks(const EpilogueList<T>& list, const EpilogueArea<T>& area) {
  HWY_ALIGN T tile[kTileWidth * kGroupVectors * HWY_MAX_BYTES / sizeof(T)];
  const int64_t ld = kGroupVectors * static_cast<int64_t>(hn::Lanes(hn::ScalableTag<T>()));
  EpilogueArea<T> rest = area;
  for (int begin = 0, end = list.callback;; end = list.next_callback(begin)) {
    const EpilogueOp<T>* const ops = list.ops.data() + begin;
    if (end == list.count) {
      RunOps(ops, end - begin, rest, area.c, area.ldc);
      return;
    }
    RunOps(ops, end - begin, rest, tile, ld);
    CallBack(list.ops[static_cast<size_t>(end)], list.row_major, area, tile, ld);
    rest.src = tile;
    rest.lds = ld;
    rest.beta = 0;
    begin = end + 1;
  }
}

template <typename T>
void ApplyList(const EpilogueList<T>& list, const EpilogueArea<T>& area) {
  if (list.callback == list.count) {
    RunOps(list.ops.data(), list.count, area, area.c, area.ldc);
    return;
  }
  const int64_t height = kGroupVectors * static_cast<int64_t>(hn::Lanes(hn::ScalableTag<T>()));
  for (int64_t j = 0; j < area.columns; j += kTileWidth) {
    for (int64_t i = 0; i < area.rows; i += height) {
      EpilogueArea<T> tile = area;
      tile.row += i;
      tile.column += j;
      tile.rows = HWY_MIN(height, area.rows - i);
      tile.columns = HWY_MIN(kTileWidth, area.columns - j);
      tile.src += i + j * area.lds;
      tile.c += i + j * area.ldc;
      ApplyWithCallbacks(list, tile);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
