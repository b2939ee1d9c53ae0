// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace fulcrum::compare {

struct Processor {
  bool x86 = false;
  bool avx512 = false;
  std::string model;  // as the system calls it; "unknown" where it does not
};
Processor this_processor();

// The share of all processors' time, 0 to 1, that was not idle during the next `seconds`; 0 where
// the system does not say. While nothing of ours runs, what others take.
double busy_share(double seconds);

// Seconds that all processors together were not idle since the system started, by its ticks of
// about 10 ms; 0 where it does not say.
double busy_seconds();

}  // namespace fulcrum::compare
