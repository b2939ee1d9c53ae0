// SPDX-License-Identifier: Apache-2.0
#include "bench/compare/report.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <map>

#include "bench/compare/text.hpp"

namespace fulcrum::compare {
namespace {

constexpr int kGroupWidth = 11, kCaseWidth = 36, kRateWidth = 9;

// Cells side by side: the first two to the left, the others to the right.
std::string line(const std::vector<std::string>& cells, const std::vector<int>& widths,
                 Style style) {
  std::string result = style == Style::Markdown ? "|" : "";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (style == Style::Markdown) {
      result += " " + cells[i] + " |";
    } else {
      result += print(i < 2 ? "%-*s " : "%*s ", widths[i], cells[i].c_str());
    }
  }
  result.erase(result.find_last_not_of(' ') + 1);
  return result + "\n";
}

std::vector<int> widths_of(const Setting& setting) {
  std::vector<int> widths = {kGroupWidth, kCaseWidth};
  int longest = 9;
  for (const std::string& name : setting.names) {
    widths.push_back(std::max(kRateWidth, static_cast<int>(name.size())));
    longest = std::max(longest, widths.back());
  }
  for (const int width : {6, 13, longest}) widths.push_back(width);
  return widths;
}

// One line of the summary.
std::string mean_line(const std::string& name, const std::vector<double>& ratios, Style style) {
  auto below = [&](double limit) {
    return static_cast<int>(
        std::count_if(ratios.begin(), ratios.end(), [&](double ratio) { return ratio < limit; }));
  };
  return line({name, print("%.3f", geometric_mean(ratios)), print("%zu", ratios.size()),
               print("%d", below(1.0)), print("%d", below(0.9))},
              {12, 14, 6, 10, 10}, style);
}

}  // namespace

std::string head(const Setting& s, Style style) {
  std::string result;
  const char* const bullet = style == Style::Markdown ? "- " : "";
  for (std::size_t i = 0; i < s.names.size(); ++i)
    result += print("%s%-17s %s\n", bullet, s.names[i].c_str(), s.identities[i].c_str());
  result += print("%s%s; %d thread%s, instructions: %s; median of %d rounds of %g ms; %s\n\n",
                  bullet, s.machine.c_str(), s.threads, s.threads == 1 ? "" : "s", s.isa.c_str(),
                  s.plan.rounds, s.plan.budget * 1e3, s.date.c_str());
  std::vector<std::string> cells = {"class", "GFLOP/s of"};
  cells.insert(cells.end(), s.names.begin(), s.names.end());
  for (const char* name : {"ratio", "quartiles", "best peer"}) cells.emplace_back(name);
  result += line(cells, widths_of(s), style);
  if (style == Style::Markdown) {
    result += "| --- | --- |";
    for (std::size_t i = 2; i < cells.size(); ++i) result += " ---: |";
    result += "\n";
  }
  return result;
}

std::string row(const Outcome& o, const Setting& s, Style style) {
  std::vector<std::string> cells = {o.c.group, text(o.c)};
  for (const Entry& e : o.entries)
    cells.push_back(e.gflops.empty() ? "-" : print("%.4g", e.summary.median));
  if (o.best) {
    cells.push_back(print("%.3f", o.ratio.value));
    cells.push_back(print("%.3f-%.3f", o.ratio.rounds.q1, o.ratio.rounds.q3));
    cells.push_back(s.names[*o.best]);
  } else {
    cells.insert(cells.end(), 3, "-");
  }
  std::string result = line(cells, widths_of(s), style);
  for (std::size_t i = 0; i < o.entries.size(); ++i) {
    const Entry& e = o.entries[i];
    if (e.problem.empty() || style == Style::Markdown) continue;
    result +=
        "  " + s.names[i] + (e.gflops.empty() ? " failed: " : " DISAGREES: ") + e.problem + "\n";
  }
  return result;
}

std::string summary(const std::vector<Outcome>& outcomes, Style style) {
  std::map<std::string, std::vector<double>> by_routine, by_group;
  std::vector<double> all;
  for (const Outcome& o : outcomes) {
    if (!o.best) continue;
    all.push_back(o.ratio.value);
    by_routine[o.c.routine].push_back(o.ratio.value);
    by_group[o.c.group].push_back(o.ratio.value);
  }
  if (all.empty()) return "\nno ratios: no peer took part\n";
  std::string result = "\n";
  result += line({"ratios", "geometric mean", "cases", "below 1.00", "below 0.90"},
                 {12, 14, 6, 10, 10}, style);
  if (style == Style::Markdown) result += "| --- | ---: | ---: | ---: | ---: |\n";
  result += mean_line("all", all, style);
  for (const auto& [name, ratios] : by_routine) result += mean_line(name, ratios, style);
  for (const auto& [name, ratios] : by_group) result += mean_line(name, ratios, style);
  return result;
}

Progress::Progress(std::size_t total) : total_(total), terminal_(isatty(STDERR_FILENO) == 1) {}

void Progress::show(std::size_t done, const std::string& what) const {
  if (!terminal_) return;
  constexpr std::size_t kWidth = 24;
  const std::size_t full = done * kWidth / total_;
  const std::string bar = std::string(full, '#') + std::string(kWidth - full, '.');
  std::fprintf(stderr, "\r[%s] %zu/%zu %s\033[K", bar.c_str(), done, total_, what.c_str());
}

void Progress::clear() const {
  if (terminal_) std::fputs("\r\033[K", stderr);
}

}  // namespace fulcrum::compare
