// SPDX-License-Identifier: Apache-2.0
#include "bench/compare/machine.hpp"

#include <unistd.h>

#include <chrono>
#include <fstream>
#include <thread>

namespace fulcrum::compare {
namespace {

struct Ticks {
  double busy = 0, all = 0;
};

// The first line of /proc/stat: user nice system idle iowait irq softirq steal ...
Ticks ticks() {
  std::ifstream in("/proc/stat");
  std::string name;
  in >> name;
  Ticks result;
  double value = 0;
  for (int column = 0; column < 8 && in >> value; ++column) {
    result.all += value;
    if (column != 3 && column != 4) result.busy += value;
  }
  return result;
}

}  // namespace

Processor this_processor() {
  Processor result;
  result.model = "unknown";
#if defined(__x86_64__)
  result.x86 = true;
  result.avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq");
#endif
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) {
      result.model = line.substr(colon + 2);
      break;
    }
  }
  return result;
}

Caches this_machines_caches() {
  Caches result;
  int deepest = 2;
  for (int index = 0; index < 8; ++index) {
    const std::string folder = "/sys/devices/system/cpu/cpu0/cache/index" + std::to_string(index);
    std::ifstream level_file(folder + "/level"), size_file(folder + "/size");
    int level = 0;
    double size = 0;
    char unit = ' ';
    if (!(level_file >> level) || !(size_file >> size)) continue;
    if (size_file >> unit) size *= unit == 'K' ? 1024.0 : unit == 'M' ? 1048576.0 : 1.0;
    if (level == 2) result.second = size;
    if (level > deepest) {
      deepest = level;
      result.last = size;
    }
  }
  return result;
}

bool is_bus_bound(const Case& c, int threads, const Caches& caches) {
  constexpr double kOperationsPerByte = 2;
  // Of a machine that does not say: an L2 that is as common as any.
  const double second = caches.second > 0 ? caches.second : 1048576;
  return c.footprint() > second * threads + caches.last / 2 &&
         c.flops() <= kOperationsPerByte * c.traffic();
}

double busy_share(double seconds) {
  const Ticks before = ticks();
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  const Ticks after = ticks();
  return after.all > before.all ? (after.busy - before.busy) / (after.all - before.all) : 0;
}

double busy_seconds() { return ticks().busy / static_cast<double>(sysconf(_SC_CLK_TCK)); }

}  // namespace fulcrum::compare
