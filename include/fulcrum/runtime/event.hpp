// SPDX-License-Identifier: Apache-2.0
// Points in a stream's order that the host and other streams can wait for.
#pragma once

#include <memory>
#include <utility>

#include "fulcrum/runtime/plugin.hpp"

namespace fulcrum {

// Move-only. Recorded by Stream::record(); recording again moves it. One that was never recorded is
// done. Thread-safe, but for being recorded while it is waited for: who waits then waits for one of
// the two recordings.
class Event {
 public:
  explicit Event(std::shared_ptr<plugin::Event> event) : event_(std::move(event)) {}
  Event(Event&&) noexcept = default;
  Event& operator=(Event&&) noexcept = default;

  bool done() const { return event_->done(); }
  // Throws the first error of what was queued before it. Error(InvalidArgument) from a host task of
  // a stream that has yet to reach it: it would wait for itself.
  void sync() const { event_->sync(); }
  plugin::Event& impl() const { return *event_; }

 private:
  std::shared_ptr<plugin::Event> event_;
};

// An event that also notes the device's time. The difference of two of one device is in
// nanoseconds; both must have been recorded and be done, Error(InvalidArgument) else.
class TimedEvent : public Event {
 public:
  using Event::Event;
};
inline double operator-(const TimedEvent& end, const TimedEvent& start) {
  return end.impl().nanoseconds_since(start.impl());
}

}  // namespace fulcrum
