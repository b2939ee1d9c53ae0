// SPDX-License-Identifier: Apache-2.0
// The operations of epilogues that are a few instructions each: for whoever has vectors of C in
// registers.

// clang-format off
#if defined(FULCRUM_SIMD_GEMM_EPILOGUE_SIMPLE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef FULCRUM_SIMD_GEMM_EPILOGUE_SIMPLE_INL_H_
#undef FULCRUM_SIMD_GEMM_EPILOGUE_SIMPLE_INL_H_
#else
#define FULCRUM_SIMD_GEMM_EPILOGUE_SIMPLE_INL_H_
#endif
// clang-format on

#include <cstddef>

#include "hwy/highway.h"
#include "simd/compat-inl.h"
#include "simd/gemm/epilogue.hpp"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// One simple operation on the vectors of C whose first element is (row, column). each(f) sets v =
// f(v, i, j) for every vector, i and j its place from there; load() loads a vector of rows.
template <class D, class Each, class Load, class V = hn::Vec<D>, typename T = hn::TFromD<D>>
HWY_INLINE void ApplySimple(D d, const EpilogueOp<T>& op, size_t row, size_t column,
                            const Each& each, const Load& load) {
  const V first = hn::Set(d, op.first);
  switch (op.kind) {
    case EpilogueKind::Scale:
      each([&](V v, size_t, size_t) FULCRUM_INLINE_LAMBDA { return hn::Mul(v, first); });
      break;
    case EpilogueKind::BiasPerRow: {
      const T* const bias = op.in + row;
      each([&](V v, size_t i, size_t) FULCRUM_INLINE_LAMBDA { return hn::Add(v, load(bias + i)); });
      break;
    }
    case EpilogueKind::BiasPerColumn: {
      const T* const bias = op.in + column;
      each([&](V v, size_t, size_t j)
               FULCRUM_INLINE_LAMBDA { return hn::Add(v, hn::Set(d, bias[j])); });
      break;
    }
    case EpilogueKind::Residual: {
      const size_t ld = static_cast<size_t>(op.ld);
      const T* const residual = op.in + row + column * ld;
      each([&](V v, size_t i, size_t j)
               FULCRUM_INLINE_LAMBDA { return hn::MulAdd(first, load(residual + i + j * ld), v); });
      break;
    }
    case EpilogueKind::Relu: {
      const V zero = hn::Zero(d);  // not Max, which drops NaN on some targets
      each([&](V v, size_t, size_t)
               FULCRUM_INLINE_LAMBDA { return hn::IfThenZeroElse(hn::Lt(v, zero), v); });
      break;
    }
    case EpilogueKind::Clamp: {
      const V second = hn::Set(d, op.second);
      each([&](V v, size_t, size_t) FULCRUM_INLINE_LAMBDA {
        v = hn::IfThenElse(hn::Lt(v, first), first, v);
        return hn::IfThenElse(hn::Gt(v, second), second, v);
      });
      break;
    }
    default:
      break;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
