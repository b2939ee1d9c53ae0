// SPDX-License-Identifier: Apache-2.0
// Which calls are measured, and whether what is fitted to their times finds the machine that made
// them: a synthetic one, so that its figures are known.
#include "offload/measure/calibration.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "offload/decision/call_arguments.hpp"
#include "offload/decision/cost.hpp"
#include "offload/decision/profile.hpp"
#include "offload/measure/families.hpp"
#include "offload/measure/tune.hpp"
#include "offload/platforms.hpp"
#include "offload/routines/traits.hpp"

namespace fulcrum::measure {
namespace {

using offload::DeviceProfile;
using offload::HostProfile;
using offload::Paths;
using offload::Rate;
using offload::RateKey;
using offload::RateTable;
using offload::Snapshot;
using offload::Trust;

HostProfile prior() { return offload::analytic_host(Isa::Avx2, 4, 32); }

std::string text(const Call& call) {
  return std::string(to_string(call.routine)) + ' ' + std::string(to_string(call.type)) + ' ' +
         offload::letters_of(call) + ' ' + offload::sizes_of(call);
}

auto identity(const Call& c) {
  return std::tuple(c.routine, c.type, c.side, c.uplo, c.trans_a, c.trans_b, c.diag, c.m, c.n, c.k,
                    c.lda, c.ldb, c.ldc);
}

TEST(CalibrationCalls, AreLegalAndFitTheirLimits) {
  const HostProfile host = prior();
  const Snapshot snapshot = offload::snapshot_of(host, {});
  for (const auto& calls : {calibration_calls(Form::Full, offload::known_paths(), host),
                            calibration_calls(Form::Quick, offload::known_paths(), host),
                            held_out_calls(5, offload::known_paths(), host)}) {
    ASSERT_FALSE(calls.empty());
    for (const Call& call : calls) {
      EXPECT_NO_THROW(offload::check_call(call)) << text(call);
      const Call completed = offload::traits_of(call).completed(call);
      EXPECT_EQ(identity(completed), identity(call)) << text(call);
      for (const offload::NamedOperand& operand : offload::operands_of(call)) {
        if (operand.packed) continue;
        if (operand.vector) {
          EXPECT_NE(operand.stride(call), 0) << text(call);
        } else {
          EXPECT_GE(operand.stride(call), operand.least) << text(call);
        }
        EXPECT_EQ(operand.location(call), Location::Pageable) << text(call);
      }
      EXPECT_EQ(call.batch > 1, offload::traits_of(call).batch) << text(call);
      EXPECT_LE(measured_bytes(call.routine, call.type, {call.m, call.n, call.k}) *
                    static_cast<double>(call.batch),
                256e6)
          << text(call);
      EXPECT_LE(predict(snapshot, {call, host.threads, 0}), is_usual(call.routine) ? 100e6 : 20e6)
          << text(call);
      EXPECT_EQ(predict(snapshot, {call, 1, 0}) > 100e6, call.threads > 1) << text(call);
    }
  }
}

TEST(CalibrationCalls, OfTheFullFormAreOfEveryRoutineTypeAndVariant) {
  std::set<std::string> rows;
  for (const Call& call : calibration_calls(Form::Full, offload::known_paths(), prior()))
    rows.insert(offload::name_of({call.routine, call.type, offload::variant_of(call)}));
  int measured = 0;
  for (const RateKey& key : offload::all_rate_keys()) {
    if (!measurable(key.routine, key.type)) continue;
    EXPECT_EQ(rows.count(name_of(key)), 1U) << name_of(key);
    ++measured;
  }
  EXPECT_EQ(rows.size(), static_cast<std::size_t>(measured));
  EXPECT_GT(measured, 200);
}

TEST(CalibrationCalls, OfTheQuickFormAreOfTheCommonest) {
  std::set<std::pair<Routine, ElementType>> seen;
  for (const Call& call : calibration_calls(Form::Quick, offload::known_paths(), prior()))
    seen.insert({call.routine, call.type});
  std::set<std::pair<Routine, ElementType>> expected;
  for (const Routine routine :
       {Routine::Gemm, Routine::Gemv, Routine::Axpy, Routine::Dot, Routine::Scal, Routine::Copy}) {
    for (const ElementType type : {ElementType::F32, ElementType::F64})
      expected.insert({routine, type});
  }
  EXPECT_EQ(seen, expected);
}

TEST(CalibrationCalls, AreOfThePathsAlone) {
  Paths paths;
  paths.add(Routine::Gemm, {ElementType::F64}).add(Routine::Symm, {ElementType::C32});
  for (const auto& calls :
       {calibration_calls(Form::Full, paths, prior()), held_out_calls(3, paths, prior())}) {
    ASSERT_FALSE(calls.empty());
    for (const Call& call : calls) EXPECT_TRUE(paths.has(call.routine, call.type)) << text(call);
  }
}

// What is predicted must not have been fitted.
TEST(CalibrationCalls, HeldOutOnesAreOthers) {
  std::set<decltype(identity(Call()))> fitted;
  for (const Form form : {Form::Full, Form::Quick})
    for (const Call& call : calibration_calls(form, offload::known_paths(), prior()))
      fitted.insert(identity(call));
  std::map<std::pair<Routine, ElementType>, int> counts;
  for (const Call& call : held_out_calls(5, offload::known_paths(), prior())) {
    EXPECT_EQ(fitted.count(identity(call)), 0U) << text(call);
    ++counts[{call.routine, call.type}];
  }
  for (const RateKey& key : offload::all_rate_keys()) {
    if (!measurable(key.routine, key.type)) continue;
    EXPECT_EQ((counts[{key.routine, key.type}]), 5) << name_of(key);
  }
}

// Small and large ones, narrow and square ones.
TEST(CalibrationCalls, SpreadOverTheSizes) {
  Paths paths;
  paths.add(Routine::Gemm, {ElementType::F64}).add(Routine::Axpy, {ElementType::F64});
  double least = 1e30, most = 0;
  int narrow = 0, strided = 0, vectors = 0;
  for (const Call& call : calibration_calls(Form::Full, paths, prior())) {
    if (call.routine == Routine::Gemm) {
      const double work = offload::traits_of(call).operations(call);
      least = std::min(least, work);
      most = std::max(most, work);
      narrow += 20 * std::min({call.m, call.n, call.k}) < std::max({call.m, call.n, call.k});
    } else {
      ++vectors;
      strided += call.lda != 1;
    }
  }
  EXPECT_LT(least, 1e4);
  EXPECT_GT(most, 1e8);
  EXPECT_GT(narrow, 5);
  EXPECT_GT(strided, 1);
  EXPECT_LT(strided, vectors / 2);
}

TEST(Measurable, IsWhatTheHarnessCanMake) {
  EXPECT_TRUE(measurable(Routine::Gemm, ElementType::F64));
  EXPECT_TRUE(measurable(Routine::Trsm, ElementType::C32));
  EXPECT_TRUE(measurable(Routine::GemmBatch, ElementType::F64));
  EXPECT_FALSE(measurable(Routine::GemmPacked, ElementType::F64));
  EXPECT_FALSE(measurable(Routine::GemmEpilogue, ElementType::F32));
  EXPECT_FALSE(measurable(Routine::GemmMixed, ElementType::U8));
  EXPECT_FALSE(measurable(Routine::Gemm, ElementType::U8));
}

// A table whose rows differ from the prior's by factors of their class, their routine and type,
// and their variant, each term by one of its own.
std::shared_ptr<const RateTable> other_table(const RateTable& prior, unsigned seed, double spread) {
  auto table = std::make_shared<RateTable>(prior);
  std::map<std::string, offload::Amounts> factors;
  std::mt19937_64 random(seed);
  const auto factors_of = [&](const std::string& name, double log) -> const offload::Amounts& {
    const auto [at, fresh] = factors.try_emplace(name);
    if (fresh)
      for (double& factor : at->second)
        factor = std::exp(std::uniform_real_distribution<double>(-log, log)(random));
    return at->second;
  };
  for (const RateKey& key : offload::all_rate_keys()) {
    const int cost = static_cast<int>(offload::traits_of(key.routine, key.type).cost);
    const offload::Amounts of_class = factors_of(std::to_string(cost), spread);
    const offload::Amounts of_routine = factors_of(
        std::string(to_string(key.routine)) + std::string(to_string(key.type)), spread / 2);
    const offload::Amounts of_variant = factors_of(name_of(key), spread / 6);
    Rate& rate = table->rate(key.routine, key.type, key.variant);
    for (std::size_t i = 0; i < offload::kRateTerms; ++i)
      rate.ns[i] *= of_class[i] * of_routine[i] * of_variant[i];
  }
  return table;
}

// Products, structured products, matrices and vectors, bands, matrices that are copied, vectors.
Paths some_paths() {
  Paths paths;
  const auto real = {ElementType::F32, ElementType::F64};
  paths.add(Routine::Gemm, {ElementType::F32, ElementType::F64, ElementType::C32});
  for (const Routine routine : {Routine::Trsm, Routine::Syrk, Routine::Gemv, Routine::Ger,
                                Routine::Omatcopy, Routine::Axpy, Routine::Dot, Routine::Copy})
    paths.add(routine, real);
  return paths;
}

// As `fulcrum tune` measures: on one thread, and on all where the kernel makes use of several.
std::vector<Sample> host_samples(const std::vector<Call>& calls, const HostProfile& truth) {
  const Snapshot snapshot = offload::snapshot_of(truth, {});
  std::vector<Sample> samples;
  for (const Call& call : calls) {
    for (const int threads : {1, truth.threads}) {
      if (threads > 1 &&
          offload::host_cost_on(call, offload::work_of(call), snapshot, threads).threads < 2) {
        continue;
      }
      Sample sample{call, threads, 0};
      sample.ns = predict(snapshot, sample);
      samples.push_back(sample);
    }
  }
  return samples;
}

std::vector<Prediction> predictions_of(const std::vector<Sample>& samples,
                                       const Snapshot& snapshot) {
  std::vector<Prediction> predictions;
  for (const Sample& sample : samples) predictions.push_back({sample, predict(snapshot, sample)});
  return predictions;
}

std::string worst_of(const std::vector<Prediction>& predictions) {
  std::string worst;
  double most = 1;
  for (const Prediction& p : predictions) {
    const double ratio = p.predicted_ns / p.sample.ns, error = std::max(ratio, 1 / ratio);
    if (error <= most) continue;
    most = error;
    worst = text(p.sample.call) + " on " + std::to_string(p.sample.threads) + ": " +
            std::to_string(ratio) + " of " + std::to_string(p.sample.ns) + " ns";
  }
  return worst;
}

double share_within(const std::vector<Prediction>& predictions, double part) {
  const auto good = std::count_if(predictions.begin(), predictions.end(), [&](const auto& p) {
    const double ratio = p.predicted_ns / p.sample.ns;
    return std::max(ratio, 1 / ratio) <= 1 + part;
  });
  return static_cast<double>(good) / static_cast<double>(predictions.size());
}

HostProfile true_host() {
  HostProfile truth = prior();
  const std::shared_ptr<const RateTable> before = truth.one;
  truth.one = other_table(*before, 1, 0.7);
  // All threads share what one does, about as the prior says.
  auto all = std::make_shared<RateTable>(*truth.all);
  for (const RateKey& key : offload::all_rate_keys()) {
    for (std::size_t i = offload::kRowsTerm; i < offload::kRateTerms; ++i) {
      all->rate(key.routine, key.type, key.variant).ns[i] *=
          truth.one->rate(key.routine, key.type, key.variant).ns[i] /
          before->rate(key.routine, key.type, key.variant).ns[i];
    }
  }
  truth.all = other_table(*all, 2, 0.25);
  // A virtual machine has less of the last level than it is told.
  truth.one_capacity[2] *= 0.35;
  truth.one_capacity[1] *= 0.7;
  truth.all_capacity[2] *= 0.5;
  return truth;
}

TEST(FitHost, FindsTheMachineThatMadeTheTimes) {
  const HostProfile truth = true_host();
  const HostProfile fitted =
      fit_host(prior(), host_samples(calibration_calls(Form::Full, some_paths(), prior()), truth));
  EXPECT_FALSE(fitted.analytic);
  EXPECT_EQ(fitted.threads, truth.threads);
  const std::vector<Sample> held_out =
      host_samples(held_out_calls(20, some_paths(), prior()), truth);
  ASSERT_GT(held_out.size(), 400U);
  const auto before = predictions_of(held_out, offload::snapshot_of(prior(), {}));
  const auto after = predictions_of(held_out, offload::snapshot_of(fitted, {}));
  EXPECT_LT(share_within(before, 0.10), 0.3) << "nothing was to be found";
  EXPECT_GT(share_within(after, 0.10), 0.97) << worst_of(after);
  EXPECT_GT(share_within(after, 0.30), 0.998) << worst_of(after);
  EXPECT_TRUE(limits_of(Form::Full).kept_by(score("all", after)));
  for (const Call& call : held_out_calls(1, some_paths(), prior())) {
    EXPECT_TRUE(fitted.one->trust(call).measured) << text(call);
    EXPECT_LT(fitted.one->trust(call).error, 0.06) << text(call);
  }
}

TEST(FitHost, TheQuickFormKeepsItsLimitsForWhatItMeasures) {
  const HostProfile truth = true_host();
  const HostProfile fitted = fit_host(
      prior(),
      host_samples(calibration_calls(Form::Quick, offload::known_paths(), prior()), truth));
  Paths common;
  const auto real = {ElementType::F32, ElementType::F64};
  for (const Routine routine :
       {Routine::Gemm, Routine::Gemv, Routine::Axpy, Routine::Dot, Routine::Scal, Routine::Copy})
    common.add(routine, real);
  const auto after = predictions_of(host_samples(held_out_calls(20, common, prior()), truth),
                                    offload::snapshot_of(fitted, {}));
  EXPECT_TRUE(limits_of(Form::Quick).kept_by(score("all", after))) << worst_of(after);
  // Others are scaled with their class and trusted less.
  const Trust& trsm = fitted.one->trust(Routine::Trsm, ElementType::F64, 0);
  EXPECT_FALSE(trsm.measured);
  EXPECT_GE(trsm.error, 0.2);
  const Trust& gemm = fitted.one->trust(Routine::Gemm, ElementType::F64, 0);
  EXPECT_TRUE(gemm.measured);
  EXPECT_LT(gemm.error, 0.1);
  const HostProfile before = prior();
  EXPECT_NE(fitted.one->rate(Routine::Trsm, ElementType::F64, 0),
            before.one->rate(Routine::Trsm, ElementType::F64, 0));
}

TEST(FitHost, NoiseAndOutliersAreTakenForWhatTheyAre) {
  const HostProfile truth = true_host();
  Paths paths;
  paths.add(Routine::Gemm, {ElementType::F64}).add(Routine::Gemv, {ElementType::F64});
  std::vector<Sample> samples = host_samples(calibration_calls(Form::Full, paths, prior()), truth);
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i].ns *= std::exp(0.05 * normal(random));
    if (i % 25 == 7) samples[i].ns *= 3;
  }
  const auto after = predictions_of(host_samples(held_out_calls(20, paths, prior()), truth),
                                    offload::snapshot_of(fit_host(prior(), samples), {}));
  EXPECT_GT(share_within(after, 0.20), 0.95) << worst_of(after);
}

TEST(FitHost, WithoutSamplesTheFiguresStay) {
  const HostProfile host = prior(), fitted = fit_host(host, {});
  EXPECT_EQ(*fitted.one, *host.one);
  EXPECT_EQ(fitted.one_capacity, host.one_capacity);
}

DeviceProfile prior_device() {
  offload::DeviceInfo info;
  info.platform = "cuda";
  info.name = "a device";
  info.compute_major = 8;
  info.compute_minor = 6;
  info.multiprocessors = 28;
  info.core_clock_hz = 1.7e9;
  info.memory_bandwidth = 360e9;
  info.copy_engines = 2;
  return offload::analytic_profile(info, prior());
}

class FitDeviceTo : public ::testing::TestWithParam<double> {};

TEST_P(FitDeviceTo, FindsTheDeviceThatMadeTheTimes) {
  DeviceProfile truth = prior_device();
  truth.submit_ns *= 1.7;
  truth.chunk_ns *= 0.6;
  truth.overlap = GetParam();
  for (auto& path : truth.copy) {
    for (offload::CopyPath& copy : path) {
      copy.setup_ns *= 0.5;
      copy.small_ns_per_byte *= 1.5;
      copy.large_ns_per_byte *= 0.8;
    }
  }
  truth.rates = other_table(*truth.rates, 3, 0.5);
  const auto samples_of = [&](const std::vector<Call>& calls) {
    const Snapshot snapshot = offload::snapshot_of(prior(), truth);
    std::vector<Sample> samples;
    for (const Call& call : calls) {
      Sample sample{call, 0, 0};
      sample.ns = predict(snapshot, sample);
      samples.push_back(sample);
    }
    return samples;
  };
  const DeviceProfile fitted =
      fit_device(prior_device(), samples_of(calibration_calls(Form::Full, some_paths(), prior())));
  EXPECT_FALSE(fitted.analytic);
  EXPECT_EQ(fitted.name, "a device");
  EXPECT_EQ(fitted.overlap, GetParam());
  const std::vector<Sample> held_out = samples_of(held_out_calls(20, some_paths(), prior()));
  const auto before = predictions_of(held_out, offload::snapshot_of(prior(), prior_device()));
  const auto after = predictions_of(held_out, offload::snapshot_of(prior(), fitted));
  EXPECT_LT(share_within(before, 0.10), 0.5) << "nothing was to be found";
  EXPECT_GT(share_within(after, 0.10), 0.97) << worst_of(after);
  EXPECT_GT(share_within(after, 0.30), 0.998) << worst_of(after);
  // What is not fitted stays.
  EXPECT_EQ(fitted.sync_ns, prior_device().sync_ns);
  EXPECT_EQ(fitted.context_ns, prior_device().context_ns);
}

INSTANTIATE_TEST_SUITE_P(Overlap, FitDeviceTo, ::testing::Values(0, 0.5, 1));

TEST(FitPool, FindsThePriceOfRoomThatThePoolLacks) {
  DeviceProfile device = prior_device();
  std::vector<PoolMiss> misses;
  for (double bytes = 1e6; bytes < 1e8; bytes *= 2) misses.push_back({bytes, 2e5 + 0.3 * bytes});
  fit_pool(device, misses);
  EXPECT_NEAR(device.pool_miss_ns, 2e5, 0.1e5);
  EXPECT_NEAR(device.pool_miss_ns_per_byte, 0.3, 0.01);
  const DeviceProfile before = device;
  fit_pool(device, {});
  fit_pool(device, std::vector<PoolMiss>{{0, 100}, {100, 0}});
  EXPECT_EQ(device.pool_miss_ns, before.pool_miss_ns);
}

TEST(FitDevice, WithoutSamplesTheFiguresStay) {
  const DeviceProfile device = prior_device(), fitted = fit_device(device, {});
  EXPECT_FALSE(fitted.analytic);
  EXPECT_EQ(fitted.submit_ns, device.submit_ns);
  EXPECT_EQ(*fitted.rates, *device.rates);
  // Those of the host say nothing of it.
  const std::vector<Sample> host =
      host_samples(calibration_calls(Form::Quick, some_paths(), prior()), prior());
  EXPECT_EQ(*fit_device(device, host).rates, *device.rates);
}

TEST(Predict, IsTheModelsForEachSide) {
  const Snapshot snapshot = offload::snapshot_of(prior(), prior_device());
  Call call = make_call(Routine::Gemm, ElementType::F64, {300, 400, 500}, Location::Pageable, 0);
  const offload::Work work = offload::work_of(call);
  EXPECT_EQ(predict(snapshot, {call, 0, 0}), offload::device_cost(call, work, snapshot, 0).total());
  for (const int threads : {1, 2, 4}) {
    call.threads = threads;
    EXPECT_EQ(predict(snapshot, {call, threads, 0}),
              offload::host_cost(call, work, snapshot).total());
  }
}

}  // namespace
}  // namespace fulcrum::measure
