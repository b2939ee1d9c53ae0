// SPDX-License-Identifier: Apache-2.0
// The devices that are served, one worker each.
#include "offload/worker/worker_platform.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <utility>
#include <vector>

#include "offload/runtime/platforms.hpp"
#include "offload/runtime/selection.hpp"
#include "offload/worker/worker_device.hpp"
#include "simd/targets.hpp"
#include "simd/threads/published.hpp"

namespace fulcrum::offload {
namespace worker {
namespace {

// The most that an arena may be: sanitizers and small machines.
constexpr std::uint64_t kMostCapacity = std::uint64_t{64} << 30;

// Drivers of several GPUs take seconds to start.
constexpr std::chrono::seconds kDriversStart{60};

std::unique_ptr<const FoundDevices> look(const Config& config, const char* platform) {
  auto found = std::make_unique<FoundDevices>();
  Options options = options_from(config);
  options.platform = platform;
  options.start = kDriversStart;
  try {
    auto first = std::make_shared<WorkerDevice>(options);
    const auto worker = first->process();
    std::vector<std::shared_ptr<WorkerDevice>> all;
    for (std::uint32_t i = 0; i < worker->devices(); ++i) {
      options.index = i;
      all.push_back(i == 0 ? first : std::make_shared<WorkerDevice>(options));
      all.back()->set_description(worker->describe(i));
    }
    found->devices = select(all, config.device, found->problem);
  } catch (const Error& error) {
    *found = {{}, error.what()};
  }
  return found;
}

using Shared = std::shared_ptr<WorkerDevice>;
constinit std::atomic<const Shared*> g_device{nullptr};
constinit std::atomic<const FoundDevices*> g_opencl{nullptr}, g_cuda{nullptr};

}  // namespace

Options options_from(const Config& config) {
  Options options;
  options.program = config.worker_program;
  options.isa = config.isa ? *config.isa : simd::runnable_isas().front();
  const auto memory = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) *
                      static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  options.capacity = std::min(memory / 2, kMostCapacity);
  return options;
}

std::shared_ptr<WorkerDevice> device(const Config& config) {
  return simd::published(g_device, [&config] {
    return std::make_unique<const Shared>(std::make_shared<WorkerDevice>(options_from(config)));
  });
}

const FoundDevices& opencl_devices(const Config& config) {
  return simd::published(g_opencl, [&config] { return look(config, "opencl"); });
}
const FoundDevices& cuda_devices(const Config& config) {
  return simd::published(g_cuda, [&config] { return look(config, "cuda"); });
}

}  // namespace worker

namespace {

Platform platform_of(const char* name, const worker::FoundDevices& found) {
  std::vector<Device> devices;
  for (const auto& device : found.devices) devices.emplace_back(device);
  return Platform(name, std::move(devices), found.problem);
}

}  // namespace

Platform worker_platform(const Config& config) {
  auto device = worker::device(config);
  try {
    device->process();
  } catch (const Error& error) {
    return Platform("worker", {}, error.what());
  }
  return Platform("worker", {Device(std::move(device))}, "");
}

Platform worker_opencl_platform(const Config& config) {
  return platform_of("worker:opencl", worker::opencl_devices(config));
}
Platform worker_cuda_platform(const Config& config) {
  return platform_of("worker:cuda", worker::cuda_devices(config));
}

}  // namespace fulcrum::offload
