// SPDX-License-Identifier: Apache-2.0
// What is fitted to the measured times.
#include "offload/measure/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <utility>

#include "offload/decision/cost.hpp"
#include "offload/decision/profile.hpp"
#include "offload/measure/fit.hpp"
#include "offload/routines/traits.hpp"

namespace fulcrum::measure {
namespace {

using offload::Amounts;
using offload::Cost;
using offload::DeviceProfile;
using offload::kRateTerms;
using offload::Rate;
using offload::RateKey;
using offload::RateTable;

// Weight of "as the level above" beside one observation: a term that a routine's calls tell little
// of stays where its class has it.
constexpr double kRidge = 0.15;
// Fewer observations than that say nothing of a routine alone.
constexpr std::size_t kFewest = 4, kFewestOfVariant = 12;
// What a rate that was scaled with its class, but not measured itself, is trusted for at least.
constexpr double kScaledError = 0.25;

// A call's share of its rate: the amounts, what else it costs, and its time.
struct Point {
  RateKey key;
  Amounts amounts{};
  double fixed = 0, measured = 0;
};

// Rows that are fitted together have the same number; -1: none.
using Group = int (*)(const RateKey& key);

int cost_index(const RateKey& key) {
  return static_cast<int>(offload::traits_of(key.routine, key.type).cost);
}
bool is_double(ElementType type) { return type == ElementType::F64 || type == ElementType::C64; }

// Complex elements begin with the factors of real ones.
int by_class(const RateKey& key) { return cost_index(key) * 2 + (is_double(key.type) ? 1 : 0); }
int by_class_and_type(const RateKey& key) {
  return cost_index(key) * static_cast<int>(kElementTypeCount) + static_cast<int>(key.type);
}
int by_routine(const RateKey& key) {
  return static_cast<int>(key.routine) * static_cast<int>(kElementTypeCount) +
         static_cast<int>(key.type);
}
int by_variant(const RateKey& key) {
  return by_routine(key) * static_cast<int>(offload::kVariants) + static_cast<int>(key.variant);
}

// The factors of one group of rows, where there are observations of it.
void fit_level(RateTable& table, const std::vector<RateKey>& keys, std::span<const Point> points,
               Group group, std::size_t fewest, bool measured) {
  std::map<int, std::vector<Observation>> observations;
  for (const Point& point : points) {
    const Rate& rate = table.rate(point.key.routine, point.key.type, point.key.variant);
    Observation observation{std::vector<double>(kRateTerms), point.fixed, point.measured};
    for (std::size_t i = 0; i < kRateTerms; ++i)
      observation.terms[i] = rate.ns[i] * point.amounts[i];
    observations[group(point.key)].push_back(std::move(observation));
  }
  for (const auto& [number, of_group] : observations) {
    if (of_group.size() < fewest) continue;
    const Fitted fitted = fit_factors(of_group, kRidge);
    for (const RateKey& key : keys) {
      if (group(key) != number) continue;
      Rate& rate = table.rate(key.routine, key.type, key.variant);
      for (std::size_t i = 0; i < kRateTerms; ++i) rate.ns[i] *= fitted.factors[i];
      table.trust(key.routine, key.type, key.variant) = {
          measured, measured ? fitted.error : std::max(fitted.error, kScaledError)};
    }
  }
}

// Every level multiplies the rates by factors: what a level does not measure keeps those of the one
// above.
void fit_table(RateTable& table, std::span<const Point> points) {
  const std::vector<RateKey> keys = offload::all_rate_keys();
  fit_level(table, keys, points, by_class, kFewest, false);
  fit_level(table, keys, points, by_class_and_type, kFewest, false);
  fit_level(table, keys, points, by_routine, kFewest, true);
  fit_level(table, keys, points, by_variant, kFewestOfVariant, true);
}

RateKey key_of(const Call& call) { return {call.routine, call.type, offload::variant_of(call)}; }

// Of one thread's samples.
std::vector<Point> points_on_one(std::span<const Sample> samples,
                                 const offload::Capacities& capacity) {
  std::vector<Point> points;
  for (const Sample& sample : samples) {
    if (sample.threads != 1 || !(sample.ns > 0)) continue;
    points.push_back({key_of(sample.call),
                      offload::host_amounts(offload::work_of(sample.call), capacity), 0,
                      sample.ns});
  }
  return points;
}

// Of those on all threads. Where the kernel makes use of some of them alone, one thread's figures,
// which are known, have a part in the time.
std::vector<Point> points_on_all(std::span<const Sample> samples, const offload::HostProfile& host,
                                 const offload::Capacities& capacity) {
  std::vector<Point> points;
  for (const Sample& sample : samples) {
    if (sample.threads != host.threads || !(sample.ns > 0)) continue;
    Call call = sample.call;
    call.threads = sample.threads;
    const int used = std::clamp(offload::useful_threads(call, host), 1, host.threads);
    const offload::Scaling scaling(used, host.threads);
    const offload::Work work = offload::work_of(call);
    Point point{key_of(call), offload::host_amounts(work, capacity), 0, sample.ns};
    const Rate& one = host.one->rate(call);
    const Amounts alone = offload::host_amounts(work, host.one_capacity);
    for (std::size_t i = 0; i < kRateTerms; ++i) {
      const double share = i == offload::kCallTerm ? scaling.started : 1 - scaling.shared;
      point.fixed += (1 - share) * one.ns[i] * alone[i];
      point.amounts[i] *= share;
    }
    points.push_back(point);
  }
  return points;
}

// Of an error, so that a few large ones do not decide.
double clipped_square(double predicted, double measured) {
  const double log = std::log(std::max(predicted, 1e-3) / measured);
  return std::min(log * log, 0.25);
}

// What a table leaves: what the capacities are chosen by.
double misfit(const RateTable& table, std::span<const Point> points) {
  double sum = 0;
  for (const Point& point : points) {
    const Rate& rate = table.rate(point.key.routine, point.key.type, point.key.variant);
    const double ns = point.fixed + rate.of(point.amounts);
    sum += clipped_square(ns, point.measured);
  }
  return sum;
}

// How much of a cache one has: a virtual machine shares the last level with neighbours that it does
// not see, so it is whatever explains the times best.
struct Fit {
  std::shared_ptr<RateTable> table;
  offload::Capacities capacity{};
  double misfit = offload::kNever;
};
template <class PointsAt>
Fit fit_with_capacity(const RateTable& prior, const offload::Capacities& stated,
                      const PointsAt& points_at) {
  constexpr double kL2[] = {0.7, 1}, kL3[] = {0.125, 0.25, 0.35, 0.5, 0.7, 1};
  Fit best;
  for (const double l3 : kL3) {
    for (const double l2 : kL2) {
      Fit fit;
      fit.table = std::make_shared<RateTable>(prior);
      fit.capacity = {stated[0], l2 * stated[1], std::max(l3 * stated[2], l2 * stated[1])};
      const std::vector<Point> points = points_at(fit.capacity);
      if (points.empty()) return {std::make_shared<RateTable>(prior), stated, 0};
      fit_table(*fit.table, points);
      fit.misfit = misfit(*fit.table, points);
      if (fit.misfit < best.misfit) best = std::move(fit);
    }
  }
  return best;
}

}  // namespace

offload::HostProfile fit_host(const offload::HostProfile& prior, std::span<const Sample> samples) {
  offload::HostProfile host = prior;
  host.analytic = false;
  Fit one = fit_with_capacity(
      *prior.one, prior.one_capacity,
      [&](const offload::Capacities& capacity) { return points_on_one(samples, capacity); });
  host.one = one.table;
  host.one_capacity = one.capacity;
  if (host.threads <= 1) {
    host.all = host.one;
    host.all_capacity = host.one_capacity;
    return host;
  }
  // From one thread's figures, as far as the prior says how threads share them.
  auto start = std::make_shared<RateTable>(*prior.all);
  for (const RateKey& key : offload::all_rate_keys()) {
    Rate& rate = start->rate(key.routine, key.type, key.variant);
    const Rate& before = prior.one->rate(key.routine, key.type, key.variant);
    const Rate& after = one.table->rate(key.routine, key.type, key.variant);
    for (std::size_t i = 0; i < kRateTerms; ++i) {
      if (i == offload::kCallTerm) {
        rate.ns[i] += after.ns[i] - before.ns[i];
      } else if (before.ns[i] > 0) {
        rate.ns[i] *= after.ns[i] / before.ns[i];
      }
    }
    start->trust(key.routine, key.type, key.variant) = {
        false, std::max(one.table->trust(key.routine, key.type, key.variant).error, kScaledError)};
  }
  Fit all = fit_with_capacity(*start, prior.all_capacity, [&](const offload::Capacities& capacity) {
    return points_on_all(samples, host, capacity);
  });
  host.all = all.table;
  host.all_capacity = all.capacity;
  return host;
}

namespace {

// What a call costs on the device whatever it computes: the figures that are fitted together.
std::vector<double*> tolls_of(DeviceProfile& profile) {
  std::vector<double*> tolls = {&profile.submit_ns, &profile.chunk_ns};
  for (const offload::Path path : {offload::Path::Pinned, offload::Path::Pageable}) {
    const auto p = static_cast<std::size_t>(path);
    for (offload::CopyPath& copy : profile.copy[p]) {
      if (path == offload::Path::Pinned) tolls.push_back(&copy.setup_ns);
      tolls.push_back(&copy.small_ns_per_byte);
      tolls.push_back(&copy.large_ns_per_byte);
    }
    tolls.push_back(&profile.run_ns[p]);
  }
  return tolls;
}

struct Crossed {
  const Sample* sample;
  offload::Work work;
};

offload::DeviceCost cost_of(const Crossed& crossed, const offload::Snapshot& snapshot) {
  return offload::device_cost(crossed.sample->call, crossed.work, snapshot, 0);
}

// The cost is a sum of maxima of the tolls' shares, so its derivative by a toll, times the toll, is
// what that contributes to the call at hand, and all contributions together are the cost.
void fit_tolls(DeviceProfile& profile, std::span<const Crossed> calls) {
  constexpr double kStep = 1e-4;
  offload::Snapshot snapshot = offload::snapshot_of({}, profile);
  std::vector<double*> tolls = tolls_of(snapshot.devices[0]);
  std::vector<Observation> observations(calls.size());
  for (std::size_t i = 0; i < calls.size(); ++i) {
    observations[i].terms.resize(tolls.size());
    observations[i].measured = calls[i].sample->ns;
    observations[i].fixed = cost_of(calls[i], snapshot).total();
  }
  for (std::size_t j = 0; j < tolls.size(); ++j) {
    const double value = *tolls[j];
    *tolls[j] = value * (1 + kStep);
    for (std::size_t i = 0; i < calls.size(); ++i) {
      double& term = observations[i].terms[j];
      const double total = observations[i].fixed;
      term = std::max(0.0, (cost_of(calls[i], snapshot).total() - total) / kStep);
    }
    *tolls[j] = value;
  }
  for (Observation& observation : observations)
    for (const double term : observation.terms) observation.fixed -= term;
  const Fitted fitted = fit_factors(observations, kRidge);
  tolls = tolls_of(profile);
  // Halfway: which stage of a pipeline is the longest may change on the way. Never quite nothing,
  // from where no factor leads back.
  for (std::size_t j = 0; j < tolls.size(); ++j)
    *tolls[j] *= std::max(0.5 * (1 + fitted.factors[j]), 0.02);
}

void fit_kernels(DeviceProfile& profile, const RateTable& prior, std::span<const Crossed> calls) {
  const offload::Snapshot snapshot = offload::snapshot_of({}, profile);
  std::vector<Point> points;
  for (const Crossed& crossed : calls) {
    const offload::DeviceCost cost = cost_of(crossed, snapshot);
    const double whole = cost.whole.kernel;
    // Hidden behind copies, a kernel's time is not seen.
    const double share = whole > 0 ? cost.exposed.kernel / whole : 1;
    Amounts amounts = offload::device_amounts(crossed.work, profile.capacity, cost.chunks);
    for (double& amount : amounts) amount *= share;
    points.push_back({key_of(crossed.sample->call), amounts, cost.total() - cost.exposed.kernel,
                      crossed.sample->ns});
  }
  auto table = std::make_shared<RateTable>(prior);
  fit_table(*table, points);
  profile.rates = std::move(table);
}

double misfit(const DeviceProfile& profile, std::span<const Crossed> calls) {
  const offload::Snapshot snapshot = offload::snapshot_of({}, profile);
  double sum = 0;
  for (const Crossed& crossed : calls)
    sum += clipped_square(cost_of(crossed, snapshot).total(), crossed.sample->ns);
  return sum;
}

}  // namespace

DeviceProfile fit_device(const DeviceProfile& prior, std::span<const Sample> samples) {
  DeviceProfile profile = prior;
  profile.analytic = false;
  std::vector<Crossed> calls;
  for (const Sample& sample : samples)
    if (sample.threads == 0 && sample.ns > 0)
      calls.push_back({&sample, offload::work_of(sample.call)});
  if (calls.empty()) return profile;
  // The prior's first: where no call is cut into chunks all of them say the same.
  const double overlaps[] = {prior.overlap, 0, 0.5, 1};
  DeviceProfile best;
  double least = offload::kNever;
  for (const double overlap : overlaps) {
    DeviceProfile trial = profile;
    trial.overlap = overlap;
    // In turn, each with the other as it was found last.
    constexpr int kRounds = 8;
    for (int round = 0; round < kRounds; ++round) {
      fit_tolls(trial, calls);
      fit_kernels(trial, *prior.rates, calls);
    }
    const double left = misfit(trial, calls);
    if (left >= least) continue;
    least = left;
    best = std::move(trial);
  }
  return best;
}

void fit_pool(DeviceProfile& profile, std::span<const PoolMiss> misses) {
  // The ridge holds a prior that is too low by some orders of magnitude: each round leads on from
  // the one before.
  constexpr int kRounds = 12;
  for (int round = 0; round < kRounds; ++round) {
    std::vector<Observation> observations;
    for (const PoolMiss& miss : misses) {
      if (!(miss.bytes > 0 && miss.ns > 0)) continue;
      observations.push_back(
          {{profile.pool_miss_ns, profile.pool_miss_ns_per_byte * miss.bytes}, 0, miss.ns});
    }
    if (observations.empty()) return;
    const Fitted fitted = fit_factors(observations, kRidge);
    // Never quite nothing, from where no factor leads back.
    constexpr double kLeast = 1e-3;
    profile.pool_miss_ns *= std::max(fitted.factors[0], kLeast);
    profile.pool_miss_ns_per_byte *= std::max(fitted.factors[1], kLeast);
  }
}

double predict(const offload::Snapshot& snapshot, const Sample& sample) {
  const offload::Work work = offload::work_of(sample.call);
  return sample.threads > 0
             ? offload::host_cost_on(sample.call, work, snapshot, sample.threads).total()
             : offload::device_cost(sample.call, work, snapshot, 0).total();
}

}  // namespace fulcrum::measure
