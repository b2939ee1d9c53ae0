// SPDX-License-Identifier: Apache-2.0
// The arguments of a batch of vectors as a caller wrote them, seen as groups. Shared by the C++ API
// and the C ABI, which differ in their integers.
#pragma once

#include <cstdint>

#include "simd/level1/batch.hpp"

namespace fulcrum::api {

// Arrays with one entry per group, alpha null where there is none; x and y with one per problem,
// one group after another.
template <class P, class Int>
struct VectorGroups {
  using Group = simd::VectorGroup<P>;
  using T = typename Group::T;

  const Int* n = nullptr;
  const T* alpha = nullptr;
  const T* const* x = nullptr;
  const Int* incx = nullptr;
  T* const* y = nullptr;
  const Int* incy = nullptr;
  const Int* count = nullptr;

  // Group i, before which there are `first` problems.
  void make(std::int64_t i, std::int64_t first, Group& g) const {
    g.item.n = n[i];
    if constexpr (requires { g.item.alpha; }) g.item.alpha = alpha[i];
    g.item.incx = incx[i];
    g.item.incy = incy[i];
    g.count = count[i];
    g.x = simd::pointers_from(x, first);
    g.y = simd::pointers_from(y, first);
  }

  // The first `groups` groups; refers to *this.
  simd::Batch<Group> batch(std::int64_t groups) const {
    return simd::batch_made_by<Group>(*this, groups);
  }
};

}  // namespace fulcrum::api
