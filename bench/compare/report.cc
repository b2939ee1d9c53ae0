// SPDX-License-Identifier: Apache-2.0
#include "bench/compare/report.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

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
  for (const int width : {6, 13, longest, 8}) widths.push_back(width);
  return widths;
}

using Groups = std::map<std::string, std::vector<double>>;
const std::vector<int> kMeanWidths = {14, 14, 6, 10, 10, 10};

int below(const std::vector<double>& ratios, double limit) {
  return static_cast<int>(
      std::count_if(ratios.begin(), ratios.end(), [&](double ratio) { return ratio < limit; }));
}

// One line of the summary.
std::string mean_line(const std::string& name, const std::vector<double>& ratios, Style style) {
  return line({name, print("%.3f", geometric_mean(ratios)), print("%zu", ratios.size()),
               print("%d", below(ratios, 1.0)), print("%d", below(ratios, 0.9)),
               print("%d", below(ratios, 0.8))},
              kMeanWidths, style);
}

std::string mean_lines(const Groups& groups, Style style) {
  std::string result;
  for (const auto& [name, ratios] : groups) result += mean_line(name, ratios, style);
  return result;
}

}  // namespace

bool is_few(const std::vector<Outcome>& outcomes) {
  std::set<std::string> routines;
  for (const Outcome& o : outcomes) routines.insert(o.c.routine);
  return routines.size() <= 4;
}

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
  for (const char* name : {"ratio", "quartiles", "best peer", "bound by"}) cells.emplace_back(name);
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
  cells.emplace_back(o.bus_bound ? "bus" : "");
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
  std::vector<double> all, bus, others;
  Groups by_routine, by_class, bus_by_level, by_level, by_family, by_type;
  for (const Outcome& o : outcomes) {
    if (!o.best) continue;
    const double ratio = o.ratio.value;
    const std::string level = print("level %d", o.c.about->level);
    all.push_back(ratio);
    by_routine[o.c.routine].push_back(ratio);
    (o.bus_bound ? bus : others).push_back(ratio);
    if (o.bus_bound) {
      bus_by_level["bus, " + level].push_back(ratio);
      continue;
    }
    by_level[level].push_back(ratio);
    by_family[o.c.about->family].push_back(ratio);
    by_type[std::string("type ") + o.c.type].push_back(ratio);
  }
  if (all.empty()) return "\nno ratios: no peer took part\n";
  const bool few = is_few(outcomes);
  for (const Outcome& o : outcomes) {
    if (o.best && (few || !o.bus_bound)) by_class[o.c.group].push_back(o.ratio.value);
  }
  std::string result = "\n";
  result += line({"ratios", "geometric mean", "cases", "below 1.00", "below 0.90", "below 0.80"},
                 kMeanWidths, style);
  if (style == Style::Markdown) result += "| --- | ---: | ---: | ---: | ---: | ---: |\n";
  result += mean_line("all", all, style);
  if (few) return result + mean_lines(by_routine, style) + mean_lines(by_class, style);
  if (!bus.empty()) result += mean_line("memory bus", bus, style) + mean_lines(bus_by_level, style);
  result += mean_line("the others", others, style);
  for (const Groups* groups : {&by_level, &by_family, &by_type, &by_class})
    result += mean_lines(*groups, style);
  return result;
}

std::string low_ratios(const std::vector<Outcome>& outcomes, const Setting& setting,
                       const Baseline& baseline) {
  constexpr double kLow = 0.95;
  std::vector<const Outcome*> low;
  for (const Outcome& o : outcomes) {
    if (o.best && o.ratio.value < kLow) low.push_back(&o);
  }
  std::stable_sort(low.begin(), low.end(), [](const Outcome* x, const Outcome* y) {
    return x->ratio.value < y->ratio.value;
  });
  std::string result = print("\nratios below 0.95: %zu\n", low.size());
  for (const Outcome* o : low) {
    std::string runs;
    for (const double run : o->runs) runs += print(" %.3f", run);
    result +=
        print("  %.3f %-4s %-7s %-*s %s", o->ratio.value, o->bus_bound ? "bus" : "",
              o->c.group.c_str(), kCaseWidth, text(o->c).c_str(), setting.names[*o->best].c_str());
    if (o->runs.size() > 1) result += "; runs:" + runs;
    const Baseline::Row* const row = baseline.find(o->c, setting);
    if (row != nullptr && !row->reason.empty()) result += "; " + row->reason;
    result += "\n";
  }
  return result;
}

std::string verdict(const std::vector<Outcome>& outcomes, const Setting& setting) {
  constexpr double kMean = 1.05, kMeanAvx2 = 1.00, kBusMean = 0.97, kShareBelow90 = 0.03;
  std::vector<double> bus, others;
  for (const Outcome& o : outcomes) {
    if (o.best) (o.bus_bound ? bus : others).push_back(o.ratio.value);
  }
  const auto word = [](bool met) { return met ? "met" : "MISSED"; };
  std::string result = "\n";
  if (!others.empty()) {
    const double wanted = setting.isa == "avx2" ? kMeanAvx2 : kMean;
    const double mean = geometric_mean(others);
    const double share = below(others, 0.9) / static_cast<double>(others.size());
    result += print("not bound by the memory bus: geometric mean %.3f, wanted %.2f: %s\n", mean,
                    wanted, word(mean >= wanted));
    result += print("  below 0.90: %.1f%% of %zu, at most %.0f%%: %s\n", share * 100, others.size(),
                    kShareBelow90 * 100, word(share <= kShareBelow90));
    result += print("  below 0.80: %d, none wanted: %s\n", below(others, 0.8),
                    word(below(others, 0.8) == 0));
  }
  if (!bus.empty()) {
    const double mean = geometric_mean(bus);
    result += print("bound by the memory bus: geometric mean %.3f of %zu, wanted %.2f: %s\n", mean,
                    bus.size(), kBusMean, word(mean >= kBusMean));
  }
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
