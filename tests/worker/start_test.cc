// SPDX-License-Identifier: Apache-2.0
// How a worker starts, and what is said where it cannot.
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "offload/platforms.hpp"
#include "tests/support/child.hpp"
#include "tests/worker/support.hpp"

namespace fulcrum::offload::worker {
namespace {

std::string error_of(Options options, ErrorCode code = ErrorCode::BackendUnavailable) {
  const auto device = make_device(std::move(options));
  try {
    device->process();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code);
    expect_no_child_seen();
    return error.what();
  }
  return "nothing was thrown";
}

TEST(Start, ServesWhatItIsAskedFor) {
  const auto device = make_device();
  EXPECT_EQ(device->process_now(), nullptr) << "started unasked";
  use(device);
  EXPECT_EQ(device->started(), 1U);
  expect_no_child_seen();
}

TEST(Start, LooksAtNobodysSignalsAndChildren) {
  // Ignored SIGCHLD would reap an ordinary child before anybody has asked how it ended.
  struct sigaction ignore {
  }, before{};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGCHLD, &ignore, &before);
  const auto device = make_device();
  use(device, 3);
  const auto first = device->process_now();
  kill(first->pid(), SIGKILL);
  while (first->look()) std::this_thread::yield();
  // How, where the system tells by then.
  EXPECT_TRUE(first->why_lost() == "it was killed by signal 9" ||
              first->why_lost() == "it has ended")
      << first->why_lost();
  use(device, 4);
  EXPECT_EQ(device->started(), 2U);
  sigaction(SIGCHLD, &before, nullptr);
  expect_no_child_seen();
}

std::string status_line(pid_t pid, const std::string& name) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with(name + ":")) return line.substr(line.find('\t') + 1);
  return "?";
}

TEST(Start, HasItsOwnSessionAndNothingOfOurs) {
  const int leaked = open("/dev/zero", O_RDONLY);  // without O_CLOEXEC
  sigset_t blocked, before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &blocked, &before);
  const auto device = make_device();
  use(device);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  close(leaked);
  const pid_t pid = device->process_now()->pid();
  EXPECT_EQ(getsid(pid), pid);
  for (const auto& entry :
       std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/fd")) {
    const int number = std::stoi(entry.path().filename());
    const std::string target = std::filesystem::read_symlink(entry.path());
    if (number <= 2) {
      EXPECT_EQ(target, "/dev/null") << number;
    } else {
      EXPECT_EQ(number, kHostDescriptor) << target;
    }
  }
  EXPECT_EQ(status_line(pid, "SigBlk"), "0000000000000000");
  EXPECT_EQ(status_line(pid, "SigIgn"), "0000000000000000");
  EXPECT_EQ(status_line(pid, "Cpus_allowed"), status_line(getpid(), "Cpus_allowed"));
}

TEST(Start, SaysWhatItLookedFor) {
  Options options = test_options();
  options.program = "/nowhere/fulcrum-worker";
  EXPECT_EQ(error_of(options),
            "worker: FULCRUM_WORKER=/nowhere/fulcrum-worker cannot be run: No such file or "
            "directory");
  options.program = "/tmp";
  EXPECT_NE(error_of(options).find("not a file"), std::string::npos);
  options.program = "/etc/passwd";
  EXPECT_NE(error_of(options).find("not executable"), std::string::npos);
}

TEST(Start, RefusesAnotherProgramAndAnotherVersion) {
  Options options = test_options();
  options.program = "/bin/true";
  EXPECT_NE(error_of(options).find("/bin/true: it ended before it had said its version: it "),
            std::string::npos)
      << error_of(options);
  const Told told("version");
  const std::string other = error_of(test_options());
  EXPECT_NE(other.find("it is of version"), std::string::npos) << other;
  EXPECT_NE(other.find("they must come from one build"), std::string::npos) << other;
}

TEST(Start, DoesNotWaitForEverForAProgramThatSaysNothing) {
  const Told told("stop:1");
  Options options = test_options();
  options.start = std::chrono::milliseconds(200);
  EXPECT_NE(error_of(options).find("not answered within 200 ms"), std::string::npos);
}

// A text file that the kernel cannot run.
TEST(Start, SaysWhyAProgramCannotBeRun) {
  const std::string path = testing::TempDir() + "/fulcrum_no_program";
  std::ofstream(path) << "\x7f"
                      << "ELF, but no more";
  chmod(path.c_str(), 0700);
  Options options = test_options();
  options.program = path;
  EXPECT_NE(error_of(options).find("execve: Exec format error"), std::string::npos)
      << error_of(options);
  std::filesystem::remove(path);
}

TEST(Start, LeavesNoDescriptorBehind) {
  const auto device = make_device();
  use(device);
  const std::size_t before = open_descriptors();
  for (int i = 0; i < 10; ++i) {
    kill(device->process_now()->pid(), SIGKILL);
    while (device->process_now()->look()) std::this_thread::yield();
    use(device, i);
  }
  EXPECT_EQ(open_descriptors(), before);
}

TEST(Start, ByHandItExplainsItself) {
  const test::ChildResult result = test::run_child({test::beside("../bin/fulcrum-worker")});
  EXPECT_EQ(result.exit_status, kNotStartedByUs);
  EXPECT_NE(result.err.find("libfulcrum starts it"), std::string::npos) << result.err;
}

// Discovery, as every call makes it, starts none.
TEST(Start, IsNotStartedUnasked) {
  const Discovery& found = offload::discover_all(config());
  bool listed = false;
  for (const auto& device : found.devices)
    listed = listed || device->info().platform == Backend("worker");
  EXPECT_TRUE(listed);
  for (const auto& device : offload::discover(config()).devices)
    EXPECT_FALSE(device->info().platform == Backend("worker")) << "weighed";
  EXPECT_EQ(worker::device(config())->started(), 0U);
}

}  // namespace
}  // namespace fulcrum::offload::worker
