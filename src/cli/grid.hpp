// SPDX-License-Identifier: Apache-2.0
// Which cells a crossover run measures, in which order, and how long each takes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "src/cli/model.hpp"
#include "src/cli/results.hpp"

namespace fulcrum::cli {

struct GridOptions {
  std::vector<Routine> routines;      // empty: the usual ones
  std::vector<ElementType> types;     // empty: f32 and f64; of a complex routine c32 and c64
  std::vector<std::string> families;  // by name, "," or ":" between its parts; empty: all
  std::int64_t max_size = 16384;      // largest matrix dimension; vectors alone: 1024 times that
  int per_octave = 2;
  double budget_s = 120;
};

// All series with all their points, smallest size first, each with its predictions. Throws
// UsageError where a family's name fits none of the routines chosen, or a routine has none of the
// types. Measured accelerators come first among the contenders, then libraries, then the profiles.
std::vector<Series> make_series(const GridOptions& options,
                                const std::vector<Contender>& contenders,
                                const std::vector<const offload::DeviceProfile*>& profiles,
                                const Model& model, int threads);

struct Cell {
  std::size_t series = 0, point = 0;
};

// The order and the cost of the cells. Those first that take SIMD least, so that an interrupted run
// has every family up to some size, and so that what the budget cuts off is the large end.
class Schedule {
 public:
  Schedule(const Report& report, double budget_s);

  const std::vector<Cell>& cells() const { return cells_; }
  // How long to sample each cell.
  const measure::Plan& plan() const { return plan_; }
  // Seconds that a cell is expected to take, corrected by how the last cell of its series differed
  // from the model.
  double cost_s(const Cell& cell) const;
  // A cell was measured.
  void learn(const Cell& cell);
  // Expected seconds of the cells from `first` on that fit into `budget_left_s`.
  double remaining_s(std::size_t first, double budget_left_s) const;

 private:
  double round_ns(const Cell& cell) const;  // predicted time of one call of each contender

  const Report& report_;
  std::vector<Cell> cells_;
  measure::Plan plan_;
  std::vector<double> factor_;  // by series: measured / predicted time of its last cell
};

}  // namespace fulcrum::cli
