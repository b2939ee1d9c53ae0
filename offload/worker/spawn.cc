// SPDX-License-Identifier: Apache-2.0
#include "offload/worker/spawn.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <system_error>
#include <utility>
#include <vector>

#include "fulcrum/error.hpp"
#include "offload/worker/protocol.hpp"

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX declares it nowhere

#ifdef __GLIBC__
// clone() itself. What ThreadSanitizer puts before that name takes every new process for one with
// memory of its own, and ends the program where it is not.
extern "C" int __clone(int (*)(void*), void*, int, void*,
                       ...) noexcept;  // NOLINT(bugprone-reserved-identifier)
constexpr auto* kClone = &__clone;
#else
constexpr auto* kClone = &clone;
#endif

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

// This process's environment, and what keeps the threads of a parallel region from spinning for a
// millisecond behind it, where the program says nothing of that. On as many processors as threads a
// thread that spins is in the way of those that copy and that wait for the host: a vector of 1 MiB
// took 8 ms that way on two processors, and 0.4 ms now.
std::vector<const char*> calm_environment() {
  constexpr const char* kNames[] = {"OMP_WAIT_POLICY=", "GOMP_SPINCOUNT=", "KMP_BLOCKTIME="};
  std::vector<const char*> result;
  bool said = false;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    result.push_back(*entry);
    for (const char* name : kNames)
      said = said || std::strncmp(*entry, name, std::strlen(name)) == 0;
  }
  if (!said) result.insert(result.end(), {"GOMP_SPINCOUNT=1000", "KMP_BLOCKTIME=0"});
  result.push_back(nullptr);
  return result;
}

// What the two processes do between their start and the program's. They share this one's memory
// while its thread waits: nothing here allocates or locks. Calls that a sanitizer keeps account of
// (descriptors, handlers of signals, exits) are the kernel's own: that account is this process's,
// whose descriptors and handlers stay as they are.
struct Start {
  const char* program;
  std::array<int, 3> descriptors;
  // Not on the second's stack, of which AddressSanitizer would not know that execve() leaves it.
  std::array<const char*, 3> arguments{program, "serve", nullptr};
  std::vector<const char*> environment = calm_environment();
  void* stack = nullptr;  // of the second
  cpu_set_t processors{};
  pid_t pid = -1;
  int descriptor = -1;  // of the second, among this process's
  int error = 0;
  const char* failed = "";

  bool fail(const char* call) {
    error = errno;
    failed = call;
    return false;
  }
  bool prepare() {
    if (setsid() < 0) return fail("setsid");
    // Where it is refused, those of the thread that starts it do.
    sched_setaffinity(0, sizeof processors, &processors);
    // Out of the way of the numbers that they will have.
    for (int& each : descriptors) {
      each = fcntl(each, F_DUPFD, kTalkDescriptor + 1);
      if (each < 0) return fail("fcntl(F_DUPFD)");
    }
    for (int i = 0; i < 3; ++i)
      if (syscall(SYS_dup3, descriptors[static_cast<std::size_t>(i)], kArenaDescriptor + i, 0) < 0)
        return fail("dup3");
    const long null = syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDWR);
    if (null < 0) return fail("open(/dev/null)");
    // Where the program has closed one of these itself, that is the number it got.
    for (int i = 0; i < 3; ++i)
      if (null != i && syscall(SYS_dup3, null, i, 0) < 0) return fail("dup3");
    constexpr unsigned kFirst = kTalkDescriptor + 1;
    if (syscall(SYS_close_range, kFirst, ~0U, 0) != 0) return fail("close_range");
    return true;
  }
  void undo_signals() {
    // The kernel's structure is smaller than this one, and all zero too: SIG_DFL, without flags.
    const struct sigaction as_new {};
    constexpr std::size_t kSetBytes = (NSIG - 1) / 8;
    for (int i = 1; i < NSIG; ++i) syscall(SYS_rt_sigaction, i, &as_new, nullptr, kSetBytes);
    sigset_t none;
    sigemptyset(&none);
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, nullptr, kSetBytes);
  }
};

int run_program(void* argument) {
  auto& start = *static_cast<Start*>(argument);
  if (start.prepare()) {
    start.undo_signals();
    execve(start.program, const_cast<char* const*>(start.arguments.data()),
           const_cast<char* const*>(start.environment.data()));
    start.fail("execve");
  }
  return 127;
}

// Waits until the second runs its program, and leaves it an orphan.
int run_between(void* argument) {
  auto& start = *static_cast<Start*>(argument);
  start.pid = kClone(&run_program, start.stack, CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD,
                     &start, &start.descriptor);
  if (start.pid < 0) start.fail("clone");
  return 0;
}

// When it started, in ticks since the system did: no two processes with one number have one time.
std::uint64_t start_time_of(pid_t pid) noexcept {
  char path[40], text[1024];
  std::snprintf(path, sizeof path, "/proc/%d/stat", static_cast<int>(pid));
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  const ssize_t bytes = read(file, text, sizeof text - 1);
  close(file);
  if (bytes <= 0) return 0;
  text[bytes] = '\0';
  const char* at = std::strrchr(text, ')');  // a name may hold anything
  for (int field = 2; at != nullptr && field < 22; ++field) {
    at = std::strchr(at, ' ');
    if (at != nullptr) ++at;
  }
  return at == nullptr ? 0 : std::strtoull(at, nullptr, 10);
}

// As <linux/pidfd.h> has it from 6.15 on; older systems do not tell how a stranger ended.
struct ProcessInfo {
  std::uint64_t mask = 0, cgroup = 0;
  std::array<std::uint32_t, 11> ids{};
  std::int32_t exit_code = 0;
};
static_assert(sizeof(ProcessInfo) == 64);
constexpr std::uint64_t kExitInfo = 1U << 3;

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
       {folder + "/", folder + "/../bin/", folder + "/../libexec/fulcrum/",
        folder + "/../../libexec/fulcrum/"}) {
    const std::string path = place + kName, why = why_not(path);
    if (why.empty()) return path;
    looked += (looked.empty() ? "" : ", ") + path + " (" + why + ")";
  }
  unavailable(std::string(kName) + " was not found: looked for " + looked +
              "; FULCRUM_WORKER names the program elsewhere");
}

Child::Child(const std::string& program, const std::array<int, 3>& descriptors) : owner_(getpid()) {
  const Stack first, second;
  Start start{program.c_str(), descriptors};
  start.stack = second.top();
  // The process's, not those that this thread may be bound to; empty, and refused, where there are
  // more than the set has room for.
  sched_getaffinity(getpid(), sizeof start.processors, &start.processors);
  // No handler of this process may run in the others while they share the memory.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  // The low byte is the signal at its end: none. It has this process's descriptors.
  const pid_t between =
      kClone(&run_between, first.top(), CLONE_VM | CLONE_VFORK | CLONE_FILES, &start);
  const int error = errno;
  if (between >= 0) {
    siginfo_t info{};
    while (waitid(P_PID, static_cast<id_t>(between), &info, WEXITED | __WALL) != 0 &&
           errno == EINTR) {
    }
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (between < 0) unavailable("a process cannot be started: clone: " + text_of(error));
  if (start.pid > 0) {
    pid_ = start.pid;
    descriptor_ = start.descriptor;
    start_time_ = start_time_of(pid_);
    struct stat status {};
    fstat(descriptor_, &status);
    device_ = status.st_dev;
    inode_ = status.st_ino;
    gone_ = false;
  }
  if (start.error == 0) return;
  end();
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
  std::swap(device_, other.device_);
  std::swap(inode_, other.inode_);
  std::swap(start_time_, other.start_time_);
  std::swap(status_, other.status_);
  std::swap(gone_, other.gone_);
  return *this;
}

// Is there a descriptor of the process? Where the program has closed it, another is made, if the
// number is still that process's. False: it has ended, and been reaped.
bool Child::hold() noexcept {
  struct stat status {};
  if (fstat(descriptor_, &status) == 0 && status.st_dev == device_ && status.st_ino == inode_)
    return true;
  descriptor_ = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
  if (descriptor_ < 0) return false;
  if (start_time_of(pid_) != start_time_ || fstat(descriptor_, &status) != 0) {
    close(descriptor_);
    return false;
  }
  device_ = status.st_dev;
  inode_ = status.st_ino;
  return true;
}

bool Child::wait(int milliseconds) noexcept {
  if (hold()) {
    pollfd process{descriptor_, POLLIN, 0};
    if (poll(&process, 1, milliseconds) <= 0) return false;
    note_end();
    close(descriptor_);
  }
  descriptor_ = -1;
  gone_ = true;
  return true;
}

void Child::note_end() noexcept {
  siginfo_t info{};
  // This process's own where it adopts orphans.
  if (waitid(P_PIDFD, static_cast<id_t>(descriptor_), &info, WEXITED | __WALL | WNOHANG) == 0 &&
      info.si_pid == pid_) {
    status_ = info.si_code == CLD_EXITED ? info.si_status << 8 : info.si_status & 0x7F;
    return;
  }
  // Told as soon as it is reaped, which takes its new parent a moment.
  for (int i = 0; i < 20; ++i) {
    ProcessInfo told;
    told.mask = kExitInfo;
    if (ioctl(descriptor_, _IOWR(0xFF, 11, ProcessInfo), &told) != 0 && errno != ESRCH) return;
    if ((told.mask & kExitInfo) != 0) {
      status_ = told.exit_code;
      return;
    }
    timespec moment{0, 100000};
    nanosleep(&moment, nullptr);
  }
}

bool Child::end() noexcept {
  if (ended()) return true;
  syscall(SYS_pidfd_send_signal, descriptor_, SIGKILL, nullptr, 0);
  // A process in the middle of a page's zeroing takes some milliseconds.
  constexpr int kLongest = 5000;
  return wait(kLongest);
}

std::string Child::how() const {
  if (!gone_) return {};
  if (status_ < 0) return "it has ended";
  if (WIFEXITED(status_)) return "it ended with status " + std::to_string(WEXITSTATUS(status_));
  return "it was killed by signal " + std::to_string(WTERMSIG(status_));
}

}  // namespace fulcrum::offload::worker
