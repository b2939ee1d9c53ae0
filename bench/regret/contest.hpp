// SPDX-License-Identifier: Apache-2.0
// All who choose, on all tables: the decision under test and the rules in use elsewhere.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bench/regret/model.hpp"
#include "bench/regret/score.hpp"
#include "bench/regret/table.hpp"

namespace fulcrum::regret {

struct Contestant {
  std::string name;
  std::string note;  // what must be known to read its figures; may be empty
  // None where it does not apply: its line says why.
  std::optional<Score> score;
  std::optional<Score> square;  // of gemm with m = n = k
};

// One table, one state, so many calls.
struct Contest {
  std::string table;
  bool synthetic = false;
  State state = State::Pageable;
  int calls = kWarm;
  Wins wins;
  std::vector<Contestant> contestants;  // the decision first
  Precision simd, device;               // of the decision's predictions, of all cells

  const Contestant& named(const std::string& name) const;
};

inline const std::string kDecision = "fulcrum", kHindsight = "best threshold in hindsight",
                         kPm1 = "PM1 corrected";

struct ContestOptions {
  DecisionTime time;
  std::vector<int> calls = {std::begin(kCallCounts), std::end(kCallCounts)};
};

// Every cell with its times, their predictions and what the decision does, as CSV: where it is
// wrong.
std::string cells_csv(const Table& table, const ContestOptions& options);

// The decision's figures for each routine and type apart, warm.
struct Kind {
  Routine routine{};
  ElementType type{};
  Wins wins;
  Score score;
};
std::vector<Kind> kinds_of(const Table& table, State state, const ContestOptions& options);

std::vector<Contest> contests_of(const Table& table, const ContestOptions& options);

// The measures that a goal can be set for; smaller is better but for the accuracies.
std::map<std::string, double> measures_of(const Contest& contest);
bool meets(const std::string& measure, double value, double limit);

// decision.md's goals, which hold for the warm contests.
std::map<std::string, double> goals();

// A line of the file of what has been reached: a measure that may not get worse again.
struct Reached {
  std::string table, measure;
  State state = State::Pageable;
  int calls = kWarm;
  double limit = 0;
};

// Throws std::runtime_error with file and line for what is no such file.
std::vector<Reached> read_reached(const std::filesystem::path& file);
// What a contest has reached, with room for what the next run may differ by.
std::string reached_lines(const std::vector<Contest>& contests);

// A sentence for each line of `reached` that a contest does not keep.
std::vector<std::string> missed(const std::vector<Reached>& reached,
                                const std::vector<Contest>& contests);

std::string calls_text(int calls);  // "warm", "8"

}  // namespace fulcrum::regret
