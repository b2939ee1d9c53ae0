// SPDX-License-Identifier: Apache-2.0
// Starts the tool as a user does, with its output in pipes.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace fulcrum::cli {

struct Outcome {
  int status = -1;  // exit status; 128 + signal where a signal ended it
  std::string out, err;
};

using Environment = std::map<std::string, std::string>;

// Runs `fulcrum` with these arguments in `folder` (empty: here). FULCRUM_* of the caller are not
// passed on.
Outcome run(const std::vector<std::string>& arguments, const Environment& environment = {},
            const std::filesystem::path& folder = {});

// The same; sends `signal` `after_ms` after the text `sign` has appeared on stderr.
Outcome run_and_signal(const std::vector<std::string>& arguments, const std::string& sign,
                       int signal, int after_ms);

std::string read_file(const std::filesystem::path& file);

// An empty folder that goes with its owner.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace fulcrum::cli
