// SPDX-License-Identifier: Apache-2.0
// Starting a worker's process, and the only ways in which it is looked at and ended.
#pragma once

#include <sys/types.h>

#include <array>
#include <string>

namespace fulcrum::offload::worker {

// The program: `configured` where it is not empty, else fulcrum-worker beside this library, in
// ../bin or in ../libexec/fulcrum. Throws Error(BackendUnavailable) with what was looked for.
std::string find_program(const std::string& configured);

// A child that the program knows nothing of: no signal is sent when it ends, so that wait() and
// waitpid(-1) do not see it and ignoring SIGCHLD does not lose it. Not thread-safe.
class Child {
 public:
  Child() = default;
  // Runs `program` in a session of its own, with /dev/null as 0 to 2 and `descriptors` as 3 and
  // following; all others are closed, signals are as a process has them that nobody has changed.
  // The environment, the working folder and the affinity are this process's. Throws
  // Error(BackendUnavailable).
  Child(const std::string& program, const std::array<int, 3>& descriptors);
  ~Child();  // ends it; not in a child of fork()
  Child(Child&& other) noexcept;
  Child& operator=(Child&& other) noexcept;

  pid_t pid() const { return pid_; }
  // Has it ended? How is then how(). No system call but one.
  bool ended() noexcept;
  // Ends it, and waits until it is gone: false where it is not within some seconds.
  bool end() noexcept;
  // "it was killed by signal 9"; empty while it runs.
  std::string how() const;

 private:
  bool reap(bool wait) noexcept;
  void forget_descriptor(bool ours) noexcept;

  pid_t pid_ = 0, owner_ = 0;
  int descriptor_ = -1;  // of the process; the program may close it and use the number again
  int code_ = 0, status_ = 0;
  bool gone_ = true;
};

}  // namespace fulcrum::offload::worker
