// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>

#include "offload/blas/numbered.hpp"
#include "offload/blas/pipelined.hpp"
#include "offload/opencl/opencl_device.hpp"
#include "offload/platforms.hpp"

namespace fulcrum::offload::opencl {

// OpenCL devices with CLBlast.
extern const BlasPlatform kBlasPlatform;

// Has CLBlast a launch for it, on a device with or without double precision?
bool serves(const AnyProblem& problem, bool has_double) noexcept;
extern const blas::Launches kLaunches;

// BLAS on one OpenCL device.
class OpenClBlas final : public blas::Pipelined {
 public:
  explicit OpenClBlas(std::shared_ptr<OpenClDevice> device)
      : Pipelined(device), device_(std::move(device)) {}

  // Those of which CLBlast has a routine, in types that the device has.
  bool serves(const AnyProblem& problem) const noexcept override;
  Outcome run(const AnyProblem& problem) noexcept override;

  OpenClDevice& device() { return *device_; }
  // Narrows what the library takes of the device, for tests; lanes made before keep their size.
  void set_limits(const blas::Limits& limits) {
    device_->set_limits(limits);
    drop_idle_lanes();
  }

 private:
  std::shared_ptr<OpenClDevice> device_;
};

}  // namespace fulcrum::offload::opencl
