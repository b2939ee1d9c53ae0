// SPDX-License-Identifier: Apache-2.0
#include "src/cli/progress.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "offload/measure/harness.hpp"
#include "src/cli/text.hpp"

namespace fulcrum::cli {
namespace {

constexpr std::int64_t kIntervalNs = 100'000'000;

int terminal_width() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

}  // namespace

std::string progress_line(double fraction, double remaining_s, std::string_view what, int width) {
  const double part = std::clamp(fraction, 0.0, 1.0);
  const std::string tail =
      fmt::format(" {:3.0f}%  {} left  ", 100 * part, format_duration(remaining_s));
  // The bar takes a third of the line; what is measured gets the rest.
  const int bar = std::clamp(width / 3, 4, 40);
  const int full = static_cast<int>(part * bar);
  const int rest = std::max(0, width - 1 - bar - 2 - static_cast<int>(tail.size()));
  std::string line(static_cast<std::size_t>(bar), '.');
  std::fill_n(line.begin(), full, '#');
  line = fmt::format("[{}]{}", line, tail);
  line += what.substr(0, static_cast<std::size_t>(rest));
  return line.substr(0, static_cast<std::size_t>(std::max(1, width - 1)));
}

Progress::Progress() : terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() { clear(); }

void Progress::show(double fraction, double remaining_s, std::string_view what) {
  if (!terminal_) return;
  const std::int64_t now = measure::now_ns();
  if (shown_ && now - last_ns_ < kIntervalNs) return;
  last_ns_ = now;
  shown_ = true;
  const std::string line = progress_line(fraction, remaining_s, what, terminal_width());
  std::fprintf(stderr, "\r\033[K%s", line.c_str());
  std::fflush(stderr);
}

void Progress::clear() {
  if (!shown_) return;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
  shown_ = false;
}

}  // namespace fulcrum::cli
