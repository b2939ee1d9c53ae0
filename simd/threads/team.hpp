// SPDX-License-Identifier: Apache-2.0
// How many threads a calling thread's team may have. libgomp ends the process where it cannot
// create a thread, and gives every calling thread a team of its own; so what a team is to grow by
// is tried first, and all teams together have at most twice as many threads as there are processors
// beside those that call.
#pragma once

#include <cstddef>
#include <mutex>

namespace fulcrum::simd {

// Processors that this process may keep busy: those of its affinity mask, or as many as the CPU
// quota of its control group pays for, rounded up, where that is fewer. Looked up once.
int processors();

// Stack size of OpenMP's threads by OMP_STACKSIZE: "512k", in KiB where there is no unit; 0 where
// it is null or no size.
std::size_t stack_size(const char* text);

// What the calling thread gets for a region. Costs nothing where its team has been as large in its
// last region; where it grows, all other growing waits until complete() or the end.
class Team {
 public:
  // threads >= 1
  explicit Team(int threads);
  // At most as many as were asked for; 1: no region.
  int threads() const { return threads_; }
  // The region has its threads. By the thread that made this.
  void complete() {
    if (growing_.owns_lock()) growing_.unlock();
  }

  // In a child after fork(): it has no threads but the one that forked.
  static void forget_all();

 private:
  int threads_;
  std::unique_lock<std::mutex> growing_;
};

}  // namespace fulcrum::simd
