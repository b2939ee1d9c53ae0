// SPDX-License-Identifier: Apache-2.0
// The one execution: every checked call of the C++ API and of the C ABI joins here.
#pragma once

#include "src/api/describe.hpp"
#include "src/api/execute.hpp"

namespace fulcrum::execute {

template <class Problem>
inline constexpr bool kHasDevicePath = false;
template <RealScalar T>
inline constexpr bool kHasDevicePath<GemmProblem<T>> = true;
template <RealScalar T>
inline constexpr bool kHasDevicePath<GemvProblem<T>> = true;
template <RealScalar T>
inline constexpr bool kHasDevicePath<AxpyProblem<T>> = true;
template <RealScalar T>
inline constexpr bool kHasDevicePath<DotProblem<T>> = true;
template <RealScalar T>
inline constexpr bool kHasDevicePath<ScalProblem<T>> = true;

// Weighs and computes one problem, for the C++ API. Arguments have been checked and quick returns
// taken. Throws Error: InvalidOption, BackendUnavailable, DeviceLost, OutOfMemory; outputs are then
// untouched.
template <class Problem>
void call(const Problem& p, const CallOptions& options) {
  if constexpr (kHasDevicePath<Problem>) {
    api::execute(p, options);
  } else {
    api::execute_in_place(p, options);
  }
}

// The same for the C ABI, which cannot throw: an option that is not understood and a forced backend
// that cannot run are printed once to stderr, and SIMD computes; FULCRUM_STRICT=1 aborts the
// process instead.
template <class Problem>
void call_or_fall_back(const Problem& p) noexcept {
  if constexpr (kHasDevicePath<Problem>) {
    api::execute_or_fall_back(p);
  } else {
    api::execute_in_place_or_fall_back(p);
  }
}

// Records a call of the C++ API that has nothing to compute.
template <class Problem>
void quick_return(const Problem& p) {
  api::remember_quick_return(api::describe(p));
}

// What call() would choose now. Looks for no device and touches none.
template <class Problem>
Explanation explain(const Problem& p, const CallOptions& options) {
  return api::explain_call(api::describe(p), options);
}

}  // namespace fulcrum::execute
