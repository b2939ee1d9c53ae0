// SPDX-License-Identifier: Apache-2.0
// Tables made up for the tests of the score.
#pragma once

#include <cstdint>
#include <string>

#include "bench/regret/table.hpp"
#include "offload/measure/families.hpp"

namespace fulcrum::regret {

inline Call call_of(Routine routine, std::int64_t m, std::int64_t n, std::int64_t k,
                    State state = State::Pageable, ElementType type = ElementType::F64) {
  return placed(measure::make_call(routine, type, {m, n, k}, Location::Unknown, 0), state);
}

inline Cell cell_of(const Call& call, double simd_ns, double device_ns) {
  return {call,
          {simd_ns, 0.9 * simd_ns, 1.1 * simd_ns, 15},
          {device_ns, 0.9 * device_ns, 1.1 * device_ns, 15}};
}

inline Table small_table() {
  Table table;
  table.name = "small";
  table.machine = "a machine, 2 processors";
  table.cpu = "a processor";
  table.date = "2026-01-01";
  table.conditions = "none: made up";
  table.isa = Isa::Avx2;
  table.threads = 1;
  table.host = {32, 2.5, 32768, 1 << 20, 16 << 20};
  table.device_threads = "2";
  table.device.platform = "worker";
  table.device.name = "a device";
  table.context_ns = 1e6;
  table.cells = {cell_of(call_of(Routine::Gemm, 8, 8, 8), 100, 5e3),
                 cell_of(call_of(Routine::Gemm, 900, 900, 900, State::Pinned), 2e7, 1e7),
                 cell_of(call_of(Routine::Axpy, 1, 1000, 1), 200, 9e3)};
  table.samples = {{call_of(Routine::Gemm, 64, 64, 64), 1, 9e3},
                   {call_of(Routine::Gemm, 64, 64, 64), 0, 2e4}};
  return table;
}

}  // namespace fulcrum::regret
