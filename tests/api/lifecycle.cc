// SPDX-License-Identifier: Apache-2.0
// Calls at the moments of a process's and of a thread's life at which a library's own statics are
// not made yet or are gone already: `lifecycle MOMENT [COUNT [SIZE]]`, one fresh process for each.
// Exits with 0 where every result was right. Elements are small integers, so that results are
// exact.
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "fulcrum/fulcrum.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define FULCRUM_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define FULCRUM_SANITIZED 1
#endif
#endif

namespace {

using fulcrum::Layout;
using fulcrum::Op;

std::atomic<int> g_wrong{0};

void expect(bool right, const char* what) {
  if (right) return;
  ++g_wrong;
  (void)std::fprintf(stderr, "wrong: %s\n", what);
}

[[noreturn]] void leave() {
  (void)std::fflush(stderr);
  _exit(g_wrong == 0 ? 0 : 1);
}

// A hang must end before whoever started this gives up; Valgrind takes 50 times as long.
constexpr unsigned kSeconds = 250;

// Without scratch memory.
void small_calls() {
  double x[10], c[16] = {}, ones[16];
  std::fill(std::begin(x), std::end(x), 2.0);
  std::fill(std::begin(ones), std::end(ones), 1.0);
  expect(fulcrum::dot(10, x, 1, x, 1) == 40, "dot of 10 elements");
  fulcrum::gemm(Layout::ColMajor, Op::NoTrans, Op::NoTrans, 4, 4, 4, 1.0, ones, 4, ones, 4, 0.0, c,
                4);
  expect(std::all_of(std::begin(c), std::end(c), [](double v) { return v == 4; }), "4 x 4 product");
}

// Strided vectors are gathered: 32 KiB of scratch memory.
void medium_call() {
  constexpr std::int64_t kN = 2048;
  const std::vector<double> a(kN * 4, 1.0), x(3 * 4, 2.0);
  std::vector<double> y(kN * 2, 0.0);
  fulcrum::gemv(Layout::ColMajor, Op::NoTrans, kN, std::int64_t{4}, 1.0, a.data(), kN, x.data(), 3,
                0.0, y.data(), 2);
  bool right = true;
  for (std::size_t i = 0; i < y.size(); ++i) right = right && y[i] == (i % 2 == 0 ? 8 : 0);
  expect(right, "gemv of strided vectors");
}

// Packed panels, of several MiB for the largest product.
std::int64_t g_size = 600;

void large_call(std::int64_t size, int threads) {
  const auto elements = static_cast<std::size_t>(size * size);
  const std::vector<double> a(elements, 1.0), b(elements, 2.0);
  std::vector<double> c(elements, 0.0);
  fulcrum::CallOptions options;
  options.threads = threads;
  fulcrum::gemm(Layout::ColMajor, Op::Trans, Op::NoTrans, size, size, size, 1.0, a.data(), size,
                b.data(), size, 0.0, c.data(), size, options);
  const double want = 2.0 * static_cast<double>(size);
  expect(std::all_of(c.begin(), c.end(), [want](double v) { return v == want; }), "large product");
}

// A larger one after a smaller one: the block grows.
void every_call() {
  small_calls();
  medium_call();
  large_call(g_size / 2, 2);
  large_call(g_size, 1);
}

std::string g_moment;
bool at(const char* moment) { return g_moment == moment; }

// Made before the first call and destroyed behind everything that a call makes.
struct Last {
  ~Last() {
    if (at("static")) every_call();
    if (at("static-first")) every_call();  // the process's first
    if (at("outlives")) {
      const int before = g_rounds;
      while (g_rounds < before + 20) std::this_thread::yield();
    }
    if (!g_moment.empty()) leave();
  }
  static inline std::atomic<int> g_rounds{0};
};
Last g_last;

// Made before its thread's first call, so destroyed behind what that call makes.
struct OfThread {
  bool calls = false;
  ~OfThread() {
    if (calls) every_call();
  }
};
thread_local OfThread t_object;

// Two keys, one made before the first call and one behind it: destructors run in the order of the
// keys, and again while any sets its value anew.
pthread_key_t g_keys[2];
thread_local int t_rounds = 0;
void (*g_in_key)() = every_call;

void of_key(void* key) {
  g_in_key();
  // POSIX: PTHREAD_DESTRUCTOR_ITERATIONS rounds, 4 with glibc.
  if (++t_rounds < 8) pthread_setspecific(*static_cast<pthread_key_t*>(key), key);
}

void set_keys() {
  for (pthread_key_t& key : g_keys) pthread_setspecific(key, &key);
}

void in_keys() {
  pthread_key_create(&g_keys[0], of_key);
  std::thread(medium_call).join();
  pthread_key_create(&g_keys[1], of_key);
  std::thread([] {
    set_keys();
    medium_call();
  }).join();
}

long resident_kib() {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("VmRSS:", 0) == 0) return std::strtol(line.c_str() + 6, nullptr, 10);
  }
  return 0;
}

// Threads that come and go, with calls in their lives and, where `keys`, in their keys' destructors
// too: 100 of them first, then `count` that must not take more memory.
void many_threads(int count, bool keys) {
  if (keys) {
    g_in_key = medium_call;
    pthread_key_create(&g_keys[0], of_key);
    medium_call();
    pthread_key_create(&g_keys[1], of_key);
  }
  const auto run = [keys](int threads) {
    for (int i = 0; i < threads; ++i) {
      std::thread([keys] {
        if (keys) set_keys();
        medium_call();
      }).join();
    }
  };
  run(100);
  const long before = resident_kib();
  run(count);
  const long more = resident_kib() - before;
  (void)std::fprintf(stderr, "%d threads: %ld KiB more\n", count, more);
#if !defined(FULCRUM_SANITIZED)  // which keep freed memory back
  expect(more < 1024, "memory of threads that have ended");
#endif
}

// A process that has not called yet starts a thread which makes the first call, and forks `delay`
// microseconds later: the child must be able to call.
int fork_during_first_call(int delay) {
  const pid_t fresh = fork();
  if (fresh == 0) {
    alarm(kSeconds / 2);
    std::atomic<bool> ready{false}, go{false};
    std::thread first([&] {
      ready = true;
      while (!go) {
      }
      small_calls();
      medium_call();
    });
    while (!ready) {
    }
    go = true;
    const auto until = std::chrono::steady_clock::now() + std::chrono::microseconds(delay);
    while (std::chrono::steady_clock::now() < until) {
    }
    const pid_t child = fork();
    if (child == 0) {
      alarm(kSeconds / 4);
      every_call();
      leave();
    }
    int status = 0;
    waitpid(child, &status, 0);
    first.join();
    expect(status == 0, "the child of a fork during the first call");
    leave();
  }
  int status = 0;
  waitpid(fresh, &status, 0);
  return status;
}

void fork_often(int count) {
  for (int i = 0; i < count; ++i) {
    if (const int status = fork_during_first_call(5 * i); status != 0) {
      (void)std::fprintf(stderr, "fork after %d us: status %d\n", 5 * i, status);
      ++g_wrong;
      return;
    }
  }
}

void start_endless_thread() {
  std::thread([] {
    for (;;) {
      small_calls();
      medium_call();
      large_call(g_size / 2, 2);
      ++Last::g_rounds;
    }
  }).detach();
  while (Last::g_rounds == 0) std::this_thread::yield();
}

int run(int count) {
  if (at("constructor") || at("static")) every_call();
  if (at("exit")) {
    if (std::atexit([] {
          every_call();
          leave();
        }) != 0)
      return 2;
    every_call();
  }
  if (at("outlives")) start_endless_thread();
  if (at("thread")) {
    std::thread([] {
      t_object.calls = true;
      every_call();
    }).join();
    t_object.calls = true;  // and of the main thread
  }
  if (at("keys")) in_keys();
  if (at("threads")) many_threads(count, false);
  if (at("threads-keys")) many_threads(count, true);
  if (at("fork")) fork_often(count);
  return 0;  // and for "static-first"
}

// With the arguments of main(), as glibc hands them over.
__attribute__((constructor)) void before_main(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], "constructor") == 0) every_call();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  alarm(kSeconds);
  g_moment = argv[1];
  if (argc > 3) g_size = std::atoll(argv[3]);
  return run(argc > 2 ? std::atoi(argv[2]) : 0);
}
