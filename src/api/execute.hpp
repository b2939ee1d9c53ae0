// SPDX-License-Identifier: Apache-2.0
// Where every checked call joins: decide, compute in place or across, observe.
#pragma once

#include <exception>
#include <string_view>

#include "fulcrum/decision.hpp"
#include "simd/problem.hpp"

namespace fulcrum::runtime {
struct State;
}

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

// The same two for the problems of routines and types that have no device path; see
// in_place_execute.hpp.
template <class Problem>
void execute_in_place(const Problem& p, const CallOptions& options);
template <class Problem>
FULCRUM_API void execute_in_place_or_fall_back(const Problem& p) noexcept;

// num_threads() for the C ABI: where an option is not understood its default holds.
FULCRUM_API int threads_of_a_large_call() noexcept;

// What execute() would choose now. Looks for no device and touches none.
Explanation explain_call(Call call, const CallOptions& options);

// Records a call that had nothing to compute.
void remember_quick_return(const Call& call);

// Writes a call's options into what is recorded and weighed. Throws Error(InvalidArgument), naming
// the routine, for a device that Call cannot hold.
void set_options(Call& call, std::string_view routine, const CallOptions& options);

// What routines without a device path need, which compute outside execute(): the reason why a call
// runs in place (throws Error(BackendUnavailable) where an accelerator is forced and FULCRUM_STRICT
// is 1), the record of what was done, and what the C ABI tells instead of throwing.
Reason reason_in_place(const runtime::State& s, std::string_view routine,
                       const CallOptions& options);
void remember(const Decision& decision);
void tell_options(const runtime::State& s);
void tell_failure(const runtime::State& s, const std::exception& error);

}  // namespace fulcrum::api
