// SPDX-License-Identifier: Apache-2.0
#include "bench/regret/record.hpp"

#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include "bench/compare/machine.hpp"
#include "bench/compare/text.hpp"
#include "bench/regret/grid.hpp"
#include "bench/regret/model.hpp"
#include "bench/regret/subject.hpp"
#include "offload/decision/profile.hpp"
#include "offload/measure/harness.hpp"
#include "offload/measure/tune.hpp"
#include "offload/measure/workload.hpp"
#include "offload/platforms.hpp"
#include "offload/routines/traits.hpp"
#include "simd/targets.hpp"

namespace fulcrum::regret {
namespace {

using compare::print;

// Long enough that the other side's first call, which finds it asleep, counts for little: waking a
// worker takes some 15 us.
constexpr double kSampleNs = 100e3;
constexpr double kShortNs = 20e6;
constexpr double kLargestBytes = 256e6;

// Parts of the budget after which the calibration has compared its calls, timed them in place, and
// on the device.
constexpr double kCompared = 0.1, kTimedInPlace = 0.2, kTimedAcross = 0.4;

// The sides of a call, timed in turns: in place and across, in each state.
struct Times {
  measure::Measurement simd, device;
};
using InStates = std::map<State, Times>;

class Recording {
 public:
  Recording(const RecordOptions& options, const RecordProgress& progress,
            const std::function<bool()>& stop);

  Table run();

 private:
  double elapsed_s() const { return 1e-9 * static_cast<double>(measure::now_ns() - begin_); }
  void open_device();
  void head();
  void check(const Call& call, Subject& subject) const;
  void warm_up(const std::vector<Call>& calls);
  void calibrate(const std::vector<Call>& calls);
  // calibration: shapes that no cell may have.
  void fill_cells(const std::vector<Call>& calibration);

  std::vector<State> states() const {
    return memory_->has_pinned() ? std::vector<State>{State::Pageable, State::Pinned}
                                 : std::vector<State>{State::Pageable};
  }
  // One call of each contender, in ns, all together; those that fail throw.
  double probe(const Subject& subject) const;
  // once_ns: what a call of each contender takes, all together.
  InStates time(const Subject& subject, double once_ns, double budget_s) const;
  // Is it known to take longer than a cell may? By what the largest of its kind has taken.
  bool too_long(const Call& call) const;
  void learn(const Call& call, double each_ns);
  double limit_ns() const { return options_.cell_s * 1e9 * static_cast<double>(states().size()); }

  RecordOptions options_;
  const RecordProgress& progress_;
  const std::function<bool()>& stop_;
  std::int64_t begin_ = measure::now_ns();
  const simd::Target* target_;
  std::shared_ptr<offload::BlasDevice> device_;
  std::optional<Device> pinned_device_;  // whose pinned memory it reads itself
  std::optional<Memory> memory_;
  std::string no_pinned_;
  GridOptions grid_;
  Table table_;
  // Operations of the largest call of a kind so far, and ns of one call of each contender.
  std::map<std::pair<Routine, ElementType>, std::pair<double, double>> largest_;
  int left_out_ = 0, passed_over_ = 0;
  bool filling_ = false;  // calibration, which goes up in size, is over
};

double operations_of(const Call& call) { return offload::traits_of(call).operations(call); }

Recording::Recording(const RecordOptions& options, const RecordProgress& progress,
                     const std::function<bool()>& stop)
    : options_(options), progress_(progress), stop_(stop), target_(simd::find_target(options.isa)) {
  if (target_ == nullptr)
    throw std::invalid_argument("this machine has not the SIMD target " +
                                std::string(to_string(options.isa)));
  grid_.seed = options.seed;
  grid_.largest = options.largest;
  grid_.longest = options.longest;
  grid_.largest_bytes = kLargestBytes;
}

// --- the device ---------------------------------------------------------------------------------

Call first_call() {
  return placed(
      measure::make_call(Routine::Gemm, ElementType::F32, {16, 16, 16}, Location::Unknown, 1),
      State::Pageable);
}

// Looks for it, and makes the first call: what that takes is the one-off cost.
void Recording::open_device() {
  const offload::BlasPlatform* const blas = offload::find_platform(options_.platform);
  if (blas == nullptr || blas->discover == nullptr)
    throw std::invalid_argument("no platform \"" + std::string(options_.platform.name()) +
                                "\": there are " + offload::backend_names());
  Memory ordinary{std::nullopt};
  const auto subject = ordinary.subject(first_call());
  const offload::AnyProblem problem = subject->problem(State::Pageable);
  const std::int64_t begin = measure::now_ns();
  const offload::Discovery& found = blas->discover(config());
  if (static_cast<std::size_t>(options_.device) >= found.devices.size())
    throw std::invalid_argument(print("the platform has no device %d: %s", options_.device,
                                      found.problem.empty()
                                          ? print("it has %zu", found.devices.size()).c_str()
                                          : found.problem.c_str()));
  device_ = found.devices[static_cast<std::size_t>(options_.device)];
  const offload::Outcome outcome = device_->run(problem);
  table_.context_ns = static_cast<double>(measure::now_ns() - begin);
  if (!outcome.ok) throw std::runtime_error("the device fails: " + outcome.message);

  const auto devices = platform(options_.platform.name()).devices();
  const Device& runtime = devices.at(static_cast<std::size_t>(options_.device));
  no_pinned_ = runtime.absent(MemoryKind::Pinned);
  if (no_pinned_.empty() &&
      device_->location(runtime.allocate<std::byte, memory::Pinned>(1).data()) !=
          Location::Pinned) {
    no_pinned_ = "the device takes it for ordinary memory";
  }
  if (no_pinned_.empty()) pinned_device_ = runtime;
  memory_.emplace(pinned_device_);
  const int units = runtime.properties().compute_units;
  table_.device_threads = units > 0 ? std::to_string(units) : "-";
}

void Recording::head() {
  const offload::HostProfile host =
      offload::analytic_host(options_.isa, options_.threads, target_->vector_bytes);
  utsname system{};
  uname(&system);
  table_.cpu = offload::this_cpu();
  table_.machine = print("%s, %ld processors, %s %s", table_.cpu.c_str(),
                         sysconf(_SC_NPROCESSORS_ONLN), system.sysname, system.release);
  table_.isa = options_.isa;
  table_.threads = options_.threads;
  table_.host = facts_of(host, target_->vector_bytes);
  table_.device = device_->info();
  table_.device.platform = options_.platform;
  char day[16];
  const std::time_t now = std::time(nullptr);
  std::strftime(day, sizeof day, "%F", std::gmtime(&now));
  table_.date = day;
}

// --- timing -------------------------------------------------------------------------------------

bool computed(offload::BlasDevice& device, const offload::AnyProblem& problem, std::int64_t calls) {
  for (; calls > 0; --calls) {
    const offload::Outcome outcome = device.run(problem);
    if (!outcome.ok) throw std::runtime_error("the device fails: " + outcome.message);
  }
  return true;
}

double Recording::probe(const Subject& subject) const {
  const std::int64_t begin = measure::now_ns();
  for (const State state : states()) {
    const offload::AnyProblem problem = subject.problem(state);
    measure::compute_in_place(*target_, problem, options_.threads);
    computed(*device_, problem, 1);
  }
  return static_cast<double>(measure::now_ns() - begin);
}

InStates Recording::time(const Subject& subject, double once_ns, double budget_s) const {
  const bool warm = once_ns < kShortNs;
  std::vector<measure::Contender> contenders;
  // A short call's sample comes behind another one that is dropped: it would find the device's side
  // asleep, or the caches with the other side's data.
  const int copies = warm ? 2 : 1;
  for (const State state : states()) {
    const offload::AnyProblem problem = subject.problem(state);
    for (int i = 0; i < copies; ++i) {
      contenders.emplace_back([this, problem](std::int64_t calls) {
        for (; calls > 0; --calls) measure::compute_in_place(*target_, problem, options_.threads);
        return true;
      });
    }
    for (int i = 0; i < copies; ++i) {
      contenders.emplace_back(
          [this, problem](std::int64_t calls) { return computed(*device_, problem, calls); });
    }
  }
  measure::Plan plan;
  plan.min_samples = kFewestSamples;
  plan.max_samples = 101;
  plan.min_sample_ns = kSampleNs;
  plan.budget_ns = budget_s * 1e9;
  const std::vector<measure::Measurement> all = measure::measure(contenders, plan, stop_);
  InStates result;
  if (std::any_of(all.begin(), all.end(), [](const auto& m) { return m.interrupted; }))
    return result;
  const auto step = static_cast<std::size_t>(copies);
  std::size_t i = step - 1;
  const auto next = [&] { return all[std::exchange(i, i + step)]; };
  for (const State state : states()) {
    Times& times = result[state];
    times.simd = next();
    times.device = next();
  }
  return result;
}

bool Recording::too_long(const Call& call) const {
  const auto known = largest_.find({call.routine, call.type});
  if (known == largest_.end()) return false;
  const auto [operations, ns] = known->second;
  const double larger = operations_of(call) / operations;
  // A short call says what calling costs, not what computing does.
  constexpr double kComputes = 2e6, kSurelyLarger = 100;
  if (ns < kComputes) return larger > kSurelyLarger && !table_.samples.empty() && filling_;
  return larger > 1 && ns * larger * kFewestSamples > limit_ns();
}

void Recording::learn(const Call& call, double each_ns) {
  auto& [operations, ns] = largest_[{call.routine, call.type}];
  if (operations_of(call) < operations) return;
  operations = operations_of(call);
  ns = each_ns;
}

// --- the two parts ------------------------------------------------------------------------------

// In all states, against what is computed in place.
void Recording::check(const Call& call, Subject& subject) const {
  for (const State state : states()) {
    const std::string wrong = subject.check(*target_, *device_, state);
    if (!wrong.empty())
      throw std::runtime_error(
          "the device and what is computed in place differ: " + shape_key(call) + ": " + wrong);
  }
}

// A small and a larger call of each kind: a device may compile its kernels for seconds, others for
// other sizes.
void Recording::warm_up(const std::vector<Call>& calls) {
  constexpr double kLarger = 2e7;  // operations
  std::map<std::pair<Routine, ElementType>, std::pair<Call, Call>> kinds;
  for (const Call& call : calls) {
    auto& [small, larger] = kinds.try_emplace({call.routine, call.type}, call, call).first->second;
    if (operations_of(call) < operations_of(small)) small = call;
    if (operations_of(call) > operations_of(larger) && operations_of(call) <= kLarger)
      larger = call;
  }
  for (const auto& [kind, two] : kinds) {
    for (const Call& call : {two.first, two.second}) {
      if (stop_()) return;
      progress_(0, 0, "warming up: " + shape_key(call));
      check(call, *memory_->subject(call));
    }
  }
}

// As `fulcrum tune` does, but for the device in all states.
void Recording::calibrate(const std::vector<Call>& calls) {
  // What there is no time for is left out, of all routines alike.
  std::vector<Call> compared;
  for (const std::size_t i : measure::spread_order(calls.size())) {
    if (stop_() || elapsed_s() > kCompared * options_.budget_s) break;
    const Call& call = calls[i];
    progress_(elapsed_s(), 0, "comparing: " + shape_key(call));
    const auto subject = memory_->subject(call);
    check(call, *subject);
    learn(call, probe(*subject));
    compared.push_back(call);
  }
  measure::TunedSide across{std::string(options_.platform.name()), device_, {}};
  if (memory_->has_pinned()) {
    across.pinned = [device = *pinned_device_](std::size_t bytes) {
      const auto buffer = std::make_shared<Buffer<std::byte, memory::Pinned>>(
          device.allocate<std::byte, memory::Pinned>(bytes));
      return std::shared_ptr<void>(buffer, buffer->data());
    };
  }
  measure::Watch watch;
  double until = kTimedInPlace;
  watch.stop = [this, &until] { return stop_() || elapsed_s() > until * options_.budget_s; };
  watch.progress = [this](const measure::Step& step) {
    progress_(elapsed_s(), 0, std::string(step.side) + ": " + shape_key(*step.call));
  };
  measure::TimePlan plan;
  plan.threads = options_.threads;
  plan.passes = 2;
  const auto keep = [this](const measure::Timed& times) {
    for (const std::string& failure : times.failures)
      throw std::runtime_error("the device fails: " + failure);
    for (const measure::Sample& s : times.samples)
      table_.samples.push_back({s.call, s.threads, s.ns});
    return times.probe_ns;
  };
  std::vector<Call> here, there;
  for (const State state : states())
    for (const Call& call : compared) there.push_back(placed(call, state));
  for (const Call& call : compared) here.push_back(placed(call, State::Pageable));
  plan.probe_ns = keep(measure::time_calls(*target_, {"simd", nullptr, {}}, here, plan, watch));
  until = kTimedAcross;
  keep(measure::time_calls(*target_, across, there, plan, watch));
}

Timing timing_of(const measure::Measurement& m) {
  return {m.ns.median, m.ns.low, m.ns.high, m.ns.count};
}

void Recording::fill_cells(const std::vector<Call>& calibration) {
  filling_ = true;
  Grid grid(grid_, calibration);
  Balance balance;
  const std::size_t shapes = options_.cells / states().size();
  const double left_s = options_.budget_s - elapsed_s();
  const double each_s = left_s / static_cast<double>(shapes);
  while (!stop_() && elapsed_s() < options_.budget_s &&
         table_.cells.size() + states().size() <= options_.cells) {
    const std::optional<Grid::Drawn> drawn = grid.next();
    if (!drawn) break;
    const Call& call = drawn->call;
    if (!balance.wanted(*drawn)) {
      ++passed_over_;
      continue;
    }
    if (too_long(call)) {
      ++left_out_;
      continue;
    }
    progress_(elapsed_s(), table_.cells.size(), shape_key(call));
    const auto subject = memory_->subject(call);
    const double once = probe(*subject);
    learn(call, once);
    if (once * kFewestSamples > limit_ns()) {
      ++left_out_;
      continue;
    }
    std::vector<Cell> cells;
    for (const auto& [state, times] : time(*subject, once, each_s))
      cells.push_back({placed(call, state), timing_of(times.simd), timing_of(times.device)});
    balance.note(*drawn, cells);
    table_.cells.insert(table_.cells.end(), cells.begin(), cells.end());
  }
}

Table Recording::run() {
  constexpr double kLook = 0.3;  // s
  open_device();
  head();
  // The caller's own copies take no more threads than its computing; a worker has its number by
  // now.
  set_num_threads(options_.threads);
  std::vector<Call> calls = calibration_shapes(grid_, prior_host(table_));
  std::stable_sort(calls.begin(), calls.end(), [](const Call& a, const Call& b) {
    return operations_of(a) < operations_of(b);
  });
  warm_up(calls);
  begin_ = measure::now_ns();
  calibrate(calls);
  fill_cells(calls);
  table_.conditions = print(
      "the machine was %.0f%% busy before and %.0f%% after; seed %llu; %.0f s, in turns, medians "
      "of %d samples of "
      "%.0f us at least; %d shapes left out, longer than %g s for %d repeats, and %d that one side "
      "wins for certain while the other was behind; context_ns: looking "
      "for the device, its context and its first product%s%s%s%s",
      options_.busy * 100, compare::busy_share(kLook) * 100,
      static_cast<unsigned long long>(options_.seed), elapsed_s(), kFewestSamples, kSampleNs * 1e-3,
      left_out_, options_.cell_s, kFewestSamples, passed_over_,
      no_pinned_.empty() ? "" : "; no pinned memory: ", no_pinned_.c_str(),
      options_.conditions.empty() ? "" : "; ", options_.conditions.c_str());
  return std::move(table_);
}

}  // namespace

Table record(const RecordOptions& options, const RecordProgress& progress,
             const std::function<bool()>& stop) {
  return Recording(options, progress, stop).run();
}

}  // namespace fulcrum::regret
