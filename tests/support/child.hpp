// SPDX-License-Identifier: Apache-2.0
// Runs a program with other environment variables and hands back what it printed and how it ended.
#pragma once

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX declares it nowhere

namespace fulcrum::test {

struct ChildResult {
  int exit_status = -1;  // -1: ended by `signal`
  int signal = 0;
  std::string out, err;
};

namespace detail {

// An unnamed file that outlives the child.
class Capture {
 public:
  Capture() : file_(memfd_create("capture", MFD_CLOEXEC)) {
    if (file_ < 0) throw std::runtime_error("memfd_create failed");
  }
  ~Capture() { close(file_); }
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;
  int file() const { return file_; }
  std::string text() const {
    std::string all;
    char block[4096];
    lseek(file_, 0, SEEK_SET);
    for (ssize_t got; (got = read(file_, block, sizeof block)) > 0;)
      all.append(block, static_cast<std::size_t>(got));
    return all;
  }

 private:
  int file_;
};

inline std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  all.reserve(texts.size() + 1);
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

}  // namespace detail

// `variables` are added to an environment that has no FULCRUM_* of its own.
inline ChildResult run_child(std::vector<std::string> command,
                             const std::map<std::string, std::string>& variables = {}) {
  std::vector<std::string> environment;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    if (!text.starts_with("FULCRUM_")) environment.emplace_back(text);
  }
  for (const auto& [name, value] : variables) {
    const std::string prefix = name + "=";
    std::erase_if(environment, [&](const std::string& text) { return text.starts_with(prefix); });
    environment.push_back(prefix + value);
  }
  const detail::Capture out, err;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, out.file(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err.file(), STDERR_FILENO);
  pid_t child = 0;
  const int failed =
      posix_spawn(&child, command.front().c_str(), &actions, nullptr,
                  detail::pointers(command).data(), detail::pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0)
    throw std::runtime_error("cannot start " + command.front() + ": " + std::strerror(failed));
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  ChildResult result;
  if (WIFEXITED(status)) result.exit_status = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) result.signal = WTERMSIG(status);
  result.out = out.text();
  result.err = err.text();
  return result;
}

}  // namespace fulcrum::test
