// SPDX-License-Identifier: Apache-2.0
// The decision: SIMD in place, or across the boundary.
//
// decide() is pure: no I/O, lock, allocation or clock. What changes between calls lives in
// ModelState, which hands out immutable snapshots.
#pragma once

#include <cstddef>
#include <cstdint>

#include "fulcrum/decision.hpp"
#include "offload/decision/snapshot.hpp"

namespace fulcrum::offload {

// Weighs one call. Does not apply CallOptions: the caller passes what is forced in `forced` (Auto:
// nothing).
Decision decide(const Call& call, const Snapshot& snapshot,
                Backend forced = Backend::Auto) noexcept;

// True where a call that stays in place only because operands of unknown location were priced as
// pageable would go to the device if they were pinned: then asking the driver (about 1 us) and
// deciding again is worth it.
bool location_matters(const Decision& decision, const Snapshot& snapshot) noexcept;

// Both predictions term by term, for a decision made by decide() or for a call.
Explanation explain(const Decision& decision, const Snapshot& snapshot);

// Floating-point operations of a call that is weighed; the measure that
// Snapshot::smallest_paying_flops is in. Inline: a call out of line took a sixth of a 4 x 4 x 4
// product.
inline double flops(const Call& call) noexcept {
  const double m = static_cast<double>(call.m), n = static_cast<double>(call.n);
  switch (call.routine) {
    case Routine::Gemm:
      return 2 * m * n * static_cast<double>(call.k);
    case Routine::Gemv:
      return 2 * m * n;
    case Routine::Axpy:
    case Routine::Dot:
      return 2 * n;
    default:
      break;
  }
  return n;
}

// True where SIMD is certain to be predicted faster though the operations alone do not say so:
// priced for one thread and the slowest memory, the product takes less than any device's shortest
// call. Six multiplications; spares a product of 32 x 32 x 32 (0.5 us) the 0.15 us of being weighed
// and timed.
inline bool gemm_surely_in_place(ElementType element, std::int64_t rows, std::int64_t columns,
                                 std::int64_t depth, const Snapshot& snapshot) noexcept {
  const auto type = static_cast<std::size_t>(element);
  const Saturation& core = snapshot.host.rates[static_cast<std::size_t>(Routine::Gemm)][type].core;
  const double m = static_cast<double>(rows), n = static_cast<double>(columns),
               k = static_cast<double>(depth);
  const double compute =
      2 * (m + core.m_half) * (n + core.n_half) * (k + core.k_half) * core.ns_per_flop;
  const double bytes = (m * k + k * n + 2 * m * n) * static_cast<double>(size_of(element));
  const double memory = bytes * snapshot.slowest_ns_per_byte;
  return compute * snapshot.host_corrections.compute.get() < snapshot.border_ns &&
         memory * snapshot.host_corrections.memory.get() < snapshot.border_ns;
}
inline bool surely_in_place(const Call& call, const Snapshot& snapshot) noexcept {
  return call.routine == Routine::Gemm &&
         gemm_surely_in_place(call.type, call.m, call.n, call.k, snapshot);
}

}  // namespace fulcrum::offload
