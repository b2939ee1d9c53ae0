// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <mutex>
#include <string>

#include "offload/runtime/fork.hpp"

namespace fulcrum::offload {

// Whether a device may still be called: not after an error that it does not survive, nor in a child
// of fork(). Thread-safe.
class DeviceState {
 public:
  // `driver`, as "CUDA", is named in the sentence.
  explicit DeviceState(const char* driver);

  bool usable() const noexcept {
    return !closed_.load(std::memory_order_acquire) && plugin::generation() == generation_;
  }
  // Empty where it is usable.
  std::string closed_because() const;
  // For good; the first reason is kept.
  void close(const std::string& why) noexcept;

 private:
  const char* const driver_;
  const unsigned generation_;  // of the process
  std::atomic<bool> closed_{false};
  mutable std::mutex mutex_;
  std::string why_;
};

}  // namespace fulcrum::offload
