// SPDX-License-Identifier: Apache-2.0
// What the worker's tests share: a device of one's own on the shipped program, or on the one that
// dies and lies, and what must be the same before and after.
#pragma once

#include <dirent.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "fulcrum/runtime.hpp"
#include "offload/worker/worker_device.hpp"
#include "tests/runtime/beside.hpp"

namespace fulcrum::offload::worker {

// The program of worker_program.cc, told what to do.
class Told {
 public:
  explicit Told(const std::string& what) { setenv("FULCRUM_WORKER_TEST", what.c_str(), 1); }
  ~Told() { unsetenv("FULCRUM_WORKER_TEST"); }
  Told(const Told&) = delete;
  Told& operator=(const Told&) = delete;
};

inline Options test_options() {
  Options options;
  options.program = test::beside("fulcrum_test_worker");
  options.isa = Isa::Scalar;
  options.capacity = std::uint64_t{64} << 20;
  options.silence = std::chrono::milliseconds(700);
  return options;
}

inline std::shared_ptr<WorkerDevice> make_device(Options options = test_options()) {
  return std::make_shared<WorkerDevice>(std::move(options));
}

// A copy there and back on the device; throws Error.
inline void use(const std::shared_ptr<WorkerDevice>& device, int value = 1) {
  const fulcrum::Device handle(device);
  const Stream stream = handle.stream();
  auto from = handle.allocate<int, memory::Pinned>(5000),
       to = handle.allocate<int, memory::Pinned>(5000);
  std::iota(from.data(), from.data() + from.size(), value);
  std::fill_n(to.data(), to.size(), -1);
  const auto there = handle.allocate<int>(5000);
  const TimedEvent begin = handle.timed_event(), end = handle.timed_event();
  stream.record(begin).copy(there.view(), from.view()).record(end);
  const Stream other = handle.stream();
  other.wait(end).copy(to.view(), there.view()).sync();
  for (int i = 0; i < 5000; ++i) ASSERT_EQ(to.data()[i], value + i);
  EXPECT_GE(end - begin, 0);
}

// Starts a worker that dies at that step, if there are so many: then it works, or fails with the
// worker's loss, once. How often it failed.
inline int use_until_it_works(const std::shared_ptr<WorkerDevice>& device, int step) {
  int failures = 0;
  const auto attempt = [&](const auto& body) {
    try {
      body();
      return true;
    } catch (const Error& error) {
      EXPECT_TRUE(error.code() == ErrorCode::DeviceLost ||
                  error.code() == ErrorCode::BackendUnavailable)
          << error.what();
      ++failures;
      return false;
    }
  };
  {
    const Told told("die:" + std::to_string(step));
    (void)attempt([&] { (void)device->process(); });
  }
  while (!attempt([&] { use(device, failures); }) && failures < 5) {
  }
  return failures;
}

inline std::size_t open_descriptors() {
  std::size_t count = 0;
  DIR* const folder = opendir("/proc/self/fd");
  while (readdir(folder) != nullptr) ++count;
  closedir(folder);
  return count;
}

// Is there any child that a plain wait sees, or one of the others that has ended and lies there?
inline void expect_no_child_seen() {
  errno = 0;
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
  siginfo_t info{};
  const int result = waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT | __WALL);
  EXPECT_TRUE(result != 0 || info.si_pid == 0) << "process " << info.si_pid << " was not reaped";
}

}  // namespace fulcrum::offload::worker
