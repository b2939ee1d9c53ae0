// SPDX-License-Identifier: Apache-2.0
#include "fault/support.hpp"

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace fulcrum::test {
namespace {

constexpr unsigned kChildSeconds = 25;  // a child that hangs ends by SIGALRM

// Failures of EXPECT and ASSERT while it lives, as text.
class Failures : public testing::EmptyTestEventListener {
 public:
  void OnTestPartResult(const testing::TestPartResult& result) override {
    if (!result.failed()) return;
    text += std::string(result.file_name() != nullptr ? result.file_name() : "?") + ":" +
            std::to_string(result.line_number()) + ": " + result.message() + "\n";
  }
  std::string text;
};

[[noreturn]] void run_child(const std::map<std::string, std::string>& environment,
                            const std::function<void()>& body, int out) {
  alarm(kChildSeconds);
  for (const auto& [name, value] : environment) {
    value.empty() ? unsetenv(name.c_str()) : setenv(name.c_str(), value.c_str(), 1);
  }
  auto& listeners = testing::UnitTest::GetInstance()->listeners();
  delete listeners.Release(listeners.default_result_printer());
  auto* failures = new Failures;
  listeners.Append(failures);
  try {
    body();
  } catch (const std::exception& error) {
    failures->text += std::string("exception: ") + error.what() + "\n";
  }
  const std::string& text = failures->text;
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t written = write(out, text.data() + at, text.size() - at);
    if (written <= 0) break;
    at += static_cast<std::size_t>(written);
  }
  _exit(text.empty() ? 0 : 1);
}

struct Ended {
  std::string text;
  int status = 0;
};

Ended fork_and_wait(const std::map<std::string, std::string>& environment,
                    const std::function<void()>& body) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("pipe failed");
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("fork failed");
  if (child == 0) {
    close(ends[0]);
    run_child(environment, body, ends[1]);
  }
  close(ends[1]);
  Ended ended;
  char buffer[4096];
  for (ssize_t got = 0; (got = read(ends[0], buffer, sizeof buffer)) > 0;) {
    ended.text.append(buffer, static_cast<std::size_t>(got));
  }
  close(ends[0]);
  waitpid(child, &ended.status, 0);
  return ended;
}

// Changes one letter of a name in the string tables of a library, so that looking it up finds
// nothing.
void hide_symbol(std::string& library, const std::string& symbol) {
  const std::string entry = '\0' + symbol + '\0';
  std::size_t found = 0;
  for (std::size_t at = library.find(entry); at != std::string::npos;
       at = library.find(entry, at + 1)) {
    library[at + entry.size() - 2] = '~';
    ++found;
  }
  if (found == 0) throw std::runtime_error("the library has no symbol " + symbol);
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

std::string in_child(const std::map<std::string, std::string>& environment,
                     const std::function<void()>& body) {
  Ended ended = fork_and_wait(environment, body);
  if (WIFSIGNALED(ended.status)) {
    ended.text += "the child was ended by signal " + std::to_string(WTERMSIG(ended.status)) + "\n";
  } else if (WEXITSTATUS(ended.status) != 0 && ended.text.empty()) {
    ended.text = "the child exited with status " + std::to_string(WEXITSTATUS(ended.status)) + "\n";
  }
  return ended.text;
}

void expect_child(const std::map<std::string, std::string>& environment,
                  const std::function<void()>& body) {
  const std::string wrong = in_child(environment, body);
  if (!wrong.empty()) ADD_FAILURE() << wrong;
}

int signal_of_child(const std::function<void()>& body) {
  const Ended ended = fork_and_wait({}, body);
  return WIFSIGNALED(ended.status) ? WTERMSIG(ended.status) : 0;
}

// Beside the test program, wherever that was moved to (`./x gpu` takes both to another machine).
std::filesystem::path standin_folder() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "standin";
}

bool standin_compiles() {
  static const bool compiles =
      in_child({}, [] {
        void* library =
            dlopen((standin_folder() / "libnvrtc.so.13").c_str(), RTLD_NOW | RTLD_LOCAL);
        void* const has = library != nullptr ? dlsym(library, "standin_has_compiler") : nullptr;
        if (has == nullptr || reinterpret_cast<int (*)()>(has)() == 0)
          throw std::runtime_error("no compiler");
      }).empty();
  return compiles;
}

LibraryFolder::LibraryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "fulcrum-fault-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  path_ = name;
}

LibraryFolder::~LibraryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void LibraryFolder::add(const std::string& library, const std::vector<std::string>& without) {
  std::string content = read_file(standin_folder() / library);
  for (const std::string& symbol : without) hide_symbol(content, symbol);
  add_file(library, content);
}

void LibraryFolder::add_file(const std::string& name, const std::string& content) {
  std::ofstream(path_ / name, std::ios::binary) << content;
}

const standin::Control& control() {
  static const standin::Control& table = [&]() -> const standin::Control& {
    void* library = dlopen("libcuda.so.1", RTLD_NOW | RTLD_NOLOAD);
    if (library == nullptr)
      library = dlopen((standin_folder() / "libcuda.so.1").c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) throw std::runtime_error(dlerror());
    using Get = const standin::Control* (*)();
    const auto get = reinterpret_cast<Get>(dlsym(library, "standin_control"));
    if (get == nullptr)
      throw std::runtime_error("libcuda.so.1 in this process is not the stand-in");
    return *get();
  }();
  return table;
}

std::vector<standin::LoggedCall> call_log() {
  std::vector<standin::LoggedCall> log(static_cast<std::size_t>(control().log_size()));
  for (std::size_t i = 0; i < log.size(); ++i)
    control().log_entry(static_cast<std::int64_t>(i), &log[i]);
  return log;
}

std::string violations() {
  std::string text;
  for (std::int64_t i = 0; i < control().violations(); ++i)
    text += std::string(control().violation(i)) + "\n";
  return text;
}

standin::Live live() {
  standin::Live live{};
  control().live(&live);
  return live;
}

std::map<std::string, std::string> standin_environment(
    const std::map<std::string, std::string>& more) {
  std::map<std::string, std::string> environment = {
      {"FULCRUM_CUDA_LIBRARY_PATH", standin_folder().string()}};
  for (const auto& [name, value] : more) environment[name] = value;
  return environment;
}

}  // namespace fulcrum::test
