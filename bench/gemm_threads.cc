// SPDX-License-Identifier: Apache-2.0
// Is gemm with several threads ever slower than with one? Per shape the times of both in pairs
// that take turns (bench/paired.hpp), the median of the pairs' ratios t1 / tN with its 95% interval
// (order statistics, offload/measure/statistics.hpp), and a mark: SLOWER where the whole interval
// says that N threads take more than 5% longer than one, `open` where the interval holds that
// limit, `busy` where other processes took more than a fifth of a processor (column `others`) in
// each of three attempts.
//
//   gemm_threads [--threads N] [--isa NAME] [--type f32|f64] [--class NAME] [--pairs P]
//                [--budget-ms B] [--pause-us U] [--shape OPS M N K]...
//
// N is 2 unless given. Classes: square, tall, wide, deep, transposed; all of them unless one is
// named, or the given shapes alone. A shape takes P pairs (101), fewer where B milliseconds (250)
// are spent after 11. The pool's threads are awake when a sample begins. With --pause-us a sample
// is one call after U microseconds in which the caller alone was busy: beyond about 10000 of them
// libgomp's threads sleep, and waking them takes 50 us and more. Exit status: 1 where a shape is
// SLOWER, 2 for a bad argument.
#include <sys/resource.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bench/compare/machine.hpp"
#include "bench/paired.hpp"
#include "bench/values.hpp"
#include "simd/targets.hpp"

namespace {

using namespace fulcrum;

constexpr double kSlower = 0.05;

struct Shape {
  std::string group;
  bool trans_a = false, trans_b = false;
  std::int64_t m = 0, n = 0, k = 0;
};

struct Options {
  const simd::Target* target = &simd::targets().front();
  int threads = 2;
  bool f32 = true, f64 = true;
  std::string group;
  std::vector<Shape> shapes;  // of --shape
  measure::Plan plan = {250e6, 11, 101, 200e3, 0};
  double pause_ns = 0;
};

// Dense where a second thread begins to pay (some MFLOP), sparse elsewhere.
std::vector<Shape> all_shapes() {
  std::vector<Shape> all;
  for (const std::int64_t n : {2,   3,   4,   6,   8,   12,  16,  24,  32,  40,   48,   56,
                               64,  72,  80,  88,  96,  104, 112, 120, 128, 144,  160,  176,
                               192, 224, 256, 320, 384, 448, 512, 640, 768, 1000, 1400, 2000})
    all.push_back({"square", false, false, n, n, n});
  for (const std::int64_t thin : {1, 2, 4, 8, 16, 32, 64}) {
    for (const std::int64_t longest : {100, 300, 1000, 3000, 10000}) {
      const std::int64_t k = std::max<std::int64_t>(thin, 100);
      all.push_back({"tall", false, false, longest, thin, k});
      all.push_back({"wide", false, false, thin, longest, k});
      all.push_back({"deep", false, false, thin, thin, longest});
    }
  }
  for (const std::int64_t k : {1, 2, 4, 8, 16, 32})
    all.push_back({"tall", false, false, 1000, 1000, k});
  for (const auto& [ta, tb] : {std::pair{true, false}, {false, true}, {true, true}}) {
    for (const std::int64_t n : {8, 24, 48, 64, 80, 96, 112, 128, 192, 400, 1000})
      all.push_back({"transposed", ta, tb, n, n, n});
    for (const std::int64_t longest : {300, 1000, 4000}) {
      all.push_back({"transposed", ta, tb, longest, 16, 100});
      all.push_back({"transposed", ta, tb, 16, longest, 100});
      all.push_back({"transposed", ta, tb, 16, 16, longest});
    }
  }
  return all;
}

template <class T>
bench::Paired measure_shape(const Options& options, const Shape& s) {
  const auto a = bench::values<T>(s.m * s.k), b = bench::values<T>(s.k * s.n);
  auto c = bench::values<T>(s.m * s.n);
  const GemmProblem<T> p{s.trans_a, s.trans_b,
                         s.m,       s.n,
                         s.k,       T(1),
                         a.data(),  s.trans_a ? s.k : s.m,
                         b.data(),  s.trans_b ? s.n : s.k,
                         T(0),      c.data(),
                         s.m};
  const simd::GemmKernels<T>& kernels = options.target->kernels<T>().gemm;
  const auto with = [&](int threads) -> measure::Contender {
    return [&kernels, &p, threads](std::int64_t calls) {
      for (std::int64_t i = 0; i < calls; ++i) simd::gemm(kernels, p, threads);
      return true;
    };
  };
  return bench::time_pairs(with(1), with(options.threads), options.plan, options.pause_ns);
}

// What other processes did while a shape was measured, in processors: 1 is one of them, busy all
// the time.
struct Others {
  double before = others(), begin = wall();

  double now() const {
    const double spent = others() - before;
    // The system counts in ticks of 10 ms, ours among them, on each processor.
    return spent < 0.03 ? 0 : spent / (wall() - begin);
  }

 private:
  static double wall() { return static_cast<double>(measure::now_ns()) * 1e-9; }
  static double others() {
    const auto seconds = [](const timeval& t) {
      return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
    };
    rusage own{};
    getrusage(RUSAGE_SELF, &own);
    return compare::busy_seconds() - seconds(own.ru_utime) - seconds(own.ru_stime);
  }
};

struct Outcome {
  bench::Paired pair;
  double others = 0;
  bool busy() const { return others > 0.2; }
};

// Again where others were at work, at most twice: one busy process makes threads that wait for each
// other share a processor, and a product of 50 us then takes 8 ms, the scheduler's two slices.
template <class T>
Outcome measure_alone(const Options& options, const Shape& s) {
  Outcome outcome;
  for (int attempt = 0; attempt < 3; ++attempt) {
    const Others others;
    outcome.pair = measure_shape<T>(options, s);
    outcome.others = others.now();
    if (!outcome.busy()) break;
  }
  return outcome;
}

struct Counts {
  int shapes = 0, slower = 0, open = 0, busy = 0;
};

const char* mark(const Outcome& outcome, Counts& counts) {
  counts.shapes += 1;
  if (outcome.busy()) {
    counts.busy += 1;
    return "  busy";
  }
  switch (bench::verdict(outcome.pair.ratio, kSlower)) {
    case bench::Verdict::Beyond:
      counts.slower += 1;
      return "  SLOWER";
    case bench::Verdict::Undecided:
      counts.open += 1;
      return "  open";
    case bench::Verdict::Within:
      break;
  }
  return "";
}

template <class T>
void run(const Options& options, const Shape& s, Counts& counts) {
  const Outcome outcome = measure_alone<T>(options, s);
  const bench::Paired& pair = outcome.pair;
  std::printf("%-10s f%-2zu %c%c %5lld %5lld %5lld %11.3f %11.3f %6.3f  %.3f-%.3f %5d %6.2f%s\n",
              s.group.c_str(), sizeof(T) * 8, s.trans_a ? 'T' : 'N', s.trans_b ? 'T' : 'N',
              static_cast<long long>(s.m), static_cast<long long>(s.n), static_cast<long long>(s.k),
              pair.first_ns.median * 1e-3, pair.second_ns.median * 1e-3, pair.ratio.median,
              pair.ratio.low, pair.ratio.high, pair.ratio.count, outcome.others,
              mark(outcome, counts));
  std::fflush(stdout);
}

// --- arguments ----------------------------------------------------------------------------------

std::int64_t number(const std::string& option, const std::string& text, std::int64_t most) {
  std::size_t used = 0;
  std::int64_t value = 0;
  try {
    value = std::stoll(text, &used);
  } catch (const std::exception&) {
    used = 0;
  }
  if (used == 0 || used != text.size() || value < 1 || value > most)
    throw std::invalid_argument(option + ": \"" + text + "\" is not a number from 1 to " +
                                std::to_string(most));
  return value;
}

const simd::Target* target_named(const std::string& name) {
  std::string known;
  for (const simd::Target& target : simd::targets()) {
    if (to_string(target.isa) == name) return &target;
    known += ' ';
    known += to_string(target.isa);
  }
  throw std::invalid_argument("--isa: \"" + name + "\" is none of this machine's:" + known);
}

Shape shape_of(const std::string& ops, const std::string& m, const std::string& n,
               const std::string& k) {
  if (ops.size() != 2 || ops.find_first_not_of("NT") != std::string::npos)
    throw std::invalid_argument("--shape: \"" + ops + "\" is none of NN, NT, TN, TT");
  constexpr std::int64_t kMost = 100'000;
  return {"shape",
          ops[0] == 'T',
          ops[1] == 'T',
          number("--shape", m, kMost),
          number("--shape", n, kMost),
          number("--shape", k, kMost)};
}

void set(Options& o, const std::string& option, const std::vector<std::string>& value) {
  const std::string& first = value[0];
  if (option == "--threads") {
    o.threads = static_cast<int>(number(option, first, 1024));
  } else if (option == "--isa") {
    o.target = target_named(first);
  } else if (option == "--pairs") {
    o.plan.max_samples = static_cast<int>(number(option, first, 100'000));
    o.plan.min_samples = std::min(o.plan.min_samples, o.plan.max_samples);
  } else if (option == "--budget-ms") {
    o.plan.budget_ns = 1e6 * static_cast<double>(number(option, first, 1'000'000));
  } else if (option == "--pause-us") {
    o.pause_ns = 1e3 * static_cast<double>(number(option, first, 1'000'000));
    o.plan.min_sample_ns = 1;  // one call: a second one would find the threads awake
  } else if (option == "--shape") {
    o.shapes.push_back(shape_of(value[0], value[1], value[2], value[3]));
  } else if (option == "--type" && (first == "f32" || first == "f64")) {
    o.f32 = first == "f32";
    o.f64 = first == "f64";
  } else if (option == "--class") {
    o.group = first;
  } else {
    throw std::invalid_argument(option + ": \"" + first + "\" is not understood");
  }
}

Options parse(const std::vector<std::string>& arguments) {
  Options o;
  for (std::size_t i = 0; i < arguments.size();) {
    const std::size_t count = arguments[i] == "--shape" ? 4 : 1;
    if (i + count >= arguments.size())
      throw std::invalid_argument(arguments[i] + ": not an option, or its value is missing");
    const auto begin = arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1;
    set(o, arguments[i], {begin, begin + static_cast<std::ptrdiff_t>(count)});
    i += count + 1;
  }
  if (o.shapes.empty()) {
    for (const Shape& s : all_shapes()) {
      if (o.group.empty() || s.group == o.group) o.shapes.push_back(s);
    }
    if (o.shapes.empty()) throw std::invalid_argument("--class: no class \"" + o.group + "\"");
  }
  return o;
}

int run_all(const Options& o) {
  std::printf("%s, %d threads against 1, pairs that take turns; t1 / t%d under %.3f is SLOWER\n",
              std::string(to_string(o.target->isa)).c_str(), o.threads, o.threads,
              1 / (1 + kSlower));
  std::printf("%-10s %-3s %-2s %5s %5s %5s %11s %11s %6s  %-11s %5s %6s\n", "class", "", "", "m",
              "n", "k", "us with 1", "us with N", "ratio", "interval", "pairs", "others");
  Counts counts;
  for (const Shape& s : o.shapes) {
    if (o.f32) run<float>(o, s, counts);
    if (o.f64) run<double>(o, s, counts);
  }
  std::printf("slower by more than %.0f%%: %d of %d; open: %d; others were busy: %d\n",
              kSlower * 100, counts.slower, counts.shapes, counts.open, counts.busy);
  return counts.slower == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  try {
    options = parse({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::fprintf(
        stderr,
        "gemm_threads: %s\nusage: gemm_threads [--threads N] [--isa NAME] [--type f32|f64]"
        " [--class NAME] [--pairs P] [--budget-ms B] [--pause-us U] [--shape OPS M N K]...\n",
        error.what());
    return 2;
  }
  return run_all(options);
}
