// SPDX-License-Identifier: Apache-2.0
#include "src/cli/crossover.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "fulcrum/config.hpp"
#include "simd/targets.hpp"
#include "src/cli/files.hpp"
#include "src/cli/interrupt.hpp"
#include "src/cli/library.hpp"
#include "src/cli/progress.hpp"
#include "src/cli/report/report.hpp"
#include "src/cli/text.hpp"

namespace fulcrum::cli {
namespace {

constexpr int kInterrupted = 130;

struct Files {
  std::string csv, json, html;  // empty: not written
};

// Where the results go. Makes the folder and fails now rather than after two minutes of measuring.
Files prepare_files(const CrossoverOptions& options) {
  Files files{options.csv, options.json_file, options.html};
  std::string folder = options.folder;
  const bool named = !files.csv.empty() || !files.json.empty() || !files.html.empty();
  if (folder.empty() && !named) folder = "fulcrum-crossover";
  if (!folder.empty()) {
    make_folder(folder);
    if (files.csv.empty()) files.csv = folder + "/results.csv";
    if (files.json.empty()) files.json = folder + "/results.json";
    if (files.html.empty()) files.html = folder + "/report.html";
  }
  for (const std::string* file : {&files.csv, &files.json, &files.html}) {
    if (!file->empty()) check_writable(*file);
  }
  return files;
}

std::vector<Contender> make_contenders(const Accelerators& accelerators,
                                       const std::vector<Library>& libraries, const Model& model,
                                       const std::vector<const offload::DeviceProfile*>& profiles) {
  std::vector<Contender> result;
  for (std::size_t i = 0; i < accelerators.devices.size(); ++i) {
    const offload::DeviceInfo& info = accelerators.devices[i]->info();
    const offload::DeviceProfile& profile = model.snapshot().devices.at(i);
    result.push_back({fmt::format("{}:{}", to_string(info.platform), i), info.name, profile.source,
                      true, profile.analytic, on_host_words(info), false});
  }
  for (std::size_t i = 0; i < libraries.size(); ++i) {
    const Library& library = libraries[i];
    result.push_back(
        {fmt::format("library:{}", i), library.name,
         fmt::format("{}, from {}, {}", library.version, library.file, library.threads), true,
         false, "another BLAS library, in place", true});
  }
  for (const auto* profile : profiles) {
    result.push_back({profile->key, profile->name, profile->source, false, profile->analytic});
  }
  return result;
}

// Measures one cell into its point. Notes what went wrong.
void measure_cell(measure::Bench& bench, const measure::Plan& plan, Report& report, Series& series,
                  Point& point) {
  measure::CellResult cell;
  try {
    cell = bench.run(series.family->routine, series.type, point.shape, plan, interrupted);
  } catch (const std::bad_alloc&) {
    point.state = PointState::NoMemory;
  } catch (const Error& error) {
    if (error.code() != ErrorCode::OutOfMemory) throw;
    point.state = PointState::NoMemory;
  }
  const std::string where =
      fmt::format("{}, {}", series.title(), describe(series.family->routine, point.shape));
  if (point.state == PointState::NoMemory) {
    report.warnings.push_back(where + ": not measured, out of memory.");
    return;
  }
  if (cell.simd.interrupted) return;
  point.state = PointState::Measured;
  point.simd = cell.simd;
  for (std::size_t i = 0; i < cell.devices.size(); ++i) {
    const measure::DeviceResult& device = point.contenders[i].measured = cell.devices[i];
    const std::string& name = report.contenders[i].name;
    if (!device.absent.empty()) {
      series.absent.resize(report.contenders.size());
      series.absent[i] = device.absent;
    } else if (!device.failure.empty()) {
      report.failures.resize(report.contenders.size());
      if (report.failures[i] == device.failure) continue;
      report.failures[i] = device.failure;
      report.warnings.push_back(fmt::format("{}: {} failed: {}", where, name, device.failure));
    } else if (device.check.mismatches > 0) {
      report.wrong_results = true;
      report.warnings.push_back(
          fmt::format("{}: {} computed {} of {} elements wrong (first: element {}; worst: {:.3g} "
                      "times the bound). Its times "
                      "there do not count.",
                      where, name, device.check.mismatches, device.check.elements,
                      device.check.worst_index, device.check.worst));
    }
  }
}

// Walks the schedule until it is done, the budget is spent or the user interrupts.
void measure_all(measure::Bench& bench, const CrossoverOptions& options, Report& report) {
  Schedule schedule(report, options.grid.budget_s);
  Progress progress;
  std::vector<bool> closed(report.series.size());  // a smaller size did not fit already
  const std::int64_t begin = measure::now_ns();
  const auto elapsed = [begin] { return 1e-9 * static_cast<double>(measure::now_ns() - begin); };
  for (std::size_t i = 0; i < schedule.cells().size() && !interrupted(); ++i) {
    const Cell cell = schedule.cells()[i];
    Series& series = report.series[cell.series];
    Point& point = series.points[cell.point];
    const double left = options.grid.budget_s - elapsed();
    if (closed[cell.series] || schedule.cost_s(cell) > left) {
      closed[cell.series] = true;
      point.state = PointState::OverBudget;
      continue;
    }
    const double remaining = schedule.remaining_s(i, left);
    progress.show(
        elapsed() / (elapsed() + remaining), remaining,
        fmt::format("{} {}", series.title(), describe(series.family->routine, point.shape)));
    measure_cell(bench, schedule.plan(), report, series, point);
    if (point.measured()) schedule.learn(cell);
  }
  report.elapsed_s = elapsed();
  report.partial = interrupted() && report.cells_measured() < report.cells_planned();
}

Report make_report(const CrossoverOptions& options, const Accelerators& accelerators,
                   const std::vector<Library>& libraries, const Model& model, int threads) {
  const bool predict = accelerators.devices.empty() || !options.profiles.empty();
  const auto profiles =
      predict ? profiles_named(options.profiles) : std::vector<const offload::DeviceProfile*>{};
  Report report;
  report.machine = this_machine();
  report.build = this_build();
  report.command_line = options.command_line;
  report.isa = to_string(active_isa());
  report.threads = threads;
  report.threads_reason =
      options.threads > 0 ? fmt::format("--threads {}", options.threads) : threads_reason();
  report.host_source = model.host_source();
  report.budget_s = options.grid.budget_s;
  report.quick = options.quick;
  report.started = std::time(nullptr);
  report.accelerator_problem = accelerators.problem;
  report.accelerators = static_cast<int>(accelerators.devices.size());
  report.busy_before = busy_share_now();
  std::string busy = busy_warning(report.busy_before, report.machine.processors);
  if (!busy.empty()) report.warnings.push_back(std::move(busy));
  report.contenders = make_contenders(accelerators, libraries, model, profiles);
  report.series = make_series(options.grid, report.contenders, profiles, model, threads);
  return report;
}

// What is about to happen, on stderr: without an accelerator that comes first.
void announce(const Report& report) {
  const auto say = [](const std::string& text) {
    std::fputs((wrap(text, 100, 0) + "\n").c_str(), stderr);
  };
  if (report.accelerators == 0) {
    say("No accelerator: " + report.accelerator_problem);
    if (!report.contenders.empty() && !report.contenders.back().measured) {
      say("SIMD is measured; crossovers are predicted from analytic profiles (data-sheet "
          "arithmetic, not "
          "measurements) of devices that are not here.");
    }
  } else if (!report.accelerator_problem.empty()) {
    say("Not every accelerator can be used: " + report.accelerator_problem);
  }
  for (const Contender& contender : report.contenders) {
    if (contender.library) {
      say(fmt::format("Beside SIMD: {}.", contender.source));
    } else if (!contender.on_host.empty()) {
      say(fmt::format("{} is no GPU: it computes on {}.", contender.name, contender.on_host));
    }
  }
  say(fmt::format("Measuring {} sizes in {} series for about {} at most: {}, {} threads.",
                  report.cells_planned(), report.series.size(), format_duration(report.budget_s),
                  report.isa, report.threads));
}

}  // namespace

int run_crossover(const CrossoverOptions& options) {
  const int threads = options.threads > 0 ? options.threads : num_threads();
  const std::vector<Library> libraries = load_libraries(options.libraries, threads);
  const Accelerators accelerators = find_accelerators(options.devices);
  const Model model(accelerators);
  Report report = make_report(options, accelerators, libraries, model, threads);
  const Files files = prepare_files(options);
  catch_interrupts();
  announce(report);
  auto devices = accelerators.devices;
  for (const Library& library : libraries) devices.push_back(library.device);
  measure::Bench bench(*simd::find_target(active_isa()), threads, std::move(devices));
  measure_all(bench, options, report);
  report.finished = std::time(nullptr);
  report.load_after = this_machine().load;
  find_thresholds(report);

  const nlohmann::ordered_json document = to_json(report);
  if (!files.csv.empty()) write_file(files.csv, to_csv(report));
  if (!files.json.empty()) write_file(files.json, document.dump(1) + "\n");
  if (!files.html.empty()) write_file(files.html, to_html(report));

  for (const std::string& warning : report.warnings) {
    std::fprintf(stderr, "warning: %s\n", warning.c_str());
  }
  std::fputs((options.json ? document.dump(1) + "\n" : to_table(report)).c_str(), stdout);
  std::fflush(stdout);  // in a pipe or file the lines below would stand in the middle of the table
  for (const std::string* file : {&files.html, &files.csv, &files.json}) {
    if (!file->empty()) std::fprintf(stderr, "Written: %s\n", file->c_str());
  }
  if (report.partial) {
    std::fprintf(stderr, "Interrupted: the report is partial.\n");
    return kInterrupted;
  }
  return report.wrong_results ? 1 : 0;
}

}  // namespace fulcrum::cli
