// SPDX-License-Identifier: Apache-2.0
#include "src/cli/results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "offload/routines/traits.hpp"
#include "src/cli/text.hpp"

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
  if (contender.library) return {};
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
  if (measured) return on_host.empty() ? name : fmt::format("{} ({})", name, on_host);
  return name + (analytic ? " (prediction, analytic profile)" : " (prediction, measured profile)");
}

std::string on_host_words(const offload::DeviceInfo& info) {
  if (!info.on_host) return {};
  const std::string_view platform = to_string(info.platform);
  std::string words = "the same processors";
  words += platform.starts_with("worker") ? ", in another process" : ", in this process";
  if (platform.ends_with("opencl")) words += ", through OpenCL";
  return words;
}

std::string Series::title() const {
  return fmt::format("{} {} {}", to_string(family->routine), to_string(type), family->name);
}

std::string Series::absence(std::size_t contender) const {
  return contender < absent.size() ? absent[contender] : std::string();
}

bool Report::has_host_devices() const {
  return std::any_of(contenders.begin(), contenders.end(),
                     [](const Contender& c) { return c.is_accelerator() && !c.on_host.empty(); });
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
  const std::vector<ElementType> types = measure::measured_types(routine);
  const offload::Present& has =
      offload::traits_of(routine, types.empty() ? ElementType::F64 : types.front()).present;
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
  constexpr char kLetters[] = {'s', 'd', 'c', 'z'};
  const std::string name(to_string(routine));
  const char letter = kLetters[static_cast<std::size_t>(type) % 4];
  const char part = type == ElementType::C32 ? 's' : 'd';
  switch (routine) {
    case Routine::Dsdot:
      return name;
    case Routine::Iamax:
    case Routine::Iamin:
    case Routine::Imax:
    case Routine::Imin:
      return fmt::format("i{}{}", letter, name.substr(1));
    case Routine::Rscal:
      return fmt::format("{}{}scal", letter, part);
    case Routine::Nrm2:
    case Routine::Asum:
      if (is_complex(type)) return fmt::format("{}{}{}", part, letter, name);
      break;
    default:
      break;
  }
  return letter + name;
}

namespace {

// over(point, predicted, measured): false where there is no such pair.
template <class Over>
ModelError model_error(const Report& report, Routine routine, ElementType type, const Over& over) {
  ModelError error;
  double sum = 0, worst = 0;
  for (const Series& series : report.series) {
    if (series.family->routine != routine || series.type != type) continue;
    for (const Point& point : series.points) {
      double predicted = 0, measured = 0;
      if (!point.measured()) continue;
      over(point, predicted, measured);
      if (!(predicted > 0) || !(measured > 0)) continue;
      const double log_ratio = std::log(predicted / measured);
      sum += log_ratio;
      worst = std::max(worst, std::abs(log_ratio));
      ++error.points;
    }
  }
  if (error.points > 0) error.mean_ratio = std::exp(sum / error.points);
  error.worst = std::exp(worst);
  return error;
}

}  // namespace

ModelError simd_model_error(const Report& report, Routine routine, ElementType type) {
  return model_error(report, routine, type,
                     [](const Point& point, double& predicted, double& measured) {
                       predicted = point.predicted_simd_ns;
                       measured = point.simd.ns.median;
                     });
}

ModelError device_model_error(const Report& report, std::size_t contender, Routine routine,
                              ElementType type) {
  return model_error(report, routine, type,
                     [contender](const Point& point, double& predicted, double& measured) {
                       predicted = point.contenders[contender].predicted_ns;
                       measured = point.contenders[contender].measured.time.ns.median;
                     });
}

std::vector<LibraryLead> library_leads(const Report& report) {
  std::vector<LibraryLead> leads;
  for (std::size_t c = 0; c < report.contenders.size(); ++c) {
    if (!report.contenders[c].library) continue;
    for (std::size_t s = 0; s < report.series.size(); ++s) {
      LibraryLead lead{c, s, {}, 1, 0, 0};
      for (const Point& point : report.series[s].points) {
        double low = 0, high = 0;
        if (!point.measured() || !interval(report.contenders[c], point.contenders[c], low, high))
          continue;
        ++lead.compared;
        const double ratio = point.simd.ns.median / point.contenders[c].measured.time.ns.median;
        if (!(ratio > kLead) || high >= point.simd.ns.low) continue;
        lead.sizes.push_back(point.size);
        if (ratio > lead.most) lead.most = ratio, lead.most_at = point.size;
      }
      if (!lead.sizes.empty()) leads.push_back(std::move(lead));
    }
  }
  return leads;
}

double library_ratio(const Report& report, std::size_t contender, const Series& series) {
  double sum = 0;
  int count = 0;
  for (const Point& point : series.points) {
    double low = 0, high = 0;
    if (!point.measured() ||
        !interval(report.contenders[contender], point.contenders[contender], low, high))
      continue;
    sum += std::log(point.simd.ns.median / point.contenders[contender].measured.time.ns.median);
    ++count;
  }
  return count > 0 ? std::exp(sum / count) : 0;
}

std::string to_text(const Report& report, const LibraryLead& lead) {
  const Series& series = report.series[lead.series];
  std::string sizes;
  for (const std::int64_t size : lead.sizes)
    sizes += (sizes.empty() ? "" : ", ") + format_size(size);
  return fmt::format(
      "{} {}, {}: {} is up to {:.2f} times as fast (at p = {}); at {} of {} sizes: {}",
      to_string(series.family->routine), to_string(series.type), series.family->free,
      report.contenders[lead.contender].name, lead.most, format_size(lead.most_at),
      lead.sizes.size(), lead.compared, sizes);
}

std::string between(const measure::Threshold& t) {
  if (t.largest == 0) return "-";
  if (!t.wins_from) return ">" + format_size(t.largest);
  if (!t.last_not_won) return "<=" + format_size(t.smallest);
  return format_size(*t.last_not_won) + "-" + format_size(*t.wins_from);
}

}  // namespace fulcrum::cli
