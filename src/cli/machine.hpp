// SPDX-License-Identifier: Apache-2.0
// What the tool states about the machine and the build.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace fulcrum::cli {

struct Cache {
  std::string name;         // "L1d"
  std::int64_t bytes = 0;   // of one instance
  std::string shared_with;  // logical processors, as the system lists them: "0-1"
};

struct Machine {
  std::string cpu, system;  // "AMD EPYC ...", "Linux 6.1.0 x86_64"
  int processors = 0;       // online
  int affinity = 0;         // of them, those that this process may use
  std::int64_t memory_bytes = 0;
  std::vector<Cache> caches;
  std::string governor;  // of the first processor's clock; empty where the system does not say
  double load = 0;       // load average over the last minute
};

Machine this_machine();

// Time of all processors together since the start of the system, in its ticks.
struct ProcessorTime {
  double busy = 0;  // taken by anything, another virtual machine included (steal)
  double all = 0;   // 0: not known
};

// From the text of /proc/stat; all zero where it is not that.
ProcessorTime parse_processor_time(const std::string& proc_stat);

// The part of all processors' time that was taken between the two, 0 to 1; 0 where it is not known.
double busy_share(const ProcessorTime& before, const ProcessorTime& after);

// The same for the next quarter of a second, which the caller sleeps through. The load average
// would not do: a minute after a build it still holds the build.
double busy_share_now();

// What a report says of a machine whose processors were taken to this part by others; empty for a
// quiet one.
std::string busy_warning(double share, int processors);

struct Build {
  std::string version, compiler, highway;
  std::vector<std::string> targets;  // SIMD targets that are compiled in
};

Build this_build();

// How the number of SIMD threads came about: "affinity mask: 2 of 2 processors".
std::string threads_reason();

nlohmann::ordered_json to_json(const Machine& machine);
nlohmann::ordered_json to_json(const Build& build);

}  // namespace fulcrum::cli
