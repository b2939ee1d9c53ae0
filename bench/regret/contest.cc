// SPDX-License-Identifier: Apache-2.0
#include "bench/regret/contest.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <set>
#include <stdexcept>

#include "bench/compare/text.hpp"
#include "bench/regret/rules.hpp"

namespace fulcrum::regret {
namespace {

using compare::number;
using compare::print;
using compare::split;

constexpr const char* kReachedColumns = "table,state,calls,measure,limit";

struct Scene {
  const Table& table;
  const offload::Snapshot& snapshot;
  const ContestOptions& options;
  std::vector<Cell> cells, squares;
  State state;
  int calls;
};

void add(const Scene& s, const std::string& name, const std::string& note, const Chooser& chooser,
         std::vector<Contestant>& all) {
  const double context = s.table.context_ns;
  all.push_back({name, note, score(s.cells, chooser, s.calls, context),
                 score(s.squares, chooser, s.calls, context)});
}

void add_ggml(const Scene& s, std::vector<Contestant>& all) {
  const bool batches = std::any_of(s.cells.begin(), s.cells.end(),
                                   [](const Cell& cell) { return cell.call.batch > 1; });
  if (batches) {
    add(s, "batch >= 32 (ggml)", "", rule(ggml_batch), all);
  } else {
    all.push_back({"batch >= 32 (ggml)", "does not apply: no call here is a batch", {}, {}});
  }
}

Chooser decision_of(const Table& table, const offload::Snapshot& snapshot,
                    const DecisionTime& time) {
  return model(
      [&table, &snapshot, time](const Call& call) { return predict(call, table, snapshot, time); });
}

std::vector<Contestant> contestants_of(const Scene& s) {
  std::vector<Contestant> all;
  add(s, kDecision, "", decision_of(s.table, s.snapshot, s.options.time), all);
  add(s, "always in place", "", rule(always_in_place), all);
  add(s, "always on the device", "", rule(always_on_device), all);
  add(s, "cube root of mnk >= 500", "SCILIB-Accel; level 3 alone", rule(scilib), all);
  add(s, "MKL automatic offload", "level 3 alone", rule(mkl_automatic), all);
  add_ggml(s, all);
  add(s, "65,536 elements", "cuPyNumeric", rule(cupynumeric), all);
  add(s, "history (StarPU)",
      s.calls == kWarm ? "its 20 learning calls a size left out"
                       : "with its 20 learning calls a size",
      starpu(), all);
  const Pm1 written(Pm1::Form::AsWritten, s.table.samples, s.state, s.table.threads);
  const Pm1 corrected(Pm1::Form::Corrected, s.table.samples, s.state, s.table.threads);
  add(s, "PM1 as written", "AMD BLIS; gemm alone",
      rule([&](const Call& call) { return written.on_device(call); }), all);
  add(s, kPm1, "copies priced, all routines",
      rule([&](const Call& call) { return corrected.on_device(call); }), all);
  add(s, kHindsight, "a routine and type; knows the answers",
      hindsight(s.cells, s.calls, s.table.context_ns), all);
  return all;
}

double ratio(double a, double b) {
  if (b > 0) return a / b;
  return a > 0 ? std::numeric_limits<double>::infinity() : 1;
}

State state_named(const std::string& name) {
  for (const State state : kStates)
    if (to_string(state) == name) return state;
  throw std::invalid_argument("state: \"" + name + "\" is not pageable or pinned");
}

int calls_named(const std::string& name) {
  for (const int calls : kCallCounts)
    if (calls_text(calls) == name) return calls;
  throw std::invalid_argument("calls: \"" + name + "\" is not warm, 1, 8, 32 or 128");
}

const std::set<std::string> kMeasures = {
    "simd_off",        "simd_within_15", "simd_within_2", "device_off", "device_within_15",
    "device_within_2", "weighted",       "square",        "p99",        "worst",
    "accuracy",        "accuracy_near",  "of_hindsight",  "of_pm1"};

bool larger_is_better(const std::string& measure) {
  return measure.starts_with("accuracy") || measure.find("within") != std::string::npos;
}

// Of both sides.
std::pair<Precision, Precision> precisions(const Scene& s) {
  std::vector<double> predicted[2], measured[2];
  for (const Cell& cell : s.cells) {
    const Predicted p = predicted_of(cell.call, s.table, s.snapshot);
    predicted[0].push_back(p.simd_ns);
    predicted[1].push_back(p.device_ns);
    measured[0].push_back(cell.simd.ns);
    measured[1].push_back(cell.device.ns);
  }
  return {precision_of(predicted[0], measured[0]), precision_of(predicted[1], measured[1])};
}

}  // namespace

std::string calls_text(int calls) { return calls == kWarm ? "warm" : std::to_string(calls); }

const Contestant& Contest::named(const std::string& name) const {
  const auto found = std::find_if(contestants.begin(), contestants.end(),
                                  [&](const Contestant& c) { return c.name == name; });
  if (found == contestants.end()) throw std::out_of_range("no contestant \"" + name + "\"");
  return *found;
}

std::vector<Contest> contests_of(const Table& table, const ContestOptions& options) {
  const offload::Snapshot snapshot = snapshot_for(table);
  std::vector<Contest> result;
  for (const State state : kStates) {
    Scene scene{table, snapshot, options, table.cells_in(state), {}, state, kWarm};
    if (scene.cells.empty()) continue;
    std::copy_if(scene.cells.begin(), scene.cells.end(), std::back_inserter(scene.squares),
                 [](const Cell& cell) {
                   const Call& c = cell.call;
                   return c.routine == Routine::Gemm && c.m == c.n && c.n == c.k;
                 });
    const auto [simd, device] = precisions(scene);
    for (const int calls : options.calls) {
      scene.calls = calls;
      result.push_back({table.name, table.synthetic, state, calls, wins_of(scene.cells),
                        contestants_of(scene), simd, device});
    }
  }
  return result;
}

std::string cells_csv(const Table& table, const ContestOptions& options) {
  const offload::Snapshot snapshot = snapshot_for(table);
  const Chooser decision = decision_of(table, snapshot, options.time);
  std::string text =
      "routine,type,letters,beta,m,n,k,state,simd_ns,device_ns,predicted_simd_ns,"
      "predicted_device_ns,chosen,regret,lost_ns\n";
  for (const Cell& cell : table.cells) {
    const Predicted p = predicted_of(cell.call, table, snapshot);
    const Spent spent = decision(cell, kWarm, table.context_ns);
    const double best = oracle_ns(cell, kWarm, table.context_ns);
    std::string key = shape_key(cell.call);
    std::replace(key.begin(), key.end(), ' ', ',');
    text += print("%s,%s,%.6g,%.6g,%.6g,%.6g,%s,%.4g,%.6g\n", key.c_str(),
                  std::string(to_string(state_of(cell.call))).c_str(), cell.simd.ns, cell.device.ns,
                  p.simd_ns, p.device_ns, spent.device ? "device" : "simd", spent.ns / best - 1,
                  spent.ns - best);
  }
  return text;
}

std::vector<Kind> kinds_of(const Table& table, State state, const ContestOptions& options) {
  const offload::Snapshot snapshot = snapshot_for(table);
  const Chooser decision = decision_of(table, snapshot, options.time);
  std::map<std::pair<Routine, ElementType>, std::vector<Cell>> kinds;
  for (const Cell& cell : table.cells_in(state))
    kinds[{cell.call.routine, cell.call.type}].push_back(cell);
  std::vector<Kind> result;
  result.reserve(kinds.size());
  for (const auto& [kind, cells] : kinds)
    result.push_back(
        {kind.first, kind.second, wins_of(cells), score(cells, decision, kWarm, table.context_ns)});
  return result;
}

std::map<std::string, double> measures_of(const Contest& contest) {
  const Contestant& ours = contest.named(kDecision);
  const Score& s = *ours.score;
  std::map<std::string, double> result = {
      {"weighted", s.weighted},
      {"p99", s.p99},
      {"worst", s.worst},
      {"accuracy", s.accuracy},
      {"accuracy_near", s.near_accuracy},
      {"of_hindsight", ratio(s.weighted, contest.named(kHindsight).score->weighted)},
      {"of_pm1", ratio(s.weighted, contest.named(kPm1).score->weighted)}};
  for (const auto& [side, p] : {std::pair{"simd", contest.simd}, {"device", contest.device}}) {
    result[std::string(side) + "_off"] = std::abs(p.median - 1);
    result[std::string(side) + "_within_15"] = p.within_15;
    result[std::string(side) + "_within_2"] = p.within_2;
  }
  if (ours.square->cells > 0) result["square"] = ours.square->weighted;
  return result;
}

bool meets(const std::string& measure, double value, double limit) {
  return larger_is_better(measure) ? value >= limit : value <= limit;
}

std::map<std::string, double> goals() {
  return {{"weighted", 0.01},       {"square", 0.005},    {"p99", 0.15},
          {"worst", 0.5},           {"accuracy", 0.98},   {"of_hindsight", 1},
          {"of_pm1", 0.5},          {"simd_off", 0.03},   {"simd_within_15", 0.8},
          {"simd_within_2", 0.99},  {"device_off", 0.03}, {"device_within_15", 0.8},
          {"device_within_2", 0.99}};
}

std::vector<Reached> read_reached(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  std::vector<Reached> result;
  bool header = false;
  int line_number = 0;
  for (std::string line; std::getline(in, line);) {
    ++line_number;
    if (line.empty() || line[0] == '#') continue;
    try {
      const std::vector<std::string> field = split(line, ',');
      if (!header && line != kReachedColumns)
        throw std::invalid_argument(std::string("not begun with ") + kReachedColumns);
      if (field.size() != 5) throw std::invalid_argument("a row has 5 fields");
      if (header) {
        if (!kMeasures.contains(field[3]))
          throw std::invalid_argument("measure: \"" + field[3] + "\" is none");
        result.push_back({field[0], field[3], state_named(field[1]), calls_named(field[2]),
                          number("limit", field[4], 0, 1e9)});
      }
      header = true;
    } catch (const std::invalid_argument& error) {
      throw std::runtime_error(print("%s:%d: %s", file.c_str(), line_number, error.what()));
    }
  }
  return result;
}

namespace {

// Of several calls the regret alone; a rival that is not beaten is nothing to keep.
bool is_kept(const Contest& contest, const std::string& measure, double value) {
  if (contest.calls != kWarm) return measure == "weighted";
  return std::isfinite(value) && (!measure.starts_with("of_") || value < 1);
}

}  // namespace

std::string reached_lines(const std::vector<Contest>& contests) {
  std::string text = std::string(kReachedColumns) + "\n";
  for (const Contest& contest : contests) {
    for (const auto& [measure, value] : measures_of(contest)) {
      if (!is_kept(contest, measure, value)) continue;
      // A tenth of the regret, a hundredth of the accuracy: what a fit may move by.
      const double limit =
          larger_is_better(measure) ? std::max(0.0, value - 0.01) : value * 1.1 + 1e-3;
      text += print("%s,%s,%s,%s,%.4g\n", contest.table.c_str(),
                    std::string(to_string(contest.state)).c_str(),
                    calls_text(contest.calls).c_str(), measure.c_str(), limit);
    }
  }
  return text;
}

std::vector<std::string> missed(const std::vector<Reached>& reached,
                                const std::vector<Contest>& contests) {
  std::vector<std::string> result;
  for (const Reached& goal : reached) {
    for (const Contest& contest : contests) {
      if (contest.table != goal.table || contest.state != goal.state || contest.calls != goal.calls)
        continue;
      const std::map<std::string, double> measures = measures_of(contest);
      const auto value = measures.find(goal.measure);
      if (value != measures.end() && meets(goal.measure, value->second, goal.limit)) continue;
      result.push_back(
          print("%s, %s, %s: %s is %.4g, and %.4g has been reached", goal.table.c_str(),
                std::string(to_string(goal.state)).c_str(), calls_text(goal.calls).c_str(),
                goal.measure.c_str(),
                value == measures.end() ? std::numeric_limits<double>::quiet_NaN() : value->second,
                goal.limit));
    }
  }
  return result;
}

}  // namespace fulcrum::regret
