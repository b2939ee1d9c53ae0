// SPDX-License-Identifier: Apache-2.0
// The one measuring harness: warm-up, interleaved samples, adaptive repeats within a time budget.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "offload/measure/statistics.hpp"

namespace fulcrum::measure {

// Nanoseconds of the monotonic clock.
std::int64_t now_ns();

// How long and how often to measure.
struct Plan {
  double budget_ns = 50e6;  // stop adding samples once all contenders together have run that long
  int min_samples = 6;      // the fewest with a 95% interval; kept even where the budget is overrun
  int max_samples = 201;
  // A sample repeats the call until it lasts that long: reading the clock costs about 25 ns, so
  // 0.3% of 10 us.
  double min_sample_ns = 10e3;
  // A sample of that few calls is led by one that is not timed: what the other contenders have left
  // in the caches is none of this one's business.
  std::int64_t warmed_calls = 8;
  double relative_width =
      0.02;  // stop early once every interval is narrower than this part of its median
};

// Nanoseconds per call, and what was run to learn them.
struct Measurement {
  Summary ns;
  std::vector<double> samples;  // in the order of the rounds
  std::int64_t calls_per_sample = 0;
  std::int64_t calls = 0;    // timed calls in all samples
  double total_ns = 0;       // time of all samples
  bool failed = false;       // the contender returned false: nothing above is valid
  bool interrupted = false;  // stopped before min_samples
};

// Makes that many calls of one contender; the loop is inside, so that a call of 50 ns is not
// charged for the indirection. False: one failed, and the contender is not run again.
using Contender = std::function<bool(std::int64_t calls)>;

// Measures contenders that do the same work. Each is run once to warm up, then once or more to find
// how many calls make a sample; samples are taken in rounds, one of each contender, so that a slow
// drift of the machine hits all alike. `stop` is asked between samples: true ends the measurement
// with what there is. Exceptions of a contender propagate.
std::vector<Measurement> measure(std::span<const Contender> contenders, const Plan& plan,
                                 const std::function<bool()>& stop = {});

}  // namespace fulcrum::measure
