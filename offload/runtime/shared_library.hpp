// SPDX-License-Identifier: Apache-2.0
// Vendors' libraries, which are opened when the program runs and never closed: they have threads of
// their own.
#pragma once

#include <string>
#include <vector>

namespace fulcrum::offload {

// What has been tried, in order, for the sentence that says why nothing was found.
class Attempts {
 public:
  void add(const std::string& what, const std::string& found);
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// The folders of a list that is separated by colons.
std::vector<std::string> split_path(const std::string& path);

// An empty folder stands for the dynamic linker's own search.
std::string file_in(const std::string& folder, const std::string& soname);

// Null where it cannot be opened; what was found is then the last of `attempts`.
void* open_library(const std::string& folder, const std::string& soname, Attempts& attempts);

}  // namespace fulcrum::offload
