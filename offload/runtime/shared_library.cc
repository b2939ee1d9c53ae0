// SPDX-License-Identifier: Apache-2.0
#include "offload/runtime/shared_library.hpp"

#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>

namespace fulcrum::offload {
namespace {

std::string last_dl_error() {
  const char* text = dlerror();
  return text != nullptr ? text : "dlopen failed without saying why";
}

}  // namespace

void Attempts::add(const std::string& what, const std::string& found) {
  if (!text_.empty()) text_ += "; ";
  text_ += what + ": " + found;
}

std::vector<std::string> search_folders(const std::string& path) {
  std::vector<std::string> folders;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find(':', begin), path.size());
    if (end > begin) folders.push_back(path.substr(begin, end - begin));
    begin = end + 1;
  }
  folders.emplace_back();
  return folders;
}

std::string file_in(const std::string& folder, const std::string& soname) {
  return folder.empty() ? soname : folder + "/" + soname;
}

namespace {

// Null where it cannot be opened.
void* open(const std::string& folder, const std::string& soname, Attempts& attempts) {
  const std::string file = file_in(folder, soname);
  if (!folder.empty() && access(file.c_str(), F_OK) != 0) {
    attempts.add(file, "no such file");
    return nullptr;
  }
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const std::string error = last_dl_error();
    const bool absent = folder.empty() && error.find("No such file") != std::string::npos;
    attempts.add(folder.empty() ? soname + " in the system's folders" : file,
                 absent ? "not found" : error);
  }
  return library;
}

}  // namespace

bool open_library(const std::string& folder, const std::string& soname, const TakeSymbols& take,
                  Attempts& attempts) {
  void* const library = open(folder, soname, attempts);
  if (library == nullptr) return false;
  const char* const missing = take(library);
  if (missing == nullptr) return true;
  attempts.add(file_in(folder, soname), std::string("loaded, but it lacks the symbol ") + missing);
  return false;
}

std::string find_library(const std::vector<std::string>& folders, const std::string& soname,
                         const TakeSymbols& take, Attempts& attempts) {
  for (const std::string& folder : folders)
    if (open_library(folder, soname, take, attempts)) return file_in(folder, soname);
  return {};
}

}  // namespace fulcrum::offload
