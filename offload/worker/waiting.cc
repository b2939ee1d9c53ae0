// SPDX-License-Identifier: Apache-2.0
#include "offload/worker/waiting.hpp"

#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>

#include "simd/threads/published.hpp"

namespace fulcrum::offload::worker {
namespace {

constinit std::atomic<int> g_spinning{0}, g_processors{-1};

constexpr int kLeastSpin = 2000, kMostSpin = 40000;  // ns
constexpr unsigned kProbe = 16;
constinit thread_local int t_spin = kMostSpin;
constinit thread_local unsigned t_waits = 0;

int processors() {
  return simd::known(g_processors, [] {
    cpu_set_t set;
    // More processors than the set has room for: two at least.
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 2;
  });
}

}  // namespace

void sleep_on(std::atomic<std::uint32_t>& word, std::uint32_t seen,
              std::chrono::milliseconds longest) noexcept {
  timespec time{};
  time.tv_nsec = static_cast<long>(std::min<std::int64_t>(longest.count(), 999)) * 1000000;
  syscall(SYS_futex, reinterpret_cast<std::uint32_t*>(&word), FUTEX_WAIT, seen, &time, nullptr, 0);
}

void wake_all(std::atomic<std::uint32_t>& word) noexcept {
  syscall(SYS_futex, reinterpret_cast<std::uint32_t*>(&word), FUTEX_WAKE, INT32_MAX, nullptr,
          nullptr, 0);
}

std::chrono::nanoseconds spin_time() noexcept {
  return std::chrono::nanoseconds(++t_waits % kProbe == 0 ? kMostSpin : t_spin);
}

void note_spin(bool came) noexcept {
  t_spin = came ? std::min(2 * t_spin, kMostSpin) : std::max(t_spin / 2, kLeastSpin);
}

SpinTurn::SpinTurn() noexcept : taken_(false) {
  const int most = processors() - 1;
  int spinning = g_spinning.load(std::memory_order_relaxed);
  while (spinning < most && !taken_)
    taken_ = g_spinning.compare_exchange_weak(spinning, spinning + 1, std::memory_order_relaxed);
}

SpinTurn::~SpinTurn() {
  if (taken_) g_spinning.fetch_sub(1, std::memory_order_relaxed);
}

}  // namespace fulcrum::offload::worker
