// SPDX-License-Identifier: Apache-2.0
// regret: how far the decision is from the better side of every call. README.md has the method.
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "bench/compare/machine.hpp"
#include "bench/compare/text.hpp"
#include "bench/regret/contest.hpp"
#include "bench/regret/options.hpp"
#include "bench/regret/report.hpp"
#include "bench/regret/simulator.hpp"
#include "bench/regret/synthetic.hpp"
#include "fulcrum/error.hpp"

namespace fulcrum::regret {
namespace {

namespace fs = std::filesystem;

volatile std::sig_atomic_t g_interrupted = 0;
void interrupt(int /*signal*/) { g_interrupted = 1; }

void put(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

void write_text(const std::string& file, const std::string& text) {
  std::ofstream out(file);
  out << text;
  out.close();
  if (!out) throw std::runtime_error("cannot write " + file);
}

std::vector<fs::path> tables_of(const Options& o) {
  if (!o.tables.empty()) return {o.tables.begin(), o.tables.end()};
  std::vector<fs::path> files = kept_tables(o.folder);
  if (files.empty()) throw std::runtime_error("no decision-*.csv in " + o.folder);
  return files;
}

int score_tables(const Options& o) {
  ContestOptions options;
  if (o.decision_ns) options.time = {*o.decision_ns, std::min(*o.decision_ns, kSmallDecisionNs)};
  std::vector<Contest> all;
  const std::vector<fs::path> files = tables_of(o);
  if (!o.cells.empty() && files.size() != 1)
    throw std::invalid_argument("--cells: it takes one table, and there are " +
                                std::to_string(files.size()));
  for (const fs::path& file : files) {
    const Table table = read_table(file);
    const std::vector<Contest> contests = contests_of(table, options);
    put((all.empty() ? "" : "\n") + head_text(table));
    if (!o.decision_ns)
      put(compare::print("  deciding takes %.0f ns here on the average, and is counted\n",
                         mean_decision_ns(table)));
    for (const Contest& contest : contests) {
      if (o.all || contest.calls == kWarm) put(contest_text(contest) + goals_text(contest));
      if (contest.calls == kWarm) put(kinds_text(kinds_of(table, contest.state, options)));
    }
    if (!o.cells.empty()) write_text(o.cells, cells_csv(table, options));
    put(calls_lines(contests));
    all.insert(all.end(), contests.begin(), contests.end());
  }
  if (!o.csv.empty()) write_text(o.csv, to_csv(all));
  if (!o.write_reached.empty()) write_text(o.write_reached, reached_lines(all));
  const fs::path reached =
      o.reached.empty() ? fs::path(o.folder) / "reached.csv" : fs::path(o.reached);
  if (o.reached.empty() && !fs::exists(reached)) return 0;
  const std::vector<std::string> worse = missed(read_reached(reached), all);
  for (const std::string& line : worse) std::fprintf(stderr, "regret: %s\n", line.c_str());
  return worse.empty() ? 0 : 1;
}

int record_table(const Options& o) {
  std::signal(SIGINT, interrupt);
  std::signal(SIGTERM, interrupt);
  // What cannot be written is said now, not in six minutes.
  write_text(o.out + ".part", "");
  fs::remove(o.out + ".part");
  RecordOptions recording = o.recording;
  recording.busy = compare::busy_share(0.3);
  if (recording.busy > kQuiet) {
    std::fprintf(
        stderr,
        "regret: the machine is %.0f%% busy with something else: what is recorded now says "
        "little of it\n",
        100 * recording.busy);
  }
  const bool terminal = isatty(STDERR_FILENO) != 0;
  const RecordProgress progress = [&](double seconds, std::size_t cells, const std::string& now) {
    if (terminal)
      std::fprintf(stderr, "\r\033[K%4.0f s of %.0f, %zu cells: %s", seconds, o.recording.budget_s,
                   cells, now.c_str());
  };
  Table table = record(recording, progress, [] { return g_interrupted != 0; });
  if (terminal) std::fputs("\r\033[K", stderr);
  if (g_interrupted != 0) table.conditions += "; interrupted";
  write_table(table, o.out);
  table.name = fs::path(o.out).stem().string();
  put(head_text(table));
  put(compare::print("%zu cells, %zu calibration samples: %s\n", table.cells.size(),
                     table.samples.size(), o.out.c_str()));
  return g_interrupted != 0 ? 130 : 0;
}

int synthesise(const Options& o) {
  std::vector<const Machine*> machines;
  for (const Machine& machine : simulated_machines())
    if (o.machine == "all") machines.push_back(&machine);
  if (machines.empty()) machines.push_back(&simulated_machine(o.machine));
  for (const Machine* machine : machines) {
    const Table table = synthetic_table(*machine, o.shapes, o.recording.seed);
    const fs::path file = fs::path(o.out) / (table.name + ".csv");
    write_table(table, file);
    put(head_text(table) + "  " + file.string() + "\n");
  }
  return 0;
}

int run(const Options& o) {
  switch (o.task) {
    case Task::Help:
      put(usage_text());
      return 0;
    case Task::Record:
      return record_table(o);
    case Task::Synthesise:
      return synthesise(o);
    case Task::Score:
      break;
  }
  return score_tables(o);
}

}  // namespace
}  // namespace fulcrum::regret

int main(int argc, char** argv) {
  using namespace fulcrum::regret;
  try {
    return run(parse_options({argv + 1, argv + argc}));
  } catch (const std::invalid_argument& error) {
    std::fprintf(stderr, "regret: %s\n%s", error.what(), usage_text());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "regret: %s\n", error.what());
  }
  return 2;
}
