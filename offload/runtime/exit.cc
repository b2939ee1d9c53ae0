// SPDX-License-Identifier: Apache-2.0
#include "offload/runtime/exit.hpp"

#include <atomic>
#include <cstdlib>
#include <thread>

#include "fulcrum/runtime/plugin.hpp"

namespace fulcrum::plugin {
namespace {

constinit std::atomic<bool> g_watched{false}, g_exiting{false};
constinit std::atomic<int> g_in_driver{0};

}  // namespace

void watch_exit() noexcept {
  if (g_watched.exchange(true)) return;
  // Where there is no room for one more, handles keep calling the driver, as before.
  std::atexit([] { g_exiting.store(true); });
}

bool exiting() noexcept { return g_exiting.load(std::memory_order_relaxed); }

// Sequentially consistent, as is the closing of a device: a thread that is not seen inside finds
// the device closed.
InDriver::InDriver(bool is_there) noexcept : is_there_(is_there) {
  if (!is_there_) return;
  g_in_driver.fetch_add(1);
  std::atomic_thread_fence(std::memory_order_seq_cst);
}

InDriver::~InDriver() {
  if (is_there_) g_in_driver.fetch_sub(1, std::memory_order_release);
}

bool wait_outside_drivers(std::chrono::steady_clock::time_point deadline) noexcept {
  std::atomic_thread_fence(std::memory_order_seq_cst);
  while (g_in_driver.load(std::memory_order_acquire) != 0) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(std::chrono::microseconds(100));
  }
  return true;
}

}  // namespace fulcrum::plugin
