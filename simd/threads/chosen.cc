// SPDX-License-Identifier: Apache-2.0
#include "simd/threads/chosen.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include "simd/threads/limit.hpp"
#include "simd/threads/threads.hpp"

namespace fulcrum::simd {
namespace {

// 0: not chosen. Initial-exec: a library that is loaded later needs no allocation for it.
std::atomic<int> g_process{0}, g_configured{0};
__attribute__((tls_model("initial-exec"))) constinit thread_local int t_thread = 0;

}  // namespace

int chosen_threads() { return t_thread > 0 ? t_thread : g_process.load(std::memory_order_relaxed); }

int call_threads() {
  int threads = chosen_threads();
  if (threads == 0) threads = g_configured.load(std::memory_order_relaxed);
  if (threads == 0) threads = default_threads();
  return std::min(threads, thread_limit());
}

int choose_threads(int threads) { return g_process.exchange(threads, std::memory_order_relaxed); }

int choose_thread_threads(int threads) { return std::exchange(t_thread, threads); }

void configure_threads(int threads) { g_configured.store(threads, std::memory_order_relaxed); }

}  // namespace fulcrum::simd
