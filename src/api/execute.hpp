// SPDX-License-Identifier: Apache-2.0
// Where every checked call joins: decide, compute in place or across, observe.
#pragma once

#include "fulcrum/decision.hpp"
#include "simd/problem.hpp"

namespace fulcrum::api {

// Computes one problem, for the C++ API. Arguments have been checked and quick returns taken.
// Throws Error: InvalidOption, BackendUnavailable, DeviceLost, OutOfMemory; outputs are then
// untouched.
template <class Problem>
void execute(const Problem& p, const CallOptions& options);

// The same for the C ABI, which cannot throw: an option that is not understood and a forced backend
// that cannot run are printed once to stderr, and SIMD computes; FULCRUM_STRICT=1 aborts the
// process instead.
template <class Problem>
FULCRUM_API void execute_or_fall_back(const Problem& p) noexcept;

// What execute() would choose now. Looks for no device and touches none.
Explanation explain_call(Call call, const CallOptions& options);

// Records a call that had nothing to compute.
void remember_quick_return(const Call& call);

}  // namespace fulcrum::api
