// SPDX-License-Identifier: Apache-2.0
// One process per library, of which one at a time runs: the others are stopped, so that a pool of
// threads that spins for work takes nothing from the one that is timed, and libraries that bring
// the same symbols or the same OpenMP runtime do not meet.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <vector>

#include "bench/compare/cases.hpp"
#include "bench/compare/libraries.hpp"

namespace fulcrum::compare {

// What main() must recognise as its first argument; path and pattern follow.
constexpr const char* kWorkerArgument = "--worker";

class Worker {
 public:
  // Starts this very program again with `environment` and the library's own on top, waits until the
  // library is loaded, and stops it. Throws std::runtime_error where no process can be started; a
  // library that cannot be loaded is told by alive() and failure().
  Worker(const Library& library, const Environment& environment);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  const std::string& name() const { return name_; }
  const std::string& identity() const { return identity_; }  // what the library says of itself
  bool alive() const { return alive_; }
  const std::string& failure() const { return failure_; }  // why it is not alive

  // Both let the process run for that one request. They throw std::runtime_error where the library
  // fails (then the worker may still be alive) or its process ends.

  // One call; what it leaves (operands.hpp: result_bytes()) can then be read at result(), up to the
  // next check.
  void check(const Case& c);
  const void* result() const { return result_; }

  // Seconds per call, the fastest of the batches that fit into about `budget` seconds.
  double time(const Case& c, double budget);

  // Seconds of single calls, those that begin within `budget`; 2000 at most.
  std::vector<double> sample(const Case& c, double budget);

 private:
  void start(const Library& library, const Environment& environment);
  [[noreturn]] void become_worker(const Library& library, const Environment& environment,
                                  int requests, int answers) const;
  std::string ask(const std::string& request);
  std::string read_line();
  void pause();
  int wait_for_change(int options) const;
  void bury(int status);
  [[noreturn]] void died();
  void unmap();

  std::string name_, identity_, failure_;
  bool alive_ = false;
  pid_t process_ = -1;
  int requests_ = -1, answers_ = -1, result_file_ = -1;
  std::string unread_;
  void* result_ = nullptr;
  std::size_t result_bytes_ = 0;
};

}  // namespace fulcrum::compare
