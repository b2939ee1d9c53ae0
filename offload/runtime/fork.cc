// SPDX-License-Identifier: Apache-2.0
#include "offload/runtime/fork.hpp"

#include <pthread.h>

namespace fulcrum::plugin {
namespace {

constinit std::atomic<bool> g_watched{false};

}  // namespace

void watch_fork() noexcept {
  if (g_watched.exchange(true)) return;
  // Where there is no room for one more handler, a child's calls fail in the driver.
  pthread_atfork(nullptr, nullptr,
                 [] { detail::g_generation.fetch_add(1, std::memory_order_relaxed); });
}

}  // namespace fulcrum::plugin
