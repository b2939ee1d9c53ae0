// SPDX-License-Identifier: Apache-2.0
// The decision under test, as a table's machine would have it: decide() on a snapshot that is made
// of priors and of what the table's calibration has measured.
#pragma once

#include <vector>

#include "bench/regret/score.hpp"
#include "bench/regret/table.hpp"
#include "offload/decision/snapshot.hpp"

namespace fulcrum::regret {

// The profiles before anything has been measured, from what the table says of its machine alone:
// the same wherever it is scored.
offload::HostProfile prior_host(const Table& table);
offload::DeviceProfile prior_device(const Table& table, const offload::HostProfile& host);

// What decide() would know on that machine, with calls on its device weighed whatever its platform
// says, and its memory pool warm.
offload::Snapshot snapshot_for(const Table& table);

// What the recorder has to say of this machine for prior_host().
HostFacts facts_of(const offload::HostProfile& host, int vector_bytes);

// Predicted times of a call, whichever side decide() takes.
struct Predicted {
  double simd_ns = 0, device_ns = 0;
};
Predicted predicted_of(const Call& call, const Table& table, const offload::Snapshot& snapshot);

inline constexpr double kAskingNs = 1000;  // of a driver, where an operand lies
// Of a call that is too small to be weighed, on any machine: decide_bench's too_small.
inline constexpr double kSmallDecisionNs = 4;

// What deciding is taken to cost, of a call that is weighed and of one that is too small to be;
// below 0: it is measured here, call by call.
struct DecisionTime {
  double weighed_ns = -1, small_ns = -1;
};

// What the library does with a call of ordinary pointers: decides while it does not know where the
// operands lie, and asks only where that may change the choice.
Prediction predict(const Call& call, const Table& table, const offload::Snapshot& snapshot,
                   const DecisionTime& time);

// What one of these decisions takes here on the average.
double mean_decision_ns(const Table& table);

}  // namespace fulcrum::regret
