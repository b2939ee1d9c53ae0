// SPDX-License-Identifier: Apache-2.0
// Where the model's figures come from: analytic priors, bundled profiles of named devices, and
// profile files.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "offload/decision/snapshot.hpp"
#include "offload/device.hpp"

namespace fulcrum::offload {

// Data-sheet arithmetic for this host: nothing is measured. Reads the cache sizes and the clock
// once.
HostProfile analytic_host(Isa isa, int threads, int vector_bytes);

// Data-sheet arithmetic from what a device states about itself; what it does not state is taken
// from a mid-range card.
DeviceProfile analytic_profile(const DeviceInfo& info, int host_threads = 4);

// Analytic profiles of named devices, for explain() and crossover predictions without the hardware.
std::span<const DeviceProfile> bundled_profiles();

// The bundled profile of that key. Throws Error(InvalidOption) that lists the keys.
const DeviceProfile& find_profile(std::string_view key);

// Fills in the paths of a snapshot whose devices are set, from the platforms that they name.
void set_paths(Snapshot& snapshot);

// A snapshot of a machine with this host and this one device, whether it is here or not, its memory
// pool warm: for predictions. `call.device` must be -1 or 0.
Snapshot snapshot_of(const HostProfile& host, const DeviceProfile& device);

// What a profile file holds: figures of one host, of one device, or both, and the machine they
// belong to.
struct MachineProfile {
  std::string cpu;  // this_cpu() of the machine measured; empty: any
  std::optional<HostProfile> host;
  std::optional<DeviceProfile> device;
};

// The processor's name as the system states it: "AMD EPYC 9575F 64-Core Processor"; the
// architecture where it does not.
std::string this_cpu();

// Reads a profile file for this processor and that SIMD target. Throws Error(InvalidOption) that
// names the file, the field and what is wrong with it: unreadable or damaged, another format
// version, a field missing, unknown or out of range, another processor or SIMD target.
MachineProfile load_profile(const std::string& file, Isa isa);

// Writes it to a temporary file beside `file` and renames. Throws Error(InvalidOption) naming the
// file.
void save_profile(const MachineProfile& profile, const std::string& file);

}  // namespace fulcrum::offload
