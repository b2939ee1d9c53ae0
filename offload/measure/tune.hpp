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
  Allocate pinned;  // its page-locked memory; empty where it reads none of the host's itself
};

// The times of calls, freed of the machine's drift: neighbours on the same physical cores slow
// calls down by up to twice for tenths of a second. A product and a sum of vectors that stay in the
// first cache are timed in turn with every sample, and what slows these down is taken out of it:
// all of it where the caches hold the operands, the square root where memory does, which neighbours
// share in other ways.
struct Timed {
  std::vector<Sample> samples;
  double probe_ns = 0;                // the probes' geometric mean, the median over all calls
  std::vector<std::string> failures;  // of the device: what it said, once each
};

// Measures the calls on one side, in place on one thread and on `threads` where the kernel makes
// use of several. probe_ns: of the measurement that these are to be compared with; 0: of this one.
// Throws std::bad_alloc and Error as Bench does; calls that do not fit the memory are left out.
Timed time_calls(const simd::Target& target, const TunedSide& side, std::span<const Call> calls,
                 int threads, double probe_ns, const Watch& watch);

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

// What a form of calibration is held to: median within 1 + this, and so on.
struct Limits {
  double median = 0, p80 = 0, p99 = 0;

  bool kept_by(const Score& score) const;
};
Limits limits_of(Form form);

}  // namespace fulcrum::measure
