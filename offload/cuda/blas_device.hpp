// SPDX-License-Identifier: Apache-2.0
// BLAS on one CUDA device.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "offload/cuda/cuda_device.hpp"
#include "offload/cuda/lane.hpp"
#include "offload/device.hpp"

namespace fulcrum::offload::cuda {

class CudaBlas final : public BlasDevice {
 public:
  explicit CudaBlas(std::shared_ptr<CudaDevice> device) : device_(std::move(device)) {}

  const DeviceInfo& info() const noexcept override { return device_->info(); }
  std::string closed_because() const override { return device_->closed_because(); }

  Outcome run(const AnyProblem& problem) noexcept override;

  // Managed memory counts as pinned: the driver knows it, and it needs no page-locking.
  Location location(const void* host) const noexcept override;
  double backlog_ns() const noexcept override { return static_cast<double>(backlog_ns_.load()); }

  CudaDevice& device() { return *device_; }
  // Narrows what the library takes of the device, for tests; lanes made before keep their size.
  void set_limits(const Limits& limits);

 private:
  class Lease;

  // Runs body(lane, shrink) on a lane of its own, again with half of the memory (`shrink`) after
  // each out-of-memory error, and turns what it throws into the outcome.
  template <class Body>
  Outcome on_lane(double estimated_ns, const std::int64_t& completed, const Body& body) noexcept;

  // One for each type of problem that this platform has a path for.
  template <class T>
  Outcome compute_on_device(const GemmProblem<T>& p) noexcept;
  template <class T>
  Outcome compute_on_device(const GemvProblem<T>& p) noexcept;
  template <class T>
  Outcome compute_on_device(const AxpyProblem<T>& p) noexcept;
  template <class T>
  Outcome compute_on_device(const DotProblem<T>& p) noexcept;

  struct Row;
  template <class... Problems>
  static constexpr auto rows_of(ProblemList<Problems...> problems);

  std::shared_ptr<CudaDevice> device_;
  std::mutex mutex_;
  std::condition_variable lane_returned_;
  std::vector<std::unique_ptr<Lane>> idle_lanes_;
  int lanes_ = 0;                            // idle or in use
  std::atomic<std::int64_t> backlog_ns_{0};  // whole numbers, so that it comes back to 0
};

}  // namespace fulcrum::offload::cuda
