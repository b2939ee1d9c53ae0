// SPDX-License-Identifier: Apache-2.0
// Devices as cheap values, and the platforms that have them.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "fulcrum/config.hpp"
#include "offload/runtime/event.hpp"
#include "offload/runtime/memory.hpp"
#include "offload/runtime/plugin.hpp"
#include "offload/runtime/stream.hpp"

namespace fulcrum::offload {

// Copies share one device. There is no current device: what is made names it. Thread-safe.
class Device {
 public:
  explicit Device(std::shared_ptr<plugin::Device> device) : device_(std::move(device)) {}

  const std::string& name() const { return device_->name(); }
  Stream stream() const { return Stream(device_->create_stream()); }
  Event event() const { return Event(device_->create_event(false)); }
  TimedEvent timed_event() const { return TimedEvent(device_->create_event(true)); }

  // Throws Error(OutOfMemory).
  template <class T, Memory M>
  Buffer<T, M> allocate(std::size_t size) const {
    return Buffer<T, M>(device_, size);
  }

  plugin::Device& impl() const { return *device_; }

 private:
  std::shared_ptr<plugin::Device> device_;
};

// A kind of machine to compute on: "host", "cuda".
class Platform {
 public:
  Platform(std::string name, std::vector<Device> devices, std::string reason)
      : name_(std::move(name)), reason_(std::move(reason)), devices_(std::move(devices)) {}

  const std::string& name() const { return name_; }
  bool available() const { return !devices_.empty(); }
  // Why there is no device, or not all of them; empty when all went well.
  const std::string& reason() const { return reason_; }
  const std::vector<Device>& devices() const { return devices_; }

 private:
  std::string name_, reason_;
  std::vector<Device> devices_;
};

// The platforms of this build, made by name when asked: nothing registers itself before main().
Platform host_platform();
Platform cuda_platform(
    const Config& config);  // looks for devices at the first call, as discover() does
std::vector<Platform> platforms(const Config& config);

}  // namespace fulcrum::offload
