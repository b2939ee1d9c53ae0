// SPDX-License-Identifier: Apache-2.0
// Points in a stream's order that the host and other streams can wait for.
#pragma once

#include <memory>
#include <utility>

#include "offload/runtime/plugin.hpp"

namespace fulcrum::offload {

// Move-only. Recorded by Stream::record(); recording again moves it. One that was never recorded is
// done.
class Event {
 public:
  explicit Event(std::unique_ptr<plugin::Event> event) : event_(std::move(event)) {}

  bool done() const { return event_->done(); }
  void sync() const { event_->sync(); }
  plugin::Event& impl() const { return *event_; }

 private:
  std::unique_ptr<plugin::Event> event_;
};

// An event that also notes the device's time. The difference of two is in nanoseconds; both must be
// done.
class TimedEvent : public Event {
 public:
  using Event::Event;
};
inline double operator-(const TimedEvent& end, const TimedEvent& start) {
  return end.impl().nanoseconds_since(start.impl());
}

}  // namespace fulcrum::offload
