// SPDX-License-Identifier: Apache-2.0
// Two threads beside other load: what each of some twenty calls takes on one thread, on two, and on
// two while a neighbour keeps one of the processors busy (a process that spins, on each processor
// in turn). The last one is held against the limits of bench/load.hpp. Medians of single calls.
//
//   load_bench [--threads N] [--budget MS] [--rounds R] [--cases FILE] [--filter TEXT]
//              [--library PATH] [--peer NAME=PATH[@PATTERN][,VARIABLE=VALUE]]... [--peers-from DIR]
//
// A round takes MS milliseconds (100) for each of the three; R rounds (4). Libraries live in
// processes of their own, as in bench/compare, ours first; its exit status is 1 where ours misses a
// limit, 2 for a bad argument.
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/compare/crew.hpp"
#include "bench/compare/libraries.hpp"
#include "bench/compare/machine.hpp"
#include "bench/compare/statistics.hpp"
#include "bench/compare/text.hpp"
#include "bench/compare/worker.hpp"
#include "bench/load.hpp"

namespace {

using namespace fulcrum;
namespace fs = std::filesystem;

struct Options {
  std::string library, cases = FULCRUM_LOAD_SAMPLE, filter;
  std::vector<compare::Library> peers;
  std::vector<fs::path> peers_from;
  int threads = 2, rounds = 4;
  double budget = 0.1;
};

Options parsed(const std::vector<std::string>& arguments) {
  Options o;
  const std::map<std::string, std::function<void(const std::string&)>> setters = {
      {"--library", [&](const std::string& v) { o.library = v; }},
      {"--cases", [&](const std::string& v) { o.cases = v; }},
      {"--filter", [&](const std::string& v) { o.filter = v; }},
      {"--peer", [&](const std::string& v) { o.peers.push_back(compare::parse_peer(v)); }},
      {"--peers-from", [&](const std::string& v) { o.peers_from.emplace_back(v); }},
      {"--threads",
       [&](const std::string& v) {
         o.threads = static_cast<int>(compare::whole_number("--threads", v, 1, 4096));
       }},
      {"--rounds",
       [&](const std::string& v) {
         o.rounds = static_cast<int>(compare::whole_number("--rounds", v, 1, 1000));
       }},
      {"--budget",
       [&](const std::string& v) { o.budget = compare::number("--budget", v, 0.01, 1e5) / 1000; }}};
  for (std::size_t i = 0; i < arguments.size(); i += 2) {
    const auto setter = setters.find(arguments[i]);
    if (setter == setters.end()) throw std::invalid_argument("no option \"" + arguments[i] + "\"");
    if (i + 1 == arguments.size()) throw std::invalid_argument(arguments[i] + " takes a value");
    setter->second(arguments[i + 1]);
  }
  return o;
}

std::vector<int> processors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  std::vector<int> result;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return {0};
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &set)) result.push_back(cpu);
  }
  return result;
}

// Spins on one processor as long as it lives.
class Neighbour {
 public:
  explicit Neighbour(int processor) : process_(fork()) {
    if (process_ < 0) throw std::runtime_error("fork failed");
    if (process_ > 0) {
      usleep(20'000);  // it has its processor by then
      return;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    sched_setaffinity(0, sizeof set, &set);
    for (volatile unsigned long count = 0;;) count = count + 1;
  }
  ~Neighbour() {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  Neighbour(const Neighbour&) = delete;
  Neighbour& operator=(const Neighbour&) = delete;

 private:
  pid_t process_;
};

// One library on one thread and on several.
struct Pair {
  Pair(const compare::Library& library, int threads)
      : one(library, compare::thread_environment(1)),
        several(library, compare::thread_environment(threads)) {}
  compare::Worker one, several;
};

struct Measured {
  bench::Loaded medians;
  double slow = 0;  // what 95% of the calls beside the neighbour stay below
};

Measured measured(Pair& pair, const compare::Case& c, const Options& o) {
  static const std::vector<int> all = processors();
  std::vector<double> one, two, beside;
  const auto append = [](std::vector<double>& to, const std::vector<double>& more) {
    to.insert(to.end(), more.begin(), more.end());
  };
  for (int round = 0; round < o.rounds; ++round) {
    append(one, pair.one.sample(c, o.budget));
    append(two, pair.several.sample(c, o.budget));
    const Neighbour neighbour(all[static_cast<std::size_t>(round) % all.size()]);
    append(beside, pair.several.sample(c, o.budget));
  }
  Measured result;
  result.medians = {compare::spread(one).median, compare::spread(two).median,
                    compare::spread(beside).median};
  result.slow = compare::quantile(beside, 0.95);
  return result;
}

std::vector<std::unique_ptr<Pair>> libraries(const Options& o) {
  using namespace compare;
  const fs::path built =
      fs::read_symlink("/proc/self/exe").parent_path().parent_path() / "lib" / "libfulcrum_blas.so";
  std::vector<Library> all = {
      our_library(o.library.empty() ? built.string() : o.library, Instructions::Native)};
  all.insert(all.end(), o.peers.begin(), o.peers.end());
  for (const Library& found : find_peers({}, o.peers_from, Instructions::Native, this_processor()))
    all.push_back(found);
  std::vector<std::unique_ptr<Pair>> result;
  for (const Library& library : all) {
    result.push_back(std::make_unique<Pair>(library, o.threads));
    if (!result.back()->one.alive())
      throw std::invalid_argument(library.name +
                                  " cannot be loaded: " + result.back()->one.failure());
  }
  return result;
}

int run(const Options& o) {
  std::vector<compare::Case> cases = compare::read_cases(o.cases);
  std::erase_if(cases, [&](const compare::Case& c) {
    return (c.group + " " + text(c)).find(o.filter) == std::string::npos;
  });
  if (cases.empty()) throw std::invalid_argument("no case is left of " + o.cases);
  const auto pairs = libraries(o);
  std::printf("%s; %d threads, %d rounds of %g ms; %.0f%% busy before\n",
              compare::this_processor().model.c_str(), o.threads, o.rounds, o.budget * 1e3,
              compare::busy_share(0.3) * 100);
  std::printf("%-28s %-16s %9s %9s %9s %9s %7s %9s\n", "medians, ms", "library", "1 thread",
              compare::print("%d", o.threads).c_str(), "beside", "95% below", "ratio", "added ms");
  int missed = 0;
  for (const compare::Case& c : cases) {
    for (const auto& pair : pairs) {
      const Measured m = measured(*pair, c, o);
      const bool within = m.medians.is_within_limits();
      if (!within && pair == pairs.front()) ++missed;
      std::printf("%-28s %-16s %9.4f %9.4f %9.4f %9.4f %7.2f %9.3f %s\n", text(c).c_str(),
                  pair->one.name().c_str(), m.medians.one * 1e3, m.medians.two * 1e3,
                  m.medians.beside * 1e3, m.slow * 1e3, m.medians.ratio(), m.medians.added() * 1e3,
                  within ? "" : "MISSED");
      std::fflush(stdout);
    }
  }
  std::printf(
      "beside a neighbour, calls of 10 ms or more at most twice what one thread takes, shorter "
      "ones at most 10 ms more: %s misses %d of %zu\n",
      pairs.front()->one.name().c_str(), missed, cases.size());
  return missed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 4 && std::strcmp(argv[1], fulcrum::compare::kWorkerArgument) == 0)
    return fulcrum::compare::work(argv[2], argv[3]);
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return run(parsed({argv + 1, argv + argc}));
  } catch (const std::exception& error) {
    std::fprintf(stderr,
                 "load_bench: %s\nusage: load_bench [--threads N] [--budget MS] [--rounds R] "
                 "[--cases FILE] [--filter TEXT] [--library PATH] [--peer NAME=PATH]... "
                 "[--peers-from DIR]\n",
                 error.what());
    return 2;
  }
}
