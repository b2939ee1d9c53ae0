// SPDX-License-Identifier: Apache-2.0
// The one place with OpenMP, which is asked for no more threads than can be had (team.hpp).
// Target-specific kernels never contain a parallel region: a region here calls the pointers of the
// target's table.
#pragma once

#include <type_traits>

namespace fulcrum::simd {

// Threads that a call uses by default: OMP_NUM_THREADS or what omp_set_num_threads() was given,
// else the processors that the affinity mask and the control group's CPU quota leave.
int default_threads();

// No region has more: the caller and twice as many as there are processors. Who shares out memory
// by the number that was asked for asks for no more than this.
int most_threads();

// True where a call must compute serially: inside a parallel region, and in a child after fork() of
// a process with several threads (libgomp's do not survive fork, and waiting for them hangs).
bool serial_here();

// Runs body(index, count) on up to `threads` threads, index in [0, count), the caller among them,
// and returns when all are done. count may be smaller than asked for (1 where serial_here(), and
// where threads cannot be created or all calling threads together have as many as is good): the
// body must do the whole work for any count. All compute in the caller's floating-point mode. The
// body must not throw.
void run_parallel(int threads, void (*body)(void* context, int index, int count), void* context);

template <class Body>
void parallel(int threads, Body&& body) {
  run_parallel(
      threads,
      [](void* context, int index, int count) {
        (*static_cast<std::remove_reference_t<Body>*>(context))(index, count);
      },
      const_cast<void*>(static_cast<const void*>(&body)));
}

// The most threads that a region of the calling thread has asked for since reset_widest_region(), 1
// where none was asked for: what run_parallel() was given, whatever count it had in the end. Tests
// hold the rules for threads (useful_threads()) against it, and verbose lines say it. A store in a
// region that is wider than all before, and nothing in a call without one.
int widest_region();
void reset_widest_region();

// Inside a body of parallel(): waits until all `count` threads of the region have come here. A body
// that runs alone (count == 1) passes at once: it may sit inside a region of the application's,
// whose barrier is not ours.
void barrier(int count);

}  // namespace fulcrum::simd
