// SPDX-License-Identifier: Apache-2.0
// In a child of fork() no driver of the parent's may be called. getpid() is a system call, too dear
// for every copy and launch: here a handler counts.
#pragma once

#include <atomic>

namespace fulcrum::plugin {

namespace detail {
inline constinit std::atomic<unsigned> g_generation{0};
}  // namespace detail

// Counts forks from now on. Thread-safe.
void watch_fork() noexcept;

// Differs between a process and its children, where watch_fork() was called before.
inline unsigned generation() noexcept {
  return detail::g_generation.load(std::memory_order_relaxed);
}

}  // namespace fulcrum::plugin
