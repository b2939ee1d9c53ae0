// SPDX-License-Identifier: Apache-2.0
#include "bench/regret/report.hpp"

#include <algorithm>

#include "bench/compare/text.hpp"

namespace fulcrum::regret {
namespace {

using compare::print;

const char* kind(bool synthetic) { return synthetic ? "SYNTHETIC" : "measured"; }

std::string figures(const Score& s) {
  return print("%8.2f %8.2f %8.2f %8.2f %8.2f %6.1f %6.1f", 100 * s.weighted, 100 * s.p50,
               100 * s.p95, 100 * s.p99, 100 * s.worst, 100 * s.accuracy, 100 * s.near_accuracy);
}

std::string where(const Contest& c) {
  return print(
      "%s (%s), %s, %s", c.table.c_str(), kind(c.synthetic),
      std::string(to_string(c.state)).c_str(),
      c.calls == kWarm ? "one call, warm" : print("%d calls with the context", c.calls).c_str());
}

}  // namespace

std::string head_text(const Table& table) {
  std::string text =
      print("%s: %s\n  %s, %s, %d thread%s in place; %s: %s\n  %s\n", table.name.c_str(),
            kind(table.synthetic), table.machine.c_str(), std::string(to_string(table.isa)).c_str(),
            table.threads, table.threads == 1 ? "" : "s",
            std::string(table.device.platform.name()).c_str(), table.device.name.c_str(),
            table.conditions.c_str());
  for (const State state : kStates) {
    const Wins wins = wins_of(table.cells_in(state));
    if (wins.simd + wins.device == 0) continue;
    text += print("  %s: in place wins %zu cells, the device %zu\n",
                  std::string(to_string(state)).c_str(), wins.simd, wins.device);
  }
  if (!wins_of(table.cells).counts())
    text += "  DOES NOT COUNT: one side wins less than a quarter of the cells\n";
  return text;
}

std::string contest_text(const Contest& c) {
  std::string text =
      print("\n%s: regret in %%, accuracy in %%\n  %-28s %8s %8s %8s %8s %8s %6s %6s\n",
            where(c).c_str(), "", "weighted", "p50", "p95", "p99", "worst", "right", "near");
  for (const Contestant& one : c.contestants) {
    text +=
        print("  %-28s ", one.name.c_str()) + (one.score ? figures(*one.score) : print("%58s", ""));
    text += one.note.empty() ? "\n" : "  " + one.note + "\n";
  }
  const auto precision = [](const Precision& p) {
    return print("median %.2f, %.0f%% within 15%%, %.1f%% of those above 5 us within a factor of 2",
                 p.median, 100 * p.within_15, 100 * p.within_2);
  };
  text += print("  predicted / measured: in place %s;\n    the device %s\n",
                precision(c.simd).c_str(), precision(c.device).c_str());
  const Contestant& ours = c.named(kDecision);
  if (!ours.score->worst_cell.empty())
    text += print("  the worst of %s: %s\n", kDecision.c_str(), ours.score->worst_cell.c_str());
  return text;
}

std::string kinds_text(const std::vector<Kind>& kinds) {
  std::string text = "  by routine:";
  for (const Kind& kind : kinds)
    text += print(" %s %s %.2f%% (right %.1f%%, in place wins %zu, the device %zu);",
                  std::string(to_string(kind.routine)).c_str(),
                  std::string(to_string(kind.type)).c_str(), 100 * kind.score.weighted,
                  100 * kind.score.accuracy, kind.wins.simd, kind.wins.device);
  text.back() = '\n';
  return text;
}

std::string calls_lines(const std::vector<Contest>& contests) {
  std::string text;
  for (const Contest& c : contests) {
    if (c.calls == kWarm) continue;
    const Contestant* best = &c.named("always in place");
    for (const Contestant& one : c.contestants) {
      if (one.name != kDecision && one.name != kHindsight && one.score &&
          one.score->weighted < best->score->weighted)
        best = &one;
    }
    text += print("  %-9s %3d calls: %s %.2f%%, best rule %.2f%% (%s), hindsight %.2f%%\n",
                  std::string(to_string(c.state)).c_str(), c.calls, kDecision.c_str(),
                  100 * c.named(kDecision).score->weighted, 100 * best->score->weighted,
                  best->name.c_str(), 100 * c.named(kHindsight).score->weighted);
  }
  return text.empty() ? text : "\nwith the context paid, weighted regret:\n" + text;
}

std::string goals_text(const Contest& contest) {
  if (contest.calls != kWarm) return {};
  const std::map<std::string, double> measures = measures_of(contest);
  std::string met, missed;
  for (const auto& [measure, limit] : goals()) {
    const auto value = measures.find(measure);
    if (value == measures.end()) continue;
    (meets(measure, value->second, limit) ? met : missed) +=
        print(" %s %.3g (%.3g)", measure.c_str(), value->second, limit);
  }
  return print("  goals met:%s\n  goals MISSED:%s\n", met.empty() ? " none" : met.c_str(),
               missed.empty() ? " none" : missed.c_str());
}

std::string to_csv(const std::vector<Contest>& contests) {
  std::string text =
      "# Regret against the better side of each cell: spent / oracle - 1. A synthetic table was "
      "simulated and proves no speed.\n"
      "table,kind,state,calls,contestant,cells,weighted,p50,p95,p99,worst,worst_cell,accuracy,"
      "judged,accuracy_near,judged_near,square,spent_ns,oracle_ns,note\n";
  for (const Contest& c : contests) {
    for (const Contestant& one : c.contestants) {
      text += print("%s,%s,%s,%s,\"%s\",", c.table.c_str(), c.synthetic ? "synthetic" : "measured",
                    std::string(to_string(c.state)).c_str(), calls_text(c.calls).c_str(),
                    one.name.c_str());
      if (one.score) {
        const Score& s = *one.score;
        text += print("%zu,%.6g,%.6g,%.6g,%.6g,%.6g,%s,%.6g,%zu,%.6g,%zu,%s,%.6g,%.6g,", s.cells,
                      s.weighted, s.p50, s.p95, s.p99, s.worst, s.worst_cell.c_str(), s.accuracy,
                      s.judged, s.near_accuracy, s.judged_near,
                      one.square->cells > 0 ? print("%.6g", one.square->weighted).c_str() : "",
                      s.spent_ns, s.oracle_ns);
      } else {
        text += ",,,,,,,,,,,,,,";
      }
      text += "\"" + one.note + "\"\n";
    }
  }
  return text;
}

}  // namespace fulcrum::regret
