// SPDX-License-Identifier: Apache-2.0
// Calls at any time of a process and of a thread, each moment in a process of its own
// (FULCRUM_LIFECYCLE is the program). The same program runs under Valgrind as
// api_lifecycle_memory_*, which also sees what happens not to crash.
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/child.hpp"

namespace fulcrum {
namespace {

void expect_right(const std::string& moment, const std::string& count = "0",
                  const std::string& size = "600") {
  const test::ChildResult child = test::run_child({FULCRUM_LIFECYCLE, moment, count, size});
  EXPECT_EQ(child.exit_status, 0) << moment << ": signal " << child.signal << "\n"
                                  << child.out << child.err;
}

TEST(LifecycleTest, BeforeMain) { expect_right("constructor"); }

TEST(LifecycleTest, FromAStaticObjectsDestructor) {
  expect_right("static");
  expect_right("static-first");
}

TEST(LifecycleTest, FromAnExitHandler) { expect_right("exit"); }

TEST(LifecycleTest, FromAThreadThatOutlivesMain) { expect_right("outlives"); }

TEST(LifecycleTest, FromAThreadLocalObjectsDestructor) { expect_right("thread"); }

TEST(LifecycleTest, FromKeysDestructors) { expect_right("keys"); }

// Every delay up to beyond the end of the first call: 430 us when it was slowest.
TEST(LifecycleTest, InAChildForkedDuringTheFirstCall) { expect_right("fork", "120", "160"); }

TEST(LifecycleTest, ThreadsThatEndLeaveNoMemoryBehind) {
  expect_right("threads", "3000");
  expect_right("threads-keys", "3000");
}

// The library stays where a thread will still run code of it when it ends.
TEST(LifecycleTest, AThreadEndsBehindDlclose) {
  std::thread([] {
    void* const library = dlopen(FULCRUM_BLAS_LIBRARY, RTLD_NOW | RTLD_LOCAL);
    ASSERT_NE(library, nullptr) << dlerror();
    using Dgemv = void (*)(int, int, int, int, double, const double*, int, const double*, int,
                           double, double*, int);
    const auto dgemv = reinterpret_cast<Dgemv>(dlsym(library, "cblas_dgemv"));
    ASSERT_NE(dgemv, nullptr);
    constexpr int kN = 1000, kColMajor = 102, kNoTrans = 111;
    const std::vector<double> a(kN, 3.0), x(1, 2.0);
    std::vector<double> y(std::size_t{2} * kN, 0.0);
    dgemv(kColMajor, kNoTrans, kN, 1, 1.0, a.data(), kN, x.data(), 1, 0.0, y.data(), 2);
    EXPECT_EQ(y[std::size_t{2} * kN - 2], 6.0);
    EXPECT_EQ(dlclose(library), 0);
  }).join();
}

}  // namespace
}  // namespace fulcrum
