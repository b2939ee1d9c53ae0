// SPDX-License-Identifier: Apache-2.0
#include "simd/threads/team.hpp"

#include <omp.h>
#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <memory>
#include <new>
#include <string_view>

#include "simd/threads/published.hpp"
#include "simd/threads/quota.hpp"
#include "simd/threads/threads.hpp"

namespace fulcrum::simd {
namespace {

using Clock = std::chrono::steady_clock;

// What a try has shown is believed for this long: that there is room for twice the team, which may
// then grow again without one, or that threads were refused. A try takes about as long as libgomp
// takes to create the threads.
constexpr std::chrono::seconds kBelieved(1);

// The calling thread's team, without itself. Trivially destructible: a destructor of another
// thread_local may still compute.
struct Workers {
  int live = 0;      // in the last region; libgomp ends those that a smaller region does not need
  int reserved = 0;  // what the thread has of all teams' threads
  bool refused = false, roomy = false;  // what the last try has shown
  Clock::time_point tried;
};
// Initial-exec, as t_last in execute.cc.
__attribute__((tls_model("initial-exec"))) constinit thread_local Workers t_workers;

constinit std::atomic<int> g_processors{-1};  // see known()
constinit std::mutex g_growing;
constinit std::atomic<int> g_reserved{0};  // of all calling threads; changed under g_growing

// Tells of the end of calling threads. The key is never deleted: the library is not unloaded, and
// calls come after its static objects' destructors.
class ThreadEnd {
 public:
  ThreadEnd() : made_(pthread_key_create(&key_, &ended) == 0) {}
  void watch(Workers* workers) const {
    if (made_) (void)pthread_setspecific(key_, workers);
  }

 private:
  static void ended(void* argument) {
    auto& workers = *static_cast<Workers*>(argument);
    const std::lock_guard<std::mutex> changing(g_growing);
    g_reserved.fetch_sub(workers.reserved, std::memory_order_relaxed);
    workers = {};
  }

  pthread_key_t key_{};
  bool made_;
};
const ThreadEnd g_thread_end;

void reserve(Workers& workers, int count) {
  if (count == workers.reserved) return;
  g_reserved.fetch_add(count - workers.reserved, std::memory_order_relaxed);
  workers.reserved = count;
  g_thread_end.watch(&workers);
}

// A thread that does nothing but be there.
struct Trial {
  std::mutex* gate = nullptr;
  pthread_t thread{};
  std::atomic<long> id{0};
};

void* wait_at_gate(void* argument) {
  auto& trial = *static_cast<Trial*>(argument);
  trial.id.store(syscall(SYS_gettid), std::memory_order_relaxed);
  const std::lock_guard<std::mutex> passing(*trial.gate);
  return nullptr;
}

// A joined thread still counts against the limits of its user and control group until the kernel
// has let go of its number.
void wait_until_gone(const Trial& trial) {
  const long id = trial.id.load(std::memory_order_relaxed);
  for (int i = 0; i < 1000 && syscall(SYS_tgkill, getpid(), id, 0) == 0; ++i) sched_yield();
}

// How many threads can be created now, all at once: at most `count`.
int creatable(int count) {
  const std::unique_ptr<Trial[]> trials(new (std::nothrow) Trial[static_cast<std::size_t>(count)]);
  if (trials == nullptr) return 0;
  const char* const text = std::getenv("OMP_STACKSIZE");
  const std::size_t stack = stack_size(text != nullptr ? text : std::getenv("GOMP_STACKSIZE"));
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return 0;
  if (stack > 0) (void)pthread_attr_setstacksize(&attributes, stack);
  std::mutex gate;
  int created = 0;
  {
    const std::lock_guard<std::mutex> closed(gate);
    for (; created < count; ++created) {
      Trial& trial = trials[static_cast<std::size_t>(created)];
      trial.gate = &gate;
      if (pthread_create(&trial.thread, &attributes, wait_at_gate, &trial) != 0) break;
    }
  }
  for (int i = 0; i < created; ++i)
    pthread_join(trials[static_cast<std::size_t>(i)].thread, nullptr);
  for (int i = 0; i < created; ++i) wait_until_gone(trials[static_cast<std::size_t>(i)]);
  pthread_attr_destroy(&attributes);
  return created;
}

int bound() { return most_threads() - 1; }

int reserved_by_others(const Workers& workers) {
  return g_reserved.load(std::memory_order_relaxed) - workers.reserved;
}

// `wanted`, or what the bound on all threads leaves of it; no less than there are.
int within_bound(const Workers& workers, int wanted) {
  return std::max(workers.live, std::min(wanted, bound() - reserved_by_others(workers)));
}

// What the team can grow to. Where not all could be had, one is left for whoever comes next.
int grow(Workers& workers, int wanted) {
  const Clock::time_point now = Clock::now();
  const bool recent = now - workers.tried < kBelieved, held = recent && workers.refused;
  if (held) wanted = std::max(workers.live, std::min(wanted, workers.reserved));
  const bool again = wanted <= workers.reserved;
  if (wanted == workers.live || (again && recent && workers.roomy)) return wanted;
  // A team that shrinks and grows will do so again, and what it ends may not be gone when it grows.
  const int missing = wanted - workers.live, twice = 2 * workers.reserved;
  const bool is_room = again && reserved_by_others(workers) + twice <= bound();
  const int tried = is_room ? twice - workers.live : missing, found = creatable(tried);
  const bool refused = found < missing;
  if (!held) workers.tried = now;
  workers.refused = held || refused;
  workers.roomy = !workers.refused && is_room && found == tried;
  if (refused) wanted = workers.live + std::max(found - 1, 0);
  reserve(workers, refused ? wanted : std::max(wanted, workers.reserved));
  return wanted;
}

}  // namespace

int processors() {
  return known(g_processors, [] {
    const int mask = std::max(omp_get_num_procs(), 1);
    try {
      const double quota = cpu_quota("");
      return quota > 0 && quota < mask ? static_cast<int>(std::ceil(quota)) : mask;
    } catch (const std::exception&) {  // no memory for the text of a file
      return mask;
    }
  });
}

std::size_t stack_size(const char* text) {
  if (text == nullptr) return 0;
  char* end = nullptr;
  const unsigned long long number = std::strtoull(text, &end, 10);
  if (end == text) return 0;
  const auto skip_blanks = [&] {
    while (std::isspace(static_cast<unsigned char>(*end)) != 0) ++end;
  };
  skip_blanks();
  constexpr std::string_view kUnits = "bkmg";  // of 2^0, 2^10, 2^20 and 2^30 bytes
  const auto lower = static_cast<char>(std::tolower(static_cast<unsigned char>(*end)));
  const std::size_t unit = lower == '\0' ? std::string_view::npos : kUnits.find(lower);
  if (unit != std::string_view::npos) ++end;
  skip_blanks();
  const std::size_t shift = unit == std::string_view::npos ? 10 : 10 * unit;
  const bool fits = number <= (SIZE_MAX >> shift);
  return *end == '\0' && fits ? static_cast<std::size_t>(number) << shift : 0;
}

Team::Team(int threads) : threads_(threads) {
  Workers& workers = t_workers;
  const int wanted = threads - 1;
  if (wanted > workers.live) {
    if (within_bound(workers, wanted) > workers.live) {
      growing_ = std::unique_lock<std::mutex>(g_growing);
      const int most = within_bound(workers, wanted);
      if (most > workers.live) workers.live = grow(workers, most);
    }
    threads_ = workers.live + 1;
  } else {
    workers.live = wanted;
  }
}

void Team::forget_all() {
  g_reserved.store(0, std::memory_order_relaxed);
  t_workers = {};
  g_thread_end.watch(nullptr);  // g_growing may have been another thread's
}

}  // namespace fulcrum::simd
