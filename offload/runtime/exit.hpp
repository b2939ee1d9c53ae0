// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace fulcrum::plugin {

// From here on the beginning of the program's exit is noticed (exiting() in plugin.hpp). Statics
// that were made later are destroyed before that, while a driver still works.
void watch_exit() noexcept;

// Held by a stream's own thread while it may be inside a driver: not while it runs the user's task,
// nor while it waits for another stream, which may never come.
class InDriver {
 public:
  explicit InDriver(bool is_there) noexcept;
  ~InDriver();
  InDriver(const InDriver&) = delete;
  InDriver& operator=(const InDriver&) = delete;

 private:
  const bool is_there_;
};

// Waits until no such thread is inside, for a platform whose devices take no more calls by now.
// False where one still is at the deadline.
bool wait_outside_drivers(std::chrono::steady_clock::time_point deadline) noexcept;

}  // namespace fulcrum::plugin
