// SPDX-License-Identifier: Apache-2.0
// Ratios kept in a file, to see what has moved since.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "bench/compare/duel.hpp"
#include "bench/compare/statistics.hpp"

namespace fulcrum::compare {

// What belongs to every row of a run.
struct Setting {
  int threads = 1;
  std::string isa = "native";
  std::vector<std::string> names;       // of the libraries, ours first
  std::vector<std::string> identities;  // what they say of themselves
  std::string machine, date;
  double busy = 0;  // share of the machine's time that others took at the start
  Plan plan;
};

struct Baseline {
  struct Row {
    Ratio ratio;  // only value and the rounds' min and max
    std::string best;
  };
  // By text(case), threads and isa: a file may hold several settings.
  std::map<std::string, Row> rows;
  std::string peers;  // their names, as the file's head has them
};

// CSV under '#' lines that say what was compared. Throws std::runtime_error with the file's name.
void save_baseline(const std::filesystem::path& file, const Setting& setting,
                   const std::vector<Outcome>& outcomes);

// Throws std::runtime_error with file and line for what is no baseline.
Baseline load_baseline(const std::filesystem::path& file);

// Which ratios moved (moved() in statistics.hpp has the rule), one line each, and how many.
std::string against_baseline(const Baseline& baseline, const Setting& setting,
                             const std::vector<Outcome>& outcomes);

// Every library's rates: class,case,threads,isa,library,gflops,q1,q3,min,max,problem.
void save_csv(const std::filesystem::path& file, const Setting& setting,
              const std::vector<Outcome>& outcomes);

}  // namespace fulcrum::compare
