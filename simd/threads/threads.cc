// SPDX-License-Identifier: Apache-2.0
#include "simd/threads/threads.hpp"

#include <omp.h>
#include <pthread.h>

#include <atomic>

namespace fulcrum::simd {
namespace {

std::atomic<bool> g_forked{false};

// Registered when the library is loaded: a handler that came with the first parallel call could
// miss a fork that happens while another thread is making that call.
[[maybe_unused]] const int g_registered =
    pthread_atfork(nullptr, nullptr, [] { g_forked.store(true, std::memory_order_relaxed); });

}  // namespace

int default_threads() { return omp_get_max_threads(); }

bool serial_here() { return g_forked.load(std::memory_order_relaxed) || omp_in_parallel() != 0; }

void run_parallel(int threads, void (*body)(void* context, int index, int count), void* context) {
  if (threads <= 1 || serial_here()) {
    body(context, 0, 1);
    return;
  }
#pragma omp parallel num_threads(threads)
  body(context, omp_get_thread_num(), omp_get_num_threads());
}

void barrier(int count) {
  if (count <= 1) return;
#pragma omp barrier
}

}  // namespace fulcrum::simd
