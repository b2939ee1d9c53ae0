// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cctype>
#include <cstdio>
#include <map>
#include <optional>
#include <string>

#include "fulcrum/fulcrum.hpp"
#include "offload/decision/call_arguments.hpp"
#include "offload/measure/calibration.hpp"
#include "offload/measure/families.hpp"
#include "src/cli/crossover.hpp"
#include "src/cli/explain.hpp"
#include "src/cli/files.hpp"
#include "src/cli/info.hpp"
#include "src/cli/profile.hpp"
#include "src/cli/routines.hpp"
#include "src/cli/text.hpp"
#include "src/cli/tune.hpp"
#include "src/cli/usage.hpp"

namespace fulcrum::cli {
namespace {

constexpr int kFailure = 1, kUsage = 2;

constexpr const char* kAbout =
    "Fulcrum weighs every BLAS-like call: compute in place with SIMD, or push the work to an "
    "accelerator and pay for\n"
    "the copies. This tool shows what it would choose and why, and measures from which size an "
    "accelerator pays on\n"
    "this machine.";

constexpr const char* kExamples =
    "Examples:\n"
    "  fulcrum info                                      what this machine and this build can do\n"
    "  fulcrum info --routines                           what can cross to which platform\n"
    "  fulcrum explain gemm --type f32 --m 1000 --n 1000 --k 1000 --device-profile h200-pcie5\n"
    "                                                    both predictions for one call, term by "
    "term\n"
    "  fulcrum crossover                                 measure the crossover (under 3 minutes) "
    "and write a report\n"
    "\n"
    "Exit status: 0 done, 1 failed, 2 wrong arguments, 130 interrupted.\n"
    "The library's options are environment variables (FULCRUM_BACKEND, FULCRUM_ISA, "
    "FULCRUM_NUM_THREADS, ...);\n"
    "`fulcrum info` lists them with their values.";

constexpr const char* kCrossoverNotes =
    "SIMD and every accelerator found, or the devices of the platforms named with --devices, are "
    "measured on operands in\n"
    "ordinary (pageable) host memory that an accelerator moves for every call (GPU-BLOB's mode "
    "\"always\"). Operands that\n"
    "stay on a device between calls are not measured yet: the library has no such operands so far. "
    "A device that computes\n"
    "on the host's own processors (worker, host, some of OpenCL's) is labelled as such everywhere. "
    "Without an accelerator\n"
    "SIMD is measured, and the crossover is predicted for bundled profiles of devices; an analytic "
    "profile is data-sheet\n"
    "arithmetic, not a measurement, and its predictions are labelled wherever they appear.\n"
    "Ctrl-C ends the measurement and writes a report of what there is, marked partial; exit status "
    "130.";

using Routines = std::map<std::string, Routine>;

Routines measured_routines() {
  Routines routines;
  for (const Routine routine : measure::measured_routines())
    routines.emplace(to_string(routine), routine);
  return routines;
}
const Routines kMeasured = measured_routines();
// Those of them that are measured unasked: "axpy,gemm,...".
std::string usual_routines() {
  std::string text;
  for (const auto& [name, routine] : kMeasured)
    if (measure::is_usual(routine)) text += (text.empty() ? "" : ",") + name;
  return text;
}
// Those that `fulcrum tune` can measure.
Routines tuned_routines() {
  Routines routines;
  for (std::size_t i = 0; i < kRoutineCount; ++i) {
    for (std::size_t t = 0; t < kElementTypeCount; ++t) {
      const auto routine = static_cast<Routine>(i);
      if (measure::measurable(routine, static_cast<ElementType>(t)))
        routines.emplace(to_string(routine), routine);
    }
  }
  return routines;
}
const Routines kTuned = tuned_routines();
const std::map<std::string, ElementType> kTypes = {{"f32", ElementType::F32},
                                                   {"f64", ElementType::F64},
                                                   {"c32", ElementType::C32},
                                                   {"c64", ElementType::C64}};
const std::map<std::string, char> kLayouts = {{"col", 'C'}, {"row", 'R'}};

// What a choice accepts, for help and errors: "gemm|gemv".
template <class Map>
std::string choices(const Map& map, const char* between = "|") {
  std::string text;
  for (const auto& item : map) text += (text.empty() ? "" : between) + item.first;
  return text;
}

template <class Map>
CLI::Validator one_of(const Map& map) {
  const auto check = [&map](const std::string& key) {
    return map.count(key) != 0 ? std::string() : "'" + key + "' is not one of " + choices(map);
  };
  return {check, ""};
}

// A range that help does not spell out behind the option's name; errors do.
template <class T>
CLI::Validator in_range(T low, T high) {
  return CLI::Range(low, high).description("");
}

// Accepts the keys of `map` and nothing else (CLI11's own transformers also accept the enumerators'
// numbers).
template <class Map>
CLI::Option* choice(CLI::App& app, const std::string& name, typename Map::mapped_type& target,
                    const Map& map, const std::string& help) {
  const auto assign = [&target, &map](const std::string& key) { target = map.at(key); };
  return app.add_option_function<std::string>(name, assign, help)
      ->check(one_of(map))
      ->type_name(choices(map));
}

template <class Map>
CLI::Option* choice_list(CLI::App& app, const std::string& name,
                         std::vector<typename Map::mapped_type>& target, const Map& map,
                         const std::string& help) {
  const auto assign = [&target, &map](const std::vector<std::string>& keys) {
    for (const std::string& key : keys) target.push_back(map.at(key));
  };
  return app.add_option_function<std::vector<std::string>>(name, assign, help)
      ->delimiter(',')
      ->check(one_of(map))
      ->type_name("LIST");
}

struct Options {
  bool info_json = false, info_routines = false, info_profile = false;
  ExplainOptions explain;
  CrossoverOptions crossover;
  TuneOptions tune;
};

// Everything that the tool prints for people goes to stderr where stdout is asked for JSON.
constexpr const char* kJsonHelp = "one JSON document on stdout and nothing else there";

void add_info(CLI::App& app, Options& options) {
  CLI::App* info = app.add_subcommand(
      "info",
      "Show version, SIMD targets, threads, caches, accelerators (or why there are none), options");
  info->add_flag("--json", options.info_json, kJsonHelp);
  info->add_flag("--profile", options.info_profile,
                 "instead: what the cost model knows of this machine, in words; with --json the "
                 "profile itself");
  info->add_flag("--routines", options.info_routines,
                 "instead: which routines can cross to which platform, and why others cannot");
}

// One letter of `letters`, which are capitals, in either case.
void letter(CLI::App& app, const std::string& name, char& target, const std::string& letters,
            const std::string& help) {
  std::string list;
  for (const char one : letters)
    (list += list.empty() ? "" : "|") += static_cast<char>(std::tolower(one));
  const auto capital = [](const std::string& text) {
    return text.size() == 1 ? static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])))
                            : '?';
  };
  const auto check = [=](const std::string& text) {
    return letters.find(capital(text)) != std::string::npos
               ? std::string()
               : "'" + text + "' is not one of " + list;
  };
  app.add_option_function<std::string>(
         name, [&target, capital](const std::string& text) { target = capital(text); }, help)
      ->check(CLI::Validator(check, ""))
      ->type_name(list);
}

void add_sizes(CLI::App& explain, ExplainOptions& o) {
  const auto size = [&](const char* name, std::optional<std::int64_t>& target, const char* help) {
    explain.add_option(name, target, help)->type_name("INT");
  };
  size("--m", o.m, "rows: of C, or of the matrix that a vector is multiplied with");
  size("--n", o.n, "columns, likewise; the order of a matrix that has one; elements of a vector");
  size("--k", o.k,
       "inner dimension; of a general band its stored diagonals, of another one those beside the "
       "main diagonal (default 0)");
  size("--batch", o.batch, "problems of a batch, all of these sizes (default 1)");
  size("--lda", o.lda, "leading dimension of A (default: the least)");
  size("--ldb", o.ldb, "of B");
  size("--ldc", o.ldc, "of C");
  size("--incx", o.incx, "increment of x (default 1)");
  size("--incy", o.incy, "of y");
}

void add_locations(CLI::App& explain, ExplainOptions& o) {
  const auto where = [&](const char* name, std::string& target, const char* help) {
    explain.add_option(name, target, help)->type_name("WHERE");
  };
  where("--location", o.location,
        "where all operands are: pageable, pinned (host memory), device, or unknown (default "
        "pageable)");
  where("--location-a", o.location_a, "where A alone is");
  where("--location-b", o.location_b, "B");
  where("--location-c", o.location_c, "C");
  where("--location-x", o.location_x, "x");
  where("--location-y", o.location_y, "y");
}

void add_explain(CLI::App& app, Options& options) {
  ExplainOptions& o = options.explain;
  CLI::App* explain = app.add_subcommand(
      "explain",
      "Show both predictions for one call, term by term, which side would be chosen, and the "
      "size at which that flips");
  explain->add_option("routine", o.routine, "routine (listed below)")
      ->required()
      ->type_name("ROUTINE");
  explain
      ->add_option("--type", o.type,
                   "element type: f32, f64, c32, c64, of gemm_mixed f16, "
                   "bf16, i8, u8 (default f64)")
      ->type_name("TYPE");
  choice(*explain, "--layout", o.layout, kLayouts, "storage order (default col)");
  letter(*explain, "--side", o.side, "LR", "side of the structured or diagonal matrix (default l)");
  letter(*explain, "--uplo", o.uplo, "UL", "triangle that is stored (default u)");
  letter(*explain, "--transa", o.transa, "NTCR", "op(A): r conjugates alone (default n)");
  letter(*explain, "--transb", o.transb, "NTCR", "op(B) (default n)");
  letter(*explain, "--diag", o.diag, "NU", "diagonal: u is a unit one (default n)");
  add_sizes(*explain, o);
  explain->add_flag("--beta0", o.beta_zero,
                    "beta is 0: the output is not read, hence not copied to a device");
  add_locations(*explain, o);
  explain->add_option("--threads", o.threads, "SIMD threads (default: as configured)")
      ->check(in_range(1, 4096))
      ->type_name("INT");
  explain
      ->add_option("--device-profile", o.profile,
                   "a bundled profile instead of this machine's accelerators (names: fulcrum info)")
      ->type_name("NAME");
  explain->add_flag("--json", o.json, kJsonHelp);
  explain->footer(wrap("Routines: " + offload::routine_names() + ".", 100, 2) +
                  "\nSizes, letters and operands are those of the routine's list of arguments; "
                  "what it does not have is refused.");
}

void add_crossover(CLI::App& app, Options& options) {
  CrossoverOptions& o = options.crossover;
  CLI::App* c = app.add_subcommand(
      "crossover",
      "Measure SIMD against every accelerator over sizes and shapes; write a table and a report");
  choice_list(*c, "--routines", o.grid.routines, kMeasured,
              "routines, separated by commas (listed below; default: " + usual_routines() + ")");
  choice_list(*c, "--types", o.grid.types, kTypes,
              "element types: f32,f64,c32,c64 (default: f32,f64; of a complex routine c32,c64)");
  c->add_option("--families", o.grid.families,
                "shape families by name, for example M=N=K,M=N:K=32 (default: all)")
      ->delimiter(',')
      ->type_name("LIST");
  c->add_option(
       "--max-size", o.grid.max_size,
       "largest matrix dimension; bands go up to 16 times that, vectors up to 1024 times, at "
       "most 2^24")
      ->check(in_range(std::int64_t{16}, std::int64_t{1} << 20))
      ->type_name("INT")
      ->capture_default_str();
  c->add_option("--budget", o.grid.budget_s,
                "seconds to measure; what does not fit is left out from the large end")
      ->check(in_range(0.1, 86400.0))
      ->type_name("SECONDS")
      ->capture_default_str();
  c->add_option("--threads", o.threads, "SIMD threads (default: as configured)")
      ->check(in_range(1, 4096))
      ->type_name("INT");
  c->add_option("--devices", o.devices,
                "platforms to measure, separated by commas, for example worker,opencl (default: "
                "those that are weighed by themselves)")
      ->delimiter(',')
      ->type_name("LIST");
  c->add_option("--library", o.libraries,
                "a BLAS library to draw beside SIMD; may be repeated (default: OpenBLAS and MKL "
                "where the loader finds them; none: no library)")
      ->allow_extra_args(false)
      ->type_name("FILE");
  c->add_option("--device-profile", o.profiles,
                "bundled profiles to predict for (names: fulcrum info; default: all where no "
                "accelerator is here, else none)")
      ->type_name("LIST");
  c->add_option("--out", o.folder,
                "folder for report.html, results.csv, results.json (default: fulcrum-crossover)")
      ->type_name("DIR");
  c->add_option(
       "--csv", o.csv,
       "write this CSV file; with a file named, only named ones are written unless --out is given")
      ->type_name("FILE");
  c->add_option("--json-file", o.json_file, "write this JSON file")->type_name("FILE");
  c->add_option("--html", o.html, "write this HTML file")->type_name("FILE");
  c->add_flag("--quick", o.quick, "half as many sizes, matrices up to 2048, in about 15 seconds");
  c->add_flag("--json", o.json, kJsonHelp);
  c->footer(std::string(kCrossoverNotes) + "\n\n" +
            wrap("Routines: " + choices(kMeasured, ", ") + ".", 100, 2));
}

void add_tune(CLI::App& app, Options& options) {
  TuneOptions& o = options.tune;
  CLI::App* tune = app.add_subcommand(
      "tune", "Measure this machine for the cost model, or compare its predictions (--check)");
  auto* full = tune->add_flag("--full", o.full, "every routine in every type, in some minutes");
  tune->add_flag("--check", o.check,
                 "compare the predictions with calls that were not measured for them")
      ->excludes(full);
  choice_list(*tune, "--routines", o.routines, kTuned,
              "only these, separated by commas (default: all of the form)");
  tune->add_option(
          "--devices", o.devices,
          "platforms, separated by commas (default: cuda,opencl,worker where present; simd: none)")
      ->delimiter(',')
      ->type_name("LIST");
  tune->add_option("--threads", o.threads, "SIMD threads (default: as configured)")
      ->check(in_range(1, 4096))
      ->type_name("INT");
  tune->add_option("--out", o.file, "the file (default: where the library looks by itself)")
      ->type_name("FILE");
  tune->add_flag("--json", o.json, kJsonHelp);
}

// --quick is a set of other defaults: what is given explicitly wins.
void apply_quick(const CLI::App& crossover, CrossoverOptions& options) {
  if (!options.quick) return;
  options.grid.per_octave = 1;
  if (crossover.count("--budget") == 0) options.grid.budget_s = 15;
  if (crossover.count("--max-size") == 0) options.grid.max_size = 2048;
}

std::string joined_arguments(int argc, char** argv) {
  std::string text;
  for (int i = 0; i < argc; ++i)
    text += (i == 0 ? "" : " ") + std::string(i == 0 ? "fulcrum" : argv[i]);
  return text;
}

std::string usage_of(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  if (chosen.empty())
    return "usage: fulcrum [--help] [--version] info|explain|crossover|tune [options]";
  const std::string name = chosen[0]->get_name();
  const std::string positional = name == "explain" ? " ROUTINE" : "";
  return "usage: fulcrum " + name + positional + " [options]   (fulcrum " + name +
         " --help lists them)";
}

int usage_error(const CLI::App& app, const std::string& message) {
  std::fprintf(stderr, "fulcrum: %s\n%s\n", message.c_str(), usage_of(app).c_str());
  return kUsage;
}

int dispatch(const CLI::App& app, Options& options) {
  if (app.got_subcommand("info")) {
    if (options.info_profile) return run_profile(options.info_json);
    return options.info_routines ? run_routines(options.info_json) : run_info(options.info_json);
  }
  if (app.got_subcommand("explain")) return run_explain(options.explain);
  if (app.got_subcommand("tune")) return run_tune(options.tune);
  apply_quick(*app.get_subcommand("crossover"), options.crossover);
  return run_crossover(options.crossover);
}

// CLI11 would only say that a command is missing.
void check_command(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return;
  for (const CLI::App* command : app.get_subcommands({})) {
    if (command->get_name() == argv[1]) return;
  }
  throw UsageError("there is no command '" + std::string(argv[1]) + "'");
}

int run(int argc, char** argv) {
  CLI::App app{kAbout, "fulcrum"};
  Options options;
  options.crossover.command_line = joined_arguments(argc, argv);
  app.set_version_flag("--version", "fulcrum " + std::string(version()));
  app.require_subcommand(0, 1);
  app.footer(kExamples);
  app.get_formatter()->column_width(34);
  add_info(app, options);
  add_explain(app, options);
  add_crossover(app, options);
  add_tune(app, options);
  try {
    check_command(app, argc, argv);
    app.parse(argc, argv);
    // Not CLI11's require_subcommand: it complains before it names an option that it does not know.
    if (app.get_subcommands().empty()) throw UsageError("a command is required");
    return dispatch(app, options);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
    return usage_error(app, error.what());
  } catch (const UsageError& error) {
    return usage_error(app, error.what());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "fulcrum: %s\n", error.what());
    return kFailure;
  }
}

}  // namespace
}  // namespace fulcrum::cli

// run() handles every exception; what its handlers themselves throw (no memory for a message) may
// end the process.
int main(int argc, char** argv) {  // NOLINT(bugprone-exception-escape)
  int status = fulcrum::cli::run(argc, argv);
  // A full disk behind stdout is a failure, not a success with less output.
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    std::fprintf(stderr, "fulcrum: cannot write to standard output\n");
    if (status == 0) status = 1;
  }
  return status;
}
