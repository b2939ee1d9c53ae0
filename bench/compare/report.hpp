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

// Geometric means of the ratios, and how many are below 1.00, 0.90 and 0.80. Of up to four
// routines: all, per routine, per class. Of more: those that the memory bus bounds and the others,
// and of the others per level, family, type and class.
std::string summary(const std::vector<Outcome>& outcomes, Style style);

// Every ratio below 0.95, with its runs and the reason that stands in the baseline.
std::string low_ratios(const std::vector<Outcome>& outcomes, const Setting& setting,
                       const Baseline& baseline);

// Are these cases of four routines at most, as of gemm alone?
bool is_few(const std::vector<Outcome>& outcomes);

// What a sample of the whole BLAS is held to, and whether it is: geometric mean of the others at
// least 1.05 (1.00 where all are held to AVX2), at most 3% of them below 0.90, none below 0.80;
// geometric mean of those bound by the memory bus at least 0.97.
std::string verdict(const std::vector<Outcome>& outcomes, const Setting& setting);

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
