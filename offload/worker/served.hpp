// SPDX-License-Identifier: Apache-2.0
// The device that a worker serves: this process's processors, whose memory is the arena, or a
// device of another platform.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "fulcrum/config.hpp"
#include "fulcrum/runtime/kernel.hpp"
#include "fulcrum/runtime/plugin.hpp"
#include "offload/worker/protocol.hpp"

namespace fulcrum::simd {
struct Target;
}

namespace fulcrum::offload::worker {

// The arena as a worker has it mapped.
struct ServedArena {
  std::byte* memory = nullptr;
  ArenaLayout layout{};

  ControlShared& control() const { return *reinterpret_cast<ControlShared*>(memory); }
  // Memory for [offset, offset + bytes). Throws Error(InvalidArgument) where that is not inside one
  // block in use; of no bytes, the end of a block is inside.
  std::byte* at(std::uint64_t offset, std::uint64_t bytes, const char* what) const;
};

// The bytes from the first one of a copy's side to the last. Throws Error(InvalidArgument) where
// there are none, or more than numbers go.
std::uint64_t extent(const CopyMessage& copy, std::uint64_t pitch);

// A problem whose operands have been checked, and have the device's own addresses.
struct CheckedProblem {
  std::uint32_t type;   // which of the list in problems.hpp
  const void* problem;  // what is launched of it
  // Computes it in this process.
  void (*here)(const simd::Target& target, const void* problem);
};

// What one queue's thread does. Failures throw; what has not been done on return is so, or has
// failed, after settle().
class ServedCommands {
 public:
  ServedCommands() = default;
  ServedCommands(const ServedCommands&) = delete;
  ServedCommands& operator=(const ServedCommands&) = delete;
  virtual ~ServedCommands() = default;

  virtual void copy(const CopyMessage& message) = 0;
  virtual void fill(const FillMessage& message) = 0;
  virtual void launch(plugin::Kernel& kernel, const LaunchConfig& config,
                      std::span<const plugin::Argument> arguments) = 0;
  virtual void compute(const CheckedProblem& problem) = 0;
  // Waits until all is done. Throws the first failure.
  virtual void settle() = 0;
  // False where every call has done its work on return.
  virtual bool settles_later() const noexcept = 0;
};

// Thread-safe.
class ServedDevice {
 public:
  ServedDevice() = default;
  ServedDevice(const ServedDevice&) = delete;
  ServedDevice& operator=(const ServedDevice&) = delete;
  virtual ~ServedDevice() = default;

  virtual std::unique_ptr<ServedCommands> make_commands() = 0;
  virtual std::shared_ptr<plugin::Kernel> load(const KernelSource& source,
                                               std::span<const plugin::Parameter> parameters) = 0;
  // This process's address of device memory [place, place + bytes): what a kernel or a problem is
  // given. Throws Error(InvalidArgument) where it is not inside one block in use.
  virtual std::uintptr_t address(std::uint64_t place, std::uint64_t bytes,
                                 const char* what) const = 0;

  // Of memory that does not lie in the arena; Nonsense where all does.
  virtual void allocate(std::uint64_t place, std::uint64_t bytes) = 0;
  virtual void release(std::uint64_t place) = 0;
  virtual std::uint64_t available_bytes() = 0;
  // A block of the arena, for copies that the device makes itself; false where it cannot.
  virtual bool page_lock(std::byte* memory, std::uint64_t bytes) = 0;
  virtual void page_unlock(std::byte* memory) = 0;
  virtual DeviceDescription describe(std::uint64_t index) = 0;

  // How many devices the platform has.
  virtual std::uint32_t devices() const { return 1; }
  // Why the device is of no more use to this process; empty while it is.
  virtual std::string lost_because() const { return {}; }
};

std::unique_ptr<ServedDevice> serve_host(const ServedArena& arena, const simd::Target& target);
// Throws Error where the platform is not there, or has no such device.
std::unique_ptr<ServedDevice> serve_platform(const ServedArena& arena, const std::string& platform,
                                             std::uint32_t index, const Config& config);

}  // namespace fulcrum::offload::worker
