// SPDX-License-Identifier: Apache-2.0
#include "offload/worker/waiting.hpp"

#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <utility>

#include "simd/threads/published.hpp"

namespace fulcrum::offload::worker {
namespace {

constinit std::atomic<int> g_spinning{0}, g_processors{-1};

using Clock = std::chrono::steady_clock;

constexpr std::chrono::nanoseconds kLeastSpin{2000}, kMostSpin{40000}, kShort{100000};
constexpr std::chrono::nanoseconds kComesToRun{8000};  // whom one has woken on another processor
constexpr unsigned kProbe = 16;
constinit thread_local std::chrono::nanoseconds t_spin = kMostSpin;
constinit thread_local unsigned t_waits = 0;
constinit thread_local bool t_may_move = false, t_slept_short = false;
// Where this thread has woken a sleeper since it last waited.
constinit thread_local const Bell* t_woken = nullptr;

// This thread to another processor, of those that it may have; it may come back.
void move_away() noexcept {
  const int here = sched_getcpu();
  cpu_set_t all;
  if (here < 0 || sched_getaffinity(0, sizeof all, &all) != 0) return;
  cpu_set_t others = all;
  CPU_CLR(here, &others);
  if (CPU_COUNT(&others) == 0 || sched_setaffinity(0, sizeof others, &others) != 0) return;
  sched_setaffinity(0, sizeof all, &all);
}

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

void may_move() noexcept { t_may_move = true; }

void note_woken(const Bell& bell) noexcept { t_woken = &bell; }

void note_slept(Clock::time_point since) noexcept {
  t_slept_short = t_may_move && Clock::now() - since < kShort;
}

bool spins_now() noexcept {
  if (t_woken == nullptr || t_slept_short) return true;
  t_woken = nullptr;
  return false;
}

bool moves_now(Clock::time_point begin) noexcept {
  if (t_woken == nullptr || Clock::now() - begin < kComesToRun) return false;
  const bool runs = std::exchange(t_woken, nullptr)->waiting.load(std::memory_order_relaxed) == 0;
  if (runs) return false;
  move_away();
  t_spin = kMostSpin;  // what made it short is over
  return true;
}

std::chrono::nanoseconds spin_time() noexcept {
  if (++t_waits % kProbe == 0) return kMostSpin;
  return t_woken != nullptr ? std::max(t_spin, 2 * kComesToRun) : t_spin;
}

void note_spin(bool came) noexcept {
  t_woken = nullptr;
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
