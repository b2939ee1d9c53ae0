// SPDX-License-Identifier: Apache-2.0
// Devices as cheap values, and the platforms that have them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fulcrum/runtime/event.hpp"
#include "fulcrum/runtime/kernel.hpp"
#include "fulcrum/runtime/memory.hpp"
#include "fulcrum/runtime/plugin.hpp"
#include "fulcrum/runtime/stream.hpp"

namespace fulcrum {

// Copies share one device. There is no current device: what is made names it. Thread-safe.
class Device {
 public:
  explicit Device(std::shared_ptr<plugin::Device> device) : device_(std::move(device)) {}

  const DeviceProperties& properties() const { return device_->properties(); }
  const std::string& name() const { return properties().name; }
  Stream stream() const { return Stream(std::make_shared<plugin::Stream>(device_)); }
  Event event() const { return Event(device_->create_event(false)); }
  TimedEvent timed_event() const { return TimedEvent(device_->create_event(true)); }

  // Why there is no memory of that kind; empty where there is.
  std::string absent(MemoryKind kind) const { return device_->absent(kind); }
  // Throws Error(OutOfMemory); Error(BackendUnavailable) for a kind that is absent, with the
  // reason.
  template <class T, Memory M = memory::Device>
  Buffer<T, M> allocate(std::size_t size) const {
    return Buffer<T, M>(device_, size);
  }

  // Loads a kernel that takes Args. Throws Error(InvalidArgument) where the source has no code for
  // this device, the code has no kernel of that name, or the kernel takes other arguments; the text
  // holds what the compiler said. Costs a compilation where the code is a language.
  template <KernelArgument... Args>
  Kernel<Args...> load(const KernelSource& source) const {
    return Kernel<Args...>(device_->load(source, Kernel<Args...>::kParameters), device_,
                           source.name());
  }

  plugin::Device& impl() const { return *device_; }
  bool operator==(const Device& other) const { return device_ == other.device_; }

 private:
  std::shared_ptr<plugin::Device> device_;
};

// A kind of machine to compute on: "host", "cuda" (see platform_names()).
class Platform {
 public:
  Platform(std::string name, std::vector<Device> devices, std::string reason)
      : name_(std::move(name)), reason_(std::move(reason)), devices_(std::move(devices)) {}

  const std::string& name() const { return name_; }
  bool available() const { return !devices_.empty(); }
  // Why there is no device, or not all of them; empty when all went well.
  const std::string& reason() const { return reason_; }
  const std::vector<Device>& devices() const& { return devices_; }
  // Of a temporary: for (const Device& device : platform("cuda").devices()) is safe.
  std::vector<Device> devices() && { return std::move(devices_); }

 private:
  std::string name_, reason_;
  std::vector<Device> devices_;
};

// Looks for the platform's devices at the first call; starts a worker, where that is its name.
// Nothing registers itself before main(). Throws Error(InvalidArgument) for a name that no platform
// of this build has. Thread-safe.
FULCRUM_API Platform platform(std::string_view name);

// Names of the platforms of this build: "host", "worker", "opencl", "cuda", and "worker:opencl" and
// "worker:cuda", whose devices are theirs in a process each. Looks for nothing.
FULCRUM_API std::vector<std::string_view> platform_names();

}  // namespace fulcrum
