// SPDX-License-Identifier: Apache-2.0
// Which path a product took, for verbose lines: noted by whoever has chosen it.
#pragma once

#include <optional>

#include "simd/gemm/plan.hpp"

namespace fulcrum::simd {

// By the calling thread, a store. Threads that compute products of a batch note theirs for
// themselves: of a batch the line says the path of one that the caller has computed.
void note_path(GemmPath path);
// The last one since the call was begun; none where it was one kernel without a plan.
std::optional<GemmPath> noted_path();
void forget_path();

}  // namespace fulcrum::simd
