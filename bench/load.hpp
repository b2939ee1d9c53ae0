// SPDX-License-Identifier: Apache-2.0
// What several threads may lose beside a neighbour that keeps a processor busy.
#pragma once

namespace fulcrum::bench {

// Medians of one call, in seconds.
struct Loaded {
  double one = 0;     // on one thread, the machine idle
  double two = 0;     // on all threads, the machine idle
  double beside = 0;  // on all threads, beside the neighbour

  double ratio() const { return beside / one; }
  double added() const { return beside - one; }

  // A call that takes 10 ms or more on one thread takes at most twice that, a shorter one at most
  // 10 ms more: a thread that shares its processor waits a few slices of the scheduler, 3 to 4 ms
  // each.
  bool is_within_limits() const {
    constexpr double kLong = 10e-3, kMostRatio = 2, kMostAdded = 10e-3;
    return one >= kLong ? ratio() <= kMostRatio : added() <= kMostAdded;
  }
};

}  // namespace fulcrum::bench
