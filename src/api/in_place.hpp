// SPDX-License-Identifier: Apache-2.0
// The course of a call of a routine without a device path: its threads, its time, its record.
#pragma once

#include <chrono>
#include <string_view>

#include "fulcrum/decision.hpp"
#include "src/api/execute.hpp"
#include "src/runtime/state.hpp"
#include "src/runtime/verbose.hpp"

namespace fulcrum::api {

// Under this many operations nobody is asked how many threads there are: one computes them all.
inline constexpr double kSerialWork = 1e5;

// SIMD threads of a call of `work` operations.
inline int threads_in_place(const runtime::State& s, const CallOptions& options, double work) {
  if (options.threads > 0) return options.threads;
  return work < kSerialWork ? 1 : s.threads();
}

// Runs compute(threads) and records it as `call` of the routine `name`. Throws what
// reason_in_place() and compute() throw; nothing is recorded then.
template <class Compute>
void run_in_place(runtime::State& s, std::string_view name, const Call& call, double work,
                  const CallOptions& options, Compute&& compute) {
  Decision d;
  d.call = call;
  d.reason = reason_in_place(s, name, options);
  d.isa = s.target->isa;
  const int threads = threads_in_place(s, options, work);
  if (s.plain) {
    compute(threads);
    return remember(d);
  }
  const auto start = std::chrono::steady_clock::now();
  compute(threads);
  d.actual_ns =
      std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
  remember(d);
  runtime::verbose_call(s, d, threads);
}

}  // namespace fulcrum::api
