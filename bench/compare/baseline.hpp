// SPDX-License-Identifier: Apache-2.0
// Ratios kept in a file, to see what has moved since.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "bench/compare/duel.hpp"
#include "bench/compare/machine.hpp"
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
  Caches caches;
};

struct Baseline {
  struct Row {
    Ratio ratio;  // only value and the rounds' min and max
    std::string best;
    std::string reason;  // why it is low, as somebody has written it into the file
  };
  // A part of the file: its head and its rows, each with its setting (none for lines of the head).
  struct Section {
    std::vector<std::pair<std::string, std::string>> lines;
    std::string peers;  // their names, as the head has them
  };
  // By text(case), threads and isa: a file may hold several settings.
  std::map<std::string, Row> rows;
  std::vector<Section> sections;

  // nullptr where the case is not in it.
  const Row* find(const Case& c, const Setting& setting) const;
};

// CSV under '#' lines that say what was compared, with the sections of `kept` that are of other
// threads or instructions, and its reasons. Throws std::runtime_error with the file's name.
void save_baseline(const std::filesystem::path& file, const Setting& setting,
                   const std::vector<Outcome>& outcomes, const Baseline& kept = {});

// Throws std::runtime_error with file and line for what is no baseline.
Baseline load_baseline(const std::filesystem::path& file);

// Which ratios moved (moved() in statistics.hpp has the rule), one line each, and how many.
std::string against_baseline(const Baseline& baseline, const Setting& setting,
                             const std::vector<Outcome>& outcomes);

// Every library's rates: class,case,threads,isa,library,gflops,q1,q3,min,max,problem.
void save_csv(const std::filesystem::path& file, const Setting& setting,
              const std::vector<Outcome>& outcomes);

}  // namespace fulcrum::compare
