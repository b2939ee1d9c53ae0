// SPDX-License-Identifier: Apache-2.0
// Numbers as people read them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fulcrum::cli {

std::string format_time(double ns);      // "1.23 us", "45.6 ms"
std::string format_bytes(double bytes);  // "48.0 KiB"
std::string format_size(
    std::int64_t size);  // "4096", "64Ki": exact, the suffix only where nothing is lost
std::string format_duration(double seconds);      // "1:05"
std::string iso_time(std::int64_t unix_seconds);  // "2026-11-20T12:00:00Z"

// Columns of text, each as wide as its widest cell; the first `left` are aligned left, the others
// right. Widths count characters, not bytes.
class TextTable {
 public:
  explicit TextTable(int left) : left_(left) {}
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  void rule() { rows_.emplace_back(); }
  std::string str() const;

 private:
  int left_;
  std::vector<std::vector<std::string>> rows_;  // an empty one is a rule
};

// `text` broken at spaces into lines of at most `width` characters, each line after the first
// indented.
std::string wrap(std::string_view text, std::size_t width, std::size_t indent);

}  // namespace fulcrum::cli
