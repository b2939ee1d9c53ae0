// SPDX-License-Identifier: Apache-2.0
#include "offload/measure/tune.hpp"

#include <algorithm>
#include <cmath>
#include <new>
#include <numeric>

#include "fulcrum/error.hpp"
#include "offload/decision/cost.hpp"
#include "offload/decision/decide.hpp"
#include "offload/measure/workload.hpp"
#include "offload/routines/traits.hpp"

namespace fulcrum::measure {
namespace {

// A call has about that long, its warm-up aside: long ones few samples, short ones up to 41.
constexpr double kBudgetNs = 6e6;

Plan plan_of_call() {
  Plan plan;
  plan.budget_ns = kBudgetNs;
  plan.min_samples = 3;
  plan.max_samples = 41;
  return plan;
}

// What tells how fast the core is now: both take 0.2 to 3 us out of the first cache.
class Probes {
 public:
  explicit Probes(const simd::Target& target) : target_(target) {
    product_.m = product_.n = product_.k = product_.lda = product_.ldb = product_.ldc = kSide;
    product_.alpha = 1;
    product_.a = a_.data();
    product_.b = b_.data();
    product_.c = c_.data();
    sum_.n = kLength;
    sum_.alpha = 1e-20F;
    sum_.x = x_.data();
    sum_.y = y_.data();
    sum_.incx = sum_.incy = 1;
  }
  Probes(const Probes&) = delete;
  Probes& operator=(const Probes&) = delete;

  std::vector<Contender> contenders() const {
    return {contender(offload::AnyProblem(product_)), contender(offload::AnyProblem(sum_))};
  }

 private:
  Contender contender(const offload::AnyProblem& problem) const {
    return [this, problem](std::int64_t calls) {
      for (; calls > 0; --calls) compute_in_place(target_, problem, 1);
      return true;
    };
  }

  static constexpr std::int64_t kSide = 48, kLength = 3000;
  const simd::Target& target_;
  std::vector<float> a_ = std::vector<float>(kSide * kSide, 0.5F), b_ = a_, c_ = a_;
  std::vector<float> x_ = std::vector<float>(kLength, 1.0F), y_ = x_;
  GemmProblem<float> product_{};
  AxpyProblem<float> sum_{};
};

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  return summarize(values).median;
}

constexpr double kMost = 0.8;  // of the calls: what figures are given for

double quantile(std::vector<double> values, double q) {
  if (values.empty()) return 0;
  const auto at = static_cast<std::ptrdiff_t>(q * static_cast<double>(values.size() - 1) + 0.5);
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return values[static_cast<std::size_t>(at)];
}

// The probes' geometric mean in each round.
std::vector<double> probe_times(const std::vector<Measurement>& probes) {
  std::vector<double> times;
  const std::size_t rounds = std::min(probes[0].samples.size(), probes[1].samples.size());
  for (std::size_t i = 0; i < rounds; ++i)
    times.push_back(std::sqrt(probes[0].samples[i] * probes[1].samples[i]));
  return times;
}

// A time that is still to be multiplied by the probe's time to the power of `share`.
struct Relative {
  Sample sample;
  double ratio = 0, share = 1;
};

Relative relative(const Call& call, int threads, const Measurement& time,
                  const std::vector<double>& probe, double share) {
  std::vector<double> ratios;
  const std::size_t rounds = std::min(time.samples.size(), probe.size());
  for (std::size_t i = 0; i < rounds; ++i)
    ratios.push_back(time.samples[i] / std::pow(probe[i], share));
  return {{call, threads, 0}, median(std::move(ratios)), share};
}

// How much of the probes' slowness a call has a part in.
double share_of(const Call& call, bool on_device) {
  constexpr double kCached = 600e3;
  const offload::Work work = offload::work_of(call);
  const bool memory = work.cost != offload::Cost::Product && work.footprint > kCached;
  return on_device || memory ? 0.5 : 1;
}

}  // namespace

namespace {

// One call on the device, in ns; 0 where it failed.
double run_ns(offload::BlasDevice& device, const offload::AnyProblem& problem) {
  const std::int64_t begin = now_ns();
  const offload::Outcome outcome = device.run(problem);
  return outcome.ok ? static_cast<double>(now_ns() - begin) : 0;
}

}  // namespace

double first_call_ns(offload::BlasDevice& device) {
  constexpr std::int64_t kSide = 16;
  const std::vector<float> in(kSide * kSide, 0.5F);
  std::vector<float> out(kSide * kSide, 0.0F);
  GemmProblem<float> product;
  product.m = product.n = product.k = product.lda = product.ldb = product.ldc = kSide;
  product.alpha = 1;
  product.a = product.b = in.data();
  product.c = out.data();
  const offload::AnyProblem problem(product);
  const double first = run_ns(device, problem), next = run_ns(device, problem);
  return next > 0 ? std::max(0.0, first - next) : 0;
}

std::vector<PoolMiss> time_pool_misses(offload::BlasDevice& device) {
  constexpr std::int64_t kLeast = 1 << 20, kLargest = 64 << 20;  // bytes
  constexpr int kAgain = 3;
  constexpr auto kElements = static_cast<std::size_t>(kLargest) / (2 * sizeof(float));
  const std::vector<float> x(kElements, 1.0F);
  std::vector<float> y(kElements, 1.0F);
  AxpyProblem<float> sum;
  sum.alpha = 1e-20F;
  sum.x = x.data();
  sum.y = y.data();
  sum.incx = sum.incy = 1;
  std::vector<PoolMiss> misses;
  for (std::int64_t bytes = kLeast; bytes <= kLargest; bytes *= 2) {
    sum.n = bytes / static_cast<std::int64_t>(2 * sizeof(float));
    const offload::AnyProblem problem(sum);
    const double first = run_ns(device, problem);
    std::vector<double> next;
    for (int i = 0; i < kAgain; ++i) next.push_back(run_ns(device, problem));
    const double ns = median(std::move(next));
    if (first <= 0 || ns <= 0) break;
    // What is not seen beside the noise is next to nothing.
    misses.push_back({static_cast<double>(bytes), std::max(first - ns, 0.01 * ns)});
  }
  return misses;
}

namespace {

// The measurements of one sample in all passes.
struct Repeated {
  Sample sample;
  double share = 1;
  std::vector<double> ratios;
};

// Measures calls one by one; what it has found lies behind the times of the calls before.
class Timing {
 public:
  Timing(const simd::Target& target, const TunedSide& side, std::size_t calls, int threads)
      : target_(target),
        side_(side),
        threads_(threads),
        probes_(target),
        contenders_(probes_.contenders()),
        bench_(target, threads, devices_of(side), side.pinned),
        times_(calls) {}

  void time(std::size_t index, const Call& call, const std::function<bool()>& stop) {
    const std::vector<int> counts = counts_of(call);
    CallTimes cell;
    try {
      cell = bench_.run_call(call, counts, contenders_, false, plan_of_call(), stop);
    } catch (const std::bad_alloc&) {
      return;
    } catch (const Error& error) {
      if (error.code() != ErrorCode::OutOfMemory) throw;
      return;
    }
    const std::vector<double> probe = probe_times(cell.probes);
    if (probe.empty()) return;
    all_probes_.push_back(median(probe));
    for (std::size_t t = 0; t < counts.size(); ++t) {
      if (!cell.simd[t].interrupted)
        add(index, relative(call, counts[t], cell.simd[t], probe, share_of(call, false)));
    }
    for (const DeviceResult& device : cell.devices) {
      if (device.failure.empty()) {
        if (!device.time.interrupted)
          add(index, relative(call, 0, device.time, probe, share_of(call, true)));
      } else if (std::find(failures_.begin(), failures_.end(), device.failure) == failures_.end()) {
        failures_.push_back(device.failure);
      }
    }
  }

  // probe_ns: what the times are to be those of; 0: the probes' own.
  Timed result(double probe_ns) && {
    Timed timed;
    timed.probe_ns = median(std::move(all_probes_));
    timed.failures = std::move(failures_);
    const double reference = probe_ns > 0 ? probe_ns : timed.probe_ns;
    std::vector<double> apart;
    for (const std::vector<Repeated>& of_call : times_) {
      for (const Repeated& repeated : of_call) {
        double log = 0;
        for (const double ratio : repeated.ratios) log += std::log(ratio);
        log /= static_cast<double>(repeated.ratios.size());
        Sample sample = repeated.sample;
        sample.ns = std::exp(log) * std::pow(reference, repeated.share);
        timed.samples.push_back(sample);
        const bool own = (repeated.sample.threads == 0) == (side_.device != nullptr);
        if (!own || repeated.ratios.size() < 2) continue;
        const double ratio = repeated.ratios[0] / repeated.ratios[1];
        apart.push_back(std::max(ratio, 1 / ratio));
      }
    }
    timed.repeat_p80 = quantile(std::move(apart), kMost);
    return timed;
  }

 private:
  static std::vector<std::shared_ptr<offload::BlasDevice>> devices_of(const TunedSide& side) {
    if (side.device == nullptr) return {};
    return {side.device};
  }

  // In place: one thread, and all of them where the kernel makes use of several; beside a device
  // what the call would take.
  std::vector<int> counts_of(const Call& call) const {
    Call allowed = call;
    allowed.threads = threads_;
    const bool several =
        threads_ > 1 && offload::traits_of(call).threads(allowed, target_, threads_) > 1;
    if (side_.device != nullptr) return {several ? threads_ : 1};
    if (several && call.threads > 1) return {threads_};
    return several ? std::vector<int>{1, threads_} : std::vector<int>{1};
  }

  void add(std::size_t index, const Relative& time) {
    if (!(time.ratio > 0)) return;
    std::vector<Repeated>& of_call = times_[index];
    auto known = std::find_if(of_call.begin(), of_call.end(), [&](const Repeated& repeated) {
      return repeated.sample.threads == time.sample.threads;
    });
    if (known == of_call.end()) known = of_call.insert(known, {time.sample, time.share, {}});
    known->ratios.push_back(time.ratio);
  }

  const simd::Target& target_;
  const TunedSide& side_;
  int threads_;
  Probes probes_;
  std::vector<Contender> contenders_;
  Bench bench_;
  std::vector<std::vector<Repeated>> times_;  // by call
  std::vector<double> all_probes_;
  std::vector<std::string> failures_;
};

}  // namespace

std::vector<std::size_t> spread_order(std::size_t n) {
  constexpr double kGolden = 0.6180339887498949;
  auto stride = std::max<std::size_t>(1, std::llround(kGolden * static_cast<double>(n)));
  while (std::gcd(stride, n) != 1) ++stride;
  std::vector<std::size_t> order(n);
  for (std::size_t i = 0; i < n; ++i) order[i] = i * stride % n;
  return order;
}

Timed time_calls(const simd::Target& target, const TunedSide& side, std::span<const Call> calls,
                 const TimePlan& plan, const Watch& watch) {
  Timing timing(target, side, calls.size(), plan.threads);
  const std::size_t all = calls.size() * static_cast<std::size_t>(plan.passes);
  const std::vector<std::size_t> order = spread_order(calls.size());
  const std::int64_t begin = now_ns();
  for (std::size_t i = 0; i < all && !(watch.stop && watch.stop()); ++i) {
    const std::size_t index = order[i % calls.size()];
    const Call& call = calls[index];
    if (watch.progress) {
      const double done = 1e-9 * static_cast<double>(now_ns() - begin);
      // Until something has been seen, as long as their budgets.
      const double each = i > 10 ? done / static_cast<double>(i) : 2e-9 * kBudgetNs;
      watch.progress({done, done + each * static_cast<double>(all - i), side.name, &call});
    }
    timing.time(index, call, watch.stop);
  }
  return std::move(timing).result(plan.probe_ns);
}

Score score(std::string name, std::span<const Prediction> predictions) {
  constexpr double kLong = 5e3;
  Score result;
  result.name = std::move(name);
  result.count = static_cast<int>(predictions.size());
  std::vector<double> ratios, errors, long_errors;
  for (const Prediction& p : predictions) {
    const double ratio = p.predicted_ns / p.sample.ns;
    ratios.push_back(ratio);
    errors.push_back(std::max(ratio, 1 / ratio));
    if (p.sample.ns > kLong) long_errors.push_back(errors.back());
  }
  result.median = quantile(ratios, 0.5);
  result.p80 = quantile(errors, kMost);
  result.p99 = quantile(long_errors, 0.99);
  return result;
}

ThreadScore score_threads(const offload::Snapshot& snapshot, std::span<const Sample> samples) {
  constexpr double kDiffer = 1.1;
  ThreadScore score;
  double spent = 0, best = 0;
  for (std::size_t i = 0; i + 1 < samples.size(); ++i) {
    const Sample &one = samples[i], &all = samples[i + 1];
    if (one.threads != 1 || all.threads <= 1 || !offload::same(one.call, all.call)) continue;
    Call call = all.call;
    call.threads = all.threads;
    const bool several = offload::host_cost(call, offload::work_of(call), snapshot).threads > 1;
    const double less = std::min(one.ns, all.ns);
    spent += several ? all.ns : one.ns;
    best += less;
    if (std::max(one.ns, all.ns) < kDiffer * less) continue;
    ++score.differing;
    if (several == (all.ns < one.ns)) ++score.right;
  }
  score.lost = best > 0 ? spent / best - 1 : 0;
  return score;
}

bool Limits::kept_by(const Score& score) const {
  return score.median <= 1 + median && score.median >= 1 / (1 + median) && score.p80 <= 1 + p80 &&
         score.p99 <= 1 + p99;
}

Limits limits_of(Form form) {
  return form == Form::Full ? Limits{0.05, 0.20, 1} : Limits{0.10, 0.35, 2};
}

}  // namespace fulcrum::measure
