// SPDX-License-Identifier: Apache-2.0
#include "src/cli/grid.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "offload/decision/decide.hpp"
#include "offload/platforms.hpp"
#include "offload/routines/traits.hpp"
#include "src/cli/library.hpp"
#include "src/cli/usage.hpp"

namespace fulcrum::cli {
namespace {

using measure::Family;

// Smallest sizes: below them every call is decided by its overhead alone.
constexpr std::int64_t kFirstMatrix = 8, kFirstVector = 64;
// Bands: this much longer than the largest matrix dimension; few of their elements are stored.
constexpr std::int64_t kBandFactor = 16;
// Vector routines: this much longer than the largest matrix dimension (2^24 by default).
constexpr std::int64_t kVectorFactor = 1024;
// A sum of more f32 products would no longer be exact in the comparison.
constexpr std::int64_t kLongestVector = std::int64_t{1} << 24;
// What measuring one cell takes stays under this part of the memory (measure::measured_bytes).
constexpr double kMemoryPart = 0.25;

const offload::RoutineTraits& traits_of(Routine routine) {
  return offload::traits_of(routine, measure::measured_types(routine).front());
}

bool is_vector(Routine routine) {
  const offload::RoutineTraits& traits = traits_of(routine);
  return traits.cost == offload::Cost::Stream && !traits.present.m;
}

bool is_band(Routine routine) {
  const offload::RoutineTraits& traits = traits_of(routine);
  return traits.cost == offload::Cost::MatrixVector && traits.present.k;
}

std::int64_t largest_size(const Family& family, ElementType type, std::int64_t max_size) {
  if (is_band(family.routine)) return family.largest(max_size * kBandFactor);
  if (!is_vector(family.routine)) return family.largest(max_size);
  // A product of complex numbers is a sum of two.
  return std::min(max_size * kVectorFactor, kLongestVector / (is_complex(type) ? 2 : 1));
}

// Of the types asked for those that a routine has; where none was asked for, real ones before
// complex ones.
std::vector<ElementType> types_of(Routine routine, const std::vector<ElementType>& asked) {
  std::vector<ElementType> types = measure::measured_types(routine);
  if (!asked.empty()) {
    std::string known;
    for (const ElementType type : types)
      known += (known.empty() ? "" : ", ") + std::string(to_string(type));
    std::erase_if(types, [&](ElementType type) {
      return std::find(asked.begin(), asked.end(), type) == asked.end();
    });
    if (types.empty())
      throw UsageError(fmt::format("--types: {} has {}", to_string(routine), known));
  } else if (!is_complex(types.front())) {
    std::erase_if(types, is_complex);
  }
  return types;
}

// "M=N, K=32" and "m=n:k=32" are the same name.
std::string normalized(std::string_view name) {
  std::string result;
  for (const char c : name) {
    if (c == ' ') continue;
    result += c == ':' ? ',' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return result;
}

bool chosen(const Family& family, const GridOptions& options) {
  const auto has = [](const auto& list, const auto& value) {
    return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
  };
  std::vector<std::string> names;
  for (const std::string& name : options.families) names.push_back(normalized(name));
  const bool routine = options.routines.empty() ? measure::is_usual(family.routine)
                                                : has(options.routines, family.routine);
  return routine && has(names, normalized(family.name));
}

void check_names(const GridOptions& options) {
  for (const std::string& name : options.families) {
    std::string known;
    bool found = false;
    for (const Family& family : measure::families()) {
      const GridOptions alone{options.routines, {}, {name}};
      found = found || chosen(family, alone);
      if (chosen(family, {options.routines, {}, {}})) {
        known += (known.empty() ? "" : "; ") + std::string(family.name);
      }
    }
    if (!found) {
      throw UsageError(fmt::format(
          "--families: no family {} among those of the routines chosen: {}", name, known));
    }
  }
}

// Why each contender does not compute a routine; empty where it does.
std::vector<std::string> absences(const std::vector<Contender>& contenders,
                                  const std::vector<const offload::DeviceProfile*>& profiles,
                                  Routine routine, ElementType type) {
  std::vector<std::string> absent;
  for (std::size_t i = 0; i < contenders.size(); ++i) {
    const Contender& contender = contenders[i];
    std::string reason;
    if (contender.library) {
      if (!is_in_libraries(routine, type)) reason = "not asked of other libraries";
    } else {
      const std::size_t here = contenders.size() - profiles.size();
      const Backend platform =
          i < here ? Backend(std::string_view(contender.key).substr(0, contender.key.rfind(':')))
                   : profiles[i - here]->platform;
      const offload::BlasPlatform* const found = offload::find_platform(platform);
      if (found != nullptr && !found->has(routine, type)) {
        reason = found->reason_absent(routine, type);
        if (reason.empty()) reason = "no path";
      }
    }
    absent.push_back(std::move(reason));
  }
  return absent;
}

void predict(Point& point, const Call& call, const std::vector<Contender>& contenders,
             const std::vector<const offload::DeviceProfile*>& profiles, const Model& model) {
  point.predicted_simd_ns = model.simd_ns(call);
  const std::size_t here = contenders.size() - profiles.size();
  for (std::size_t i = 0; i < contenders.size(); ++i) {
    ContenderPoint other;
    if (i >= here) {
      other.predicted_ns = model.device_ns(call, *profiles[i - here]);
    } else if (!contenders[i].library) {
      other.predicted_ns = model.device_ns(call, static_cast<int>(i));
    }
    point.contenders.push_back(std::move(other));
  }
}

}  // namespace

std::vector<Series> make_series(const GridOptions& options,
                                const std::vector<Contender>& contenders,
                                const std::vector<const offload::DeviceProfile*>& profiles,
                                const Model& model, int threads) {
  check_names(options);
  const double memory = kMemoryPart * static_cast<double>(this_machine().memory_bytes);
  std::vector<Series> result;
  for (const Family& family : measure::families()) {
    if (!chosen(family, options)) continue;
    for (const ElementType type : types_of(family.routine, options.types)) {
      Series series{&family, type, {}, {}, absences(contenders, profiles, family.routine, type)};
      const std::int64_t first = is_vector(family.routine) ? kFirstVector : kFirstMatrix;
      const std::int64_t last = largest_size(family, type, options.max_size);
      for (const std::int64_t p : measure::log_sizes(first, last, options.per_octave)) {
        if (!measure::is_possible(family, p)) continue;
        const measure::Shape shape = family.at(p);
        if (measure::measured_bytes(family.routine, type, shape) > memory) break;
        Point point;
        point.size = p;
        point.shape = shape;
        const Call call =
            measure::make_call(family.routine, type, shape, Location::Pageable, threads);
        point.flops = offload::operations(call);
        point.bytes = measure::operand_bytes(family.routine, type, shape);
        predict(point, call, contenders, profiles, model);
        series.points.push_back(std::move(point));
      }
      if (!series.points.empty()) result.push_back(std::move(series));
    }
  }
  return result;
}

Schedule::Schedule(const Report& report, double budget_s)
    : report_(report), factor_(report.series.size(), 1.0) {
  for (std::size_t s = 0; s < report.series.size(); ++s) {
    for (std::size_t p = 0; p < report.series[s].points.size(); ++p) cells_.push_back({s, p});
  }
  // Half of the budget is shared out evenly; the rest is for cells whose fewest samples take longer
  // than their share.
  const auto count = static_cast<double>(std::max<std::size_t>(1, cells_.size()));
  plan_.budget_ns = std::clamp(0.5e9 * budget_s / count, 2e6, 300e6);
  // By what they take in place: a device's toll would put all sizes of what it computes behind
  // those of what it does not.
  const auto simd_ns = [&](const Cell& cell) {
    return report.series[cell.series].points[cell.point].predicted_simd_ns;
  };
  std::stable_sort(cells_.begin(), cells_.end(),
                   [&](const Cell& a, const Cell& b) { return simd_ns(a) < simd_ns(b); });
}

double Schedule::round_ns(const Cell& cell) const {
  const Series& series = report_.series[cell.series];
  const Point& point = series.points[cell.point];
  double ns = point.predicted_simd_ns;
  for (std::size_t i = 0; i < point.contenders.size(); ++i) {
    const Contender& contender = report_.contenders[i];
    if (!contender.measured || !series.absence(i).empty()) continue;
    // Nobody predicts for a library: as we take.
    ns += contender.library ? point.predicted_simd_ns : point.contenders[i].predicted_ns;
  }
  return ns;
}

double Schedule::cost_s(const Cell& cell) const {
  const Point& point = report_.series[cell.series].points[cell.point];
  const auto measured = static_cast<double>(
      std::count_if(report_.contenders.begin(), report_.contenders.end(),
                    [](const Contender& contender) { return contender.measured; }));
  const double round =
      std::max(factor_[cell.series] * round_ns(cell), (1 + measured) * plan_.min_sample_ns);
  const double samples = std::clamp(plan_.budget_ns / round, static_cast<double>(plan_.min_samples),
                                    static_cast<double>(plan_.max_samples));
  // With accelerators: operands filled, and two calls in place; for each of them: its output
  // filled, a call, every element compared. About 2 ns a byte of the operands each.
  const double check = measured > 0 ? (1 + measured) * (round + 2 * point.bytes) : 0;
  return 1e-9 * ((samples + 2) * round + check);
}

void Schedule::learn(const Cell& cell) {
  const Point& point = report_.series[cell.series].points[cell.point];
  double ns = point.simd.ns.median;
  for (const ContenderPoint& other : point.contenders) ns += other.measured.time.ns.median;
  if (ns > 0) factor_[cell.series] = ns / round_ns(cell);
}

double Schedule::remaining_s(std::size_t first, double budget_left_s) const {
  double sum = 0;
  for (std::size_t i = first; i < cells_.size(); ++i) {
    const double cost = cost_s(cells_[i]);
    if (sum + cost <= budget_left_s) sum += cost;
  }
  return sum;
}

}  // namespace fulcrum::cli
