// SPDX-License-Identifier: Apache-2.0
// Values that the first call to need them makes, and that are never destroyed: a call may come from
// a destructor that runs after main().
#pragma once

#include <atomic>
#include <memory>

namespace fulcrum::simd {

// What `where`, a constant-initialised global, points to; where that is nothing yet, `make()`'s
// std::unique_ptr is put there. Threads that come at once may each make one: the first to publish
// wins, the others' are deleted. No guard of a local static, so that a child forked while another
// thread is making one makes its own instead of waiting for a thread that it has not. One atomic
// load after the first time. Throws what `make` throws, with nothing published.
template <class T, class Make>
T& published(std::atomic<T*>& where, Make&& make) {
  if (T* const there = where.load(std::memory_order_acquire)) [[likely]]
    return *there;
  std::unique_ptr<T> mine = make();
  T* winner = nullptr;
  if (!where.compare_exchange_strong(winner, mine.get(), std::memory_order_acq_rel,
                                     std::memory_order_acquire)) {
    return *winner;
  }
  return *mine.release();
}

// The same for a number that is never negative: `where` begins at -1. Threads that come at once may
// each find it out.
template <class Find>
int known(std::atomic<int>& where, Find&& find) {
  int value = where.load(std::memory_order_relaxed);
  if (value < 0) [[unlikely]] {
    value = find();
    where.store(value, std::memory_order_relaxed);
  }
  return value;
}

}  // namespace fulcrum::simd
