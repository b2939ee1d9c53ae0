// SPDX-License-Identifier: Apache-2.0
// What a crossover run found: the data that the table, CSV, JSON and HTML are written from.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "offload/device.hpp"
#include "offload/measure/cell.hpp"
#include "offload/measure/families.hpp"
#include "offload/measure/threshold.hpp"
#include "src/cli/machine.hpp"

namespace fulcrum::cli {

// Something that SIMD is compared with: an accelerator that is here, another BLAS library, or the
// profile of an accelerator that is not here.
struct Contender {
  std::string key;     // "cuda:0", "library:0", "h200-pcie5"
  std::string name;    // "NVIDIA H200"
  std::string source;  // where predictions for it come from, in words; of a library: what it is
  bool measured = false;
  bool analytic = true;  // its predictions are data-sheet arithmetic
  // Of what computes on the host's own processors: how, in words; else empty.
  std::string on_host = {};
  bool library = false;  // a BLAS library, in place: no threshold is set against it

  bool is_accelerator() const { return measured && !library; }
  // The name with what it is not said: "NVIDIA H200 (prediction, analytic profile)", "worker: host
  // (the same processors, in another process)".
  std::string label() const;
};

// What is said of a device that computes on the host's own processors, so that nobody takes it for
// a GPU; empty for any other.
std::string on_host_words(const offload::DeviceInfo& info);

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
  // As Report::contenders: why it does not compute this; empty where it does.
  std::vector<std::string> absent = {};

  std::string title() const;  // "gemm f32 M=N=K"
  // Why a contender does not compute it; empty where it does.
  std::string absence(std::size_t contender) const;
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
  int accelerators = 0;             // measured contenders that are no libraries
  std::vector<Contender> contenders;
  std::vector<Series> series;
  std::vector<std::string> warnings;  // wrong results, failed devices, what was left out
  bool wrong_results = false;
  std::vector<std::string> failures;  // as contenders: what each said last, so that it is told once

  // Does any device compute on the host's own processors?
  bool has_host_devices() const;
  std::int64_t cells_measured() const;
  std::int64_t cells_planned() const;
};

// Fills Series::thresholds from the points that were measured.
void find_thresholds(Report& report);

// "M=512 N=512 K=512" in the dimensions that the routine has.
std::string describe(Routine routine, const measure::Shape& shape);

// "sgemm".
std::string kernel_name(Routine routine, ElementType type);

// Calls visit(routine, type) for each pair that a report has series of, in their order.
template <class Visit>
void for_each_kernel(const Report& report, const Visit& visit) {
  std::vector<std::pair<Routine, ElementType>> seen;
  for (const Series& series : report.series) {
    const std::pair kernel(series.family->routine, series.type);
    if (std::find(seen.begin(), seen.end(), kernel) != seen.end()) continue;
    seen.push_back(kernel);
    visit(kernel.first, kernel.second);
  }
}

// How well the model predicted a side's own times over a set of measured points: the geometric mean
// of predicted / measured, and the worst factor either way.
struct ModelError {
  int points = 0;
  double mean_ratio = 1, worst = 1;
};
ModelError simd_model_error(const Report& report, Routine routine, ElementType type);
ModelError device_model_error(const Report& report, std::size_t contender, Routine routine,
                              ElementType type);

// Sizes of a series at which a library takes less than 1/1.05 of our time, by the medians, and its
// whole interval lies under ours.
struct LibraryLead {
  std::size_t contender = 0, series = 0;
  std::vector<std::int64_t> sizes;
  double most = 1;  // our time over its, at `most_at`
  std::int64_t most_at = 0;
  int compared = 0;  // sizes at which both were measured
};
inline constexpr double kLead = 1.05;
std::vector<LibraryLead> library_leads(const Report& report);

// Our SIMD's time over a library's: the geometric mean over the sizes of a series; 0 where none was
// measured.
double library_ratio(const Report& report, std::size_t contender, const Series& series);

// "gemm f32, M=N=K=p: OpenBLAS 0.3.21 is up to 1.12 times as fast (at p = 128); at 2 of 9 sizes:
// 128, 181".
std::string to_text(const Report& report, const LibraryLead& lead);

// Between which sizes a threshold lies: "64-128"; "<=64", ">256"; "-" where nothing was tested.
std::string between(const measure::Threshold& threshold);

}  // namespace fulcrum::cli
