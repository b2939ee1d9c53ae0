// SPDX-License-Identifier: Apache-2.0
#include "src/cli/profile.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <string>

#include "fulcrum/config.hpp"
#include "offload/decision/cost.hpp"
#include "offload/decision/profile.hpp"
#include "offload/measure/families.hpp"
#include "src/cli/model.hpp"
#include "src/cli/text.hpp"

namespace fulcrum::cli {
namespace {

using offload::DeviceProfile;
using offload::HostProfile;
using offload::Snapshot;

constexpr std::size_t kIndent = 18;

std::string entry(std::string_view name, const std::string& value) {
  return fmt::format("  {:<{}}", name, kIndent - 2) + wrap(value, 100 - kIndent, kIndent) + "\n";
}

std::string trusted(const offload::Trust& trust) {
  return trust.measured ? fmt::format("measured, +-{:.0f}%", 100 * trust.error)
                        : fmt::format("a prior, within a factor of {:.1f}", std::exp(trust.error));
}

// What a product of order n reaches in place, in GFLOP/s.
std::string product_rate(const Snapshot& snapshot, ElementType type, std::int64_t n, int threads) {
  const Call call = measure::make_call(Routine::Gemm, type, {n, n, n}, Location::Pageable, threads);
  const offload::Work work = offload::work_of(call);
  return fmt::format("{:.1f}", work.flops / host_cost_on(call, work, snapshot, threads).total());
}

// What a sum of vectors draws from each level, in GB/s.
std::string memory_rates(const offload::RateTable& table, const offload::Capacities& capacity) {
  const offload::Rate& rate = table.rate(Routine::Axpy, ElementType::F64, 0);
  std::string text;
  const char* const names[] = {"L1", "L2", "L3", "memory"};
  for (std::size_t i = 0; i < offload::kMemoryLevels; ++i) {
    const double ns = rate.ns[offload::kBytesTerm + i];
    text +=
        (text.empty() ? "" : ", ") + fmt::format("{:.1f} from {}", ns > 0 ? 1 / ns : 0.0, names[i]);
    if (i < capacity.size()) text += fmt::format(" ({})", format_bytes(capacity[i]));
  }
  return text + " GB/s";
}

std::string host_text(const Snapshot& snapshot) {
  const HostProfile& host = snapshot.host;
  std::string out = "In place: " + host.name + "\n";
  out +=
      entry("figures", host.analytic ? "priors from the data sheet: nothing has been measured here "
                                       "(fulcrum tune does)"
                                     : "measured by fulcrum tune");
  if (host.analytic) {
    out += entry("prior", fmt::format("{:.0f} bytes a vector, {:.0f} pipes, {:.2f} GHz",
                                      host.vector_bytes, host.fma_units, host.clock_ghz));
  }
  for (const ElementType type :
       {ElementType::F32, ElementType::F64, ElementType::C32, ElementType::C64}) {
    std::string rates;
    for (const std::int64_t n : {16, 100, 1000}) {
      rates += fmt::format("{}n = {}: {}", rates.empty() ? "" : ", ", n,
                           product_rate(snapshot, type, n, 1));
      if (host.threads > 1 && n == 1000) {
        rates += fmt::format(" ({} on {} threads)", product_rate(snapshot, type, n, host.threads),
                             host.threads);
      }
    }
    out += entry(fmt::format("gemm {}", to_string(type)),
                 rates + " GFLOP/s; " + trusted(host.one->trust(Routine::Gemm, type, 0)));
  }
  out += entry("axpy f64", memory_rates(*host.one, host.one_capacity) + "; " +
                               trusted(host.one->trust(Routine::Axpy, ElementType::F64, 0)));
  if (host.threads > 1) {
    out += entry(fmt::format("{} threads", host.threads),
                 memory_rates(*host.all, host.all_capacity) +
                     fmt::format("; start and end {:.1f} us",
                                 (host.all->rate(Routine::Gemm, ElementType::F64, 0).ns[0] -
                                  host.one->rate(Routine::Gemm, ElementType::F64, 0).ns[0]) /
                                     1e3));
  }
  return out;
}

std::string copy_text(const DeviceProfile& device, offload::Path path) {
  std::string text;
  for (const offload::Direction direction : {offload::Direction::In, offload::Direction::Out}) {
    const offload::CopyPath& copy = device.path(path, direction);
    text += fmt::format("{}{} {:.1f} us + {:.1f} GB/s, from {} on {:.1f}", text.empty() ? "" : "; ",
                        direction == offload::Direction::In ? "in" : "out", copy.setup_ns / 1e3,
                        1 / copy.small_ns_per_byte, format_bytes(copy.knee_bytes),
                        1 / copy.large_ns_per_byte);
  }
  return text;
}

std::string device_text(const DeviceProfile& device, int index) {
  std::string out = fmt::format("\nAccelerator {}: {} ({})\n", index, device.name,
                                std::string(device.platform.name()));
  out += entry("figures", device.source);
  out += entry("a call",
               fmt::format("submit {:.1f} us, end {:.1f} us, each chunk {:.1f} us",
                           device.submit_ns / 1e3, device.sync_ns / 1e3, device.chunk_ns / 1e3));
  out += entry("the link", copy_text(device, offload::Path::Pinned));
  out += entry("staging", copy_text(device, offload::Path::Pageable));
  out += entry("room", fmt::format("{:.1f} us from its pool, else {:.1f} us + {:.1f} us a MiB",
                                   device.allocation_ns / 1e3, device.pool_miss_ns / 1e3,
                                   device.pool_miss_ns_per_byte * (1 << 20) / 1e3));
  out += entry("first use", fmt::format("{:.1f} ms", device.context_ns / 1e6));
  for (const ElementType type :
       {ElementType::F32, ElementType::F64, ElementType::C32, ElementType::C64}) {
    const offload::Rate& rate = device.rates->rate(Routine::Gemm, type, 0);
    out +=
        entry(fmt::format("gemm {}", to_string(type)),
              fmt::format("{:.1f} us, then at most {:.1f} GFLOP/s; {}", rate.ns[0] / 1e3,
                          rate.ns[offload::kFlopsTerm] > 0 ? 1 / rate.ns[offload::kFlopsTerm] : 0.0,
                          trusted(device.rates->trust(Routine::Gemm, type, 0))));
  }
  return out;
}

}  // namespace

int run_profile(bool json) {
  const Accelerators accelerators = find_accelerators();
  const Model model(accelerators);
  const Snapshot& snapshot = model.snapshot();
  if (json) {
    offload::MachineProfile machine;
    machine.cpu = offload::this_cpu();
    machine.library = version();
    machine.host = snapshot.host;
    machine.devices = snapshot.devices;
    std::fputs(offload::profile_text(machine).c_str(), stdout);
    return 0;
  }
  const offload::ModelState::Source source = model.source();
  std::string out = entry("file", source.file.empty() ? "none" : source.file);
  if (!source.problem.empty()) out += entry("not used", source.problem);
  out += "\n" + host_text(snapshot);
  for (std::size_t i = 0; i < snapshot.devices.size(); ++i)
    out += device_text(snapshot.devices[i], static_cast<int>(i));
  if (snapshot.devices.empty())
    out += "\nNo accelerator: " + wrap(accelerators.problem, 82, 18) + "\n";
  std::fputs(out.c_str(), stdout);
  return 0;
}

}  // namespace fulcrum::cli
