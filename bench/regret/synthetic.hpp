// SPDX-License-Identifier: Apache-2.0
// Tables of simulated machines.
#pragma once

#include <cstdint>

#include "bench/regret/simulator.hpp"
#include "bench/regret/table.hpp"

namespace fulcrum::regret {

// So many shapes of the grid, each in both states, and the calibration in place on one thread and
// on all of the machine's table, and on the device in both states. The same for the same seed.
Table synthetic_table(const Machine& machine, std::size_t shapes, std::uint64_t seed);

}  // namespace fulcrum::regret
