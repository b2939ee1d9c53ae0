// SPDX-License-Identifier: Apache-2.0
// execute_in_place() for the routines of one family: included by the one file of that family which
// instantiates it. The family supplies, for each of its problems and in namespace fulcrum,
//
//   void describe_into(Call&, const Problem&);      what is recorded
//   double work_of(const Problem&);                 operations, for the number of threads
//   void run(const simd::Target&, const Problem&, int threads);
//   void run_without_workspace(const simd::Target&, const Problem&);
//
// run() throws Error(OutOfMemory) before any output is touched, or never.
#pragma once

#include "src/api/describe.hpp"
#include "src/api/execute.hpp"
#include "src/api/in_place.hpp"

namespace fulcrum::api {

template <class Problem>
void execute_in_place(const Problem& p, const CallOptions& options) {
  runtime::State& s = runtime::checked_state();
  Call call;
  describe_into(call, p);
  set_options(call, to_string(call.routine), options);
  run_in_place(s, to_string(call.routine), call, work_of(p), options,
               [&](int threads) { run(*s.target, p, threads); });
}

template <class Problem>
void execute_in_place_or_fall_back(const Problem& p) noexcept {
  runtime::State& s = runtime::state();
  tell_options(s);
  Call call;
  describe_into(call, p);
  try {
    run_in_place(s, to_string(call.routine), call, work_of(p), CallOptions{},
                 [&](int threads) { run(*s.target, p, threads); });
  } catch (const std::exception& error) {
    tell_failure(s, error);
    Decision d;
    d.call = call;
    d.reason = Reason::NoDevicePath;
    d.isa = s.target->isa;
    run_without_workspace(*s.target, p);
    remember(d);
  }
}

}  // namespace fulcrum::api
