// SPDX-License-Identifier: Apache-2.0
// Where the model's figures come from: analytic priors, bundled profiles of named devices, and
// profile files.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "offload/decision/snapshot.hpp"
#include "offload/device.hpp"

namespace fulcrum::offload {

// What the priors of a host are made of.
struct HostFacts {
  double clock_ghz = 0, vector_bytes = 0, fma_units = 0;
  Capacities one_capacity{}, all_capacity{};
};

// Data-sheet arithmetic: nothing is measured. That of this machine reads the cache sizes and the
// clock.
HostProfile analytic_host(Isa isa, int threads, const HostFacts& facts);
HostProfile analytic_host(Isa isa, int threads, int vector_bytes);

// Data-sheet arithmetic from what a device states about itself; what it does not state is taken
// from a mid-range card. A device that computes on this host's own processors (DeviceInfo::on_host)
// has the rates of `host`, on all of its threads.
DeviceProfile analytic_profile(const DeviceInfo& info, const HostProfile& host);

// Analytic profiles of named devices, for explain() and crossover predictions without the hardware.
std::span<const DeviceProfile> bundled_profiles();

// The bundled profile of that key. Throws Error(InvalidOption) that lists the keys.
const DeviceProfile& find_profile(std::string_view key);

// Fills in the paths of a snapshot whose devices are set, from the platforms that they name: of
// those that are weighed by themselves or named; and of platforms that were measured here, for
// their devices that neither compute on the host's own processors nor have been shown by another
// platform.
void set_paths(Snapshot& snapshot, std::span<const Backend> named = {},
               std::span<const Backend> measured = {});

// A snapshot of a machine with this host and this one device, whether it is here or not, its memory
// pool warm, and weighed whatever its platform: for predictions. `call.device` must be -1 or 0.
Snapshot snapshot_of(const HostProfile& host, const DeviceProfile& device);

// What a profile file holds: figures of the host, of devices, or both, and what they belong to.
struct MachineProfile {
  std::string cpu;      // this_cpu() of the machine measured; empty: any
  std::string library;  // version() of the library that was measured; empty: any
  std::string form;     // "quick", "full"; empty where nothing was measured
  std::string date;     // when, in UTC
  std::optional<HostProfile> host;
  std::vector<DeviceProfile> devices;
};

// The processor's name as the system states it: "AMD EPYC 9575F 64-Core Processor"; the
// architecture where it does not.
std::string this_cpu();

// Reads a profile file for this processor and that SIMD target. Throws Error(InvalidOption) that
// names the file, the field and what is wrong with it: unreadable or damaged, another format
// version, a field missing, unknown or out of range, another processor or SIMD target.
MachineProfile load_profile(const std::string& file, Isa isa);

// The same of a file's text; `name` is what errors call it.
MachineProfile parse_profile(const std::string& text, const std::string& name, Isa isa);

// Writes it to a temporary file beside `file` and renames. Throws Error(InvalidOption) naming the
// file.
void save_profile(const MachineProfile& profile, const std::string& file);
std::string profile_text(const MachineProfile& profile);

}  // namespace fulcrum::offload
