// SPDX-License-Identifier: Apache-2.0
// Reads one target's entry out of a table that HWY_EXPORT made, without Highway's process-wide
// chosen target.
#pragma once

#include <cstddef>
#include <cstdint>

#include "hwy/highway.h"

namespace fulcrum::simd {

// Index of `target` (one HWY_* bit) in the tables of HWY_EXPORT. Only for targets that were
// compiled: use FULCRUM_TARGET_ENTRY(table, target) in the .cc file that has the HWY_EXPORT.
// Inlined always: HWY_TARGETS is not the same in every .cc file.
HWY_INLINE std::size_t dispatch_index(std::int64_t target) {
  if constexpr ((HWY_TARGETS & (HWY_TARGETS - 1)) == 0)
    return 0;                // a single-target build has one-entry tables
  hwy::ChosenTarget chosen;  // a local one: the global is shared with other libraries
  chosen.Update(target);
  return chosen.GetIndex();
}

}  // namespace fulcrum::simd

// The function that HWY_EXPORT(FUNC) holds for `target`.
#define FULCRUM_TARGET_ENTRY(FUNC, target) \
  (HWY_DISPATCH_TABLE(FUNC)[::fulcrum::simd::dispatch_index(target)])
