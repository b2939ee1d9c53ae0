// SPDX-License-Identifier: Apache-2.0
// A child of fork() has no worker: it is told so, its handles go quietly, and the parent's worker
// goes on.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <optional>
#include <thread>

#include "tests/support/child.hpp"
#include "tests/worker/support.hpp"

namespace fulcrum::offload::worker {
namespace {

// How many of these do not throw Error(DeviceLost).
int unrefused(std::initializer_list<std::function<void()>> calls) {
  int count = 0;
  for (const auto& call : calls) {
    try {
      call();
      ++count;
    } catch (const Error& error) {
      if (error.code() != ErrorCode::DeviceLost ||
          std::string(error.what()).find("forked") == std::string::npos)
        ++count;
    }
  }
  return count;
}

TEST(Fork, TheChildIsToldAndTheParentGoesOn) {
  const auto device = make_device();
  use(device);
  const fulcrum::Device handle(device);
  std::optional<Stream> stream(handle.stream());
  std::optional there(handle.allocate<int>(100));
  std::optional host(handle.allocate<int, memory::Pinned>(100));
  std::optional<TimedEvent> event(handle.timed_event());
  std::fill_n(host->data(), 100, 5);
  stream->copy(there->view(), host->view()).record(*event).sync();
  const pid_t worker = device->process_now()->pid();

  const pid_t child = fork();
  if (child == 0) {
    int bad = unrefused(
        {[&] { stream->copy(there->view(), host->view()); }, [&] { stream->sync(); },
         [&] { event->sync(); }, [&] { (void)event->done(); }, [&] { (void)handle.stream(); },
         [&] { (void)handle.allocate<int>(1); },
         [&] { (void)handle.allocate<int, memory::Pinned>(1); }, [&] { (void)device->process(); }});
    if (stream->status().find("forked") == std::string::npos) ++bad;
    event.reset(), there.reset(), host.reset(), stream.reset();
    _exit(bad);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status)) << "signal " << WTERMSIG(status);
  EXPECT_EQ(WEXITSTATUS(status), 0) << "calls that were not refused";
  EXPECT_EQ(device->process_now()->pid(), worker);
  EXPECT_TRUE(device->process_now()->look());
  std::fill_n(host->data(), 100, 0);
  stream->copy(host->view(), there->view()).sync();
  EXPECT_EQ(host->data()[99], 5);
  use(device, 2);
  EXPECT_EQ(device->started(), 1U);
}

test::ChildResult host(const std::string& what) {
  return test::run_child({test::beside("fulcrum_test_worker_host"), what});
}

// The worker ends by itself when the host does.
TEST(Fork, TheWorkerEndsWithItsHostAndNotWithAThread) {
  const test::ChildResult result = host("end");
  ASSERT_EQ(result.exit_status, 0) << result.err;
  const std::string worker = result.out.substr(0, result.out.find('\n'));
  ASSERT_GT(std::stoi(worker), 0);
  const auto runs = [&worker] {
    std::ifstream file("/proc/" + worker + "/status");
    for (std::string line; std::getline(file, line);)
      if (line.starts_with("State:")) return line.find_first_of("ZX") == std::string::npos;
    return false;
  };
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (runs() && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_FALSE(runs());
}

// Daemons close descriptors that they do not know, and open others in their place.
TEST(Fork, ClosedDescriptorsHarmNobody) {
  const test::ChildResult result = host("daemon");
  EXPECT_EQ(result.exit_status, 0) << result.err;
  EXPECT_EQ(result.err, "");
}

TEST(Fork, AProgramWithoutStandardDescriptorsStartsOne) {
  const test::ChildResult result = host("without");
  EXPECT_EQ(result.exit_status, 0) << result.err;
  EXPECT_EQ(result.err, "");
}

TEST(Fork, WhoAdoptsOrphansReapsItsWorkers) {
  const test::ChildResult result = host("adopt");
  EXPECT_EQ(result.exit_status, 0) << result.err;
  EXPECT_EQ(result.err, "");
}

}  // namespace
}  // namespace fulcrum::offload::worker
