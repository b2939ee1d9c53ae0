// SPDX-License-Identifier: Apache-2.0
// In-order command queues and events.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>

#include "fulcrum/runtime/plugin.hpp"
#include "offload/opencl/opencl_device.hpp"

namespace fulcrum::offload::opencl {

// A cl_event that is released at the end, where the driver may still be called.
class EventOwner {
 public:
  EventOwner(OpenClDevice& device, cl_event event) : device_(&device), event_(event) {}
  EventOwner(EventOwner&& other) noexcept
      : device_(other.device_), event_(std::exchange(other.event_, nullptr)) {}
  EventOwner& operator=(EventOwner&& other) noexcept {
    std::swap(event_, other.event_);
    return *this;
  }
  ~EventOwner() { reset(); }

  cl_event get() const { return event_; }
  explicit operator bool() const { return event_ != nullptr; }
  void reset() noexcept;

 private:
  OpenClDevice* device_;
  cl_event event_;
};

// Has it come to pass? Throws Error where what was before it has failed.
bool is_complete(OpenClDevice& device, cl_event event);

// The marker of its last recording.
class OpenClEvent final : public plugin::Event {
 public:
  explicit OpenClEvent(std::shared_ptr<OpenClDevice> device)
      : device_(std::move(device)), marker_(*device_, nullptr) {}

  const plugin::Device& device() const override { return *device_; }

 protected:
  bool driver_done() override;
  void driver_sync() override;
  double driver_nanoseconds_since(plugin::Event& start) override;

 private:
  friend class OpenClQueue;
  // One more reference to the marker: another thread may record meanwhile.
  EventOwner marker() const;
  void set_marker(EventOwner marker);
  cl_ulong time() const;

  std::shared_ptr<OpenClDevice> device_;
  mutable std::mutex mutex_;
  EventOwner marker_;
};

// Commands are handed to the device (clFlush) where somebody will wait for them: at a recording, a
// question whether all is done, and sync().
class OpenClQueue final : public plugin::Queue {
 public:
  explicit OpenClQueue(std::shared_ptr<OpenClDevice> device)
      : device_(std::move(device)), queue_(device_->make_queue()), last_(*device_, nullptr) {}
  ~OpenClQueue() override;

  cl_command_queue handle() const { return queue_; }
  // Something was queued past this class.
  void note_queued() { queued_ = true; }

  void copy(const plugin::Copy& copy) override;
  void fill(MemoryKind kind, std::uintptr_t dst, unsigned char value, std::size_t bytes) override;
  void launch(plugin::Kernel& kernel, const LaunchConfig& config,
              std::span<const plugin::Argument> arguments) override;
  void record(plugin::Event& event) override;
  void wait(plugin::Event& event) override;
  bool knows(const plugin::Event& event) const noexcept override;
  bool done() override;
  void sync() override;
  bool drain() noexcept override;
  std::string status() const override { return device_->closed_because(); }

 private:
  void copy_row(const plugin::Copy& copy);
  bool copy_rows_at_once(const plugin::Copy& copy);
  EventOwner mark();

  std::shared_ptr<OpenClDevice> device_;
  cl_command_queue queue_;
  bool queued_ = false;  // something that last_ is not behind
  EventOwner last_;      // of done()
};

}  // namespace fulcrum::offload::opencl
