// SPDX-License-Identifier: Apache-2.0
// What a platform tells of one device beyond the runtime's interface (offload/runtime/plugin.hpp),
// so that the pipelines of this folder run on it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>

#include "offload/device.hpp"

namespace fulcrum::offload::blas {

class Lane;

// How much memory the library lets itself have on a device. Tests narrow it so that small operands
// go by panels.
struct Limits {
  std::size_t device_bytes = std::numeric_limits<std::size_t>::max();  // in use at any time
  std::size_t staging_bytes = std::size_t{64}
                              << 20;  // one output panel's pinned staging (one column at least)
  std::size_t ring_bytes = std::size_t{8} << 20;  // one slot of the upload ring
};

// Thread-safe. Its lanes keep it alive.
class Accelerator {
 public:
  Accelerator() = default;
  Accelerator(const Accelerator&) = delete;
  Accelerator& operator=(const Accelerator&) = delete;
  virtual ~Accelerator() = default;

  virtual const DeviceInfo& info() const noexcept = 0;

  // False after an error that the device does not survive, and where it must not be used, as in a
  // child of fork(); closed_because() then says why.
  virtual bool usable() const noexcept = 0;
  virtual std::string closed_because() const = 0;

  virtual Limits limits() const = 0;
  // Device bytes that the limit leaves; asks nobody.
  virtual std::uint64_t room_within_limit() = 0;
  // Device bytes that could be allocated now: free on the device or cached by us, within the limit.
  virtual std::size_t available_bytes() = 0;

  // Pinned where the driver says so.
  virtual Location location(const void* host) noexcept = 0;
  // Does the device read this host memory itself? It must then not change until the stream has
  // passed.
  virtual bool reads_directly(const void* host) noexcept = 0;

  // Page-locks the host's memory, so that the device reads and writes it itself; false where it
  // cannot. To be taken back before that memory goes, with no work on it left.
  virtual bool page_lock(void* /*memory*/, std::size_t /*bytes*/) noexcept { return false; }
  virtual void page_unlock(void* /*memory*/) noexcept {}

  // What one call needs; it throws Error where that cannot be had.
  virtual std::unique_ptr<Lane> make_lane() = 0;
  // Runs body() where the platform's calls may be made, such as in a context of the driver's.
  virtual void within(const std::function<void()>& body) = 0;
};

}  // namespace fulcrum::offload::blas
