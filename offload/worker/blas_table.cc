// SPDX-License-Identifier: Apache-2.0
// The table of the worker: every problem is sent to it.
#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "offload/blas/pipelined.hpp"
#include "offload/host/computed.hpp"
#include "offload/host/host_blas.hpp"
#include "offload/worker/worker_device.hpp"
#include "offload/worker/worker_platform.hpp"
#include "simd/targets.hpp"
#include "simd/threads/published.hpp"

namespace fulcrum::offload::worker {
namespace {

class WorkerAccelerator final : public blas::Accelerator {
 public:
  explicit WorkerAccelerator(std::shared_ptr<WorkerDevice> device) : device_(std::move(device)) {
    info_.platform = kBlasPlatform.name;
    info_.name = "worker: host: " + std::string(to_string(device_->options().isa));
    info_.library = "our own kernels, in fulcrum-worker";
    info_.memory_bytes = device_->capacity();
    info_.integrated = true;
  }

  const std::shared_ptr<WorkerDevice>& device() const { return device_; }
  const DeviceInfo& info() const noexcept override { return info_; }
  // A worker that dies is followed by another, so the device is closed in a child of fork() alone.
  bool usable() const noexcept override { return own_process(); }
  std::string closed_because() const override {
    return usable() ? "" : "this process was forked from the one that has the worker";
  }

  blas::Limits limits() const override { return {.device_bytes = device_->capacity()}; }
  std::uint64_t room_within_limit() override { return room(); }
  std::size_t available_bytes() override { return room(); }

  Location location(const void* /*host*/) noexcept override { return Location::Pageable; }
  bool reads_directly(const void* /*host*/) noexcept override { return false; }
  std::unique_ptr<blas::Lane> make_lane() override;
  void within(const std::function<void()>& body) override { body(); }

 private:
  std::uint64_t room() {
    const std::uint64_t used = device_->arena().live_bytes();
    return device_->capacity() - std::min(used, device_->capacity());
  }

  const std::shared_ptr<WorkerDevice> device_;
  DeviceInfo info_;
};

class WorkerLane final : public host::KernelLane {
 public:
  explicit WorkerLane(WorkerAccelerator& accelerator)
      : KernelLane(accelerator, Device(accelerator.device())) {}

  void launch(const host::Launchable& type, const void* problem) override {
    // What has gone into software there follows an error, which this throws.
    if (compute().impl().in_software()) compute().sync();
    static_cast<WorkerQueue&>(compute().impl().queue())
        .compute(type.number, problem, type.bytes, type.extra(problem), type.extra_bytes);
  }
};

std::unique_ptr<blas::Lane> WorkerAccelerator::make_lane() {
  return std::make_unique<WorkerLane>(*this);
}

class WorkerBlas final : public blas::Pipelined {
 public:
  explicit WorkerBlas(std::shared_ptr<WorkerAccelerator> accelerator)
      : Pipelined(accelerator), accelerator_(std::move(accelerator)) {}

  Outcome run(const AnyProblem& problem) noexcept override {
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
  std::atomic<std::uint64_t> generation_{0};
};

constinit std::atomic<const Discovery*> g_found{nullptr};

const Discovery& discover(const Config& config) {
  return simd::published(g_found, [&config] {
    auto found = std::make_unique<Discovery>();
    found->devices.push_back(
        std::make_shared<WorkerBlas>(std::make_shared<WorkerAccelerator>(device(config))));
    return found;
  });
}

}  // namespace

constinit const BlasPlatform kBlasPlatform = {.name = "worker",
                                              .paths = paths_of(host::Computed{}),
                                              .discover = &discover,
                                              .weighed = false,
                                              .absent = host::kAbsent};

}  // namespace fulcrum::offload::worker
