// SPDX-License-Identifier: Apache-2.0
// The execution as the C ABI sees it, from a library of its own.
#pragma once

#include "fulcrum/types.hpp"

namespace fulcrum::execute {

// Weighs and computes one problem. Arguments have been checked and quick returns taken. Cannot
// throw: an option that is not understood and a forced backend that cannot run are printed once to
// stderr, and SIMD computes, without scratch memory where there is none; FULCRUM_STRICT=1 aborts
// the process instead. For every type of offload/routines/.
template <class Problem>
FULCRUM_API void call_or_fall_back(const Problem& p) noexcept;

// num_threads() for the C ABI: where an option is not understood its default holds.
FULCRUM_API int threads_of_a_large_call() noexcept;

}  // namespace fulcrum::execute
