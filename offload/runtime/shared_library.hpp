// SPDX-License-Identifier: Apache-2.0
// Vendors' libraries, which are opened when the program runs and never closed: they have threads of
// their own.
#pragma once

#include <functional>
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

// The folders of a list that is separated by colons, and then the dynamic linker's own search.
std::vector<std::string> search_folders(const std::string& path);

// An empty folder stands for the dynamic linker's own search.
std::string file_in(const std::string& folder, const std::string& soname);

// Takes the symbols from an opened library. Returns the name of a required one that is missing, or
// null.
using TakeSymbols = std::function<const char*(void* library)>;

// False where it cannot be opened or lacks a symbol; what was found is then the last of `attempts`.
bool open_library(const std::string& folder, const std::string& soname, const TakeSymbols& take,
                  Attempts& attempts);

// From the first of the folders that has one with all symbols. Returns its file_in(), or an empty
// string.
std::string find_library(const std::vector<std::string>& folders, const std::string& soname,
                         const TakeSymbols& take, Attempts& attempts);

}  // namespace fulcrum::offload
