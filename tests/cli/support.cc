// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/support.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace fulcrum::cli {
namespace {

struct Pipe {
  int read = -1, write = -1;
  Pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe2 failed");
    read = ends[0], write = ends[1];
  }
};

[[noreturn]] void become(const std::vector<std::string>& arguments, const Environment& environment,
                         const std::filesystem::path& folder, const Pipe& out, const Pipe& err) {
  dup2(out.write, STDOUT_FILENO);
  dup2(err.write, STDERR_FILENO);
  if (!folder.empty() && chdir(folder.c_str()) != 0) _exit(126);
  for (char** entry = environ; *entry != nullptr;) {
    const std::string name(*entry, std::strcspn(*entry, "="));
    if (name.rfind("FULCRUM_", 0) == 0) {
      unsetenv(name.c_str());  // moves the rest up
    } else {
      ++entry;
    }
  }
  // What the user has measured is not what is tested.
  setenv("XDG_CACHE_HOME", "/dev/null/none", 1);
  for (const auto& [name, value] : environment) setenv(name.c_str(), value.c_str(), 1);
  std::vector<char*> argv{const_cast<char*>(FULCRUM_PROGRAM)};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  execv(FULCRUM_PROGRAM, argv.data());
  _exit(127);
}

// Appends what has arrived; false at the end of the stream.
bool drain(int descriptor, std::string& text) {
  std::array<char, 4096> buffer{};
  const ssize_t got = read(descriptor, buffer.data(), buffer.size());
  if (got > 0) text.append(buffer.data(), static_cast<std::size_t>(got));
  return got > 0 || (got < 0 && errno == EINTR);
}

struct Signal {
  std::string sign;
  int number = 0, after_ms = 0;
};

Outcome start(const std::vector<std::string>& arguments, const Environment& environment,
              const std::filesystem::path& folder, const Signal& signal) {
  const Pipe out, err;
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("fork failed");
  if (child == 0) become(arguments, environment, folder, out, err);
  close(out.write);
  close(err.write);
  Outcome outcome;
  bool sent = signal.number == 0;
  std::array<pollfd, 2> streams{pollfd{out.read, POLLIN, 0}, pollfd{err.read, POLLIN, 0}};
  while (streams[0].fd >= 0 || streams[1].fd >= 0) {
    poll(streams.data(), streams.size(), -1);
    if (streams[0].revents != 0 && !drain(out.read, outcome.out)) streams[0].fd = -1;
    if (streams[1].revents != 0 && !drain(err.read, outcome.err)) streams[1].fd = -1;
    if (!sent && outcome.err.find(signal.sign) != std::string::npos) {
      usleep(static_cast<useconds_t>(signal.after_ms) * 1000);
      kill(child, signal.number);
      sent = true;
    }
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  close(out.read);
  close(err.read);
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return outcome;
}

}  // namespace

Outcome run(const std::vector<std::string>& arguments, const Environment& environment,
            const std::filesystem::path& folder) {
  return start(arguments, environment, folder, {});
}

Outcome run_and_signal(const std::vector<std::string>& arguments, const std::string& sign,
                       int signal, int after_ms) {
  return start(arguments, {}, {}, {sign, signal, after_ms});
}

std::string read_file(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "fulcrum-cli-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace fulcrum::cli
