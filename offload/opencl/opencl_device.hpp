// SPDX-License-Identifier: Apache-2.0
// One OpenCL device: its context, its state after errors, and its pools of device and pinned
// memory.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "fulcrum/runtime/plugin.hpp"
#include "offload/blas/accelerator.hpp"
#include "offload/device.hpp"
#include "offload/opencl/address.hpp"
#include "offload/opencl/loader.hpp"
#include "offload/runtime/device_state.hpp"
#include "offload/runtime/memory_pool.hpp"

namespace fulcrum::offload::opencl {

// Of free memory, the largest block of which is released first, so much is kept where it is the
// host's; of a device's own a quarter.
inline constexpr std::size_t kKeptOfHost = std::size_t{512} << 20;

struct BlasApi;

// What a device says of itself, beyond its names and sizes.
struct Facts {
  cl_platform_id platform = nullptr;
  cl_device_id device = nullptr;
  int version = 0;                 // 100 * major + minor
  std::size_t base_alignment = 1;  // bytes; of a sub-buffer's offset
  std::uint64_t max_allocation = 0;
  std::string spirv;  // the versions of SPIR-V that it takes; empty: none
  bool has_double = false;
};

// Memory as a call of OpenCL names it.
struct Memory {
  cl_mem buffer;
  std::size_t offset;  // bytes
};

// Thread-safe. After an error that the device does not survive, or in a child of fork(), no call is
// made. Never destroyed once its context is there.
class OpenClDevice : public plugin::Device, public blas::Accelerator {
 public:
  OpenClDevice(const Library& library, const Facts& facts, DeviceInfo info,
               DeviceProperties properties);

  std::shared_ptr<OpenClDevice> shared() {
    return std::static_pointer_cast<OpenClDevice>(shared_from_this());
  }

  const Api& api() const { return library_.api; }
  // What its lanes call. Set where CLBlast is found, before there is one.
  const BlasApi& blas() const { return *blas_.load(std::memory_order_acquire); }
  void set_blas(const BlasApi& blas) { blas_.store(&blas, std::memory_order_release); }
  const Facts& facts() const { return facts_; }
  cl_context context();  // created at the first call

  // Returns on success; else throws Error(OutOfMemory | DeviceFailed | DeviceLost) that names the
  // call, and closes the device where it is lost.
  void check(cl_int result, const char* call) {
    if (result != CL_SUCCESS) [[unlikely]]
      fail(result, call);
  }
  // The same where nothing may be thrown.
  bool succeeded(cl_int result, const char* call) noexcept;
  // Throws Error(DeviceLost) where no call may be made.
  void require_usable() const {
    if (!usable()) [[unlikely]]
      throw Error(ErrorCode::DeviceLost, info_.name, closed_because());
  }

  bool usable() const noexcept override { return state_.usable(); }
  std::string closed_because() const override { return state_.closed_because(); }
  void close(const std::string& why) noexcept { state_.close(why); }

  // Where `bytes` bytes from an address on lie. Throws Error(InvalidArgument), naming `routine`,
  // where that is no memory of this device.
  Memory memory(const char* routine, std::uintptr_t address, std::size_t bytes) const {
    const address::Place place = address::find(address);
    if (place.block == nullptr || place.block->device != this ||
        place.offset > place.block->bytes || bytes > place.block->bytes - place.offset) [[unlikely]]
      refuse_address(routine, address, bytes);
    return {place.block->buffer, place.offset};
  }

  // What a kernel is handed for an address: the buffer, or a sub-buffer of it. Throws
  // Error(InvalidArgument) where it has no alignment that a sub-buffer could have.
  struct Argument {
    cl_mem buffer;
    bool made;  // for this launch: to be released behind it
  };
  Argument argument(const std::string& kernel, int position, std::uintptr_t address);

  blas::Limits limits() const override;
  void set_limits(const blas::Limits& limits);
  std::uint64_t room_within_limit() override;
  std::size_t available_bytes() override;
  Location location(const void* /*host*/) noexcept override { return Location::Pageable; }
  bool reads_directly(const void* /*host*/) noexcept override { return false; }
  std::unique_ptr<blas::Lane> make_lane() override;
  void within(const std::function<void()>& body) override {
    require_usable();
    body();
  }

  DeviceInfo& info() { return info_; }
  const DeviceInfo& info() const noexcept override { return info_; }
  const DeviceProperties& properties() const override { return properties_; }
  std::unique_ptr<plugin::Queue> create_queue() override;
  std::shared_ptr<plugin::Event> create_event(bool timed) override;
  std::shared_ptr<plugin::Kernel> load(const KernelSource& source,
                                       std::span<const plugin::Parameter> parameters) override;
  std::string absent(MemoryKind kind) const override;
  std::uintptr_t allocate(MemoryKind kind, std::size_t bytes) override;
  void release(MemoryKind kind, std::uintptr_t address, std::size_t bytes) noexcept override;

  // A queue's end tells drop_queue().
  cl_command_queue make_queue();
  void drop_queue(cl_command_queue queue) noexcept;
  // For let_go_at_exit(). Closes it; false where no call may be made, or none was.
  bool close_at_exit() noexcept;
  // Then waits for what is queued.
  void finish_at_exit(std::chrono::steady_clock::time_point deadline) noexcept;

 private:
  [[noreturn]] void fail(cl_int result, const char* call);
  [[noreturn]] void refuse_address(const char* routine, std::uintptr_t address,
                                   std::size_t bytes) const;
  cl_mem make_part(Block& block, std::size_t offset);

  std::uint64_t limit_bytes() const;
  std::uintptr_t allocate_new(MemoryKind kind, std::size_t bytes);
  std::uintptr_t make_device(std::size_t bytes);
  std::uintptr_t make_pinned(std::size_t bytes);
  void give_up(MemoryKind kind, std::uintptr_t address) noexcept;
  bool trim(MemoryKind kind, std::size_t keep) noexcept {
    return pools_.trim(kind, keep, [&](std::uintptr_t address) { give_up(kind, address); });
  }

  const Library& library_;
  std::atomic<const BlasApi*> blas_{nullptr};
  const Facts facts_;
  DeviceInfo info_;
  DeviceProperties properties_;
  DeviceState state_;

  std::mutex context_mutex_;
  std::atomic<cl_context> context_{nullptr};
  std::mutex queues_mutex_;
  std::vector<cl_command_queue> queues_;
  cl_command_queue service_ = nullptr;  // maps and unmaps pinned memory; made with the context

  bool ends_ = false;  // close_at_exit() has closed it
  mutable std::mutex limits_mutex_;
  blas::Limits limits_;

  struct Mapped {
    cl_mem buffer;
    void* mapped;
  };
  MemoryPools pools_;
  std::mutex mapped_mutex_;
  std::map<std::uintptr_t, Mapped> mapped_;  // pinned memory, by the address that we hand out
};

}  // namespace fulcrum::offload::opencl
