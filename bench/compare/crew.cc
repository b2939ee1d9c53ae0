// SPDX-License-Identifier: Apache-2.0
#include "bench/compare/crew.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string_view>

#include "bench/compare/operands.hpp"
#include "bench/compare/text.hpp"
#include "bench/compare/worker.hpp"

namespace fulcrum::compare {
namespace {

// One request; the longest case of the grid takes seconds. What hangs longer is ended.
constexpr int kPatienceMilliseconds = 600'000;

[[noreturn]] void fail(const char* what) {
  throw std::runtime_error(std::string(what) + ": " + std::strerror(errno));
}

}  // namespace

Worker::Worker(const Library& library, const Environment& environment) : name_(library.name) {
  start(library, environment);
  try {
    const std::string hello = read_line();
    alive_ = hello.starts_with("ready ");
    (alive_ ? identity_ : failure_) = hello.substr(hello.find(' ') + 1);
    pause();
  } catch (const std::runtime_error& error) {
    failure_ = error.what();
  }
}

Worker::~Worker() {
  unmap();
  if (process_ > 0) {
    kill(process_, SIGKILL);  // it may be stopped, and has nothing to put in order
    waitpid(process_, nullptr, 0);
  }
  for (const int file : {requests_, answers_, result_file_}) {
    if (file >= 0) close(file);
  }
}

void Worker::start(const Library& library, const Environment& environment) {
  int requests[2], answers[2];
  // Closed on exec: no worker holds the pipes of another.
  if (pipe2(requests, O_CLOEXEC) != 0 || pipe2(answers, O_CLOEXEC) != 0) fail("pipe2");
  result_file_ = memfd_create("result", MFD_CLOEXEC);
  if (result_file_ < 0) fail("memfd_create");
  process_ = fork();
  if (process_ < 0) fail("fork");
  if (process_ == 0) become_worker(library, environment, requests[0], answers[1]);
  close(requests[0]);
  close(answers[1]);
  requests_ = requests[1];
  answers_ = answers[0];
}

void Worker::become_worker(const Library& library, const Environment& environment, int requests,
                           int answers) const {
  // A stopped process would outlive whoever started it.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (const Environment& variables : {environment, library.environment}) {
    for (const auto& [name, value] : variables) setenv(name.c_str(), value.c_str(), 1);
  }
  // Duplicates high up first: the numbers below may be each other's.
  const int in = fcntl(requests, F_DUPFD_CLOEXEC, 10), out = fcntl(answers, F_DUPFD_CLOEXEC, 10);
  const int result = fcntl(result_file_, F_DUPFD_CLOEXEC, 10);
  dup2(in, STDIN_FILENO);
  dup2(STDERR_FILENO, STDOUT_FILENO);
  dup2(out, kAnswers);
  dup2(result, kResult);
  execl("/proc/self/exe", "compare", kWorkerArgument, library.path.c_str(), library.pattern.c_str(),
        static_cast<char*>(nullptr));
  _exit(127);
}

void Worker::check(const Case& c) {
  unmap();
  const std::size_t bytes = result_bytes(c);
  if (ftruncate(result_file_, 0) != 0 || ftruncate(result_file_, static_cast<off_t>(bytes)) != 0)
    fail("ftruncate");
  ask("check " + c.group + " " + text(c));
  void* const memory = mmap(nullptr, bytes, PROT_READ, MAP_SHARED, result_file_, 0);
  if (memory == MAP_FAILED) fail("mmap");
  result_ = memory;
  result_bytes_ = bytes;
}

double Worker::time(const Case& c, double budget) {
  const std::string reply = ask(print("time %.6g ", budget) + c.group + " " + text(c));
  return number(name_, reply.substr(reply.find(' ') + 1), 1e-12, 1e9);
}

std::vector<double> Worker::sample(const Case& c, double budget) {
  const std::vector<std::string> reply =
      words(ask(print("sample %.6g ", budget) + c.group + " " + text(c)));
  std::vector<double> result;
  for (std::size_t i = 1; i < reply.size(); ++i) result.push_back(number(name_, reply[i], 0, 1e9));
  return result;
}

std::string Worker::ask(const std::string& request) {
  if (!alive_) throw std::runtime_error(failure_);
  kill(process_, SIGCONT);
  const std::string line = request + '\n';
  // A pipe takes a line whole. SIGPIPE is ignored by main(): a dead process is found out below.
  if (write(requests_, line.data(), line.size()) < 0) died();
  std::string reply = read_line();
  pause();
  if (!reply.starts_with("ok")) throw std::runtime_error(reply.substr(reply.find(' ') + 1));
  return reply;
}

std::string Worker::read_line() {
  for (;;) {
    const std::size_t end = unread_.find('\n');
    if (end != std::string::npos) {
      std::string line = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      return line;
    }
    pollfd waiting = {answers_, POLLIN, 0};
    const int ready = poll(&waiting, 1, kPatienceMilliseconds);
    if (ready < 0 && errno == EINTR) continue;
    if (ready == 0) kill(process_, SIGKILL);
    char block[4096];
    const ssize_t got = read(answers_, block, sizeof block);
    if (got <= 0) died();
    unread_.append(block, static_cast<std::size_t>(got));
  }
}

// Returns once all its threads are stopped: the next turn must not begin before.
void Worker::pause() {
  kill(process_, SIGSTOP);
  const int status = wait_for_change(WUNTRACED);
  if (!WIFSTOPPED(status)) bury(status);  // it has ended on its own, after its answer
}

int Worker::wait_for_change(int options) const {
  int status = 0;
  while (waitpid(process_, &status, options) < 0 && errno == EINTR) {
  }
  return status;
}

// From here on no signal may be sent: the number may be somebody else's, and -1 is everybody's.
void Worker::bury(int status) {
  process_ = -1;
  if (!alive_ && !failure_.empty()) return;
  alive_ = false;
  failure_ = WIFSIGNALED(status) ? print("its process was ended by signal %d (%s)",
                                         WTERMSIG(status), strsignal(WTERMSIG(status)))
                                 : print("its process ended with status %d", WEXITSTATUS(status));
}

void Worker::died() {
  bury(wait_for_change(0));
  throw std::runtime_error(failure_);
}

void Worker::unmap() {
  if (result_ != nullptr) munmap(result_, result_bytes_);
  result_ = nullptr;
}

}  // namespace fulcrum::compare
