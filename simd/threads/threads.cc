// SPDX-License-Identifier: Apache-2.0
#include "simd/threads/threads.hpp"

#include <omp.h>
#include <pthread.h>
#include <sys/stat.h>

#include <atomic>
#include <cstdlib>

#include "simd/threads/float_mode.hpp"
#include "simd/threads/limit.hpp"
#include "simd/threads/published.hpp"
#include "simd/threads/team.hpp"

namespace fulcrum::simd {
namespace {

// See known().
constinit std::atomic<int> g_chosen{-1}, g_mask{-1}, g_limit{-1};

// See widest_region(). Initial-exec, as t_last in execute.cc.
__attribute__((tls_model("initial-exec"))) constinit thread_local int t_widest = 1;

std::atomic<bool> g_alone{false};   // when it forked, the process had one thread
std::atomic<bool> g_forked{false};  // from a process that had more

// Linux counts the threads in this folder's links. Without /proc there may be any number.
bool has_one_thread() {
  struct stat folder = {};
  return stat("/proc/self/task", &folder) == 0 && folder.st_nlink == 3;
}

// A team of the parent's, the application's own too, does not exist in the child: libgomp would
// wait for it. Where there was no second thread there was no team.
void before_fork() { g_alone.store(has_one_thread(), std::memory_order_relaxed); }

void after_fork_in_child() {
  if (!g_alone.load(std::memory_order_relaxed)) g_forked.store(true, std::memory_order_relaxed);
  Team::forget_all();
}

// Registered when the library is loaded: a handler that came with the first parallel call could
// miss a fork that happens while another thread is making that call.
[[maybe_unused]] const int g_registered = pthread_atfork(before_fork, nullptr, after_fork_in_child);

}  // namespace

int default_threads() {
  const int chosen = known(g_chosen, [] {
    const char* const text = std::getenv("OMP_NUM_THREADS");
    return text != nullptr && *text != '\0' ? 1 : 0;
  });
  const int openmp = omp_get_max_threads();
  if (chosen != 0 || openmp <= processors()) return openmp;
  // Another number than the mask's is omp_set_num_threads()'s.
  return openmp == known(g_mask, omp_get_num_procs) ? processors() : openmp;
}

int most_threads() { return 1 + 2 * processors(); }

int thread_limit() {
  return known(g_limit, omp_get_thread_limit);  // of the process: from its environment
}

bool serial_here() { return g_forked.load(std::memory_order_relaxed) || omp_in_parallel() != 0; }

int widest_region() { return t_widest; }

void reset_widest_region() { t_widest = 1; }

void run_parallel(int threads, void (*body)(void* context, int index, int count), void* context) {
  if (threads > t_widest) t_widest = threads;
  if (threads <= 1 || serial_here()) {
    body(context, 0, 1);
    return;
  }
  Team team(threads);
  if (team.threads() == 1) {
    team.complete();
    body(context, 0, 1);
    return;
  }
  const FloatMode mode = float_mode();
#pragma omp parallel num_threads(team.threads())
  {
    const int index = omp_get_thread_num();
    if (index == 0) team.complete();
    const InFloatMode as_caller(mode);
    body(context, index, omp_get_num_threads());
  }
}

void barrier(int count) {
  if (count <= 1) return;
#pragma omp barrier
}

}  // namespace fulcrum::simd
