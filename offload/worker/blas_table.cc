// SPDX-License-Identifier: Apache-2.0
// The tables of the workers: every problem is sent to one.
#include <array>
#include <atomic>
#include <functional>
#include <limits>
#include <memory>
#include <string>

#include "offload/blas/numbered.hpp"
#include "offload/blas/pipelined.hpp"
#include "offload/cuda/blas_platform.hpp"
#include "offload/cuda/blas_table.hpp"
#include "offload/host/host_blas.hpp"
#include "offload/opencl/blas_table.hpp"
#include "offload/runtime/selection.hpp"
#include "offload/worker/worker_device.hpp"
#include "offload/worker/worker_platform.hpp"
#include "simd/targets.hpp"
#include "simd/threads/published.hpp"

namespace fulcrum::offload::worker {
namespace {

class WorkerAccelerator final : public blas::Accelerator {
 public:
  explicit WorkerAccelerator(std::shared_ptr<WorkerDevice> device)
      : device_(std::move(device)), info_(device_->info()) {}

  const std::shared_ptr<WorkerDevice>& device() const { return device_; }
  const DeviceInfo& info() const noexcept override { return info_; }
  // A worker that dies is followed by another, so the device is closed in a child of fork() alone.
  bool usable() const noexcept override { return own_process(); }
  std::string closed_because() const override {
    return usable() ? "" : "this process was forked from the one that has the worker";
  }

  blas::Limits limits() const override { return {.device_bytes = info_.memory_bytes}; }
  std::uint64_t room_within_limit() override {
    return info_.memory_bytes - std::min(used_bytes(), info_.memory_bytes);
  }
  std::size_t available_bytes() override {
    const std::uint64_t room = room_within_limit();
    return device_->memory_in_arena() ? room
                                      : std::min(room, device_->process()->available_bytes());
  }

  Location location(const void* /*host*/) noexcept override { return Location::Pageable; }
  bool reads_directly(const void* /*host*/) noexcept override { return false; }
  std::unique_ptr<blas::Lane> make_lane() override;
  void within(const std::function<void()>& body) override { body(); }

 private:
  std::uint64_t used_bytes() const {
    if (device_->memory_in_arena()) return device_->arena().live_bytes();
    const auto worker = device_->process_now();
    return worker ? worker->memory().live_bytes() : 0;
  }

  const std::shared_ptr<WorkerDevice> device_;
  const DeviceInfo info_;
};

class WorkerLane final : public host::KernelLane {
 public:
  explicit WorkerLane(WorkerAccelerator& accelerator)
      : KernelLane(accelerator, Device(accelerator.device())),
        max_size_(accelerator.device()->memory_in_arena()
                      ? std::numeric_limits<std::int64_t>::max()
                      : accelerator.device()->description().max_size) {}

  void launch(const host::Launchable& type, const void* problem) override {
    // What has gone into software there follows an error, which this throws.
    if (compute().impl().in_software()) compute().sync();
    static_cast<WorkerQueue&>(compute().impl().queue())
        .compute(type.number, problem, type.bytes, type.extra(problem), type.extra_bytes);
  }
  std::int64_t max_size() const override { return max_size_; }

 private:
  const std::int64_t max_size_;
};

std::unique_ptr<blas::Lane> WorkerAccelerator::make_lane() {
  return std::make_unique<WorkerLane>(*this);
}

class WorkerBlas final : public blas::Pipelined {
 public:
  // `serves`: the table's whose launches the worker has; null: all of our own kernels'.
  using Serves = bool (*)(const AnyProblem& problem, bool has_double) noexcept;
  WorkerBlas(std::shared_ptr<WorkerAccelerator> accelerator, Serves serves)
      : Pipelined(accelerator), accelerator_(std::move(accelerator)), serves_(serves) {}

  bool serves(const AnyProblem& problem) const noexcept override {
    return serves_ == nullptr ||
           serves_(problem, accelerator_->device()->description().has_double != 0);
  }
  Outcome run(const AnyProblem& problem) noexcept override {
    if (!serves(problem))
      return blas::failed(ErrorCode::BackendUnavailable, "no path in this worker", 0);
    if (own_process()) {
      if (Outcome outcome = renew(); !outcome.ok) return outcome;
    }
    return host::cross(*this, problem, *simd::find_target(accelerator_->device()->options().isa));
  }

 private:
  // Sees to it that there is a worker, and that idle lanes are streams of that one.
  Outcome renew() noexcept {
    try {
      const std::uint64_t generation = accelerator_->device()->process()->generation();
      if (generation_.exchange(generation) != generation) drop_idle_lanes();
      return {};
    } catch (const Error& error) {
      return blas::failed(error.code(), error.what(), 0);
    } catch (const std::exception& error) {
      return blas::failed(ErrorCode::OutOfMemory, error.what(), 0);
    }
  }

  const std::shared_ptr<WorkerAccelerator> accelerator_;
  const Serves serves_;
  std::atomic<std::uint64_t> generation_{0};
};

constinit std::atomic<const Discovery*> g_found{nullptr}, g_opencl{nullptr}, g_cuda{nullptr};

const Discovery& discover(const Config& config) {
  return simd::published(g_found, [&config] {
    auto found = std::make_unique<Discovery>();
    found->devices.push_back(
        std::make_shared<WorkerBlas>(std::make_shared<WorkerAccelerator>(device(config)), nullptr));
    return found;
  });
}

std::unique_ptr<const Discovery> look(const FoundDevices& found, WorkerBlas::Serves serves) {
  auto discovery = std::make_unique<Discovery>();
  discovery->problem = found.problem;
  for (const auto& device : found.devices) {
    if (const std::string why = text_of(device->description().no_blas); !why.empty()) {
      add_sentence(discovery->problem, why);
      continue;
    }
    discovery->devices.push_back(
        std::make_shared<WorkerBlas>(std::make_shared<WorkerAccelerator>(device), serves));
  }
  return discovery;
}

const Discovery& discover_opencl(const Config& config) {
  return simd::published(g_opencl,
                         [&config] { return look(opencl_devices(config), &opencl::serves); });
}
const Discovery& discover_cuda(const Config& config) {
  constexpr WorkerBlas::Serves kServes = [](const AnyProblem& problem, bool) noexcept {
    return cuda::serves(problem);
  };
  return simd::published(g_cuda, [&config] { return look(cuda_devices(config), kServes); });
}

}  // namespace

constinit const BlasPlatform kBlasPlatform = {.name = "worker",
                                              .paths = paths_of(blas::Numbered{}),
                                              .discover = &discover,
                                              .weighed = false,
                                              .absent = host::kAbsent};
constinit const BlasPlatform kOpenClBlasPlatform = {.name = "worker:opencl",
                                                    .discover = &discover_opencl,
                                                    .weighed = false,
                                                    .eager = false,
                                                    .served = &opencl::kBlasPlatform};
constinit const BlasPlatform kCudaBlasPlatform = {.name = "worker:cuda",
                                                  .discover = &discover_cuda,
                                                  .weighed = false,
                                                  .eager = false,
                                                  .served = &cuda::kBlasPlatform};

}  // namespace fulcrum::offload::worker
