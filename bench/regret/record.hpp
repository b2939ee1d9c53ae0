// SPDX-License-Identifier: Apache-2.0
// Records a table on this machine: in place against one device, in turns.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "bench/regret/table.hpp"

namespace fulcrum::regret {

struct RecordOptions {
  Backend platform = "worker";
  int device = 0;         // of that platform
  int threads = 1;        // in place
  Isa isa = Isa::Scalar;  // in place
  double budget_s = 360;  // of the whole recording
  double cell_s = 2;  // of one cell: shapes that take longer for the fewest repeats are left out
  std::size_t cells = kMostCells;
  std::int64_t largest = 16384;    // dimension of a matrix
  std::int64_t longest = 1 << 24;  // vector
  std::uint64_t seed = 1;
  double busy = 0;         // part of the machine's time that others took just before
  std::string conditions;  // what whoever records has to add
};

// Above this part of the machine's time that others take, a recording means nothing: who waits for
// a thread that waits for a processor waits for a slice of the scheduler's, some 4 ms.
inline constexpr double kQuiet = 0.1;

// Where a recording stands, for a line on a terminal.
using RecordProgress =
    std::function<void(double seconds, std::size_t cells, const std::string& now)>;

// stop: asked between samples; true ends the recording with what there is. Throws
// std::invalid_argument for a platform or device that is not there, std::runtime_error where the
// device fails or computes something else than what is computed in place.
Table record(const RecordOptions& options, const RecordProgress& progress,
             const std::function<bool()>& stop);

}  // namespace fulcrum::regret
