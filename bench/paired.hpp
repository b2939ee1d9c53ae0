// SPDX-License-Identifier: Apache-2.0
// Two ways to do the same work, timed in pairs: what the machine does to one of a pair it most
// likely does to the other, so the ratio of a pair says more than the ratio of two medians.
#pragma once

#include "offload/measure/harness.hpp"
#include "offload/measure/statistics.hpp"

namespace fulcrum::bench {

// How a ratio t1 / t2 stands to a limit, as its interval says.
enum class Verdict {
  Within,     // the whole interval at the limit or above
  Beyond,     // the whole interval under the limit
  Undecided,  // the limit lies inside, or there is no interval of 95%
};

// The verdict on "the second is never slower than the first by more than `slower`": the limit is
// 1 / (1 + slower).
Verdict verdict(const measure::Summary& ratio, double slower);

struct Paired {
  measure::Summary first_ns, second_ns;  // per call
  measure::Summary ratio;                // first / second, pair by pair
};

// Times both in pairs; every other pair begins with the second. A sample repeats the call until it
// lasts plan.min_sample_ns. Before each sample its contender is called once more, untimed:
// otherwise the side with more threads would wake in every sample those that fell asleep in the
// other's. Ends after plan.max_samples pairs, or where the budget is spent after plan.min_samples;
// never because the interval has become narrow, which would favour lucky streaks (relative_width is
// not used). Throws std::runtime_error where a contender returns false.
Paired time_pairs(const measure::Contender& first, const measure::Contender& second,
                  const measure::Plan& plan, double pause_ns = 0);

}  // namespace fulcrum::bench
