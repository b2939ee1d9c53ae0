// SPDX-License-Identifier: Apache-2.0
// The host as a platform: a stream is a thread with a queue, every kind of memory is ordinary
// memory, copies are memcpy. Programs written for streams run on it without an accelerator, and the
// runtime's tests run on it first.
#include "offload/host/host_platform.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "fulcrum/error.hpp"
#include "offload/host/host_kernel.hpp"
#include "offload/runtime/platforms.hpp"
#include "simd/threads/chosen.hpp"
#include "simd/threads/published.hpp"

namespace fulcrum::offload {
namespace {

using Clock = std::chrono::steady_clock;

// Done when the stream's thread has come by: nothing runs behind its back.
class HostEvent final : public plugin::Event {
 public:
  explicit HostEvent(const plugin::Device& device) : device_(device) {}

  const plugin::Device& device() const override { return device_; }
  void note_time() { time_.store(Clock::now().time_since_epoch()); }

 protected:
  bool driver_done() override { return true; }
  void driver_sync() override {}
  double driver_nanoseconds_since(plugin::Event& start) override {
    return std::chrono::duration<double, std::nano>(time_.load() -
                                                    dynamic_cast<HostEvent&>(start).time_.load())
        .count();
  }

 private:
  const plugin::Device& device_;
  std::atomic<Clock::duration> time_{};
};

class HostQueue final : public plugin::Queue {
 public:
  void copy(const plugin::Copy& copy) override {
    for (std::size_t row = 0; row < copy.height; ++row) {
      std::memmove(pointer_to<void>(copy.dst + row * copy.dst_pitch),
                   pointer_to<const void>(copy.src + row * copy.src_pitch), copy.width_bytes);
    }
  }
  void fill(MemoryKind, std::uintptr_t dst, unsigned char value, std::size_t bytes) override {
    std::memset(pointer_to<void>(dst), value, bytes);
  }
  void launch(plugin::Kernel& kernel, const LaunchConfig& config,
              std::span<const plugin::Argument> arguments) override {
    values_.clear();
    for (const plugin::Argument& argument : arguments) values_.push_back(argument.data);
    host::run_kernel(dynamic_cast<host::HostCode&>(kernel).kernel(), config, values_.data(),
                     shared_);
  }
  void record(plugin::Event& event) override { dynamic_cast<HostEvent&>(event).note_time(); }
  void wait(plugin::Event&) override {}  // the stream has waited for the other's thread
  bool knows(const plugin::Event& event) const noexcept override {
    return dynamic_cast<const HostEvent*>(&event) != nullptr;
  }
  bool done() override { return true; }
  void sync() override {}
  bool drain() noexcept override { return true; }
  bool computes_in_call() const noexcept override { return true; }

 private:
  std::vector<const void*> values_;
  std::vector<std::byte> shared_;
};

class HostDevice final : public plugin::Device {
 public:
  HostDevice() {
    properties_.platform = "host";
    properties_.name = "host";
    properties_.memory_bytes = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) *
                               static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
    properties_.compute_units = simd::call_threads();
    properties_.max_block_items = host::kMaxBlockItems;
    properties_.max_shared_bytes = host::kMaxSharedBytes;
    properties_.integrated = true;
  }

  const DeviceProperties& properties() const override { return properties_; }
  std::unique_ptr<plugin::Queue> create_queue() override { return std::make_unique<HostQueue>(); }
  std::shared_ptr<plugin::Event> create_event(bool) override {
    return std::make_shared<HostEvent>(*this);
  }
  std::shared_ptr<plugin::Kernel> load(const KernelSource& source,
                                       std::span<const plugin::Parameter> parameters) override {
    return host::load_kernel(source, parameters);
  }

  std::string absent(MemoryKind) const override { return {}; }
  std::uintptr_t allocate(MemoryKind, std::size_t bytes) override {
    void* memory = ::operator new(std::max<std::size_t>(bytes, 1), kAlignment, std::nothrow);
    if (memory == nullptr) {
      throw Error(ErrorCode::OutOfMemory, "host",
                  std::to_string(bytes) + " bytes could not be allocated");
    }
    return reinterpret_cast<std::uintptr_t>(memory);
  }
  void release(MemoryKind, std::uintptr_t address, std::size_t) noexcept override {
    ::operator delete(pointer_to<void>(address), kAlignment);
  }

 private:
  static constexpr std::align_val_t kAlignment{256};
  DeviceProperties properties_;
};

using Shared = std::shared_ptr<plugin::Device>;
constinit std::atomic<const Shared*> g_device{nullptr};

}  // namespace

std::shared_ptr<plugin::Device> host::device() {
  return simd::published(
      g_device, [] { return std::make_unique<const Shared>(std::make_shared<HostDevice>()); });
}

Platform host_platform(const Config& /*config*/) {
  return Platform("host", {Device(host::device())}, "");
}

}  // namespace fulcrum::offload
