// SPDX-License-Identifier: Apache-2.0
// Deciding asks for no memory and takes no lock, with eight devices of two kinds, from many threads
// at once: every call of operator new, malloc and pthread_mutex_lock in this program is counted.
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <pthread.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <thread>
#include <vector>

#include "offload/decision/memo.hpp"
#include "tests/decision/machine.hpp"

namespace {

std::atomic<long> g_allocations{0}, g_locks{0};
thread_local bool t_counts = false;

}  // namespace

// The compiler may pair them with its own operator delete, which frees what malloc() gave.
void* operator new(std::size_t bytes) {
  if (t_counts) ++g_allocations;
  if (void* const memory = std::malloc(bytes)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

extern "C" int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept {
  using Lock = int (*)(pthread_mutex_t*);
  static const auto real = reinterpret_cast<Lock>(dlsym(RTLD_NEXT, "pthread_mutex_lock"));
  if (t_counts) ++g_locks;
  return real(mutex);
}

namespace fulcrum::offload::testing {
namespace {

Snapshot eight_devices() {
  Snapshot snapshot = round_machine();
  snapshot.devices.assign(8, round_device());
  for (std::size_t i = 0; i < 8; ++i) {
    if (i % 2 == 1) snapshot.devices[i].sync_ns *= 2;
    snapshot.usable[i] = true;
    snapshot.load[i].pool_bytes = kNever;
    snapshot.kind[i] = i % 2 == 1 ? 2 : 1;
  }
  const Backend cuda("cuda");
  set_paths(snapshot, {&cuda, 1});
  set_thresholds(snapshot);
  return snapshot;
}

TEST(Deciding, AsksForNoMemoryAndTakesNoLock) {
  Snapshot snapshot = eight_devices();
  snapshot.revision.renew();
  const std::vector<Call> calls = {gemm_call(ElementType::F32, 8, 8, 8),
                                   gemm_call(ElementType::F64, 700, 900, 1100),
                                   gemv_call(ElementType::F64, 3000, 2000),
                                   vector_call(Routine::Axpy, ElementType::F32, 1 << 20),
                                   vector_call(Routine::Nrm2, ElementType::C64, 1 << 20)};
  // The first call in a process finds out which targets it can run.
  for (const Call& call : calls) decide(call, snapshot);
  std::atomic<int> across{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      t_counts = true;
      for (int i = 0; i < 2000; ++i) {
        for (const Call& call : calls) {
          if (decide(call, snapshot).backend != Backend::Simd) ++across;
          if (weigh(call, snapshot, Backend::Auto).decision.backend != Backend::Simd) ++across;
        }
      }
      t_counts = false;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(g_allocations.load(), 0);
  EXPECT_EQ(g_locks.load(), 0);
  EXPECT_GT(across.load(), 0) << "nothing was weighed";
}

// The counting itself.
TEST(Deciding, WouldBeSeen) {
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  t_counts = true;
  const long allocations = g_allocations, locks = g_locks;
  delete new int(1);
  pthread_mutex_lock(&mutex);
  pthread_mutex_unlock(&mutex);
  t_counts = false;
  EXPECT_EQ(g_locks - locks, 1);
  EXPECT_LE(g_allocations - allocations, 1);  // the compiler may leave out a pair
}

}  // namespace
}  // namespace fulcrum::offload::testing
