// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "src/cli/report/report.hpp"
#include "src/cli/text.hpp"

namespace fulcrum::cli {
namespace {

using json = nlohmann::ordered_json;

json or_null(const std::optional<std::int64_t>& value) {
  return value ? json(*value) : json(nullptr);
}

json measurement(const measure::Measurement& m) {
  return {
      {"median_ns", m.ns.median},  {"low_ns", m.ns.low}, {"high_ns", m.ns.high},
      {"coverage", m.ns.coverage}, {"min_ns", m.ns.min}, {"max_ns", m.ns.max},
      {"samples", m.ns.count},     {"calls", m.calls},   {"calls_per_sample", m.calls_per_sample},
      {"total_ns", m.total_ns}};
}

// wins_tested and ties_tested are how much it rests on (offload/measure/threshold.hpp).
json threshold(const measure::Threshold& t) {
  return {{"wins_from", or_null(t.wins_from)},
          {"not_slower_from", or_null(t.not_slower_from)},
          {"last_not_won", or_null(t.last_not_won)},
          {"isolated_wins", t.isolated_wins},
          {"wins_tested", t.wins},
          {"ties_tested", t.ties},
          {"smallest_tested", t.smallest},
          {"largest_tested", t.largest}};
}

std::string_view state_name(PointState state) {
  switch (state) {
    case PointState::Measured:
      return "measured";
    case PointState::OverBudget:
      return "over budget";
    case PointState::NoMemory:
      return "out of memory";
    case PointState::Planned:
      break;
  }
  return "interrupted";
}

// What a contender's figures are, said wherever they appear.
std::string_view kind(const Contender& contender) {
  if (contender.measured) return "measured";
  return contender.analytic ? "prediction (analytic profile)" : "prediction (measured profile)";
}

json device_point(const Contender& contender, const ContenderPoint& p) {
  json result = {{"contender", contender.key}, {"kind", kind(contender)}};
  result["predicted_ns"] = p.predicted_ns > 0 ? json(p.predicted_ns) : json(nullptr);
  if (!contender.measured) return result;
  if (!p.measured.absent.empty()) {
    result["absent"] = p.measured.absent;
    return result;
  }
  if (!p.measured.failure.empty()) {
    result["failure"] = p.measured.failure;
    return result;
  }
  result["time"] = measurement(p.measured.time);
  result["check"] = {{"elements", p.measured.check.elements},
                     {"mismatches", p.measured.check.mismatches},
                     {"worst_over_bound", p.measured.check.worst}};
  return result;
}

json point(const Report& report, const Point& p) {
  json result = {{"size", p.size},
                 {"m", p.shape.m},
                 {"n", p.shape.n},
                 {"k", p.shape.k},
                 {"flops", p.flops},
                 {"operand_bytes", p.bytes},
                 {"state", state_name(p.state)}};
  result["predicted_simd_ns"] = p.predicted_simd_ns;
  if (!p.measured()) return result;
  result["simd"] = measurement(p.simd);
  result["devices"] = json::array();
  for (std::size_t i = 0; i < report.contenders.size(); ++i) {
    result["devices"].push_back(device_point(report.contenders[i], p.contenders[i]));
  }
  return result;
}

json series(const Report& report, const Series& s) {
  json result = {{"routine", to_string(s.family->routine)},
                 {"type", to_string(s.type)},
                 {"family", s.family->name},
                 {"dimensions", s.family->free},
                 {"points", json::array()},
                 {"thresholds", json::array()}};
  for (const Point& p : s.points) result["points"].push_back(point(report, p));
  for (std::size_t i = 0; i < s.thresholds.size(); ++i) {
    const Contender& contender = report.contenders[i];
    if (contender.library) continue;
    result["thresholds"].push_back({{"contender", contender.key},
                                    {"kind", kind(contender)},
                                    {"threshold", threshold(s.thresholds[i].found)},
                                    {"model", threshold(s.thresholds[i].model)}});
    if (!s.absence(i).empty()) result["thresholds"].back()["absent"] = s.absence(i);
  }
  return result;
}

json model_errors(const Report& report) {
  json result = json::array();
  const auto add = [&](std::string_view side, Routine routine, ElementType type,
                       const ModelError& error) {
    if (error.points == 0) return;
    result.push_back({{"side", side},
                      {"routine", to_string(routine)},
                      {"type", to_string(type)},
                      {"sizes", error.points},
                      {"mean_predicted_over_measured", error.mean_ratio},
                      {"worst_factor", error.worst}});
  };
  for_each_kernel(report, [&](Routine routine, ElementType type) {
    add("simd", routine, type, simd_model_error(report, routine, type));
    for (std::size_t i = 0; i < report.contenders.size(); ++i) {
      if (report.contenders[i].is_accelerator())
        add(report.contenders[i].key, routine, type, device_model_error(report, i, routine, type));
    }
  });
  return result;
}

json leads(const Report& report) {
  json result = json::array();
  for (const LibraryLead& lead : library_leads(report)) {
    const Series& series = report.series[lead.series];
    result.push_back({{"contender", report.contenders[lead.contender].key},
                      {"routine", to_string(series.family->routine)},
                      {"type", to_string(series.type)},
                      {"family", series.family->name},
                      {"sizes", lead.sizes},
                      {"compared", lead.compared},
                      {"most", lead.most},
                      {"most_at", lead.most_at}});
  }
  return result;
}

std::string_view role(const Contender& contender) {
  if (contender.library) return "library";
  return contender.measured ? "accelerator" : "profile";
}

json conditions(const Report& report) {
  return {{"isa", report.isa},
          {"threads", report.threads},
          {"threads_because", report.threads_reason},
          {"operands",
           "pageable host memory, column-major, no transposes, tight leading dimensions, unit "
           "increments; gemm and gemv alpha = 1, beta = 0"},
          {"transfer", "always: every call of an accelerator moves its operands"},
          {"budget_s", report.budget_s},
          {"quick", report.quick},
          {"busy_before", report.busy_before},
          {"load_average_after", report.load_after},
          {"host_model", report.host_source}};
}

}  // namespace

json to_json(const Report& report) {
  json result = {{"format", "fulcrum-crossover"},
                 {"format_version", 1},
                 {"partial", report.partial},
                 {"started", iso_time(report.started)},
                 {"finished", iso_time(report.finished)},
                 {"elapsed_s", report.elapsed_s},
                 {"command_line", report.command_line},
                 {"cells_measured", report.cells_measured()},
                 {"cells_planned", report.cells_planned()},
                 {"machine", to_json(report.machine)},
                 {"build", to_json(report.build)},
                 {"conditions", conditions(report)},
                 {"accelerator_problem", report.accelerator_problem},
                 {"warnings", report.warnings},
                 {"contenders", json::array()},
                 {"series", json::array()}};
  for (const Contender& c : report.contenders) {
    result["contenders"].push_back({{"key", c.key},
                                    {"name", c.name},
                                    {"kind", kind(c)},
                                    {"role", role(c)},
                                    {"on_host", !c.on_host.empty()},
                                    {"on_host_how", c.on_host},
                                    {"profile_is_analytic", c.analytic},
                                    {"source", c.source}});
  }
  for (const Series& s : report.series) result["series"].push_back(series(report, s));
  result["model_errors"] = model_errors(report);
  result["libraries_faster_by_5_percent"] = leads(report);
  return result;
}

}  // namespace fulcrum::cli
