// SPDX-License-Identifier: Apache-2.0
// The parts of the simulation that things wait for.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

namespace fulcrum::regret {

// Serves one after another, in the order in which they are handed to it.
class Server {
 public:
  // When something is done that is there at `ready` and takes `service`.
  double serve(double ready, double service) {
    free_ = std::max(free_, ready) + service;
    return free_;
  }
  double free_at() const { return free_; }

 private:
  double free_ = 0;
};

// Several that take the next piece of work as soon as they are free.
class Crew {
 public:
  void add(double free_at) { free_.push(free_at); }
  // The one that is free first: when that is. It must be given back with add().
  double take() {
    const double at = free_.top();
    free_.pop();
    return at;
  }
  // When the last of them is free.
  double finish() {
    double last = 0;
    while (!free_.empty()) last = take();
    return last;
  }

 private:
  std::priority_queue<double, std::vector<double>, std::greater<>> free_;
};

// Calls take(begin, size) for each piece of `all`, of `each` but the last.
template <class Take>
void for_pieces(double all, double each, const Take& take) {
  const auto count = static_cast<std::int64_t>(std::ceil(all / each));
  for (std::int64_t i = 0; i < count; ++i) {
    const double begin = static_cast<double>(i) * each;
    take(begin, std::min(each, all - begin));
  }
}

// The part of accesses that find a line in a cache of that size, where so many bytes are in use: a
// cache with few ways and neighbours neither holds all up to its size nor nothing beyond.
inline double hit_rate(double used, double size) {
  if (size <= 0) return 0;
  const double full = used / size;
  return 1 / (1 + full * full * full * full);
}

}  // namespace fulcrum::regret
