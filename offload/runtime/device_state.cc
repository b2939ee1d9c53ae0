// SPDX-License-Identifier: Apache-2.0
#include "offload/runtime/device_state.hpp"

namespace fulcrum::offload {

DeviceState::DeviceState(const char* driver)
    : driver_(driver), generation_((plugin::watch_fork(), plugin::generation())) {}

std::string DeviceState::closed_because() const {
  if (plugin::generation() != generation_) {
    return std::string("this process is a child of fork(), where the parent's ") + driver_ +
           " driver cannot be used";
  }
  if (!closed_.load()) return {};
  const std::lock_guard lock(mutex_);
  return why_.empty() ? "closed" : why_;
}

void DeviceState::close(const std::string& why) noexcept {
  const std::lock_guard lock(mutex_);
  if (closed_.load()) return;
  try {
    why_ = why;
  } catch (...) {
    why_.clear();
  }
  closed_.store(true);
}

}  // namespace fulcrum::offload
