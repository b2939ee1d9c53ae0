// SPDX-License-Identifier: Apache-2.0
#include "src/cli/files.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <vector>

namespace fulcrum::cli {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& what, int error) {
  throw FileError(fmt::format("{}: {}", what, std::strerror(error)));
}

// Creates a temporary file beside `file`; its name and descriptor.
int open_beside(const std::string& file, std::string& name) {
  if (fs::is_directory(file)) fail("cannot write " + file, EISDIR);
  name = file + ".XXXXXX";
  std::vector<char> pattern(name.begin(), name.end());
  pattern.push_back('\0');
  const int descriptor = mkstemp(pattern.data());
  if (descriptor < 0) fail("cannot write " + file, errno);
  name = pattern.data();
  return descriptor;
}

// mkstemp makes files that only their owner can read; a report is as readable as any other new
// file.
mode_t usual_mode() {
  const mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

}  // namespace

void make_folder(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) fail("cannot create the folder " + folder, error.value());
}

void check_writable(const std::string& file) {
  std::string name;
  close(open_beside(file, name));
  unlink(name.c_str());
}

void write_file(const std::string& file, const std::string& text) {
  std::string name;
  const int descriptor = open_beside(file, name);
  std::size_t written = 0;
  int error = 0;
  while (written < text.size() && error == 0) {
    const ssize_t part = write(descriptor, text.data() + written, text.size() - written);
    if (part >= 0) {
      written += static_cast<std::size_t>(part);
    } else if (errno != EINTR) {
      error = errno;
    }
  }
  if (fchmod(descriptor, usual_mode()) != 0 && error == 0) error = errno;
  if (close(descriptor) != 0 && error == 0) error = errno;
  if (error == 0 && std::rename(name.c_str(), file.c_str()) != 0) error = errno;
  if (error == 0) return;
  unlink(name.c_str());
  fail("cannot write " + file, error);
}

}  // namespace fulcrum::cli
