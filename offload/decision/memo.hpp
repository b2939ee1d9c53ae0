// SPDX-License-Identifier: Apache-2.0
// Decisions that have been made and still hold: programs make the same few calls over and over, and
// weighing one takes several times as long as finding it here.
#pragma once

#include "offload/decision/decide.hpp"

namespace fulcrum::offload {

struct Weighed {
  Decision decision;
  bool location_matters = false;  // location_matters() of it
};

// What decide() says, and location_matters(). Remembered for some dozens of calls, of all threads,
// until something changes that decide() reads of this snapshot, which its owner says by
// Snapshot::revision; where that is none, nothing is remembered. Thread-safe; no lock, no
// allocation.
Weighed weigh(const Call& call, const Snapshot& snapshot, const Backend& forced) noexcept;

}  // namespace fulcrum::offload
