// SPDX-License-Identifier: Apache-2.0
// Calls after fork(), inside a parallel region, and from several threads at once.
#include <gtest/gtest.h>
#include <omp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>
#include <vector>

#include "fulcrum/fulcrum.hpp"
#include "tests/support/random.hpp"
#include "tests/support/scale.hpp"

namespace fulcrum {
namespace {

// A product that is large enough for several threads.
class Product {
 public:
  explicit Product(std::int64_t size) : size_(size), a_(elements(size)), b_(elements(size)) {
    test::Random random(3);
    for (double& x : a_) x = random.uniform();
    for (double& x : b_) x = random.uniform();
  }

  std::vector<double> compute(int threads) const {
    std::vector<double> c(a_.size(), 0.0);
    CallOptions options;
    options.threads = threads;
    options.backend = Backend::Simd;
    gemm(Layout::ColMajor, Op::Trans, Op::NoTrans, size_, size_, size_, 1.0, a_.data(), size_,
         b_.data(), size_, 0.0, c.data(), size_, options);
    return c;
  }

 private:
  static std::size_t elements(std::int64_t size) { return static_cast<std::size_t>(size * size); }
  std::int64_t size_;
  std::vector<double> a_, b_;
};

// The OpenMP team of the parent does not exist in the child: a call that waited for it would hang.
TEST(ProcessTest, CallsAfterFork) {
  const Product product(250);
  const std::vector<double> want = product.compute(4);
  for (int round = 0; round < 2; ++round) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      alarm(60);
      const bool same = product.compute(4) == want && num_threads() == 1;
      _exit(same ? 0 : 1);
    }
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "status " << status;
    EXPECT_EQ(product.compute(4), want) << "the parent after fork()";
  }
}

TEST(ProcessTest, CallsInsideAParallelRegion) {
  const Product product(200);
  const std::vector<double> want = product.compute(1);
  std::atomic<int> wrong{0}, not_serial{0};
#pragma omp parallel num_threads(3)
  {
    if (omp_get_num_threads() > 1 && num_threads() != 1) ++not_serial;
    if (product.compute(4) != want) ++wrong;
  }
  EXPECT_EQ(wrong.load(), 0);
  EXPECT_EQ(not_serial.load(), 0);
}

// Restores the process's setting.
struct ThreadSettings {
  ~ThreadSettings() {
    set_num_threads(0);
    set_num_threads_local(0);
  }
};

TEST(ProcessTest, TheNumberOfThreadsIsSet) {
  const ThreadSettings settings;
  const int before = num_threads();
  EXPECT_EQ(set_num_threads(3), 0);
  EXPECT_EQ(num_threads(), 3);
  EXPECT_EQ(set_num_threads_local(5), 0);
  EXPECT_EQ(num_threads(), 5);
  int elsewhere = 0;
  std::thread([&] { elsewhere = num_threads(); }).join();
  EXPECT_EQ(elsewhere, 3) << "another thread's own number is another thread's";
  EXPECT_EQ(set_num_threads_local(0), 5);
  EXPECT_EQ(set_num_threads(0), 3);
  EXPECT_EQ(num_threads(), before);
}

TEST(ProcessTest, ANegativeNumberOfThreadsIsRefused) {
  const ThreadSettings settings;
  set_num_threads(2);
  for (const auto set : {&set_num_threads, &set_num_threads_local}) {
    try {
      set(-1);
      FAIL() << "no error";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::InvalidArgument);
      EXPECT_EQ(error.argument(), "threads");
      EXPECT_EQ(error.value(), "-1");
    }
  }
  EXPECT_EQ(num_threads(), 2);
}

TEST(ProcessTest, TheNumberOfThreadsIsRecorded) {
  const ThreadSettings settings;
  const Product product(200);
  set_num_threads_local(3);
  product.compute(0);
  EXPECT_EQ(last_decision().call.threads, 3);
  product.compute(2);
  EXPECT_EQ(last_decision().call.threads, 2) << "the call's own option goes before";
}

// One thread changes the number while others compute: the bits stay.
TEST(ProcessTest, TheNumberOfThreadsChangesBetweenCalls) {
  const ThreadSettings settings;
  const Product product(170);
  const std::vector<double> want = product.compute(1);
  std::atomic<bool> stop{false};
  std::thread changing([&] {
    for (int threads = 1; !stop; threads = threads % 4 + 1) set_num_threads(threads);
  });
  std::atomic<int> wrong{0};
  std::vector<std::thread> callers;
  callers.reserve(3);
  for (int t = 0; t < 3; ++t) {
    callers.emplace_back([&] {
      for (int round = 0; round < test::scaled(20, 3); ++round)
        if (product.compute(0) != want) ++wrong;
    });
  }
  for (std::thread& caller : callers) caller.join();
  stop = true;
  changing.join();
  EXPECT_EQ(wrong.load(), 0);
}

TEST(ProcessTest, CallsFromSeveralThreads) {
  std::atomic<int> wrong{0};
  std::vector<std::thread> callers;
  callers.reserve(4);
  for (int t = 0; t < 4; ++t) {
    callers.emplace_back([&wrong, t] {
      const Product product(100 + 40 * t);
      const std::vector<double> want = product.compute(1);
      for (int round = 0; round < test::scaled(10, 3); ++round) {
        if (product.compute(2 + round % 2) != want) ++wrong;
        const Decision d = last_decision();
        if (d.call.m != 100 + 40 * t) ++wrong;  // another thread's decision
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(wrong.load(), 0);
}

}  // namespace
}  // namespace fulcrum
