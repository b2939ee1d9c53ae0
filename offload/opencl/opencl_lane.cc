// SPDX-License-Identifier: Apache-2.0
#include "offload/opencl/opencl_lane.hpp"

namespace fulcrum::offload::opencl {

std::unique_ptr<blas::Lane> OpenClDevice::make_lane() {
  return std::make_unique<OpenClLane>(shared());
}

void OpenClLane::check_blas(BlasStatus status, const char* call) const {
  if (status == CL_SUCCESS) return;
  if (status > -1000) device_->check(status, call);  // OpenCL's own
  throw Error(ErrorCode::DeviceFailed, device_->info().name,
              std::string(call) + " failed: " + describe_blas(status));
}

}  // namespace fulcrum::offload::opencl
