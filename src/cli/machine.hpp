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
