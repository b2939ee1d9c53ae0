// SPDX-License-Identifier: Apache-2.0
#include "offload/decision/profile_file.hpp"

#include <sched.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "offload/decision/profile.hpp"

namespace fulcrum::offload {
namespace {

// The value of a variable that must be an absolute path; empty otherwise.
std::string folder_of(const char* variable) {
  const char* const value = std::getenv(variable);
  return value != nullptr && value[0] == '/' ? value : std::string();
}

std::uint32_t fnv1a(std::string_view text) {
  std::uint32_t hash = 2166136261U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

int processors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
}

}  // namespace

std::string default_profile_file(Isa isa, int threads) {
  std::string folder = folder_of("XDG_CACHE_HOME");
  if (folder.empty()) {
    folder = folder_of("HOME");
    if (folder.empty()) return {};
    folder += "/.cache";
  }
  const std::string machine =
      this_cpu() + '/' + std::to_string(processors()) + '/' + FULCRUM_VERSION;
  char name[80];
  std::snprintf(name, sizeof name, "/fulcrum/profile-%s-%d-%08x.json",
                std::string(to_string(isa)).c_str(), threads, fnv1a(machine));
  return folder + name;
}

}  // namespace fulcrum::offload
