// SPDX-License-Identifier: Apache-2.0
#include "offload/decision/model_state.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "offload/decision/cost.hpp"
#include "offload/decision/profile.hpp"
#include "offload/decision/profile_file.hpp"
#include "simd/threads/limit.hpp"
#include "simd/threads/published.hpp"
#include "simd/threads/threads.hpp"

namespace fulcrum::offload {
namespace {

constexpr std::string_view kNoProfile = "none";

// Operations that no device is worth, whatever the host: one lane at 3 GHz, each element from a
// cache line of its own in memory, computes twice as many in a device's shortest call.
constexpr double kCertainlySmall = 64;

Call as_pinned(Call call) {
  call.a = call.b = call.c = Location::Pinned;
  call.device = -1;
  return call;
}

void add(std::atomic<double>& sum, double value) {
  double old = sum.load(std::memory_order_relaxed);
  while (!sum.compare_exchange_weak(old, old + value, std::memory_order_relaxed)) {
  }
}

bool has_separator(const std::string& name) {
  return name.find('/') != std::string::npos || name.find(".json") != std::string::npos;
}

// Numbers the kinds of devices, so that decide() prices one of each.
void set_kinds(Snapshot& snapshot) {
  snapshot.kind.fill(0);
  for (std::size_t i = 0; i < snapshot.devices.size(); ++i) {
    snapshot.kind[i] = static_cast<std::uint8_t>(i + 1);
    for (std::size_t j = 0; j < i; ++j) {
      if (!snapshot.devices[i].is_twin(snapshot.devices[j])) continue;
      snapshot.kind[i] = snapshot.kind[j];
      break;
    }
  }
}

// What one side does not state is no difference.
bool other_software(const std::string& then, const std::string& now) {
  return !then.empty() && !now.empty() && then != now;
}

// What no call may skip (0), and what none may reach (infinity), where the configuration forces a
// backend.
void set_all_thresholds(Snapshot& snapshot) {
  if (snapshot.forced == Backend::Auto) {
    set_thresholds(snapshot);
    return;
  }
  const BlasPlatform* const platform = find_platform(snapshot.forced);
  for (std::size_t r = 0; r < kRoutineCount; ++r) {
    for (std::size_t t = 0; t < kElementTypeCount; ++t) {
      Threshold& threshold = snapshot.thresholds[r][t];
      threshold = {};
      if (snapshot.forced == Backend::Simd) {
        threshold.below = Reason::ForcedByConfig;
      } else if (platform != nullptr &&
                 platform->has(static_cast<Routine>(r), static_cast<ElementType>(t))) {
        threshold = {0, Reason::TooSmall};
      }
    }
  }
}

// Calls body(threshold, the same of `other`) for all.
template <class Body>
void over_thresholds(Snapshot& snapshot, const Snapshot& other, const Body& body) {
  for (std::size_t r = 0; r < kRoutineCount; ++r) {
    for (std::size_t t = 0; t < kElementTypeCount; ++t)
      body(snapshot.thresholds[r][t], other.thresholds[r][t]);
  }
}

}  // namespace

ModelState::ModelState(const Config& config, int threads, Isa isa, int vector_bytes,
                       bool kept_profiles)
    : forced_(config.backend),
      weigh_(config.weigh),
      isa_(isa),
      threads_(threads),
      vector_bytes_(vector_bytes),
      kept_profiles_(kept_profiles && config.profile.empty()) {
  if (!config.profile.empty() && config.profile != kNoProfile) {
    auto measured = std::make_unique<Measured>();
    measured->source.file = config.profile;
    if (has_separator(config.profile)) {
      measured->machine = load_profile(config.profile, isa);
    } else {
      measured->machine.devices = {find_profile(config.profile)};
    }
    measured_.store(measured.release(), std::memory_order_release);
    publish(look());
    return;
  }
  auto first = std::make_unique<Snapshot>();
  first->complete = false;
  first->forced = forced_;
  set_paths(*first, weigh_);
  set_all_thresholds(*first);
  if (forced_ == Backend::Auto) {
    // Every path may be worth a look; what has none stays as it is.
    over_thresholds(*first, *first, [](Threshold& threshold, const Threshold&) {
      if (threshold.below != Reason::NoDevicePath) threshold = {kCertainlySmall, Reason::TooSmall};
    });
  }
  publish(std::move(first));
}

int ModelState::threads() const {
  return threads_ > 0 ? threads_ : std::min(simd::default_threads(), simd::thread_limit());
}

ModelState::~ModelState() {
  delete looked_.load(std::memory_order_relaxed);
  delete prospect_.load(std::memory_order_relaxed);
  delete measured_.load(std::memory_order_relaxed);
}

const ModelState::Measured& ModelState::measured() const {
  return simd::published(measured_, [this]() -> std::unique_ptr<const Measured> {
    auto measured = std::make_unique<Measured>();
    const std::string file =
        kept_profiles_ ? default_profile_file(isa_, std::max(threads(), 1)) : std::string();
    if (file.empty() || access(file.c_str(), F_OK) != 0) return measured;
    try {
      measured->machine = load_profile(file, isa_);
      measured->source.file = file;
    } catch (const Error& error) {
      measured->source.problem = error.what();
      std::fprintf(stderr, "fulcrum: %s; data-sheet figures are used instead\n", error.what());
    }
    return measured;
  });
}

ModelState::Source ModelState::source() const { return measured().source; }

HostProfile ModelState::host() const {
  const std::optional<HostProfile>& host = measured().machine.host;
  return host ? on_threads(*host, threads()) : analytic_host(isa_, threads(), vector_bytes_);
}

std::vector<Backend> ModelState::measured_platforms() const {
  std::vector<Backend> names;
  for (const DeviceProfile& device : measured().machine.devices) {
    const BlasPlatform* const platform = find_platform(device.platform);
    if (device.analytic || device.on_host || platform == nullptr) continue;
    if (platform->served != nullptr || is_weighed(*platform, weigh_)) continue;
    if (std::find(names.begin(), names.end(), device.platform) == names.end())
      names.push_back(device.platform);
  }
  return names;
}

const DeviceProfile& ModelState::prospective_device() const {
  const std::vector<Backend> also = measured_platforms();
  for (const DeviceProfile& device : measured().machine.devices) {
    const BlasPlatform* const platform = find_platform(device.platform);
    if (device.analytic || platform == nullptr) continue;
    const bool by_figures =
        !device.on_host && std::find(also.begin(), also.end(), device.platform) != also.end();
    if (by_figures || is_weighed(*platform, weigh_)) return device;
  }
  return find_profile("h200-pcie5");
}

const Snapshot& ModelState::prospect() const {
  return simd::published(prospect_, [this] {
    return std::make_unique<const Snapshot>(snapshot_of(host(), prospective_device()));
  });
}

std::unique_ptr<Snapshot> ModelState::look() const {
  const Snapshot& prospect = this->prospect();
  auto first = std::make_unique<Snapshot>();
  first->host = prospect.host;
  first->forced = forced_;
  if (first->forced == Backend::Simd) first->discovery = DiscoveryState::Disabled;
  set_paths(*first, weigh_, measured_platforms());
  set_all_thresholds(*first);
  // While nobody has looked, calls that even the prospect could not win are skipped as too small.
  if (first->forced == Backend::Auto) {
    first->border_ns = prospect.border_ns;
    over_thresholds(*first, prospect, [](Threshold& threshold, const Threshold& prospective) {
      if (threshold.below == Reason::NoDevicePath) return;
      // A prospect of another platform may lack the path.
      const double smallest = prospective.smallest < kNever ? prospective.smallest : 0;
      threshold = {std::max(smallest, kCertainlySmall), Reason::TooSmall};
    });
  }
  first->revision.renew();
  return first;
}

const Snapshot& ModelState::complete() const {
  Snapshot& looked = simd::published(looked_, [this] { return look(); });
  Snapshot* now = current_.load(std::memory_order_acquire);
  // What has come in its place meanwhile was made of it.
  if (!now->complete) current_.compare_exchange_strong(now, &looked, std::memory_order_acq_rel);
  return *current_.load(std::memory_order_acquire);
}

void ModelState::publish(std::unique_ptr<Snapshot> next) {
  next->revision.renew();
  published_.push_back(std::move(next));
  current_.store(published_.back().get(), std::memory_order_release);
}

double ModelState::gain_ns(const Call& call, double simd_ns) const noexcept {
  const Call pinned = as_pinned(call);
  const Work work = work_of(pinned);
  if (simd_ns <= 0) simd_ns = host_cost(pinned, work, prospect()).total();
  return std::max(0.0, simd_ns - device_cost(pinned, work, prospect(), 0).total());
}

bool ModelState::discovery_due(const Call& call) const {
  const Snapshot& snapshot = current();
  if (snapshot.discovery != DiscoveryState::Pending) return false;
  if (!snapshot.any_path.has(call.routine, call.type)) return false;
  if (snapshot.forced != Backend::Auto) return true;
  // A process is started, and a library loaded, in a fraction of a context's time.
  constexpr double kNamedPriceNs = 20e6;
  const DeviceProfile& device = prospect().devices.front();
  const double price = device.analytic && !weigh_.empty() ? kNamedPriceNs : device.context_ns;
  return loss_ns_.load(std::memory_order_relaxed) + gain_ns(call, 0) >= price;
}

const DeviceProfile* ModelState::profile_of(const DeviceInfo& device) const {
  for (const DeviceProfile& profile : measured().machine.devices) {
    if (profile.platform != device.platform) continue;
    const bool fits = profile.uuid.empty() ? profile.analytic || profile.name == device.name
                                           : profile.uuid == device.uuid;
    if (fits) return &profile;
  }
  return nullptr;
}

void ModelState::refuse_other_devices(const std::vector<DeviceInfo>& devices) const {
  // What this library has kept by itself may be of a device that has been taken out.
  if (kept_profiles_) return;
  for (const DeviceProfile& profile : measured().machine.devices) {
    const DeviceInfo* other = nullptr;
    for (const DeviceInfo& device : devices) {
      if (device.platform != profile.platform) continue;
      if (profile_of(device) != nullptr) {
        other = nullptr;
        break;
      }
      other = &device;
    }
    if (other == nullptr) continue;
    throw Error(ErrorCode::InvalidOption, "FULCRUM_PROFILE",
                "the profile was made on device " + profile.uuid + " (" + profile.name +
                    "); device " + std::to_string(other - devices.data()) + " is " + other->uuid +
                    " (" + other->name + ")");
  }
}

bool ModelState::is_outdated(const DeviceProfile& profile, const DeviceInfo& device) const {
  if (!kept_profiles_) return false;
  const bool driver = other_software(profile.driver, device.driver);
  if (!driver && !other_software(profile.library, device.library)) return false;
  if (outdated_told_.exchange(true)) return true;
  const std::string& then = driver ? profile.driver : profile.library;
  const std::string& now = driver ? device.driver : device.library;
  std::fprintf(stderr,
               "fulcrum: %s: %s was measured with %s, and now has %s: run 'fulcrum tune'; "
               "data-sheet figures are used instead\n",
               source().file.c_str(), device.name.c_str(), then.c_str(), now.c_str());
  return true;
}

void ModelState::set_devices(const std::vector<DeviceInfo>& devices,
                             const std::vector<bool>& usable) {
  const std::lock_guard lock(mutex_);
  auto next = std::make_unique<Snapshot>(current());
  // Lists only grow at their ends; a thread may come late with the shorter one.
  if (next->discovery == DiscoveryState::Done && devices.size() < next->devices.size()) return;
  refuse_other_devices(devices);
  next->discovery = DiscoveryState::Done;
  next->devices.clear();
  next->usable.fill(false);
  const std::size_t count = std::min<std::size_t>(devices.size(), kMaxDevices);
  for (std::size_t i = 0; i < count; ++i) {
    DeviceProfile profile = analytic_profile(devices[i], next->host);
    const DeviceProfile* const measured = profile_of(devices[i]);
    if (measured != nullptr && !is_outdated(*measured, devices[i])) profile = *measured;
    next->devices.push_back(std::move(profile));
    next->usable[i] = i >= usable.size() || usable[i];
    if (devices[i].pool_bytes > 0)
      next->load[i].pool_limit = static_cast<double>(devices[i].pool_bytes);
  }
  set_kinds(*next);
  set_paths(*next, weigh_, measured_platforms());
  set_all_thresholds(*next);
  publish(std::move(next));
}

void ModelState::forget_devices() {
  // No lock: another thread of the parent may have held it when it forked, and here is no other
  // thread.
  child_ = std::make_unique<Snapshot>(current());
  child_->discovery = DiscoveryState::Disabled;
  child_->usable.fill(false);
  set_all_thresholds(*child_);
  child_->revision.renew();
  current_.store(child_.get(), std::memory_order_release);
}

void ModelState::device_failed(int index, std::string_view reason, bool closed) {
  fallbacks_.fetch_add(1, std::memory_order_relaxed);
  const std::lock_guard lock(mutex_);
  last_failure_ = reason;
  const Snapshot& now = current();
  const auto i = static_cast<std::size_t>(index);
  if (!closed || index < 0 || i >= now.devices.size() || !now.usable[i]) return;
  auto next = std::make_unique<Snapshot>(now);
  next->usable[i] = false;
  set_all_thresholds(*next);
  publish(std::move(next));
}

void ModelState::observe(const Decision& decision, double actual_ns) noexcept {
  const bool on_device = decision.backend != Backend::Simd;
  (on_device ? device_calls_ : simd_calls_).fetch_add(1, std::memory_order_relaxed);
  Snapshot& snapshot = *current_.load(std::memory_order_acquire);
  if (decision.reason == Reason::NotDiscovered) {
    if (snapshot.discovery == DiscoveryState::Pending)
      add(loss_ns_, gain_ns(decision.call, actual_ns));
    return;
  }
  if (decision.reason == Reason::DeviceFaster || decision.reason == Reason::SimdFaster) {
    // Of a program's calls of one routine some go here and some there: whoever remembers decisions
    // remembers this with each, so that no revision follows.
    snapshot.device_chosen[static_cast<std::size_t>(decision.call.routine)]
                          [static_cast<std::size_t>(decision.call.type)] = on_device;
  }
  if (on_device && decision.device >= 0 && decision.device < kMaxDevices) {
    // The pool keeps what this call needed, where it keeps so much.
    double bytes = 0;
    for (const Transfer& transfer : work_of(decision.call).transfers)
      bytes += transfer.crosses() ? transfer.bytes : 0;
    DeviceLoad& load = snapshot.load[static_cast<std::size_t>(decision.device)];
    if (bytes > load.pool_bytes && bytes <= load.pool_limit) {
      load.pool_bytes = bytes;
      snapshot.revision.renew();
    }
  }
}

void ModelState::set_backlog(int index, double backlog_ns) noexcept {
  if (index < 0 || index >= kMaxDevices) return;
  Snapshot& snapshot = *current_.load(std::memory_order_acquire);
  Live<double>& backlog = snapshot.load[static_cast<std::size_t>(index)].backlog_ns;
  // Written only where it changes: the line is shared by all threads that decide.
  const double value = std::max(0.0, backlog_ns);
  if (backlog == value) return;
  backlog = value;
  snapshot.revision.renew();
}

Counters ModelState::counters() const {
  Counters counters;
  counters.simd_calls = simd_calls_.load(std::memory_order_relaxed);
  counters.device_calls = device_calls_.load(std::memory_order_relaxed);
  counters.fallbacks = fallbacks_.load(std::memory_order_relaxed);
  counters.loss_ns = loss_ns_.load(std::memory_order_relaxed);
  const std::lock_guard lock(mutex_);
  counters.last_failure = last_failure_;
  return counters;
}

}  // namespace fulcrum::offload
