// SPDX-License-Identifier: Apache-2.0
// Children of fork(): threads where the parent had none, else one. A program of its own, since that
// is about everything that the process has done before.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <iterator>
#include <vector>

#include "fulcrum/fulcrum.hpp"
#include "tests/support/random.hpp"

namespace fulcrum {
namespace {

std::vector<double> product(int threads) {
  constexpr std::int64_t kSize = 250;
  test::Random random(3);
  std::vector<double> a(kSize * kSize), b = a, c = a;
  for (double& x : a) x = random.uniform();
  for (double& x : b) x = random.uniform();
  CallOptions options;
  options.threads = threads;
  options.backend = Backend::Simd;
  gemm(Layout::ColMajor, Op::Trans, Op::NoTrans, kSize, kSize, kSize, 1.0, a.data(), kSize,
       b.data(), kSize, 0.0, c.data(), kSize, options);
  return c;
}

std::int64_t threads_of_process() {
  const std::filesystem::directory_iterator threads("/proc/self/task");
  return std::distance(begin(threads), end(threads));
}

// Does what() hold in a child?
bool in_child(bool (*what)()) {
  const pid_t child = fork();
  if (child == 0) {
    alarm(60);
    _exit(what() ? 0 : 1);
  }
  int status = -1;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool is_serial() {
  const bool same = product(3) == product(1);
  return same && num_threads() == 1 && threads_of_process() == 1;
}

bool has_threads() {
  const bool same = product(3) == product(1);
  return same && num_threads() == 3 && threads_of_process() == 3;
}

TEST(ForkTest, AChildUsesThreadsUnlessItsParentHadSome) {
  set_num_threads(3);
  ASSERT_EQ(threads_of_process(), 1) << "the program itself has threads";
  EXPECT_TRUE(in_child(has_threads)) << "the first child";
  EXPECT_TRUE(in_child([] { return in_child(has_threads) && has_threads(); })) << "its own child";
  EXPECT_TRUE(in_child([] { return has_threads() && in_child(is_serial) && has_threads(); }))
      << "the child of a child that has threads";
  EXPECT_TRUE(has_threads()) << "the parent";
  EXPECT_TRUE(in_child(is_serial)) << "a child after the parent's threads";
  EXPECT_TRUE(in_child([] { return is_serial() && in_child(is_serial); })) << "and its own child";
  EXPECT_TRUE(has_threads()) << "the parent at last";
}

}  // namespace
}  // namespace fulcrum
