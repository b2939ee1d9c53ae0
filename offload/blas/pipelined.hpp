// SPDX-License-Identifier: Apache-2.0
// A device as the rest of the library sees it, on an accelerator's streams: lanes for calls in
// flight, attempts with less memory, outcomes.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "offload/blas/accelerator.hpp"
#include "offload/blas/lane.hpp"
#include "offload/device.hpp"

namespace fulcrum::offload::blas {

Outcome complete(std::int64_t count) noexcept;
Outcome failed(ErrorCode code, const char* message, std::int64_t completed) noexcept;
// Nothing was tried: the problem takes `least` bytes of device memory at once, and `usable` can be
// had.
Outcome does_not_fit(double least, double usable) noexcept;

// Device bytes that are taken for granted, an eighth of it: asking how much is free costs the
// driver more than a small product.
double surely_free_bytes(Accelerator& device);
// Those that could be had now; a share is left for the driver's own needs and the rounding of
// blocks.
double usable_bytes(Accelerator& device);

class Pipelined : public BlasDevice {
 public:
  explicit Pipelined(std::shared_ptr<Accelerator> accelerator);
  ~Pipelined() override;

  const DeviceInfo& info() const noexcept override { return accelerator_->info(); }
  std::string closed_because() const override { return accelerator_->closed_because(); }
  Location location(const void* host) const noexcept override {
    return accelerator_->location(host);
  }
  double backlog_ns() const noexcept override { return static_cast<double>(backlog_ns_.load()); }

  // Runs body(lane, shrink) on a lane of its own, again with half of the memory (`shrink`) after
  // each out-of-memory error, and turns what it throws into the outcome.
  template <class Body>
  Outcome on_lane(double estimated_ns, const std::int64_t& completed, const Body& body) noexcept {
    return run_on_lane(estimated_ns, completed, std::ref(body));  // as a reference: no memory
  }

 protected:
  // Lanes that are made from here on know of other limits.
  void drop_idle_lanes();

 private:
  class Lease;

  Outcome run_on_lane(double estimated_ns, const std::int64_t& completed,
                      const std::function<void(Lane& lane, double shrink)>& body) noexcept;
  void attempt(const std::function<void(Lane& lane, double shrink)>& body);

  std::shared_ptr<Accelerator> accelerator_;
  std::mutex mutex_;
  std::condition_variable lane_returned_;
  std::vector<std::unique_ptr<Lane>> idle_lanes_;
  int lanes_ = 0;                            // idle or in use
  std::atomic<std::int64_t> backlog_ns_{0};  // whole numbers, so that it comes back to 0
};

}  // namespace fulcrum::offload::blas
