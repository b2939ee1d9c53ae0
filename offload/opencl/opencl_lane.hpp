// SPDX-License-Identifier: Apache-2.0
// A lane of an OpenCL device: what a launch of CLBlast needs beside its streams.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>

#include "offload/blas/lane.hpp"
#include "offload/opencl/clblast_api.hpp"
#include "offload/opencl/opencl_device.hpp"
#include "offload/opencl/opencl_queue.hpp"

namespace fulcrum::offload::opencl {

class OpenClLane final : public blas::Lane {
 public:
  explicit OpenClLane(std::shared_ptr<OpenClDevice> device)
      : Lane(*device, Device(device)), device_(std::move(device)) {}

  OpenClDevice& device() const { return *device_; }
  OpenClQueue& queue() const { return static_cast<OpenClQueue&>(compute().impl().queue()); }
  void check_blas(BlasStatus status, const char* call) const;

  // CLBlast's kernels count with 32 bits.
  std::int64_t max_size() const override { return std::numeric_limits<std::int32_t>::max(); }

 private:
  std::shared_ptr<OpenClDevice> device_;
};

}  // namespace fulcrum::offload::opencl
