// SPDX-License-Identifier: Apache-2.0
#include "src/cli/grid.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "offload/decision/decide.hpp"
#include "offload/routines/traits.hpp"
#include "src/cli/usage.hpp"

namespace fulcrum::cli {
namespace {

using measure::Family;

// Smallest sizes: below them every call is decided by its overhead alone.
constexpr std::int64_t kFirstMatrix = 8, kFirstVector = 64;
// Vector routines: this much longer than the largest matrix dimension (2^24 by default).
constexpr std::int64_t kVectorFactor = 1024;
// A sum of more f32 products would no longer be exact in the comparison.
constexpr std::int64_t kLongestVector = std::int64_t{1} << 24;
// What measuring one cell takes stays under this part of the memory (measure::measured_bytes).
constexpr double kMemoryPart = 0.25;

bool is_vector(Routine routine) {
  return offload::traits_of(routine, ElementType::F64).cost == offload::Cost::Stream;
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
  return has(options.routines, family.routine) && has(names, normalized(family.name));
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

}  // namespace

std::vector<Series> make_series(const GridOptions& options,
                                const std::vector<Contender>& contenders,
                                const std::vector<const offload::DeviceProfile*>& profiles,
                                const Model& model, int threads) {
  check_names(options);
  const double memory = kMemoryPart * static_cast<double>(this_machine().memory_bytes);
  std::vector<ElementType> types = options.types;
  if (types.empty()) types = {ElementType::F32, ElementType::F64};
  std::vector<Series> result;
  for (const Family& family : measure::families()) {
    if (!chosen(family, options)) continue;
    const bool vector = is_vector(family.routine);
    const std::int64_t last = vector ? std::min(options.max_size * kVectorFactor, kLongestVector)
                                     : family.largest(options.max_size);
    for (const ElementType type : types) {
      Series series{&family, type, {}, {}};
      for (const std::int64_t p :
           measure::log_sizes(vector ? kFirstVector : kFirstMatrix, last, options.per_octave)) {
        Point point;
        point.size = p;
        point.shape = family.at(p);
        const Call call =
            measure::make_call(family.routine, type, point.shape, Location::Pageable, threads);
        point.flops = offload::operations(call);
        point.bytes = measure::operand_bytes(family.routine, type, point.shape);
        if (measure::measured_bytes(family.routine, type, point.shape) > memory) break;
        point.predicted_simd_ns = model.simd_ns(call);
        for (std::size_t i = 0; i < contenders.size(); ++i) {
          ContenderPoint other;
          // Measured accelerators come first, then the profiles.
          const std::size_t here = contenders.size() - profiles.size();
          other.predicted_ns = i < here ? model.device_ns(call, static_cast<int>(i))
                                        : model.device_ns(call, *profiles[i - here]);
          point.contenders.push_back(other);
        }
        series.points.push_back(point);
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
  std::stable_sort(cells_.begin(), cells_.end(), [&](const Cell& a, const Cell& b) {
    return round_ns(report.series[a.series].points[a.point]) <
           round_ns(report.series[b.series].points[b.point]);
  });
}

double Schedule::round_ns(const Point& point) const {
  double ns = point.predicted_simd_ns;
  for (std::size_t i = 0; i < point.contenders.size(); ++i) {
    if (report_.contenders[i].measured) ns += point.contenders[i].predicted_ns;
  }
  return ns;
}

double Schedule::cost_s(const Cell& cell) const {
  const Point& point = report_.series[cell.series].points[cell.point];
  const double measured = static_cast<double>(report_.accelerators);
  const double round =
      std::max(factor_[cell.series] * round_ns(point), (1 + measured) * plan_.min_sample_ns);
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
  if (ns > 0) factor_[cell.series] = ns / round_ns(point);
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
