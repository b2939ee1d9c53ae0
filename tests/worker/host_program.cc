// SPDX-License-Identifier: Apache-2.0
// Processes that have a worker: one that ends, one that closes every descriptor that it can, one
// that has none from 0 to 2 when it starts a worker, one that adopts orphans. What went wrong goes
// to stderr.
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "tests/worker/support.hpp"

namespace {

using namespace fulcrum;                   // NOLINT(google-build-using-namespace): a program
using namespace fulcrum::offload::worker;  // NOLINT(google-build-using-namespace)

bool copies(const std::shared_ptr<WorkerDevice>& device) {
  const fulcrum::Device handle(device);
  const Stream stream = handle.stream();
  auto from = handle.allocate<int, memory::Pinned>(100),
       to = handle.allocate<int, memory::Pinned>(100);
  std::fill_n(from.data(), 100, 7);
  std::fill_n(to.data(), 100, 0);
  const auto there = handle.allocate<int>(100);
  stream.copy(there.view(), from.view()).copy(to.view(), there.view()).sync();
  return to.data()[99] == 7;
}

void expect(bool right, const char* what) {
  if (!right) std::fprintf(stderr, "wrong: %s\n", what);
}

// The thread that started the worker ends first: PR_SET_PDEATHSIG would take that for the end.
void end(const std::shared_ptr<WorkerDevice>& device) {
  std::thread([&] { expect(copies(device), "the first copy"); }).join();
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  expect(copies(device), "a copy after the thread's end");
  expect(device->started() == 1, "one worker");
  std::printf("%d\n", static_cast<int>(device->process_now()->pid()));
}

void daemon(const std::shared_ptr<WorkerDevice>& device) {
  expect(copies(device), "the first copy");
  for (int number = 3; number < 100; ++number) close(number);
  char path[] = "/tmp/fulcrum_not_the_arena_XXXXXX";
  const int first = mkstemp(path);
  unlink(path);
  for (int i = 0; i < 20; ++i) expect(dup(first) >= 0, "dup");
  // What is there goes on; what needs new pages is refused, and the file is not touched.
  expect(copies(device), "a copy after the descriptors are gone");
  try {
    const auto more = fulcrum::Device(device).allocate<char>(std::size_t{8} << 20);
    expect(false, "new memory was had through another file");
  } catch (const Error& error) {
    expect(error.code() == ErrorCode::DeviceLost, error.what());
  }
  const auto process = device->process_now();
  expect(process->look(), "the worker is there still");
  kill(process->pid(), SIGKILL);
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (process->look() && std::chrono::steady_clock::now() < limit) std::this_thread::yield();
  expect(process->gone(), "its end is noticed");
  struct stat status {};
  expect(fstat(first, &status) == 0 && status.st_size == 0 && status.st_blocks == 0,
         "the file is whole");
  for (int number = first; number < first + 20; ++number)
    expect(fcntl(number, F_GETFD) >= 0, "a descriptor of the program's was closed");
}

void without_standard_ones(const std::shared_ptr<WorkerDevice>& device) {
  const int kept = fcntl(STDERR_FILENO, F_DUPFD, 100);
  for (int number = 0; number < 3; ++number) close(number);
  const auto back = [kept] { dup2(kept, STDERR_FILENO); };
  try {
    const bool right = copies(device);
    back();
    expect(right, "a copy without standard descriptors");
  } catch (const Error& error) {
    back();
    expect(false, error.what());
  }
}

// A process that adopts orphans, as the first of a container does: it has the worker as a child,
// and reaps it.
void adopt(const std::shared_ptr<WorkerDevice>& device) {
  expect(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0, "prctl");
  for (int i = 0; i < 3; ++i) {
    expect(copies(device), "a copy");
    const auto process = device->process_now();
    kill(process->pid(), SIGKILL);
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (process->look() && std::chrono::steady_clock::now() < limit) std::this_thread::yield();
    expect(process->why_lost() == "it was killed by signal 9", process->why_lost().c_str());
    errno = 0;
    expect(waitpid(-1, nullptr, WNOHANG | __WALL) == -1 && errno == ECHILD, "it was reaped");
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const auto device = make_device();
  try {
    const std::string what = argv[1];
    if (what == "end") end(device);
    if (what == "daemon") daemon(device);
    if (what == "without") without_standard_ones(device);
    if (what == "adopt") adopt(device);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  std::fflush(stdout);
  _exit(0);  // with the worker at hand
}
