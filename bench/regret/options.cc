// SPDX-License-Identifier: Apache-2.0
#include "bench/regret/options.hpp"

#include <functional>
#include <map>
#include <stdexcept>

#include "bench/compare/text.hpp"
#include "simd/targets.hpp"

namespace fulcrum::regret {
namespace {

using compare::number;
using compare::whole_number;
using Setter = std::function<void(const std::string& value)>;

Isa isa_named(const std::string& name) {
  std::string known;
  for (const simd::Target& target : simd::targets()) {
    if (to_string(target.isa) == name) return target.isa;
    known += ' ';
    known += to_string(target.isa);
  }
  throw std::invalid_argument("--isa: \"" + name + "\" is none of this machine's:" + known);
}

Setter into(std::string& target, const std::string& name) {
  return [&target, name](const std::string& value) {
    if (value.empty()) throw std::invalid_argument(name + ": an empty value");
    target = value;
  };
}

std::map<std::string, Setter> score_setters(Options& o) {
  return {{"--tables", into(o.folder, "--tables")},
          {"--reached", into(o.reached, "--reached")},
          {"--csv", into(o.csv, "--csv")},
          {"--cells", into(o.cells, "--cells")},
          {"--write-reached", into(o.write_reached, "--write-reached")},
          {"--decision-ns",
           [&o](const std::string& v) { o.decision_ns = number("--decision-ns", v, 0, 1e6); }}};
}

Setter seed_setter(Options& o) {
  return [&o](const std::string& v) {
    o.recording.seed = static_cast<std::uint64_t>(whole_number("--seed", v, 0, 1L << 40));
  };
}

std::map<std::string, Setter> record_setters(Options& o) {
  RecordOptions& r = o.recording;
  return {
      {"--out", into(o.out, "--out")},
      {"--platform", [&r](const std::string& v) { r.platform = Backend(std::string_view(v)); }},
      {"--device",
       [&r](const std::string& v) {
         r.device = static_cast<int>(whole_number("--device", v, 0, 1000));
       }},
      {"--threads",
       [&r](const std::string& v) {
         r.threads = static_cast<int>(whole_number("--threads", v, 1, 4096));
       }},
      {"--isa", [&r](const std::string& v) { r.isa = isa_named(v); }},
      {"--budget", [&r](const std::string& v) { r.budget_s = number("--budget", v, 1, 1e5); }},
      {"--cell", [&r](const std::string& v) { r.cell_s = number("--cell", v, 0.01, 100); }},
      {"--cells",
       [&r](const std::string& v) {
         r.cells =
             static_cast<std::size_t>(whole_number("--cells", v, 2, static_cast<long>(kMostCells)));
       }},
      {"--largest",
       [&r](const std::string& v) { r.largest = whole_number("--largest", v, 16, 1L << 20); }},
      {"--longest",
       [&r](const std::string& v) { r.longest = whole_number("--longest", v, 64, 1L << 30); }},
      {"--seed", seed_setter(o)},
      {"--conditions", into(r.conditions, "--conditions")},
  };
}

std::map<std::string, Setter> synthesise_setters(Options& o) {
  return {{"--out", into(o.out, "--out")},
          {"--machine", into(o.machine, "--machine")},
          {"--shapes",
           [&o](const std::string& v) {
             o.shapes = static_cast<std::size_t>(whole_number(
                 "--shapes", v, 1, static_cast<long>(kMostCells / std::size(kStates))));
           }},
          {"--seed", seed_setter(o)}};
}

Task task_named(const std::string& name) {
  if (name == "record") return Task::Record;
  if (name == "synthesise") return Task::Synthesise;
  return Task::Score;
}

std::map<std::string, Setter> setters_of(Task task, Options& o) {
  if (task == Task::Record) return record_setters(o);
  if (task == Task::Synthesise) return synthesise_setters(o);
  return score_setters(o);
}

}  // namespace

Options parse_options(const std::vector<std::string>& arguments) {
  Options o;
  o.folder = FULCRUM_TABLES;
  o.recording.isa = active_isa();
  std::size_t i = 0;
  if (!arguments.empty()) o.task = task_named(arguments[0]);
  if (!arguments.empty() && (o.task != Task::Score || arguments[0] == "score")) i = 1;
  const std::map<std::string, Setter> setters = setters_of(o.task, o);
  for (; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument == "--help" || argument == "-h") {
      o.task = Task::Help;
      return o;
    }
    if (o.task == Task::Score && argument == "--all") {
      o.all = true;
    } else if (const auto setter = setters.find(argument); setter != setters.end()) {
      if (++i == arguments.size()) throw std::invalid_argument(argument + ": its value is missing");
      setter->second(arguments[i]);
    } else if (o.task == Task::Score && !argument.starts_with("-")) {
      o.tables.push_back(argument);
    } else {
      throw std::invalid_argument(argument + ": not an argument");
    }
  }
  if (o.task == Task::Record && o.out.empty()) throw std::invalid_argument("--out: it is missing");
  if (o.task == Task::Synthesise && o.out.empty()) o.out = o.folder;
  return o;
}

const char* usage_text() {
  return R"(usage: regret [score] [--all] [--csv FILE] [--cells FILE] [--tables FOLDER] [--reached FILE] [--write-reached FILE]
              [--decision-ns NS] [TABLE...]
       regret record --out TABLE [--platform NAME] [--device N] [--threads N] [--isa NAME] [--budget S] [--cell S]
              [--cells N] [--largest N] [--longest N] [--seed N] [--conditions TEXT]
       regret synthesise [--out FOLDER] [--machine NAME|all] [--shapes N] [--seed N]

score       the decision and the rules in use elsewhere on recorded tables (default: decision-*.csv in --tables)
  --all             every contest in full, not the warm ones alone
  --csv             every figure of every contest
  --cells           of one table, every cell: times, predictions, the choice and its regret
  --reached         what has been reached and may not get worse (default: reached.csv in --tables)
  --write-reached   what these tables reach now, in that format
  --decision-ns     what weighing a call costs, in ns (4 at most for one that is too small); default: it is measured here
record      a table of this machine: in place against one device, in turns
  --platform        worker (default), opencl, cuda, ...; --device: which of its devices (0)
  --threads, --isa  in place (1; the best, or FULCRUM_ISA)
  --budget          seconds for all of it (360); --cell: seconds that one cell may take (2)
  --largest         dimension of a matrix (16384); --longest: elements of a vector (2^24)
  --conditions      what else is to be known of it
synthesise  tables of simulated machines: pcie3, h200, gh200, integrated

exit status: 0 done; 1 a figure that has been reached is missed; 2 wrong arguments or files
)";
}

}  // namespace fulcrum::regret
