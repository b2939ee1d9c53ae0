// SPDX-License-Identifier: Apache-2.0
#include "src/cli/results.hpp"
#include "offload/routines/traits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace fulcrum::cli {
namespace {

// Interval of a contender's time at one point; false where it has none.
bool interval(const Contender& contender, const ContenderPoint& point, double& low, double& high) {
  if (!contender.measured) {
    low = high = point.predicted_ns;
    return point.predicted_ns > 0;
  }
  low = point.measured.time.ns.low;
  high = point.measured.time.ns.high;
  return !point.measured.time.failed && point.measured.time.ns.count > 0 &&
         point.measured.check.mismatches == 0;
}

SeriesThresholds thresholds_of(const Series& series, std::size_t index,
                               const Contender& contender) {
  std::vector<measure::Comparison> found, model;
  for (const Point& point : series.points) {
    if (!point.measured()) continue;
    const ContenderPoint& other = point.contenders[index];
    double low = 0, high = 0;
    if (interval(contender, other, low, high)) {
      found.push_back({point.size, point.simd.ns.low, point.simd.ns.high, low, high});
    }
    if (other.predicted_ns > 0 && point.predicted_simd_ns > 0) {
      model.push_back({point.size, point.predicted_simd_ns, point.predicted_simd_ns,
                       other.predicted_ns, other.predicted_ns});
    }
  }
  return {measure::find_threshold(found), measure::find_threshold(model)};
}

}  // namespace

std::string Contender::label() const {
  if (measured) return name;
  return name + (analytic ? " (prediction, analytic profile)" : " (prediction, measured profile)");
}

std::string Series::title() const {
  return fmt::format("{} {} {}", to_string(family->routine), to_string(type), family->name);
}

std::int64_t Report::cells_measured() const {
  std::int64_t count = 0;
  for (const Series& s : series) {
    count += std::count_if(s.points.begin(), s.points.end(),
                           [](const Point& p) { return p.measured(); });
  }
  return count;
}

std::int64_t Report::cells_planned() const {
  std::int64_t count = 0;
  for (const Series& s : series) count += static_cast<std::int64_t>(s.points.size());
  return count;
}

void find_thresholds(Report& report) {
  for (Series& series : report.series) {
    series.thresholds.clear();
    for (std::size_t i = 0; i < report.contenders.size(); ++i) {
      series.thresholds.push_back(thresholds_of(series, i, report.contenders[i]));
    }
  }
}

std::string describe(Routine routine, const measure::Shape& s) {
  const offload::Present& has = offload::traits_of(routine, ElementType::F64).present;
  std::string text;
  const auto add = [&](bool present, char name, std::int64_t value) {
    if (present) text += fmt::format("{}{}={}", text.empty() ? "" : " ", name, value);
  };
  add(has.m, 'M', s.m);
  add(has.n, 'N', s.n);
  add(has.k, 'K', s.k);
  return text;
}

std::string kernel_name(Routine routine, ElementType type) {
  return fmt::format("{}{}", type == ElementType::F32 ? 's' : 'd', to_string(routine));
}

ModelError simd_model_error(const Report& report, Routine routine, ElementType type) {
  ModelError error;
  double sum = 0, worst = 0;
  for (const Series& series : report.series) {
    if (series.family->routine != routine || series.type != type) continue;
    for (const Point& point : series.points) {
      if (!point.measured() || point.predicted_simd_ns <= 0) continue;
      const double log_ratio = std::log(point.predicted_simd_ns / point.simd.ns.median);
      sum += log_ratio;
      worst = std::max(worst, std::abs(log_ratio));
      ++error.points;
    }
  }
  if (error.points > 0) error.mean_ratio = std::exp(sum / error.points);
  error.worst = std::exp(worst);
  return error;
}

}  // namespace fulcrum::cli
