// SPDX-License-Identifier: Apache-2.0
// What a crossover run found: the data that the table, CSV, JSON and HTML are written from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "offload/measure/cell.hpp"
#include "offload/measure/families.hpp"
#include "offload/measure/threshold.hpp"
#include "src/cli/machine.hpp"

namespace fulcrum::cli {

// Something that SIMD is compared with: an accelerator that is here, or the profile of one that is
// not.
struct Contender {
  std::string key;     // "cuda:0", "h200-pcie5"
  std::string name;    // "NVIDIA H200"
  std::string source;  // where predictions for it come from, in words
  bool measured = false;
  bool analytic = true;  // its predictions are data-sheet arithmetic

  // The name with what is not measured said: "NVIDIA H200 (prediction, analytic profile)".
  std::string label() const;
};

struct ContenderPoint {
  measure::DeviceResult measured;  // where Contender::measured
  double predicted_ns = 0;         // 0: the model does not price it
};

enum class PointState : std::uint8_t {
  Planned,  // not reached: the run was interrupted
  Measured,
  OverBudget,  // left out: it would not have fitted into the time budget
  NoMemory,    // left out: its operands could not be allocated
};

struct Point {
  std::int64_t size = 0;
  measure::Shape shape;
  double flops = 0, bytes = 0;
  PointState state = PointState::Planned;
  measure::Measurement simd;
  double predicted_simd_ns = 0;
  std::vector<ContenderPoint> contenders;  // as Report::contenders

  bool measured() const { return state == PointState::Measured; }
};

struct SeriesThresholds {
  measure::Threshold
      found;  // measured against measured; for a profile, predicted against measured SIMD
  measure::Threshold model;  // predicted against predicted
};

struct Series {
  const measure::Family* family = nullptr;
  ElementType type = ElementType::F64;
  std::vector<Point> points;                 // by size
  std::vector<SeriesThresholds> thresholds;  // as Report::contenders; filled by find_thresholds()

  std::string title() const;  // "gemm f32 M=N=K"
};

struct Report {
  Machine machine;
  Build build;
  std::string command_line, isa, threads_reason, host_source;
  int threads = 0;
  double budget_s = 0, elapsed_s = 0;
  std::int64_t started = 0, finished = 0;  // Unix time
  double load_after = 0;
  double busy_before = 0;  // busy_share_now()
  bool quick = false;
  bool partial = false;             // interrupted
  std::string accelerator_problem;  // why there is none, or not all
  int accelerators = 0;             // measured contenders
  std::vector<Contender> contenders;
  std::vector<Series> series;
  std::vector<std::string> warnings;  // wrong results, failed devices, what was left out
  bool wrong_results = false;

  std::int64_t cells_measured() const;
  std::int64_t cells_planned() const;
};

// Fills Series::thresholds from the points that were measured.
void find_thresholds(Report& report);

// "M=512 N=512 K=512" in the dimensions that the routine has.
std::string describe(Routine routine, const measure::Shape& shape);

// "sgemm".
std::string kernel_name(Routine routine, ElementType type);

// How well the model predicted SIMD's own times over a set of measured points: the geometric mean
// of predicted / measured, and the worst factor either way.
struct ModelError {
  int points = 0;
  double mean_ratio = 1, worst = 1;
};
ModelError simd_model_error(const Report& report, Routine routine, ElementType type);

}  // namespace fulcrum::cli
