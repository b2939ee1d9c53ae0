// SPDX-License-Identifier: Apache-2.0
// The part of the model that changes between calls. decide() reads the snapshots that it publishes.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fulcrum/config.hpp"
#include "fulcrum/decision.hpp"
#include "offload/decision/profile.hpp"
#include "offload/decision/snapshot.hpp"
#include "offload/device.hpp"

namespace fulcrum::offload {

// Counts since the start of the process, for `fulcrum info`.
struct Counters {
  std::uint64_t simd_calls = 0,
                device_calls = 0;  // of the observed calls: those too small are not observed
  std::uint64_t fallbacks = 0;     // sent to a device that failed; SIMD computed what was missing
  double loss_ns = 0;              // lost so far for want of an accelerator (ski-rental)
  std::string last_failure;        // of a device; empty: none
};

// Thread-safe. A child after fork() must call forget_devices() before its first call.
class ModelState {
 public:
  // Reads the profile that `config` names, if it names one. Throws Error(InvalidOption). Without
  // one the machine is looked at (0.2 ms) when the first call asks for more than at_hand() knows,
  // and what `fulcrum tune` has left for it is read (some milliseconds), unless kept_profiles is
  // false or the configuration says "none"; what is wrong with that is said on stderr, once, and
  // the priors hold. `threads` of a call in place; 0: the default number, which is looked up then
  // too (0.3 ms).
  ModelState(const Config& config, int threads, Isa isa, int vector_bytes,
             bool kept_profiles = false);
  ~ModelState();
  ModelState(const ModelState&) = delete;
  ModelState& operator=(const ModelState&) = delete;

  // What is known now. One atomic load; the reference stays valid as long as this object.
  const Snapshot& current() const {
    const Snapshot& now = *current_.load(std::memory_order_acquire);
    return now.complete ? now : complete();
  }

  // What is enough to say that a call of these operations is too small, though the machine may not
  // have been looked at yet.
  const Snapshot& at_hand() const { return *current_.load(std::memory_order_acquire); }

  // True where looking for accelerators now pays: the loss so far and the gain of this call reach
  // the price of discovery and context creation. False once it has been done, or may never be. No
  // lock, and no allocation once current() has been asked for.
  bool discovery_due(const Call& call) const;

  // Takes in what discovery found: the devices that Config::device leaves. usable[i] == false:
  // closed, or not to be used. Throws Error(InvalidOption) where Config::profile was made on
  // another device. Kept figures that were measured with another driver or library are not used,
  // which is said on stderr. No devices: the process goes on with SIMD for good.
  void set_devices(const std::vector<DeviceInfo>& devices, const std::vector<bool>& usable);

  // In a child after fork(): no device of the parent can be used, and none may be looked for.
  void forget_devices();

  // A device did not complete a call. `closed`: it never will again in this process.
  void device_failed(int index, std::string_view reason, bool closed);

  // Counts a finished call. actual_ns == 0: not timed.
  void observe(const Decision& decision, double actual_ns) noexcept;

  // Predicted work outstanding on a device, as its platform reports it.
  void set_backlog(int index, double backlog_ns) noexcept;

  Counters counters() const;

  // Platforms that are not weighed by themselves, of which a device was measured here that does not
  // compute on the host's own processors: such devices are weighed with the others. Never one whose
  // devices are processes, which nobody starts unasked.
  std::vector<Backend> measured_platforms() const;

  // Where the figures come from: the file that was read, empty where none was; and why one that is
  // there is not used.
  struct Source {
    std::string file, problem;
  };
  Source source() const;

 private:
  // The figures that were measured on this device, or named for it; null: none.
  const DeviceProfile* profile_of(const DeviceInfo& device) const;
  // Throws Error(InvalidOption) where Config::profile has figures of other devices of a platform
  // than all that are here.
  void refuse_other_devices(const std::vector<DeviceInfo>& devices) const;
  // Kept figures of another driver or library than the device has now: said on stderr, once.
  bool is_outdated(const DeviceProfile& profile, const DeviceInfo& device) const;
  void publish(std::unique_ptr<Snapshot> next);  // with mutex_ held, or from the constructor

  // Looks at the machine. Threads that come at once each do: no lock, which a fork could freeze.
  const Snapshot& complete() const;
  std::unique_ptr<Snapshot> look() const;
  // What was read, from where, and what is wrong with it.
  struct Measured {
    MachineProfile machine;
    Source source;
  };
  const Measured& measured() const;
  HostProfile host() const;
  int threads() const;
  // What a program is measured against until somebody has looked for accelerators: the first that
  // was measured here and is weighed, else the fastest that the bundled profiles know; its memory
  // pool warm, its operands pinned.
  const DeviceProfile& prospective_device() const;
  const Snapshot& prospect() const;

  // What an accelerator would have gained on a call that took simd_ns in place (0: as predicted).
  double gain_ns(const Call& call, double simd_ns) const noexcept;

  mutable std::atomic<Snapshot*> current_{nullptr};
  mutable std::atomic<Snapshot*> looked_{nullptr};  // complete()'s; owned
  // This host with an optimistic accelerator; owned.
  mutable std::atomic<const Snapshot*> prospect_{nullptr};
  mutable std::mutex mutex_;  // of all below; never taken on the path of a call that succeeds
  // Every snapshot published, for readers that still hold one. They are few: discovery, and one for
  // each device closed.
  std::vector<std::unique_ptr<Snapshot>> published_;
  std::unique_ptr<Snapshot> child_;  // after fork()
  std::string last_failure_;

  const Backend forced_;              // Config::backend
  const std::vector<Backend> weigh_;  // Config::weigh
  const Isa isa_;
  const int threads_, vector_bytes_;
  const bool kept_profiles_;
  // Config::profile, or the file that `fulcrum tune` has left; owned.
  mutable std::atomic<const Measured*> measured_{nullptr};

  mutable std::atomic<bool> outdated_told_{false};
  std::atomic<std::uint64_t> simd_calls_{0}, device_calls_{0}, fallbacks_{0};
  std::atomic<double> loss_ns_{0};
};

}  // namespace fulcrum::offload
