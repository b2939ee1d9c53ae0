// SPDX-License-Identifier: Apache-2.0
// How one process waits for the other: a short spin, where there is a processor to spare, then
// sleep on a futex.
#pragma once

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdint>

#include "offload/worker/protocol.hpp"

namespace fulcrum::offload::worker {

// While a sleeper is not rung it looks about this often whether the other side is still there.
inline constexpr std::chrono::milliseconds kSlice{20};

// How long this thread spins: 40 us, which is more than what one command takes that follows on
// another. Where that has come to nothing it is half as long the next time, down to 2 us, and twice
// as long where something came of it: two sides that share one processor keep each other from it
// (2 x 40 us a call seen on a busy machine, where bare futexes take 60). Every 16th time is a long
// one all the same: two sides that both sleep too early would otherwise never meet spinning again
// (a call then takes 15 us instead of 0.3).
std::chrono::nanoseconds spin_time() noexcept;
void note_spin(bool came) noexcept;

// Who has woken a sleeper sleeps at once, without a spin: the other comes to run after 4 us or
// more, and not at all while this one spins where kernels like to wake it, on the waker's
// processor. A thread that may move, and that had slept for less than 100 us itself, spins all the
// same, since another ring is likely to follow; where whom it has woken has not come to run after 8
// us, it goes to another processor. So two sides that sleep for each other, at 14 us a call, come
// to spin for each other, at 0.3.
void may_move() noexcept;
void note_woken(const Bell& bell) noexcept;  // by this thread
void note_slept(std::chrono::steady_clock::time_point since) noexcept;
bool spins_now() noexcept;
// Asked while it spins, which began at that time: has it just moved?
bool moves_now(std::chrono::steady_clock::time_point begin) noexcept;

void sleep_on(std::atomic<std::uint32_t>& word, std::uint32_t seen,
              std::chrono::milliseconds longest) noexcept;
void wake_all(std::atomic<std::uint32_t>& word) noexcept;

// Leave to spin: one less than the processors of the affinity mask have it at a time, so nobody
// where there is only one. What spins in the other process is not counted.
class SpinTurn {
 public:
  SpinTurn() noexcept;
  ~SpinTurn();
  SpinTurn(const SpinTurn&) = delete;
  SpinTurn& operator=(const SpinTurn&) = delete;
  explicit operator bool() const { return taken_; }

 private:
  bool taken_;
};

inline void pause() noexcept {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield" ::: "memory");
#endif
}

template <class Ready>
bool spin(const Ready& ready) {
  using Clock = std::chrono::steady_clock;
  if (ready()) return true;
  const SpinTurn turn;
  if (!turn) return false;
  const auto begin = Clock::now();
  auto now = begin, end = begin + spin_time();
  bool came = false;
  do {
    for (int i = 0; i < 32 && !came; ++i) {
      pause();
      came = ready();
    }
    now = Clock::now();
    if (!came && moves_now(begin)) end = now + spin_time();
  } while (!came && now < end);
  note_spin(came);
  return came;
}

// Rings where somebody sleeps. What it has written before, as seq_cst, is what the other side's
// ready() reads, as seq_cst: either that sees it, or this sees the sleeper.
inline void ring(Bell& bell) noexcept {
  if (bell.waiting.load(std::memory_order_seq_cst) == 0) return;
  note_woken(bell);
  bell.rung.fetch_add(1, std::memory_order_seq_cst);
  wake_all(bell.rung);
}

// Until ready(), or until look(), which is asked before every slice of sleep, is false. What a
// broken other side does to the bell costs a slice at most.
template <class Ready, class Look>
bool wait(Bell& bell, const Ready& ready, const Look& look) {
  if (spins_now() ? spin(ready) : ready()) return true;
  struct Sleeper {
    Bell& bell;
    explicit Sleeper(Bell& b) : bell(b) { bell.waiting.fetch_add(1, std::memory_order_seq_cst); }
    ~Sleeper() { bell.waiting.fetch_sub(1, std::memory_order_seq_cst); }
  } const sleeper(bell);
  const auto since = std::chrono::steady_clock::now();
  for (;;) {
    const std::uint32_t seen = bell.rung.load(std::memory_order_seq_cst);
    if (ready()) return true;
    if (!look()) return ready();
    sleep_on(bell.rung, seen, kSlice);
    note_slept(since);
  }
}

}  // namespace fulcrum::offload::worker
