// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "bench/compare/cases.hpp"

namespace fulcrum::compare {

struct Processor {
  bool x86 = false;
  bool avx512 = false;
  std::string model;  // as the system calls it; "unknown" where it does not
};
Processor this_processor();

struct Caches {
  double second = 0;  // bytes of the L2 of one processor
  double last = 0;    // of the L3 that processors share; 0 without one
};
Caches this_machines_caches();

// Is a call bound by the memory bus, whatever a library does? It is where it has 2 operations or
// fewer for each byte that must move (a processor's bus brings 4 to 10 bytes, in which time it
// could do 10 to 40 operations), and its operands are more than the L2 of all threads and half of
// the L3 hold: the other half is what others on the machine have there. On an AMD EPYC with 32 MiB,
// a dot product reads 73 GB/s up to 12 MiB of operands, 56 at 16, 36 at 24, 21 from 48 on.
bool is_bus_bound(const Case& c, int threads, const Caches& caches);

// The share of all processors' time, 0 to 1, that was not idle during the next `seconds`; 0 where
// the system does not say. While nothing of ours runs, what others take.
double busy_share(double seconds);

// Seconds that all processors together were not idle since the system started, by its ticks of
// about 10 ms; 0 where it does not say.
double busy_seconds();

}  // namespace fulcrum::compare
