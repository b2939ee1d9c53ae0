// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "src/cli/report/report.hpp"
#include "src/cli/text.hpp"

namespace fulcrum::cli {
namespace {

// "A", "B", ...: full names do not fit above columns of figures.
std::string letter(std::size_t i) { return std::string(1, static_cast<char>('A' + i % 26)); }

std::string header(const Report& report) {
  std::string out;
  if (report.partial) {
    out += fmt::format("PARTIAL: interrupted after {} of {} sizes.\n\n", report.cells_measured(),
                       report.cells_planned());
  }
  out += "Smallest size p from which the accelerator beats SIMD at every larger size tested.\n";
  if (report.contenders.empty()) {
    out += "There is nothing to compare SIMD with; its own rate is shown.\n";
  } else if (report.accelerators == 0) {
    out +=
        "No accelerator is here. EVERY THRESHOLD BELOW IS A PREDICTION: SIMD's measured time "
        "against "
        "a device's\npredicted time.\n";
  }
  out += "\n";
  for (std::size_t i = 0; i < report.contenders.size(); ++i) {
    const Contender& c = report.contenders[i];
    out += fmt::format("  {} = {}{}\n", letter(i), c.label(),
                       c.measured ? fmt::format(", measured (model: {})", c.source) : "");
  }
  return out + "\n";
}

// SIMD's best rate over the sizes of a series, in GFLOP/s.
double best_rate(const Series& series) {
  double best = 0;
  for (const Point& p : series.points) {
    if (p.measured()) best = std::max(best, p.flops / p.simd.ns.median);
  }
  return best;
}

std::string sizes(const Series& series) {
  std::int64_t first = 0, last = 0;
  for (const Point& p : series.points) {
    if (!p.measured()) continue;
    if (first == 0) first = p.size;
    last = p.size;
  }
  return last == 0 ? "-" : fmt::format("{}-{}", format_size(first), format_size(last));
}

std::string threshold_text(const measure::Threshold& t) {
  if (t.largest == 0) return "";
  if (!t.wins_from) return "-";
  if (!t.last_not_won) return "<=" + format_size(t.smallest);
  return format_size(*t.wins_from) + (*t.wins_from == t.largest ? "*" : " ");
}

// One table with the contenders [begin, end).
std::string block(const Report& report, std::size_t begin, std::size_t end) {
  TextTable table(3);
  std::vector<std::string> head{"routine", "type", "shape", "p tested", "SIMD GFLOP/s"};
  for (std::size_t i = begin; i < end; ++i) {
    const Contender& c = report.contenders[i];
    head.push_back(letter(i) + (c.measured ? " " : " pred"));
    if (c.measured) head.push_back(letter(i) + " pred");
  }
  table.add(head);
  const Series* previous = nullptr;
  for (const Series& series : report.series) {
    const bool starts = previous == nullptr || previous->family->routine != series.family->routine;
    if (starts) table.rule();
    previous = &series;
    std::vector<std::string> row{starts ? std::string(to_string(series.family->routine)) : "",
                                 std::string(to_string(series.type)),
                                 std::string(series.family->free), sizes(series),
                                 fmt::format("{:.1f}", best_rate(series))};
    for (std::size_t i = begin; i < end; ++i) {
      row.push_back(threshold_text(series.thresholds[i].found));
      if (report.contenders[i].measured) row.push_back(threshold_text(series.thresholds[i].model));
    }
    table.add(row);
  }
  return table.str();
}

}  // namespace

std::string to_table(const Report& report) {
  // Eight columns of thresholds fit beside the rest into 120 columns.
  constexpr std::size_t kColumns = 8;
  std::string out = header(report);
  std::size_t begin = 0;
  do {
    const std::size_t end = std::min(begin + kColumns, report.contenders.size());
    if (begin > 0) out += '\n';
    out += block(report, begin, end);
    begin = end;
  } while (begin < report.contenders.size());
  if (!report.contenders.empty()) {
    out +=
        "\n-: not at the largest size tested. *: only at the largest size tested. pred: predicted, "
        "not measured.\n";
  }
  out += fmt::format("\n{} of {} sizes measured in {}: {}, {} ({} thread{}: {}).\n",
                     report.cells_measured(), report.cells_planned(),
                     format_duration(report.elapsed_s), report.machine.cpu, report.isa,
                     report.threads, report.threads == 1 ? "" : "s", report.threads_reason);
  return out;
}

}  // namespace fulcrum::cli
