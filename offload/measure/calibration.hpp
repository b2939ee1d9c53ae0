// SPDX-License-Identifier: Apache-2.0
// From measured calls to the figures of the cost model: which calls are measured, and what is
// fitted to their times. Nothing here runs anything.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "fulcrum/decision.hpp"
#include "offload/decision/snapshot.hpp"

namespace fulcrum::measure {

enum class Form : std::uint8_t {
  Quick,  // gemm, gemv and the commonest vector routines, in f32 and f64
  Full,   // every routine in every type
};

// One call's time: in place on so many threads, or on the device (0), its operands where call.a,
// call.b and call.c say.
struct Sample {
  Call call;
  int threads = 0;
  double ns = 0;
};

// The calls that are measured of the routines in `paths`: sizes spread evenly over the logarithms
// of all that this host is expected to compute within some 2 ms on its threads, in the full form 20
// and a few of the commonest routines' 100 ms, letters in turn. Call::threads is 0, or all
// of them where one alone would take too long to be measured.
// All operands are Pageable.
std::vector<Call> calibration_calls(Form form, const offload::Paths& paths,
                                    const offload::HostProfile& host);

// `of_each` others of every routine and type, none of them among the calibration's.
std::vector<Call> held_out_calls(int of_each, const offload::Paths& paths,
                                 const offload::HostProfile& host);

// Can the harness make such calls?
bool measurable(Routine routine, ElementType type);

// Fits the host's rates, from its priors on: first factors that all routines of a class share, then
// those of each routine and type, then those of its variants. What was not measured keeps its prior
// times the factors of its class.
offload::HostProfile fit_host(const offload::HostProfile& prior, std::span<const Sample> samples);

// The same for a device, whose samples have threads == 0: what a call costs whatever it computes
// (launch, copies), and the rates of its kernels.
offload::DeviceProfile fit_device(const offload::DeviceProfile& prior,
                                  std::span<const Sample> samples);

// What a call takes beyond others of its size where the device's pool has no room for its operands,
// which are so many bytes.
struct PoolMiss {
  double bytes = 0, ns = 0;
};
// Fits the price of room that the pool has not, from the prior's on.
void fit_pool(offload::DeviceProfile& profile, std::span<const PoolMiss> misses);

// The figures' prediction of a sample.
double predict(const offload::Snapshot& snapshot, const Sample& sample);

}  // namespace fulcrum::measure
