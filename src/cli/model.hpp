// SPDX-License-Identifier: Apache-2.0
// The cost model as the tool uses it: what it predicts for this host, and for a device that is here
// or only has a bundled profile.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fulcrum/decision.hpp"
#include "offload/decision/model_state.hpp"
#include "offload/decision/profile.hpp"
#include "offload/device.hpp"

namespace fulcrum::cli {

// Accelerators of this machine, unless FULCRUM_BACKEND=simd asks not to look: those that the
// library weighs here.
struct Accelerators {
  std::vector<std::shared_ptr<offload::BlasDevice>> devices;
  std::string problem;  // why there is none, or not all; a complete sentence
  // What was read to know which those are; null where nothing was.
  std::shared_ptr<offload::ModelState> state = nullptr;
};
// Throws Error(InvalidOption) for a bad profile.
Accelerators find_accelerators();
// Those of the platforms named, whatever else is here. Throws UsageError that lists what there is
// for a name that is none.
Accelerators find_accelerators(const std::vector<std::string>& platforms);

class Model {
 public:
  // This host's figures, with those of the accelerators present. Throws Error(InvalidOption) for a
  // bad profile.
  explicit Model(const Accelerators& accelerators);

  // What would be chosen here, both sides term by term.
  Explanation explain(const Call& call) const;
  // The same against a device that has a bundled profile, as if it were plugged into this host.
  Explanation explain(const Call& call, const offload::DeviceProfile& profile) const;

  // Times of a call that has been made many times before: the device's memory pool has what it
  // needs. Priced whether a call would be weighed or not; 0 where the device's platform has no
  // path.
  double simd_ns(const Call& call) const;
  double device_ns(const Call& call, int device) const;  // an accelerator of this machine
  double device_ns(const Call& call, const offload::DeviceProfile& profile) const;

  offload::ModelState::Source source() const { return state_->source(); }
  const offload::Snapshot& snapshot() const { return state_->current(); }
  // What the predictions for this host rest on, in words: "avx512, 2 threads (analytic)".
  std::string host_source() const;

 private:
  static double warm_device_ns(const Call& call, offload::Snapshot snapshot, int device);
  offload::Snapshot with_device(const offload::DeviceProfile& profile) const;

  std::shared_ptr<offload::ModelState> state_;
};

// Bundled profiles by key, separated by commas; all analytic ones for an empty text. Throws
// Error(InvalidOption) that lists the keys.
std::vector<const offload::DeviceProfile*> profiles_named(const std::string& keys);

}  // namespace fulcrum::cli
