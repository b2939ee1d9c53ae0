// SPDX-License-Identifier: Apache-2.0
#include "src/cli/machine.hpp"

#include <fmt/format.h>
#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "fulcrum/config.hpp"
#include "hwy/highway.h"
#include "offload/decision/profile.hpp"
#include "simd/threads/team.hpp"

namespace fulcrum::cli {
namespace {

std::string first_line(const std::string& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return line;
}

// "48K" as sysfs writes it.
std::int64_t parse_size(const std::string& text) {
  char* end = nullptr;
  const std::int64_t value = std::strtoll(text.c_str(), &end, 10);
  if (*end == 'K') return value << 10;
  if (*end == 'M') return value << 20;
  return value;
}

std::vector<Cache> caches() {
  std::vector<Cache> result;
  for (int i = 0; i < 8; ++i) {
    const std::string folder = fmt::format("/sys/devices/system/cpu/cpu0/cache/index{}/", i);
    const std::string level = first_line(folder + "level");
    const std::string type = first_line(folder + "type");
    if (level.empty() || type == "Instruction") continue;
    result.push_back({"L" + level + (type == "Data" ? "d" : ""),
                      parse_size(first_line(folder + "size")),
                      first_line(folder + "shared_cpu_list")});
  }
  return result;
}

int affinity_count() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 0;
  return CPU_COUNT(&set);
}

std::string compiler() {
#if defined(__clang__)
  return "Clang " __clang_version__;
#else
  return "GCC " __VERSION__;
#endif
}

}  // namespace

Machine this_machine() {
  Machine machine;
  machine.cpu = offload::this_cpu();
  utsname name{};
  if (uname(&name) == 0) {
    machine.system = fmt::format("{} {} {}", name.sysname, name.release, name.machine);
  }
  machine.processors = static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN));
  machine.affinity = affinity_count();
  machine.memory_bytes =
      static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGE_SIZE);
  machine.caches = caches();
  machine.governor = first_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
  std::array<double, 1> load{};
  if (getloadavg(load.data(), 1) == 1) machine.load = load[0];
  return machine;
}

ProcessorTime parse_processor_time(const std::string& proc_stat) {
  // "cpu user nice system idle iowait irq softirq steal guest guest_nice": guests are in user and
  // nice already.
  constexpr std::size_t kIdle = 3, kIoWait = 4, kFields = 8;
  std::istringstream in(proc_stat);
  std::string label;
  ProcessorTime time;
  if (!(in >> label) || label != "cpu") return time;
  double ticks = 0;
  for (std::size_t field = 0; field < kFields && in >> ticks; ++field) {
    time.all += ticks;
    if (field != kIdle && field != kIoWait) time.busy += ticks;
  }
  return time;
}

double busy_share(const ProcessorTime& before, const ProcessorTime& after) {
  const double all = after.all - before.all;
  if (all <= 0) return 0;
  return std::clamp((after.busy - before.busy) / all, 0.0, 1.0);
}

double busy_share_now() {
  const auto time = [] { return parse_processor_time(first_line("/proc/stat")); };
  const ProcessorTime before = time();
  std::this_thread::sleep_for(std::chrono::milliseconds(250));
  return busy_share(before, time());
}

std::string busy_warning(double share, int processors) {
  constexpr double kBusy = 0.25;
  if (share <= kBusy) return {};
  return fmt::format(
      "the machine was busy at the start (others took {:.0f} % of the time of {} processors): "
      "times "
      "are worse than they would be on a quiet one, and thresholds lower.",
      100 * share, processors);
}

Build this_build() {
  Build build;
  build.version = version();
  build.compiler = compiler();
  build.highway = fmt::format("{}.{}", HWY_MAJOR, HWY_MINOR);
  // The bits are ordered best first.
  for (int bit = 0; bit < 63; ++bit) {
    const std::int64_t target = std::int64_t{1} << bit;
    if ((HWY_TARGETS & target) != 0) build.targets.emplace_back(hwy::TargetName(target));
  }
  return build;
}

std::string threads_reason() {
  const char* limit = std::getenv("OMP_THREAD_LIMIT");
  if (limit != nullptr && std::to_string(num_threads()) == limit) {
    return fmt::format("OMP_THREAD_LIMIT={}", limit);
  }
  if (config().num_threads > 0) return fmt::format("FULCRUM_NUM_THREADS={}", config().num_threads);
  if (const char* omp = std::getenv("OMP_NUM_THREADS"); omp != nullptr && *omp != '\0') {
    return fmt::format("OMP_NUM_THREADS={}", omp);
  }
  if (const int paid = simd::processors(); paid < affinity_count())
    return fmt::format("the control group's CPU quota pays for {} of {} processors", paid,
                       affinity_count());
  return fmt::format("the affinity mask allows {} of {} processors", affinity_count(),
                     sysconf(_SC_NPROCESSORS_ONLN));
}

nlohmann::ordered_json to_json(const Machine& machine) {
  nlohmann::ordered_json json = {{"cpu", machine.cpu},
                                 {"system", machine.system},
                                 {"processors", machine.processors},
                                 {"affinity", machine.affinity},
                                 {"memory_bytes", machine.memory_bytes},
                                 {"governor", machine.governor},
                                 {"load_average", machine.load},
                                 {"caches", nlohmann::ordered_json::array()}};
  for (const Cache& cache : machine.caches) {
    json["caches"].push_back(
        {{"name", cache.name}, {"bytes", cache.bytes}, {"shared_with", cache.shared_with}});
  }
  return json;
}

nlohmann::ordered_json to_json(const Build& build) {
  return {{"version", build.version},
          {"compiler", build.compiler},
          {"highway", build.highway},
          {"targets", build.targets}};
}

}  // namespace fulcrum::cli
