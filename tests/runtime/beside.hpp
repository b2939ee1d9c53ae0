// SPDX-License-Identifier: Apache-2.0
// Files that lie in the folder of the running program, wherever it has been copied.
#pragma once

#include <filesystem>
#include <string>

namespace fulcrum::test {

inline std::string beside(const std::string& name) {
  return (std::filesystem::read_symlink("/proc/self/exe").parent_path() / name).string();
}

}  // namespace fulcrum::test
