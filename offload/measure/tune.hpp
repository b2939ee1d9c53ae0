// SPDX-License-Identifier: Apache-2.0
// Measures a machine for the cost model, and its predictions against calls that it was not fitted
// to.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "offload/decision/profile.hpp"
#include "offload/device.hpp"
#include "offload/measure/calibration.hpp"
#include "offload/measure/cell.hpp"
#include "simd/targets.hpp"

namespace fulcrum::measure {

// What is under way: `done` of `all` seconds expected, on which side ("simd", "worker:0"), which
// call.
struct Step {
  double done_s = 0, all_s = 0;
  std::string_view side;
  const Call* call = nullptr;
};

struct Watch {
  std::function<void(const Step&)> progress;  // asked at every call; may be empty
  std::function<bool()> stop;                 // true: end with what there is; may be empty
};

// One side of the scale: SIMD where there is no device.
struct TunedSide {
  std::string name;
  std::shared_ptr<offload::BlasDevice> device;
  Allocate pinned = {};  // its page-locked memory; empty where it reads none of the host's itself
  double context_ns =
      0;  // finding it, and what its first call took beyond another: first_call_ns()
};

// What the first call on a device takes beyond the next one: its context, kernels that are
// compiled. A small product of f32. 0 where it fails: what is wrong is said by the calls that
// follow.
double first_call_ns(offload::BlasDevice& device);

// Calls that each need more of the device's memory than all before, and the same ones again: sums
// of vectors of 1 to 64 MiB together. Must be the first that the device is asked for beside small
// ones.
std::vector<PoolMiss> time_pool_misses(offload::BlasDevice& device);

// The times of calls, freed of the machine's drift: neighbours on the same physical cores slow
// calls down by up to twice for tenths of a second. A product and a sum of vectors that stay in the
// first cache are timed in turn with every sample, and what slows these down is taken out of it:
// all of it where the caches hold the operands, the square root where memory does, which neighbours
// share in other ways.
struct Timed {
  std::vector<Sample> samples;
  // Of several passes: within what factor of one another the first two measurements of a sample of
  // this side lie for 80% of them. No prediction can be closer than their half. 0: one pass.
  double repeat_p80 = 0;
  double probe_ns = 0;                // the probes' geometric mean, the median over all calls
  std::vector<std::string> failures;  // of the device: what it said, once each
};

struct TimePlan {
  // In place: on one, and on so many where the kernel makes use of several; on so many alone where
  // Call::threads says so, and beside a device.
  int threads = 1;
  int passes = 1;       // all calls are measured so often; a time is the passes' geometric mean
  double probe_ns = 0;  // of the measurement that this is to be compared with; 0: of this one
};

// All numbers below n, neighbours of which are far apart: in such an order what the machine's
// neighbours do for some seconds hits a few calls of every routine and not all of one, and whatever
// comes first is a sample of the whole.
std::vector<std::size_t> spread_order(std::size_t n);

// Measures the calls on one side, in spread_order(). Those on a device also in place, in turn:
// who has just used all processors leaves them slower (by 10 to 20% on two that may share a core),
// and what slows the machine down meanwhile hits both sides of the scale alike. Throws
// Error as Bench does; calls that do not fit the memory are left out.
Timed time_calls(const simd::Target& target, const TunedSide& side, std::span<const Call> calls,
                 const TimePlan& plan, const Watch& watch);

// How predictions compare with measurements.
struct Score {
  std::string name;
  int count = 0;
  double median = 0;        // of predicted / measured
  double p80 = 0, p99 = 0;  // of the larger of that and its inverse; p99 above 5 us alone
};
struct Prediction {
  Sample sample;
  double predicted_ns = 0;
};
Score score(std::string name, std::span<const Prediction> predictions);

// How the model's number of threads compares with measurements of calls whose times on one and on
// all threads differ by more than 10%: several where they are faster, else one.
struct ThreadScore {
  int differing = 0, right = 0;
  double lost = 0;  // the time of all calls as chosen, over that of the better choices, - 1
};
// samples: as time_calls() lists them, those of a call one behind another.
ThreadScore score_threads(const offload::Snapshot& snapshot, std::span<const Sample> samples);

// What a form of calibration is held to: median within 1 + this, and so on.
struct Limits {
  double median = 0, p80 = 0, p99 = 0;

  bool kept_by(const Score& score) const;
};
Limits limits_of(Form form);

}  // namespace fulcrum::measure
