// SPDX-License-Identifier: Apache-2.0
// A table of times, recorded on a machine or made by the simulator: what a decision is scored on,
// on any machine and without the device. README.md has the format.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "fulcrum/config.hpp"
#include "fulcrum/decision.hpp"
#include "offload/device.hpp"

namespace fulcrum::regret {

// Where all operands of a call lie; none is on the device ("cold").
enum class State : std::uint8_t { Pageable, Pinned };
inline constexpr State kStates[] = {State::Pageable, State::Pinned};
std::string_view to_string(State state);
Location location_of(State state);
// The call with all operands there.
Call placed(Call call, State state);
State state_of(const Call& call);

// Median of one side's samples, and the interval of at least 95% that holds it.
struct Timing {
  double ns = 0, low = 0, high = 0;
  int samples = 0;
};

struct Cell {
  Call call;  // its operands' locations are the state
  Timing simd, device;
};

// What `fulcrum tune` would have measured in the same session.
struct Sample {
  Call call;
  int threads = 0;  // in place on so many; 0: on the device
  double ns = 0;
};

// What the priors of the cost model are made of.
struct HostFacts {
  int vector_bytes = 16;
  double clock_ghz = 0;
  double l1_bytes = 0, l2_bytes = 0, l3_bytes = 0;  // of the threads in place together
};

struct Table {
  std::string name;  // of the file, without folder and ending
  bool synthetic = false;
  std::string machine, cpu, date, conditions;
  Isa isa = Isa::Scalar;  // in place
  int threads = 1;        // in place
  HostFacts host;
  std::string device_threads;  // of the device's side, in words: "2", "all", "-"
  offload::DeviceInfo device;
  double context_ns =
      0;  // one-off: finding the device, its context, and its first call beyond others
  std::vector<Cell> cells;
  std::vector<Sample> samples;

  std::vector<Cell> cells_in(State state) const;
};

inline constexpr std::size_t kMostCells = 2000;
// Decision.md's rule: the fewest repeats of either side behind a median.
inline constexpr int kFewestSamples = 15;

// The first line of such a file.
inline constexpr std::string_view kFirstLine = "# fulcrum decision table, version 1";
bool is_table(const std::filesystem::path& file);
// decision-*.csv of a folder, in alphabetical order; none where it is not there.
std::vector<std::filesystem::path> kept_tables(const std::filesystem::path& folder);

// Throws std::runtime_error with file, line and field for what is no table: a key or a field that
// is missing, unknown or out of range, a cell that stands twice, a calibration sample that is a
// cell's shape, more than kMostCells.
Table read_table(const std::filesystem::path& file);

// Writes beside the file and renames. Throws std::runtime_error for what read_table() would refuse.
void write_table(const Table& table, const std::filesystem::path& file);

// Same routine, type, letters and sizes, wherever the operands lie: what may be a cell or a
// calibration sample, never both.
std::string shape_key(const Call& call);

// How many cells each side wins, and whether that is a quarter at least: else the table says
// nothing about choosing.
struct Wins {
  std::size_t simd = 0, device = 0;
  bool counts() const { return 4 * std::min(simd, device) >= simd + device && simd + device > 0; }
};
Wins wins_of(const std::vector<Cell>& cells);

}  // namespace fulcrum::regret
