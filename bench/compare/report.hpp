// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/compare/baseline.hpp"
#include "bench/compare/duel.hpp"

namespace fulcrum::compare {

enum class Style { Text, Markdown };

// The libraries with what they say of themselves, the machine and the method; then the table's
// head.
std::string head(const Setting& setting, Style style);

// One line of the table, and a line per library that failed or disagrees.
std::string row(const Outcome& outcome, const Setting& setting, Style style);

// Geometric means of the ratios: all, per routine, per class; how many are below 1.00 and 0.90.
std::string summary(const std::vector<Outcome>& outcomes, Style style);

// A bar on standard error that replaces itself; nothing where that is no terminal.
class Progress {
 public:
  explicit Progress(std::size_t total);
  void show(std::size_t done, const std::string& what) const;
  void clear() const;  // before anything else is printed

 private:
  std::size_t total_;
  bool terminal_;
};

}  // namespace fulcrum::compare
