// SPDX-License-Identifier: Apache-2.0
#include "offload/worker/spawn.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <system_error>
#include <utility>
#include <vector>

#include "fulcrum/error.hpp"
#include "offload/worker/protocol.hpp"

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX declares it nowhere

namespace fulcrum::offload::worker {
namespace {

std::string text_of(int error) { return std::generic_category().message(error); }

[[noreturn]] void unavailable(const std::string& why) {
  throw Error(ErrorCode::BackendUnavailable, "worker", why);
}

// Empty where it can be run, else why not.
std::string why_not(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return text_of(errno);
  if (!S_ISREG(status.st_mode)) return "not a file";
  return access(path.c_str(), X_OK) == 0 ? "" : "not executable";
}

// The folder of this library, or of the program that it was linked into.
std::string own_folder() {
  Dl_info info{};
  char path[PATH_MAX];
  const auto* const here = reinterpret_cast<const void*>(&find_program);
  const bool named = dladdr(here, &info) != 0 && info.dli_fname != nullptr;
  // A program's name there is what it was called by, which may be no path.
  if (!named || std::string(info.dli_fname).find('/') == std::string::npos ||
      realpath(info.dli_fname, path) == nullptr) {
    if (realpath("/proc/self/exe", path) == nullptr) return {};
  }
  const std::string text(path);
  return text.substr(0, text.rfind('/'));
}

// What the child does between its start and the program's. It shares the parent's memory while the
// parent's thread waits: nothing here allocates or locks.
struct Start {
  const char* program;
  std::array<int, 3> descriptors;
  int error = 0;
  const char* failed = "";

  bool fail(const char* call) {
    error = errno;
    failed = call;
    return false;
  }
  bool prepare() {
    if (setsid() < 0) return fail("setsid");
    // Out of the way of the numbers that they will have.
    for (int& each : descriptors) {
      each = fcntl(each, F_DUPFD, kTalkDescriptor + 1);
      if (each < 0) return fail("fcntl(F_DUPFD)");
    }
    for (int i = 0; i < 3; ++i)
      if (dup2(descriptors[static_cast<std::size_t>(i)], kArenaDescriptor + i) < 0)
        return fail("dup2");
    const int null = open("/dev/null", O_RDWR);
    if (null < 0) return fail("open(/dev/null)");
    for (int i = 0; i < 3; ++i)
      if (dup2(null, i) < 0) return fail("dup2");
    constexpr unsigned kFirst = kTalkDescriptor + 1;
    if (syscall(SYS_close_range, kFirst, ~0U, 0) != 0) return fail("close_range");
    return true;
  }
  void undo_signals() {
    struct sigaction as_new {};
    as_new.sa_handler = SIG_DFL;
    for (int i = 1; i < NSIG; ++i) sigaction(i, &as_new, nullptr);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
  }
};

int run_child(void* argument) {
  auto& start = *static_cast<Start*>(argument);
  if (start.prepare()) {
    start.undo_signals();
    const char* const arguments[] = {start.program, "serve", nullptr};
    execve(start.program, const_cast<char* const*>(arguments), environ);
    start.fail("execve");
  }
  _exit(127);
}

class Stack {
 public:
  Stack()
      : memory_(mmap(nullptr, kBytes, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0)) {
    if (memory_ == MAP_FAILED) unavailable("no memory for a stack: " + text_of(errno));
  }
  ~Stack() { munmap(memory_, kBytes); }
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;
  void* top() const { return static_cast<char*>(memory_) + kBytes; }

 private:
  static constexpr std::size_t kBytes = std::size_t{128} << 10;
  void* memory_;
};

}  // namespace

std::string find_program(const std::string& configured) {
  constexpr const char* kName = "fulcrum-worker";
  if (!configured.empty()) {
    const std::string why = why_not(configured);
    if (why.empty()) return configured;
    unavailable("FULCRUM_WORKER=" + configured + " cannot be run: " + why);
  }
  const std::string folder = own_folder();
  std::string looked;
  for (const std::string& place :
       {folder + "/", folder + "/../bin/", folder + "/../libexec/fulcrum/"}) {
    const std::string path = place + kName, why = why_not(path);
    if (why.empty()) return path;
    looked += (looked.empty() ? "" : ", ") + path + " (" + why + ")";
  }
  unavailable(std::string(kName) + " was not found: looked for " + looked +
              "; FULCRUM_WORKER names the program elsewhere");
}

Child::Child(const std::string& program, const std::array<int, 3>& descriptors) : owner_(getpid()) {
  const Stack stack;
  Start start{program.c_str(), descriptors};
  // No handler of this process may run in the child while it shares the memory.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int descriptor = -1;
  // The low byte is the signal at its end: none.
  const pid_t pid = clone(&run_child, stack.top(), CLONE_VM | CLONE_VFORK | CLONE_PIDFD, &start,
                          &descriptor);
  const int error = errno;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (pid < 0) unavailable("a process cannot be started: clone: " + text_of(error));
  pid_ = pid;
  descriptor_ = descriptor;
  gone_ = false;
  if (start.error == 0) return;
  reap(true);
  unavailable(program + " cannot be started: " + start.failed + ": " + text_of(start.error));
}

Child::~Child() {
  if (!gone_ && owner_ == getpid()) end();
}

Child::Child(Child&& other) noexcept { *this = std::move(other); }
Child& Child::operator=(Child&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(owner_, other.owner_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(code_, other.code_);
  std::swap(status_, other.status_);
  std::swap(gone_, other.gone_);
  return *this;
}

void Child::forget_descriptor(bool ours) noexcept {
  if (ours && descriptor_ >= 0) close(descriptor_);
  descriptor_ = -1;
}

// By the process's descriptor as long as that is one of this process's; else by its number, which
// no other has before it is reaped.
bool Child::reap(bool wait) noexcept {
  if (gone_) return true;
  constexpr int kAny = __WALL;  // one whose end sends no signal is not among those of plain waits
  for (;;) {
    siginfo_t info{};
    const bool by_descriptor = descriptor_ >= 0;
    const auto id = static_cast<id_t>(by_descriptor ? descriptor_ : pid_);
    const idtype_t kind = by_descriptor ? P_PIDFD : P_PID;
    // Looked at first: what the program has put in the descriptor's place is not reaped.
    const int result =
        waitid(kind, id, &info, WEXITED | WNOWAIT | kAny | (wait ? 0 : WNOHANG));
    if (result == 0 && info.si_pid == 0) return false;
    if (result == 0 && info.si_pid == pid_) {
      waitid(kind, id, &info, WEXITED | kAny | WNOHANG);
      code_ = info.si_code;
      status_ = info.si_status;
      gone_ = true;
      forget_descriptor(by_descriptor);
      return true;
    }
    if (result != 0 && errno == EINTR) continue;
    if (by_descriptor) {
      forget_descriptor(false);
      continue;
    }
    gone_ = true;  // somebody has waited for every child there is, with __WALL
    code_ = 0;
    return true;
  }
}

bool Child::ended() noexcept { return reap(false); }

bool Child::end() noexcept {
  if (reap(false)) return true;
  // Not reaped: the number is still its own.
  kill(pid_, SIGKILL);
  // A process in the middle of a page's zeroing takes some milliseconds.
  for (int i = 0; i < 5000; ++i) {
    if (reap(false)) return true;
    timespec moment{0, i < 20 ? 100000 : 1000000};
    nanosleep(&moment, nullptr);
  }
  return false;
}

std::string Child::how() const {
  if (!gone_) return {};
  if (code_ == CLD_EXITED) return "it ended with status " + std::to_string(status_);
  if (code_ == CLD_KILLED || code_ == CLD_DUMPED) {
    return "it was killed by signal " + std::to_string(status_);
  }
  return "it has ended";
}

}  // namespace fulcrum::offload::worker
