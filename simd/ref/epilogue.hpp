// SPDX-License-Identifier: Apache-2.0
// Epilogues as a specification: what every operation makes of one element, and how far a result may
// be from it.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "fulcrum/gemm_epilogue.hpp"
#include "simd/ref/bound.hpp"
#include "simd/ref/wide.hpp"

namespace fulcrum::simd::ref {

// A number and how far what was computed may be from it.
template <class T>
struct Approximate {
  Wide<T> value{0.0};
  double error = 0;
};

// erf and exp in the widest arithmetic that the C++ library has them in; where that is double, the
// result's error is a tenth of the bound it is used in.
template <class W>
using Functions = std::conditional_t<std::is_same_v<W, long double>, long double, double>;

template <class T>
Wide<T> gelu_erf(Wide<T> x) {
  using F = Functions<Wide<T>>;
  const F v = static_cast<F>(x);
  if (v == -std::numeric_limits<F>::infinity()) return Wide<T>(0.0);
  return Wide<T>(v * F{0.5} * std::erfc(-v / std::sqrt(F{2})));
}

// x / (1 + exp(-t)).
template <class T, class F>
Wide<T> times_logistic(F x, F t) {
  if (x == -std::numeric_limits<F>::infinity()) return Wide<T>(0.0);
  return Wide<T>(x / (F{1} + std::exp(-t)));
}
template <class T>
Wide<T> silu(Wide<T> x) {
  using F = Functions<Wide<T>>;
  return times_logistic<T>(static_cast<F>(x), static_cast<F>(x));
}
// x / 2 (1 + tanh(t / 2)) = x / (1 + exp(-t)).
template <class T>
Wide<T> gelu_tanh(Wide<T> x) {
  using F = Functions<Wide<T>>;
  const F v = static_cast<F>(x);
  const F t = 2 * std::sqrt(2 / std::acos(F{-1})) * (v + F{0.044715L} * v * v * v);
  return times_logistic<T>(v, t);
}

// One operation other than a quantisation or a callback on element (i, j) of C; op.in and op.ld are
// column-major. Every rounding is relative to a result; residual() may or may not be fused. A
// function's own error is relative to its argument (gemm_epilogue.hpp), and what its argument is
// off by counts with the function's largest slope: 1.13 for GELU, 1.1 for SiLU.
template <class T>
Approximate<T> apply(const EpilogueOp<T>& op, Approximate<T> x, std::int64_t i, std::int64_t j) {
  constexpr double u = unit_roundoff<T>(), tiny = std::numeric_limits<T>::denorm_min();
  const auto size = [](Wide<T> w) { return std::fabs(static_cast<double>(w)); };
  const auto rounded = [&](Wide<T> value, double error) {
    return Approximate<T>{value, error + u * 1.01 * (size(value) + error) + tiny};
  };
  const auto function = [&](Wide<T> value, double slope) {
    return Approximate<T>{value, slope * x.error + 8 * u * (size(x.value) + x.error) + tiny};
  };
  switch (op.kind) {
    case EpilogueKind::Scale:
      return rounded(x.value * Wide<T>(op.first),
                     x.error * std::fabs(static_cast<double>(op.first)));
    case EpilogueKind::BiasPerRow:
      return rounded(x.value + Wide<T>(op.in[i]), x.error);
    case EpilogueKind::BiasPerColumn:
      return rounded(x.value + Wide<T>(op.in[j]), x.error);
    case EpilogueKind::Residual: {
      const Wide<T> product = Wide<T>(op.first) * Wide<T>(op.in[i + j * op.ld]);
      return rounded(x.value + product, x.error + 1.01 * u * size(product) + tiny);
    }
    case EpilogueKind::Relu:
      if (x.value <= Wide<T>(0.0)) x.value = Wide<T>(0.0);
      return x;
    case EpilogueKind::GeluErf:
      return function(gelu_erf<T>(x.value), 1.13);
    case EpilogueKind::GeluTanh:
      return function(gelu_tanh<T>(x.value), 1.13);
    case EpilogueKind::Silu:
      return function(silu<T>(x.value), 1.1);
    case EpilogueKind::Clamp:
      if (x.value <= Wide<T>(op.first)) x.value = Wide<T>(op.first);
      if (Wide<T>(op.second) <= x.value) x.value = Wide<T>(op.second);
      return x;
    case EpilogueKind::QuantiseInt8:
    case EpilogueKind::QuantiseUint8:
    case EpilogueKind::Callback:
      return x;
  }
  return x;
}

// Is `got` within the error? NaN must be NaN and Inf the same Inf.
template <class T>
bool within(T got, const Approximate<T>& want) {
  const double w = static_cast<double>(want.value);
  if (std::isnan(w)) return std::isnan(got);
  if (std::isinf(w)) return std::isinf(got) && std::signbit(got) == std::signbit(w);
  return std::fabs(static_cast<double>(Wide<T>(got) - want.value)) <= want.error;
}

// What x is quantised to. Everything is exact here but the product, which is rounded to T as the
// specification says.
template <class T>
std::int32_t quantised(T x, T reciprocal, std::int32_t zero_point, std::int32_t least,
                       std::int32_t most) {
  const T product = x * reciprocal;
  if (std::isnan(product)) return zero_point;
  const double bounded = std::clamp(static_cast<double>(product), -1e6, 1e6);
  return std::clamp(static_cast<std::int32_t>(std::nearbyint(bounded)) + zero_point, least, most);
}

}  // namespace fulcrum::simd::ref
