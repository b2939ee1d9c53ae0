// SPDX-License-Identifier: Apache-2.0
#include "offload/measure/tune.hpp"

#include <algorithm>
#include <cmath>
#include <new>

#include "fulcrum/error.hpp"
#include "offload/decision/cost.hpp"
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

Timed time_calls(const simd::Target& target, const TunedSide& side, std::span<const Call> calls,
                 int threads, double probe_ns, const Watch& watch) {
  const Probes probes(target);
  const std::vector<Contender> contenders = probes.contenders();
  std::vector<std::shared_ptr<offload::BlasDevice>> devices;
  if (side.device != nullptr) devices.push_back(side.device);
  Bench bench(target, threads, devices, side.pinned);
  Timed timed;
  std::vector<Relative> times;
  std::vector<double> all_probes;
  const std::int64_t begin = now_ns();
  const auto elapsed = [begin] { return 1e-9 * static_cast<double>(now_ns() - begin); };
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const Call& call = calls[i];
    if (watch.stop && watch.stop()) break;
    if (watch.progress) {
      const double done = elapsed();
      // Until something has been seen, as long as their budgets.
      const double each = i > 10 ? done / static_cast<double>(i) : 2e-9 * kBudgetNs;
      watch.progress({done, done + each * static_cast<double>(calls.size() - i), side.name, &call});
    }
    std::vector<int> counts;
    if (side.device == nullptr) {
      counts.push_back(1);
      Call allowed = call;
      allowed.threads = threads;
      if (threads > 1 && offload::traits_of(call).threads(allowed, target, threads) > 1)
        counts.push_back(threads);
    }
    CallTimes cell;
    try {
      cell = bench.run_call(call, counts, contenders, false, plan_of_call(), watch.stop);
    } catch (const std::bad_alloc&) {
      continue;
    } catch (const Error& error) {
      if (error.code() != ErrorCode::OutOfMemory) throw;
      continue;
    }
    const std::vector<double> probe = probe_times(cell.probes);
    if (probe.empty()) continue;
    all_probes.push_back(median(probe));
    const double share = share_of(call, side.device != nullptr);
    for (std::size_t t = 0; t < counts.size(); ++t)
      times.push_back(relative(call, counts[t], cell.simd[t], probe, share));
    for (const DeviceResult& device : cell.devices) {
      if (device.failure.empty()) {
        times.push_back(relative(call, 0, device.time, probe, share));
      } else if (std::find(timed.failures.begin(), timed.failures.end(), device.failure) ==
                 timed.failures.end()) {
        timed.failures.push_back(device.failure);
      }
    }
  }
  timed.probe_ns = median(std::move(all_probes));
  const double reference = probe_ns > 0 ? probe_ns : timed.probe_ns;
  for (Relative& time : times) {
    time.sample.ns = time.ratio * std::pow(reference, time.share);
    if (time.sample.ns > 0) timed.samples.push_back(time.sample);
  }
  return timed;
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
  const auto quantile = [](std::vector<double> values, double q) {
    if (values.empty()) return 0.0;
    const auto at = static_cast<std::ptrdiff_t>(q * static_cast<double>(values.size() - 1) + 0.5);
    std::nth_element(values.begin(), values.begin() + at, values.end());
    return values[static_cast<std::size_t>(at)];
  };
  result.median = quantile(ratios, 0.5);
  result.p80 = quantile(errors, 0.8);
  result.p99 = quantile(long_errors, 0.99);
  return result;
}

bool Limits::kept_by(const Score& score) const {
  return score.median <= 1 + median && score.median >= 1 / (1 + median) && score.p80 <= 1 + p80 &&
         score.p99 <= 1 + p99;
}

Limits limits_of(Form form) {
  return form == Form::Full ? Limits{0.05, 0.20, 1} : Limits{0.10, 0.35, 2};
}

}  // namespace fulcrum::measure
