// SPDX-License-Identifier: Apache-2.0
// The decision: SIMD in place, or across the boundary.
//
// decide() is pure: no I/O, lock, allocation or clock. What changes between calls lives in
// ModelState, which hands out immutable snapshots.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "fulcrum/decision.hpp"
#include "offload/decision/snapshot.hpp"
#include "offload/routines/traits.hpp"

namespace fulcrum::offload {

// The same in every field. Without branches between them: as a rule all are the same.
inline bool same(const Call& a, const Call& b) noexcept {
  const auto differ = [](auto x, auto y) { return static_cast<unsigned>(x != y); };
  const unsigned letters =
      differ(a.routine, b.routine) | differ(a.type, b.type) | differ(a.layout, b.layout) |
      differ(a.side, b.side) | differ(a.uplo, b.uplo) | differ(a.trans_a, b.trans_a) |
      differ(a.trans_b, b.trans_b) | differ(a.diag, b.diag) | differ(a.beta_zero, b.beta_zero) |
      differ(a.a, b.a) | differ(a.b, b.b) | differ(a.c, b.c);
  const unsigned sizes = differ(a.m, b.m) | differ(a.n, b.n) | differ(a.k, b.k) |
                         differ(a.lda, b.lda) | differ(a.ldb, b.ldb) | differ(a.ldc, b.ldc) |
                         differ(a.batch, b.batch) | differ(a.threads, b.threads) |
                         differ(a.device, b.device);
  return (letters | sizes) == 0;
}

// Weighs one call. Does not apply CallOptions: the caller passes what is forced in `forced` (Auto:
// nothing), Simd or the name of a platform.
Decision decide(const Call& call, const Snapshot& snapshot, const Backend& forced = {}) noexcept;

// The device that is predicted to be the fastest for this call, whatever SIMD takes; -1: none.
int fastest_device(const Call& call, const Snapshot& snapshot) noexcept;

// True where a call that stays in place only because operands of unknown location were priced as
// pageable would go to the device if they were pinned: then asking the driver (about 1 us) and
// deciding again is worth it.
bool location_matters(const Decision& decision, const Snapshot& snapshot) noexcept;

// Both predictions term by term, for a decision made by decide() or for a call.
Explanation explain(const Decision& decision, const Snapshot& snapshot);

// Floating-point operations of a call: the measure that Threshold::smallest is in.
inline double operations(const Call& call) noexcept { return traits_of(call).operations(call); }

// Is so much on one thread certainly less than any device's shortest call?
inline bool is_certainly_less(double ns, const Snapshot& snapshot) noexcept {
  const HostCorrections& corrections = snapshot.host_corrections;
  return ns * std::max({1.0, corrections.compute.get(), corrections.memory.get()}) <
         snapshot.border_ns;
}

// True where SIMD is certain to be predicted faster though the operations alone do not say so:
// priced for one thread, the product takes less than any device's shortest call. A dozen
// multiplications; spares a product of 32 x 32 x 32 (0.5 us) the 0.15 us of being weighed and
// timed.
inline bool product_surely_in_place(const Rate& rate, ElementType type, std::int64_t rows,
                                    std::int64_t columns, std::int64_t depth,
                                    const Snapshot& snapshot) noexcept {
  const double m = static_cast<double>(rows), n = static_cast<double>(columns),
               k = static_cast<double>(depth);
  const double each = is_complex(type) ? kMultiplyAdd<std::complex<double>> : kMultiplyAdd<double>;
  const double c = m * n, a = m * k, b = n * k;
  // All of it from DRAM, C in both directions.
  const double bytes = (2 * c + a + b) * static_cast<double>(size_of(type));
  return is_certainly_less(rate.of({1, m, n, bytes, c, a, b, each * m * n * k}), snapshot);
}

// The same of what reads and writes its operands once: `bytes` that the caches move, all from the
// slowest level, and elements that are not contiguous. The operations say little here, for their
// threshold holds for vectors of any increment: 0.1 us of 1000 elements were weighed in 0.4.
inline bool memory_surely_in_place(const Rate& rate, double rows, double columns, double bytes,
                                   double strided, const Snapshot& snapshot) noexcept {
  const Amounts& ns = rate.ns;
  const double slowest = *std::max_element(&ns[kBytesTerm], &ns[kStridedTerm]);
  return is_certainly_less(ns[kCallTerm] + ns[kRowsTerm] * rows + ns[kColumnsTerm] * columns +
                               slowest * bytes + ns[kStridedTerm] * strided,
                           snapshot);
}

}  // namespace fulcrum::offload
