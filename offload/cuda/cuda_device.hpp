// SPDX-License-Identifier: Apache-2.0
// One GPU: its primary context, its state after errors, and its caching pools of device and pinned
// memory.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "fulcrum/runtime/plugin.hpp"
#include "offload/blas/accelerator.hpp"
#include "offload/cuda/loader.hpp"
#include "offload/device.hpp"
#include "offload/runtime/device_state.hpp"
#include "offload/runtime/memory_pool.hpp"

namespace fulcrum::offload::cuda {

using blas::Limits;

// What a launch may ask for.
struct LaunchLimits {
  Dim3 grid, block;
  std::uint64_t shared_bytes = 0;  // of a block, unless the kernel asks for more
};

// What discovery has read beside the properties.
struct DeviceFacts {
  std::size_t max_pitch = 0;
  bool managed = false;  // has managed memory
  LaunchLimits launch;
};

// Thread-safe. Driver calls go through a ContextScope; after a sticky error, or in a child of
// fork(), none is made.
class CudaDevice : public plugin::Device, public blas::Accelerator {
 public:
  // The properties' platform, name, driver and memory are taken from `info`.
  CudaDevice(const Libraries& libraries, DeviceHandle handle, DeviceInfo info,
             DeviceProperties properties, const DeviceFacts& facts);

  std::shared_ptr<CudaDevice> shared() {
    return std::static_pointer_cast<CudaDevice>(shared_from_this());
  }

  const Libraries& libraries() const { return libraries_; }
  const DriverApi& driver() const { return libraries_.driver; }
  DeviceInfo& info() { return info_; }
  const DeviceInfo& info() const noexcept override { return info_; }
  const DeviceFacts& facts() const { return facts_; }
  std::size_t max_pitch() const { return facts_.max_pitch; }
  const LaunchLimits& launch_limits() const { return facts_.launch; }
  Context context();  // retains the primary context at the first call
  // Lets this device's context reach the other's memory, where it can; copies go through the
  // driver's own staging else. Within a ContextScope of this device.
  void enable_peer(CudaDevice& other);

  // Returns on success; else throws Error(OutOfMemory | DeviceFailed | DeviceLost) that names the
  // call, and closes the device where the error is sticky.
  void check(Result result, const char* call);
  void check(BlasStatus status, const char* call);
  // The same where nothing may be thrown.
  bool succeeded(Result result, const char* call) noexcept;

  bool usable() const noexcept override { return state_.usable(); }
  std::string closed_because() const override { return state_.closed_because(); }
  void close(const std::string& why) noexcept { state_.close(why); }

  Limits limits() const override;
  void set_limits(const Limits& limits);

  // Device bytes that the limit leaves; asks nobody.
  std::uint64_t room_within_limit() override;
  // Device bytes that could be allocated now: free on the device or cached by us, within the limit.
  std::size_t available_bytes() override;

  // Where host memory lies. Never creates a context.
  enum class HostKind : std::uint8_t { Pageable, Pinned, Managed };
  HostKind host_kind(const void* pointer) noexcept;
  // Managed memory counts as pinned: the driver knows it, and it needs no page-locking.
  Location location(const void* host) noexcept override {
    return host_kind(host) == HostKind::Pageable ? Location::Pageable : Location::Pinned;
  }
  // Managed memory goes through the ring: the host reads it wherever it lies.
  bool reads_directly(const void* host) noexcept override {
    return host_kind(host) == HostKind::Pinned;
  }
  bool page_lock(void* memory, std::size_t bytes) noexcept override;
  void page_unlock(void* memory) noexcept override;
  std::unique_ptr<blas::Lane> make_lane() override;
  void within(const std::function<void()>& body) override;

  const std::string& name() const { return info_.name; }
  const DeviceProperties& properties() const override { return properties_; }
  std::unique_ptr<plugin::Queue> create_queue() override;
  std::shared_ptr<plugin::Event> create_event(bool timed) override;
  std::shared_ptr<plugin::Kernel> load(const KernelSource& source,
                                       std::span<const plugin::Parameter> parameters) override;
  std::string absent(MemoryKind kind) const override;
  std::uintptr_t allocate(MemoryKind kind, std::size_t bytes) override;
  void release(MemoryKind kind, std::uintptr_t address, std::size_t bytes) noexcept override;
  bool reaches(const plugin::Device& other) const noexcept override;

 private:
  friend class ContextScope;

  std::uintptr_t allocate_new(MemoryKind kind, std::size_t bytes);
  std::uintptr_t allocate_managed(std::size_t bytes);
  Result driver_allocate(MemoryKind kind, std::size_t bytes, std::uintptr_t& address);
  void driver_free(MemoryKind kind, std::uintptr_t address) noexcept;
  bool trim(MemoryKind kind, std::size_t keep) noexcept {
    return pools_.trim(kind, keep, [&](std::uintptr_t address) { driver_free(kind, address); });
  }

  const Libraries& libraries_;
  const DeviceHandle handle_;
  DeviceInfo info_;
  DeviceProperties properties_;
  const DeviceFacts facts_;
  DeviceState state_;

  std::mutex context_mutex_;
  std::atomic<Context> context_{nullptr};

  mutable std::mutex limits_mutex_;
  Limits limits_;

  // What is known of other devices, by their handles; devices beyond are asked for every time.
  enum Peer : std::uint8_t { Unknown, Unreachable, Reachable, Enabled };
  static constexpr std::size_t kPeers = 64;
  mutable std::array<std::atomic<Peer>, kPeers> peers_{};

  MemoryPools pools_;
};

// Makes the device's context current on this thread, and gives back what was there before. Scopes
// nest; an inner one of the same device costs one compare. Throws Error where the device cannot be
// used.
class ContextScope {
 public:
  explicit ContextScope(CudaDevice& device);
  ContextScope(CudaDevice& device, std::nothrow_t) noexcept;  // see active()
  ~ContextScope();
  ContextScope(const ContextScope&) = delete;
  ContextScope& operator=(const ContextScope&) = delete;

  bool active() const { return active_; }

 private:
  CudaDevice& device_;
  CudaDevice* outer_;
  bool active_ = false, pushed_ = false;
};

}  // namespace fulcrum::offload::cuda
