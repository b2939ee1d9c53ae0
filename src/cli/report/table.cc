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
    out += fmt::format("  {} = {}", letter(i), c.label());
    if (c.library) {
      out += ": " + c.source;
    } else if (c.measured) {
      out += fmt::format(", measured (model: {})", c.source);
    }
    out += '\n';
  }
  if (report.has_host_devices()) out += "\n" + wrap(kNoGpu, 100, 0) + "\n";
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
  if (t.largest == 0) return "none";
  if (!t.wins_from) return "-";
  if (!t.last_not_won) return "<=" + format_size(t.smallest);
  return format_size(*t.wins_from) + (*t.wins_from == t.largest ? "*" : " ");
}

// Columns of one contender: of what was measured also how certain its threshold is.
void add_names(const Contender& c, const std::string& name, std::vector<std::string>& head) {
  if (c.library) {
    head.push_back(name + " ratio");
  } else if (c.measured) {
    for (const char* column : {" ", " between", " ties", " pred"}) head.push_back(name + column);
  } else {
    head.push_back(name + " pred");
  }
}

void add_cells(const Report& report, const Series& series, std::size_t i,
               std::vector<std::string>& row) {
  const Contender& c = report.contenders[i];
  if (c.library) {
    const double ratio = library_ratio(report, i, series);
    row.push_back(ratio > 0 ? fmt::format("{:.2f}", ratio) : "-");
    return;
  }
  const SeriesThresholds& t = series.thresholds[i];
  const bool absent = !series.absence(i).empty();
  row.push_back(absent ? "absent" : threshold_text(t.found));
  if (!c.measured) return;
  row.push_back(absent ? "-" : between(t.found));
  row.push_back(absent ? "-" : std::to_string(t.found.ties));
  row.push_back(absent ? "absent" : threshold_text(t.model));
}

// Columns that a contender takes.
std::size_t columns(const Contender& c) { return c.is_accelerator() ? 4 : 1; }

// One table with the contenders [begin, end).
std::string block(const Report& report, std::size_t begin, std::size_t end) {
  TextTable table(3);
  std::vector<std::string> head{"routine", "type", "shape", "p tested", "SIMD GFLOP/s"};
  for (std::size_t i = begin; i < end; ++i) add_names(report.contenders[i], letter(i), head);
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
    for (std::size_t i = begin; i < end; ++i) add_cells(report, series, i, row);
    table.add(row);
  }
  return table.str();
}

// What was said of the columns, where there are such.
std::string notes(const Report& report) {
  const auto some = [&](const auto& is) {
    return std::any_of(report.contenders.begin(), report.contenders.end(), is);
  };
  std::string out;
  if (some([](const Contender& c) { return !c.library; })) {
    out +=
        "\n-: not at the largest size tested. *: only at the largest size tested. pred: predicted, "
        "not measured.\n";
  }
  if (some([](const Contender& c) { return c.is_accelerator(); })) {
    out +=
        "between: the largest size at which it does not win, and the smallest from which it always "
        "does. ties: sizes behind the\nlast loss where the two intervals overlap. absent: it has "
        "no "
        "such routine. none: nothing to compare.\n";
  }
  if (some([](const Contender& c) { return c.library; })) {
    out +=
        "ratio: our time over the library's, geometric mean over the sizes; above 1 the library is "
        "faster.\n";
    const std::vector<LibraryLead> leads = library_leads(report);
    out += leads.empty() ? "\nNo library is faster than our SIMD by more than 5% anywhere.\n"
                         : "\nFaster than our SIMD by more than 5%:\n";
    for (const LibraryLead& lead : leads) out += "  " + wrap(to_text(report, lead), 100, 4) + "\n";
  }
  return out;
}

}  // namespace

std::string to_table(const Report& report) {
  // Eight columns of thresholds fit beside the rest into 120 columns.
  constexpr std::size_t kColumns = 8;
  std::string out = header(report);
  std::size_t begin = 0;
  do {
    std::size_t end = begin, used = 0;
    while (end < report.contenders.size() &&
           (end == begin || used + columns(report.contenders[end]) <= kColumns))
      used += columns(report.contenders[end++]);
    if (begin > 0) out += '\n';
    out += block(report, begin, end);
    begin = end;
  } while (begin < report.contenders.size());
  out += notes(report);
  out += fmt::format("\n{} of {} sizes measured in {}: {}, {} ({} thread{}: {}).\n",
                     report.cells_measured(), report.cells_planned(),
                     format_duration(report.elapsed_s), report.machine.cpu, report.isa,
                     report.threads, report.threads == 1 ? "" : "s", report.threads_reason);
  return out;
}

}  // namespace fulcrum::cli
