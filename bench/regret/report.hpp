// SPDX-License-Identifier: Apache-2.0
// Contests as text.
#pragma once

#include <string>
#include <vector>

#include "bench/regret/contest.hpp"

namespace fulcrum::regret {

// The table's machine, and how many cells each side wins.
std::string head_text(const Table& table);
// A line for each contestant.
std::string contest_text(const Contest& contest);
// A line for each routine and type: where the decision loses.
std::string kinds_text(const std::vector<Kind>& kinds);
// A line for each number of calls: the decision beside the best of the others.
std::string calls_lines(const std::vector<Contest>& contests);
// Which of the goals a warm contest meets.
std::string goals_text(const Contest& contest);
// A line for each contestant of each contest, under `#` lines.
std::string to_csv(const std::vector<Contest>& contests);

}  // namespace fulcrum::regret
