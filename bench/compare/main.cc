// SPDX-License-Identifier: Apache-2.0
// compare: this build's libfulcrum_blas.so beside every other BLAS that is here. The method:
// README.md beside this file.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>

#include "bench/compare/baseline.hpp"
#include "bench/compare/crew.hpp"
#include "bench/compare/grid.hpp"
#include "bench/compare/options.hpp"
#include "bench/compare/report.hpp"
#include "bench/compare/text.hpp"
#include "bench/compare/worker.hpp"

namespace fulcrum::compare {
namespace {

namespace fs = std::filesystem;
using Workers = std::vector<std::unique_ptr<Worker>>;

std::string quoted_list(const std::vector<std::string>& texts) {
  std::string result;
  for (const std::string& text : texts) result.append(": \"").append(text).append("\"");
  return result;
}

std::vector<Case> cases_of(const Options& o) {
  switch (o.source) {
    case Source::Grid:
      return grid();
    case Source::BlasGrid:
      return blas_grid();
    case Source::Blas:
      return read_cases(FULCRUM_BLAS_SAMPLE);
    case Source::File:
      return read_cases(o.cases_file);
    case Source::Sample:
      break;
  }
  return read_cases(FULCRUM_GEMM_SAMPLE);
}

std::vector<Case> chosen_cases(const Options& o) {
  std::vector<Case> cases = cases_of(o);
  std::erase_if(cases, [&](const Case& c) {
    const std::string line = c.group + " " + text(c);
    return std::any_of(o.filters.begin(), o.filters.end(), [&](const std::string& filter) {
      return line.find(filter) == std::string::npos;
    });
  });
  if (o.draw > 0) cases = o.source == Source::BlasGrid ? draw_blas(cases) : draw(cases, o.draw);
  if (cases.empty())
    throw std::invalid_argument("no case is left to compare" + quoted_list(o.filters));
  return cases;
}

// lib/ beside the bin/ that this program lies in.
std::string built_library() {
  return (fs::read_symlink("/proc/self/exe").parent_path().parent_path() / "lib" /
          "libfulcrum_blas.so")
      .string();
}

// Ours first. A library that was named by the user must load; one that was found may not.
Workers start_workers(const Options& o) {
  const Environment threads = thread_environment(o.threads);
  std::vector<Library> named = {
      our_library(o.library.empty() ? built_library() : o.library, o.instructions)};
  named.insert(named.end(), o.peers.begin(), o.peers.end());
  const std::vector<Library> found =
      find_peers(o.search ? system_folders() : std::vector<fs::path>(),
                 {o.peers_from.begin(), o.peers_from.end()}, o.instructions, this_processor());
  Workers workers;
  for (const Library& library : named) {
    workers.push_back(std::make_unique<Worker>(library, threads));
    if (!workers.back()->alive())
      throw std::invalid_argument(library.name + " cannot be loaded: " + workers.back()->failure());
  }
  for (const Library& library : found) {
    auto worker = std::make_unique<Worker>(library, threads);
    if (worker->alive()) {
      workers.push_back(std::move(worker));
    } else {
      std::fprintf(stderr, "compare: %s is left out, it cannot be loaded: %s\n",
                   library.name.c_str(), worker->failure().c_str());
    }
  }
  return workers;
}

Setting setting_of(const Options& o, const Workers& workers) {
  Setting setting;
  setting.threads = o.threads;
  setting.isa = o.instructions == Instructions::Avx2 ? "avx2" : "native";
  setting.plan = o.plan;
  setting.caches = this_machines_caches();
  setting.machine = this_processor().model;
  setting.busy = busy_share(0.3);  // all workers are stopped
  char day[16];
  const std::time_t now = std::time(nullptr);
  std::strftime(day, sizeof day, "%F", std::gmtime(&now));
  setting.date = day;
  for (const auto& worker : workers) {
    setting.names.push_back(worker->name());
    setting.identities.push_back(worker->identity());
  }
  return setting;
}

void put(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  std::fflush(stdout);
}

// A library whose threads spin while one of them waits for a processor loses thousandfold.
void warn_if_busy(const Setting& setting) {
  constexpr double kQuiet = 0.1;
  if (setting.busy <= kQuiet) return;
  std::fprintf(stderr,
               "compare: the machine is %.0f%% busy with something else: the figures below are not "
               "those of an idle machine%s\n",
               setting.busy * 100,
               setting.threads > 1 ? ", with several threads they mean nothing" : "");
}

int exit_status(const Options& o, const std::vector<Outcome>& outcomes) {
  int status = 0;
  for (const Outcome& outcome : outcomes) {
    for (const Entry& e : outcome.entries) {
      if (!e.problem.empty()) status = 1;
    }
    if (o.fail_below && outcome.best && outcome.ratio.value < *o.fail_below) status = 1;
  }
  return status;
}

// Throws where a result could not be written at the end. Leaves what is there.
void make_room_for(const std::string& file) {
  if (file.empty()) return;
  std::error_code ignored;  // what is wrong shows when the file is opened
  if (fs::path(file).has_parent_path())
    fs::create_directories(fs::path(file).parent_path(), ignored);
  if (!std::ofstream(file, std::ios::app)) throw std::runtime_error("cannot write " + file);
}

// Every case in each run, and what the runs give together.
std::vector<Outcome> all_runs(const std::vector<Case>& cases, const Workers& workers,
                              const Setting& setting, Style style) {
  const auto runs = static_cast<std::size_t>(setting.plan.runs);
  const Progress progress(cases.size() * runs);
  std::vector<Outcome> each;
  for (std::size_t run = 0; run < runs; ++run) {
    if (runs > 1) put(print("run %zu of %zu\n", run + 1, runs));
    for (const Case& c : cases) {
      progress.show(each.size(), text(c));
      each.push_back(compete(c, workers, setting.plan));
      each.back().bus_bound = is_bus_bound(c, setting.threads, setting.caches);
      progress.clear();
      put(row(each.back(), setting, style));
    }
  }
  std::vector<Outcome> result;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    std::vector<const Outcome*> of_case;
    for (std::size_t run = 0; run < runs; ++run) of_case.push_back(&each[run * cases.size() + i]);
    result.push_back(merged(of_case));
  }
  return result;
}

int run(const Options& o) {
  const std::vector<Case> cases = chosen_cases(o);
  if (o.list) {
    for (const Case& c : cases) put(c.group + " " + text(c) + "\n");
    return 0;
  }
  Baseline baseline;
  if (!o.against.empty()) baseline = load_baseline(o.against);
  make_room_for(o.csv);
  make_room_for(o.save);
  const Baseline kept = o.save.empty() ? baseline : load_baseline(o.save);
  const Workers workers = start_workers(o);
  const Setting setting = setting_of(o, workers);
  warn_if_busy(setting);
  const Style style = o.markdown ? Style::Markdown : Style::Text;
  put(head(setting, style));
  const std::vector<Outcome> outcomes = all_runs(cases, workers, setting, style);
  put(summary(outcomes, style));
  if (!is_few(outcomes)) put(low_ratios(outcomes, setting, kept) + verdict(outcomes, setting));
  if (!o.against.empty()) {
    put("\n");
    put(against_baseline(baseline, setting, outcomes));
  }
  if (!o.csv.empty()) save_csv(o.csv, setting, outcomes);
  if (!o.save.empty()) save_baseline(o.save, setting, outcomes, kept);
  return exit_status(o, outcomes);
}

}  // namespace
}  // namespace fulcrum::compare

int main(int argc, char** argv) {
  using namespace fulcrum::compare;
  if (argc == 4 && std::strcmp(argv[1], kWorkerArgument) == 0) return work(argv[2], argv[3]);
  std::signal(SIGPIPE, SIG_IGN);
  try {
    const Options options = parse_options({argv + 1, argv + argc});
    if (!options.help) return run(options);
    std::printf("%s\n%s", usage_line(), help_text());
    return 0;
  } catch (const std::invalid_argument& error) {
    std::fprintf(stderr, "compare: %s\n%s\n", error.what(), usage_line());
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "compare: %s\n", error.what());
    return 2;
  }
}
