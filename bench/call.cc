// SPDX-License-Identifier: Apache-2.0
// What a call costs before and beside its kernel: every routine of levels 1 to 3 on a few elements,
// through the entries that a user takes, in the shared libraries that a user loads.
//
//   call_bench [--table] [--rounds N] [Google Benchmark's options]
//
// kernel: what the call computes with, called directly; api: fulcrum::axpy and the like; fortran,
// cblas: daxpy_ and cblas_daxpy of libfulcrum_blas.so; then the peers of FULCRUM_BENCH_PEERS by
// their Fortran entries. Google Benchmark times each; the table at the end has, for each routine,
// the kernel's nanoseconds and what the others take beyond it. Its rounds (101) time a batch of
// 1000 calls of each in turn, and a figure is the median over the rounds of the differences within
// one: a processor that is slow for a while is so for both. --table: the table alone, in seconds.
#include "bench/call.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace fulcrum::bench {
namespace {

constexpr int kBatch = 1000;

struct Options {
  bool table = false;
  int rounds = 101;
};

[[noreturn]] void usage() {
  (void)std::fputs("usage: call_bench [--table] [--rounds N] [Google Benchmark's options]\n",
                   stderr);
  std::exit(2);
}

// Takes its own options out of the arguments.
Options parse(int& argc, char** argv) {
  Options options;
  int kept = 1;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--table") == 0) {
      options.table = true;
    } else if (std::strcmp(argv[i], "--rounds") == 0) {
      char* end = nullptr;
      const long rounds = ++i < argc ? std::strtol(argv[i], &end, 10) : 0;
      if (rounds < 1 || rounds > 100000 || *end != '\0') usage();
      options.rounds = static_cast<int>(rounds);
    } else {
      argv[kept++] = argv[i];
    }
  }
  argc = kept;
  return options;
}

void register_all(const std::vector<CallCase>& cases) {
  for (const CallCase& each : cases) {
    for (const Way& way : each.ways) {
      const std::string name = "call/" + each.routine + "/" + way.who + "/" + each.size;
      benchmark::RegisterBenchmark(name.c_str(), [&way](benchmark::State& state) {
        while (state.KeepRunningBatch(kBatch)) way.run(kBatch);
      })->ComputeStatistics("best", [](const std::vector<double>& v) {
        return *std::min_element(v.begin(), v.end());
      });
    }
  }
}

double ns_of_a_call(const Way& way) {
  const auto begin = std::chrono::steady_clock::now();
  way.run(kBatch);
  const std::chrono::duration<double, std::nano> time = std::chrono::steady_clock::now() - begin;
  return time.count() / kBatch;
}

double median(std::vector<double> v) {
  const auto middle = v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2);
  std::nth_element(v.begin(), middle, v.end());
  return *middle;
}

// The kernel's time, then what each other way takes beyond it.
std::vector<double> measure(const CallCase& each, int rounds) {
  const std::size_t ways = each.ways.size();
  std::vector<std::vector<double>> found(ways);
  std::vector<double> times(ways);
  for (const Way& way : each.ways) way.run(kBatch);
  for (int round = 0; round < rounds; ++round) {
    // Each begins in turn, so that none is always behind the same one.
    for (std::size_t i = 0; i < ways; ++i) {
      const std::size_t which = (i + static_cast<std::size_t>(round)) % ways;
      times[which] = ns_of_a_call(each.ways[which]);
    }
    found[0].push_back(times[0]);
    for (std::size_t i = 1; i < ways; ++i) found[i].push_back(times[i] - times[0]);
  }
  std::vector<double> medians;
  for (const std::vector<double>& v : found) medians.push_back(median(v));
  return medians;
}

void print_table(const std::vector<CallCase>& cases, int rounds) {
  std::printf("ns, medians of %d rounds; but for the kernel's, beyond it\n%-8s %-8s %9s", rounds,
              "routine", "size", "kernel");
  for (const char* who : {"api", "fortran", "cblas"}) std::printf(" %9s", who);
  for (const Peer& peer : peers()) std::printf(" %9.9s", peer.name().c_str());
  std::printf("\n");
  for (const CallCase& each : cases) {
    const std::vector<double> medians = measure(each, rounds);
    std::printf("%-8s %-8s", each.routine.c_str(), each.size.c_str());
    std::size_t next = 0;
    const auto print = [&](const std::string& who) {
      if (next < medians.size() && each.ways[next].who == who) {
        std::printf(" %9.1f", medians[next++]);
      } else {
        std::printf(" %9s", "-");  // a peer without it
      }
    };
    for (const char* who : {"kernel", "api", "fortran", "cblas"}) print(who);
    for (const Peer& peer : peers()) print(peer.name());
    std::printf("\n");
  }
}

int run(int argc, char** argv) {
  const Options options = parse(argc, argv);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) usage();
  // Loaded like the peers, not linked: its names must not stand before theirs.
  void* const ours = dlopen("libfulcrum_blas.so", RTLD_NOW | RTLD_LOCAL);
  if (ours == nullptr) {
    (void)std::fprintf(stderr, "call_bench: %s\n", dlerror());
    return 2;
  }
  Calls calls(ours);
  add_level1(calls);
  add_level2(calls);
  add_level3(calls);
  if (!options.table) {
    register_all(calls.cases());
    benchmark::RunSpecifiedBenchmarks();
  }
  print_table(calls.cases(), options.rounds);
  return 0;
}

}  // namespace
}  // namespace fulcrum::bench

int main(int argc, char** argv) { return fulcrum::bench::run(argc, argv); }
