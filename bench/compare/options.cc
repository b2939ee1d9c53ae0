// SPDX-License-Identifier: Apache-2.0
#include "bench/compare/options.hpp"

#include <functional>
#include <map>
#include <stdexcept>

#include "bench/compare/text.hpp"

namespace fulcrum::compare {
namespace {

using Setter = std::function<void(const std::string& value)>;

Instructions instructions_named(const std::string& name) {
  if (name == "native") return Instructions::Native;
  if (name != "avx2") throw std::invalid_argument("--isa: \"" + name + "\" is not native or avx2");
  if (!this_processor().x86) throw std::invalid_argument("--isa: avx2 is for x86-64 only");
  return Instructions::Avx2;
}

Setter text_into(std::string& target, const std::string& name) {
  return [&target, name](const std::string& value) {
    if (value.empty()) throw std::invalid_argument(name + ": an empty value");
    target = value;
  };
}

Setter number_into(int& target, const std::string& name, long high) {
  return [&target, name, high](const std::string& value) {
    target = static_cast<int>(whole_number(name, value, 1, high));
  };
}

std::map<std::string, Setter> options_with_value(Options& o) {
  return {
      {"--library", text_into(o.library, "--library")},
      {"--peer", [&o](const std::string& v) { o.peers.push_back(parse_peer(v)); }},
      {"--peers-from", [&o](const std::string& v) { o.peers_from.push_back(v); }},
      {"--isa", [&o](const std::string& v) { o.instructions = instructions_named(v); }},
      {"--threads", number_into(o.threads, "--threads", 4096)},
      {"--runs", number_into(o.plan.runs, "--runs", 100)},
      {"--rounds", number_into(o.plan.rounds, "--rounds", 1000)},
      {"--budget",
       [&o](const std::string& v) { o.plan.budget = number("--budget", v, 0.01, 1e5) / 1000; }},
      {"--cases", text_into(o.cases_file, "--cases")},
      {"--filter", [&o](const std::string& v) { o.filters.push_back(v); }},
      {"--draw", number_into(o.draw, "--draw", 1'000'000)},
      {"--csv", text_into(o.csv, "--csv")},
      {"--save", text_into(o.save, "--save")},
      {"--against", text_into(o.against, "--against")},
      {"--fail-below",
       [&o](const std::string& v) { o.fail_below = number("--fail-below", v, 0, 1e6); }},
  };
}

bool set_flag(const std::string& name, Options& o, int& sources) {
  static const std::map<std::string, Source> kSources = {{"--sample", Source::Sample},
                                                         {"--grid", Source::Grid},
                                                         {"--blas", Source::Blas},
                                                         {"--blas-grid", Source::BlasGrid}};
  if (const auto source = kSources.find(name); source != kSources.end()) {
    o.source = source->second;
    ++sources;
  } else if (name == "--no-search") {
    o.search = false;
  } else if (name == "--list") {
    o.list = true;
  } else if (name == "--markdown") {
    o.markdown = true;
  } else if (name == "--help" || name == "-h") {
    o.help = true;
  } else {
    return false;
  }
  return true;
}

}  // namespace

Options parse_options(const std::vector<std::string>& arguments) {
  Options o;
  const std::map<std::string, Setter> setters = options_with_value(o);
  int sources = 0;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& name = arguments[i];
    if (set_flag(name, o, sources)) continue;
    const auto setter = setters.find(name);
    if (setter == setters.end()) throw std::invalid_argument("no option \"" + name + "\"");
    if (i + 1 == arguments.size()) throw std::invalid_argument(name + " takes a value");
    setter->second(arguments[++i]);
  }
  if (!o.cases_file.empty()) {
    o.source = Source::File;
    ++sources;
  }
  if (sources > 1)
    throw std::invalid_argument("only one of --sample, --grid, --blas, --blas-grid and --cases");
  return o;
}

const char* usage_line() {
  return "usage: compare [--threads N] [--sample | --grid | --blas | --cases FILE] [--peer "
         "NAME=PATH]... "
         "[option]...; --help lists all";
}

const char* help_text() {
  return R"(
Times this build's libfulcrum_blas.so and every other BLAS found, side by side, on the same calls.

which libraries
  --peer NAME=PATH[@PATTERN][,VARIABLE=VALUE]...
                        one more; PATTERN makes a routine's symbol ("%s_"), the variables are set for it alone
  --peers-from DIR      also MKL and scipy-openblas32 from the Python environment DIR; repeatable
  --no-search           only those given by --peer and --peers-from
  --library PATH        the library under test
  --isa native|avx2     hold all libraries to AVX2

how
  --threads N           of every library (1)
  --runs R              times that all cases are gone through; a ratio is the median of its runs (1)
  --rounds R            turns of each library per case and run (5)
  --budget MS           milliseconds of one turn (30)

which cases
  --sample              the fixed sample of gemm, bench/cases/gemm_sample.cases (the default)
  --grid                the full grid of gemm, about 2200 cases
  --blas                the fixed sample of every routine, bench/cases/blas_sample.cases
  --blas-grid           what that sample was drawn from
  --cases FILE          lines CLASS ROUTINE [LETTERS] [SIZES] [lda=L] [ldb=L] [ldc=L] [incx=I] [incy=I]
                        [alpha=X] [beta=X], letters and sizes as the Fortran routine has them
  --filter TEXT         only cases whose line contains TEXT; repeatable, all must be contained
  --draw N              about N of them, spread evenly over classes, routines and sizes; of --blas-grid
                        one of each class of every other type, whatever N is
  --list                print the cases and stop

what is written
  --markdown            the table for a README
  --csv FILE            each library's GFLOP/s, a row per case and library
  --save FILE           the ratios, as a baseline; its rows of other threads and instructions stay, and
                        so do the reasons in its last column
  --against FILE        say which ratios have moved since that baseline by more than their noise
  --fail-below X        exit status 1 where a ratio is below X

Exit status: 0; 1 where a library fails or its results differ from ours (or --fail-below); 2 for bad usage.
)";
}

}  // namespace fulcrum::compare
