// SPDX-License-Identifier: Apache-2.0
#include "simd/threads/threads.hpp"

#include <omp.h>
#include <pthread.h>
#include <sched.h>

#include <atomic>

namespace fulcrum::simd {
namespace {

std::atomic<bool> g_forked{false};

// Registered when the library is loaded: a handler that came with the first parallel call could
// miss a fork that happens while another thread is making that call.
[[maybe_unused]] const int g_registered =
    pthread_atfork(nullptr, nullptr, [] { g_forked.store(true, std::memory_order_relaxed); });

// Where the threads of one region meet. libgomp's own barriers spin for milliseconds: where the
// system has put two threads on one core, the one that waits keeps the core from the one that it
// waits for, and a product of 0.1 ms took 5. This one spins for some microseconds, longer than
// equal shares differ, then lets others run.
class Meeting {
 public:
  void wait(int count) {
    const int phase = phase_.load(std::memory_order_relaxed);
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == count) {
      arrived_.store(0, std::memory_order_relaxed);
      phase_.store(phase + 1, std::memory_order_release);
      return;
    }
    for (int spins = 0; phase_.load(std::memory_order_acquire) == phase; ++spins) {
      if (spins < kSpins) {
        pause();
      } else {
        sched_yield();
      }
    }
  }

 private:
  // A pause takes 10 to 50 ns on x86.
  static constexpr int kSpins = 400;

  static void pause() {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
  }

  // Apart, so that arriving does not disturb those that wait.
  alignas(64) std::atomic<int> arrived_{0};
  alignas(64) std::atomic<int> phase_{0};
};

// The region that this thread works in.
thread_local Meeting* t_meeting = nullptr;

}  // namespace

int default_threads() { return omp_get_max_threads(); }

bool serial_here() { return g_forked.load(std::memory_order_relaxed) || omp_in_parallel() != 0; }

void run_parallel(int threads, void (*body)(void* context, int index, int count), void* context) {
  if (threads <= 1 || serial_here()) {
    body(context, 0, 1);
    return;
  }
  Meeting meeting;
#pragma omp parallel num_threads(threads)
  {
    t_meeting = &meeting;
    const int count = omp_get_num_threads();
    body(context, omp_get_thread_num(), count);
    meeting.wait(count);  // so that libgomp's barrier at the end finds all threads there
  }
}

void barrier(int count) {
  if (count > 1) t_meeting->wait(count);
}

}  // namespace fulcrum::simd
