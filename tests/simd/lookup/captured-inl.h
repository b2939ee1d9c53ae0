// SPDX-License-Identifier: Apache-2.0
// Calls that a later Highway could capture, and some that it could not: check.cmake must tell them
// apart.
#include <cstddef>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace fulcrum::simd {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace own = fulcrum::simd::HWY_NAMESPACE;

template <class V>
HWY_INLINE V FitsExactly(V v, V /*most*/) {
  return v;
}
template <int kVectors, class D, typename T = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> WithNumber(D d, const T* /*from*/) {
  return hn::Set(d, T{kVectors});
}
template <typename T, class D>
HWY_INLINE hn::Vec<D> WithType(D d) {
  return hn::Set(d, T{1});
}
template <class Last>
HWY_INLINE bool AsLast(size_t, Last) {
  return true;
}
template <class D>
struct Holder {};

inline void Calls(const float* p) {
  const hn::ScalableTag<float> d;
  const auto v = hn::Zero(d);
  FitsExactly(v, v);                 // captured
  WithNumber<3>(d, p);               // captured
  WithType<float>(d);                // captured
  AsLast(1, hn::Eq(v, v));           // captured
  AsLast(1, Holder<decltype(d)>());  // captured
  own::FitsExactly(v, v);
  own::WithNumber<3>(d, p);
  own::WithType<float>(d);
  own::AsLast(1, hn::Eq(v, v));
  AsLast(1, Holder<float>());
  AsLast(1, [d] { return d; });
}

}  // namespace HWY_NAMESPACE
}  // namespace fulcrum::simd
HWY_AFTER_NAMESPACE();
