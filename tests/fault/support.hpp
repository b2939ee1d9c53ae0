// SPDX-License-Identifier: Apache-2.0
// What the fault tests share: child processes, folders of libraries, and the stand-in's controls.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "fault/standin/control.hpp"

namespace fulcrum::test {

// Runs body in a child process, because a process looks for devices once, and a lost device stays
// lost. The parent never touches a driver, so a plain fork() is enough. The environment is set
// before body runs; an empty value unsets a variable. Empty on success; else what went wrong:
// EXPECTs that failed, an exception, or the signal that ended it.
std::string in_child(const std::map<std::string, std::string>& environment,
                     const std::function<void()>& body);

// in_child(), which must succeed.
void expect_child(const std::map<std::string, std::string>& environment,
                  const std::function<void()>& body);

// The signal that ended a child that ran body; 0 where it came to its end.
int signal_of_child(const std::function<void()>& body);

// The folder that holds the stand-in's libcuda.so.1 and libcublas.so.13.
std::filesystem::path standin_folder();

// Can the stand-in's NVRTC compile? A bundle that was carried elsewhere may find no compiler there.
bool standin_compiles();

// A folder of its own, removed at the end, for libraries that are missing, broken or changed.
class LibraryFolder {
 public:
  LibraryFolder();
  ~LibraryFolder();
  LibraryFolder(const LibraryFolder&) = delete;
  LibraryFolder& operator=(const LibraryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

  // Copies a library of the stand-in, without the symbols named: their names in it are changed.
  void add(const std::string& library, const std::vector<std::string>& without = {});
  void add_file(const std::string& name, const std::string& content);

 private:
  std::filesystem::path path_;
};

// The controls of the stand-in that this process has loaded, or loads now from its folder.
const standin::Control& control();

// Functions called since clear(), in order.
std::vector<standin::LoggedCall> call_log();

// Every violation since clear(), one a line; empty when the driver was used as it must be.
std::string violations();

standin::Live live();

// Environment of a child that uses the stand-in.
std::map<std::string, std::string> standin_environment(
    const std::map<std::string, std::string>& more = {});

}  // namespace fulcrum::test
