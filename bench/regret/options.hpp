// SPDX-License-Identifier: Apache-2.0
// The arguments of the program.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "bench/regret/record.hpp"

namespace fulcrum::regret {

enum class Task { Help, Score, Record, Synthesise };

struct Options {
  Task task = Task::Score;
  // score
  std::vector<std::string> tables;        // files; none: all of the folder
  std::string folder;                     // of kept tables
  std::string reached;                    // file; empty: reached.csv in the folder
  std::string csv, cells, write_reached;  // files to be written
  bool all = false;                       // every contest in full
  std::optional<double> decision_ns;
  // record
  RecordOptions recording;
  std::string out;
  // synthesise
  std::string machine = "all";
  std::size_t shapes = 400;
};

// Throws std::invalid_argument that begins with the argument.
Options parse_options(const std::vector<std::string>& arguments);
const char* usage_text();

}  // namespace fulcrum::regret
