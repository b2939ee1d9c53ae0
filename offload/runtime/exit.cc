// SPDX-License-Identifier: Apache-2.0
#include "offload/runtime/exit.hpp"

#include <atomic>
#include <cstdlib>

#include "fulcrum/runtime/plugin.hpp"

namespace fulcrum::plugin {
namespace {

constinit std::atomic<bool> g_watched{false}, g_exiting{false};

}  // namespace

void watch_exit() noexcept {
  if (g_watched.exchange(true)) return;
  // Where there is no room for one more, handles keep calling the driver, as before.
  std::atexit([] { g_exiting.store(true); });
}

bool exiting() noexcept { return g_exiting.load(std::memory_order_relaxed); }

}  // namespace fulcrum::plugin
