// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fulcrum::cli {

// A bar with the remaining time on stderr, where that is a terminal; nothing at all elsewhere.
class Progress {
 public:
  Progress();
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // At most ten times a second. `fraction` in [0, 1].
  void show(double fraction, double remaining_s, std::string_view what);
  // Takes the bar off the screen, so that a line can be printed.
  void clear();

 private:
  bool terminal_;
  bool shown_ = false;
  std::int64_t last_ns_ = 0;
};

// The line that show() prints, at most `width` columns.
std::string progress_line(double fraction, double remaining_s, std::string_view what, int width);

}  // namespace fulcrum::cli
