// SPDX-License-Identifier: Apache-2.0
// Starting a worker's process, and the only ways in which it is looked at and ended.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <string>

namespace fulcrum::offload::worker {

// The program: `configured` where it is not empty, else fulcrum-worker beside this library, in
// ../bin, ../libexec/fulcrum or ../../libexec/fulcrum. Throws Error(BackendUnavailable) with what
// was looked for.
std::string find_program(const std::string& configured);

// A process that the program knows nothing of. A child whose end sends no signal would be seen by
// wait() all the same, since execve() makes it an ordinary one; so it is the child of a child that
// ends at once, and whoever adopts orphans here reaps it. Only where this process is that one (the
// first of a container) does wait() see it, as it sees every orphan. Not thread-safe.
class Child {
 public:
  Child() = default;
  // Runs `program` in a session of its own, with /dev/null as 0 to 2 and `descriptors` as 3 and
  // following; all others are closed, signals are as a process has them that nobody has changed.
  // The environment, the working folder and the affinity are this process's, but that threads of a
  // parallel region do not spin long behind it unless the environment says how they wait. Throws
  // Error(BackendUnavailable).
  Child(const std::string& program, const std::array<int, 3>& descriptors);
  ~Child();  // ends it; not in a child of fork()
  Child(Child&& other) noexcept;
  Child& operator=(Child&& other) noexcept;

  pid_t pid() const { return pid_; }
  // Has it ended, all threads of it? How is then how().
  bool ended() noexcept { return gone_ || wait(0); }
  // Ends it, and waits until it is gone: false where it is not within some seconds.
  bool end() noexcept;
  // "it was killed by signal 9", as far as the system tells; empty while it runs.
  std::string how() const;

 private:
  bool hold() noexcept;
  bool wait(int milliseconds) noexcept;
  void note_end() noexcept;

  pid_t pid_ = 0, owner_ = 0;
  // Of the process. The program may have closed it and used the number again.
  int descriptor_ = -1;
  std::uint64_t device_ = 0, inode_ = 0, start_time_ = 0;
  int status_ = -1;  // as wait() has it; -1: not known
  bool gone_ = true;
};

}  // namespace fulcrum::offload::worker
