// SPDX-License-Identifier: Apache-2.0
// Which path a product took, for verbose lines: noted by whoever has chosen it.
#pragma once

#include <optional>

#include "simd/gemm/plan.hpp"

namespace fulcrum::simd {

// By the calling thread, outside parallel regions. A store.
void note_path(GemmPath path);
// The last one since the call was begun; none where it was one kernel without a plan.
std::optional<GemmPath> noted_path();
void forget_path();

}  // namespace fulcrum::simd
