// SPDX-License-Identifier: Apache-2.0
#include "src/cli/model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "fulcrum/config.hpp"
#include "offload/decision/cost.hpp"
#include "offload/decision/decide.hpp"
#include "offload/platforms.hpp"
#include "simd/targets.hpp"
#include "src/cli/usage.hpp"

namespace fulcrum::cli {
namespace {

const offload::DeviceProfile* find_named(const std::string& key) {
  try {
    return &offload::find_profile(key);
  } catch (const Error& error) {
    throw UsageError(std::string("--device-profile: ") + error.what());
  }
}

std::shared_ptr<offload::ModelState> make_state() {
  return std::make_shared<offload::ModelState>(config(), num_threads(), active_isa(),
                                               simd::find_target(active_isa())->vector_bytes, true);
}

}  // namespace

Accelerators find_accelerators() {
  if (config().backend == Backend::Simd) {
    return {{}, "FULCRUM_BACKEND=simd: accelerators were not looked for."};
  }
  const offload::Discovery* discovery = &offload::discover(config());
  for (const Backend& named : config().weigh) discovery = &offload::discover_named(config(), named);
  auto state = make_state();
  for (const Backend& measured : state->measured_platforms())
    discovery = &offload::discover_named(config(), measured);
  return {discovery->devices, discovery->problem, std::move(state)};
}

Accelerators find_accelerators(const std::vector<std::string>& platforms) {
  if (platforms.empty()) return find_accelerators();
  Accelerators result;
  for (const std::string& name : platforms) {
    const Backend backend{std::string_view(name)};
    const offload::BlasPlatform* const platform = offload::find_platform(backend);
    if (platform == nullptr) {
      std::string known;
      for (const offload::BlasPlatform* one : offload::blas_platforms())
        known += (known.empty() ? "" : ", ") + std::string(one->name.name());
      throw UsageError(fmt::format("--devices: '{}' is no platform: there are {}", name, known));
    }
    const offload::Discovery& found = platform->discover(config());
    for (const auto& device : found.devices) {
      if (std::find(result.devices.begin(), result.devices.end(), device) == result.devices.end())
        result.devices.push_back(device);
    }
    if (!found.problem.empty())
      result.problem +=
          fmt::format("{}{}: {}", result.problem.empty() ? "" : " ", name, found.problem);
  }
  if (result.devices.size() > offload::kMaxDevices) {
    throw UsageError(fmt::format("--devices: these platforms have {} devices; at most {} fit",
                                 result.devices.size(), offload::kMaxDevices));
  }
  return result;
}

Model::Model(const Accelerators& accelerators)
    : state_(accelerators.state != nullptr ? accelerators.state : make_state()) {
  std::vector<offload::DeviceInfo> infos;
  std::vector<bool> usable;
  for (const auto& device : accelerators.devices) {
    infos.push_back(device->info());
    usable.push_back(device->closed_because().empty());
  }
  if (config().backend != Backend::Simd || !infos.empty()) state_->set_devices(infos, usable);
}

Explanation Model::explain(const Call& call) const {
  return offload::explain(offload::decide(call, snapshot(), snapshot().forced), snapshot());
}

offload::Snapshot Model::with_device(const offload::DeviceProfile& profile) const {
  offload::Snapshot snapshot = state_->current();
  snapshot.devices = {profile};
  snapshot.usable = {};
  snapshot.usable[0] = true;
  snapshot.corrections = {};
  snapshot.load = {};
  snapshot.discovery = offload::DiscoveryState::Done;
  // Every call is priced: the smallest paying size belongs to the devices that are here.
  for (auto& types : snapshot.thresholds) {
    for (offload::Threshold& threshold : types) threshold = {0, Reason::TooSmall};
  }
  offload::set_paths(snapshot);
  return snapshot;
}

Explanation Model::explain(const Call& call, const offload::DeviceProfile& profile) const {
  const offload::Snapshot snapshot = with_device(profile);
  return offload::explain(offload::decide(call, snapshot, Backend::Auto), snapshot);
}

double Model::simd_ns(const Call& call) const {
  return offload::host_cost_on(call, offload::work_of(call), snapshot(), call.threads).total();
}

double Model::warm_device_ns(const Call& call, offload::Snapshot snapshot, int device) {
  const offload::BlasPlatform* const platform =
      offload::find_platform(snapshot.devices.at(static_cast<std::size_t>(device)).platform);
  if (platform != nullptr && !platform->has(call.routine, call.type)) return 0;
  for (offload::DeviceLoad& load : snapshot.load) load.pool_bytes = offload::kNever;
  return offload::device_cost(call, offload::work_of(call), snapshot, device).total();
}

double Model::device_ns(const Call& call, int device) const {
  return warm_device_ns(call, snapshot(), device);
}

double Model::device_ns(const Call& call, const offload::DeviceProfile& profile) const {
  return warm_device_ns(call, with_device(profile), 0);
}

std::string Model::host_source() const {
  const offload::HostProfile& host = snapshot().host;
  return fmt::format("{} ({})", host.name, host.analytic ? "analytic" : "measured");
}

std::vector<const offload::DeviceProfile*> profiles_named(const std::string& keys) {
  std::vector<const offload::DeviceProfile*> result;
  if (keys.empty()) {
    for (const auto& profile : offload::bundled_profiles()) {
      if (profile.analytic) result.push_back(&profile);
    }
    return result;
  }
  for (std::size_t begin = 0; begin <= keys.size();) {
    const std::size_t end = std::min(keys.find(',', begin), keys.size());
    const auto* profile = find_named(keys.substr(begin, end - begin));
    if (std::find(result.begin(), result.end(), profile) == result.end()) result.push_back(profile);
    begin = end + 1;
  }
  return result;
}

}  // namespace fulcrum::cli
