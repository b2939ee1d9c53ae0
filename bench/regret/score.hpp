// SPDX-License-Identifier: Apache-2.0
// What a way of choosing costs beyond the better side of each cell. Pure: cells in, figures out.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "bench/regret/table.hpp"

namespace fulcrum::regret {

// How often a cell's call is made in a program that does nothing else. Warm: once, with all that is
// paid once paid before.
inline constexpr int kWarm = 0;
inline constexpr int kCallCounts[] = {kWarm, 1, 8, 32, 128};

// What somebody spends on one cell.
struct Spent {
  double ns = 0;        // of all calls, one-off costs and deciding included
  bool device = false;  // where the last of them went
};

// Somebody who chooses. `context_ns`: what the first call on the device costs beyond the others.
using Chooser = std::function<Spent(const Cell& cell, int calls, double context_ns)>;

// One who looks at the call alone. It pays for the context at its first call on the device;
// deciding costs it nothing.
Chooser rule(std::function<bool(const Call& call)> on_device);

// What a cost model says of a call.
struct Prediction {
  bool device = false;     // its choice, with the context there
  double gain_ns = 0;      // of the device over in place, as predicted; of use where device is true
  double decision_ns = 0;  // what deciding took
};

// A cost model. It buys the context as ski-rental: once the gain that it has predicted and missed,
// that of the call in hand counted, reaches the context's price.
Chooser model(std::function<Prediction(const Call& call)> predict);

// The best that could have been spent: all calls in place, or the context and all on the device.
double oracle_ns(const Cell& cell, int calls, double context_ns);

struct Score {
  std::size_t cells = 0;
  double spent_ns = 0, oracle_ns = 0;
  double weighted = 0;  // spent / oracle - 1, of all cells together
  // Of the cells' own regrets, each of them spent / oracle - 1.
  double p50 = 0, p95 = 0, p99 = 0;
  double worst = 0;        // of cells whose oracle takes more than kNoticeable a call
  std::string worst_cell;  // shape_key(); empty where there is none
  // The part of the cells outside the tie band that went to the better side; 1 where there is none.
  double accuracy = 1, near_accuracy = 1;  // the latter of those whose times differ by 4 at most
  std::size_t judged = 0, judged_near = 0;
};

inline constexpr double kNoticeable = 5e3;  // ns
inline constexpr double kTieBand = 1.1, kNear = 4;

// All zero for no cell.
Score score(const std::vector<Cell>& cells, const Chooser& chooser, int calls, double context_ns);

// How a prediction stands to what was measured.
struct Precision {
  std::size_t calls = 0;
  double median = 1;     // of predicted / measured
  double within_15 = 1;  // the part of them that is off by 15% at most, either way
  double within_2 = 1;   // the same by a factor of 2, of those that take more than kNoticeable
};
Precision precision_of(const std::vector<double>& predicted, const std::vector<double>& measured);

// The smallest value that at least this part of the values do not exceed (nearest rank).
double quantile(std::vector<double> values, double part);

}  // namespace fulcrum::regret
