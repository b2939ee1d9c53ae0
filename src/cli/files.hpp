// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>

namespace fulcrum::cli {

// A file or folder that cannot be written; what() names it and says why.
class FileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Makes the folder, and those above it, where it is missing. Throws FileError.
void make_folder(const std::string& folder);

// Throws FileError unless a file of that name could be written; leaves nothing behind.
void check_writable(const std::string& file);

// Writes to a temporary file in the same folder and renames it, so that no reader ever sees half a
// file.
void write_file(const std::string& file, const std::string& text);

}  // namespace fulcrum::cli
