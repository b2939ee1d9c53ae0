// SPDX-License-Identifier: Apache-2.0
// Regions of the library: how many threads they get where threads cannot be had, and in which
// floating-point mode they compute.
#include "simd/threads/threads.hpp"

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <omp.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cfenv>
#include <climits>
#include <cstring>
#include <thread>
#include <vector>

#include "fulcrum/fulcrum.hpp"
#include "simd/threads/float_mode.hpp"
#include "simd/threads/team.hpp"
#include "tests/support/random.hpp"
#include "tests/support/scale.hpp"

namespace {

std::atomic<int> g_limit{INT_MAX};  // of threads that live beside those that call
std::atomic<int> g_living{0}, g_most{0}, g_created{0};

struct Start {
  void* (*routine)(void*);
  void* argument;
};

// libgomp's threads end in pthread_exit().
struct Leaving {
  bool counted = false;
  ~Leaving() {
    if (counted) --g_living;
  }
};
thread_local Leaving t_leaving;

void* counted(void* argument) {
  const Start start = *static_cast<Start*>(argument);
  delete static_cast<Start*>(argument);
  t_leaving.counted = true;
  return start.routine(start.argument);
}

}  // namespace

// For the whole program, libgomp included: no more than g_limit threads.
extern "C" __attribute__((visibility("default"))) int pthread_create(
    pthread_t* thread, const pthread_attr_t* attributes, void* (*routine)(void*), void* argument) {
  static const auto next =
      reinterpret_cast<decltype(&pthread_create)>(dlsym(RTLD_NEXT, "pthread_create"));
  const int living = ++g_living;
  if (living > g_limit.load()) {
    --g_living;
    return EAGAIN;
  }
  for (int most = g_most.load(); living > most && !g_most.compare_exchange_weak(most, living);) {
  }
  ++g_created;
  auto* const start = new Start{routine, argument};
  const int failed = next(thread, attributes, counted, start);
  if (failed != 0) {
    delete start;
    --g_living;
  }
  return failed;
}

namespace fulcrum {
namespace {

// Threads that a region of the calling thread has when it asks for so many.
int threads_of(int wanted) {
  std::atomic<int> seen{0}, count{0};
  simd::parallel(wanted, [&](int, int of) {
    ++seen;
    count = of;
  });
  EXPECT_EQ(seen.load(), count.load());
  return count.load();
}

// Runs body(threads that live, itself among them) on a thread that has no team yet, when those of
// earlier tests are gone; libomp keeps them all.
template <class Body>
void on_a_fresh_thread(Body&& body) {
  std::thread([&] {
    for (int wait = 0; g_living.load() > 1 && wait < 200; ++wait) usleep(1000);
    body(g_living.load());
    g_limit = INT_MAX;
  }).join();
}

class Products {
 public:
  Products() : a_(elements_), b_(elements_) {
    test::Random random(11);
    for (double& x : a_) x = random.uniform();
    for (double& x : b_) x = random.uniform();
    for (std::int64_t i = 0; i < size_; ++i) a_[static_cast<std::size_t>(i * (size_ + 1))] = 9;
  }

  // Results of routines of several kinds, one behind the other; elements are `scale` times as
  // large.
  std::vector<double> compute(int threads, double scale = 1) const {
    CallOptions options;
    options.threads = threads;
    options.backend = Backend::Simd;
    constexpr Layout kColumns = Layout::ColMajor;
    std::vector<double> c(4 * elements_, scale);
    double* to = c.data();
    gemm(kColumns, Op::NoTrans, Op::Trans, size_, size_, size_, scale, a_.data(), size_, b_.data(),
         size_, 0.3, to, size_, options);
    to += elements_;
    syrk(kColumns, Uplo::Upper, Op::Trans, size_, size_, scale, a_.data(), size_, 0.3, to, size_,
         options);
    to += elements_;
    trsm(kColumns, Side::Left, Uplo::Lower, Op::NoTrans, Diag::NonUnit, size_, size_, scale,
         a_.data(), size_, to, size_, options);
    to += elements_;
    gemv(kColumns, Op::Trans, size_, size_, scale, a_.data(), size_, b_.data(), 1, 0.3, to, 1,
         options);
    axpy(static_cast<std::int64_t>(elements_) - size_, scale / 3, b_.data(), 1, to + size_, 1,
         options);
    c.push_back(scale *
                dot(static_cast<std::int64_t>(elements_), a_.data(), 1, b_.data(), 1, options));
    return c;
  }

 private:
  const std::int64_t size_ = test::scaled(400, 150);  // with 1.2 MiB level 1 and 2 use threads too
  const std::size_t elements_ = static_cast<std::size_t>(size_ * size_);
  std::vector<double> a_, b_;
};

// ------------------------------ threads that cannot be had

TEST(ThreadsTest, FewerThreadsWhereNoneCanBeCreated) {
  const Products products;
  const std::vector<double> want = products.compute(1);
  const int bound = std::min(6, 2 * simd::processors());
  for (int limit = 0; limit <= 7; ++limit) {
    on_a_fresh_thread([&](int living) {
      g_limit = living + limit;
      // Of what is there one is left.
      const int workers = limit >= bound ? bound : std::max(limit - 1, 0);
      EXPECT_EQ(threads_of(7), workers + 1) << "room for " << limit;
      EXPECT_EQ(products.compute(7), want) << "room for " << limit;
      EXPECT_LE(threads_of(7), limit + 1) << "again, room for " << limit;
    });
  }
}

TEST(ThreadsTest, AsksAgainAfterASecond) {
  on_a_fresh_thread([&](int living) {
    g_limit = living;
    EXPECT_EQ(threads_of(3), 1);
    g_limit = INT_MAX;
    EXPECT_EQ(threads_of(3), 1) << "every call would try anew";
    usleep(1'100'000);
    EXPECT_EQ(threads_of(3), 3);
  });
}

// A smaller region ends threads; a larger one finds less room than there was.
TEST(ThreadsTest, ATeamThatShrankGrowsOnlyByWhatIsThere) {
  on_a_fresh_thread([&](int /*living*/) {
    EXPECT_EQ(threads_of(4), 4);
    EXPECT_EQ(threads_of(2), 2);
    usleep(1'100'000);
    g_limit = g_living.load();
    EXPECT_EQ(threads_of(4), 2);
    g_limit = INT_MAX;
    usleep(1'100'000);
    EXPECT_EQ(threads_of(4), 4);
  });
}

TEST(ThreadsTest, ATeamThatDoesNotGrowCreatesNothing) {
  on_a_fresh_thread([&](int /*living*/) {
    EXPECT_EQ(threads_of(3), 3);
    const int created = g_created.load();
    for (int round = 0; round < 100; ++round) EXPECT_EQ(threads_of(3), 3);
    EXPECT_EQ(g_created.load(), created);
  });
}

// Beside those that call, all teams together have twice as many threads as there are processors,
// and what they have had is free when they are gone.
TEST(ThreadsTest, ManyCallersWithManyThreads) {
  constexpr int kCallers = 16;
  const Products products;
  const std::vector<double> want = products.compute(1);
  for (int round = 0; round < 2; ++round) {
    on_a_fresh_thread([&](int living) {
      g_most = 0;
      std::atomic<int> wrong{0}, created{0}, workers{0}, most{0};
      const auto caller = [&] {
        workers += threads_of(4096) - 1;
        if (++created == kCallers) most = g_most.load();
        while (most.load() == 0) usleep(100);
        if (products.compute(64) != want) ++wrong;
      };
      std::vector<std::thread> callers;
      for (int t = 0; t < kCallers; ++t) callers.emplace_back(caller);
      for (std::thread& thread : callers) thread.join();
      EXPECT_EQ(wrong.load(), 0);
      EXPECT_EQ(workers.load(), 2 * simd::processors()) << "round " << round;
      EXPECT_LE(most.load(), living + kCallers + 2 * simd::processors()) << "round " << round;
    });
  }
}

TEST(ThreadsTest, StackSizesAsOpenMPReadsThem) {
  EXPECT_EQ(simd::stack_size(nullptr), 0U);
  EXPECT_EQ(simd::stack_size("512"), 512U << 10);
  EXPECT_EQ(simd::stack_size(" 4 M "), 4U << 20);
  EXPECT_EQ(simd::stack_size("65536b"), 65536U);
  EXPECT_EQ(simd::stack_size("256K"), 256U << 10);
  EXPECT_EQ(simd::stack_size("1g"), std::size_t{1} << 30);
  for (const char* text : {"", "k", "12 q", "12kk", "99999999999999999999g"})
    EXPECT_EQ(simd::stack_size(text), 0U) << text;
}

// ------------------------------ floating-point modes

// Gives the calling thread its mode back.
struct ModeGuard {
  simd::FloatMode before = simd::float_register();
  ~ModeGuard() { simd::set_float_register(before); }
};

#if defined(__aarch64__)
constexpr simd::FloatMode kFlush = simd::FloatMode{1} << 24;  // FPCR.FZ
#else
constexpr simd::FloatMode kFlush = 0x8040;  // FTZ and DAZ
#endif

struct Mode {
  const char* name;
  int rounding;
  bool flush;
  double scale;  // of elements: 0x1p-1030 makes subnormal numbers
};
constexpr Mode kModes[] = {{"upward", FE_UPWARD, false, 1},
                           {"toward zero", FE_TOWARDZERO, false, 1},
                           {"flushed to zero", FE_TONEAREST, true, 0x1p-1030},
                           {"upward and flushed", FE_UPWARD, true, 0x1p-1030}};

void enter(const Mode& mode) {
  ASSERT_EQ(std::fesetround(mode.rounding), 0);
  if (mode.flush) simd::set_float_register(simd::float_register() | kFlush);
}

// In a mode that takes subnormal numbers for zeros, they are equal.
bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

TEST(FloatModeTest, TheBitsAreThoseOfTheCallersModeWithAnyNumberOfThreads) {
  const Products products;
  for (const Mode& mode : kModes) {
    on_a_fresh_thread([&](int /*living*/) {
      const ModeGuard guard;
      threads_of(7);  // born in the usual mode
      const std::vector<double> usual = products.compute(1, mode.scale);
      enter(mode);
      const std::vector<double> want = products.compute(1, mode.scale);
      EXPECT_FALSE(same_bits(want, usual)) << mode.name << " makes no difference";
      for (const int count : {2, 3, 7})
        EXPECT_TRUE(same_bits(products.compute(count, mode.scale), want))
            << mode.name << ", " << count << " threads";
    });
  }
}

TEST(FloatModeTest, ThreadsHaveTheirOwnModeBack) {
  using Modes = std::vector<simd::FloatMode>;
  for (const Mode& mode : kModes) {
    on_a_fresh_thread([&](int /*living*/) {
      const ModeGuard guard;
      const simd::FloatMode own = simd::float_mode();
      const int threads = threads_of(7);
      Modes inside(static_cast<std::size_t>(threads)), after = inside;
      enter(mode);
      const simd::FloatMode entered = simd::float_mode();
      EXPECT_NE(entered, own);
      simd::parallel(threads, [&](int index, int) {
        inside[static_cast<std::size_t>(index)] = simd::float_mode();
      });
      simd::set_float_register(guard.before);
      // The same threads, by OpenMP itself.
#pragma omp parallel num_threads(threads)
      after[static_cast<std::size_t>(omp_get_thread_num())] = simd::float_mode();
      EXPECT_EQ(inside, Modes(inside.size(), entered)) << mode.name;
      EXPECT_EQ(after, Modes(after.size(), own)) << mode.name;
    });
  }
}

TEST(FloatModeTest, ThreadsThatWereBornInAnotherMode) {
  const Products products;
  const std::vector<double> want = products.compute(1);
  on_a_fresh_thread([&](int /*living*/) {
    const ModeGuard guard;
    enter(kModes[0]);
    threads_of(7);
    simd::set_float_register(guard.before);
    for (const int count : {2, 3, 7})
      EXPECT_TRUE(same_bits(products.compute(count), want)) << count << " threads";
  });
}

}  // namespace
}  // namespace fulcrum
